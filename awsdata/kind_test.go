package awsdata

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// A row is the row of its resources, and says what it must of them.
func TestEveryKindIsARow(t *testing.T) {
	t.Parallel()
	if len(kindTable) < 41 {
		t.Errorf("only %d kinds", len(kindTable))
	}
	codes := map[string]bool{}
	for _, k := range append(Kinds(), roleKind) {
		r, ok := reflect.New(k.goType.Elem()).Interface().(Resource)
		if !ok {
			t.Fatalf("%s is no resource", k.goType)
		}
		if of, ok := KindOf(r); !ok || of.Code != k.Code {
			t.Errorf("a %s is of the kind %s", k.Name, of.Code)
		}
		if by, ok := KindByCode(k.Code); !ok || by.Name != k.Name || codes[k.Code] {
			t.Errorf("the code %s is of the kind %q, and of another", k.Code, by.Name)
		}
		codes[k.Code] = true
		if s, ok := r.(Store); ok && s.Kind() != k.Code || ok != k.isStore {
			t.Errorf("the store %s says that it is another kind, or its row that it is no store", k.Code)
		}
		if words := strings.Fields(k.Show); len(words) < 4 || !strings.HasPrefix(words[len(words)-2], "--") ||
			!slices.Contains([]string{"NAME", "ID", "ARN"}, words[len(words)-1]) {
			t.Errorf("%s is shown by %q", k.Code, k.Show)
		}
		if k.Name == "" || k.Plural == "" || k.Call == "" || k.print == nil {
			t.Errorf("the row of %s is not complete", k.Code)
		}
		if _, tells := r.(Known); tells && k.Word != "" {
			t.Errorf("%s tells its ARN itself and has a word for it", k.Code)
		}
	}
	if k, ok := KindByCode("none"); ok || k.Name != "" {
		t.Errorf("a code without a row is of %q", k.Name)
	}
	if k, ok := KindOf(nil); ok || k.Name != "" {
		t.Errorf("nothing is of the kind %q", k.Name)
	}
}

// What a resource's members say of its tags, its owner and where it is, every face gets to know: a method that was
// forgotten would be silent.
func TestKindsTellWhatTheirMembersSay(t *testing.T) {
	t.Parallel()
	for _, k := range kindTable {
		v := reflect.New(k.goType.Elem())
		r, ok := v.Interface().(Resource)
		if !ok {
			t.Fatalf("%s is no resource", k.goType)
		}
		set := func(member string) bool {
			f := v.Elem().FieldByName(member)
			if !f.IsValid() || f.Kind() != reflect.String {
				return false
			}
			f.SetString("a-" + member)
			return true
		}
		if f := v.Elem().FieldByName("OwnerId"); f.IsValid() && set("OwnerId") && k.Word != "" &&
			OwnerOf(r) != "a-OwnerId" {
			t.Errorf("%s: OwnerOf is %q", k.Code, OwnerOf(r))
		}
		for _, member := range []string{"Tags", "TagSet", "TagList"} {
			f := v.Elem().FieldByName(member)
			if !f.IsValid() || f.Type() != reflect.TypeFor[Tags]() {
				continue
			}
			f.Set(reflect.ValueOf(Tags{{Key: "team", Value: "x"}}))
			if len(TagsOf(r)) != 1 {
				t.Errorf("%s: TagsOf does not tell %s", k.Code, member)
			}
		}
		for _, member := range []string{"SubnetId", "VpcId"} {
			if k.Code != "vpc" && k.Code != "subnet" && set(member) && !slices.Contains(ParentsOf(r), "a-"+member) {
				t.Errorf("%s: ParentsOf is %q without its %s", k.Code, ParentsOf(r), member)
			}
		}
	}
}

// Where a resource is: the subnets first, and nothing that is not known.
func TestParents(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		r    Resource
		want string
	}{
		{&Subnet{SubnetId: "subnet-1", VpcId: "vpc-1"}, "vpc-1"},
		{&NatGateway{VpcId: "vpc-1"}, "vpc-1"}, // a regional one is in no subnet
		{&NatGateway{VpcId: "vpc-1", SubnetId: "subnet-1"}, "subnet-1 vpc-1"},
		{&VPCEndpoint{VpcId: "vpc-1", SubnetIds: []string{"subnet-1", "subnet-2"}}, "subnet-1 subnet-2 vpc-1"},
		{&InternetGateway{Attachments: []GatewayAttachment{{VpcId: "vpc-1"}}}, "vpc-1"},
		{&InternetGateway{}, ""},
		{&TransitGatewayAttachment{ResourceType: "vpc", ResourceId: "vpc-1"}, "vpc-1"},
		{&TransitGatewayAttachment{ResourceType: "vpn", ResourceId: "vpn-1"}, ""},
		{&VPCPeeringConnection{RequesterVpcInfo: PeeringVPC{VpcId: "vpc-1"}, AccepterVpcInfo: PeeringVPC{VpcId: "vpc-2"}}, "vpc-1 vpc-2"},
		{&Function{VpcConfig: &VpcConfig{SubnetIds: []string{"subnet-1"}, VpcId: "vpc-1"}}, "subnet-1 vpc-1"},
		{&Function{VpcConfig: &VpcConfig{}}, ""},
		{&Function{}, ""},
		{&CapacityProvider{VpcConfig: &CapacityProviderVpcConfig{SubnetIds: []string{"subnet-1"}}}, "subnet-1"},
		{&CapacityProvider{}, ""},
		{&RedshiftCluster{VpcId: "vpc-1"}, "vpc-1"}, // of a store
		{&TransitGateway{TransitGatewayId: "tgw-1"}, ""},
	} {
		if got := strings.Join(ParentsOf(tt.r), " "); got != tt.want {
			t.Errorf("%T %s is in %q, want %q", tt.r, tt.r.ID(), got, tt.want)
		}
	}
}

// A row's text about one resource names it, whatever it is called.
func TestOf(t *testing.T) {
	t.Parallel()
	r := &DBInstance{DBInstanceIdentifier: "ARN ID", DBInstanceArn: "arn:1"}
	if got := Of(r, "NAME ID ARN", func(s string) string { return "<" + s + ">" }); got != "<ARN ID> <arn:1> <arn:1>" {
		t.Errorf("%q", got)
	}
}

// The longer of two prefixes that begin alike must be found first, and each kind's is known.
func TestIDPrefixes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ id, kind, thing string }{
		{"tgw-attach-1", "tgw-attach-", "1"}, {"tgw-1", "tgw-", "1"}, {"eni-attach-1", "eni-attach-", "1"},
		{"vpc-cidr-assoc-1", "vpc-cidr-assoc-", "1"}, {"b-1", "b-", "1"}, {"rslvr-rr-1", "rslvr-rr-", "1"},
		{"rslvr-rrassoc-1", "rslvr-rrassoc-", "1"}, {"what-1", "", "what-1"},
	} {
		if kind, thing := splitID(tt.id); kind != tt.kind || thing != tt.thing {
			t.Errorf("%s is %q and %q", tt.id, kind, thing)
		}
	}
	for _, k := range kindTable {
		if kind, _ := splitID(k.Prefix + "-1"); k.Prefix != "" && kind != k.Prefix+"-" {
			t.Errorf("%s is not known as an id", k.Prefix)
		}
	}
}

package awsdata_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

func index(t *testing.T, story string) *awsdata.RegionIndex {
	t.Helper()
	return awsdata.NewIndex(awstest.Parse(t, story)).Region("us-east-1")
}

// ids are the ids of resources, in order.
func ids[T any, P interface {
	*T
	awsdata.Resource
}](list []P) string {
	var out []string
	for _, r := range list {
		out = append(out, r.ID())
	}
	return strings.Join(out, " ")
}

func TestTableOfASubnet(t *testing.T) {
	t.Parallel()
	x := index(t, `
		vpc prod 10.0.0.0/16
		subnet explicit cidr=10.0.1.0/24 table=own
		subnet implicit cidr=10.0.2.0/24
		subnet leaving  cidr=10.0.3.0/24
		table own
		vpc other 10.1.0.0/16 bare
		subnet lost cidr=10.1.1.0/24
		table unused`)
	for subnet, want := range map[string]string{
		"subnet-explicit": "rtb-own true",
		"subnet-implicit": "rtb-prod false",
		"subnet-lost":     "none false", // its VPC's main table is not in the snapshot
		"subnet-unknown":  "none false",
	} {
		table, explicit := x.SubnetRouteTable(subnet)
		got := "none"
		if table != nil {
			got = table.RouteTableId
		}
		if got = fmt.Sprintf("%s %v", got, explicit); got != want {
			t.Errorf("%s: %s, want %s", subnet, got, want)
		}
	}
}

// What every route table and every network ACL of AWS has.
const (
	local = `"Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}], `
	last  = `"Entries": [{"RuleNumber": 32767, "Egress": true, "Protocol": "-1", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0"}], `
)

// Only an association that is in force counts; AWS may leave its state out.
func TestAssociationStates(t *testing.T) {
	t.Parallel()
	for state, live := range map[string]bool{
		`"associated"`: true, `""`: true, `"associating"`: false, `"disassociating"`: false, `"disassociated"`: false,
		`"failed"`: false,
	} {
		x := index(t, `
			vpc prod 10.0.0.0/16 bare
			subnet a cidr=10.0.1.0/24
			put describe-route-tables {"RouteTables": [
				{"RouteTableId": "rtb-main", "VpcId": "vpc-prod", `+local+`"Associations": [{"Main": true}]},
				{"RouteTableId": "rtb-own", "VpcId": "vpc-prod", `+local+
			`"Associations": [{"SubnetId": "subnet-a", "AssociationState": {"State": `+state+`}}]},
				{"RouteTableId": "rtb-was-main", "VpcId": "vpc-prod", `+local+
			`"Associations": [{"Main": true, "AssociationState": {"State": "disassociating"}}]},
				{"RouteTableId": "rtb-edge", "VpcId": "vpc-prod", `+local+`"Associations": [{"GatewayId": "igw-1"}]}]}`)
		table, explicit := x.SubnetRouteTable("subnet-a")
		want := "rtb-main"
		if live {
			want = "rtb-own"
		}
		if table == nil || table.RouteTableId != want || explicit != live {
			t.Errorf("state %s: table %v, explicit %v", state, table, explicit)
		}
		if x.RouteTable("rtb-was-main").Main() || !x.RouteTable("rtb-main").Main() {
			t.Errorf("state %s: the wrong table is the main one", state)
		}
	}
}

func TestACLOfASubnet(t *testing.T) {
	t.Parallel()
	x := index(t, `
		vpc prod 10.0.0.0/16 bare
		subnet own cidr=10.0.1.0/24
		subnet rest cidr=10.0.2.0/24
		put describe-network-acls {"NetworkAcls": [
			{"NetworkAclId": "acl-default", "VpcId": "vpc-prod", `+last+`"IsDefault": true, "Associations": []},
			{"NetworkAclId": "acl-own", "VpcId": "vpc-prod", `+last+`"Associations": [{"SubnetId": "subnet-own"}]}]}`)
	if a := x.SubnetNetworkACL("subnet-own"); a == nil || a.NetworkAclId != "acl-own" {
		t.Errorf("own: %v", a)
	}
	if a := x.SubnetNetworkACL("subnet-rest"); a == nil || a.NetworkAclId != "acl-default" {
		t.Errorf("rest: %v", a)
	}
	if a := x.SubnetNetworkACL("subnet-unknown"); a != nil {
		t.Errorf("unknown: %v", a)
	}
}

// Private addresses are unique within a VPC only.
func TestInterfaceAtAddress(t *testing.T) {
	t.Parallel()
	x := index(t, `
		vpc one 10.0.0.0/16
		subnet one cidr=10.0.1.0/24 ipv6=2600:1f18::/64
		eni one subnet=one ip=10.0.1.5,10.0.1.6 ipv6=2600:1f18::5
		vpc two 10.0.0.0/16
		subnet two cidr=10.0.1.0/24
		eni two subnet=two ip=10.0.1.5`)
	for _, tt := range []struct{ vpc, ip, want string }{
		{"vpc-one", "10.0.1.5", "eni-one"},
		{"vpc-one", "10.0.1.6", "eni-one"},
		{"vpc-one", "2600:1f18:0:0::5", "eni-one"},
		{"vpc-two", "10.0.1.5", "eni-two"},
		{"vpc-two", "10.0.1.6", ""},
		{"vpc-three", "10.0.1.5", ""},
	} {
		n := x.InterfaceAt(tt.vpc, netip.MustParseAddr(tt.ip))
		if got := idOf(n); got != tt.want {
			t.Errorf("%s in %s: %q, want %q", tt.ip, tt.vpc, got, tt.want)
		}
	}
}

func idOf(n *awsdata.NetworkInterface) string {
	if n == nil {
		return ""
	}
	return n.NetworkInterfaceId
}

// Lambda shares interfaces by subnet and by the set of groups: order and repetition do not matter, and a subset is
// another set. What a description says is never a proof.
func TestLambdaInterfaces(t *testing.T) {
	t.Parallel()
	x := index(t, `
		vpc prod 10.0.0.0/16
		subnet a cidr=10.0.1.0/24
		subnet b cidr=10.0.2.0/24
		group x
		group y
		eni pair  type=lambda subnet=a ip=10.0.1.10 groups=x,y
		eni pair2 type=lambda subnet=a ip=10.0.1.11 groups=y,x
		eni only  type=lambda subnet=a ip=10.0.1.12 groups=x
		eni far   type=lambda subnet=b ip=10.0.2.10 groups=x,y
		eni fake  type=interface subnet=a ip=10.0.1.13 groups=x,y description="AWS Lambda VPC ENI-checkout"`)
	for _, tt := range []struct {
		subnet string
		groups []string
		want   string
	}{
		{"subnet-a", []string{"sg-x", "sg-y"}, "eni-pair eni-pair2"},
		{"subnet-a", []string{"sg-y", "sg-x"}, "eni-pair eni-pair2"},
		{"subnet-a", []string{"sg-y", "sg-x", "sg-y"}, "eni-pair eni-pair2"},
		{"subnet-a", []string{"sg-x"}, "eni-only"},
		{"subnet-a", []string{"sg-y"}, ""},
		{"subnet-a", []string{"sg-x", "sg-y", "sg-z"}, ""},
		{"subnet-b", []string{"sg-x", "sg-y"}, "eni-far"},
		{"subnet-a", nil, ""},
	} {
		if got := ids(x.LambdaInterfaces(tt.subnet, tt.groups)); got != tt.want {
			t.Errorf("%s %v: %q, want %q", tt.subnet, tt.groups, got, tt.want)
		}
	}
}

func TestUsers(t *testing.T) {
	t.Parallel()
	x := index(t, `
		vpc prod 10.0.0.0/16
		subnet a cidr=10.0.1.0/24
		subnet b cidr=10.0.2.0/24
		group x
		group y
		eni db subnet=b ip=10.0.2.9 groups=y
		function both subnets=a,b groups=x,y
		function one subnets=a groups=x
		version one 1 subnets=b groups=y
		function outside
		provider fleet subnets=b groups=y
		function managed provider=fleet
		function stray provider=!gone`)
	for _, tt := range []struct{ what, got, want string }{
		{"functions", ids(x.Functions()), "both managed one outside stray"},
		{"subnet a", ids(x.SubnetUsers("subnet-a")), "both one"},
		{"subnet b", ids(x.SubnetUsers("subnet-b")), "both managed"},
		{"group x", ids(x.GroupUsers("sg-x")), "both one"},
		{"group y", ids(x.GroupUsers("sg-y")), "both managed"},
		{"interfaces with y", ids(x.InterfacesWithGroup("sg-y")), "eni-db"},
		{"interfaces in b", ids(x.InterfacesInSubnet("subnet-b")), "eni-db"},
		{"versions", ids(x.Versions("one")), "one:1"},
		{"subnets of prod", ids(x.VPCSubnets("vpc-prod")), "subnet-a subnet-b"},
		{"VPC of a managed function", x.FunctionVPC(x.Function("managed")), "vpc-prod"},
		{"VPC of a function whose provider is unknown", x.FunctionVPC(x.Function("stray")), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.what, tt.got, tt.want)
		}
	}
}

// A role is the same whether the account-wide document came or the calls about one role did.
func TestRolesFromEitherCalls(t *testing.T) {
	t.Parallel()
	const accountWide = `
		policy data {"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}
		role checkout allow=sqs:SendMessage attach=data`
	const perRole = `
		gap get-account-authorization-details denied
		put get-role.checkout {"Role": {"RoleName": "checkout", "Arn": "arn:aws:iam::123456789012:role/checkout", "Path": "/"}}
		put list-attached-role-policies.checkout {"AttachedPolicies": [{"PolicyName": "data", "PolicyArn": "arn:aws:iam::123456789012:policy/data"}]}
		put list-role-policies.checkout {"PolicyNames": ["inline", "unread"]}
		put get-role-policy.checkout.inline {"RoleName": "checkout", "PolicyName": "inline", "PolicyDocument":
			{"Statement":[{"Action":["sqs:SendMessage"],"Effect":"Allow","Resource":["*"]}],"Version":"2012-10-17"}}
		put get-policy-version.data {"PolicyVersion": {"VersionId": "v1", "Document": {"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}}}`
	texts := make(map[string]string)
	for name, story := range map[string]string{"account-wide": accountWide, "per role": perRole} {
		x := awsdata.NewIndex(awstest.Parse(t, story))
		role := x.Role("arn:aws:iam::123456789012:role/checkout")
		if role == nil {
			t.Fatalf("%s: no role", name)
		}
		var text strings.Builder
		for _, p := range role.RolePolicyList {
			fmt.Fprintln(&text, "inline", p.PolicyName, p.PolicyDocument)
		}
		for _, p := range role.AttachedManagedPolicies {
			policy := x.ManagedPolicy(p.PolicyArn)
			if policy == nil {
				t.Fatalf("%s: no policy %s", name, p.PolicyArn)
			}
			fmt.Fprintln(&text, "managed", policy.PolicyName, policy.Default())
		}
		texts[name] = text.String()
	}
	want := `inline inline {"Statement":[{"Action":["sqs:SendMessage"],"Effect":"Allow","Resource":["*"]}],"Version":"2012-10-17"}
managed data {"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}
`
	for name, text := range texts {
		if diff := cmp.Diff(want, text); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Everything that a list shows can be looked up by its id, and what a fact refers to, too.
func TestLookup(t *testing.T) {
	t.Parallel()
	s := rich(t)
	for _, x := range []*awsdata.RegionIndex{awsdata.NewIndex(s).Region("eu-west-1")} {
		known := 0
		for _, kind := range awsdata.Kinds() {
			for _, r := range kind.List(x.Region) {
				found, ok := x.Lookup(r.ID())
				if !ok {
					t.Errorf("%s %s is not found", kind.Name, r.ID())
				}
				if ok && found.ID() != r.ID() {
					t.Errorf("%s finds %s", r.ID(), found.ID())
				}
				known++
			}
		}
		if known < 50 {
			t.Errorf("only %d resources", known)
		}
	}
	x := awsdata.NewIndex(s)
	if x.VPCHome("vpc-prod").Region.RegionName != "eu-west-1" ||
		x.VPCHome("vpc-raw").Region.RegionName != "us-east-1" || x.VPCHome("vpc-none") != nil {
		t.Error("a VPC is found in the wrong region")
	}
	for _, id := range []string{"", "nothing", "subnet-gone"} {
		if r, ok := x.Region("eu-west-1").Lookup(id); ok {
			t.Errorf("%q finds %v", id, r)
		}
	}
}

func TestVPCAttribute(t *testing.T) {
	t.Parallel()
	x := index(t, `
		vpc on 10.0.0.0/16
		vpc off 10.1.0.0/16 dns-support=off
		vpc dark 10.2.0.0/16
		gap describe-vpc-attribute.vpc-dark.enableDnsSupport denied
		put describe-vpc-attribute.vpc-on.enableDnsHostnames {"VpcId": "vpc-on"}`)
	for vpc, want := range map[string][2]bool{"vpc-on": {true, true}, "vpc-off": {false, true},
		"vpc-dark": {false, false}} {
		if value, known := x.VPCAttribute(vpc, "enableDnsSupport"); value != want[0] || known != want[1] {
			t.Errorf("%s: %v %v", vpc, value, known)
		}
	}
	if _, known := x.VPCAttribute("vpc-on", "enableDnsHostnames"); known {
		t.Error("a document without the attribute reads as off")
	}
}

func TestGroupSet(t *testing.T) {
	t.Parallel()
	in := []string{"sg-b", "sg-a", "sg-b"}
	if got := awsdata.GroupSet(in); got != "sg-a,sg-b" {
		t.Errorf("got %q", got)
	}
	if !slices.Equal(in, []string{"sg-b", "sg-a", "sg-b"}) {
		t.Error("the list was changed")
	}
}

// The one port of somebody is that on which all their groups let in, and a range of ports or two of them is none.
func TestOnlyPort(t *testing.T) {
	t.Parallel()
	x := awsdata.NewIndex(awstest.Parse(t, `
		vpc prod 10.0.0.0/16
		group db in tcp 5432 10.0.0.0/16
		group db in tcp 5432 10.9.0.0/16
		group range in tcp 5432-5433 10.0.0.0/16
		group two in tcp 80 10.0.0.0/16
		group two in tcp 443 10.0.0.0/16
		group all in all 10.0.0.0/16
		group none`)).Region("us-east-1")
	for groups, want := range map[string]int{
		"sg-db": 5432, "sg-db sg-none": 5432, "sg-range": 0, "sg-two": 0, "sg-db sg-two": 0, "sg-all": 0,
		"sg-none": 0, "sg-db sg-gone": 0,
	} {
		if got := x.OnlyPort(strings.Fields(groups)...); got != want {
			t.Errorf("%s: port %d, want %d", groups, got, want)
		}
	}
}

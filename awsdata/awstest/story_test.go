package awstest

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
)

func richStory(t *testing.T) *awsdata.Snapshot {
	t.Helper()
	text, err := os.ReadFile("testdata/rich.story")
	if err != nil {
		t.Fatal(err)
	}
	return Parse(t, string(text))
}

func TestStoryTellsEveryKind(t *testing.T) {
	t.Parallel()
	r := richStory(t).Region("eu-west-1")
	for _, kind := range awsdata.Kinds() {
		if kind.Code == "tgw" { // left out by a gap line
			continue
		}
		if len(kind.List(r)) == 0 {
			t.Errorf("the rich story has no %s", kind.Plural)
		}
	}
}

func TestStoryGapsAreOnlyThoseTold(t *testing.T) {
	t.Parallel()
	var got []string
	for _, g := range richStory(t).Gaps() {
		if g.Region == "eu-west-1" || g.Region == awsdata.Global {
			got = append(got, g.Call+" "+string(g.Cause))
		}
	}
	want := []string{
		"describe-flow-logs truncated",
		"describe-transit-gateways denied",
		"describe-vpc-attribute.vpc-data.enableDnsHostnames absent",
		"get-managed-prefix-list-entries.pl-hidden throttled",
		"search-transit-gateway-routes.tgw-rtb-dark absent",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
	if gaps := Parse(t, `vpc prod 10.0.0.0/16`).Gaps(); len(gaps) != 0 {
		t.Errorf("a story without gap lines has gaps: %v", gaps)
	}
}

func TestStoryJoins(t *testing.T) {
	t.Parallel()
	x := awsdata.NewIndex(richStory(t)).Region("eu-west-1")
	table, explicit := x.SubnetRouteTable("subnet-app-a")
	if table == nil || table.RouteTableId != "rtb-app" || !explicit {
		t.Errorf("subnet app-a has table %v", table)
	}
	if table, explicit = x.SubnetRouteTable("subnet-shared"); table == nil || table.RouteTableId != "rtb-prod" ||
		explicit {
		t.Errorf("subnet shared has table %v, want the VPC's own main table", table)
	}
	if a := x.SubnetNetworkACL("subnet-app-b"); a == nil || a.NetworkAclId != "acl-prod" {
		t.Errorf("subnet app-b has ACL %v, want the VPC's own default", a)
	}
	if n := x.LambdaInterfaces("subnet-app-a", []string{"sg-db", "sg-app"}); len(n) != 1 {
		t.Errorf("checkout has %d interfaces in app-a, want 1", len(n))
	}
	checkout := x.Function("checkout")
	if checkout.State != "Inactive" || checkout.LastUpdateStatusReasonCode != "SubnetOutOfIPAddresses" ||
		x.FunctionVPC(checkout) != "vpc-prod" {
		t.Errorf("checkout is %+v", checkout)
	}
	versions := x.Versions("checkout")
	if len(versions) != 2 || versions[0].MemorySize != 512 || !versions[0].Attached() ||
		versions[1].MemorySize != 1024 || versions[1].Attached() {
		t.Errorf("versions of checkout: %+v", versions)
	}
	if f := x.Region.FirewallRuleGroupAssociations; len(f) != 1 || f[0].VpcId != "vpc-prod" || !f[0].Live() {
		t.Errorf("firewall associations: %+v", f)
	}
	if subnets, groups := x.Placement(x.Function("managed")); !slices.Equal(subnets, []string{"subnet-app-b"}) ||
		!slices.Equal(groups, []string{"sg-app"}) {
		t.Errorf("managed is placed in %v with %v", subnets, groups)
	}
}

func TestStoryIsDeterministic(t *testing.T) {
	t.Parallel()
	var first, second bytes.Buffer
	if err := richStory(t).Encode(&first); err != nil {
		t.Fatal(err)
	}
	if err := richStory(t).Encode(&second); err != nil {
		t.Fatal(err)
	}
	if first.String() != second.String() {
		t.Error("the same story gave two different snapshots")
	}
}

func TestStoryMistakesNameTheLine(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, story, want string }{
		{"unknown statement", "vpc prod 10.0.0.0/16\n\nsubent a", `line 3: no statement is called "subent"`},
		{"unknown setting", "vpc prod 10.0.0.0/16 colour=red", `line 1: vpc does not know the setting "colour"`},
		{"unknown flag", "vpc prod 10.0.0.0/16\nsubnet a cidr=10.0.0.0/24 pubilc", `line 2: subnet does not know "pubilc" here`},
		{"missing word", "vpc", "line 1: vpc needs a name"},
		{"twice", "vpc a 10.0.0.0/16\nvpc a 10.1.0.0/16", "line 2: vpc-a is in the story twice"},
		{"dangling reference", "vpc a 10.0.0.0/16\nfunction f subnets=nowhere", "line 2: subnet-nowhere is not in the story (write !subnet-nowhere if that is meant)"},
		{"continuation counts its first line", "vpc a 10.0.0.0/16\nsubnet s\n  cidr=10.0.0.0/24\n  tabel=x", `line 2: subnet does not know the setting "tabel"`},
		{"open quote", `vpc a 10.0.0.0/16 tag:Name="open`, "line 1: the quoted text"},
		{"bad JSON", `role r policy={"Statement": [}`, "line 1: the value"},
		{"bad number", "vpc a 10.0.0.0/16\nsubnet s cidr=10.0.0.0/24 free=few", `line 2: "few" is not a whole number`},
		{"direction", "vpc a 10.0.0.0/16\ngroup g outwards tcp 443 0.0.0.0/0", `line 2: a rule is in or out, not "outwards"`},
		{"no VPC", "subnet s cidr=10.0.0.0/24", "line 1: no VPC above this line, and no vpc= in it"},
		{"cause", "gap describe-vpcs lost", `line 1: no gap has the cause "lost"`},
		{"setting twice", "vpc a 10.0.0.0/16 owner=1 owner=2", `line 1: the setting "owner" stands here twice`},
		{"unknown policy", "role r attach=Nothing", `line 1: no policy line for "Nothing" above`},
		{"route without table", "vpc a 10.0.0.0/16\nroute b 0.0.0.0/0 igw-a", "line 2: no table line for rtb-b above"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Build(tt.story)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func TestStoryTextIsTakenAsWritten(t *testing.T) {
	t.Parallel()
	s := Parse(t, `
		vpc prod 10.0.0.0/16 tag:Name="two words \x1b[31m" # a comment
		  tag:owner=a#b
		put describe-flow-logs {"FlowLogs": []}
	`)
	v := s.Region("us-east-1").VPCs[0]
	if v.Name() != "two words ␛[31m" || v.Tags.Get("owner") != "a#b" {
		t.Errorf("tags are %q", v.Tags)
	}
}

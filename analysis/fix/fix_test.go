package fix_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// world is an account in which every hop between app and its destinations can be shut.
const world = `
	vpc prod 10.0.0.0/16
	igw prod
	table public
	route public 0.0.0.0/0 igw-prod
	table app
	subnet public-a zone=a cidr=10.0.0.0/24 table=public
	subnet app-a zone=a cidr=10.0.1.0/24 table=app
	subnet db-a zone=a cidr=10.0.9.0/24
	group app
	group db
	eni db subnet=db-a ip=10.0.9.10 groups=db
	function app subnets=app-a groups=app
`

func ask(t *testing.T, s *awsdata.Snapshot, to, port string) (*awsdata.Function, reach.Query) {
	t.Helper()
	region := awsdata.NewIndex(s).Region("us-east-1")
	d, err := names.Parse(region, to)
	if err != nil {
		t.Fatal(err)
	}
	var n uint16
	if _, err := fmt.Sscan(port, &n); err != nil {
		t.Fatal(err)
	}
	return region.Function("app"), reach.Query{To: d, Protocol: netset.TCP, Port: n}
}

func find(t *testing.T, s *awsdata.Snapshot, fn *awsdata.Function, q reach.Query) *fix.Answer {
	t.Helper()
	index := awsdata.NewIndex(s)
	answer, err := fix.New(index, reach.New(index)).
		Find(t.Context(), "us-east-1", index.Region("us-east-1").Function(fn.FunctionName), q)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func words(f *fix.Fix) string {
	var out []string
	for i := range f.Edits {
		out = append(out, f.Edits[i].Words())
	}
	return strings.Join(out, "\n")
}

func TestOpen(t *testing.T) {
	for _, c := range []struct {
		name, change, to, port, want string
	}{
		{"a database in the same VPC: both security groups", "", "10.0.9.10", "5432", `
sg-app: allow tcp 5432 out to 10.0.9.10/32
sg-db: allow tcp 5432 in from sg-app`},
		{"the internet: the security group, a NAT gateway and the route to it", "", "203.0.114.9", "443", `
sg-app: allow tcp 443 out to 203.0.114.9/32
create a public NAT gateway in subnet-public-a
rtb-app: route 203.0.114.9/32 to NEW_NAT_PUBLIC_A`},
		{"a dead NAT gateway is replaced by a working one", `
	nat dead subnet=public-a state=failed
	nat good subnet=public-a eip=203.0.113.1
	route app 0.0.0.0/0 nat-dead
	group app out tcp 443 0.0.0.0/0`, "203.0.114.9", "443", `
rtb-app: route 0.0.0.0/0 to nat-good`},
		{"of two NAT gateways the one of the AZ", `
	subnet public-b zone=b cidr=10.0.8.0/24 table=public
	nat first subnet=public-b eip=203.0.113.1
	nat second subnet=public-a eip=203.0.113.2
	nat third subnet=public-b eip=203.0.113.3
	group app out tcp 443 0.0.0.0/0`, "203.0.114.9", "443", `
rtb-app: route 203.0.114.9/32 to nat-second`},
		{"a service: an endpoint, which costs less than a NAT gateway, with the security group that endpoints have", `
	group ends in tcp 443-500 10.0.0.0/16
	endpoint kms service=kms subnets=app-a groups=ends ips=10.0.1.60 private-dns
	group app out tcp 443 0.0.0.0/0`, "sqs", "443", `
add an endpoint for sqs to vpc-prod`},
		{"the network ACL of the database's subnet that lets no replies out", `
	acl quiet
	acl quiet in 100 allow -1 0.0.0.0/0
	acl quiet out 100 allow tcp 443 0.0.0.0/0
	subnet quiet zone=a cidr=10.0.7.0/24 acl=quiet
	eni quiet subnet=quiet ip=10.0.7.10 groups=db
	group db in tcp 5432 sg-app
	group app out tcp 5432 sg-db`, "10.0.7.10", "5432", `
acl-quiet: rule 99, allow tcp 1024-65535 out, 10.0.1.0/24`},
		{"the network ACL of a transit gateway's subnet", `
	acl shut
	subnet tgw-a zone=a cidr=10.0.200.0/28 acl=shut
	vpc far 10.9.0.0/16
	route far 10.0.0.0/16 tgw-hub
	subnet far-a vpc=far zone=a cidr=10.9.1.0/24
	group back vpc=far in tcp 5432 10.0.0.0/16
	eni back subnet=far-a ip=10.9.1.10 groups=back
	tgw hub
	tgw-table core tgw=hub
	tgw-attachment near tgw=hub vpc=prod subnets=tgw-a table=core
	tgw-attachment far tgw=hub vpc=far subnets=far-a table=core
	tgw-route core 10.9.0.0/16 far
	tgw-route core 10.0.0.0/16 near
	route app 10.9.0.0/16 tgw-hub
	group app out tcp 5432 10.9.0.0/16`, "10.9.1.10", "5432", `
acl-shut: rule 100, allow tcp 5432 in, 10.0.1.0/24
acl-shut: rule 100, allow tcp 1024-65535 out, 10.0.1.0/24`},
		{"a network ACL that lets only some of the replies back in", `
	nat good subnet=public-a eip=203.0.113.1
	route app 0.0.0.0/0 nat-good
	group app out tcp 443 0.0.0.0/0
	acl tight
	acl tight out 100 allow -1 0.0.0.0/0
	acl tight in 100 allow tcp 32768-65535 0.0.0.0/0
	subnet app-b zone=b cidr=10.0.2.0/24 table=app acl=tight
	in app-b`, "203.0.114.9", "443", `
acl-tight: rule 99, allow tcp 1024-65535 in, 203.0.114.9/32`},
	} {
		t.Run(c.name, func(t *testing.T) {
			story := world + c.change + "\n"
			if change, at, other := strings.Cut(c.change, "\n\tin "); other { // the function is in another subnet
				story = strings.Replace(world, "subnets=app-a", "subnets="+at, 1) + change + "\n"
			}
			s := awstest.Parse(t, story)
			fn, q := ask(t, s, c.to, c.port)
			answer := find(t, s, fn, q)
			if len(answer.Opens) == 0 || answer.Opens[0].Verdict != reach.Reachable {
				t.Fatalf("no fix that opens it: %+v", answer)
			}
			f := &answer.Opens[0]
			if got := words(f); got != strings.TrimSpace(c.want) {
				t.Errorf("got\n%s\nwant\n%s", got, strings.TrimSpace(c.want))
			}
		})
	}
}

// A default route in two halves is one: a subnet with it is a place for a NAT gateway.
func TestOpenByAPublicSubnetInTwoHalves(t *testing.T) {
	s := awstest.Parse(t, strings.Replace(world, "route public 0.0.0.0/0 igw-prod",
		"route public 0.0.0.0/1 igw-prod\n\troute public 128.0.0.0/1 igw-prod", 1))
	fn, q := ask(t, s, "203.0.114.9", "443")
	answer := find(t, s, fn, q)
	if len(answer.Opens) == 0 || answer.Opens[0].Verdict != reach.Reachable ||
		!strings.Contains(words(&answer.Opens[0]), "create a public NAT gateway in subnet-public-a") {
		t.Errorf("%+v", answer)
	}
}

func TestOpenLeavesWhatNobodyCanMend(t *testing.T) {
	s := awstest.Parse(t, world+`
	tgw hub
	route app 10.99.0.0/16 tgw-hub
	group app out tcp 443 0.0.0.0/0
`)
	fn, q := ask(t, s, "10.99.0.1", "443")
	answer := find(t, s, fn, q)
	if len(answer.Opens) > 0 || len(answer.Left) == 0 {
		t.Errorf("the transit gateway's hop must be left and named: %+v", answer)
	}
}

func TestClose(t *testing.T) {
	s := awstest.Parse(t, world+`
	nat good subnet=public-a eip=203.0.113.1
	route app 0.0.0.0/0 nat-good
	group app out tcp 443 0.0.0.0/0
	group app out tcp 400-500 203.0.114.0/24
`)
	fn, q := ask(t, s, "203.0.114.9", "443")
	ways := find(t, s, fn, q).Closes
	if len(ways) != 2 {
		t.Fatalf("want two ways to close it, got %d", len(ways))
	}
	if got, want := words(&ways[0]), "acl-prod: rule 99, deny tcp 443 out, 203.0.114.9/32"; got != want {
		t.Errorf("fewest changes first: got %q, want %q", got, want)
	}
	want := "sg-app: remove the rule that allows tcp 400-500 out to 203.0.114.0/24\nsg-app: remove the rule that allows tcp 443 out to 0.0.0.0/0"
	if got := words(&ways[1]); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// An ACL is for everything in its subnets, and a group for all that carry it: who else loses something is said, and so
// is what the function loses in the VPC beside what has a name.
func TestClosingTellsWhoElseLoses(t *testing.T) {
	s := awstest.Parse(t, world+`
	nat good subnet=public-a eip=203.0.113.1
	route app 0.0.0.0/0 nat-good
	endpoint s3 service=s3 tables=app
	group app out -1 0.0.0.0/0
	group web out tcp 443 0.0.0.0/0
	group idle
	group store in tcp 5432 sg-app
	eni web subnet=public-a ip=10.0.0.40 groups=web public=203.0.113.40 instance=i-0a1
	eni idle subnet=public-a ip=10.0.0.41 groups=idle instance=i-0a2
	eni twin subnet=public-a ip=10.0.0.42 groups=app instance=i-0a3
	eni store subnet=public-a ip=10.0.0.43 groups=store
`)
	fn, q := ask(t, s, "internet", "443")
	seen := 0
	for _, way := range find(t, s, fn, q).Closes {
		var interfaces []string
		var lost netset.Set
		for _, e := range way.Worse {
			interfaces = append(interfaces, e.Interfaces...)
			lost = lost.Union(e.Lost)
		}
		switch way.Edits[0].(type) {
		case whatif.AddACLEntry:
			seen++
			if !slices.Contains(interfaces, "eni-web") || slices.Contains(interfaces, "eni-idle") {
				t.Errorf("behind the network ACL the server sends and the idle one does not, got %q", interfaces)
			}
		case whatif.RemoveRule:
			seen++
			if !slices.Equal(interfaces, []string{"eni-twin"}) {
				t.Errorf("the other interface with the security group loses the rule, got %q", interfaces)
			}
			if !lost.Contains(netip.MustParseAddr("10.0.0.43"), netset.TCP, 5432) {
				t.Error("the data store in the VPC is lost, and that is not said")
			}
		}
	}
	if seen != 2 {
		t.Fatalf("want both ways to close it, got %d", seen)
	}
}

// What does not exist yet has no address: a rule for it is for the range of its subnet.
func TestNoRuleForAnAddressThatAWSWillGive(t *testing.T) {
	s := awstest.Parse(t, strings.Replace(world, "subnets=app-a", "subnets=app-b", 1)+`
	group app out tcp 443 10.0.0.0/16
	acl tight
	acl tight out 100 deny tcp 443 0.0.0.0/0
	acl tight out 200 allow -1 0.0.0.0/0
	acl tight in 100 allow -1 0.0.0.0/0
	subnet app-b zone=b cidr=10.0.2.0/24 table=app acl=tight
`)
	fn, q := ask(t, s, "sqs", "443")
	entries := 0
	for _, way := range find(t, s, fn, q).Opens {
		for _, e := range way.Edits {
			if entry, ok := e.(whatif.AddACLEntry); ok {
				entries++
				if strings.HasSuffix(entry.CIDR, "/32") {
					t.Errorf("%s: the address of an endpoint that is not there is known", entry.Words())
				}
			}
		}
	}
	if entries == 0 {
		t.Fatal("no way with a rule for the endpoint was found: this test looks at nothing")
	}
}

// Who would notice in another account is told with it, and is not taken for somebody of the same name.
func TestEffectsNameAccounts(t *testing.T) {
	t.Parallel()
	effect := func(account string) fix.Effect {
		return fix.Effect{Functions: []string{"api"}, Account: account, To: "internet", Was: reach.Reachable,
			Is: reach.Blocked}
	}
	want := []string{"worse for api: internet reachable → blocked",
		"worse for api of account 222222222222: internet reachable → blocked"}
	if got := fix.Say("worse", []fix.Effect{effect(""), effect("222222222222")}); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

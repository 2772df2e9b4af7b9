package gate_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/gate"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/plan"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// account: app goes out by a NAT gateway on 443 from one AZ and reaches a database; wide has an ACL of its own and two
// subnets; inner reaches nothing but the database.
const account = `
	vpc prod 10.0.0.0/16
	igw prod
	table public
	route public 0.0.0.0/0 igw-prod
	subnet public-a zone=a cidr=10.0.0.0/24 table=public
	nat a subnet=public-a eip=203.0.113.1
	table app
	route app 0.0.0.0/0 nat-a
	table app-b
	route app-b 0.0.0.0/0 nat-a
	acl app
	acl app out 100 allow -1 0.0.0.0/0
	acl app in 100 allow -1 0.0.0.0/0
	subnet app-a zone=a cidr=10.0.1.0/24 table=app acl=app
	subnet app-b zone=b cidr=10.0.2.0/24 table=app-b
	subnet db-a zone=a cidr=10.0.9.0/24
	group db in tcp 5432 sg-app
	group db in tcp 5432 sg-inner
	eni db subnet=db-a ip=10.0.9.10 groups=db
	group app out tcp 443 0.0.0.0/0
	group app out tcp 5432 sg-db
	group inner out tcp 5432 sg-db
	group wide out tcp 443 0.0.0.0/0
	prefixlist s3 name=com.amazonaws.us-east-1.s3 cidrs=52.216.0.0/15 owner=AWS
	function app subnets=app-a groups=app
	function inner subnets=app-a groups=inner
	function wide subnets=app-a,app-b groups=wide
`

// all names every gate.
var all = []string{"new-internet", "lost-path", "wider-egress", "new-finding:high", "unknown"}

func parse(t *testing.T, words ...string) []gate.Gate {
	t.Helper()
	gates, err := gate.Parse(words)
	if err != nil {
		t.Fatal(err)
	}
	return gates
}

func changes(t *testing.T, before, after *awsdata.Snapshot) *diff.Changes {
	t.Helper()
	var sides [2]*analysis.Result
	for i, s := range []*awsdata.Snapshot{before, after} {
		var err error
		if sides[i], err = analysis.Run(t.Context(), s, analysis.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	c, err := diff.Everywhere(t.Context(), sides[0], sides[1])
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// told writes trips down, one a line, findings by their check.
func told(trips []gate.Trip) string {
	var out []string
	for i := range trips {
		t := &trips[i]
		line := fmt.Sprintf("%s: %s %s", t.Gate, t.Function, t.How)
		if !t.Set.IsEmpty() {
			line += " " + t.Set.Human(netset.MaxRanges(2))
		}
		if t.Before != "" || t.After != "" {
			line += fmt.Sprintf(" %s>%s", t.Before, t.After)
		}
		if t.Service.Name != "" {
			line += fmt.Sprintf(" %s %s>%s", t.Service.Name, t.Service.Was, t.Service.Is)
		}
		if len(t.Zones) > 0 {
			line += fmt.Sprint(" ", t.Zones)
		}
		if t.Finding != nil {
			line += " " + t.Finding.Severity.String() + " " + t.Finding.Check
		}
		if t.Missing != (diff.Missing{}) {
			line += " " + t.Missing.Region + " " + t.Missing.Call
		}
		out = append(out, strings.ReplaceAll(line, "  ", " "))
	}
	return strings.Join(out, "\n")
}

// Each gate is tripped by what it watches, and by nothing else.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name  string
		edits []whatif.Edit
		more  string // lines that the later account has besides
		less  string // a line that it lacks
		want  string
	}{
		{name: "nothing changed", want: ``},
		{name: "a rule to one address: wider egress, and internet that was not reached", edits: []whatif.Edit{
			whatif.AddRule{Group: "sg-app", Direction: "out", Protocol: "tcp", Ports: "22",
				Peer: "198.51.100.7/32"}}, want: `
new-internet: app gained 198.51.100.7 tcp 22
wider-egress: app gained 198.51.100.7 tcp 22`},
		{name: "a rule to the whole internet: the posture opens", edits: []whatif.Edit{
			whatif.AddRule{Group: "sg-inner", Direction: "out", Protocol: "-1", Peer: "0.0.0.0/0"}}, want: `
new-internet: inner wider all IPv4 internet, all tcp (except 25) and all udp none>open
wider-egress: inner gained all IPv4 internet, all tcp (except 25) and all udp
new-finding:high: finding-appeared high egress-internet-all-ports
unknown: inner unclear all IPv4 internet, tcp 25; 10.0.0.0/31 and 3 more ranges all tcp and all udp; and 1 more range`},
		{name: "a private network by rule: wider egress, and no internet", edits: []whatif.Edit{
			whatif.AddRule{Group: "sg-db", Direction: "in", Protocol: "tcp", Ports: "22", Peer: "sg-inner"},
			whatif.AddRule{Group: "sg-inner", Direction: "out", Protocol: "tcp", Ports: "22", Peer: "sg-db"}}, want: `
wider-egress: inner gained 10.0.9.10 tcp 22`},
		{name: "a gateway endpoint for who has no internet: no new internet", edits: []whatif.Edit{
			whatif.AddRule{Group: "sg-inner", Direction: "out", Protocol: "tcp", Ports: "443", Peer: "52.216.0.0/15"},
			whatif.RemoveNAT{ID: "nat-a"},
			whatif.AddEndpoint{VPC: "vpc-prod", Service: "s3", Tables: []string{"rtb-app", "rtb-app-b"}}}, want: `
lost-path: app lost all IPv4 internet except 52.216.0.0/15, tcp 443
lost-path: wide lost all IPv4 internet except 52.216.0.0/15, tcp 443
wider-egress: inner gained 52.216.0.0/15 tcp 443
wider-egress: inner service-gained s3 blocked>reachable
new-finding:high: finding-appeared high path-nat-broken
new-finding:high: finding-appeared high path-blackhole
new-finding:high: finding-appeared high path-blackhole`},
		{name: "the database is lost", edits: []whatif.Edit{whatif.RemoveRule{Group: "sg-app", Direction: "out",
			Protocol: "tcp", Ports: "5432", Peer: "sg-db"}}, want: `
lost-path: app lost 10.0.9.10 tcp 5432`},
		{name: "one of two subnets loses the internet: sometimes, and from an AZ less",
			less: "route app-b 0.0.0.0/0 nat-a", want: `
lost-path: wide lost-zones [b]
new-finding:high: finding-appeared high path-mixed-subnets`},
		{name: "replies come back only to some ports", edits: []whatif.Edit{whatif.AddACLEntry{ACL: "acl-app",
			Direction: "in", Number: 50, Protocol: "tcp", Ports: "1024-40000", CIDR: "0.0.0.0/0"}}, want: `
lost-path: app partly all IPv4 internet, tcp 443; 10.0.9.10 tcp 5432
lost-path: inner partly 10.0.9.10 tcp 5432
lost-path: wide partly all IPv4 internet, tcp 443`},
		{name: "a new function with internet", more: "function fresh subnets=app-a groups=app", want: `
new-internet: fresh wider all IPv4 internet, tcp 443 >restricted
wider-egress: fresh gained all IPv4 internet, tcp 443; 10.0.0.2 and 1 more range tcp 53 and udp 53; and 2 more ranges`},
		{name: "a new function without", more: "function fresh subnets=app-a groups=inner", want: `
wider-egress: fresh gained 10.0.0.2 and 169.254.169.253 tcp 53 and udp 53; and 2 more ranges`},
		{name: "a function that is gone has lost nothing", less: "function inner subnets=app-a groups=inner"},
		{name: "a network ACL that cannot be read any more", more: "gap describe-network-acls denied", want: `
unknown: app posture-unknown restricted>unknown
unknown: app unclear all IPv4 internet, tcp 443; 10.0.9.10 tcp 5432
unknown: inner unclear 10.0.9.10 tcp 5432
unknown: wide posture-unknown restricted>unknown
unknown: wide unclear all IPv4 internet, tcp 443
unknown: finding-unknown high path-public-subnet
unknown: finding-unknown high path-mixed-subnets
unknown: finding-unknown high path-nat-broken
unknown: finding-unknown high path-nacl-return
unknown: finding-unknown high path-dangling
unknown: finding-unknown high efs-unreachable
unknown: finding-unknown high egress-internet-all-ports
unknown: finding-unknown high egress-internet-risky-port
unknown: finding-unknown high egress-ipv6-bypass
unknown: finding-unknown high eni-subnet-addresses
unknown: call-missing us-east-1 describe-network-acls`},
		{name: "the list of functions cannot be read any more", more: "gap list-functions denied", want: `
unknown: finding-unknown high eni-state
unknown: functions-unread us-east-1 list-functions`},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := account
			if c.less != "" {
				if !strings.Contains(text, c.less) {
					t.Fatalf("the account has no line %q", c.less)
				}
				text = strings.Replace(text, c.less, "", 1)
			}
			after, err := whatif.Apply(awstest.Parse(t, text+"\n\t"+c.more+"\n"), c.edits)
			if err != nil {
				t.Fatal(err)
			}
			a := gate.Judge(parse(t, all...), changes(t, awstest.Parse(t, account), after))
			if diff := cmp.Diff(strings.TrimSpace(c.want), told(a.Tripped)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Who does not ask for the unknown is told of it, and of nothing else that was not asked for.
func TestJudgeTellsWhatNobodyKnows(t *testing.T) {
	c := changes(t, awstest.Parse(t, account), awstest.Parse(t, account+"\n\tgap describe-network-acls denied\n"))
	a := gate.Judge(parse(t, "lost-path", "new-internet", "new-finding:high"), c)
	if len(a.Tripped) > 0 {
		t.Errorf("tripped by what is not known: %s", told(a.Tripped))
	}
	if len(a.Unsaid) == 0 || a.Unsaid[0].Function != "app" {
		t.Errorf("not said: %s", told(a.Unsaid))
	}
	if a = gate.Judge(parse(t, "unknown"), c); len(a.Unsaid) > 0 || len(a.Tripped) == 0 {
		t.Errorf("%d tripped, %d unsaid", len(a.Tripped), len(a.Unsaid))
	}
}

// What neither side has did not become unknown; that is said apart. Without a list of functions nothing is compared.
func TestJudgeWhereBothSidesLackSomething(t *testing.T) {
	lacking := awstest.Parse(t, account+"\n\tgap describe-network-acls denied\n")
	a := gate.Judge(parse(t, all...), changes(t, lacking, lacking))
	if len(a.Tripped) > 0 || len(a.Neither) != 1 || a.Neither[0].Call != "describe-network-acls" {
		t.Errorf("tripped: %s; in neither: %v", told(a.Tripped), a.Neither)
	}
	lacking = awstest.Parse(t, account+"\n\tgap list-functions denied\n")
	a = gate.Judge(parse(t, all...), changes(t, lacking, lacking))
	if len(a.Tripped) != 1 || a.Tripped[0].How != gate.FunctionsUnread {
		t.Errorf("tripped: %s", told(a.Tripped))
	}
}

// A change that ends a gap is not known to be one: what is there now may have been there before.
func TestJudgeWhereTheEarlierSideWasUnknown(t *testing.T) {
	lacking := awstest.Parse(t, account+"\n\tgap describe-network-acls denied\n")
	public := strings.Replace(account, "route app 0.0.0.0/0 nat-a", "route app 0.0.0.0/0 igw-prod", 1)
	a := gate.Judge(parse(t, all...), changes(t, lacking, awstest.Parse(t, public)))
	cleared, perhaps := false, false
	for i := range a.Tripped {
		trip := &a.Tripped[i]
		if trip.Gate.Kind == gate.NewInternet || trip.Gate.Kind == gate.WiderEgress {
			t.Errorf("%s trips by what may have been so before", told(a.Tripped[i:i+1]))
		}
		cleared = cleared || trip.How == gate.Cleared || trip.How == gate.Shut
		perhaps = perhaps || trip.How == gate.FindingPerhaps
	}
	if !cleared || !perhaps {
		t.Errorf("tripped: %s", told(a.Tripped))
	}
}

// Severities, and what the team has accepted.
func TestJudgeFindings(t *testing.T) {
	waived := check.Finding{Check: "path-single-az", Severity: check.High, Status: check.Fail,
		Waived: &check.Waived{Reason: "known"}}
	medium := check.Finding{Check: "path-single-az", Severity: check.Medium, Status: check.Fail}
	known := medium
	known.Known = true
	c := &diff.Changes{Appeared: []check.Finding{waived, medium, known}}
	for word, want := range map[string]string{
		"new-finding:high":   "",
		"new-finding:medium": "new-finding:medium: finding-appeared medium path-single-az",
		"new-finding":        "new-finding: finding-appeared medium path-single-az",
	} {
		if got := told(gate.Judge(parse(t, word), c).Tripped); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
}

// The accounts and words of services: a service by its name is lost, gained or not known.
func TestJudgeServices(t *testing.T) {
	service := func(was, is reach.Verdict) *diff.Changes {
		return &diff.Changes{Diff: diff.Diff{Functions: []diff.Function{{Name: "f", Change: diff.Changed,
			Services: []diff.Service{{Name: "sqs", Was: was, Is: is}}}}}}
	}
	for _, c := range []struct {
		was, is reach.Verdict
		want    string
	}{
		{reach.Reachable, reach.Blocked, "lost-path: f service-lost sqs reachable>blocked"},
		{reach.Reachable, reach.Partial, "lost-path: f service-lost sqs reachable>partial"},
		{reach.Partial, reach.Blocked, "lost-path: f service-lost sqs partial>blocked"},
		{reach.Reachable, reach.Unknown, "unknown: f service-unclear sqs reachable>unknown"},
		{reach.Unknown, reach.Blocked, "unknown: f service-unclear sqs unknown>blocked"},
		{reach.Unknown, reach.Reachable, "unknown: f service-unclear sqs unknown>reachable"},
		{reach.Blocked, reach.Reachable, "wider-egress: f service-gained sqs blocked>reachable"},
		{reach.Blocked, reach.Partial, "wider-egress: f service-gained sqs blocked>partial"},
		{reach.Partial, reach.Reachable, ""},
	} {
		if got := told(gate.Judge(parse(t, all...), service(c.was, c.is)).Tripped); got != c.want {
			t.Errorf("%s > %s: %q, want %q", c.was, c.is, got, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"new-internet", "new-internet"},
		{"unknown,lost-path", "unknown lost-path"},
		{"new-finding", "new-finding"},
		{"new-finding:high", "new-finding:high"},
		{"new-finding:high,new-finding:low", "new-finding:low"},
		{"lost-path, lost-path", "lost-path"},
		{"new-finding:hgih", `new-finding:hgih: unknown severity "hgih": want info, low, medium or high`},
		{"new-internt", `there is no gate "new-internt": did you mean new-internet?`},
		{"high", `there is no gate "high": want new-internet, lost-path, wider-egress, new-finding, unknown`},
		{"unknown:high", `"unknown:high": unknown has no severity, which new-finding alone takes`},
		{"lost-path,", "a name is empty: want names separated by commas, such as new-internet,unknown"},
	} {
		gates, err := gate.Parse(strings.Split(c.text, ","))
		got := strings.Trim(fmt.Sprint(gates), "[]")
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
	for _, name := range gate.Names() {
		if gates := parse(t, name); len(gates) != 1 || gates[0].String() != name {
			t.Errorf("%s is read as %v", name, gates)
		}
	}
}

// Each set of a function trips the gate that watches it.
func TestJudgeSets(t *testing.T) {
	set := netset.FromAddr(netip.MustParseAddr("198.51.100.7"),
		netset.Ports(netset.TCP, netset.PortRange{From: 1, To: 1}))
	const is = " 198.51.100.7 tcp 1"
	for want, f := range map[string]diff.Function{
		"wider-egress: f gained" + is:                                   {Gained: set},
		"new-internet: f gained" + is + "\nwider-egress: f gained" + is: {Gained: set, Internet: set},
		"lost-path: f lost" + is:                                        {Lost: set},
		"lost-path: f partly" + is:                                      {Partly: set},
		"lost-path: f fewer-subnets" + is:                               {Fewer: set},
		"unknown: f unclear" + is:                                       {Unclear: set},
		"unknown: f cleared" + is:                                       {Cleared: set},
		"unknown: f shut" + is:                                          {Shut: set},
		"":                                                              {Wholly: set},
		"lost-path: f lost-zones [c]":                                   {Zones: &diff.Zones{Name: "f", Lost: []string{"c"}}},
		"unknown: f unclear-zones [c]":                                  {Zones: &diff.Zones{Name: "f", Unclear: []string{"c"}}},
	} {
		f.Name, f.Change = "f", diff.Changed
		c := &diff.Changes{Diff: diff.Diff{Functions: []diff.Function{f}}}
		if got := told(gate.Judge(parse(t, all...), c).Tripped); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		c.Functions[0].Change = diff.Removed
		if got := told(gate.Judge(parse(t, all...), c).Tripped); got != "" {
			t.Errorf("of a function that is gone: %q", got)
		}
	}
}

// What was left out of a plan may do anything, unless the engine has no part for it.
func TestJudgePlan(t *testing.T) {
	o := &plan.Outcome{Changes: &diff.Changes{}, Applied: &plan.Applied{Left: []plan.Left{
		{Address: "aws_glue_job.a", Why: plan.UnknownType}, {Address: "aws_route.b", Why: plan.NotInAccount}}}}
	a := gate.JudgePlan(parse(t, "unknown"), o)
	if len(a.Tripped) != 1 || a.Tripped[0].How != gate.LeftOut || a.Tripped[0].Left.Address != "aws_route.b" {
		t.Errorf("tripped: %+v", a.Tripped)
	}
	if a = gate.JudgePlan(parse(t, "lost-path"), o); len(a.Tripped) != 0 || len(a.Unsaid) != 1 {
		t.Errorf("%d tripped, %d unsaid", len(a.Tripped), len(a.Unsaid))
	}
}

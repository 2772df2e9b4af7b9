package reach_test

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/reach/law"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

const region = "us-east-1"

func engine(t *testing.T, story string) (*reach.Engine, *awsdata.RegionIndex) {
	t.Helper()
	x := awsdata.NewIndex(awstest.Parse(t, story))
	return reach.New(x), x.Region(region)
}

func TestEffectiveRoutes(t *testing.T) {
	e, _ := engine(t, `
		vpc prod 10.0.0.0/16
		igw prod
		table public
		route public 0.0.0.0/0 igw-prod
		table app
		route app 0.0.0.0/0 nat-a
		route app 10.9.0.0/16 - blackhole
		route app pl-partners nat-a
		prefixlist partners cidrs=10.9.1.0/24
		table blind
		route blind pl-hidden nat-a
		prefixlist hidden unknown
		subnet pub cidr=10.0.0.0/24 table=public
		nat a subnet=pub eip=203.0.113.1
		subnet app cidr=10.0.1.0/24 table=app
		subnet blind cidr=10.0.2.0/24 table=blind`)

	routes, missing := e.EffectiveRoutes(region, "subnet-app")
	if len(missing) > 0 {
		t.Errorf("missing %v of a whole snapshot", missing)
	}
	var all netset.Set
	for _, r := range routes {
		if all.Overlaps(r.Destinations) {
			t.Errorf("%s wins what another route wins too", r.Text)
		}
		all = all.Union(r.Destinations)
	}
	tcp, udp := netset.AllPorts(netset.TCP), netset.AllPorts(netset.UDP)
	if !all.Equal(netset.Everything().RestrictPorts(tcp.Union(udp))) {
		t.Error("the parts do not make up the whole address space")
	}
	for to, want := range map[string]string{
		"10.0.7.7": "10.0.0.0/16 → local", "10.9.2.2": "10.9.0.0/16", "10.9.1.1": "pl-partners → nat-a",
		"8.8.8.8": "0.0.0.0/0 → nat-a", "2001:db8::1": "",
	} {
		a := netip.MustParseAddr(to)
		i := slices.IndexFunc(routes, func(r reach.EffectiveRoute) bool {
			return r.Destinations.Contains(a, netset.TCP, 443)
		})
		if i < 0 || routes[i].Text != want {
			t.Errorf("%s takes %v, want %q", to, routes[i], want)
		}
	}

	if _, missing := e.EffectiveRoutes(region, "subnet-blind"); !slices.Equal(missing,
		[]string{"get-managed-prefix-list-entries.pl-hidden"}) {
		t.Errorf("a hidden prefix list: missing is %v", missing)
	}
	if routes, missing := e.EffectiveRoutes(region, "subnet-gone"); routes != nil ||
		!slices.Equal(missing, []string{"describe-subnets"}) {
		t.Errorf("a subnet that is not there: %v, missing %v", routes, missing)
	}
}

func TestEgress(t *testing.T) {
	e, x := engine(t, `
		vpc prod 10.0.0.0/16
		subnet app cidr=10.0.1.0/24
		group web out tcp 443 0.0.0.0/0
		group web out tcp 443 ::/0
		group list out tcp 80 pl-hidden
		prefixlist hidden unknown
		function four subnets=app groups=web
		function six subnets=app groups=web ipv6
		function listed subnets=app groups=web,list
		function lost subnets=app groups=!gone`)
	for name, want := range map[string]struct {
		six, unknown bool
		missing      []string
	}{
		"four": {}, "six": {six: true},
		"listed": {unknown: true, missing: []string{"get-managed-prefix-list-entries.pl-hidden"}},
		"lost":   {unknown: true, missing: []string{"describe-security-groups (sg-gone)"}},
	} {
		sets, missing := e.Egress(region, x.Function(name))
		if got := sets.Reachable.Contains(netip.MustParseAddr("2001:db8::1"), netset.TCP, 443); got != want.six {
			t.Errorf("%s sends IPv6: %v", name, got)
		}
		if got := sets.Unknown.Contains(netip.MustParseAddr("198.51.100.1"), netset.TCP, 80); got != want.unknown {
			t.Errorf("%s: tcp 80 is unknown: %v", name, got)
		}
		if !slices.Equal(missing, want.missing) {
			t.Errorf("%s: missing %v, want %v", name, missing, want.missing)
		}
	}
}

func TestEgressRules(t *testing.T) {
	e, x := engine(t, `
		vpc prod 10.0.0.0/16
		subnet app cidr=10.0.1.0/24
		group db
		eni db subnet=app ip=10.0.1.9 groups=db
		prefixlist hidden unknown
		group web out tcp 443 10.0.0.0/8 10.0.2.0/24
		group web out tcp 5432 sg-db
		group web out tcp 80 pl-hidden
		group web out icmp 0.0.0.0/0
		function app subnets=app groups=web`)
	rules, known := e.EgressRules(region, "sg-web")
	if !known || len(rules) != 4 {
		t.Fatalf("known %v, rules %v: want the four that Lambda can use", known, rules)
	}
	if r := rules[3]; r.Text != "tcp 5432 → sg-db" ||
		r.Allows.String() != netset.FromAddr(netip.MustParseAddr("10.0.1.9"),
			netset.Ports(netset.TCP, netset.PortRange{From: 5432, To: 5432})).String() {
		t.Errorf("a reference allows %v by %q", r.Allows, r.Text)
	}
	if r := rules[0]; r.Missing != "get-managed-prefix-list-entries.pl-hidden" || !r.Allows.IsEmpty() {
		t.Errorf("a hidden list: %+v", r)
	}
	if _, known := e.EgressRules(region, "sg-gone"); known {
		t.Error("a group that is not there is known")
	}

	asked := rules[2].Allows
	if within := e.ReachWithin(region, x.Function("app"), asked).Sets; !within.Reachable.IsEmpty() ||
		within.Over(asked) != reach.Blocked {
		t.Errorf("the group of the database lets nobody in, and the answer is %v", within.Over(asked))
	}
	whole := e.Reach(region, x.Function("app")).Sets
	for _, asked := range []netset.Set{rules[0].Allows, netset.InternetIPv4()} {
		within := e.ReachWithin(region, x.Function("app"), asked).Sets
		if !within.Unknown.Equal(whole.Unknown.Intersect(asked)) ||
			!within.Reachable.Equal(whole.Reachable.Intersect(asked)) {
			t.Error("the answer within a set differs from the whole answer")
		}
	}
}

// TestMissingCallsNameTheirAccount takes the route tables of a far account away: whoever asks for them is sent there.
func TestMissingCallsNameTheirAccount(t *testing.T) {
	t.Parallel()
	const far = "210987654321"
	accounts := law.Random(16)
	delete(accounts[law.Place{Account: far, Region: region}], "describe-route-tables")
	x := awsdata.NewIndex(built(t, accounts))
	r := x.Region(region)
	engine, named := reach.New(x), 0
	for _, f := range r.Functions() {
		for _, q := range removalQueries(x, r) {
			trace, err := engine.Trace(region, f, q)
			if err != nil {
				continue
			}
			for _, s := range trace.Subnets {
				for _, h := range s.Unknowns() {
					for _, m := range h.Missing {
						call, _ := awsdata.ParseMissing(m)
						if call.Call != "describe-route-tables" {
							continue
						}
						if named++; call.Account != far {
							t.Fatalf("%s to %s lacks %q", f.FunctionName, q.To.Text, m)
						}
					}
				}
			}
		}
	}
	if named == 0 {
		t.Error("nobody asks for the route tables of the far account")
	}
}

// TestEgressOfAnOwnersGroups asks for the groups of a shared VPC where only its owner could tell them.
func TestEgressOfAnOwnersGroups(t *testing.T) {
	const own, owner = "111111111111", "222222222222"
	subnets := `{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "us-east-1a", "State": "available", "OwnerId": "` + owner + `"}]}`
	accounts := law.Accounts{
		{Account: own, Region: region}: {
			"describe-subnets": []byte(subnets), "describe-security-groups": []byte(`{"SecurityGroups": []}`),
			"list-functions": []byte(
				`{"Functions": [{"FunctionName": "f", "FunctionArn": "arn:aws:lambda:us-east-1:111111111111:function:f",
				"VpcConfig": {"VpcId": "vpc-1", "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}}]}`),
		},
		{Account: owner, Region: region}: {"describe-subnets": []byte(subnets)},
	}
	x := awsdata.NewIndex(built(t, accounts))
	f := x.RegionOf(own, region).Function("f")
	sets, missing := reach.New(x).Egress(region, f)
	if want := []string{"describe-security-groups (sg-1) in account " + owner}; sets.Unknown.IsEmpty() ||
		!slices.Equal(missing, want) {
		t.Errorf("missing %v, want %v", missing, want)
	}
}

package impact_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/impact"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// account: two zones with a NAT gateway each; both stands in both, single in one; quiet talks to the database only, far
// reaches it over a peering; list needs a prefix list; lonely is not attached and must never be told of.
const account = `
	vpc prod 10.0.0.0/16
	igw prod
	eigw prod
	table public
	route public 0.0.0.0/0 igw-prod
	subnet public-a zone=a cidr=10.0.0.0/24 table=public
	subnet public-b zone=b cidr=10.0.8.0/24 table=public
	nat a subnet=public-a eip=203.0.113.1
	nat b subnet=public-b eip=203.0.113.2
	table app-a
	route app-a 0.0.0.0/0 nat-a
	route app-a 10.9.0.0/16 pcx-back
	table app-b
	route app-b 0.0.0.0/0 nat-b
	acl app
	acl app out 50 deny tcp 22 0.0.0.0/0
	acl app out 100 allow -1 0.0.0.0/0
	acl app in 100 allow -1 0.0.0.0/0
	subnet app-a zone=a cidr=10.0.1.0/24 table=app-a acl=app
	subnet app-b zone=b cidr=10.0.2.0/24 table=app-b
	subnet db zone=a cidr=10.0.9.0/24
	group db in tcp 5432 sg-app
	group db in tcp 5432 sg-quiet
	group db in tcp 5432 10.9.1.0/24
	eni db subnet=db ip=10.0.9.10 groups=db
	group app out tcp 443 0.0.0.0/0
	group app out tcp 22 0.0.0.0/0
	group app out tcp 5432 sg-db
	group quiet out tcp 5432 sg-db
	prefixlist pay cidrs=198.51.100.0/24
	group list out tcp 443 pl-pay
	endpoint s3 service=com.amazonaws.us-east-1.s3 tables=app-a,app-b
	prefixlist s3 name=com.amazonaws.us-east-1.s3 cidrs=52.216.0.0/15 owner=AWS
	route app-a pl-s3 vpce-s3
	route app-b pl-s3 vpce-s3
	endpoint sqs service=com.amazonaws.us-east-1.sqs subnets=app-a groups=vpce ips=10.0.1.50 private-dns
	group vpce in tcp 443 10.0.0.0/16
	vpc back 10.9.0.0/16
	peering back from=prod to=back
	table back vpc=back
	route back 10.0.0.0/16 pcx-back
	route rtb-prod 10.9.0.0/16 pcx-back
	subnet back cidr=10.9.1.0/24 vpc=back table=back
	group back vpc=back out tcp 5432 10.0.9.10/32
	role both
	function both subnets=app-a,app-b groups=app role=both
	function single subnets=app-a groups=app
	function quiet subnets=app-a groups=quiet
	function list subnets=app-b groups=list
	function far subnets=back groups=back
	function lonely
`

var outcomes = map[impact.Outcome]string{
	impact.Stranded: "stops", impact.Offline: "offline", impact.SomeZones: "some zones",
	impact.OtherDestinations: "loses", impact.Maybe: "maybe", impact.FewerZones: "fewer zones",
	impact.Rerouted: "rerouted", impact.Gains: "gains", impact.Unaffected: "same",
}

func analyzed(t testing.TB, s *awsdata.Snapshot) *analysis.Result {
	t.Helper()
	res, err := analysis.Run(t.Context(), s, analysis.Options{Checks: []*check.Check{}})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func lookup(t testing.TB, res *analysis.Result, region, id string) awsdata.Resource {
	t.Helper()
	if r, ok := res.Index.Region(region).Lookup(id); ok {
		return r
	}
	if r := res.Index.Role(id); r != nil {
		return r
	}
	t.Fatalf("%s is not in the snapshot", id)
	return nil
}

func TestWhoNotices(t *testing.T) {
	res := analyzed(t, awstest.Parse(t, account))
	for _, c := range []struct {
		id   string
		want string
	}{
		{"nat-a", `both some zones lost all IPv4 internet except 52.216.0.0/15, tcp 443
			single offline lost all IPv4 internet except 52.216.0.0/15, tcp 443`},
		{"nat-b", `both some zones; list offline lost 198.51.100.0/24 tcp 443`},
		{"igw-prod", `both offline; single offline; list offline`},
		{"eigw-prod", ``},
		{"sg-app", `both offline; single offline`},
		{"sg-quiet", `quiet loses lost 10.0.9.10 tcp 5432`},
		{"sg-db", `both loses; single loses; quiet loses; far loses lost 10.0.9.10 tcp 5432`},
		{"pl-pay", `list offline`},
		{"pcx-back", `far loses lost 10.0.9.10 tcp 5432`},
		{"rtb-app-a", `both some zones; single offline lost all IPv4 internet, tcp 443`},
		{"acl-app", `both gains; single gains`},
		{"subnet-app-a", `both loses lost 10.0.1.50 tcp 443; single stops; quiet stops`},
		{"subnet-public-a", `both some zones; single offline`},
		{"subnet-db", `both loses; single loses; quiet loses; far loses lost 10.0.9.10 tcp 5432`},
		{"eni-db", `both loses; single loses; quiet loses; far loses lost 10.0.9.10 tcp 5432`},
		{"vpc-back", `far stops`},
		{"vpc-prod", `both stops; single stops; quiet stops; list stops; far loses lost 10.0.9.10 tcp 5432`},
		{"vpce-s3", `both rerouted; single rerouted`},
		{"vpce-sqs", `both rerouted; single rerouted; list maybe; quiet same`},
		{"arn:aws:iam::123456789012:role/both", `both stops`},
	} {
		t.Run(c.id, func(t *testing.T) {
			got, err := impact.Of(t.Context(), res, awstest.SyntheticRegion,
				lookup(t, res, awstest.SyntheticRegion, c.id), nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			told := map[string]impact.Function{}
			for _, f := range got.Functions {
				told[f.FunctionName] = f
			}
			for _, line := range strings.FieldsFunc(c.want, func(r rune) bool { return r == ';' || r == '\n' }) {
				name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
				outcome, lost, _ := strings.Cut(rest, " lost ")
				f, ok := told[name]
				if !ok {
					if outcome != "same" {
						t.Errorf("%s is not told of", name)
					}
					continue
				}
				if outcomes[f.Outcome] != outcome {
					t.Errorf("%s: %s, want %s (lost %s, gained %s, unclear %s)", name, outcomes[f.Outcome], outcome,
						f.Lost.Human(), f.Gained.Human(), f.Unclear.Human())
				}
				if lost != "" && !strings.Contains(f.Lost.Human(), strings.TrimSpace(lost)) {
					t.Errorf("%s loses %s, want %s", name, f.Lost.Human(), lost)
				}
				delete(told, name)
			}
			for name, f := range told {
				t.Errorf("%s is told of: %s, lost %s, gained %s, unclear %s", name, outcomes[f.Outcome],
					f.Lost.Human(), f.Gained.Human(), f.Unclear.Human())
			}
		})
	}
}

func TestUsersAreToldOfThoughNothingChanges(t *testing.T) {
	res := analyzed(t, awstest.Parse(t, account))
	users := slices.DeleteFunc(slices.Clone(res.Functions), func(f *analysis.Function) bool {
		return f.FunctionName != "quiet"
	})
	got, err := impact.Of(t.Context(), res, awstest.SyntheticRegion, lookup(t, res, awstest.SyntheticRegion, "nat-a"),
		users, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(got.Functions, func(f impact.Function) bool {
		return f.FunctionName == "quiet" && f.Outcome == impact.Unaffected
	}) {
		t.Errorf("quiet is not told of: %+v", got.Functions)
	}
}

// An endpoint that refuses captures the name all the same: without it the service is reached.
func TestAnEndpointInTheWay(t *testing.T) {
	res := analyzed(t, awstest.Parse(t, account+`
	endpoint sns vpc=prod service=com.amazonaws.us-east-1.sns subnets=db groups=shut ips=10.0.9.60 private-dns
	group shut vpc=prod in tcp 443 192.0.2.0/24
	`))
	got, err := impact.Of(t.Context(), res, awstest.SyntheticRegion,
		lookup(t, res, awstest.SyntheticRegion, "vpce-sns"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got.Functions {
		if f.FunctionName == "both" && f.Outcome == impact.Gains && f.Service.Now == reach.Blocked &&
			f.Service.Then == reach.Reachable {
			return
		}
	}
	t.Errorf("both does not gain sns: %+v", got.Functions)
}

// An endpoint holds the name of one Region's service: without it the service of this Region is reached as before.
func TestAnEndpointOfAnotherRegion(t *testing.T) {
	res := analyzed(t, awstest.Parse(t, account+`
	endpoint far vpc=prod service=com.amazonaws.eu-west-1.sns service-region=eu-west-1 subnets=db groups=shut ips=10.0.9.60 private-dns
	group shut vpc=prod in tcp 443 192.0.2.0/24
	`))
	got, err := impact.Of(t.Context(), res, awstest.SyntheticRegion,
		lookup(t, res, awstest.SyntheticRegion, "vpce-far"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got.Functions {
		if f.FunctionName == "both" && f.Service.Name == "sns in eu-west-1" && f.Service.Now == reach.Blocked &&
			f.Service.Then == reach.Reachable {
			return
		}
	}
	t.Errorf("the service of the other Region is not what is asked for: %+v", got.Functions)
}

// What is not in the snapshot stays a question: the target of a route through a transit gateway.
func TestWhatIsNotKnownMayBeLost(t *testing.T) {
	res := analyzed(t, awstest.Parse(t, `
		vpc edge 10.0.0.0/16
		tgw hub
		tgw-attachment edge tgw=hub vpc=edge subnets=edge
		table edge
		route edge 10.80.0.0/16 tgw-hub
		subnet edge cidr=10.0.1.0/24 table=edge
		group edge out tcp 443 10.80.0.0/16
		function sync subnets=edge groups=edge
	`))
	got, err := impact.Of(t.Context(), res, awstest.SyntheticRegion,
		lookup(t, res, awstest.SyntheticRegion, "tgw-hub"), nil, nil)
	if err != nil || len(got.Functions) != 1 || got.Functions[0].Outcome != impact.Maybe ||
		got.Functions[0].Unclear.Human() != "10.80.0.0/16 tcp 443" {
		t.Errorf("%v: %+v", err, got)
	}
}

func TestAnswersEndWithTheirContext(t *testing.T) {
	res := analyzed(t, awstest.Parse(t, account))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := impact.Of(ctx, res, awstest.SyntheticRegion, lookup(t, res, awstest.SyntheticRegion, "nat-a"), nil, nil)
	if err == nil {
		t.Error("a canceled question was answered")
	}
}

// recount counts without this package: the whole account is analyzed again without the part, and the functions' own
// answers are laid side by side. It knows no placements, no candidates and no users.
func recount(t *testing.T, res *analysis.Result, region string, r awsdata.Resource) map[string]string {
	t.Helper()
	edit, ok := whatif.Gone(region, r)
	if !ok {
		t.Fatalf("%s cannot be taken away", r.ID())
	}
	changed, err := whatif.Apply(res.Snapshot, []whatif.Edit{edit})
	if err != nil {
		t.Fatal(err)
	}
	then := analyzed(t, changed)
	out := map[string]string{}
	open := func(f *analysis.Function) (ids []string) {
		for _, s := range f.Subnets {
			if s.Internet == reach.Reachable || s.Internet == reach.Partial {
				ids = append(ids, s.ID)
			}
		}
		return ids
	}
	for i, f := range res.Functions {
		g := then.Functions[i]
		if g.FunctionName != f.FunctionName || g.Place.Region != f.Place.Region {
			t.Fatalf("%s became %s", f.FunctionName, g.FunctionName)
		}
		was, is := open(f), open(g)
		kept := 0
		for _, id := range was {
			if slices.Contains(is, id) || unknown(g, id) {
				kept++
			}
		}
		switch {
		case len(was) > 0 && kept == 0:
			out[f.Place.Region+"/"+f.FunctionName] = "offline"
		case kept < len(was) && len(g.Subnets) == len(f.Subnets):
			out[f.Place.Region+"/"+f.FunctionName] = "some zones"
		}
	}
	return out
}

// Every part of the demo account is taken away, and who loses the internet counted twice.
func TestTheInternetIsLostByWhomARecountSays(t *testing.T) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	res := analyzed(t, snapshot)
	n := 0
	for _, region := range snapshot.Regions {
		for _, kind := range awsdata.Kinds() {
			if !slices.Contains([]string{"nat", "igw", "rtb", "acl", "sg", "pcx", "vpce", "subnet"}, kind.Code) {
				continue
			}
			for i, r := range kind.List(region) {
				if kind.Code != "nat" && kind.Code != "igw" && i%6 != 0 {
					continue // each costs an analysis of the whole account
				}
				got, err := impact.Of(t.Context(), res, region.RegionName, r, nil, nil)
				if err != nil {
					t.Fatal(err)
				}
				counted := map[string]string{}
				for _, f := range got.Functions {
					switch {
					case f.Outcome == impact.Stranded && hadInternet(f.Function), f.Outcome == impact.Offline:
						counted[f.Place.Region+"/"+f.FunctionName] = "offline"
					case f.Outcome == impact.SomeZones && len(f.Dropped) == 0:
						counted[f.Place.Region+"/"+f.FunctionName] = "some zones"
					}
				}
				want := recount(t, res, region.RegionName, r)
				if a, b := fmt.Sprint(counted), fmt.Sprint(want); a != b {
					t.Errorf("%s %s %s in %s: computed %s, counted again %s; compared %d", kind.Name, r.ID(),
						r.Name(), region.RegionName, a, b, got.Compared)
				}
				n++
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d parts were taken away", n)
	}
}

func unknown(f *analysis.Function, subnet string) bool {
	return slices.ContainsFunc(f.Subnets, func(s reach.SubnetPlace) bool {
		return s.ID == subnet && s.Subnet != nil && s.Internet == reach.Unknown
	})
}

func hadInternet(f *analysis.Function) bool {
	return slices.ContainsFunc(f.Subnets, func(s reach.SubnetPlace) bool {
		return s.Internet == reach.Reachable || s.Internet == reach.Partial
	})
}

func BenchmarkNATOfABigAccount(b *testing.B) {
	res := analyzed(b, awstest.Synthetic(b, awstest.Size{}))
	r := awsdata.Kinds()
	for _, k := range r {
		if k.Code != "nat" {
			continue
		}
		part := k.List(res.Snapshot.Regions[0])[0]
		for b.Loop() {
			if _, err := impact.Of(b.Context(), res, awstest.SyntheticRegion, part, nil, nil); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// Functions of other accounts notice, too, and addresses of other accounts are there as before.
func TestOtherAccountsNotice(t *testing.T) {
	t.Parallel()
	res, err := analysis.Run(t.Context(), awstest.Together(t, awstest.Organization()...), analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ account, region, id, want string }{
		{"222222222222", "us-east-1", "rtb-db", "111111111111 api elsewhere, 111111111111 worker elsewhere, of 3"},
		{"222222222222", "us-east-1", "eni-db", "111111111111 api elsewhere, 111111111111 worker elsewhere, of 3"},
		{"111111111111", "us-east-1", "rtb-app", "111111111111 api elsewhere, 111111111111 worker elsewhere, of 3"},
		{"333333333333", "us-east-1", "rtb-stage", "of 2"},
	} {
		of := res.Of(tt.account)
		r, _ := of.Index.Region(tt.region).Lookup(tt.id)
		got, err := impact.Of(t.Context(), of, tt.region, r, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for i := range got.Functions {
			f := &got.Functions[i]
			words = append(words, fmt.Sprint(f.Account, " ", f.FunctionName, " ", f.Outcome))
		}
		if text := strings.Join(append(words, fmt.Sprint("of ", got.Compared)), ", "); text != tt.want {
			t.Errorf("without %s: %s, want %s", tt.id, text, tt.want)
		}
	}
}

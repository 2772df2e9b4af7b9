package collect

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// inTheTier reports whether a file of the account belongs to the tier of names and data stores.
func inTheTier(file string) bool {
	_, name, _ := strings.Cut(file, "/")
	return awsdata.Tier(strings.TrimSuffix(name, ".json")) == awsdata.TierNamesAndStores
}

// Whoever leaves the tier out of the policy is told so in one line, and each call is known as a gap to those who ask.
func TestTierDenied(t *testing.T) {
	awsreplay.WithKeys(t)
	files := accountFiles(t)
	server := awsreplay.New(t, files, 0)
	denied := 0
	for _, c := range table() {
		if awsdata.Tier(c.name) != awsdata.TierNamesAndStores {
			continue
		}
		denied++
		server.Fault(c.operation, awsreplay.Denied())
	}
	server.Fault("ListDomainNames", awsreplay.Denied())
	if denied < 30 {
		t.Fatalf("only %d calls are in the tier", denied)
	}
	got := mustCollect(t, quick(server))
	if g, want := gaps(got), []string{"eu-west-1 names and data stores denied"}; !slices.Equal(g, want) {
		t.Errorf("gaps %q, want %q", g, want)
	}
	for _, call := range []string{"describe-db-instances", "list-resolver-rules", "describe-load-balancers",
		"describe-domains"} {
		if g,
			missing := got.Region("eu-west-1").Gap(call); !missing || g.Cause != awsdata.CauseDenied ||
			g.Message == "" {
			t.Errorf("%s: %+v, a gap %v", call, g, missing)
		}
	}
	if g, _ := got.Account.Gap("list-hosted-zones-by-vpc.vpc-1"); g.Cause != awsdata.CauseDenied {
		t.Errorf("zones: %+v", g)
	}
	sameBut(t, got, load(t, files, func(file string) bool {
		// Nobody named an instance that a load balancer leads to, but a route leads to one.
		return onlyFallback(file) || inTheTier(file)
	}))
}

// Names and data stores matter to functions in a VPC only. Where there are none, nothing of it is asked for.
func TestTierNeedsFunctionsInVPC(t *testing.T) {
	awsreplay.WithKeys(t)
	tier := map[string]bool{}
	for _, c := range table() {
		if awsdata.Tier(c.name) == awsdata.TierNamesAndStores {
			tier[c.operation] = true
		}
	}
	asked := func(server *awsreplay.Server) (out []string) {
		for _, r := range server.Requests() {
			if tier[r.Operation] && r.Service != "route53" { // which is in us-east-1 for everyone
				out = append(out, r.Region+" "+r.Operation)
			}
		}
		return out
	}
	files := accountFiles(t)
	server := awsreplay.New(t, files, 0)
	mustCollect(t, quick(server))
	for _, call := range asked(server) {
		if !strings.HasPrefix(call, "eu-west-1 ") {
			t.Errorf("%s was asked for, and no function is there", call)
		}
	}
	for _, operation := range []string{"DescribeDBInstances", "ListHostedZonesByVPC", "ListResourceRecordSets",
		"DescribeInstances", "ListFirewallDomains"} {
		if n := server.Count(operation); n != 1 {
			t.Errorf("%d requests for %s, want 1", n, operation)
		}
	}
	if n := server.Count("DescribeDomains"); n != 2 {
		t.Errorf("6 domains were asked for in %d requests, want 2", n)
	}

	// The same account, with its functions outside any VPC.
	text := string(files["eu-west-1/list-functions.json"].Data)
	for _, network := range []string{"VpcConfig", "CapacityProviderConfig"} {
		text = strings.ReplaceAll(text, `"`+network+`"`, `"Not`+network+`"`)
	}
	files["eu-west-1/list-functions.json"].Data = []byte(text)
	server = awsreplay.New(t, files, 0)
	got := mustCollect(t, quick(server))
	if list := asked(server); len(list) > 0 || server.Count("ListHostedZonesByVPC") > 0 {
		t.Errorf("asked for without a function in a VPC: %q", list)
	}
	if g := gaps(got); len(g) > 0 {
		t.Errorf("gaps: %q", g)
	}
	if got.Region("eu-west-1").Has("describe-db-instances") {
		t.Error("a list that nobody asked for counts as collected")
	}
}

// The records that came before an error are kept, and the zone is not whole.
func TestLaterRecordsFail(t *testing.T) {
	awsreplay.WithKeys(t)
	server := awsreplay.New(t, accountFiles(t), 1)
	server.Fault("ListResourceRecordSets", awsreplay.Then(2, (*awsreplay.Exchange).Answer, awsreplay.Denied()))
	got := mustCollect(t, quick(server))
	if n := len(got.Account.ResourceRecordSets["Z1"]); n != 2 {
		t.Errorf("%d records, want the 2 that came", n)
	}
	if got.Account.Has("list-resource-record-sets.Z1") {
		t.Error("the zone counts as whole")
	}
	if g, want := gaps(got), []string{"global list-resource-record-sets.Z1 denied"}; !slices.Equal(g, want) {
		t.Errorf("gaps %q, want %q", g, want)
	}
}

// A list that is longer than anyone wants to wait for is cut, and says so.
func TestLongDomainList(t *testing.T) {
	awsreplay.WithKeys(t)
	files := accountFiles(t)
	var domains []string
	for i := range mostDomains + 50 {
		domains = append(domains, fmt.Sprintf("bad-%04d.example.", i))
	}
	text, err := json.Marshal(map[string]any{"Domains": domains})
	if err != nil {
		t.Fatal(err)
	}
	files["eu-west-1/list-firewall-domains.rslvr-fdl-1.json"].Data = text
	server := awsreplay.New(t, files, 0)
	got := mustCollect(t, quick(server))
	if n := len(got.Region("eu-west-1").FirewallDomains["rslvr-fdl-1"]); n != mostDomains {
		t.Errorf("%d domains, want %d", n, mostDomains)
	}
	if g, want := gaps(got), []string{"eu-west-1 list-firewall-domains.rslvr-fdl-1 truncated"}; !slices.Equal(g, want) {
		t.Errorf("gaps %q, want %q", g, want)
	}
}

// Of too many things the first are asked about, and one gap tells of the rest.
func TestTooManyThings(t *testing.T) {
	s := &session{builder: awsdata.NewBuilder(), progress: &progress{}}
	s.builder.AddRegion("eu-west-1")
	row := call{name: "describe-listeners", most: 3}
	for _, n := range []int{3, 4} {
		row.each = func(*awsdata.Snapshot, *awsdata.Region) []target { return make([]target, n) }
		if got := len(s.targets(row, place{"eu-west-1", row.name})); got != 3 {
			t.Errorf("%d of %d things were asked about, want 3", got, n)
		}
		g, _ := s.builder.Snapshot().Region("eu-west-1").Gap(row.name)
		if want := map[int]awsdata.Cause{3: awsdata.CauseAbsent, 4: awsdata.CauseTruncated}[n]; g.Cause != want {
			t.Errorf("%d things left %+v, want the cause %s", n, g, want)
		}
	}
}

// A region that does not have a service of the tier has no address for it. For a call that every answer rests on that
// is a network without names.
func TestServiceWithoutEndpoint(t *testing.T) {
	for name, want := range map[string]awsdata.Cause{"list-clusters-v2": awsdata.CauseUnsupported,
		"describe-vpcs": awsdata.CauseUnreachable} {
		s := &session{builder: awsdata.NewBuilder(), progress: &progress{}, slots: make(chan struct{}, 1),
			failed: map[place]bool{}}
		at := place{"eu-west-1", name}
		row := call{name: name, run: func(context.Context, *clients, query, *document) error {
			return fmt.Errorf("send: %w",
				&net.DNSError{Err: "no such host", Name: "service.eu-west-1.amazonaws.com", IsNotFound: true})
		}}
		s.ask(t.Context(), row, at, target{}, nil)
		if g, _ := s.builder.Snapshot().Region("eu-west-1").Gap(name); g.Cause != want {
			t.Errorf("%s: %+v, want the cause %s", name, g, want)
		}
	}
}

// The policy has one statement for each tier, which can be taken out and leaves the rest whole.
func TestPolicyTier(t *testing.T) {
	var policy struct {
		Statement []struct {
			Sid    string
			Action []string
		}
	}
	if err := json.Unmarshal(Policy(), &policy); err != nil {
		t.Fatal(err)
	}
	sids := map[string][]string{}
	for _, s := range policy.Statement {
		if _, twice := sids[s.Sid]; twice {
			t.Errorf("%s is there twice", s.Sid)
		}
		sids[s.Sid] = s.Action
		for i, action := range s.Action {
			if i > 0 && action <= s.Action[i-1] {
				t.Errorf("%s: %s after %s", s.Sid, action, s.Action[i-1])
			}
		}
	}
	tiers := map[string]string{"VpclensTagsOfFunctions": awsdata.TierFunctionTags,
		"VpclensNamesAndDataStores": awsdata.TierNamesAndStores}
	if len(policy.Statement) != 8 || tiers[policy.Statement[6].Sid] == "" || tiers[policy.Statement[7].Sid] == "" {
		t.Errorf("%d statements: %v", len(policy.Statement), sids)
	}
	for _, c := range table() {
		for _, action := range c.actions() {
			for sid, name := range tiers {
				want := awsdata.Tier(c.name) == name
				if slices.Contains(sids[sid], action) != want {
					t.Errorf("%s of %s: in %s %v, want %v", action, c.name, sid, !want, want)
				}
			}
		}
	}
}

// A permissions boundary bounds what a role may do; where roles are read one by one, it is read with them.
func TestBoundaryOneByOne(t *testing.T) {
	awsreplay.WithKeys(t)
	server := awsreplay.New(t, accountFiles(t), 0)
	server.Fault("GetAccountAuthorizationDetails", awsreplay.Denied())
	got := mustCollect(t, quick(server))
	fence := awsdata.NewIndex(got).ManagedPolicy("arn:aws:iam::123456789012:policy/fence")
	if fence == nil || !strings.Contains(string(fence.Default()), "sqs:*") {
		t.Errorf("boundary: %+v", fence)
	}
	server.Fault("GetPolicyVersion", awsreplay.Denied())
	got = mustCollect(t, quick(server))
	if g, missing := got.Account.Gap("get-policy-version.fence"); !missing || g.Cause != awsdata.CauseDenied {
		t.Errorf("a boundary that could not be read leaves %+v, a gap %v", g, missing)
	}
}

package reach_test

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// TestRemovalTurnsNoVerdict takes each document out of an account in turn and asks everything again: what a snapshot
// lacks may make a definite verdict unknown, and nothing else. An answer that was a verdict must not become an error.
func TestRemovalTurnsNoVerdict(t *testing.T) {
	t.Parallel()
	for _, source := range removalSources() {
		t.Run(source.name, func(t *testing.T) {
			t.Parallel()
			open := openRemovals()[source.name]
			var seen removals
			for _, a := range source.load(t) {
				seen.of(t, a)
			}
			t.Logf("%d removals (third %d of 3; all: %v); %d definite verdicts asked for again, %d became unknown; %d places looked at again, %d words of theirs became unknown",
				seen.made, *third%3, *allRemovals, seen.definite, seen.unknown, seen.places, seen.doubted)
			if seen.definite < 1000 || seen.unknown == 0 || seen.places < 20 || seen.doubted == 0 {
				t.Error("the questions no longer show what a removal does")
			}
			for _, document := range slices.Sorted(maps.Keys(seen.turned)) {
				if reason, known := open[document]; known {
					t.Logf("open: without %s (%s): %d answers turn, the first: %s",
						document, reason, len(seen.turned[document]), seen.turned[document][0])
					continue
				}
				t.Run(document, func(t *testing.T) {
					turned := seen.turned[document]
					t.Errorf("%d answers turn:\n%s", len(turned), strings.Join(turned[:min(len(turned), 8)], "\n"))
				})
			}
			for _, document := range slices.Sorted(maps.Keys(open)) {
				if *allRemovals && len(seen.turned[document]) == 0 {
					t.Errorf("nothing turns without %s any more: take it from openRemovals", document)
				}
			}
		})
	}
}

// openRemovals are the documents, by source of accounts, whose removal still turns a verdict or makes an error of it,
// with the reason. The list may only shrink.
func openRemovals() map[string]map[string]string {
	return map[string]map[string]string{}
}

// removals is what the removals of a source showed.
type removals struct {
	met, made int                 // documents, and those that were taken out: see due
	definite  int                 // definite verdicts that were asked for again
	unknown   int                 // those of them that became unknown
	places    int                 // functions of which it was looked at again what is said of them
	doubted   int                 // words of that which became unknown
	turned    map[string][]string // the answers that turned, by [turnedBy]
}

// of takes each document out of the account.
func (r *removals) of(t *testing.T, a removalAccount) {
	t.Helper()
	if r.turned == nil {
		r.turned = make(map[string][]string)
	}
	asked := askEverything(t, a.snapshot)
	before := standings(awsdata.NewIndex(a.snapshot))
	file := awstest.Pack(t, a.snapshot)
	for _, d := range file.Documents() {
		if command, _, _ := strings.Cut(d.Call, "."); unread()[command] != "" {
			continue
		}
		if r.met++; !due(r.met) {
			continue
		}
		r.made++
		index := awsdata.NewIndex(file.Without(t, d))
		r.stand(a, d, index, before)
		without := askAgain(index, asked)
		for i, before := range asked {
			after := without[i]
			if before.verdict == reach.Unknown || after == removedFunction {
				continue
			}
			r.definite++
			if after == reach.Unknown.String() {
				r.unknown++
			}
			if turns(before.verdict, after) && !settled(d, before, after) {
				key := turnedBy(d, after)
				r.turned[key] = append(r.turned[key],
					fmt.Sprintf("%s without %s %s: %s was %s and is %s", a.name, d.Place, d.Call, before, before.verdict, after))
			}
		}
	}
}

// stand compares what is said of functions without a question.
func (r *removals) stand(a removalAccount, d awstest.Document, index *awsdata.Index, before map[string]standing) {
	after := standings(index)
	own := publicOf(a.snapshot)
	for _, function := range slices.Sorted(maps.Keys(before)) {
		now, there := after[function]
		if !there { // it went with the document, or another function of the same placement stands for it now
			continue
		}
		r.places++
		for what, word := range before[function].words {
			if word != now.words[what] && now.words[what] == reach.Unknown.String() {
				r.doubted++
			}
		}
		for _, text := range before[function].contradicts(now, own, d.Call == "describe-vpcs") {
			key := turnedBy(d, "")
			r.turned[key] = append(r.turned[key], fmt.Sprintf("%s without %s %s: of %s, %s", a.name, d.Place, d.Call, function, text))
		}
	}
}

// unread are the documents that no verdict reads, with what they are for.
func unread() map[string]string {
	const permissions = "what roles may do: checks"
	return map[string]string{
		"describe-availability-zones": "names of zones", "describe-flow-logs": "a check", "get-service-quota": "a check",
		"describe-security-group-vpc-associations": "who keeps a group", "get-function": "states of functions",
		"list-function-url-configs": "a check", "get-policy": "a check",
		"describe-target-groups": "what is behind a load balancer", "describe-target-health": "what is behind a load balancer",
		"list-event-source-mappings":            "who calls a function",
		"list-service-network-vpc-associations": "what VPC Lattice does is unknown", "get-service-network-vpc-association": "who keeps a group",
		"get-account-authorization-details": permissions, "get-role": permissions, "list-attached-role-policies": permissions,
		"list-role-policies": permissions, "get-role-policy": permissions, "get-policy-version": permissions,
	}
}

// TestRemovalsOfTheUnread takes out all documents at once that no verdict reads: every answer stays.
func TestRemovalsOfTheUnread(t *testing.T) {
	t.Parallel()
	s := demoSnapshot(t)
	asked := askEverything(t, s)
	file := awstest.Pack(t, s)
	out := 0
	for _, d := range file.Documents() {
		if command, _, _ := strings.Cut(d.Call, "."); unread()[command] != "" {
			file.Remove(d)
			out++
		}
	}
	if out < 10 {
		t.Errorf("only %d documents were taken out", out)
	}
	for i, after := range askAgain(awsdata.NewIndex(file.Snapshot(t)), asked) {
		if after != asked[i].verdict.String() {
			t.Errorf("%s was %s and is %s", asked[i], asked[i].verdict, after)
		}
	}
}

// TestRemovalsSeeEveryKind sees that the random accounts have, together, a document of every kind that a verdict reads,
// and that they are of several accounts and regions.
func TestRemovalsSeeEveryKind(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	several, regions := 0, 0
	for _, a := range randomAccounts(t) {
		if len(a.snapshot.Accounts) > 1 {
			several++
		}
		if len(a.snapshot.MainRegions()) > 1 {
			regions++
		}
		for _, d := range awstest.Pack(t, a.snapshot).Documents() {
			command, _, _ := strings.Cut(d.Call, ".")
			seen[command] = true
		}
	}
	if several < 2 || regions < 1 {
		t.Errorf("%d of several accounts, %d of several regions", several, regions)
	}
	for _, command := range awsdata.Documents() {
		if reason := unread()[command]; reason == "" && !seen[command] && absent()[command] == "" {
			t.Errorf("no account has %s", command)
		} else if seen[command] && absent()[command] != "" {
			t.Errorf("there is %s: take it from absent", command)
		}
	}
}

// absent are kinds of documents that the random accounts need not have, with the reason.
func absent() map[string]string {
	return map[string]string{
		"get-caller-identity":       "the account is told by every document's place",
		"list-versions-by-function": "its functions go with it, and the answers about them",
	}
}

// turnedBy is the command whose document was taken out, and whether that made an error of a verdict.
func turnedBy(d awstest.Document, after string) string {
	command, _, _ := strings.Cut(d.Call, ".")
	if strings.HasPrefix(after, "error: ") {
		return command + ": error"
	}
	return command
}

// turns reports whether an answer after a removal contradicts the definite one before it.
func turns(before reach.Verdict, after string) bool {
	return after != before.String() && after != reach.Unknown.String()
}

// settled reports whether the law itself lets an answer turn, in what is not its opposite: of a VPC that is not there
// no range is known, and its own public addresses are the internet's.
func settled(d awstest.Document, before removalQuestion, after string) bool {
	internet := before.query.To.Kind == names.KindInternet || before.query.To.Kind == names.KindAnywhere
	return d.Call == "describe-vpcs" && internet && before.verdict == reach.Blocked && after == reach.Partial.String()
}

func TestTurns(t *testing.T) {
	for _, tt := range []struct {
		before reach.Verdict
		after  string
		want   bool
	}{
		{reach.Blocked, "blocked", false},
		{reach.Blocked, "unknown", false},
		{reach.Blocked, "partial", true},
		{reach.Blocked, "reachable", true},
		{reach.Partial, "blocked", true},
		{reach.Partial, "unknown", false},
		{reach.Partial, "partial", false},
		{reach.Partial, "reachable", true},
		{reach.Reachable, "blocked", true},
		{reach.Reachable, "unknown", false},
		{reach.Reachable, "partial", true},
		{reach.Reachable, "reachable", false},
		{reach.Blocked, "error: no such interface", true},
	} {
		if got := turns(tt.before, tt.after); got != tt.want {
			t.Errorf("from %s to %s: %v", tt.before, tt.after, got)
		}
	}
}

// removalQuestion is a question about a function, with the answer of the whole account.
type removalQuestion struct {
	account, region, function string
	query                     reach.Query
	verdict                   reach.Verdict
}

func (q removalQuestion) String() string {
	return fmt.Sprintf("%s to %s %s %d", q.function, q.query.To.Text, q.query.Protocol, q.query.Port)
}

// removedFunction stands for the answer about a function that went with the document.
const removedFunction = "no such function"

// placements are the region's functions without those that sit where another one does.
func placements(r *awsdata.RegionIndex) []*awsdata.Function {
	var out []*awsdata.Function
	seen := make(map[string]bool)
	for _, f := range r.Functions() {
		subnets, groups := r.Placement(f)
		ipv6 := f.VpcConfig != nil && f.VpcConfig.Ipv6AllowedForDualStack
		key := fmt.Sprint(slices.Sorted(slices.Values(subnets)), slices.Sorted(slices.Values(groups)), ipv6, f.Managed())
		if !seen[key] {
			seen[key] = true
			out = append(out, f)
		}
	}
	return out
}

// spread picks at most n of a list, evenly.
func spread[E any](list []E, n int) []E {
	if len(list) <= n {
		return list
	}
	out := make([]E, n)
	for i := range out {
		out[i] = list[i*len(list)/n]
	}
	return out
}

// askAgain asks what was definite in the whole account, from the words on: a destination's name is read anew.
func askAgain(index *awsdata.Index, asked []removalQuestion) []string {
	engine := reach.New(index)
	type word struct {
		in   *awsdata.RegionIndex
		text string
	}
	type parsed struct {
		to  names.Destination
		err error
	}
	read := make(map[word]parsed) // several functions are asked about each destination
	out := make([]string, len(asked))
	for i, q := range asked {
		out[i] = removedFunction
		region := index.RegionOf(q.account, q.region)
		if region == nil {
			continue
		}
		f := region.Function(q.function)
		if f == nil {
			continue
		}
		to, ok := read[word{region, q.query.To.Text}]
		if !ok {
			to.to, to.err = names.ParseIn(index, region, q.query.To.Text)
			read[word{region, q.query.To.Text}] = to
		}
		err := to.err
		if err == nil {
			q.query.To = to.to
			q.verdict, err = engine.Verdict(q.region, f, q.query)
		}
		if out[i] = q.verdict.String(); err != nil {
			out[i] = "error: " + err.Error()
		}
	}
	return out
}

// removalQueries are the questions that every function of a region is asked.
func removalQueries(index *awsdata.Index, r *awsdata.RegionIndex) []reach.Query {
	var out []reach.Query
	asked := make(map[string]bool)
	ask := func(to string, protocol netset.Protocol, port uint16) {
		d, err := names.ParseIn(index, r, to)
		if key := fmt.Sprint(to, protocol, port); err == nil && !asked[key] {
			asked[key] = true
			out = append(out, reach.Query{To: d, Protocol: protocol, Port: port})
		}
	}
	for _, to := range []string{
		"internet", "anywhere", "198.51.100.9", "2606:4700::1", "64:ff9b::c633:6409", "129.224.0.9", "52.216.1.9",
		"s3", "s3express", "dynamodb", "sqs", "kms", "secretsmanager", "iam", "sts.amazonaws.com", "db.internal",
		"kinesis." + r.Region.RegionName + ".amazonaws.com", "s3.us-west-2.amazonaws.com", "10.99.0.0/16", "198.51.100.0/24",
	} {
		ask(to, netset.TCP, 443)
	}
	for i, s := range names.Services() {
		if *allRemovals || i%12 == *third%3 {
			ask(s.Name, netset.TCP, 443)
		}
	}
	ask("198.51.100.9", netset.TCP, 25)
	ask("internet", netset.UDP, 53)
	ask("169.254.169.253", netset.UDP, 53)
	ask("169.254.169.123", netset.UDP, 123)
	for _, v := range r.Region.VPCs {
		if p, err := netip.ParsePrefix(v.CidrBlock); err == nil {
			ask(p.Addr().Next().Next().String(), netset.UDP, 53)
			ask(p.Addr().Next().Next().Next().String(), netset.UDP, 53)
		}
	}
	askInterfaces(r, ask)
	askFarAddresses(r, ask)
	askNames(index, r, ask)
	return out
}

// askNames asks for what has a name: data stores and load balancers, records of private zones, endpoints, instances.
func askNames(index *awsdata.Index, r *awsdata.RegionIndex, ask func(string, netset.Protocol, uint16)) {
	ask("rds", netset.TCP, 5432)
	kinds := make(map[string]int)
	for _, s := range r.Stores() {
		if kinds[s.Kind()]++; kinds[s.Kind()] > 2 && !*allRemovals {
			continue
		}
		for _, e := range s.Endpoints()[:min(1, len(s.Endpoints()))] {
			ask(e.Host, netset.TCP, uint16(e.Port))
		}
		if s.Kind() == "lb" {
			ask("elb:"+s.Name(), netset.TCP, 443)
			ask("elb:"+s.Name(), netset.TCP, 80)
		}
	}
	for _, e := range spread(r.Region.VPCEndpoints, 4) {
		ask(e.VpcEndpointId, netset.TCP, 443)
	}
	for _, i := range spread(r.Region.Instances, 2) {
		ask(i.InstanceId, netset.TCP, 443)
	}
	zones := make(map[string]int)
	for _, a := range index.Snapshot.Accounts {
		for _, id := range slices.Sorted(maps.Keys(a.ResourceRecordSets)) {
			for _, set := range a.ResourceRecordSets[id] {
				if zones[id]++; zones[id] <= 6 {
					ask(strings.TrimSuffix(strings.ReplaceAll(set.Name, `\052`, "other"), "."), netset.TCP, 443)
				}
			}
		}
	}
}

// askInterfaces asks for the interfaces of each kind, by address and by id, and for what they are in.
func askInterfaces(r *awsdata.RegionIndex, ask func(string, netset.Protocol, uint16)) {
	kinds := make(map[string]int)
	var subnets, groups []string
	for i := range r.Region.NetworkInterfaces {
		n := &r.Region.NetworkInterfaces[i]
		kind := fmt.Sprint(n.InterfaceType, n.Status, n.VpcId, len(n.Groups) == 0)
		if n.Association != nil {
			ask(n.Association.PublicIp, netset.TCP, 443)
		}
		switch kinds[kind]++; kinds[kind] {
		case 1:
			subnets, groups = append(subnets, n.SubnetId), append(groups, n.GroupIDs()...)
			ask(n.NetworkInterfaceId, netset.TCP, 443)
			for _, a := range n.Addresses() {
				ask(a, netset.TCP, 5432)
			}
		case 2:
			for _, a := range n.Addresses() {
				ask(a, netset.TCP, 443)
			}
		}
	}
	for _, id := range spread(subnets, 4) {
		ask(id, netset.TCP, 443)
	}
	for _, id := range spread(slices.DeleteFunc(groups, func(id string) bool { return r.SecurityGroup(id) == nil }), 6) {
		ask(id, netset.TCP, 5432)
	}
}

// askFarAddresses asks for an address behind each kind of route and in each prefix list.
func askFarAddresses(r *awsdata.RegionIndex, ask func(string, netset.Protocol, uint16)) {
	within := func(cidr string) {
		if p, err := netip.ParsePrefix(cidr); err == nil && p.Bits() > 0 {
			a := p.Masked().Addr()
			for range 9 {
				if next := a.Next(); p.Contains(next) {
					a = next
				}
			}
			ask(a.String(), netset.TCP, 443)
		}
	}
	targets := make(map[string]bool)
	for i := range r.Region.RouteTables {
		for j := range r.Region.RouteTables[i].Routes {
			route := &r.Region.RouteTables[i].Routes[j]
			if cidr := route.DestinationCidrBlock + route.DestinationIpv6CidrBlock; len(targets) < 12 && !targets[cidr] {
				targets[cidr] = true
				within(cidr)
			}
		}
	}
	for i := range r.Region.ManagedPrefixLists {
		if entries := r.Region.ManagedPrefixLists[i].Entries; len(entries) > 0 && i < 5 {
			within(entries[0].Cidr)
		}
	}
	for i := range r.Region.PeeringConnections {
		p := &r.Region.PeeringConnections[i]
		within(p.AccepterVpcInfo.CidrBlock)
		within(p.RequesterVpcInfo.CidrBlock)
	}
}

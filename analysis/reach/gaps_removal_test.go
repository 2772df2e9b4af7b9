package reach_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
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
			if seen.definite < 1000 || seen.unknown == 0 {
				t.Errorf("%d definite verdicts, of which %d became unknown: the questions no longer show what a removal does",
					seen.definite, seen.unknown)
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
				if len(seen.turned[document]) == 0 {
					t.Errorf("nothing turns without %s any more: take it from openRemovals", document)
				}
			}
		})
	}
}

// openRemovals are the documents, by source of accounts, whose removal still turns a verdict or makes an error of it, with
// the reason. The list may only shrink.
func openRemovals() map[string]map[string]string {
	return map[string]map[string]string{}
}

// removalSource gives accounts to take documents out of.
type removalSource struct {
	name string
	load func(t *testing.T) []removalAccount
}

type removalAccount struct {
	name     string
	snapshot *awsdata.Snapshot
}

func removalSources() []removalSource {
	return []removalSource{
		{"demo", func(t *testing.T) []removalAccount {
			t.Helper()
			s, err := demo.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			return []removalAccount{{"demo", s}}
		}},
		{"amended", amendedAccounts},
	}
}

// amendedAccounts are at most ten of the accounts of the folder that VPCLENS_AMENDED names, by default
// ../shared/accounts-amended beside the repository.
func amendedAccounts(t *testing.T) []removalAccount {
	t.Helper()
	folder := os.Getenv("VPCLENS_AMENDED")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "accounts-amended")
	}
	paths, err := filepath.Glob(filepath.Join(folder, "*", "account"))
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Skipf("LEFT OUT: the accounts of %s, because none is there; VPCLENS_AMENDED names another folder", folder)
	}
	var out []removalAccount
	for _, path := range paths[:min(len(paths), 10)] {
		s, err := awsdata.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, removalAccount{filepath.Base(filepath.Dir(path)), s})
	}
	return out
}

// removals is what the removals of a source showed.
type removals struct {
	definite int                 // definite verdicts that were asked for again
	unknown  int                 // those of them that became unknown
	turned   map[string][]string // the answers that turned, by [turnedBy]
}

// of takes each document out of the account.
func (r *removals) of(t *testing.T, a removalAccount) {
	t.Helper()
	if r.turned == nil {
		r.turned = make(map[string][]string)
	}
	asked := askEverything(t, a.snapshot)
	file := packedFile(t, a.snapshot)
	for _, d := range file.documents() {
		without := askAgain(awsdata.NewIndex(file.without(t, d)), asked)
		for i, before := range asked {
			after := without[i]
			if before.verdict == reach.Unknown || after == removedFunction {
				continue
			}
			r.definite++
			if after == reach.Unknown.String() {
				r.unknown++
			}
			if turns(before.verdict, after) {
				key := turnedBy(d, after)
				r.turned[key] = append(r.turned[key],
					fmt.Sprintf("%s without %s %s: %s was %s and is %s", a.name, d.place, d.call, before, before.verdict, after))
			}
		}
	}
}

// turnedBy is the command whose document was taken out, and whether that made an error of a verdict.
func turnedBy(d packedDocument, after string) string {
	command, _, _ := strings.Cut(d.call, ".")
	if strings.HasPrefix(after, "error: ") {
		return command + ": error"
	}
	return command
}

// turns reports whether an answer after a removal contradicts the definite one before it.
func turns(before reach.Verdict, after string) bool {
	return after != before.String() && after != reach.Unknown.String()
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
	region, function string
	query            reach.Query
	verdict          reach.Verdict
}

func (q removalQuestion) String() string {
	return fmt.Sprintf("%s to %s %s %d", q.function, q.query.To.Text, q.query.Protocol, q.query.Port)
}

// removedFunction stands for the answer about a function that went with the document.
const removedFunction = "no such function"

// askEverything asks every question about functions of different placements.
func askEverything(t *testing.T, s *awsdata.Snapshot) []removalQuestion {
	t.Helper()
	index := awsdata.NewIndex(s)
	engine := reach.New(index)
	var out []removalQuestion
	for _, name := range s.RegionNames() {
		region := index.Region(name)
		queries := removalQueries(region)
		for _, f := range spread(placements(region), 8) {
			for _, q := range queries {
				v, err := engine.Verdict(name, f, q)
				if err != nil {
					continue // the whole account has no such thing: there is no verdict that could turn
				}
				out = append(out, removalQuestion{name, f.FunctionName, q, v})
			}
		}
	}
	return out
}

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

func askAgain(index *awsdata.Index, asked []removalQuestion) []string {
	engine := reach.New(index)
	out := make([]string, len(asked))
	for i, q := range asked {
		out[i] = removedFunction
		region := index.Region(q.region)
		if region == nil {
			continue
		}
		if f := region.Function(q.function); f != nil {
			v, err := engine.Verdict(q.region, f, q.query)
			if out[i] = v.String(); err != nil {
				out[i] = "error: " + err.Error()
			}
		}
	}
	return out
}

// removalQueries are the questions that every function of a region is asked.
func removalQueries(r *awsdata.RegionIndex) []reach.Query {
	var out []reach.Query
	asked := make(map[string]bool)
	ask := func(to string, protocol netset.Protocol, port uint16) {
		d, err := names.Parse(nil, to)
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
	return out
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
	for _, id := range spread(groups, 6) {
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

// packedDocuments are the documents of an account in the file form of a snapshot.
type packedDocuments struct {
	Regions map[string]map[string]json.RawMessage `json:"regions,omitempty"`
	Global  map[string]json.RawMessage            `json:"global,omitempty"`
}

// packedSnapshot is the file form of a snapshot, of one account or several.
type packedSnapshot struct {
	Schema     string `json:"schema"`
	CapturedAt string `json:"capturedAt,omitempty"`
	AccountID  string `json:"accountId,omitempty"`
	Partition  string `json:"partition,omitempty"`
	packedDocuments
	Accounts map[string]packedDocuments `json:"accounts,omitempty"`
	Gaps     json.RawMessage            `json:"gaps,omitempty"`
}

func packedFile(t *testing.T, s *awsdata.Snapshot) *packedSnapshot {
	t.Helper()
	var b bytes.Buffer
	if err := s.Encode(&b); err != nil {
		t.Fatal(err)
	}
	var p packedSnapshot
	if err := json.Unmarshal(b.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	return &p
}

// packedDocument is a document of a packed snapshot: the map that holds it, and the call that is its name there.
type packedDocument struct {
	place string
	in    map[string]json.RawMessage
	call  string
}

// documents lists what can be taken out, in a fixed order. Of the documents that every function has, the first of a
// command stands for the rest.
func (p *packedSnapshot) documents() []packedDocument {
	var out []packedDocument
	list := func(place string, in map[string]json.RawMessage) {
		perCommand := make(map[string]int)
		for _, call := range slices.Sorted(maps.Keys(in)) {
			command, _, _ := strings.Cut(call, ".")
			perFunction := command == "get-function" || command == "get-policy" || command == "list-function-url-configs"
			if perCommand[command]++; !perFunction || perCommand[command] == 1 {
				out = append(out, packedDocument{place, in, call})
			}
		}
	}
	account := func(prefix string, d packedDocuments) {
		for _, region := range slices.Sorted(maps.Keys(d.Regions)) {
			list(prefix+region, d.Regions[region])
		}
		list(prefix+awsdata.Global, d.Global)
	}
	account("", p.packedDocuments)
	for _, id := range slices.Sorted(maps.Keys(p.Accounts)) {
		account(id+" ", p.Accounts[id])
	}
	return out
}

// without is the snapshot as it is read where one document is not there.
func (p *packedSnapshot) without(t *testing.T, d packedDocument) *awsdata.Snapshot {
	t.Helper()
	kept := d.in[d.call]
	delete(d.in, d.call)
	defer func() { d.in[d.call] = kept }()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	s, err := awsdata.Decode(text, "without "+d.call)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

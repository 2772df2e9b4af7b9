package reach_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/reach/oracle"
	"github.com/vpclens/vpclens/awsdata"
)

// To look wider than the tests do: go test ./analysis/reach -run Oracle -accounts 2000 -first 1000
var (
	accounts = flag.Int("accounts", 200, "how many random accounts the oracle is asked about")
	first    = flag.Uint64("first", 0, "the seed of the first of them")
)

// account is a random account in both readings.
type account struct {
	documents oracle.Documents
	slow      *oracle.Account
	region    *awsdata.RegionIndex
	engine    *reach.Engine
}

func randomAccount(t testing.TB, seed uint64) *account {
	t.Helper()
	documents := oracle.Random(seed)
	slow, err := oracle.Read(documents)
	if err != nil {
		t.Fatal(err)
	}
	b := awsdata.NewBuilder()
	for call, data := range documents {
		if err := b.Put("us-east-1", call, data); err != nil {
			t.Fatal(err)
		}
	}
	index := awsdata.NewIndex(b.Snapshot())
	return &account{documents, slow, index.Region("us-east-1"), reach.New(index)}
}

func query(t testing.TB, q oracle.Question) reach.Query {
	t.Helper()
	to, err := reach.ParseDestination(q.To.String())
	if err != nil {
		t.Fatal(err)
	}
	protocol := netset.TCP
	if q.Protocol == "udp" {
		protocol = netset.UDP
	}
	return reach.Query{To: to, Protocol: protocol, Port: uint16(q.Port)}
}

// TestOracle asks the engine and the oracle the same questions about random accounts: they must agree on every verdict,
// and on that of every subnet.
func TestOracle(t *testing.T) {
	t.Parallel()
	seen := make(map[string]int)
	for seed := range uint64(*accounts) {
		a := randomAccount(t, *first+seed)
		for i, f := range a.slow.Functions() {
			for _, q := range a.slow.Questions(seed*100+uint64(i), 50) {
				compare(t, seen, *first+seed, a, f, q)
			}
		}
	}
	// A comparison shows nothing of what no account has.
	for _, what := range strings.Fields(everything) {
		if seen[what] == 0 {
			t.Errorf("no question of %d accounts shows %s", *accounts, what)
		}
	}
}

// everything is what the questions must come across: verdicts, and verdicts of hops.
const everything = `
	blocked unknown partial reachable
	lambda:blocked lambda:unknown lambda:reachable
	security-group-out:blocked security-group-out:unknown security-group-out:reachable
	network-acl-out:blocked network-acl-out:unknown network-acl-out:reachable
	network-acl-back:blocked network-acl-back:unknown network-acl-back:partial network-acl-back:reachable
	route:blocked route:unknown route:reachable
	local:blocked local:reachable
	destination-acl-in:blocked destination-acl-in:unknown destination-acl-in:partial destination-acl-in:reachable
	destination-acl-back:blocked destination-acl-back:unknown destination-acl-back:partial destination-acl-back:reachable
	destination-security-group:blocked destination-security-group:unknown destination-security-group:partial destination-security-group:reachable
	internet-gateway:blocked internet-gateway:unknown internet-gateway:reachable
	egress-only-internet-gateway:blocked egress-only-internet-gateway:unknown egress-only-internet-gateway:reachable
	nat-gateway:blocked nat-gateway:unknown nat-gateway:reachable
	nat-acl-in:blocked nat-acl-in:unknown nat-acl-in:partial nat-acl-in:reachable
	nat-acl-out:blocked nat-acl-out:unknown nat-acl-out:partial nat-acl-out:reachable
	nat-route:blocked nat-route:unknown nat-route:reachable
	gateway-endpoint:blocked gateway-endpoint:reachable
	peering:blocked peering:unknown peering:reachable
	peering-route-back:blocked peering-route-back:unknown peering-route-back:partial peering-route-back:reachable
	handed-over:blocked handed-over:unknown
	block-public-access:blocked
	resolver:unknown resolver:reachable`

// compare asks both one question, and counts what it came across.
func compare(t *testing.T, seen map[string]int, seed uint64, a *account, f oracle.Function, q oracle.Question) {
	t.Helper()
	want := a.slow.Judge(f, q)
	got, err := a.engine.Trace("us-east-1", a.region.Function(f.FunctionName), query(t, q))
	if err != nil {
		t.Fatal(err)
	}
	if v, err := a.engine.Verdict("us-east-1", a.region.Function(f.FunctionName), query(t, q)); err != nil || v != got.Verdict {
		t.Errorf("account %d: %s to %s %s %d is %s, and its verdict alone is %s (%v)", seed, f.FunctionName, q.To, q.Protocol, q.Port, got.Verdict, v, err)
	}
	question := fmt.Sprintf("account %d: %s to %s %s %d", seed, f.FunctionName, q.To, q.Protocol, q.Port)
	same := true
	seen[got.Verdict.String()]++
	for _, s := range got.Subnets {
		for _, h := range s.Hops {
			seen[string(h.Component)+":"+h.Verdict.String()]++
		}
		if v, ok := want.Subnets[s.SubnetID]; ok && v.String() != s.Verdict.String() {
			same = false
			t.Errorf("%s is %s from %s, and the oracle says %s%s", question, s.Verdict, s.SubnetID, v, told(s))
		}
	}
	if same && got.Verdict.String() != want.Verdict.String() {
		t.Errorf("%s is %s, and the oracle says %s", question, got.Verdict, want.Verdict)
		for _, s := range got.Subnets {
			t.Log(told(s))
		}
	}
}

// told is the trace from a subnet as a person reads it.
func told(s reach.SubnetTrace) string {
	out := ""
	for _, h := range s.Hops {
		out += fmt.Sprintf("\n      %-9s %s %s [%s] %s %v", h.Verdict, h.Component, h.Resource, h.Rule.Text, h.Says(), h.Missing)
	}
	return out
}

package reach_test

import (
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/reach/law"
	"github.com/vpclens/vpclens/awsdata"
)

// To look wider than the tests do: go test ./analysis/reach -run Oracle -accounts 2000 -first 1000
var (
	accounts = flag.Int("accounts", 100, "how many random accounts the oracle is asked about")
	first    = flag.Uint64("first", 0, "the seed of the first of them")
)

// account is an account in both readings.
type account struct {
	slow   *law.World
	index  *awsdata.Index
	region *awsdata.RegionIndex // the main account's first
	engine *reach.Engine
}

func randomAccount(t testing.TB, seed uint64) *account {
	t.Helper()
	documents := law.Random(seed)
	slow, err := law.Read(documents)
	if err != nil {
		t.Fatal(err)
	}
	b := awsdata.NewBuilder()
	for at, calls := range documents {
		for call, data := range calls {
			if err := b.PutOf(at.Account, at.Region, call, data); err != nil {
				t.Fatal(err)
			}
		}
	}
	index := awsdata.NewIndex(b.Snapshot())
	return &account{slow, index, index.AllRegions()[0], reach.New(index)}
}

// of is a function of the slow evaluator's as the engine knows it.
func (a *account) of(t testing.TB, f law.Function) (*awsdata.RegionIndex, *awsdata.Function) {
	t.Helper()
	for _, x := range a.index.AllRegions() {
		if fn := x.Function(f.FunctionName); fn != nil && fn.FunctionArn == f.FunctionArn {
			return x, fn
		}
	}
	t.Fatalf("the index has no %s", f.FunctionArn)
	return nil, nil
}

// read is a question of the slow evaluator's as the engine takes it.
func (a *account) read(x *awsdata.RegionIndex, q law.Question) (reach.Query, error) {
	to, err := names.ParseIn(a.index, x, q.To)
	if err != nil {
		return reach.Query{}, err
	}
	protocol := netset.TCP
	if q.Protocol == "udp" {
		protocol = netset.UDP
	}
	return reach.Query{To: to, Protocol: protocol, Port: uint16(q.Port)}, nil
}

// TestOracle asks the engine and the slow evaluator the same questions about random accounts: they must agree on every
// verdict, on that of every subnet, and on what is no destination.
func TestOracle(t *testing.T) {
	t.Parallel()
	seen := make(map[string]int)
	for seed := range uint64(*accounts) {
		a := randomAccount(t, *first+seed)
		for i, f := range a.slow.Functions() {
			for _, q := range a.slow.Questions(seed*100+uint64(i), 50) {
				a.compare(t, seen, *first+seed, f, q)
			}
		}
	}
	if all := seen["blocked"] + seen["unknown"] + seen["partial"] + seen["reachable"]; seen["not compared"]*8 > all {
		t.Errorf("%d of %d answers were not compared", seen["not compared"], all)
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
	blocked unknown partial reachable refused
	lambda:blocked lambda:unknown lambda:reachable
	security-group-out:blocked security-group-out:unknown security-group-out:reachable
	network-acl-out:blocked network-acl-out:unknown network-acl-out:reachable
	network-acl-back:blocked network-acl-back:unknown network-acl-back:partial network-acl-back:reachable
	route:blocked route:unknown route:reachable
	local:blocked local:reachable
	destination-acl-in:blocked destination-acl-in:unknown destination-acl-in:reachable
	destination-acl-back:blocked destination-acl-back:partial destination-acl-back:reachable
	destination-security-group:blocked destination-security-group:unknown destination-security-group:reachable
	destination-interface:blocked destination-interface:reachable
	internet-gateway:blocked internet-gateway:unknown internet-gateway:reachable
	egress-only-internet-gateway:blocked egress-only-internet-gateway:reachable
	nat-gateway:blocked nat-gateway:unknown nat-gateway:reachable
	nat-acl-in:blocked nat-acl-in:reachable
	nat-acl-out:blocked nat-acl-out:partial nat-acl-out:reachable
	nat-route:blocked nat-route:unknown nat-route:reachable
	gateway-endpoint:blocked gateway-endpoint:reachable
	peering:blocked peering:unknown peering:reachable
	peering-route-back:blocked peering-route-back:reachable
	transit-gateway:blocked transit-gateway:unknown transit-gateway:reachable
	transit-gateway-acl:reachable transit-gateway-back:blocked transit-gateway-back:reachable
	own-address:reachable port-25:unknown name:blocked name:reachable
	appliance:blocked encryption-control:blocked
	handed-over:unknown
	block-public-access:blocked block-public-access:unknown
	resolver:reachable`

// compare asks both one question, and counts what it came across.
func (a *account) compare(t *testing.T, seen map[string]int, seed uint64, f law.Function, q law.Question) {
	t.Helper()
	x, fn := a.of(t, f)
	question := fmt.Sprintf("account %d: %s to %s %s %d", seed, f.FunctionName, q.To, q.Protocol, q.Port)
	want, refused := a.slow.Ask(f, q)
	if refused != nil && !errors.Is(refused, law.ErrRefused) {
		t.Fatal(refused)
	}
	asked, err := a.read(x, q)
	var got *reach.Trace
	if err == nil {
		got, err = a.engine.Trace(x.Region.RegionName, fn, asked)
	}
	if err != nil || refused != nil {
		seen["refused"]++
		if (err == nil) != (refused == nil) {
			t.Errorf("%s: the engine says %v, and the slow evaluator %v", question, err, refused)
		}
		return
	}
	if v, err := a.engine.Verdict(x.Region.RegionName, fn, asked); err != nil || v != got.Verdict {
		t.Errorf("%s is %s, and its verdict alone is %s (%v)", question, got.Verdict, v, err)
	}
	if nameUnknown(got) || want.NameUnknown() {
		seen["not compared"]++ // what a name leads to where calls about names failed is held by the tests of the names
		return
	}
	same := true
	seen[got.Verdict.String()]++
	for _, s := range got.Subnets {
		for _, h := range s.Hops {
			seen[string(h.Component)+":"+h.Verdict.String()]++
		}
		if v, ok := want.Subnets[s.SubnetID]; ok && v.String() != s.Verdict.String() {
			same = false
			t.Errorf("%s is %s from %s, and the slow evaluator says %s %v%s", question, s.Verdict, s.SubnetID, v,
				want.Hops[s.SubnetID], told(s))
		}
	}
	if same && got.Verdict.String() != want.Verdict.String() {
		t.Errorf("%s is %s, and the slow evaluator says %s", question, got.Verdict, want.Verdict)
		for _, s := range got.Subnets {
			t.Log(told(s))
		}
	}
}

// nameUnknown reports whether where the destination's name leads is not known, or not for sure.
func nameUnknown(t *reach.Trace) bool {
	for i := range t.Subnets {
		for _, h := range t.Subnets[i].Hops {
			if h.Component == reach.ComponentName && h.Verdict == reach.Unknown {
				return true
			}
		}
	}
	return false
}

// told is the trace from a subnet as a person reads it.
func told(s reach.SubnetTrace) string {
	out := ""
	for _, h := range s.Hops {
		out += fmt.Sprintf("\n      %-9s %s %s [%s] %s %v", h.Verdict, h.Component, h.Resource, h.Rule.Text,
			h.Says(), h.Missing)
	}
	return out
}

package reach_test

import (
	"fmt"
	"testing"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/reach/oracle"
	"github.com/vpclens/vpclens/awsdata"
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
	accounts, questions := 200, 60
	if testing.Short() {
		accounts = 40
	}
	for seed := range uint64(accounts) {
		a := randomAccount(t, seed)
		for i, f := range a.slow.Functions() {
			for _, q := range a.slow.Questions(seed*100+uint64(i), questions) {
				compare(t, seed, a, f, q)
			}
		}
	}
}

// compare asks both one question.
func compare(t *testing.T, seed uint64, a *account, f oracle.Function, q oracle.Question) {
	t.Helper()
	want := a.slow.Judge(f, q)
	got, err := a.engine.Trace("us-east-1", a.region.Function(f.FunctionName), query(t, q))
	if err != nil {
		t.Fatal(err)
	}
	question := fmt.Sprintf("account %d: %s to %s %s %d", seed, f.FunctionName, q.To, q.Protocol, q.Port)
	same := true
	for _, s := range got.Subnets {
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
		out += fmt.Sprintf("\n      %-9s %s %s [%s] %s %v", h.Verdict, h.Component, h.Resource, h.Rule, h.Why, h.Missing)
	}
	return out
}

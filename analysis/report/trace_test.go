package report_test

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/report"
)

// A program tells hops apart by values: of one ACL that is asked both ways, the way there from the way back.
func TestHopsForPrograms(t *testing.T) {
	request := reach.Hop{Component: reach.ComponentNATACLIn, Side: reach.In, Resource: "acl-1",
		Rule: reach.Rule{Text: "rule 100"}, Verdict: reach.Reachable, Reason: reach.ACLAllows,
		Far: netip.MustParseAddr("10.0.1.9"), Protocol: netset.TCP, Port: 443}
	reply := request
	reply.Leg, reply.Side, reply.Verdict, reply.Reason, reply.Part = reach.Reply, reach.Out, reach.Blocked,
		reach.ACLNoReplies, "10.0.0.0/8"
	route := reach.Hop{Component: reach.ComponentRoute, Verdict: reach.Unknown, Reason: reach.TableNotCaptured,
		Names: []string{"subnet-1"}, Missing: []string{"describe-route-tables"}}
	trace := &reach.Trace{Function: "fn", Subnets: []reach.SubnetTrace{{Hops: []reach.Hop{request, reply, route}}}}
	var out bytes.Buffer
	if err := report.WriteTraceJSON(&out, &report.Trace{Trace: trace}); err != nil {
		t.Fatal(err)
	}
	type hop struct {
		Component, Leg, Side, Resource, Rule, Verdict, Reason, Why string
		Missing                                                    []string
	}
	var got struct {
		Subnets []struct{ Hops, Blockers, Unknowns []hop }
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := []hop{
		{"nat-acl-in", "request", "in", "acl-1", "rule 100", "reachable", "acl-allows", request.Why(), nil},
		{"nat-acl-in", "reply", "out", "acl-1", "rule 100", "blocked", "acl-no-replies", "to 10.0.0.0/8: " + reply.Why(), nil},
		{"route", "request", "", "", "", "unknown", "table-not-captured", route.Why(), []string{"describe-route-tables"}},
	}
	sub := got.Subnets[0]
	for name, pair := range map[string][2][]hop{"hops": {sub.Hops, want}, "blockers": {sub.Blockers, want[1:2]},
		"unknowns": {sub.Unknowns, want[2:]}} {
		if diff := cmp.Diff(pair[1], pair[0]); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
	members := []string{`"leg"`, `"side"`, `"reason"`}
	if slices.ContainsFunc(members, func(m string) bool { return !bytes.Contains(out.Bytes(), []byte(m)) }) {
		t.Errorf("one of %v is missing: %s", members, out.Bytes())
	}
}

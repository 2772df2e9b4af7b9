package timeline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/timeline"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/event"
)

// pathOf is a time line of the function app's path to an address on the internet, in lines.
func pathOf(t *testing.T, now *awsdata.Snapshot, states []timeline.State, events ...event.Event) string {
	t.Helper()
	index := awsdata.NewIndex(now)
	engine := reach.New(index)
	f := index.Region(region).Function("app")
	to, err := names.ParseIn(index, index.Region(region), "203.0.114.9")
	if err != nil {
		t.Fatal(err)
	}
	query := reach.Query{To: to, Protocol: netset.TCP, Port: 443}
	trace, err := engine.Trace(region, f, query)
	if err != nil {
		t.Fatal(err)
	}
	line, err := timeline.Of(t.Context(), &timeline.Input{Index: index, Engine: engine, Region: region, Function: f,
		Query: query, Things: timeline.Things(trace, f, index.Region(region)), Events: events, States: states,
		From: noon.Add(-24 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	out := []string{"now " + line.Verdict.String()}
	for _, m := range line.Moments {
		switch b := &m.Before; {
		case m.Resource != nil:
			out = append(out, fmt.Sprintf("%s %s since %s", m.Resource.Change, m.Resource.ID, m.Since.Format("15:04")))
		case m.Event == nil:
			out = append(out, "modified")
		default:
			text := m.Event.Name + " " + string(b.How) + " " + string(b.Why)
			if b.How != timeline.NotTold {
				text += " " + b.Verdict.String()
			}
			if b.Alone != nil {
				text += " alone " + b.Alone.String()
			}
			if b.Broke() {
				text += " BROKE"
			}
			if b.Opened() {
				text += " OPENED"
			}
			out = append(out, strings.Join(strings.Fields(text), " "))
		}
	}
	return strings.Join(out, "\n")
}

func want(t *testing.T, got string, lines ...string) {
	t.Helper()
	if diff := cmp.Diff(strings.Join(lines, "\n"), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

var (
	noRule = whatif.RemoveRule{Region: region, Group: "sg-app", Direction: "out", Protocol: "tcp", Ports: "443",
		Peer: "0.0.0.0/0"}
	noRoute = whatif.RemoveRoute{Region: region, Table: "rtb-app", Destination: "0.0.0.0/0"}

	revoked = event.Request{Group: "sg-app",
		Rules: []event.Rule{{Protocol: "tcp", From: 443, To: 443, Peer: "0.0.0.0/0"}}}
	deleted = event.Request{Table: "rtb-app", Destination: "0.0.0.0/0"}
	created = event.Request{Table: "rtb-app", Destination: "0.0.0.0/0", Target: "nat-a"}
)

// Where two things stop a path, neither is enough to mend; the one that broke it is the one that came first.
func TestTheFirstOfTwoBrokeIt(t *testing.T) {
	t.Parallel()
	now := apply(t, awstest.Parse(t, shop), noRule, noRoute)
	want(t, pathOf(t, now, nil, did(10, "DeleteRoute", deleted), did(20, "RevokeSecurityGroupEgress", revoked),
		did(30, "CreateRoute", created)),
		"now blocked",
		"DeleteRoute undone blocked alone blocked",
		"RevokeSecurityGroupEgress undone reachable alone blocked BROKE",
		// Taken back alone there is nothing to take back: the route is gone by now.
		"CreateRoute undone blocked OPENED")
}

// What cannot be taken back is asked of a state, and what lies between is not known.
func TestAStateTellsWhatAnEventDoesNot(t *testing.T) {
	t.Parallel()
	was := awstest.Parse(t, shop)
	now := apply(t, was, noRule, whatif.RemoveNAT{Region: region, ID: "nat-a"})
	gone := did(10, "DeleteNatGateway", event.Request{NATGateway: "nat-a"})
	state := timeline.State{At: noon.Add(-15 * time.Minute), Index: awsdata.NewIndex(was)}
	revoke := did(5, "RevokeSecurityGroupEgress", revoked)

	want(t, pathOf(t, now, nil, revoke, gone, did(20, "AuthorizeSecurityGroupEgress", revoked)),
		"now blocked",
		"RevokeSecurityGroupEgress undone blocked alone blocked",
		"DeleteNatGateway not-told gone",
		"AuthorizeSecurityGroupEgress not-told later-untold")

	// Before the state the walk goes on from it.
	got := pathOf(t, now, []timeline.State{state}, revoke, gone, did(20, "AuthorizeSecurityGroupEgress", revoked))
	got = strings.Join(slices.DeleteFunc(strings.Split(got, "\n"), func(s string) bool {
		return strings.HasPrefix(s, "changed")
	}), "\n")
	want(t, got,
		"now blocked",
		"RevokeSecurityGroupEgress undone blocked alone blocked",
		"DeleteNatGateway state gone reachable BROKE",
		"AuthorizeSecurityGroupEgress undone blocked OPENED")
}

// Between the state and the event something else was changed: which of them broke it is not known, and of neither it is
// said. What was refused or bears nothing is as it was.
func TestNobodyIsBlamedForNothing(t *testing.T) {
	t.Parallel()
	was := awstest.Parse(t, shop)
	now := apply(t, was, noRule, whatif.RemoveNAT{Region: region, ID: "nat-a"})
	state := timeline.State{At: noon.Add(-time.Hour), Index: awsdata.NewIndex(was)}
	refused := did(20, "DeleteRoute", deleted)
	refused.Error = "Client.UnauthorizedOperation"
	got := pathOf(t, now, []timeline.State{state}, did(5, "DeleteNatGateway", event.Request{NATGateway: "nat-a"}),
		did(10, "RevokeSecurityGroupEgress", revoked), refused,
		did(30, "UpdateFunctionCode", event.Request{Function: "app"}),
		did(40, "CreateTags", event.Request{Table: "rtb-none"}), did(60*48, "CreateRoute", created))
	for _, line := range []string{
		"RevokeSecurityGroupEgress state later-untold reachable alone blocked",
		"DeleteRoute same refused",
		"UpdateFunctionCode same no-bearing",
		"changed sg-app since 11:00",
	} {
		if !strings.Contains(got, line+"\n") && !strings.HasSuffix(got, line) && !strings.Contains(got, line+" ") {
			t.Errorf("%q is missing in\n%s", line, got)
		}
	}
	for _, line := range []string{"BROKE", "CreateTags", "CreateRoute"} {
		if strings.Contains(got, line) {
			t.Errorf("%q is in\n%s", line, got)
		}
	}
}

// That a function was changed stands there, though no event tells it, once.
func TestDeployments(t *testing.T) {
	t.Parallel()
	story := strings.Replace(shop, "groups=app\n", "groups=app modified=2026-10-05T11:50:00.000+0000\n", 1)
	story = strings.Replace(story, "groups=app,db", "groups=app", 1)
	now := awstest.Parse(t, story)
	want(t, pathOf(t, now, nil), "now reachable", "modified")
	want(t, pathOf(t, now, nil, did(10, "UpdateFunctionCode", event.Request{Function: "app"})),
		"now reachable", "UpdateFunctionCode same no-bearing reachable")
}

// Of a thing it is told what functions reach by each change.
func TestAThing(t *testing.T) {
	t.Parallel()
	now := apply(t, awstest.Parse(t, shop), noRule)
	index := awsdata.NewIndex(now)
	group, _ := index.Region(region).Lookup("sg-app")
	line, err := timeline.Of(t.Context(), &timeline.Input{Index: index, Engine: reach.New(index), Region: region,
		Things: timeline.NamesOf(group), Events: []event.Event{did(10, "RevokeSecurityGroupEgress", revoked)}})
	if err != nil || len(line.Moments) != 1 {
		t.Fatalf("%+v, %v", line, err)
	}
	b := &line.Moments[0].Before
	if b.How != timeline.Undone || len(b.Functions) != 1 || b.Functions[0].Name != "app" ||
		b.Functions[0].Lost.IsEmpty() {
		t.Errorf("%+v", b)
	}
}

package cli_test

import (
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

var allCells = flag.Bool("all-cells", false, "let every call meet every fault, not two each")

// cellFaults are what can come in the place of an answer.
var cellFaults = []struct {
	name  string
	fault func() awsreplay.Fault
	later bool // the first page is right
}{
	{"denied", awsreplay.Denied, false},
	{"throttled for ever", awsreplay.Throttled, false},
	{"an internal error",
		func() awsreplay.Fault { return awsreplay.Error(500, "InternalError", "An internal error has occurred") },
		false},
	{"unavailable", func() awsreplay.Fault { return awsreplay.Page(503, "busy") }, false},
	{"a page that asks to log in", func() awsreplay.Fault { return awsreplay.Page(200, "please log in") }, false},
	{"a gateway's page", func() awsreplay.Fault { return awsreplay.Page(502, "bad gateway") }, false},
	{"a document that asks to log in",
		func() awsreplay.Fault { return awsreplay.Body(200, `{"error":"please log in"}`) }, false},
	{"markup of somebody else",
		func() awsreplay.Fault { return awsreplay.Body(200, `<result><error>please log in</error></result>`) }, false},
	{"an answer without members", awsreplay.Hollow, false},
	{"an answer that is cut", awsreplay.Truncated, false},
	{"a connection that is cut", awsreplay.Cut, false},
	{"a connection that is reset", awsreplay.Reset, false},
	{"nothing", func() awsreplay.Fault { return awsreplay.Body(200, "") }, false},
	{"a list in the place of an object", func() awsreplay.Fault { return awsreplay.Body(200, `[1, 2]`) }, false},
	{"broken text", func() awsreplay.Fault { return awsreplay.Body(200, "\xff\xfe\x00{\x80}") }, false},
	{"a region that is disabled", func() awsreplay.Fault {
		return awsreplay.Error(401, "AuthFailure", "AWS was not able to validate the provided access credentials")
	}, false},
	{"a moved service", func() awsreplay.Fault { return awsreplay.Error(301, "PermanentRedirect", "moved") }, false},
	{"a second page without members", awsreplay.Hollow, true},
	{"a second page that is denied", awsreplay.Denied, true},
	{"a second page that asks to log in",
		func() awsreplay.Fault { return awsreplay.Body(200, `{"error":"please log in"}`) }, true},
}

// TestEveryCallMeetsEveryFault puts each fault in the place of each call's answers: there is a gap that says why, and
// no verdict is definite that the complete account contradicts.
func TestEveryCallMeetsEveryFault(t *testing.T) {
	awsreplay.WithKeys(t)
	files := awsreplay.Files(t, "../../awsdata/collect/testdata/account.txtar")
	clean := awsreplay.New(t, files, 1)
	whole := cellCollect(t, clean)
	var calls []awsreplay.Request
	for _, r := range clean.Requests() {
		if !slices.ContainsFunc(calls,
			func(c awsreplay.Request) bool { return c.Operation == r.Operation && c.Service == r.Service }) {
			calls = append(calls, r)
		}
	}
	cells, pages := 0, 0
	for i, call := range calls {
		for j, f := range cellFaults {
			if !*allCells && (i*7+j)%10 != 0 {
				continue
			}
			name := call.Service + " " + call.Operation + ": " + f.name
			if f.later && clean.Count(call.Operation) < 2 {
				continue
			}
			t.Run(name, func(t *testing.T) { // its server ends with it
				server, fault := awsreplay.New(t, files, 1), f.fault()
				if f.later {
					fault = awsreplay.Then(1, (*awsreplay.Exchange).Answer, fault)
					pages++
				}
				server.Fault(call.Operation, fault)
				got, err := collectWith(t, server)
				cells++
				if err != nil {
					if call.Operation != "GetCallerIdentity" { // without it nothing else is asked
						t.Errorf("%s: %v", name, err)
					}
					return
				}
				if more := newGaps(whole, got); len(more) == 0 {
					t.Errorf("%s leaves no gap", name)
				} else {
					for _, g := range more {
						if g.Message == "" && g.Cause != awsdata.CauseTruncated && g.Cause != awsdata.CauseAbsent {
							t.Errorf("%s: the gap %s says nothing (%s)", name, g.Call, g.Cause)
						}
					}
				}
				for _, text := range contradictions(whole, got) {
					t.Errorf("%s: %s", name, text)
				}
			})
		}
	}
	t.Logf("%d cells of %d calls, %d of them second pages", cells, len(calls), pages)
	if cells < 100 {
		t.Error("too few to prove anything")
	}
}

func collectWith(t *testing.T, server *awsreplay.Server) (*awsdata.Snapshot, error) {
	t.Helper()
	return collect.Collect(t.Context(),
		collect.Options{Regions: []string{"eu-west-1"}, EndpointURL: server.URL, Attempts: 2,
			MaxBackoff: time.Millisecond, Now: func() time.Time { return time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC) }})
}

func cellCollect(t *testing.T, server *awsreplay.Server) *awsdata.Snapshot {
	t.Helper()
	s, err := collectWith(t, server)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newGaps are the gaps that the complete account does not have.
func newGaps(whole, got *awsdata.Snapshot) []awsdata.Gap {
	had := map[string]bool{}
	for _, g := range whole.Gaps() {
		had[g.Region+" "+g.Call] = true
	}
	return slices.DeleteFunc(got.Gaps(), func(g awsdata.Gap) bool { return had[g.Region+" "+g.Call] })
}

// contradictions are what functions certainly reach or do not reach, where the complete account says otherwise.
func contradictions(whole, got *awsdata.Snapshot) []string {
	var out []string
	before, after := awsdata.NewIndex(whole), awsdata.NewIndex(got)
	was, is := reach.New(before), reach.New(after)
	for _, region := range whole.RegionNames() {
		for _, f := range before.Region(region).Functions() {
			rx := after.Region(region)
			if rx == nil || rx.Function(f.FunctionName) == nil {
				continue // with the list of functions
			}
			a, b := was.Reach(region, f).Sets, is.Reach(region, rx.Function(f.FunctionName)).Sets
			lost := a.Reachable.Minus(b.Can().Union(b.Unknown))
			gained := b.Reachable.Minus(a.Can().Union(a.Unknown))
			for what, set := range map[string]netset.Set{"is blocked and was reachable": lost,
				"is reachable and was blocked": gained} {
				if !set.IsEmpty() {
					out = append(out, fmt.Sprintf("%s to %s %s", f.FunctionName, set.Human(netset.MaxRanges(2)), what))
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

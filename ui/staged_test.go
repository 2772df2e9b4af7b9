package ui

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/uitest"
)

// arriving is what a collection of the demo account has when these calls have been answered.
func arriving(tb testing.TB, calls ...string) *awsdata.Snapshot {
	tb.Helper()
	whole, err := demoSnapshot()
	if err != nil {
		tb.Fatal(err)
	}
	var text bytes.Buffer
	if err := whole.Encode(&text); err != nil {
		tb.Fatal(err)
	}
	var file struct {
		Regions map[string]map[string]json.RawMessage
		Global  map[string]json.RawMessage
	}
	if err := json.Unmarshal(text.Bytes(), &file); err != nil {
		tb.Fatal(err)
	}
	b := awsdata.NewBuilder()
	file.Regions[awsdata.Global] = file.Global
	for region, documents := range file.Regions {
		if region != awsdata.Global {
			b.AddRegion(region)
		}
		for call := range documents {
			if name, _, _ := strings.Cut(call, "."); !slices.Contains(calls, name) {
				b.Await("", region, name)
			}
		}
		for _, call := range calls {
			if document, ok := documents[call]; ok {
				if err := b.Put(region, call, document); err != nil {
					tb.Fatal(err)
				}
			}
		}
	}
	return b.Snapshot()
}

// partly is what follows from what has arrived of the demo account.
func partly(tb testing.TB, calls ...string) *analysis.Result {
	tb.Helper()
	result, err := analysis.Run(tb.Context(), arriving(tb, calls...), analysis.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return result
}

// slowly is a source that has nothing at first, the functions after one second, their VPCs and subnets after two, and
// ends after ten, with everything or with an error.
func slowly(tb testing.TB, err error) Source {
	tb.Helper()
	whole, demoErr := demoSnapshot()
	if demoErr != nil {
		tb.Fatal(demoErr)
	}
	first, second := arriving(tb, "list-functions"), arriving(tb, "list-functions", "describe-vpcs", "describe-subnets")
	return Source{Name: "prod", Live: true,
		Load: func(ctx context.Context, progress func(Progress)) (*awsdata.Snapshot, error) {
			wait := func(d time.Duration) bool {
				select {
				case <-ctx.Done():
					return false
				case <-time.After(d):
					return true
				}
			}
			progress(Progress{Region: "us-east-1", Call: "list-functions", Done: 0, Total: 40})
			if !wait(time.Second) {
				return nil, ctx.Err()
			}
			progress(Progress{Region: "us-east-1", Call: "list-functions", Items: 41, Done: 1, Total: 40})
			progress(Progress{Partial: first})
			if !wait(time.Second) {
				return nil, ctx.Err()
			}
			progress(Progress{Region: "us-east-1", Call: "describe-flow-logs", Done: 12, Total: 40,
				Gap: &awsdata.Gap{Region: "us-east-1", Call: "describe-flow-logs", Cause: awsdata.CauseDenied}})
			progress(Progress{Partial: second})
			if !wait(8 * time.Second) {
				return nil, ctx.Err()
			}
			if err != nil {
				return nil, err
			}
			return whole, nil
		}}
}

// sleepily is [shared], with checks that take ten seconds: long enough to look around before they end.
func sleepily(ctx context.Context, snapshot *awsdata.Snapshot, o analysis.Options) (*analysis.Result, error) {
	result, err := shared(ctx, snapshot, o)
	time.Sleep(10 * time.Second)
	return result, err
}

// early runs a test on the explorer in virtual time.
func early(t *testing.T, w, h int, o Options, test func(t *testing.T, term *uitest.Term), opts ...uitest.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		a := New(o)
		a.ctx = ctx // as Run does it
		term := uitest.Start(t, a, w, h, opts...)
		defer func() {
			term.Quit()
			stop()
			time.Sleep(time.Minute) // checks that have begun end
			synctest.Wait()
		}()
		test(t, term)
	})
}

func reading10s(t *testing.T, err error) Options {
	o := demoOptions(t)
	o.Source = slowly(t, err)
	return o
}

func checking10s(t *testing.T) Options {
	o := demoOptions(t)
	o.Analyze = sleepily
	return o
}

// noVerdict fails if anything on the screen could be taken for an answer.
func noVerdict(t *testing.T, term *uitest.Term) {
	t.Helper()
	sym := theme.New(theme.Options{}).Sym
	seesNot(t, term, sym.Fine, sym.Blocked, sym.Partial, " H ", "Nothing was found", "nothing is broken",
		"Nothing is wrong")
}

func TestRowsAppearAsTheyArrive(t *testing.T) {
	early(t, 120, 40, reading10s(t, nil), func(t *testing.T, term *uitest.Term) {
		sees(t, term, "Reading prod", "of 40 calls")
		seesNot(t, term, "checkout-api")
		term.Advance(time.Second)
		sees(t, term, "audit-log", "WHAT IS WRONG", "reading…", "1 of 40 calls", "54 functions", "vpc-0", "… pending",
			"· no vpc", "so far")
		seesNot(t, term, "✗", "◐", " H ", "?  ") // nothing that depends on what is on its way
		term.Advance(time.Second)
		// which subnets alone tell
		sees(t, term, "12 of 40 calls", "1 gap so far", "prod", "one AZ only")
		seesNot(t, term, "✗", "◐", "?  ")

		// Everything opens, and says what it waits for.
		term.Keys("r")
		sees(t, term, "being read already")
		term.Keys("!")
		sees(t, term, "describe-flow-logs")
		seesNot(t, term, "describe-nat-gateways") // which is on its way
		term.Keys(uitest.Esc, "/", "posture:open vpc:prod")
		sees(t, term, "No function so far: still reading")
		term.Keys(uitest.Ctrl('u'), "checkout-api", uitest.Enter, uitest.Enter)
		sees(t, term, "Internet egress", "still being read", "Findings", "so far")
		term.Keys(uitest.Esc, "f")
		sees(t, term, "one AZ only")
		term.Keys(uitest.Esc, ":", "trace checkout-api s3", uitest.Enter)
		sees(t, term, "STILL BEING READ", "Waits for", "describe-vpc-endpoints")
		seesNot(t, term, "Blocked by", "✗")
		term.Keys(uitest.Esc, uitest.Esc, "/", "checkout", uitest.Enter, uitest.Down, uitest.Down)
		chosen := cursorRow(t, term)

		term.Advance(10 * time.Second)
		sees(t, term, "filter: checkout", "2 of 3 AZs")
		seesNot(t, term, "reading", "so far", "calls", "checking")
		if got := cursorRow(t, term); got != chosen {
			t.Errorf("the cursor went from %q to %q", chosen, got)
		}
		term.Keys(uitest.Enter)
		sees(t, term, "Internet egress")
	})
}

// cursorRow is the name of the function under the cursor.
func cursorRow(t *testing.T, term *uitest.Term) string {
	t.Helper()
	_, y, ok := term.Find("▌")
	if !ok {
		t.Fatalf("there is no cursor:\n%s", term.Screen())
	}
	_, rest, _ := strings.Cut(term.Line(y), "-")
	name, _, _ := strings.Cut(rest, " ")
	return name
}

func TestAnErrorAfterRowsArrivedLeavesNoHalfAnswer(t *testing.T) {
	early(t, 80, 24, reading10s(t, errors.New("the session has expired")), func(t *testing.T, term *uitest.Term) {
		term.Advance(3 * time.Second)
		sees(t, term, "audit-log")
		term.Keys(uitest.Down)
		term.Advance(10 * time.Second)
		sees(t, term, "prod could not be read", "the session has expired")
		seesNot(t, term, "audit-log")
		term.Keys("r")
		sees(t, term, "Reading prod")
		term.Advance(3 * time.Second)
		sees(t, term, "audit-log")
	})
}

func TestReadingAgainShowsNoHalfAnswer(t *testing.T) {
	early(t, 120, 40, reading10s(t, nil), func(t *testing.T, term *uitest.Term) {
		term.Advance(12 * time.Second)
		sees(t, term, " H ", "2 of 3 AZs")
		term.Keys("r")
		term.Advance(5 * time.Second)
		sees(t, term, "reading", "2 of 3 AZs")
		seesNot(t, term, "reading…", "so far")
	})
}

func TestStaleListsAreDropped(t *testing.T) {
	list, empty := partly(t, "list-functions"), partly(t, "describe-vpcs")
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		a := New(Options{Source: never()})
		a.ctx = ctx
		term := uitest.Start(t, a, 80, 24)
		defer func() {
			term.Quit()
			stop()
			synctest.Wait()
		}()
		now := a.load.job.gen
		of := func(gen int, msg tea.Msg) jobMsg { return jobMsg{&a.load.job, gen, msg} }
		term.Send(of(now-1, partialMsg{result: list}), of(now-1, stageMsg{result: list}),
			of(now, stageMsg{result: list}))
		seesNot(t, term, "audit-log") // the last one is of this load, but nothing is analyzed yet
		term.Send(of(now, partialMsg{result: empty}))
		sees(t, term, "Reading big") // a list without functions is no list of functions
		term.Send(of(now, partialMsg{result: list}))
		sees(t, term, "audit-log")
	})
}

func TestWaysOutAreShownBeforeTheChecksHaveRun(t *testing.T) {
	early(t, 120, 40, checking10s(t), func(t *testing.T, term *uitest.Term) {
		sees(t, term, "audit-log", "checking…", "2 of 3 AZs", "a✓b✓c✗", " checking ")
		seesNot(t, term, " H ", "NAT nat-c")
		term.Keys("z")
		sees(t, term, "the checks are still running")
		term.Keys("/", "sev:high")
		sees(t, term, "No function so far: the checks are still running")
		term.Keys(uitest.Ctrl('u'), "checkout", uitest.Enter)
		term.Keys("f")
		sees(t, term, "The checks are still running…")
		seesNot(t, term, "Nothing was found")
		term.Keys(uitest.Esc, uitest.Enter)
		sees(t, term, "Internet egress", "Findings", "checking…")
		term.Keys("R", uitest.Esc, "w")
		sees(t, term, "The checks are still running", "This opens by itself") // it compares findings
		term.Keys(uitest.Esc, uitest.Down)

		term.Advance(10 * time.Second)
		sees(t, term, "Internet egress", " H ")
		seesNot(t, term, "checking")
		term.Keys("]")
		sees(t, term, "nothing is executed")
		term.Keys(uitest.Esc, uitest.Esc)
		sees(t, term, "filter: checkout", "NAT nat-c")
		seesNot(t, term, "checking")
	})
}

func TestAPlaceToStartAtOpensBeforeTheChecksHaveRun(t *testing.T) {
	for start, want := range map[string]string{"checkout-api": "from 2 of 3 subnets only", "nat-a": "Routes to it",
		"findings": "The checks are still running"} {
		o := checking10s(t)
		o.Start = start
		early(t, 120, 40, o, func(t *testing.T, term *uitest.Term) {
			sees(t, term, want)
			term.Advance(10 * time.Second)
			seesNot(t, term, "checking", "still running")
		})
	}
}

// Before the person has put the cursor anywhere it is at the top, so that what comes first when everything is known is
// what they see.
func TestWhatArrivesDoesNotDragTheCursor(t *testing.T) {
	early(t, 120, 40, checking10s(t), func(t *testing.T, term *uitest.Term) {
		sees(t, term, "1/54")
		term.Advance(10 * time.Second)
		sees(t, term, "1/54")
	})
}

func TestEarlyStagesFit(t *testing.T) {
	whole, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	list := partly(t, "list-functions")
	for _, o := range []theme.Options{{}, {ASCII: true}} {
		a := New(Options{Source: never(), Theme: o})
		a.Init()
		gaps := Progress{Region: "us-east-1", Call: "describe-flow-logs", Done: 12, Total: 40,
			Gap: &awsdata.Gap{Region: "us-east-1", Call: "x", Cause: awsdata.CauseDenied}}
		a.Update(a.loaded(progressMsg{items: []Progress{gaps}}))
		a.Update(a.loaded(partialMsg{result: list}))
		if !a.partial() {
			t.Fatal("nothing is shown")
		}
		eachFit(t, a, "a list")
		a.do(screen.Filter)
		eachFit(t, a, "a list, filtered")
		a.do(screen.Cancel)
		a.env.Result = nil
		listed := *list
		listed.Stage = analysis.Listed
		a.load.stage = analyzing
		a.Update(a.loaded(stageMsg{result: &listed}))
		eachFit(t, a, "a list that is being worked out")
		_, err = analysis.Run(t.Context(), whole,
			analysis.Options{Checks: []*check.Check{}, OnStage: func(r *analysis.Result) {
				a.Update(a.loaded(stageMsg{result: r}))
			}})
		if err != nil || a.env.Result.Stage != analysis.Placed {
			t.Fatalf("stage %v, %v", a.env.Result.Stage, err)
		}
		everywhereEarly(a, func(what string) { eachFit(t, a, what) })
	}
}

// everywhereEarly visits one of each screen.
func everywhereEarly(a *App, visit func(what string)) {
	for _, p := range []screen.Place{{Screen: "functions"}, {Screen: "findings"},
		{Screen: "function", Region: "us-east-1", ID: "checkout-api"},
		{Screen: "whatif", Region: "us-east-1", ID: "checkout-api"}, {Screen: "resources", Kind: "subnet"}} {
		a.visit(p)
		visit(p.Screen)
	}
}

// Whatever screen there is: before the checks have run it says that they have not, or has nothing to do with findings.
func TestNoScreenIsCalmBeforeTheChecksHaveRun(t *testing.T) {
	whole, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := New(Options{Source: never()})
	a.Init()
	a.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	a.load.stage = analyzing
	_, err = analysis.Run(t.Context(), whole,
		analysis.Options{Checks: []*check.Check{}, OnStage: func(r *analysis.Result) {
			a.Update(a.loaded(stageMsg{result: r}))
		}})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range screens.Table() {
		for _, p := range []screen.Place{{Screen: e.Name}, {Screen: e.Name, Region: "us-east-1", ID: "checkout-api"}} {
			a.visit(p)
			a.status = "" // which would stand in the place of the footer
			text := a.painted().Content
			for _, calm := range []string{"Nothing was found", "Nothing is wrong", "no findings", "0 findings"} {
				if strings.Contains(text, calm) {
					t.Errorf("%s says %q:\n%s", e.Name, calm, text)
				}
			}
			if !strings.Contains(text, "checking…") {
				t.Errorf("%s: the footer does not say that checks are running", e.Name)
			}
		}
	}
}

// earlyScreens are the states before everything is known.
var earlyScreens = []struct {
	name    string
	options func(*testing.T) Options
	wait    time.Duration
	keys    []string
}{
	{"arriving", func(t *testing.T) Options { return reading10s(t, nil) }, time.Second, nil},
	{"arriving-with-gaps", func(t *testing.T) Options { return reading10s(t, nil) }, 2 * time.Second,
		[]string{"/", "check"}},
	{"checking", checking10s, 0, nil},
	{"checking-function", checking10s, 0, []string{"/", "checkout-a", uitest.Enter, uitest.Enter}},
	{"checking-findings", checking10s, 0, []string{"f"}},
}

func TestGoldenEarly(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"80x24", 80, 24}, {"120x40", 120, 40}, {"200x60", 200, 60}} {
		for _, s := range earlyScreens {
			t.Run(s.name+"-"+size.name, func(t *testing.T) {
				early(t, size.w, size.h, s.options(t), func(t *testing.T, term *uitest.Term) {
					term.Advance(s.wait)
					term.Keys(s.keys...)
					requireGolden(t, term)
				})
			})
		}
	}
}

package ui

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/waiver"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// The accounts that most tests look at. Each is read once for all tests, and what it means is computed once: see
// [shared].
var (
	demoSnapshot = sync.OnceValues(demo.Snapshot)
	yesterday    = sync.OnceValues(demo.Yesterday)
)

// analyses are what the shared accounts mean, by what was asked. Nobody changes a result, so any number of tests can
// show the same one, also side by side and in bubbles of their own.
var analyses sync.Map

// question is what an analysis of a shared account depends on.
type question struct {
	snapshot *awsdata.Snapshot
	waivers  *waiver.Config
	today    time.Time
}

// analysisOnce is an analysis with all that came before its end.
type analysisOnce struct {
	once   sync.Once
	early  []*analysis.Result
	result *analysis.Result
	err    error
}

// shared is [analysis.Run] for tests: what a shared account means is computed once in a process, and handed out from
// then on, stage by stage, as if it had been computed anew.
func shared(ctx context.Context, snapshot *awsdata.Snapshot, o analysis.Options) (*analysis.Result, error) {
	today, _ := demoSnapshot()
	before, _ := yesterday()
	if o.Checks != nil || snapshot != today && snapshot != before {
		return analysis.Run(ctx, snapshot, o)
	}
	known, _ := analyses.LoadOrStore(question{snapshot, o.Waivers, o.Today}, &analysisOnce{})
	a := known.(*analysisOnce)
	a.once.Do(func() {
		alone := o
		alone.OnStage = func(r *analysis.Result) { a.early = append(a.early, r) }
		a.result, a.err = analysis.Run(context.WithoutCancel(ctx), snapshot, alone)
	})
	if o.OnStage != nil {
		for _, r := range a.early {
			o.OnStage(r)
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return a.result, a.err
}

// resultOf is what an account means, with all checks.
func resultOf(t testing.TB, snapshot *awsdata.Snapshot, o analysis.Options) *analysis.Result {
	t.Helper()
	result, err := shared(t.Context(), snapshot, o)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// A shared result is handed out again and again with the stages before it; another question is another result.
func TestSharedAnalyses(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	var stages []analysis.Stage
	ask := func(s *awsdata.Snapshot, o analysis.Options) *analysis.Result {
		o.OnStage = func(r *analysis.Result) { stages = append(stages, r.Stage) }
		return resultOf(t, s, o)
	}
	first, again := ask(snapshot, analysis.Options{}), ask(snapshot, analysis.Options{})
	if first != again || first.Stage != analysis.Complete {
		t.Errorf("the demo account was analyzed twice, or not to its end: %p, %p, stage %v", first, again, first.Stage)
	}
	want := []analysis.Stage{analysis.Listed, analysis.Placed, analysis.Listed, analysis.Placed}
	if len(stages) != len(want) || stages[2] != want[2] || stages[3] != want[3] {
		t.Errorf("the stages before it were %v, want %v", stages, want)
	}
	if waived := ask(snapshot, analysis.Options{Waivers: waivers(t)}); waived == first {
		t.Error("what the team has accepted makes no difference")
	}
	copied := *snapshot
	if other := ask(&copied, analysis.Options{}); other == first || other.Snapshot != &copied {
		t.Error("another snapshot has the result of the demo account")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if result, err := shared(ended, snapshot, analysis.Options{}); result != nil || err == nil {
		t.Errorf("an ended context gives %v, %v", result, err)
	}
}

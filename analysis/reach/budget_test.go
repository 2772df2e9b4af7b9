package reach_test

import (
	"sync"
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// town is a synthetic account that is small enough for tests: so many functions at fifty distinct placements.
func town(t *testing.T, functions int) *awsdata.Snapshot {
	t.Helper()
	return awstest.Synthetic(t,
		awstest.Size{Functions: functions, VPCs: 5, Subnets: 50, Groups: 100, Interfaces: 300, Placements: 50})
}

// TestWorkGrowsWithPlacements counts allocations, which say the same on every machine: ten times the functions at the
// same placements must not cost ten times the work.
func TestWorkGrowsWithPlacements(t *testing.T) {
	cost := func(functions int) float64 {
		s := town(t, functions)
		return testing.AllocsPerRun(1, func() { cold(s) })
	}
	few, many := cost(200), cost(2000)
	// What is left for each function is its place itself: some twenty allocations.
	if perFunction := (many - few) / 1800; perFunction > 30 {
		t.Errorf("each further function at a known placement costs %.0f allocations, want 30 at most", perFunction)
	}
}

// TestWarmQuestionsAllocateLittle holds what one more question costs once the engine is warm.
func TestWarmQuestionsAllocateLittle(t *testing.T) {
	region, engine := cold(town(t, 200))
	fn := throughNAT(t, region, engine)
	for _, c := range []struct {
		to     string
		budget float64 // allocations for each of the function's subnets
	}{{"8.8.8.8", 60}, {"52.216.10.10", 60}, {neighbor(t, region, fn), 50}} {
		to, err := names.Parse(nil, c.to)
		if err != nil {
			t.Fatal(err)
		}
		q := reach.Query{To: to, Protocol: netset.TCP, Port: 443}
		subnets := float64(len(fn.VpcConfig.SubnetIds))
		if got := testing.AllocsPerRun(10, func() { mustTrace(t, engine, fn, q) }) / subnets; got > c.budget {
			t.Errorf("a trace to %s costs %.0f allocations for each subnet, want %.0f at most", c.to, got, c.budget)
		}
		again := testing.AllocsPerRun(10, func() {
			if _, err := engine.Verdict(awstest.SyntheticRegion, fn, q); err != nil {
				t.Fatal(err)
			}
		})
		if again > 2 {
			t.Errorf("a verdict on %s that is known costs %.0f allocations, want 2 at most", c.to, again)
		}
	}
}

func mustTrace(t testing.TB, engine *reach.Engine, fn *awsdata.Function, q reach.Query) *reach.Trace {
	t.Helper()
	trace, err := engine.Trace(awstest.SyntheticRegion, fn, q)
	if err != nil {
		t.Fatal(err)
	}
	return trace
}

// TestEngineIsSafeForConcurrentUse asks a new engine from several goroutines at once; the race detector looks on.
func TestEngineIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	s := town(t, 100)
	region, alone := cold(s)
	engine := reach.New(awsdata.NewIndex(s))
	to, err := names.Parse(nil, "8.8.8.8")
	if err != nil {
		t.Fatal(err)
	}
	q := reach.Query{To: to, Protocol: netset.TCP, Port: 443}
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for i := range region.Functions() {
				fn := region.Functions()[(i+worker*25)%100]
				engine.Place(awstest.SyntheticRegion, fn)
				sets := engine.Reach(awstest.SyntheticRegion, fn).Sets
				if got, want := mustTrace(t, engine, fn, q).Verdict, mustTrace(t, alone, fn, q).Verdict; got != want {
					t.Errorf("%s is %s, and alone it was %s", fn.FunctionName, got, want)
				}
				if !sets.Can().Equal(alone.Reach(awstest.SyntheticRegion, fn).Sets.Can()) {
					t.Errorf("the sets of %s differ from those computed alone", fn.FunctionName)
				}
			}
		})
	}
	group.Wait()
}

package screens

import (
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// Two findings of a function do not answer one question together, and the sentence of a row is that of the finding that
// the filter is about.
func TestRowsShowTheFindingAskedFor(t *testing.T) {
	env := demoEnv(t)
	result := env.Result
	risky := func(x *check.Finding) bool {
		return x.Status == check.Fail && x.Waived == nil && x.Impact == check.Exposed && x.Severity == check.High
	}
	public := func(x *check.Finding) bool { return x.Check == "function-public" && x.Status == check.Fail }
	failing := func(x *check.Finding) bool { return x.Status == check.Fail && x.Impact >= check.Partly }
	for _, c := range []struct {
		filter string
		is     func(*check.Finding) bool
	}{
		{"exposed:>=high", risky},
		{"exposed:high", risky},
		{"check:=function-public", public},
		{"impact:broken|partly", failing},
		{"impact:exposed check:=function-public", public},
	} {
		s := NewFunctions(screen.Place{Filter: c.filter})
		s.Load(env)
		var want []string
		for _, f := range result.Functions {
			if slices.ContainsFunc(f.Findings, c.is) {
				want = append(want, f.FunctionName)
			}
		}
		var got []string
		for _, r := range s.rows {
			if !s.query.Match(r) {
				continue
			}
			got = append(got, r.FunctionName)
			shown := s.headlineCell(r).Plain()
			if !slices.ContainsFunc(r.Findings, func(x *check.Finding) bool {
				return c.is(x) && say.Briefly(x.Title) == shown
			}) {
				t.Errorf("%s: %s shows %q", c.filter, r.FunctionName, shown)
			}
			if detail := s.detailOf(r, env); detail.text != shown {
				t.Errorf("%s: %s: the foot says %q, the row %q", c.filter, r.FunctionName, detail.text, shown)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%s finds %q, want %q", c.filter, got, want)
		}
	}
}

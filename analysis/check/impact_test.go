package check_test

import (
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis/check"
)

// TestOrderOfFindings holds the one order: broken, partly broken, what may be, about to break, exposed, what may be,
// tighter, what may be, accepted; within each worst first.
func TestOrderOfFindings(t *testing.T) {
	want := []check.Finding{
		{Impact: check.Broken, Severity: check.High, Status: check.Fail},
		{Impact: check.Broken, Severity: check.Medium, Status: check.Fail},
		{Impact: check.Partly, Severity: check.High, Status: check.Fail},
		{Impact: check.Broken, Severity: check.High, Status: check.Unknown},
		{Impact: check.Partly, Severity: check.Medium, Status: check.Unknown},
		{Impact: check.Soon, Severity: check.Medium, Status: check.Fail},
		{Impact: check.Exposed, Severity: check.High, Status: check.Fail},
		{Impact: check.Soon, Severity: check.High, Status: check.Unknown},
		{Impact: check.Exposed, Severity: check.Low, Status: check.Unknown},
		{Impact: check.Tighter, Severity: check.High, Status: check.Fail},
		{Impact: check.Tighter, Severity: check.High, Status: check.Unknown},
		{Impact: check.Broken, Severity: check.High, Status: check.Fail, Waived: &check.Waived{}},
	}
	for i := range want {
		want[i].Resource = string(rune('z' - i)) // the order must not come from the resource
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	check.Sort(got, nil)
	for i := range want {
		if got[i].Resource != want[i].Resource {
			t.Fatalf("place %d: got %+v, want %+v", i, got[i], want[i])
		}
	}
}

// TestEveryCheckHasAnImpact holds that no row of the catalogue leaves its place in the order to chance.
func TestEveryCheckHasAnImpact(t *testing.T) {
	for _, c := range check.Catalogue() {
		if c.Impact < check.Tighter || c.Impact > check.Broken {
			t.Errorf("%s has no impact", c.ID)
		}
	}
}

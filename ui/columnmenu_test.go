package ui

import (
	"slices"
	"testing"

	"github.com/vpclens/vpclens/ui/statefile"
	"github.com/vpclens/vpclens/ui/uitest"
)

// What is ticked in the menu of columns is shown at once, and the next time.
func TestColumnsAreChosenAndKept(t *testing.T) {
	var kept statefile.State
	keep := func(o *Options) { o.State, o.SaveState = kept, func(s statefile.State) { kept = s } }
	explore(t, 120, 40, keep, func(t *testing.T, term *uitest.Term) {
		sees(t, term, "AZS")
		term.Keys("|", "G", "g")
		sees(t, term, "[x] ", "space show or hide")
		term.Keys("j", "j", "j")
		term.Keys(" ")
		sees(t, term, "[ ] zones")
		term.Keys(uitest.Esc)
		seesNot(t, term, "AZS")
		sees(t, term, "WHAT IS WRONG")
	})
	if columns := kept.Lists["functions"].Columns; len(columns) == 0 || slices.Contains(columns, "zones") {
		t.Fatalf("kept %v", columns)
	}
	explore(t, 120, 40, keep, func(t *testing.T, term *uitest.Term) {
		seesNot(t, term, "AZS")
		term.Keys(":", "columns", uitest.Enter)
		sees(t, term, "[ ] zones")
	})
}

package ui

import (
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/ui/uitest"
)

// requireGolden compares the screen with the one a person reviewed; -update
// writes it anew.
func requireGolden(t *testing.T, term *uitest.Term) {
	t.Helper()
	if got := term.Golden(); !reach.Reworded() {
		golden.RequireEqual(t, got)
	}
}

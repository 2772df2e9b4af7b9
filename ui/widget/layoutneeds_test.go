package widget

import (
	"strings"
	"testing"
)

// A sentence that needs little does not take the room of addresses that are cut without it.
func TestLayoutGivesAFlexibleColumnWhatItNeedsFirst(t *testing.T) {
	columns := []Extent{{Min: 9, Max: 28}, {Min: 8, Max: 26}, {Min: 4, Flex: 1, Needs: 6}}
	for width, want := range map[int][3]int{58: {25, 23, 6}, 64: {28, 26, 6}, 80: {28, 26, 22}} {
		if got := Layout(columns, width, 2); [3]int(got) != want {
			t.Errorf("width %d: %v, want %v", width, got, want)
		}
	}
}

// What stands beside a heading is read to its end.
func TestSheetWrapsNotes(t *testing.T) {
	var s Sheet
	s.SetSections([]Section{{Heading: "Blocks deletion",
		Note: Say("AWS refuses to delete it while these are there (DependencyViolation)"),
		Rows: []SheetRow{{Cells: []Cell{Say("eni-1")}}}}})
	s.SetSize(80, 8)
	got := sheetScreen(&s)
	for _, want := range []string{"while these are there", "(DependencyViolation)"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

package widget

import (
	"strings"
	"testing"
)

func TestSheetSpansAndWraps(t *testing.T) {
	var s Sheet
	s.SetSections([]Section{{Columns: []SheetColumn{
		{Extent: Extent{Min: 4, Max: 8, Priority: 9}},
		{Extent: Extent{Min: 6, Max: 8, Priority: 8}, Wraps: true},
		{Extent: Extent{Min: 4, Max: 8, Priority: 7}},
	}, Rows: []SheetRow{
		{Cells: []Cell{Say("route"), Say("one two three"), Say("there")}},
		{Spans: true, Cells: []Cell{Say("to"), Say("all of the internet, but nine small ranges")}},
		{Cells: []Cell{Say("route"), Say("four"), Say("gone")}},
	}}})
	s.SetSize(60, 8)
	got := sheetScreen(&s)
	for _, want := range []string{"route  one two   there", "three",
		"to     all of the internet, but nine small ranges", "route  four      gone"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for w := 1; w < 80; w++ {
		s.SetSize(w, 8)
		for _, line := range strings.Split(s.View(plainTheme()), "\n") {
			if n := Width(line); n != w {
				t.Fatalf("%d cells at a width of %d: %q", n, w, line)
			}
		}
	}
}

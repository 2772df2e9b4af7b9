package widget

import (
	"slices"
	"testing"

	"github.com/vpclens/vpclens/ui/theme"
)

func TestRead(t *testing.T) {
	th := theme.New(theme.Options{Words: true})
	for _, c := range []struct {
		cell Cell
		want string
	}{
		{Say("plain"), "plain"},
		{Say("  name   id  "), "name, id"},
		{Say("a" + " " + th.Sym.Dot + " b"), "a, b"},
		{Say("route" + " " + th.Sym.Crumb + " nat"), "route, then nat"},
		{VerdictCell(th, theme.VerdictBlocked, "no rule"), "blocked: no rule"},
		{VerdictCell(th, theme.VerdictBlocked, "BLOCKED from all"), "BLOCKED from all"},
		{VerdictCell(th, theme.VerdictUnknown, "unknown"), "unknown"},
		{VerdictCell(th, theme.VerdictFine, "partial things"), "fine: partial things"},
		{VerdictCell(th, theme.VerdictPartial, ""), "partial"},
		{VerdictCell(th, theme.VerdictNone, "vpc"), "vpc"},
		{Mark(theme.Code, "  key   = 1 "), "  key   = 1"},
		{Cell{Text: "H", Linear: "High"}, "High"},
	} {
		if got := c.cell.Read(); got != c.want {
			t.Errorf("%+v is read as %q, want %q", c.cell, got, c.want)
		}
	}
}

func TestLinearTitle(t *testing.T) {
	for title, want := range map[string]string{"": "", "WHAT IS WRONG": "What is wrong", "VPC": "VPC",
		"VPC ID": "VPC ID", "Subnet": "Subnet", "MADE BY": "Made by"} {
		if got := LinearTitle(title); got != want {
			t.Errorf("%q is read as %q, want %q", title, got, want)
		}
	}
}

func TestTableLines(t *testing.T) {
	say := func(f func(string) string) func(string) Cell {
		return func(row string) Cell { return Say(f(row)) }
	}
	table := NewTable(func(row string) string { return "key " + row },
		Column[string]{Key: "mark", Cell: func(string) Cell { return Cell{Text: "H", Linear: "High"} }},
		Column[string]{Key: "name", Title: "NAME", Extent: Extent{Priority: 9},
			Cell: say(func(row string) string { return row })},
		Column[string]{Key: "vpc", Title: "VPC", Cell: say(func(string) string { return "prod" })},
		Column[string]{Key: "out", Title: "OUT", Linear: "Way out",
			Cell: say(func(row string) string { return map[string]string{"b": "none."}[row] })},
		Column[string]{Key: "last", Title: "REGION", Cell: say(func(string) string { return "here" })},
	)
	table.SetRows([]string{"a", "b"})
	want := []Line{{Text: "a. High. VPC: prod. Region: here", ID: "key a"},
		{Text: "b. High. VPC: prod. Way out: none. Region: here", ID: "key b"}}
	if got := table.Lines(); !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestSheetLines(t *testing.T) {
	var s Sheet
	s.SetSections([]Section{
		{Rows: []SheetRow{{Cells: []Cell{Say("only a sentence")}}}},
		{Heading: "Facts", Note: Say("two"), Columns: []SheetColumn{{}, {}}, Rows: []SheetRow{
			{Cells: []Cell{Mark(theme.Dim, "State"), Say("available")}},
			{ID: "x", Cells: []Cell{Mark(theme.Dim, "VPC"), Say("prod  vpc-1")}},
			{Cells: []Cell{{}, {}}},
		}},
		{Heading: "Routes", Columns: []SheetColumn{{Title: "TO"}, {Title: "MADE BY"}}, Rows: []SheetRow{{ID: "y", Cells: []Cell{Mark(theme.Dim, "0.0.0.0/0"), Say("a person")}}}},
	})
	want := []Line{
		{Text: "only a sentence"},
		{Text: "Facts: two", Heading: true}, {Text: "State: available"}, {Text: "VPC: prod, vpc-1", ID: "x"},
		{Text: "Routes", Heading: true}, {Text: "To: 0.0.0.0/0. Made by: a person", ID: "y"},
	}
	if got := s.Lines(); !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
	s.Deselect()
	if id, ok := s.Selected(); ok {
		t.Errorf("%s is selected", id)
	}
	if id, _ := s.Selected(); !s.Select("y") || id == "y" {
		t.Error("the cursor does not come back")
	}
}

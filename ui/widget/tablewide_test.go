package widget

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/theme"
)

type wideRow struct{ name, text, more string }

func wideTable(rows ...wideRow) *Table[wideRow] {
	column := func(key, title string, value func(wideRow) string) Column[wideRow] {
		return Column[wideRow]{Key: key, Title: title, Extent: Extent{Min: 4, Max: 8},
			Cell:    func(r wideRow) Cell { return Say(value(r)) },
			Compare: func(a, b wideRow) int { return cmp.Compare(value(a), value(b)) }}
	}
	t := NewTable(func(r wideRow) string { return r.name },
		Column[wideRow]{Key: "mark", Extent: Extent{Min: 1, Max: 1}, Cell: func(wideRow) Cell { return Say("H") }},
		column("name", "NAME", func(r wideRow) string { return r.name }),
		column("text", "TEXT", func(r wideRow) string { return r.text }),
		column("more", "MORE", func(r wideRow) string { return r.more }))
	t.ShowScrollbar(true)
	t.SetRows(rows)
	return t
}

func TestWideTable(t *testing.T) {
	th := theme.New(theme.Options{})
	table := wideTable(wideRow{"alpha", strings.Repeat("long text ", 4), "the end of one"},
		wideRow{"beta", "short", "名前 and more"})
	table.SetSize(40, 4)
	lines := func() []string { return strings.Split(ansi.Strip(table.View(th)), "\n") }
	if line := lines()[1]; strings.Contains(line, "long text long text") {
		t.Errorf("a table that is not wide cuts nothing: %q", line)
	}
	table.SetWide(true)
	first := lines()
	if !strings.Contains(first[1], "alpha") || !strings.Contains(first[1], "long text long") ||
		!strings.Contains(first[0], "→") {
		t.Errorf("wide: %q", first)
	}
	seen := strings.Join(first, "\n")
	steps := 0
	for table.ScrollColumns(1) {
		if steps++; steps > 20 {
			t.Fatal("it scrolls for ever")
		}
		now := lines()
		seen += strings.Join(now, "\n")
		if !strings.Contains(now[1], "alpha") || !strings.Contains(now[2], "beta") {
			t.Errorf("the names have left: %q", now)
		}
	}
	for _, text := range []string{"the end of one", "名前 and more"} {
		if !strings.Contains(seen, text) {
			t.Errorf("%q was never seen:\n%s", text, seen)
		}
	}
	if last := lines(); strings.Contains(last[0], "→") || !strings.Contains(last[0], "←") {
		t.Errorf("at the end: %q", last[0])
	}
	if got := table.Shown(); !slices.Equal(got, []string{"mark", "name", "more"}) {
		t.Errorf("at the end %q are shown", got)
	}
	if key, ok := table.ColumnAt(ansi.StringWidth(lines()[0][:strings.Index(lines()[0], "MORE")])); !ok ||
		key != "more" {
		t.Errorf("a click on MORE is one on %q", key)
	}
	for table.ScrollColumns(-1) {
		steps--
	}
	if !slices.Equal(lines(), first) {
		t.Errorf("back at the start: %q, want %q", lines(), first)
	}
	table.SetWide(false)
	if table.Wide() || table.ScrollColumns(1) && table.Wide() {
		t.Error("it is still wide")
	}
}

func TestWideTableFits(t *testing.T) {
	th := theme.New(theme.Options{Dark: true})
	for _, text := range []string{"", "x", strings.Repeat("長い", 30), strings.Repeat("word ", 40)} {
		table := wideTable(wideRow{text + "n", text, text}, wideRow{"b", "", text})
		table.SetWide(true)
		for w := 1; w < 90; w += 3 {
			for h := 1; h < 5; h++ {
				table.SetSize(w, h)
				for range 4 {
					lines := strings.Split(table.View(th), "\n")
					if len(lines) != h {
						t.Fatalf("%dx%d has %d lines", w, h, len(lines))
					}
					for _, line := range lines {
						if n := ansi.StringWidth(line); n != w {
							t.Fatalf("%dx%d: a line of %d cells: %q", w, h, n, ansi.Strip(line))
						}
					}
					table.ScrollColumns(1)
				}
			}
		}
	}
	// Without rows there is nothing to break.
	empty := wideTable()
	empty.SetWide(true)
	empty.SetSize(40, 3)
	if got := strings.Count(empty.View(th), "\n"); got != 2 {
		t.Errorf("an empty table has %d lines", got+1)
	}
}

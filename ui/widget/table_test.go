package widget

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/theme"
)

type item struct {
	id, name, wrong string
	size            int
}

func itemTable() *Table[item] {
	return NewTable(func(i item) string { return i.id },
		Column[item]{Key: "sev", Extent: Extent{Min: 1, Max: 1, Priority: 8},
			Cell: func(i item) Cell { return Mark(theme.High, "H") }},
		Column[item]{Key: "name", Title: "NAME", Extent: Extent{Min: 8, Max: 24, Priority: 9},
			Cell:    func(i item) Cell { return Mark(theme.Strong, i.name) },
			Compare: func(a, b item) int { return cmp.Compare(a.name, b.name) }},
		Column[item]{Key: "size", Title: "SIZE", Align: Right, Extent: Extent{Min: 5, Max: 8, Priority: 1},
			Cell:    func(i item) Cell { return Say(strconv.Itoa(i.size)) },
			Compare: func(a, b item) int { return cmp.Compare(a.size, b.size) }},
		Column[item]{Key: "wrong", Title: "WHAT IS WRONG", Extent: Extent{Min: 12, Flex: 1, Priority: 10},
			Cell: func(i item) Cell { return Spans(Span{i.wrong, theme.Text}, Span{i.id, theme.Dim}) }},
	)
}

func items(n int) []item {
	rows := make([]item, n)
	for i := range rows {
		rows[i] = item{id: fmt.Sprintf("id-%05d", i), name: fmt.Sprintf("name-%05d", (i*7919)%n), size: i,
			wrong: "NAT of zone c is deleted"}
	}
	return rows
}

func hostileItems() []item {
	var rows []item
	for i, s := range hostile {
		rows = append(rows, item{id: strconv.Itoa(i), name: s, wrong: s, size: i})
	}
	return rows
}

func TestTableFillsItsRoomExactly(t *testing.T) {
	for _, th := range testThemes() {
		for _, bar := range []bool{false, true} {
			table := itemTable()
			table.ShowScrollbar(bar)
			table.SetRows(hostileItems())
			table.SortBy("name", true)
			eachSize(t, func(w, h int) string {
				table.SetSize(w, h)
				return table.View(th)
			})
			table.SetRows(nil)
			table.SetEmpty("nothing is here\nand 名前 says why, at some length, so that it has to wrap")
			eachSize(t, func(w, h int) string {
				table.SetSize(w, h)
				return table.View(th)
			})
		}
	}
}

func TestTableLooksLikeThis(t *testing.T) {
	table := itemTable()
	table.SetRows(items(30))
	table.SortBy("name", false)
	table.SetSize(60, 5)
	table.Go(LineDown)
	got := ansi.Strip(table.View(theme.New(theme.Options{})))
	want := strings.Join([]string{
		"    NAME ↑                    SIZE WHAT IS WRONG            ",
		"  H name-00000                   0 NAT of zone c is deleted…",
		"▌ H name-00001                  29 NAT of zone c is deleted…",
		"  H name-00002                  28 NAT of zone c is deleted…",
		"  H name-00003                  27 NAT of zone c is deleted…",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTableColumnsLeaveInOrderOfPriority(t *testing.T) {
	table := itemTable()
	table.SetRows(items(3))
	last := 4
	var order []string
	for w := 80; w > 0; w-- {
		table.SetSize(w, 3)
		widths := table.widths()
		shown := 0
		for i, n := range widths {
			if n > 0 {
				shown++
			} else if !strings.Contains(strings.Join(order, " "), table.columns[i].Key) {
				order = append(order, table.columns[i].Key)
			}
		}
		if shown > last {
			t.Fatalf("a column came back at width %d: %v", w, widths)
		}
		if shown < 1 {
			t.Fatalf("no column at width %d", w)
		}
		last = shown
	}
	if got, want := strings.Join(order, " "), "size sev name"; got != want {
		t.Errorf("columns left in the order %q, want %q", got, want)
	}
}

func TestLayoutUsesTheRoomAndNoMore(t *testing.T) {
	columns := []Extent{{Min: 1, Max: 1, Priority: 5}, {Min: 6, Max: 30, Priority: 9}, {Min: 4, Max: 9, Priority: 2},
		{Min: 10, Flex: 2, Priority: 10}, {Min: 5, Flex: 1, Priority: 3}}
	for width := 1; width <= 300; width++ {
		widths := Layout(columns, width, 2)
		sum, shown := -2, 0
		for i, w := range widths {
			if w > 0 {
				sum += w + 2
				shown++
			}
			if columns[i].Flex == 0 && w > columns[i].Max {
				t.Fatalf("width %d: column %d has %d cells, more than its Max", width, i, w)
			}
		}
		if shown == 0 || sum != width {
			t.Fatalf("width %d: %v uses %d cells", width, widths, sum)
		}
	}
}

func TestTableKeepsTheChosenRow(t *testing.T) {
	table := itemTable()
	table.SetSize(80, 10)
	table.SetRows(items(1000))
	for range 17 {
		table.Go(LineDown)
	}
	const chosen = "id-00017"
	still := func(after string) {
		t.Helper()
		if got, _ := table.SelectedKey(); got != chosen {
			t.Errorf("after %s the cursor is on %s, want %s", after, got, chosen)
		}
		from, to := table.win.Visible()
		if c := table.Cursor(); c < from || c >= to {
			t.Errorf("after %s the cursor %d is outside of the window %d..%d", after, c, from, to)
		}
	}
	still("moving")
	table.SortBy("name", false)
	still("sorting")
	table.SortReverse()
	still("reversing")
	table.SetFilter(func(i item) bool { return i.size%17 == 0 })
	still("filtering")
	table.SetFilter(func(i item) bool { return i.size < 10 })
	if got, _ := table.SelectedKey(); got == chosen {
		t.Fatal("the filter did not remove the row")
	}
	table.SetFilter(nil)
	still("filtering it away and back")
	table.SetRows(append([]item{{id: "new", name: "aaa"}}, items(500)...))
	still("a refresh")
	table.SetSize(80, 3)
	still("a resize")
	table.SetRows(nil)
	if _, ok := table.Selected(); ok {
		t.Error("an empty table has a selected row")
	}
	table.SetRows(items(100))
	still("rows going and coming back")
}

func TestTableStaysAtTheTopUntilMoved(t *testing.T) {
	table := itemTable()
	table.SetSize(80, 10)
	table.SortBy("name", false)
	table.SetRows([]item{{id: "m", name: "m"}})
	table.SetRows([]item{{id: "m", name: "m"}, {id: "a", name: "a"}})
	if got, _ := table.SelectedKey(); got != "a" {
		t.Errorf("a row that arrived dragged the untouched cursor along: on %s", got)
	}
}

func TestTableSortIsStable(t *testing.T) {
	rows := []item{{id: "1", name: "b"}, {id: "2", name: "a"}, {id: "3", name: "b"}, {id: "4", name: "a"}}
	for _, c := range []struct {
		descending bool
		want       string
	}{{false, "2413"}, {true, "1324"}} {
		table := itemTable()
		table.SetRows(rows)
		table.SortBy("name", c.descending)
		got := ""
		for n := range table.Len() {
			got += table.Row(n).id
		}
		if got != c.want {
			t.Errorf("descending %v: %s, want %s", c.descending, got, c.want)
		}
	}
	table := itemTable()
	table.SetRows(rows)
	table.SortBy("wrong", true)
	if key, _ := table.Sort(); key != "" {
		t.Errorf("sorted by %q, which has no order", key)
	}
}

func TestTableMotions(t *testing.T) {
	table := itemTable()
	table.SetSize(80, 11) // ten rows and the header
	table.SetRows(items(100))
	for _, c := range []struct {
		m    Motion
		want int
	}{{LineUp, 0}, {LineDown, 1}, {PageDown, 10}, {HalfDown, 15}, {Last, 99}, {LineDown, 99}, {PageUp, 90},
		{HalfUp, 85}, {First, 0}, {PageUp, 0}} {
		table.Go(c.m)
		if table.Cursor() != c.want {
			t.Fatalf("after motion %d the cursor is at %d, want %d", c.m, table.Cursor(), c.want)
		}
	}
	if n, ok := table.RowAt(3); !ok || n != 2 {
		t.Errorf("line 3 shows row %d %v, want 2", n, ok)
	}
	if _, ok := table.RowAt(0); ok {
		t.Error("the header is not a row")
	}
	table.ScrollBy(5)
	if got := table.Cursor(); got != 5 {
		t.Errorf("the wheel left the cursor at %d, outside of the window", got)
	}
}

func TestTableViewDoesNotDependOnTheNumberOfRows(t *testing.T) {
	th := theme.New(theme.Options{Dark: true})
	allocs := func(n int) float64 {
		table := itemTable()
		table.SetSize(160, 50)
		table.SetRows(items(n))
		for range n / 2 {
			table.Go(LineDown)
		}
		return testing.AllocsPerRun(20, func() {
			table.Go(LineDown)
			_ = table.View(th)
		})
	}
	small, large := allocs(1000), allocs(100_000)
	// Two per row are the cells of the test's own columns; the rest is the
	// builder, the widths and the key of the chosen row.
	const budget = 160
	if small > budget || large > budget {
		t.Errorf("a cursor move and a frame allocate %.0f times at 1,000 rows and %.0f at 100,000, budget %d", small,
			large, budget)
	}
}

func BenchmarkTableView(b *testing.B) {
	th := theme.New(theme.Options{Dark: true})
	table := itemTable()
	table.ShowScrollbar(true)
	table.SetSize(160, 50)
	table.SetRows(items(10_000))
	b.ReportAllocs()
	for b.Loop() {
		table.Go(LineDown)
		_ = table.View(th)
	}
}

func BenchmarkTableSort100k(b *testing.B) {
	table := itemTable()
	table.SetSize(160, 50)
	table.SetRows(items(100_000))
	b.ReportAllocs()
	for b.Loop() {
		table.SortBy("name", false)
	}
}

func BenchmarkTableFilter100k(b *testing.B) {
	table := itemTable()
	table.SetSize(160, 50)
	table.SetRows(items(100_000))
	b.ReportAllocs()
	for b.Loop() {
		table.SetFilter(func(i item) bool { return strings.Contains(i.name, "77") })
	}
}

func TestExtraColumnsLeaveForTheFlexible(t *testing.T) {
	columns := []Extent{{Min: 10, Max: 20, Priority: 9}, {Min: 10, Max: 20, Priority: 1, Extra: true},
		{Min: 10, Max: 40, Flex: 1, Priority: 5}}
	for _, c := range []struct {
		width int
		extra bool
	}{{30, false}, {60, false}, {63, false}, {64, true}, {100, true}} {
		if got := Layout(columns, c.width, 2); (got[1] > 0) != c.extra {
			t.Errorf("%d cells: widths %v, want the extra column shown: %t", c.width, got, c.extra)
		}
	}
	if got := Layout(columns, 63, 2); got[2] < 40 {
		t.Errorf("the flexible column has %d cells of the 40 it wants, though an extra column left for it", got[2])
	}
}

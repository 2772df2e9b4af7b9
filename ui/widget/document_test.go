package widget

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/theme"
)

func plainSpans(line string) []Span { return []Span{{line, theme.Text}} }

// shown are the lines of a document's View as plain text.
func shown(t *testing.T, d *Document, w, h int) []string {
	t.Helper()
	d.SetSize(w, h)
	lines := strings.Split(ansi.Strip(d.View(theme.New(theme.Options{}))), "\n")
	if len(lines) != h {
		t.Fatalf("%d lines, want %d", len(lines), h)
	}
	for _, line := range lines {
		if n := Width(line); n != w {
			t.Fatalf("%d cells, want %d: %q", n, w, line)
		}
	}
	return lines
}

func TestDocumentScrollsBothWays(t *testing.T) {
	var d Document
	lines := make([]string, 100)
	for i := range lines {
		lines[i] = fmt.Sprintf("line %02d %s", i, strings.Repeat("abcdefghij", 6))
	}
	d.SetLines(lines, plainSpans)
	got := shown(t, &d, 40, 5)
	if !strings.HasPrefix(got[0], "▌ line 00 abc") || !strings.Contains(got[0], "…") {
		t.Errorf("%q", got[0])
	}
	if left, right := d.Sideways(); left || !right {
		t.Errorf("sideways %v %v", left, right)
	}
	for d.GoSideways(8) {
	}
	got = shown(t, &d, 40, 5)
	if !strings.HasPrefix(got[1], "  …") || !strings.Contains(got[1], "fghij") || strings.Contains(got[1], "line") {
		t.Errorf("scrolled to the right: %q", got[1])
	}
	if left, right := d.Sideways(); !left || right {
		t.Errorf("sideways %v %v", left, right)
	}
	d.Go(Last)
	for d.GoSideways(-8) {
	}
	if got = shown(t, &d, 40, 5); !strings.HasPrefix(got[4], "▌ line 99") {
		t.Errorf("%q", got[4])
	}
	if line, ok := d.LineAt(0); !ok || line != 95 {
		t.Errorf("line %d at the top", line)
	}
	if _, ok := d.LineAt(5); ok {
		t.Error("there is a line below the last")
	}
}

func TestDocumentFinds(t *testing.T) {
	var d Document
	d.SetLines([]string{"one Two", "two two", strings.Repeat("x", 80) + "TWO", "İ two", "three"}, plainSpans)
	d.SetSize(30, 3)
	d.Find("two", 1)
	if at, of := d.Matches(); at != 2 || of != 5 || d.Cursor() != 1 {
		t.Errorf("match %d of %d on line %d", at, of, d.Cursor())
	}
	d.NextMatch(1)
	d.NextMatch(1)
	if got := shown(t, &d, 30, 3); d.Cursor() != 2 || !strings.Contains(strings.Join(got, "\n"), "TWO") {
		t.Errorf("the match at the far right is not seen:\n%s", strings.Join(got, "\n"))
	}
	d.NextMatch(1)
	if got := shown(t, &d, 30, 3); !strings.Contains(strings.Join(got, "\n"), "İ two") {
		t.Errorf("the document does not scroll back:\n%s", strings.Join(got, "\n"))
	}
	d.NextMatch(1)
	if at, _ := d.Matches(); at != 1 || d.Cursor() != 0 {
		t.Errorf("behind the last comes match %d on line %d", at, d.Cursor())
	}
	d.NextMatch(-1)
	if at, _ := d.Matches(); at != 5 {
		t.Errorf("before the first comes %d", at)
	}
	d.Find("", 0)
	if _, of := d.Matches(); of != 0 || d.NextMatch(1) {
		t.Error("nothing is found as something")
	}
	d.Find("nowhere", 0)
	if _, of := d.Matches(); of != 0 {
		t.Error("something is found that is not there")
	}
}

func TestDocumentMarksMatches(t *testing.T) {
	var d Document
	d.SetLines([]string{`"a": "needle needle"`}, func(string) []Span {
		return []Span{{`"a": `, theme.Dim}, {`"needle needle"`, theme.Text}}
	})
	d.Find("needle", 0)
	spans := d.marked(d.paint(d.lines[0]), 0, 2)
	want := []Span{{`"a": `, theme.Dim}, {`"`, theme.Text}, {"needle", theme.Badge}, {" ", theme.Text},
		{"needle", theme.Match}, {`"`, theme.Text}}
	if fmt.Sprint(spans) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", spans, want)
	}
}

func TestDocumentFitsEverywhere(t *testing.T) {
	var d Document
	lines := []string{"", "名前がとても長い" + strings.Repeat("長", 40), "a\tb\x1b[31mc", strings.Repeat("é", 100), "x"}
	d.SetLines(lines, plainSpans)
	d.Find("長", 0)
	for w := 1; w < 60; w++ {
		for _, h := range []int{1, 2, 3, 5, 9} {
			shown(t, &d, w, h)
			d.GoSideways(3)
			d.Go(LineDown)
		}
	}
	d.SetLines(nil, plainSpans)
	shown(t, &d, 20, 3)
}

// A view costs what is seen, however long the document is.
func TestDocumentCostsOnlyWhatIsSeen(t *testing.T) {
	cost := func(n int) float64 {
		var d Document
		d.SetLines(slicesOf(n), plainSpans)
		d.SetSize(100, 40)
		th := theme.New(theme.Options{})
		return testing.AllocsPerRun(20, func() { d.Go(LineDown); d.View(th) })
	}
	if small, big := cost(100), cost(20_000); big > small*1.2+10 {
		t.Errorf("%v allocations for 100 lines, %v for 20000", small, big)
	}
}

func slicesOf(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(`    "Member%d": "some value that is there for its length",`, i)
	}
	return out
}

func TestSheetGoesBySections(t *testing.T) {
	var s Sheet
	section := func(heading string, ids ...string) Section {
		sec := Section{Heading: heading}
		for _, id := range ids {
			sec.Rows = append(sec.Rows, SheetRow{ID: id, Cells: []Cell{Say("row")}})
		}
		return sec
	}
	s.SetSections([]Section{section("A", "a1", "a2"), section("B", "", ""), section("C", "", "c1", "c2"),
		section("D", "d1")})
	s.SetSize(40, 6)
	at := func(want string) {
		t.Helper()
		if id, _ := s.Selected(); id != want {
			t.Errorf("at %q, want %q", id, want)
		}
	}
	at("a1")
	s.GoSection(1)
	at("c1")
	s.GoSection(1)
	at("d1")
	if s.GoSection(1) {
		t.Error("there is a section behind the last")
	}
	s.GoSection(-1)
	at("c1")
	s.Go(LineDown)
	at("c2")
	s.GoSection(-1)
	at("c1")
	s.GoSection(-1)
	at("a1")
	if s.GoSection(-1) {
		t.Error("there is a section before the first")
	}
	// Without rows that can be chosen, it scrolls from heading to heading.
	var still Sheet
	still.SetSections([]Section{section("A", "", "", "", ""), section("B", "", "", "", ""), section("C", "")})
	still.SetSize(40, 4)
	if !still.GoSection(1) || !strings.HasPrefix(ansi.Strip(still.View(theme.New(theme.Options{}))), "B") {
		t.Errorf("not at B:\n%s", ansi.Strip(still.View(theme.New(theme.Options{}))))
	}
}

package widget

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/theme"
)

func plainTheme() *theme.Theme { return theme.New(theme.Options{NoColor: true}) }

func hostileCells() []Cell {
	var cells []Cell
	for i, s := range hostile {
		cells = append(cells, Spans(Span{s, theme.Bad}, Span{hostile[(i+3)%len(hostile)], theme.Text}))
	}
	return cells
}

// blocks are all the widgets that fill a block, with hostile text.
func blocks(th *theme.Theme) map[string]func(w, h int) string {
	cells := hostileCells()
	var tree Tree
	var details Details
	var hops, narrow Hops
	var rows []TreeRow
	var facts []Detail
	var ladder []HopRow
	var steps []Step
	for i, c := range cells {
		s := hostile[i]
		rows = append(rows, TreeRow{Key: fmt.Sprint(i), Depth: i * 3, Parent: i%2 == 0, Expanded: i%4 == 0, Text: c, Side: Say(s)})
		if i%5 == 0 {
			facts = append(facts, Detail{Heading: "h" + s})
		}
		d := Detail{Label: s, Value: c}
		if i%3 == 0 {
			d.ID = fmt.Sprint(i)
		}
		facts = append(facts, d, Detail{Value: c})
		row := HopRow{Label: s}
		for lane := range 5 {
			row.Cells = append(row.Cells, HopCell{Verdict: theme.Verdict(lane), Text: s})
		}
		ladder = append(ladder, row)
		steps = append(steps, Step{Label: s, Done: i, Total: i % 3 * 10, Verdict: theme.Verdict(i % 5), Note: s})
	}
	tree.SetRows(rows)
	details.SetRows(facts)
	hops.SetHops(cells[:7], ladder)
	hops.GoTo(3, 4)
	narrow.SetHops(cells[2:3], ladder)
	body := strings.Join(hostile[:8], "\n")
	return map[string]func(w, h int) string{
		"tree":    func(w, h int) string { tree.SetSize(w, h); tree.Go(LineDown); return tree.View(th) },
		"details": func(w, h int) string { details.SetSize(w, h); details.Go(LineDown); return details.View(th) },
		"hops":    func(w, h int) string { hops.SetSize(w, h); hops.Go(LineDown); return hops.View(th) },
		"lane":    func(w, h int) string { narrow.SetSize(w, h); return narrow.View(th) },
		"no tree": func(w, h int) string { var e Tree; e.SetEmpty(body); e.SetSize(w, h); return e.View(th) },
		"no hops": func(w, h int) string { var e Hops; e.SetSize(w, h); return e.View(th) },
		"nothing": func(w, h int) string { var e Details; e.SetSize(w, h); return e.View(th) },
		"steps":   func(w, h int) string { return Progress(th, steps, w, h) },
		"fit": func(w, h int) string {
			return Fit(th.Paint(theme.Bad, "名前 painted\nand more")+"\nplain\tend\r", w, h)
		},
	}
}

func TestBlocksFillTheirRoomExactly(t *testing.T) {
	for _, th := range testThemes() {
		for name, view := range blocks(th) {
			t.Run(name, func(t *testing.T) { eachSize(t, view) })
		}
	}
}

func TestOverlaysFillTheirRoomExactly(t *testing.T) {
	base := strings.Repeat("under 名前 the overlay ", 12) + "\n" + strings.Repeat("line\n", 80)
	for _, th := range testThemes() {
		for _, size := range [][2]int{{1, 1}, {5, 3}, {20, 6}, {80, 24}, {121, 40}, {220, 70}} {
			w, h := size[0], size[1]
			for _, box := range []string{"", "x", Modal(th, "名前 title", "body\n名前", 30, 4), Modal(th, "", "", 300, 90)} {
				isBlock(t, Overlay(th, base, box, w, h), w, h)
				isBlock(t, OverlayAt(th, base, box, -7, 500, w, h), w, h)
			}
		}
	}
	for w := 1; w < 60; w++ {
		if !isBlock(t, Modal(plainTheme(), "a 名前 title", "body", w, 2), w+FrameWidth, 2+FrameHeight) {
			t.Fatalf("modal of width %d", w)
		}
	}
}

func TestLinesAreExactlyAsWideAsAsked(t *testing.T) {
	for _, th := range testThemes() {
		lines := map[string]func(w int) string{
			"heading": func(w int) string { return Heading(th, hostile[4], w) },
			"rule":    func(w int) string { return Rule(th, w) },
			"gauge":   func(w int) string { return Gauge(th, theme.Warn, w, 100, w) },
			"crumbs":  func(w int) string { return Crumbs(th, w, hostile...) },
			"tabs":    func(w int) string { return Tabs(th, w, 5, hostile...) },
			"status": func(w int) string {
				var parts []Part
				for i, c := range hostileCells() {
					parts = append(parts, Part{Cell: c, Priority: i * 7 % 5, Right: i%3 == 0})
				}
				return StatusLine(th, w, parts...)
			},
			"nothing": func(w int) string { return StatusLine(th, w) },
			"footer": func(w int) string {
				var hints []Hint
				for i, s := range hostile {
					hints = append(hints, Hint{Key: "k", Does: s, Priority: -i})
				}
				return Footer(th, w, hints, Part{Cell: Say("7 H"), Right: true})
			},
		}
		for name, line := range lines {
			for w := 1; w <= 220; w++ {
				if !isBlock(t, line(w), w, 1) {
					t.Fatalf("%s at width %d", name, w)
				}
			}
		}
	}
}

func TestMiddleEllipsis(t *testing.T) {
	for _, c := range []struct {
		in   string
		w    int
		want string
	}{
		{"subnet-0a1b2c3d4e5f6a79f", 16, "subnet-0a1…6a79f"},
		{"subnet-0a1b2c3d4e5f6a79f", 24, "subnet-0a1b2c3d4e5f6a79f"},
		{"subnet-0a1b2c3d4e5f6a79f", 4, "su…f"},
		{"subnet-0a1b2c3d4e5f6a79f", 2, "s…"},
		{"subnet-0a1b2c3d4e5f6a79f", 1, "…"},
		{"subnet", 0, ""},
		{"名前名前名前", 7, "名前…前"},
	} {
		if got := MiddleEllipsis(c.in, c.w, "…"); got != c.want {
			t.Errorf("MiddleEllipsis(%q, %d) = %q, want %q", c.in, c.w, got, c.want)
		}
	}
	for _, s := range hostile {
		for w := range 60 {
			if n := Width(MiddleEllipsis(s, w, "…")); n > w {
				t.Fatalf("MiddleEllipsis(%q, %d) is %d cells wide", s, w, n)
			}
		}
	}
}

func TestPlainShowsWhatItRemoves(t *testing.T) {
	for in, want := range map[string]string{
		"plain":            "plain",
		"a\nb\tc":          "a b c",
		"\x1b[31mred":      "\uFFFD[31mred",
		"x\u202ey":         "x\uFFFDy",
		"\xff":             "\uFFFD",
		"e\u0301":          "e\u0301",
		"\u2764\ufe0f":     "\u2764",
		"日本":               "日本",
		"a\u200bb\u009b1m": "a\uFFFDb\uFFFD1m",
	} {
		if got := Plain(in); got != want {
			t.Errorf("Plain(%q) = %q, want %q", in, got, want)
		}
		if got := Plain(Plain(in)); got != want {
			t.Errorf("Plain is not idempotent for %q", in)
		}
	}
}

func TestWrapKeepsEveryLetterAndItsLook(t *testing.T) {
	cell := Spans(Span{"The NAT gateway of ", theme.Text}, Span{"zone c", theme.Bad}, Span{" is deleted, so calls time out.", theme.Dim})
	for w := 1; w < 70; w++ {
		letters := map[theme.Token]string{}
		for _, line := range cell.wrap(w) {
			if line.width() > w {
				t.Fatalf("width %d: line %q", w, line.Plain())
			}
			for _, s := range append([]Span{{line.Text, line.Token}}, line.More...) {
				letters[s.Token] += strings.ReplaceAll(s.Text, " ", "")
			}
		}
		if letters[theme.Text] != "TheNATgatewayof" || letters[theme.Bad] != "zonec" || letters[theme.Dim] != "isdeleted,socallstimeout." {
			t.Fatalf("width %d: %q", w, letters)
		}
	}
}

func TestDetailsWalkTheirLinks(t *testing.T) {
	var rows []Detail
	for i := range 30 {
		d := Detail{Label: "label", Value: Say(fmt.Sprint("value ", i))}
		if i%7 == 3 {
			d.ID = fmt.Sprint("link-", i)
		}
		rows = append(rows, d)
	}
	var d Details
	d.SetSize(40, 6)
	d.SetRows(rows)
	if id, _ := d.Selected(); id != "link-3" {
		t.Fatalf("starts on %q", id)
	}
	seen := "link-3"
	for range 100 {
		if !d.Go(LineDown) {
			break
		}
		if id, _ := d.Selected(); !strings.HasSuffix(seen, id) {
			seen += " " + id
		}
	}
	if want := "link-3 link-10 link-17 link-24"; seen != want {
		t.Errorf("walked %q, want %q", seen, want)
	}
	if !strings.Contains(d.View(plainTheme()), "value 29") {
		t.Error("going down to the end does not show the last line")
	}
	d.Go(First)
	if !strings.Contains(d.View(plainTheme()), "value 0") {
		t.Error("the first motion does not show the first line")
	}
	if id, _ := d.Selected(); id != "link-3" {
		t.Errorf("at the top the cursor is on %q", id)
	}
	d.Select("link-17")
	d.SetRows(append([]Detail{{Label: "new", Value: Say("row")}}, rows...))
	if id, _ := d.Selected(); id != "link-17" {
		t.Errorf("after a refresh the cursor is on %q", id)
	}
}

func TestHopsShowTheLanesAroundTheCursor(t *testing.T) {
	var h Hops
	lanes := []Cell{Say("a app-a"), Say("b app-b"), Say("c app-c"), Say("d app-d"), Say("e app-e")}
	row := HopRow{Label: "route", Cells: []HopCell{{theme.VerdictFine, "to nat-a"}, {theme.VerdictFine, "to nat-b"}, {theme.VerdictBlocked, "blackhole"}}}
	h.SetHops(lanes, []HopRow{row, row})
	h.SetSize(60, 3)
	if h.Hidden() != 3 {
		t.Fatalf("%d lanes hidden at width 60, want 3", h.Hidden())
	}
	for h.GoLane(1) {
	}
	got := ansi.Strip(h.View(plainTheme()))
	if !strings.Contains(got, "e app-e") || !strings.Contains(got, "4-5/5") || strings.Contains(got, "a app-a") {
		t.Errorf("the last lane is not shown:\n%s", got)
	}
	h.SetSize(120, 3)
	if h.Hidden() != 0 {
		t.Errorf("%d lanes hidden at width 120", h.Hidden())
	}
	got = ansi.Strip(h.View(plainTheme()))
	for _, want := range []string{"a app-a", "✓ to nat-a", "✗ blackhole", "·"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing:\n%s", want, got)
		}
	}
}

func TestLinesDropTheLeastFirst(t *testing.T) {
	th := plainTheme()
	hints := []Hint{{"enter", "open", 9}, {"/", "filter", 8}, {"t", "trace", 3}, {"?", "keys", 10}}
	for _, c := range []struct {
		w    int
		want string
	}{
		{60, " enter open  / filter  t trace  ? keys                 7 H"},
		{43, " enter open  / filter  t trace  ? keys"},
		{34, " enter open  / filter  ? keys"},
		{9, "? keys"},
	} {
		got := strings.TrimRight(ansi.Strip(Footer(th, c.w, hints, Part{Cell: Say("7 H"), Right: true, Priority: 1})), " ")
		if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(c.want), " ") {
			t.Errorf("width %d: %q, want %q", c.w, got, c.want)
		}
	}
	for _, c := range []struct {
		w    int
		want string
	}{{40, "functions › checkout-api › path"}, {24, "… › checkout-api › path"}, {12, "… › path"}, {3, "pa…"}} {
		if got := strings.TrimRight(ansi.Strip(Crumbs(th, c.w, "functions", "checkout-api", "path")), " "); got != c.want {
			t.Errorf("crumbs at %d: %q, want %q", c.w, got, c.want)
		}
	}
}

func TestGaugeIsHonest(t *testing.T) {
	th := plainTheme()
	for _, c := range []struct {
		done, total int
		want        string
	}{{0, 0, "──────────"}, {0, 5, "──────────"}, {1, 1000, "━─────────"}, {999, 1000, "━━━━━━━━━─"}, {5, 5, "━━━━━━━━━━"}, {1 << 60, 1 << 61, "━━━━━─────"}} {
		if got := ansi.Strip(Gauge(th, theme.Accent, c.done, c.total, 10)); got != c.want {
			t.Errorf("%d of %d: %s, want %s", c.done, c.total, got, c.want)
		}
	}
}

func TestProgressShowsWhatIsNotDone(t *testing.T) {
	var steps []Step
	for i := range 10 {
		s := Step{Label: fmt.Sprint("step-", i), Done: 3, Total: 3, Verdict: theme.VerdictFine}
		if i == 8 {
			s.Verdict, s.Note = theme.VerdictUnknown, "access denied"
		}
		steps = append(steps, s)
	}
	got := ansi.Strip(Progress(plainTheme(), steps, 80, 4))
	for _, want := range []string{"step-0", "step-1", "? step-8", "access denied", "and 7 more"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing:\n%s", want, got)
		}
	}
}

func TestTreeGoesToTheParent(t *testing.T) {
	var tree Tree
	tree.SetSize(40, 5)
	tree.SetRows([]TreeRow{{Key: "a", Parent: true, Expanded: true, Text: Say("a")}, {Key: "b", Depth: 1, Text: Say("b")}, {Key: "c", Depth: 1, Text: Say("c")}})
	tree.Select("c")
	if !tree.GoParent() {
		t.Fatal("c has a parent")
	}
	if row, _ := tree.Selected(); row.Key != "a" {
		t.Errorf("the parent of c is %s", row.Key)
	}
	if tree.GoParent() {
		t.Error("a has no parent")
	}
	want := "▌ ▾ a\n      b\n      c\n\n"
	var lines []string
	for l := range strings.SplitSeq(ansi.Strip(tree.View(plainTheme())), "\n") {
		lines = append(lines, strings.TrimRight(l, " "))
	}
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

package widget

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/theme"
)

func plainTheme() *theme.Theme { return theme.New(theme.Options{Colors: theme.NoColors}) }

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
	var sheet Sheet
	var matrix Matrix
	var diagram, empty Diagram
	var document Document
	var sections []Section
	var lines [][]DiagramPiece
	var boxes []DiagramBox
	for i, c := range cells {
		s := hostile[i]
		if i%5 == 0 {
			sections = append(sections,
				Section{Heading: "h" + s, Note: c, Beside: i % 10 / 5 * 40, Columns: []SheetColumn{
					{Title: s, Extent: Extent{Min: 4, Max: 12, Priority: 9}},
					{Extent: Extent{Min: 8, Flex: 1, Priority: 8}}}})
		}
		last := &sections[len(sections)-1]
		last.Rows = append(last.Rows, SheetRow{ID: fmt.Sprint(i), Cells: []Cell{c, Say(s)}})
		lines = append(lines,
			[]DiagramPiece{{Span{s, theme.Border}, -1}, {Span{s, theme.Text}, i}, {Span{s, theme.Bad}, i}})
		boxes = append(boxes, DiagramBox{X: Width(Plain(s)), Y: i, W: 2 * Width(Plain(s)), H: 1,
			Next: []int{(i + 1) % len(cells)}})
	}
	sheet.SetSections(sections)
	matrix.SetCells(hostile[1], hostile, hostile, func(row, column int) MatrixCell {
		return MatrixCell{Verdict: theme.Verdict((row + column) % 5), Letter: hostile[column]}
	})
	diagram.SetDrawing(lines, boxes, 200, 0)
	document.SetLines(hostile, func(line string) []Span { return []Span{{Text: line}} })
	return map[string]func(w, h int) string{
		"sheet": func(w, h int) string { sheet.SetSize(w, h); sheet.Go(LineDown); return sheet.View(th) },
		"matrix": func(w, h int) string {
			matrix.SetSize(w, h)
			matrix.Go(LineDown)
			matrix.GoColumn(1)
			return matrix.View(th)
		},
		"diagram": func(w, h int) string {
			diagram.SetSize(w, h)
			diagram.Go(LineDown)
			diagram.GoAside(1)
			return diagram.View(th)
		},
		"no diagram": func(w, h int) string { empty.SetSize(w, h); return empty.View(th) },
		"document":   func(w, h int) string { document.SetSize(w, h); document.Go(LineDown); return document.View(th) },
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
			for _, box := range []string{"", "x", Modal(th, "名前 title", "body\n名前", 30, 4),
				Modal(th, "", "", 300, 90)} {
				isBlock(t, OverlayAt(th, base, box, w/3, h/3, w, h), w, h)
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
	cell := Spans(Span{"The NAT gateway of ", theme.Text}, Span{"zone c", theme.Bad},
		Span{" is deleted, so calls time out.", theme.Dim})
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
		if letters[theme.Text] != "TheNATgatewayof" || letters[theme.Bad] != "zonec" ||
			letters[theme.Dim] != "isdeleted,socallstimeout." {
			t.Fatalf("width %d: %q", w, letters)
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
		got := strings.TrimRight(ansi.Strip(Footer(th, c.w, hints, Part{Cell: Say("7 H"), Right: true, Priority: 1})),
			" ")
		if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(c.want), " ") {
			t.Errorf("width %d: %q, want %q", c.w, got, c.want)
		}
	}
	for _, c := range []struct {
		w    int
		want string
	}{{40, "functions › checkout-api › path"}, {24, "… › checkout-api › path"}, {12, "… › path"}, {3, "pa…"}} {
		got := strings.TrimRight(ansi.Strip(Crumbs(th, c.w, "functions", "checkout-api", "path")), " ")
		if got != c.want {
			t.Errorf("crumbs at %d: %q, want %q", c.w, got, c.want)
		}
	}
}

func TestGaugeIsHonest(t *testing.T) {
	th := plainTheme()
	for _, c := range []struct {
		done, total int
		want        string
	}{{0, 0, "──────────"}, {0, 5, "──────────"}, {1, 1000, "━─────────"}, {999, 1000, "━━━━━━━━━─"},
		{5, 5, "━━━━━━━━━━"}, {1 << 60, 1 << 61, "━━━━━─────"}} {
		if got := ansi.Strip(Gauge(th, theme.Accent, c.done, c.total, 10)); got != c.want {
			t.Errorf("%d of %d: %s, want %s", c.done, c.total, got, c.want)
		}
	}
}

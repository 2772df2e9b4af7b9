package widget

import (
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
)

// Heading is a section title with a thin rule to the end of the line.
func Heading(th *theme.Theme, text string, w int) string {
	if w <= 0 {
		return ""
	}
	text = Plain(text)
	n := Width(text)
	if n+3 > w {
		return Mark(theme.Header, text).View(th, w)
	}
	return th.Paint(theme.Header, text) + " " + th.Paint(theme.Border, strings.Repeat(th.Sym.Rule, w-n-1))
}

// Rule is a thin line.
func Rule(th *theme.Theme, w int) string {
	return th.Paint(theme.Border, strings.Repeat(th.Sym.Rule, max(w, 0)))
}

// Gauge is a bar of w cells, done of total full. It is never quite full before
// the end, nor quite empty after the beginning. A total of 0 is an empty bar.
func Gauge(th *theme.Theme, token theme.Token, done, total, w int) string {
	return GaugeCell(th, token, done, total, w).View(th, w)
}

// GaugeCell is a Gauge as a cell of a table or sheet.
//
// Bubbles' progress (as of v2.2) is no part of it. It rounds, so that 199 calls of 200 look like all of them; it paints
// with colors of its own in the place of a theme's tokens, which have a table for 16 colors and an attribute for none,
// and a selected row has another ground; it knows no text for who listens; and it brings a package of springs for an
// animation that would draw 60 times a second where now nothing is drawn between two answers.
func GaugeCell(th *theme.Theme, token theme.Token, done, total, w int) Cell {
	if w <= 0 {
		return Cell{}
	}
	full := 0
	if total > 0 {
		done = max(min(done, total), 0)
		// Floating point, as done*w could overflow for byte counts.
		full = int(float64(done) / float64(total) * float64(w))
		if done > 0 && full == 0 {
			full = 1
		}
		if done < total {
			full = min(full, w-1)
		} else {
			full = w
		}
	}
	full = max(full, 0)
	return Spans(Span{strings.Repeat(th.Sym.GaugeFull, full), token},
		Span{strings.Repeat(th.Sym.GaugeEmpty, w-full), theme.Border})
}

// Crumbs is the path walked, the last part being where the reader is. When
// there is no room, parts leave from the left.
func Crumbs(th *theme.Theme, w int, parts ...string) string {
	if w <= 0 {
		return ""
	}
	spans, _ := crumbSpans(th, w, parts)
	return Spans(spans...).View(th, w)
}

// CrumbAt is the part of the path at cell x, for the mouse; false between parts.
func CrumbAt(th *theme.Theme, w, x int, parts ...string) (n int, ok bool) {
	if x < 0 || x >= w {
		return 0, false
	}
	spans, numbers := crumbSpans(th, w, parts)
	for i, s := range spans {
		if x -= Width(Plain(s.Text)); x < 0 {
			return numbers[i], numbers[i] >= 0
		}
	}
	return 0, false
}

// crumbSpans are the pieces of the path that there is room for, each with the
// number of its part; -1 for what stands between parts.
func crumbSpans(th *theme.Theme, w int, parts []string) (spans []Span, numbers []int) {
	add := func(n int, s Span) { spans, numbers = append(spans, s), append(numbers, n) }
	sep := " " + th.Sym.Crumb + " "
	total := 0
	for i, s := range parts {
		if i > 0 {
			total += Width(sep)
		}
		total += Width(Plain(s))
	}
	from := 0
	for total > w && from < len(parts)-1 {
		if from == 0 {
			total += Width(th.Sym.Ellipsis + sep)
		}
		total -= Width(Plain(parts[from])) + Width(sep)
		from++
	}
	if from > 0 && total <= w {
		add(-1, Span{th.Sym.Ellipsis, theme.Dim})
		add(-1, Span{sep, theme.Border})
	}
	for i := from; i < len(parts); i++ {
		if i == len(parts)-1 {
			add(i, Span{parts[i], theme.Title})
			continue
		}
		add(i, Span{parts[i], theme.Dim})
		add(-1, Span{sep, theme.Border})
	}
	return spans, numbers
}

// Part is a piece of a status line. When there is no room, the part of the
// lowest Priority leaves first.
type Part struct {
	Cell
	Priority int
	Right    bool // stands at the right end
}

// The cells between the parts of a status line and of a footer.
const (
	statusGap = 3
	footerGap = 2
)

// StatusLine is one line of parts, three cells apart. The last part that is
// left is cut to the room there is.
func StatusLine(th *theme.Theme, w int, parts ...Part) string {
	return paintParts(th, w, statusGap, parts)
}

// PartAt is the part of a status line at cell x, for the mouse; false between parts.
func PartAt(w, x int, parts ...Part) (n int, ok bool) { return partAt(w, statusGap, x, parts) }

// Hint is a key, and what it does.
type Hint struct {
	Key, Does string
	Priority  int
}

// Footer is the line of the keys that matter, and optional parts at its end. The short help of Bubbles leaves out the
// last keys where there is no room; here those leave that matter least, and the mouse finds the others.
func Footer(th *theme.Theme, w int, hints []Hint, parts ...Part) string {
	return paintParts(th, w, footerGap, footerParts(hints, parts))
}

// HintAt is the hint of a footer at cell x, for the mouse; false where there is none.
func HintAt(w, x int, hints []Hint, parts ...Part) (n int, ok bool) {
	n, ok = partAt(w, footerGap, x, footerParts(hints, parts))
	return n, ok && n < len(hints)
}

// FooterEndAt is how far into the part behind the hints cell x is, for the mouse; false beside it.
func FooterEndAt(w, x int, hints []Hint, end Part) (at int, ok bool) {
	if w <= 0 {
		return 0, false
	}
	for _, p := range arrange(w, footerGap, footerParts(hints, []Part{end})) {
		if p.part == len(hints) && p.x <= x && x < p.x+p.w {
			return x - p.x, true
		}
	}
	return 0, false
}

func footerParts(hints []Hint, parts []Part) []Part {
	var all []Part
	for _, h := range hints {
		all = append(all, Part{Priority: h.Priority, Cell: Cell{
			Text: h.Key, Token: theme.Key, More: []Span{{" " + h.Does, theme.Hint}}}})
	}
	return append(all, parts...)
}

// partPlace is where a part stands on its line.
type partPlace struct{ part, x, w int }

// arrange places the parts that there is room for, from left to right.
func arrange(w, gap int, parts []Part) []partPlace {
	margin := 1
	if w < 20 {
		margin = 0
	}
	room := w - 2*margin
	widths := make([]int, len(parts))
	out := make([]bool, len(parts))
	need, shown := -gap, 0
	for i, p := range parts {
		widths[i] = p.width()
		if widths[i] == 0 {
			out[i] = true
			continue
		}
		need += widths[i] + gap
		shown++
	}
	need = max(need, 0)
	for need > room && shown > 1 {
		leave := -1
		for i, p := range parts {
			if !out[i] && (leave < 0 || p.Priority <= parts[leave].Priority) {
				leave = i
			}
		}
		out[leave] = true
		need -= widths[leave] + gap
		shown--
	}
	var places []partPlace
	x := margin
	put := func(i int) {
		if len(places) > 0 {
			x += gap
		}
		n := min(widths[i], margin+room-x) // only a part that stands alone is cut
		places = append(places, partPlace{i, x, n})
		x += n
	}
	for i, p := range parts {
		if !out[i] && !p.Right {
			put(i)
		}
	}
	x += max(room-need, 0)
	for i, p := range parts {
		if !out[i] && p.Right {
			put(i)
		}
	}
	return places
}

func paintParts(th *theme.Theme, w, gap int, parts []Part) string {
	if w <= 0 {
		return ""
	}
	var b strings.Builder
	paint := painter{b: &b, th: th}
	at := 0
	for _, p := range arrange(w, gap, parts) {
		pad(&b, p.x-at)
		paint.cell(parts[p.part].Cell, p.w, Left)
		at = p.x + p.w
	}
	pad(&b, w-at)
	return b.String()
}

func partAt(w, gap, x int, parts []Part) (n int, ok bool) {
	if w <= 0 {
		return 0, false
	}
	for _, p := range arrange(w, gap, parts) {
		if p.x <= x && x < p.x+p.w {
			return p.part, true
		}
	}
	return 0, false
}

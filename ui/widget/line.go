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
	return Spans(Span{strings.Repeat(th.Sym.GaugeFull, full), token}, Span{strings.Repeat(th.Sym.GaugeEmpty, w-full), theme.Border})
}

// Crumbs is the path walked, the last part being where the reader is. When
// there is no room, parts leave from the left.
func Crumbs(th *theme.Theme, w int, parts ...string) string {
	if w <= 0 {
		return ""
	}
	sep := " " + th.Sym.Crumb + " "
	total := 0
	for i, s := range parts {
		if i > 0 {
			total += Width(sep)
		}
		total += Width(Plain(s))
	}
	var spans []Span
	from := 0
	for total > w && from < len(parts)-1 {
		if from == 0 {
			total += Width(th.Sym.Ellipsis + sep)
		}
		total -= Width(Plain(parts[from])) + Width(sep)
		from++
	}
	if from > 0 && total <= w {
		spans = append(spans, Span{th.Sym.Ellipsis, theme.Dim}, Span{sep, theme.Border})
	}
	for i := from; i < len(parts); i++ {
		if i == len(parts)-1 {
			spans = append(spans, Span{parts[i], theme.Title})
			continue
		}
		spans = append(spans, Span{parts[i], theme.Dim}, Span{sep, theme.Border})
	}
	return Spans(spans...).View(th, w)
}

// Tabs shows names side by side with the active one marked. When there is no
// room, the active one and those after it stay.
func Tabs(th *theme.Theme, w, active int, names ...string) string {
	if w <= 0 {
		return ""
	}
	width := func(from int) int {
		n := 0
		for _, s := range names[from:] {
			n += Width(Plain(s)) + 3
		}
		return n - 1
	}
	from := 0
	for from < active && from < len(names)-1 && width(from) > w {
		from++
	}
	var spans []Span
	for i := from; i < len(names); i++ {
		if i > from {
			spans = append(spans, Span{" ", theme.Text})
		}
		token := theme.Dim
		if i == active {
			token = theme.Badge
		}
		spans = append(spans, Span{" " + names[i] + " ", token})
	}
	return Spans(spans...).View(th, w)
}

// Part is a piece of a status line. When there is no room, the part of the
// lowest Priority leaves first.
type Part struct {
	Cell
	Priority int
	Right    bool // stands at the right end
}

// StatusLine is one line of parts, three cells apart. The last part that is
// left is cut to the room there is.
func StatusLine(th *theme.Theme, w int, parts ...Part) string {
	return arrange(th, w, 3, parts)
}

// Hint is a key, and what it does.
type Hint struct {
	Key, Does string
	Priority  int
}

// Footer is the line of the keys that matter, and optional parts at its end.
func Footer(th *theme.Theme, w int, hints []Hint, parts ...Part) string {
	var all []Part
	for _, h := range hints {
		all = append(all, Part{Priority: h.Priority, Cell: Cell{
			Text: h.Key, Token: theme.Key, More: []Span{{" " + h.Does, theme.Hint}}}})
	}
	return arrange(th, w, 2, append(all, parts...))
}

func arrange(th *theme.Theme, w, gap int, parts []Part) string {
	if w <= 0 {
		return ""
	}
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
	var b strings.Builder
	paint := painter{b: &b, th: th}
	pad(&b, margin)
	left, between := room, 0
	write := func(i int) {
		pad(&b, between)
		left -= between
		n := min(widths[i], left) // only a part that stands alone is cut
		paint.cell(parts[i].Cell, n, Left)
		left -= n
		between = gap
	}
	for i, p := range parts {
		if !out[i] && !p.Right {
			write(i)
		}
	}
	if fill := room - need; fill > 0 {
		pad(&b, fill)
		left -= fill
	}
	for i, p := range parts {
		if !out[i] && p.Right {
			write(i)
		}
	}
	pad(&b, left+margin)
	return b.String()
}

package widget

import (
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
)

func (t *Table[T]) gap() int {
	if t.width < 100 { // the text needs the room more than the eye needs air
		return 1
	}
	return 2
}

func (t *Table[T]) margin() int {
	if t.scrollbar && t.width >= 8 {
		return 2
	}
	return 0
}

func (t *Table[T]) widths() []int {
	return Layout(t.extents, t.width-gutterWidth(t.width)-t.margin(), t.gap())
}

// View paints the table into exactly the room SetSize gave it.
func (t *Table[T]) View(th *theme.Theme) string {
	if t.width == 0 || t.hasHeight == 0 {
		return ""
	}
	var b strings.Builder
	b.Grow(t.hasHeight * (t.width + 16*len(t.columns)))
	p := painter{b: &b, th: th}
	header, line := t.lines()
	if t.headerLines() > 0 {
		header(&p)
		b.WriteByte('\n')
	}
	from, to := t.win.Visible()
	if from == to {
		if t.win.height > 0 {
			b.WriteString(note(th, t.empty, t.width, t.win.height))
		}
		return b.String()
	}
	thumbFrom, thumbTo := t.win.thumb()
	for y := range t.win.height {
		if y > 0 {
			b.WriteByte('\n')
		}
		if from+y >= to {
			pad(&b, t.width)
			continue
		}
		line(&p, from+y)
		if t.margin() == 0 {
			continue
		}
		switch {
		case thumbFrom == thumbTo:
			pad(&b, 2)
		case thumbFrom <= y && y < thumbTo:
			pad(&b, 1)
			p.text(theme.Dim, th.Sym.Thumb)
		default:
			pad(&b, 1)
			p.text(theme.Border, th.Sym.Track)
		}
	}
	return b.String()
}

// lines are what paints the header and the n-th row.
func (t *Table[T]) lines() (header func(*painter), line func(p *painter, n int)) {
	if t.wide.on {
		l := t.wideLayout()
		return func(p *painter) { t.wideHeader(p, l) }, func(p *painter, n int) { t.wideLine(p, l, n) }
	}
	widths := t.widths()
	return func(p *painter) { t.header(p, widths) }, func(p *painter, n int) { t.line(p, widths, n) }
}

func (t *Table[T]) header(p *painter, widths []int) {
	used := gutterWidth(t.width)
	pad(p.b, used)
	first := true
	for i, c := range t.columns {
		if widths[i] == 0 {
			continue
		}
		if !first {
			pad(p.b, t.gap())
			used += t.gap()
		}
		first = false
		p.cell(t.title(p.th, c), widths[i], c.Align)
		used += widths[i]
	}
	pad(p.b, t.width-used)
}

func (t *Table[T]) title(th *theme.Theme, c Column[T]) Cell {
	cell := Mark(theme.Header, c.Title)
	if c.Key != t.sortKey || t.sortKey == "" {
		return cell
	}
	mark := th.Sym.Ascending
	if t.descending {
		mark = th.Sym.Descending
	}
	if c.Title != "" {
		mark = " " + mark
	}
	cell.More = []Span{{Text: mark, Token: theme.Accent}}
	return cell
}

func (t *Table[T]) line(p *painter, widths []int, n int) {
	row := t.rows[t.shown[n]]
	p.selected = n == t.win.cursor
	room := t.width - t.margin()
	used := t.width - p.gutter(t.width, t.isMarked(row))
	first := true
	for i := range t.columns {
		c := &t.columns[i]
		if widths[i] == 0 {
			continue
		}
		if !first {
			p.gap(t.gap())
			used += t.gap()
		}
		first = false
		p.cell(t.cell(c, row).inView(theme.Match, widths[i], p.th.Sym.Ellipsis), widths[i], c.Align)
		used += widths[i]
	}
	p.gap(room - used)
	p.selected = false
}

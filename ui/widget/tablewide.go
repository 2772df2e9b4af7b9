package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/theme"
)

// wideGap parts the columns of a wide table, and has room for the arrow that
// says that there is more on the left.
const wideGap = 2

// wide is a table with all its columns in their natural width, scrolled sideways
// behind the first ones.
type wide struct {
	on      bool
	scroll  int   // cells that have left on the left
	natural []int // of the columns; nil until it is asked for again
}

// SetWide shows all columns in their natural width, or the usual ones again.
func (t *Table[T]) SetWide(on bool) { t.wide = wide{on: on} }

// Wide says whether the table is wide.
func (t *Table[T]) Wide() bool { return t.wide.on }

// ScrollColumns moves the columns of a wide table one column to the right, or to
// the left for less than 0, and says whether that changed anything. A column with
// more text than there is room for moves by half of the room.
func (t *Table[T]) ScrollColumns(by int) bool {
	l := t.wideLayout()
	was := l.scroll
	half := max(l.room/2, 1)
	if by > 0 {
		to := was + half
		for i := l.frozen; i < len(t.columns); i++ {
			if at := l.starts[i]; at > was {
				to = min(to, at)
				break
			}
		}
		t.wide.scroll = min(to, l.most)
	} else {
		to := was - half
		for i := len(t.columns) - 1; i >= l.frozen; i-- {
			if at := l.starts[i]; at < was {
				to = max(to, at)
				break
			}
		}
		t.wide.scroll = max(to, 0)
	}
	return t.wide.scroll != was
}

// wideLayout is where the columns of a wide table are.
type wideLayout struct {
	widths []int
	frozen int   // how many columns stay on the left
	left   int   // cells of those, with the gap behind them
	room   int   // cells for the others
	starts []int // of the others, from the first of them
	scroll int
	most   int // as far as they scroll
}

func (t *Table[T]) wideLayout() wideLayout {
	if t.wide.natural == nil {
		t.wide.natural = t.naturalWidths()
	}
	l := wideLayout{widths: t.wide.natural, starts: make([]int, len(t.columns))}
	room := max(t.width-gutterWidth(t.width)-t.margin(), 1)
	// The columns up to the first with a title hold the name. They stay, if that
	// leaves half of the room for the others.
	for i, c := range t.columns {
		if l.left+l.widths[i]+wideGap > room/2 {
			break
		}
		l.frozen, l.left = i+1, l.left+l.widths[i]+wideGap
		if c.Title != "" {
			break
		}
	}
	l.room = room - l.left
	total := 0
	for i := l.frozen; i < len(t.columns); i++ {
		l.starts[i] = total
		total += l.widths[i] + wideGap
	}
	l.most = max(total-wideGap-l.room, 0)
	for i := l.frozen; i < len(t.columns); i++ {
		if l.starts[i] >= l.most { // the last stop shows whole columns, if it can
			l.most = l.starts[i]
			break
		}
	}
	l.scroll = min(t.wide.scroll, l.most)
	return l
}

// naturalWidths are the widths of the widest texts of all rows, so that nothing
// moves while a person filters.
func (t *Table[T]) naturalWidths() []int {
	widths := make([]int, len(t.columns))
	for i, c := range t.columns {
		widths[i] = max(Width(c.Title)+2, 1) // and the mark of the sort
		if c.Title == "" {
			widths[i] = 1
		}
		for _, row := range t.rows {
			widths[i] = max(widths[i], c.Cell(row).width())
		}
	}
	return widths
}

// wideCells writes the cells of one line; cell is the content of a column.
func (t *Table[T]) wideCells(p *painter, l wideLayout, cell func(i int) Cell) {
	for i := range l.frozen {
		p.cell(cell(i), l.widths[i], t.columns[i].Align)
		p.gap(wideGap)
	}
	var b strings.Builder
	q := painter{b: &b, th: p.th, selected: p.selected}
	used := 0
	for i := l.frozen; i < len(t.columns) && used < l.scroll+l.room; i++ {
		if i > l.frozen {
			q.gap(wideGap)
			used += wideGap
		}
		q.cell(cell(i), l.widths[i], t.columns[i].Align)
		used += l.widths[i]
	}
	q.gap(l.scroll + l.room - used)
	p.b.WriteString(Pad(ansi.Cut(b.String(), l.scroll, l.scroll+l.room), l.room, ""))
}

// wideHeader says on which sides there is more.
func (t *Table[T]) wideHeader(p *painter, l wideLayout) {
	pad(p.b, gutterWidth(t.width))
	if l.scroll > 0 && l.frozen > 0 {
		var b strings.Builder
		q := painter{b: &b, th: p.th}
		t.wideCells(&q, l, func(i int) Cell { return t.title(p.th, t.columns[i]) })
		line := b.String()
		p.b.WriteString(ansi.Cut(line, 0, l.left-wideGap))
		p.cell(Mark(theme.Accent, p.th.Sym.Left), wideGap, Left)
		p.b.WriteString(ansi.Cut(line, l.left, l.left+l.room))
	} else {
		t.wideCells(p, l, func(i int) Cell { return t.title(p.th, t.columns[i]) })
	}
	more := Cell{}
	if l.scroll < l.most {
		more = Mark(theme.Accent, p.th.Sym.Right)
	}
	p.cell(more, t.margin(), Right)
}

func (t *Table[T]) wideLine(p *painter, l wideLayout, n int) {
	row := t.rows[t.shown[n]]
	p.selected = n == t.win.cursor
	p.gutter(t.width, t.isMarked(row))
	t.wideCells(p, l, func(i int) Cell { return t.cell(&t.columns[i], row) })
	p.selected = false
}

// wideShown are the columns of which something is on the screen, and where each
// begins and ends.
func (t *Table[T]) wideShown() (columns []int, from, to []int) {
	l := t.wideLayout()
	at := gutterWidth(t.width)
	add := func(i, x, end int) {
		columns, from, to = append(columns, i), append(from, x), append(to, end)
	}
	for i := range l.frozen {
		add(i, at, at+l.widths[i])
		at += l.widths[i] + wideGap
	}
	for i := l.frozen; i < len(t.columns); i++ {
		start, end := l.starts[i]-l.scroll, l.starts[i]-l.scroll+l.widths[i]
		if end > 0 && start < l.room {
			add(i, at+max(start, 0), at+min(end, l.room))
		}
	}
	return columns, from, to
}

package widget

import (
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
)

// TreeRow is one visible row of a tree. The screen flattens its tree: children
// of a collapsed row are simply not given.
type TreeRow struct {
	Key      string // unique, and the same while the row exists
	Depth    int
	Parent   bool // has children, shown or not
	Expanded bool // the children are shown
	Text     Cell
	Side     Cell // right-aligned; leaves when the text needs the room
}

// Tree shows a flattened tree, windowed like a table: a frame costs as much as
// the rows that are seen, and the cursor stays on its row by key.
type Tree struct {
	win   Window
	rows  []TreeRow
	width int
	empty string
}

// SetSize gives the tree its room.
func (t *Tree) SetSize(width, height int) {
	t.width = max(width, 0)
	t.win.resize(height)
}

// SetEmpty is the text that stands where rows would be.
func (t *Tree) SetEmpty(text string) { t.empty = text }

// SetRows replaces the rows; the tree keeps the slice.
func (t *Tree) SetRows(rows []TreeRow) {
	here, ok := t.Selected()
	t.rows = rows
	t.win.recount(len(rows))
	if ok {
		t.Select(here.Key)
	}
}

// Go moves the cursor, and says whether that changed anything.
func (t *Tree) Go(m Motion) bool { return t.win.Go(m) }

// GoTo puts the cursor on the n-th row.
func (t *Tree) GoTo(n int) { t.win.GoTo(n) }

// ScrollBy is the mouse wheel.
func (t *Tree) ScrollBy(n int) bool { return t.win.ScrollBy(n) }

// GoParent puts the cursor on the row that the current one hangs under.
func (t *Tree) GoParent() bool {
	here, ok := t.Selected()
	if !ok {
		return false
	}
	for n := t.win.cursor - 1; n >= 0; n-- {
		if t.rows[n].Depth < here.Depth {
			t.win.GoTo(n)
			return true
		}
	}
	return false
}

// Select puts the cursor on the row of this key, if there is one.
func (t *Tree) Select(key string) bool {
	for n, r := range t.rows {
		if r.Key == key {
			t.win.GoTo(n)
			return true
		}
	}
	return false
}

// Selected is the row under the cursor; false when there are no rows.
func (t *Tree) Selected() (TreeRow, bool) {
	if len(t.rows) == 0 {
		return TreeRow{}, false
	}
	return t.rows[t.win.cursor], true
}

// RowAt is the row shown on line y of the view, for the mouse.
func (t *Tree) RowAt(y int) (n int, ok bool) {
	from, to := t.win.Visible()
	return from + y, y >= 0 && from+y < to
}

// Len is how many rows there are.
func (t *Tree) Len() int { return len(t.rows) }

// Position says where the cursor is: "12/345".
func (t *Tree) Position() string { return t.win.Position() }

// View paints the tree into exactly the room SetSize gave it.
func (t *Tree) View(th *theme.Theme) string {
	if t.width == 0 || t.win.height == 0 {
		return ""
	}
	if len(t.rows) == 0 {
		return note(th, t.empty, t.width, t.win.height)
	}
	var b strings.Builder
	p := painter{b: &b, th: th}
	from, to := t.win.Visible()
	for y := range t.win.height {
		if y > 0 {
			b.WriteByte('\n')
		}
		if from+y >= to {
			pad(&b, t.width)
			continue
		}
		t.line(&p, from+y)
	}
	return b.String()
}

func (t *Tree) line(p *painter, n int) {
	row := t.rows[n]
	p.selected = n == t.win.cursor
	left := p.gutter(t.width, false)
	// Deep rows keep at least half of the line for their text.
	indent := min(2*max(row.Depth, 0), left/2)
	p.gap(indent)
	left -= indent
	mark := " "
	if row.Parent && row.Expanded {
		mark = p.th.Sym.Expanded
	} else if row.Parent {
		mark = p.th.Sym.Collapsed
	}
	if left >= 4 {
		p.text(theme.Dim, mark)
		p.gap(1)
		left -= 2
	}
	side := row.Side.width()
	if side > 0 && row.Text.width()+2+side <= left {
		p.cell(row.Text, left-side-2, Left)
		p.gap(2)
		p.cell(row.Side, side, Left)
	} else {
		p.cell(row.Text, left, Left)
	}
	p.selected = false
}

// gutter writes the mark of the cursor at the beginning of a line of this
// width, that of a marked row beside it, and returns how much of the line is left.
func (p *painter) gutter(width int, marked bool) int {
	n := gutterWidth(width)
	if n == 0 {
		return width
	}
	left := n
	if p.selected && (n > 1 || !marked) {
		p.text(theme.Accent, p.th.Sym.Cursor)
		left--
	} else if n > 1 {
		pad(p.b, 1)
		left--
	}
	if marked {
		p.text(theme.Accent, p.th.Sym.Marked)
		left--
	}
	p.gap(left)
	return width - n
}

// gutterWidth is the room for the mark of the cursor in a list.
func gutterWidth(width int) int {
	switch {
	case width >= 40:
		return 2
	case width >= 4:
		return 1
	default:
		return 0
	}
}

// note is a quiet text that fills a block.
func note(th *theme.Theme, text string, w, h int) string {
	var b strings.Builder
	p := painter{b: &b, th: th}
	left := gutterWidth(w)
	lines := Wrap(text, max(w-2*left, 1))
	for y := range h {
		if y > 0 {
			b.WriteByte('\n')
		}
		if y >= len(lines) {
			pad(&b, w)
			continue
		}
		pad(&b, left)
		p.cell(Mark(theme.Dim, lines[y]), w-left, Left)
	}
	return b.String()
}

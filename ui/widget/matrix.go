package widget

import (
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
)

// MatrixCell is what stands where a row and a column meet: a glyph in the colour
// of its verdict, and a letter.
type MatrixCell struct {
	Verdict theme.Verdict
	Letter  string
}

// Matrix is a table of small cells with names on both sides; the cursor stands on
// one cell. What there is no room for is scrolled to, in both directions.
type Matrix struct {
	corner        string
	columns, rows []string
	cell          func(row, column int) MatrixCell
	win           Window
	column, first int // the column under the cursor, and the first one shown
	width, height int
}

// SetSize gives the matrix its room, the line of the columns' names included.
func (m *Matrix) SetSize(width, height int) {
	m.width, m.height = max(width, 0), max(height, 0)
	m.win.resize(max(m.height-1, 0))
}

// SetCells replaces the contents; the cursor stays where it is.
func (m *Matrix) SetCells(corner string, columns, rows []string, cell func(row, column int) MatrixCell) {
	m.corner, m.columns, m.rows, m.cell = corner, columns, rows, cell
	m.win.recount(len(rows))
	m.column = max(min(m.column, len(columns)-1), 0)
}

// Go moves the cursor from row to row.
func (m *Matrix) Go(motion Motion) bool { return m.win.Go(motion) }

// GoColumn moves the cursor by n columns.
func (m *Matrix) GoColumn(n int) bool {
	was := m.column
	m.column = max(min(m.column+n, len(m.columns)-1), 0)
	return m.column != was
}

// Selected is the cell under the cursor; false in an empty matrix.
func (m *Matrix) Selected() (row, column int, ok bool) {
	return m.win.cursor, m.column, len(m.rows) > 0 && len(m.columns) > 0
}

// ScrollBy is the mouse wheel.
func (m *Matrix) ScrollBy(n int) bool { return m.win.ScrollBy(n) }

// CellAt is the row and the column at a cell of the view, for the mouse. The row
// is -1 on the names of the columns, the column -1 on those of the rows.
func (m *Matrix) CellAt(x, y int) (row, column int, ok bool) {
	if x < 0 || x >= m.width || y < 0 || y >= m.height {
		return -1, -1, false
	}
	label, width, shown := m.measure()
	row, column = -1, -1
	if y > 0 {
		from, to := m.win.Visible()
		if row = from + y - 1; row >= to {
			return -1, -1, false
		}
	}
	if x -= gutterWidth(m.width) + label; x >= 0 && width > 0 {
		n := x / (width + 1) // each has one cell of air before it
		if n >= shown || x%(width+1) == 0 {
			return -1, -1, false
		}
		column = m.first + n
	}
	return row, column, row >= 0 || column >= 0
}

// Position says where the cursor is among the rows.
func (m *Matrix) Position() string { return m.win.Position() }

// The least and the most cells of a column; a glyph and a letter need two.
const (
	leastColumn = 4
	mostColumn  = 14
)

// measure is the width of the names of the rows and of the columns, and how many
// columns are shown.
func (m *Matrix) measure() (label, column, shown int) {
	room := max(m.width-gutterWidth(m.width), 1)
	for _, name := range m.rows[:min(len(m.rows), 500)] {
		label = max(label, Width(Plain(name)))
	}
	label = min(max(label, 8), max(room/3, 1))
	widest := leastColumn
	for _, name := range m.columns {
		widest = max(widest, min(Width(Plain(name)), mostColumn))
	}
	room -= label
	if len(m.columns) == 0 {
		return label, 0, 0
	}
	column = max(min(room/len(m.columns)-1, widest), leastColumn)
	shown = max(min(room/(column+1), len(m.columns)), 1)
	return label, min(column, max(room-1, 1)), shown
}

// View paints the matrix into exactly the room SetSize gave it.
func (m *Matrix) View(th *theme.Theme) string {
	if m.width == 0 || m.height == 0 {
		return ""
	}
	label, column, shown := m.measure()
	m.first = min(m.first, m.column)
	m.first = max(m.first, m.column-shown+1)
	m.first = max(min(m.first, len(m.columns)-shown), 0)
	var b strings.Builder
	p := painter{b: &b, th: th}
	m.header(&p, label, column, shown)
	from, to := m.win.Visible()
	for y := range m.height - 1 {
		b.WriteByte('\n')
		if from+y >= to {
			pad(&b, m.width)
			continue
		}
		m.line(&p, from+y, label, column, shown)
	}
	return b.String()
}

func (m *Matrix) header(p *painter, label, column, shown int) {
	left := m.width
	put := func(token theme.Token, text string, n int) {
		n = min(n, left)
		p.cell(Mark(token, text), n, Left)
		left -= n
	}
	put(theme.Header, "", gutterWidth(m.width))
	put(theme.Header, m.corner, label)
	for i := m.first; i < m.first+shown; i++ {
		token := theme.Header
		if i == m.column {
			token = theme.Accent
		}
		put(theme.Text, "", 1)
		put(token, m.columns[i], column)
	}
	put(theme.Text, "", left)
}

func (m *Matrix) line(p *painter, row, label, column, shown int) {
	current := row == m.win.cursor
	left := m.width
	gutter := min(gutterWidth(m.width), left)
	if gutter > 0 {
		mark := " "
		if current {
			mark = p.th.Sym.Cursor
		}
		p.text(theme.Accent, mark)
		pad(p.b, gutter-1)
		left -= gutter
	}
	token := theme.Text
	if current {
		token = theme.Strong
	}
	n := min(label, left)
	p.cell(Mark(token, m.rows[row]), n, Left)
	left -= n
	for i := m.first; i < m.first+shown && left > 0; i++ {
		pad(p.b, 1)
		left--
		c := m.cell(row, i)
		p.selected = current && i == m.column
		n := min(column, left)
		p.cell(Cell{Text: p.th.Glyph(c.Verdict), Token: c.Verdict.Token(), More: []Span{{" " + c.Letter, c.Verdict.Token()}}}, n, Left)
		p.selected = false
		left -= n
	}
	pad(p.b, left)
}

package widget

import (
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
)

// MatrixCell is what stands where a row and a column meet: a glyph in the color
// of its verdict, and a word or, where there is no room for words, a letter.
type MatrixCell struct {
	Verdict theme.Verdict
	Letter  string
	Word    string
	Quiet   bool // it matters to nobody: gray, whatever the verdict
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
	words         []int // the widest word of each column
	worded        bool  // whether the last view had room for words
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
	m.words = make([]int, len(columns))
	for row := range min(len(rows), measured) {
		for i := range columns {
			m.words[i] = max(m.words[i], Width(cell(row, i).Word))
		}
	}
}

// measured is how many rows say how wide columns are.
const measured = 500

// Worded says whether cells had room for words in the last view.
func (m *Matrix) Worded() bool { return m.worded }

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
	label, gap, widths := m.measure()
	first, end := m.shown(label, gap, widths)
	row, column = -1, -1
	if y > 0 {
		from, to := m.win.Visible()
		if row = from + y - 1; row >= to {
			return -1, -1, false
		}
	}
	at := gutterWidth(m.width) + label
	if x < at {
		return row, column, row >= 0
	}
	for i := first; i < end; i++ {
		if at += gap; at <= x && x < at+widths[i] {
			return row, i, true
		}
		at += widths[i]
	}
	return -1, -1, false
}

// Position says where the cursor is among the rows.
func (m *Matrix) Position() string { return m.win.Position() }

// The least and the most cells of a column; a glyph and a letter need two, and
// with air between the columns the eye finds its way.
const (
	leastColumn = 4
	mostColumn  = 16
)

// measure is the width of the names of the rows, of each column, and of the air
// between columns. A column is as wide as its name; where there is no room for all
// names the longest are cut, and then there is less air.
func (m *Matrix) measure() (label, gap int, widths []int) {
	room := max(m.width-gutterWidth(m.width), 1)
	for _, name := range m.rows[:min(len(m.rows), measured)] {
		label = max(label, Width(Plain(name)))
	}
	label = min(max(label, 8), max(room/3, 1))
	room = max(room-label, 1)
	if widths, m.worded = m.widthsOfWords(room); m.worded {
		return label, columnGap, widths
	}
	for _, gap = range []int{columnGap, 1} {
		var fits bool
		if widths, fits = m.widths(room, gap); fits {
			break
		}
	}
	return label, gap, widths
}

// widthsOfWords are those of columns that have room for their words beside the glyph, and whether all are seen.
func (m *Matrix) widthsOfWords(room int) (widths []int, fits bool) {
	has := false
	for i, name := range m.columns {
		w := min(max(Width(Plain(name)), leastColumn, m.words[i]+2), mostColumn)
		has = has || m.words[i] > 0
		widths = append(widths, w)
		room -= w + columnGap
	}
	return widths, has && room >= 0
}

// widths are those of the columns, and whether all are seen.
func (m *Matrix) widths(room, gap int) (widths []int, fits bool) {
	total := 0
	for _, name := range m.columns {
		w := min(max(Width(Plain(name)), leastColumn), mostColumn, room)
		widths = append(widths, w)
		total += w + gap
	}
	for ; total > room; total-- {
		widest := 0
		for i, w := range widths {
			if w > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= leastName {
			return widths, false
		}
		widths[widest]--
	}
	return widths, true
}

const (
	columnGap = 2 // the air that columns should have
	leastName = 6 // cells of a name that still say which it is
)

// shown are the columns on the screen: as many as there is room for, with that
// under the cursor.
func (m *Matrix) shown(label, gap int, widths []int) (from, to int) {
	room := m.width - gutterWidth(m.width) - label
	fits := func(from int) (to int) {
		left := room
		for to = from; to < len(widths) && (left >= widths[to]+gap || to == from); to++ {
			left -= widths[to] + gap
		}
		return to
	}
	m.first = max(min(m.first, m.column), 0)
	for fits(m.first) <= m.column && m.first < m.column {
		m.first++
	}
	// At the end there is no room left over.
	for m.first > 0 && fits(m.first-1) == len(widths) {
		m.first--
	}
	return m.first, fits(m.first)
}

// View paints the matrix into exactly the room SetSize gave it.
func (m *Matrix) View(th *theme.Theme) string {
	if m.width == 0 || m.height == 0 {
		return ""
	}
	label, gap, widths := m.measure()
	first, end := m.shown(label, gap, widths)
	var b strings.Builder
	p := painter{b: &b, th: th}
	m.header(&p, label, gap, widths, first, end)
	from, to := m.win.Visible()
	for y := range m.height - 1 {
		b.WriteByte('\n')
		if from+y >= to {
			pad(&b, m.width)
			continue
		}
		m.line(&p, from+y, label, gap, widths, first, end)
	}
	return b.String()
}

func (m *Matrix) header(p *painter, label, gap int, widths []int, first, end int) {
	left := m.width
	put := func(token theme.Token, text string, n int) {
		n = min(n, left)
		p.cell(Mark(token, text), n, Left)
		left -= n
	}
	put(theme.Header, "", gutterWidth(m.width))
	put(theme.Header, m.corner, label)
	for i := first; i < end; i++ {
		token := theme.Header
		if i == m.column {
			token = theme.Title
		}
		put(theme.Text, "", gap)
		put(token, m.columns[i], widths[i])
	}
	// An arrow says that there are more columns on a side.
	more := ""
	if first > 0 {
		more = p.th.Sym.Left
	}
	if end < len(m.columns) {
		more += p.th.Sym.Right
	}
	if n := Width(more); n > 0 && left >= n {
		put(theme.Text, "", left-n)
		put(theme.Accent, more, n)
	}
	put(theme.Text, "", left)
}

func (m *Matrix) line(p *painter, row, label, gap int, widths []int, first, end int) {
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
	for i := first; i < end && left > 0; i++ {
		air := min(gap, left)
		pad(p.b, air)
		left -= air
		c := m.cell(row, i)
		p.selected = current && i == m.column
		n := min(widths[i], left)
		glyph, token, word := c.Verdict, c.Verdict.Token(), c.Letter
		if m.worded {
			word = c.Word
		}
		if c.Quiet {
			token = theme.Dim
			if glyph != theme.VerdictFine { // what is not there and not needed is nothing to look at
				glyph, word = theme.VerdictNone, ""
			}
		}
		p.cell(Cell{Text: p.th.Glyph(glyph), Token: token, More: []Span{{" " + word, token}}}, n, Left)
		p.selected = false
		left -= n
	}
	pad(p.b, left)
}

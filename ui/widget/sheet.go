package widget

import (
	"slices"

	"github.com/vpclens/vpclens/ui/theme"
)

// SheetColumn is one column of a section. Flexible columns wrap, so that no
// word of a sentence is lost; the others are cut.
type SheetColumn struct {
	Title string
	Align Align
	Wraps bool // what is longer than the column goes on below, as flexible columns do
	Extent
}

// SheetRow is one row of a section. With an ID, which must be unique in the
// sheet, it can be chosen with the cursor.
type SheetRow struct {
	ID    string
	Cells []Cell
	Spans bool // the last cell has all that is left of the line, whatever the columns are
}

// Section is a heading, a note beside it, and rows in columns of its own. Rows
// of a section without columns are one wrapped text each.
type Section struct {
	Heading string
	Note    Cell
	Columns []SheetColumn
	Rows    []SheetRow
	// Beside is the width from which the section stands at the right of the one
	// before it, unless that stands at the right itself; 0 is never.
	Beside int
}

// Sheet shows sections of rows, one under the other, and one cursor that walks
// those that lead somewhere. Where there is room the headings stand on the left,
// beside their rows; where there is not, above them.
//
// It is no viewport of Bubbles, which scrolls a finished text: here rows are chosen, cells are wrapped anew for each
// width, and only the lines that are seen are painted. Help, which is a finished text, is such a viewport.
type Sheet struct {
	sections      []Section
	lines         []sheetLine
	spans         [][][2]int // first and last line, by section and row
	width, height int
	side          int // cells of the headings' column and the air behind it, 0 when they are above
	offset        int
	section, row  int  // the row under the cursor; row is -1 for none
	chosen        bool // the person has put it there
}

// sheetLine is one line of the sheet after wrapping.
type sheetLine struct {
	kind         sheetKind
	section, row int
	head         string // heading at the left of the line
	cells        []Cell
	widths       []int
	room         int        // cells of this part, where another stands beside it
	beside       *sheetLine // what stands at the right of it
}

type sheetKind uint8

const (
	sheetBlank sheetKind = iota
	sheetHeading
	sheetTitles
	sheetText // cells of a row
)

// between is how far sections that stand side by side are from each other.
const between = 2

// sideFrom is the width from which headings stand on the left.
const sideFrom = 72

// mostHeading is how wide the column of headings is at most: "Database instance", "Egress-only IGW" and "Internet
// egress" stand in it whole.
const mostHeading = 18

// SetSize gives the sheet its room.
func (s *Sheet) SetSize(width, height int) {
	width, height = max(width, 0), max(height, 0)
	if width == s.width && height == s.height {
		return
	}
	s.width, s.height = width, height
	s.flow()
}

// SetSections replaces the contents. The cursor stays on the row of the same ID
// that the person put it on, and what is seen stays, if that row is in it; until
// then it is at the top, so that rows that arrive above do not drag it along.
func (s *Sheet) SetSections(sections []Section) {
	here, ok := s.Selected()
	was := s.offset
	s.sections = sections
	s.section, s.row = s.next(-1, -1, 1)
	s.flow()
	if !s.chosen {
		s.offset = 0
	} else if ok && s.Point(here) {
		s.offset = was
		s.reveal()
	}
}

// Select puts the cursor on the row of this ID, if there is one, and scrolls to it.
func (s *Sheet) Select(id string) bool {
	ok := s.Point(id)
	if ok {
		s.reveal()
	}
	return ok
}

// Point is Select without scrolling: what the mouse points at must stay under it.
func (s *Sheet) Point(id string) bool {
	for i, sec := range s.sections {
		for j, r := range sec.Rows {
			if id != "" && r.ID == id {
				s.section, s.row, s.chosen = i, j, true
				return true
			}
		}
	}
	return false
}

// Begin puts the cursor on a row, unless the person has chosen one.
func (s *Sheet) Begin(id string) {
	if !s.chosen && s.Point(id) {
		s.chosen = false
		s.reveal()
	}
}

// Selected is the ID of the row under the cursor.
func (s *Sheet) Selected() (id string, ok bool) {
	if s.row < 0 || s.section >= len(s.sections) || s.row >= len(s.sections[s.section].Rows) {
		return "", false
	}
	return s.sections[s.section].Rows[s.row].ID, true
}

// Len is how many lines there are at this width.
func (s *Sheet) Len() int { return len(s.lines) }

// Below is how many lines are under those that are seen.
func (s *Sheet) Below() int { return max(len(s.lines)-s.offset-s.height, 0) }

// span is the first and the last line of a row.
func (s *Sheet) span(section, row int) (first, last int) {
	if section >= len(s.spans) || row < 0 || row >= len(s.spans[section]) {
		return -1, -1
	}
	return s.spans[section][row][0], s.spans[section][row][1]
}

// measure notes where each row is, once for all that asks afterwards.
func (s *Sheet) measure() {
	s.spans = make([][][2]int, len(s.sections))
	for i, sec := range s.sections {
		s.spans[i] = make([][2]int, len(sec.Rows))
		for j := range s.spans[i] {
			s.spans[i][j] = [2]int{-1, -1}
		}
	}
	for i := range s.lines {
		for l := &s.lines[i]; l != nil; l = l.beside {
			if l.kind != sheetText {
				continue
			}
			at := &s.spans[l.section][l.row]
			if at[0] < 0 {
				at[0] = i
			}
			at[1] = i
		}
	}
}

func (s *Sheet) sees(section, row int) bool {
	first, _ := s.span(section, row)
	return first >= 0 && s.offset <= first && first < s.offset+s.height
}

// reveal scrolls so that the row under the cursor is seen.
func (s *Sheet) reveal() {
	if s.row < 0 || s.height == 0 {
		s.scroll(0)
		return
	}
	first, last := s.span(s.section, s.row)
	if !s.chosen {
		last = first // nobody went there yet: the top of the page is worth more than the row's end
	}
	if first >= 0 {
		s.offset = max(s.offset, last-s.height+1)
		s.offset = min(s.offset, first)
	}
	s.scroll(0)
}

// flow lays the sections out for the width.
func (s *Sheet) flow() {
	s.side = 0
	if s.width >= sideFrom {
		for _, sec := range s.sections {
			s.side = max(s.side, Width(Plain(sec.Heading)))
		}
		s.side = min(s.side, mostHeading)
		if s.side > 0 {
			s.side++ // air before the mark of the cursor
		}
	}
	s.lines = s.lay(true)
	if len(s.lines) > s.height && s.height < 30 {
		s.lines = s.lay(false)
	}
	s.measure()
	s.reveal()
}

func (s *Sheet) room() int {
	n := s.width - gutterWidth(s.width)
	if s.side > 0 {
		n -= s.side + 1
	}
	return max(n, 1)
}

func (s *Sheet) lay(airy bool) []sheetLine {
	var lines []sheetLine
	for i := 0; i < len(s.sections); i++ {
		sec := s.sections[i]
		if i > 0 && airy {
			lines = append(lines, sheetLine{})
		}
		at := len(lines)
		if s.pairs(i + 1) {
			lines = append(lines, s.sideBySide(i)...)
			i++
		} else {
			lines = append(lines, s.block(i, s.room(), sec.Note.width() > 0 || (s.side == 0 && sec.Heading != ""))...)
		}
		if s.side > 0 && at < len(lines) {
			lines[at].head = sec.Heading
		}
	}
	return lines
}

// pairs says whether a section stands at the right of the one before it.
func (s *Sheet) pairs(i int) bool {
	return s.side > 0 && i > 0 && i < len(s.sections) && s.sections[i].Beside > 0 && s.width >= s.sections[i].Beside
}

// block is the lines of one section: its heading or note, the titles, the rows.
func (s *Sheet) block(i, room int, heading bool) []sheetLine {
	var lines []sheetLine
	sec := s.sections[i]
	if heading {
		for _, note := range s.notes(i, room) {
			lines = append(lines, sheetLine{kind: sheetHeading, section: i, row: -1, cells: []Cell{note}})
		}
	}
	widths := s.widths(sec, room)
	if hasTitles(sec.Columns) && len(sec.Rows) > 0 {
		lines = append(lines,
			sheetLine{kind: sheetTitles, section: i, row: -1, cells: titles(sec.Columns), widths: widths})
	}
	for j, r := range sec.Rows {
		columns, widths := sec.Columns, widths
		if r.Spans {
			columns, widths = spanned(r, columns, widths, room)
		}
		for _, cells := range wrapRow(r.Cells, columns, widths) {
			lines = append(lines, sheetLine{kind: sheetText, section: i, row: j, cells: cells, widths: widths})
		}
	}
	return lines
}

// notes are the lines of the note beside a heading that stands on the left; of a section at the right the heading is
// part of it. A note of a heading above its rows has one line.
func (s *Sheet) notes(i, room int) []Cell {
	sec := s.sections[i]
	switch {
	case s.side == 0:
		return []Cell{sec.Note}
	case s.pairs(i):
		return []Cell{Spans(append([]Span{{sec.Heading, theme.Header}, {"  ", theme.Text},
			{sec.Note.Text, sec.Note.Token}}, sec.Note.More...)...)}
	}
	return sec.Note.wrap(room)
}

// columnAir is the air between the columns of a sheet.
const columnAir = 2

// spanned are the columns of a row whose last cell has the rest of the line.
func spanned(r SheetRow, columns []SheetColumn, widths []int, room int) ([]SheetColumn, []int) {
	last := min(len(r.Cells), len(columns)) - 1
	if last < 0 {
		return columns, widths
	}
	for _, w := range widths[:last] {
		if w > 0 {
			room -= w + columnAir
		}
	}
	return append(slices.Clone(columns[:last]), SheetColumn{Extent: Extent{Flex: 1}}),
		append(slices.Clone(widths[:last]), max(room, 1))
}

// sideBySide is the lines of a section and of the next one at its right. The
// heading of that one stands above its rows, as the side belongs to the first.
func (s *Sheet) sideBySide(i int) []sheetLine {
	gutter := gutterWidth(s.width)
	left := (s.room() - between - gutter) / 2
	right := s.room() - between - gutter - left
	a, b := s.block(i, left, true), s.block(i+1, right, true)
	for len(a) < len(b) {
		a = append(a, sheetLine{section: i, row: -1})
	}
	for y := range a {
		a[y].room = gutter + left
		if y < len(b) {
			a[y].beside = &b[y]
		}
	}
	return a
}

func hasTitles(columns []SheetColumn) bool {
	for _, c := range columns {
		if c.Title != "" {
			return true
		}
	}
	return false
}

func titles(columns []SheetColumn) []Cell {
	cells := make([]Cell, len(columns))
	for i, c := range columns {
		cells[i] = Mark(theme.Dim, c.Title)
	}
	return cells
}

// widths fits the columns to what their cells need.
func (s *Sheet) widths(sec Section, room int) []int {
	if len(sec.Columns) == 0 {
		return []int{room}
	}
	extents := make([]Extent, len(sec.Columns))
	for i, c := range sec.Columns {
		widest := Width(c.Title)
		for _, r := range sec.Rows[:min(len(sec.Rows), 500)] {
			if i < len(r.Cells) && !(r.Spans && i == len(r.Cells)-1) {
				widest = max(widest, r.Cells[i].width())
			}
		}
		extents[i] = c.Extent
		extents[i].Max = min(max(c.Max, c.Min), max(widest, 1))
		extents[i].Min = min(c.Min, max(widest, 1))
		extents[i].Needs = max(widest, 1)
	}
	return Layout(extents, room, columnAir)
}

// wrapRow breaks the flexible cells of a row, and those that wrap; the others stand on its first line.
func wrapRow(cells []Cell, columns []SheetColumn, widths []int) [][]Cell {
	wrapped := make([][]Cell, len(widths))
	n := 1
	for i := range widths {
		if i >= len(cells) {
			continue
		}
		if widths[i] > 0 && (len(columns) == 0 || columns[i].Flex > 0 || columns[i].Wraps) {
			wrapped[i] = cells[i].wrap(widths[i])
			n = max(n, len(wrapped[i]))
		} else {
			wrapped[i] = cells[i : i+1]
		}
	}
	out := make([][]Cell, n)
	for y := range out {
		out[y] = make([]Cell, len(widths))
		for i := range widths {
			if y < len(wrapped[i]) {
				out[y][i] = wrapped[i][y]
			}
		}
	}
	return out
}

// Sections are what the sheet shows.
func (s *Sheet) Sections() []Section { return s.sections }

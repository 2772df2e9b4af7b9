package widget

import (
	"slices"
	"strings"

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
type Sheet struct {
	sections      []Section
	lines         []sheetLine
	spans         [][][2]int // first and last line, by section and row
	width, height int
	side          int // cells of the headings' column, 0 when they stand above
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

// Scrolls says whether there is more than the room shows.
func (s *Sheet) Scrolls() bool { return len(s.lines) > s.height }

// Below is how many lines are under those that are seen.
func (s *Sheet) Below() int { return max(len(s.lines)-s.offset-s.height, 0) }

// Go moves to the next row that can be chosen, or by a line where none is near.
func (s *Sheet) Go(m Motion) bool {
	wasSection, wasRow, wasOffset := s.section, s.row, s.offset
	page := max(s.height-1, 1)
	switch m {
	case LineUp:
		s.step(-1)
	case LineDown:
		s.step(1)
	case HalfUp:
		s.ScrollBy(-max(page/2, 1))
	case HalfDown:
		s.ScrollBy(max(page/2, 1))
	case PageUp:
		s.ScrollBy(-page)
	case PageDown:
		s.ScrollBy(page)
	case First:
		s.ScrollBy(-len(s.lines))
		s.take(s.next(-1, -1, 1))
	case Last:
		s.ScrollBy(len(s.lines))
		s.take(s.next(len(s.sections), 0, -1))
	}
	moved := s.section != wasSection || s.row != wasRow || s.offset != wasOffset
	s.chosen = s.chosen || moved
	return moved
}

// take moves the cursor to a row that can be seen.
func (s *Sheet) take(section, row int) bool {
	if row < 0 || !s.sees(section, row) {
		return false
	}
	s.section, s.row = section, row
	return true
}

// step goes to the next row if it is seen, or is seen after scrolling a line.
func (s *Sheet) step(by int) {
	section, row := s.section, -1
	if s.row >= 0 {
		section, row = s.next(s.section, s.row, by)
	}
	if !s.take(section, row) {
		s.scroll(by)
		s.take(section, row)
	}
	if s.row < 0 {
		return
	}
	if !s.sees(s.section, s.row) {
		s.catch(by)
		return
	}
	// The last lines of a wrapped row are part of it.
	if by > 0 {
		if _, last := s.span(s.section, s.row); last >= s.offset+s.height {
			first, _ := s.span(s.section, s.row)
			s.offset = min(last-s.height+1, first)
		}
	}
}

// ScrollBy moves what is seen by n lines; a cursor that leaves the screen goes
// to a row that is on it.
func (s *Sheet) ScrollBy(n int) bool {
	was := s.offset
	s.scroll(n)
	if s.row >= 0 && !s.sees(s.section, s.row) {
		s.catch(n)
	}
	s.chosen = s.chosen || s.offset != was
	return s.offset != was
}

// catch puts the cursor on a row that is seen, coming from the side that the
// screen moves away from.
func (s *Sheet) catch(by int) {
	section, row, dir := -1, -1, 1
	if by < 0 {
		section, row, dir = len(s.sections), 0, -1
	}
	for {
		section, row = s.next(section, row, dir)
		if row < 0 || s.take(section, row) {
			return
		}
	}
}

func (s *Sheet) scroll(n int) {
	s.offset = max(min(s.offset+n, len(s.lines)-s.height), 0)
}

// next is the row with an ID after (section, row) in the direction of by; the
// row is -1 if there is none.
func (s *Sheet) next(section, row, by int) (int, int) {
	for {
		row += by
		for section < 0 || section >= len(s.sections) || row < 0 || row >= len(s.sections[section].Rows) {
			section += by
			if section < 0 || section >= len(s.sections) {
				return 0, -1
			}
			row = 0
			if by < 0 {
				row = len(s.sections[section].Rows) - 1
			}
		}
		if s.sections[section].Rows[row].ID != "" {
			return section, row
		}
	}
}

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
		s.side = min(s.side, 16)
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
		lines = append(lines, sheetLine{kind: sheetHeading, section: i, row: -1})
	}
	widths := s.widths(sec, room)
	if hasTitles(sec.Columns) && len(sec.Rows) > 0 {
		lines = append(lines, sheetLine{kind: sheetTitles, section: i, row: -1, cells: titles(sec.Columns), widths: widths})
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
	return append(slices.Clone(columns[:last]), SheetColumn{Extent: Extent{Flex: 1}}), append(slices.Clone(widths[:last]), max(room, 1))
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

// View paints the sheet into exactly the room SetSize gave it.
func (s *Sheet) View(th *theme.Theme) string {
	if s.width == 0 || s.height == 0 {
		return ""
	}
	var b strings.Builder
	p := painter{b: &b, th: th}
	for y := range s.height {
		if y > 0 {
			b.WriteByte('\n')
		}
		if s.offset+y >= len(s.lines) {
			pad(&b, s.width)
			continue
		}
		s.line(&p, s.lines[s.offset+y])
	}
	return b.String()
}

// sheetPart is a section's part of a line: where it begins, and its room.
type sheetPart struct {
	sheetLine
	x, w int
}

// parts are the section at the left of a line and, where one stands beside it,
// the one at the right.
func (s *Sheet) parts(l sheetLine) []sheetPart {
	x := 0
	if s.side > 0 {
		x = s.side + 1
	}
	if l.room == 0 {
		return []sheetPart{{l, x, s.width - x}}
	}
	out := []sheetPart{{l, x, l.room}}
	if x += l.room + between; l.beside != nil {
		out = append(out, sheetPart{*l.beside, x, s.width - x})
	}
	return out
}

func (s *Sheet) line(p *painter, l sheetLine) {
	if s.side > 0 {
		pad(p.b, 1)
		p.cell(Mark(theme.Header, l.head), s.side, Left)
	}
	end := 0
	for i, part := range s.parts(l) {
		if i > 0 {
			pad(p.b, part.x-end)
		}
		s.part(p, part)
		end = part.x + part.w
	}
	pad(p.b, s.width-end)
}

// part is a line of one section.
func (s *Sheet) part(p *painter, l sheetPart) {
	if l.kind == sheetHeading {
		s.heading(p, l.sheetLine, l.w)
		return
	}
	p.selected = l.kind == sheetText && s.row >= 0 && l.section == s.section && l.row == s.row
	gutter := min(gutterWidth(s.width), l.w)
	if p.selected && gutter > 0 {
		p.text(theme.Accent, p.th.Sym.Cursor)
		p.gap(gutter - 1)
	} else {
		p.gap(gutter)
	}
	at := l.x + gutter
	columns := s.columns(l.sheetLine)
	for _, c := range s.cells(l) {
		p.gap(c.x - at)
		align := Left
		if c.column < len(columns) {
			align = columns[c.column].Align
		}
		p.cell(l.cells[c.column], c.w, align)
		at = c.x + c.w
	}
	p.gap(l.x + l.w - at)
	p.selected = false
}

// sheetCell is where a column stands on a line.
type sheetCell struct{ column, x, w int }

// cells are the columns of a part that are shown.
func (s *Sheet) cells(l sheetPart) []sheetCell {
	end := l.x + l.w
	x := min(l.x+gutterWidth(s.width), end)
	var out []sheetCell
	for i, w := range l.widths {
		if w == 0 || x >= end {
			continue
		}
		if len(out) > 0 {
			x = min(x+2, end)
		}
		w = min(w, end-x)
		out = append(out, sheetCell{i, x, w})
		x += w
	}
	return out
}

// RowAt is the ID of the row on line y of the view, and the column at cell x of
// it (-1 beside the columns), for the mouse; false where no row can be chosen.
func (s *Sheet) RowAt(x, y int) (id string, column int, ok bool) {
	if y < 0 || y >= s.height || s.offset+y >= len(s.lines) || x < 0 || x >= s.width {
		return "", -1, false
	}
	parts := s.parts(s.lines[s.offset+y])
	l := parts[0]
	if len(parts) > 1 && x >= parts[1].x {
		l = parts[1]
	}
	if l.kind != sheetText {
		return "", -1, false
	}
	column = -1
	for _, c := range s.cells(l) {
		if c.x <= x && x < c.x+c.w {
			column = c.column
		}
	}
	id = s.sections[l.section].Rows[l.row].ID
	return id, column, id != ""
}

func (s *Sheet) columns(l sheetLine) []SheetColumn {
	if l.section < len(s.sections) {
		return s.sections[l.section].Columns
	}
	return nil
}

// heading is the line of a heading that stands above its rows, or of the note
// beside one that stands on the left; of a section at the right it is both.
func (s *Sheet) heading(p *painter, l sheetLine, left int) {
	sec := s.sections[l.section]
	if s.side > 0 {
		n := min(gutterWidth(s.width), left)
		pad(p.b, n)
		cell := sec.Note
		if s.pairs(l.section) {
			cell = Spans(append([]Span{{sec.Heading, theme.Header}, {"  ", theme.Text}, {sec.Note.Text, sec.Note.Token}}, sec.Note.More...)...)
		}
		p.cell(cell, left-n, Left)
		return
	}
	note := sec.Note.width()
	rest := left - Width(Plain(sec.Heading)) - 4
	if note > 0 && rest >= 4 {
		note = min(note, rest)
		p.b.WriteString(Heading(p.th, sec.Heading, left-note-1))
		pad(p.b, 1)
		p.cell(sec.Note, note, Left)
		return
	}
	p.b.WriteString(Heading(p.th, sec.Heading, left))
}

// Sections are what the sheet shows.
func (s *Sheet) Sections() []Section { return s.sections }

// GoSection moves to the next section of rows that can be chosen, or the one
// before for a negative by; without such rows anywhere, to the next heading. It
// says whether that changed anything.
func (s *Sheet) GoSection(by int) bool {
	if s.row < 0 {
		return s.scrollToSection(by)
	}
	section := s.section
	if by < 0 {
		// First to the beginning of this section, then to the one before.
		if at, row := s.next(section, -1, 1); at == section && row < s.row {
			s.row = row
			s.revealSection()
			return true
		}
	}
	for {
		section += by
		if section < 0 || section >= len(s.sections) {
			return false
		}
		at, row := s.next(section, -1, 1)
		if row >= 0 && at == section {
			s.section, s.row = section, row
			s.revealSection()
			return true
		}
	}
}

// revealSection shows the row under the cursor with the heading above it, where
// both fit.
func (s *Sheet) revealSection() {
	s.reveal()
	first, last := s.span(s.section, s.row)
	for first > 0 && s.lines[first-1].kind != sheetBlank && s.lines[first-1].section == s.section {
		first--
	}
	if first >= 0 && last-first < s.height {
		s.offset = min(s.offset, first)
	}
	s.scroll(0)
}

// scrollToSection scrolls a sheet without a cursor to another heading.
func (s *Sheet) scrollToSection(by int) bool {
	was := s.offset
	for i := was + by; i >= 0 && i < len(s.lines); i += by {
		l := s.lines[i]
		if l.kind != sheetBlank && (i == 0 || s.lines[i-1].kind == sheetBlank || s.lines[i-1].section != l.section) {
			s.offset = i
			break
		}
	}
	s.scroll(0)
	return s.offset != was
}

package widget

import (
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
)

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
		p.cell(Mark(theme.Header, l.head), s.side-1, Left)
		pad(p.b, 1)
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
		p.cell(l.cells[0], left-n, Left)
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

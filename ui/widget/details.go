package widget

import (
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
)

// Detail is one entry of Details. With a Heading it is the beginning of a
// section and nothing else. Without a Label its value has the whole line. With
// an ID it can be chosen with the cursor: a link.
type Detail struct {
	Heading string
	Label   string
	Value   Cell
	ID      string
}

// Details shows labels and values in sections. Labels align, values wrap, and
// the whole scrolls; the cursor walks the entries that lead somewhere.
type Details struct {
	rows          []Detail
	lines         []detailLine
	width, height int
	label         int // cells of the label column
	offset        int // first line shown
	link          int // index of the row under the cursor, -1 for none
}

// detailLine is one line of the wrapped details.
type detailLine struct {
	row   int // -1: an empty line
	first bool
	text  Cell
}

// SetSize gives the details their room.
func (d *Details) SetSize(width, height int) {
	d.width, d.height = max(width, 0), max(height, 0)
	d.flow()
}

// SetRows replaces the entries. The cursor stays on the link of the same ID.
func (d *Details) SetRows(rows []Detail) {
	here, ok := d.Selected()
	d.rows = rows
	d.link = d.nextLink(-1, 1)
	d.flow()
	if ok {
		d.Select(here)
	}
}

// Select puts the cursor on the first link of this ID, if there is one.
func (d *Details) Select(id string) bool {
	for i, r := range d.rows {
		if r.ID == id && id != "" {
			d.link = i
			d.reveal()
			return true
		}
	}
	return false
}

// Selected is the ID of the link under the cursor.
func (d *Details) Selected() (id string, ok bool) {
	if d.link < 0 || d.link >= len(d.rows) {
		return "", false
	}
	return d.rows[d.link].ID, true
}

// Len is how many lines there are at this width.
func (d *Details) Len() int { return len(d.lines) }

// Scrolls says whether there is more than the room shows.
func (d *Details) Scrolls() bool { return len(d.lines) > d.height }

// Go moves to the next link, or by a line where no link is near.
func (d *Details) Go(m Motion) bool {
	wasLink, wasOffset := d.link, d.offset
	page := max(d.height-1, 1)
	switch m {
	case LineUp:
		d.step(-1)
	case LineDown:
		d.step(1)
	case HalfUp:
		d.ScrollBy(-max(page/2, 1))
	case HalfDown:
		d.ScrollBy(max(page/2, 1))
	case PageUp:
		d.ScrollBy(-page)
	case PageDown:
		d.ScrollBy(page)
	case First:
		d.ScrollBy(-len(d.lines))
		if n := d.nextLink(-1, 1); n >= 0 && d.sees(n) {
			d.link = n
		}
	case Last:
		d.ScrollBy(len(d.lines))
		if n := d.nextLink(len(d.rows), -1); n >= 0 && d.sees(n) {
			d.link = n
		}
	}
	return d.link != wasLink || d.offset != wasOffset
}

// step goes to the next link if it can be seen, or is seen after one line.
func (d *Details) step(by int) {
	next := -1
	if d.link >= 0 {
		next = d.nextLink(d.link, by)
	}
	if next >= 0 && d.sees(next) {
		d.link = next
		return
	}
	d.scroll(by)
	if next >= 0 && d.sees(next) {
		d.link = next
	}
}

// ScrollBy moves what is seen by n lines; a link that leaves the screen hands
// the cursor to one that is on it.
func (d *Details) ScrollBy(n int) bool {
	was := d.offset
	d.scroll(n)
	if d.link < 0 || d.sees(d.link) {
		return d.offset != was
	}
	from, by := -1, 1
	if n < 0 {
		from, by = len(d.rows), -1
	}
	for i := d.nextLink(from, by); i >= 0; i = d.nextLink(i, by) {
		if d.sees(i) {
			d.link = i
			break
		}
	}
	return d.offset != was
}

func (d *Details) scroll(n int) {
	d.offset = max(min(d.offset+n, len(d.lines)-d.height), 0)
}

// nextLink is the next row with an ID after from, in steps of by; -1 if none.
func (d *Details) nextLink(from, by int) int {
	for i := from + by; i >= 0 && i < len(d.rows); i += by {
		if d.rows[i].ID != "" {
			return i
		}
	}
	return -1
}

// sees says whether the first line of a row is on the screen.
func (d *Details) sees(row int) bool {
	at := d.lineOf(row)
	return d.offset <= at && at < d.offset+d.height
}

func (d *Details) lineOf(row int) int {
	for i, l := range d.lines {
		if l.row == row {
			return i
		}
	}
	return 0
}

// reveal scrolls so that the row under the cursor is seen.
func (d *Details) reveal() {
	if d.link < 0 || d.height == 0 {
		d.scroll(0)
		return
	}
	at := d.lineOf(d.link)
	d.offset = min(d.offset, at)
	d.offset = max(d.offset, at-d.height+1)
	d.scroll(0)
}

// flow wraps the entries for the width.
func (d *Details) flow() {
	d.lines = d.lines[:0]
	d.label = 0
	for _, r := range d.rows {
		if r.Heading == "" {
			d.label = max(d.label, Width(Plain(r.Label)))
		}
	}
	room := max(d.width-gutterWidth(d.width), 1)
	d.label = min(d.label, room/3)
	for i, r := range d.rows {
		if r.Heading != "" {
			if i > 0 && d.height > 12 {
				d.lines = append(d.lines, detailLine{row: -1})
			}
			d.lines = append(d.lines, detailLine{row: i, first: true})
			continue
		}
		for j, c := range r.Value.wrap(max(room-d.indent(r), 1)) {
			d.lines = append(d.lines, detailLine{row: i, first: j == 0, text: c})
		}
	}
	d.reveal()
}

// indent is where the value of a row begins.
func (d *Details) indent(r Detail) int {
	if r.Label == "" || d.label == 0 {
		return 0
	}
	return d.label + 2
}

// View paints the details into exactly the room SetSize gave them.
func (d *Details) View(th *theme.Theme) string {
	if d.width == 0 || d.height == 0 {
		return ""
	}
	var b strings.Builder
	p := painter{b: &b, th: th}
	for y := range d.height {
		if y > 0 {
			b.WriteByte('\n')
		}
		n := d.offset + y
		if n >= len(d.lines) || d.lines[n].row < 0 {
			pad(&b, d.width)
			continue
		}
		d.line(&p, d.lines[n])
	}
	return b.String()
}

func (d *Details) line(p *painter, l detailLine) {
	r := d.rows[l.row]
	if r.Heading != "" {
		p.b.WriteString(Heading(p.th, r.Heading, d.width))
		return
	}
	p.selected = l.row == d.link
	left := p.gutter(d.width, false)
	if in := min(d.indent(r), left-1); in > 0 {
		label := ""
		if l.first {
			label = r.Label
		}
		p.cell(Mark(theme.Dim, label), max(in-2, 0), Left)
		p.gap(min(in, 2))
		left -= in
	}
	p.cell(l.text, left, Left)
	p.selected = false
}

package widget

import (
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
)

// Station is one box of a diagram, drawn as its text.
type Station struct {
	Text  string
	Note  string // a quiet word behind it
	Token theme.Token
	Dead  bool // the way ends here
}

func (s *Station) width() int {
	w := Width(Plain(s.Text))
	if s.Note != "" {
		w += 1 + Width(Plain(s.Note))
	}
	return w
}

// Strand is one way from the root of a diagram to a destination. Strands with
// Aligned set share columns, so that the eye compares them.
type Strand struct {
	Stations []Station
	Aligned  bool
	Part     bool // begins another part: there is air above it, where there is room
	Cut      bool // its last station is not reached
	Verdict  theme.Verdict
	Why      string // beside the verdict, where there is room
}

// Diagram draws ways that leave one root, and walks them with a cursor that
// stands on a station. Where there is no room for a drawing it is a tree.
type Diagram struct {
	root          []Cell // the first line is the root itself
	strands       []Strand
	win           Window
	strand, at    int
	width, height int
	spots         []spot // where the stations stand in the last view
}

// spot is where a station was painted.
type spot struct{ x, y, w, strand, station int }

// StationAt is the station at a cell of the last view, for the mouse.
func (d *Diagram) StationAt(x, y int) (strand, station int, ok bool) {
	for _, s := range d.spots {
		if s.y == y && s.x <= x && x < s.x+s.w {
			return s.strand, s.station, true
		}
	}
	return 0, 0, false
}

// SetSize gives the diagram its room.
func (d *Diagram) SetSize(width, height int) {
	d.width, d.height = max(width, 0), max(height, 0)
	d.win.resize(d.height)
	d.reveal()
}

// SetStrands replaces the contents; the cursor stays where it is.
func (d *Diagram) SetStrands(root []Cell, strands []Strand) {
	d.root, d.strands = root, strands
	d.strand = max(min(d.strand, len(strands)-1), 0)
	d.GoStation(0)
	d.reveal()
}

// Selected is the strand and the station under the cursor.
func (d *Diagram) Selected() (strand, station int, ok bool) {
	return d.strand, d.at, d.strand < len(d.strands) && len(d.strands[d.strand].Stations) > 0
}

// GoTo puts the cursor on the first station of a strand.
func (d *Diagram) GoTo(strand int) {
	d.strand, d.at = max(min(strand, len(d.strands)-1), 0), 0
	d.reveal()
}

// GoStation moves by n stations along the strand.
func (d *Diagram) GoStation(n int) bool {
	was := d.at
	if d.strand < len(d.strands) {
		d.at = max(min(d.at+n, len(d.strands[d.strand].Stations)-1), 0)
	}
	d.reveal()
	return d.at != was
}

// Go moves from strand to strand; in a tree from station to station.
func (d *Diagram) Go(m Motion) bool {
	wasStrand, wasAt := d.strand, d.at
	if d.IsTree() {
		d.win.Go(m)
		d.strand, d.at = d.stationAt(d.win.Cursor())
		return d.strand != wasStrand || d.at != wasAt
	}
	d.win.recount(len(d.strands))
	d.win.GoTo(d.strand)
	d.win.Go(m)
	d.strand = d.win.Cursor()
	d.GoStation(0)
	return d.strand != wasStrand || d.at != wasAt
}

// reveal keeps the cursor's line in the window.
func (d *Diagram) reveal() {
	if !d.IsTree() {
		d.win.recount(len(d.strands))
		d.win.GoTo(d.strand)
		return
	}
	n, line := 0, 0
	for i, s := range d.strands {
		for j := range s.Stations {
			if i == d.strand && j == d.at {
				line = n
			}
			n++
		}
	}
	d.win.recount(n)
	d.win.GoTo(line)
}

func (d *Diagram) stationAt(line int) (strand, station int) {
	for i, s := range d.strands {
		if line < len(s.Stations) {
			return i, line
		}
		line -= len(s.Stations)
	}
	return 0, 0
}

// link is the line between two stations, and branch what stands in front of the first.
const (
	linkWidth   = 4
	branchWidth = 2
	verdictRoom = 3
)

// measure is the width of the root's column, of the shared columns, and of the
// widest strand. Only the aligned ones must fit: what hangs below them is cut.
func (d *Diagram) measure() (root int, columns []int, widest, need int) {
	for _, c := range d.root {
		root = max(root, c.width())
	}
	for _, s := range d.strands {
		if !s.Aligned {
			continue
		}
		for j, st := range s.Stations {
			if j == len(columns) {
				columns = append(columns, 0)
			}
			columns[j] = max(columns[j], st.width())
		}
	}
	for _, s := range d.strands {
		n := 0
		for j, st := range s.Stations {
			if s.Aligned && !st.Dead && j < len(s.Stations)-1 {
				n += columns[j]
			} else {
				n += st.width()
			}
			if j > 0 {
				n += linkWidth
			}
			if st.Dead {
				n += 2
			}
		}
		widest = max(widest, n)
		if s.Aligned {
			need = max(need, n)
		}
	}
	frame := 1 + root + linkWidth + branchWidth + verdictRoom
	return root, columns, min(widest, max(d.width-frame, 0)), frame + need
}

// IsTree says that there is no room for a drawing.
func (d *Diagram) IsTree() bool {
	_, _, _, need := d.measure()
	return need > d.width || d.height < len(d.root)
}

// View paints the diagram into exactly the room SetSize gave it.
func (d *Diagram) View(th *theme.Theme) string {
	if d.width == 0 || d.height == 0 {
		return ""
	}
	var b strings.Builder
	p := painter{b: &b, th: th}
	d.spots = d.spots[:0]
	tree := d.IsTree()
	from, to := d.win.Visible()
	root, columns, widest, _ := d.measure()
	lines := d.lines()
	for y := range d.height {
		if y > 0 {
			b.WriteByte('\n')
		}
		switch {
		case tree && from+y < to:
			d.treeLine(&p, y, from+y)
		case !tree && (y < len(lines) || y < len(d.root)):
			d.strandLine(&p, y, lines, root, widest, columns)
		default:
			pad(&b, d.width)
		}
	}
	return b.String()
}

// noStrand is a line of the drawing that is only air.
const noStrand = -1

// lines are the strands that are seen, line by line: all of them with air between
// the parts if there is room, and else those in the window.
func (d *Diagram) lines() []int {
	var all []int
	for i := range d.strands {
		if d.strands[i].Part && i > 0 {
			all = append(all, noStrand)
		}
		all = append(all, i)
	}
	if len(all) <= d.height {
		return all
	}
	all = all[:0]
	from, to := d.win.Visible()
	for i := from; i < to; i++ {
		all = append(all, i)
	}
	return all
}

// strandLine draws one strand: the root, the trunk, the stations, the verdict.
func (d *Diagram) strandLine(p *painter, y int, lines []int, root, widest int, columns []int) {
	left := d.width
	put := func(token theme.Token, text string) {
		n := min(Width(text), left)
		p.cell(Mark(token, text), n, Left)
		left -= n
	}
	rootAt := d.rootLine(lines)
	put(theme.Text, " ")
	if n := y - rootAt; n >= 0 && n < len(d.root) {
		p.cell(d.root[n], min(root, left), Left)
	} else {
		pad(p.b, min(root, left))
	}
	left -= min(root, left)
	stem := "    "
	if y == rootAt {
		stem = " " + strings.Repeat(p.th.Sym.Rule, 3)
	}
	put(theme.Border, stem)
	switch {
	case y >= len(lines):
		pad(p.b, left)
		return
	case lines[y] == noStrand:
		put(theme.Border, p.th.Sym.Bar)
		pad(p.b, left)
		return
	}
	n := lines[y]
	s := d.strands[n]
	way := theme.Border
	if s.Verdict != theme.VerdictFine {
		way = s.Verdict.Token()
	}
	put(theme.Border, d.branch(p.th, n, y == rootAt))
	put(theme.Border, " ")
	begun, end := left, left-widest
	for j, st := range s.Stations {
		if left <= end {
			break
		}
		switch {
		case j > 0 && s.Cut && j == len(s.Stations)-1:
			put(theme.Bad, " "+p.th.Sym.Rule+p.th.Sym.Dead+" ")
		case j > 0:
			put(way, " "+strings.Repeat(p.th.Sym.Rule, 2)+" ")
		}
		c := Mark(st.Token, st.Text)
		if st.Note != "" {
			c.More = []Span{{" " + st.Note, theme.Dim}}
		}
		p.selected = n == d.strand && j == d.at
		w := min(st.width(), max(left-end, 1))
		d.spots = append(d.spots, spot{d.width - left, y, w, n, j})
		p.cell(c, w, Left)
		p.selected = false
		left -= w
		if st.Dead {
			put(theme.Bad, " "+p.th.Sym.Dead)
			continue
		}
		if s.Aligned && j < len(s.Stations)-1 {
			fill := min(columns[j]-st.width(), left)
			put(way, strings.Repeat(p.th.Sym.Rule, max(fill, 0)))
		}
	}
	if air := widest - (begun - left); air > 0 {
		pad(p.b, min(air, left))
		left -= min(air, left)
	}
	d.verdict(p, s, left)
}

// verdict stands behind a strand; the words as far as there is room.
func (d *Diagram) verdict(p *painter, s Strand, left int) {
	c := Mark(s.Verdict.Token(), "  "+p.th.Glyph(s.Verdict))
	if s.Why != "" && left > 12 {
		c.More = []Span{{" " + s.Why, s.Verdict.Token()}}
	}
	p.cell(c, left, Left)
}

// rootLine is the line of the root: in the middle of what is seen of the aligned
// strands.
func (d *Diagram) rootLine(lines []int) int {
	n := 0
	for n < len(lines) && lines[n] != noStrand && d.strands[lines[n]].Aligned {
		n++
	}
	if n == 0 {
		n = len(lines)
	}
	return max(min((n-1)/2, d.height-len(d.root)), 0)
}

// branch is the piece of the trunk in front of a strand.
func (d *Diagram) branch(th *theme.Theme, n int, atRoot bool) string {
	first, last := n == 0, n == len(d.strands)-1
	switch {
	case first && last:
		return th.Sym.Rule
	case first && atRoot:
		return th.Sym.TeeDown
	case last && atRoot:
		return th.Sym.TeeUp
	case first:
		return th.Sym.TopLeft
	case last:
		return th.Sym.BotLeft
	case atRoot:
		return th.Sym.Cross
	}
	return th.Sym.TeeLeft
}

// treeLine is one station of the tree.
func (d *Diagram) treeLine(p *painter, y, line int) {
	strand, station := d.stationAt(line)
	s := d.strands[strand]
	st := s.Stations[station]
	p.selected = strand == d.strand && station == d.at
	left := p.gutter(d.width, false)
	d.spots = append(d.spots, spot{0, y, d.width, strand, station})
	indent := ""
	if station > 0 {
		indent = strings.Repeat("  ", station-1) + p.th.Sym.BotLeft + p.th.Sym.Rule
	}
	c := Cell{Text: indent, Token: theme.Border, More: []Span{{st.Text, st.Token}}}
	if s.Cut && station == len(s.Stations)-1 {
		c.More[0].Text, c.More[0].Token = p.th.Sym.Dead+" "+st.Text, theme.Bad
	}
	if station == 0 {
		c = Cell{Text: p.th.Glyph(s.Verdict) + " ", Token: s.Verdict.Token(), More: []Span{{st.Text, st.Token}}}
		if s.Why != "" && !s.Stations[len(s.Stations)-1].Dead {
			c.More = append(c.More, Span{"  " + s.Why, s.Verdict.Token()})
		}
	}
	if st.Dead {
		c.More = append(c.More, Span{" " + p.th.Sym.Dead + " " + s.Why, theme.Bad})
	}
	p.cell(c, left, Left)
	p.selected = false
}

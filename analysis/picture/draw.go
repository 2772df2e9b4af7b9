package picture

import (
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Ink is what a piece of a drawing means; what it looks like is not decided here.
type Ink uint8

// The inks.
const (
	Blank   Ink = iota
	Root        // the name of what the picture is about
	Name        // of a node
	Faded       // the name of a node that nothing comes to
	Fact        // what else is told of a node
	Line        // a connection that is not judged
	Fine        // lines and marks, by the verdict
	Partial     //
	Unknown     //
	Blocked     //
	Beyond      // a connection that nothing comes to
)

// InkOf is the ink of a verdict.
func InkOf(v reach.Verdict) Ink {
	return [...]Ink{reach.Blocked: Blocked, reach.Unknown: Unknown, reach.Partial: Partial, reach.Reachable: Fine}[v]
}

// Symbols are what lines and marks are drawn with, each one cell wide.
type Symbols struct {
	Fine, Partial, Unknown, Blocked, Pending, None string
	Dead                                           string     // where a way is cut
	Ellipsis                                       string     // of what is too long; may be wider
	Lines                                          [16]string // by the directions that meet: see [up]
}

// Unicode is the usual set of symbols.
func Unicode() Symbols {
	return Symbols{Fine: "✓", Partial: "◐", Unknown: "?", Blocked: "✗", Pending: "…", None: "·",
		Dead: "╳", Ellipsis: "…",
		Lines: [16]string{" ", "│", "│", "│", "─", "┘", "┐", "┤", "─", "└", "┌", "├", "─", "┴", "┬", "┼"}}
}

// ASCII is [Unicode] for terminals that have no more.
func ASCII() Symbols {
	return Symbols{Fine: "+", Partial: "~", Unknown: "?", Blocked: "x", Pending: ":", None: ".",
		Dead: "X", Ellipsis: "..",
		Lines: [16]string{" ", "|", "|", "|", "-", "+", "+", "+", "-", "+", "+", "+", "-", "+", "+", "+"}}
}

// Options say how a picture is drawn in cells.
type Options struct {
	Symbols Symbols
	Short   bool // marks without the sentences behind them
	Tight   bool // as narrow as can be
	Pitch   int  // lines for each row: 1, or 2 and 3 with what is told of each node below its name
	Widest  int  // cells for a name; 0 for no limit
	Width   int  // as far as sentences behind a node may go; 0 for no limit
	Names   *awsdata.RegionIndex
}

// Piece is a part of a line in one ink.
type Piece struct {
	Text string
	Ink  Ink
	Node int // -1 for what belongs to none
}

// Box is where a node stands in a drawing, with what is told of it.
type Box struct{ X, Y, W, H int }

// Drawing is a picture in cells.
type Drawing struct {
	Lines [][]Piece
	Width int
	Boxes []Box // of each node
}

// cell is one cell while a picture is drawn.
type cell struct {
	text string // "" behind a wide letter
	mask uint8  // directions of lines
	net  int    // whose line it is, 0 for none
	ink  Ink
	node int
}

type pen struct {
	*Picture
	*Arrangement
	Options
	x      []int // where each column begins
	widths []int
	y      []int // where each row begins
	cells  [][]cell
	boxes  []Box
}

// Draw draws a picture.
func (p *Picture) Draw(a *Arrangement, o Options) *Drawing {
	d := &pen{Picture: p, Arrangement: a, Options: o, boxes: make([]Box, len(p.Nodes))}
	d.Pitch = max(d.Pitch, 1)
	d.measure()
	for i := range p.Nodes {
		d.node(i)
	}
	for i := range p.Edges {
		d.edge(i)
	}
	for i := range p.Nodes {
		d.tail(i)
	}
	return d.drawing()
}

// name is what stands for a node, with its AZ where it is a lane's.
func (d *pen) name(i int) string {
	n := &d.Nodes[i]
	text := n.Label()
	if n.Kind == Subnet && n.Lane >= 0 && n.Lane < len(d.Picture.Lanes) {
		text = d.Picture.Lanes[n.Lane].Zone + " " + text
	}
	return d.cut(text, d.Widest)
}

func (d *pen) cut(text string, widest int) string {
	if widest > 0 && displaywidth.String(text) > widest {
		return displaywidth.TruncateString(text, widest, d.Symbols.Ellipsis)
	}
	return text
}

// detail is what stands below a name.
func (d *pen) detail(i int) string { return d.cut(d.Nodes[i].Detail(), max(d.Widest, 12)) }

// nameWidth is the width of a name, with the mark behind it where the way goes on.
func (d *pen) nameWidth(i int) int {
	w := displaywidth.String(d.name(i))
	if len(d.Out(i)) > 0 && d.marked(i) {
		w += 2
	}
	return w
}

// marked reports whether a verdict stands behind a node: where it is one's own, and where a way ends.
func (d *pen) marked(i int) bool {
	n := &d.Nodes[i]
	if i == 0 {
		return false
	}
	if n.Judged || n.Quiet || n.Pending {
		return true
	}
	_, ok := d.Verdict(i)
	return ok && len(d.Out(i)) == 0
}

// gap is the room between a column and the next.
func (d *pen) gap(column int) int {
	switch n := d.Gap[column]; {
	case n > 0:
		return 3 + 2*n
	case d.Tight:
		return 3
	}
	return 4
}

func (d *pen) measure() {
	d.widths, d.x = make([]int, d.Columns), make([]int, d.Columns)
	for i := range d.Nodes {
		c := d.At[i].Column
		if d.Clear[i] {
			continue
		}
		if w := d.nameWidth(i); w > d.widths[c] {
			d.widths[c] = w
		}
		if d.Pitch > 1 {
			d.widths[c] = max(d.widths[c], displaywidth.String(d.detail(i)))
		}
	}
	at := 0
	for c := range d.Columns {
		d.x[c] = at
		at += d.widths[c] + d.gap(c)
	}
	used := make([]bool, d.Rows)
	for _, s := range d.At {
		used[s.Row] = true
	}
	next, last := 0, 0
	for _, is := range used {
		d.y = append(d.y, next)
		last = next
		if is {
			next += d.Pitch
		} else if d.Pitch < 3 { // there is air already
			next++
		}
	}
	d.cells = make([][]cell, last+min(d.Pitch, 2))
}

// at is a cell, made where there is none yet; nil outside.
func (d *pen) at(x, y int) *cell {
	if y < 0 || y >= len(d.cells) || x < 0 {
		return nil
	}
	for len(d.cells[y]) <= x {
		d.cells[y] = append(d.cells[y], cell{text: " ", node: -1})
	}
	return &d.cells[y][x]
}

// write puts a text on a line; it returns where the text ends.
func (d *pen) write(x, y int, text string, ink Ink, node int) int {
	letters := displaywidth.StringGraphemes(text)
	for letters.Next() {
		w := letters.Width()
		if w <= 0 {
			continue
		}
		if c := d.at(x, y); c != nil {
			*c = cell{text: letters.Value(), ink: ink, node: node}
		}
		for i := 1; i < w; i++ {
			if c := d.at(x+i, y); c != nil {
				*c = cell{ink: ink, node: node}
			}
		}
		x += w
	}
	return x
}

func (d *pen) row(i int) int { return d.y[d.At[i].Row] }

func (d *pen) node(i int) {
	at, ink := d.At[i], Name
	switch {
	case i == 0:
		ink = Root
	case d.faded(i):
		ink = Faded
	}
	x, y := d.x[at.Column], d.row(i)
	end := d.write(x, y, d.name(i), ink, i)
	d.boxes[i] = Box{x, y, end - x, 1}
	if text := d.detail(i); d.Pitch > 1 && text != "" {
		end := d.write(x, y+1, text, Fact, i)
		d.boxes[i].W, d.boxes[i].H = max(d.boxes[i].W, end-x), 2
	}
}

// faded reports whether nothing comes to a node.
func (d *pen) faded(i int) bool {
	into := d.Into(i)
	for _, e := range into {
		if !d.Edges[e].Beyond {
			return d.Nodes[i].Quiet && (d.Nodes[i].Kind == Endpoint || d.Nodes[i].Kind == GatewayEndpoint)
		}
	}
	return len(into) > 0
}

// ink is the ink of an edge.
func (d *pen) ink(e *Edge) Ink {
	switch {
	case e.Beyond, e.Muted:
		return Beyond
	case !e.Judged:
		return Line
	}
	return InkOf(e.Verdict)
}

// The directions that meet in a cell.
const (
	up uint8 = 1 << iota
	down
	left
	right
)

// edge draws an edge: out of its node, up or down in its track, and on to the node that it leads to.
func (d *pen) edge(i int) {
	e := &d.Edges[i]
	from, to := d.boxes[e.From], d.At[e.To]
	ink, net := d.ink(e), 1+e.From
	if d.Shared[i] {
		net = -1 - e.To
	}
	y0, y1 := from.Y, d.row(e.To)
	start := from.X + d.nameWidth(e.From) + 1
	end := d.x[to.Column] - 2
	mark := end
	if d.Shared[i] {
		mark = start
	}
	if t := d.Tracks[i]; t >= 0 {
		c := d.At[e.From].Column
		track := d.x[c] + d.widths[c] + 2 + 2*t
		d.across(start, track, y0, ink, net, right, left)
		d.along(track, y0, y1, ink, net)
		d.across(track, end, y1, ink, net, right, left)
	} else {
		d.across(start, end, y1, ink, net, right, left)
	}
	if e.Cut {
		y := y1
		if d.Shared[i] {
			y = y0
		}
		if c := d.at(mark, y); c != nil {
			*c = cell{text: d.Symbols.Dead, ink: Blocked, node: -1}
			if e.Muted || e.Beyond {
				c.ink = Beyond
			}
		}
	}
}

// across draws from one cell to another of a line.
func (d *pen) across(x0, x1, y int, ink Ink, net int, first, last uint8) {
	for x := x0; x <= x1; x++ {
		mask := left | right
		switch {
		case x0 == x1:
		case x == x0:
			mask = first
			if x0 == x1 {
				mask |= last
			}
		case x == x1:
			mask = last
		}
		d.stroke(x, y, mask, ink, net)
	}
}

// along draws from one line to another.
func (d *pen) along(x, y0, y1 int, ink Ink, net int) {
	for y := min(y0, y1); y <= max(y0, y1); y++ {
		var mask uint8
		if y > min(y0, y1) {
			mask |= up
		}
		if y < max(y0, y1) {
			mask |= down
		}
		d.stroke(x, y, mask, ink, net)
	}
}

// stroke adds directions to a cell. Where lines of two nets cross, the vertical one passes over the other.
func (d *pen) stroke(x, y int, mask uint8, ink Ink, net int) {
	c := d.at(x, y)
	if c == nil || c.node >= 0 || c.text == d.Symbols.Dead {
		return
	}
	if c.net != 0 && c.net != net {
		if mask&(up|down) == 0 {
			return
		}
		if c.mask&(up|down) == 0 {
			*c = cell{node: -1}
		}
	}
	if c.mask == 0 || better(ink, c.ink) {
		c.ink = ink
	}
	c.mask |= mask
	c.net = net
	c.text = d.Symbols.Lines[c.mask]
}

// better reports whether an ink is the one of a line that two ways share.
func better(a, b Ink) bool {
	rank := func(i Ink) int {
		switch i {
		case Line:
			return 6
		case Fine:
			return 5
		case Partial:
			return 4
		case Unknown:
			return 3
		case Blocked:
			return 2
		}
		return 1
	}
	return rank(a) > rank(b)
}

// tail is the verdict behind a node at which a way ends, and why.
func (d *pen) tail(i int) {
	if !d.marked(i) {
		return
	}
	n := &d.Nodes[i]
	v, ok := d.Verdict(i)
	mark, ink := d.Symbols.None, Fact
	switch {
	case n.Pending && v == reach.Unknown:
		mark = d.Symbols.Pending
	case !n.Quiet:
		mark, ink = [...]string{d.Symbols.Blocked, d.Symbols.Unknown, d.Symbols.Partial, d.Symbols.Fine}[v], InkOf(v)
	}
	if n.Muted {
		ink = Fact
	}
	x, y := d.boxes[i].X+displaywidth.String(d.name(i))+1, d.row(i)
	x = d.write(x, y, mark, ink, i) + 1
	why := d.Sentences(d.Names, i)
	if d.Short || len(why) == 0 || len(d.Out(i)) > 0 || (ok && v == reach.Reachable && !n.Quiet) {
		return
	}
	room := d.room(x, y)
	if room < 12 && d.Pitch > 1 || room < 16 {
		return
	}
	d.write(x, y, d.cut(why[0], room), ink, i)
}

// room is how many cells are free from one on.
func (d *pen) room(x, y int) int {
	end := x
	for ; end < len(d.cells[y]); end++ {
		if c := &d.cells[y][end]; c.text != " " || c.mask != 0 {
			return end - x - 2
		}
	}
	if d.Width == 0 {
		return 1 << 10
	}
	return d.Width - x - 1
}

// drawing is what was drawn, in pieces.
func (d *pen) drawing() *Drawing {
	out := &Drawing{Lines: make([][]Piece, len(d.cells)), Boxes: d.boxes}
	for y, row := range d.cells {
		var text strings.Builder
		flush := func(ink Ink, node int) {
			if text.Len() > 0 {
				out.Lines[y] = append(out.Lines[y], Piece{text.String(), ink, node})
				text.Reset()
			}
		}
		out.Width = max(out.Width, len(row))
		for x := range row {
			c := &row[x]
			if c.text == " " {
				c.ink = Blank
			}
			if x > 0 && (row[x-1].ink != c.ink || row[x-1].node != c.node) {
				flush(row[x-1].ink, row[x-1].node)
			}
			text.WriteString(c.text)
		}
		if len(row) > 0 {
			flush(row[len(row)-1].ink, row[len(row)-1].node)
		}
	}
	return out
}

// String is the drawing without its inks.
func (d *Drawing) String() string {
	var b strings.Builder
	for _, line := range d.Lines {
		var text strings.Builder
		for _, p := range line {
			text.WriteString(p.Text)
		}
		b.WriteString(strings.TrimRight(text.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/theme"
)

// DiagramPiece is a part of a line of a drawing.
type DiagramPiece struct {
	Span
	Node int // that it belongs to, -1 for none
}

// DiagramBox is where a node stands in a drawing, with the nodes that lines lead to from it.
type DiagramBox struct {
	X, Y, W, H int
	Next       []int
}

// Diagram shows a drawing of nodes and lines that may be larger than the window, and walks it with a cursor that stands
// on a node. It paints what is seen of it, however much there is.
type Diagram struct {
	lines         [][]DiagramPiece
	boxes         []DiagramBox
	wide          int
	cursor        int
	x, y          int // of the first cell that is seen
	width, height int
}

// SetDrawing replaces what is drawn; the cursor is put on a node.
func (d *Diagram) SetDrawing(lines [][]DiagramPiece, boxes []DiagramBox, wide, cursor int) {
	d.lines, d.boxes, d.wide = lines, boxes, wide
	d.cursor = max(min(cursor, len(boxes)-1), 0)
	d.reveal()
}

// SetSize gives the diagram its room. In the same room as before the drawing stays where the wheel put it, whether the
// cursor is seen or not.
func (d *Diagram) SetSize(width, height int) {
	width, height = max(width, 0), max(height, 0)
	if width == d.width && height == d.height {
		return
	}
	d.width, d.height = width, height
	d.reveal()
}

// Selected is the node under the cursor.
func (d *Diagram) Selected() (node int, ok bool) { return d.cursor, d.cursor < len(d.boxes) }

// Select puts the cursor on a node.
func (d *Diagram) Select(node int) bool {
	if node < 0 || node >= len(d.boxes) {
		return false
	}
	d.cursor = node
	d.reveal()
	return true
}

// At is the node at a cell of the last view, for the mouse.
func (d *Diagram) At(x, y int) (node int, ok bool) {
	if x < 0 || y < 0 || x >= d.width || y >= d.height {
		return 0, false
	}
	x, y = x+d.x-d.margin(), y+d.y
	for i, b := range d.boxes {
		if b.X <= x && x < b.X+b.W && b.Y <= y && y < b.Y+b.H {
			return i, true
		}
	}
	return 0, false
}

// Hidden says how much of the drawing is not seen: to the left, right, above and below.
func (d *Diagram) Hidden() (left, right, above, below bool) {
	return d.x > 0, d.wide-d.x > d.width-d.margin(), d.y > 0, len(d.lines)-d.y > d.height
}

// margin is the air left of the drawing where there is room for it.
func (d *Diagram) margin() int {
	if d.wide < d.width {
		return 1
	}
	return 0
}

// reveal keeps the cursor's node in the window, with a line of what is around it.
func (d *Diagram) reveal() {
	if d.cursor < len(d.boxes) {
		b := d.boxes[d.cursor]
		d.x, d.y = revealed(d.x, b.X, b.W+4, d.width, d.wide), revealed(d.y, b.Y, b.H+1, d.height, len(d.lines))
	}
}

// revealed is the offset at which a part of a line is seen.
func revealed(offset, at, size, room, all int) int {
	offset = max(offset, at+min(size, room)-room)
	offset = min(offset, max(at-1, 0))
	return max(min(offset, all-room), 0)
}

// Go moves to the nearest node above or below, or to the first or the last.
func (d *Diagram) Go(m Motion) bool {
	was, wasY := d.cursor, d.y
	switch m {
	case LineUp:
		d.vertical(-1, 1)
	case LineDown:
		d.vertical(1, 1)
	case HalfUp, PageUp:
		d.vertical(-1, max(d.height/2, 1))
	case HalfDown, PageDown:
		d.vertical(1, max(d.height/2, 1))
	case First:
		d.cursor = 0
	case Last:
		for i, b := range d.boxes {
			if c := d.boxes[d.cursor]; b.Y > c.Y || b.Y == c.Y && b.X > c.X {
				d.cursor = i
			}
		}
	}
	d.reveal()
	return d.cursor != was || d.y != wasY
}

// vertical goes to the nearest node that is at least so many lines away; in a line nothing is nearer than what stands
// in the same column. Where nothing is so far away, it is the one that is furthest.
func (d *Diagram) vertical(way, least int) {
	if d.cursor >= len(d.boxes) {
		return
	}
	for ; least > 0; least /= 2 {
		from, best := d.boxes[d.cursor], -1
		cost := 0
		for i, b := range d.boxes {
			dy := (b.Y - from.Y) * way
			if dy < least {
				continue
			}
			if c := dy*2 + abs(b.X-from.X); best < 0 || c < cost {
				best, cost = i, c
			}
		}
		if best >= 0 {
			d.cursor = best
			return
		}
	}
}

// GoAside follows the lines: to the right to what the node leads to, to the left to what leads to it. Of several it is
// the nearest. Where no line leads on, it is the nearest node that stands further on that side.
func (d *Diagram) GoAside(way int) bool {
	if d.cursor >= len(d.boxes) {
		return false
	}
	from := d.boxes[d.cursor]
	best, cost := -1, 0
	try := func(i int) {
		b := d.boxes[i]
		if c := abs(b.Y-from.Y)*4 + abs(b.X-from.X); (b.X-from.X)*way > 0 && (best < 0 || c < cost) {
			best, cost = i, c
		}
	}
	if way > 0 {
		for _, i := range from.Next {
			try(i)
		}
	} else {
		for i := range d.boxes {
			for _, to := range d.boxes[i].Next {
				if to == d.cursor {
					try(i)
				}
			}
		}
	}
	if best < 0 {
		for i := range d.boxes {
			if d.boxes[i].Y == from.Y {
				try(i)
			}
		}
	}
	if best < 0 {
		return false
	}
	d.cursor = best
	d.reveal()
	return true
}

// Scroll moves what is seen by lines, for the wheel.
func (d *Diagram) Scroll(by int) bool {
	was := d.y
	d.y = max(min(d.y+by, len(d.lines)-d.height), 0)
	return d.y != was
}

// Top is the first line that is seen.
func (d *Diagram) Top() int { return d.y }

func abs(n int) int { return max(n, -n) }

// View paints the part of the drawing that is seen into exactly the room SetSize gave it.
func (d *Diagram) View(th *theme.Theme) string {
	if d.width == 0 || d.height == 0 {
		return ""
	}
	var b strings.Builder
	p := painter{b: &b, th: th}
	for y := range d.height {
		if y > 0 {
			b.WriteByte('\n')
		}
		if d.y+y < len(d.lines) {
			d.line(&p, d.lines[d.y+y])
		} else {
			pad(&b, d.width)
		}
	}
	return b.String()
}

func (d *Diagram) line(p *painter, pieces []DiagramPiece) {
	left, at := d.width, 0
	put := func(token theme.Token, text string) {
		n := Width(text)
		if n > left {
			text = Truncate(text, left, "")
			n = Width(text)
		}
		p.text(token, text)
		left -= n
	}
	put(theme.Text, strings.Repeat(" ", d.margin()))
	for _, piece := range pieces {
		text := Plain(piece.Text)
		w := Width(text)
		if at+w <= d.x {
			at += w
			continue
		}
		if skip := d.x - at; skip > 0 {
			whole := text
			if text = ansi.TruncateLeft(whole, skip, ""); Width(text) > w-skip {
				text = ansi.TruncateLeft(whole, skip+1, "") // the cut went through a wide letter, which stayed whole
			}
			text = strings.Repeat(" ", max(w-skip-Width(text), 0)) + text // half of a wide letter
		}
		at += w
		p.selected = piece.Node >= 0 && piece.Node == d.cursor
		put(piece.Token, text)
		p.selected = false
		if left <= 0 {
			return
		}
	}
	pad(p.b, left)
}

package widget

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
)

// HopCell is what one hop says in one lane.
type HopCell struct {
	Verdict theme.Verdict
	Text    string
}

// HopRow is one hop: a label, and a cell for each lane. Missing cells are
// lanes that do not have this hop.
type HopRow struct {
	Label string
	Cells []HopCell
}

// Hops is the ladder: hops from top to bottom, lanes from left to right, always
// in the order given, so that the eye compares them. The cursor stands on one
// cell. When there is no room for all lanes, those around the cursor are shown.
type Hops struct {
	lanes         []Cell
	rows          []HopRow
	win           Window
	lane          int
	width, height int
}

// leastLane is the width below which a lane says too little.
const leastLane = 16

// SetSize gives the ladder its room, the line of the lanes' names included.
func (h *Hops) SetSize(width, height int) {
	h.width, h.height = max(width, 0), max(height, 0)
	h.win.resize(h.height - h.headerLines())
}

func (h *Hops) headerLines() int {
	if h.height < 2 {
		return 0
	}
	return 1
}

// SetHops replaces the lanes and the hops; the cursor stays where it is.
func (h *Hops) SetHops(lanes []Cell, rows []HopRow) {
	h.lanes, h.rows = lanes, rows
	h.win.recount(len(rows))
	h.lane = max(min(h.lane, len(lanes)-1), 0)
}

// Go moves the cursor from hop to hop.
func (h *Hops) Go(m Motion) bool { return h.win.Go(m) }

// GoLane moves the cursor by n lanes.
func (h *Hops) GoLane(n int) bool {
	was := h.lane
	h.lane = max(min(h.lane+n, len(h.lanes)-1), 0)
	return h.lane != was
}

// GoTo puts the cursor on a cell.
func (h *Hops) GoTo(row, lane int) {
	h.win.GoTo(row)
	h.lane = 0
	h.GoLane(lane)
}

// Selected is the cell under the cursor; false in an empty ladder.
func (h *Hops) Selected() (row, lane int, ok bool) {
	return h.win.cursor, h.lane, len(h.rows) > 0 && len(h.lanes) > 0
}

// Hidden is how many lanes there was no room for.
func (h *Hops) Hidden() int {
	_, _, from, to := h.measure()
	return len(h.lanes) - (to - from)
}

// measure is the layout: width of the labels and of a lane, and the lanes
// shown. It depends on the contents and the width only.
func (h *Hops) measure() (label, lane, from, to int) {
	room := h.width - gutterWidth(h.width)
	for _, r := range h.rows {
		label = max(label, Width(Plain(r.Label)))
	}
	label = min(label, room/4)
	if len(h.lanes) == 0 {
		return label, 0, 0, 0
	}
	rest := room
	if label > 0 {
		rest -= label + 2
	}
	shown := max(min((rest+2)/(leastLane+2), len(h.lanes)), 1)
	lane = max((rest+2)/shown-2, 1)
	from = max(min(h.lane-shown/2, len(h.lanes)-shown), 0)
	return label, lane, from, from + shown
}

// View paints the ladder into exactly the room SetSize gave it.
func (h *Hops) View(th *theme.Theme) string {
	if h.width == 0 || h.height == 0 {
		return ""
	}
	var b strings.Builder
	p := painter{b: &b, th: th}
	label, lane, from, to := h.measure()
	if h.headerLines() > 0 {
		h.header(&p, label, lane, from, to)
		b.WriteByte('\n')
	}
	first, last := h.win.Visible()
	for y := range h.win.height {
		if y > 0 {
			b.WriteByte('\n')
		}
		if first+y >= last {
			pad(&b, h.width)
			continue
		}
		h.line(&p, first+y, label, lane, from, to)
	}
	return b.String()
}

func (h *Hops) header(p *painter, label, lane, from, to int) {
	left := h.width
	pad(p.b, gutterWidth(h.width))
	left -= gutterWidth(h.width)
	if label > 0 {
		which := ""
		if to-from < len(h.lanes) {
			which = fmt.Sprintf("%d-%d/%d", from+1, to, len(h.lanes))
			if to-from == 1 {
				which = fmt.Sprintf("%d/%d", from+1, len(h.lanes))
			}
		}
		p.cell(Mark(theme.Dim, which), label, Left)
		left -= label
	}
	for i := from; i < to; i++ {
		left -= h.laneGap(p, label, i > from, left)
		w := min(lane, left)
		p.cell(h.lanes[i], w, Left)
		left -= w
	}
	pad(p.b, left)
}

func (h *Hops) laneGap(p *painter, label int, between bool, left int) int {
	if label == 0 && !between {
		return 0
	}
	n := max(min(2, left), 0)
	p.gap(n)
	return n
}

func (h *Hops) line(p *painter, n, label, lane, from, to int) {
	row := h.rows[n]
	current := n == h.win.cursor
	left := h.width - gutterWidth(h.width)
	if left < h.width {
		// Only the one cell is chosen; the mark tells its row from afar.
		mark := " "
		if current {
			mark = p.th.Sym.Cursor
		}
		p.text(theme.Accent, mark)
		pad(p.b, h.width-left-1)
	}
	if label > 0 {
		token := theme.Dim
		if current {
			token = theme.Strong
		}
		p.cell(Mark(token, row.Label), label, Left)
		left -= label
	}
	for i := from; i < to; i++ {
		left -= h.laneGap(p, label, i > from, left)
		w := min(lane, left)
		p.selected = current && i == h.lane
		p.cell(h.cell(p.th, row, i), w, Left)
		p.selected = false
		left -= w
	}
	p.gap(left)
}

// cell shows what is fine quietly, and what is not in the words of its verdict.
func (h *Hops) cell(th *theme.Theme, row HopRow, lane int) Cell {
	if lane >= len(row.Cells) {
		return Mark(theme.Dim, th.Sym.None)
	}
	c := row.Cells[lane]
	text := theme.Text
	if c.Verdict != theme.VerdictFine && c.Verdict != theme.VerdictNone {
		text = c.Verdict.Token()
	}
	if c.Verdict == theme.VerdictNone {
		text = theme.Dim
	}
	return Cell{Text: th.Glyph(c.Verdict), Token: c.Verdict.Token(), More: []Span{{Text: " " + c.Text, Token: text}}}
}

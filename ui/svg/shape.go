package svg

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// shapeSet collects strokes and areas by color, in order of appearance. The
// strokes of one color are one path: where they meet there is no seam.
type shapeSet struct {
	order []shapeStyle
	paths map[shapeStyle]*strings.Builder
}

// shapeStyle is a color and a width; width 0 is a filled area.
type shapeStyle struct {
	color   string
	width   float64
	opacity string
	round   bool
}

func (s *shapeSet) path(style shapeStyle, format string, args ...float64) {
	if s.paths == nil {
		s.paths = map[shapeStyle]*strings.Builder{}
	}
	b, ok := s.paths[style]
	if !ok {
		b = &strings.Builder{}
		s.paths[style] = b
		s.order = append(s.order, style)
	}
	texts := make([]any, len(args))
	for i, a := range args {
		texts[i] = num(a)
	}
	fmt.Fprintf(b, format, texts...)
}

// String is the SVG of all shapes.
func (s *shapeSet) String() string {
	var b strings.Builder
	for _, style := range s.order {
		d := s.paths[style].String()
		switch {
		case style.width == 0 && style.opacity != "":
			fmt.Fprintf(&b, `<path d="%s" fill="%s" opacity="%s"/>`, d, style.color, style.opacity)
		case style.width == 0:
			fmt.Fprintf(&b, `<path d="%s" fill="%s"/>`, d, style.color)
		case style.round:
			fmt.Fprintf(&b, `<path d="%s" fill="none" stroke="%s" stroke-width="%s" stroke-linecap="round" stroke-linejoin="round"/>`,
				d, style.color, num(style.width))
		default:
			fmt.Fprintf(&b, `<path d="%s" fill="none" stroke="%s" stroke-width="%s"/>`, d, style.color,
				num(style.width))
		}
	}
	return b.String()
}

// lines draws what runs under and through the text of a cell.
func (s *shapeSet) lines(x, cells int, p pen) {
	from, to := float64(x)*cellWidth, float64(x+cells)*cellWidth
	if p.underline && !p.hidden {
		s.path(shapeStyle{color: p.ink, width: 1}, "M%s %sH%s", from, baseline+2.5, to)
	}
	if p.strike && !p.hidden {
		s.path(shapeStyle{color: p.ink, width: 1}, "M%s %sH%s", from, baseline-4.5, to)
	}
}

// draw draws a glyph that is better as a shape; false if it is left to a font.
func (s *shapeSet) draw(x int, glyph string, p pen) bool {
	r, size := utf8.DecodeRuneInString(glyph)
	if size != len(glyph) {
		return false
	}
	c := newCell(x)
	if arms, ok := boxes[r]; ok {
		s.box(c, arms, p.ink)
		return true
	}
	if area, ok := blocks[r]; ok {
		x0, x1 := c.left+area.x0*cellWidth, c.left+area.x1*cellWidth
		s.path(shapeStyle{color: p.ink, opacity: area.opacity}, "M%s %sH%sV%sH%sZ", x0, area.y0*cellHeight, x1,
			area.y1*cellHeight, x0)
		return true
	}
	if draw, ok := marks[r]; ok {
		draw(s, c, p)
		return true
	}
	return false
}

// cell is the measures of one cell. The middle is where light lines run: half a
// pixel off the grid, so that a line of one pixel is sharp.
type cell struct {
	left, right, midX, midY float64
}

func newCell(x int) cell {
	left := float64(x) * cellWidth
	return cell{left: left, right: left + cellWidth, midX: math.Floor(left+cellWidth/2) + 0.5,
		midY: math.Floor(cellHeight/2) + 0.5}
}

// arms are the four strokes of a box character from the middle of its cell:
// 0 none, 1 light, 2 heavy.
type arms struct {
	left, right, up, down int
	rounded               bool
}

var boxes = map[rune]arms{
	'─': {left: 1, right: 1}, '━': {left: 2, right: 2}, '│': {up: 1, down: 1}, '┃': {up: 2, down: 2},
	'┌': {right: 1, down: 1}, '┐': {left: 1, down: 1}, '└': {right: 1, up: 1}, '┘': {left: 1, up: 1},
	'├': {right: 1, up: 1, down: 1}, '┤': {left: 1, up: 1, down: 1},
	'┬': {left: 1, right: 1, down: 1}, '┴': {left: 1, right: 1, up: 1}, '┼': {left: 1, right: 1, up: 1, down: 1},
	'╭': {right: 1, down: 1, rounded: true}, '╮': {left: 1, down: 1, rounded: true},
	'╰': {right: 1, up: 1, rounded: true}, '╯': {left: 1, up: 1, rounded: true},
	'╴': {left: 1}, '╵': {up: 1}, '╶': {right: 1}, '╷': {down: 1},
	'╸': {left: 2}, '╹': {up: 2}, '╺': {right: 2}, '╻': {down: 2},
	'┏': {right: 2, down: 2}, '┓': {left: 2, down: 2}, '┗': {right: 2, up: 2}, '┛': {left: 2, up: 2},
}

// overlap is how far a line runs into the row below, so that no seam shows at
// sizes where rows do not begin at whole pixels.
const overlap = 0.5

func (s *shapeSet) box(c cell, a arms, ink string) {
	if a.rounded {
		s.corner(c, a, ink)
		return
	}
	for _, weight := range []int{1, 2} {
		style := shapeStyle{color: ink, width: 1}
		if weight == 2 {
			style.width = 2.6
		}
		half := style.width / 2
		// Arms overlap in the middle by half a line, so that corners are whole.
		left, right, up, down := c.midX+half, c.midX-half, c.midY+half, c.midY-half
		if a.left == weight {
			left = c.left
		}
		if a.right == weight {
			right = c.right
		}
		if a.up == weight {
			up = 0
		}
		if a.down == weight {
			down = cellHeight + overlap
		}
		if a.left == weight || a.right == weight {
			s.path(style, "M%s %sH%s", min(left, c.midX-half), c.midY, max(right, c.midX+half))
		}
		if a.up == weight || a.down == weight {
			s.path(style, "M%s %sV%s", c.midX, min(up, c.midY-half), max(down, c.midY+half))
		}
	}
}

func (s *shapeSet) corner(c cell, a arms, ink string) {
	const r = 4
	endX, bendX := c.right, c.midX+r
	if a.left > 0 {
		endX, bendX = c.left, c.midX-r
	}
	endY, bendY := cellHeight+overlap, c.midY+r
	if a.up > 0 {
		endY, bendY = 0, c.midY-r
	}
	s.path(shapeStyle{color: ink, width: 1}, "M%s %sH%sQ%s %s %s %sV%s", endX, c.midY, bendX, c.midX, c.midY, c.midX,
		bendY, endY)
}

// block is a part of a cell that is filled.
type block struct {
	x0, y0, x1, y1 float64
	opacity        string
}

var blocks = map[rune]block{
	'█': {0, 0, 1, 1, ""}, '▀': {0, 0, 1, 0.5, ""}, '▄': {0, 0.5, 1, 1, ""}, '▌': {0, 0, 0.5, 1, ""},
	'▐': {0.5, 0, 1, 1, ""}, '▏': {0, 0, 0.125, 1, ""}, '▎': {0, 0, 0.25, 1, ""}, '▍': {0, 0, 0.375, 1, ""},
	'▋': {0, 0, 0.625, 1, ""}, '▊': {0, 0, 0.75, 1, ""}, '▉': {0, 0, 0.875, 1, ""}, '▁': {0, 0.875, 1, 1, ""},
	'▂': {0, 0.75, 1, 1, ""}, '▃': {0, 0.625, 1, 1, ""}, '▅': {0, 0.375, 1, 1, ""}, '▆': {0, 0.25, 1, 1, ""},
	'▇': {0, 0.125, 1, 1, ""}, '░': {0, 0, 1, 1, "0.25"}, '▒': {0, 0, 1, 1, "0.5"}, '▓': {0, 0, 1, 1, "0.75"},
}

// marks are the program's own symbols, which many fonts lack or draw at odd
// widths. They sit on the middle of the small letters.
var marks = map[rune]func(*shapeSet, cell, pen){
	'✓': func(s *shapeSet, c cell, p pen) {
		x := c.left + cellWidth/2
		s.path(stroke(p), "M%s %sL%s %sL%s %s", x-3, 9.8, x-0.8, 12.4, x+3.2, 6.2)
	},
	'✗': func(s *shapeSet, c cell, p pen) {
		x := c.left + cellWidth/2
		s.path(stroke(p), "M%s %sL%s %sM%s %sL%s %s", x-3, 6, x+3, 12.6, x+3, 6, x-3, 12.6)
	},
	'╳': func(s *shapeSet, c cell, p pen) {
		s.path(shapeStyle{color: p.ink, width: 1.2}, "M%s %sL%s %sM%s %sL%s %s",
			c.left, c.midY-5, c.right, c.midY+5, c.right, c.midY-5, c.left, c.midY+5)
	},
	'◐': func(s *shapeSet, c cell, p pen) {
		x, y, r := c.left+cellWidth/2, 9.4, 3.3
		s.path(shapeStyle{color: p.ink, width: 1.1}, "M%s %sa%s %s 0 1 0 %s 0a%s %s 0 1 0 %s 0Z", x-r, y, r, r, 2*r,
			r, r, -2*r)
		s.path(shapeStyle{color: p.ink}, "M%s %sa%s %s 0 0 0 0 %sZ", x, y-r, r, r, 2*r)
	},
	'→': func(s *shapeSet, c cell, p pen) { arrow(s, c, p, 1) },
	'←': func(s *shapeSet, c cell, p pen) { arrow(s, c, p, -1) },
	'↑': func(s *shapeSet, c cell, p pen) { vertical(s, c, p, -1) },
	'↓': func(s *shapeSet, c cell, p pen) { vertical(s, c, p, 1) },
	'⇧': func(s *shapeSet, c cell, p pen) {
		x := c.left + cellWidth/2
		s.path(shapeStyle{color: p.ink, width: 1.1, round: true}, "M%s %sV%sH%sL%s %sL%s %sH%sV%sZ",
			x-1.6, 13.4, 9.4, x-3.8, x, 5, x+3.8, 9.4, x+1.6, 13.4)
	},
	'▾': func(s *shapeSet, c cell, p pen) {
		x := c.left + cellWidth/2
		s.path(shapeStyle{color: p.ink}, "M%s %sH%sL%s %sZ", x-3.4, 7.4, x+3.4, x, 12.2)
	},
	'▸': func(s *shapeSet, c cell, p pen) {
		x := c.left + cellWidth/2
		s.path(shapeStyle{color: p.ink}, "M%s %sV%sL%s %sZ", x-2, 6, 13, x+3, 9.5)
	},
	'↵': func(s *shapeSet, c cell, p pen) {
		x := c.left + cellWidth/2
		s.path(stroke(p), "M%s %sV%sH%sM%s %sL%s %sL%s %s", x+3, 5.6, 10.4, x-3.2, x-0.8, 7.8, x-3.4, 10.4, x-0.8, 13)
	},
}

// stroke is as heavy as the letters around it.
func stroke(p pen) shapeStyle {
	if p.bold {
		return shapeStyle{color: p.ink, width: 1.8, round: true}
	}
	return shapeStyle{color: p.ink, width: 1.3, round: true}
}

func arrow(s *shapeSet, c cell, p pen, way float64) {
	x := c.left + cellWidth/2
	s.path(stroke(p), "M%s %sH%sM%s %sL%s %sL%s %s", x-3.6*way, 9.5, x+3.4*way, x+0.8*way, 6.9, x+3.4*way, 9.5,
		x+0.8*way, 12.1)
}

func vertical(s *shapeSet, c cell, p pen, way float64) {
	x := c.left + cellWidth/2
	s.path(stroke(p), "M%s %sV%sM%s %sL%s %sL%s %s", x, 9.5-4*way, 9.5+3.8*way, x-2.7, 9.5+1.1*way, x, 9.5+3.8*way,
		x+2.7, 9.5+1.1*way)
}

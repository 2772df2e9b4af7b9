package svg

import (
	"fmt"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// pen is what a cell looks like, with reverse and faint worked into the colors.
type pen struct {
	ink, ground string // ground is empty for the window's own
	bold        bool
	italic      bool
	underline   bool
	strike      bool
	hidden      bool
}

func (p *picture) pen(c uv.Cell) pen {
	s := c.Style
	ink, ground := rgb(s.Fg, p.win.ink), rgb(s.Bg, p.win.ground)
	if s.Attrs&uv.AttrReverse != 0 {
		ink, ground = ground, ink
	}
	if s.Attrs&uv.AttrFaint != 0 {
		ink = blend(ink, ground, 0.4)
	}
	out := pen{
		ink: ink, ground: ground,
		bold:      s.Attrs&uv.AttrBold != 0,
		italic:    s.Attrs&uv.AttrItalic != 0,
		underline: s.Underline != uv.UnderlineNone,
		strike:    s.Attrs&uv.AttrStrikethrough != 0,
		hidden:    s.Attrs&uv.AttrConceal != 0,
	}
	if ground == p.win.ground {
		out.ground = ""
	}
	return out
}

// drawRow draws the cells of one line with its upper left corner at 0,0:
// grounds, then shapes, then text. An empty line is the empty string.
func (p *picture) drawRow(cells []uv.Cell, cursor int) string {
	var grounds, texts strings.Builder
	var shapes shapeSet
	run := textRun{ink: p.win.ink}
	pens := make([]pen, len(cells))
	for x := range cells {
		pens[x] = p.pen(cells[x])
		if x > 0 && cells[x].Width == 0 && cells[x-1].Width == 2 {
			pens[x] = pens[x-1]
		}
		if x == cursor {
			pens[x].ground, pens[x].ink = pens[x].ink, p.win.ground
		}
	}
	for x := 0; x < len(pens); {
		end := x + 1
		for end < len(pens) && pens[end].ground == pens[x].ground {
			end++
		}
		if pens[x].ground != "" {
			fmt.Fprintf(&grounds, `<rect x="%s" width="%s" height="%d" fill="%s"/>`,
				num(float64(x)*cellWidth), num(float64(end-x)*cellWidth), cellHeight, pens[x].ground)
		}
		x = end
	}
	for x, c := range cells {
		if c.Width == 0 && x > 0 && cells[x-1].Width == 2 {
			continue
		}
		shapes.lines(x, max(c.Width, 1), pens[x])
		glyph := c.Content
		if pens[x].hidden || glyph == "" {
			glyph = " "
		}
		switch {
		case glyph == " ":
			run.space()
		case shapes.draw(x, glyph, pens[x]):
			run.flush(&texts)
		case c.Width == 2:
			run.flush(&texts)
			run.wide(&texts, x, glyph, pens[x])
		default:
			run.add(&texts, x, glyph, pens[x])
		}
	}
	run.flush(&texts)
	return grounds.String() + shapes.String() + texts.String()
}

// textRun collects glyphs of one look that stand side by side.
type textRun struct {
	x, cells int
	spaces   int // not yet written: those at the end of a run are not
	pen      pen
	ink      string // the window's own, which need not be said
	text     strings.Builder
}

func (r *textRun) space() {
	if r.cells > 0 {
		r.spaces++
	}
}

func (r *textRun) add(b *strings.Builder, x int, glyph string, p pen) {
	if r.cells > 0 && !sameInk(r.pen, p) {
		r.flush(b)
	}
	if r.cells == 0 {
		r.x, r.pen = x, p
	}
	r.text.WriteString(strings.Repeat(" ", r.spaces) + glyph)
	r.cells += r.spaces + 1
	r.spaces = 0
}

func (r *textRun) flush(b *strings.Builder) {
	if r.cells > 0 {
		// The length keeps the columns even where another font steps in.
		fmt.Fprintf(b, `<text x="%s" y="%d" textLength="%s"%s%s>%s</text>`, num(float64(r.x)*cellWidth), baseline,
			num(float64(r.cells)*cellWidth), r.fill(r.pen), class(r.pen), escape(r.text.String()))
	}
	r.cells, r.spaces = 0, 0
	r.text.Reset()
}

func (r *textRun) wide(b *strings.Builder, x int, glyph string, p pen) {
	fmt.Fprintf(b, `<text x="%s" y="%d" text-anchor="middle"%s%s>%s</text>`,
		num((float64(x)+1)*cellWidth), baseline, r.fill(p), class(p), escape(glyph))
}

// fill is the color of a text; the window's own is that of the whole picture.
func (r *textRun) fill(p pen) string {
	if p.ink == r.ink {
		return ""
	}
	return ` fill="` + p.ink + `"`
}

func sameInk(a, b pen) bool {
	return a.ink == b.ink && a.bold == b.bold && a.italic == b.italic
}

func class(p pen) string {
	switch {
	case p.bold && p.italic:
		return ` class="b i"`
	case p.bold:
		return ` class="b"`
	case p.italic:
		return ` class="i"`
	}
	return ""
}

func rgb(c color.Color, otherwise string) string {
	switch c := c.(type) {
	case nil:
		return otherwise
	case ansi.BasicColor:
		return basic[c&15]
	}
	r, g, b, a := c.RGBA()
	if a == 0 {
		return otherwise
	}
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// basic is a calm palette for the sixteen named colors.
var basic = [16]string{
	"#484f58", "#ff7b72", "#7ec98f", "#d29922", "#79b8ff", "#bc8cff", "#56c8d8", "#b1bac4",
	"#6e7681", "#ffa198", "#9be9a8", "#e3b341", "#a5d6ff", "#d2a8ff", "#7fe3f0", "#f0f6fc",
}

// blend is ink with a part of the ground in it. Both are colors as the renderer writes them, "#rrggbb"; whatever else
// there is stays as it is.
func blend(ink, ground string, part float64) string {
	var a, b [3]int
	for text, to := range map[string]*[3]int{ink: &a, ground: &b} {
		if n, err := fmt.Sscanf(text, "#%02x%02x%02x", &to[0], &to[1], &to[2]); n != 3 || err != nil {
			return ink
		}
	}
	for i := range a {
		a[i] = int(float64(a[i])*(1-part) + float64(b[i])*part + 0.5)
	}
	return fmt.Sprintf("#%02x%02x%02x", a[0], a[1], a[2])
}

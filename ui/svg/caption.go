package svg

import (
	"fmt"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Caption is what an animation says below a frame: the keys that were pressed,
// drawn as the caps of a keyboard, and a few words.
type Caption struct {
	Keys []string
	Text string
}

// The measures of the strip of captions, in pixels.
const (
	captionHeight = 46
	capAir        = 7 // between a key's text and the edge of its cap
)

// caption draws the strip's contents with their upper left corner at 0,0.
func (p *picture) caption(c Caption, columns int) string {
	if len(c.Keys) == 0 && c.Text == "" {
		return ""
	}
	var b strings.Builder
	x := 0.0
	for _, key := range c.Keys {
		w := float64(ansi.StringWidth(key))*cellWidth + 2*capAir
		fmt.Fprintf(&b, `<rect x="%s" y="-3.5" width="%s" height="26" rx="5" fill="%s" stroke="%s"/>`, num(x+0.5),
			num(w-1), p.win.cap, p.win.line)
		fmt.Fprintf(&b, `<g transform="translate(%s 0)">%s</g>`, num(x+capAir),
			p.drawRow(cellsOf(key, uv.AttrBold), -1))
		x += w + 6
	}
	if len(c.Keys) > 0 {
		x += 8
	}
	room := columns - int(x/cellWidth) - 1
	fmt.Fprintf(&b, `<g transform="translate(%s 0)">%s</g>`, num(x),
		p.drawRow(cellsOf(ansi.Truncate(c.Text, room, "…"), 0), -1))
	return b.String()
}

// cellsOf are the cells of a text without colors.
func cellsOf(text string, attrs uint8) []uv.Cell {
	var out []uv.Cell
	for _, r := range text {
		out = append(out, uv.Cell{Content: string(r), Width: 1, Style: uv.Style{Attrs: attrs}})
	}
	return out
}

// strip draws the ground of the captions, at the bottom of the window.
func (p *picture) strip() {
	top, bottom := p.height-captionHeight, p.height-1
	if p.o.Bare {
		fmt.Fprintf(&p.b, `<rect y="%s" width="%s" height="%d" fill="%s"/>`+"\n", num(top), num(p.width),
			captionHeight, p.win.bar)
		return
	}
	const r = radius - 0.5
	fmt.Fprintf(&p.b, `<path d="M1 %s V%s a%s %s 0 0 0 %s %s H%s a%s %s 0 0 0 %s -%s V%s Z" fill="%s"/>`+"\n",
		num(top), num(bottom-r), num(r), num(r), num(r), num(r), num(p.width-radius-0.5), num(r), num(r), num(r),
		num(r), num(top), p.win.bar)
	fmt.Fprintf(&p.b, `<path d="M1 %s H%s" stroke="%s"/>`+"\n", num(top-0.5), num(p.width-1), p.win.line)
}

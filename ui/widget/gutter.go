package widget

import (
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
)

// gutter writes the mark of the cursor at the beginning of a line of this
// width, that of a marked row beside it, and returns how much of the line is left.
func (p *painter) gutter(width int, marked bool) int {
	n := gutterWidth(width)
	if n == 0 {
		return width
	}
	left := n
	if p.selected && (n > 1 || !marked) {
		p.text(theme.Accent, p.th.Sym.Cursor)
		left--
	} else if n > 1 {
		pad(p.b, 1)
		left--
	}
	if marked {
		p.text(theme.Accent, p.th.Sym.Marked)
		left--
	}
	p.gap(left)
	return width - n
}

// gutterWidth is the room for the mark of the cursor in a list.
func gutterWidth(width int) int {
	switch {
	case width >= 40:
		return 2
	case width >= 4:
		return 1
	default:
		return 0
	}
}

// note is a quiet text that fills a block.
func note(th *theme.Theme, text string, w, h int) string {
	var b strings.Builder
	p := painter{b: &b, th: th}
	left := gutterWidth(w)
	lines := Wrap(text, max(w-2*left, 1))
	for y := range h {
		if y > 0 {
			b.WriteByte('\n')
		}
		if y >= len(lines) {
			pad(&b, w)
			continue
		}
		pad(&b, left)
		p.cell(Mark(theme.Dim, lines[y]), w-left, Left)
	}
	return b.String()
}

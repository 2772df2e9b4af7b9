package widget

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/theme"
)

// Frame is how many cells and lines a Modal needs around its body: a border
// and one cell of air on the left and right.
const (
	FrameWidth  = 4
	FrameHeight = 2
)

// Modal frames a body of w by h cells and lines, with the title in the border.
// The result is FrameWidth and FrameHeight larger.
func Modal(th *theme.Theme, title, body string, w, h int) string {
	w, h = max(w, 1), max(h, 1)
	var b strings.Builder
	f := th.Sym.Frame
	head := ""
	if title = Truncate(Plain(title), w-2, th.Sym.Ellipsis); title != "" {
		head = " " + title + " "
	}
	rest := w + 1 - Width(head)
	b.WriteString(th.Paint(theme.Border, f.TopLeft+f.Top))
	b.WriteString(th.Paint(theme.Title, head))
	b.WriteString(th.Paint(theme.Border, strings.Repeat(f.Top, rest)+f.TopRight))
	left, right := th.Paint(theme.Border, f.Left), th.Paint(theme.Border, f.Right)
	for line := range strings.SplitSeq(Fit(body, w, h), "\n") {
		b.WriteString("\n" + left + " " + line + " " + right)
	}
	b.WriteString("\n" + th.Paint(theme.Border, f.BottomLeft+strings.Repeat(f.Bottom, w+2)+f.BottomRight))
	return b.String()
}

// OverlayAt puts a box with its upper left corner at a cell of a frame of w by h,
// whose own text steps back. The result is exactly w by h: a box that would hang
// over the edge is moved in, and cut if it is too large.
func OverlayAt(th *theme.Theme, base, box string, x, y, w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	bw, bh := lipgloss.Size(box)
	bw, bh = min(bw, w), min(bh, h)
	x, y = max(min(x, w-bw), 0), max(min(y, h-bh), 0)
	// The text is taken without its styles, since nested styles end each other.
	lines := strings.Split(Fit(ansi.Strip(base), w, h), "\n")
	over := strings.Split(Fit(box, bw, bh), "\n")
	for i, line := range lines {
		if i < y || i >= y+bh {
			lines[i] = th.Paint(theme.Backdrop, line)
			continue
		}
		lines[i] = th.Paint(theme.Backdrop, Pad(line, x, "")) + over[i-y] +
			th.Paint(theme.Backdrop, lastCells(line, w-x-bw))
	}
	return strings.Join(lines, "\n")
}

// lastCells are the last n cells of a plain text that is at least as wide. A wide rune that begins before them is a
// space.
func lastCells(s string, n int) string {
	cut := Width(s) - n
	if isPrintable(s) {
		return s[cut:]
	}
	end := ansi.TruncateLeft(s, cut, "")
	if Width(end) > n {
		end = ansi.TruncateLeft(s, cut+1, "")
	}
	return strings.Repeat(" ", n-Width(end)) + end
}

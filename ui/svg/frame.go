// Package svg draws terminal screens as standalone SVG pictures: the same cells
// give the same bytes, on every machine. Lines, blocks and the program's own
// symbols are drawn as shapes, so that they join and do not depend on fonts.
package svg

import (
	"fmt"
	"strings"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Frame is one screen. Cells are row by row; the cells that a wide glyph
// covers after its first have a Width of 0.
type Frame struct {
	Width, Height int
	Cells         []uv.Cell
	Cursor        *Cursor       // nil: hidden
	Hold          time.Duration // how long an animation shows it; 0 means a second
	Caption       Caption       // what an animation with captions says below it
}

// Cursor is where the terminal's cursor stands.
type Cursor struct{ X, Y int }

// Grid is whatever has the cells of a screen, as a terminal emulator does.
type Grid interface {
	Width() int
	Height() int
	CellAt(x, y int) *uv.Cell
}

// Capture copies the cells of a grid.
func Capture(g Grid) Frame {
	f := Frame{Width: g.Width(), Height: g.Height()}
	f.Cells = make([]uv.Cell, f.Width*f.Height)
	for y := range f.Height {
		for x := range f.Width {
			if c := g.CellAt(x, y); c != nil {
				f.Cells[y*f.Width+x] = *c
			}
		}
	}
	return f
}

// FromText is the screen that a text with styles (such as the content of a
// view) makes on an empty terminal of w by h. It is an error when the text
// does not fit, as the picture would not show all of it.
func FromText(text string, w, h int) (Frame, error) {
	lines := strings.Split(text, "\n")
	if len(lines) > h {
		return Frame{}, fmt.Errorf("draw a text of %d lines on a screen of %d", len(lines), h)
	}
	for y, line := range lines {
		if n := ansi.StringWidth(line); n > w {
			return Frame{}, fmt.Errorf("draw line %d of %d cells on a screen of %d", y+1, n, w)
		}
	}
	screen := uv.NewScreenBuffer(w, h)
	uv.NewStyledString(text).Draw(screen, screen.Bounds())
	return Capture(screen), nil
}

// row is the cells of one line.
func (f Frame) row(y int) []uv.Cell { return f.Cells[y*f.Width : (y+1)*f.Width] }

func (f Frame) check() error {
	if f.Width <= 0 || f.Height <= 0 || len(f.Cells) != f.Width*f.Height {
		return fmt.Errorf("a frame of %dx%d cannot have %d cells", f.Width, f.Height, len(f.Cells))
	}
	return nil
}

package uitest

import (
	"fmt"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// letters name the styles of a golden screen, in order of appearance.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// Golden is the screen as a person can review it: the text, a map with one
// letter for each cell that has a style, what the letters mean, and the state
// of the terminal. Lines end where their last letter does.
func (t *Term) Golden() string {
	var b strings.Builder
	b.WriteString(t.Screen())
	b.WriteString(ruler(t.Width()))
	names := map[string]byte{"": '.'}
	var legend []string
	for y := range t.Height() {
		line := make([]byte, t.Width())
		for x := range line {
			name := describe(t.CellAt(x, y))
			letter, ok := names[name]
			if !ok {
				letter = '!' // more styles than letters: the legend says so
				if len(legend) < len(letters) {
					letter = letters[len(legend)]
				}
				names[name] = letter
				legend = append(legend, fmt.Sprintf("%c = %s", letter, name))
			}
			line[x] = letter
		}
		b.WriteString(strings.TrimRight(string(line), "."))
		b.WriteByte('\n')
	}
	b.WriteString(ruler(t.Width()))
	for _, l := range legend {
		b.WriteString(l + "\n")
	}
	fmt.Fprintf(&b, "size = %dx%d\n", t.Width(), t.Height())
	fmt.Fprintf(&b, "alternate screen = %v\n", t.AltScreen())
	if x, y, visible := t.Cursor(); visible {
		fmt.Fprintf(&b, "cursor = %d,%d\n", x, y)
	} else {
		b.WriteString("cursor = hidden\n")
	}
	fmt.Fprintf(&b, "title = %q\n", t.Title())
	return b.String()
}

// ruler parts the sections, and lets columns be counted.
func ruler(w int) string {
	var b strings.Builder
	for x := range w {
		if x%10 == 9 {
			b.WriteByte('+')
		} else {
			b.WriteByte('-')
		}
	}
	return b.String() + "\n"
}

// describe is the style of a cell in words, "" for none. The ink of a space
// cannot be seen, and is left out.
func describe(c *uv.Cell) string {
	if c == nil {
		return ""
	}
	s := c.Style
	var words []string
	blank := strings.TrimSpace(c.Content) == "" && s.Attrs&uv.AttrReverse == 0
	if s.Fg != nil && (!blank || s.Underline != uv.UnderlineNone) {
		words = append(words, "fg"+hex(s.Fg))
	}
	if s.Bg != nil {
		words = append(words, "bg"+hex(s.Bg))
	}
	for _, a := range []struct {
		bit      uint8
		name     string
		onSpaces bool
	}{
		{uv.AttrBold, "bold", false}, {uv.AttrFaint, "faint", false}, {uv.AttrItalic, "italic", false},
		{uv.AttrBlink, "blink", false}, {uv.AttrRapidBlink, "blink", false}, {uv.AttrReverse, "reverse", true},
		{uv.AttrConceal, "conceal", false}, {uv.AttrStrikethrough, "strike", true},
	} {
		if s.Attrs&a.bit != 0 && (!blank || a.onSpaces) {
			words = append(words, a.name)
		}
	}
	if s.Underline != uv.UnderlineNone {
		words = append(words, "underline")
	}
	if c.Link.URL != "" {
		words = append(words, "link "+c.Link.URL)
	}
	return strings.Join(words, " ")
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

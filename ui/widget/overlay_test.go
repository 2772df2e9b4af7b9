package widget

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// What is under a box is seen to the left, to the right, above and below it; half of a wide rune is a space.
func TestOverlayAtKeepsWhatIsAroundTheBox(t *testing.T) {
	for _, c := range []struct {
		base, box  string
		x, y, w, h int
		want       string
	}{
		{"abcdef\nghijkl\nmnopqr", "XX", 2, 1, 6, 3, "abcdef|ghXXkl|mnopqr"},
		{"abcdef", "XX", 0, 0, 6, 1, "XXcdef"},
		{"abcdef", "XX", 9, 9, 6, 1, "abcdXX"},
		{"a名b前c", "X", 2, 0, 7, 1, "a Xb前c"},
		{"a名b前c", "X", 1, 0, 7, 1, "aX b前c"},
		{"a名b前c", "XX", 3, 0, 7, 1, "a名XX c"},
		{"\x1b[31mred\x1b[0m", "X", 1, 0, 5, 1, "rXd  "},
		{"abc", "", 1, 0, 3, 1, "abc"},
		{"abc", "much too wide\nand too high", 0, 0, 4, 1, "much"},
	} {
		got := strings.ReplaceAll(ansi.Strip(OverlayAt(plainTheme(), c.base, c.box, c.x, c.y, c.w, c.h)), "\n", "|")
		if got != c.want {
			t.Errorf("%q at %d,%d on %q: %q, want %q", c.box, c.x, c.y, c.base, got, c.want)
		}
	}
}

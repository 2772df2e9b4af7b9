package say

import (
	"testing"

	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Every verdict and severity that a row can show has its line in the legend, as that theme draws it, and no two lines
// of a part explain the same mark.
func TestLegendExplainsEveryMark(t *testing.T) {
	for _, options := range []theme.Options{{}, {ASCII: true}} {
		th := theme.New(options)
		said := map[string]bool{}
		for _, part := range Legend(th) {
			here := map[string]bool{}
			for _, m := range part.Marks {
				text := m.Mark.Plain()
				if text == "" || m.Means == "" || widget.Width(text) > 12 || widget.Width(m.Means) > 75 {
					t.Errorf("%s: %q means %q: too long or empty", part.Heading, text, m.Means)
				}
				if here[text] {
					t.Errorf("%s: %q is explained twice", part.Heading, text)
				}
				here[text], said[text] = true, true
			}
		}
		for v := theme.VerdictNone; v <= theme.VerdictBlocked; v++ {
			if !said[th.Glyph(v)] {
				t.Errorf("the legend does not explain %q", th.Glyph(v))
			}
		}
		for s := theme.SeverityInfo; s <= theme.SeverityUnknown; s++ {
			if !said[s.Letter()] {
				t.Errorf("the legend does not explain %q", s.Letter())
			}
		}
		if !said[th.Sym.Changed] || !said[th.Sym.Differs] || !said[th.Sym.Dead] || !said[th.Sym.Marked] {
			t.Error("the legend leaves out a symbol")
		}
	}
}

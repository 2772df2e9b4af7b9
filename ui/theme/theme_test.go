package theme

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestNoColorWritesAttributesOnly(t *testing.T) {
	th := New(Options{Dark: true, Colors: NoColors})
	for _, token := range Tokens() {
		for _, selected := range []bool{false, true} {
			open, _ := th.Escapes(selected, token)
			params := strings.TrimSuffix(strings.TrimPrefix(open, "\x1b["), "m")
			for p := range strings.SplitSeq(params, ";") {
				switch p {
				case "", "1", "2", "3", "4", "7":
				default:
					t.Errorf("%s (selected %v) writes SGR %q, which is not an attribute", token, selected, p)
				}
			}
			if selected && !strings.Contains(open, "7") {
				t.Errorf("%s on the selected row is not reversed: %q", token, open)
			}
		}
	}
}

func TestPaintAgreesWithLipgloss(t *testing.T) {
	for _, o := range []Options{{}, {Dark: true}, {Colors: NoColors}} {
		th := New(o)
		for _, token := range Tokens() {
			if token == Link || token == Match || o.Colors == NoColors {
				continue // lipgloss underlines letters one by one; ours is one run
			}
			if got, want := th.Paint(token, "abc"), th.cells[token].style.Render("abc"); got != want {
				t.Errorf("%+v %s: Paint = %q, lipgloss = %q", o, token, got, want)
			}
		}
		if got := th.Paint(Bad, ""); got != "" {
			t.Errorf("painting nothing wrote %q", got)
		}
		if open, end := th.Escapes(true, Match); ansi.Strip(open+end) != "" {
			t.Errorf("Escapes write %q and %q", open, end)
		}
	}
}

func TestSymbolsCarryTheMeaningAlone(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		th := New(Options{ASCII: ascii})
		seen := map[string]Verdict{}
		for v := VerdictNone; v <= VerdictBlocked; v++ {
			g := th.Glyph(v)
			if other, ok := seen[g]; ok {
				t.Errorf("ascii %v: verdicts %d and %d share the glyph %q", ascii, v, other, g)
			}
			seen[g] = v
			if ansi.StringWidth(g) != 1 {
				t.Errorf("glyph %q is not one cell wide", g)
			}
		}
		letters := map[string]bool{}
		for s := SeverityNone; s <= SeverityUnknown; s++ {
			if letters[s.Letter()] {
				t.Errorf("two severities share the letter %q", s.Letter())
			}
			letters[s.Letter()] = true
		}
	}
	if got := New(Options{}).Glyph(Verdict(99)); got != "?" {
		t.Errorf("a verdict out of range shows %q; unknown is not safe, want ?", got)
	}
}

func TestASCIISymbolsAreASCII(t *testing.T) {
	for _, r := range fmt.Sprintf("%+v", asciiSymbols) {
		if r > 0x7e {
			t.Errorf("the ASCII symbols contain %q", r)
		}
	}
}

func TestEveryTokenHasARow(t *testing.T) {
	for _, token := range Tokens() {
		if rows[token].name == "" || rows[token].ink == noHue {
			t.Errorf("token %d has no row in the table", token)
		}
	}
}

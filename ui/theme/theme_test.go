package theme

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// luminance is the relative luminance of WCAG 2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	channel := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(r) + 0.7152*channel(g) + 0.0722*channel(b)
}

func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func TestContrastFormula(t *testing.T) {
	black, white := lipgloss.Color("#000000"), lipgloss.Color("#ffffff")
	if got := contrast(black, white); math.Abs(got-21) > 0.001 {
		t.Errorf("black on white = %.3f, want 21", got)
	}
	// The best known borderline grey of WCAG examples.
	if got := contrast(lipgloss.Color("#767676"), white); math.Abs(got-4.54) > 0.01 {
		t.Errorf("#767676 on white = %.3f, want 4.54", got)
	}
}

func TestEveryTokenIsReadable(t *testing.T) {
	for _, o := range []Options{
		{Dark: true}, {Dark: false},
		{Dark: true, HighContrast: true}, {Dark: false, HighContrast: true},
	} {
		p := paletteFor(o)
		th := New(o)
		for _, token := range Tokens() {
			need := 4.5
			if o.HighContrast {
				need = 7
			}
			if rows[token].isBorder {
				need = 3
			}
			check := func(where string, style lipgloss.Style, ground string) {
				bg := lipgloss.Color(ground)
				if b := style.GetBackground(); b != (lipgloss.NoColor{}) {
					bg = b
				}
				if got := contrast(style.GetForeground(), bg); got < need {
					t.Errorf("%+v: %s on %s has contrast %.2f, want at least %.1f", o, token, where, got, need)
				}
			}
			check("the ground", th.cells[token].style, p.ground)
			check("the selected row", th.onRow[token].style, p.selected)
		}
	}
}

func TestNoColorWritesAttributesOnly(t *testing.T) {
	th := New(Options{Dark: true, NoColor: true})
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
	for _, o := range []Options{{}, {Dark: true}, {NoColor: true}} {
		th := New(o)
		for _, token := range Tokens() {
			if token == Link || token == Match || o.NoColor {
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

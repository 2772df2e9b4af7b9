package theme

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/lucasb-eyer/go-colorful"
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

// looks are all that a theme can be asked for in colors.
func looks() []Options {
	var all []Options
	for _, colors := range []Colors{TrueColor, Colors256, Colors16, NoColors} {
		for _, dark := range []bool{true, false} {
			for _, high := range []bool{false, true} {
				all = append(all, Options{Colors: colors, Dark: dark, HighContrast: high})
			}
		}
	}
	return all
}

// tables are what the 16 colors are in terminals that people have. Windows Terminal and VS Code have Campbell or near
// it.
var tables = map[string][16]string{
	"xterm": {"#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5",
		"#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"},
	"VGA": {"#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa",
		"#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff"},
	"Tango": {"#000000", "#cc0000", "#4e9a06", "#c4a000", "#3465a4", "#75507b", "#06989a", "#d3d7cf",
		"#555753", "#ef2929", "#8ae234", "#fce94f", "#729fcf", "#ad7fa8", "#34e2e2", "#eeeeec"},
	"Campbell": {"#0c0c0c", "#c50f1f", "#13a10e", "#c19c00", "#0037da", "#881798", "#3a96dd", "#cccccc",
		"#767676", "#e74856", "#16c60c", "#f9f1a5", "#3b78ff", "#b4009e", "#61d6d6", "#f2f2f2"},
	"Terminal.app": {"#000000", "#990000", "#00a600", "#999900", "#0000b2", "#b200b2", "#00a6b2", "#bfbfbf",
		"#666666", "#e50000", "#00d900", "#e5e500", "#0000ff", "#e500e5", "#00e5e5", "#e5e5e5"},
}

// painted is a token as it is seen: what is reversed has its ink for a ground.
type painted struct {
	ink, ground color.Color
	attrs       string
}

// see is what a style looks like in a terminal of that table of 16 colors, whose own text is of the contrary lightness
// to its ground. Indices above the table are the same everywhere.
func see(style lipgloss.Style, o Options, p palette, table [16]string) painted {
	if o.Colors == NoColors {
		p.ground = "#000000"
	}
	real := func(c color.Color, otherwise string) color.Color {
		switch c := c.(type) {
		case lipgloss.NoColor:
			return lipgloss.Color(otherwise)
		case ansi.BasicColor:
			return lipgloss.Color(table[c])
		}
		return c
	}
	text := "#ffffff"
	if contrast(lipgloss.Color(p.ground), lipgloss.Color(text)) < 2 {
		text = "#000000"
	}
	out := painted{real(style.GetForeground(), text), real(style.GetBackground(), p.ground),
		fmt.Sprint(style.GetBold(), style.GetItalic(), style.GetUnderline(), style.GetReverse(), style.GetFaint())}
	if style.GetReverse() {
		out.ink, out.ground = out.ground, out.ink
	}
	return out
}

// need is how much contrast a token needs: that of WCAG 2, AA or AAA, and of what is no text 3:1. Nobody knows what the
// 16 colors are; there it is 3:1 at least in every table that is usual.
func need(o Options, token Token) float64 {
	switch {
	case o.Colors == Colors16, rows[token].isBorder:
		return 3
	case o.HighContrast:
		return 7
	}
	return 4.5
}

func TestEveryTokenIsReadable(t *testing.T) {
	for _, o := range looks() {
		p, th := paletteFor(o), New(o)
		for name, table := range tables {
			for _, token := range Tokens() {
				for where, style := range map[string]lipgloss.Style{
					"the ground": th.cells[token].style, "the selected row": th.onRow[token].style} {
					is := see(style, o, p, table)
					if got := contrast(is.ink, is.ground); got < need(o, token) {
						t.Errorf("%+v, %s: %s on %s has contrast %.2f, want at least %.1f", o, name, token, where, got,
							need(o, token))
					}
				}
			}
		}
	}
}

// alike are tokens that may look the same: they mean the same, or a word or a mark beside them says which it is, or one
// stands where the other never does. All other pairs are told apart by color or attribute, in every palette.
var alike = [][]Token{
	{Text, Low, Code},                         // the words say what a line is
	{Dim, Good, Hint, Info, Header, Backdrop}, // all that may be skipped
	{Dim, Good, Hint, Border, Backdrop, Info}, // lines are no letters
	{Bad, High, Removed},                      // a person is needed; what is gone has its sign
	{Warn, Medium},
	{Strong, Selected, Code},          // the selected row has a ground, or is reversed
	{Accent, Title, Key, Link, Match}, // where the reader is, and what leads on
	{Good, Hint, Text, Low, Code},     // without colors what is fine is plain
}

// fewAlike are more of them where there are 16 colors or none: attributes are few.
var fewAlike = [][]Token{
	{Header, Title, Strong, Selected, Accent, Key, Added, Warn, Medium, Bad, High}, // bold: the marks and letters tell
	{Added, Strong, Selected, Header},
	{Badge, Selected},        // a word in the header is no row
	{Removed, Link, Unknown}, // underlined: signs and question marks tell
}

func mayBeAlike(o Options, a, b Token) bool {
	lists := alike
	switch o.Colors {
	case NoColors:
		lists = append(slices.Clone(alike), fewAlike...)
	case Colors16:
		lists = append(slices.Clone(alike), fewAlike[1])
	}
	return slices.ContainsFunc(lists, func(list []Token) bool {
		return slices.Contains(list, a) && slices.Contains(list, b)
	})
}

// distance is how different two colors look (CIEDE2000, where 0.01 is what a trained eye just sees).
func distance(a, b color.Color) float64 {
	one, _ := colorful.MakeColor(a)
	other, _ := colorful.MakeColor(b)
	return one.DistanceCIEDE2000(other)
}

// apart is the least distance between colors that mean different things.
const apart = 0.07

func TestTokensAreToldApart(t *testing.T) {
	for _, o := range looks() {
		p, th := paletteFor(o), New(o)
		for name, table := range tables {
			if o.Colors != Colors16 && name != "xterm" {
				continue // the same in every table
			}
			for _, a := range Tokens() {
				for _, b := range Tokens()[a+1:] {
					one, other := see(th.cells[a].style, o, p, table), see(th.cells[b].style, o, p, table)
					same := one.attrs == other.attrs && distance(one.ink, other.ink) < apart &&
						distance(one.ground, other.ground) < apart
					if same && !mayBeAlike(o, a, b) {
						t.Errorf("%+v, %s: %s and %s look the same: %v", o, name, a, b, one)
					}
				}
			}
		}
	}
}

// What matters most is told apart by color alone: attributes are not seen by everybody, nor in every terminal.
func TestSeveritiesAndVerdictsHaveTheirColors(t *testing.T) {
	for _, o := range looks() {
		if o.Colors == NoColors {
			continue
		}
		p, th := paletteFor(o), New(o)
		for name, table := range tables {
			for _, set := range [][]Token{{High, Medium, Low}, {Bad, Warn, Good}, {Bad, Accent}, {Warn, Accent}} {
				for i, a := range set {
					for _, b := range set[i+1:] {
						one, other := see(th.cells[a].style, o, p, table), see(th.cells[b].style, o, p, table)
						if got := distance(one.ink, other.ink); got < apart {
							t.Errorf("%+v, %s: %s and %s are %.3f apart", o, name, a, b, got)
						}
					}
				}
			}
		}
	}
}

// The row under the cursor is seen: its ground is another than that of the others, or it is reversed.
func TestTheSelectedRowIsSeen(t *testing.T) {
	for _, o := range looks() {
		p, th := paletteFor(o), New(o)
		for name, table := range tables {
			row := see(th.onRow[Text].style, o, p, table)
			rest := see(th.cells[Text].style, o, p, table)
			if got := distance(row.ground, rest.ground); got < 0.02 {
				t.Errorf("%+v, %s: the ground of the selected row is %.3f from that of the others", o, name, got)
			}
		}
	}
}

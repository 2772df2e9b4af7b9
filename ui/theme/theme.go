// Package theme decides what the interface looks like: one table of tokens,
// palettes for every number of colors, and a set of symbols. A Theme is made once per terminal
// (again when its background becomes known) and is immutable.
package theme

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Options are what the terminal and the person ask for.
type Options struct {
	Dark         bool // the terminal's background is dark
	Colors       Colors
	ASCII        bool  // symbols from ASCII only
	HighContrast bool  // at least 7:1 instead of 4.5:1
	Skin         *Skin // nil for none
	Words        bool  // words instead of symbols, and no styles: the text is read out
}

// Colors is how many colors a terminal has.
type Colors uint8

// The numbers of colors, most first. With none there are attributes only: bold, faint, underline, reverse.
const (
	TrueColor Colors = iota
	Colors256
	Colors16
	NoColors
)

// Theme holds a style for every token and the symbols. It is safe to share,
// as nothing changes it after New.
type Theme struct {
	Sym     Symbols
	options Options
	cells   [tokenCount]look
	onRow   [tokenCount]look // the same tokens on the row under the cursor
}

// look is a style, and the escape sequences that switch it on and off, taken
// from that style once: a table paints hundreds of cells per frame.
type look struct {
	style       lipgloss.Style
	open, close string
}

// New builds the theme for these options.
func New(o Options) *Theme {
	p := paletteFor(o)
	t := &Theme{Sym: symbolsFor(o), options: o}
	for _, token := range Tokens() {
		t.cells[token] = newLook(o.painted(styleOf(rows[token], p, o, false), token, false))
		t.onRow[token] = newLook(o.painted(styleOf(rows[token], p, o, true), token, p.selected == ""))
	}
	// The row under the cursor looks the same wherever it is painted.
	t.cells[Selected] = t.onRow[Selected]
	return t
}

// Options are those the theme was made with.
func (t *Theme) Options() Options { return t.options }

// Paint gives one line of text the look of a token.
func (t *Theme) Paint(token Token, text string) string {
	return t.cells[token].paint(text)
}

// Escapes are the sequences around text in the look of a token, on the row
// under the cursor or elsewhere; both are
// empty when the token needs none. They spare a table one string per cell.
func (t *Theme) Escapes(selected bool, token Token) (open, close string) {
	l := &t.cells[token]
	if selected {
		l = &t.onRow[token]
	}
	return l.open, l.close
}

func (l *look) paint(text string) string {
	if text == "" || l.open == "" {
		return text
	}
	return l.open + text + l.close
}

func newLook(s lipgloss.Style) look {
	// No escape sequence of a style contains this mark, so what is left and
	// right of it is what the style wrote.
	const mark = "x"
	open, close, _ := strings.Cut(s.Render(mark), mark)
	return look{style: s, open: open, close: close}
}

func styleOf(r row, p palette, o Options, selected bool) lipgloss.Style {
	s := lipgloss.NewStyle()
	if o.Words {
		return s
	}
	attrs := r.look
	switch o.Colors {
	case NoColors:
		attrs = r.plain
	case Colors16:
		attrs |= r.few
		if p.hues[r.ink] == "" {
			attrs |= r.plain &^ reverse
		}
	}
	if selected && p.selected == "" {
		// Faint text on a reversed row is unreadable on many terminals, and a colored one is a colored ground.
		return withAttrs(s, attrs&^faint|reverse)
	}
	if o.Colors == NoColors {
		return withAttrs(s, attrs)
	}
	ink := r.ink
	if selected && r.isBorder {
		ink = quietHue
	}
	if c := p.hues[ink]; c != "" {
		s = s.Foreground(lipgloss.Color(c))
	}
	switch {
	case r.ground != noHue:
		s = s.Background(lipgloss.Color(p.hues[r.ground]))
	case selected:
		s = s.Background(lipgloss.Color(p.selected))
	}
	return withAttrs(s, attrs)
}

func withAttrs(s lipgloss.Style, a attr) lipgloss.Style {
	if a&bold != 0 {
		s = s.Bold(true)
	}
	if a&faint != 0 {
		s = s.Faint(true)
	}
	if a&italic != 0 {
		s = s.Italic(true)
	}
	if a&underline != 0 {
		s = s.Underline(true)
	}
	if a&reverse != 0 {
		s = s.Reverse(true)
	}
	return s
}

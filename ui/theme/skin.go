package theme

import "charm.land/lipgloss/v2"

// Skin is a theme with other colors for some tokens, as a person wants them. Nothing holds what they have chosen to the
// contrast of the palettes.
type Skin struct {
	Name   string
	Base   string // the name of the theme that it changes
	Paints map[Token]Paint
}

// Paint is how a skin paints a token: a color for each number of colors, "" for that of the theme, and attributes.
type Paint struct {
	TrueColor, Of256, Of16                  string
	Bold, Faint, Italic, Underline, Reverse bool
}

// color is the color for a number of colors.
func (p *Paint) color(n Colors) string {
	switch n {
	case TrueColor:
		return p.TrueColor
	case Colors256:
		return p.Of256
	case Colors16:
		return p.Of16
	}
	return ""
}

// painted is a style as a skin changes it. On a row that is reversed, where a color would be that of the ground, it
// stays as it is.
func (o *Options) painted(s lipgloss.Style, token Token, reversed bool) lipgloss.Style {
	if o.Skin == nil || o.Words {
		return s
	}
	p, ok := o.Skin.Paints[token]
	if !ok || reversed {
		return s
	}
	if c := p.color(o.Colors); c != "" {
		s = s.Foreground(lipgloss.Color(c))
	}
	var attrs attr
	for a, on := range map[attr]bool{bold: p.Bold, faint: p.Faint, italic: p.Italic, underline: p.Underline,
		reverse: p.Reverse} {
		if on {
			attrs |= a
		}
	}
	return withAttrs(s, attrs)
}

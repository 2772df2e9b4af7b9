package cli

import (
	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/analysis/report"
)

// look is how text for people looks on stdout: in the terminal's own sixteen colors, which fit its background whatever
// that is, and as wide as the terminal. Whatever is no terminal gets plain text of any width.
func (p *program) look(file string) report.Look {
	look := report.Look{Profile: p.source().profile, Together: p.flags.profiles}
	if file != "" || !isTerminal(p.stdout) {
		return look
	}
	look.Width = terminalWidth(p.stdout)
	if !p.noColor() {
		look.Paint = paint
	}
	return look
}

// noColor reports whether the user or the terminal wants no colors. Source: no-color.org.
func (p *program) noColor() bool {
	return p.flags.noColor || p.env.get("NO_COLOR") != "" || p.env.get("TERM") == "dumb"
}

func paint(tone report.Tone, s string) string {
	style := ansi.NewStyle()
	switch tone {
	case report.Strong:
		style = style.Bold()
	case report.Dim:
		style = style.Faint()
	case report.Good:
		style = style.ForegroundColor(ansi.Green)
	case report.Warning:
		style = style.ForegroundColor(ansi.Yellow)
	case report.Bad:
		style = style.ForegroundColor(ansi.Red)
	case report.Question:
		style = style.ForegroundColor(ansi.Magenta)
	default:
		return s
	}
	return style.Styled(s)
}

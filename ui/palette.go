package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// palette is the line in which a person types where to go.
type palette struct {
	env    *screen.Env
	input  widget.Input
	cursor int // the suggestion under the cursor
	why    string
}

func (a *App) openPalette() tea.Cmd {
	a.open(&palette{env: &a.env})
	return nil
}

func (p *palette) title() string { return "go to" }
func (p *palette) typing() bool  { return true }

func (p *palette) insert(text string) {
	p.input.Insert(text)
	p.cursor, p.why = 0, ""
}

func (p *palette) do(c screen.Command) (bool, *screen.Place) {
	suggestions := screen.Suggest(p.env.Result, p.input.Text())
	switch c {
	case screen.Up:
		p.cursor = max(p.cursor-1, 0)
	case screen.Down:
		p.cursor = max(min(p.cursor+1, len(suggestions)-1), 0)
	case screen.Accept:
		if p.cursor < len(suggestions) {
			return false, &suggestions[p.cursor].Place
		}
		to, err := screen.ParsePlace(p.env.Result, p.input.Text())
		if err != nil {
			p.why = err.Error()
			return true, nil
		}
		return false, &to
	default:
		if e, ok := screen.Edit(c); ok {
			p.input.Do(e)
			p.cursor, p.why = 0, ""
		}
	}
	return true, nil
}

func (p *palette) view(th *theme.Theme, w, h int) (string, *tea.Cursor) {
	prompt := ": "
	text, at := p.input.View(th, max(w-widget.Width(prompt), 1))
	lines := []string{th.Paint(theme.Accent, prompt) + text}
	if p.why != "" {
		lines = append(lines, th.Paint(theme.Warn, widget.Plain(p.why)))
	}
	room := max(min(h, 12)-len(lines), 0)
	suggestions := screen.Suggest(p.env.Result, p.input.Text())
	from := max(min(p.cursor-room/2, len(suggestions)-room), 0)
	for i := from; i < min(from+room, len(suggestions)); i++ {
		s := suggestions[i]
		mark, token := "  ", theme.Text
		if i == p.cursor {
			mark, token = th.Sym.Cursor+" ", theme.Selected
		}
		row := widget.Spans(widget.Span{Text: mark, Token: theme.Accent}, widget.Span{Text: s.Word, Token: token},
			widget.Span{Text: "  " + s.What, Token: theme.Dim})
		lines = append(lines, row.View(th, w))
	}
	return strings.Join(lines, "\n"), tea.NewCursor(min(widget.Width(prompt)+at, w-1), 0)
}

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
	name    string
	suggest func(text string) []screen.Suggestion
	parse   func(text string) (screen.Intent, error)
	input   widget.Input
	cursor  int // the suggestion under the cursor
	why     string

	above, from int // in the last view: the lines above the suggestions, and the first one shown
}

func (a *App) openPalette() tea.Cmd {
	a.open(&palette{
		name:    "go to",
		suggest: func(text string) []screen.Suggestion { return screen.Suggest(a.env.Result, text) },
		parse: func(text string) (screen.Intent, error) {
			p, err := screen.ParsePlace(a.env.Result, text)
			return screen.Push{To: p}, err
		},
	})
	return nil
}

// ask opens a palette of a screen's own.
func (a *App) ask(q screen.Ask) {
	a.open(&palette{name: q.Title, suggest: q.Suggest, parse: q.Parse})
}

func (p *palette) title() string { return p.name }
func (p *palette) typing() bool  { return true }

func (p *palette) insert(text string) {
	p.input.Insert(text)
	p.cursor, p.why = 0, ""
}

func (p *palette) do(c screen.Command) (bool, screen.Intent) {
	suggestions := p.suggest(p.input.Text())
	switch c {
	case screen.Up:
		p.cursor = max(p.cursor-1, 0)
	case screen.Down:
		p.cursor = max(min(p.cursor+1, len(suggestions)-1), 0)
	case screen.Accept:
		if p.cursor < len(suggestions) {
			return false, suggestions[p.cursor].To
		}
		to, err := p.parse(p.input.Text())
		if err != nil {
			p.why = err.Error()
			return true, nil
		}
		return false, to
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
	suggestions := p.suggest(p.input.Text())
	from := max(min(p.cursor-room/2, len(suggestions)-room), 0)
	p.above, p.from = len(lines), from
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

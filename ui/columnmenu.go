package ui

import (
	"cmp"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// columnMenu is the menu of the columns of a list. What is ticked is shown at once, behind it.
type columnMenu struct {
	columns []screens.ColumnChoice
	cursor  int
	from    int
	choose  func(keys []string)
}

func canPickColumns(a *App) (bool, string) {
	if a.screen() == nil {
		return false, a.notYet()
	}
	list, ok := a.screen().(screens.Columned)
	_, why := a.screen().Can(screen.PickColumns, a.here())
	return ok && len(list.ColumnChoices()) > 0, cmp.Or(why, "the columns of this screen cannot be chosen")
}

// pickColumns opens the menu of the columns of the list that is shown, and keeps what is chosen.
func (a *App) pickColumns() tea.Cmd {
	v := a.history.Current()
	list := v.Screen.(screens.Columned)
	a.open(&columnMenu{columns: list.ColumnChoices(), choose: func(keys []string) {
		now := list.Arrangement()
		now.Columns = keys
		list.Arrange(now)
		is := a.saver.state.Lists[listName(v.Place)]
		is.Columns = keys
		a.columnsKept = a.keepAs(listName(v.Place), is)
	}})
	return nil
}

func (m *columnMenu) title() string { return "columns" }
func (m *columnMenu) typing() bool  { return false }
func (m *columnMenu) insert(string) {}

func (m *columnMenu) do(c screen.Command) outcome {
	was := m.cursor
	switch c {
	case screen.Up:
		m.cursor = max(m.cursor-1, 0)
	case screen.Down:
		m.cursor = min(m.cursor+1, len(m.columns)-1)
	case screen.Top:
		m.cursor = 0
	case screen.Bottom:
		m.cursor = len(m.columns) - 1
	case screen.Mark:
		return outcome{moved: m.toggle()}
	case screen.Open:
		return outcome{closes: true}
	}
	return outcome{moved: m.cursor != was}
}

// toggle shows the column under the cursor, or no longer. The last one stays: a list shows something.
func (m *columnMenu) toggle() bool {
	at := &m.columns[m.cursor]
	at.Shown = !at.Shown
	var keys []string
	for _, c := range m.columns {
		if c.Shown {
			keys = append(keys, c.Key)
		}
	}
	if len(keys) == 0 {
		at.Shown = true
		return false
	}
	m.choose(keys)
	return true
}

func (m *columnMenu) view(th *theme.Theme, w, h int) (string, *tea.Cursor) {
	room := max(min(h-1, len(m.columns)), 1)
	m.from = max(min(m.from, m.cursor), m.cursor-room+1)
	var lines []string
	for i := m.from; i < min(m.from+room, len(m.columns)); i++ {
		c, mark, token := m.columns[i], "  ", theme.Text
		if i == m.cursor {
			mark, token = th.Sym.Cursor+" ", theme.Strong
		}
		tick := "[ ] "
		if c.Shown {
			tick = "[x] "
		}
		lines = append(lines, widget.Spans(widget.Span{Text: mark, Token: theme.Accent},
			widget.Span{Text: tick, Token: theme.Key}, widget.Span{Text: c.Key, Token: token}).View(th, w))
	}
	if h > 1 {
		keys := []widget.Hint{{Key: "space", Does: "show or hide", Priority: 90},
			{Key: "esc", Does: "close", Priority: 80}}
		lines = append(lines, widget.Footer(th, w, keys, widget.Part{}))
	}
	return strings.Join(lines, "\n"), nil
}

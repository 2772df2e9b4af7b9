package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/screens"
)

// pickView asks for a named view.
func (a *App) pickView() tea.Cmd {
	a.ask(screens.PickView(&a.env))
	return nil
}

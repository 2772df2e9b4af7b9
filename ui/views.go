package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/host"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
)

// pickView asks for a named view.
func (a *App) pickView() tea.Cmd {
	a.ask(screens.PickView(&a.env))
	return nil
}

// SaveView keeps the list that is shown as a view.
func (c *carrier) SaveView(i screen.SaveView) {
	a := c.app
	v := a.history.Current()
	switch {
	case v == nil:
		a.say(a.notYet())
		return
	case i.Name == "":
		a.ask(host.AskView(a.env.Views))
		return
	}
	view, err := screens.ViewOf(v.Screen, v.Place, i.Name)
	if err != nil {
		a.say(err.Error())
		return
	}
	c.cmd = a.intend(a.views.Keep(&a.env, view, i.Over))
}

// DropView removes a view that was saved.
func (c *carrier) DropView(i screen.DropView) {
	c.cmd = c.app.intend(c.app.views.Remove(&c.app.env, i.Name))
}

package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/screen"
)

// intend does what a screen or an overlay wants.
func (a *App) intend(i screen.Intent) tea.Cmd {
	switch i := i.(type) {
	case screen.Push:
		return a.visit(i.To)
	case screen.Copy:
		a.say("copied " + i.What)
		return tea.SetClipboard(i.Text)
	case screen.Status:
		a.say(i.Text)
	case screen.Compute:
		return a.work.start(a.ctx, i)
	case screen.Ask:
		a.ask(i)
	case screen.Run:
		return a.run(i.Command)
	case screen.Tell:
		return a.tell(i.Msg)
	case screen.Switch:
		return a.switchTo(i)
	case screen.Restyle:
		return a.wear(i.Theme)
	case screen.Browse:
		return a.browse(i.URL)
	case screen.Against:
		return a.against(i.Path)
	}
	return nil
}

// run carries out a command by its row in the table of keys, as if its key had
// been pressed.
func (a *App) run(c screen.Command) tea.Cmd {
	act := a.keys.of(browsing, c)
	if act == nil {
		return nil
	}
	return a.act(act)
}

// act carries out an action, or says why it cannot be done now.
func (a *App) act(act *Action) tea.Cmd {
	if ok, why := a.applies(act); !ok {
		a.say(why)
		return nil
	}
	if act.Do != nil {
		return act.Do(a)
	}
	return a.do(act.Command)
}

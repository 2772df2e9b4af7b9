package ui

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/screen"
)

// errNoShell is why the program cannot be suspended.
var errNoShell = errors.New("there is no shell here to go back to")

func canSuspend(a *App) (bool, string) { return a.suspends, errNoShell.Error() }

// suspend goes back to the shell until the person comes back with fg.
func (a *App) suspend() tea.Cmd {
	if err := stopJob(); err != nil {
		a.say(err.Error())
	}
	return nil
}

// redraw draws every cell again: another program may have written on the terminal.
func (a *App) redraw() tea.Cmd { return tea.ClearScreen }

// ofTerminal says whether a command is the program's own, whatever is open.
func ofTerminal(m mode, c screen.Command) bool {
	return c == screen.Redraw || c == screen.Suspend || m == typing && c == screen.Quit
}

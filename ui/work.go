package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
)

// computedMsg is what the screen that is shown has computed.
type computedMsg struct{ value any }

// compute begins a computation of the screen that is shown, ending the one under way.
func (a *App) compute(c screen.Compute) tea.Cmd {
	a.work.begin(a.ctx)
	return tea.Batch(
		a.work.do(func(ctx context.Context) tea.Msg { return computedMsg{c.Work(ctx)} }),
		a.work.spin(&a.env.Frame),
	)
}

// computed brings the screen what it has computed.
func (a *App) computed(msg computedMsg) tea.Cmd {
	a.work.end()
	return a.tell(screen.Computed{Value: msg.value})
}

// shown tells the screen that it is what the person sees now. What another one
// computed before is ended.
func (a *App) shown() tea.Cmd {
	a.work.end()
	if v := a.history.Current(); v != nil && v.Own.stale {
		a.refresh(v)
	}
	return a.tell(screen.Shown{})
}

// canAbout says whether what the person stands on can be asked that way.
func canAbout(c screen.Command) func(*App) (bool, string) {
	return func(a *App) (bool, string) {
		if ok, why := ready(a); !ok {
			return false, why
		}
		intent, why := screens.About(a.screen(), c, a.here())
		return intent != nil, why
	}
}

// goAbout goes to the screen that answers about what the person stands on.
func goAbout(c screen.Command) func(*App) tea.Cmd {
	return func(a *App) tea.Cmd {
		intent, _ := screens.About(a.screen(), c, a.here())
		return a.intend(intent)
	}
}

// stepBack goes to the screen before.
func (a *App) stepBack() tea.Cmd {
	a.history.Step(-1)
	return a.shown()
}

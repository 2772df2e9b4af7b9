package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/screen"
)

// work is what the screen that is shown has computed off the goroutine that
// draws. There is one at a time; its messages carry the generation they belong
// to, so that what comes late is dropped.
type work struct {
	gen    int
	cancel context.CancelFunc // nil when nothing is under way
	ctx    context.Context
}

type (
	computedMsg struct {
		gen   int
		value any
	}
	turnMsg struct{ gen int }
)

// start begins a computation, ending the one under way.
func (w *work) start(parent context.Context, c screen.Compute) tea.Cmd {
	w.stop()
	w.ctx, w.cancel = context.WithCancel(parent)
	gen, ctx := w.gen, w.ctx
	return tea.Batch(
		func() tea.Msg { return computedMsg{gen, c.Work(ctx)} },
		turn(ctx, gen),
	)
}

// stop cancels what is under way; its messages will be of an old generation.
func (w *work) stop() {
	w.gen++
	if w.cancel != nil {
		w.cancel()
		w.cancel = nil
	}
}

// turn turns the spinner while the work lasts.
func turn(ctx context.Context, gen int) tea.Cmd {
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(spin):
			return turnMsg{gen}
		}
	}
}

// workMsg takes a message of a computation; handled is false for any other.
func (a *App) workMsg(msg tea.Msg) (cmd tea.Cmd, handled bool) {
	switch msg := msg.(type) {
	case computedMsg:
		if msg.gen == a.work.gen {
			a.work.stop()
			return a.tell(screen.Computed{Value: msg.value}), true
		}
	case turnMsg:
		if msg.gen == a.work.gen && a.work.cancel != nil {
			a.env.Frame++
			return turn(a.work.ctx, msg.gen), true
		}
	case browsedMsg:
		return a.browsed(msg), true
	default:
		return nil, false
	}
	return nil, true
}

// shown tells the screen that it is what the person sees now. What another one
// computed before is ended.
func (a *App) shown() tea.Cmd {
	a.work.stop()
	if v := a.history.current(); v != nil && v.stale {
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
		intent, why := screen.About(a.screen(), c, &a.env)
		return intent != nil, why
	}
}

// goAbout goes to the screen that answers about what the person stands on.
func goAbout(c screen.Command) func(*App) tea.Cmd {
	return func(a *App) tea.Cmd {
		intent, _ := screen.About(a.screen(), c, &a.env)
		return a.intend(intent)
	}
}

// stepBack goes to the screen before.
func (a *App) stepBack() tea.Cmd {
	a.history.back()
	return a.shown()
}

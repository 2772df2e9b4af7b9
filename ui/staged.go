package ui

import (
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// errWorking is why nothing but the list of functions can be shown yet.
var errWorking = errors.New("working out what each function can reach: so far there is only the list of functions")

// listing says whether what is shown is no more than a list of functions.
func (a *App) listing() bool {
	return a.env.Result != nil && !a.env.Result.Stage.Knows(analysis.Placed)
}

// partial says whether what is shown is of an account that is still being read.
func (a *App) partial() bool { return a.env.Result != nil && a.env.Result.Stage == analysis.Reading }

// showStage takes a result that is not the last one. It never takes the place of
// a complete one: an old answer with its age beside it is better than half of a
// new one. Nor does one without checks take the place of one with them. A list is
// of use only to who wants to see the list.
func (a *App) showStage(result *analysis.Result) tea.Cmd {
	shown := a.env.Result
	switch {
	case shown != nil && shown.Stage.Knows(analysis.Reading) && shown.Stage != result.Stage:
		return nil
	case !result.Stage.Knows(analysis.Placed) && (!hasFunctions(result) || a.start != ""):
		return nil
	case result.Stage == analysis.Reading && shown == nil && !a.startsIn(result):
		return nil
	}
	return a.show(result)
}

// reveal shows a result: the screens that are there show it, and keep their
// cursors.
func (a *App) reveal(result *analysis.Result) tea.Cmd {
	a.env.Result, a.env.Now = result, a.now()
	for _, r := range result.Snapshot.Regions {
		a.regions = append(a.regions, r.RegionName)
	}
	slices.Sort(a.regions)
	a.regions = slices.Compact(a.regions)
	if p, ok := a.overlay().(*palette); ok {
		p.more()
	}
	if a.screen() != nil {
		return a.reloadScreens()
	}
	cmd := a.visit(screen.Place{Screen: "functions"})
	if a.start == "" {
		return cmd
	}
	p, err := screens.ParsePlace(result, a.start)
	if err != nil {
		a.say(err.Error())
		return cmd
	}
	a.history = history{}
	return a.visit(p)
}

// startsIn says whether what has arrived has what the person came to see.
func (a *App) startsIn(result *analysis.Result) bool {
	if a.start == "" {
		return hasFunctions(result)
	}
	_, err := screens.ParsePlace(result, a.start)
	return err == nil
}

// hasFunctions says whether any account has functions.
func hasFunctions(result *analysis.Result) bool {
	return slices.ContainsFunc(result.Accounts, func(of *analysis.Result) bool { return len(of.Functions) > 0 })
}

// dropUnfinished forgets a result that nobody works on any more.
func (a *App) dropUnfinished() {
	if a.env.Result != nil && a.env.Result.Stage != analysis.Complete {
		a.keepTyping()
		a.read, a.env.Result, a.history = nil, nil, history{}
		// What is being typed goes on: its letters must not become keys.
		a.overlays = slices.DeleteFunc(a.overlays, func(o overlay) bool {
			switch o := o.(type) {
			case *palette:
				o.more()
				return !o.grows
			case *filterBox:
				return false
			}
			return true
		})
	}
}

// screenOrWaiting is the screen itself, or what stands in its place until enough is known
// for it. The error is why it cannot be gone to at all.
func (a *App) screenOrWaiting(s screen.Screen) (screen.Screen, error) {
	switch {
	case a.env.Result == nil:
		return nil, errors.New(a.notYet())
	case screens.Ready(s, a.env.Result):
		return s, nil
	case a.listing():
		return nil, errWorking
	}
	return screens.NewWaiting(s), nil
}

type refreshMsg struct{}

// reloadScreens makes the screens show another result or look: the one that is
// seen at once, the others one after the other, so that keys are not kept
// waiting, or when the person goes there.
func (a *App) reloadScreens() tea.Cmd {
	if a.env.Result == nil {
		return nil
	}
	for i := range a.history.Visits {
		a.history.Visits[i].Own.stale = true
	}
	return tea.Batch(a.shown(), refreshLater)
}

func refreshLater() tea.Msg { return refreshMsg{} }

// refreshNext brings one screen up to date that is not seen. As long as one is
// not, it holds on to the result before.
func (a *App) refreshNext() tea.Cmd {
	for i := range a.history.Visits {
		if v := &a.history.Visits[i]; v.Own.stale {
			a.refresh(v)
			return refreshLater
		}
	}
	return nil
}

// refresh brings a screen up to date.
func (a *App) refresh(v *visit) {
	v.Own.stale = false
	if _, waits := v.Screen.(*screens.Waiting); waits {
		s, err := screens.New(v.Place)
		if err == nil && screens.Ready(s, a.env.Result) {
			v.Screen = s
		}
	}
	v.Screen.Load(a.env.In(v.Place.Account))
}

// early says whether what is shown is the list of functions, or of an account that is still being read.
func (a *App) early() bool { return a.listing() || a.partial() }

// listingLine is how far reading is, above what has arrived; "" once everything is
// there.
func (a *App) listingLine(w int) string {
	if !a.early() {
		return ""
	}
	th, l := a.env.Theme, &a.load
	what := "working out what each function can reach" + th.Sym.Ellipsis
	switch {
	case l.stage == reading:
		what = "reading" + th.Sym.Ellipsis
	case a.partial():
		what = "everything was read; checking" + th.Sym.Ellipsis
	}
	parts := []widget.Part{{Cell: widget.Mark(theme.Dim, what), Priority: 90}}
	if l.stage == reading && l.progress.total > 0 {
		parts = append(parts, widget.Part{Priority: 80,
			Cell: widget.Mark(theme.Dim, l.progress.count())})
	}
	if n := len(l.progress.gaps); n > 0 {
		parts = append(parts, widget.Part{Cell: widget.Mark(theme.Warn, gapCount(n)+" so far"), Priority: 70})
	}
	bar := min(w/4, 40)
	if l.stage != reading || l.progress.total == 0 || bar < 6 {
		return widget.StatusLine(th, w, parts...)
	}
	return " " + widget.Gauge(th, theme.Accent, l.progress.furthest, wholeBar, bar) +
		widget.StatusLine(th, w-bar-1, parts...)
}

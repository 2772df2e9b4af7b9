package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// baseline is the snapshot that changes are told against: how it is read.
type baseline struct {
	job    job
	chosen bool // the person named one: reading the account again does not replace it
	before bool // whether they had, before the one that is being read
}

// baselineMsg is an earlier snapshot, analyzed.
type baselineMsg struct {
	baseline *screen.Baseline
	err      error
}

// openBaseline reads the earlier snapshot that the source came with, once.
func (a *App) openBaseline() tea.Cmd {
	if a.source.Baseline == nil || a.env.Baseline != nil || a.baseline.chosen {
		return nil
	}
	return a.readBaseline(a.source.BaselineName, a.source.Baseline)
}

// followRegions reads the earlier snapshot that the source came with again where
// other regions are looked at than before: it was read for those alone.
func (a *App) followRegions(was Source) tea.Cmd {
	name := awsdata.Clean(was.BaselineName)
	inForce := a.env.Opening == name || a.env.Opening == "" && a.env.Baseline != nil && a.env.Baseline.Name == name
	if was.Baseline == nil || a.source.Baseline == nil || !inForce || slices.Equal(was.Regions, a.source.Regions) {
		return nil
	}
	return a.readBaseline(a.source.BaselineName, a.source.Baseline)
}

// against compares with the snapshot in a file or directory from now on.
func (a *App) against(path string) tea.Cmd {
	if path == "" {
		return a.pickState()
	}
	if cmd, isTime := a.againstTime(path); isTime {
		return cmd
	}
	if a.source.Open == nil {
		a.say("an earlier snapshot cannot be opened here")
		return nil
	}
	open := a.source.Open
	return tea.Batch(a.visitChanges(),
		a.readBaseline(path, func(ctx context.Context) (*awsdata.Snapshot, error) { return open(ctx, path) }))
}

// visitChanges goes to where changes are told, unless the person is there.
func (a *App) visitChanges() tea.Cmd {
	changes := screen.Place{Screen: "changes"}
	if a.history.IsAt(changes) {
		return nil
	}
	return a.visit(changes)
}

// readBaseline reads and analyses an earlier snapshot, off the goroutine that draws.
func (a *App) readBaseline(name string, read func(context.Context) (*awsdata.Snapshot, error)) tea.Cmd {
	return a.readEarlier(&screen.Baseline{Name: awsdata.Clean(name)}, awsdata.Clean(name), read)
}

// readState reads and analyses the state of a time.
func (a *App) readState(name string, at time.Time, read func(context.Context) (*awsdata.Snapshot, error)) tea.Cmd {
	return a.readEarlier(&screen.Baseline{Name: screen.Earlier, At: at}, name, read)
}

func (a *App) readEarlier(b *screen.Baseline, name string,
	read func(context.Context) (*awsdata.Snapshot, error)) tea.Cmd {
	e := &a.baseline
	if !e.job.running() {
		e.before = e.chosen
	}
	e.job.begin(a.ctx)
	e.chosen = true
	a.env.Opening = name
	checks, run := a.checks, a.analyze
	return tea.Batch(
		e.job.do(func(ctx context.Context) tea.Msg {
			snapshot, err := read(ctx)
			if err != nil {
				return baselineMsg{nil, err}
			}
			result, err := run(ctx, snapshot, checks)
			b.Result = result
			return baselineMsg{b, err}
		}),
		e.job.spin(&a.env.Frame),
	)
}

// baselineRead takes an earlier snapshot, or says why there is none.
func (a *App) baselineRead(msg baselineMsg) tea.Cmd {
	e, name := &a.baseline, a.env.Opening
	e.job.end()
	a.env.Opening = ""
	if msg.err != nil {
		e.chosen = a.env.Baseline != nil && e.before
		if !errors.Is(msg.err, context.Canceled) {
			a.open(baselineFailed(name, msg.err))
		}
		return a.reloadScreens()
	}
	a.env.Baseline = msg.baseline
	return a.reloadScreens()
}

// keepAsBaseline makes what was read until now the state that changes are told
// against, unless the person named another one. Another account is no earlier
// state of this one.
func (a *App) keepAsBaseline(next *analysis.Result) {
	old := a.read
	switch {
	case old == nil, old.Stage != analysis.Complete, old == a.load.part:
	case old.Snapshot.IsOfOthers(next.Snapshot):
		a.baseline.job.end()
		a.baseline.chosen, a.env.Baseline, a.env.Opening = false, nil, ""
	case !a.baseline.chosen:
		a.env.Baseline = &screen.Baseline{Name: screen.LastRead, Result: old}
	}
}

// baselineFailed says that an earlier snapshot could not be read, and what to do next.
func baselineFailed(name string, err error) overlay {
	return &pages{name: "not compared", build: func(*theme.Theme) []widget.Section {
		text := func(c widget.Cell) widget.Section {
			return widget.Section{Rows: []widget.SheetRow{{Cells: []widget.Cell{c}}}}
		}
		return []widget.Section{
			text(widget.Mark(theme.Strong, fmt.Sprintf("%s could not be read", name))),
			text(widget.Mark(theme.Bad, awsdata.Clean(err.Error()))),
			text(widget.Mark(theme.Dim, "Is the path right? It is a file or a directory that `vpclens snapshot PATH` wrote. :diff PATH tries another one.")),
		}
	}}
}

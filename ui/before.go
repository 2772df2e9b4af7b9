package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// earlier is the snapshot that changes are told against: how it is read.
type earlier struct {
	job    job
	chosen bool // the person named one: reading the account again does not replace it
}

// earlierMsg is an earlier snapshot, analysed.
type earlierMsg struct {
	before *screen.Before
	err    error
}

// openEarlier reads the earlier snapshot that the source came with, once.
func (a *App) openEarlier() tea.Cmd {
	if a.source.Earlier == nil || a.env.Before != nil || a.earlier.chosen {
		return nil
	}
	return a.readEarlier(a.source.EarlierName, a.source.Earlier)
}

// followRegions reads the earlier snapshot that the source came with again where
// other regions are looked at than before: it was read for those alone.
func (a *App) followRegions(was Source) tea.Cmd {
	name := awsdata.Clean(was.EarlierName)
	inForce := a.env.Opening == name || a.env.Opening == "" && a.env.Before != nil && a.env.Before.Name == name
	if was.Earlier == nil || a.source.Earlier == nil || !inForce || slices.Equal(was.Regions, a.source.Regions) {
		return nil
	}
	return a.readEarlier(a.source.EarlierName, a.source.Earlier)
}

// against compares with the snapshot in a file or directory from now on.
func (a *App) against(path string) tea.Cmd {
	if a.source.Open == nil {
		a.say("an earlier snapshot cannot be opened here")
		return nil
	}
	open := a.source.Open
	return tea.Batch(a.visitChanges(), a.readEarlier(path, func(ctx context.Context) (*awsdata.Snapshot, error) { return open(ctx, path) }))
}

// visitChanges goes to where changes are told, unless the person is there.
func (a *App) visitChanges() tea.Cmd {
	changes := screen.Place{Screen: "changes"}
	if a.history.IsAt(changes) {
		return nil
	}
	return a.visit(changes)
}

// readEarlier reads and analyses an earlier snapshot, off the goroutine that draws.
func (a *App) readEarlier(name string, read func(context.Context) (*awsdata.Snapshot, error)) tea.Cmd {
	name = awsdata.Clean(name)
	e := &a.earlier
	e.job.begin(a.ctx)
	e.chosen = true
	a.env.Opening = name
	checks, run := a.checks, a.analyse
	return tea.Batch(
		e.job.do(func(ctx context.Context) tea.Msg {
			snapshot, err := read(ctx)
			if err != nil {
				return earlierMsg{nil, err}
			}
			result, err := run(ctx, snapshot, checks)
			return earlierMsg{&screen.Before{Name: name, Result: result}, err}
		}),
		e.job.turn(&a.env.Frame),
	)
}

// earlierRead takes an earlier snapshot, or says why there is none.
func (a *App) earlierRead(msg earlierMsg) tea.Cmd {
	e, name := &a.earlier, a.env.Opening
	e.job.end()
	a.env.Opening = ""
	if msg.err != nil {
		e.chosen = a.env.Before != nil && a.env.Before.Name != screen.LastRead
		if !errors.Is(msg.err, context.Canceled) {
			a.open(earlierFailed(name, msg.err))
		}
		return a.reloadScreens()
	}
	a.env.Before = msg.before
	return a.reloadScreens()
}

// keepBefore makes what was read until now the state that changes are told
// against, unless the person named another one. Another account is no earlier
// state of this one.
func (a *App) keepBefore(next *analysis.Result) {
	old := a.env.Result
	switch {
	case old == nil, old.Stage != analysis.Complete:
	case old.Snapshot.AccountID != next.Snapshot.AccountID:
		a.earlier.job.end()
		a.earlier.chosen, a.env.Before, a.env.Opening = false, nil, ""
	case !a.earlier.chosen:
		a.env.Before = &screen.Before{Name: screen.LastRead, Result: old}
	}
}

// earlierFailed says that an earlier snapshot could not be read, and what to do next.
func earlierFailed(name string, err error) overlay {
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

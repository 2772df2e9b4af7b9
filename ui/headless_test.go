package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/uitest"
)

// analyzed is an explorer that shows the snapshot, without a terminal: for tests that need thousands of frames.
func analyzed(t testing.TB, snapshot *awsdata.Snapshot) *App {
	t.Helper()
	before, err := yesterday()
	if err != nil {
		t.Fatal(err)
	}
	a := New(Options{Source: from("demo", snapshot)})
	a.env.Baseline = &screen.Baseline{Name: "yesterday", Result: resultOf(t, before, analysis.Options{})}
	a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	a.Update(a.loaded(resultMsg{result: resultOf(t, snapshot, analysis.Options{})}))
	return a
}

// painted is the frame of a state that a test has brought about without a message.
func (a *App) painted() tea.View {
	a.draw()
	return a.View()
}

// loaded is a message of the load under way.
func (a *App) loaded(msg tea.Msg) jobMsg { return jobMsg{&a.load.job, a.load.job.gen, msg} }

// play brings an explorer without a terminal to a view. Unless computed is asked for, what the last key began is still
// under way.
func (v view) play(t testing.TB, a *App, computed bool) {
	t.Helper()
	a.work.end()
	a.history, a.overlays, a.status = history{}, nil, ""
	place := screen.Place{Screen: "functions"}
	if v.start != "" {
		p, err := screens.ParsePlace(a.env.Result, v.start)
		if err != nil {
			t.Fatal(err)
		}
		place = p
	}
	last := a.visit(place)
	for _, k := range v.keys {
		settle(a, last)
		last = typed(a, k)
	}
	if computed {
		settle(a, last)
	}
	a.status = ""
}

// typed types what a terminal sends for keys, and returns what the last of them began.
func typed(a *App, raw string) tea.Cmd {
	named := map[string]rune{uitest.Enter: tea.KeyEnter, uitest.Esc: tea.KeyEscape, uitest.Tab: tea.KeyTab,
		uitest.Backspace: tea.KeyBackspace, uitest.Space: tea.KeySpace, uitest.Up: tea.KeyUp,
		uitest.Down: tea.KeyDown, uitest.Left: tea.KeyLeft, uitest.Right: tea.KeyRight}
	if code, ok := named[raw]; ok {
		_, cmd := a.Update(tea.KeyPressMsg{Code: code})
		return cmd
	}
	var last tea.Cmd
	for _, r := range raw {
		settle(a, last)
		if r < ' ' {
			_, last = a.Update(tea.KeyPressMsg{Code: r | 0x60, Mod: tea.ModCtrl})
			continue
		}
		_, last = a.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return last
}

// settle carries out a command and all that follow from it, without a terminal.
func settle(a *App, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			settle(a, c)
		}
	default:
		_, next := a.Update(msg)
		settle(a, next)
	}
}

package ui

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/impact"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/host"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Files is where edits of a what-if are kept. Nil functions keep and know nothing.
type Files struct {
	// Write writes a file, which must not be there yet unless over says so: else the error is [fs.ErrExist].
	Write func(path string, data []byte, over bool) error
	Read  func(path string) ([]byte, error)
}

// trying is what is tried out in a copy of the accounts.
type trying struct {
	job   job
	edits host.Edits
	lost  bool // the person quits, and knows that no file holds them
	opens bool // the explorer was started with them: what follows is shown first
}

// triedMsg is what follows from the edits.
type triedMsg struct {
	after   *analysis.Result
	changes *diff.Changes
	err     error
}

// show takes what was read. Where something is tried out in it, what is shown is the copy, as soon as it is known.
func (a *App) show(read *analysis.Result) tea.Cmd {
	a.read = read
	if len(a.trying.edits.List()) == 0 {
		a.env.Draft = nil
		return a.reveal(read)
	}
	var cmd tea.Cmd
	if a.env.Result == nil || a.env.Result.Stage != analysis.Complete {
		a.env.Draft = a.trying.edits.Draft(read)
		cmd = a.reveal(read)
		if a.trying.opens && read.Stage == analysis.Complete {
			a.trying.opens = false
			cmd = tea.Batch(cmd, a.visit(screen.Place{Screen: "whatif"}))
		}
	}
	return tea.Batch(cmd, a.tryOut())
}

// amend tries other edits out.
func (a *App) amend(i screen.Amend) tea.Cmd {
	a.trying.edits.Set(i.Edits)
	if i.To == (screen.Place{}) {
		return a.tryOut()
	}
	if i.Leaves {
		a.history.Leave()
	}
	cmd := a.tryOut()
	if a.history.IsAt(a.history.In(i.To, &a.env)) {
		return tea.Batch(cmd, a.shown())
	}
	return tea.Batch(cmd, a.visit(i.To))
}

// tryOut works out what follows from the edits, off the goroutine that draws.
func (a *App) tryOut() tea.Cmd {
	t := &a.trying
	t.job.end()
	if a.read == nil {
		return nil
	}
	a.env.Draft = t.edits.Draft(a.read)
	switch {
	case a.env.Draft == nil:
		return a.reveal(a.read)
	case a.read.Stage != analysis.Complete:
		return a.reloadScreens() // the end of the load comes back
	}
	t.job.begin(a.ctx)
	read, edits, checks := a.read, a.env.Draft.Edits, a.checks
	return tea.Batch(a.reloadScreens(),
		t.job.do(func(ctx context.Context) tea.Msg {
			after, changes, err := impact.Follow(ctx, read, edits, checks)
			return triedMsg{after, changes, err}
		}),
		t.job.spin(&a.env.Frame))
}

// tried shows what follows from the edits. Where they cannot be made the accounts are shown as they were read.
func (a *App) tried(msg triedMsg) tea.Cmd {
	a.trying.job.end()
	d := *a.env.Draft
	d.Changes, d.Err = msg.changes, msg.err
	a.env.Draft = &d
	result := a.read
	if d.Err == nil {
		result = msg.after
		if of := result.Of(a.read.Snapshot.AccountID); of != nil {
			result = of
		}
	}
	cmd := a.reveal(result)
	if v := a.history.Current(); v != nil && v.Place.Screen != "whatif" {
		a.say(screens.Outcome(&d))
	}
	return cmd
}

func canUndo(a *App) (bool, string) {
	if a.screen() == nil {
		return false, a.notYet()
	}
	return a.trying.edits.CanUndo()
}

func canRedo(a *App) (bool, string) {
	if a.screen() == nil {
		return false, a.notYet()
	}
	return a.trying.edits.CanRedo()
}

func (a *App) undo() tea.Cmd {
	a.trying.edits.Undo()
	a.say(host.Said("taken back", a.trying.edits.List()))
	return a.tryOut()
}

func (a *App) redo() tea.Cmd {
	a.trying.edits.Redo()
	a.say(host.Said("made again", a.trying.edits.List()))
	return a.tryOut()
}

// writeEdits writes the edits to a file. What is there is not overwritten before the person has said so.
func (a *App) writeEdits(w screen.WriteEdits) tea.Cmd {
	t := &a.trying
	list := t.edits.List()
	path := strings.TrimSpace(w.Path)
	switch {
	case a.files.Write == nil:
		a.say("files cannot be written here")
	case len(list) == 0:
		a.say("there are no edits to write")
	case path == "" && t.edits.File() == "":
		a.ask(host.AskFile())
	default:
		if path == "" {
			path, w.Over = t.edits.File(), true
		}
		data, err := whatif.WriteFile(list)
		if err == nil {
			err = a.files.Write(path, data, w.Over)
		}
		switch {
		case errors.Is(err, fs.ErrExist):
			a.ask(host.AskOver(path))
		case err != nil:
			a.say(err.Error())
		default:
			t.edits.Saved(path)
			if a.env.Draft != nil {
				d := *a.env.Draft
				d.File = path
				a.env.Draft = &d
			}
			a.say(host.Written(path, list))
			return a.reloadScreens()
		}
	}
	return nil
}

// openEdits tries out the edits of a file, in the place of those that there are: undo brings these back.
func (a *App) openEdits(o screen.OpenEdits) tea.Cmd {
	if a.files.Read == nil {
		a.say("files cannot be read here")
		return nil
	}
	edits, err := host.ReadEdits(a.files.Read, o.Path)
	if err != nil {
		a.open(&pages{name: "no edits", build: func(*theme.Theme) []widget.Section {
			return []widget.Section{{Rows: []widget.SheetRow{{Cells: []widget.Cell{widget.Mark(theme.Bad,
				awsdata.Clean(err.Error()))}}}}}
		}})
		return nil
	}
	a.trying.edits.Set(edits)
	a.trying.edits.Saved(strings.TrimSpace(o.Path))
	cmd := a.tryOut()
	if to := (screen.Place{Screen: "whatif"}); !a.history.IsAt(to) {
		cmd = tea.Batch(cmd, a.visit(to))
	}
	return cmd
}

// leave quits, once a person who has edits that no file holds has said so.
func (a *App) leave() tea.Cmd {
	unsaved := a.trying.edits.Unsaved()
	if _, asked := a.overlay().(*leaving); unsaved == "" || asked || a.trying.lost || a.files.Write == nil {
		return a.quit()
	}
	ways := []screen.Suggestion{
		{Word: "stay", What: unsaved, To: screen.Status{Text: ":write FILE saves the edits"}},
		{Word: "write", What: "the edits to a file, and stay", To: screen.WriteEdits{}},
		{Word: loses, What: "and lose the edits", To: screen.Run{Command: screen.Quit}},
	}
	a.open(&leaving{&a.trying.lost, asking(screen.Ask{Title: "quit with edits that are not saved?",
		Suggest: func(text string) []screen.Suggestion {
			return slices.DeleteFunc(slices.Clone(ways), func(s screen.Suggestion) bool {
				return !strings.HasPrefix(s.Word, strings.ToLower(strings.TrimSpace(text)))
			})
		},
		Parse: func(string) (screen.Intent, error) { return nil, errors.New("type stay, write or quit; esc stays") },
	})})
	return nil
}

// loses is the answer that quits without the edits.
const loses = "quit"

// leaving asks whether to quit with edits that no file holds.
type leaving struct {
	lost *bool // the person said so
	*palette
}

func (l *leaving) do(c screen.Command) outcome {
	offers := l.offered()
	*l.lost = c == screen.Accept && l.cursor < len(offers) && offers[l.cursor].Word == loses
	return l.palette.do(c)
}

// draftPart says in the top line that what is shown is tried out; ok is false where it is not.
func (a *App) draftPart() (part widget.Part, ok bool) {
	d := a.env.Draft
	words := d.Words()
	if words == "" {
		return widget.Part{}, false
	}
	token := theme.BadBadge
	spans := []widget.Span{{Text: " " + words + " ", Token: token}}
	switch {
	case d.Err != nil:
		spans = append(spans, widget.Span{Text: " cannot be made", Token: theme.Bad})
	case a.trying.job.running():
		spinner := a.env.Theme.Sym.Spinner
		spans = append(spans,
			widget.Span{Text: " " + spinner[a.env.Frame%len(spinner)] + " computing", Token: theme.Accent})
	case d.Changes == nil:
		spans = append(spans, widget.Span{Text: " not computed yet", Token: theme.Dim})
	}
	return widget.Part{Cell: widget.Spans(spans...), Priority: 95}, true
}

package screen

import (
	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Staged is a screen that can be shown before everything is known, and says
// what is not known yet instead of leaving it out. Every other screen waits for
// the whole result: what it left out would read as "nothing is wrong".
type Staged interface {
	// KnownFrom is the stage from which on the screen can be shown.
	KnownFrom() analysis.Stage
}

// Ready says whether a screen can be shown of a result.
func Ready(s Screen, res *analysis.Result) bool {
	need := analysis.Complete
	if staged, ok := s.(Staged); ok {
		need = staged.KnownFrom()
	}
	return res.Stage.Knows(need)
}

// These show facts and ways, which are known before any check has run; their
// findings say that they are to come.

// KnownFrom implements [Staged].
func (s *Function) KnownFrom() analysis.Stage { return analysis.Placed }

// KnownFrom implements [Staged].
func (s *Resource) KnownFrom() analysis.Stage { return analysis.Placed }

// KnownFrom implements [Staged].
func (s *Resources) KnownFrom() analysis.Stage { return analysis.Placed }

// KnownFrom implements [Staged].
func (s *Kinds) KnownFrom() analysis.Stage { return analysis.Placed }

// KnownFrom implements [Staged].
func (s *Path) KnownFrom() analysis.Stage { return analysis.Placed }

// KnownFrom implements [Staged].
func (s *Reach) KnownFrom() analysis.Stage { return analysis.Placed }

// KnownFrom implements [Staged].
func (s *Diagram) KnownFrom() analysis.Stage { return analysis.Placed }

// KnownFrom implements [Staged].
func (s *Services) KnownFrom() analysis.Stage { return analysis.Placed }

// KnownFrom implements [Staged].
func (s *Ledger) KnownFrom() analysis.Stage { return analysis.Placed }

// KnownFrom implements [Staged].
func (s *UsedBy) KnownFrom() analysis.Stage { return analysis.Placed }

// KnownFrom implements [Staged]. A finding has to be found first.
func (s *Raw) KnownFrom() analysis.Stage {
	if s.place.Kind == findingKind {
		return analysis.Complete
	}
	return analysis.Placed
}

// pendingWord is what is being done to find out what is wrong, "" when that is
// known.
func pendingWord(env *Env) string {
	switch env.Result.Stage {
	case analysis.Placed:
		return "checking"
	case analysis.Listed:
		return "working it out"
	case analysis.Arriving:
		return "reading"
	}
	return ""
}

// pendingSentence says the same at length.
func pendingSentence(word string) string {
	if word == "checking" {
		return "the checks are still running"
	}
	return "still " + word
}

// headlineWords are what is wrong with a function, or that it is not known yet.
func headlineWords(env *Env, f *analysis.Function) string {
	if word := pendingWord(env); word != "" {
		return word + env.Theme.Sym.Ellipsis
	}
	return wrongWords(f)
}

// findingsPending is the section of the findings while they are to come.
func (b *builder) findingsPending() {
	word := pendingWord(b.env)
	if word == "" {
		return
	}
	b.section("Findings")
	b.row(widget.Mark(theme.Dim, word+b.env.Theme.Sym.Ellipsis))
}

// Waiting stands in the place of a screen until everything is known.
type Waiting struct{ title string }

// NewWaiting makes what is shown until the screen can be.
func NewWaiting(s Screen) *Waiting { return &Waiting{s.Title()} }

// Title implements [Screen].
func (s *Waiting) Title() string { return s.title }

// Load implements [Screen].
func (s *Waiting) Load(*Env) {}

// Keys implements [Screen].
func (s *Waiting) Keys() []Command { return []Command{GoFunctions} }

// Can implements [Screen].
func (s *Waiting) Can(Command, *Env) (ok bool, why string) {
	return false, "the checks are still running"
}

// Update implements [Screen].
func (s *Waiting) Update(Msg, *Env) (Screen, Intent) { return s, nil }

// View implements [Screen].
func (s *Waiting) View(env *Env, w, h int) string {
	return note(env, w, h, "The checks are still running"+env.Theme.Sym.Ellipsis, "", "This opens by itself when they are done.")
}

// CapturesInput implements [Screen].
func (s *Waiting) CapturesInput() bool { return false }

// Cursor implements [Screen].
func (s *Waiting) Cursor() (x, y int, ok bool) { return 0, 0, false }

// Note implements [Screen].
func (s *Waiting) Note() string { return "" }

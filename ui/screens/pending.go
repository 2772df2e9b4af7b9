package screens

import (
	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// Staged is a screen that can be shown before everything is known, and says
// what is not known yet instead of leaving it out. Every other screen waits for
// the whole result: what it left out would read as "nothing is wrong".
type Staged interface {
	// KnownFrom is the stage from which on the screen can be shown.
	KnownFrom() analysis.Stage
}

// Ready says whether a screen can be shown of a result.
func Ready(s screen.Screen, res *analysis.Result) bool {
	need := analysis.Reading
	if staged, ok := s.(Staged); ok {
		need = staged.KnownFrom()
	}
	return res.Stage.Knows(need)
}

// These show facts and ways, which are known before any check has run; their
// findings say that they are to come.

// pendingWord is what is being done to find out what is wrong, "" when that is
// known.
func pendingWord(env *screen.Env) string {
	switch env.Result.Stage {
	case analysis.Placed:
		return "checking"
	case analysis.Listed:
		return "working it out"
	case analysis.Reading:
		return "reading"
	}
	return ""
}

// headlineWords are what is wrong with a function, or that it is not known yet.
func headlineWords(env *screen.Env, f *analysis.Function) string {
	words, word := say.WrongWords(f), pendingWord(env)
	if word == "" || words != "" || env.Result.Stage == analysis.Reading && !f.ChecksPending {
		return words
	}
	return word + env.Theme.Sym.Ellipsis
}

// Waiting stands in the place of a screen until everything is known.
type Waiting struct{ title string }

// NewWaiting makes what is shown until the screen can be.
func NewWaiting(s screen.Screen) *Waiting { return &Waiting{s.Title()} }

// Title implements [Screen].
func (s *Waiting) Title() string { return s.title }

// Load implements [Screen].
func (s *Waiting) Load(*screen.Env) {}

// Keys implements [Screen].
func (s *Waiting) Keys() []screen.Command { return []screen.Command{screen.GoFunctions} }

// Can implements [Screen].
func (s *Waiting) Can(screen.Command, *screen.Env) (ok bool, why string) {
	return false, "the checks are still running"
}

// Update implements [Screen].
func (s *Waiting) Update(screen.Msg, *screen.Env) (screen.Screen, screen.Intent) { return s, nil }

// View implements [Screen].
func (s *Waiting) View(env *screen.Env, w, h int) string {
	return say.Note(env, w, h, "The checks are still running"+env.Theme.Sym.Ellipsis, "",
		"This opens by itself when they are done.")
}

// CapturesInput implements [Screen].
func (s *Waiting) CapturesInput() bool { return false }

// Cursor implements [Screen].
func (s *Waiting) Cursor() (x, y int, ok bool) { return 0, 0, false }

// Note implements [Screen].
func (s *Waiting) Note() string { return "" }

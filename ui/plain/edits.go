package plain

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/vpclens/vpclens/analysis/impact"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/ui/host"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
)

// Amend tries other edits out, and says what follows.
func (c carrier) Amend(i screen.Amend) {
	s := c.s
	s.edits.Set(i.Edits)
	if i.To == (screen.Place{}) {
		s.tryOut()
		return
	}
	if i.Leaves {
		s.history.Leave()
	}
	s.tryOut()
	s.visit(i.To)
}

// tryOut works out what follows from the edits, and brings the screens up to date.
func (s *session) tryOut() {
	s.leaving = false
	s.apply()
	if d := s.env.Draft; d != nil {
		s.out.say(sentence(d.Words() + ": " + screens.Outcome(d)))
	} else {
		s.out.say("No edit is left: this is the account as it was read.")
	}
	for i := range s.history.Visits {
		v := &s.history.Visits[i]
		v.Screen.Load(s.env.In(v.Place.Account))
	}
}

// apply shows a copy of what was read in which the edits are made; where they cannot be, what was read.
func (s *session) apply() {
	s.env.Result, s.env.Draft = s.asRead, s.edits.Draft(s.asRead)
	if s.env.Draft == nil {
		return
	}
	d := s.env.Draft
	after, changes, err := impact.Follow(s.ctx, s.asRead, d.Edits, s.o.Checks)
	if d.Changes, d.Err = changes, err; err != nil {
		return
	}
	if of := after.Of(s.asRead.Snapshot.AccountID); of != nil {
		after = of
	}
	s.env.Result = after
}

func (s *session) undo(again bool) {
	step := s.edits.Undo
	if again {
		step = s.edits.Redo
	}
	step()
	s.tryOut()
	s.show()
}

func undoHere(s *session) (bool, string) { return s.edits.CanUndo() }
func redoHere(s *session) (bool, string) { return s.edits.CanRedo() }

// WriteEdits writes the edits to a file. What is there is not overwritten before the person has said so.
func (c carrier) WriteEdits(w screen.WriteEdits) {
	s, list, path := c.s, c.s.edits.List(), strings.TrimSpace(w.Path)
	switch {
	case s.o.Write == nil:
		s.out.say("Files cannot be written here.")
		return
	case len(list) == 0:
		s.out.say("There are no edits to write.")
		return
	case path == "" && s.edits.File() == "":
		s.out.say("To which file? Type write and its name.")
		return
	case path == "":
		path, w.Over = s.edits.File(), true
	}
	data, err := whatif.WriteFile(list)
	if err == nil {
		err = s.o.Write(path, data, w.Over)
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		s.ask(host.AskOver(path), "")
	case err != nil:
		s.out.say(sentence(err.Error()))
	default:
		s.edits.Saved(path)
		if s.env.Draft != nil {
			s.env.Draft.File = path
		}
		s.out.say(sentence(host.Written(path, list)))
	}
}

// OpenEdits tries out the edits of a file.
func (c carrier) OpenEdits(o screen.OpenEdits) {
	s := c.s
	if s.o.Read == nil {
		s.out.say("Files cannot be read here.")
		return
	}
	edits, err := host.ReadEdits(s.o.Read, o.Path)
	if err != nil {
		s.out.say(sentence(err.Error()))
		return
	}
	s.edits.Set(edits)
	s.edits.Saved(strings.TrimSpace(o.Path))
	s.tryOut()
	s.visit(screen.Place{Screen: "whatif"})
}

// quit ends the session, at the second time where edits would be lost.
func (s *session) quit() {
	if unsaved := s.edits.Unsaved(); unsaved != "" && !s.leaving && s.o.Write != nil {
		s.leaving = true
		s.out.say(sentence(unsaved + ": write FILE saves them, quit again loses them"))
		return
	}
	s.done = true
}

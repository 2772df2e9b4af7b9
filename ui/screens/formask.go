package screens

import (
	"strconv"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// askEdit lets the person choose what to add to a place, or to change of it, nil where
// there is nothing.
func askEdit(p screen.Place, env *screen.Env) screen.Intent {
	rx := env.Result.Index.Region(p.Region)
	if rx == nil {
		return nil
	}
	edits := whatif.Additions(rx, p.ID)
	if f := rx.Function(p.ID); p.Screen == "function" && f != nil {
		edits = whatif.FunctionAdditions(p.Region, f)
	}
	var out []screen.Suggestion
	for _, e := range edits {
		out = append(out, screen.Suggestion{Word: whatif.Verb(e), To: screen.Push{To: formPlace(p, "", e)}})
	}
	if len(out) == 0 {
		return nil
	}
	return choose("what if you change "+say.NameOf(env.Result, p.Region, p.ID)+"?", out)
}

// formPlace is where an edit is filled in that is about the same as a place.
func formPlace(of screen.Place, replaces string, edits ...whatif.Edit) screen.Place {
	return screen.Place{Screen: "edit", Account: of.Account, Kind: of.Kind, Region: of.Region, ID: of.ID,
		Filter: replaces, To: say.EditsText(edits)}
}

// changing is where what a removal would take is changed instead, nil where it cannot be.
func changing(of screen.Place, removal whatif.Edit, env *screen.Env) screen.Intent {
	if removal == nil {
		return nil
	}
	as, with, ok := whatif.Changed(env.Result.Snapshot, removal)
	switch {
	case !ok:
		return nil
	case with:
		return screen.Push{To: formPlace(of, "", as, removal)}
	}
	return screen.Push{To: formPlace(of, "", as)}
}

// removed tries out what it is without what a row shows. What an edit has put there goes with
// that edit.
func removed(env *screen.Env, of screen.Place, removal whatif.Edit) screen.Amend {
	to := of
	to.Screen = "whatif"
	for i, e := range env.Edits() {
		if back, ok := e.Inverse(env.Read().Snapshot); ok && len(back) == 1 && whatif.Same(back[0], removal) {
			return screen.Amend{Edits: without(env.Edits(), i), To: to}
		}
	}
	return screen.Amend{Edits: append(append([]whatif.Edit(nil), env.Edits()...), removal), To: to}
}

func without(edits []whatif.Edit, i int) []whatif.Edit {
	return append(append([]whatif.Edit(nil), edits[:i]...), edits[i+1:]...)
}

// changingEdit is where an edit is filled in again.
func changingEdit(of screen.Place, edits []whatif.Edit, i int) screen.Intent {
	of.Region = whatif.RegionOf(edits[i])
	return screen.Push{To: formPlace(of, strconv.Itoa(i), edits[i])}
}

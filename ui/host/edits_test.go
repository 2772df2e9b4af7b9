package host

import (
	"errors"
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/whatif"
)

func nat(id string) whatif.Edit { return whatif.RemoveNAT{ID: id} }

func TestEdits(t *testing.T) {
	var e Edits
	holds := func(want ...whatif.Edit) {
		t.Helper()
		if !slices.EqualFunc(e.List(), want, whatif.Same) {
			t.Errorf("the edits are %v, want %v", e.List(), want)
		}
	}
	holds()
	if e.Undo() || e.Redo() || e.Unsaved() != "" || e.Draft(&analysis.Result{}) != nil {
		t.Error("without edits there is something to undo, to lose or to show")
	}
	e.Set([]whatif.Edit{nat("a")})
	e.Set([]whatif.Edit{nat("a"), nat("b")})
	e.Set([]whatif.Edit{nat("a"), nat("b")}) // the same is no step
	holds(nat("a"), nat("b"))
	if e.Unsaved() == "" {
		t.Error("two edits would be lost, and nobody is told")
	}
	e.Saved("edits.yaml")
	if e.Unsaved() != "" || e.File() != "edits.yaml" {
		t.Errorf("saved, it says %q and the file is %q", e.Unsaved(), e.File())
	}
	e.Undo()
	holds(nat("a"))
	if e.Unsaved() == "" {
		t.Error("one edit is not what the file holds, and nobody is told")
	}
	e.Undo()
	holds()
	if ok, _ := e.CanUndo(); ok || e.Unsaved() != "" {
		t.Error("no edit can be undone, and none is lost")
	}
	e.Redo()
	e.Redo()
	holds(nat("a"), nat("b"))
	if ok, _ := e.CanRedo(); ok {
		t.Error("the last step is made again once more")
	}
	e.Undo()
	e.Set([]whatif.Edit{nat("a"), nat("c")})
	if e.Redo() {
		t.Error("what was taken back comes back after another edit")
	}
	for range 3 * longestUndo {
		e.Set(append(slices.Clone(e.List()), nat("more")))
	}
	if len(e.steps) != longestUndo {
		t.Errorf("%d steps are remembered", len(e.steps))
	}
}

func TestReadEdits(t *testing.T) {
	file := "edits: [{action: remove, kind: nat, id: nat-1}]"
	read := func(path string) ([]byte, error) {
		if path != "there" {
			return nil, errors.New("not there")
		}
		return []byte(file), nil
	}
	if got, err := ReadEdits(read, " there "); err != nil || len(got) != 1 {
		t.Errorf("%v, %v", got, err)
	}
	for _, path := range []string{"", "elsewhere"} {
		if _, err := ReadEdits(read, path); err == nil {
			t.Errorf("%q is read", path)
		}
	}
	file = "edits: []"
	if _, err := ReadEdits(read, "there"); err == nil {
		t.Error("a file without edits is read")
	}
}

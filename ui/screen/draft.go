package screen

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// Draft is what is tried out in a copy of the accounts: edits that nobody executes. As long as there is one, every
// screen shows the copy, and whoever shows it says so.
type Draft struct {
	Edits   []whatif.Edit
	Read    *analysis.Result // the accounts as they were read
	Changes *diff.Changes    // what follows; nil while that is computed, and where the edits cannot be made
	Err     error            // why they cannot: what is shown is the accounts as they were read
	File    string           // that the edits were read from or written to last, "" for none
}

// Words say that what is shown is tried out: never leave them out of what a person may take for the account.
func (d *Draft) Words() string {
	if d == nil || len(d.Edits) == 0 {
		return ""
	}
	return "WHAT IF: " + english.Count(len(d.Edits), "edit")
}

// Whole is what [Draft.Words] leave open: whether the edits are made in what is shown.
func (d *Draft) Whole() string {
	switch {
	case d.Words() == "":
		return ""
	case d.Err != nil:
		return d.Words() + " cannot be made; this is the account as it was read"
	case d.Changes == nil:
		return d.Words() + ", not yet computed"
	}
	return d.Words() + " in a copy; nothing was executed"
}

// Lines are all that has to be said where what is shown leaves the program: that it is tried out, then each edit. None
// where nothing is.
func (d *Draft) Lines() []string {
	if d.Words() == "" {
		return nil
	}
	lines := []string{d.Whole()}
	for i, e := range d.Edits {
		lines = append(lines, awsdata.Clean(fmt.Sprintf("%d. %s", i+1, e.Words())))
	}
	return lines
}

// Edits are what is tried out.
func (e *Env) Edits() []whatif.Edit {
	if e.Draft == nil {
		return nil
	}
	return e.Draft.Edits
}

// Read is what was read of the account that the screen is about, before any edit.
func (e *Env) Read() *analysis.Result {
	if e.Draft == nil || e.Result == nil {
		return e.Result
	}
	if of := e.Draft.Read.Of(e.Result.Snapshot.AccountID); of != nil {
		return of
	}
	return e.Draft.Read
}

// Amend makes other edits those that are tried out, and goes to a place that shows what follows, if there is one. A
// screen that leaves has done its work: that place takes its own.
type Amend struct {
	Edits  []whatif.Edit
	To     Place
	Leaves bool
}

// Fill puts a text into a field of a form.
type Fill struct{ Field, Text string }

func (Fill) msg() {}

// WriteEdits writes the edits to a file, "" for the one that they came from. One that is there is not overwritten
// unless Over says so.
type WriteEdits struct {
	Path string
	Over bool
}

// OpenEdits tries out the edits of a file.
type OpenEdits struct{ Path string }

func (Amend) intent()      {}
func (WriteEdits) intent() {}
func (OpenEdits) intent()  {}

// Package screen is the contract between the screens and those who show them. A screen is a plain struct: it is given
// commands and text, never keys, and answers with intents, which go up to the program; it does no I/O and knows nothing
// of what contains it.
package screen

import (
	"context"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Screen is one screen of the explorer.
type Screen interface {
	// Title is the screen's part of the path walked.
	Title() string
	// Load makes the rows from the result in env. It is called before the first
	// View, and again whenever there is another result; the cursor stays.
	Load(env *Env)
	// Keys are the commands that matter most here, in the order of their worth.
	Keys() []Command
	// Can says whether a command applies now and, if not, why. It is asked
	// before Do, and by the help.
	Can(c Command, env *Env) (ok bool, why string)
	// Update takes a message; the intent is nil when there is nothing to do
	// outside of the screen.
	Update(msg Msg, env *Env) (Screen, Intent)
	// View paints the screen into exactly w by h cells.
	View(env *Env, w, h int) string
	// CapturesInput says that letters are text now, not commands.
	CapturesInput() bool
	// Cursor is where the terminal's cursor stands in the last View; ok is
	// false while nothing is typed.
	Cursor() (x, y int, ok bool)
	// Note is a short word on the state, for the end of the line of the path:
	// how many rows, the filter.
	Note() string
}

// Hinter is a screen on which keys have words of their own in the footer.
type Hinter interface {
	// Hint is the word of a command, "" for the one in the table of keys.
	Hint(c Command) string
}

// Chosen is what the mouse can change on a screen.
type Chosen struct {
	ID          string // of the row, where rows have one
	Row, Column int
	Top         int // the first line that is seen, where Tells is false
	Typing      bool
	Tells       bool // where the wheel moves nothing, the screen says so itself
}

// Choosing is a screen on which the mouse chooses.
type Choosing interface {
	// Chosen is what is chosen now. It changes with every click that changes
	// anything, unless the click's intent says what it does.
	Chosen() Chosen
}

// ChosenOn is what is chosen on a screen, nothing where nothing can be.
func ChosenOn(s Screen) Chosen {
	if c, ok := s.(Choosing); ok {
		return c.Chosen()
	}
	return Chosen{}
}

// Env is what every screen may look at. Nothing in it is changed by a screen.
type Env struct {
	Theme *theme.Theme
	// Result is that of the account that the screen is about; of a list of several accounts, of the first. It leads to
	// the others: see [Env.Accounts].
	Result *analysis.Result
	only   bool // that account alone is looked at
	Now    time.Time
	Frame  int    // of the spinner, while something is computed
	LastTo string // where the last trace went, as it is typed

	Profile  string   // the profile of the AWS CLI that the account was read with, "" for the usual one or none
	Together []string // the profiles that several accounts were read with

	OnDemand OnDemand // what AWS can be asked beside what was read

	Draft    *Draft // what is tried out, nil for nothing: Result is the copy then
	Baseline *Baseline
	Log      []Change // of the session, newest first
	Opening  string   // the name of the earlier snapshot that is being read, "" for none

	Views []View // that the person has saved, beside the built-in ones
	// Typed are lines that were typed before, the oldest first, by what they belong to. They hold names of an account,
	// and are never written anywhere.
	Typed map[string][]string
}

// Msg is what a screen is told.
type Msg interface{ msg() }

// Do asks the screen to carry out a command.
type Do struct{ Command Command }

// Type is text that was typed or pasted while the screen captures input.
type Type struct{ Text string }

// Click is a click of the left button on a cell of the screen's last View. A
// click chooses what it hits; one on what is chosen already opens it.
type Click struct{ X, Y int }

// Sort asks a list to sort by a column; again, to turn the order around.
type Sort struct{ Column string }

// Wheel is a turn of the mouse wheel: By lines, down for more than 0.
type Wheel struct{ By int }

// Shown tells the screen that it is what the person sees now: what needs to be
// computed is begun, and what was cut short when they left is begun again.
type Shown struct{}

// Computed brings what the work of a [Compute] returned.
type Computed struct{ Value any }

func (Click) msg()    {}
func (Wheel) msg()    {}
func (Sort) msg()     {}
func (Do) msg()       {}
func (Type) msg()     {}
func (Shown) msg()    {}
func (Computed) msg() {}

// Intent is what a screen wants to happen outside of it.
type Intent interface{ intent() }

// Push goes to another place, which becomes a part of the path walked.
type Push struct{ To Place }

// Copy puts a text on the clipboard; What says what it is, for the person.
type Copy struct{ Text, What string }

// Status says something in the status line, until the next key.
type Status struct{ Text string }

// Compute runs work off the goroutine that draws, and tells the screen what it
// returned as [Computed]. There is one at a time: another one, leaving the screen
// or other data ends ctx, and whatever the work still returns is dropped.
type Compute struct {
	Work func(ctx context.Context) any
}

// Ask lets the person type where to go on; what Suggest lists for the text is
// offered, and Parse reads a text that nothing was chosen for.
type Ask struct {
	Title   string
	Suggest func(text string) []Suggestion
	Parse   func(text string) (Intent, error)
}

// Run asks the program to carry out a command, as if its key had been pressed.
type Run struct{ Command Command }

// Tell asks the program to tell the screen that is shown something.
type Tell struct{ Msg Msg }

// Switch reads another account or other regions: a profile of the shared AWS
// configuration ("" is the one in use), and the regions to look at ("all" is
// every one, none is what the profile says).
type Switch struct {
	Profile string
	Regions []string
}

// Restyle changes the look: the name of a theme.
type Restyle struct{ Theme string }

// Against compares with the snapshot in a file or directory.
type Against struct{ Path string }

// Watch reads the account again by itself, so long after each read; 0 ends that.
type Watch struct{ Every time.Duration }

// LeastWatch is how often an account may be read by itself.
const LeastWatch = 10 * time.Second

// Browse opens an address in the person's browser; where there is none, the
// address is shown and can be copied.
type Browse struct{ URL string }

// Export puts what is seen into a file or on the clipboard, in one of the forms; without a form it is asked for.
type Export struct {
	Form      string
	File      string // "" for one that is named after the screen
	Clipboard bool
	Over      bool // a file of that name goes
}

// Display shows a text in the person's pager or editor. It is a copy: what is changed there goes nowhere.
type Display struct {
	Name   string // of the file, with its end; ours
	Text   string
	Editor bool
}

// Remember keeps a line that was typed until the program ends, for [Env.Typed]; Note is what the person should know of
// it, "" for nothing.
type Remember struct{ Of, Text, Note string }

func (Push) intent()     {}
func (Copy) intent()     {}
func (Status) intent()   {}
func (Compute) intent()  {}
func (Ask) intent()      {}
func (Run) intent()      {}
func (Tell) intent()     {}
func (Switch) intent()   {}
func (Restyle) intent()  {}
func (Against) intent()  {}
func (Watch) intent()    {}
func (Browse) intent()   {}
func (Export) intent()   {}
func (Display) intent()  {}
func (Remember) intent() {}

// Place names a screen and what it is about. It can be written down and opened
// again after the data changed.
type Place struct {
	Screen  string // a name of the table of screens
	Account string // id of the account that it is about, "" for all that there are
	Kind    string // code of a kind of resource, where the screen is about one
	Region  string
	ID      string
	Filter  string // what a list is filtered by at first
	View    string // the name of the view that a list is shown as, "" for none
	Sort    string // the column that a list is sorted by at first, with - before it in reverse
	Columns string // the columns of a list, parted by commas; "" is the usual ones
	To      string // where a trace leads, as it is typed; the edits of a what-if
}

// Words is one of two sentences about what to do next: the first names keys, the
// second what is typed where the screens are read as text.
func (e *Env) Words(keys, typed string) string {
	if e.Theme.Options().Words {
		return typed
	}
	return keys
}

// Linear is a screen that can be read from top to bottom: by a screen reader, on
// a terminal without a cursor, through a pipe. Every screen is one; a test holds
// it. Env has a theme of words then.
type Linear interface {
	// Linear is the whole of the screen, line by line. A line with an ID can be
	// opened.
	Linear(env *Env) []widget.Line
	// Choose puts the cursor on the line of this ID; false if there is none. With
	// "" commands are about the whole screen, false where that says nothing: in a
	// list it must be said which row is meant.
	Choose(id string) bool
}

// Suggestion is one thing that what was typed so far may mean.
type Suggestion struct {
	Word string // what it would be in full
	What string // what is there, or what it does
	To   Intent
}

// Place is where a suggestion leads; ok is false for one that does something else.
func (s *Suggestion) Place() (p Place, ok bool) {
	push, ok := s.To.(Push)
	return push.To, ok
}

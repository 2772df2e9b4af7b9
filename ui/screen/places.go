package screen

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/ui/widget"
)

// Entry is one row of the table of screens.
type Entry struct {
	Name string
	What string // what it shows, for the palette; "" when it needs a subject
	Open func(Place) Screen
}

// Table is the table of screens. A new screen is one line here.
func Table() []Entry {
	return []Entry{
		{"overview", "the account at a glance: what is wrong, what is short, what is unknown", func(p Place) Screen { return NewOverview(p) }},
		{"functions", "all functions: the way out, what is wrong", func(p Place) Screen { return NewFunctions(p) }},
		{"findings", "all findings, worst first", func(p Place) Screen { return NewFindings(p) }},
		{"kinds", "all kinds of resources", func(p Place) Screen { return NewKinds(p) }},
		{"resources", "", func(p Place) Screen { return NewResources(p) }},
		{"function", "", func(p Place) Screen { return NewFunction(p) }},
		{"finding", "", func(p Place) Screen { return NewFinding(p) }},
		{"resource", "", func(p Place) Screen { return NewResource(p) }},
		{"path", "", func(p Place) Screen { return NewPath(p) }},
		{"reach", "", func(p Place) Screen { return NewReach(p) }},
		{"diagram", "", func(p Place) Screen { return NewDiagram(p) }},
		{"services", "how each function reaches each AWS service", func(p Place) Screen { return NewServices(p) }},
		{"ledger", "Lambda's network interfaces: what is expected and what is there", func(p Place) Screen { return NewLedger(p) }},
		{"whatif", "", func(p Place) Screen { return NewWhatIf(p) }},
		{"usedby", "", func(p Place) Screen { return NewUsedBy(p) }},
		{"raw", "", func(p Place) Screen { return NewRaw(p) }},
		{"changes", "what changed since an earlier snapshot", func(p Place) Screen { return NewChanges(p) }},
		{"compare", "", func(p Place) Screen { return NewCompare(p) }},
	}
}

// New opens a place. It must be loaded before it is shown.
func New(p Place) (Screen, error) {
	for _, e := range Table() {
		if e.Name == p.Screen {
			return e.Open(p), nil
		}
	}
	return nil, fmt.Errorf("there is no screen %q", p.Screen)
}

// Suggestion is one thing that what was typed so far may mean.
type Suggestion struct {
	Word string // what it would be in full
	What string // what is there, or what it does
	To   Intent
}

// place is where a suggestion leads; ok is false for one that does something else.
func (s *Suggestion) place() (p Place, ok bool) {
	push, ok := s.To.(Push)
	return push.To, ok
}

// ParsePlace reads a place as it is typed: the name of a screen or a kind with a
// filter behind it, or the name or id of a function or resource.
func ParsePlace(res *analysis.Result, text string) (Place, error) {
	here := NewHere(&Env{Result: res}, nil, nil)
	to, err := here.Parse(text)
	if err != nil {
		return Place{}, err
	}
	if push, ok := to.(Push); ok {
		return push.To, nil
	}
	return Place{}, fmt.Errorf("%q is no place", text)
}

// Motion is the motion of the widgets that a command means; ok is false for
// other commands.
func Motion(c Command) (m widget.Motion, ok bool) { return motionOf(c), motions[c] }

// Edit is the edit of typed text that a command means.
func Edit(c Command) (e widget.Edit, ok bool) {
	e, ok = edits[c]
	return e, ok
}

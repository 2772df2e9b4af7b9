package screens

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/widget"
)

// Entry is one row of the table of screens.
type Entry struct {
	Name string
	What string // what it shows, for the palette; "" when it needs a subject
	Open func(screen.Place) screen.Screen
}

// Table is the table of screens. A new screen is one line here.
func Table() []Entry {
	return []Entry{
		{"overview", "the account at a glance: what is wrong, what is short, what is unknown",
			func(p screen.Place) screen.Screen { return NewOverview(p) }},
		{"accounts", "all accounts that were read, and what was found in each",
			func(p screen.Place) screen.Screen { return NewAccountList(p) }},
		{"functions", "all functions: internet egress, what is wrong",
			func(p screen.Place) screen.Screen { return NewFunctions(p) }},
		{"findings", "all findings, worst first", func(p screen.Place) screen.Screen { return NewFindings(p) }},
		{"kinds", "all kinds of resources", func(p screen.Place) screen.Screen { return NewKinds(p) }},
		{"resources", "", func(p screen.Place) screen.Screen { return NewResources(p) }},
		{"function", "", func(p screen.Place) screen.Screen { return NewFunction(p) }},
		{"finding", "", func(p screen.Place) screen.Screen { return NewFinding(p) }},
		{"resource", "", func(p screen.Place) screen.Screen { return NewResource(p) }},
		{"path", "", func(p screen.Place) screen.Screen { return NewPath(p) }},
		{"reach", "", func(p screen.Place) screen.Screen { return NewReach(p) }},
		{"diagram", "", func(p screen.Place) screen.Screen { return NewDiagram(p) }},
		{"services", "how each function reaches each AWS service",
			func(p screen.Place) screen.Screen { return NewServices(p) }},
		{"ledger", "Lambda's network interfaces: what is expected and what is there",
			func(p screen.Place) screen.Screen { return NewLedger(p) }},
		{"whatif", "", func(p screen.Place) screen.Screen { return NewWhatIf(p) }},
		{"edit", "", func(p screen.Place) screen.Screen { return NewForm(p) }},
		{"usedby", "", func(p screen.Place) screen.Screen { return NewUsedBy(p) }},
		{"who", "", func(p screen.Place) screen.Screen { return NewWho(p) }},
		{"raw", "", func(p screen.Place) screen.Screen { return NewRaw(p) }},
		{"changes", "what changed since an earlier snapshot",
			func(p screen.Place) screen.Screen { return NewChanges(p) }},
		{"log", "what changed while this was open", func(p screen.Place) screen.Screen { return NewLog(p) }},
		{"why", "", func(p screen.Place) screen.Screen { return NewWhy(p) }},
		{"signals", "", func(p screen.Place) screen.Screen { return NewSignals(p) }},
		{"flows", "", func(p screen.Place) screen.Screen { return NewFlows(p) }},
		{"compare", "", func(p screen.Place) screen.Screen { return NewCompare(p) }},
	}
}

// New opens a place. It must be loaded before it is shown.
func New(p screen.Place) (screen.Screen, error) {
	for _, e := range Table() {
		if e.Name == p.Screen {
			return e.Open(p), nil
		}
	}
	return nil, fmt.Errorf("there is no screen %q", p.Screen)
}

// ParsePlace reads a place as it is typed: the name of a screen or a kind with a
// filter behind it, or the name or id of a function or resource.
func ParsePlace(res *analysis.Result, text string) (screen.Place, error) {
	prompt := NewPrompt(&screen.Env{Result: res}, nil, nil)
	to, err := prompt.Parse(text)
	if err != nil {
		return screen.Place{}, err
	}
	if push, ok := to.(screen.Push); ok {
		return push.To, nil
	}
	return screen.Place{}, fmt.Errorf("%q is no place", text)
}

// Motion is the motion of the widgets that a command means; ok is false for
// other commands.
func Motion(c screen.Command) (m widget.Motion, ok bool) { return motionOf(c), screen.Motions[c] }

// Edit is the edit of typed text that a command means.
func Edit(c screen.Command) (e widget.Edit, ok bool) {
	e, ok = edits[c]
	return e, ok
}

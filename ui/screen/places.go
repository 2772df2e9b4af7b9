package screen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
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
		{"whatif", "", func(p Place) Screen { return NewWhatIf(p) }},
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

// most is how many functions and resources are suggested.
const most = 50

// Suggest lists places for what was typed: screens, kinds with a filter behind
// them, functions and resources by name or id.
func Suggest(res *analysis.Result, text string) []Suggestion {
	word, filter, _ := strings.Cut(strings.TrimSpace(strings.ToLower(text)), " ")
	filter = strings.TrimSpace(filter)
	var exact, out []Suggestion
	add := func(s Suggestion, names ...string) {
		switch {
		case slices.Contains(names, word):
			exact = append(exact, s)
		case slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, word) }):
			out = append(out, s)
		}
	}
	for _, e := range Table() {
		if e.What != "" {
			add(Suggestion{e.Name, withFilter(e.What, filter), Push{Place{Screen: e.Name, Filter: filter}}}, e.Name)
		}
	}
	for _, k := range awsdata.Kinds() {
		if k.Code == "fn" {
			continue // the table of functions says more
		}
		add(Suggestion{k.Code, withFilter(k.Plural, filter), Push{Place{Screen: "resources", Kind: k.Code, Filter: filter}}},
			k.Code, strings.ToLower(k.Name), strings.ToLower(k.Plural))
	}
	if s, ok := suggestAgainst(text); ok {
		exact = append(exact, s)
	}
	out = append(exact, out...)
	if word != "" && filter == "" && res != nil {
		out = append(out, suggestResources(res, word)...)
	}
	return out
}

func withFilter(what, filter string) string {
	if filter == "" {
		return what
	}
	return what + " with " + filter
}

// suggestResources are the functions and resources whose name or id holds a word.
func suggestResources(res *analysis.Result, word string) []Suggestion {
	var out []Suggestion
	for _, r := range res.Snapshot.Regions {
		for _, k := range awsdata.Kinds() {
			for _, x := range k.List(r) {
				if len(out) >= most {
					return out
				}
				if f, ok := x.(*awsdata.Function); ok && f.Published() {
					continue
				}
				if !strings.Contains(strings.ToLower(x.Name()+" "+x.ID()), word) {
					continue
				}
				p, ok := placeOf(res, r.RegionName, x.ID())
				if !ok {
					continue
				}
				s := Suggestion{Word: x.ID(), What: k.Name + " in " + r.RegionName, To: Push{p}}
				if x.Name() != "" && x.Name() != x.ID() {
					s.Word, s.What = x.Name(), k.Name+" "+x.ID()+" in "+r.RegionName
				}
				out = append(out, s)
			}
		}
	}
	return out
}

// ParsePlace reads a place as it is typed: the name of a screen or a kind with a
// filter behind it, or the name or id of a function or resource.
func ParsePlace(res *analysis.Result, text string) (Place, error) {
	suggestions := Suggest(res, text)
	word, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	for _, s := range suggestions {
		if p, ok := s.place(); ok && (strings.EqualFold(s.Word, word) || p.ID == word) {
			return p, nil
		}
	}
	if len(suggestions) > 0 && word != "" {
		if p, ok := suggestions[0].place(); ok {
			return p, nil
		}
	}
	return Place{}, fmt.Errorf("there is no screen, kind or resource %q", text)
}

// Motion is the motion of the widgets that a command means; ok is false for
// other commands.
func Motion(c Command) (m widget.Motion, ok bool) { return motionOf(c), motions[c] }

// Edit is the edit of typed text that a command means.
func Edit(c Command) (e widget.Edit, ok bool) {
	e, ok = edits[c]
	return e, ok
}

package screens

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/uses"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// owner is one thing that another belongs to.
type owner struct {
	region, id string
	what       string // "VPC", "function"
}

// goOwner jumps to what a thing belongs to; of several the person chooses one.
func (t *subject) goOwner(env *screen.Env) (screen.Intent, string) {
	owners, why := t.owners(env.Result)
	var out []screen.Suggestion
	for _, o := range owners {
		p, ok := say.PlaceOf(env.Result, o.region, o.id)
		if f := say.FunctionOf(env.Result, o.region, o.id); f != nil {
			p, ok = functionPlace(f), true
		}
		if !ok {
			why = o.what + " " + o.id + " is not in the snapshot"
			continue
		}
		out = append(out,
			screen.Suggestion{Word: say.NameOf(env.Result, p.Region, o.id), What: o.what, To: screen.Push{To: p}})
	}
	switch len(out) {
	case 0:
		return nil, why
	case 1:
		return out[0].To, ""
	}
	return choose(t.name()+" belongs to several: which?", out), ""
}

// choose asks for one of some suggestions.
func choose(title string, choices []screen.Suggestion) screen.Ask {
	return screen.Ask{
		Title: title,
		Suggest: func(text string) []screen.Suggestion {
			word := strings.ToLower(strings.TrimSpace(text))
			return slices.DeleteFunc(slices.Clone(choices), func(s screen.Suggestion) bool {
				return !strings.Contains(strings.ToLower(s.Word+" "+s.What), word)
			})
		},
		Parse: func(text string) (screen.Intent, error) { return nil, fmt.Errorf("%q is none of them", text) },
	}
}

// owners are what a thing belongs to. Where there is nothing, why says so.
func (t *subject) owners(res *analysis.Result) (list []owner, why string) {
	var owned uses.Owned
	switch {
	case t.finding != nil:
		owned = uses.OwnersOfFinding(t.finding)
		for i := range owned.Owners {
			owned.Owners[i].Region = t.place.Region
		}
	case t.fn != nil:
		owned = uses.OwnersOfFunction(t.fn)
	default:
		owned = uses.Owners(res, t.place.Region, t.resource)
	}
	for _, o := range owned.Owners {
		what := string(o.What)
		if o.What == uses.OfFunction {
			what += " in " + o.Region
		}
		list = append(list, owner{o.Region, o.ID, what})
	}
	return list, owned.None.String()
}

// notUsed says why nothing can use a thing, "" where something can.
func (t *subject) notUsed() string {
	if t.finding != nil {
		return "a finding has no users; U asks about its cause"
	}
	kind, _ := say.KindByCode(t.kind())
	return uses.NotUsed(t.place.Region, t.resource, kind.Name).String()
}

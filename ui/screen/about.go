package screen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
)

// about is a screen on which the person stands on something that can be asked
// about: a function, or a part of the network. The places come in the order in
// which they are meant.
type about interface {
	about(env *Env) []Place
}

func (s *Functions) about(*Env) []Place {
	row, ok := s.table.Selected()
	if !ok {
		return nil
	}
	return []Place{functionPlace(row.Function)}
}

func (s *Function) about(*Env) []Place {
	return []Place{{Screen: "function", Region: s.region, ID: s.name}}
}

func (s *Resource) about(*Env) []Place { return append([]Place{s.place}, s.rowPlaces()...) }

func (s *Finding) about(env *Env) []Place {
	places := s.rowPlaces()
	for i := range env.Result.Findings {
		f := &env.Result.Findings[i]
		if f.ID != s.place.ID || f.Region != s.place.Region {
			continue
		}
		if p, ok := placeOf(env.Result, f.Region, f.Resource); ok {
			places = append(places, p)
		}
		for _, name := range f.Functions {
			places = append(places, Place{Screen: "function", Region: f.Region, ID: name})
		}
	}
	return places
}

// rowPlaces is where the row under the cursor leads.
func (p *page) rowPlaces() []Place {
	if t, ok := p.selected(); ok && t.leads {
		return []Place{t.to}
	}
	return nil
}

func functionPlace(f *analysis.Function) Place {
	return Place{Screen: "function", Region: f.Place.Region, ID: f.FunctionName}
}

// About is what a command about a function or a part of the network does where
// the person stands, nil and why where nothing can be asked that.
func About(s Screen, c Command, env *Env) (Intent, string) {
	switch c {
	case GoUsedBy, GoOwner, GoRaw, CopyMenu, Console:
		return aboutThing(s, c, env)
	}
	stands, ok := s.(about)
	if !ok {
		return nil, "go to a function first"
	}
	places := stands.about(env)
	for _, p := range places {
		if p.Screen == "function" && functionOf(env.Result, p.Region, p.ID) != nil {
			return aboutFunction(c, p, env), ""
		}
		if i := aboutResource(c, p, env); i != nil {
			return i, ""
		}
	}
	if c == GoWhatIf {
		return nil, "go to a function, group, route table, network ACL or NAT gateway first"
	}
	return nil, "go to a function first"
}

func aboutFunction(c Command, p Place, env *Env) Intent {
	screens := map[Command]string{GoReach: "reach", GoDiagram: "diagram", GoWhatIf: "whatif"}
	if c == GoTrace {
		return askWhereTo(p, env)
	}
	return Push{Place{Screen: screens[c], Region: p.Region, ID: p.ID}}
}

// aboutResource asks about a part of the network: traces lead to an interface,
// subnet or group; what can be switched off has a what-if of its own.
func aboutResource(c Command, p Place, env *Env) Intent {
	switch {
	case p.Screen != "resource":
	case c == GoTrace && slices.Contains([]string{"eni", "subnet", "sg"}, p.Kind):
		return askFromWhere(p, env)
	case c == GoWhatIf && slices.Contains([]string{"sg", "rtb", "acl", "nat", "vpce", "igw", "eigw", "pcx", "tgw", "pl", "subnet", "eni", "vpc"}, p.Kind):
		return Push{Place{Screen: "whatif", Kind: p.Kind, Region: p.Region, ID: p.ID}}
	}
	return nil
}

// askFromWhere asks for the function that a trace to a resource starts at.
func askFromWhere(to Place, env *Env) Intent {
	res := env.Result
	suggest := func(text string) []Suggestion {
		text = strings.ToLower(strings.TrimSpace(text))
		var out []Suggestion
		for _, f := range res.Functions {
			if f.Place.Region == to.Region && strings.Contains(strings.ToLower(f.FunctionName), text) && len(out) < most {
				what := "not in a VPC"
				if f.VPCID != "" {
					what = "in " + nameOf(res, to.Region, f.VPCID)
				}
				out = append(out, Suggestion{f.FunctionName, what, Push{Place{Screen: "path", Region: to.Region, ID: f.FunctionName, To: to.ID}}})
			}
		}
		return out
	}
	return Ask{
		Title:   "trace to " + nameOf(res, to.Region, to.ID) + " from which function?",
		Suggest: suggest,
		Parse: func(text string) (Intent, error) {
			return nil, fmt.Errorf("no function in %s has %q in its name", to.Region, text)
		},
	}
}

package screen

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
)

// stander is a screen on which the person stands on something else first than
// what a trace would start at: a hop, a station, the row of a list.
type stander interface {
	// standing is what the person stands on, what they mean first in front.
	standing(env *Env) []Place
}

// standing is what the person stands on.
func standing(s Screen, env *Env) []Place {
	if st, ok := s.(stander); ok {
		return st.standing(env)
	}
	if a, ok := s.(about); ok {
		return a.about(env)
	}
	return nil
}

// thing is one thing of the account, whatever it is.
type thing struct {
	place    Place
	resource awsdata.Resource   // a function as well
	fn       *analysis.Function // what was computed of a function
	finding  *check.Finding
}

// thingOf is what a place is about; ok is false for lists, and for what is not in
// the snapshot.
func thingOf(res *analysis.Result, p Place) (t thing, ok bool) {
	t.place = p
	switch {
	case p.ID == "":
		return t, false
	case p.Screen == "finding" || p.Kind == findingKind:
		t.finding = findingOf(res, p.Region, p.ID)
		return t, t.finding != nil
	}
	if p.Screen == "function" || p.Kind == "" || p.Kind == "fn" {
		if t.fn = functionOf(res, p.Region, p.ID); t.fn != nil {
			t.resource = t.fn.Function
			return t, true
		}
	}
	t.resource = find(res, p.Region, p.ID)
	return t, t.resource != nil
}

// findingKind is the kind of a finding, where a place is about one and its screen
// is another.
const findingKind = "finding"

func findingOf(res *analysis.Result, region, id string) *check.Finding {
	for i := range res.Findings {
		if f := &res.Findings[i]; f.ID == id && f.Region == region {
			return f
		}
	}
	return nil
}

// kind is the code of the thing's kind.
func (t *thing) kind() string {
	if t.finding != nil {
		return findingKind
	}
	return kindOf(t.resource)
}

// name is what people call it.
func (t *thing) name() string {
	if t.finding != nil {
		return t.finding.Check
	}
	return nameOrID(t.resource)
}

// things are what the person stands on, each once.
func things(s Screen, env *Env) []thing {
	var out []thing
	seen := map[string]bool{}
	for _, p := range standing(s, env) {
		t, ok := thingOf(env.Result, p)
		if !ok {
			continue
		}
		if key := fmt.Sprint(t.kind(), " ", p.Region, " ", p.ID); !seen[key] {
			seen[key] = true
			out = append(out, t)
		}
	}
	return out
}

// aboutThing carries out a command about what the person stands on: nil, and why,
// where it does not apply.
func aboutThing(s Screen, c Command, env *Env) (Intent, string) {
	if c == CopyMenu {
		return askWhatToCopy(s, env), ""
	}
	list := things(s, env)
	if len(list) == 0 {
		return nil, "there is nothing under the cursor to ask this about"
	}
	intent, why := list[0].carryOut(c, env)
	if intent != nil || c != GoUsedBy || list[0].fn == nil && list[0].finding == nil {
		return intent, why
	}
	// Nobody uses a function or a finding: the row under the cursor is meant.
	for i := range list[1:] {
		if intent, _ := list[i+1].carryOut(c, env); intent != nil {
			return intent, ""
		}
	}
	return nil, why
}

// carryOut is what a command about one thing does.
func (t *thing) carryOut(c Command, env *Env) (Intent, string) {
	at := Place{Kind: t.kind(), Region: t.place.Region, ID: t.place.ID}
	if t.resource != nil && t.fn == nil {
		at.ID = t.resource.ID()
	}
	switch c {
	case GoUsedBy:
		if why := t.notUsed(); why != "" {
			return nil, why
		}
		at.Screen = "usedby"
		return Push{at}, ""
	case GoRaw:
		at.Screen = "raw"
		return Push{at}, ""
	case GoOwner:
		return t.goOwner(env)
	case Console:
		url, why := t.console(env.Result)
		if url == "" {
			return nil, why
		}
		return Browse{URL: url}, ""
	}
	return nil, ""
}

// standing: the hop under the cursor, then the function that asks.
func (s *Path) standing(env *Env) []Place {
	var places []Place
	if t := s.current(env); t.leads {
		places = append(places, t.to)
	}
	return append(places, s.about(env)...)
}

// standing: the station under the cursor, then the function.
func (s *Diagram) standing(env *Env) []Place {
	var places []Place
	if st, ok := s.selected(); ok && st.id != "" {
		if p, ok := placeOf(env.Result, s.place.Region, st.id); ok {
			places = append(places, p)
		}
	}
	return append(places, s.about(env)...)
}

// standing: the way under the cursor, then the function.
func (s *Reach) standing(env *Env) []Place {
	var places []Place
	if t, ok := s.selected(); ok && t.id != "" {
		if p, ok := placeOf(env.Result, s.place.Region, t.id); ok {
			places = append(places, p)
		}
	}
	return append(places, s.about(env)...)
}

// standing: the part of the network that the row is of.
func (s *WhatIf) standing(env *Env) []Place {
	var places []Place
	if t, ok := s.selected(); ok && t.id != "" {
		if p, ok := placeOf(env.Result, s.place.Region, t.id); ok {
			places = append(places, p)
		}
	}
	if p, ok := placeOf(env.Result, s.place.Region, s.place.ID); ok {
		places = append(places, p)
	}
	return places
}

// standing: the finding itself, then what it leads to.
func (s *Finding) standing(env *Env) []Place {
	return append([]Place{s.place}, s.about(env)...)
}

// standing: the function itself, then the row.
func (s *Function) standing(env *Env) []Place { return append(s.about(env), s.rowPlaces()...) }

// about is the cause of the finding, and the functions it touches.
func (s *Findings) about(env *Env) []Place {
	r, ok := s.table.Selected()
	if !ok {
		return nil
	}
	var places []Place
	if p, ok := placeOf(env.Result, r.Region, r.Resource); ok {
		places = append(places, p)
	}
	for _, name := range r.Functions {
		places = append(places, Place{Screen: "function", Region: r.Region, ID: name})
	}
	return places
}

// standing: the finding, then what it is about.
func (s *Findings) standing(env *Env) []Place {
	r, ok := s.table.Selected()
	if !ok {
		return nil
	}
	return append([]Place{{Screen: "finding", Region: r.Region, ID: r.ID}}, s.about(env)...)
}

func (s *Resources) about(env *Env) []Place {
	r, ok := s.table.Selected()
	if !ok {
		return nil
	}
	if p, ok := placeOf(env.Result, r.region, r.ID()); ok {
		return []Place{p}
	}
	return nil
}

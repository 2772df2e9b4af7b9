package plan

import (
	"cmp"
	"context"
	"slices"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/diff"
)

// Outcome is what follows from a plan.
type Outcome struct {
	*Applied
	Plan    *Plan
	Before  *analysis.Result
	Is      *analysis.Result // as it would be
	Changes *diff.Changes
}

// Follow makes the changes of a plan in a copy of an account, and tells what follows: what functions gain and lose, and
// which findings appear and vanish.
func Follow(ctx context.Context, before *analysis.Result, p *Plan, o Options, options analysis.Options) (*Outcome,
	error) {
	applied, err := p.Apply(before.Snapshot, o)
	if err != nil {
		return nil, err
	}
	out := &Outcome{Applied: applied, Plan: p, Before: before}
	if out.Is, err = analysis.Run(ctx, applied.After, options); err != nil {
		return nil, err
	}
	out.Changes, err = diff.Everywhere(ctx, before, out.Is)
	return out, err
}

// Of are the resources of the plan that change what has one of the ids, in the order of the plan.
func (a *Applied) Of(ids ...string) []Touch {
	var out []Touch
	for _, id := range ids {
		for _, t := range a.Touched[id] {
			if !slices.ContainsFunc(out, func(o Touch) bool { return o.Address == t.Address }) {
				out = append(out, t)
			}
		}
	}
	return out
}

// OfFunction are the resources of the plan that explain what becomes of a function.
func (o *Outcome) OfFunction(f *diff.Function) []Touch {
	if list := o.Of(f.Causes...); len(list) > 0 {
		return list
	}
	return o.Of(f.Name)
}

// OfFinding are the resources of the plan that a finding is about: what is to be mended, else what proves it, else what
// explains what becomes of its functions.
func (o *Outcome) OfFinding(f *check.Finding) []Touch {
	if list := o.Of(f.Cause, f.Resource); len(list) > 0 {
		return list
	}
	var ids []string
	for _, e := range f.Evidence {
		ids = append(ids, e.Resource)
	}
	if list := o.Of(ids...); len(list) > 0 {
		return list
	}
	return o.ofFunctions(f)
}

// ofFunctions are the resources of the plan by which the functions of a finding gain or lose something.
func (o *Outcome) ofFunctions(f *check.Finding) []Touch {
	var ids []string
	of := func(account, region, name string, causes []string) {
		if account == f.Account && region == f.Region && slices.Contains(f.Functions, name) {
			ids = append(ids, causes...)
		}
	}
	for i := range o.Changes.Functions {
		c := &o.Changes.Functions[i]
		of(c.Account, c.Region, c.Name, c.Causes)
	}
	for i := range o.Changes.Zones {
		z := &o.Changes.Zones[i]
		of(z.Account, z.Region, z.Name, z.Causes)
	}
	return o.Of(ids...)
}

// Radius is a resource of a plan with the functions that gain or lose something by it.
type Radius struct {
	Touch
	Functions []string `json:"functions"`
}

// Radii are the resources that change what functions reach, those that change most first.
func (o *Outcome) Radii() []Radius {
	var out []Radius
	add := func(name string, list []Touch) {
		for _, t := range list {
			at := slices.IndexFunc(out, func(r Radius) bool { return r.Address == t.Address })
			if at < 0 {
				at, out = len(out), append(out, Radius{Touch: t})
			}
			if !slices.Contains(out[at].Functions, name) {
				out[at].Functions = append(out[at].Functions, name)
			}
		}
	}
	for i := range o.Changes.Functions {
		f := &o.Changes.Functions[i]
		add(f.Name, o.OfFunction(f))
	}
	for i := range o.Changes.Zones {
		z := &o.Changes.Zones[i]
		add(z.Name, o.Of(z.Causes...))
	}
	slices.SortStableFunc(out, func(a, b Radius) int {
		return cmp.Or(cmp.Compare(len(b.Functions), len(a.Functions)), cmp.Compare(a.Address, b.Address))
	})
	return out
}

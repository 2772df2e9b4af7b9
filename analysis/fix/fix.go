// Package fix finds changes that would open a blocked path, or close an open one. It is one search for every face of
// the program. A fix is a list of edits that was tried on a copy of the account before it is offered: its verdict is
// computed, not hoped for, and so is what it does to everybody else. Nothing is ever run.
package fix

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// Answer is what would change the answer to a question.
type Answer struct {
	Opens  []Fix       // each makes the verdict a better one; best first; nil where the path is open already
	Left   []reach.Hop // what no edit that was tried mends, where none of Opens makes it reachable
	Closes []Fix       // each makes the verdict blocked; fewest changes first
}

// Fix is a set of changes and what they would achieve.
type Fix struct {
	Edits   []whatif.Edit
	Verdict reach.Verdict // of the same question after the edits
	Left    []reach.Hop   // what no edit could mend, if the verdict is not what was wanted
	Wider   bool          // the edits change more than the question asks for, such as removing a wide rule
	Better  []Effect      // what else gets better
	Worse   []Effect      // the price: what gets worse, for whom
}

// most bounds how many ways of opening a path are told.
const most = 3

// Finder looks for fixes in one account. What it learns of the account it keeps for the next question; questions that
// come side by side are answered one after the other.
type Finder struct {
	busy    sync.Mutex
	index   *awsdata.Index
	engine  *reach.Engine
	roles   *role.Index
	named   map[roleKey][]reach.Query // the services of roles
	reached map[string]reach.Sets     // what functions reach, by placement
	vacant  *netset.Set               // see [Finder.ignored]

	answers map[asked]*Answer
}

// New returns a finder for the account of an index and its engine.
func New(index *awsdata.Index, engine *reach.Engine) *Finder {
	return &Finder{index: index, engine: engine, roles: role.NewIndex(index), named: make(map[roleKey][]reach.Query),
		reached: make(map[string]reach.Sets), answers: make(map[asked]*Answer)}
}

// asked is a question about a function.
type asked struct {
	fn    *awsdata.Function
	query reach.Query
}

// Find answers what would open a path that is not open from everywhere, and what would close one that is not shut. A
// function outside any VPC has no network to change.
func (x *Finder) Find(ctx context.Context, region string, f *awsdata.Function, q reach.Query) (*Answer, error) {
	x.busy.Lock()
	defer x.busy.Unlock()
	if had := x.answers[asked{f, q}]; had != nil {
		return had, nil
	}
	answer, err := x.find(ctx, region, f, q)
	if err == nil {
		x.answers[asked{f, q}] = answer
	}
	return answer, err
}

func (x *Finder) find(ctx context.Context, region string, f *awsdata.Function, q reach.Query) (*Answer, error) {
	index, engine := x.index, x.engine
	s := &search{Finder: x, ctx: ctx, region: region, fn: f, query: q}
	rx := index.Region(region)
	if rx == nil || rx.Function(f.FunctionName) != f {
		return &Answer{}, nil // of another account of the snapshot, which edits do not change
	}
	var err error
	if s.trace, err = engine.Trace(region, f, q); err != nil {
		return nil, fmt.Errorf("follow the path: %w", err)
	}
	out := &Answer{}
	if subnets, _ := rx.Placement(f); len(subnets) == 0 {
		return out, nil
	}
	s.lean = lean(index.Snapshot, region, f)
	if s.trace.Verdict != reach.Reachable {
		if out.Opens, out.Left, err = s.open(); err != nil {
			return nil, err
		}
	}
	if s.trace.Verdict != reach.Blocked {
		out.Closes, err = s.close()
	}
	return out, err
}

// search is one question and the account that it is asked of.
type search struct {
	*Finder
	ctx    context.Context
	lean   *awsdata.Snapshot
	region string
	fn     *awsdata.Function
	query  reach.Query
	trace  *reach.Trace // of the account as it is
}

// lean is the account with one function alone: what it reaches does not depend on the others, and edits are tried on it
// many times.
func lean(s *awsdata.Snapshot, region string, f *awsdata.Function) *awsdata.Snapshot {
	return s.Change(region, func(r *awsdata.Region) {
		r.Functions = slices.DeleteFunc(r.Functions, func(x awsdata.Function) bool { return x.ID() != f.ID() })
		r.FunctionVersions, r.FunctionDetails, r.FunctionPolicies, r.FunctionURLs = nil, nil, nil, nil
	})
}

// open tries every plan, and keeps those that end better than the path is and take nothing from anybody.
func (s *search) open() ([]Fix, []reach.Hop, error) {
	var found []Fix
	var left []reach.Hop
	for i, p := range s.plans() {
		if p.own && len(found) > 0 {
			continue
		}
		if err := s.ctx.Err(); err != nil {
			return nil, nil, fmt.Errorf("look for what opens the path: %w", err)
		}
		f, err := s.follow(p)
		if err != nil {
			return nil, nil, err
		}
		if i == 0 {
			left = f.Left
		}
		if f.Verdict <= s.trace.Verdict || slices.ContainsFunc(found, func(x Fix) bool {
			return sameEdits(x.Edits,
				f.Edits)
		}) {
			continue
		}
		if f.Better, f.Worse, err = s.effects(f.Edits); err != nil {
			return nil, nil, err
		}
		if !slices.ContainsFunc(f.Worse, func(e Effect) bool { return e.Lost.IsEmpty() }) {
			found = append(found, f)
		}
	}
	slices.SortStableFunc(found, func(a, b Fix) int {
		return cmp.Or(cmp.Compare(b.Verdict, a.Verdict), cmp.Compare(len(a.Worse), len(b.Worse)),
			cmp.Compare(expense(a.Edits), expense(b.Edits)))
	})
	// What ends less well than another is no alternative to it.
	found = slices.DeleteFunc(found, func(f Fix) bool { return f.Verdict < found[0].Verdict })
	found = found[:min(len(found), most)]
	if len(found) > 0 && found[0].Verdict == reach.Reachable {
		left = nil
	}
	return found, left, nil
}

// expense orders fixes that end alike: what AWS bills for by the hour is dearer than what it does not.
func expense(edits []whatif.Edit) int {
	n := len(edits)
	for _, e := range edits {
		switch e := e.(type) {
		case whatif.SetSubnets:
			n += 3 // it moves the function out of what it was put in
		case whatif.AddNAT:
			n += 20
		case whatif.AddEndpoint:
			if len(e.Subnets) > 0 {
				n += 10
			}
		}
	}
	return n
}

func sameEdits(a, b []whatif.Edit) bool { return slices.EqualFunc(a, b, whatif.Same) }

// rounds bounds how often the path is looked at again: opening a route shows the hops behind it, which can be shut too.
const rounds = 8

// follow makes a plan's first edits and mends what then blocks, hop by hop. What it made that changes nothing in the
// end is taken out again.
func (s *search) follow(p plan) (Fix, error) {
	out := Fix{Edits: slices.Clone(p.first), Wider: p.wider}
	for range rounds {
		o, err := s.evaluate(out.Edits, p)
		if err != nil {
			return Fix{Verdict: s.trace.Verdict}, nil //nolint:nilerr // edits that the account does not take are no fix
		}
		out.Verdict, out.Left = o.trace.Verdict, nil
		if o.trace.Verdict == reach.Reachable {
			break
		}
		more := o.mend(&out)
		// An edit that was made already and did not help is not made again.
		more = slices.DeleteFunc(more, func(e whatif.Edit) bool { return contains(out.Edits, e) })
		if len(more) == 0 {
			break
		}
		out.Edits = append(out.Edits, more...)
	}
	return s.without(out, p), nil
}

// without drops the edits without which the fix ends no worse. Those of the plan itself stay.
func (s *search) without(f Fix, p plan) Fix {
	if f.Verdict <= s.trace.Verdict {
		return f
	}
	for i := len(f.Edits) - 1; i >= len(p.first); i-- {
		fewer := slices.Delete(slices.Clone(f.Edits), i, i+1)
		if o, err := s.evaluate(fewer, p); err == nil && o.trace.Verdict >= f.Verdict {
			f.Edits, f.Verdict = fewer, o.trace.Verdict
		}
	}
	return f
}

// contains reports whether a list of edits already says the same. Of two rules of an ACL that allow the same, one will
// do.
func contains(edits []whatif.Edit, e whatif.Edit) bool {
	return slices.ContainsFunc(edits, func(x whatif.Edit) bool {
		a, isA := x.(whatif.AddACLEntry)
		b, isB := e.(whatif.AddACLEntry)
		if isA && isB {
			a.Number = b.Number
			x = a
		}
		return whatif.Same(x, e)
	})
}

// close finds the ways to make the connection impossible, fewest changes first: removing the outbound rules that allow
// it, and denying it in the ACLs of the function's subnets. Both were tried; a way that does not close it is not
// offered.
func (s *search) close() ([]Fix, error) {
	o, err := s.evaluate(nil, plan{})
	if err != nil {
		return nil, err
	}
	to := o.destinations()
	if k := s.query.To.Kind; len(to) == 0 || k == names.KindService || k == names.KindHost ||
		k == names.KindPrefixList {
		return nil, nil // what a name leads to is shared with other names: closing it closes them
	}
	var out []Fix
	for _, candidate := range []Fix{{Edits: o.revoke(to), Wider: true}, {Edits: o.deny(to)}} {
		if len(candidate.Edits) == 0 {
			continue
		}
		after, err := s.evaluate(candidate.Edits, plan{})
		if err != nil {
			return nil, err
		}
		if candidate.Verdict = after.trace.Verdict; candidate.Verdict != reach.Blocked {
			continue
		}
		if candidate.Better, candidate.Worse, err = s.effects(candidate.Edits); err != nil {
			return nil, err
		}
		out = append(out, candidate)
	}
	slices.SortStableFunc(out, func(a, b Fix) int { return len(a.Edits) - len(b.Edits) })
	return out, nil
}

// scenario is the question as it stands after some edits.
type scenario struct {
	region string
	index  *awsdata.RegionIndex
	engine *reach.Engine
	fn     *awsdata.Function
	query  reach.Query
	trace  *reach.Trace
	own    bool           // a subnet gets a route table of its own where its route has to be another
	avoid  []string       // subnets that no NAT gateway is looked for or put in: those of the function
	used   map[string]int // next free rule number by ACL and direction
}

func (s *search) evaluate(edits []whatif.Edit, p plan) (*scenario, error) {
	changed, err := whatif.Apply(s.lean, edits)
	if err != nil {
		return nil, err
	}
	index := awsdata.NewIndex(changed)
	o := &scenario{region: s.region, index: index.Region(s.region), engine: reach.New(index), query: s.query,
		own: p.own, used: make(map[string]int)}
	o.fn = o.index.Function(s.fn.FunctionName)
	before, _ := s.index.Region(s.region).Placement(s.fn)
	now, _ := o.index.Placement(o.fn)
	o.avoid = append(slices.Clone(before), now...)
	o.trace, err = o.engine.Trace(s.region, o.fn, s.query)
	return o, err
}

// mend proposes one change for each hop that blocks, and notes those it has none for.
func (o *scenario) mend(out *Fix) []whatif.Edit {
	var edits []whatif.Edit
	for i := range o.trace.Subnets {
		sub := &o.trace.Subnets[i]
		for _, hop := range sub.Hops {
			if hop.Verdict == reach.Reachable {
				continue
			}
			var more []whatif.Edit
			if hop.Verdict != reach.Unknown {
				more = o.mendHop(sub, hop)
			}
			if len(more) == 0 && !slices.ContainsFunc(out.Left, func(h reach.Hop) bool { return h.Same(&hop) }) {
				out.Left = append(out.Left, hop)
			}
			for _, e := range more {
				if !contains(edits, e) {
					edits = append(edits, e)
				}
			}
		}
	}
	return edits
}

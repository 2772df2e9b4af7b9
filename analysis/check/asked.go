package check

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// What a check asks of the engine it asks here, so that the pass remembers what each answer lacked: a check that found
// nothing of a function has not found that nothing is wrong where some of what it asked is not known.

// examples is how many parts of a set are looked at for a call that is missing.
const examples = 32

// asked is what a check's answers about its functions lacked.
type asked struct {
	places bool // it asked where functions are
	acls   bool // it asked what network ACLs stop
	lacks  []lacking

	reached map[*placement]bool // whose whole reach it asked for
}

// lacking is a question about functions that calls would settle: those that are named, or those of an example of a set.
type lacking struct {
	at        *placement
	functions []string
	calls     []string
	set       netset.Set
}

// lacks remembers what an answer about functions of a placement lacked.
func (p *Pass) lacks(at *placement, functions, missing []string) {
	if len(missing) > 0 {
		p.asked.lacks = append(p.asked.lacks, lacking{at: at, functions: functions, calls: missing})
	}
}

// lacksOf remembers that a part of a placement's reach is not known.
func (p *Pass) lacksOf(at *placement, unknown netset.Set) {
	if !unknown.IsEmpty() {
		p.asked.lacks = append(p.asked.lacks, lacking{at: at, functions: at.Functions, set: unknown})
	}
}

// lacksIn remembers what a trace lacked where its verdict, or that of a subnet, is not known.
func (p *Pass) lacksIn(at *placement, t *reach.Trace) {
	if t == nil {
		return
	}
	for i := range t.Subnets {
		if t.Subnets[i].Verdict == reach.Unknown {
			p.lacks(at, at.Functions, missingOf(&t.Subnets[i]))
		}
	}
}

// egress is what the groups of a placement let out; see [reach.Engine.Egress].
func (p *Pass) egress(at *placement) (sets reach.Sets, missing []string) {
	sets, missing = p.Engine.Egress(at.Region, at.Function)
	if !sets.Unknown.IsEmpty() {
		p.lacks(at, at.Functions, missing)
	}
	return sets, missing
}

// routes is what routing does to traffic that leaves a subnet of a placement; see [reach.Engine.EffectiveRoutes].
func (p *Pass) routes(at *placement, subnet string) (routes []reach.EffectiveRoute, missing []string) {
	routes, missing = p.Engine.EffectiveRoutes(at.Region, subnet)
	p.lacks(at, at.Functions, missing)
	return routes, missing
}

// trace is the answer to a question about a placement.
func (p *Pass) trace(at *placement, q reach.Query) (*reach.Trace, error) {
	t, err := p.Engine.Trace(at.Region, at.Function, q)
	if err == nil {
		p.lacksIn(at, t)
	}
	return t, err
}

// verdict is the answer to a question about a placement, without the proof.
func (p *Pass) verdict(at *placement, q reach.Query) (reach.Verdict, error) {
	v, err := p.Engine.Verdict(at.Region, at.Function, q)
	if err == nil && v == reach.Unknown {
		_, err = p.trace(at, q)
	}
	return v, err
}

// reachWithin is what a placement reaches of a set; see [reach.Engine.ReachWithin].
func (p *Pass) reachWithin(at *placement, set netset.Set) *reach.Reach {
	r := p.Engine.ReachWithin(at.Region, at.Function, set)
	p.lacksOfReach(at, r)
	return r
}

// lacksOfAll is [Pass.lacksOfReach] for a placement's whole reach, which is remembered once.
func (p *Pass) lacksOfAll(at *placement, r *reach.Reach) {
	if p.asked.reached[at] {
		return
	}
	if p.asked.reached == nil {
		p.asked.reached = make(map[*placement]bool)
	}
	p.asked.reached[at] = true
	p.lacksOfReach(at, r)
}

// lacksOfReach remembers what is not known of a placement's reach from any of its subnets.
func (p *Pass) lacksOfReach(at *placement, r *reach.Reach) {
	var unknown netset.Set
	for i := range r.Subnets {
		unknown = unknown.Union(r.Subnets[i].Sets.Unknown)
	}
	p.lacksOf(at, unknown)
}

// reportLacks reports that the check cannot be answered for the functions of which it found nothing, where an answer
// lacked a call that the snapshot could hold, or had a word that nobody knows. What else no call of the account tells
// is the check's own to say.
func (p *Pass) reportLacks() {
	told := make(map[string]bool)
	for i := range *p.findings {
		for _, name := range (*p.findings)[i].Functions {
			told[name] = true
		}
	}
	untold := func(functions []string) []string {
		return slices.DeleteFunc(slices.Clone(functions), func(name string) bool { return told[name] })
	}
	var open unknowns
	if p.asked.places {
		if functions := untold(p.unplaced()); len(functions) > 0 {
			open.add(p.RegionName(), functions, []string{"list-capacity-providers"})
		}
	}
	for _, l := range p.asked.lacks {
		functions := untold(l.functions)
		if len(functions) == 0 {
			continue
		}
		if calls := p.settles(l); len(calls) > 0 {
			open.add(p.fallbackResource(l.at), functions, calls)
		}
	}
	open.report(p, func(string) string {
		return "Nothing was found for these functions, and not all that this depends on was collected."
	})
}

// unplaced are the functions on managed instances of which it is not known where they are.
func (p *Pass) unplaced() []string {
	if p.Gap("list-capacity-providers") == "" {
		return nil
	}
	return p.names(func(place *reach.Place) bool { return place.Managed() && len(place.Subnets) == 0 })
}

// settles are the calls that would settle a question, worked out once for all checks.
func (p *Pass) settles(l lacking) []string {
	if l.calls == nil && l.set.IsEmpty() {
		return nil
	}
	if l.calls != nil {
		return p.collectable(l.calls)
	}
	known := p.shared.lacking[l.at]
	for _, k := range known {
		if k.set.Equal(l.set) {
			return k.calls
		}
	}
	if p.shared.lacking == nil {
		p.shared.lacking = make(map[*placement][]lacking)
	}
	l.calls = p.callsFor(l.at, l.set)
	p.shared.lacking[l.at] = append(known, l)
	return l.calls
}

// callsFor are the calls that would settle what is not known of a set. One example may lack what no call tells, and
// others what calls do: so each of its parts is asked, and what stands in the middle of one, where the interfaces are.
func (p *Pass) callsFor(at *placement, set netset.Set) []string {
	calls := p.collectable(p.missingFor(at, set))
	tried := 0
	for addresses, ports := range set.Intervals() {
		if tried++; len(calls) > 0 || tried > examples {
			break
		}
		calls = p.collectable(p.missingFor(at, netset.FromAddr(addresses.From, ports)))
	}
	tried = 0
	for addresses, ports := range set.Intersect(p.interfaceSet()).Intervals() {
		for a := addresses.From; a.IsValid() && !addresses.To.Less(a); a = a.Next() {
			if tried++; len(calls) > 0 || tried > examples {
				return calls
			}
			calls = p.collectable(p.missingFor(at, netset.FromAddr(a, ports)))
		}
	}
	return calls
}

// interfaceSet are the addresses of all interfaces of the region, in all accounts of the snapshot, gathered once for
// all checks.
func (p *Pass) interfaceSet() netset.Set {
	if p.shared.interfaces == nil {
		var b netset.Builder
		for _, r := range p.Index.AllRegions() {
			if r.Region.RegionName != p.RegionName() {
				continue
			}
			for i := range r.Region.NetworkInterfaces {
				b.AddAddrs(r.Region.NetworkInterfaces[i].Addresses(), netset.AllProtocols())
			}
		}
		set := b.Set()
		p.shared.interfaces = &set
	}
	return *p.shared.interfaces
}

// collectable keeps the calls that accounts of the snapshot can make and did not: what is not in a list that was read
// is gone, and no call tells more. Words that AWS has added are kept with them.
func (p *Pass) collectable(missing []string) []string {
	var out []string
	for _, m := range missing {
		if awsdata.IsNewWord(m) {
			out = append(out, m)
			continue
		}
		call, ok := awsdata.ParseMissing(m)
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(call.Call, " (")
		if call.Account == "" {
			if p.Gap(name) != "" {
				out = append(out, m)
			}
		} else if r := p.Index.RegionOf(call.Account, p.RegionName()); r != nil && !r.Region.Has(name) {
			out = append(out, m)
		}
	}
	return out
}

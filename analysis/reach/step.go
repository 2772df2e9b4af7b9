package reach

import (
	"net/netip"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
)

// A way through the network is a list of steps that forks where the destination decides: at a route table, at the
// subnets of a VPC, at the addresses of the account. Each step and each fork is written once, and answers both
// questions: what happens to one packet, with the proof, and what happens to every destination at once, as sets.

// question is one packet's question: from an address to an address.
type question struct {
	from     netip.Addr // not valid: some public address that is not known which
	to       netip.Addr
	protocol netset.Protocol
	port     uint16
}

// step is something on the way that lets a packet through or drops it.
type step interface {
	// judge is the verdict on one packet. It appends what the step says: a hop, or several where requests and replies
	// are told apart, or none where the step has nothing to do with the packet, which is then let through.
	judge(q question, hops []Hop) ([]Hop, Verdict)
	// sets is the same over all destinations, for packets from one source address.
	sets(from netip.Addr) Sets
	// bySource reports whether the step looks at the source address, and sourceSets are the sets by which it tells them
	// apart.
	bySource() bool
	sourceSets() []netset.Set
}

// path is a way from some point on.
type path struct {
	steps []step
	fork  fork // where it goes on by destination; nil where it ends
}

// fork parts a way by destination.
type fork interface {
	// find is the branch of one destination.
	find(q question) branch
	// each calls for the branches of all destinations that are asked for; those that are alike may come as one, and
	// what is certainly dropped may be left out.
	each(asked netset.Set, yield func(branch))
}

// branch is one way on from a fork.
type branch struct {
	hops []Hop      // what the fork itself says: a route, a subnet
	part netset.Set // the destinations that go this way; set by each only
	way  Way        // where a route leads; set by route tables only
	next path
}

// verdict is what the fork itself says about its branch.
func (b *branch) verdict() Verdict { return worst(b.hops) }

// stepsFor is the way of one destination, with all its forks taken.
func (p path) stepsFor(q question) (steps []step, way Way) {
	for {
		steps = append(steps, p.steps...)
		if p.fork == nil {
			return steps, way
		}
		b := p.fork.find(q)
		for _, h := range b.hops {
			steps = append(steps, fixed{h})
		}
		if way.Kind == "" {
			way = b.way
		}
		p = b.next
	}
}

// origins are the addresses that packets may come from.
type origins struct {
	ranges []netset.AddrRange
	// unsure: it is one of them, and which is not in the snapshot. Else each of them may be used, now this one, now
	// that.
	unsure bool
}

// from is the one address that packets come from.
func from(a netip.Addr) origins { return origins{ranges: []netset.AddrRange{{From: a, To: a}}} }

// several reports whether there is more than one address.
func (o origins) several() bool { return len(o.ranges) > 1 || o.ranges[0].From != o.ranges[0].To }

// ask follows one packet from each class of source addresses that something on the way tells apart.
func (p path) ask(q question, sources origins) (hops []Hop, v Verdict, way Way) {
	steps, way := p.stepsFor(q)
	hops, v = askSteps(steps, q, sources, OthersDiffer)
	return hops, v, way
}

func askSteps(steps []step, q question, sources origins, mixed Mixed) ([]Hop, Verdict) {
	var sets []netset.Set
	if sources.several() {
		for _, s := range steps {
			sets = append(sets, s.sourceSets()...)
		}
	}
	classes := classes(sources.ranges, sets...)
	lists := make([][]Hop, 0, len(classes))
	over := tally{unsure: sources.unsure}
	for _, q.from = range classes {
		hops, v := judgeAll(steps, q)
		lists = append(lists, hops)
		over.add(v)
	}
	return mergeHops(lists, mixed, sources.unsure), over.verdict()
}

// judgeAll is what a list of steps says to one packet: all of them, whatever the first ones say, so that every blocker
// has a name.
func judgeAll(steps []step, q question) ([]Hop, Verdict) {
	hops, all := make([]Hop, 0, len(steps)+2), Reachable
	for _, s := range steps {
		var v Verdict
		hops, v = s.judge(q, hops)
		all = min(all, v)
	}
	return hops, all
}

// ways follows all destinations of a part: before is the verdict of what lies behind, late are the steps behind that
// look at the source address, which are asked at the end of a way, once for each class of source addresses. way is the
// first route's.
func (p path) ways(before Sets, late []step, sources origins, way Way, add func(Way, Sets)) {
	late = slices.Clip(late)
	for _, s := range p.steps {
		if before.IsEmpty() {
			return
		}
		if s.bySource() {
			late = append(late, s)
			continue
		}
		if s, ok := s.(fixed); ok && s.Verdict == Reachable {
			continue
		}
		before = before.and(s.sets(netip.Addr{}))
	}
	if before.IsEmpty() {
		return
	}
	if p.fork == nil {
		if out := overSources(before, late, sources); !out.IsEmpty() {
			add(way, out)
		}
		return
	}
	p.fork.each(before.known(), func(b branch) {
		sub := before.within(b.part)
		switch b.verdict() {
		case Blocked:
			return
		case Unknown:
			sub = Sets{Unknown: sub.known()}
		}
		if sub.IsEmpty() {
			return
		}
		on := way
		if on.Kind == "" {
			on = b.way
		}
		b.next.ways(sub, late, sources, on, add)
	})
}

// overSources joins what the late steps say over the source addresses that they tell apart.
func overSources(before Sets, late []step, sources origins) Sets {
	if len(late) == 0 {
		return before
	}
	var sets []netset.Set
	if sources.several() {
		for _, s := range late {
			sets = append(sets, s.sourceSets()...)
		}
	}
	var alternatives []Sets
	for _, from := range classes(sources.ranges, sets...) {
		sets := before
		for _, s := range late {
			if sets.IsEmpty() {
				break
			}
			sets = sets.and(s.sets(from))
		}
		alternatives = append(alternatives, sets)
	}
	if sources.unsure {
		return joinUnsure(alternatives)
	}
	return joinWithin(before.known(), alternatives)
}

// allSourceSets are the source sets of everything that lies ahead of some destination.
func (p path) allSourceSets(asked netset.Set) []netset.Set {
	var out []netset.Set
	for _, s := range p.steps {
		out = append(out, s.sourceSets()...)
	}
	if p.fork != nil {
		p.fork.each(asked, func(b branch) { out = append(out, b.next.allSourceSets(b.part)...) })
	}
	return out
}

// over is the verdict of a way on all the destinations of a set, whatever route they take.
func (p path) over(asked netset.Set, sources origins) Sets {
	var out Sets
	p.ways(Sets{Reachable: asked}, nil, sources, Way{}, func(_ Way, s Sets) { out = out.union(s) })
	return out
}

// fixed is a step that says the same to every packet.
type fixed struct{ Hop }

func (s fixed) judge(q question, hops []Hop) ([]Hop, Verdict) {
	return append(hops, s.Hop.about(q)), s.Verdict
}
func (s fixed) bySource() bool           { return false }
func (s fixed) sourceSets() []netset.Set { return nil }
func (s fixed) sets(netip.Addr) Sets     { return setsOf(s.Verdict, everything) }

// cases is a step that says what the first of its cases says that holds the destination. The last one holds all others.
type cases []hopCase

// hopCase is one case of a step.
type hopCase struct {
	in netset.Set
	Hop
	silent bool // lets through without a word
}

// otherwise is the case of everything that no case before it holds.
func otherwise(h Hop) hopCase { return hopCase{in: everything, Hop: h} }

// otherwisePass lets everything through, without a word, that no case before it holds.
func otherwisePass() hopCase {
	return hopCase{in: everything, Hop: Hop{Verdict: Reachable}, silent: true}
}

func (c cases) judge(q question, hops []Hop) ([]Hop, Verdict) {
	for i := range c {
		if f := &c[i]; f.in.Contains(q.to, q.protocol, q.port) {
			return f.says(q, hops)
		}
	}
	return hops, Reachable
}

func (f *hopCase) says(q question, hops []Hop) ([]Hop, Verdict) {
	if f.silent {
		return hops, f.Verdict
	}
	return append(hops, f.Hop.about(q)), f.Verdict
}

func (c cases) bySource() bool           { return false }
func (c cases) sourceSets() []netset.Set { return nil }

func (c cases) sets(netip.Addr) Sets {
	var out Sets
	var seen netset.Set
	for i := range c {
		in := c[i].in
		if i > 0 {
			in = in.Minus(seen)
		}
		out = out.union(setsOf(c[i].Verdict, in))
		seen = seen.Union(c[i].in)
	}
	return out
}

// either is several ways of which each may be taken: the verdict over them is their join.
type either struct {
	ways []path
	part netset.Set // the destinations that come this way
}

func (e either) judge(q question, hops []Hop) ([]Hop, Verdict) {
	lists := make([][]Hop, len(e.ways))
	var over tally
	for i, p := range e.ways {
		steps, _ := p.stepsFor(q)
		var v Verdict
		lists[i], v = judgeAll(steps, q)
		over.add(v)
	}
	return append(hops, mergeHops(lists, ZonesDiffer, false)...), over.verdict()
}

func (e either) bySource() bool { return true }

func (e either) sourceSets() []netset.Set {
	var out []netset.Set
	for _, p := range e.ways {
		out = append(out, p.allSourceSets(e.part)...)
	}
	return out
}

func (e either) sets(from netip.Addr) Sets {
	source := origins{ranges: []netset.AddrRange{{From: from, To: from}}}
	var alternatives []Sets
	for _, p := range e.ways {
		alternatives = append(alternatives, p.over(e.part, source))
	}
	return joinWithin(e.part, alternatives)
}

func setsOf(v Verdict, in netset.Set) Sets {
	switch v {
	case Reachable:
		return Sets{Reachable: in}
	case Partial:
		return Sets{Partial: in}
	case Unknown:
		return Sets{Unknown: in}
	}
	return Sets{}
}

// about completes a hop with the packet that it speaks of.
func (h Hop) about(q question) Hop {
	if !h.Far.IsValid() {
		h.Far = q.to
	}
	h.Protocol, h.Port = q.protocol, q.port
	return h
}

package netset

import (
	"net/netip"
	"slices"
)

// Builder collects a set step by step. The steps take effect in order: what is
// removed and added again later is in the set. The zero value is empty and ready
// to use. A Builder must not be copied or used by two goroutines at once.
//
// Nothing is computed before Set: steps are then joined pairwise, so n overlapping
// prefixes cost about n log n and not n squared.
type Builder struct {
	done  []patch
	batch batch
}

// patch is the effect of some steps: first remove, then add.
type patch struct{ remove, add Set }

// then returns the effect of p followed by q.
func (p patch) then(q patch) patch {
	return patch{
		remove: p.remove.Union(q.remove),
		add:    p.add.Minus(q.remove).Union(q.add),
	}
}

// batch holds steps of one kind, whose order does not matter.
type batch struct {
	removes bool
	sets    []Set
	groups  map[PortSet]*Set // single spans, not yet sorted
	order   []*Set
}

// Add adds all of s.
func (b *Builder) Add(s Set) { b.addSet(s, false) }

// AddPrefix adds the addresses of a prefix with the given ports. An invalid
// prefix adds nothing.
func (b *Builder) AddPrefix(p netip.Prefix, ports PortSet) {
	from, to, v4, ok := prefixEnds(p)
	b.addSpan(from, to, v4, ok, ports, false)
}

// AddAddr adds one address with the given ports. An invalid address adds nothing.
func (b *Builder) AddAddr(a netip.Addr, ports PortSet) {
	b.AddPrefix(netip.PrefixFrom(a, a.BitLen()), ports)
}

// AddAddrs adds addresses as AWS writes them ("10.0.0.5") with the given ports. A
// text that is none adds nothing.
func (b *Builder) AddAddrs(texts []string, ports PortSet) {
	for _, text := range texts {
		if a, err := netip.ParseAddr(text); err == nil {
			b.AddAddr(a, ports)
		}
	}
}

// AddCIDRs adds the addresses of ranges as AWS writes them ("10.0.0.0/16") with the
// given ports. Bits behind the length do not matter. A text that is none adds nothing.
func (b *Builder) AddCIDRs(texts []string, ports PortSet) {
	for _, text := range texts {
		if p, err := netip.ParsePrefix(text); err == nil {
			b.AddPrefix(p, ports)
		}
	}
}

// AddRange adds the addresses of a range with the given ports. An invalid range
// adds nothing.
func (b *Builder) AddRange(r AddrRange, ports PortSet) {
	from, to, v4, ok := r.ends()
	b.addSpan(from, to, v4, ok, ports, false)
}

// Remove removes all of s.
func (b *Builder) Remove(s Set) { b.addSet(s, true) }

// RemovePrefix removes the given ports from the addresses of a prefix. An invalid
// prefix removes nothing.
func (b *Builder) RemovePrefix(p netip.Prefix, ports PortSet) {
	from, to, v4, ok := prefixEnds(p)
	b.addSpan(from, to, v4, ok, ports, true)
}

// Set returns what was built so far. The Builder can go on from there; the set
// that was handed out does not change.
func (b *Builder) Set() Set {
	b.flush()
	whole := fold(b.done, patch.then)
	b.done = append(b.done[:0], patch{add: whole.add})
	return whole.add
}

func (b *Builder) addSet(s Set, removes bool) {
	if s.IsEmpty() {
		return
	}
	b.begin(removes)
	b.batch.sets = append(b.batch.sets, s)
}

func (b *Builder) addSpan(from, to position, v4, ok bool, ports PortSet, removes bool) {
	if !ok || ports.IsEmpty() {
		return
	}
	b.begin(removes)
	g := b.batch.groups[ports]
	if g == nil {
		if b.batch.groups == nil {
			b.batch.groups = map[PortSet]*Set{}
		}
		g = &Set{}
		b.batch.groups[ports] = g
		b.batch.order = append(b.batch.order, g)
	}
	if v4 {
		g.v4 = append(g.v4, span{from, to, ports})
	} else {
		g.v6 = append(g.v6, span{from, to, ports})
	}
}

func (b *Builder) begin(removes bool) {
	if b.batch.removes != removes {
		b.flush()
		b.batch.removes = removes
	}
}

func (b *Builder) flush() {
	for _, g := range b.batch.order {
		b.batch.sets = append(b.batch.sets, Set{v4: sortSpans(g.v4), v6: sortSpans(g.v6)})
	}
	if all := fold(b.batch.sets, Set.Union); b.batch.removes {
		b.done = append(b.done, patch{remove: all})
	} else {
		b.done = append(b.done, patch{add: all})
	}
	b.batch = batch{}
}

// sortSpans makes spans with one and the same port set canonical.
func sortSpans(spans []span) []span {
	slices.SortFunc(spans, func(x, y span) int {
		switch {
		case x.from.before(y.from):
			return -1
		case y.from.before(x.from):
			return 1
		}
		return 0
	})
	var out spanList = spans[:0]
	for _, x := range spans {
		if n := len(out); n > 0 && !out[n-1].to.before(x.from) {
			if out[n-1].to.before(x.to) {
				out[n-1].to = x.to
			}
			continue
		}
		out.add(x.from, x.to, x.ports)
	}
	return out.done()
}

// fold joins neighbors pairwise: every item takes part in about log n joins
// only. The order of the items is kept.
func fold[T any](items []T, join func(T, T) T) T {
	switch len(items) {
	case 0:
		var zero T
		return zero
	case 1:
		return items[0]
	}
	mid := len(items) / 2
	return join(fold(items[:mid], join), fold(items[mid:], join))
}

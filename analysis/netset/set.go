package netset

import (
	"iter"
	"net/netip"
	"slices"
)

// Set is an immutable, exact set of (address, protocol, port). The zero value is
// the empty set.
//
// It is kept as sorted, disjoint intervals of addresses, each with a PortSet that
// is not empty; adjacent intervals have different port sets. The families are
// apart, so no interval crosses from IPv4 to IPv6.
type Set struct {
	v4, v6 []span
}

// Everything returns the set of all IPv4 and IPv6 addresses with all protocols.
func Everything() Set { return allAddresses(allProtocols) }

func allAddresses(ports PortSet) Set {
	if ports.IsEmpty() {
		return Set{}
	}
	return Set{v4: []span{{to: lastV4, ports: ports}}, v6: []span{{to: lastV6, ports: ports}}}
}

// FromPrefix returns the addresses of a prefix with the given ports. An invalid
// prefix gives the empty set; bits behind the prefix length do not matter.
func FromPrefix(p netip.Prefix, ports PortSet) Set {
	from, to, v4, ok := prefixEnds(p)
	return oneSpan(from, to, v4, ok, ports)
}

// FromRange returns the addresses of a range with the given ports. An invalid
// range gives the empty set.
func FromRange(r AddrRange, ports PortSet) Set {
	from, to, v4, ok := r.ends()
	return oneSpan(from, to, v4, ok, ports)
}

// FromAddr returns one address with the given ports. The zero address gives the
// empty set.
func FromAddr(a netip.Addr, ports PortSet) Set {
	at, v4, ok := positionOf(a)
	return oneSpan(at, at, v4, ok, ports)
}

func oneSpan(from, to position, v4, ok bool, ports PortSet) Set {
	switch {
	case !ok || ports.IsEmpty():
		return Set{}
	case v4:
		return Set{v4: []span{{from, to, ports}}}
	}
	return Set{v6: []span{{from, to, ports}}}
}

// Union returns what is in s or in t.
func (s Set) Union(t Set) Set { return s.combine(t, opUnion) }

// Intersect returns what is in both s and t. A small set meets a large one at
// the cost of the small one.
func (s Set) Intersect(t Set) Set { return s.combine(t, opIntersect) }

// Minus returns what is in s and not in t.
func (s Set) Minus(t Set) Set { return s.combine(t, opMinus) }

func (s Set) combine(t Set, op operation) Set {
	memo := portMemo{op: op}
	return Set{v4: combineSpans(s.v4, t.v4, &memo), v6: combineSpans(s.v6, t.v6, &memo)}
}

// IsEmpty reports whether nothing is in the set.
func (s Set) IsEmpty() bool { return len(s.v4) == 0 && len(s.v6) == 0 }

// Equal reports whether both sets have the same members.
func (s Set) Equal(t Set) bool {
	return (sameSpans(s.v4, t.v4) || slices.Equal(s.v4, t.v4)) &&
		(sameSpans(s.v6, t.v6) || slices.Equal(s.v6, t.v6))
}

// Contains reports whether one address with one protocol and port is in the set.
// For protocols other than TCP and UDP the port does not matter.
func (s Set) Contains(a netip.Addr, p Protocol, port uint16) bool {
	return s.At(a).Contains(p, port)
}

// ContainsSet reports whether all of t is in s.
func (s Set) ContainsSet(t Set) bool { return spansCover(s.v4, t.v4) && spansCover(s.v6, t.v6) }

// Overlaps reports whether something is in both s and t.
func (s Set) Overlaps(t Set) bool { return spansOverlap(s.v4, t.v4) || spansOverlap(s.v6, t.v6) }

// At returns what the set holds for one address: nothing for an invalid one.
func (s Set) At(a netip.Addr) PortSet {
	at, v4, ok := positionOf(a)
	if !ok {
		return PortSet{}
	}
	spans := s.v6
	if v4 {
		spans = s.v4
	}
	low, high := 0, len(spans)
	for low < high {
		mid := (low + high) / 2
		if spans[mid].to.before(at) {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == len(spans) || at.before(spans[low].from) {
		return PortSet{}
	}
	return spans[low].ports
}

// RestrictPorts returns the part of the set with the given ports.
func (s Set) RestrictPorts(ports PortSet) Set {
	if ports == allProtocols {
		return s
	}
	memo := portMemo{op: opIntersect}
	return Set{v4: mapPorts(s.v4, ports, &memo), v6: mapPorts(s.v6, ports, &memo)}
}

func mapPorts(spans []span, ports PortSet, memo *portMemo) []span {
	if len(spans) == 0 {
		return nil
	}
	if keepsPorts(spans, ports, memo) {
		return spans
	}
	out := make(spanList, 0, len(spans))
	for _, x := range spans {
		out.add(x.from, x.to, memo.apply(x.ports, ports))
	}
	return out.done()
}

// WithPorts returns all addresses of the set, each with exactly the given ports.
func (s Set) WithPorts(ports PortSet) Set {
	return Set{v4: replacePorts(s.v4, ports), v6: replacePorts(s.v6, ports)}
}

func replacePorts(spans []span, ports PortSet) []span {
	if len(spans) == 0 || ports.IsEmpty() {
		return nil
	}
	out := make(spanList, 0, len(spans))
	for _, x := range spans {
		out.add(x.from, x.to, ports)
	}
	return out.done()
}

// RestrictAddrs returns the part of the set within the given ranges, which may
// overlap and come in any order. Without ranges nothing is left.
func (s Set) RestrictAddrs(rs ...AddrRange) Set {
	if len(rs) == 1 {
		return s.Intersect(FromRange(rs[0], allProtocols))
	}
	var b Builder
	for _, r := range rs {
		b.AddRange(r, allProtocols)
	}
	return s.Intersect(b.Set())
}

// RestrictPrefixes returns the part of the set within the given prefixes, as
// RestrictAddrs does.
func (s Set) RestrictPrefixes(ps ...netip.Prefix) Set {
	if len(ps) == 1 {
		return s.Intersect(FromPrefix(ps[0], allProtocols))
	}
	var b Builder
	for _, p := range ps {
		b.AddPrefix(p, allProtocols)
	}
	return s.Intersect(b.Set())
}

// IPv4 returns the IPv4 part of the set.
func (s Set) IPv4() Set { return Set{v4: s.v4} }

// IPv6 returns the IPv6 part of the set.
func (s Set) IPv6() Set { return Set{v6: s.v6} }

// Len returns the number of intervals.
func (s Set) Len() int { return len(s.v4) + len(s.v6) }

// Intervals yields the intervals of the set in order, IPv4 before IPv6.
func (s Set) Intervals() iter.Seq2[AddrRange, PortSet] {
	return func(yield func(AddrRange, PortSet) bool) {
		for _, x := range s.v4 {
			if !yield(x.addrRange(true), x.ports) {
				return
			}
		}
		for _, x := range s.v6 {
			if !yield(x.addrRange(false), x.ports) {
				return
			}
		}
	}
}

// Addresses returns the addresses that are in the set with any port, as the
// fewest ranges, in order.
func (s Set) Addresses() []AddrRange {
	var rs []AddrRange
	for r := range s.WithPorts(allProtocols).Intervals() {
		rs = append(rs, r)
	}
	return rs
}

// Ports returns everything that the set holds for some address.
func (s Set) Ports() PortSet {
	var all PortSet
	memo := portMemo{op: opUnion}
	for _, spans := range [2][]span{s.v4, s.v6} {
		for _, x := range spans {
			all = memo.apply(all, x.ports)
		}
	}
	return all
}

// Groups yields each distinct PortSet of the set once, with the ranges of exactly
// the addresses that have it. Groups come in the order of their first address.
func (s Set) Groups() iter.Seq2[PortSet, []AddrRange] {
	return func(yield func(PortSet, []AddrRange) bool) {
		var order []PortSet
		ranges := map[PortSet][]AddrRange{}
		for r, ports := range s.Intervals() {
			if _, seen := ranges[ports]; !seen {
				order = append(order, ports)
			}
			ranges[ports] = append(ranges[ports], r)
		}
		for _, ports := range order {
			if !yield(ports, ranges[ports]) {
				return
			}
		}
	}
}

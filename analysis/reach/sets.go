package reach

import "github.com/vpclens/vpclens/analysis/netset"

// carried is what Lambda carries: TCP and UDP, all ports. Everything in this package is within it.
// Source: AWS Lambda developer guide, "VPC-to-VPC NAT".
func carried() netset.PortSet { return carriedPorts }

// ephemeral are the ports that replies come back to. Lambda and NAT gateways use 1024-65535.
// Source: Amazon VPC user guide, "Ephemeral ports".
var ephemeral = netset.PortRange{From: 1024, To: 65535}

// These are needed for every question and never change.
var (
	carriedPorts = netset.TCPAndUDP()
	replyPortsOf = map[netset.Protocol]netset.PortSet{
		netset.TCP: netset.Ports(netset.TCP, ephemeral),
		netset.UDP: netset.Ports(netset.UDP, ephemeral),
	}
	dns = netset.Ports(netset.TCP, netset.PortRange{From: 53, To: 53}).
		Union(netset.Ports(netset.UDP, netset.PortRange{From: 53, To: 53}))

	everything     = netset.Everything().RestrictPorts(carriedPorts)
	everythingIPv4 = everything.IPv4()
	everythingIPv6 = everything.IPv6()
	internet       = netset.Internet().RestrictPorts(carriedPorts)
	internetIPv4   = internet.IPv4()
	internetIPv6   = internet.IPv6()
)

func allUnknown() Sets { return Sets{Unknown: everything} }

// known is the set of everything that is not blocked.
func (s Sets) known() netset.Set { return s.Reachable.Union(s.Partial).Union(s.Unknown) }

// and is the verdict of two hops in a row, point by point: blocked > unknown > partial > reachable.
func (s Sets) and(t Sets) Sets {
	reachable := s.Reachable.Intersect(t.Reachable)
	if s.Partial.IsEmpty() && s.Unknown.IsEmpty() && t.Partial.IsEmpty() && t.Unknown.IsEmpty() {
		return Sets{Reachable: reachable}
	}
	both := s.known().Intersect(t.known())
	unknown := both.Intersect(s.Unknown.Union(t.Unknown))
	return Sets{
		Reachable: reachable,
		Unknown:   unknown,
		Partial:   both.Minus(reachable).Minus(unknown),
	}
}

// join is the verdict over alternatives, point by point, as [Join] has it.
func join(alternatives []Sets) Sets {
	if len(alternatives) == 1 {
		return alternatives[0]
	}
	if len(alternatives) == 0 {
		return Sets{}
	}
	var someReachable, somePartial, someUnknown, someBlocked netset.Set
	always := alternatives[0].Reachable
	for _, s := range alternatives {
		someReachable = someReachable.Union(s.Reachable)
		somePartial = somePartial.Union(s.Partial)
		someUnknown = someUnknown.Union(s.Unknown)
		someBlocked = someBlocked.Union(everything.Minus(s.known()))
		always = always.Intersect(s.Reachable)
	}
	partial := somePartial.Union(someReachable.Intersect(someBlocked))
	return Sets{Reachable: always, Partial: partial, Unknown: someUnknown.Minus(partial)}
}

// joinUnsure is the verdict where only one of the alternatives is true, and which is not known: what they share.
func joinUnsure(alternatives []Sets) Sets {
	out := alternatives[0]
	var some netset.Set
	for _, s := range alternatives {
		out.Reachable = out.Reachable.Intersect(s.Reachable)
		out.Partial = out.Partial.Intersect(s.Partial)
		some = some.Union(s.known())
	}
	out.Unknown = some.Minus(out.Reachable).Minus(out.Partial)
	return out
}

// within keeps only what lies in the set.
func (s Sets) within(set netset.Set) Sets {
	return Sets{Reachable: s.Reachable.Intersect(set), Partial: s.Partial.Intersect(set),
		Unknown: s.Unknown.Intersect(set)}
}

// only keeps what a function of sets keeps of each.
func (s Sets) only(keep func(netset.Set) netset.Set) Sets {
	return Sets{Reachable: keep(s.Reachable), Partial: keep(s.Partial), Unknown: keep(s.Unknown)}
}

// union adds another part; the parts must not overlap.
func (s Sets) union(t Sets) Sets {
	return Sets{Reachable: s.Reachable.Union(t.Reachable), Partial: s.Partial.Union(t.Partial),
		Unknown: s.Unknown.Union(t.Unknown)}
}

// IsEmpty reports whether everything is blocked.
func (s Sets) IsEmpty() bool {
	return s.Reachable.IsEmpty() && s.Partial.IsEmpty() && s.Unknown.IsEmpty()
}

// Over is the verdict on a set of destinations: all of it reachable, some of it (partial), none of it (blocked); where
// what is known agrees and something is unknown, unknown.
func (s Sets) Over(destinations netset.Set) Verdict {
	if destinations.IsEmpty() {
		return Blocked
	}
	t := s.tally(destinations)
	return t.verdict()
}

// tally is what verdicts a set of destinations has.
func (s Sets) tally(destinations netset.Set) tally {
	var t tally
	if s.Reachable.Overlaps(destinations) {
		t.add(Reachable)
	}
	if s.Partial.Overlaps(destinations) {
		t.add(Partial)
	}
	if s.Unknown.Overlaps(destinations) {
		t.add(Unknown)
	}
	if !s.known().ContainsSet(destinations) {
		t.add(Blocked)
	}
	return t
}

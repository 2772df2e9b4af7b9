package reach

import "github.com/vpclens/vpclens/analysis/netset"

// A function outside a VPC, and a NAT gateway whose addresses are not in the snapshot, send from some public address
// that nobody can tell. What admits every public address admits it, what admits none does not, and the rest is unknown.

// anyPublic is a set of allowed sources, asked about a source that may be any public address, over all destinations.
func anyPublic(sources netset.Set) Sets {
	all, some := publicPorts(sources)
	return Sets{Reachable: everything.RestrictPorts(all), Unknown: everything.RestrictPorts(some.Minus(all))}
}

// anyPublicReplies is the same for replies, of which an ACL may let through all or some.
func anyPublicReplies(replies Sets) Sets {
	all, _ := publicPorts(replies.Reachable)
	_, some := publicPorts(replies.Can())
	return Sets{Reachable: everything.RestrictPorts(all), Unknown: everything.RestrictPorts(some.Minus(all))}
}

// publicPorts are the ports that a set has for all public IPv4 addresses, and for some.
func publicPorts(s netset.Set) (all, some netset.PortSet) {
	public := s.Intersect(internetIPv4)
	all = carried()
	covered := netset.Set{}
	for addresses, ports := range public.Intervals() {
		all, some = all.Intersect(ports), some.Union(ports)
		covered = covered.Union(netset.FromRange(addresses, carried()))
	}
	if !covered.ContainsSet(internetIPv4) {
		all = netset.PortSet{}
	}
	return all, some
}

func anyPublicVerdict(s Sets, p netset.Protocol, port uint16) Verdict {
	probe := netset.SampleInternet()
	switch {
	case s.Reachable.Contains(probe, p, port):
		return Reachable
	case s.Unknown.Contains(probe, p, port):
		return Unknown
	}
	return Blocked
}

// missingSource is what would settle a verdict that depends on an address nobody knows.
func missingSource(v Verdict) []string {
	if v != Unknown {
		return nil
	}
	return []string{"the public address that the connection comes from"}
}

package reach

import (
	"net/netip"

	"github.com/vpclens/vpclens/analysis/netset"
)

// ACLs is what network ACLs alone let through from a subnet: its own in both directions, and inside the VPC also those
// of the destination's subnet. Routes, groups, and the ACLs behind NAT gateways and peerings are left aside. Source
// addresses are any of the subnet's, so that the answer is the same for all functions there; where they are told apart,
// the answer is Partial.
func (e *Engine) ACLs(regionName, subnetID string) Sets {
	r := e.regions[regionName]
	s := r.subnet(subnetID)
	if s == nil {
		return allUnknown()
	}
	own := netset.Everything().RestrictPrefixes(s.prefixes...).RestrictPorts(carried())
	out := crossing{subnet: s, outbound: true}.sets(netip.Addr{})
	out = Sets{Reachable: out.Reachable.Union(own), Partial: out.Partial.Minus(own), Unknown: out.Unknown.Minus(own)}
	for _, subnet := range r.VPCSubnets(s.vpc.id) {
		target := r.subnet(subnet.SubnetId)
		if target == s {
			continue
		}
		area := netset.Everything().RestrictPrefixes(target.prefixes...).RestrictPorts(carried())
		inside := out.within(area).and(target.receiving(s, area))
		rest := out.within(netset.Everything().Minus(area))
		out = rest.union(inside)
	}
	return out
}

// receiving is what a subnet's ACL takes from any address of another subnet, with the replies.
func (s *subnet) receiving(from *subnet, area netset.Set) Sets {
	if s.acl == nil {
		return Sets{Unknown: area}
	}
	var out Sets
	for _, p := range from.prefixes {
		addresses, ok := hosts(p)
		family := area.IPv4()
		if p.Addr().Is6() {
			family = area.IPv6()
		}
		if !ok || family.IsEmpty() {
			continue
		}
		var alternatives []Sets
		for _, a := range classes([]netset.AddrRange{addresses}, s.acl.inSet, s.acl.outSet) {
			back := s.acl.repliesOut
			alternatives = append(alternatives, Sets{Reachable: family.RestrictPorts(s.acl.inSet.At(a))}.and(Sets{
				Reachable: family.RestrictPorts(back.Reachable.At(a)),
				Partial:   family.RestrictPorts(back.Partial.At(a))}))
		}
		out = out.union(join(alternatives).within(family))
	}
	return out
}

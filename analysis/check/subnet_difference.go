package check

import (
	"maps"
	"net/netip"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

// A placement's subnets reach the same unless something tells them apart: their routes, their ACLs, or inbound rules
// that name some of their ranges. Most subnets are told apart by nothing, and then there is nothing to compute.

// mayDiffer are the destinations that something treats differently from one of the placement's subnets than from
// another. The subnets' own addresses are left out: within one subnet no ACL is asked, which is no difference anybody
// means. So is the way to the internet at large, which has its own answer.
func (p *Pass) mayDiffer(at *placement) netset.Set {
	all := p.routedDifferently(at).Union(p.admittedDifferently(at))
	if acls := p.aclStops(); acls.strict[at.VPCID] {
		passes := make([]netset.Set, len(at.Subnets))
		for i := range at.Subnets {
			passes[i] = acls.passing(p, at.Subnets[i].ID)
		}
		all = all.Union(difference(passes).Intersect(acls.heldIn(p, at.VPCID)))
	}
	for i := range at.Subnets {
		for _, prefix := range subnetPrefixes(&at.Subnets[i]) {
			all = all.Minus(netset.FromPrefix(prefix, netset.AllProtocols()))
		}
	}
	return all
}

// difference is what some of the sets hold and others do not.
func difference(sets []netset.Set) netset.Set {
	some, every := sets[0], sets[0]
	for _, s := range sets[1:] {
		some, every = some.Union(s), every.Intersect(s)
	}
	return some.Minus(every)
}

// routedDifferently are the destinations whose routes differ in kind or target. Where all that differs is by which
// gateway the internet is reached, or whether it is, the internet's own answer tells.
func (p *Pass) routedDifferently(at *placement) netset.Set {
	if !slices.ContainsFunc(at.Subnets,
		func(s reach.SubnetPlace) bool { return s.RouteTable != at.Subnets[0].RouteTable }) {
		return netset.Set{}
	}
	type lead struct {
		kind   reach.WayKind
		target string
	}
	sets := make(map[lead][]netset.Set)
	for i := range at.Subnets {
		routes, _ := p.routes(at, at.Subnets[i].ID)
		for _, route := range routes {
			l := lead{route.Way.Kind, route.Way.Resource}
			if leadsOut(l.kind) || l.kind == reach.WayNone {
				l = lead{kind: reach.WayNAT}
			}
			if sets[l] == nil {
				sets[l] = make([]netset.Set, len(at.Subnets))
			}
			sets[l][i] = sets[l][i].Union(route.Destinations)
		}
	}
	var all netset.Set
	for _, of := range sets {
		all = all.Union(difference(of))
	}
	return all
}

// admittedDifferently are the addresses in the VPC whose groups name the ranges of some of the placement's subnets and
// not of others.
func (p *Pass) admittedDifferently(at *placement) netset.Set {
	var b netset.Builder
	for _, rule := range p.inboundRanges(at.VPCID) {
		covered := 0
		for i := range at.Subnets {
			if slices.ContainsFunc(subnetPrefixes(&at.Subnets[i]), func(s netip.Prefix) bool {
				return rule.from.Bits() <= s.Bits() && rule.from.Contains(s.Addr())
			}) {
				covered++
			}
		}
		if covered > 0 && covered < len(at.Subnets) {
			b.Add(rule.members)
		}
	}
	return b.Set()
}

// inboundRange is a range that inbound rules name, and the addresses of a VPC that they guard.
type inboundRange struct {
	from    netip.Prefix
	members netset.Set
}

// inboundRanges are the ranges that the inbound rules of a VPC's interfaces name, everything excepted.
func (p *Pass) inboundRanges(vpcID string) []*inboundRange {
	if ranges, ok := p.shared.inbound[vpcID]; ok {
		return ranges
	}
	byRange := make(map[netip.Prefix]*inboundRange)
	var ranges []*inboundRange
	members := make(map[string][]string)
	for _, subnet := range p.Region.VPCSubnets(vpcID) {
		for _, n := range p.Region.InterfacesInSubnet(subnet.SubnetId) {
			if n.InterfaceType == "lambda" {
				continue
			}
			for _, id := range n.GroupIDs() {
				members[id] = append(members[id], n.Addresses()...)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(members)) {
		group := p.Region.SecurityGroup(id)
		if group == nil {
			continue
		}
		for i := range group.IpPermissions {
			for _, peer := range group.IpPermissions[i].Peers() {
				from, err := netip.ParsePrefix(peer.Value)
				if err != nil || from.Bits() == 0 {
					continue
				}
				r := byRange[from]
				if r == nil {
					r = &inboundRange{from: from}
					byRange[from] = r
					ranges = append(ranges, r)
				}
				r.members = r.members.Union(addressSet(members[id]))
			}
		}
	}
	if p.shared.inbound == nil {
		p.shared.inbound = make(map[string][]*inboundRange)
	}
	p.shared.inbound[vpcID] = ranges
	return ranges
}

func subnetPrefixes(s *reach.SubnetPlace) []netip.Prefix {
	if s.Subnet == nil {
		return nil
	}
	var out []netip.Prefix
	for _, text := range s.Subnet.CIDRs() {
		if prefix, err := netip.ParsePrefix(text); err == nil {
			out = append(out, prefix)
		}
	}
	return out
}

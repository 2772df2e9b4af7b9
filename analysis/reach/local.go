package reach

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// arrival is how a packet arrives at a private address: the subnet and interface there.
type arrival struct {
	home  *region                   // the region of the VPC it arrives in
	site  *site                     // nil where no subnet holds the address
	iface *awsdata.NetworkInterface // nil where none is known to hold it
}

func (r *region) arrive(vpcID string, to netip.Addr) arrival {
	a := arrival{home: r}
	if subnet, ok := r.vpc(vpcID).subnets.Lookup(to); ok {
		a.site = r.site(subnet.SubnetId)
	}
	a.iface = r.InterfaceAt(vpcID, to)
	return a
}

// cuts are the sets by which the arrival tells source addresses apart.
func (a arrival) cuts(source *site) []netset.Set {
	var out []netset.Set
	if a.site != nil && a.site != source && a.site.acl != nil {
		out = append(out, a.site.acl.inSet, a.site.acl.outSet)
	}
	if a.iface != nil {
		out = append(out, a.home.inboundCuts(a.iface.GroupIDs())...)
	}
	return out
}

// inboundCuts are the address sets that the inbound rules of groups name.
func (r *region) inboundCuts(groups []string) []netset.Set {
	var out []netset.Set
	for _, id := range groups {
		in := r.group(id).in()
		for i := range in {
			if rule := &in[i]; rule.refers == "" {
				out = append(out, rule.peers())
			}
		}
	}
	return out
}

// judgeLocal delivers inside a VPC: the destination must lie in a subnet; in another subnet its ACL is asked in both
// directions; then the groups of the interface that holds it.
func (r *region) judgeLocal(a arrival, s *site, who sender, q question) []Hop {
	h := q.hop(ComponentLocal, "")
	if a.site == nil {
		if missing := a.home.missing("describe-subnets"); missing != "" {
			return []Hop{h.unknown(SubnetsNotCaptured, missing)}
		}
		return []Hop{h.because(Blocked, NoSubnet)}
	}
	h.Resource = a.site.id
	if a.site == s {
		h = h.because(Reachable, SameSubnet)
	} else {
		h = h.because(Reachable, InSubnet)
	}
	hops := append(make([]Hop, 0, 4), h)
	if a.site != s {
		hops = append(hops,
			r.judgeACL(ComponentTargetACLIn, a.site, false, q.from, q),
			r.judgeReplies(ComponentTargetACLBack, a.site, true, q.from, q))
	}
	if a.iface == nil {
		h := q.hop(ComponentTargetGroup, a.site.id)
		h.Side = In
		if missing := a.home.missing("describe-network-interfaces"); missing != "" {
			return append(hops, h.unknown(InterfacesNotCaptured, missing))
		}
		return append(hops, h.unknown(NoInterface, "the interface that holds "+q.to.String()))
	}
	return append(hops, a.home.judgeGroupIn(a.iface, who.groups, q))
}

// deliver is judgeLocal over all destinations of a part in one VPC. before is the verdict of the hops up to here. For a
// peering, back tells where the far subnet routes a source; it is nil within the VPC.
func (r *region) deliver(vpcID string, part netset.Set, before Sets, s *site, who sender, back *wayBack) Sets {
	var reachable, partial, unknown netset.Builder
	add := func(s Sets) {
		reachable.Add(s.Reachable)
		partial.Add(s.Partial)
		unknown.Add(s.Unknown)
	}
	if r.missing("describe-subnets") != "" {
		outside := part.Minus(r.vpc(vpcID).set)
		add(before.within(outside).and(Sets{Unknown: outside}))
	}
	for _, subnet := range r.VPCSubnets(vpcID) {
		target := r.site(subnet.SubnetId)
		area := part.RestrictPrefixes(target.prefixes...)
		if area.IsEmpty() || before.within(area).IsEmpty() {
			continue
		}
		held := make(map[string]*netset.Builder)
		var all netset.Builder
		for _, n := range r.InterfacesInSubnet(subnet.SubnetId) {
			key := awsdata.GroupSet(n.GroupIDs())
			if held[key] == nil {
				held[key] = &netset.Builder{}
			}
			for _, text := range n.Addresses() {
				if a, err := netip.ParseAddr(text); err == nil {
					p := netip.PrefixFrom(a, a.BitLen())
					held[key].AddPrefix(p, carried())
					all.AddPrefix(p, carried())
				}
			}
		}
		for _, key := range slices.Sorted(maps.Keys(held)) {
			addresses := held[key]
			var groups []string
			if key != "" {
				groups = strings.Split(key, ",")
			}
			add(r.receive(target, groups, true, addresses.Set().Intersect(area), before, s, who, back))
		}
		add(r.receive(target, nil, false, area.Minus(all.Set()), before, s, who, back))
	}
	return Sets{Reachable: reachable.Set(), Partial: partial.Set(), Unknown: unknown.Set()}
}

// receive is the answer of one subnet for destinations held by interfaces with the same groups, or held by none.
func (r *region) receive(target *site, groups []string, held bool, to netset.Set, before Sets, s *site, who sender, back *wayBack) Sets {
	var out Sets
	for _, v6 := range []bool{false, true} {
		destinations := to.IPv4()
		if v6 {
			destinations = to.IPv6()
		}
		if destinations.IsEmpty() {
			continue
		}
		so := before.within(destinations)
		if so.IsEmpty() {
			continue
		}
		var cuts []netset.Set
		if target != s && target.acl != nil {
			cuts = append(cuts, target.acl.inSet, target.acl.outSet)
		}
		if held {
			cuts = append(cuts, r.inboundCuts(groups)...)
		}
		cuts = append(cuts, back.cuts(target)...)
		var alternatives []Sets
		for _, from := range classes(s.sources(who, v6), cuts...) {
			alternatives = append(alternatives, so.and(r.receiveFrom(target, groups, held, destinations, from, s, who, back)))
		}
		out = out.union(join(alternatives).within(destinations))
	}
	return out
}

// receiveFrom is the answer for one source address: the ACL of the target's subnet in and back out, the far route of a
// peering, and the groups of the interface.
func (r *region) receiveFrom(target *site, groups []string, held bool, to netset.Set, from netip.Addr, s *site, who sender, back *wayBack) Sets {
	unknown := Sets{Unknown: to}
	sets := Sets{Reachable: to}
	if target != s {
		if target.acl == nil {
			sets = unknown
		} else {
			replies := target.acl.repliesOut
			sets = Sets{Reachable: to.RestrictPorts(target.acl.inSet.At(from))}.and(Sets{
				Reachable: to.RestrictPorts(replies.Reachable.At(from)), Partial: to.RestrictPorts(replies.Partial.At(from))})
		}
	}
	switch back.verdict(target, from) {
	case Blocked:
		return Sets{}
	case Unknown:
		sets = sets.and(unknown)
	}
	if !held {
		return sets.and(unknown)
	}
	allowed, maybe := r.inbound(groups, who.groups, from)
	return sets.and(Sets{Reachable: to.RestrictPorts(allowed), Unknown: to.RestrictPorts(maybe)})
}

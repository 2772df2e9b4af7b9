package reach

import (
	"net/netip"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// Reach answers everything that a function can reach, as exact sets, each part with the way it takes. It obeys the same
// rules as Trace and agrees with it on every address.
func (e *Engine) Reach(regionName string, f *awsdata.Function) *Reach {
	p := e.placement(regionName, f)
	return p.reach(everything)
}

// reach computes the part of the answer that lies within the asked set.
func (p *placement) reach(asked netset.Set) *Reach {
	out := &Reach{Function: p.fn.FunctionName, Region: p.region.name()}
	switch {
	case !p.attached():
		sets := Sets{Reachable: netset.InternetIPv4().RestrictPorts(carried()).Intersect(asked)}
		out.Subnets = []SubnetReach{{Sets: sets, Parts: partsOf(Way{Kind: WayLambda}, sets)}}
	case p.missing != "":
		sets := Sets{Unknown: asked}
		out.Subnets = []SubnetReach{{Sets: sets, Parts: partsOf(Way{Kind: WayHandedOver}, sets)}}
	default:
		for _, id := range p.subnets {
			out.Subnets = append(out.Subnets, p.reachFrom(id, asked))
		}
	}
	alternatives := make([]Sets, len(out.Subnets))
	byWay := make(map[Way]Sets)
	var order []Way
	for i, s := range out.Subnets {
		alternatives[i] = s.Sets
		for _, part := range s.Parts {
			had, ok := byWay[part.Way]
			if !ok {
				order = append(order, part.Way)
			}
			byWay[part.Way] = had.overlay(part)
		}
	}
	out.Sets = joinWithin(asked, alternatives)
	for _, way := range order {
		out.Parts = append(out.Parts, partsOf(way, byWay[way])...)
	}
	return out
}

// overlay adds a part of another subnet: a way is shown with the best that some subnet gets by it.
func (s Sets) overlay(p Part) Sets {
	switch p.Verdict {
	case Reachable:
		s.Reachable = s.Reachable.Union(p.Set)
	case Partial:
		s.Partial = s.Partial.Union(p.Set)
	default:
		s.Unknown = s.Unknown.Union(p.Set)
	}
	s.Partial = s.Partial.Minus(s.Reachable)
	s.Unknown = s.Unknown.Minus(s.Reachable).Minus(s.Partial)
	return s
}

func partsOf(way Way, s Sets) []Part {
	var out []Part
	for _, p := range []Part{{way, Reachable, s.Reachable}, {way, Partial, s.Partial}, {way, Unknown, s.Unknown}} {
		if !p.Set.IsEmpty() {
			out = append(out, p)
		}
	}
	return out
}

// reachFrom is the answer from one subnet.
func (p *placement) reachFrom(subnetID string, asked netset.Set) SubnetReach {
	r := p.region
	out := SubnetReach{SubnetID: subnetID}
	s := r.site(subnetID)
	if s == nil {
		out.Sets = p.egressFrom(nil).and(Sets{Unknown: asked})
		out.Parts = partsOf(Way{Kind: WayHandedOver}, out.Sets)
		return out
	}
	out.AvailabilityZone = s.subnet.AvailabilityZone
	var ways []Way
	byWay := make(map[Way]Sets)
	p.follow(s, asked, func(way Way, sets Sets) {
		had, ok := byWay[way]
		if !ok {
			ways = append(ways, way)
		}
		byWay[way] = had.union(sets)
	})
	for _, way := range ways {
		out.Sets = out.Sets.union(byWay[way])
		out.Parts = append(out.Parts, partsOf(way, byWay[way])...)
	}
	return out
}

// follow follows every route of the subnet, and the way to the resolver.
func (p *placement) follow(s *site, asked netset.Set, add func(Way, Sets)) {
	r := p.region
	sent := p.sends(s, p.groups.sets.within(asked))
	resolver := s.vpc.resolvers.Intersect(asked)
	if dns := p.sends(s, Sets{Reachable: resolver}).and(r.resolverSets(s.vpc.id, resolver)); !dns.IsEmpty() {
		add(Way{Kind: WayResolver}, dns)
	}
	asked = asked.Minus(resolver)
	own := asked.RestrictPrefixes(s.prefixes...)
	before := sent.within(asked.Minus(own)).and(s.through()).union(sent.within(own))
	if s.table == nil {
		add(Way{Kind: WayHandedOver}, before.and(allUnknown()))
		return
	}
	for _, part := range s.table.targets {
		if sets := r.followSets(part, before.within(part.set), s, p.who); !sets.IsEmpty() {
			way := r.wayOf(part.route)
			if part.ambiguous || len(s.table.better(part.route)) > 0 {
				way = Way{Kind: WayHandedOver}
			}
			add(way, sets)
		}
	}
}

// egressFrom is what the function's groups let out from one of its subnets, in the address families that it has addresses
// of there. The subnet is nil where it is not in the snapshot.
func (p *placement) egressFrom(s *site) Sets { return p.sends(s, p.groups.sets) }

// sends keeps of the sets what the function can send from the subnet: IPv4 and IPv6 where it has addresses of them.
func (p *placement) sends(s *site, sets Sets) Sets {
	v4, v6 := sets.only(netset.Set.IPv4), Sets{}
	switch {
	case p.who.managed:
		// Whether the instances have IPv6 addresses is not in the snapshot.
		v6 = Sets{Unknown: sets.only(netset.Set.IPv6).known()}
	case p.who.ipv6:
		v6 = sets.only(netset.Set.IPv6)
	}
	if s != nil && len(s.sources(p.who, false)) == 0 {
		v4 = Sets{}
	}
	if s != nil && len(s.sources(p.who, true)) == 0 {
		v6 = Sets{}
	}
	return v4.union(v6)
}

// resolverSet is where the Amazon resolver answers, as seen from the VPC.
func (v *vpc) resolverSet() netset.Set {
	var b netset.Builder
	for _, a := range append([]netip.Addr{v.resolver}, linkResolvers...) {
		if a.IsValid() {
			b.AddPrefix(netip.PrefixFrom(a, a.BitLen()), dns)
		}
	}
	return b.Set()
}

func (r *region) resolverSets(vpcID string, set netset.Set) Sets {
	switch on, known := r.VPCAttribute(vpcID, "enableDnsSupport"); {
	case !known:
		return Sets{Unknown: set}
	case on:
		return Sets{Reachable: set}
	}
	return Sets{}
}

// reachesAny is what a function's placement reaches of a set, over its subnets.
func (e *Engine) reachOf(regionName string, f *awsdata.Function, asked netset.Set) *Reach {
	p := e.placement(regionName, f)
	return p.reach(asked)
}

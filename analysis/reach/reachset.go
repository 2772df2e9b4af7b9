package reach

import (
	"net/netip"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// Reach answers everything that a function can reach, as exact sets, each part with the way it takes. It obeys the same
// rules as Trace and agrees with it on every address.
func (e *Engine) Reach(regionName string, f *awsdata.Function) *Reach {
	return e.placement(regionName, f).reach(everything, scope{})
}

// ReachWithin is [Engine.Reach] for the asked destinations alone, which costs less the fewer they are.
func (e *Engine) ReachWithin(regionName string, f *awsdata.Function, asked netset.Set) *Reach {
	return e.placement(regionName, f).reach(asked.RestrictPorts(carried()), scope{})
}

// reach computes the part of the answer that lies within the asked set.
func (p *placement) reach(asked netset.Set, in scope) *Reach {
	out := &Reach{Function: p.fn.FunctionName, Region: p.region.name()}
	switch {
	case !p.attached():
		sets := p.fromLambda(in).over(asked, from(netip.Addr{}))
		out.Subnets = []SubnetReach{{Sets: sets, Parts: partsOf(Way{Kind: WayLambda}, sets)}}
	case p.missing != "":
		sets := Sets{Unknown: asked}
		out.Subnets = []SubnetReach{{Sets: sets, Parts: partsOf(Way{Kind: WayHandedOver}, sets)}}
	default:
		for _, id := range p.subnets {
			out.Subnets = append(out.Subnets, p.reachFrom(id, asked, in))
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
func (p *placement) reachFrom(subnetID string, asked netset.Set, in scope) SubnetReach {
	out := SubnetReach{SubnetID: subnetID}
	var ways []Way
	byWay := make(map[Way]Sets)
	add := func(way Way, sets Sets) {
		had, ok := byWay[way]
		if !ok {
			ways = append(ways, way)
		}
		byWay[way] = had.union(sets)
	}
	if s := p.region.subnet(subnetID); s == nil {
		p.fromUnknownSubnet(subnetID, in).
			ways(Sets{Reachable: asked}, nil, from(netip.Addr{}), Way{}, func(way Way, sets Sets) {
				if way.Kind == "" {
					way.Kind = WayHandedOver
				}
				add(way, sets)
			})
	} else {
		out.AvailabilityZone = s.described.AvailabilityZone
		p.follow(s, asked, in, add)
	}
	for _, way := range ways {
		out.Sets = out.Sets.union(byWay[way])
		out.Parts = append(out.Parts, partsOf(way, byWay[way])...)
	}
	return out
}

// follow follows the function from a subnet to all destinations of a set, in the address families that it sends.
func (p *placement) follow(s *subnet, asked netset.Set, in scope, add func(Way, Sets)) {
	way := p.from(s, in)
	for _, v6 := range []bool{false, true} {
		set := asked.IPv4()
		if v6 {
			set = asked.IPv6()
		}
		if _, refused := p.refuses(s, v6); refused || set.IsEmpty() {
			continue
		}
		way.ways(Sets{Reachable: set}, nil, p.origins(s, v6), Way{}, add)
	}
}

// egressFrom is what the function's groups let out from one of its subnets, in the address families that it has
// addresses of there. The subnet is nil where it is not in the snapshot.
func (p *placement) egressFrom(s *subnet) Sets {
	sets := p.egress.sets(netip.Addr{})
	v4, v6 := sets.only(netset.Set.IPv4), Sets{}
	switch {
	case p.who.managed:
		// Whether the instances have IPv6 addresses is not in the snapshot.
		v6 = Sets{Unknown: sets.only(netset.Set.IPv6).known()}
	case p.who.ipv6:
		v6 = sets.only(netset.Set.IPv6)
	}
	if s != nil && len(s.from(p.who, false)) == 0 {
		v4 = Sets{}
	}
	if s != nil && len(s.from(p.who, true)) == 0 {
		v6 = Sets{}
	}
	return v4.union(v6)
}

package reach

import (
	"net/netip"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// far is the other side of a peering as seen from a VPC.
type far struct {
	vpcID  string
	owner  string
	region *region // nil where the far VPC is not in the snapshot
	cidrs  []netip.Prefix
}

func (r *region) farSide(p *awsdata.VPCPeeringConnection, vpcID string) (far, bool) {
	other := p.Other(vpcID)
	if other == nil {
		return far{}, false
	}
	f := far{vpcID: other.VpcId, owner: other.OwnerId, cidrs: prefixesOf(other.CIDRs())}
	if home := r.index.VPCHome(other.VpcId); home != nil {
		f.region = r.regions[home.Region.RegionName]
		f.cidrs = prefixesOf(home.VPC(other.VpcId).CIDRs())
	}
	return f, true
}

// judgePeering crosses a peering: it must be active, it carries only the far VPC's own ranges (peering is not
// transitive, and no far gateway can be used), and the far subnet must route the replies back over it.
// Source: Amazon VPC peering guide, "Unsupported VPC peering configurations".
func (r *region) judgePeering(id string, s *site, who sender, q question) []Hop {
	h := q.hop(ComponentPeering, id)
	p := r.Peering(id)
	if p == nil {
		if missing := r.missing("describe-vpc-peering-connections"); missing != "" {
			return []Hop{h.unknown(PeeringsNotCaptured, missing)}
		}
		return []Hop{h.because(Blocked, PeeringGone)}
	}
	if !p.Active() {
		return []Hop{h.because(Blocked, PeeringNotActive, p.Status.Code)}
	}
	f, ok := r.farSide(p, s.vpc.id)
	switch {
	case !ok:
		return []Hop{h.because(Blocked, PeeringOfOthers, s.vpc.id)}
	case len(f.cidrs) > 0 && !anyContains(f.cidrs, q.to):
		return []Hop{h.because(Blocked, PeeringNotTransitive, f.vpcID)}
	case f.region == nil:
		return []Hop{h.unknown(PeerNotCaptured, "the network of "+f.vpcID+" (account "+f.owner+")", f.vpcID, f.owner)}
	}
	hops := []Hop{h.because(Reachable, PeeringLeads, f.vpcID)}
	a := f.region.arrive(f.vpcID, q.to)
	if a.site != nil {
		hops = append(hops, (&wayBack{region: f.region, peering: id}).judge(a.site, q))
	}
	return append(hops, f.region.judgeLocal(a, s, who, q)...)
}

func (r *region) peeringSets(id string, part netset.Set, before Sets, s *site, who sender) Sets {
	p := r.Peering(id)
	if p == nil {
		if r.missing("describe-vpc-peering-connections") != "" {
			return before.and(Sets{Unknown: part})
		}
		return Sets{}
	}
	f, ok := r.farSide(p, s.vpc.id)
	if !p.Active() || !ok {
		return Sets{}
	}
	if len(f.cidrs) > 0 {
		part = part.RestrictPrefixes(f.cidrs...)
	}
	if f.region == nil {
		return before.and(Sets{Unknown: part})
	}
	return f.region.deliver(f.vpcID, part, before, s, who, &wayBack{region: f.region, peering: id})
}

// wayBack is the condition that replies take the same peering back. A nil wayBack asks nothing: it is how delivery
// within one VPC goes.
type wayBack struct {
	region  *region
	peering string
}

func (w *wayBack) judge(target *site, q question) Hop {
	h, route := w.region.judgeRoute(ComponentPeeringBack, target, question{to: q.from, protocol: q.protocol, port: q.port, terse: q.terse})
	h.Leg = Reply
	switch {
	case h.Reason == NoRoute:
		h.Reason = NoRouteBack
	case h.Reason == Blackhole:
		h.Reason = BlackholeBack
	case route != nil && route.VpcPeeringConnectionId != w.peering:
		h = h.because(Blocked, OtherWayBack, w.peering)
	}
	return h
}

func (w *wayBack) verdict(target *site, from netip.Addr) Verdict {
	if w == nil {
		return Reachable
	}
	return w.judge(target, question{from: from, terse: true}).Verdict
}

func (w *wayBack) cuts(target *site) []netset.Set {
	if w == nil || target.table == nil {
		return nil
	}
	out := make([]netset.Set, len(target.table.targets))
	for i, p := range target.table.targets {
		out[i] = p.set
	}
	return out
}

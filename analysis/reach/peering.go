package reach

import (
	"net/netip"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// farSide is the other side of a peering as seen from a VPC.
type farSide struct {
	vpcID  string
	owner  string
	lacks  string  // what would tell of it where it is not there
	region *region // nil where the far VPC is not in the snapshot
	cidrs  []netip.Prefix
}

func (r *region) farSide(p *awsdata.VPCPeeringConnection, vpcID string) (farSide, bool) {
	other := p.Other(vpcID)
	if other == nil {
		return farSide{}, false
	}
	f := farSide{vpcID: other.VpcId, owner: other.OwnerId, cidrs: prefixesOf(other.CIDRs())}
	f.lacks = "the network of " + f.vpcID + " (account " + f.owner + ")"
	if f.region = r.of(r.index.VPCHome(other.VpcId)); f.region != nil {
		f.cidrs = prefixesOf(f.region.VPC(other.VpcId).CIDRs())
		return f, true
	}
	if home := r.peerHome(other); home != nil {
		if missing := home.missing("describe-vpcs"); missing != "" {
			f.lacks = missing
		}
	}
	return f, true
}

// peerHome is the part of the snapshot that a peer belongs to, nil if its account and Region were not captured.
func (r *region) peerHome(peer *awsdata.PeeringVPC) *region {
	for _, other := range r.all {
		account := other.Account
		if account == "" {
			account = r.index.Snapshot.AccountID
		}
		if account == peer.OwnerId && (other.name() == peer.Region || peer.Region == "" && other == r) {
			return other
		}
	}
	return nil
}

// peeringOfAny is a peering as any captured account sees it: both its sides do.
func (r *region) peeringOfAny(id string) *awsdata.VPCPeeringConnection {
	if p := r.Peering(id); p != nil {
		return p
	}
	for _, other := range r.all {
		if p := other.Peering(id); p != nil {
			return p
		}
	}
	return nil
}

// peering is the way across a peering: it must be active, it carries only the far VPC's own ranges (peering is not
// transitive, and no far gateway can be used), and the far subnet must route the replies back over it.
// Source: Amazon VPC peering guide, "Unsupported VPC peering configurations".
func (w walk) peering(id string) path {
	s := w.subnet
	h := Hop{Component: ComponentPeering, Resource: id}
	end := func(h Hop) path { return path{steps: []step{fixed{h}}} }
	if w.behind != nil {
		return end(h.because(Blocked, PeeringBehindTransitGateway))
	}
	p := s.region.peeringOfAny(id)
	if p == nil {
		if missing := s.region.missing("describe-vpc-peering-connections"); missing != "" {
			return end(h.unknown(PeeringsNotCaptured, missing))
		}
		return end(h.because(Blocked, PeeringGone))
	}
	if !p.Active() {
		return end(h.because(Blocked, PeeringNotActive, p.Status.Code))
	}
	f, ok := s.region.farSide(p, s.vpc.id)
	if !ok {
		return end(h.because(Blocked, PeeringOfOthers, s.vpc.id))
	}
	carried := everything
	if len(f.cidrs) > 0 {
		carried = netset.Everything().RestrictPrefixes(f.cidrs...).RestrictPorts(carriedPorts)
	}
	through := h.because(Reachable, PeeringLeads, f.vpcID)
	if f.region == nil {
		through = h.unknown(PeerNotCaptured, f.lacks, f.vpcID, f.owner)
	}
	steps := []step{cases{{in: carried, Hop: through}, otherwise(h.because(Blocked, PeeringNotTransitive, f.vpcID))}}
	if f.region == nil {
		return path{steps: append(steps, encryptionOf(s.vpc, exclusionPeering)...)}
	}
	vpc := f.region.vpc(f.vpcID)
	steps = append(steps, encryptionOfPeers(s.vpc, vpc)...)
	return path{steps: steps,
		fork: delivery{walk: w, vpc: vpc, back: func(target *subnet) step { return peeringBack{target, id} }}}
}

// peeringBack is the condition that replies take the same peering back.
type peeringBack struct {
	target  *subnet
	peering string
}

func (b peeringBack) bySource() bool { return true }

func (b peeringBack) sourceSets() []netset.Set { return b.target.routeSourceSets() }

// routeSourceSets are the sets by which the table of a subnet tells destinations apart: for the way back these are
// sources.
func (s *subnet) routeSourceSets() []netset.Set {
	if s.table == nil {
		return nil
	}
	out := make([]netset.Set, len(s.table.targets))
	for i, p := range s.table.targets {
		out[i] = p.set
	}
	return out
}

func (b peeringBack) hop(q question) Hop {
	h, route := b.target.judgeRoute(ComponentPeeringBack, question{to: q.from, protocol: q.protocol, port: q.port})
	h.Leg, h.Far = Reply, q.from
	switch {
	case h.Reason == NoRoute:
		h.Reason = NoRouteBack
	case h.Reason == Blackhole:
		h.Reason = BlackholeBack
	case route != nil && route.VpcPeeringConnectionId != b.peering:
		h = h.because(Blocked, OtherWayBack, b.peering)
	}
	return h
}

func (b peeringBack) judge(q question, hops []Hop) ([]Hop, Verdict) {
	h := b.hop(q)
	return append(hops, h), h.Verdict
}

func (b peeringBack) sets(from netip.Addr) Sets {
	return setsOf(b.hop(question{from: from, protocol: netset.TCP, port: 443}).Verdict, everything)
}

package reach

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// placement is where a function sends from, resolved once per question.
type placement struct {
	region  *region
	fn      *awsdata.Function
	subnets []string
	who     sender
	groups  *groupSet
	missing string // for managed instances whose capacity provider is not in the snapshot
	key     string // the same for functions of the same placement, for whom every answer is the same
}

// placement resolves where a function sends from.
func (e *Engine) placement(regionName string, f *awsdata.Function) *placement {
	r := e.regions[regionName]
	return r.placements.get(f, func() *placement { return r.newPlacement(f) })
}

func (r *region) newPlacement(f *awsdata.Function) *placement {
	subnets, groups := r.Placement(f)
	p := &placement{region: r, fn: f, subnets: subnets, who: sender{groups: groups, set: awsdata.GroupSet(groups), managed: f.Managed()}}
	if f.Attached() {
		p.who.ipv6 = f.VpcConfig.Ipv6AllowedForDualStack
	}
	if f.Managed() && subnets == nil {
		p.missing = "get-capacity-provider." + f.CapacityProviderArn()
	}
	p.groups = r.groupSet(p.who.set)
	p.key = fmt.Sprint(strings.Join(subnets, ","), " ", p.who.set, " ", p.who.ipv6, p.who.managed, p.missing, r.FunctionVPC(f))
	return p
}

// attached reports whether the function sends from a VPC at all.
func (p *placement) attached() bool { return len(p.subnets) > 0 || p.missing != "" }

// askUnattached answers for a function on Lambda's own network: public IPv4 is reachable, everything else is not.
func askUnattached(q question) SubnetTrace {
	h := q.hop(ComponentLambda, "").because(Blocked, NotAttachedPublicOnly)
	if q.to.Is4() && netset.IsInternet(q.to) {
		h = h.because(Reachable, NotAttached)
	}
	return SubnetTrace{Verdict: h.Verdict, Hops: []Hop{h}, Way: Way{Kind: WayLambda}}
}

// ask judges one destination address from every subnet.
func (p *placement) ask(q question) []SubnetTrace {
	if !p.attached() {
		return []SubnetTrace{askUnattached(q)}
	}
	if p.missing != "" {
		h := q.hop(ComponentLambda, p.fn.CapacityProviderArn()).unknown(ProviderNotCaptured, p.missing)
		return []SubnetTrace{{Verdict: Unknown, Hops: []Hop{h}, Way: Way{Kind: WayHandedOver}}}
	}
	out := make([]SubnetTrace, len(p.subnets))
	groups := p.region.judgeGroupOut(p.groups, q)
	for i, id := range p.subnets {
		out[i] = p.askFrom(id, q, groups)
	}
	return out
}

// askFrom judges one destination address from one subnet: all hops, whatever the first ones say, so that every blocker
// has a name. The groups' hop is the same from every subnet.
func (p *placement) askFrom(subnetID string, q question, groups Hop) SubnetTrace {
	r := p.region
	t := SubnetTrace{SubnetID: subnetID}
	s := r.site(subnetID)
	if s == nil {
		t.Hops = []Hop{p.noSubnet(subnetID, q), groups}
		if q.to.Is6() && !p.who.ipv6 && !p.who.managed {
			t.Hops = []Hop{noIPv6(subnetID, q)}
		}
		t.Verdict = worst(t.Hops)
		return t
	}
	t.AvailabilityZone = s.subnet.AvailabilityZone
	sources := s.sources(p.who, q.to.Is6())
	if h, refused := p.refuses(s, sources, q); refused {
		t.Hops, t.Verdict = []Hop{h}, h.Verdict
		return t
	}
	t.Hops = make([]Hop, 0, 4)
	if q.to.Is6() && p.who.managed {
		t.Hops = append(t.Hops, q.hop(ComponentLambda, s.id).unknown(ManagedIPv6NotKnown, "IPv6 addresses of the capacity provider's instances"))
	}
	if hops, ok := r.judgeResolver(s, q); ok {
		t.Hops, t.Way = append(t.Hops, hops...), Way{Kind: WayResolver}
		t.Verdict = worst(t.Hops)
		return t
	}
	t.Hops = append(t.Hops, groups)
	if !s.contains(q.to) {
		t.Hops = append(t.Hops, r.judgeACL(ComponentACLOut, s, true, q.to, q), r.judgeReplies(ComponentACLBack, s, false, q.to, q))
	}
	hop, route := r.judgeRoute(ComponentRoute, s, q)
	t.Hops = append(t.Hops, hop)
	t.Way = r.wayOf(route)
	if route == nil {
		t.Verdict = worst(t.Hops)
		return t
	}
	so := worst(t.Hops)
	behind := make([][]Hop, 0, 1)
	var over tally
	var cuts []netset.Set
	if len(sources) > 1 || sources[0].From != sources[0].To {
		cuts = r.cuts(route, s, q)
	}
	for _, q.from = range classes(sources, cuts...) {
		hops := r.follow(route, s, p.who, q)
		behind = append(behind, hops)
		over.add(min(so, worst(hops)))
	}
	if !q.terse {
		t.Hops = append(t.Hops, mergeHops(behind)...)
	}
	t.Verdict = over.verdict()
	return t
}

// cuts are the sets by which anything behind the route tells source addresses apart.
func (r *region) cuts(route *awsdata.Route, s *site, q question) []netset.Set {
	switch way := r.wayOf(route); way.Kind {
	case WayLocal:
		return r.arrive(s.vpc.id, q.to).cuts(s)
	case WayNAT:
		if nat := r.NatGateway(way.Resource); nat != nil && !nat.Regional() {
			if home := r.site(nat.SubnetId); home != nil && home != s && home.acl != nil {
				return []netset.Set{home.acl.inSet, home.acl.outSet}
			}
		}
	case WayPeering:
		p := r.Peering(way.Resource)
		if p == nil {
			return nil
		}
		if f, ok := r.farSide(p, s.vpc.id); ok && f.region != nil {
			a := f.region.arrive(f.vpcID, q.to)
			if a.site != nil {
				return append(a.cuts(s), (&wayBack{region: f.region, peering: way.Resource}).cuts(a.site)...)
			}
		}
	}
	return nil
}

// worst is the conjunction of hops.
func worst(hops []Hop) Verdict {
	v := Reachable
	for i := range hops {
		v = min(v, hops[i].Verdict)
	}
	return v
}

// mergeHops shows the hops of several source addresses as one list: where they differ, the hop is partial and says so.
// Where each source address is stopped by another hop, all of these are blockers.
func mergeHops(lists [][]Hop) []Hop {
	switch len(lists) {
	case 0:
		return nil
	case 1:
		return lists[0]
	}
	merged := append([]Hop(nil), lists[0]...)
	joined := make([]Verdict, len(merged))
	stopped := true // every source address is stopped, but no hop stops them all
	for _, hops := range lists {
		stopped = stopped && worst(hops) == Blocked
	}
	for i := range merged {
		var over tally
		for _, hops := range lists {
			if i >= len(hops) {
				continue
			}
			over.add(hops[i].Verdict)
			if hops[i].Verdict < merged[i].Verdict {
				merged[i] = hops[i]
			}
		}
		joined[i] = over.verdict()
		stopped = stopped && joined[i] != Blocked
	}
	for i := range merged {
		switch h := &merged[i]; {
		case joined[i] == h.Verdict:
		case stopped && h.Verdict == Blocked:
			h.Mixed = OthersStopped
		default:
			if joined[i] == Unknown { // what is missing matters more than what blocks some
				at := slices.IndexFunc(lists, func(hops []Hop) bool { return i < len(hops) && hops[i].Verdict == Unknown })
				*h = lists[at][i]
			}
			h.Verdict = joined[i]
			h.Mixed = OthersDiffer
		}
	}
	return merged
}

func (p *placement) noSubnet(id string, q question) Hop {
	h := q.hop(ComponentLambda, id)
	if missing := p.region.missing("describe-subnets"); missing != "" {
		return h.unknown(SubnetNotCaptured, missing)
	}
	return h.unknown(SubnetGone, "the subnet "+id)
}

// refuses is what keeps the function from sending at all in an address family.
func (p *placement) refuses(s *site, sources []netset.AddrRange, q question) (Hop, bool) {
	h := q.hop(ComponentLambda, s.id)
	switch {
	case q.to.Is6() && !p.who.ipv6 && !p.who.managed:
		return noIPv6(s.id, q), true
	case len(sources) == 0 && q.to.Is6():
		return h.because(Blocked, SubnetWithoutIPv6), true
	case len(sources) == 0:
		return h.because(Blocked, SubnetWithoutIPv4), true
	}
	return h, false
}

func noIPv6(subnetID string, q question) Hop {
	return q.hop(ComponentLambda, subnetID).because(Blocked, SendsNoIPv6)
}

// judgeResolver answers for the Amazon resolver, which groups and ACLs do not filter: DNS on port 53 works exactly if
// DNS support of the VPC is on.
// Source: Amazon VPC user guide, "Control traffic to resources using security groups"; "DNS attributes".
func (r *region) judgeResolver(s *site, q question) ([]Hop, bool) {
	if q.port != 53 || !r.isResolver(s.vpc.id, q.to) {
		return nil, false
	}
	h := q.hop(ComponentResolver, s.vpc.id)
	h.Rule.Text = "enableDnsSupport"
	switch on, known := r.VPCAttribute(s.vpc.id, "enableDnsSupport"); {
	case !known:
		h = h.unknown(DNSSupportNotKnown, "describe-vpc-attribute."+s.vpc.id+".enableDnsSupport")
	case !on:
		h = h.because(Blocked, DNSSupportOff)
	default:
		h = h.because(Reachable, ResolverExempt)
	}
	return []Hop{h}, true
}

// isResolver reports whether the address is the Amazon resolver as seen from the VPC.
func (r *region) isResolver(vpcID string, a netip.Addr) bool {
	return a == r.vpc(vpcID).resolver || slices.Contains(linkResolvers, a)
}

// linkResolvers are the addresses of the Amazon resolver that are the same in every VPC.
var linkResolvers = []netip.Addr{netip.MustParseAddr("169.254.169.253"), netip.MustParseAddr("fd00:ec2::253")}

// traceAddress answers for one address.
func (p *placement) traceAddress(q question) (subnets []SubnetTrace, v Verdict) {
	subnets = p.ask(q)
	var over tally
	for i := range subnets {
		over.add(subnets[i].Verdict)
	}
	return subnets, over.verdict()
}

// checkProtocol refuses what Lambda does not carry.
func checkProtocol(p netset.Protocol) error {
	if p != netset.TCP && p != netset.UDP {
		return fmt.Errorf("lambda carries tcp and udp only, not %s", p)
	}
	return nil
}

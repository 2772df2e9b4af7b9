package reach

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// placement is where a function sends from, resolved once per question.
type placement struct {
	region  *region
	fn      *awsdata.Function
	subnets []string
	vpc     string
	who     sender
	groups  *groupSet
	egress  step   // what the groups let out; of managed instances without groups nobody knows
	missing string // for managed instances whose capacity provider is not in the snapshot
	key     string // the same for functions of the same placement, for whom every answer is the same
}

// placement resolves where a function sends from.
func (e *Engine) placement(regionName string, f *awsdata.Function) *placement {
	r := e.in(regionName, f)
	return r.placements.get(f, func() *placement { return r.newPlacement(f) })
}

func (r *region) newPlacement(f *awsdata.Function) *placement {
	subnets, groups := r.Placement(f)
	p := &placement{region: r, fn: f, subnets: subnets, vpc: r.FunctionVPC(f),
		who: sender{groups: groups, set: awsdata.GroupSet(groups), managed: f.Managed(), ipv6: f.DualStack()},
		key: r.PlacementKey(f)}
	if f.Managed() && subnets == nil {
		p.missing = r.callName("get-capacity-provider." + f.CapacityProviderArn())
	}
	p.groups = r.groupSet(groups, p.vpc)
	if p.egress = p.groups; p.who.managed && len(groups) == 0 {
		p.egress = fixed{Hop{Component: ComponentGroupOut, Side: Out,
			Resource: f.CapacityProviderArn()}.unknown(ManagedGroupsNotKnown,
			"the security groups of the capacity provider's instances")}
	}
	return p
}

// attached reports whether the function sends from a VPC at all.
func (p *placement) attached() bool { return len(p.subnets) > 0 || p.missing != "" }

// scope is what a question is about besides the address.
type scope struct {
	want    *wanted // what the path has to end at, nil if any holder of the address will do
	service bool    // it is about a service, and not about an address alone
	by      string  // the gateway endpoint that the route has to lead to, "" for any way
	open    bool    // the internet, of which the account's own addresses are no part
}

// fromLambda is the way of a function outside any VPC: Lambda's own network reaches public IPv4 addresses, but for
// mail.
func (p *placement) fromLambda(in scope) path {
	h := Hop{Component: ComponentLambda}
	return path{
		steps: []step{
			cases{{in: internetIPv4, Hop: h.because(Reachable, NotAttached)},
				otherwise(h.because(Blocked, NotAttachedPublicOnly))},
			cases{{in: mail, Hop: Hop{Component: ComponentPort25}.because(Blocked, Port25OutsideVPC)}, otherwisePass()},
		},
		fork: outside{walk: walk{want: in.want, open: in.open}, vpc: &vpc{home: p.region}},
	}
}

// from is the way of the function from one of its subnets: what Lambda sends at all, the groups, the subnet's ACL and
// table.
func (p *placement) from(s *subnet, in scope) path {
	w := walk{who: p.who, refs: p.who.groups, groups: p.groups, subnet: s, want: in.want, by: in.by, open: in.open}
	if in.service {
		w.asker = p
	}
	if p.who.managed && len(p.who.groups) == 0 { // nobody knows which groups they carry
		w.groups = nil
	}
	way := w.leave(ComponentACLOut, ComponentACLBack, ComponentRoute)
	way.steps = append(append(p.sends(s), p.egress), way.steps...)
	return path{fork: exempt{subnet: s, open: in.open, next: way}}
}

// sends is what has to be said of a function before any packet leaves.
func (p *placement) sends(s *subnet) []step {
	var out []step
	h := Hop{Component: ComponentLambda, Resource: s.id}
	if p.who.managed {
		out = append(out, cases{{in: everythingIPv6, Hop: h.unknown(ManagedIPv6NotKnown,
			"IPv6 addresses of the capacity provider's instances")}, otherwisePass()})
	}
	if e := s.vpc.encryption(exclusionLambda); e.Verdict != Reachable && !p.who.managed {
		out = append(out,
			fixed{e.unknown(EncryptionWithoutLambda, "whether Lambda still runs the function in "+s.vpc.id)})
	}
	return out
}

// exempt is the fork at what neither groups nor ACLs nor routes touch: the Amazon resolver and the Time Sync service.
// Source: Amazon VPC user guide, "Control traffic to your AWS resources using security groups"; EC2 user guide, "Time
// Sync".
type exempt struct {
	subnet *subnet
	open   bool // the question is about the internet, of which none of this is a part
	next   path
}

// clock is the Amazon Time Sync Service, the same in every VPC.
var clock = netset.FromAddr(netip.MustParseAddr("169.254.169.123"),
	netset.Ports(netset.UDP, netset.PortRange{From: 123, To: 123}))

// linkResolvers are the addresses of the Amazon resolver that are the same in every VPC.
var linkResolvers = []netip.Addr{netip.MustParseAddr("169.254.169.253"), netip.MustParseAddr("fd00:ec2::253")}

func (f exempt) find(q question) branch {
	switch v := f.subnet.vpc; {
	case f.open:
	case v.resolvers.Contains(q.to, q.protocol, q.port):
		return branch{hops: []Hop{f.resolver()}, way: Way{Kind: WayResolver}}
	case clock.Contains(q.to, q.protocol, q.port):
		return branch{hops: []Hop{f.clock()}, way: Way{Kind: WayLocal}}
	case v.perhaps.Contains(q.to, q.protocol, q.port):
		return branch{hops: []Hop{f.perhaps()}, way: Way{Kind: WayResolver}}
	}
	return branch{next: f.next}
}

func (f exempt) each(asked netset.Set, yield func(branch)) {
	v := f.subnet.vpc
	if f.open {
		yield(branch{part: asked, next: f.next})
		return
	}
	if set := asked.Intersect(v.resolvers); !set.IsEmpty() {
		yield(branch{hops: []Hop{f.resolver()}, part: set, way: Way{Kind: WayResolver}})
		asked = asked.Minus(set)
	}
	if set := asked.Intersect(clock); !set.IsEmpty() {
		yield(branch{part: set, way: Way{Kind: WayLocal}})
		asked = asked.Minus(set)
	}
	if set := asked.Intersect(v.perhaps); !set.IsEmpty() {
		yield(branch{hops: []Hop{f.perhaps()}, part: set, way: Way{Kind: WayResolver}})
		asked = asked.Minus(set)
	}
	yield(branch{part: asked, next: f.next})
}

func (f exempt) resolver() Hop { return resolverHop(f.subnet.vpc) }

func (f exempt) clock() Hop {
	return Hop{Component: ComponentLinkLocal, Resource: f.subnet.vpc.id}.because(Reachable, TimeSyncExempt)
}

func (f exempt) perhaps() Hop {
	return Hop{Component: ComponentResolver, Resource: f.subnet.vpc.id}.unknown(ResolverNotKnown,
		f.subnet.vpc.home.callName("describe-vpcs"))
}

// resolverHop answers for the Amazon resolver: DNS on port 53 works exactly if DNS support of the VPC is on.
// Source: Amazon VPC user guide, "DNS attributes in your VPC".
func resolverHop(v *vpc) Hop {
	h := Hop{Component: ComponentResolver, Resource: v.id, Rule: Rule{Text: "enableDnsSupport"}}
	switch on, known := v.home.VPCAttribute(v.id, "enableDnsSupport"); {
	case !known:
		return h.unknown(DNSSupportNotKnown, v.home.callName("describe-vpc-attribute."+v.id+".enableDnsSupport"))
	case !on:
		return h.because(Blocked, DNSSupportOff)
	}
	return h.because(Reachable, ResolverExempt)
}

// ask judges one destination address from every subnet.
func (p *placement) ask(q question, in scope) []SubnetTrace {
	if !p.attached() {
		t := SubnetTrace{Way: Way{Kind: WayLambda}}
		t.Hops, t.Verdict, _ = p.fromLambda(in).ask(q, from(netip.Addr{}))
		return []SubnetTrace{t}
	}
	if p.missing != "" {
		h := Hop{Component: ComponentLambda, Resource: p.fn.CapacityProviderArn()}.unknown(ProviderNotCaptured,
			p.missing).about(q)
		return []SubnetTrace{{Verdict: Unknown, Hops: []Hop{h}, Way: Way{Kind: WayHandedOver}}}
	}
	out := make([]SubnetTrace, len(p.subnets))
	for i, id := range p.subnets {
		out[i] = p.askFrom(id, q, in)
	}
	return out
}

// askFrom judges one destination address from one subnet.
func (p *placement) askFrom(subnetID string, q question, in scope) SubnetTrace {
	t := SubnetTrace{SubnetID: subnetID}
	s := p.region.subnet(subnetID)
	if s == nil {
		t.Hops, t.Verdict, t.Way = p.fromUnknownSubnet(subnetID, in).ask(q, from(netip.Addr{}))
		return t
	}
	t.AvailabilityZone = s.described.AvailabilityZone
	v6 := q.to.Is6()
	if h, refused := p.refuses(s, v6); refused {
		t.Hops, t.Verdict = []Hop{h.about(q)}, h.Verdict
		return t
	}
	senders := p.origins(s, v6)
	t.Hops, t.Verdict, t.Way = p.from(s, in).ask(q, senders)
	s.standForSenders(t.Hops, senders, q.to)
	return t
}

// standForSenders says of hops that judged an address of the subnet, because no interface of the function is known
// there, that the subnet is meant: nobody has that address.
func (s *subnet) standForSenders(hops []Hop, senders origins, to netip.Addr) {
	for i := range hops {
		h := &hops[i]
		if h.Stands != "" || h.Far == to || !slices.ContainsFunc(senders.ranges, func(r netset.AddrRange) bool {
			return r.From != r.To && r.Contains(h.Far)
		}) {
			continue
		}
		for _, p := range s.prefixes {
			if p.Contains(h.Far) {
				h.Stands = p.String()
			}
		}
	}
}

// origins are the addresses that the function sends from in a subnet.
func (p *placement) origins(s *subnet, v6 bool) origins {
	senders := s.from(p.who, v6)
	out := origins{ranges: make([]netset.AddrRange, len(senders))}
	for i := range senders {
		out.ranges[i] = senders[i].AddrRange
		out.unsure = out.unsure || senders[i].unsure
	}
	return out
}

// fromUnknownSubnet is the way from a subnet that is not in the snapshot: the groups, and whatever the subnet says. The
// resolver of a VPC that is known is known all the same.
func (p *placement) fromUnknownSubnet(subnetID string, in scope) path {
	h := Hop{Component: ComponentLambda, Resource: subnetID}
	if missing := p.region.missing("describe-subnets"); missing != "" {
		h = h.unknown(SubnetNotCaptured, missing)
	} else {
		h = h.unknown(SubnetGone, "the subnet "+subnetID)
	}
	var refused []step // before all: not even the resolver is asked over IPv6
	if !p.who.ipv6 && !p.who.managed {
		refused = append(refused, cases{{in: everythingIPv6,
			Hop: Hop{Component: ComponentLambda, Resource: subnetID}.because(Blocked, SendsNoIPv6)}, otherwisePass()})
	}
	next := path{steps: []step{fixed{h}, p.egress}}
	v := p.region.vpc(p.vpc)
	if !v.known { // any address of the VPC may be its resolver
		v = &vpc{id: p.vpc, home: p.region, resolvers: v.resolvers,
			perhaps: everythingIPv4.Minus(internet).RestrictPorts(dns)}
	}
	return path{steps: refused, fork: exempt{subnet: &subnet{id: subnetID, vpc: v}, open: in.open, next: next}}
}

// refuses is what keeps the function from sending at all in an address family.
func (p *placement) refuses(s *subnet, v6 bool) (Hop, bool) {
	h := Hop{Component: ComponentLambda, Resource: s.id}
	none := len(s.from(p.who, v6)) == 0
	switch {
	case v6 && !p.who.ipv6 && !p.who.managed:
		return h.because(Blocked, SendsNoIPv6), true
	case none && v6:
		return h.because(Blocked, SubnetWithoutIPv6), true
	case none:
		return h.because(Blocked, SubnetWithoutIPv4), true
	}
	return h, false
}

// worst is the conjunction of hops.
func worst(hops []Hop) Verdict {
	v := Reachable
	for i := range hops {
		v = min(v, hops[i].Verdict)
	}
	return v
}

// mergeHops shows the hops of several alternatives as one list: where they differ, the hop is partial (or unknown, if
// only one of them is true) and says so. Where each alternative is stopped by another hop, all of these are blockers.
func mergeHops(lists [][]Hop, mixed Mixed, unsure bool) []Hop {
	switch len(lists) {
	case 0:
		return nil
	case 1:
		return lists[0]
	}
	longest := slices.MaxFunc(lists, func(a, b []Hop) int { return len(a) - len(b) })
	merged := slices.Clone(longest)
	joined := make([]Verdict, len(merged))
	stopped := true // every alternative is stopped, but no hop stops them all
	for _, hops := range lists {
		stopped = stopped && worst(hops) == Blocked
	}
	for i := range merged {
		over := tally{unsure: unsure}
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
				at := slices.IndexFunc(lists, func(hops []Hop) bool {
					return i < len(hops) && hops[i].Verdict == Unknown
				})
				if at >= 0 {
					*h = lists[at][i]
				} else {
					h.Missing = []string{"describe-network-interfaces"}
				}
			}
			h.Verdict = joined[i]
			h.Mixed = mixed
		}
	}
	return merged
}

// checkProtocol refuses what Lambda does not carry.
func checkProtocol(p netset.Protocol) error {
	if p != netset.TCP && p != netset.UDP {
		return fmt.Errorf("lambda carries tcp and udp only, not %s", p)
	}
	return nil
}

package reach

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// target is what a destination means in addresses.
type target struct {
	set    netset.Set // with all that Lambda carries
	scope             // what else the question is about
	family bool       // of a thing with both families, a function that sends no IPv6 uses the IPv4 addresses
	// names the set where many questions are about it, so that what is reached of it is kept; "" for others
	shared  string
	public  string // the service whose public addresses these are: nobody knows which of them it has
	unsure  bool   // only one of the addresses is meant, and which is not in the snapshot
	unseen  *Hop   // some of its addresses are not in the snapshot: what is said of these
	except  func(*subnet) (carried, doubtful netset.Set)
	hops    []Hop // what is said before all else: which way a name leads
	note    Statement
	unknown *Hop // set where it cannot be told which addresses are meant
	stop    *Hop // set where there are none: the answer, whatever the network says
}

// traceTarget answers for a target from every subnet. The verdict comes from exact sets: all of it reachable, some of
// it (partial), none of it (blocked). The hops shown are those of one address of each part that differs.
func (p *placement) traceTarget(to target, q Query, terse bool) []SubnetTrace {
	out := p.traceAddresses(to, q, terse)
	for i := range out {
		out[i].Verdict = min(out[i].Verdict, worst(to.hops))
		out[i].Hops = append(slices.Clone(to.hops), out[i].Hops...)
	}
	return out
}

func (p *placement) traceAddresses(to target, q Query, terse bool) []SubnetTrace {
	switch {
	case to.stop != nil:
		return p.fromEverySubnet(*to.stop)
	case to.unknown != nil:
		return p.traceUnknown(*to.unknown, q)
	}
	ports := netset.Ports(q.Protocol, netset.PortRange{From: q.Port, To: q.Port})
	set := to.set.RestrictPorts(ports)
	if to.family {
		set = p.usable(set)
	}
	if a, ok := single(set); ok && to.unseen == nil && to.except == nil {
		return p.ask(question{to: a, protocol: q.Protocol, port: q.Port}, to.scope)
	}
	var out []SubnetTrace
	for _, sub := range p.reachOf(to, q, set).Subnets {
		asked := set
		s := p.region.subnet(sub.SubnetID)
		t := SubnetTrace{SubnetID: sub.SubnetID, AvailabilityZone: sub.AvailabilityZone}
		if to.except != nil && s != nil {
			carried, doubtful := to.except(s)
			asked = asked.Minus(carried)
			t.Verdict = overWithDoubt(sub.Sets, asked, doubtful)
		} else {
			over := sub.Sets.tally(asked)
			if over.unsure = to.unsure; to.unseen != nil {
				over.add(p.unseen(sub.SubnetID, ports))
			}
			t.Verdict = over.verdict()
		}
		if to.public != "" && t.Verdict == Partial && !uniform(sub.Sets, asked) {
			t.Verdict = Unknown
		}
		if !terse {
			t.Hops, t.Way = p.exampleHops(sub, asked, q, to)
			t.Hops = explain(t.Hops, t.Verdict, to)
		}
		out = append(out, t)
	}
	return out
}

// sharedKey is everything that decides what is reached of a set that many questions are about.
type sharedKey struct {
	placement, set string
	protocol       netset.Protocol
	port           uint16
}

// reachOf is what is reached of a target: of the internet it is computed once for all services there and all functions
// of the placement.
func (p *placement) reachOf(to target, q Query, set netset.Set) *Reach {
	if to.shared == "" {
		return p.reach(set, to.scope)
	}
	return p.region.shared.get(sharedKey{p.key, to.shared, q.Protocol, q.Port}, func() *Reach {
		out := p.reach(set, to.scope)
		for i := range out.Subnets {
			out.Subnets[i].Sets = p.region.exceptOwn(out.Subnets[i].Sets)
		}
		return out
	})
}

// overWithDoubt is the verdict on a set of which some addresses may be no part: where all others share a verdict, that
// is it. The others must be of the same family: what is known of IPv6 says nothing of an IPv4 internet of which nothing
// is certain.
func overWithDoubt(s Sets, asked, doubtful netset.Set) Verdict {
	if asked.IsEmpty() {
		return Blocked
	}
	certain := asked.Minus(doubtful)
	alone := certain.IPv4().IsEmpty() && !asked.IPv4().IsEmpty() || certain.IPv6().IsEmpty() && !asked.IPv6().IsEmpty()
	if over := s.tally(certain); !alone && over.kinds() == 1 {
		return over.verdict()
	}
	over := s.tally(asked)
	return over.verdict()
}

// uniform reports whether a set has one verdict everywhere.
func uniform(s Sets, asked netset.Set) bool {
	over := s.tally(asked)
	return over.kinds() == 1
}

// unseen is the verdict on an address that is not in the snapshot: blocked if the groups let nothing out on the port,
// else unknown.
func (p *placement) unseen(subnetID string, ports netset.PortSet) Verdict {
	if p.egressFrom(p.region.subnet(subnetID)).known().RestrictPorts(ports).IsEmpty() {
		return Blocked
	}
	return Unknown
}

// explain adds to the hops what makes the verdict another than theirs.
func explain(hops []Hop, v Verdict, to target) []Hop {
	if to.unseen != nil {
		hops = append(hops, *to.unseen)
	}
	if to.public != "" && v == Unknown && worstOf(hops) != Unknown {
		h := Hop{Component: ComponentName, Resource: to.public}
		hops = append(hops,
			h.unknown(ServiceSomewhere, "whether "+to.public+" has an address among the reachable ones"))
	}
	if to.unsure && v == Unknown && worstOf(hops) != Unknown {
		h := Hop{Component: ComponentName, Resource: to.want.id}
		hops = append(hops, h.unknown(OneOfSeveral, "which interface is that of "+to.want.id))
	}
	return hops
}

// worstOf is Unknown if any hop is, else the worst of them.
func worstOf(hops []Hop) Verdict {
	for i := range hops {
		if hops[i].Verdict == Unknown {
			return Unknown
		}
	}
	return worst(hops)
}

// single is the one address of a set; ok is false if it has none or more.
func single(set netset.Set) (netip.Addr, bool) {
	addresses := set.Addresses()
	if len(addresses) != 1 || addresses[0].From != addresses[0].To {
		return netip.Addr{}, false
	}
	return addresses[0].From, true
}

// fromEverySubnet is one hop as the answer from every subnet.
func (p *placement) fromEverySubnet(hop Hop) []SubnetTrace {
	subnets := p.subnets
	if len(subnets) == 0 {
		subnets = []string{""}
	}
	var out []SubnetTrace
	for _, id := range subnets {
		t := SubnetTrace{SubnetID: id, Verdict: hop.Verdict, Hops: []Hop{hop}}
		if id == "" {
			t.Way = Way{Kind: WayLambda}
		} else if s := p.region.subnet(id); s != nil {
			t.AvailabilityZone = s.described.AvailabilityZone
		}
		out = append(out, t)
	}
	return out
}

// traceUnknown answers when it is not known which addresses are meant: unknown, but blocked where no address at all can
// be reached on the port.
func (p *placement) traceUnknown(hop Hop, q Query) []SubnetTrace {
	out := p.fromEverySubnet(hop)
	ports := netset.Ports(q.Protocol, netset.PortRange{From: q.Port, To: q.Port})
	nothing := p.region.unreachable.get(sharedKey{p.key, "", q.Protocol, q.Port}, func() []bool {
		return p.unreachableOn(ports, out)
	})
	for i := range out {
		if nothing[i] {
			h := Hop{Component: ComponentGroupOut, Side: Out, Resource: p.who.set, Protocol: q.Protocol, Port: q.Port}
			out[i].Hops = append(out[i].Hops, h.because(Blocked, NothingOnPort))
			out[i].Verdict = Blocked
		}
	}
	return out
}

// unreachableOn reports for each answer whether no address can be reached on the ports from there.
func (p *placement) unreachableOn(ports netset.PortSet, from []SubnetTrace) []bool {
	out := make([]bool, len(from))
	for i := range from {
		var all Sets
		if !p.attached() || p.missing != "" {
			all = p.reach(everything.RestrictPorts(ports), scope{}).Sets
		} else {
			all = p.reachFrom(from[i].SubnetID, everything.RestrictPorts(ports).Minus(exemptSet), scope{}).Sets
		}
		out[i] = all.IsEmpty()
	}
	return out
}

// exemptSet is what is reached whatever groups, ACLs and routes say, and is no host of anybody's.
var exemptSet = clock.Union(netset.FromAddr(linkResolvers[0], dns)).Union(netset.FromAddr(linkResolvers[1], dns))

// exampleHops traces one address of each part of the destinations that is treated differently, and says which where
// there is more than one.
func (p *placement) exampleHops(sub SubnetReach, set netset.Set, q Query, to target) ([]Hop, Way) {
	type example struct {
		at   netip.Addr
		part string
	}
	var examples []example
	add := func(part netset.Set) {
		for addresses := range part.Intervals() {
			examples = append(examples,
				example{at: addresses.From, part: part.WithPorts(netset.AllProtocols()).Human(netset.MaxRanges(2))})
			return
		}
	}
	for _, part := range sub.Parts {
		add(part.Set.Intersect(set))
	}
	add(set.Minus(sub.Sets.known()))
	var hops []Hop
	var way Way
	for i, e := range examples {
		asked := question{to: e.at, protocol: q.Protocol, port: q.Port}
		var trace SubnetTrace
		if sub.SubnetID == "" {
			trace = p.ask(asked, to.scope)[0]
		} else {
			trace = p.askFrom(sub.SubnetID, asked, to.scope)
		}
		if i == 0 {
			way = trace.Way
		}
		for _, h := range trace.Hops {
			if len(examples) > 1 {
				h.Part = e.part
			}
			if h.Far == e.at {
				h.Stands = standsFor(e.at, q)
			}
			if !containsHop(hops, &h) {
				hops = append(hops, h)
			}
		}
	}
	return hops, way
}

// standsFor says what an address stands for that was picked from the internet: nobody asked for it. The words are the
// same for all services, so that what is said of one can be compared with what is said of another.
func standsFor(a netip.Addr, q Query) string {
	switch {
	case q.To.Kind == names.KindAddress || q.To.Kind == names.KindCIDR ||
		!netset.Internet().Contains(a, netset.TCP, 443):
		return ""
	case q.To.Kind == names.KindService:
		return "public addresses of the service"
	case q.To.Kind == names.KindPrefixList:
		return "addresses of the list"
	}
	return "the internet"
}

func containsHop(hops []Hop, h *Hop) bool {
	for i := range hops {
		if hops[i].Same(h) && hops[i].Verdict == h.Verdict {
			return true
		}
	}
	return false
}

// usable drops the IPv6 addresses of a destination that also has IPv4 ones when the function sends no IPv6: a client
// then uses the IPv4 address.
func (p *placement) usable(set netset.Set) netset.Set {
	if v4 := set.IPv4(); !p.who.ipv6 && !v4.IsEmpty() {
		return v4
	}
	return set
}

// targetOf resolves the destination of a query, other than a name, to addresses.
func (p *placement) targetOf(d names.Destination) (target, error) {
	switch d.Kind {
	case names.KindAddress, names.KindCIDR:
		prefix, _ := d.Prefix()
		return target{set: netset.FromPrefix(prefix, carried())}, nil
	case names.KindInternet:
		to := p.internetTarget()
		to.except = (*subnet).notInternet
		return to, nil
	case names.KindAnywhere:
		to := p.internetTarget()
		to.except = func(s *subnet) (netset.Set, netset.Set) { return s.networks(), netset.Set{} }
		return to, nil
	case names.KindSubnet:
		return p.subnetTarget(d.ID)
	case names.KindNatGateway:
		return p.natTarget(d.ID), nil
	case names.KindInterface, names.KindInstance, names.KindSecurityGroup, names.KindLoadBalancer, names.KindDatabase:
		return p.namedInterfaces(d)
	case names.KindPrefixList:
		return p.prefixListTarget(d.ID)
	}
	return target{}, fmt.Errorf("a destination of kind %s cannot be asked", d.Kind)
}

// internetTarget are the internet addresses of the families that the function sends: but the account's own, which are
// destinations of their own, and those that stand for IPv4 ones.
func (p *placement) internetTarget() target {
	set, note := internet, state(NoteInternetBoth)
	if p.vpc != "" {
		set = set.Minus(p.region.vpc(p.vpc).own)
	}
	if !p.who.ipv6 {
		set, note = set.IPv4(), state(NoteInternetIPv4)
	}
	return target{set: set.Minus(p.region.owned().set4).Minus(nat64), scope: scope{open: true}, shared: "internet",
		note: note}
}

// networks are the public addresses that are no internet from the subnet: those of captured VPCs that its routes lead
// to.
func (s *subnet) networks() netset.Set {
	var out netset.Set
	if s.table == nil {
		return out
	}
	for _, part := range s.table.targets {
		if part.route == nil || part.uncertain || part.ambiguous || !part.set.Overlaps(internet) {
			continue
		}
		switch way := s.region.wayOf(part.route); way.Kind {
		case WayPeering:
			if p := s.region.peeringOfAny(way.Resource); p != nil {
				if f, ok := s.region.farSide(p, s.vpc.id); ok && f.region != nil {
					out = out.Union(part.set.RestrictPrefixes(f.cidrs...))
				}
			}
		case WayTransitGateway:
			out = out.Union(part.set.Intersect(s.behindTransitGateway(way.Resource)))
		}
	}
	return out.Intersect(internet)
}

// carries reports whether a route leads to a gateway endpoint or to VPC Lattice: that is no way to the internet.
func (s *subnet) carries(route *awsdata.Route) bool {
	if isEndpoint(route.GatewayId) {
		e := s.region.VPCEndpoint(route.GatewayId)
		return e != nil && e.Type() == "Gateway" || e == nil && route.DestinationPrefixListId != ""
	}
	return route.GatewayId == lattice
}

// mayCarry are the destinations that such a route may match.
func (s *subnet) mayCarry() netset.Set {
	var out netset.Set
	for _, o := range s.table.open {
		if s.carries(o.route) {
			out = out.Union(o.maybe)
		}
	}
	for _, e := range s.table.entries {
		if s.carries(e.route) {
			out = out.Union(netset.FromPrefix(e.prefix, carried()))
		}
	}
	return out
}

// notInternet are the destinations that are no internet from the subnet: what a captured VPC behind a route holds, and
// what a gateway endpoint carries; and those for which that cannot be told.
func (s *subnet) notInternet() (certain, doubtful netset.Set) {
	if s.table == nil {
		return netset.Set{}, everything
	}
	certain = s.networks()
	for _, part := range s.table.targets {
		switch {
		case part.uncertain || part.ambiguous:
			doubtful = doubtful.Union(part.set.Intersect(s.mayCarry()))
		case part.route == nil:
		case s.carries(part.route):
			certain = certain.Union(part.set)
		}
	}
	return certain, doubtful
}

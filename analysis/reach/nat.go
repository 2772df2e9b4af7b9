package reach

import (
	"cmp"
	"net/netip"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// nat is the way through a NAT gateway: its state, the ACL of its own subnet in both directions, and the way from
// there, which is that of its own addresses. IPv6 to the well-known prefix 64:ff9b::/96 is IPv4 behind it. Source:
// Amazon VPC user guide, "NAT gateways"; "DNS64 and NAT64".
func (w walk) nat(id string) path {
	s := w.subnet
	h := Hop{Component: ComponentNAT, Resource: id}
	nat := s.region.NatGateway(id)
	carried := s.region.natState(nat, h, s)
	hop := cases{{in: natIPv4, Hop: carried}, otherwise(h.because(Blocked, NATIPv4Only))}
	if nat == nil && carried.Verdict == Blocked || nat != nil && nat.State != "available" {
		hop = cases{otherwise(carried)}
	}
	steps := []step{hop}
	if nat == nil {
		return path{steps: append(steps, s.publicAccess.out.hinders(natInternet)...)}
	}
	home := s.region.natHome(nat, s)
	if home == nil {
		steps = append(steps, fixed{Hop{Component: ComponentNATRoute,
			Resource: nat.SubnetId}.unknown(NATSubnetNotCaptured, s.region.callName("describe-subnets"), id)})
		return path{steps: append(steps, s.publicAccess.out.hinders(natInternet)...)}
	}
	if !nat.Regional() && home != s {
		steps = append(steps, crossing{subnet: home, request: ComponentNATACLIn, replies: ComponentNATACLIn})
	}
	if back := w.behind.back(); back != nil {
		steps = append(steps, back(home))
	}
	access := home.publicAccess
	if w.behind == nil { // a central egress is the business of the NAT gateway's VPC alone
		access = s.publicAccess.both(home.publicAccess)
	}
	steps = append(steps, natBeyond{nat: nat, home: home, open: w.open})
	steps = append(steps, access.out.hinders(natInternet)...)
	return path{steps: append(steps, encryptionOf(home.vpc, exclusionNAT)...)}
}

// natIPv4 is what a NAT gateway carries: IPv4, and IPv6 that stands for it.
var (
	nat64Prefix = netip.MustParsePrefix("64:ff9b::/96")
	nat64       = netset.FromPrefix(nat64Prefix, carriedPorts)
	natIPv4     = everythingIPv4.Union(nat64)
	natInternet = internetIPv4.Union(throughNAT64(internetIPv4)) // the internet as a NAT gateway leads to it
)

// natState is what is known of a NAT gateway before any packet is looked at.
func (r *region) natState(nat *awsdata.NatGateway, h Hop, s *subnet) Hop {
	switch {
	case nat == nil && r.missing("describe-nat-gateways") != "":
		return h.unknown(NATsNotCaptured, r.missing("describe-nat-gateways"))
	case nat == nil:
		return h.because(Blocked, NATGone)
	case nat.State != "available" && nat.FailureMessage != "":
		return h.because(Blocked, NATFailed, nat.State, nat.FailureMessage)
	case nat.State != "available":
		return h.because(Blocked, NATNotAvailable, nat.State)
	case len(nat.AttachedAppliances) > 0:
		appliance := cmp.Or(nat.AttachedAppliances[0].ApplianceArn, "an appliance")
		return h.unknown(NATWithAppliance, "the rules of "+appliance, appliance)
	case nat.Regional() && nat.AutoProvisionZones == "disabled" && !natServes(nat, s):
		return h.unknown(NATNotInZone, "how "+nat.NatGatewayId+" serves an AZ without an address of its own", s.zone())
	case nat.Regional():
		return h.because(Reachable, NATRegional)
	case nat.Public():
		return h.because(Reachable, NATPublic)
	}
	return h.because(Reachable, NATPrivate)
}

// natServes reports whether a regional NAT gateway has an address in the zone of a subnet.
// Source: EC2 API, CreateNatGateway, AvailabilityZoneAddresses.
func natServes(nat *awsdata.NatGateway, s *subnet) bool {
	for _, a := range nat.NatGatewayAddresses {
		if s.described != nil &&
			(a.AvailabilityZoneId != "" && a.AvailabilityZoneId == s.described.AvailabilityZoneId ||
				a.AvailabilityZone != "" && a.AvailabilityZone == s.described.AvailabilityZone) {
			return true
		}
	}
	return false
}

// natHome is the subnet of a NAT gateway, nil if it is not known. A regional one has none, and no ACL: only its own
// route table. Source: Amazon VPC user guide, "Regional NAT gateways".
func (r *region) natHome(nat *awsdata.NatGateway, source *subnet) *subnet {
	if !nat.Regional() {
		return r.subnet(nat.SubnetId)
	}
	s := &subnet{id: nat.NatGatewayId, region: r, vpc: source.vpc,
		publicAccess: publicAccess{Hop{Verdict: Reachable}, Hop{Verdict: Reachable}}}
	if nat.VpcId != "" {
		s.vpc = r.vpc(nat.VpcId)
	}
	if t := r.RouteTable(nat.RouteTableId); t != nil {
		s.table = r.table(t)
	}
	return s
}

// natBeyond is everything behind a NAT gateway, where packets come from its own addresses: the ACL of its subnet, the
// route from there, the gateway.
type natBeyond struct {
	nat  *awsdata.NatGateway
	home *subnet
	open bool
}

// natKey is everything that the answer behind a NAT gateway depends on.
type natKey struct {
	id   string
	open bool
}

func (b natBeyond) bySource() bool           { return false }
func (b natBeyond) sourceSets() []netset.Set { return nil }

// sources are the public addresses of the gateway, each of which may be the source; where they are not known, a public
// address that nobody can tell.
func (b natBeyond) sources() origins {
	var out []netset.AddrRange
	for _, text := range b.nat.PublicIPs() {
		if a, err := netip.ParseAddr(text); err == nil {
			out = append(out, netset.AddrRange{From: a, To: a})
		}
	}
	if out == nil {
		return from(netip.Addr{})
	}
	return origins{ranges: out}
}

func (b natBeyond) path() path {
	p := path{fork: natRoutes{b}}
	if !b.nat.Regional() {
		p.steps = []step{crossing{subnet: b.home, outbound: true, request: ComponentNATACLOut,
			replies: ComponentNATACLOut}}
	}
	return p
}

func (b natBeyond) judge(q question, hops []Hop) ([]Hop, Verdict) {
	if q.to.Is6() {
		if !nat64Prefix.Contains(q.to) {
			return hops, Blocked
		}
		embedded := q.to.As16()
		q.to = netip.AddrFrom4([4]byte(embedded[12:]))
	}
	steps, _ := b.path().stepsFor(q)
	more, v := askSteps(steps, q, b.sources(), AddressesDiffer)
	return append(hops, more...), v
}

func (b natBeyond) sets(netip.Addr) Sets {
	return b.home.region.nats.get(natKey{b.nat.NatGatewayId, b.open}, func() Sets {
		v4 := b.path().over(everythingIPv4, b.sources()).only(netset.Set.IPv4)
		return v4.union(v4.only(throughNAT64))
	})
}

// throughNAT64 is the IPv6 form of a set of IPv4 addresses.
func throughNAT64(v4 netset.Set) netset.Set {
	var b netset.Builder
	form := func(a netip.Addr) netip.Addr {
		bytes, four := nat64Prefix.Addr().As16(), a.As4()
		copy(bytes[12:], four[:])
		return netip.AddrFrom16(bytes)
	}
	for r, ports := range v4.Intervals() {
		b.AddRange(netset.AddrRange{From: form(r.From), To: form(r.To)}, ports)
	}
	return b.Set()
}

// natRoutes is the fork at the table of a NAT gateway's subnet: only the way to an internet gateway is followed.
type natRoutes struct{ natBeyond }

func (f natRoutes) find(q question) branch {
	hop, route := f.home.judgeRoute(ComponentNATRoute, q)
	if route == nil {
		return branch{hops: []Hop{hop}}
	}
	hop = f.hop(hop, route)
	if hop.Verdict != Blocked && isInternetGateway(route.GatewayId) && !internet.Contains(q.to, netset.TCP, 0) {
		hop = hop.because(Blocked, NotInternet)
	}
	return branch{hops: []Hop{hop}, next: f.out(route)}
}

func (f natRoutes) each(asked netset.Set, yield func(branch)) {
	if f.home.table == nil {
		yield(branch{hops: []Hop{{Verdict: Unknown}}, part: asked})
		return
	}
	for _, part := range f.home.table.targets {
		set := part.set.Intersect(asked)
		switch {
		case set.IsEmpty():
		case part.uncertain || part.ambiguous:
			yield(branch{hops: []Hop{{Verdict: Unknown}}, part: set})
		case part.route != nil && part.route.State != "blackhole":
			if isInternetGateway(part.route.GatewayId) {
				set = set.Intersect(internet)
			}
			yield(branch{hops: []Hop{f.hop(Hop{}, part.route)}, part: set, next: f.out(part.route)})
		}
	}
}

// hop is what a route of the NAT gateway's subnet means for it.
func (f natRoutes) hop(h Hop, route *awsdata.Route) Hop {
	switch {
	case route.NatGatewayId == f.nat.NatGatewayId:
		return h.because(Blocked, NATLoop)
	case !isInternetGateway(route.GatewayId):
		return h.unknown(NATGoesOn, "the path beyond "+route.Target())
	case !f.nat.Public():
		return h.because(Blocked, NATPrivateAtIGW)
	}
	if state := f.home.region.gatewayState(route.GatewayId, f.home.vpc.id); state.Verdict != Reachable {
		h.Verdict, h.Reason, h.Names, h.Missing = state.Verdict, state.Reason, state.Names, state.Missing
		return h
	}
	if firewall := route.IgwFirewall; firewall.Active() {
		return h.unknown(InspectedByFirewall, "the rules of the firewall "+firewall.FirewallArn, firewall.FirewallArn)
	}
	return h.because(Reachable, NATOut)
}

// out is the way behind the gateway that a NAT gateway's traffic leaves by.
func (f natRoutes) out(route *awsdata.Route) path {
	if !isInternetGateway(route.GatewayId) {
		return path{}
	}
	return path{
		steps: []step{portTwentyFive()},
		fork:  outside{walk: walk{open: f.open}, vpc: f.home.vpc},
	}
}

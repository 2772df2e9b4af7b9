package law

import (
	"net/netip"
	"slices"
)

// Hop is what one component says to a packet. Components have the names of the engine's, and these besides: name,
// own-address, listener, nat64, port-25, igw-firewall, transit-gateway, transit-gateway-acl, transit-gateway-route,
// transit-gateway-back, appliance, encryption-control, policy.
type Hop struct {
	Component string
	Verdict   Verdict
}

type hops []Hop

func (h hops) verdict() Verdict {
	worst := Reachable
	for _, hop := range h {
		worst = min(worst, hop.Verdict)
	}
	return worst
}

// with are the hops with others that are not among them yet.
func (h hops) with(more hops) hops {
	for _, hop := range more {
		if !slices.Contains(h, hop) {
			h = append(h, hop)
		}
	}
	return h
}

// packet is one packet of the question, and who sends it.
type packet struct {
	to       netip.Addr
	protocol string
	port     int
	named    string // the interface that is meant, "" where the address is
	listed   bool   // one of a set of internet addresses that leaves out the account's own

	source  netip.Addr
	subnet  *subnet // which it leaves: the function's, or that of a transit gateway's far attachment
	vpcID   string  // the function's
	place   Place   // of the function
	groups  []string
	managed bool
	crossed *crossing
}

// crossing is a transit gateway that a packet has gone through.
type crossing struct {
	gateway  string
	from, to *attachment
}

// sender is a function as a sender of packets.
type sender struct {
	packet
	subnets []string
	six     bool   // it sends IPv6
	outside bool   // of any VPC
	hidden  bool   // its network is not known
	role    string // its ARN
}

func (w *World) sender(f Function) sender {
	s := sender{packet: packet{place: f.Place}, role: f.Role}
	if f.VpcConfig != nil {
		s.subnets, s.groups = f.VpcConfig.SubnetIds, f.VpcConfig.SecurityGroupIds
		s.six, s.vpcID = f.VpcConfig.Ipv6AllowedForDualStack, f.VpcConfig.VpcId
	}
	if c := f.CapacityProviderConfig; c != nil {
		s.managed, s.six, s.hidden = true, false, true
		for _, provider := range w.providers {
			if provider.CapacityProviderArn == c.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn {
				s.subnets, s.groups, s.hidden = provider.VpcConfig.SubnetIds, provider.VpcConfig.SecurityGroupIds, false
			}
		}
	}
	for _, id := range s.subnets {
		if at := w.subnet(id); at != nil {
			s.vpcID = at.VpcId
		}
	}
	s.outside = len(s.subnets) == 0 && !s.hidden
	return s
}

// from judges a packet from one of the function's subnets, over all addresses that it may send from there. Which hops
// are asked depends on the source address; those of the first are told.
func (w *World) from(s sender, id string, p packet) (Verdict, hops) {
	p.place, p.vpcID, p.groups, p.managed = s.place, s.vpcID, s.groups, s.managed
	one := func(component string, v Verdict) (Verdict, hops) { return v, hops{{component, v}} }
	switch {
	case s.hidden:
		return one("lambda", Unknown)
	case s.outside:
		return w.fromOutside(p)
	case p.to.Is6() && !s.six && !s.managed:
		return one("lambda", Blocked)
	}
	p.subnet = w.subnet(id)
	if p.subnet != nil && len(w.sources(p)) == 0 {
		return one("lambda", Blocked) // the subnet has no address of this family to send from
	}
	if v, exempt := w.exempted(p); exempt {
		return one("resolver", v)
	}
	if p.subnet == nil {
		// Without the subnet nothing is known but what the groups drop.
		v := all(w.groupsOut(p), Unknown)
		if w.mayBeResolver(p) {
			v = Unknown
		}
		return v, hops{{"lambda", Unknown}, {"security-group-out", v}}
	}
	before := hops{{"security-group-out", w.groupsOut(p)}, {"lambda", w.allowed(p)}}
	if p.to.Is6() && s.managed {
		before = append(before, Hop{"lambda", Unknown}) // whether the instances have IPv6 is not captured anywhere
	}
	if !p.subnet.holds(p.to) {
		before = append(before, Hop{"network-acl-out", w.aclOut(p.subnet, p.to, p)},
			Hop{"network-acl-back", w.aclReplies(p.subnet, false, p.to, p.protocol)})
	}
	so := before.verdict()
	var verdicts []Verdict
	var told hops
	for _, p.source = range w.sources(p) {
		after := w.routed(p)
		told = told.with(after)
		verdicts = append(verdicts, min(so, after.verdict()))
	}
	v := Join(verdicts...)
	if _, same := shared(verdicts); !same && !w.complete(w.home(p.vpcID, p.place), "describe-network-interfaces") {
		v = Unknown // which of the addresses are the function's was not collected
	}
	if w.mayBeResolver(p) { // either way
		v = agreed(v, w.dns(p.vpcID))
	}
	return v, before.with(told)
}

// fromOutside judges a packet from Lambda's own network.
func (w *World) fromOutside(p packet) (Verdict, hops) {
	h := hops{{"lambda", when(p.to.Is4() && internet(p.to))}}
	if p.protocol == "tcp" && p.port == 25 {
		h = append(h, Hop{"port-25", Blocked})
	}
	if p.to.Is4() {
		h = append(h, w.ownAddress(p, nil)...)
	}
	return h.verdict(), h
}

// sources are the addresses that the function may send from in the packet's subnet.
func (w *World) sources(p packet) []netip.Addr {
	var captured []netip.Addr
	for _, n := range w.lambdaInterfaces(p) {
		for _, ip := range n.addresses() {
			if ip.Is4() == p.to.Is4() {
				captured = append(captured, ip)
			}
		}
	}
	if captured != nil && w.complete(w.home(p.vpcID, p.place), "describe-network-interfaces") {
		return captured
	}
	hosts := captured // where the list is cut, there may be more
	for _, c := range p.subnet.cidrs() {
		if c.Addr().Is4() == p.to.Is4() {
			hosts = append(hosts, w.hosts(c)...)
		}
	}
	return hosts
}

// lambdaInterfaces are the function's interfaces in the packet's subnet: those whose set of groups is the function's.
func (w *World) lambdaInterfaces(p packet) []*iface {
	var out []*iface
	for i := range w.interfaces {
		n := &w.interfaces[i]
		if n.InterfaceType != "lambda" || n.SubnetId != p.subnet.SubnetId || p.managed {
			continue
		}
		same := true
		for _, g := range p.groups {
			same = same && n.carries(g)
		}
		for _, g := range n.Groups {
			same = same && slices.Contains(p.groups, g.GroupId)
		}
		if same {
			out = append(out, n)
		}
	}
	return out
}

// exempted answers for what groups, ACLs and routes do not hinder: the Amazon resolver and the clock.
func (w *World) exempted(p packet) (Verdict, bool) {
	switch {
	case p.protocol == "udp" && p.port == 123 && p.to == netip.MustParseAddr("169.254.169.123"):
		return Reachable, true
	case p.port == 53 && w.resolver(p.vpcID, p.to):
		return w.dns(p.vpcID), true
	}
	return Reachable, false
}

// dns judges whether the Amazon resolver answers in the VPC.
func (w *World) dns(vpcID string) Verdict {
	on, known := w.dnsSupport[vpcID]
	if !known {
		return Unknown
	}
	return when(on)
}

// resolver reports whether the address is the Amazon resolver as seen from the VPC.
func (w *World) resolver(vpcID string, ip netip.Addr) bool {
	if ip == netip.MustParseAddr("169.254.169.253") || ip == netip.MustParseAddr("fd00:ec2::253") {
		return true
	}
	v := w.vpc(vpcID)
	return v != nil && v.CidrBlock.IsValid() && ip == v.CidrBlock.Masked().Addr().Next().Next()
}

// mayBeResolver reports whether the address may be the resolver of a VPC whose range is not known: the third of a range
// that holds a subnet of it.
func (w *World) mayBeResolver(p packet) bool {
	if p.port != 53 || !p.to.Is4() || p.listed || w.vpc(p.vpcID) != nil {
		return false
	}
	for _, s := range w.subnets {
		for bits := 16; s.VpcId == p.vpcID && bits <= s.CidrBlock.Bits(); bits++ {
			if netip.PrefixFrom(s.CidrBlock.Addr(), bits).Masked().Addr().Next().Next() == p.to {
				return true
			}
		}
	}
	return p.subnet == nil && !internet(p.to) && p.to.As4()[3]%16 == 2 // nothing is known of where the VPC is
}

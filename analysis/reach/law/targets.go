package law

import (
	"net/netip"
	"slices"
	"strings"
)

// routed judges the route of the packet's subnet and what its target does.
func (w *World) routed(p packet) hops {
	r, certain := w.lookup(w.tableOf(p.subnet), p.to)
	switch {
	case !certain:
		return hops{{"route", Unknown}}
	case r == nil, r.State == "blackhole":
		return hops{{"route", Blocked}}
	}
	return append(hops{{"route", Reachable}}, w.follow(p, r)...)
}

// follow judges what the target of a route does with the packet.
func (w *World) follow(p packet, r *route) hops {
	vpcID := p.subnet.VpcId
	far := w.home(vpcID, p.place)
	switch {
	case r.GatewayId == "local":
		at := w.subnetAt(vpcID, p.to)
		if at == nil {
			return hops{{"local", w.absent(far, "describe-subnets")}}
		}
		return append(hops{{"local", Reachable}}, w.land(p, at)...)
	case r.EgressOnlyInternetGatewayId != "":
		h := hops{{"egress-only-internet-gateway", all(when(p.to.Is6() && internet(p.to)),
			w.attached(w.eigws, r.EgressOnlyInternetGatewayId, vpcID, far, "describe-egress-only-internet-gateways"))}}
		h = append(h, w.publicAccessOut(p.subnet), w.encrypted(vpcID, "EgressOnlyInternetGateway"))
		return append(h, w.outside(p, p.to, []netip.Addr{p.source})...)
	case r.NatGatewayId != "":
		return w.nat(p, r.NatGatewayId)
	case r.VpcPeeringConnectionId != "":
		return w.peering(p, r.VpcPeeringConnectionId)
	case r.TransitGatewayId != "":
		return w.transit(p, r.TransitGatewayId)
	case strings.HasPrefix(r.GatewayId, "igw-"):
		return w.internetGateway(p, r)
	case strings.HasPrefix(r.GatewayId, "vpce-"):
		return w.endpointRoute(r.GatewayId, far)
	case r.NetworkInterfaceId != "" || r.InstanceId != "":
		return w.appliance(p, r)
	}
	return hops{{"handed-over", Unknown}} // a virtual private, local or carrier gateway, a core network, VPC Lattice
}

// internetGateway judges an internet gateway: IPv6, and IPv4 of an interface that has a public address or that the
// gateway's firewall lets out without one.
func (w *World) internetGateway(p packet, r *route) hops {
	vpcID := p.subnet.VpcId
	to := when(internet(p.to))
	var source netip.Addr
	firewall := r.IgwFirewall.Status == "active"
	switch {
	case p.to.Is6():
		source = p.source
	case p.managed:
		to = all(to, Unknown) // an instance may have a public address
	case p.crossed != nil:
		to = Blocked
	default:
		source = w.ownPublic(p)
		switch {
		case source.IsValid():
		case firewall &&
			slices.Contains([]string{"outbound-only", "flexible"}, p.subnet.NetworkFirewallConnectivityType):
			to = all(to, Unknown)
		case !w.complete(w.home(vpcID, p.place), "describe-network-interfaces"):
			to = all(to, Unknown) // whether somebody gave one to the function's interface was not collected
		default:
			to = Blocked
		}
	}
	h := hops{{"internet-gateway",
		all(to, w.attached(w.igws, r.GatewayId, vpcID, w.home(vpcID, p.place), "describe-internet-gateways"))},
		w.publicAccessOut(p.subnet), w.encrypted(vpcID, "InternetGateway"), {"igw-firewall", perhaps(firewall)}}
	var sources []netip.Addr
	if source.IsValid() {
		sources = []netip.Addr{source}
	}
	return append(h, w.outside(p, p.to, sources)...)
}

// ownPublic is the public address of the function's interface that holds the source address, if it has one.
func (w *World) ownPublic(p packet) netip.Addr {
	for _, n := range w.lambdaInterfaces(p) {
		if slices.Contains(n.addresses(), p.source) {
			return n.publicOf(p.source)
		}
	}
	return netip.Addr{}
}

// attached judges whether a gateway is attached to the VPC.
func (w *World) attached(list []gateway, id, vpcID string, at Place, call string) Verdict {
	for _, g := range list {
		if g.InternetGatewayId != id && g.EgressOnlyInternetGatewayId != id {
			continue
		}
		for _, to := range g.Attachments {
			if to.VpcId == vpcID && (to.State == "available" || to.State == "attached") {
				return Reachable
			}
		}
		return Blocked
	}
	return w.absent(at, call)
}

// publicAccessOut judges Block Public Access for what leaves a subnet for the internet: the subnet's state, else the
// VPC's, else the region's option, from which exclusions that are not known may free the subnet.
func (w *World) publicAccessOut(s *subnet) Hop {
	return Hop{"block-public-access", w.publicAccessOf(s, "block-bidirectional")}
}

func (w *World) publicAccessOf(s *subnet, blocking ...string) Verdict {
	if m := s.BlockPublicAccessStates.InternetGatewayBlockMode; m != "" {
		return when(!slices.Contains(blocking, m))
	}
	if w.foreign(s) {
		return Unknown
	}
	if v := w.vpc(s.VpcId); v != nil {
		if m := v.BlockPublicAccessStates.InternetGatewayBlockMode; m != "" {
			return when(!slices.Contains(blocking, m))
		}
	}
	m, known := w.publicAccess[w.home(s.VpcId, s.place)]
	return perhaps(!known || w.vpc(s.VpcId) == nil || slices.Contains(blocking, m))
}

// encrypted judges the encryption controls of a VPC: in enforce mode nothing leaves by what is not excluded from
// them.
func (w *World) encrypted(vpcID string, exclusions ...string) Hop {
	worst := Reachable
	for _, x := range exclusions {
		worst = min(worst, w.excluded(vpcID, x))
	}
	return Hop{"encryption-control", worst}
}

// excluded judges whether the encryption controls of a VPC let something be: they are off, or it is excluded from
// them. What was not collected is no matter here: nobody judges the way on from a VPC that is not there.
func (w *World) excluded(vpcID, what string) Verdict {
	v := w.vpc(vpcID)
	switch {
	case v == nil || v.EncryptionControl == nil:
		return Reachable
	case v.EncryptionControl.Mode == "":
		return Unknown
	case v.EncryptionControl.Mode != "enforce":
		return Reachable
	case v.EncryptionControl.ResourceExclusions == nil:
		return Unknown
	}
	return when(v.EncryptionControl.ResourceExclusions[what].State == "enabled")
}

// allowed judges whether the encryption controls of a VPC let Lambda send: without the exclusion that is doubtful,
// but on managed instances.
func (w *World) allowed(p packet) Verdict {
	return perhaps(!p.managed && w.excluded(p.vpcID, "Lambda") != Reachable)
}

// outside judges what befalls a packet on the internet, or just before it: port 25, and an address that is the
// account's own. The sources are the public addresses that it may come from, nil where they are not known.
func (w *World) outside(p packet, to netip.Addr, sources []netip.Addr) hops {
	h := hops{}
	if p.protocol == "tcp" && p.port == 25 {
		h = append(h, Hop{"port-25", Unknown})
	}
	p.to = to
	return append(h, w.ownAddress(p, sources)...)
}

// acrossSubnets judges the ACL of another subnet that the packet enters, and its replies on the way back.
func (w *World) acrossSubnets(p packet, from, to *subnet, component string) hops {
	if from != nil && from.SubnetId == to.SubnetId {
		return nil
	}
	return hops{{component + "-in", w.aclIn(to, p.source, p)},
		{component + "-back", w.aclReplies(to, true, p.source, p.protocol)}}
}

// nat judges a NAT gateway and the way on from it.
func (w *World) nat(p packet, id string) hops {
	vpcID := p.subnet.VpcId
	far := w.home(vpcID, p.place)
	n := find(w.nats, func(n *nat) bool { return n.NatGatewayId == id })
	to, translated := p.to, false
	if nat64.Contains(p.to) {
		to, translated = extract(p.to), true
	}
	h := hops{{"nat-gateway", when(to.Is4())}}
	if translated {
		h = append(h, Hop{"nat64", Reachable})
	}
	if internet(to) && to.Is4() { // the source's own block is certain whatever the gateway is
		h = append(h, w.publicAccessOut(p.subnet))
	}
	h = append(h, w.encrypted(vpcID, "NatGateway"))
	if n == nil {
		return append(h, Hop{"nat-gateway", w.absent(far, "describe-nat-gateways")})
	}
	h = append(h, Hop{"nat-gateway", when(n.State == "available")},
		Hop{"nat-gateway", perhaps(len(n.AttachedAppliances) > 0)})
	if !to.Is4() {
		return h
	}
	var from *table
	if n.regional() {
		from = find(w.tables, func(t *table) bool { return t.RouteTableId == n.RouteTableId })
		if n.AutoProvisionZones == "disabled" {
			h = append(h, Hop{"nat-gateway", perhaps(!n.serves(p.subnet))})
		}
	} else {
		s := w.subnet(n.SubnetId)
		if s == nil {
			return append(h, Hop{"nat-route", Unknown})
		}
		if internet(to) {
			h = append(h, w.publicAccessOut(s))
		}
		from = w.tableOf(s)
		beyond := p
		beyond.to = to
		h = append(h, w.acrossSubnets(p, p.subnet, s, "nat-acl")...)
		h = append(h, Hop{"nat-acl-out", w.aclOut(s, to, beyond)},
			Hop{"nat-acl-out", w.aclReplies(s, false, to, p.protocol)})
	}
	if p.crossed != nil {
		h = append(h, w.back(p, from, w.subnet(n.SubnetId)))
	}
	r, certain := w.lookup(from, to)
	switch {
	case !certain:
		return append(h, Hop{"nat-route", Unknown})
	case r == nil, r.State == "blackhole", r.NatGatewayId == id:
		return append(h, Hop{"nat-route", Blocked})
	case !strings.HasPrefix(r.GatewayId, "igw-"):
		return append(h, Hop{"nat-route", Unknown})
	}
	h = append(h, Hop{"nat-route", all(w.attached(w.igws, r.GatewayId, vpcID, far, "describe-internet-gateways"),
		when(n.public()), when(internet(to)))},
		Hop{"igw-firewall", perhaps(r.IgwFirewall.Status == "active")}, w.encrypted(vpcID, "InternetGateway"))
	var sources []netip.Addr
	for _, a := range n.NatGatewayAddresses {
		if a.PublicIp.IsValid() {
			sources = append(sources, a.PublicIp)
		}
	}
	return append(h, w.outside(p, to, sources)...)
}

// serves reports whether a regional NAT gateway whose addresses are given by hand has one in the subnet's zone.
func (n *nat) serves(s *subnet) bool {
	for _, a := range n.NatGatewayAddresses {
		if s.sameZone(&subnet{AvailabilityZone: a.AvailabilityZone, AvailabilityZoneId: a.AvailabilityZoneId}) {
			return true
		}
	}
	return false
}

// endpointRoute judges a route to a VPC endpoint.
func (w *World) endpointRoute(id string, at Place) hops {
	e := w.endpoint(id)
	switch {
	case e == nil:
		return hops{{"gateway-endpoint", w.absent(at, "describe-vpc-endpoints")}}
	case e.VpcEndpointType == "Gateway":
		return hops{{"gateway-endpoint", when(e.is("available"))}}
	}
	return hops{{"handed-over", Unknown}} // a firewall's or a load balancer's
}

func (w *World) endpoint(id string) *endpoint {
	return find(w.endpoints, func(e *endpoint) bool { return e.VpcEndpointId == id })
}

// peering judges the way over a peering into the far VPC.
func (w *World) peering(p packet, id string) hops {
	vpcID := p.subnet.VpcId
	if p.crossed != nil {
		return hops{{"peering", Blocked}} // not transitive
	}
	c := find(w.peerings, func(c *peering) bool { return c.VpcPeeringConnectionId == id })
	if c == nil {
		return hops{{"peering", w.absent(w.home(vpcID, p.place), "describe-vpc-peering-connections")}}
	}
	_, side := c.sides(vpcID)
	if c.Status.Code != "active" || side == nil {
		return hops{{"peering", Blocked}}
	}
	h := hops{w.encryptedPeering(vpcID, side.VpcId)}
	v := w.vpc(side.VpcId)
	cidrs := side.cidrs()
	if v != nil {
		cidrs = v.cidrs()
	}
	switch {
	case len(cidrs) > 0 && !within(cidrs, p.to):
		return append(h, Hop{"peering", Blocked})
	case v == nil:
		return append(h, Hop{"peering", Unknown})
	}
	far := w.subnetAt(v.VpcId, p.to)
	if far == nil {
		return append(h, Hop{"peering", w.absent(w.home(v.VpcId, p.place), "describe-subnets")})
	}
	back := Unknown
	if r, certain := w.lookup(w.tableOf(far), p.source); certain {
		back = when(r != nil && r.State != "blackhole" && r.VpcPeeringConnectionId == id)
	}
	return append(append(h, Hop{"peering-route-back", back}), w.land(p, far)...)
}

// encryptedPeering judges the encryption controls at both ends of a peering: where both enforce, AWS may carry it
// encrypted.
func (w *World) encryptedPeering(near, far string) Hop {
	h := Hop{"encryption-control", min(w.excluded(near, "VpcPeering"), w.excluded(far, "VpcPeering"))}
	if h.Verdict == Blocked && w.enforces(near) && w.enforces(far) {
		h.Verdict = Unknown
	}
	return h
}

func (w *World) enforces(vpcID string) bool {
	v := w.vpc(vpcID)
	return v != nil && v.EncryptionControl != nil && v.EncryptionControl.Mode == "enforce"
}

// sides are the VPC's own side of a peering and the other one, nil where it is not the VPC's.
func (c *peering) sides(vpcID string) (near, far *peeringSide) {
	switch vpcID {
	case "":
	case c.RequesterVpcInfo.VpcId:
		return &c.RequesterVpcInfo, &c.AccepterVpcInfo
	case c.AccepterVpcInfo.VpcId:
		return &c.AccepterVpcInfo, &c.RequesterVpcInfo
	}
	return nil, nil
}

func (s *peeringSide) cidrs() []netip.Prefix {
	var out []netip.Prefix
	for _, c := range s.CidrBlockSet {
		out = append(out, c.CidrBlock)
	}
	for _, c := range s.Ipv6CidrBlockSet {
		out = append(out, c.Ipv6CidrBlock)
	}
	return out
}

// appliance judges an interface that a route leads to, such as a NAT instance's: what certainly drops; the rest is
// its own affair.
func (w *World) appliance(p packet, r *route) hops {
	h := hops{{"appliance", Unknown}}
	if s, known := w.instances[r.InstanceId]; known && s != "running" && s != "pending" {
		h = append(h, Hop{"appliance", Blocked})
	}
	n := w.iface(r.NetworkInterfaceId)
	if n == nil {
		return h
	}
	at := w.subnet(n.SubnetId)
	if n.SourceDestCheck != nil {
		h = append(h, Hop{"appliance", when(!*n.SourceDestCheck)})
	}
	if len(n.Groups) > 0 {
		out := w.union(n.groupIDs(), p, p.to, func(g *group) []permission { return g.IpPermissionsEgress },
			func(ref string) Verdict { return w.member(n.VpcId, p.place, ref, p.to) })
		in := p.carried
		if p.crossed != nil {
			in = w.acrossTransit(p)
		}
		h = append(h, Hop{"appliance", w.groupsIn(n, p, in)}, Hop{"appliance", out})
	}
	if at == nil {
		return h
	}
	if at.SubnetId != p.subnet.SubnetId {
		h = append(h, Hop{"appliance", w.aclIn(at, p.source, p)})
	}
	if !at.holds(p.to) {
		h = append(h, Hop{"appliance", w.aclOut(at, p.to, p)})
	}
	onward, certain := w.lookup(w.tableOf(at), p.to)
	switch {
	case !certain:
	case onward == nil, onward.State == "blackhole", onward.NetworkInterfaceId == r.NetworkInterfaceId:
		h = append(h, Hop{"appliance", Blocked})
	case strings.HasPrefix(onward.GatewayId, "igw-"):
		h = append(h, w.publicAccessOut(at), Hop{"appliance", all(when(internet(p.to)),
			w.attached(w.igws, onward.GatewayId, at.VpcId, w.home(at.VpcId, p.place), "describe-internet-gateways"))})
		if p.to.Is4() && !w.hasPublic(n) {
			h = append(h, Hop{"appliance", w.absent(w.home(at.VpcId, p.place), "describe-network-interfaces")})
		}
	}
	return h
}

// hasPublic reports whether the interface, or another one of its instance, has a public address.
func (w *World) hasPublic(n *iface) bool {
	if len(n.public()) > 0 {
		return true
	}
	return n.Attachment.InstanceId != "" && find(w.interfaces, func(o *iface) bool {
		return o.Attachment.InstanceId == n.Attachment.InstanceId && len(o.public()) > 0
	}) != nil
}

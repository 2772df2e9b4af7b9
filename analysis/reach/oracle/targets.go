package oracle

import "net/netip"

// routed judges the route of the source's subnet and what its target does.
func (a *Account) routed(p packet) Verdict {
	r, certain := a.lookup(a.tableOf(p.subnet), p.To)
	switch {
	case !certain:
		return Unknown
	case r == nil, r.State == "blackhole":
		return Blocked
	case r.GatewayId == "local":
		return a.local(p)
	case r.EgressOnlyInternetGatewayId != "":
		return a.gateway(p, a.eigws, r.EgressOnlyInternetGatewayId, "describe-egress-only-internet-gateways")
	case r.NatGatewayId != "":
		return a.nat(p, r.NatGatewayId)
	case r.VpcPeeringConnectionId != "":
		return a.peering(p, r.VpcPeeringConnectionId)
	case r.TransitGatewayId != "":
		return a.transit(p, r.TransitGatewayId)
	case len(r.GatewayId) > 4 && r.GatewayId[:4] == "igw-":
		if p.To.Is4() && !p.managed {
			return Blocked
		}
		v := a.gateway(p, a.igws, r.GatewayId, "describe-internet-gateways")
		if p.managed {
			return all(v, Unknown)
		}
		return v
	case len(r.GatewayId) > 5 && r.GatewayId[:5] == "vpce-":
		return a.endpoint(r.GatewayId)
	}
	return Unknown // a virtual private, local or carrier gateway, a core network, an appliance
}

// gateway judges an internet gateway or an egress-only one.
func (a *Account) gateway(p packet, list []gateway, id, call string) Verdict {
	hops := []Verdict{a.attached(list, id, p.subnet.VpcId, call), when(internet(p.To))}
	if call == "describe-egress-only-internet-gateways" {
		hops = append(hops, when(p.To.Is6()))
	}
	if p.subnet.BlockPublicAccessStates.InternetGatewayBlockMode == "block-bidirectional" {
		hops = append(hops, Blocked)
	}
	return all(hops...)
}

// attached judges whether a gateway is attached to the VPC.
func (a *Account) attached(list []gateway, id, vpcID, call string) Verdict {
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
	return a.absent(call)
}

// absent is the verdict on something that the call's list does not have.
func (a *Account) absent(call string) Verdict {
	if a.complete(call) {
		return Blocked
	}
	return Unknown
}

// local judges the way inside the VPC.
func (a *Account) local(p packet) Verdict {
	far := a.subnetAt(p.subnet.VpcId, p.To)
	if far == nil {
		return a.absent("describe-subnets")
	}
	return all(a.acrossSubnets(p, far), a.groupsIn(p, p.subnet.VpcId))
}

// acrossSubnets judges the ACL of another subnet that the packet enters, and its replies on the way back.
func (a *Account) acrossSubnets(p packet, far *subnet) Verdict {
	if far.SubnetId == p.subnet.SubnetId {
		return Reachable
	}
	return all(a.aclIn(far, p.source, p.Question), a.aclReplies(far, true, p.source, p.Protocol))
}

// nat judges a NAT gateway and the way on from it.
func (a *Account) nat(p packet, id string) Verdict {
	var n *nat
	for i := range a.nats {
		if a.nats[i].NatGatewayId == id {
			n = &a.nats[i]
		}
	}
	if n == nil {
		return all(a.absent("describe-nat-gateways"), when(p.To.Is4()))
	}
	hops := []Verdict{when(n.State == "available"), when(p.To.Is4())}
	blocks := p.subnet.BlockPublicAccessStates.InternetGatewayBlockMode == "block-bidirectional"
	var from *table
	if n.AvailabilityMode == "regional" {
		for i := range a.tables {
			if a.tables[i].RouteTableId == n.RouteTableId {
				from = &a.tables[i]
			}
		}
	} else {
		s := a.subnet(n.SubnetId)
		if s == nil {
			return all(append(hops, Unknown)...)
		}
		blocks = blocks || s.BlockPublicAccessStates.InternetGatewayBlockMode == "block-bidirectional"
		hops = append(hops, a.acrossSubnets(p, s), a.aclOut(s, p.To, p.Question), a.aclReplies(s, false, p.To, p.Protocol))
		from = a.tableOf(s)
	}
	hops = append(hops, when(!blocks || !internet(p.To)))
	public := n.AvailabilityMode == "regional" || n.ConnectivityType != "private"
	r, certain := a.lookup(from, p.To)
	switch {
	case !certain:
		hops = append(hops, Unknown)
	case r == nil, r.State == "blackhole", r.NatGatewayId == id:
		hops = append(hops, Blocked)
	case len(r.GatewayId) > 4 && r.GatewayId[:4] == "igw-":
		hops = append(hops, a.attached(a.igws, r.GatewayId, p.subnet.VpcId, "describe-internet-gateways"),
			when(public), when(internet(p.To)))
	default:
		hops = append(hops, Unknown)
	}
	return all(hops...)
}

// endpoint judges a route to a VPC endpoint.
func (a *Account) endpoint(id string) Verdict {
	for _, e := range a.endpoints {
		switch {
		case e.VpcEndpointId != id:
		case e.VpcEndpointType == "Gateway":
			return when(e.State == "available" || e.State == "Available")
		default:
			return Unknown // a firewall's or a load balancer's
		}
	}
	return a.absent("describe-vpc-endpoints")
}

// peering judges the way over a peering into the far VPC.
func (a *Account) peering(p packet, id string) Verdict {
	var c *peering
	for i := range a.peerings {
		if a.peerings[i].VpcPeeringConnectionId == id {
			c = &a.peerings[i]
		}
	}
	if c == nil {
		return a.absent("describe-vpc-peering-connections")
	}
	if c.Status.Code != "active" {
		return Blocked
	}
	side := c.AccepterVpcInfo
	if side.VpcId == p.subnet.VpcId {
		side = c.RequesterVpcInfo
	}
	v := a.vpc(side.VpcId)
	cidrs := side.cidrs()
	if v != nil {
		cidrs = v.cidrs()
	}
	switch {
	case len(cidrs) > 0 && !within(cidrs, p.To):
		return Blocked
	case v == nil:
		return Unknown
	}
	far := a.subnetAt(v.VpcId, p.To)
	if far == nil {
		return a.absent("describe-subnets")
	}
	back := Unknown
	if r, certain := a.lookup(a.tableOf(far), p.source); certain {
		back = when(r != nil && r.State != "blackhole" && r.VpcPeeringConnectionId == id)
	}
	return all(back, a.acrossSubnets(p, far), a.groupsIn(p, v.VpcId))
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

// transit judges a transit gateway. It takes packets only in zones where its attachment has a subnet; where its route
// table is captured, it drops what that has no route for. What is beyond is not known.
func (a *Account) transit(p packet, id string) Verdict {
	if !a.complete("describe-transit-gateway-vpc-attachments") {
		return Unknown
	}
	entered, perhaps := false, false
	var via attachment
	for _, t := range a.attachments {
		if t.TransitGatewayId != id || t.VpcId != p.subnet.VpcId || t.State != "available" {
			continue
		}
		for _, s := range t.SubnetIds {
			at := a.subnet(s)
			switch {
			case at == nil:
				perhaps = true
			case at.AvailabilityZone == p.subnet.AvailabilityZone:
				entered, via = true, t
			}
		}
	}
	if !entered {
		return all(Unknown, when(perhaps))
	}
	for _, t := range a.associations {
		if t.TransitGatewayAttachmentId != via.TransitGatewayAttachmentId || t.Association == nil {
			continue
		}
		routes, known := a.transitRoutes[t.Association.TransitGatewayRouteTableId]
		if !known {
			return Unknown
		}
		bits, rank, drops := -1, 0, true
		for _, r := range routes {
			static := 0
			if r.Type == "static" {
				static = 1
			}
			if c := r.DestinationCidrBlock; c.Contains(p.To) && (c.Bits() > bits || c.Bits() == bits && static > rank) {
				bits, rank, drops = c.Bits(), static, r.State == "blackhole"
			}
		}
		return all(Unknown, when(!drops))
	}
	return Unknown
}

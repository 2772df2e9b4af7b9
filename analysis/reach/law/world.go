package law

import (
	"net/netip"
	"slices"
)

// complete reports whether the call gave all it has there: only then something that is not in its list is not there.
func (w *World) complete(p Place, call string) bool {
	return w.collected[p][call] && !w.truncated[p][call]
}

// absent is the verdict on something that the call's list does not have.
func (w *World) absent(p Place, call string) Verdict {
	if w.complete(p, call) {
		return Blocked
	}
	return Unknown
}

// home is the place whose documents tell of a VPC: that of its owner where it was collected, else of whoever sees it.
func (w *World) home(vpcID string, near Place) Place {
	owner, seen := "", near
	if v := w.vpc(vpcID); v != nil {
		owner, seen = v.OwnerId, v.place
	} else {
		for i := range w.subnets {
			if s := &w.subnets[i]; s.VpcId == vpcID {
				owner, seen = s.OwnerId, s.place
				break
			}
		}
	}
	if p := (Place{owner, seen.Region}); slices.Contains(w.places, p) {
		return p
	}
	return seen
}

// foreign reports whether a subnet is another account's that was not collected.
func (w *World) foreign(s *subnet) bool {
	return s.OwnerId != "" && s.OwnerId != w.home(s.VpcId, s.place).Account
}

// Functions are the functions of all places.
func (w *World) Functions() []Function { return w.functions }

// foreignVPC reports whether a VPC is another account's that was not collected: of what it has nothing is certain.
func (w *World) foreignVPC(id string) bool {
	v := w.vpc(id)
	if v == nil {
		s := find(w.subnets, func(s *subnet) bool { return s.VpcId == id })
		return s != nil && w.foreign(s)
	}
	return v.OwnerId != "" && v.OwnerId != w.home(id, v.place).Account
}

func find[T any](list []T, is func(*T) bool) *T {
	for i := range list {
		if is(&list[i]) {
			return &list[i]
		}
	}
	return nil
}

func (w *World) subnet(id string) *subnet {
	return find(w.subnets, func(s *subnet) bool { return s.SubnetId == id })
}

func (w *World) group(id string) *group {
	return find(w.groups, func(g *group) bool { return g.GroupId == id })
}

func (w *World) vpc(id string) *vpc { return find(w.vpcs, func(v *vpc) bool { return v.VpcId == id }) }

func (w *World) iface(id string) *iface {
	return find(w.interfaces, func(n *iface) bool { return n.NetworkInterfaceId == id })
}

// cidrs are the ranges that are associated with the VPC.
func (v *vpc) cidrs() []netip.Prefix {
	var out []netip.Prefix
	for _, c := range v.CidrBlockAssociationSet {
		if c.CidrBlockState.State == "associated" {
			out = append(out, c.CidrBlock)
		}
	}
	if out == nil && v.CidrBlock.IsValid() {
		out = append(out, v.CidrBlock)
	}
	return append(out, associated(v.Ipv6CidrBlockAssociationSet)...)
}

// cidrs are the ranges of the subnet.
func (s *subnet) cidrs() []netip.Prefix {
	out := associated(s.Ipv6CidrBlockAssociationSet)
	if s.CidrBlock.IsValid() {
		out = append(out, s.CidrBlock)
	}
	return out
}

func associated(set []v6) []netip.Prefix {
	var out []netip.Prefix
	for _, c := range set {
		if c.Ipv6CidrBlockState.State == "associated" {
			out = append(out, c.Ipv6CidrBlock)
		}
	}
	return out
}

// holds reports whether the subnet's range has the address.
func (s *subnet) holds(ip netip.Addr) bool { return within(s.cidrs(), ip) }

func within(cidrs []netip.Prefix, ip netip.Addr) bool {
	for _, c := range cidrs {
		if c.Contains(ip) {
			return true
		}
	}
	return false
}

// sameZone reports whether two subnets lie in the same availability zone. Its name is an account's own, its id is
// not.
func (s *subnet) sameZone(t *subnet) bool {
	if s.AvailabilityZoneId != "" && t.AvailabilityZoneId != "" {
		return s.AvailabilityZoneId == t.AvailabilityZoneId
	}
	return s.AvailabilityZone == t.AvailabilityZone
}

// subnetAt is the subnet of the VPC that the address lies in, nil if none does.
func (w *World) subnetAt(vpcID string, ip netip.Addr) *subnet {
	return find(w.subnets, func(s *subnet) bool { return s.VpcId == vpcID && s.holds(ip) })
}

// interfaceAt is the interface of the VPC that holds the address, by itself or in a prefix that is delegated to it;
// nil if none does.
func (w *World) interfaceAt(vpcID string, ip netip.Addr) *iface {
	if n := w.holders[vpcID][ip]; n != nil {
		return n
	}
	return find(w.interfaces, func(n *iface) bool { return n.VpcId == vpcID && within(n.prefixes(), ip) })
}

// findInterfaces notes which interface holds which address.
func (w *World) findInterfaces() {
	w.holders, w.publics = make(map[string]map[netip.Addr]*iface), make(map[netip.Addr]*iface)
	for i := range w.interfaces {
		n := &w.interfaces[i]
		if w.holders[n.VpcId] == nil {
			w.holders[n.VpcId] = make(map[netip.Addr]*iface)
		}
		for _, ip := range n.addresses() {
			if w.holders[n.VpcId][ip] == nil {
				w.holders[n.VpcId][ip] = n
			}
		}
		for _, ip := range n.public() {
			w.publics[ip] = n
		}
	}
}

// addresses are the interface's own private addresses.
func (n *iface) addresses() []netip.Addr {
	var out []netip.Addr
	add := func(ip netip.Addr) {
		if ip.IsValid() && !slices.Contains(out, ip) {
			out = append(out, ip)
		}
	}
	add(n.PrivateIpAddress)
	for _, p := range n.PrivateIpAddresses {
		add(p.PrivateIpAddress)
	}
	for _, p := range n.Ipv6Addresses {
		add(p.Ipv6Address)
	}
	return out
}

// prefixes are those delegated to the interface.
func (n *iface) prefixes() []netip.Prefix {
	var out []netip.Prefix
	for _, p := range n.Ipv4Prefixes {
		out = append(out, p.Ipv4Prefix)
	}
	for _, p := range n.Ipv6Prefixes {
		out = append(out, p.Ipv6Prefix)
	}
	return out
}

// public are the public addresses tied to the interface.
func (n *iface) public() []netip.Addr {
	var out []netip.Addr
	if n.Association.PublicIp.IsValid() {
		out = append(out, n.Association.PublicIp)
	}
	for _, p := range n.PrivateIpAddresses {
		if ip := p.Association.PublicIp; ip.IsValid() && !slices.Contains(out, ip) {
			out = append(out, ip)
		}
	}
	return out
}

// publicOf is the public address that a private one of the interface is seen as, if it has one.
func (n *iface) publicOf(private netip.Addr) netip.Addr {
	for _, p := range n.PrivateIpAddresses {
		if p.PrivateIpAddress == private {
			return p.Association.PublicIp
		}
	}
	if n.PrivateIpAddress == private {
		return n.Association.PublicIp
	}
	return netip.Addr{}
}

func (n *iface) carries(groupID string) bool {
	for _, g := range n.Groups {
		if g.GroupId == groupID {
			return true
		}
	}
	return false
}

// takesNone reports whether nothing can open a connection to an interface of this kind.
func (n *iface) takesNone() bool {
	switch n.InterfaceType {
	case "lambda", "nat_gateway", "natGateway", "transit_gateway", "gateway_load_balancer",
		"gateway_load_balancer_endpoint":
		return true
	}
	return false
}

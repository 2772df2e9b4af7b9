package law

import (
	"net/netip"
	"slices"
	"strings"
)

// groupsOut judges the union of the egress rules of all groups of the function.
func (w *World) groupsOut(p packet) Verdict {
	if p.managed && len(p.groups) == 0 {
		return Unknown // which group the instances then carry is in no document
	}
	return w.union(p.groups, p, p.to,
		func(g *group) []permission { return g.IpPermissionsEgress },
		func(ref string) Verdict { return all(w.direct(p), w.member(p.vpcID, p.place, ref, p.to)) })
}

// direct judges whether references of outbound rules hold on the packet's way: not behind a NAT gateway, and not across
// a transit gateway. Where the route is not certain its own hop says so.
func (w *World) direct(p packet) Verdict {
	if p.subnet == nil {
		return Unknown
	}
	r, certain := w.lookup(w.tableOf(p.subnet), p.to)
	return when(!certain || r == nil || r.NatGatewayId == "" && r.TransitGatewayId == "")
}

// member judges whether the address is a private one of an interface that carries the group, as seen from the VPC:
// one of this VPC or of one with which it has an active peering. No other address ever is, known or not.
func (w *World) member(vpcID string, near Place, ref string, ip netip.Addr) Verdict {
	doubt := false
	out := w.neighbors(vpcID, near)
	for _, s := range out {
		switch {
		case s.known && !within(s.cidrs, ip), !s.known && internet(ip) && w.subnetAt(s.vpcID, ip) == nil:
			continue
		}
		if s.vpcID == "" { // a peering that is not known may lead to any VPC but this one
			doubt = doubt || !out[0].known || !within(out[0].cidrs, ip)
			continue
		}
		if n := w.interfaceAt(s.vpcID, ip); n != nil && n.carries(ref) {
			return Reachable
		}
		if !w.captured(s.vpcID) && w.group(ref) == nil ||
			!w.complete(w.home(s.vpcID, near), "describe-network-interfaces") {
			doubt = true
		}
	}
	if doubt {
		return Unknown
	}
	return Blocked
}

// captured reports whether anything of the VPC was collected.
func (w *World) captured(vpcID string) bool {
	return w.vpc(vpcID) != nil || find(w.subnets, func(s *subnet) bool { return s.VpcId == vpcID }) != nil
}

// neighbor is a VPC whose interfaces a group reference may mean.
type neighbor struct {
	vpcID string // "" where it is not known
	cidrs []netip.Prefix
	known bool // all its ranges are known
}

func (w *World) neighbors(vpcID string, near Place) []neighbor {
	ranges := func(id string, side *peeringSide) neighbor {
		n := neighbor{vpcID: id}
		if v := w.vpc(id); v != nil {
			n.cidrs, n.known = v.cidrs(), true
		} else if side != nil {
			n.cidrs = side.cidrs()
			n.known = len(n.cidrs) > 0
		}
		return n
	}
	out := []neighbor{ranges(vpcID, nil)}
	for i := range w.peerings {
		c := &w.peerings[i]
		if near, far := c.sides(vpcID); near != nil && c.Status.Code == "active" {
			out = append(out, ranges(far.VpcId, far))
		}
	}
	if !w.complete(w.home(vpcID, near), "describe-vpc-peering-connections") {
		out = append(out, neighbor{})
	}
	return out
}

// groupsIn judges the union of the ingress rules of an interface's groups.
func (w *World) groupsIn(n *iface, p packet, refers func(ref string) Verdict) Verdict {
	return w.union(n.groupIDs(), p, p.source, func(g *group) []permission { return g.IpPermissions }, refers)
}

func (n *iface) groupIDs() []string {
	var out []string
	for _, g := range n.Groups {
		out = append(out, g.GroupId)
	}
	return out
}

// carried judges a reference to one of the function's own groups, which its private address is a member of.
func (p packet) carried(ref string) Verdict { return when(slices.Contains(p.groups, ref)) }

// never is what a group reference matches where the source is a public address, or behind something in between.
func never(string) Verdict { return Blocked }

// union judges rules that only allow: one that certainly matches is enough; else one that may match leaves it
// unknown.
func (w *World) union(groups []string, p packet, peer netip.Addr, rules func(*group) []permission,
	refers func(ref string) Verdict) Verdict {
	best := Blocked
	for _, id := range groups {
		g := w.group(id)
		if g == nil {
			best = max(best, Unknown)
			continue
		}
		for _, r := range rules(g) {
			if !r.speaksOf(p) {
				continue
			}
			for _, c := range r.IpRanges {
				best = max(best, when(c.CidrIp.Contains(peer)))
			}
			for _, c := range r.Ipv6Ranges {
				best = max(best, when(c.CidrIpv6.Contains(peer)))
			}
			for _, l := range r.PrefixListIds {
				best = max(best, w.listed(l.PrefixListId, peer))
			}
			for _, ref := range r.UserIdGroupPairs {
				best = max(best, refers(ref.GroupId))
			}
		}
	}
	return best
}

// speaksOf reports whether the rule is about the protocol and port.
func (r *permission) speaksOf(p packet) bool {
	switch strings.ToLower(r.IpProtocol) {
	case "-1":
		return true
	case p.protocol, number(p.protocol):
	default:
		return false
	}
	if r.FromPort == nil || r.ToPort == nil || *r.FromPort == -1 {
		return true
	}
	return *r.FromPort <= p.port && p.port <= *r.ToPort
}

func number(protocol string) string {
	if protocol == "tcp" {
		return "6"
	}
	return "17"
}

// listed judges whether an address is in a prefix list.
func (w *World) listed(id string, ip netip.Addr) Verdict {
	switch {
	case within(w.listEntries[id], ip):
		return Reachable
	case w.listMayHave(id, ip):
		return Unknown
	}
	return Blocked
}

// listMayHave reports whether a prefix list may have entries that are not known, in the family of the address. A list
// is of one family.
func (w *World) listMayHave(id string, ip netip.Addr) bool {
	if w.listWhole[id] {
		return false
	}
	for i := range w.lists {
		if l := &w.lists[i]; l.PrefixListId == id && l.AddressFamily != "" {
			return (l.AddressFamily == "IPv4") == ip.Is4()
		}
	}
	return true
}

// aclOf is the subnet's ACL: by explicit association, else its VPC's default; nil where that is not known.
func (w *World) aclOf(s *subnet) *acl {
	for i := range w.acls {
		for _, a := range w.acls[i].Associations {
			if a.SubnetId == s.SubnetId {
				return &w.acls[i]
			}
		}
	}
	if !w.complete(w.home(s.VpcId, s.place), "describe-network-acls") {
		return nil
	}
	return find(w.acls, func(l *acl) bool { return l.IsDefault && l.VpcId == s.VpcId })
}

// aclOut judges a packet that leaves the subnet, aclIn one that enters it.
func (w *World) aclOut(s *subnet, to netip.Addr, p packet) Verdict {
	l := w.aclOf(s)
	if l == nil {
		return Unknown
	}
	return when(l.allows(true, to, p.protocol, p.port))
}

func (w *World) aclIn(s *subnet, from netip.Addr, p packet) Verdict {
	l := w.aclOf(s)
	if l == nil {
		return Unknown
	}
	return when(l.allows(false, from, p.protocol, p.port))
}

// aclReplies judges the replies, which go to the ports 1024 to 65535 of the source.
func (w *World) aclReplies(s *subnet, egress bool, peer netip.Addr, protocol string) Verdict {
	l := w.aclOf(s)
	if l == nil {
		return Unknown
	}
	// Ports between which no rule begins or ends are alike.
	ports := []int{1024}
	for _, e := range l.Entries {
		if e.PortRange != nil {
			ports = append(ports, e.PortRange.From, e.PortRange.To+1)
		}
	}
	var count [4]bool
	for _, port := range ports {
		if port >= 1024 && port <= 65535 {
			count[when(l.allows(egress, peer, protocol, port))] = true
		}
	}
	switch {
	case count[Blocked] && count[Reachable]:
		return Partial
	case count[Blocked]:
		return Blocked
	}
	return Reachable
}

// allows goes through the rules, which are in ascending order of their numbers; the first that matches decides, and
// none is a no.
func (l *acl) allows(egress bool, peer netip.Addr, protocol string, port int) bool {
	for i := range l.Entries {
		e := &l.Entries[i]
		switch {
		case e.Egress != egress:
		case !e.CidrBlock.Contains(peer) && !e.Ipv6CidrBlock.Contains(peer):
		case e.Protocol == "-1":
			return e.RuleAction == "allow"
		case e.Protocol != number(protocol):
		case e.PortRange == nil || e.PortRange.From <= port && port <= e.PortRange.To:
			return e.RuleAction == "allow"
		}
	}
	return false
}

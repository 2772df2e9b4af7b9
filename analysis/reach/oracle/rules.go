package oracle

import (
	"net/netip"
	"slices"
	"strings"
)

// groupsOut judges the union of the egress rules of all groups of the function.
func (a *Account) groupsOut(p packet) Verdict {
	return a.union(p.groups, p.Question, p.To,
		func(g *group) []permission { return g.IpPermissionsEgress },
		func(ref string) Verdict {
			if a.group(ref) == nil {
				return Unknown // a missing group is a gap for this rule
			}
			for i := range a.interfaces {
				if a.interfaces[i].carries(ref) && slices.Contains(a.interfaces[i].addresses(), p.To) {
					return Reachable
				}
			}
			if !a.complete("describe-network-interfaces") {
				return Unknown
			}
			return Blocked
		})
}

// groupsIn judges the union of the ingress rules of the groups of the interface that holds the destination.
func (a *Account) groupsIn(p packet, vpcID string) Verdict {
	n := a.interfaceAt(vpcID, p.To)
	if n == nil {
		return Unknown
	}
	var groups []string
	for _, g := range n.Groups {
		groups = append(groups, g.GroupId)
	}
	return a.union(groups, p.Question, p.source,
		func(g *group) []permission { return g.IpPermissions },
		func(ref string) Verdict { return when(slices.Contains(p.groups, ref)) })
}

// union judges rules that only allow: one that certainly matches is enough; else one that may match leaves it unknown.
func (a *Account) union(groups []string, q Question, peer netip.Addr, rules func(*group) []permission, refers func(ref string) Verdict) Verdict {
	best := Blocked
	for _, id := range groups {
		g := a.group(id)
		if g == nil {
			best = max(best, Unknown)
			continue
		}
		for _, r := range rules(g) {
			if !r.carries(q) {
				continue
			}
			for _, c := range r.IpRanges {
				best = max(best, when(c.CidrIp.Contains(peer)))
			}
			for _, c := range r.Ipv6Ranges {
				best = max(best, when(c.CidrIpv6.Contains(peer)))
			}
			for _, l := range r.PrefixListIds {
				best = max(best, a.listed(l.PrefixListId, peer))
			}
			for _, ref := range r.UserIdGroupPairs {
				best = max(best, refers(ref.GroupId))
			}
		}
	}
	return best
}

// carries reports whether the rule is about the protocol and port.
func (r *permission) carries(q Question) bool {
	switch strings.ToLower(r.IpProtocol) {
	case "-1":
		return true
	case q.Protocol, number(q.Protocol):
	default:
		return false
	}
	if r.FromPort == nil || r.ToPort == nil || *r.FromPort == -1 {
		return true
	}
	return *r.FromPort <= q.Port && q.Port <= *r.ToPort
}

func number(protocol string) string { return map[string]string{"tcp": "6", "udp": "17"}[protocol] }

// listed judges whether an address is in a prefix list.
func (a *Account) listed(id string, ip netip.Addr) Verdict {
	switch {
	case within(a.listEntries[id], ip):
		return Reachable
	case a.listKnown(id):
		return Blocked
	}
	return Unknown
}

// listKnown reports whether all entries of a list are known.
func (a *Account) listKnown(id string) bool {
	if call := "get-managed-prefix-list-entries." + id; a.collected[call] {
		return a.complete(call)
	}
	_, inline := a.listEntries[id]
	return inline
}

// aclOf is the subnet's ACL: by explicit association, else its VPC's default; nil where that is not known.
func (a *Account) aclOf(s *subnet) *acl {
	for i := range a.acls {
		for _, association := range a.acls[i].Associations {
			if association.SubnetId == s.SubnetId {
				return &a.acls[i]
			}
		}
	}
	if !a.complete("describe-network-acls") {
		return nil
	}
	for i := range a.acls {
		if a.acls[i].IsDefault && a.acls[i].VpcId == s.VpcId {
			return &a.acls[i]
		}
	}
	return nil
}

// aclOut judges a packet that leaves the subnet, aclIn one that enters it.
func (a *Account) aclOut(s *subnet, to netip.Addr, q Question) Verdict {
	l := a.aclOf(s)
	if l == nil {
		return Unknown
	}
	return when(l.allows(true, to, q.Protocol, q.Port))
}

func (a *Account) aclIn(s *subnet, from netip.Addr, q Question) Verdict {
	l := a.aclOf(s)
	if l == nil {
		return Unknown
	}
	return when(l.allows(false, from, q.Protocol, q.Port))
}

// aclReplies judges the replies, which go to the ports 1024 to 65535 of the source.
func (a *Account) aclReplies(s *subnet, egress bool, peer netip.Addr, protocol string) Verdict {
	l := a.aclOf(s)
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
	var verdicts []Verdict
	for _, port := range ports {
		if port >= 1024 && port <= 65535 {
			verdicts = append(verdicts, when(l.allows(egress, peer, protocol, port)))
		}
	}
	return Join(verdicts...)
}

// allows goes through the rules, which are in ascending order of their numbers; the first that matches decides, and none is a no.
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

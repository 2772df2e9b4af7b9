package reach

import (
	"net/netip"
	"strings"
	"sync"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// rule is one peer of one permission of a security group, compiled.
type rule struct {
	group   string // the group it belongs to
	text    string // "tcp 443 → 10.0.0.0/8", as a person reads it
	ports   netset.PortSet
	prefix  netip.Prefix // its peers where it names a CIDR, else not valid
	members netset.Set   // its peers where it names a prefix list or a group: their addresses, with all that Lambda carries
	refers  string       // the group it refers to, for inbound rules: references match the sender's groups
	missing string       // the call that would tell its other peers; "" if all are known
}

// covers reports whether the rule certainly matches.
func (r *rule) covers(a netip.Addr, p netset.Protocol, port uint16) bool {
	return r.ports.Contains(p, port) && r.names(a)
}

// names reports whether the address is certainly among the rule's peers.
func (r *rule) names(a netip.Addr) bool {
	if r.prefix.IsValid() {
		return r.prefix.Contains(a)
	}
	return r.members.Contains(a, netset.TCP, 0)
}

// peers are the addresses that are certainly the rule's peers, with all that Lambda carries.
func (r *rule) peers() netset.Set {
	if r.prefix.IsValid() {
		return netset.FromPrefix(r.prefix, carried())
	}
	return r.members
}

// group is a security group, compiled.
type group struct {
	id    string
	known bool
	out   []rule
	in    func() []rule // compiled at first use: most groups are only sent from
}

// prefixList is a prefix list, compiled.
type prefixList struct {
	known    bool
	prefixes []netip.Prefix
	set      netset.Set
}

func (r *region) prefixList(id string) *prefixList {
	return r.lists.get(id, func() *prefixList {
		list := r.PrefixList(id)
		if list == nil || !list.EntriesKnown {
			return &prefixList{}
		}
		p := &prefixList{known: !r.cutShort("get-managed-prefix-list-entries." + id)}
		var b netset.Builder
		for _, e := range list.Entries {
			if prefix, ok := prefixOf(e.Cidr); ok {
				p.prefixes = append(p.prefixes, prefix)
				b.AddPrefix(prefix, carried())
			}
		}
		p.set = b.Set()
		return p
	})
}

// cutShort reports whether only a part of the call's list is in the snapshot.
func (r *region) cutShort(call string) bool {
	gap, missing := r.Region.Gap(call)
	return missing && gap.Cause == awsdata.CauseTruncated
}

func (r *region) group(id string) *group {
	return r.groups.get(id, func() *group {
		sg := r.SecurityGroup(id)
		if sg == nil {
			return &group{id: id, in: func() []rule { return nil }}
		}
		return &group{id: id, known: true,
			out: r.rules(id, sg.IpPermissionsEgress, "→"),
			in:  sync.OnceValue(func() []rule { return r.rules(id, sg.IpPermissions, "←") }),
		}
	})
}

// rules compiles permissions, one rule for each peer, so that a rule can be named as the one that decided.
func (r *region) rules(groupID string, permissions []awsdata.IpPermission, arrow string) []rule {
	var out []rule
	for i := range permissions {
		p := &permissions[i]
		ports := portsOf(strings.ToLower(p.IpProtocol), p.FromPort, p.ToPort)
		if ports.IsEmpty() {
			continue
		}
		base := p.PortText() + " " + arrow + " "
		for _, c := range append(cidrs4(p), cidrs6(p)...) {
			if prefix, ok := prefixOf(c); ok {
				out = append(out, rule{group: groupID, text: base + c, ports: ports, prefix: prefix})
			}
		}
		for _, l := range p.PrefixListIds {
			list := r.prefixList(l.PrefixListId)
			compiled := rule{group: groupID, text: base + l.PrefixListId, ports: ports, members: list.set}
			if !list.known {
				compiled.missing = "get-managed-prefix-list-entries." + l.PrefixListId
			}
			out = append(out, compiled)
		}
		for _, pair := range p.UserIdGroupPairs {
			compiled := rule{group: groupID, text: base + pair.GroupId, ports: ports, refers: pair.GroupId}
			if arrow == "→" { // inbound, references match the sender's groups and not its address
				compiled.members, compiled.missing = r.members(pair.GroupId)
			}
			out = append(out, compiled)
		}
	}
	return out
}

func cidrs4(p *awsdata.IpPermission) []string {
	out := make([]string, len(p.IpRanges), len(p.IpRanges)+len(p.Ipv6Ranges))
	for i, c := range p.IpRanges {
		out[i] = c.CidrIp
	}
	return out
}

func cidrs6(p *awsdata.IpPermission) []string {
	out := make([]string, len(p.Ipv6Ranges))
	for i, c := range p.Ipv6Ranges {
		out[i] = c.CidrIpv6
	}
	return out
}

// members are the private addresses of the interfaces that carry a group: what a reference to it means. missing is the
// call without which they are not, or not all, known.
type members struct {
	set     netset.Set
	missing string
}

func (r *region) members(groupID string) (set netset.Set, missing string) {
	m := r.carriers.get(groupID, func() members {
		set, missing := r.findMembers(groupID)
		return members{set, missing}
	})
	return m.set, m.missing
}

func (r *region) findMembers(groupID string) (set netset.Set, missing string) {
	home := r
	if r.SecurityGroup(groupID) == nil {
		// A rule can name a group of a peered VPC; where that VPC's region is in the snapshot, its interfaces are too.
		home = nil
		for _, other := range r.regions {
			if other.SecurityGroup(groupID) != nil {
				home = other
			}
		}
		if home == nil {
			return netset.Set{}, "describe-security-groups (" + groupID + ")"
		}
	}
	var b netset.Builder
	for _, n := range home.InterfacesWithGroup(groupID) {
		for _, text := range n.Addresses() {
			if a, err := netip.ParseAddr(text); err == nil {
				b.AddPrefix(netip.PrefixFrom(a, a.BitLen()), carried())
			}
		}
	}
	return b.Set(), home.missing("describe-network-interfaces")
}

// groupSet is the egress of a set of groups: the union of all their rules.
type groupSet struct {
	ids     []string
	rules   []rule   // the rules that can match TCP or UDP
	unknown []string // groups that the snapshot does not hold
	sets    Sets
}

func (r *region) groupSet(key string) *groupSet {
	return r.groupSets.get(key, func() *groupSet {
		g := &groupSet{ids: strings.Split(key, ",")}
		if key == "" {
			g.ids = nil
		}
		var reachable, unknown netset.Builder
		for _, id := range g.ids {
			compiled := r.group(id)
			if !compiled.known {
				g.unknown = append(g.unknown, id)
				unknown.Add(everything)
				continue
			}
			for _, rule := range compiled.out {
				g.rules = append(g.rules, rule)
				if rule.prefix.IsValid() {
					reachable.AddPrefix(rule.prefix, rule.ports)
				} else {
					reachable.Add(rule.members.WithPorts(rule.ports))
				}
				if rule.missing != "" {
					unknown.Add(netset.Everything().RestrictPorts(rule.ports))
				}
			}
		}
		g.sets.Reachable = reachable.Set()
		g.sets.Unknown = unknown.Set().Minus(g.sets.Reachable)
		return g
	})
}

// judgeGroupOut asks the function's groups: the union of their egress rules, allow only. They are stateful, so replies
// need no rule.
func (r *region) judgeGroupOut(g *groupSet, q question) Hop {
	h := q.hop(ComponentGroupOut, strings.Join(g.ids, ","))
	h.Side = Out
	allowed := g.sets.Reachable.Contains(q.to, q.protocol, q.port)
	if allowed && q.terse {
		h.Verdict = Reachable
		return h
	}
	for i := range g.rules {
		if rule := &g.rules[i]; allowed && rule.covers(q.to, q.protocol, q.port) {
			h.Resource, h.Rule.Text = rule.group, rule.text
			return h.because(Reachable, GroupAllows)
		}
	}
	for i := range g.rules {
		if rule := &g.rules[i]; rule.missing != "" && rule.ports.Contains(q.protocol, q.port) {
			h.Resource, h.Rule.Text = rule.group, rule.text
			return h.unknown(GroupRuleNotKnown, rule.missing)
		}
	}
	if len(g.unknown) > 0 {
		return h.unknown(GroupsNotCaptured, "describe-security-groups", g.unknown...)
	}
	if len(g.ids) == 0 {
		return h.because(Blocked, NoGroup)
	}
	return h.because(Blocked, NoGroupRule, g.ids...)
}

// inbound is how the groups of an interface receive one source that carries the given groups: by port, what is let in
// and what cannot be told.
func (r *region) inbound(destination, sender []string, from netip.Addr) (allowed, unknown netset.PortSet) {
	for _, id := range destination {
		g := r.group(id)
		if !g.known {
			unknown = carried()
			continue
		}
		in := g.in()
		for i := range in {
			switch rule := &in[i]; rule.admits(sender, from) {
			case Reachable:
				allowed = allowed.Union(rule.ports)
			case Unknown:
				unknown = unknown.Union(rule.ports)
			}
		}
	}
	return allowed, unknown.Minus(allowed)
}

// admits reports whether an inbound rule's peer is the sender: references match the sender's groups, everything else
// its address.
func (r *rule) admits(sender []string, from netip.Addr) Verdict {
	switch {
	case r.refers != "":
		for _, id := range sender {
			if id == r.refers {
				return Reachable
			}
		}
	case r.names(from):
		return Reachable
	case r.missing != "":
		return Unknown
	}
	return Blocked
}

// judgeGroupIn asks the groups of the interface that holds the destination.
func (r *region) judgeGroupIn(n *awsdata.NetworkInterface, sender []string, q question) Hop {
	ids := n.GroupIDs()
	h := q.hop(ComponentTargetGroup, strings.Join(ids, ","))
	h.Side, h.Far = In, q.from
	unknownRule, unknownGroup := "", ""
	for _, id := range ids {
		g := r.group(id)
		if !g.known {
			unknownGroup = id
			continue
		}
		in := g.in()
		for i := range in {
			rule := &in[i]
			if !rule.ports.Contains(q.protocol, q.port) {
				continue
			}
			switch rule.admits(sender, q.from) {
			case Reachable:
				h.Resource, h.Rule.Text = id, rule.text
				return h.because(Reachable, FarGroupAllows, n.NetworkInterfaceId)
			case Unknown:
				unknownRule = rule.missing
				h.Rule.Text = rule.text
			}
		}
	}
	switch {
	case unknownGroup != "":
		return h.unknown(FarGroupsNotCaptured, "describe-security-groups", unknownGroup)
	case unknownRule != "":
		return h.unknown(GroupRuleNotKnown, unknownRule)
	case len(ids) == 0:
		return h.because(Blocked, InterfaceWithoutGroup, n.NetworkInterfaceId)
	}
	return h.because(Blocked, NoFarGroupRule, append([]string{n.NetworkInterfaceId}, ids...)...)
}

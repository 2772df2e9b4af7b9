package reach

import (
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// rule is one peer of one permission of a security group, compiled.
type rule struct {
	group  string // the group it belongs to
	text   string // "tcp 443 → 10.0.0.0/8", as a person reads it
	ports  netset.PortSet
	prefix netip.Prefix // its peers where it names a CIDR, else not valid
	// its peers where it names a prefix list or a group: their addresses, with all that Lambda carries
	members netset.Set
	maybe   netset.Set // what else may be among its peers, where a call is missing
	refers  string     // the group it refers to, for inbound rules: references match the sender's groups
	missing string     // the call that would tell its other peers; "" if all are known

	permission *awsdata.IpPermission // as AWS wrote it
	peer       string                // which of its peers this is
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

// group is a security group, compiled, as it works in one VPC.
type group struct {
	id    string
	known bool
	out   []rule
	in    func() []rule // compiled at first use: most groups are only sent from
}

// groupKey is a group in a VPC: what a reference to another group means depends on it.
type groupKey struct{ id, vpc string }

// prefixList is a prefix list, compiled.
type prefixList struct {
	known    bool
	prefixes []netip.Prefix
	set      netset.Set
	maybe    netset.Set // what its entries may be beside those that are known
}

func (r *region) prefixList(id string) *prefixList {
	return r.lists.get(id, func() *prefixList {
		list := r.listOfAny(id)
		p := &prefixList{maybe: everything}
		if list == nil {
			return p
		}
		switch list.AddressFamily {
		case "IPv4":
			p.maybe = everythingIPv4
		case "IPv6":
			p.maybe = everythingIPv6
		}
		if !list.EntriesKnown {
			return p
		}
		if p.known = !r.cutShort("get-managed-prefix-list-entries." + id); p.known {
			p.maybe = netset.Set{}
		}
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

// callOfEntries is the call that tells the entries of a prefix list.
func (r *region) callOfEntries(id string) string {
	return r.callName("get-managed-prefix-list-entries." + id)
}

// listOfAny is a prefix list as the region itself has it, else as another one does: lists are shared, and AWS's own
// have one id in all accounts.
func (r *region) listOfAny(id string) *awsdata.ManagedPrefixList {
	found := r.PrefixList(id)
	for _, other := range r.all {
		if found != nil && found.EntriesKnown {
			break
		}
		if l := other.PrefixList(id); l != nil && (found == nil || l.EntriesKnown) {
			found = l
		}
	}
	return found
}

// cutShort reports whether only a part of the call's list is in the snapshot.
func (r *region) cutShort(call string) bool {
	gap, missing := r.Region.Gap(call)
	return missing && gap.Cause == awsdata.CauseTruncated
}

func (r *region) group(id, vpcID string) *group {
	return r.groups.get(groupKey{id, vpcID}, func() *group {
		sg := r.SecurityGroup(id)
		if sg == nil {
			if home := r.homeOfGroup(id); home != nil { // a group of a shared VPC is seen in its owner's account
				sg = home.SecurityGroup(id)
			}
		}
		if sg == nil {
			return &group{id: id, in: func() []rule { return nil }}
		}
		return &group{id: id, known: true,
			out: r.rules(id, vpcID, sg.IpPermissionsEgress, "→"),
			in:  sync.OnceValue(func() []rule { return r.rules(id, vpcID, sg.IpPermissions, "←") }),
		}
	})
}

// rules compiles permissions, one rule for each peer, so that a rule can be named as the one that decided.
func (r *region) rules(groupID, vpcID string, permissions []awsdata.IpPermission, arrow string) []rule {
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
				out = append(out,
					rule{group: groupID, text: base + c, ports: ports, prefix: prefix, permission: p, peer: c})
			}
		}
		for _, l := range p.PrefixListIds {
			list := r.prefixList(l.PrefixListId)
			compiled := rule{group: groupID, text: base + l.PrefixListId, ports: ports, members: list.set,
				maybe: list.maybe, permission: p, peer: l.PrefixListId}
			if !list.known {
				compiled.missing = r.callOfEntries(l.PrefixListId)
			}
			out = append(out, compiled)
		}
		for _, pair := range p.UserIdGroupPairs {
			compiled := rule{group: groupID, text: base + pair.GroupId, ports: ports, refers: pair.GroupId,
				permission: p, peer: pair.GroupId}
			if arrow == "→" { // inbound, references match the sender's groups and not its address
				m := r.members(pair.GroupId, vpcID)
				compiled.members, compiled.maybe, compiled.missing = m.set, m.maybe, m.missing
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

// members are the private addresses of the interfaces that carry a group, as a reference to it means them in a VPC:
// those in that VPC and in its active peers, delegated prefixes included. missing is the call without which they are
// not, or not all, known, and maybe is where the others can be. Source: Amazon VPC user guide, "Security group
// referencing"; Amazon VPC peering guide, "Update your security groups".
type members struct {
	set, maybe netset.Set
	missing    string
}

func (r *region) members(groupID, vpcID string) members {
	return r.carriers.get(groupKey{groupID, vpcID}, func() members { return r.findMembers(groupID, vpcID) })
}

func (r *region) findMembers(groupID, vpcID string) members {
	// they would tell which VPC the function is in
	if missing := r.missing("describe-subnets"); vpcID == "" && missing != "" {
		return members{maybe: everything.Minus(internet), missing: missing}
	}
	v := r.vpc(vpcID)
	described := r.SecurityGroup(groupID) != nil || r.homeOfGroup(groupID) != nil
	var b, maybe netset.Builder
	var m members
	for _, n := range v.neighbors {
		missing := ""
		switch {
		case !n.captured && !described:
			missing = r.callName("describe-security-groups (" + groupID + ")")
		case n.captured:
			missing = n.home.missing("describe-network-interfaces")
		}
		if missing != "" {
			m.missing = missing
			maybe.Add(n.ranges)
		}
		if !n.captured {
			continue
		}
		for _, holds := range n.home.vpc(n.vpc).regions {
			for _, iface := range holds.InterfacesWithGroup(groupID) {
				if iface.VpcId == n.vpc {
					addAddresses(&b, iface)
				}
			}
		}
	}
	if v.peersMissing != "" { // a peering that is not known may lead to the VPC of the group
		m.missing = v.peersMissing
		maybe.Add(everything.Minus(internet).Minus(v.own))
	}
	m.set = b.Set()
	m.maybe = maybe.Set().Minus(m.set)
	return m
}

// addAddresses adds what an interface holds: its addresses and the prefixes that are delegated to it.
func addAddresses(b *netset.Builder, n *awsdata.NetworkInterface) {
	b.AddAddrs(n.Addresses(), carried())
	b.AddCIDRs(n.Prefixes(), carried())
}

// groupSet is the egress of a set of groups: the union of all their rules.
type groupSet struct {
	ids     []string
	rules   []rule              // the rules that can match TCP or UDP
	unknown []string            // groups that the snapshot does not hold
	settles awsdata.MissingCall // the call that would tell them
	answer  Sets
	plain   Sets // what they let out without references to groups
}

func (r *region) groupSet(ids []string, vpcID string) *groupSet {
	key := awsdata.GroupSet(ids)
	return r.groupSets.get(groupKey{key, vpcID}, func() *groupSet {
		g := &groupSet{}
		if key != "" {
			g.ids = strings.Split(key, ",")
		}
		for _, id := range g.ids {
			compiled := r.group(id, vpcID)
			if !compiled.known {
				g.unknown = append(g.unknown, id)
			}
			g.rules = append(g.rules, compiled.out...)
		}
		if len(g.unknown) > 0 {
			g.settles = r.callOfGroups(vpcID)
		}
		g.plain = g.sum(func(r *rule) bool { return r.refers == "" })
		if g.answer = g.plain; slices.ContainsFunc(g.rules, func(r rule) bool { return r.refers != "" }) {
			g.answer = g.plain.union(g.sum(func(r *rule) bool { return r.refers != "" }))
			g.answer.Unknown = g.answer.Unknown.Minus(g.answer.Reachable)
		}
		return g
	})
}

// callOfGroups is the call that would tell groups of a VPC which the snapshot does not hold: of the accounts that have
// a part in the VPC, the one whose groups were not read, the region's own first.
func (r *region) callOfGroups(vpcID string) awsdata.MissingCall {
	for _, holds := range append([]*region{r}, r.vpc(vpcID).regions...) {
		if missing := holds.missing("describe-security-groups"); missing != "" {
			call, _ := awsdata.ParseMissing(missing)
			return call
		}
	}
	call, _ := awsdata.ParseMissing(r.callName("describe-security-groups"))
	return call
}

// sum is what the rules of one kind let out together.
func (g *groupSet) sum(counts func(*rule) bool) Sets {
	var reachable, unknown netset.Builder
	if len(g.unknown) > 0 {
		unknown.Add(everything)
	}
	for i := range g.rules {
		rule := &g.rules[i]
		switch {
		case !counts(rule):
			continue
		case rule.prefix.IsValid():
			reachable.AddPrefix(rule.prefix, rule.ports)
		default:
			reachable.Add(rule.members.WithPorts(rule.ports))
		}
		if rule.missing != "" {
			unknown.Add(rule.maybe.WithPorts(rule.ports))
		}
	}
	out := Sets{Reachable: reachable.Set()}
	out.Unknown = unknown.Set().Minus(out.Reachable)
	return out
}

// unreferenced is the step of a way with something in between: references to groups hold inside a VPC and over a
// peering only, so that what the function's groups allow by a reference alone goes no other way. Source: Amazon VPC
// transit gateways guide, "Security group referencing"; Amazon VPC user guide, "NAT gateways".
type unreferenced struct {
	*groupSet
	by string // what is in between
}

func (u unreferenced) sets(netip.Addr) Sets { return u.plain }

func (u unreferenced) judge(q question, hops []Hop) ([]Hop, Verdict) {
	switch {
	case u.plain.Reachable.Contains(q.to, q.protocol, q.port):
		return hops, Reachable
	case u.plain.Unknown.Contains(q.to, q.protocol, q.port):
		return hops, Unknown // the groups' own hop has said so
	case !u.answer.known().Contains(q.to, q.protocol, q.port):
		return hops, Blocked // and so it has here
	}
	h := Hop{Component: ComponentGroupOut, Side: Out, Resource: strings.Join(u.ids, ",")}.about(q)
	return append(hops, h.because(Blocked, ReferenceNotHere, u.by)), Blocked
}

// The egress of a function's groups is a step: the union of their rules, allow only. They are stateful, so replies need
// no rule.

func (g *groupSet) bySource() bool           { return false }
func (g *groupSet) sourceSets() []netset.Set { return nil }
func (g *groupSet) sets(netip.Addr) Sets     { return g.answer }

func (g *groupSet) judge(q question, hops []Hop) ([]Hop, Verdict) {
	h := Hop{Component: ComponentGroupOut, Side: Out, Resource: strings.Join(g.ids, ",")}.about(q)
	if g.answer.Reachable.Contains(q.to, q.protocol, q.port) {
		for i := range g.rules {
			if rule := &g.rules[i]; rule.covers(q.to, q.protocol, q.port) {
				h.Resource, h.Rule.Text, h.Verdict, h.Reason = rule.group, rule.text, Reachable, GroupAllows
				return append(hops, h), Reachable
			}
		}
	}
	for i := range g.rules {
		rule := &g.rules[i]
		if rule.missing != "" && rule.ports.Contains(q.protocol, q.port) && rule.maybe.Contains(q.to, netset.TCP, 0) {
			h.Resource, h.Rule.Text = rule.group, rule.text
			return append(hops, h.unknown(GroupRuleNotKnown, rule.missing)), Unknown
		}
	}
	switch {
	case len(g.unknown) > 0:
		h = h.unknown(GroupsNotCaptured, g.settles.String(), g.unknown...)
	case len(g.ids) == 0:
		h = h.because(Blocked, NoGroup)
	default:
		h = h.because(Blocked, NoGroupRule, g.ids...)
	}
	return append(hops, h), h.Verdict
}

// homeOfGroup is the region of the snapshot that describes a group, nil if none does.
func (e *Engine) homeOfGroup(id string) *region { return e.of(e.index.GroupHome(id)) }

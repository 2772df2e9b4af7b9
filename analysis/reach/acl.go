package reach

import (
	"net/netip"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// aclRule is one entry of a network ACL, compiled.
type aclRule struct {
	name   string // "rule 100", "rule *"
	allow  bool
	prefix netip.Prefix
	ports  netset.PortSet
}

// acl is a network ACL, compiled: its rules in order, and what they let through as sets.
type acl struct {
	id            string
	out, in       []aclRule
	outSet, inSet netset.Set
	// Replies: from a destination back in, and from here back out, as verdicts over the far address.
	repliesIn, repliesOut Sets
	through               Sets // out, and the replies back in
}

func (r *region) acl(a *awsdata.NetworkACL) *acl {
	return r.acls.get(a.NetworkAclId, func() *acl {
		c := &acl{id: a.NetworkAclId}
		entries := slices.Clone(a.Entries)
		if r.unfiltered {
			entries = slices.Clone(openEntries)
		}
		slices.SortStableFunc(entries, func(x, y awsdata.NetworkACLEntry) int { return x.RuleNumber - y.RuleNumber })
		for i := range entries {
			e := &entries[i]
			prefix, ok := prefixOf(e.CIDR())
			if !ok {
				continue
			}
			var from, to *int
			if e.PortRange != nil {
				from, to = &e.PortRange.From, &e.PortRange.To
			}
			ports := portsOf(e.Protocol, from, to)
			if ports.IsEmpty() {
				continue
			}
			rule := aclRule{name: "rule " + e.NumberText(), allow: e.RuleAction == "allow", prefix: prefix,
				ports: ports}
			if e.Egress {
				c.out = append(c.out, rule)
			} else {
				c.in = append(c.in, rule)
			}
		}
		c.outSet, c.inSet = aclSet(c.out), aclSet(c.in)
		c.repliesIn, c.repliesOut = replySets(c.inSet), replySets(c.outSet)
		c.through = Sets{Reachable: c.outSet}.and(c.repliesIn)
		return c
	})
}

// openEntries let everything through, in both directions and address families.
var openEntries = []awsdata.NetworkACLEntry{
	{Egress: true, RuleAction: "allow", Protocol: "-1", CidrBlock: "0.0.0.0/0"},
	{Egress: true, RuleAction: "allow", Protocol: "-1", Ipv6CidrBlock: "::/0"},
	{RuleAction: "allow", Protocol: "-1", CidrBlock: "0.0.0.0/0"},
	{RuleAction: "allow", Protocol: "-1", Ipv6CidrBlock: "::/0"},
}

// aclSet is what a rule list lets through. The first match wins, so the rules are replayed from the last to the first.
func aclSet(rules []aclRule) netset.Set {
	var b netset.Builder
	for _, r := range slices.Backward(rules) {
		if r.allow {
			b.AddPrefix(r.prefix, r.ports)
		} else {
			b.RemovePrefix(r.prefix, r.ports)
		}
	}
	return b.Set()
}

// replySets turns what a rule list lets through into verdicts on replies from or to each address: all ephemeral ports
// open is reachable, some is partial.
func replySets(allowed netset.Set) Sets {
	var all, some netset.Builder
	for addresses, ports := range allowed.Intervals() {
		a, s := replyPorts(ports)
		all.AddRange(addresses, a)
		some.AddRange(addresses, s)
	}
	return Sets{Reachable: all.Set(), Partial: some.Set()}
}

// decides is the first rule of the list that matches, nil if none does (which is a deny).
func decides(rules []aclRule, a netip.Addr, p netset.Protocol, port uint16) *aclRule {
	for i := range rules {
		if r := &rules[i]; r.prefix.Contains(a) && r.ports.Contains(p, port) {
			return r
		}
	}
	return nil
}

// crossing is the passage of the ACL of a subnet, in both directions: ACLs are stateless. Outbound, the request leaves
// the subnet and the replies come back in; inbound, the request comes in and the replies leave. The far end is then the
// destination, and else the source.
type crossing struct {
	subnet           *subnet
	outbound         bool
	request, replies Component
	inside           netset.Set // destinations that lie in the subnet itself: nothing is crossed
}

func (c crossing) bySource() bool { return !c.outbound && c.subnet.acl != nil }

func (c crossing) sourceSets() []netset.Set {
	if c.outbound || c.subnet.acl == nil {
		return nil
	}
	return []netset.Set{c.subnet.acl.inSet, c.subnet.acl.outSet}
}

func (c crossing) sets(from netip.Addr) Sets {
	var sets Sets
	switch a := c.subnet.acl; {
	case a == nil:
		sets = allUnknown()
	case c.outbound:
		sets = a.through
	case !from.IsValid():
		sets = anyPublic(a.inSet).and(anyPublicReplies(a.repliesOut))
	default:
		sets = Sets{Reachable: everything.RestrictPorts(a.inSet.At(from))}.and(Sets{
			Reachable: everything.RestrictPorts(a.repliesOut.Reachable.At(from)),
			Partial:   everything.RestrictPorts(a.repliesOut.Partial.At(from)),
		})
	}
	if c.inside.IsEmpty() {
		return sets
	}
	return Sets{Reachable: sets.Reachable.Union(c.inside), Partial: sets.Partial.Minus(c.inside),
		Unknown: sets.Unknown.Minus(c.inside)}
}

func (c crossing) judge(q question, hops []Hop) ([]Hop, Verdict) {
	if c.inside.Contains(q.to, q.protocol, q.port) {
		return hops, Reachable
	}
	request := Hop{Component: c.request, Leg: Request, Side: In, Far: q.from}
	reply := Hop{Component: c.replies, Leg: Reply, Side: Out, Far: q.from}
	if c.outbound {
		request.Side, reply.Side = Out, In
		request.Far, reply.Far = q.to, q.to
	}
	request.Protocol, request.Port = q.protocol, q.port
	reply.Protocol, reply.Port = q.protocol, q.port
	if c.subnet.acl == nil {
		request, reply = c.subnet.hidden(request, ACLNotCaptured, ACLOfOtherAccount),
			c.subnet.hidden(reply, ACLNotCaptured, ACLOfOtherAccount)
		return append(hops, request, reply), Unknown
	}
	c.subnet.acl.judge(&request)
	c.subnet.acl.judgeReplies(&reply)
	return append(hops, request, reply), min(request.Verdict, reply.Verdict)
}

// judge asks one direction of an ACL about one packet.
func (a *acl) judge(h *Hop) {
	h.Resource = a.id
	rules, set := a.in, a.inSet
	if h.Side == Out {
		rules, set = a.out, a.outSet
	}
	if !h.Far.IsValid() {
		h.Verdict, h.Reason = anyPublicVerdict(anyPublic(set), h.Protocol, h.Port), ACLFromSomewhere
		h.Missing = missingSource(h.Verdict)
		return
	}
	switch rule := decides(rules, h.Far, h.Protocol, h.Port); {
	case rule == nil:
		h.Rule.Text, h.Verdict, h.Reason = "*", Blocked, ACLNoRule
	case rule.allow:
		h.Rule.Text, h.Verdict, h.Reason = rule.name, Reachable, ACLAllows
	default:
		h.Rule.Text, h.Verdict, h.Reason = rule.name, Blocked, ACLDenies
	}
}

// judgeReplies asks one direction of an ACL about the replies, which go to some port of 1024-65535: all of them let
// through is reachable, none is blocked, some is partial.
func (a *acl) judgeReplies(h *Hop) {
	h.Resource = a.id
	rules, set, replies := a.in, a.inSet, a.repliesIn
	if h.Side == Out {
		rules, set, replies = a.out, a.outSet, a.repliesOut
	}
	if !h.Far.IsValid() {
		h.Verdict, h.Reason = anyPublicVerdict(anyPublicReplies(replies), h.Protocol, h.Port), ACLFromSomewhere
		h.Missing = missingSource(h.Verdict)
		return
	}
	switch {
	case replies.Reachable.Contains(h.Far, h.Protocol, h.Port):
		h.Verdict, h.Reason = Reachable, ACLReplies
	case replies.Partial.Contains(h.Far, h.Protocol, h.Port):
		h.Verdict, h.Reason = Partial, ACLSomeReplies
		h.Names = []string{set.At(h.Far).Intersect(replyPortsOf[h.Protocol]).String()}
	default:
		h.Verdict, h.Reason = Blocked, ACLNoReplies
	}
	h.Rule.Text = deciding(rules, h.Far, h.Protocol, h.Verdict != Blocked)
}

// deciding names the first rule of the wanted kind that speaks about replies, "*" for the implicit deny.
func deciding(rules []aclRule, far netip.Addr, p netset.Protocol, allow bool) string {
	want := replyPortsOf[p]
	for i := range rules {
		if r := &rules[i]; r.allow == allow && r.prefix.Contains(far) && r.ports.Overlaps(want) {
			return r.name
		}
	}
	return "*"
}

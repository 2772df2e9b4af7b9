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
			rule := aclRule{name: "rule " + e.NumberText(), allow: e.RuleAction == "allow", prefix: prefix, ports: ports}
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

// judgeACL asks one direction of an ACL about one packet.
func (r *region) judgeACL(component Component, s *site, egress bool, far netip.Addr, q question) Hop {
	h := q.hop(component, "")
	h.Far, h.Side = far, In
	if egress {
		h.Side = Out
	}
	if s.acl == nil {
		why := s.withoutACL()
		return h.unknown(why.Reason, s.missingACL, why.Names...)
	}
	h.Resource = s.acl.id
	rules := s.acl.in
	if egress {
		rules = s.acl.out
	}
	rule := decides(rules, far, q.protocol, q.port)
	if q.terse {
		if rule != nil && rule.allow {
			h.Verdict = Reachable
		}
		return h
	}
	if rule == nil {
		h.Rule.Text = "*"
		return h.because(Blocked, ACLNoRule)
	}
	h.Rule.Text = rule.name
	if rule.allow {
		return h.because(Reachable, ACLAllows)
	}
	return h.because(Blocked, ACLDenies)
}

// judgeReplies asks one direction of an ACL about the replies, which go to some port of 1024-65535: all of them let
// through is reachable, none is blocked, some is partial.
func (r *region) judgeReplies(component Component, s *site, egress bool, far netip.Addr, q question) Hop {
	h := q.hop(component, "")
	h.Far, h.Leg, h.Side = far, Reply, In
	if egress {
		h.Side = Out
	}
	if s.acl == nil {
		why := s.withoutACL()
		return h.unknown(why.Reason, s.missingACL, why.Names...)
	}
	h.Resource = s.acl.id
	rules, set, replies := s.acl.in, s.acl.inSet, s.acl.repliesIn
	if egress {
		rules, set, replies = s.acl.out, s.acl.outSet, s.acl.repliesOut
	}
	switch {
	case replies.Reachable.Contains(far, q.protocol, q.port):
		h.Verdict = Reachable
	case replies.Partial.Contains(far, q.protocol, q.port):
		h.Verdict = Partial
	}
	if q.terse {
		return h
	}
	h.Rule.Text = deciding(rules, far, q.protocol, h.Verdict != Blocked)
	switch h.Verdict {
	case Reachable:
		return h.because(Reachable, ACLReplies)
	case Partial:
		return h.because(Partial, ACLSomeReplies, set.At(far).Intersect(replyPortsOf[q.protocol]).String())
	}
	return h.because(Blocked, ACLNoReplies)
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

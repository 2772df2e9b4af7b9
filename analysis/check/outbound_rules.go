package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// outboundRule is one outbound rule of a group to addresses: a permission and one of its CIDRs or prefix lists. Rules
// to other groups reach private addresses only and are not among them.
type outboundRule struct {
	permission *awsdata.IpPermission
	peer       awsdata.Peer
	set        netset.Set
}

// outboundRules are the rules of a group that let out some of the set.
func (p *Pass) outboundRules(group string, some netset.Set) []outboundRule {
	g := p.Region.SecurityGroup(group)
	if g == nil {
		return nil
	}
	var out []outboundRule
	for i := range g.IpPermissionsEgress {
		permission := &g.IpPermissionsEgress[i]
		ports := reach.PermissionPorts(permission)
		for _, peer := range permission.Peers() {
			rule := outboundRule{permission, peer, p.peerSet(peer).WithPorts(ports)}
			if rule.set.Overlaps(some) {
				out = append(out, rule)
			}
		}
	}
	return out
}

// peerSet are the addresses of a CIDR or prefix list.
func (p *Pass) peerSet(peer awsdata.Peer) netset.Set {
	texts := []string{peer.Value}
	if list := p.Region.PrefixList(peer.Value); list != nil {
		texts = list.CIDRs()
	}
	return p.cidrSet(texts)
}

// text is the rule as a person reads it: "tcp 443 → 0.0.0.0/0".
func (r *outboundRule) text() string { return r.permission.PortText() + " → " + r.peer.Value }

// ruleEvidence shows the rules of a group that let the set out.
func (p *Pass) ruleEvidence(group string, set netset.Set) []Evidence {
	var out []Evidence
	for _, rule := range p.outboundRules(group, set) {
		out = append(out, Evidence{Resource: group, Rule: rule.text(), Says: "outbound rule of " + p.label(group)})
	}
	return out
}

// narrow is the fix that replaces the rules of a group that let the set out: what functions reach by them in the VPC
// and by gateway endpoints gets rules of its own, and what else is needed has a place. That comes first, so that
// nothing is cut off between the two. What goes is said.
func (p *Pass) narrow(group string, set netset.Set) Fix {
	rules := p.outboundRules(group, set)
	if len(rules) == 0 {
		return Fix{}
	}
	slices.SortFunc(rules, func(a, b outboundRule) int { return strings.Compare(a.text(), b.text()) })
	keep := p.requiredRules(p.placementsWith(group), func(r reach.EgressRule) bool {
		return r.Group == group && slices.ContainsFunc(rules, func(gone outboundRule) bool {
			return gone.permission == r.Permission && gone.peer.Value == r.Peer
		})
	})
	instead := keep.rules
	if keep.internet || len(keep.beyond) > 0 {
		instead = append(instead, rules[0].needed())
	}
	var fix Fix
	for _, r := range instead {
		fix.CLI = append(fix.CLI, r.authorize(p, "egress", group).Then())
	}
	for i, r := range instead {
		name := "needed"
		if i > 0 {
			name = fmt.Sprintf("needed %d", i+1)
		}
		fix.declare(r.declare(name, "egress", group, nil))
	}
	first := len(fix.CLI)
	fix.CLI = append(fix.CLI, each(rules, func(r outboundRule) []paste.Command {
		return []paste.Command{ruleFor(r.permission, r.peer.Value).revoke(p, "egress", group).Then()}
	})...)
	price := keep.price()
	if others := p.otherInterfaces(group); len(others) > 0 {
		var owners []string
		for _, n := range others {
			owners = append(owners, ownerOf(n))
		}
		text := fmt.Sprintf("the security group is also on %s: what they reach by it and no rule names is lost, too",
			join(uniqueTexts(owners)))
		if price != "" {
			text = price + "; " + text
		}
		price = text
	}
	if price != "" {
		fix.CLI[first] = fix.CLI[first].Saying("%s", price)
		fix.remark("%s", price)
	}
	fix.CLI[0].After = false
	for i := range rules {
		fix.remark("remove the rule %s of %s", rules[i].text(), p.label(group))
	}
	return fix
}

// needed is the rule that should be in its place: of the same protocol and ports, or HTTPS where it has all of them.
func (r *outboundRule) needed() groupRule {
	p := r.permission
	if p.FromPort == nil || p.ToPort == nil || *p.FromPort < 0 || *p.ToPort-*p.FromPort > 1024 {
		return tcp443(neededList)
	}
	return groupRule{p.IpProtocol, p.FromPort, p.ToPort, neededList}
}

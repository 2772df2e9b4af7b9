package check

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// outboundRule is one outbound rule of a group to addresses: a permission and one of its CIDRs or prefix lists. Rules to
// other groups reach private addresses only and are not among them.
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
		texts = nil
		for _, entry := range list.Entries {
			texts = append(texts, entry.Cidr)
		}
	}
	var b netset.Builder
	for _, text := range texts {
		if prefix, err := netip.ParsePrefix(text); err == nil {
			b.AddPrefix(prefix, netset.AllProtocols())
		}
	}
	return b.Set()
}

// text is the rule as a person reads it: "tcp 443 → 0.0.0.0/0".
func (r *outboundRule) text() string { return r.permission.PortText() + " → " + r.peer.Value }

// permissionWord is the rule in the shorthand of the AWS CLI.
func (r *outboundRule) permissionWord() string {
	word := "IpProtocol=" + r.permission.IpProtocol
	if r.permission.FromPort != nil && r.permission.ToPort != nil {
		word += fmt.Sprintf(",FromPort=%d,ToPort=%d", *r.permission.FromPort, *r.permission.ToPort)
	}
	switch {
	case strings.HasPrefix(r.peer.Value, "pl-"):
		return word + ",PrefixListIds=[{PrefixListId=" + r.peer.Value + "}]"
	case strings.Contains(r.peer.Value, ":"):
		return word + ",Ipv6Ranges=[{CidrIpv6=" + r.peer.Value + "}]"
	}
	return word + ",IpRanges=[{CidrIp=" + r.peer.Value + "}]"
}

// ruleEvidence shows the rules of a group that let the set out.
func (p *Pass) ruleEvidence(group string, set netset.Set) []Evidence {
	var out []Evidence
	for _, rule := range p.outboundRules(group, set) {
		out = append(out, Evidence{Resource: group, Rule: rule.text(), Says: "outbound rule of " + p.label(group)})
	}
	return out
}

// narrow is the fix that replaces the rules of a group that let the set out by one to what is needed.
func (p *Pass) narrow(group string, set netset.Set) Fix {
	rules := p.outboundRules(group, set)
	if len(rules) == 0 {
		return Fix{}
	}
	var words []string
	for i := range rules {
		words = append(words, rules[i].permissionWord())
	}
	word := shellWord(group)
	protocol, from, to := rules[0].needed()
	cli := fmt.Sprintf("aws ec2 authorize-security-group-egress --group-id %s --ip-permissions %s\n", word,
		shellWord(fmt.Sprintf("IpProtocol=%s,FromPort=%d,ToPort=%d,PrefixListIds=[{PrefixListId=<what-is-needed>}]", protocol, from, to)))
	cli += commands(words, func(permission string) string {
		return fmt.Sprintf("aws ec2 revoke-security-group-egress --group-id %s --ip-permissions %s", word, shellWord(permission))
	})
	return Fix{CLI: cli, Terraform: fmt.Sprintf("resource \"aws_vpc_security_group_egress_rule\" \"needed\" {\n  security_group_id = %s\n"+
		"  ip_protocol       = %s\n  from_port         = %d\n  to_port           = %d\n  prefix_list_id    = aws_ec2_managed_prefix_list.needed.id\n}",
		hclWord(group), hclWord(protocol), from, to)}
}

// needed are the protocol and ports that a rule in its place should have: its own, or HTTPS where it has all of them.
func (r *outboundRule) needed() (protocol string, from, to int) {
	p := r.permission
	if p.FromPort == nil || p.ToPort == nil || *p.FromPort < 0 || *p.ToPort-*p.FromPort > 1024 {
		return "tcp", 443, 443
	}
	return p.IpProtocol, *p.FromPort, *p.ToPort
}

package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// groupRule is a rule of a security group as fixes write it: a protocol, its ports, and one range, prefix list or
// group.
type groupRule struct {
	protocol string
	from, to *int
	peer     string
}

// tcp443 is the rule for HTTPS to or from a peer.
func tcp443(peer string) groupRule { return tcpRule(https, peer) }

func tcpRule(port int, peer string) groupRule { return groupRule{"tcp", &port, &port, peer} }

// portRule is the rule for a port of TCP, or of UDP.
func portRule(protocol netset.Protocol, port int, peer string) groupRule {
	r := tcpRule(port, peer)
	if protocol == netset.UDP {
		r.protocol = "udp"
	}
	return r
}

// declaredName is what a rule is called in Terraform and CloudFormation, where one for TCP may stand beside it.
func (r groupRule) declaredName(name string) string {
	if r.protocol == "udp" {
		return name + " udp"
	}
	return name
}

// rulesOf are the rules that a permission bundles, in the order of its peers.
func rulesOf(permission *awsdata.IpPermission) []groupRule {
	var out []groupRule
	for _, peer := range permission.Peers() {
		out = append(out, ruleFor(permission, peer.Value))
	}
	return out
}

// ruleFor is the rule of a permission for one of its peers. ICMP takes types for ports, -1 for all, and AWS wants them
// said.
func ruleFor(permission *awsdata.IpPermission, peer string) groupRule {
	r := groupRule{permission.IpProtocol, permission.FromPort, permission.ToPort, peer}
	if all := -1; r.from == nil && strings.HasPrefix(permission.PortText(), "icmp") {
		r.from, r.to = &all, &all
	}
	return r
}

// short is the rule as --ip-permissions takes it.
func (r groupRule) short() paste.Short {
	pairs := []any{"IpProtocol", r.protocol}
	if r.from != nil && r.to != nil {
		pairs = append(pairs, "FromPort", *r.from, "ToPort", *r.to)
	}
	switch r.kind() {
	case prefixListPeer:
		pairs = append(pairs, "PrefixListIds", paste.Items(paste.Struct("PrefixListId", r.peer)))
	case groupPeer:
		pairs = append(pairs, "UserIdGroupPairs", paste.Items(paste.Struct("GroupId", r.peer)))
	case ipv6Peer:
		pairs = append(pairs, "Ipv6Ranges", paste.Items(paste.Struct("CidrIpv6", r.peer)))
	default:
		pairs = append(pairs, "IpRanges", paste.Items(paste.Struct("CidrIp", r.peer)))
	}
	return paste.Struct(pairs...)
}

// peerKind is what a rule refers to.
type peerKind uint8

const (
	ipv4Peer peerKind = iota
	ipv6Peer
	prefixListPeer
	groupPeer
)

func (r groupRule) kind() peerKind {
	switch {
	case strings.HasPrefix(r.peer, "pl-"), strings.HasPrefix(r.peer, neededList):
		return prefixListPeer
	case strings.HasPrefix(r.peer, "sg-"), strings.HasPrefix(r.peer, newGroup):
		return groupPeer
	case strings.Contains(r.peer, ":"):
		return ipv6Peer
	}
	return ipv4Peer
}

// The placeholders that stand for the peer of a rule, or for the group that has it.
const (
	neededList = "PREFIX_LIST_OF_WHAT_IS_NEEDED"
	newGroup   = "NEW_GROUP_ID"
)

// newGroupFor is the placeholder for the group that takes the place of another: a function may get two, of two
// findings.
func newGroupFor(old string) string { return newGroup + paste.Placeholder(" for "+old) }

// authorize is the command that adds the rule to a group, egress or ingress.
func (r groupRule) authorize(p *Pass, direction, group string) paste.Command {
	return p.aws("ec2 authorize-security-group-"+direction).Opt("group-id", group).Short("ip-permissions", r.short())
}

// revoke is the command that takes the rule from a group.
func (r groupRule) revoke(p *Pass, direction, group string) paste.Command {
	return p.aws("ec2 revoke-security-group-"+direction).Opt("group-id", group).Short("ip-permissions", r.short())
}

// declare is the rule in Terraform and CloudFormation; name is what it is called there. refs are what new things are
// called, by their placeholders.
func (r groupRule) declare(name, direction, group string,
	refs map[string]paste.Value) (terraform, cloudFormation paste.Declaration) {
	value := func(id string) paste.Value { return valueOf(id, refs) }
	tf := []paste.Field{paste.F("security_group_id", value(group)), paste.F("ip_protocol", paste.Str(r.protocol))}
	cf := []paste.Field{paste.F("GroupId", value(group)), paste.F("IpProtocol", paste.Str(r.protocol))}
	if r.from != nil && r.to != nil {
		tf = append(tf, paste.F("from_port", paste.Int(*r.from)), paste.F("to_port", paste.Int(*r.to)))
		cf = append(cf, paste.F("FromPort", paste.Int(*r.from)), paste.F("ToPort", paste.Int(*r.to)))
	}
	names := r.peerNames(direction)
	tf, cf = append(tf, paste.F(names[0], value(r.peer))), append(cf, paste.F(names[1], value(r.peer)))
	kind := "AWS::EC2::SecurityGroupEgress"
	if direction == "ingress" {
		kind = "AWS::EC2::SecurityGroupIngress"
	}
	return paste.Resource("aws_vpc_security_group_"+direction+"_rule", paste.Name(name), tf...),
		paste.Resource(kind, paste.LogicalID(name), cf...)
}

// peerNames are what Terraform and CloudFormation call the peer of a rule.
func (r groupRule) peerNames(direction string) [2]string {
	side := "Destination"
	if direction == "ingress" {
		side = "Source"
	}
	switch r.kind() {
	case prefixListPeer:
		return [2]string{"prefix_list_id", side + "PrefixListId"}
	case groupPeer:
		return [2]string{"referenced_security_group_id", side + "SecurityGroupId"}
	case ipv6Peer:
		return [2]string{"cidr_ipv6", "CidrIpv6"}
	}
	return [2]string{"cidr_ipv4", "CidrIp"}
}

// compare orders rules by what they say.
func (r groupRule) compare(o groupRule) int {
	return cmp.Or(strings.Compare(r.protocol, o.protocol), comparePorts(r.from, o.from), comparePorts(r.to, o.to),
		int(r.kind())-int(o.kind()), strings.Compare(r.peer, o.peer))
}

// comparePorts puts rules for all ports, which name none, first.
func comparePorts(a, b *int) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return *a - *b
}

// open reports whether the rule is to everywhere.
func (r groupRule) open() bool { return r.peer == "0.0.0.0/0" || r.peer == "::/0" }

// ownGroup is the fix that gives functions a new group in the place of an old one that they share with others. AWS
// gives every new group a rule that lets everything out, which goes first; what the old group lets out by name comes
// along, what the functions reach in the VPC by its rules to everywhere gets rules by name, and what lets in the old
// group lets in the new one. All that comes before the functions change over.
// [https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html]
func (p *Pass) ownGroup(old string, functions []string) Fix {
	vpc := paste.Placeholder("vpc id")
	var out []groupRule
	if group := p.Region.SecurityGroup(old); group != nil {
		vpc = group.VpcId
		for i := range group.IpPermissionsEgress {
			out = append(out, rulesOf(&group.IpPermissionsEgress[i])...)
		}
	}
	fresh, name := newGroupFor(old), "functions "+old
	refs := map[string]paste.Value{
		fresh: paste.Ref("aws_security_group."+paste.Name(name)+".id", paste.LogicalID(name)+".GroupId")}
	fix := Fix{CLI: paste.Script{
		p.aws("ec2 create-security-group").Opt("group-name", paste.Placeholder("new security group name")).
			Opt("description", paste.Placeholder("purpose")).Opt("vpc-id", vpc),
		groupRule{protocol: "-1", peer: "0.0.0.0/0"}.revoke(p, "egress", fresh).
			Saying("AWS gives a new security group a rule that lets everything out: take it away, then let out what is needed"),
	}}
	if p.hasIPv6(vpc) {
		fix.CLI = append(fix.CLI, groupRule{protocol: "-1", peer: "::/0"}.revoke(p, "egress", fresh))
	}
	var places []*placement
	for _, at := range p.placementsWith(old) {
		if slices.ContainsFunc(at.Functions, func(name string) bool { return slices.Contains(functions, name) }) {
			places = append(places, at)
		}
	}
	keep := p.requiredRules(places, func(r reach.EgressRule) bool {
		return r.Group == old && (groupRule{peer: r.Peer}).open()
	})
	out = append(slices.DeleteFunc(out, groupRule.open), keep.rules...)
	slices.SortFunc(out, groupRule.compare)
	out = slices.CompactFunc(out, func(a, b groupRule) bool { return a.compare(b) == 0 })
	price := keep.price()
	if price != "" || len(out) == 0 {
		out = append(out, tcp443(neededList))
	}
	for _, r := range out {
		command := r.authorize(p, "egress", fresh)
		if r.peer == neededList && price != "" {
			command = command.Saying("%s", price)
		}
		fix.CLI = append(fix.CLI, command)
	}
	for _, use := range p.letIn(old) {
		fix.CLI = append(fix.CLI, use.rule.authorize(p, "ingress", use.group))
	}
	fix.declare(paste.Resource("aws_security_group", paste.Name(name), paste.F("vpc_id", paste.Str(vpc)),
		paste.F("description", paste.Str(paste.Placeholder("purpose")))),
		paste.Resource("AWS::EC2::SecurityGroup", paste.LogicalID(name), paste.F("VpcId", paste.Str(vpc)),
			paste.F("GroupDescription", paste.Str(paste.Placeholder("purpose"))),
			paste.F("SecurityGroupEgress", paste.JSON(egressList(out)))))
	for i, r := range out {
		terraform, _ := r.declare(fmt.Sprintf("%s %d", name, i+1), "egress", fresh, refs)
		fix.Terraform = append(fix.Terraform, terraform)
	}
	for i, use := range p.letIn(old) {
		fix.declare(use.rule.declare(fmt.Sprintf("let in %s %d", name, i+1), "ingress", use.group, refs))
	}
	moved := p.placed(functions, refs, func(subnets, groups []string) ([]string, []string) {
		return subnets, without(groups, old, fresh)
	})
	fix.CLI = append(fix.CLI, moved.CLI...)
	fix.Terraform = append(fix.Terraform, moved.Terraform...)
	fix.CloudFormation = append(fix.CloudFormation, moved.CloudFormation...)
	return fix
}

// egressList are outbound rules as a list of CloudFormation's.
func egressList(rules []groupRule) []map[string]any {
	out := make([]map[string]any, len(rules))
	for i, r := range rules {
		out[i] = map[string]any{"IpProtocol": r.protocol, r.peerNames("egress")[1]: r.peer}
		if r.from != nil && r.to != nil {
			out[i]["FromPort"], out[i]["ToPort"] = *r.from, *r.to
		}
	}
	return out
}

// ruleOf is a rule that a group has.
type ruleOf struct {
	group string
	rule  groupRule
}

// letIn are the rules that let in a group, each as it would let in a new group: those of other groups, and its own
// where it is on interfaces of others, which functions with another group are no longer let in by.
func (p *Pass) letIn(group string) []ruleOf {
	shared := len(p.otherInterfaces(group)) > 0
	var out []ruleOf
	for _, r := range p.admissions()[group] {
		if r.group != group || shared {
			r.rule.peer = newGroupFor(group)
			out = append(out, r)
		}
	}
	return out
}

// admissions are the inbound rules of the region's groups by the group that they name.
func (p *Pass) admissions() map[string][]ruleOf {
	if p.shared.admitted != nil {
		return p.shared.admitted
	}
	out := make(map[string][]ruleOf)
	for i := range p.Region.Region.SecurityGroups {
		g := &p.Region.Region.SecurityGroups[i]
		for j := range g.IpPermissions {
			for _, r := range rulesOf(&g.IpPermissions[j]) {
				if r.kind() == groupPeer {
					out[r.peer] = append(out[r.peer], ruleOf{g.GroupId, r})
				}
			}
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b ruleOf) int {
			return cmp.Or(strings.Compare(a.group, b.group), a.rule.compare(b.rule))
		})
	}
	p.shared.admitted = out
	return out
}

// hasIPv6 reports whether a VPC has an IPv6 range.
func (p *Pass) hasIPv6(vpc string) bool {
	for _, subnet := range p.Region.VPCSubnets(vpc) {
		for _, cidr := range subnet.CIDRs() {
			if strings.Contains(cidr, ":") {
				return true
			}
		}
	}
	return false
}

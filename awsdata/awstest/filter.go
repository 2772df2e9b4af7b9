package awstest

import (
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

func (s *story) aclLine(l *line) {
	r := s.region()
	name := l.word("a name")
	a := find(r.NetworkACLs, id("acl", name))
	if a == nil {
		r.NetworkACLs = append(r.NetworkACLs, awsdata.NetworkACL{
			NetworkAclId: s.declare(l, "acl", name), VpcId: s.vpcOf(l), OwnerId: l.text("owner", s.accountID),
			IsDefault: l.flag("default"), Tags: l.tags(name), Associations: []awsdata.NetworkACLAssociation{},
		})
		a = &r.NetworkACLs[len(r.NetworkACLs)-1]
	}
	if !l.more() {
		return
	}
	e := awsdata.NetworkACLEntry{Egress: l.outbound(), RuleNumber: l.integer(l.word("a rule number")),
		RuleAction: l.word("allow or deny")}
	if e.RuleAction != "allow" && e.RuleAction != "deny" {
		l.fail("a rule is allow or deny, not %q", e.RuleAction)
	}
	protocol, from, to := l.protocolAndPorts()
	number, ok := map[string]string{"-1": "-1", "tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58"}[protocol]
	if !ok {
		number = protocol
	}
	e.Protocol = number
	if from != nil {
		e.PortRange = &awsdata.PortRange{From: *from, To: *to}
	}
	if cidr := l.word("a CIDR"); strings.Contains(cidr, ":") {
		e.Ipv6CidrBlock = cidr
	} else {
		e.CidrBlock = cidr
	}
	if text := l.text("icmp", ""); text != "" {
		kind, code, _ := strings.Cut(text, "/")
		e.IcmpTypeCode = &awsdata.IcmpTypeAndCode{Type: l.integer(kind), Code: l.integer(code)}
	}
	a.Entries = append(a.Entries, e)
}

// outbound takes the word in or out.
func (l *line) outbound() bool {
	direction := l.word("in or out")
	if direction != "in" && direction != "out" {
		l.fail("a rule is in or out, not %q", direction)
	}
	return direction == "out"
}

// protocolAndPorts takes a protocol and, if the next word is a number, a range or "all", ports. The protocol is tcp,
// udp, icmp, icmpv6, a number, or -1 for all; without ports both ends are nil.
func (l *line) protocolAndPorts() (protocol string, from, to *int) {
	protocol = l.word("a protocol")
	if protocol == "all" {
		protocol = "-1"
	}
	next := l.peek()
	switch {
	case next == "all":
		l.word("ports")
		return protocol, pointer(0), pointer(65535)
	case next == "" || strings.ContainsAny(next, ".:") || (next[0] < '0' || next[0] > '9') && next[0] != '-':
		return protocol, nil, nil
	case strings.HasPrefix(next, "-"):
		n := l.integer(l.word("ports"))
		return protocol, pointer(n), pointer(n)
	}
	first, last, isRange := strings.Cut(l.word("ports"), "-")
	if !isRange {
		last = first
	}
	return protocol, pointer(l.integer(first)), pointer(l.integer(last))
}

func (s *story) groupLine(l *line) {
	r := s.region()
	name := l.word("a name")
	g := find(r.SecurityGroups, id("sg", name))
	if g == nil {
		g = s.newGroup(l, name)
	}
	if !l.more() {
		if text := l.text("description", ""); text != "" {
			g.Description = text
		}
		return
	}
	permissions := &g.IpPermissions
	if l.outbound() {
		permissions = &g.IpPermissionsEgress
	}
	protocol, from, to := l.protocolAndPorts()
	p := awsdata.IpPermission{IpProtocol: protocol, FromPort: from, ToPort: to}
	description := l.text("description", "")
	if !l.more() {
		l.fail("a rule needs a CIDR, a prefix list or a group")
	}
	for l.more() {
		peer := l.word("a peer")
		switch bare := strings.TrimPrefix(peer, "!"); {
		case strings.HasPrefix(bare, "pl-"):
			p.PrefixListIds = append(p.PrefixListIds,
				awsdata.PrefixListRef{PrefixListId: s.refer(l, "pl", peer), Description: description})
		case strings.HasPrefix(bare, "sg-"):
			pair := awsdata.UserIdGroupPair{
				GroupId: s.refer(l, "sg", peer), UserId: l.text("owner", s.accountID), Description: description,
				PeeringStatus: l.text("status", ""), VpcId: l.text("far-vpc", ""),
			}
			if peering := l.text("peering", ""); peering != "" {
				pair.VpcPeeringConnectionId = s.refer(l, "pcx", peering)
			}
			p.UserIdGroupPairs = append(p.UserIdGroupPairs, pair)
		case strings.Contains(peer, ":"):
			p.Ipv6Ranges = append(p.Ipv6Ranges, awsdata.Ipv6Range{CidrIpv6: peer, Description: description})
		case strings.Contains(peer, "."):
			p.IpRanges = append(p.IpRanges, awsdata.IpRange{CidrIp: peer, Description: description})
		default:
			l.fail("%q is no CIDR, prefix list (pl-...) or group (sg-...)", peer)
		}
	}
	*permissions = append(*permissions, p)
}

func (s *story) newGroup(l *line, name string) *awsdata.SecurityGroup {
	r := s.region()
	g := awsdata.SecurityGroup{
		GroupId: s.declare(l, "sg", name), VpcId: s.vpcOf(l),
		GroupName: l.text("name", strings.TrimPrefix(name, "sg-")), OwnerId: s.accountID,
		IpPermissions: []awsdata.IpPermission{}, IpPermissionsEgress: []awsdata.IpPermission{},
	}
	if !l.more() {
		g.OwnerId = l.text("owner", s.accountID)
	}
	g.Tags = l.tags("")
	r.SecurityGroups = append(r.SecurityGroups, g)
	return &r.SecurityGroups[len(r.SecurityGroups)-1]
}

func (s *story) groupAssociationLine(l *line) {
	r := s.region()
	r.SecurityGroupVPCAssociations = append(r.SecurityGroupVPCAssociations, awsdata.SecurityGroupVpcAssociation{
		GroupId: s.refer(l, "sg", l.word("a group")), VpcId: s.vpcOf(l), State: l.text("state", "associated"),
		GroupOwnerId: s.accountID, VpcOwnerId: l.text("owner", s.accountID),
	})
}

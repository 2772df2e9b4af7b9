package check

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// aclEntries are the entries that a fix gives to network ACLs, with their numbers: each is made once, however many hops
// ask for it.
type aclEntries map[aclEntry]int

// allow is the fix that gives a network ACL the entry that a hop lacks, before every entry that it has.
func (a aclEntries) allow(p *Pass, hop reach.Hop) Fix {
	acl := p.Region.NetworkACL(hop.Resource)
	if acl == nil {
		return Fix{}
	}
	entry := aclEntry{acl: acl, egress: hop.Side == reach.Out, protocol: "tcp", from: int(hop.Port), to: int(hop.Port),
		cidr: p.rangeAround(hop.Far)}
	if hop.Protocol == netset.UDP {
		entry.protocol = "udp"
	}
	if hop.Leg == reach.Reply {
		entry.from, entry.to = 1024, 65535 // replies go to any port that a client may have chosen
	}
	if number, ok := a[entry]; ok {
		return p.aclEntryFix(entry, number)
	}
	number := a.free(entry)
	if number < 1 {
		return Fix{CLI: paste.Script{paste.Comment("network ACL %s has no free number before its first entry: number its entries anew", p.label(acl.NetworkAclId))}}
	}
	a[entry] = number
	return p.aclEntryFix(entry, number)
}

// free is the next number below every entry of the same ACL and direction.
func (a aclEntries) free(entry aclEntry) int {
	number := 101
	for _, e := range entry.acl.Entries {
		if e.Egress == entry.egress {
			number = min(number, e.RuleNumber)
		}
	}
	for e, used := range a {
		if e.acl == entry.acl && e.egress == entry.egress {
			number = min(number, used)
		}
	}
	return number - 1
}

// rangeAround is the range that an entry for an address has to name: that of its subnet, or everywhere for the internet.
func (p *Pass) rangeAround(a netip.Addr) string {
	switch {
	case !a.IsValid() || netset.Internet().Contains(a, netset.TCP, https):
		if a.Is6() {
			return "::/0"
		}
		return everywhere
	}
	for i := range p.Region.Region.Subnets {
		for _, cidr := range p.Region.Region.Subnets[i].CIDRs() {
			if prefix, err := netip.ParsePrefix(cidr); err == nil && prefix.Contains(a) {
				return prefix.String()
			}
		}
	}
	return netip.PrefixFrom(a, a.BitLen()).String()
}

// aclEntry is an entry of a network ACL that a fix makes.
type aclEntry struct {
	acl      *awsdata.NetworkACL
	egress   bool
	protocol string
	from, to int
	cidr     string
}

func (p *Pass) aclEntryFix(e aclEntry, number int) Fix {
	direction := "ingress"
	if e.egress {
		direction = "egress"
	}
	numbers := map[string]int{"tcp": 6, "udp": 17}
	ranges := [3]string{"cidr-block", "cidr_block", "CidrBlock"}
	if strings.Contains(e.cidr, ":") {
		ranges = [3]string{"ipv6-cidr-block", "ipv6_cidr_block", "Ipv6CidrBlock"}
	}
	id := e.acl.NetworkAclId
	fix := Fix{CLI: paste.Script{p.aws("ec2 create-network-acl-entry").Opt("network-acl-id", id).Opt(direction).
		Opt("rule-number", fmt.Sprint(number)).
		Opt("protocol", e.protocol).Short("port-range", paste.Struct("From", e.from, "To", e.to)).
		Opt(ranges[0], e.cidr).Opt("rule-action", "allow")}}
	name := fmt.Sprintf("allow %s %s %d", id, direction, number)
	fix.declare(paste.Resource("aws_network_acl_rule", paste.Name(name), paste.F("network_acl_id", paste.Str(id)),
		paste.F("rule_number", paste.Int(number)),
		paste.F("egress", paste.Bool(e.egress)), paste.F("protocol", paste.Str(e.protocol)),
		paste.F("rule_action", paste.Str("allow")),
		paste.F(ranges[1], paste.Str(e.cidr)), paste.F("from_port", paste.Int(e.from)),
		paste.F("to_port", paste.Int(e.to))),
		paste.Resource("AWS::EC2::NetworkAclEntry", paste.LogicalID(name), paste.F("NetworkAclId", paste.Str(id)),
			paste.F("RuleNumber", paste.Int(number)),
			paste.F("Egress", paste.Bool(e.egress)), paste.F("Protocol", paste.Int(numbers[e.protocol])),
			paste.F("RuleAction", paste.Str("allow")),
			paste.F(ranges[2], paste.Str(e.cidr)), paste.Block("PortRange", paste.F("From", paste.Int(e.from)),
				paste.F("To", paste.Int(e.to)))))
	return fix
}

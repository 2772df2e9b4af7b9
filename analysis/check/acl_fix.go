package check

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
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
		if number == 0 {
			return Fix{} // it stands in the place of another already
		}
		return p.aclEntryFix(entry, number)
	}
	number := a.free(entry)
	if number < 1 {
		number = a.between(entry)
	}
	if number < 1 {
		if room, at, ok := a.makeRoom(p, entry); ok {
			a[entry] = 0
			fix := p.aclEntryFix(entry, at)
			replace := p.aclEntryCommand(entry, at, "ec2 replace-network-acl-entry")
			says := fmt.Sprintf("rule %d denies nothing else: the new one takes its place", at)
			if len(room) > 0 {
				replace, says = replace.Then(),
					fmt.Sprintf("the entries that are there move up by one first: %s has no free number before them",
						p.label(acl.NetworkAclId))
			} else {
				replace = replace.Saying("%s", says)
			}
			fix.CLI = append(room, replace)
			for _, list := range [][]paste.Declaration{fix.Terraform, fix.CloudFormation} {
				list[0] = list[0].Saying("%s", says)
			}
			return fix
		}
		return Fix{CLI: paste.Script{
			paste.Comment("network ACL %s has no free number before its first entry: number its entries anew",
				p.label(acl.NetworkAclId))}}
	}
	a[entry] = number
	return p.aclEntryFix(entry, number)
}

// between is a free number among entries that allow, before the first one that denies; 0 if there is none.
func (a aclEntries) between(entry aclEntry) int {
	at := make(map[int]awsdata.NetworkACLEntry)
	for _, e := range entry.acl.Entries {
		if e.Egress == entry.egress {
			at[e.RuleNumber] = e
		}
	}
	for e, used := range a {
		if e.acl == entry.acl && e.egress == entry.egress {
			at[used] = awsdata.NetworkACLEntry{RuleAction: "allow"}
		}
	}
	for n := 1; n < lastEntry; n++ {
		switch e, taken := at[n]; {
		case !taken:
			return n
		case e.RuleAction == "deny":
			return 0
		}
	}
	return 0
}

// most is how many entries a fix moves: more are a person's work.
const most = 5

// makeRoom finds the number of an entry that the new one may replace. That is the first one that denies, if it denies
// nothing that the new one does not allow. Else the entries before which it has to stand move up by one, the last of
// them first: each is there twice for a moment, and what the ACL does changes at no step.
func (a aclEntries) makeRoom(p *Pass, entry aclEntry) (script paste.Script, number int, ok bool) {
	at := make(map[int]awsdata.NetworkACLEntry)
	for _, e := range entry.acl.Entries {
		if e.Egress == entry.egress {
			at[e.RuleNumber] = e
		}
	}
	for e := range a {
		// one that the fix makes already: it has moved what was there
		if e.acl == entry.acl && e.egress == entry.egress {
			return nil, 0, false
		}
	}
	if first := firstDeny(at); first > 0 && entry.covers(at[first]) {
		return nil, first, true
	}
	last := 0
	for ; ; last++ {
		if _, taken := at[last+1]; !taken {
			break
		}
	}
	if last == 0 || last > most {
		return nil, 0, false
	}
	var out paste.Script
	for n := last; n >= 1; n-- {
		operation := "ec2 replace-network-acl-entry"
		if n == last {
			operation = "ec2 create-network-acl-entry"
		}
		out = append(out, p.entryAs(at[n], entry.acl.NetworkAclId, n+1, operation))
	}
	out[0] = out[0].Saying(
		"network ACL %s has no free number before its first entry: the entries move up by one, the last one first",
		p.label(entry.acl.NetworkAclId))
	for i := 1; i < len(out); i++ {
		out[i] = out[i].Then()
	}
	return out, 1, true
}

// firstDeny is the number of the first entry that denies, 0 if that is the one that every ACL has.
func firstDeny(entries map[int]awsdata.NetworkACLEntry) int {
	for _, n := range slices.Sorted(maps.Keys(entries)) {
		if n < lastEntry && entries[n].RuleAction == "deny" {
			return n
		}
	}
	return 0
}

// covers reports whether the entry allows all that another one speaks of.
func (e aclEntry) covers(other awsdata.NetworkACLEntry) bool {
	mine, err := netip.ParsePrefix(e.cidr)
	theirs, errTheirs := netip.ParsePrefix(other.CIDR())
	return err == nil && errTheirs == nil && mine.Bits() <= theirs.Bits() && mine.Contains(theirs.Addr()) &&
		other.Protocol == protocolNumbers[e.protocol] && other.PortRange != nil && e.from <= other.PortRange.From &&
		other.PortRange.To <= e.to
}

// protocolNumbers are the protocols as entries that are there name them.
var protocolNumbers = map[string]string{"tcp": "6", "udp": "17"}

// entryAs writes an entry as it is under another number.
func (p *Pass) entryAs(e awsdata.NetworkACLEntry, acl string, number int, operation string) paste.Command {
	protocol := e.Protocol
	if protocol == "-1" {
		protocol = "all" // as the AWS CLI takes it as well: a value with a dash looks like an option
	}
	c := p.aws(operation).Opt("network-acl-id", acl).Opt(aclDirection(e.Egress)).
		Opt("rule-number", fmt.Sprint(number)).Opt("protocol", protocol)
	if r := e.PortRange; r != nil {
		c = c.Short("port-range", paste.Struct("From", r.From, "To", r.To))
	}
	if i := e.IcmpTypeCode; i != nil {
		c = c.Short("icmp-type-code", paste.Struct("Code", i.Code, "Type", i.Type))
	}
	cidr := "cidr-block"
	if e.Ipv6CidrBlock != "" {
		cidr = "ipv6-cidr-block"
	}
	return c.Opt(cidr, e.CIDR()).Opt("rule-action", e.RuleAction)
}

func aclDirection(egress bool) string {
	if egress {
		return "egress"
	}
	return "ingress"
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

// rangeAround is the range that an entry for an address has to name: that of its subnet, or everywhere for the
// internet.
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

// aclEntryCommand makes an entry, or replaces the one of its number.
func (p *Pass) aclEntryCommand(e aclEntry, number int, operation string) paste.Command {
	cidr := "cidr-block"
	if strings.Contains(e.cidr, ":") {
		cidr = "ipv6-cidr-block"
	}
	return p.aws(operation).Opt("network-acl-id", e.acl.NetworkAclId).Opt(aclDirection(e.egress)).
		Opt("rule-number", fmt.Sprint(number)).
		Opt("protocol", e.protocol).Short("port-range", paste.Struct("From", e.from, "To", e.to)).
		Opt(cidr, e.cidr).Opt("rule-action", "allow")
}

func (p *Pass) aclEntryFix(e aclEntry, number int) Fix {
	direction := aclDirection(e.egress)
	numbers := map[string]int{"tcp": 6, "udp": 17}
	ranges := [2]string{"cidr_block", "CidrBlock"}
	if strings.Contains(e.cidr, ":") {
		ranges = [2]string{"ipv6_cidr_block", "Ipv6CidrBlock"}
	}
	id := e.acl.NetworkAclId
	fix := Fix{CLI: paste.Script{p.aclEntryCommand(e, number, "ec2 create-network-acl-entry")}}
	name := fmt.Sprintf("allow %s %s %d", id, direction, number)
	fix.declare(paste.Resource("aws_network_acl_rule", paste.Name(name), paste.F("network_acl_id", paste.Str(id)),
		paste.F("rule_number", paste.Int(number)),
		paste.F("egress", paste.Bool(e.egress)), paste.F("protocol", paste.Str(e.protocol)),
		paste.F("rule_action", paste.Str("allow")),
		paste.F(ranges[0], paste.Str(e.cidr)), paste.F("from_port", paste.Int(e.from)),
		paste.F("to_port", paste.Int(e.to))),
		paste.Resource("AWS::EC2::NetworkAclEntry", paste.LogicalID(name), paste.F("NetworkAclId", paste.Str(id)),
			paste.F("RuleNumber", paste.Int(number)),
			paste.F("Egress", paste.Bool(e.egress)), paste.F("Protocol", paste.Int(numbers[e.protocol])),
			paste.F("RuleAction", paste.Str("allow")),
			paste.F(ranges[1], paste.Str(e.cidr)), paste.Block("PortRange", paste.F("From", paste.Int(e.from)),
				paste.F("To", paste.Int(e.to)))))
	return fix
}

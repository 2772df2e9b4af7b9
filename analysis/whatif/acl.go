package whatif

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// AddACLEntry adds a rule to a network ACL.
type AddACLEntry struct {
	Region    string `json:"region,omitempty"`
	Direction string `json:"direction,omitempty"` // out or in
	Protocol  string `json:"protocol,omitempty"`  // tcp, udp, -1
	Ports     string `json:"ports,omitempty"`     // "443", "1024-65535", "" for all
	ACL       string `json:"acl,omitempty"`
	Number    int    `json:"number,omitempty"`
	Allow     bool   `json:"allow,omitempty"`
	CIDR      string `json:"cidr,omitempty"`
}

// SetACLEntry replaces the rule of that number and direction of a network ACL.
type SetACLEntry AddACLEntry

// RemoveACLEntry removes a rule of a network ACL.
type RemoveACLEntry struct {
	Region    string `json:"region,omitempty"`
	Direction string `json:"direction,omitempty"`
	ACL       string `json:"acl,omitempty"`
	Number    int    `json:"number,omitempty"`
}

func (e AddACLEntry) about() about {
	err := checkNumber(e.Number)
	if err == nil {
		err = need("acl", e.ACL, "direction", e.Direction, "protocol", e.Protocol, "cidr", e.CIDR)
	}
	if err == nil {
		err = checkTraffic(e.Direction, e.Ports, e.CIDR)
	}
	return about{Add, ACLEntry, e.Region, e.ACL, err}
}

func (e SetACLEntry) about() about {
	a := AddACLEntry(e).about()
	a.action = Set
	return a
}

func (e RemoveACLEntry) about() about {
	err := checkNumber(e.Number)
	if err == nil {
		err = need("acl", e.ACL)
	}
	if err == nil {
		err = checkDirection(e.Direction)
	}
	return about{Remove, ACLEntry, e.Region, e.ACL, err}
}

// checkNumber: rules have numbers from 1 to 32766.
// Source: EC2 API reference, CreateNetworkAclEntry.
func checkNumber(number int) error {
	if number < 1 || number > 32766 {
		return fmt.Errorf("%d is no number of a rule: want 1 to 32766", number)
	}
	return nil
}

func numberText(n int) string { return fmt.Sprint(n) }

// Words implements [Edit].
func (e AddACLEntry) Words() string {
	verb := "deny"
	if e.Allow {
		verb = "allow"
	}
	return fmt.Sprintf("%s: rule %d, %s %s %s, %s", e.ACL, e.Number, verb, traffic(e.Protocol, e.Ports), e.Direction,
		e.CIDR)
}

// Words implements [Edit].
func (e SetACLEntry) Words() string {
	return AddACLEntry(e).Words() + ", in place of the one of that number"
}

// Words implements [Edit].
func (e RemoveACLEntry) Words() string {
	return fmt.Sprintf("%s: remove rule %d %s", e.ACL, e.Number, e.Direction)
}

// Inverse implements [Edit].
func (e AddACLEntry) Inverse(*awsdata.Snapshot) ([]Edit, bool) {
	return []Edit{RemoveACLEntry{Region: e.Region, Direction: e.Direction, ACL: e.ACL, Number: e.Number}}, true
}

// Inverse implements [Edit].
func (e SetACLEntry) Inverse(before *awsdata.Snapshot) ([]Edit, bool) {
	was, ok := entryEdit(in(before, e), e.Region, e.ACL, e.Direction, e.Number)
	return []Edit{SetACLEntry(was)}, ok
}

// Inverse implements [Edit].
func (e RemoveACLEntry) Inverse(before *awsdata.Snapshot) ([]Edit, bool) {
	was, ok := entryEdit(in(before, e), e.Region, e.ACL, e.Direction, e.Number)
	return []Edit{was}, ok
}

// entryEdit is the edit that makes an entry as it is.
func entryEdit(r *awsdata.Region, region, acl, direction string, number int) (AddACLEntry, bool) {
	if r == nil {
		return AddACLEntry{}, false
	}
	a, err := element[awsdata.NetworkACL](r.NetworkACLs, acl)
	if err != nil {
		return AddACLEntry{}, false
	}
	at := entryAt(a.Entries, direction, number)
	if at < 0 || a.Entries[at].IcmpTypeCode != nil {
		return AddACLEntry{}, false
	}
	x := &a.Entries[at]
	e := AddACLEntry{Region: region, ACL: acl, Direction: direction, Number: number, Allow: x.RuleAction == "allow",
		CIDR: x.CIDR()}
	switch e.Protocol = x.Protocol; x.Protocol {
	case "6":
		e.Protocol = "tcp"
	case "17":
		e.Protocol = "udp"
	}
	if x.PortRange != nil {
		e.Ports = portsText(x.PortRange.From, x.PortRange.To)
	}
	return e, true
}

func portsText(from, to int) string {
	if from == to {
		return fmt.Sprint(from)
	}
	return fmt.Sprintf("%d-%d", from, to)
}

func entryAt(entries []awsdata.NetworkACLEntry, direction string, number int) int {
	return slices.IndexFunc(entries, func(x awsdata.NetworkACLEntry) bool {
		return x.Egress == (direction == "out") && x.RuleNumber == number
	})
}

func (e AddACLEntry) entry() awsdata.NetworkACLEntry {
	entry := awsdata.NetworkACLEntry{RuleNumber: e.Number, Egress: e.Direction == "out", RuleAction: "deny",
		Protocol: aclProtocol(e.Protocol)}
	if e.Allow {
		entry.RuleAction = "allow"
	}
	if from, to, _ := portRange(e.Ports); from != nil {
		entry.PortRange = &awsdata.PortRange{From: *from, To: *to}
	}
	if strings.Contains(e.CIDR, ":") {
		entry.Ipv6CidrBlock = canonical(e.CIDR)
	} else {
		entry.CidrBlock = canonical(e.CIDR)
	}
	return entry
}

func (e AddACLEntry) apply(r, _ *awsdata.Region) error {
	a, err := element[awsdata.NetworkACL](r.NetworkACLs, e.ACL)
	if err != nil {
		return err
	}
	if entryAt(a.Entries, e.Direction, e.Number) >= 0 {
		return fmt.Errorf("%s already has a rule %d %s", e.ACL, e.Number, e.Direction)
	}
	a.Entries = append(slices.Clone(a.Entries), e.entry())
	return nil
}

func (e SetACLEntry) apply(r, _ *awsdata.Region) error {
	a, at, err := existingEntry(r, e.ACL, e.Direction, e.Number)
	if err != nil {
		return err
	}
	a.Entries = slices.Clone(a.Entries)
	a.Entries[at] = AddACLEntry(e).entry()
	return nil
}

func (e RemoveACLEntry) apply(r, _ *awsdata.Region) error {
	a, at, err := existingEntry(r, e.ACL, e.Direction, e.Number)
	if err != nil {
		return err
	}
	a.Entries = slices.Delete(slices.Clone(a.Entries), at, at+1)
	return nil
}

func existingEntry(r *awsdata.Region, acl, direction string, number int) (*awsdata.NetworkACL, int, error) {
	a, err := element[awsdata.NetworkACL](r.NetworkACLs, acl)
	if err != nil {
		return nil, 0, err
	}
	at := entryAt(a.Entries, direction, number)
	if at < 0 {
		return nil, 0, fmt.Errorf("%s has no rule %d %s", acl, number, direction)
	}
	return a, at, nil
}

// aclProtocol is the protocol's number, which is what network ACLs take.
func aclProtocol(p string) string {
	switch p {
	case "tcp":
		return "6"
	case "udp":
		return "17"
	case "icmp":
		return "1"
	case "icmpv6":
		return "58"
	case "all":
		return "-1"
	}
	return p
}

// Commands implements [Edit].
func (e AddACLEntry) Commands(s *awsdata.Snapshot) paste.Script {
	return e.command(s, e, "create-network-acl-entry")
}

// Commands implements [Edit].
func (e SetACLEntry) Commands(s *awsdata.Snapshot) paste.Script {
	return AddACLEntry(e).command(s, e, "replace-network-acl-entry")
}

func (e AddACLEntry) command(s *awsdata.Snapshot, edit Edit, operation string) paste.Script {
	action, cidr := "deny", "cidr-block"
	if e.Allow {
		action = "allow"
	}
	if strings.Contains(e.CIDR, ":") {
		cidr = "ipv6-cidr-block"
	}
	c := paste.AWS(regionFor(s, edit), "ec2 "+operation).Opt("network-acl-id", e.ACL).Opt(directionFlag(e.Direction)).
		Opt("rule-number", fmt.Sprint(e.Number)).Opt("protocol", aclProtocolOption(e.Protocol)).Opt("rule-action",
		action).Opt(cidr, e.CIDR)
	if from, to, _ := portRange(e.Ports); from != nil {
		c = c.Short("port-range", paste.Struct("From", *from, "To", *to))
	}
	return paste.Script{c}
}

// aclProtocolOption is the protocol as the AWS CLI takes it: -1 would be read as an option, and "all" means the same
// there.
// Source: AWS CLI reference, ec2 create-network-acl-entry, --protocol.
func aclProtocolOption(p string) string {
	if p = aclProtocol(p); p == "-1" {
		return "all"
	}
	return p
}

func directionFlag(direction string) string {
	if direction == "out" {
		return "egress"
	}
	return "ingress"
}

// Commands implements [Edit].
func (e RemoveACLEntry) Commands(s *awsdata.Snapshot) paste.Script {
	return paste.Script{paste.AWS(regionFor(s, e), "ec2 delete-network-acl-entry").Opt("network-acl-id", e.ACL).
		Opt(directionFlag(e.Direction)).Opt("rule-number", fmt.Sprint(e.Number))}
}

// AssociateACL gives a subnet another network ACL than it has: every subnet has one.
type AssociateACL struct {
	Region string `json:"region,omitempty"`
	ACL    string `json:"acl,omitempty"`
	Subnet string `json:"subnet,omitempty"`
}

func (e AssociateACL) about() about {
	return about{Add, ACLAssociation, e.Region, e.Subnet, need("acl", e.ACL, "subnet", e.Subnet)}
}

// Words implements [Edit].
func (e AssociateACL) Words() string { return fmt.Sprintf("%s: associate %s", e.Subnet, e.ACL) }

// Inverse implements [Edit].
func (e AssociateACL) Inverse(before *awsdata.Snapshot) ([]Edit, bool) {
	id, _ := aclOf(in(before, e), e.Subnet)
	return []Edit{AssociateACL{Region: e.Region, ACL: id, Subnet: e.Subnet}}, id != ""
}

// aclOf is the ACL that a subnet is associated with, and the association's id.
func aclOf(r *awsdata.Region, subnet string) (acl, association string) {
	if r == nil {
		return "", ""
	}
	for i := range r.NetworkACLs {
		for _, a := range r.NetworkACLs[i].Associations {
			if a.SubnetId == subnet {
				return r.NetworkACLs[i].NetworkAclId, a.NetworkAclAssociationId
			}
		}
	}
	return "", ""
}

func (e AssociateACL) apply(r, _ *awsdata.Region) error {
	s, err := element[awsdata.Subnet](r.Subnets, e.Subnet)
	if err != nil {
		return err
	}
	acl, err := element[awsdata.NetworkACL](r.NetworkACLs, e.ACL)
	if err != nil {
		return err
	}
	if s.VpcId != acl.VpcId {
		return fmt.Errorf("%s is in another VPC than %s", e.ACL, e.Subnet)
	}
	association := awsdata.NetworkACLAssociation{NetworkAclAssociationId: "aclassoc-" + made + e.Subnet,
		NetworkAclId: e.ACL, SubnetId: e.Subnet}
	for i := range r.NetworkACLs {
		a := &r.NetworkACLs[i]
		own := func(x awsdata.NetworkACLAssociation) bool { return x.SubnetId == e.Subnet }
		if slices.ContainsFunc(a.Associations, own) {
			a.Associations = slices.DeleteFunc(slices.Clone(a.Associations), own)
		}
	}
	acl.Associations = append(slices.Clone(acl.Associations), association)
	return nil
}

// Commands implements [Edit].
func (e AssociateACL) Commands(s *awsdata.Snapshot) paste.Script {
	_, association := aclOf(in(s, e), e.Subnet)
	if association == "" {
		association = paste.Placeholder("association id of " + e.Subnet)
	}
	return paste.Script{paste.AWS(regionFor(s, e), "ec2 replace-network-acl-association").
		Opt("association-id", association).Opt("network-acl-id", e.ACL)}
}

func (e AssociateACL) declare(*awsdata.Snapshot) Declared {
	return resource("aws_network_acl_association", "AWS::EC2::SubnetNetworkAclAssociation", bare(e.Subnet)+" acl",
		field{"subnet_id", "SubnetId", paste.Str(e.Subnet), nil},
		field{"network_acl_id", "NetworkAclId", paste.Str(e.ACL), nil}).
		saying("in place of the association that the subnet has")
}

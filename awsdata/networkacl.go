package awsdata

import "fmt"

// NetworkACL is one entry of ec2 describe-network-acls.
type NetworkACL struct {
	NetworkAclId string                  `must:"text"`
	VpcId        string                  `json:",omitempty" must:"text"`
	IsDefault    bool                    `json:",omitempty"`
	Associations []NetworkACLAssociation `json:",omitzero" must:"list"`
	Entries      []NetworkACLEntry       `json:",omitempty" must:"some"`
	OwnerId      string                  `json:",omitempty"`
	Tags         Tags                    `json:",omitempty"`
}

// NetworkACLAssociation ties the ACL to a subnet.
type NetworkACLAssociation struct {
	NetworkAclAssociationId string `json:",omitempty"`
	NetworkAclId            string `json:",omitempty"`
	SubnetId                string `json:",omitempty" must:"text"`
}

// NetworkACLEntry is one rule. It has an IPv4 or an IPv6 range, never both; Protocol is a number, -1 for all.
type NetworkACLEntry struct {
	RuleNumber    int
	Egress        bool
	RuleAction    string           `must:"allow deny"` // allow or deny
	Protocol      string           `json:",omitempty"`
	CidrBlock     string           `json:",omitempty"`
	Ipv6CidrBlock string           `json:",omitempty"`
	PortRange     *PortRange       `json:",omitempty"`
	IcmpTypeCode  *IcmpTypeAndCode `json:",omitempty"`

	noWay bool // neither inbound nor outbound was said
}

// PortRange is an inclusive range of ports.
type PortRange struct {
	From int
	To   int
}

// IcmpTypeAndCode is what an ICMP rule matches; -1 means all.
type IcmpTypeAndCode struct {
	Type int
	Code int
}

// PortText is the protocol and ports of the entry as people say them.
func (e *NetworkACLEntry) PortText() string {
	p := IpPermission{IpProtocol: e.Protocol}
	if e.PortRange != nil {
		p.FromPort, p.ToPort = &e.PortRange.From, &e.PortRange.To
	}
	return p.PortText()
}

// CIDR is the entry's range, whichever family it is of.
func (e *NetworkACLEntry) CIDR() string {
	if e.CidrBlock != "" {
		return e.CidrBlock
	}
	return e.Ipv6CidrBlock
}

// NumberText is the rule number as the console shows it: the implicit last rule is a star.
func (e *NetworkACLEntry) NumberText() string {
	if e.RuleNumber >= 32767 {
		return "*"
	}
	return fmt.Sprint(e.RuleNumber)
}

// ResourceTags implements [Tagged].
func (a *NetworkACL) ResourceTags() Tags { return a.Tags }

// OwnerAccount implements [Owned].
func (a *NetworkACL) OwnerAccount() string { return a.OwnerId }

// Parents implements [Placed].
func (a *NetworkACL) Parents() []string { return []string{a.VpcId} }

// ID implements [Resource].
func (a *NetworkACL) ID() string { return a.NetworkAclId }

// Name implements [Resource].
func (a *NetworkACL) Name() string { return a.Tags.Get("Name") }

// Facts implements [Resource].
func (a *NetworkACL) Facts() []Fact {
	facts := []Fact{
		{Label: "VPC", Value: a.VpcId, Ref: a.VpcId},
		{Label: "Default network ACL", Value: yesNo(a.IsDefault)},
	}
	for _, s := range a.Associations {
		facts = append(facts, Fact{Label: "Subnet", Value: s.SubnetId, Ref: s.SubnetId})
	}
	for _, egress := range []bool{true, false} {
		label, arrow := "Outbound", "→"
		if !egress {
			label, arrow = "Inbound", "←"
		}
		for i := range a.Entries {
			if e := &a.Entries[i]; e.Egress == egress {
				facts = append(facts, Fact{Label: label,
					Value: fmt.Sprintf("%s  %s %s %s %s", e.NumberText(), e.RuleAction, e.PortText(), arrow, e.CIDR())})
			}
		}
	}
	return compact(facts)
}

// Allows reports whether the entry lets through what it matches.
func (e *NetworkACLEntry) Allows() bool { return e.RuleAction == "allow" }

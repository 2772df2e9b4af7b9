package awsdata

import (
	"fmt"
	"strings"
)

// SecurityGroup is one entry of ec2 describe-security-groups.
type SecurityGroup struct {
	GroupId             string         `must:"text"`
	GroupName           string         `json:",omitempty"`
	Description         string         `json:",omitempty"`
	VpcId               string         `json:",omitempty"`
	OwnerId             string         `json:",omitempty"`
	IpPermissions       []IpPermission `json:",omitzero" must:"list"`
	IpPermissionsEgress []IpPermission `json:",omitzero" must:"list"`
	Tags                Tags           `json:",omitempty"`
}

// IpPermission bundles the rules of one protocol and port range. FromPort and ToPort are absent for protocol -1, and
// absent is not zero.
type IpPermission struct {
	IpProtocol       string            `json:",omitempty"`
	FromPort         *int              `json:",omitempty"`
	ToPort           *int              `json:",omitempty"`
	IpRanges         []IpRange         `json:",omitempty"`
	Ipv6Ranges       []Ipv6Range       `json:",omitempty"`
	PrefixListIds    []PrefixListRef   `json:",omitempty"`
	UserIdGroupPairs []UserIdGroupPair `json:",omitempty"`
}

// IpRange is an IPv4 source or destination.
type IpRange struct {
	CidrIp      string `must:"cidr4"`
	Description string `json:",omitempty"`
}

// Ipv6Range is an IPv6 source or destination.
type Ipv6Range struct {
	CidrIpv6    string `must:"cidr6"`
	Description string `json:",omitempty"`
}

// PrefixListRef is a prefix list as source or destination.
type PrefixListRef struct {
	PrefixListId string `must:"text"`
	Description  string `json:",omitempty"`
}

// UserIdGroupPair is a group as source or destination: the private addresses of the interfaces that carry it.
type UserIdGroupPair struct {
	GroupId                string `json:",omitempty" must:"text"`
	GroupName              string `json:",omitempty"`
	UserId                 string `json:",omitempty"`
	VpcId                  string `json:",omitempty"`
	VpcPeeringConnectionId string `json:",omitempty"`
	PeeringStatus          string `json:",omitempty"`
	Description            string `json:",omitempty"`
}

// PortText is the protocol and ports of the permission as people say them: "tcp 443", "all", "udp 1024-65535".
func (p *IpPermission) PortText() string {
	protocol := map[string]string{"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}[p.IpProtocol]
	if protocol == "" {
		protocol = strings.ToLower(p.IpProtocol)
	}
	switch {
	case protocol == "-1":
		return "all"
	case protocol != "tcp" && protocol != "udp":
		return protocol
	case p.FromPort == nil || p.ToPort == nil || *p.FromPort == -1 || (*p.FromPort == 0 && *p.ToPort == 65535):
		return protocol + " all ports"
	case *p.FromPort == *p.ToPort:
		return fmt.Sprintf("%s %d", protocol, *p.FromPort)
	default:
		return fmt.Sprintf("%s %d-%d", protocol, *p.FromPort, *p.ToPort)
	}
}

// Peer is one source or destination of a permission with the note people wrote beside it.
type Peer struct {
	Value       string // a CIDR, a prefix list id or a group id
	Ref         string // the resource it names, "" for a CIDR
	Description string
}

// Peers are the sources or destinations of the permission in the order: IPv4, IPv6, prefix lists, groups.
func (p *IpPermission) Peers() []Peer {
	var out []Peer
	for _, r := range p.IpRanges {
		out = append(out, Peer{Value: r.CidrIp, Description: r.Description})
	}
	for _, r := range p.Ipv6Ranges {
		out = append(out, Peer{Value: r.CidrIpv6, Description: r.Description})
	}
	for _, r := range p.PrefixListIds {
		out = append(out, Peer{Value: r.PrefixListId, Ref: r.PrefixListId, Description: r.Description})
	}
	for _, r := range p.UserIdGroupPairs {
		out = append(out, Peer{Value: r.GroupId, Ref: r.GroupId, Description: r.Description})
	}
	return out
}

// ResourceTags implements [Tagged].
func (g *SecurityGroup) ResourceTags() Tags { return g.Tags }

// OwnerAccount implements [Owned].
func (g *SecurityGroup) OwnerAccount() string { return g.OwnerId }

// Parents implements [Placed].
func (g *SecurityGroup) Parents() []string { return []string{g.VpcId} }

// ID implements [Resource].
func (g *SecurityGroup) ID() string { return g.GroupId }

// Name implements [Resource].
func (g *SecurityGroup) Name() string { return g.GroupName }

// Facts implements [Resource].
func (g *SecurityGroup) Facts() []Fact {
	facts := []Fact{
		{Label: "VPC", Value: g.VpcId, Ref: g.VpcId},
		{Label: "Description", Value: g.Description},
		{Label: "Owner", Value: g.OwnerId},
	}
	add := func(label, arrow string, permissions []IpPermission) {
		for i := range permissions {
			for _, peer := range permissions[i].Peers() {
				value := permissions[i].PortText() + " " + arrow + " " + peer.Value
				if peer.Description != "" {
					value += "  (" + peer.Description + ")"
				}
				facts = append(facts, Fact{Label: label, Value: value, Ref: peer.Ref})
			}
		}
	}
	add("Outbound", "→", g.IpPermissionsEgress)
	add("Inbound", "←", g.IpPermissions)
	return compact(facts)
}

// SecurityGroupVpcAssociation lets a group be used in a VPC that is not its own.
type SecurityGroupVpcAssociation struct {
	GroupId      string `must:"text"`
	VpcId        string `must:"text"`
	GroupOwnerId string `json:",omitempty"`
	VpcOwnerId   string `json:",omitempty"`
	State        string `json:",omitempty" must:"? associating associated association-failed disassociating disassociated disassociation-failed"`
}

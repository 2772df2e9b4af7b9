package awsdata

import "strings"

// VPCPeeringConnection is one entry of ec2 describe-vpc-peering-connections.
type VPCPeeringConnection struct {
	VpcPeeringConnectionId string        `must:"text"`
	RequesterVpcInfo       PeeringVPC    `json:",omitzero"`
	AccepterVpcInfo        PeeringVPC    `json:",omitzero"`
	Status                 PeeringStatus `json:",omitzero"`
	Tags                   Tags          `json:",omitempty"`
}

// PeeringVPC is one side of a peering. AWS fills the ranges only while the peering is active.
type PeeringVPC struct {
	VpcId            string             `json:",omitempty" must:"text"`
	CidrBlock        string             `json:",omitempty"`
	CidrBlockSet     []CidrBlockItem    `json:",omitempty"`
	Ipv6CidrBlockSet []Ipv6CidrItem     `json:",omitempty"`
	OwnerId          string             `json:",omitempty"`
	Region           string             `json:",omitempty"`
	PeeringOptions   *PeeringVPCOptions `json:",omitempty"`
}

// CidrBlockItem is an IPv4 range of a peered VPC.
type CidrBlockItem struct {
	CidrBlock string
}

// Ipv6CidrItem is an IPv6 range of a peered VPC.
type Ipv6CidrItem struct {
	Ipv6CidrBlock string
}

// PeeringVPCOptions are the DNS options of a side.
type PeeringVPCOptions struct {
	AllowDnsResolutionFromRemoteVpc bool `json:",omitempty"`
}

// PeeringStatus is the state of a peering: only "active" carries traffic.
type PeeringStatus struct {
	Code    string `json:",omitempty" must:"initiating-request pending-acceptance active deleted rejected failed expired provisioning deleting"`
	Message string `json:",omitempty" mask:"credentials"`
}

// KnownPeeringStatus reports whether a word is a state that peerings have today. Security groups' rules say it, too.
// Source: EC2 API reference, VpcPeeringConnectionStateReason, code.
func KnownPeeringStatus(word string) bool {
	switch word {
	case "initiating-request", "pending-acceptance", "active", "deleted", "rejected", "failed", "expired",
		"provisioning", "deleting":
		return true
	}
	return false
}

// CIDRs are the side's ranges, IPv4 first.
func (p *PeeringVPC) CIDRs() []string {
	var out []string
	for _, c := range p.CidrBlockSet {
		out = append(out, c.CidrBlock)
	}
	if len(out) == 0 && p.CidrBlock != "" {
		out = append(out, p.CidrBlock)
	}
	for _, c := range p.Ipv6CidrBlockSet {
		out = append(out, c.Ipv6CidrBlock)
	}
	return out
}

// Other is the far side of the peering as seen from the VPC, nil if the VPC is on neither side.
func (p *VPCPeeringConnection) Other(vpcID string) *PeeringVPC {
	switch vpcID {
	case p.RequesterVpcInfo.VpcId:
		return &p.AccepterVpcInfo
	case p.AccepterVpcInfo.VpcId:
		return &p.RequesterVpcInfo
	}
	return nil
}

// Active reports whether the peering carries traffic.
func (p *VPCPeeringConnection) Active() bool { return p.Status.Code == "active" }

// ResourceTags implements [Tagged].
func (p *VPCPeeringConnection) ResourceTags() Tags { return p.Tags }

// Parents implements [Placed].
func (p *VPCPeeringConnection) Parents() []string {
	return []string{p.RequesterVpcInfo.VpcId, p.AccepterVpcInfo.VpcId}
}

// ID implements [Resource].
func (p *VPCPeeringConnection) ID() string { return p.VpcPeeringConnectionId }

// Name implements [Resource].
func (p *VPCPeeringConnection) Name() string { return p.Tags.Get("Name") }

// Facts implements [Resource].
func (p *VPCPeeringConnection) Facts() []Fact {
	facts := []Fact{{Label: "Status", Value: strings.TrimSpace(p.Status.Code + " " + p.Status.Message)}}
	for i, side := range []*PeeringVPC{&p.RequesterVpcInfo, &p.AccepterVpcInfo} {
		label := []string{"Requester", "Accepter"}[i]
		facts = append(facts,
			Fact{Label: label, Value: side.VpcId, Ref: side.VpcId},
			Fact{Label: label + " account", Value: side.OwnerId},
			Fact{Label: label + " region", Value: side.Region},
			Fact{Label: label + " CIDR blocks", Value: strings.Join(side.CIDRs(), ", ")})
	}
	return compact(facts)
}

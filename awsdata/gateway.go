package awsdata

import "strings"

// NatGateway is one entry of ec2 describe-nat-gateways. A zonal gateway lives in a subnet. A regional one
// (AvailabilityMode "regional") has no subnet: its own RouteTableId takes the place of its subnet's table.
type NatGateway struct {
	NatGatewayId     string `must:"text"`
	VpcId            string `json:",omitempty" must:"text"`
	SubnetId         string `json:",omitempty"`
	State            string `json:",omitempty" must:"pending failed available deleting deleted"`
	ConnectivityType string `json:",omitempty"`                         // public or private
	AvailabilityMode string `json:",omitempty" must:"? zonal regional"` // zonal or regional
	RouteTableId     string `json:",omitempty"`
	// enabled or disabled; of a regional gateway
	AutoProvisionZones  string                `json:",omitempty" must:"? enabled disabled"`
	NatGatewayAddresses []NatGatewayAddress   `json:",omitempty"`
	AttachedAppliances  []NatGatewayAppliance `json:",omitempty"`
	FailureCode         string                `json:",omitempty"`
	FailureMessage      string                `json:",omitempty" mask:"credentials"`
	CreateTime          string                `json:",omitempty"`
	DeleteTime          string                `json:",omitempty"`
	Tags                Tags                  `json:",omitempty"`
}

// NatGatewayAddress is one of the addresses a NAT gateway sends from.
type NatGatewayAddress struct {
	AllocationId       string `json:",omitempty"`
	NetworkInterfaceId string `json:",omitempty"`
	PrivateIp          string `json:",omitempty"`
	PublicIp           string `json:",omitempty"`
	AvailabilityZone   string `json:",omitempty"`
	AvailabilityZoneId string `json:",omitempty"`
	Status             string `json:",omitempty"`
}

// NatGatewayAppliance is a device that a NAT gateway hands traffic to: a proxy of Network Firewall.
// Source: EC2 API, NatGatewayAttachedAppliance.
type NatGatewayAppliance struct {
	Type            string `json:",omitempty"` // network-firewall-proxy
	ApplianceArn    string `json:",omitempty"`
	VpcEndpointId   string `json:",omitempty"`
	AttachmentState string `json:",omitempty"` // attaching, attached, detaching, detached, attach-failed, detach-failed
}

// Regional reports whether the gateway is a regional one, which has neither subnet nor network ACL and is always
// public.
func (n *NatGateway) Regional() bool { return n.AvailabilityMode == "regional" }

// Public reports whether the gateway translates to public addresses. The connectivity type is public where AWS leaves
// it out.
func (n *NatGateway) Public() bool { return n.Regional() || n.ConnectivityType != "private" }

// PublicIPs are the gateway's public addresses.
func (n *NatGateway) PublicIPs() []string {
	var out []string
	for _, a := range n.NatGatewayAddresses {
		if a.PublicIp != "" {
			out = append(out, a.PublicIp)
		}
	}
	return out
}

// ResourceTags implements [Tagged].
func (n *NatGateway) ResourceTags() Tags { return n.Tags }

// Parents implements [Placed].
func (n *NatGateway) Parents() []string { return []string{n.SubnetId, n.VpcId} }

// ID implements [Resource].
func (n *NatGateway) ID() string { return n.NatGatewayId }

// Name implements [Resource].
func (n *NatGateway) Name() string { return n.Tags.Get("Name") }

// Facts implements [Resource].
func (n *NatGateway) Facts() []Fact {
	return compact([]Fact{
		{Label: "State", Value: n.State},
		{Label: "Failure", Value: strings.TrimSpace(n.FailureCode + " " + n.FailureMessage)},
		{Label: "Connectivity", Value: n.ConnectivityType},
		{Label: "Availability", Value: n.AvailabilityMode},
		{Label: "Subnet", Value: n.SubnetId, Ref: n.SubnetId},
		{Label: "Route table", Value: n.RouteTableId, Ref: n.RouteTableId},
		{Label: "VPC", Value: n.VpcId, Ref: n.VpcId},
		{Label: "Public addresses", Value: strings.Join(n.PublicIPs(), ", ")},
	})
}

// InternetGateway is one entry of ec2 describe-internet-gateways.
type InternetGateway struct {
	InternetGatewayId string              `must:"text"`
	Attachments       []GatewayAttachment `json:",omitzero" must:"list"`
	OwnerId           string              `json:",omitempty"`
	Tags              Tags                `json:",omitempty"`
}

// GatewayAttachment ties an internet or egress-only gateway to a VPC. The state of a live attachment is "available" for
// internet gateways and "attached" for egress-only ones.
type GatewayAttachment struct {
	State string `json:",omitempty" must:"attaching attached available detaching detached"`
	VpcId string `json:",omitempty" must:"text"`
}

// attachedVPCs are the VPCs of a gateway's attachments.
func attachedVPCs(attachments []GatewayAttachment) []string {
	var out []string
	for _, a := range attachments {
		out = append(out, a.VpcId)
	}
	return out
}

func attachedTo(attachments []GatewayAttachment, vpcID string) bool {
	for _, a := range attachments {
		if a.VpcId == vpcID && (a.State == "" || a.State == "available" || a.State == "attached") {
			return true
		}
	}
	return false
}

// AttachedTo reports whether the gateway is attached to the VPC.
func (g *InternetGateway) AttachedTo(vpcID string) bool { return attachedTo(g.Attachments, vpcID) }

// ResourceTags implements [Tagged].
func (g *InternetGateway) ResourceTags() Tags { return g.Tags }

// OwnerAccount implements [Owned].
func (g *InternetGateway) OwnerAccount() string { return g.OwnerId }

// Parents implements [Placed].
func (g *InternetGateway) Parents() []string { return attachedVPCs(g.Attachments) }

// ID implements [Resource].
func (g *InternetGateway) ID() string { return g.InternetGatewayId }

// Name implements [Resource].
func (g *InternetGateway) Name() string { return g.Tags.Get("Name") }

// Facts implements [Resource].
func (g *InternetGateway) Facts() []Fact { return attachmentFacts(g.Attachments) }

func attachmentFacts(attachments []GatewayAttachment) []Fact {
	var facts []Fact
	for _, a := range attachments {
		facts = append(facts,
			Fact{Label: "Attached to", Value: strings.TrimSpace(a.VpcId + " " + a.State), Ref: a.VpcId})
	}
	if facts == nil {
		facts = append(facts, Fact{Label: "Attached to", Value: "nothing"})
	}
	return facts
}

// EgressOnlyInternetGateway is one entry of ec2 describe-egress-only-internet-gateways.
type EgressOnlyInternetGateway struct {
	EgressOnlyInternetGatewayId string              `must:"text"`
	Attachments                 []GatewayAttachment `json:",omitzero" must:"list"`
	Tags                        Tags                `json:",omitempty"`
}

// AttachedTo reports whether the gateway is attached to the VPC.
func (g *EgressOnlyInternetGateway) AttachedTo(vpcID string) bool {
	return attachedTo(g.Attachments, vpcID)
}

// ResourceTags implements [Tagged].
func (g *EgressOnlyInternetGateway) ResourceTags() Tags { return g.Tags }

// Parents implements [Placed].
func (g *EgressOnlyInternetGateway) Parents() []string { return attachedVPCs(g.Attachments) }

// ID implements [Resource].
func (g *EgressOnlyInternetGateway) ID() string { return g.EgressOnlyInternetGatewayId }

// Name implements [Resource].
func (g *EgressOnlyInternetGateway) Name() string { return g.Tags.Get("Name") }

// Facts implements [Resource].
func (g *EgressOnlyInternetGateway) Facts() []Fact { return attachmentFacts(g.Attachments) }

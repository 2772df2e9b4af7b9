package awsdata

import "strings"

// TransitGateway is one entry of ec2 describe-transit-gateways.
type TransitGateway struct {
	TransitGatewayId string                 `must:"text"`
	Description      string                 `json:",omitempty"`
	OwnerId          string                 `json:",omitempty"`
	State            string                 `json:",omitempty"`
	Options          *TransitGatewayOptions `json:",omitempty"`
	Tags             Tags                   `json:",omitempty"`
}

// TransitGatewayOptions are the settings of a transit gateway.
type TransitGatewayOptions struct {
	SecurityGroupReferencingSupport string `json:",omitempty" must:"? enable disable"` // enable or disable
	VpnEcmpSupport                  string `json:",omitempty"`                         // enable or disable
	DefaultRouteTableAssociation    string `json:",omitempty"`                         // enable or disable
	AssociationDefaultRouteTableId  string `json:",omitempty"`
}

// TransitGatewayVpcAttachmentOptions are the settings of the attachment of a VPC.
type TransitGatewayVpcAttachmentOptions struct {
	SecurityGroupReferencingSupport string `json:",omitempty" must:"? enable disable"` // enable or disable
	Ipv6Support                     string `json:",omitempty"`                         // enable or disable
	ApplianceModeSupport            string `json:",omitempty"`                         // enable or disable
}

// ResourceTags implements [Tagged].
func (t *TransitGateway) ResourceTags() Tags { return t.Tags }

// OwnerAccount implements [Owned].
func (t *TransitGateway) OwnerAccount() string { return t.OwnerId }

// ID implements [Resource].
func (t *TransitGateway) ID() string { return t.TransitGatewayId }

// Name implements [Resource].
func (t *TransitGateway) Name() string { return t.Tags.Get("Name") }

// Facts implements [Resource].
func (t *TransitGateway) Facts() []Fact {
	return compact([]Fact{
		{Label: "State", Value: t.State},
		{Label: "Description", Value: t.Description},
		{Label: "Owner", Value: t.OwnerId},
	})
}

// TransitGatewayAttachment is one entry of ec2 describe-transit-gateway-attachments.
type TransitGatewayAttachment struct {
	TransitGatewayAttachmentId string `must:"text"`
	TransitGatewayId           string `json:",omitempty"`
	TransitGatewayOwnerId      string `json:",omitempty"`
	// vpc, vpn, peering, direct-connect-gateway, connect
	ResourceType    string                     `json:",omitempty" must:"text"`
	ResourceId      string                     `json:",omitempty"`
	ResourceOwnerId string                     `json:",omitempty"`
	State           string                     `json:",omitempty" must:"initiating initiatingRequest pendingAcceptance rollingBack pending available modifying deleting deleted failed rejected rejecting failing"`
	Association     *TransitGatewayAssociation `json:",omitempty"`
	Tags            Tags                       `json:",omitempty"`
}

// TransitGatewayAssociation is the route table that an attachment's traffic is looked up in.
type TransitGatewayAssociation struct {
	TransitGatewayRouteTableId string `json:",omitempty"`
	State                      string `json:",omitempty"`
}

// ResourceTags implements [Tagged].
func (t *TransitGatewayAttachment) ResourceTags() Tags { return t.Tags }

// Parents implements [Placed].
func (t *TransitGatewayAttachment) Parents() []string {
	if t.ResourceType != "vpc" {
		return nil
	}
	return []string{t.ResourceId}
}

// ID implements [Resource].
func (t *TransitGatewayAttachment) ID() string { return t.TransitGatewayAttachmentId }

// Name implements [Resource].
func (t *TransitGatewayAttachment) Name() string { return t.Tags.Get("Name") }

// Facts implements [Resource].
func (t *TransitGatewayAttachment) Facts() []Fact {
	facts := []Fact{
		{Label: "Transit gateway", Value: t.TransitGatewayId, Ref: t.TransitGatewayId},
		{Label: "Attached to", Value: strings.TrimSpace(t.ResourceType + " " + t.ResourceId), Ref: t.ResourceId},
		{Label: "State", Value: t.State},
	}
	if t.Association != nil {
		facts = append(facts, Fact{Label: "Route table", Value: t.Association.TransitGatewayRouteTableId,
			Ref: t.Association.TransitGatewayRouteTableId})
	}
	return compact(facts)
}

// TransitGatewayVPCAttachment is one entry of ec2 describe-transit-gateway-vpc-attachments: the call that tells in
// which subnets, and so in which zones, a transit gateway can be entered.
type TransitGatewayVPCAttachment struct {
	TransitGatewayAttachmentId string                              `must:"text"`
	TransitGatewayId           string                              `json:",omitempty"`
	VpcId                      string                              `json:",omitempty" must:"text"`
	VpcOwnerId                 string                              `json:",omitempty"`
	State                      string                              `json:",omitempty" must:"initiating initiatingRequest pendingAcceptance rollingBack pending available modifying deleting deleted failed rejected rejecting failing"`
	SubnetIds                  []string                            `json:",omitempty"`
	Options                    *TransitGatewayVpcAttachmentOptions `json:",omitempty"`
	Tags                       Tags                                `json:",omitempty"`
}

// TransitGatewayRouteTable is one entry of ec2 describe-transit-gateway-route-tables.
type TransitGatewayRouteTable struct {
	TransitGatewayRouteTableId   string `must:"text"`
	TransitGatewayId             string `json:",omitempty" must:"text"`
	State                        string `json:",omitempty"`
	DefaultAssociationRouteTable bool   `json:",omitempty"`
	DefaultPropagationRouteTable bool   `json:",omitempty"`
	Tags                         Tags   `json:",omitempty"`

	// Routes is filled by the snapshot from search-transit-gateway-routes; RoutesKnown tells an empty table from a gap.
	Routes      []TransitGatewayRoute `json:"-"`
	RoutesKnown bool                  `json:"-"`
}

// TransitGatewayRoute is one route of a transit gateway's table.
type TransitGatewayRoute struct {
	DestinationCidrBlock      string                          `json:",omitempty"`
	PrefixListId              string                          `json:",omitempty"`
	TransitGatewayAttachments []TransitGatewayRouteAttachment `json:",omitempty"`
	// static or propagated
	Type string `json:",omitempty" must:"static propagated"`
	// active or blackhole
	State string `json:",omitempty" must:"pending active blackhole deleting deleted"`
}

// TransitGatewayPrefixListReference is a route of a transit gateway's table to all ranges of a prefix list: one entry
// of ec2 get-transit-gateway-prefix-list-references.
type TransitGatewayPrefixListReference struct {
	TransitGatewayRouteTableId string `json:",omitempty"`
	PrefixListId               string `json:",omitempty" must:"text"`
	PrefixListOwnerId          string `json:",omitempty"`
	// pending, available, modifying or deleting
	State                    string                         `json:",omitempty"`
	Blackhole                bool                           `json:",omitempty"`
	TransitGatewayAttachment *TransitGatewayRouteAttachment `json:",omitempty"`
}

// TransitGatewayRouteAttachment is where a route leads.
type TransitGatewayRouteAttachment struct {
	TransitGatewayAttachmentId string `json:",omitempty"`
	ResourceId                 string `json:",omitempty"`
	ResourceType               string `json:",omitempty"`
}

// KnownType reports whether the route leads to something of a kind that AWS has today, or of a kind that is not said.
// Source: EC2 API reference, TransitGatewayRouteAttachment, resourceType.
func (a *TransitGatewayRouteAttachment) KnownType() bool {
	switch a.ResourceType {
	case "", "vpc", "vpn", "vpn-concentrator", "direct-connect-gateway", "connect", "peering", "tgw-peering",
		"network-function", "client-vpn":
		return true
	}
	return false
}

// ResourceTags implements [Tagged].
func (t *TransitGatewayRouteTable) ResourceTags() Tags { return t.Tags }

// ID implements [Resource].
func (t *TransitGatewayRouteTable) ID() string { return t.TransitGatewayRouteTableId }

// Name implements [Resource].
func (t *TransitGatewayRouteTable) Name() string { return t.Tags.Get("Name") }

// Facts implements [Resource].
func (t *TransitGatewayRouteTable) Facts() []Fact {
	facts := []Fact{
		{Label: "Transit gateway", Value: t.TransitGatewayId, Ref: t.TransitGatewayId},
		{Label: "State", Value: t.State},
	}
	if !t.RoutesKnown {
		facts = append(facts, Fact{Label: "Routes", Value: "unknown: search-transit-gateway-routes was not collected"})
	}
	for _, r := range t.Routes {
		value := r.DestinationCidrBlock + " → "
		var ref string
		for _, a := range r.TransitGatewayAttachments {
			value += a.ResourceType + " " + a.ResourceId
			ref = a.TransitGatewayAttachmentId
		}
		if r.State == "blackhole" {
			value += " (blackhole)"
		}
		facts = append(facts, Fact{Label: "Route", Value: value, Ref: ref})
	}
	return compact(facts)
}

// Blackhole reports whether what the route matches is dropped.
func (r *TransitGatewayRoute) Blackhole() bool { return r.State == "blackhole" }

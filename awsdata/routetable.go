package awsdata

import "strings"

// RouteTable is one entry of ec2 describe-route-tables.
type RouteTable struct {
	RouteTableId    string                  `must:"text"`
	VpcId           string                  `json:",omitempty" must:"text"`
	Associations    []RouteTableAssociation `json:",omitempty"`
	Routes          []Route                 `json:",omitempty" must:"some"`
	PropagatingVgws []PropagatingVgw        `json:",omitempty"`
	OwnerId         string                  `json:",omitempty"`
	Tags            Tags                    `json:",omitempty"`
}

// RouteTableAssociation ties a table to a subnet, to a gateway (edge association) or, as main table, to its VPC.
type RouteTableAssociation struct {
	RouteTableAssociationId string            `json:",omitempty"`
	RouteTableId            string            `json:",omitempty"`
	SubnetId                string            `json:",omitempty"`
	GatewayId               string            `json:",omitempty"`
	Main                    bool              `json:",omitempty"`
	AssociationState        *AssociationState `json:",omitempty"`
}

// AssociationState is the state of an association; only "associated" counts, and it may be left out.
type AssociationState struct {
	State string `json:",omitempty" must:"? associating associated disassociating disassociated failed"`
}

// Live reports whether the association is in force.
func (a *RouteTableAssociation) Live() bool {
	return a.AssociationState == nil || a.AssociationState.State == "" || a.AssociationState.State == "associated"
}

// PropagatingVgw is a virtual private gateway that propagates routes.
type PropagatingVgw struct {
	GatewayId string
}

// Route is one route. Exactly one destination is set, and at most one target.
type Route struct {
	DestinationCidrBlock        string       `json:",omitempty"`
	DestinationIpv6CidrBlock    string       `json:",omitempty"`
	DestinationPrefixListId     string       `json:",omitempty"`
	GatewayId                   string       `json:",omitempty"` // local, igw-, vgw-, vpce-
	NatGatewayId                string       `json:",omitempty"`
	EgressOnlyInternetGatewayId string       `json:",omitempty"`
	TransitGatewayId            string       `json:",omitempty"`
	VpcPeeringConnectionId      string       `json:",omitempty"`
	NetworkInterfaceId          string       `json:",omitempty"`
	InstanceId                  string       `json:",omitempty"`
	LocalGatewayId              string       `json:",omitempty"`
	CarrierGatewayId            string       `json:",omitempty"`
	CoreNetworkArn              string       `json:",omitempty"`
	OdbNetworkArn               string       `json:",omitempty"`
	IpAddress                   string       `json:",omitempty"`
	IgwFirewall                 *IgwFirewall `json:",omitempty"`
	// CreateRouteTable, CreateRoute, EnableVgwRoutePropagation, Advertisement
	Origin string `json:",omitempty" must:"? CreateRouteTable CreateRoute EnableVgwRoutePropagation Advertisement"`
	State  string `json:",omitempty" must:"active blackhole filtered"` // active, blackhole, filtered
}

// IgwFirewall is the firewall at the internet gateway that a route's traffic is inspected by; the route's GatewayId
// names the gateway. Source: EC2 API, Route and IgwFirewall.
type IgwFirewall struct {
	FirewallArn string `json:",omitempty"`
	Status      string `json:",omitempty" must:"pending active disabling"`
}

// Active reports whether traffic goes through the firewall.
func (f *IgwFirewall) Active() bool { return f != nil && f.Status == "active" }

// Destination is the route's destination as AWS wrote it: a CIDR or a prefix list id.
func (r *Route) Destination() string {
	for _, d := range []string{r.DestinationCidrBlock, r.DestinationIpv6CidrBlock, r.DestinationPrefixListId} {
		if d != "" {
			return d
		}
	}
	return ""
}

// Target is the id of what the route points at, "local" for the VPC itself, "" where AWS names none (some blackholes).
func (r *Route) Target() string {
	for _, t := range []string{r.GatewayId, r.NatGatewayId, r.EgressOnlyInternetGatewayId, r.TransitGatewayId,
		r.VpcPeeringConnectionId, r.NetworkInterfaceId, r.InstanceId, r.LocalGatewayId, r.CarrierGatewayId,
		r.CoreNetworkArn, r.OdbNetworkArn, r.IpAddress} {
		if t != "" {
			return t
		}
	}
	return ""
}

// Local reports whether the route keeps traffic inside the VPC.
func (r *Route) Local() bool { return r.GatewayId == "local" }

// Propagated reports whether the route came by propagation or from a route server rather than from a person.
func (r *Route) Propagated() bool {
	return r.Origin == "EnableVgwRoutePropagation" || r.Origin == "Advertisement"
}

// ResourceTags implements [Tagged].
func (t *RouteTable) ResourceTags() Tags { return t.Tags }

// OwnerAccount implements [Owned].
func (t *RouteTable) OwnerAccount() string { return t.OwnerId }

// Parents implements [Placed].
func (t *RouteTable) Parents() []string { return []string{t.VpcId} }

// ID implements [Resource].
func (t *RouteTable) ID() string { return t.RouteTableId }

// Name implements [Resource].
func (t *RouteTable) Name() string { return t.Tags.Get("Name") }

// Main reports whether the table is its VPC's main table.
func (t *RouteTable) Main() bool {
	for i := range t.Associations {
		if t.Associations[i].Main && t.Associations[i].Live() {
			return true
		}
	}
	return false
}

// Facts implements [Resource].
func (t *RouteTable) Facts() []Fact {
	facts := []Fact{
		{Label: "VPC", Value: t.VpcId, Ref: t.VpcId},
		{Label: "Main table", Value: yesNo(t.Main())},
	}
	for _, a := range t.Associations {
		if a.SubnetId != "" {
			facts = append(facts, Fact{Label: "Subnet", Value: a.SubnetId, Ref: a.SubnetId})
		}
	}
	for _, r := range t.Routes {
		value := r.Destination() + " → " + r.Target()
		if r.State != "" && r.State != "active" {
			value += " (" + r.State + ")"
		}
		ref := r.Target()
		if r.Local() {
			ref = ""
		}
		facts = append(facts, Fact{Label: "Route", Value: strings.TrimSpace(value), Ref: ref})
	}
	return compact(facts)
}

// Active reports whether the route carries traffic, as far as its state says.
func (r *Route) Active() bool { return r.State == "" || r.State == "active" }

package awsdata

import (
	"slices"
	"strings"
)

// NetworkInterface is one entry of ec2 describe-network-interfaces.
type NetworkInterface struct {
	NetworkInterfaceId string `must:"text"`
	// interface, lambda, nat_gateway, vpc_endpoint, efs, ...
	InterfaceType      string                       `json:",omitempty" must:"text"`
	Description        string                       `json:",omitempty"`
	VpcId              string                       `json:",omitempty" must:"text"`
	SubnetId           string                       `json:",omitempty" must:"text"`
	AvailabilityZone   string                       `json:",omitempty"`
	Status             string                       `json:",omitempty" must:"? available associated attaching in-use detaching"`
	PrivateIpAddress   string                       `json:",omitempty"`
	PrivateIpAddresses []PrivateIPAddress           `json:",omitempty"`
	Ipv6Addresses      []IPv6Address                `json:",omitempty"`
	Ipv4Prefixes       []Ipv4Prefix                 `json:",omitempty"`
	Ipv6Prefixes       []Ipv6Prefix                 `json:",omitempty"`
	Groups             []GroupRef                   `json:",omitempty"`
	RequesterManaged   bool                         `json:",omitempty"`
	RequesterId        string                       `json:",omitempty"`
	OwnerId            string                       `json:",omitempty"`
	SourceDestCheck    bool                         `json:",omitempty"`
	Association        *NetworkInterfaceAssociation `json:",omitempty"`
	Attachment         *NetworkInterfaceAttachment  `json:",omitempty"`
	TagSet             Tags                         `json:",omitempty"`
}

// PrivateIPAddress is one private IPv4 address of an interface.
type PrivateIPAddress struct {
	PrivateIpAddress string                       `must:"addr"`
	Primary          bool                         `json:",omitempty"`
	Association      *NetworkInterfaceAssociation `json:",omitempty"`
}

// IPv6Address is one IPv6 address of an interface.
type IPv6Address struct {
	Ipv6Address string `must:"addr"`
}

// Ipv4Prefix is an IPv4 range that was delegated to an interface: its addresses are the interface's.
type Ipv4Prefix struct {
	Ipv4Prefix string
}

// Ipv6Prefix is an IPv6 range that was delegated to an interface.
type Ipv6Prefix struct {
	Ipv6Prefix string
}

// PublicAddress is a public IPv4 address and the private one of the interface that it is mapped to.
type PublicAddress struct {
	Public, Private string
}

// NetworkInterfaceAssociation is a public address that is mapped to a private one.
type NetworkInterfaceAssociation struct {
	PublicIp      string `json:",omitempty"`
	PublicDnsName string `json:",omitempty"`
	AllocationId  string `json:",omitempty"`
	IpOwnerId     string `json:",omitempty"`
}

// NetworkInterfaceAttachment is what the interface is plugged into.
type NetworkInterfaceAttachment struct {
	AttachmentId    string `json:",omitempty"`
	InstanceId      string `json:",omitempty"`
	InstanceOwnerId string `json:",omitempty"`
	Status          string `json:",omitempty"`
}

// GroupIDs are the ids of the groups the interface carries, in AWS's order.
func (n *NetworkInterface) GroupIDs() []string {
	out := make([]string, len(n.Groups))
	for i, g := range n.Groups {
		out[i] = g.GroupId
	}
	return out
}

// Addresses are all private addresses of the interface, IPv4 first, without duplicates.
func (n *NetworkInterface) Addresses() []string {
	out := make([]string, 0, 1+len(n.PrivateIpAddresses)+len(n.Ipv6Addresses))
	if n.PrivateIpAddress != "" {
		out = append(out, n.PrivateIpAddress)
	}
	for _, a := range n.PrivateIpAddresses {
		if a.PrivateIpAddress != "" && a.PrivateIpAddress != n.PrivateIpAddress {
			out = append(out, a.PrivateIpAddress)
		}
	}
	for _, a := range n.Ipv6Addresses {
		if a.Ipv6Address != "" {
			out = append(out, a.Ipv6Address)
		}
	}
	return out
}

// PublicAddresses are the public IPv4 addresses that are mapped to the interface, in AWS's order, without duplicates.
func (n *NetworkInterface) PublicAddresses() []PublicAddress {
	var out []PublicAddress
	add := func(a *NetworkInterfaceAssociation, private string) {
		if a != nil && a.PublicIp != "" &&
			!slices.ContainsFunc(out, func(p PublicAddress) bool { return p.Public == a.PublicIp }) {
			out = append(out, PublicAddress{a.PublicIp, private})
		}
	}
	add(n.Association, n.PrivateIpAddress)
	for i := range n.PrivateIpAddresses {
		add(n.PrivateIpAddresses[i].Association, n.PrivateIpAddresses[i].PrivateIpAddress)
	}
	return out
}

// Prefixes are the ranges delegated to the interface, IPv4 first.
func (n *NetworkInterface) Prefixes() []string {
	var out []string
	for _, p := range n.Ipv4Prefixes {
		out = append(out, p.Ipv4Prefix)
	}
	for _, p := range n.Ipv6Prefixes {
		out = append(out, p.Ipv6Prefix)
	}
	return out
}

// Owner is what the interface belongs to, in words, read from its type and description: "Lambda", "NAT gateway",
// "instance i-0a1", "RDS", a load balancer's name.
func (n *NetworkInterface) Owner() string {
	switch d := n.Description; {
	case n.InterfaceType == "lambda":
		return "Lambda"
	case n.InterfaceType == "nat_gateway" || n.InterfaceType == "natGateway":
		return "NAT gateway"
	case n.InterfaceType == "vpc_endpoint":
		return "VPC endpoint"
	case n.InterfaceType == "efs" || strings.HasPrefix(d, "EFS mount target"):
		return "EFS mount target"
	case strings.HasPrefix(d, "ELB "):
		return "load balancer " + strings.TrimPrefix(d, "ELB ")
	case d == "RDSNetworkInterface":
		return "RDS"
	case n.Attachment != nil && n.Attachment.InstanceId != "":
		return "instance " + n.Attachment.InstanceId
	case d != "":
		return d
	default:
		return n.InterfaceType
	}
}

// OwnerName is the owner without the kind and the id that AWS puts around a load balancer's name.
func (n *NetworkInterface) OwnerName() string {
	owner := n.Owner()
	if parts := strings.Split(owner, "/"); len(parts) == 3 {
		return "load balancer " + parts[1]
	}
	return owner
}

// ResourceTags implements [Tagged].
func (n *NetworkInterface) ResourceTags() Tags { return n.TagSet }

// OwnerAccount implements [Owned].
func (n *NetworkInterface) OwnerAccount() string { return n.OwnerId }

// Parents implements [Placed].
func (n *NetworkInterface) Parents() []string { return []string{n.SubnetId, n.VpcId} }

// ID implements [Resource].
func (n *NetworkInterface) ID() string { return n.NetworkInterfaceId }

// Name implements [Resource].
func (n *NetworkInterface) Name() string { return n.TagSet.Get("Name") }

// Facts implements [Resource].
func (n *NetworkInterface) Facts() []Fact {
	facts := []Fact{
		{Label: "Belongs to", Value: n.Owner()},
		{Label: "Type", Value: n.InterfaceType},
		{Label: "Status", Value: n.Status},
		{Label: "Description", Value: n.Description},
		{Label: "Addresses", Value: strings.Join(n.Addresses(), ", ")},
		{Label: "Subnet", Value: n.SubnetId, Ref: n.SubnetId},
		{Label: "VPC", Value: n.VpcId, Ref: n.VpcId},
	}
	for _, g := range n.Groups {
		facts = append(facts,
			Fact{Label: "Security group", Value: strings.TrimSpace(g.GroupId + " " + g.GroupName), Ref: g.GroupId})
	}
	if n.Association != nil {
		facts = append(facts, Fact{Label: "Public address", Value: n.Association.PublicIp})
	}
	return compact(facts)
}

// KnownType reports whether the type is one that AWS has today.
// Source: EC2 API reference, NetworkInterface, interfaceType, and the types that answers have beside those.
func (n *NetworkInterface) KnownType() bool {
	switch n.InterfaceType {
	case "interface", "nat_gateway", "natGateway", "efa", "efa-only", "trunk", "load_balancer", "network_load_balancer",
		"vpc_endpoint", "branch", "transit_gateway", "lambda", "quicksight", "global_accelerator_managed",
		"api_gateway_managed", "gateway_load_balancer", "gateway_load_balancer_endpoint", "iot_rules_managed",
		"aws_codestar_connections_managed", "ec2_instance_connect_endpoint", "efs", "evs":
		return true
	}
	return false
}

// OfLambda reports whether functions send from the interface.
func (n *NetworkInterface) OfLambda() bool { return n.InterfaceType == "lambda" }

// InUse reports whether the interface is attached, as far as that is said.
func (n *NetworkInterface) InUse() bool { return n.Status == "" || n.Status == "in-use" }

package awsdata

import (
	"slices"
	"strings"
)

// VPCEndpoint is one entry of ec2 describe-vpc-endpoints, of any type.
type VPCEndpoint struct {
	VpcEndpointId string `must:"text"`
	// Gateway, Interface, GatewayLoadBalancer, Resource, ServiceNetwork
	VpcEndpointType     string      `json:",omitempty" must:"Interface Gateway GatewayLoadBalancer Resource ServiceNetwork Tunnel"`
	VpcId               string      `json:",omitempty" must:"text"`
	ServiceName         string      `json:",omitempty"`
	ServiceRegion       string      `json:",omitempty"`
	State               string      `json:",omitempty" must:"PendingAcceptance Pending Available Deleting Deleted Rejected Failed Expired Partial"`
	RouteTableIds       []string    `json:",omitempty"`
	SubnetIds           []string    `json:",omitempty"`
	Groups              []GroupRef  `json:",omitempty"`
	NetworkInterfaceIds []string    `json:",omitempty"`
	PrivateDnsEnabled   bool        `json:",omitempty"`
	IpAddressType       string      `json:",omitempty"`
	DnsOptions          *DnsOptions `json:",omitempty"`
	DnsEntries          []DnsEntry  `json:",omitempty"`
	PolicyDocument      PolicyText  `json:",omitempty"`
	OwnerId             string      `json:",omitempty"`
	Tags                Tags        `json:",omitempty"`
}

// GroupRef names a security group that a resource carries.
type GroupRef struct {
	GroupId   string `must:"text"`
	GroupName string `json:",omitempty"`
}

// DnsOptions are the DNS settings of an interface endpoint.
type DnsOptions struct {
	DnsRecordIpType                          string `json:",omitempty"`
	PrivateDnsOnlyForInboundResolverEndpoint bool   `json:",omitempty"`
}

// DnsEntry is a name under which an interface endpoint is known.
type DnsEntry struct {
	DnsName      string `json:",omitempty"`
	HostedZoneId string `json:",omitempty"`
}

// Type is the endpoint's type; AWS leaves it out for old gateway endpoints.
func (e *VPCEndpoint) Type() string {
	if e.VpcEndpointType == "" {
		return "Gateway"
	}
	return e.VpcEndpointType
}

// Available reports whether the endpoint is in service. AWS writes the state in either letter case.
func (e *VPCEndpoint) Available() bool { return strings.EqualFold(e.State, "available") }

// Service is the short name of the AWS service behind the endpoint ("s3", "secretsmanager", "ecr.api"), "" where the
// endpoint leads to a service of someone else.
func (e *VPCEndpoint) Service() string {
	// com.amazonaws.<region>.<service>, in China cn.com.amazonaws.<region>.<service>; aws.api.<region>.<service> for
	// newer ones.
	parts := strings.Split(strings.TrimPrefix(e.ServiceName, "cn."), ".")
	switch {
	case len(parts) >= 4 && parts[0] == "com" && parts[1] == "amazonaws" && parts[2] != "vpce":
		return strings.Join(parts[3:], ".")
	case len(parts) >= 4 && parts[0] == "aws" && (parts[1] == "api" || parts[1] == "sagemaker"):
		return strings.Join(parts[3:], ".")
	}
	return ""
}

// ResourceTags implements [Tagged].
func (e *VPCEndpoint) ResourceTags() Tags { return e.Tags }

// OwnerAccount implements [Owned].
func (e *VPCEndpoint) OwnerAccount() string { return e.OwnerId }

// Parents implements [Placed].
func (e *VPCEndpoint) Parents() []string { return append(slices.Clone(e.SubnetIds), e.VpcId) }

// ID implements [Resource].
func (e *VPCEndpoint) ID() string { return e.VpcEndpointId }

// Name implements [Resource].
func (e *VPCEndpoint) Name() string { return e.Tags.Get("Name") }

// Facts implements [Resource].
func (e *VPCEndpoint) Facts() []Fact {
	facts := []Fact{
		{Label: "Service", Value: e.ServiceName},
		{Label: "Type", Value: e.Type()},
		{Label: "State", Value: e.State},
		{Label: "VPC", Value: e.VpcId, Ref: e.VpcId},
	}
	if e.Type() == "Interface" {
		facts = append(facts, Fact{Label: "Private DNS", Value: yesNo(e.PrivateDnsEnabled)})
	}
	for _, id := range e.RouteTableIds {
		facts = append(facts, Fact{Label: "Route table", Value: id, Ref: id})
	}
	for _, id := range e.SubnetIds {
		facts = append(facts, Fact{Label: "Subnet", Value: id, Ref: id})
	}
	for _, g := range e.Groups {
		facts = append(facts, Fact{Label: "Security group", Value: g.GroupId, Ref: g.GroupId})
	}
	for _, id := range e.NetworkInterfaceIds {
		facts = append(facts, Fact{Label: "Interface", Value: id, Ref: id})
	}
	facts = append(facts, Fact{Label: "Policy", Value: string(e.PolicyDocument)})
	return compact(facts)
}

// Gateway reports whether routes lead to the endpoint: it has no interfaces.
func (e *VPCEndpoint) Gateway() bool { return e.Type() == "Gateway" }

// Interface reports whether a service is reached by interfaces of the endpoint.
func (e *VPCEndpoint) Interface() bool { return e.Type() == "Interface" }

package awsdata

import (
	"slices"
	"strings"
)

// Tag is a key and a value that people attach to resources.
type Tag struct {
	Key   string
	Value string `json:",omitempty"`
}

// Tags is a resource's list of tags.
type Tags []Tag

// Get is the value of the tag named key, "" if there is none.
func (t Tags) Get(key string) string {
	for _, tag := range t {
		if tag.Key == key {
			return tag.Value
		}
	}
	return ""
}

// VPC is one entry of ec2 describe-vpcs.
type VPC struct {
	VpcId                       string                     `must:"text"`
	CidrBlock                   string                     `json:",omitempty" must:"cidr4"`
	CidrBlockAssociationSet     []CidrBlockAssociation     `json:",omitempty"`
	Ipv6CidrBlockAssociationSet []Ipv6CidrBlockAssociation `json:",omitempty"`
	DhcpOptionsId               string                     `json:",omitempty"`
	InstanceTenancy             string                     `json:",omitempty"`
	IsDefault                   bool                       `json:",omitempty"`
	State                       string                     `json:",omitempty"`
	OwnerId                     string                     `json:",omitempty"`
	BlockPublicAccessStates     *BlockPublicAccessStates   `json:",omitempty"`
	EncryptionControl           *VpcEncryptionControl      `json:",omitempty"`
	Tags                        Tags                       `json:",omitempty"`
}

// CidrBlockAssociation is one IPv4 range of a VPC.
type CidrBlockAssociation struct {
	AssociationId  string          `json:",omitempty"`
	CidrBlock      string          `json:",omitempty" must:"cidr4"`
	CidrBlockState *CidrBlockState `json:",omitempty" must:"some"`
}

// Ipv6CidrBlockAssociation is one IPv6 range of a VPC or subnet.
type Ipv6CidrBlockAssociation struct {
	AssociationId      string          `json:",omitempty"`
	Ipv6CidrBlock      string          `json:",omitempty" must:"cidr6"`
	Ipv6CidrBlockState *CidrBlockState `json:",omitempty" must:"some"`
}

// CidrBlockState is the state of a range: only associated ranges count.
type CidrBlockState struct {
	State string `json:",omitempty" must:"associating associated disassociating disassociated failing failed"`
}

func (s *CidrBlockState) live() bool {
	return s == nil || s.State == "" || s.State == "associated"
}

// BlockPublicAccessStates is the effective VPC Block Public Access mode of a VPC or subnet: off, block-ingress or
// block-bidirectional.
type BlockPublicAccessStates struct {
	InternetGatewayBlockMode string `json:",omitempty" must:"off block-bidirectional block-ingress"`
}

// VpcEncryptionControl is the encryption enforcement of a VPC.
type VpcEncryptionControl struct {
	// monitor or enforce
	Mode  string `json:",omitempty" must:"? monitor enforce"`
	State string `json:",omitempty"`
	// by type: InternetGateway, NatGateway, VpcPeering, ...
	ResourceExclusions map[string]VpcEncryptionControlExclusion `json:",omitempty"`
}

// VpcEncryptionControlExclusion is whether one type of resource is let off the enforcement.
type VpcEncryptionControlExclusion struct {
	// enabling, enabled, disabling or disabled
	State string `json:",omitempty" must:"? enabling enabled disabling disabled"`
}

// CIDRs are the associated ranges of the VPC, IPv4 first, in AWS's order.
func (v *VPC) CIDRs() []string {
	var out []string
	for _, a := range v.CidrBlockAssociationSet {
		if a.CidrBlock != "" && a.CidrBlockState.live() {
			out = append(out, a.CidrBlock)
		}
	}
	if len(out) == 0 && v.CidrBlock != "" {
		out = append(out, v.CidrBlock)
	}
	for _, a := range v.Ipv6CidrBlockAssociationSet {
		if a.Ipv6CidrBlock != "" && a.Ipv6CidrBlockState.live() {
			out = append(out, a.Ipv6CidrBlock)
		}
	}
	return out
}

// ResourceTags implements [Tagged].
func (v *VPC) ResourceTags() Tags { return v.Tags }

// OwnerAccount implements [Owned].
func (v *VPC) OwnerAccount() string { return v.OwnerId }

// ID implements [Resource].
func (v *VPC) ID() string { return v.VpcId }

// Name implements [Resource].
func (v *VPC) Name() string { return v.Tags.Get("Name") }

// Facts implements [Resource].
func (v *VPC) Facts() []Fact {
	return compact([]Fact{
		{Label: "CIDR blocks", Value: strings.Join(v.CIDRs(), ", ")},
		{Label: "State", Value: v.State},
		{Label: "Default VPC", Value: yesNo(v.IsDefault)},
		{Label: "Tenancy", Value: v.InstanceTenancy},
		{Label: "DHCP options", Value: v.DhcpOptionsId, Ref: v.DhcpOptionsId},
		{Label: "Block Public Access", Value: v.BlockPublicAccessStates.mode()},
		{Label: "Owner", Value: v.OwnerId},
	})
}

func (b *BlockPublicAccessStates) mode() string {
	if b == nil {
		return ""
	}
	return b.InternetGatewayBlockMode
}

// DhcpOptions is one entry of ec2 describe-dhcp-options.
type DhcpOptions struct {
	DhcpOptionsId      string              `must:"text"`
	DhcpConfigurations []DhcpConfiguration `json:",omitempty"`
	OwnerId            string              `json:",omitempty"`
	Tags               Tags                `json:",omitempty"`
}

// DhcpConfiguration is one option, such as domain-name-servers.
type DhcpConfiguration struct {
	Key    string      `must:"text"`
	Values []DhcpValue `json:",omitempty" list:"ordered"` // servers are asked in this order
}

// DhcpValue is one value of an option.
type DhcpValue struct {
	Value string
}

// Option is the list of values of the option named key, sorted, nil if it is not set: which server is asked first
// changes no answer here, and should change no sentence.
func (d *DhcpOptions) Option(key string) []string {
	var out []string
	for _, c := range d.DhcpConfigurations {
		if c.Key == key {
			for _, v := range c.Values {
				out = append(out, v.Value)
			}
		}
	}
	slices.Sort(out)
	return out
}

// ResourceTags implements [Tagged].
func (d *DhcpOptions) ResourceTags() Tags { return d.Tags }

// OwnerAccount implements [Owned].
func (d *DhcpOptions) OwnerAccount() string { return d.OwnerId }

// ID implements [Resource].
func (d *DhcpOptions) ID() string { return d.DhcpOptionsId }

// Name implements [Resource].
func (d *DhcpOptions) Name() string { return d.Tags.Get("Name") }

// Facts implements [Resource].
func (d *DhcpOptions) Facts() []Fact {
	var facts []Fact
	for _, c := range d.DhcpConfigurations {
		facts = append(facts, Fact{Label: c.Key, Value: strings.Join(d.Option(c.Key), ", ")})
	}
	return facts
}

// VpcBlockPublicAccessOptions is the account's VPC Block Public Access setting in a region.
type VpcBlockPublicAccessOptions struct {
	InternetGatewayBlockMode string `json:",omitempty" must:"off block-bidirectional block-ingress"`
	State                    string `json:",omitempty"`
	ExclusionsAllowed        string `json:",omitempty"`
	ManagedBy                string `json:",omitempty"`
}

// Subnet is one entry of ec2 describe-subnets.
type Subnet struct {
	SubnetId                    string                     `must:"text"`
	VpcId                       string                     `json:",omitempty" must:"text"`
	CidrBlock                   string                     `json:",omitempty"`
	Ipv6CidrBlockAssociationSet []Ipv6CidrBlockAssociation `json:",omitempty"`
	AvailabilityZone            string                     `json:",omitempty"`
	AvailabilityZoneId          string                     `json:",omitempty"`
	AvailableIpAddressCount     *int                       `json:",omitempty"`
	MapPublicIpOnLaunch         bool                       `json:",omitempty"`
	DefaultForAz                bool                       `json:",omitempty"`
	EnableDns64                 bool                       `json:",omitempty"`
	Ipv6Native                  bool                       `json:",omitempty"`
	// flexible, outbound-only, bidirectional, exclude or az-unsupported: how a firewall at the internet gateway serves
	// it.
	NetworkFirewallConnectivityType string                   `json:",omitempty" must:"? flexible outbound-only bidirectional exclude az-unsupported"`
	State                           string                   `json:",omitempty"`
	OwnerId                         string                   `json:",omitempty"`
	BlockPublicAccessStates         *BlockPublicAccessStates `json:",omitempty"`
	Tags                            Tags                     `json:",omitempty"`
}

// CIDRs are the subnet's ranges, IPv4 first.
func (s *Subnet) CIDRs() []string {
	var out []string
	if s.CidrBlock != "" {
		out = append(out, s.CidrBlock)
	}
	for _, a := range s.Ipv6CidrBlockAssociationSet {
		if a.Ipv6CidrBlock != "" && a.Ipv6CidrBlockState.live() {
			out = append(out, a.Ipv6CidrBlock)
		}
	}
	return out
}

// Zone is the zone's id (use1-az1), which means the same zone in every account, or its name where the id is missing.
func (s *Subnet) Zone() string {
	if s.AvailabilityZoneId != "" {
		return s.AvailabilityZoneId
	}
	return s.AvailabilityZone
}

// ResourceTags implements [Tagged].
func (s *Subnet) ResourceTags() Tags { return s.Tags }

// OwnerAccount implements [Owned].
func (s *Subnet) OwnerAccount() string { return s.OwnerId }

// Parents implements [Placed].
func (s *Subnet) Parents() []string { return []string{s.VpcId} }

// ID implements [Resource].
func (s *Subnet) ID() string { return s.SubnetId }

// Name implements [Resource].
func (s *Subnet) Name() string { return s.Tags.Get("Name") }

// Facts implements [Resource].
func (s *Subnet) Facts() []Fact {
	return compact([]Fact{
		{Label: "VPC", Value: s.VpcId, Ref: s.VpcId},
		{Label: "CIDR blocks", Value: strings.Join(s.CIDRs(), ", ")},
		{Label: "Availability Zone", Value: strings.TrimSpace(s.AvailabilityZone + " " + s.AvailabilityZoneId)},
		{Label: "Free IPv4 addresses", Value: countText(s.AvailableIpAddressCount)},
		{Label: "State", Value: s.State},
		{Label: "Block Public Access", Value: s.BlockPublicAccessStates.mode()},
		{Label: "Owner", Value: s.OwnerId},
	})
}

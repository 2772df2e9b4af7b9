package awsdata

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Region is the index of one region of the main account, nil if the snapshot does not hold it.
func (x *Index) Region(name string) *RegionIndex { return x.RegionOf(x.Snapshot.AccountID, name) }

// RegionOf is the index of one region of an account, nil if the snapshot does not hold it.
func (x *Index) RegionOf(account, name string) *RegionIndex {
	return x.regions[regionKey{account, name}]
}

// AllRegions are the indexes of all regions of all accounts, in the snapshot's order.
func (x *Index) AllRegions() []*RegionIndex { return x.all }

// VPCHome is the index of the region that holds the VPC, nil if none does: the owner's, where several accounts see it.
func (x *Index) VPCHome(vpcID string) *RegionIndex { return x.vpcHome[vpcID] }

// SubnetHome is the index of the region that holds the subnet, nil if none does: the owner's, where it is shared.
func (x *Index) SubnetHome(id string) *RegionIndex { return x.homes().subnets[id] }

// GroupHome is the index of the region that holds the security group, nil if none does.
func (x *Index) GroupHome(id string) *RegionIndex { return x.homes().groups[id] }

// Role is the role with that ARN, nil if the snapshot does not hold it.
func (x *Index) Role(arn string) *Role { return x.roles[arn] }

// ManagedPolicy is the managed policy with that ARN, nil if the snapshot does not hold it.
func (x *Index) ManagedPolicy(arn string) *ManagedPolicy { return x.managed[arn] }

// Functions are the functions of the region (their $LATEST), by name.
func (x *RegionIndex) Functions() []*Function { return x.functions }

// Function is the function of that name, nil if there is none.
func (x *RegionIndex) Function(name string) *Function { return x.functionByKey[name] }

// Versions are the published versions of a function that the snapshot holds.
func (x *RegionIndex) Versions(name string) []*Function { return x.versions[name] }

// Placement is where a function sends from: the subnets and groups of its own VpcConfig, or, on managed instances,
// those of its capacity provider. Both are nil for a function that is not attached, and for a managed one whose
// capacity provider is not in the snapshot. The subnets are in the order in which people name them: by zone, name and
// id.
func (x *RegionIndex) Placement(f *Function) (subnets, groups []string) {
	if arn := f.CapacityProviderArn(); arn != "" {
		if p := x.CapacityProvider(arn); p != nil && p.VpcConfig != nil {
			return x.byZone(p.VpcConfig.SubnetIds), p.VpcConfig.SecurityGroupIds
		}
		return nil, nil
	}
	return x.byZone(f.SubnetIDs()), f.SecurityGroupIDs()
}

// PlacementKey is the same for functions of the region that are placed alike: in the same subnets, with the same
// groups, address families and kind of compute. What the network does to one of them it does to all, but for what
// policies of endpoints say of their roles. Of functions on managed instances the capacity provider counts where its
// network is not known.
func (x *RegionIndex) PlacementKey(f *Function) string {
	subnets, groups := x.Placement(f)
	compute := ""
	if f.Managed() {
		compute = "managed"
		if len(subnets) == 0 || len(groups) == 0 {
			compute = f.CapacityProviderArn()
		}
	}
	return fmt.Sprint(strings.Join(subnets, ","), " ", GroupSet(groups), " ", f.DualStack(), " ", compute, " ",
		x.FunctionVPC(f))
}

// byZone is a list of subnets by zone, name and id; those that the snapshot does not hold come last.
func (x *RegionIndex) byZone(ids []string) []string {
	order := func(a, b string) int {
		first, second := x.Subnet(a), x.Subnet(b)
		if first == nil || second == nil {
			return cmp.Or(boolOrder(first == nil)-boolOrder(second == nil), strings.Compare(a, b))
		}
		return cmp.Or(strings.Compare(first.AvailabilityZone, second.AvailabilityZone),
			strings.Compare(first.Name(), second.Name()), strings.Compare(a, b))
	}
	if slices.IsSortedFunc(ids, order) {
		return ids
	}
	ids = slices.Clone(ids)
	slices.SortFunc(ids, order)
	return ids
}

// CapacityProvider is the provider with that ARN, nil if there is none.
func (x *RegionIndex) CapacityProvider(arn string) *CapacityProvider {
	return resourceByID[*CapacityProvider](x, arn)
}

// FunctionVPC is the id of the VPC of the function's subnets; VpcConfig.VpcId can be empty or wrong and serves only
// where no subnet is in the snapshot. It is "" for a function that is not attached.
func (x *RegionIndex) FunctionVPC(f *Function) string {
	subnets, _ := x.Placement(f)
	for _, id := range subnets {
		if s := x.Subnet(id); s != nil {
			return s.VpcId
		}
	}
	if f.Attached() {
		return f.VpcConfig.VpcId
	}
	return ""
}

// SubnetUsers are the functions placed in a subnet.
func (x *RegionIndex) SubnetUsers(subnetID string) []*Function { return x.subnetUsers[subnetID] }

// GroupUsers are the functions that carry a group.
func (x *RegionIndex) GroupUsers(groupID string) []*Function { return x.groupUsers[groupID] }

// VPC is the VPC with that id, nil if there is none.
func (x *RegionIndex) VPC(id string) *VPC { return resourceByID[*VPC](x, id) }

// DhcpOptions is the DHCP option set with that id, nil if there is none.
func (x *RegionIndex) DhcpOptions(id string) *DhcpOptions { return resourceByID[*DhcpOptions](x, id) }

// Subnet is the subnet with that id, nil if there is none.
func (x *RegionIndex) Subnet(id string) *Subnet { return resourceByID[*Subnet](x, id) }

// RouteTable is the route table with that id, nil if there is none.
func (x *RegionIndex) RouteTable(id string) *RouteTable { return resourceByID[*RouteTable](x, id) }

// SecurityGroup is the security group with that id, nil if there is none.
func (x *RegionIndex) SecurityGroup(id string) *SecurityGroup {
	return resourceByID[*SecurityGroup](x, id)
}

// NetworkACL is the network ACL with that id, nil if there is none.
func (x *RegionIndex) NetworkACL(id string) *NetworkACL { return resourceByID[*NetworkACL](x, id) }

// NatGateway is the NAT gateway with that id, nil if there is none.
func (x *RegionIndex) NatGateway(id string) *NatGateway { return resourceByID[*NatGateway](x, id) }

// InternetGateway is the internet gateway with that id, nil if there is none.
func (x *RegionIndex) InternetGateway(id string) *InternetGateway {
	return resourceByID[*InternetGateway](x, id)
}

// VPCEndpoint is the VPC endpoint with that id, nil if there is none.
func (x *RegionIndex) VPCEndpoint(id string) *VPCEndpoint { return resourceByID[*VPCEndpoint](x, id) }

// PrefixList is the managed prefix list with that id, nil if there is none.
func (x *RegionIndex) PrefixList(id string) *ManagedPrefixList {
	return resourceByID[*ManagedPrefixList](x, id)
}

// NetworkInterface is the network interface with that id, nil if there is none.
func (x *RegionIndex) NetworkInterface(id string) *NetworkInterface {
	return resourceByID[*NetworkInterface](x, id)
}

// Peering is the peering connection with that id, nil if there is none.
func (x *RegionIndex) Peering(id string) *VPCPeeringConnection {
	return resourceByID[*VPCPeeringConnection](x, id)
}

// TransitGateway is the transit gateway with that id, nil if there is none.
func (x *RegionIndex) TransitGateway(id string) *TransitGateway {
	return resourceByID[*TransitGateway](x, id)
}

// EgressOnlyInternetGateway is the egress-only internet gateway with that id, nil if there is none.
func (x *RegionIndex) EgressOnlyInternetGateway(id string) *EgressOnlyInternetGateway {
	return resourceByID[*EgressOnlyInternetGateway](x, id)
}

// TransitGatewayAttachment is the transit gateway attachment with that id, nil if there is none.
func (x *RegionIndex) TransitGatewayAttachment(id string) *TransitGatewayAttachment {
	return resourceByID[*TransitGatewayAttachment](x, id)
}

// TransitGatewayVPCAttachments are the VPC attachments of a transit gateway.
func (x *RegionIndex) TransitGatewayVPCAttachments(tgwID string) []*TransitGatewayVPCAttachment {
	return x.tgwVPC[tgwID]
}

// VPCSubnets are the subnets of a VPC, by id.
func (x *RegionIndex) VPCSubnets(vpcID string) []*Subnet { return x.vpcSubnets[vpcID] }

// VPCEndpoints are the endpoints in a VPC, by id.
func (x *RegionIndex) VPCEndpoints(vpcID string) []*VPCEndpoint { return x.vpcEndpoints[vpcID] }

// SubnetRouteTable is the table in force for a subnet: the one explicitly associated, else its VPC's main table. It is
// nil where the snapshot does not hold it.
func (x *RegionIndex) SubnetRouteTable(subnetID string) (table *RouteTable, explicit bool) {
	if t := x.subnetTable[subnetID]; t != nil {
		return t, true
	}
	if s := x.Subnet(subnetID); s != nil {
		return x.mainTable[s.VpcId], false
	}
	return nil, false
}

// SubnetNetworkACL is the ACL in force for a subnet: the one associated, else its VPC's default. It is nil where the
// snapshot does not hold it.
func (x *RegionIndex) SubnetNetworkACL(subnetID string) *NetworkACL {
	if a := x.subnetACL[subnetID]; a != nil {
		return a
	}
	if s := x.Subnet(subnetID); s != nil {
		return x.defaultACL[s.VpcId]
	}
	return nil
}

// InterfaceAt is the interface that holds a private address in a VPC, nil if none does.
func (x *RegionIndex) InterfaceAt(vpcID string, ip netip.Addr) *NetworkInterface {
	return x.byAddress[address{vpcID, ip}]
}

// InterfacesWithGroup are the interfaces that carry a group, by id.
func (x *RegionIndex) InterfacesWithGroup(groupID string) []*NetworkInterface {
	return x.byGroup[groupID]
}

// InterfacesInSubnet are the interfaces in a subnet, by id.
func (x *RegionIndex) InterfacesInSubnet(subnetID string) []*NetworkInterface {
	return x.bySubnet[subnetID]
}

// LambdaInterfaces are the interfaces that a function with these groups uses in the subnet: type lambda, and exactly
// this set of groups. A subset is no match, and the description never is. Source: the rule of AWS's own tool,
// aws-support-tools FindEniMappings.
func (x *RegionIndex) LambdaInterfaces(subnetID string, groups []string) []*NetworkInterface {
	return x.lambda[interfaceKey{subnetID, GroupSet(groups)}]
}

// VPCAttribute is the value of enableDnsSupport or enableDnsHostnames; known is false where it was not collected.
func (x *RegionIndex) VPCAttribute(vpcID, attribute string) (value, known bool) {
	a, ok := x.Region.VPCAttributes[vpcID+"."+attribute]
	if !ok {
		return false, false
	}
	v := a.EnableDnsSupport
	if attribute == "enableDnsHostnames" {
		v = a.EnableDnsHostnames
	}
	if v == nil {
		return false, false
	}
	return v.Value, true
}

// Lookup finds any resource of the region by its id.
func (x *RegionIndex) Lookup(id string) (Resource, bool) {
	if id == "" {
		return nil, false
	}
	if r := x.byID[id]; r != nil {
		return r, true
	}
	if f := x.functionByKey[id]; f != nil {
		return f, true
	}
	function, _, _ := strings.Cut(id, ":")
	for _, version := range x.versions[function] {
		if version.ID() == id {
			return version, true
		}
	}
	return nil, false
}

// OnlyPort is the one port on which security groups let somebody in, 0 where there
// is not exactly one.
func (x *RegionIndex) OnlyPort(groups ...string) int {
	port := 0
	for _, id := range groups {
		g := x.SecurityGroup(id)
		if g == nil {
			return 0
		}
		for _, p := range g.IpPermissions {
			if p.FromPort == nil || p.ToPort == nil || *p.FromPort != *p.ToPort || port != 0 && port != *p.FromPort {
				return 0
			}
			port = *p.FromPort
		}
	}
	return max(port, 0)
}

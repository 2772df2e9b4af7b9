package awsdata

import (
	"net/netip"
	"slices"
	"strings"
)

// Index joins what a snapshot holds: who uses which subnet, which table and ACL a subnet has, who holds an address. It
// is built once and read by everything after; it is immutable and safe for concurrent use.
type Index struct {
	Snapshot *Snapshot

	regions map[string]*RegionIndex
	vpcHome map[string]*RegionIndex
	roles   map[string]*Role
	managed map[string]*ManagedPolicy
}

// RegionIndex joins the documents of one region.
type RegionIndex struct {
	Region *Region

	vpcs         map[string]*VPC
	dhcp         map[string]*DhcpOptions
	subnets      map[string]*Subnet
	vpcSubnets   map[string][]*Subnet
	tables       map[string]*RouteTable
	subnetTable  map[string]*RouteTable
	mainTable    map[string]*RouteTable
	groups       map[string]*SecurityGroup
	acls         map[string]*NetworkACL
	subnetACL    map[string]*NetworkACL
	defaultACL   map[string]*NetworkACL
	nats         map[string]*NatGateway
	igws         map[string]*InternetGateway
	eigws        map[string]*EgressOnlyInternetGateway
	endpoints    map[string]*VPCEndpoint
	vpcEndpoints map[string][]*VPCEndpoint
	prefixLists  map[string]*ManagedPrefixList
	interfaces   map[string]*NetworkInterface
	byAddress    map[address]*NetworkInterface
	byGroup      map[string][]*NetworkInterface
	bySubnet     map[string][]*NetworkInterface
	lambda       map[interfaceKey][]*NetworkInterface
	peerings     map[string]*VPCPeeringConnection
	tgws         map[string]*TransitGateway
	tgwAttach    map[string]*TransitGatewayAttachment
	tgwVPC       map[string][]*TransitGatewayVPCAttachment // by transit gateway id
	tgwTables    map[string]*TransitGatewayRouteTable
	flowLogs     map[string]*FlowLog
	providers    map[string]*CapacityProvider

	functions     []*Function
	functionByKey map[string]*Function
	versions      map[string][]*Function
	subnetUsers   map[string][]*Function
	groupUsers    map[string][]*Function
}

// address is a private address, which is unique within a VPC only.
type address struct {
	vpc string
	ip  netip.Addr
}

// interfaceKey is what Lambda shares interfaces by: the subnet and the set of groups.
type interfaceKey struct {
	subnet string
	groups string
}

// GroupSet is the canonical form of a set of security groups: sorted, without duplicates, joined by commas. Two lists
// are the same set exactly if their GroupSets are equal; order never matters to AWS.
func GroupSet(ids []string) string {
	sorted := slices.Clone(ids)
	slices.Sort(sorted)
	return strings.Join(slices.Compact(sorted), ",")
}

// NewIndex builds the index of a snapshot.
func NewIndex(s *Snapshot) *Index {
	x := &Index{Snapshot: s, regions: make(map[string]*RegionIndex), vpcHome: make(map[string]*RegionIndex),
		roles: make(map[string]*Role), managed: make(map[string]*ManagedPolicy)}
	for _, r := range s.Regions {
		rx := newRegionIndex(r)
		x.regions[r.RegionName] = rx
		for id := range rx.vpcs {
			x.vpcHome[id] = rx
		}
	}
	x.indexRoles(s.Account)
	x.indexPolicies(s.Account)
	return x
}

// indexRoles joins roles from the account-wide document and, where that is missing, from the calls about one role.
func (x *Index) indexRoles(a *Account) {
	for i := range a.Roles {
		x.roles[a.Roles[i].Arn] = &a.Roles[i]
	}
	for name, document := range a.RoleByName {
		if _, known := x.roles[document.Role.Arn]; known {
			continue
		}
		role := document.Role
		role.AttachedManagedPolicies = a.AttachedRolePolicies[name]
		for _, policy := range a.RolePolicyNames[name] {
			if p, ok := a.RolePolicies[name+"."+policy]; ok {
				role.RolePolicyList = append(role.RolePolicyList, InlinePolicy{PolicyName: p.PolicyName, PolicyDocument: p.PolicyDocument})
			}
		}
		x.roles[role.Arn] = &role
	}
}

// indexPolicies joins managed policies from the account-wide document and, where that is missing, from the calls about
// one policy, which name only the version in force.
func (x *Index) indexPolicies(a *Account) {
	for i := range a.Policies {
		x.managed[a.Policies[i].Arn] = &a.Policies[i]
	}
	for _, attached := range a.AttachedRolePolicies {
		for _, p := range attached {
			document, ok := a.PolicyVersionDocument[p.PolicyName]
			if _, known := x.managed[p.PolicyArn]; known || !ok {
				continue
			}
			version := document.PolicyVersion
			version.IsDefaultVersion = true
			x.managed[p.PolicyArn] = &ManagedPolicy{PolicyName: p.PolicyName, Arn: p.PolicyArn,
				DefaultVersionId: version.VersionId, PolicyVersionList: []PolicyVersion{version}}
		}
	}
}

// Region is the index of one region, nil if the snapshot does not hold it.
func (x *Index) Region(name string) *RegionIndex { return x.regions[name] }

// VPCHome is the index of the region that holds the VPC, nil if none does.
func (x *Index) VPCHome(vpcID string) *RegionIndex { return x.vpcHome[vpcID] }

// Role is the role with that ARN, nil if the snapshot does not hold it.
func (x *Index) Role(arn string) *Role { return x.roles[arn] }

// ManagedPolicy is the managed policy with that ARN, nil if the snapshot does not hold it.
func (x *Index) ManagedPolicy(arn string) *ManagedPolicy { return x.managed[arn] }

func byID[T any, P interface {
	*T
	Resource
}](list []T) map[string]P {
	m := make(map[string]P, len(list))
	for i := range list {
		m[P(&list[i]).ID()] = P(&list[i])
	}
	return m
}

func newRegionIndex(r *Region) *RegionIndex {
	x := &RegionIndex{
		Region:      r,
		vpcs:        byID(r.VPCs),
		dhcp:        byID(r.DhcpOptions),
		subnets:     byID(r.Subnets),
		tables:      byID(r.RouteTables),
		groups:      byID(r.SecurityGroups),
		acls:        byID(r.NetworkACLs),
		nats:        byID(r.NatGateways),
		igws:        byID(r.InternetGateways),
		eigws:       byID(r.EgressOnlyInternetGateways),
		endpoints:   byID(r.VPCEndpoints),
		prefixLists: byID(r.ManagedPrefixLists),
		interfaces:  byID(r.NetworkInterfaces),
		peerings:    byID(r.PeeringConnections),
		tgws:        byID(r.TransitGateways),
		tgwAttach:   byID(r.TransitGatewayAttachments),
		tgwTables:   byID(r.TransitGatewayRouteTables),
		flowLogs:    byID(r.FlowLogs),
		providers:   byID(r.CapacityProviders),

		vpcSubnets:    make(map[string][]*Subnet),
		subnetTable:   make(map[string]*RouteTable),
		mainTable:     make(map[string]*RouteTable),
		subnetACL:     make(map[string]*NetworkACL),
		defaultACL:    make(map[string]*NetworkACL),
		vpcEndpoints:  make(map[string][]*VPCEndpoint),
		byAddress:     make(map[address]*NetworkInterface, 2*len(r.NetworkInterfaces)),
		byGroup:       make(map[string][]*NetworkInterface, len(r.SecurityGroups)),
		bySubnet:      make(map[string][]*NetworkInterface, len(r.Subnets)),
		lambda:        make(map[interfaceKey][]*NetworkInterface),
		tgwVPC:        make(map[string][]*TransitGatewayVPCAttachment),
		functionByKey: make(map[string]*Function, len(r.Functions)),
		versions:      make(map[string][]*Function),
		subnetUsers:   make(map[string][]*Function),
		groupUsers:    make(map[string][]*Function),
	}
	for i := range r.Subnets {
		s := &r.Subnets[i]
		x.vpcSubnets[s.VpcId] = append(x.vpcSubnets[s.VpcId], s)
	}
	x.indexTables(r)
	for i := range r.VPCEndpoints {
		e := &r.VPCEndpoints[i]
		x.vpcEndpoints[e.VpcId] = append(x.vpcEndpoints[e.VpcId], e)
	}
	for i := range r.TransitGatewayVPCAttachments {
		a := &r.TransitGatewayVPCAttachments[i]
		x.tgwVPC[a.TransitGatewayId] = append(x.tgwVPC[a.TransitGatewayId], a)
	}
	x.indexInterfaces(r)
	x.indexFunctions(r)
	return x
}

// indexTables finds the table and ACL of each subnet. DescribeRouteTables does not name the subnets that use the main
// table: whatever has no association of its own has it.
func (x *RegionIndex) indexTables(r *Region) {
	for i := range r.RouteTables {
		t := &r.RouteTables[i]
		for j := range t.Associations {
			a := &t.Associations[j]
			switch {
			case !a.Live():
			case a.Main:
				x.mainTable[t.VpcId] = t
			case a.SubnetId != "":
				x.subnetTable[a.SubnetId] = t
			}
		}
	}
	for i := range r.NetworkACLs {
		a := &r.NetworkACLs[i]
		if a.IsDefault {
			x.defaultACL[a.VpcId] = a
		}
		for _, association := range a.Associations {
			x.subnetACL[association.SubnetId] = a
		}
	}
}

func (x *RegionIndex) indexInterfaces(r *Region) {
	for i := range r.NetworkInterfaces {
		n := &r.NetworkInterfaces[i]
		ids := n.GroupIDs()
		for _, id := range ids {
			x.byGroup[id] = append(x.byGroup[id], n)
		}
		x.bySubnet[n.SubnetId] = append(x.bySubnet[n.SubnetId], n)
		for _, text := range n.Addresses() {
			if ip, err := netip.ParseAddr(text); err == nil {
				x.byAddress[address{n.VpcId, ip}] = n
			}
		}
		if n.InterfaceType == "lambda" {
			k := interfaceKey{n.SubnetId, GroupSet(ids)}
			x.lambda[k] = append(x.lambda[k], n)
		}
	}
}

func (x *RegionIndex) indexFunctions(r *Region) {
	for i := range r.Functions {
		f := &r.Functions[i]
		if f.Published() {
			x.versions[f.FunctionName] = append(x.versions[f.FunctionName], f)
			continue
		}
		x.functions = append(x.functions, f)
		x.functionByKey[f.FunctionName] = f
		subnets, groups := x.Placement(f)
		for _, id := range subnets {
			x.subnetUsers[id] = append(x.subnetUsers[id], f)
		}
		for _, id := range groups {
			x.groupUsers[id] = append(x.groupUsers[id], f)
		}
	}
}

// Functions are the functions of the region (their $LATEST), by name.
func (x *RegionIndex) Functions() []*Function { return x.functions }

// Function is the function of that name, nil if there is none.
func (x *RegionIndex) Function(name string) *Function { return x.functionByKey[name] }

// Versions are the published versions of a function that the snapshot holds.
func (x *RegionIndex) Versions(name string) []*Function { return x.versions[name] }

// Placement is where a function sends from: the subnets and groups of its own VpcConfig, or, on managed instances, those
// of its capacity provider. Both are nil for a function that is not attached, and for a managed one whose capacity
// provider is not in the snapshot.
func (x *RegionIndex) Placement(f *Function) (subnets, groups []string) {
	if arn := f.CapacityProviderArn(); arn != "" {
		if p := x.providers[arn]; p != nil && p.VpcConfig != nil {
			return p.VpcConfig.SubnetIds, p.VpcConfig.SecurityGroupIds
		}
		return nil, nil
	}
	return f.SubnetIDs(), f.SecurityGroupIDs()
}

// CapacityProvider is the provider with that ARN, nil if there is none.
func (x *RegionIndex) CapacityProvider(arn string) *CapacityProvider { return x.providers[arn] }

// FunctionVPC is the id of the VPC of the function's subnets; VpcConfig.VpcId can be empty or wrong and serves only where
// no subnet is in the snapshot. It is "" for a function that is not attached.
func (x *RegionIndex) FunctionVPC(f *Function) string {
	subnets, _ := x.Placement(f)
	for _, id := range subnets {
		if s := x.subnets[id]; s != nil {
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

// VPC is the VPC with that id, nil if there is none; so for the lookups below.
func (x *RegionIndex) VPC(id string) *VPC                           { return x.vpcs[id] }
func (x *RegionIndex) DhcpOptions(id string) *DhcpOptions           { return x.dhcp[id] }
func (x *RegionIndex) Subnet(id string) *Subnet                     { return x.subnets[id] }
func (x *RegionIndex) RouteTable(id string) *RouteTable             { return x.tables[id] }
func (x *RegionIndex) SecurityGroup(id string) *SecurityGroup       { return x.groups[id] }
func (x *RegionIndex) NetworkACL(id string) *NetworkACL             { return x.acls[id] }
func (x *RegionIndex) NatGateway(id string) *NatGateway             { return x.nats[id] }
func (x *RegionIndex) InternetGateway(id string) *InternetGateway   { return x.igws[id] }
func (x *RegionIndex) VPCEndpoint(id string) *VPCEndpoint           { return x.endpoints[id] }
func (x *RegionIndex) PrefixList(id string) *ManagedPrefixList      { return x.prefixLists[id] }
func (x *RegionIndex) NetworkInterface(id string) *NetworkInterface { return x.interfaces[id] }
func (x *RegionIndex) Peering(id string) *VPCPeeringConnection      { return x.peerings[id] }
func (x *RegionIndex) TransitGateway(id string) *TransitGateway     { return x.tgws[id] }
func (x *RegionIndex) EgressOnlyInternetGateway(id string) *EgressOnlyInternetGateway {
	return x.eigws[id]
}
func (x *RegionIndex) TransitGatewayAttachment(id string) *TransitGatewayAttachment {
	return x.tgwAttach[id]
}
func (x *RegionIndex) TransitGatewayRouteTable(id string) *TransitGatewayRouteTable {
	return x.tgwTables[id]
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
	if s := x.subnets[subnetID]; s != nil {
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
	if s := x.subnets[subnetID]; s != nil {
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

// LambdaInterfaces are the interfaces that a function with these groups uses in the subnet: type lambda, and exactly this
// set of groups. A subset is no match, and the description never is.
// Source: the rule of AWS's own tool, aws-support-tools FindEniMappings.
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
	switch {
	case id == "":
		return nil, false
	case x.vpcs[id] != nil:
		return x.vpcs[id], true
	case x.subnets[id] != nil:
		return x.subnets[id], true
	case x.tables[id] != nil:
		return x.tables[id], true
	case x.groups[id] != nil:
		return x.groups[id], true
	case x.acls[id] != nil:
		return x.acls[id], true
	case x.nats[id] != nil:
		return x.nats[id], true
	case x.igws[id] != nil:
		return x.igws[id], true
	case x.eigws[id] != nil:
		return x.eigws[id], true
	case x.endpoints[id] != nil:
		return x.endpoints[id], true
	case x.prefixLists[id] != nil:
		return x.prefixLists[id], true
	case x.interfaces[id] != nil:
		return x.interfaces[id], true
	case x.peerings[id] != nil:
		return x.peerings[id], true
	case x.tgws[id] != nil:
		return x.tgws[id], true
	case x.tgwAttach[id] != nil:
		return x.tgwAttach[id], true
	case x.tgwTables[id] != nil:
		return x.tgwTables[id], true
	case x.dhcp[id] != nil:
		return x.dhcp[id], true
	case x.providers[id] != nil:
		return x.providers[id], true
	case x.flowLogs[id] != nil:
		return x.flowLogs[id], true
	case x.functionByKey[id] != nil:
		return x.functionByKey[id], true
	}
	function, _, _ := strings.Cut(id, ":")
	for _, version := range x.versions[function] {
		if version.ID() == id {
			return version, true
		}
	}
	return nil, false
}

package awsdata

import (
	"net/netip"
	"slices"
	"strings"
	"sync"
)

// Index joins what a snapshot holds: who uses which subnet, which table and ACL a subnet has, who holds an address. It
// is built once and read by everything after; it is immutable and safe for concurrent use.
type Index struct {
	Snapshot *Snapshot

	all     []*RegionIndex // in the snapshot's order
	regions map[regionKey]*RegionIndex
	vpcHome map[string]*RegionIndex
	homes   func() homes
	roles   map[string]*Role
	managed map[string]*ManagedPolicy
}

// regionKey names a region of an account.
type regionKey struct{ account, region string }

// homes are the regions that hold a subnet or a group; made when they are first asked for.
type homes struct{ subnets, groups map[string]*RegionIndex }

// RegionIndex joins the documents of one region.
type RegionIndex struct {
	Region  *Region
	Account string // the id of the account whose documents these are

	byID         map[string]Resource // of every kind but functions, by id and by ARN
	vpcSubnets   map[string][]*Subnet
	subnetTable  map[string]*RouteTable
	mainTable    map[string]*RouteTable
	subnetACL    map[string]*NetworkACL
	defaultACL   map[string]*NetworkACL
	vpcEndpoints map[string][]*VPCEndpoint
	byAddress    map[address]*NetworkInterface
	byGroup      map[string][]*NetworkInterface
	bySubnet     map[string][]*NetworkInterface
	lambda       map[interfaceKey][]*NetworkInterface
	tgwVPC       map[string][]*TransitGatewayVPCAttachment // by transit gateway id

	stores        []Store
	byDescription func() map[string][]*NetworkInterface
	storesAt      func() map[*NetworkInterface][]Store

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
	x := &Index{Snapshot: s, regions: make(map[regionKey]*RegionIndex), vpcHome: make(map[string]*RegionIndex),
		roles: make(map[string]*Role), managed: make(map[string]*ManagedPolicy)}
	for _, r := range s.Regions {
		rx := newRegionIndex(r)
		x.all = append(x.all, rx)
		x.regions[regionKey{r.AccountID, r.RegionName}] = rx
		for i := range r.VPCs {
			settle(x.vpcHome, r.VPCs[i].VpcId, rx, r.VPCs[i].OwnerId)
		}
	}
	x.homes = sync.OnceValue(x.findHomes)
	for _, a := range s.Accounts {
		x.indexRoles(a)
		x.indexPolicies(a)
	}
	return x
}

// settle makes rx the home of what has that id, unless another account's region is already and rx is not the owner's:
// what is shared shows in every account that it is shared with.
func settle(home map[string]*RegionIndex, id string, rx *RegionIndex, owner string) {
	if home[id] == nil || owner != "" && owner == rx.Account {
		home[id] = rx
	}
}

func (x *Index) findHomes() homes {
	h := homes{make(map[string]*RegionIndex), make(map[string]*RegionIndex)}
	for _, rx := range x.all {
		for i := range rx.Region.Subnets {
			s := &rx.Region.Subnets[i]
			settle(h.subnets, s.SubnetId, rx, s.OwnerId)
		}
		for i := range rx.Region.SecurityGroups {
			g := &rx.Region.SecurityGroups[i]
			settle(h.groups, g.GroupId, rx, g.OwnerId)
		}
	}
	return h
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
				role.RolePolicyList = append(role.RolePolicyList,
					InlinePolicy{PolicyName: p.PolicyName, PolicyDocument: p.PolicyDocument})
			}
		}
		x.roles[role.Arn] = &role
	}
}

// indexPolicies joins managed policies from the account-wide document and, where that is missing, from the calls about
// one policy, which name only the version in force. The calls are about policies that are attached to a role and about
// those that are the boundary of one.
func (x *Index) indexPolicies(a *Account) {
	for i := range a.Policies {
		x.managed[a.Policies[i].Arn] = &a.Policies[i]
	}
	add := func(name, arn string) {
		document, ok := a.PolicyVersionDocument[name]
		if _, known := x.managed[arn]; known || !ok {
			return
		}
		version := document.PolicyVersion
		version.IsDefaultVersion = true
		x.managed[arn] = &ManagedPolicy{PolicyName: name, Arn: arn,
			DefaultVersionId: version.VersionId, PolicyVersionList: []PolicyVersion{version}}
	}
	for _, attached := range a.AttachedRolePolicies {
		for _, p := range attached {
			add(p.PolicyName, p.PolicyArn)
		}
	}
	for _, d := range a.RoleByName {
		if b := d.Role.PermissionsBoundary; b != nil {
			add(b.PermissionsBoundaryArn[strings.LastIndexByte(b.PermissionsBoundaryArn, '/')+1:],
				b.PermissionsBoundaryArn)
		}
	}
}

// resourceByID is the resource with that id, nil if there is none or it is of another kind.
func resourceByID[P Resource](x *RegionIndex, id string) P {
	r, _ := x.byID[id].(P)
	return r
}

// resourcesByID are the resources of a region by id and, where they tell it, by ARN. Functions are looked up by name.
// Where kinds share an id, which AWS's own never do, the earlier kind has it.
func resourcesByID(r *Region) map[string]Resource {
	m := make(map[string]Resource, len(r.NetworkInterfaces)+len(r.Subnets)+len(r.SecurityGroups)) // the most of them
	for i := range slices.Backward(kindTable) {
		if kindTable[i].Code != "fn" {
			kindTable[i].enter(r, m)
		}
	}
	return m
}

func newRegionIndex(r *Region) *RegionIndex {
	x := &RegionIndex{
		Region:  r,
		Account: r.AccountID,
		byID:    resourcesByID(r),

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
	x.indexStores(r)
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

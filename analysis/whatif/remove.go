package whatif

import (
	"maps"
	"slices"

	"github.com/vpclens/vpclens/awsdata"
)

func removeInternetGateway(r *awsdata.Region, id string) error {
	var found bool
	r.InternetGateways, found = without(r.InternetGateways,
		func(g *awsdata.InternetGateway) bool { return g.InternetGatewayId == id })
	blackhole(r, map[string]bool{id: true})
	return missing(found, id)
}

func removeEgressOnly(r *awsdata.Region, id string) error {
	var found bool
	r.EgressOnlyInternetGateways, found = without(r.EgressOnlyInternetGateways,
		func(g *awsdata.EgressOnlyInternetGateway) bool { return g.EgressOnlyInternetGatewayId == id })
	blackhole(r, map[string]bool{id: true})
	return missing(found, id)
}

func removePeering(r *awsdata.Region, id string) error {
	var found bool
	r.PeeringConnections, found = without(r.PeeringConnections,
		func(p *awsdata.VPCPeeringConnection) bool { return p.VpcPeeringConnectionId == id })
	found = found || routesTo(r, id)
	blackhole(r, map[string]bool{id: true})
	return missing(found, id)
}

func removeTransitGateway(r *awsdata.Region, id string) error {
	var found bool
	r.TransitGateways, found = without(r.TransitGateways,
		func(t *awsdata.TransitGateway) bool { return t.TransitGatewayId == id })
	r.TransitGatewayAttachments, _ = without(r.TransitGatewayAttachments,
		func(a *awsdata.TransitGatewayAttachment) bool { return a.TransitGatewayId == id })
	r.TransitGatewayVPCAttachments, _ = without(r.TransitGatewayVPCAttachments,
		func(a *awsdata.TransitGatewayVPCAttachment) bool { return a.TransitGatewayId == id })
	r.TransitGatewayRouteTables, _ = without(r.TransitGatewayRouteTables,
		func(t *awsdata.TransitGatewayRouteTable) bool { return t.TransitGatewayId == id })
	blackhole(r, map[string]bool{id: true})
	return missing(found, id)
}

// removeRouteTable lets the VPC's main table apply to the table's subnets. A main table stays, and has only its local
// routes left.
func removeRouteTable(r *awsdata.Region, id string) error {
	t, err := element[awsdata.RouteTable](r.RouteTables, id)
	if err != nil {
		return err
	}
	if t.Main() {
		t.Routes = slices.DeleteFunc(slices.Clone(t.Routes), func(route awsdata.Route) bool { return !route.Local() })
	} else {
		r.RouteTables, _ = without(r.RouteTables, func(t *awsdata.RouteTable) bool { return t.RouteTableId == id })
	}
	for i := range r.VPCEndpoints {
		r.VPCEndpoints[i].RouteTableIds = dropID(r.VPCEndpoints[i].RouteTableIds, id)
	}
	return nil
}

// removeNetworkACL lets the VPC's default ACL apply to the ACL's subnets. A default ACL stays, and has only the last
// rule left, which denies.
func removeNetworkACL(r *awsdata.Region, id string) error {
	a, err := element[awsdata.NetworkACL](r.NetworkACLs, id)
	if err != nil {
		return err
	}
	if a.IsDefault {
		a.Entries = nil
		return nil
	}
	r.NetworkACLs, _ = without(r.NetworkACLs, func(a *awsdata.NetworkACL) bool { return a.NetworkAclId == id })
	return nil
}

// removePrefixList takes the routes and rules away that name the list. AWS's own lists stay.
func removePrefixList(r *awsdata.Region, id string) error {
	known := func(list []awsdata.ManagedPrefixList) bool {
		return slices.ContainsFunc(list, func(p awsdata.ManagedPrefixList) bool { return p.PrefixListId == id })
	}
	_, entries := r.PrefixListEntries[id]
	service := slices.ContainsFunc(r.PrefixLists, func(p awsdata.PrefixList) bool { return p.PrefixListId == id })
	if !known(r.ManagedPrefixLists) && !service && !entries {
		return missing(false, id)
	}
	for i := range r.RouteTables {
		t := &r.RouteTables[i]
		t.Routes = slices.DeleteFunc(slices.Clone(t.Routes),
			func(route awsdata.Route) bool { return route.DestinationPrefixListId == id })
	}
	dropPeer(r, id)
	own := func(p *awsdata.ManagedPrefixList) bool { return p.PrefixListId == id && p.OwnerId != "AWS" }
	var found bool
	if r.ManagedPrefixLists, found = without(r.ManagedPrefixLists, own); found {
		r.PrefixListEntries = maps.Clone(r.PrefixListEntries)
		delete(r.PrefixListEntries, id)
	}
	return nil
}

// dropPeer takes the rules away that name a group or prefix list.
func dropPeer(r *awsdata.Region, id string) {
	drop := func(permissions []awsdata.IpPermission) []awsdata.IpPermission {
		named := func(p awsdata.IpPermission) bool {
			return slices.ContainsFunc(p.Peers(), func(peer awsdata.Peer) bool { return peer.Value == id })
		}
		if !slices.ContainsFunc(permissions, named) {
			return permissions
		}
		var kept []awsdata.IpPermission
		for _, p := range permissions {
			if named(p) {
				if p = withoutPeer(p, id); len(p.Peers()) == 0 {
					continue
				}
			}
			kept = append(kept, p)
		}
		return kept
	}
	for i := range r.SecurityGroups {
		g := &r.SecurityGroups[i]
		g.IpPermissions, g.IpPermissionsEgress = drop(g.IpPermissions), drop(g.IpPermissionsEgress)
	}
}

// noGroup is what an interface has whose last group goes: it lets nothing in. An interface without any would be one
// that AWS does not filter.
func noGroup(r *awsdata.Region, vpc string) []awsdata.GroupRef {
	none := awsdata.SecurityGroup{GroupId: "sg-whatif-none", GroupName: "none", VpcId: vpc,
		Description: "stands for no security group"}
	if !slices.ContainsFunc(r.SecurityGroups, func(g awsdata.SecurityGroup) bool { return g.GroupId == none.GroupId }) {
		r.SecurityGroups = append(slices.Clip(r.SecurityGroups), none)
	}
	return []awsdata.GroupRef{{GroupId: none.GroupId, GroupName: none.GroupName}}
}

// removeGroup takes a group off everything that has it or names it. Lambda's interfaces cannot be changed: those that
// have it go, and Lambda makes others for the groups that are left.
func removeGroup(r *awsdata.Region, id string) error {
	at := slices.IndexFunc(r.SecurityGroups, func(g awsdata.SecurityGroup) bool { return g.GroupId == id })
	if at < 0 {
		return missing(false, id)
	}
	vpc := r.SecurityGroups[at].VpcId
	r.SecurityGroups, _ = without(r.SecurityGroups, func(g *awsdata.SecurityGroup) bool { return g.GroupId == id })
	dropPeer(r, id)
	inUse := func(g awsdata.GroupRef) bool { return g.GroupId == id }
	r.NetworkInterfaces, _ = without(r.NetworkInterfaces, func(n *awsdata.NetworkInterface) bool {
		return n.InterfaceType == "lambda" && slices.ContainsFunc(n.Groups, inUse)
	})
	for i := range r.NetworkInterfaces {
		if n := &r.NetworkInterfaces[i]; slices.ContainsFunc(n.Groups, inUse) {
			if n.Groups = slices.DeleteFunc(slices.Clone(n.Groups), inUse); len(n.Groups) == 0 {
				n.Groups = noGroup(r, vpc)
			}
		}
	}
	for i := range r.VPCEndpoints {
		if e := &r.VPCEndpoints[i]; slices.ContainsFunc(e.Groups, inUse) {
			e.Groups = slices.DeleteFunc(slices.Clone(e.Groups), inUse)
		}
	}
	changeConfigs(r, func(subnets, groups []string) ([]string, []string) { return subnets, dropID(groups, id) })
	return nil
}

// changeConfigs changes the subnets and groups of functions, their versions and capacity providers.
func changeConfigs(r *awsdata.Region, change func(subnets, groups []string) ([]string, []string)) {
	config := func(c *awsdata.VpcConfig) *awsdata.VpcConfig {
		if c == nil {
			return nil
		}
		changed := *c
		changed.SubnetIds, changed.SecurityGroupIds = change(c.SubnetIds, c.SecurityGroupIds)
		return &changed
	}
	for i := range r.Functions {
		r.Functions[i].VpcConfig = config(r.Functions[i].VpcConfig)
	}
	r.FunctionVersions = maps.Clone(r.FunctionVersions)
	for name, versions := range r.FunctionVersions {
		versions = slices.Clone(versions)
		for i := range versions {
			versions[i].VpcConfig = config(versions[i].VpcConfig)
		}
		r.FunctionVersions[name] = versions
	}
	provider := func(p awsdata.CapacityProvider) awsdata.CapacityProvider {
		if p.VpcConfig != nil {
			c := *p.VpcConfig
			c.SubnetIds, c.SecurityGroupIds = change(c.SubnetIds, c.SecurityGroupIds)
			p.VpcConfig = &c
		}
		return p
	}
	r.CapacityProviders = slices.Clone(r.CapacityProviders)
	for i := range r.CapacityProviders {
		r.CapacityProviders[i] = provider(r.CapacityProviders[i])
	}
	r.CapacityProviderByID = maps.Clone(r.CapacityProviderByID)
	for id, document := range r.CapacityProviderByID {
		document.CapacityProvider = provider(document.CapacityProvider)
		r.CapacityProviderByID[id] = document
	}
}

// removeSubnet takes a subnet away with the NAT gateways and interfaces in it. A function that has no other goes on
// naming it: without any it would count as one that is not attached, which reaches the internet.
func removeSubnet(r *awsdata.Region, id string) error {
	var found bool
	if r.Subnets, found = without(r.Subnets, func(s *awsdata.Subnet) bool { return s.SubnetId == id }); !found {
		return missing(false, id)
	}
	for i := range r.NatGateways {
		if n := r.NatGateways[i]; n.SubnetId == id {
			if err := (RemoveNAT{ID: n.NatGatewayId}).apply(r, nil); err != nil {
				return err
			}
		}
	}
	removeInterfaces(r, func(n *awsdata.NetworkInterface) bool { return n.SubnetId == id })
	var empty []string // endpoints that are in no subnet any more
	for i := range r.VPCEndpoints {
		e := &r.VPCEndpoints[i]
		if slices.Contains(e.SubnetIds, id) {
			if e.SubnetIds = dropID(e.SubnetIds, id); len(e.SubnetIds) == 0 {
				empty = append(empty, e.VpcEndpointId)
			}
		}
	}
	for _, e := range empty {
		if err := (RemoveEndpoint{ID: e}).apply(r, nil); err != nil {
			return err
		}
	}
	r.TransitGatewayVPCAttachments = slices.Clone(r.TransitGatewayVPCAttachments)
	for i := range r.TransitGatewayVPCAttachments {
		r.TransitGatewayVPCAttachments[i].SubnetIds = dropID(r.TransitGatewayVPCAttachments[i].SubnetIds, id)
	}
	changeConfigs(r, func(subnets, groups []string) ([]string, []string) {
		if left := dropID(subnets, id); len(left) > 0 {
			subnets = left
		}
		return subnets, groups
	})
	return nil
}

func removeInterface(r *awsdata.Region, id string) error {
	return missing(removeInterfaces(r, func(n *awsdata.NetworkInterface) bool { return n.NetworkInterfaceId == id }),
		id)
}

// removeInterfaces takes interfaces away; what pointed at one of them points at nothing.
func removeInterfaces(r *awsdata.Region, gone func(*awsdata.NetworkInterface) bool) (found bool) {
	ids := map[string]bool{}
	for i := range r.NetworkInterfaces {
		if n := &r.NetworkInterfaces[i]; gone(n) {
			ids[n.NetworkInterfaceId] = true
		}
	}
	r.NetworkInterfaces, found = without(r.NetworkInterfaces, gone)
	for i := range r.VPCEndpoints {
		e := &r.VPCEndpoints[i]
		if slices.ContainsFunc(e.NetworkInterfaceIds, func(n string) bool { return ids[n] }) {
			e.NetworkInterfaceIds = slices.DeleteFunc(slices.Clone(e.NetworkInterfaceIds), func(n string) bool {
				return ids[n]
			})
		}
	}
	blackhole(r, ids)
	return found
}

// removeVPC takes a VPC away with all that is in it; its peerings went before.
func removeVPC(r *awsdata.Region, id string) error {
	var found bool
	if r.VPCs, found = without(r.VPCs, func(v *awsdata.VPC) bool { return v.VpcId == id }); !found {
		return missing(false, id)
	}
	var subnets []string
	for i := range r.Subnets {
		if r.Subnets[i].VpcId == id {
			subnets = append(subnets, r.Subnets[i].SubnetId)
		}
	}
	for _, s := range subnets {
		if err := removeSubnet(r, s); err != nil {
			return err
		}
	}
	r.RouteTables, _ = without(r.RouteTables, func(t *awsdata.RouteTable) bool { return t.VpcId == id })
	r.NetworkACLs, _ = without(r.NetworkACLs, func(a *awsdata.NetworkACL) bool { return a.VpcId == id })
	for i := range r.SecurityGroups {
		if g := &r.SecurityGroups[i]; g.VpcId == id {
			dropPeer(r, g.GroupId) // rules of other VPCs that name it match nothing any more
		}
	}
	r.SecurityGroups, _ = without(r.SecurityGroups, func(g *awsdata.SecurityGroup) bool { return g.VpcId == id })
	r.VPCEndpoints, _ = without(r.VPCEndpoints, func(e *awsdata.VPCEndpoint) bool { return e.VpcId == id })
	return nil
}

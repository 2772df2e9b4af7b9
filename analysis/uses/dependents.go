package uses

import (
	"slices"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Dependent is a function that a resource has a part in.
type Dependent struct {
	*analysis.Function
	Via Via
	// of the function's own part through which it depends: the subnet, group or table; "" where the resource is that
	// itself
	ID string
}

// Via is how a function depends on a resource.
type Via string

// The ways of depending on a resource.
const (
	ViaVPC         Via = "vpc"          // it is in the VPC
	ViaSubnet      Via = "subnet"       // it has the subnet
	ViaGroup       Via = "group"        // it has the group
	ViaTable       Via = "route-table"  // a subnet of it has the table
	ViaACL         Via = "network-acl"  // a subnet of it has the ACL
	ViaInterface   Via = "interface"    // it sends from the interface
	ViaRole        Via = "role"         // it runs as the role
	ViaEndpoint    Via = "endpoint"     // the endpoint is in its VPC, or its tables lead to it
	ViaRule        Via = "rule"         // a rule of its groups names the list
	ViaRoute       Via = "route"        // a route of its tables names it or leads to it
	ViaZone        Via = "zone"         // its VPC asks the private zone
	ViaEventSource Via = "event-source" // an event source mapping feeds it
)

// Dependents are the functions that a resource has a part in, in the order of [analysis.Result.Everywhere].
// Functions of which the parts are not in the snapshot are not among them: package impact tells of those.
func Dependents(res *analysis.Result, region string, r awsdata.Resource) []Dependent {
	rx := res.Index.Region(region)
	_, everywhere := r.(*awsdata.Role)
	if rx == nil && !everywhere {
		return nil
	}
	needs := needing(rx, r)
	if needs == nil {
		return nil
	}
	var out []Dependent
	for _, f := range res.Everywhere() {
		if f.Place.Region != region && !everywhere {
			continue
		}
		via, id, ok := needs(f)
		if via == ViaEventSource && f.Account != res.Account() {
			continue // a mapping names a function of its account
		}
		if ok {
			out = append(out, Dependent{f, via, id})
		}
	}
	return out
}

// need says whether and how a function depends on a resource.
type need func(f *analysis.Function) (via Via, id string, ok bool)

// needing is how functions depend on a resource, nil where none can.
func needing(rx *awsdata.RegionIndex, r awsdata.Resource) need {
	switch r := r.(type) {
	case *awsdata.VPC:
		return itself(ViaVPC, func(f *analysis.Function) bool { return f.VPCID == r.VpcId })
	case *awsdata.Subnet:
		return itself(ViaSubnet, func(f *analysis.Function) bool { return hasSubnet(f, r.SubnetId) })
	case *awsdata.RouteTable:
		return bySubnet(ViaTable, func(s *reach.SubnetPlace) bool { return s.RouteTable == r })
	case *awsdata.NetworkACL:
		return bySubnet(ViaACL, func(s *reach.SubnetPlace) bool { return s.NetworkACL == r })
	case *awsdata.SecurityGroup:
		return itself(ViaGroup, func(f *analysis.Function) bool { return slices.Contains(f.Groups, r.GroupId) })
	case *awsdata.NetworkInterface:
		if r.InterfaceType != "lambda" {
			return nil
		}
		set := awsdata.GroupSet(r.GroupIDs())
		return itself(ViaInterface, func(f *analysis.Function) bool {
			return awsdata.GroupSet(f.Groups) == set && hasSubnet(f, r.SubnetId)
		})
	case *awsdata.Role:
		return itself(ViaRole, func(f *analysis.Function) bool { return f.Role == r.Arn })
	case *awsdata.VPCEndpoint:
		if r.Type() != "Gateway" {
			return itself(ViaEndpoint, func(f *analysis.Function) bool { return f.VPCID == r.VpcId })
		}
		return byTable(ViaEndpoint, func(t *awsdata.RouteTable) bool {
			return slices.Contains(r.RouteTableIds, t.RouteTableId)
		})
	case *awsdata.ManagedPrefixList:
		return namingList(rx, r.PrefixListId)
	case *awsdata.NatGateway, *awsdata.InternetGateway, *awsdata.EgressOnlyInternetGateway, *awsdata.TransitGateway,
		*awsdata.VPCPeeringConnection:
		return byRoute(func(route *awsdata.Route) bool { return route.Target() == r.ID() })
	case *awsdata.HostedZone:
		return itself(ViaZone, func(f *analysis.Function) bool { return slices.Contains(r.VPCs, f.VPCID) })
	case *awsdata.EventSourceMapping:
		return itself(ViaEventSource, func(f *analysis.Function) bool { return f.FunctionName == r.FunctionName() })
	case awsdata.Store:
		fed := fedBy(rx, r.ARN())
		return func(f *analysis.Function) (Via, string, bool) {
			id, ok := fed[f.FunctionName]
			return ViaEventSource, id, ok
		}
	}
	return nil
}

// itself is a dependence on the resource without anything between.
func itself(via Via, on func(*analysis.Function) bool) need {
	return func(f *analysis.Function) (Via, string, bool) { return via, "", on(f) }
}

// bySubnet is a dependence through a subnet of the function.
func bySubnet(via Via, on func(*reach.SubnetPlace) bool) need {
	return func(f *analysis.Function) (Via, string, bool) {
		for i := range f.Subnets {
			if on(&f.Subnets[i]) {
				return via, f.Subnets[i].ID, true
			}
		}
		return via, "", false
	}
}

// byTable is a dependence through the route table of a subnet.
func byTable(via Via, on func(*awsdata.RouteTable) bool) need {
	return func(f *analysis.Function) (Via, string, bool) {
		for i := range f.Subnets {
			if t := f.Subnets[i].RouteTable; t != nil && on(t) {
				return via, t.RouteTableId, true
			}
		}
		return via, "", false
	}
}

func byRoute(on func(*awsdata.Route) bool) need {
	return byTable(ViaRoute, func(t *awsdata.RouteTable) bool {
		for i := range t.Routes {
			if on(&t.Routes[i]) {
				return true
			}
		}
		return false
	})
}

// namingList is a dependence on a prefix list, by a rule or a route that names it.
func namingList(rx *awsdata.RegionIndex, id string) need {
	named, routed := groupsNaming(rx, id),
		byRoute(func(route *awsdata.Route) bool { return route.DestinationPrefixListId == id })
	return func(f *analysis.Function) (Via, string, bool) {
		if i := slices.IndexFunc(f.Groups, func(group string) bool { return named[group] }); i >= 0 {
			return ViaRule, f.Groups[i], true
		}
		return routed(f)
	}
}

func hasSubnet(f *analysis.Function, id string) bool {
	return slices.ContainsFunc(f.Subnets, func(s reach.SubnetPlace) bool { return s.ID == id })
}

// fedBy are the functions that an event source mapping feeds from a source, with the mapping.
func fedBy(rx *awsdata.RegionIndex, arn string) map[string]string {
	out := map[string]string{}
	for i := range rx.Region.EventSourceMappings {
		if m := &rx.Region.EventSourceMappings[i]; arn != "" && m.EventSourceArn == arn {
			out[m.FunctionName()] = m.ID()
		}
	}
	return out
}

// groupsNaming are the groups with a rule that names a prefix list or group.
func groupsNaming(rx *awsdata.RegionIndex, id string) map[string]bool {
	out := map[string]bool{}
	for i := range rx.Region.SecurityGroups {
		g := &rx.Region.SecurityGroups[i]
		for _, p := range slices.Concat(g.IpPermissions, g.IpPermissionsEgress) {
			if slices.ContainsFunc(p.Peers(), func(peer awsdata.Peer) bool { return peer.Value == id }) {
				out[g.GroupId] = true
			}
		}
	}
	return out
}

// Parts are the ids of the resources that have a part in a function's ways: its groups, the tables and ACLs of its
// subnets, the NAT gateways on their ways out, and the endpoints of its VPC. Each once, in that order.
func Parts(res *analysis.Result, f *analysis.Function) []string {
	rx := res.Index.Region(f.Place.Region)
	ids := slices.Clone(f.Groups)
	var acls, more []string
	for i := range f.Subnets {
		sub := &f.Subnets[i]
		if sub.RouteTable != nil {
			ids = append(ids, sub.RouteTable.RouteTableId)
		}
		if sub.NetworkACL != nil {
			acls = append(acls, sub.NetworkACL.NetworkAclId)
		}
		for _, step := range sub.Steps {
			if rx.NatGateway(step.ID) != nil {
				more = append(more, step.ID)
			}
		}
	}
	for _, e := range rx.VPCEndpoints(f.VPCID) {
		more = append(more, e.VpcEndpointId)
	}
	var out []string
	for _, id := range slices.Concat(ids, acls, more) {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

package whatif

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// The kinds of edits that take a whole part of the network away: their action is Remove, and ID names the part. Where
// AWS would refuse the deletion they stand for the end of the work that it asks for first; [Effect] says what that is.
const (
	SecurityGroup   Kind = "security-group"
	PrefixList      Kind = "prefix-list"
	InternetGateway Kind = "internet-gateway"
	EgressOnly      Kind = "egress-only-gateway"
	Peering         Kind = "peering"
	TransitGateway  Kind = "transit-gateway"
	RouteTable      Kind = "route-table"
	NetworkACL      Kind = "network-acl"
	VPCSubnet       Kind = "vpc-subnet"
	Interface       Kind = "interface"
	VPC             Kind = "vpc"
)

// removal is how one kind of part is taken away.
type removal struct {
	kind   Kind
	remove func(r *awsdata.Region, id string) error
	cli    string // the AWS CLI's command
	flag   string // that names the part
}

// removals is the table of the parts that can be taken away whole.
func removals() []removal {
	return []removal{
		{SecurityGroup, removeGroup, "delete-security-group", "group-id"},
		{PrefixList, removePrefixList, "delete-managed-prefix-list", "prefix-list-id"},
		{InternetGateway, removeInternetGateway, "delete-internet-gateway", "internet-gateway-id"},
		{EgressOnly, removeEgressOnly, "delete-egress-only-internet-gateway", "egress-only-internet-gateway-id"},
		{Peering, removePeering, "delete-vpc-peering-connection", "vpc-peering-connection-id"},
		{TransitGateway, removeTransitGateway, "delete-transit-gateway", "transit-gateway-id"},
		{RouteTable, removeRouteTable, "delete-route-table", "route-table-id"},
		{NetworkACL, removeNetworkACL, "delete-network-acl", "network-acl-id"},
		{VPCSubnet, removeSubnet, "delete-subnet", "subnet-id"},
		{Interface, removeInterface, "delete-network-interface", "network-interface-id"},
		{VPC, removeVPC, "delete-vpc", "vpc-id"},
	}
}

func removalOf(kind Kind) removal {
	for _, r := range removals() {
		if r.kind == kind {
			return r
		}
	}
	return removal{kind: kind, remove: func(*awsdata.Region, string) error {
		return fmt.Errorf("%s cannot be deleted", kind.one())
	}}
}

// one is one thing of the kind, in words.
func (k Kind) one() string {
	if strings.ContainsAny(string(k[:min(1, len(k))]), "aeiou") {
		return "an " + string(k)
	}
	return "a " + string(k)
}

// Delete takes a whole part of the network away.
type Delete struct {
	What   Kind   `json:"-"`
	Region string `json:"region,omitempty"`
	ID     string `json:"id,omitempty"`
}

func (e Delete) apply(r, _ *awsdata.Region) error { return removalOf(e.What).remove(r, e.ID) }

func (e Delete) about() about { return about{Remove, e.What, e.Region, e.ID, need("id", e.ID)} }

// Words implements [Edit].
func (e Delete) Words() string { return "delete " + e.ID }

// Inverse implements [Edit]: what was deleted comes back with another id.
func (e Delete) Inverse(*awsdata.Snapshot) ([]Edit, bool) { return nil, false }

// Commands implements [Edit]. An internet gateway is detached first.
func (e Delete) Commands(s *awsdata.Snapshot) paste.Script {
	m := removalOf(e.What)
	var out paste.Script
	if r := in(s, e); r != nil && e.What == InternetGateway {
		if g, err := element[awsdata.InternetGateway](r.InternetGateways, e.ID); err == nil {
			for _, a := range g.Attachments {
				out = append(out,
					paste.AWS(regionFor(s, e), "ec2 detach-internet-gateway").Opt(m.flag, e.ID).Opt("vpc-id", a.VpcId))
			}
		}
	}
	return append(out, paste.AWS(regionFor(s, e), "ec2 "+m.cli).Opt(m.flag, given(e.ID)))
}

// Gone is the edit that takes a resource away; ok is false for those that are no part of anybody's way.
func Gone(region string, r awsdata.Resource) (Edit, bool) {
	e := Delete{Region: region, ID: r.ID()}
	switch r.(type) {
	case *awsdata.NatGateway:
		return RemoveNAT{Region: region, ID: r.ID()}, true
	case *awsdata.VPCEndpoint:
		return RemoveEndpoint{Region: region, ID: r.ID()}, true
	case *awsdata.SecurityGroup:
		e.What = SecurityGroup
	case *awsdata.ManagedPrefixList:
		e.What = PrefixList
	case *awsdata.InternetGateway:
		e.What = InternetGateway
	case *awsdata.EgressOnlyInternetGateway:
		e.What = EgressOnly
	case *awsdata.VPCPeeringConnection:
		e.What = Peering
	case *awsdata.TransitGateway:
		e.What = TransitGateway
	case *awsdata.RouteTable:
		e.What = RouteTable
	case *awsdata.NetworkACL:
		e.What = NetworkACL
	case *awsdata.Subnet:
		e.What = VPCSubnet
	case *awsdata.NetworkInterface:
		e.What = Interface
	case *awsdata.VPC:
		e.What = VPC
	default:
		return nil, false
	}
	return e, true
}

// Effect says what AWS does when somebody deletes the resource, and what taking it away stands for where AWS refuses.
//
// Sources, all of the EC2 API reference: DeleteNatGateway ("does not delete any NAT gateway routes in your route
// tables"), DeleteVpcEndpoints (the routes of a gateway endpoint go with it; one of a Gateway Load Balancer must have
// none left), DeleteInternetGateway and DetachInternetGateway (no public address may be left in the VPC),
// DeleteSecurityGroup (DependencyViolation), DeleteManagedPrefixList ("must first remove all references"),
// DeleteRouteTable ("must disassociate the route table from any subnets", never the main one), DeleteNetworkAcl (the
// same, never the default one), DeleteSubnet, DeleteTransitGateway (IncorrectState while it has attachments),
// DeleteVpc; DescribeRouteTables for the state blackhole: "the route's target isn't available". VPC user guide, "Route
// tables": a subnet without a table of its own has the main one. Lambda developer guide: a function in a VPC has at
// least one subnet and one group.
func Effect(r awsdata.Resource) string {
	switch r := r.(type) {
	case *awsdata.NatGateway:
		return "AWS deletes it at once, whoever uses it. The routes to it stay as blackholes: what they match is dropped."
	case *awsdata.VPCEndpoint:
		switch r.Type() {
		case "Gateway":
			return "AWS deletes it at once, and its routes with it. What they matched takes the next route that fits, if there is one."
		case "Interface":
			return "AWS deletes it at once, with its interfaces. The service's name resolves to public addresses again."
		}
		return "AWS refuses while a route points at it. Here the routes go with it."
	case *awsdata.InternetGateway:
		return "AWS detaches it only when nothing in the VPC has a public address: NAT gateways have one. Then the routes to it are blackholes."
	case *awsdata.EgressOnlyInternetGateway:
		return "AWS deletes it at once. The routes to it stay as blackholes: what they match is dropped."
	case *awsdata.VPCPeeringConnection:
		return "AWS deletes it at once, and either side may do it. The routes to it stay on both sides as blackholes."
	case *awsdata.TransitGateway:
		return "AWS refuses while it has attachments. When those are deleted too, the routes to it are blackholes."
	case *awsdata.SecurityGroup:
		return "AWS refuses while an interface or a rule of another security group has it. Here it is removed from all of them; a function with no other security group is left with none."
	case *awsdata.ManagedPrefixList:
		if r.OwnerId == "AWS" {
			return "It is AWS's own list, which cannot be deleted. Here every route and rule that names it goes."
		}
		return "AWS refuses while a route or a rule names it. Here they go with it."
	case *awsdata.RouteTable:
		if r.Main() {
			return "AWS never deletes a main table. Here all its routes go but the local one."
		}
		return "AWS refuses while a subnet has it. When the subnets let go of it, the VPC's main table applies to them."
	case *awsdata.NetworkACL:
		if r.IsDefault {
			return "AWS never deletes a default network ACL. Here all its rules go: what is left denies everything."
		}
		return "AWS refuses while a subnet has it. When the subnets let go of it, the VPC's default network ACL applies to them."
	case *awsdata.Subnet:
		return "AWS refuses while an interface is in it. Here the functions, NAT gateways and endpoints in it let go of it; a function that has no other subnet cannot run."
	case *awsdata.NetworkInterface:
		return "AWS refuses while it is attached. Once it is deleted, nothing answers at its addresses, and the routes to it are blackholes."
	case *awsdata.VPC:
		return "AWS refuses while anything is in it. Once all of it is deleted, its functions cannot run, and its peers lose it."
	}
	return ""
}

// regionsOf are the regions that the edit changes: the one it means and, for a peering, the one of its other side.
func regionsOf(s *awsdata.Snapshot, e Edit) ([]string, error) {
	home, err := regionOf(s, e)
	if err != nil {
		return nil, err
	}
	out := []string{home}
	gone, ok := e.(Delete)
	if !ok || gone.What != Peering {
		return out, nil
	}
	for _, r := range s.Regions {
		if r.RegionName != home && (holdsPeering(r, gone.ID) || routesTo(r, gone.ID)) {
			out = append(out, r.RegionName)
		}
	}
	return out, nil
}

func holdsPeering(r *awsdata.Region, id string) bool {
	return slices.ContainsFunc(r.PeeringConnections,
		func(p awsdata.VPCPeeringConnection) bool { return p.VpcPeeringConnectionId == id })
}

// routesTo reports whether a route of the region leads to a target: a side that does not list its peerings has routes
// to them all the same.
func routesTo(r *awsdata.Region, id string) bool {
	return slices.ContainsFunc(r.RouteTables, func(t awsdata.RouteTable) bool {
		return slices.ContainsFunc(t.Routes, func(route awsdata.Route) bool { return route.Target() == id })
	})
}

// parts are the edits that an edit is made of: the peerings of a VPC go first, as they reach into other regions.
func parts(s *awsdata.Snapshot, e Edit) []Edit {
	gone, ok := e.(Delete)
	if !ok || gone.What != VPC {
		return []Edit{e}
	}
	var out []Edit
	seen := map[string]bool{}
	for _, r := range s.Regions {
		for i := range r.PeeringConnections {
			p := &r.PeeringConnections[i]
			if p.Other(gone.ID) != nil && !seen[p.VpcPeeringConnectionId] {
				seen[p.VpcPeeringConnectionId] = true
				out = append(out, Delete{What: Peering, Region: r.RegionName, ID: p.VpcPeeringConnectionId})
			}
		}
	}
	return append(out, e)
}

// missing is the error for an id that a list does not have, nil if it was found.
func missing(found bool, id string) error {
	if found {
		return nil
	}
	return fmt.Errorf("%s is not in the snapshot", id)
}

// without is a list without the elements of an id. The list is a new one: elements are shared with the original.
func without[T any](list []T, gone func(*T) bool) (kept []T, found bool) {
	for i := range list {
		if gone(&list[i]) {
			found = true
		} else {
			kept = append(kept, list[i])
		}
	}
	return kept, found
}

func dropID(list []string, id string) []string {
	if !slices.Contains(list, id) {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(x string) bool { return x == id })
}

// blackhole marks every route that leads to a target that is gone.
func blackhole(r *awsdata.Region, gone map[string]bool) {
	for i := range r.RouteTables {
		t := &r.RouteTables[i]
		if !slices.ContainsFunc(t.Routes, func(route awsdata.Route) bool { return gone[route.Target()] }) {
			continue
		}
		t.Routes = slices.Clone(t.Routes)
		for j := range t.Routes {
			if gone[t.Routes[j].Target()] {
				t.Routes[j].State = "blackhole"
			}
		}
	}
}

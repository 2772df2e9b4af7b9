package screen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// use is one thing besides functions that uses a part of the network.
type use struct {
	kind    string // "route", "interface"
	id      string // what a row of it leads to
	says    string
	refuses bool // AWS does not delete the part while this is there
}

// notUsed says why nothing can use a thing, "" where something can.
func (t *thing) notUsed(env *Env) string {
	switch r := t.resource.(type) {
	case nil:
		return "a finding is used by nobody; its cause is what U asks about"
	case *awsdata.Function:
		return "nothing depends on a function; ask it of a subnet, group, gateway or endpoint"
	case *awsdata.Role:
		return ""
	default:
		if _, ok := whatif.Gone(t.place.Region, r); ok {
			return ""
		}
	}
	kind, _ := kindByCode(t.kind())
	return "no function's way leads through a " + kind.Name
}

// usesOf are the things that use a resource, those that AWS refuses for first. The
// missing calls are those without which the list may not be complete.
func usesOf(res *analysis.Result, region string, r awsdata.Resource) (uses []use, missing []string) {
	rx := res.Index.Region(region)
	if rx == nil {
		return nil, nil
	}
	u := &users{rx: rx, roles: role.NewBook(res.Index)}
	switch r := r.(type) {
	case *awsdata.Subnet:
		u.keepers(r.SubnetId)
		u.need("describe-nat-gateways", "describe-vpc-endpoints")
		u.inSubnet(r)
	case *awsdata.SecurityGroup:
		u.keepers(r.GroupId)
		u.need("describe-security-groups", "describe-vpc-endpoints")
		u.endpoints(func(e *awsdata.VPCEndpoint) bool {
			return slices.ContainsFunc(e.Groups, func(g awsdata.GroupRef) bool { return g.GroupId == r.GroupId })
		}, "has it", false)
	case *awsdata.RouteTable:
		u.need("describe-route-tables", "describe-subnets")
		for _, s := range rx.VPCSubnets(r.VpcId) {
			if t, explicit := rx.SubnetRouteTable(s.SubnetId); t == r {
				u.add(use{"subnet", s.SubnetId, map[bool]string{true: "has it", false: "has it as the VPC's main table"}[explicit], explicit})
			}
		}
		if r.Main() {
			u.add(use{"VPC", r.VpcId, "it is its main table", true})
		}
	case *awsdata.NetworkACL:
		u.need("describe-network-acls", "describe-subnets")
		for _, s := range rx.VPCSubnets(r.VpcId) {
			if rx.SubnetNetworkACL(s.SubnetId) == r {
				u.add(use{"subnet", s.SubnetId, "has it", true})
			}
		}
		if r.IsDefault {
			u.add(use{"VPC", r.VpcId, "it is its default ACL", true})
		}
	case *awsdata.ManagedPrefixList:
		u.named(r.PrefixListId, "names it", r.OwnerId != "AWS")
		u.routes(func(route *awsdata.Route) bool { return route.DestinationPrefixListId == r.PrefixListId }, r.OwnerId != "AWS")
	case *awsdata.InternetGateway:
		u.publicAddresses(r)
	case *awsdata.TransitGateway:
		u.need("describe-transit-gateway-attachments")
		for i := range rx.Region.TransitGatewayAttachments {
			if a := &rx.Region.TransitGatewayAttachments[i]; a.TransitGatewayId == r.TransitGatewayId && a.State != "deleted" {
				u.add(use{"attachment", a.TransitGatewayAttachmentId, strings.TrimSpace(a.ResourceType + " " + rx.Named(a.ResourceId)), true})
			}
		}
	case *awsdata.VPC:
		u.inVPC(r)
	case *awsdata.NetworkInterface:
		u.need("describe-network-interfaces")
		if who := r.Owner(); who != "" && r.Status != "available" {
			u.add(use{"attached", r.NetworkInterfaceId, "to " + who, true})
		}
		if left := ledger.Of(rx).Leftover(r, u.roles); left != nil {
			u.add(use{"left over", r.NetworkInterfaceId, left.Says(), left.InUse})
		}
	}
	if _, list := r.(*awsdata.ManagedPrefixList); !list {
		glb := false
		if e, ok := r.(*awsdata.VPCEndpoint); ok {
			glb = e.Type() != "Gateway" && e.Type() != "Interface"
		}
		u.routes(func(route *awsdata.Route) bool { return route.Target() == r.ID() }, glb)
	}
	slices.SortStableFunc(u.list, func(a, b use) int { return cmp.Or(b2i(b.refuses)-b2i(a.refuses), cmp.Compare(a.kind, b.kind)) })
	return u.list, u.missing
}

// users gathers uses.
type users struct {
	rx      *awsdata.RegionIndex
	roles   *role.Book
	list    []use
	missing []string
}

func (u *users) add(x use) { u.list = append(u.list, x) }

// need notes a call without which the list is not known to be complete.
func (u *users) need(calls ...string) {
	for _, call := range calls {
		if !u.rx.Region.Has(call) && !slices.Contains(u.missing, call) {
			u.missing = append(u.missing, call)
		}
	}
}

// keepers are what keeps a subnet or group from being deleted, by the ledger. The
// functions themselves are told above, so that only what AWS refuses for is left,
// and rules that would be stale.
func (u *users) keepers(id string) {
	l := ledger.Of(u.rx)
	u.missing = append(u.missing, l.Missing...)
	for _, k := range l.Keepers(id, u.roles) {
		if !k.Refuses && len(k.By) > 0 {
			continue
		}
		kind := "interface"
		switch k.Kind {
		case ledger.KeeperRule:
			kind = "rule"
		case ledger.KeeperAssociation:
			kind = "VPC"
		case ledger.KeeperLambda:
			kind = "Lambda"
		}
		u.add(use{kind, k.ID, k.Says, k.Refuses})
	}
}

func (u *users) routes(leads func(*awsdata.Route) bool, refuses bool) {
	u.need("describe-route-tables")
	for i := range u.rx.Region.RouteTables {
		t := &u.rx.Region.RouteTables[i]
		for j := range t.Routes {
			if route := &t.Routes[j]; leads(route) {
				says := "routes " + u.rx.Named(route.Destination()) + " to " + u.rx.Named(route.Target())
				if route.State != "" && route.State != "active" {
					says += ", " + route.State
				}
				u.add(use{"route", t.RouteTableId, says, refuses})
			}
		}
	}
}

// named are the rules of groups that name a prefix list.
func (u *users) named(id, says string, refuses bool) {
	u.need("describe-security-groups")
	for i := range u.rx.Region.SecurityGroups {
		g := &u.rx.Region.SecurityGroups[i]
		for _, d := range []struct {
			way  string
			list []awsdata.IpPermission
		}{{"out", g.IpPermissionsEgress}, {"in", g.IpPermissions}} {
			for j := range d.list {
				if slices.ContainsFunc(d.list[j].Peers(), func(p awsdata.Peer) bool { return p.Value == id }) {
					u.add(use{"rule", g.GroupId, d.way + ", " + d.list[j].PortText() + ", " + says, refuses})
				}
			}
		}
	}
}

func (u *users) endpoints(has func(*awsdata.VPCEndpoint) bool, says string, refuses bool) {
	for i := range u.rx.Region.VPCEndpoints {
		if e := &u.rx.Region.VPCEndpoints[i]; has(e) {
			u.add(use{"endpoint", e.VpcEndpointId, says, refuses})
		}
	}
}

func (u *users) inSubnet(s *awsdata.Subnet) {
	// The interfaces of NAT gateways and endpoints go with those.
	u.list = slices.DeleteFunc(u.list, func(x use) bool {
		n := u.rx.NetworkInterface(x.id)
		return n != nil && (slices.Contains([]string{"nat_gateway", "natGateway", "vpc_endpoint"}, n.InterfaceType))
	})
	for i := range u.rx.Region.NatGateways {
		if n := &u.rx.Region.NatGateways[i]; n.SubnetId == s.SubnetId && n.State != "deleted" {
			u.add(use{"NAT", n.NatGatewayId, "is in it", true})
		}
	}
	u.endpoints(func(e *awsdata.VPCEndpoint) bool { return slices.Contains(e.SubnetIds, s.SubnetId) }, "has an interface in it", true)
}

// inVPC is what a VPC is made of: AWS deletes none that has anything left.
func (u *users) inVPC(v *awsdata.VPC) {
	u.need("describe-subnets", "describe-nat-gateways", "describe-vpc-endpoints", "describe-internet-gateways", "describe-egress-only-internet-gateways",
		"describe-vpc-peering-connections", "describe-security-groups", "describe-route-tables", "describe-network-acls")
	for _, s := range u.rx.VPCSubnets(v.VpcId) {
		u.add(use{"subnet", s.SubnetId, s.CidrBlock, true})
	}
	u.ownParts(v.VpcId)
	for i := range u.rx.Region.NatGateways {
		if n := &u.rx.Region.NatGateways[i]; n.VpcId == v.VpcId && n.State != "deleted" {
			u.add(use{"NAT", n.NatGatewayId, n.State, true})
		}
	}
	u.endpoints(func(e *awsdata.VPCEndpoint) bool { return e.VpcId == v.VpcId }, "is in it", true)
	for i := range u.rx.Region.InternetGateways {
		if g := &u.rx.Region.InternetGateways[i]; g.AttachedTo(v.VpcId) {
			u.add(use{"gateway", g.InternetGatewayId, "is attached to it", true})
		}
	}
	for i := range u.rx.Region.PeeringConnections {
		if p := &u.rx.Region.PeeringConnections[i]; p.Other(v.VpcId) != nil {
			u.add(use{"peering", p.VpcPeeringConnectionId, "with " + u.rx.Named(p.Other(v.VpcId).VpcId), true})
		}
	}
}

// ownParts are the tables, ACLs and groups of a VPC that do not go with it, as those do that it began with.
// Source: Amazon EC2 API reference, DeleteVpc.
func (u *users) ownParts(vpc string) {
	for i := range u.rx.Region.EgressOnlyInternetGateways {
		for _, a := range u.rx.Region.EgressOnlyInternetGateways[i].Attachments {
			if a.VpcId == vpc {
				u.add(use{"gateway", u.rx.Region.EgressOnlyInternetGateways[i].EgressOnlyInternetGatewayId, "is attached to it", true})
			}
		}
	}
	for i := range u.rx.Region.RouteTables {
		if t := &u.rx.Region.RouteTables[i]; t.VpcId == vpc && !t.Main() {
			u.add(use{"table", t.RouteTableId, "is in it", true})
		}
	}
	for i := range u.rx.Region.NetworkACLs {
		if a := &u.rx.Region.NetworkACLs[i]; a.VpcId == vpc && !a.IsDefault {
			u.add(use{"ACL", a.NetworkAclId, "is in it", true})
		}
	}
	for i := range u.rx.Region.SecurityGroups {
		if g := &u.rx.Region.SecurityGroups[i]; g.VpcId == vpc && g.GroupName != "default" {
			u.add(use{"group", g.GroupId, "is in it", true})
		}
	}
}

// publicAddresses are the interfaces that keep an internet gateway attached.
func (u *users) publicAddresses(g *awsdata.InternetGateway) {
	u.need("describe-network-interfaces")
	for i := range u.rx.Region.NetworkInterfaces {
		n := &u.rx.Region.NetworkInterfaces[i]
		if n.Association != nil && n.Association.PublicIp != "" && g.AttachedTo(n.VpcId) {
			u.add(use{"interface", n.NetworkInterfaceId, fmt.Sprintf("%s has the public address %s", n.Owner(), n.Association.PublicIp), true})
		}
	}
}

package uses

import (
	"cmp"
	"slices"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// Use is one thing besides functions that uses a part of the network.
type Use struct {
	Kind    Kind
	ID      string // of the thing
	How     Statement
	Refuses bool // AWS does not delete the part while this is there
}

// Kind is what a use is, in a word.
type Kind string

// The kinds of uses.
const (
	KindSubnet     Kind = "subnet"
	KindVPC        Kind = "VPC"
	KindNAT        Kind = "NAT"
	KindEndpoint   Kind = "endpoint"
	KindGateway    Kind = "gateway"
	KindPeering    Kind = "peering"
	KindTable      Kind = "table"
	KindACL        Kind = "ACL"
	KindGroup      Kind = "group"
	KindRule       Kind = "rule"
	KindRoute      Kind = "route"
	KindInterface  Kind = "interface"
	KindLambda     Kind = "Lambda" // interfaces that Lambda made
	KindAttachment Kind = "attachment"
	KindAttached   Kind = "attached"
	KindLeftOver   Kind = "left over"
)

// NotUsed is why nothing can use a resource of a region, without a reason where something can. Kind is what things like
// it are called.
func NotUsed(region string, r awsdata.Resource, kind string) Statement {
	switch r := r.(type) {
	case *awsdata.Function:
		return state(FunctionNotUsed)
	case *awsdata.Role:
		return Statement{}
	default:
		if _, ok := whatif.Gone(region, r); ok {
			return Statement{}
		}
		return state(NoWayThrough, kind)
	}
}

// Of are the things that use a resource, those that AWS refuses to delete it for first. Missing are the calls without
// which the list may not be complete. Source: Amazon EC2 API reference, DeleteSubnet, DeleteSecurityGroup,
// DeleteRouteTable, DeleteNetworkAcl, DeleteVpc, DetachInternetGateway, DeleteTransitGateway, DeleteManagedPrefixList,
// DeleteNetworkInterface; the dependencies that they name.
func Of(res *analysis.Result, region string, r awsdata.Resource) (list []Use, missing []string) {
	rx := res.Index.Region(region)
	if rx == nil {
		return nil, nil
	}
	u := &users{rx: rx, roles: role.NewIndex(res.Index)}
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
		}, HasIt, false)
	case *awsdata.RouteTable:
		u.ofTable(r)
	case *awsdata.NetworkACL:
		u.ofACL(r)
	case *awsdata.ManagedPrefixList:
		u.named(r.PrefixListId, r.OwnerId != "AWS")
		u.routes(func(route *awsdata.Route) bool { return route.DestinationPrefixListId == r.PrefixListId },
			r.OwnerId != "AWS")
	case *awsdata.InternetGateway:
		u.publicAddresses(r)
	case *awsdata.TransitGateway:
		u.need("describe-transit-gateway-attachments")
		for i := range rx.Region.TransitGatewayAttachments {
			if a := &rx.Region.TransitGatewayAttachments[i]; a.TransitGatewayId == r.TransitGatewayId &&
				a.State != "deleted" {
				u.add(KindAttachment, a.TransitGatewayAttachmentId, true, Attaches, a.ResourceType, a.ResourceId)
			}
		}
	case *awsdata.VPC:
		u.inVPC(r)
	case *awsdata.NetworkInterface:
		u.ofInterface(r)
	}
	if _, list := r.(*awsdata.ManagedPrefixList); !list {
		glb := false
		if e, ok := r.(*awsdata.VPCEndpoint); ok {
			glb = e.Type() != "Gateway" && e.Type() != "Interface"
		}
		u.routes(func(route *awsdata.Route) bool { return route.Target() == r.ID() }, glb)
	}
	slices.SortStableFunc(u.list, func(a, b Use) int {
		return cmp.Or(refusing(b)-refusing(a), cmp.Compare(a.Kind, b.Kind))
	})
	return u.list, u.missing
}

func refusing(u Use) int {
	if u.Refuses {
		return 1
	}
	return 0
}

// users gathers uses.
type users struct {
	rx      *awsdata.RegionIndex
	roles   *role.Index
	list    []Use
	missing []string
}

func (u *users) add(kind Kind, id string, refuses bool, how Reason, names ...string) {
	u.list = append(u.list, Use{kind, id, state(how, names...), refuses})
}

// need notes a call without which the list is not known to be complete.
func (u *users) need(calls ...string) {
	for _, call := range calls {
		if !u.rx.Region.Has(call) && !slices.Contains(u.missing, call) {
			u.missing = append(u.missing, call)
		}
	}
}

// keeperUse is what a keeper of the ledger is as a use.
func keeperUse(k ledger.KeeperKind) (Kind, Reason) {
	switch k {
	case ledger.KeeperRule:
		return KindRule, KeptByRule
	case ledger.KeeperAssociation:
		return KindVPC, KeptByAssociation
	case ledger.KeeperLambda:
		return KindLambda, KeptByLambda
	}
	return KindInterface, KeptByInterface
}

// keepers are what keeps a subnet or group from being deleted, by the ledger. The functions themselves are told above,
// so that only what AWS refuses for is left, and rules that would be stale.
func (u *users) keepers(id string) {
	l := ledger.Of(u.rx)
	u.missing = append(u.missing, l.Missing...)
	for _, k := range l.Keepers(id, u.roles) {
		if !k.Refuses && len(k.By) > 0 {
			continue
		}
		kind, how := keeperUse(k.Kind)
		u.add(kind, k.ID, k.Refuses, how, k.Says)
	}
}

func (u *users) ofTable(r *awsdata.RouteTable) {
	u.need("describe-route-tables", "describe-subnets")
	for _, s := range u.rx.VPCSubnets(r.VpcId) {
		if t, explicit := u.rx.SubnetRouteTable(s.SubnetId); t == r {
			how := HasItAsMain
			if explicit {
				how = HasIt
			}
			u.add(KindSubnet, s.SubnetId, explicit, how)
		}
	}
	if r.Main() {
		u.add(KindVPC, r.VpcId, true, MainTable)
	}
}

func (u *users) ofACL(r *awsdata.NetworkACL) {
	u.need("describe-network-acls", "describe-subnets")
	for _, s := range u.rx.VPCSubnets(r.VpcId) {
		if u.rx.SubnetNetworkACL(s.SubnetId) == r {
			u.add(KindSubnet, s.SubnetId, true, HasIt)
		}
	}
	if r.IsDefault {
		u.add(KindVPC, r.VpcId, true, DefaultACL)
	}
}

func (u *users) ofInterface(r *awsdata.NetworkInterface) {
	u.need("describe-network-interfaces")
	if who := r.Owner(); who != "" && r.Status != "available" {
		u.add(KindAttached, r.NetworkInterfaceId, true, AttachedTo, who)
	}
	if left := ledger.Of(u.rx).Leftover(r, u.roles); left != nil {
		u.add(KindLeftOver, r.NetworkInterfaceId, left.InUse, LeftOver, left.Says())
	}
}

func (u *users) routes(leads func(*awsdata.Route) bool, refuses bool) {
	u.need("describe-route-tables")
	for i := range u.rx.Region.RouteTables {
		t := &u.rx.Region.RouteTables[i]
		for j := range t.Routes {
			if route := &t.Routes[j]; leads(route) {
				trouble := route.State
				if trouble == "active" {
					trouble = ""
				}
				u.add(KindRoute, t.RouteTableId, refuses, RoutesTo, route.Destination(), route.Target(), trouble)
			}
		}
	}
}

// named are the rules of groups that name a prefix list.
func (u *users) named(id string, refuses bool) {
	u.need("describe-security-groups")
	for i := range u.rx.Region.SecurityGroups {
		g := &u.rx.Region.SecurityGroups[i]
		for _, d := range []struct {
			way  string
			list []awsdata.IpPermission
		}{{"out", g.IpPermissionsEgress}, {"in", g.IpPermissions}} {
			for j := range d.list {
				if slices.ContainsFunc(d.list[j].Peers(), func(p awsdata.Peer) bool { return p.Value == id }) {
					u.add(KindRule, g.GroupId, refuses, RuleNamesIt, d.way, d.list[j].PortText())
				}
			}
		}
	}
}

func (u *users) endpoints(has func(*awsdata.VPCEndpoint) bool, how Reason, refuses bool) {
	for i := range u.rx.Region.VPCEndpoints {
		if e := &u.rx.Region.VPCEndpoints[i]; has(e) {
			u.add(KindEndpoint, e.VpcEndpointId, refuses, how)
		}
	}
}

// goWithTheirs are the types of the interfaces that go with the NAT gateway or endpoint that has them.
var goWithTheirs = []string{"nat_gateway", "natGateway", "vpc_endpoint"}

func (u *users) inSubnet(s *awsdata.Subnet) {
	u.list = slices.DeleteFunc(u.list, func(x Use) bool {
		n := u.rx.NetworkInterface(x.ID)
		return n != nil && slices.Contains(goWithTheirs, n.InterfaceType)
	})
	for i := range u.rx.Region.NatGateways {
		if n := &u.rx.Region.NatGateways[i]; n.SubnetId == s.SubnetId && n.State != "deleted" {
			u.add(KindNAT, n.NatGatewayId, true, IsIn)
		}
	}
	u.endpoints(func(e *awsdata.VPCEndpoint) bool { return slices.Contains(e.SubnetIds, s.SubnetId) },
		InterfaceIn, true)
}

// inVPC is what a VPC is made of: AWS deletes none that has anything left.
func (u *users) inVPC(v *awsdata.VPC) {
	u.need("describe-subnets", "describe-nat-gateways", "describe-vpc-endpoints", "describe-internet-gateways",
		"describe-egress-only-internet-gateways", "describe-vpc-peering-connections", "describe-security-groups",
		"describe-route-tables", "describe-network-acls")
	for _, s := range u.rx.VPCSubnets(v.VpcId) {
		u.add(KindSubnet, s.SubnetId, true, HasRange, s.CidrBlock)
	}
	u.ownParts(v.VpcId)
	for i := range u.rx.Region.NatGateways {
		if n := &u.rx.Region.NatGateways[i]; n.VpcId == v.VpcId && n.State != "deleted" {
			u.add(KindNAT, n.NatGatewayId, true, HasState, n.State)
		}
	}
	u.endpoints(func(e *awsdata.VPCEndpoint) bool { return e.VpcId == v.VpcId }, IsIn, true)
	for i := range u.rx.Region.InternetGateways {
		if g := &u.rx.Region.InternetGateways[i]; g.AttachedTo(v.VpcId) {
			u.add(KindGateway, g.InternetGatewayId, true, IsAttached)
		}
	}
	for i := range u.rx.Region.PeeringConnections {
		if p := &u.rx.Region.PeeringConnections[i]; p.Other(v.VpcId) != nil {
			u.add(KindPeering, p.VpcPeeringConnectionId, true, PeersWith, p.Other(v.VpcId).VpcId)
		}
	}
}

// ownParts are the tables, ACLs and groups of a VPC that do not go with it, as those do that it began with.
// Source: Amazon EC2 API reference, DeleteVpc.
func (u *users) ownParts(vpc string) {
	for i := range u.rx.Region.EgressOnlyInternetGateways {
		g := &u.rx.Region.EgressOnlyInternetGateways[i]
		for _, a := range g.Attachments {
			if a.VpcId == vpc {
				u.add(KindGateway, g.EgressOnlyInternetGatewayId, true, IsAttached)
			}
		}
	}
	for i := range u.rx.Region.RouteTables {
		if t := &u.rx.Region.RouteTables[i]; t.VpcId == vpc && !t.Main() {
			u.add(KindTable, t.RouteTableId, true, IsIn)
		}
	}
	for i := range u.rx.Region.NetworkACLs {
		if a := &u.rx.Region.NetworkACLs[i]; a.VpcId == vpc && !a.IsDefault {
			u.add(KindACL, a.NetworkAclId, true, IsIn)
		}
	}
	for i := range u.rx.Region.SecurityGroups {
		if g := &u.rx.Region.SecurityGroups[i]; g.VpcId == vpc && g.GroupName != "default" {
			u.add(KindGroup, g.GroupId, true, IsIn)
		}
	}
}

// publicAddresses are the interfaces that keep an internet gateway attached.
func (u *users) publicAddresses(g *awsdata.InternetGateway) {
	u.need("describe-network-interfaces")
	for i := range u.rx.Region.NetworkInterfaces {
		n := &u.rx.Region.NetworkInterfaces[i]
		if n.Association != nil && n.Association.PublicIp != "" && g.AttachedTo(n.VpcId) {
			u.add(KindInterface, n.NetworkInterfaceId, true, HasPublicAddress, n.Owner(), n.Association.PublicIp)
		}
	}
}

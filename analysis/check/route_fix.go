package check

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// routeDestination is how the AWS CLI, Terraform and CloudFormation name the kind of destination that a route has.
func routeDestination(r *awsdata.Route) [3]string {
	switch {
	case r.DestinationPrefixListId != "":
		return [3]string{"destination-prefix-list-id", "destination_prefix_list_id", "DestinationPrefixListId"}
	case r.DestinationIpv6CidrBlock != "":
		return [3]string{"destination-ipv6-cidr-block", "destination_ipv6_cidr_block", "DestinationIpv6CidrBlock"}
	}
	return [3]string{"destination-cidr-block", "destination_cidr_block", "DestinationCidrBlock"}
}

// routeTarget is how the AWS CLI, Terraform and CloudFormation name the kind of target that a route has, and which that
// is. ok is false for targets that nobody can write: those of AWS's own routes, and what has no name there.
// [https://docs.aws.amazon.com/cli/latest/reference/ec2/create-route.html]
func routeTarget(r *awsdata.Route) (names [3]string, id string, ok bool) {
	switch {
	case r.Local() || r.Propagated() || r.State == "blackhole":
		return names, "", false
	case len(r.GatewayId) > 5 && r.GatewayId[:5] == "vpce-":
		return [3]string{"vpc-endpoint-id", "vpc_endpoint_id", "VpcEndpointId"}, r.GatewayId,
			r.DestinationPrefixListId == ""
	case r.GatewayId != "":
		return [3]string{"gateway-id", "gateway_id", "GatewayId"}, r.GatewayId, true
	case r.NatGatewayId != "":
		return [3]string{"nat-gateway-id", "nat_gateway_id", "NatGatewayId"}, r.NatGatewayId, true
	case r.EgressOnlyInternetGatewayId != "":
		return [3]string{"egress-only-internet-gateway-id", "egress_only_gateway_id", "EgressOnlyInternetGatewayId"},
			r.EgressOnlyInternetGatewayId, true
	case r.TransitGatewayId != "":
		return [3]string{"transit-gateway-id", "transit_gateway_id", "TransitGatewayId"}, r.TransitGatewayId, true
	case r.VpcPeeringConnectionId != "":
		return [3]string{"vpc-peering-connection-id", "vpc_peering_connection_id", "VpcPeeringConnectionId"},
			r.VpcPeeringConnectionId, true
	case r.NetworkInterfaceId != "":
		return [3]string{"network-interface-id", "network_interface_id", "NetworkInterfaceId"}, r.NetworkInterfaceId,
			true
	case r.LocalGatewayId != "":
		return [3]string{"local-gateway-id", "local_gateway_id", "LocalGatewayId"}, r.LocalGatewayId, true
	case r.CarrierGatewayId != "":
		return [3]string{"carrier-gateway-id", "carrier_gateway_id", "CarrierGatewayId"}, r.CarrierGatewayId, true
	case r.CoreNetworkArn != "":
		return [3]string{"core-network-arn", "core_network_arn", "CoreNetworkArn"}, r.CoreNetworkArn, true
	}
	return names, "", false
}

// everywhere is the default route for IPv4.
const everywhere = "0.0.0.0/0"

// routeVia is what a route of a fix leads to: how the AWS CLI, Terraform and CloudFormation name its kind, and which it
// is.
type routeVia struct {
	kind  [3]string
	id    string
	value paste.Value
}

// viaNAT is the way by a NAT gateway; refs say what one that a fix makes is called in Terraform and CloudFormation.
func viaNAT(nat string, refs map[string]paste.Value) routeVia {
	return routeVia{[3]string{"nat-gateway-id", "nat_gateway_id", "NatGatewayId"}, nat, valueOf(nat, refs)}
}

// viaGateway is the way by an internet gateway.
func viaGateway(id string) routeVia {
	return routeVia{[3]string{"gateway-id", "gateway_id", "GatewayId"}, id, paste.Str(id)}
}

// sendTo is the fix that makes subnets send to the IPv4 internet by something that works. broken is what does not, or
// "": a route to it does nobody any good, and is changed wherever it stands. Where a route table serves nobody else,
// its route is changed; where it does, the subnets get a copy of it with the new route, so that nobody else's way
// changes.
func (p *Pass) sendTo(subnets []*reach.SubnetPlace, broken string, via routeVia) Fix {
	var fix Fix
	for _, group := range byTable(subnets) {
		table := group[0].RouteTable
		if table == nil {
			continue
		}
		if p.serveOnly(table, group) || leadsTo(table, broken) {
			command := "ec2 create-route"
			to := defaultRoutes(table)
			if len(to) > 0 {
				command = "ec2 replace-route"
			} else {
				to = []string{everywhere}
			}
			for _, destination := range to {
				fix.CLI = append(fix.CLI, p.aws(command).Opt("route-table-id", table.RouteTableId).
					Opt("destination-cidr-block", destination).Opt(via.kind[0], via.id))
				fix.declare(via.route(table.RouteTableId, paste.Str(table.RouteTableId), destination))
			}
			continue
		}
		p.ownTable(&fix, table, group, via)
	}
	return fix
}

func (v routeVia) route(name string, table paste.Value,
	destination string) (terraform, cloudFormation paste.Declaration) {
	return paste.Resource("aws_route", paste.Name("to "+destination+" "+name), paste.F("route_table_id", table),
			paste.F("destination_cidr_block", paste.Str(destination)), paste.F(v.kind[1], v.value)),
		paste.Resource("AWS::EC2::Route", paste.LogicalID("to "+destination+" "+name), paste.F("RouteTableId", table),
			paste.F("DestinationCidrBlock", paste.Str(destination)), paste.F(v.kind[2], v.value))
}

// leadsTo reports whether all that a table sends of the IPv4 internet goes to a target.
func leadsTo(table *awsdata.RouteTable, target string) bool {
	found := false
	for _, r := range table.Routes {
		if slices.Contains(defaultRoutes(table), r.DestinationCidrBlock) {
			if r.Target() != target {
				return false
			}
			found = true
		}
	}
	return found && target != ""
}

// defaultRoutes are the destinations by which a table sends the IPv4 internet somewhere: all of it, or its halves.
func defaultRoutes(table *awsdata.RouteTable) []string {
	var out []string
	for _, r := range table.Routes {
		if slices.Contains([]string{everywhere, "0.0.0.0/1", "128.0.0.0/1"}, r.DestinationCidrBlock) {
			out = append(out, r.DestinationCidrBlock)
		}
	}
	slices.Sort(out)
	return out
}

// byTable groups subnets by their route table, in their order.
func byTable(subnets []*reach.SubnetPlace) [][]*reach.SubnetPlace {
	var out [][]*reach.SubnetPlace
	for _, s := range subnets {
		i := slices.IndexFunc(out, func(group []*reach.SubnetPlace) bool { return group[0].RouteTable == s.RouteTable })
		if i < 0 {
			out = append(out, nil)
			i = len(out) - 1
		}
		if !slices.ContainsFunc(out[i], func(o *reach.SubnetPlace) bool { return o.ID == s.ID }) {
			out[i] = append(out[i], s)
		}
	}
	return out
}

// serveOnly reports whether a route table serves the subnets and nothing else.
func (p *Pass) serveOnly(table *awsdata.RouteTable, subnets []*reach.SubnetPlace) bool {
	for _, subnet := range p.Region.VPCSubnets(table.VpcId) {
		used, _ := p.Region.SubnetRouteTable(subnet.SubnetId)
		if used == table &&
			!slices.ContainsFunc(subnets, func(s *reach.SubnetPlace) bool { return s.ID == subnet.SubnetId }) {
			return false
		}
	}
	return !slices.ContainsFunc(table.Associations,
		func(a awsdata.RouteTableAssociation) bool { return a.GatewayId != "" })
}

// ownTable adds to a fix a copy of a route table, with one route changed, for some of the subnets that it serves.
func (p *Pass) ownTable(fix *Fix, table *awsdata.RouteTable, subnets []*reach.SubnetPlace, via routeVia) {
	name := "own " + subnets[0].ID
	newTable := paste.Placeholder("new route table id for " + p.name(subnets[0].ID))
	own := paste.Ref("aws_route_table."+paste.Name(name)+".id", paste.LogicalID(name))
	fix.CLI = append(fix.CLI, withNameTag(p.aws("ec2 create-route-table").Opt("vpc-id", table.VpcId), "route-table",
		p.name(subnets[0].ID)).
		Saying("others use route table %s: its default route stays, and these subnets get a table of their own",
			p.label(table.RouteTableId)),
		p.aws("ec2 create-route").Opt("route-table-id", newTable).Opt("destination-cidr-block", everywhere).
			Opt(via.kind[0], via.id))
	fix.declare(paste.Resource("aws_route_table", paste.Name(name), paste.F("vpc_id", paste.Str(table.VpcId))),
		paste.Resource("AWS::EC2::RouteTable", paste.LogicalID(name), paste.F("VpcId", paste.Str(table.VpcId))))
	fix.declare(via.route(name, own, everywhere))
	for _, r := range sortedRoutes(table) {
		names, id, ok := routeTarget(&r)
		if !ok || slices.Contains(defaultRoutes(table), r.Destination()) {
			continue
		}
		to := routeDestination(&r)
		fix.CLI = append(fix.CLI, p.aws("ec2 create-route").Opt("route-table-id", newTable).Opt(to[0], r.Destination()).
			Opt(names[0], id))
		route := name + " " + r.Destination()
		fix.declare(paste.Resource("aws_route", paste.Name(route), paste.F("route_table_id", own),
			paste.F(to[1], paste.Str(r.Destination())), paste.F(names[1], paste.Str(id))),
			paste.Resource("AWS::EC2::Route", paste.LogicalID(route), paste.F("RouteTableId", own),
				paste.F(to[2], paste.Str(r.Destination())), paste.F(names[2], paste.Str(id))))
	}
	p.keepGateways(fix, table, newTable, own)
	for _, s := range subnets {
		fix.CLI = append(fix.CLI, p.associate(table, s.ID, newTable))
		associated := name + " " + s.ID
		fix.declare(paste.Resource("aws_route_table_association", paste.Name(associated),
			paste.F("subnet_id", paste.Str(s.ID)), paste.F("route_table_id", own)),
			paste.Resource("AWS::EC2::SubnetRouteTableAssociation", paste.LogicalID(associated),
				paste.F("SubnetId", paste.Str(s.ID)), paste.F("RouteTableId", own)))
	}
}

// sortedRoutes are the routes of a table by their destinations.
func sortedRoutes(table *awsdata.RouteTable) []awsdata.Route {
	return slices.SortedFunc(slices.Values(table.Routes),
		func(a, b awsdata.Route) int { return strings.Compare(a.Destination(), b.Destination()) })
}

// keepGateways associates a new route table with the gateway endpoints of the one that it is a copy of, and has the
// same gateways propagate their routes into it.
func (p *Pass) keepGateways(fix *Fix, table *awsdata.RouteTable, newTable string, own paste.Value) {
	for _, r := range sortedRoutes(table) {
		if r.DestinationPrefixListId == "" || p.Region.VPCEndpoint(r.GatewayId) == nil {
			continue
		}
		fix.CLI = append(fix.CLI, p.aws("ec2 modify-vpc-endpoint").Opt("vpc-endpoint-id", r.GatewayId).
			Opt("add-route-table-ids", newTable))
		fix.Terraform = append(fix.Terraform, paste.Resource("aws_vpc_endpoint_route_table_association",
			paste.Name(newTable+" "+r.GatewayId),
			paste.F("vpc_endpoint_id", paste.Str(r.GatewayId)), paste.F("route_table_id", own)))
		fix.CloudFormation = append(fix.CloudFormation, paste.Part("AWS::EC2::VPCEndpoint", p.label(r.GatewayId),
			paste.F("RouteTableIds", paste.List(own))).
			Saying("add to the list"))
	}
	for _, vgw := range slices.SortedFunc(slices.Values(table.PropagatingVgws),
		func(a, b awsdata.PropagatingVgw) int { return strings.Compare(a.GatewayId, b.GatewayId) }) {
		fix.CLI = append(fix.CLI, p.aws("ec2 enable-vgw-route-propagation").Opt("route-table-id", newTable).
			Opt("gateway-id", vgw.GatewayId))
		fix.declare(paste.Resource("aws_vpn_gateway_route_propagation", paste.Name(newTable+" "+vgw.GatewayId),
			paste.F("vpn_gateway_id", paste.Str(vgw.GatewayId)), paste.F("route_table_id", own)),
			paste.Resource("AWS::EC2::VPNGatewayRoutePropagation", paste.LogicalID(newTable+" "+vgw.GatewayId),
				paste.F("VpnGatewayId", paste.Str(vgw.GatewayId)), paste.F("RouteTableIds", paste.List(own))))
	}
}

// associate is the command that gives a subnet another route table than the one it has.
func (p *Pass) associate(table *awsdata.RouteTable, subnet, newTable string) paste.Command {
	for i := range table.Associations {
		if a := &table.Associations[i]; a.SubnetId == subnet && a.RouteTableAssociationId != "" {
			return p.aws("ec2 replace-route-table-association").Opt("association-id", a.RouteTableAssociationId).
				Opt("route-table-id", newTable)
		}
	}
	return p.aws("ec2 associate-route-table").Opt("subnet-id", subnet).Opt("route-table-id", newTable)
}

// leftToMain reports whether a missing route alone keeps a placement in, the table without it is the VPC's main one,
// which subnets have that nobody gave a table, and the VPC has a NAT gateway that works: then the route is what was
// forgotten. Subnets with a table of their own are cut off on purpose, as far as anybody can tell.
func (p *Pass) leftToMain(at *placement, blockers []reach.Hop) bool {
	missing := func(h reach.Hop) bool { return h.Component == reach.ComponentRoute && h.Reason == reach.NoRoute }
	if len(blockers) == 0 || slices.ContainsFunc(blockers, func(h reach.Hop) bool { return !missing(h) }) ||
		p.workingNAT(at.VPCID, "", "") == nil {
		return false
	}
	return !slices.ContainsFunc(at.Subnets, func(s reach.SubnetPlace) bool {
		return s.RouteTable == nil || givenTable(s.RouteTable, s.ID) && !leadsAnywhere(s.RouteTable)
	})
}

// givenTable reports whether somebody gave a subnet its route table.
func givenTable(table *awsdata.RouteTable, subnet string) bool {
	return slices.ContainsFunc(table.Associations,
		func(a awsdata.RouteTableAssociation) bool { return a.SubnetId == subnet && a.Live() })
}

func leadsAnywhere(table *awsdata.RouteTable) bool { return len(defaultRoutes(table)) > 0 }

// sendMain is the fix that gives the subnets of a placement that were left to the main table a way out: the table that
// was made for that and leads by a NAT gateway, if there is one with all that the main one has, else a route.
func (p *Pass) sendMain(at *placement) Fix {
	var fix Fix
	var left []*reach.SubnetPlace
	for i := range at.Subnets {
		s := &at.Subnets[i]
		if givenTable(s.RouteTable, s.ID) {
			continue
		}
		ready := p.readyTable(s.RouteTable)
		if ready == nil {
			left = append(left, s)
			continue
		}
		id := ready.RouteTableId
		fix.CLI = append(fix.CLI, p.associate(s.RouteTable, s.ID, id).
			Saying("%s has no route table of its own; with this one all that is in it can reach the internet",
				p.name(s.ID)))
		fix.declare(paste.Resource("aws_route_table_association", paste.Name(id+" "+s.ID),
			paste.F("subnet_id", paste.Str(s.ID)), paste.F("route_table_id", paste.Str(id))),
			paste.Resource("AWS::EC2::SubnetRouteTableAssociation", paste.LogicalID(id+" "+s.ID),
				paste.F("SubnetId", paste.Str(s.ID)), paste.F("RouteTableId", paste.Str(id))))
	}
	if len(left) > 0 {
		fix.CLI = append(fix.CLI, paste.Comment("%s has no route table of its own; from then on all that is in there "+
			"can "+
			"reach the internet", p.namesOf(idsOf(left))))
		fix.add(p.sendByNAT(at.VPCID, "", "", left))
	}
	return fix
}

// readyTable is a table of the same VPC that leads to the internet by a NAT gateway that works, and elsewhere like
// another table, nil if there is none.
func (p *Pass) readyTable(like *awsdata.RouteTable) *awsdata.RouteTable {
	var ready *awsdata.RouteTable
	for i := range p.Region.Region.RouteTables {
		t := &p.Region.Region.RouteTables[i]
		if t == like || t.VpcId != like.VpcId || ready != nil && ready.RouteTableId < t.RouteTableId ||
			!p.leadsByNAT(t) {
			continue
		}
		keeps := func(r awsdata.Route) bool {
			return slices.ContainsFunc(t.Routes, func(o awsdata.Route) bool {
				return o.Destination() == r.Destination() && o.Target() == r.Target() && o.State == r.State
			})
		}
		if !slices.ContainsFunc(like.Routes, func(r awsdata.Route) bool { return !keeps(r) }) {
			ready = t
		}
	}
	return ready
}

// leadsByNAT reports whether a table leads all of the IPv4 internet to a NAT gateway that works.
func (p *Pass) leadsByNAT(table *awsdata.RouteTable) bool {
	for i := range p.Region.Region.NatGateways {
		nat := &p.Region.Region.NatGateways[i]
		if leadsTo(table, nat.NatGatewayId) && nat.State == "available" && nat.Public() &&
			(nat.Regional() || p.leadsToInternetGateway(nat.SubnetId)) {
			return true
		}
	}
	return false
}

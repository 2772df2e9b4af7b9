package oracle

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// gateways makes everything in a VPC that a route can lead to.
func (g *generator) gateways(n *net) {
	name := n.id[4:]
	to := func(member, id string) { n.targets = append(n.targets, object{member: id}) }
	attachments := func(state string) []object {
		switch {
		case g.chance(10):
			return []object{}
		case g.chance(10):
			return []object{{"VpcId": pick(g, g.nets...).id, "State": state}}
		}
		return []object{{"VpcId": n.id, "State": state}}
	}
	g.add("describe-internet-gateways", object{"InternetGatewayId": "igw-" + name, "OwnerId": account, "Attachments": attachments("available")})
	g.igws = append(g.igws, "igw-"+name)
	to("GatewayId", "igw-"+name)
	g.add("describe-egress-only-internet-gateways", object{"EgressOnlyInternetGatewayId": "eigw-" + name, "Attachments": attachments("attached")})
	to("EgressOnlyInternetGatewayId", "eigw-"+name)
	for i := range 3 {
		id := fmt.Sprintf("nat-%s%d", name, i)
		o := object{"NatGatewayId": id, "VpcId": n.id, "State": pick(g, "available", "available", "available", "available", "failed", "pending", "deleted"),
			"ConnectivityType": pick(g, "public", "public", "public", "private"), "AvailabilityMode": "zonal"}
		if g.chance(25) {
			o["AvailabilityMode"], o["ConnectivityType"] = "regional", "public"
			o["RouteTableId"] = fmt.Sprintf("rtb-%s%d", name, pick(g, 1, 1, 1, 0, 4)) // the last one is not there
		} else {
			o["SubnetId"] = pick(g, pick(g, n.subnets...), n.subnets[0], n.subnets[1]).id
			if g.chance(3) {
				o["SubnetId"] = "subnet-gone"
			}
		}
		g.add("describe-nat-gateways", o)
		to("NatGatewayId", id)
		to("NatGatewayId", id)
	}
	for i, kind := range []string{"Gateway", "Gateway", "GatewayLoadBalancer", "Interface"} {
		id := fmt.Sprintf("vpce-%s%d", name, i)
		g.add("describe-vpc-endpoints", object{"VpcEndpointId": id, "VpcEndpointType": kind, "VpcId": n.id,
			"ServiceName": "com.amazonaws.us-east-1.s3", "State": pick(g, "available", "Available", "available", "pending", "failed")})
		if kind != "Interface" {
			to("GatewayId", id)
		}
	}
	for _, p := range g.lists["describe-vpc-peering-connections"] {
		for _, side := range []string{"RequesterVpcInfo", "AccepterVpcInfo"} {
			if p[side].(object)["VpcId"] == n.id {
				to("VpcPeeringConnectionId", p["VpcPeeringConnectionId"].(string))
			}
		}
	}
	g.transit(n)
	to("TransitGatewayId", "tgw-1")
	if g.chance(10) { // targets that are gone, though their routes say nothing of it
		for member, id := range map[string]string{"GatewayId": pick(g, "igw-gone", "vpce-gone"), "NatGatewayId": "nat-gone",
			"EgressOnlyInternetGatewayId": "eigw-gone", "VpcPeeringConnectionId": "pcx-gone"} {
			to(member, id)
		}
		slices.SortFunc(n.targets, func(x, y object) int { return strings.Compare(fmt.Sprint(x), fmt.Sprint(y)) })
	}
	to("GatewayId", "vgw-1")
	to("NetworkInterfaceId", "eni-appliance")
	to("InstanceId", "i-1")
	to("CoreNetworkArn", "arn:aws:networkmanager::123456789012:core-network/core-1")
	to("LocalGatewayId", "lgw-1")
	to("CarrierGatewayId", "cagw-1")
}

// transit attaches the one transit gateway to the VPC, in some zones or none.
func (g *generator) transit(n *net) {
	if len(g.lists["describe-transit-gateways"]) == 0 {
		g.add("describe-transit-gateways", object{"TransitGatewayId": "tgw-1", "State": "available", "OwnerId": account})
		g.add("describe-transit-gateway-route-tables", object{"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayId": "tgw-1", "State": "available"})
		if g.chance(60) {
			var routes []object
			for range g.IntN(6) {
				routes = append(routes, object{"DestinationCidrBlock": pick(g, g.cidrs...), "Type": pick(g, "static", "propagated"),
					"State": pick(g, "active", "active", "blackhole"), "TransitGatewayAttachments": []object{{"TransitGatewayAttachmentId": "tgw-attach-x", "ResourceType": "vpn", "ResourceId": "vpn-1"}}})
			}
			g.keyed["search-transit-gateway-routes.tgw-rtb-1"] = routes
		}
	}
	if g.chance(25) {
		return
	}
	state, id := pick(g, "available", "available", "available", "deleted"), "tgw-attach-"+n.id
	var in []string
	for _, s := range n.subnets {
		if g.chance(30) {
			in = append(in, s.id)
		}
	}
	general := object{"TransitGatewayAttachmentId": id, "TransitGatewayId": "tgw-1", "ResourceType": "vpc", "ResourceId": n.id, "State": state}
	if g.chance(80) {
		general["Association"] = object{"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"}
	}
	g.add("describe-transit-gateway-attachments", general)
	g.add("describe-transit-gateway-vpc-attachments", object{"TransitGatewayAttachmentId": id, "TransitGatewayId": "tgw-1",
		"VpcId": n.id, "VpcOwnerId": account, "State": state, "SubnetIds": full(in)})
}

// routeTables makes a main table and three others. Each has the local routes, but for a nasty few.
func (g *generator) routeTables(n *net) {
	if n.owner != account {
		return // whoever shares a subnet does not share its table
	}
	associations := make([][]object, 4)
	for j, s := range n.subnets {
		k := g.IntN(5)
		if j < 2 && g.chance(70) {
			k = 1 // the public table, for NAT gateways to sit behind
		}
		if k < 4 {
			o := object{"SubnetId": s.id, "Main": false, "AssociationState": object{"State": "associated"}}
			switch {
			case g.chance(10):
				delete(o, "AssociationState")
			case g.chance(5):
				o["AssociationState"] = object{"State": "disassociated"}
			}
			associations[k] = append(associations[k], o)
		}
	}
	if g.chance(95) {
		associations[0] = append(associations[0], object{"Main": true, "AssociationState": object{"State": "associated"}})
	}
	for i := range 4 {
		id := fmt.Sprintf("rtb-%s%d", n.id[4:], i)
		n.tables = append(n.tables, id)
		g.add("describe-route-tables", object{"RouteTableId": id, "VpcId": n.id, "OwnerId": n.owner,
			"Associations": full(associations[i]), "Routes": g.routes(n, i == 1)})
	}
}

// routes are those of a table; a public one most often leads to the internet gateway.
func (g *generator) routes(n *net, public bool) []object {
	routes := []object{}
	if g.chance(95) {
		for _, c := range n.cidrs {
			routes = append(routes, destined(c, object{"GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"}))
		}
	}
	used := slices.Clone(n.cidrs) // a table has one static route to a range
	add := func(destination string, target object) {
		o := object{"Origin": "CreateRoute", "State": "active"}
		for k, v := range target {
			o[k] = v
		}
		switch {
		case g.chance(7):
			o["State"] = "blackhole"
		case g.chance(4):
			o["State"] = "filtered"
		}
		if g.chance(12) && destination[:2] != "pl" {
			o["Origin"] = pick(g, "EnableVgwRoutePropagation", "Advertisement")
		} else if slices.Contains(used, destination) {
			return
		} else {
			used = append(used, destination)
		}
		routes = append(routes, destined(destination, o))
	}
	extra := g.IntN(6)
	if public {
		extra = g.IntN(2)
	}
	if !public && g.chance(25) { // lists that may overlap
		for _, id := range g.some(g.pls[:4], 2, 2) {
			add(id, pick(g, n.targets...))
		}
	}
	for range extra {
		destination := pick(g, g.cidrs...)
		switch {
		case g.chance(2):
			destination = "pl-gone"
		case g.chance(20):
			destination = pick(g, g.pls[:4]...)
		}
		add(destination, pick(g, n.targets...))
	}
	for _, p := range g.lists["describe-vpc-peering-connections"] { // towards a neighbour, so that peerings have ways and ways back
		for _, far := range g.nets {
			sides := []any{p["RequesterVpcInfo"].(object)["VpcId"], p["AccepterVpcInfo"].(object)["VpcId"]}
			if far.id == n.id || !slices.Contains(sides, any(far.id)) || !slices.Contains(sides, any(n.id)) {
				continue
			}
			for _, c := range far.cidrs {
				if g.chance(70) {
					add(c, object{"VpcPeeringConnectionId": p["VpcPeeringConnectionId"]})
				}
			}
		}
	}
	four, six := pick(g, n.targets...), pick(g, n.targets...)
	switch {
	case public && g.chance(80):
		four = object{"GatewayId": "igw-" + n.id[4:]}
	case g.chance(50):
		four = object{"NatGatewayId": fmt.Sprintf("nat-%s%d", n.id[4:], g.IntN(3))}
	}
	if g.chance(50) {
		six = pick(g, object{"GatewayId": "igw-" + n.id[4:]}, object{"EgressOnlyInternetGatewayId": "eigw-" + n.id[4:]})
	}
	if g.chance(80) {
		add("0.0.0.0/0", four)
	}
	if g.chance(80) {
		add("::/0", six)
	}
	g.Shuffle(len(routes), func(i, j int) { routes[i], routes[j] = routes[j], routes[i] })
	return routes
}

func destined(destination string, o object) object {
	switch {
	case destination[:2] == "pl":
		o["DestinationPrefixListId"] = destination
	case netip.MustParsePrefix(destination).Addr().Is6():
		o["DestinationIpv6CidrBlock"] = destination
	default:
		o["DestinationCidrBlock"] = destination
	}
	return o
}

// functions makes functions of every kind, and captures the interfaces of some.
func (g *generator) functions() {
	g.rules()
	for i := range 7 {
		n := pick(g, g.nets...)
		if i < 3 {
			n = g.nets[i%2]
		}
		name := fmt.Sprintf("fn-%d", i)
		o := object{"FunctionName": name, "FunctionArn": "arn:aws:lambda:us-east-1:" + account + ":function:" + name, "Version": "$LATEST"}
		var ids []string
		for _, s := range n.subnets {
			ids = append(ids, s.id)
		}
		subnets, groups := g.some(ids, 1, 3), g.some(n.groups, 1, 2)
		if g.chance(4) {
			subnets = append(subnets, "subnet-gone")
		}
		if g.chance(6) {
			groups = append(groups, "sg-gone")
		}
		switch {
		case i == 5 && g.chance(50):
			o["VpcConfig"] = object{"SubnetIds": []string{}, "SecurityGroupIds": []string{}, "VpcId": ""}
		case i == 5:
			o["VpcConfig"] = nil
		case i == 6:
			arn := "arn:aws:lambda:us-east-1:" + account + ":capacity-provider:cp"
			o["CapacityProviderConfig"] = object{"LambdaManagedInstancesCapacityProviderConfig": object{"CapacityProviderArn": arn}}
			if g.chance(80) {
				g.add("list-capacity-providers", object{"CapacityProviderArn": arn, "State": "Active",
					"VpcConfig": object{"SubnetIds": subnets, "SecurityGroupIds": groups}})
			}
		default:
			o["VpcConfig"] = object{"VpcId": pick(g, n.id, n.id, ""), "SubnetIds": subnets, "SecurityGroupIds": groups, "Ipv6AllowedForDualStack": g.chance(70)}
		}
		if i < 5 {
			for _, s := range n.subnets {
				if slices.Contains(subnets, s.id) && g.chance(50) {
					carried := g.some(groups, len(groups), len(groups))
					if g.chance(20) {
						carried = append(carried, pick(g, n.groups...))
					}
					g.plug(n, s, "lambda", carried, g.chance(60))
				}
			}
		}
		g.add("list-functions", o)
	}
}

// servers plugs interfaces into the subnets, for functions to connect to.
func (g *generator) servers() {
	for _, n := range g.nets {
		for _, s := range n.subnets {
			for range g.IntN(4) {
				groups := g.some(n.groups, 1, 2)
				switch {
				case g.chance(5):
					groups = append(groups, "sg-gone")
				case g.chance(5):
					groups = nil
				}
				g.plug(n, s, "interface", groups, g.chance(60))
			}
		}
	}
}

// plug puts an interface at the subnet's next free address.
func (g *generator) plug(n net, s site, kind string, groups []string, six bool) {
	taken := g.lists["describe-network-interfaces"]
	offset := 4
	for _, o := range taken {
		if o["SubnetId"] == s.id {
			offset += 2
		}
	}
	at := func(cidr string, offset int) string {
		ip := netip.MustParsePrefix(cidr).Addr()
		for range offset {
			ip = ip.Next()
		}
		return ip.String()
	}
	if offset > 12 {
		return
	}
	o := object{"NetworkInterfaceId": fmt.Sprintf("eni-%d", len(taken)), "InterfaceType": kind, "VpcId": n.id, "SubnetId": s.id,
		"PrivateIpAddress": at(s.cidr, offset), "Status": "in-use", "OwnerId": account}
	addresses := []object{{"PrivateIpAddress": at(s.cidr, offset), "Primary": true}}
	if g.chance(20) {
		addresses = append(addresses, object{"PrivateIpAddress": at(s.cidr, offset+1)})
	}
	o["PrivateIpAddresses"] = addresses
	if six && s.cidr6 != "" {
		o["Ipv6Addresses"] = []object{{"Ipv6Address": at(s.cidr6, offset)}}
	}
	carried := []object{}
	for _, id := range groups {
		carried = append(carried, object{"GroupId": id, "GroupName": id})
	}
	o["Groups"] = carried
	g.add("describe-network-interfaces", o)
}

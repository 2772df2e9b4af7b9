package law

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// routeTables makes a main table and three others. Each has the local routes.
func (g *generator) routeTables(n *net) {
	if n.owner == foreignAccount {
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
			case g.chance(4):
				o["AssociationState"] = object{"State": "disassociated"}
			}
			associations[k] = append(associations[k], o)
		}
	}
	if g.chance(95) {
		associations[0] = append(associations[0],
			object{"Main": true, "AssociationState": object{"State": "associated"}})
	}
	for i := range 4 {
		g.add(n.at, "describe-route-tables", object{"RouteTableId": fmt.Sprintf("rtb-%s%d", n.id[4:], i),
			"VpcId": n.id, "OwnerId": n.owner,
			"Associations": full(associations[i]), "Routes": g.routes(n, i == 1)})
	}
}

// routes are those of a table; a public one most often leads to the internet gateway.
func (g *generator) routes(n *net, public bool) []object {
	routes := []object{}
	for _, c := range n.cidrs {
		routes = append(routes,
			destined(c, object{"GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"}))
	}
	used := slices.Clone(n.cidrs) // a table has one static route to a range
	add := func(destination string, target object) {
		o := object{"Origin": "CreateRoute", "State": "active"}
		for k, v := range target {
			o[k] = v
		}
		switch {
		case g.chance(5):
			o["State"] = "blackhole"
		case g.chance(3):
			o["State"] = "filtered"
		}
		if gateway, _ := o["GatewayId"].(string); strings.HasPrefix(gateway, "igw-") && g.chance(10) {
			o["IgwFirewall"] = object{"FirewallArn": "arn:aws:network-firewall:us-east-1:123456789012:firewall/net",
				"Status": pick(g, "active", "active", "pending")}
		}
		if g.chance(10) && destination[:2] != "pl" {
			o["Origin"] = pick(g, "EnableVgwRoutePropagation", "Advertisement")
		} else if slices.Contains(used, destination) {
			return
		} else {
			used = append(used, destination)
		}
		routes = append(routes, destined(destination, o))
	}
	extra := g.IntN(4)
	if public {
		extra = g.IntN(2)
	}
	if !public && g.chance(20) { // lists that may overlap
		for _, id := range g.some(g.pls[n.at.Region][:4], 2, 2) {
			add(id, pick(g, n.targets...))
		}
	}
	for _, t := range n.targets { // gateway endpoints lead to their lists
		if id, _ := t["GatewayId"].(string); strings.HasPrefix(id, "vpce-") && strings.Contains(id, "g") &&
			g.chance(50) {
			for _, e := range g.book(n.at).lists["describe-vpc-endpoints"] {
				if e["VpcEndpointId"] == id {
					name := e["ServiceName"].(string)
					add("pl-"+name[strings.LastIndexByte(name, '.')+1:]+"-"+n.at.Region[:2], t)
				}
			}
		}
	}
	for range extra {
		destination := pick(g, g.cidrs...)
		switch {
		case g.chance(2):
			destination = "pl-gone"
		case g.chance(20):
			destination = pick(g, g.pls[n.at.Region]...)
		}
		add(destination, pick(g, n.targets...))
	}
	if g.chance(25) && len(n.nats) > 0 {
		add("64:ff9b::/96", object{"NatGatewayId": pick(g, n.nats...)})
	}
	if g.chance(15) { // what a VPN says of the VPC's own range loses
		c := pick(g, n.subnets...).cidr
		routes = append(routes,
			destined(c, object{"GatewayId": "vgw-1", "Origin": "EnableVgwRoutePropagation", "State": "active"}))
	}
	g.neighbors(n, add)
	four, six := pick(g, n.targets...), pick(g, n.targets...)
	switch {
	case public && g.chance(85):
		four = object{"GatewayId": "igw-" + n.id[4:]}
	case len(n.nats) > 0 && g.chance(55):
		four = object{"NatGatewayId": pick(g, n.nats...)}
	case g.chance(30):
		four = object{"TransitGatewayId": "tgw-1"}
	}
	if g.chance(50) {
		six = pick(g, object{"GatewayId": "igw-" + n.id[4:]}, object{"EgressOnlyInternetGatewayId": "eigw-" + n.id[4:]})
	}
	switch {
	case g.chance(75):
		add("0.0.0.0/0", four)
	case g.chance(50): // in two halves
		add("0.0.0.0/1", four)
		add("128.0.0.0/1", four)
	}
	if g.chance(80) {
		add("::/0", six)
	}
	g.Shuffle(len(routes), func(i, j int) { routes[i], routes[j] = routes[j], routes[i] })
	return routes
}

// neighbors adds routes towards the other VPCs, so that peerings and the transit gateway have ways and ways back.
func (g *generator) neighbors(n *net, add func(string, object)) {
	for _, far := range g.nets {
		if far.id == n.id {
			continue
		}
		var ways []object
		for _, p := range g.book(n.at).lists["describe-vpc-peering-connections"] {
			sides := []any{p["RequesterVpcInfo"].(object)["VpcId"], p["AccepterVpcInfo"].(object)["VpcId"]}
			if slices.Contains(sides, any(far.id)) && slices.Contains(sides, any(n.id)) {
				ways = append(ways, object{"VpcPeeringConnectionId": p["VpcPeeringConnectionId"]})
			}
		}
		if len(n.attached) > 0 && len(far.attached) > 0 {
			ways = append(ways, object{"TransitGatewayId": "tgw-1"})
		}
		if len(ways) == 0 {
			continue
		}
		way := ways[len(ways)-1]
		if g.chance(20) {
			way = ways[0]
		}
		for _, c := range far.cidrs {
			if g.chance(80) {
				add(c, way)
			}
		}
	}
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

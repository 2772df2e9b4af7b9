package whatif

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// SetRoute adds a static route, or points the one that is there elsewhere.
type SetRoute struct {
	Region      string `json:"region,omitempty"`
	Table       string `json:"table,omitempty"`
	Destination string `json:"destination,omitempty"` // CIDR or pl-
	Target      string `json:"target,omitempty"`
	Replace     bool   `json:"replace,omitempty"` // a route to the destination exists; what the snapshot says counts
}

// RemoveRoute removes a static route.
type RemoveRoute struct {
	Region      string `json:"region,omitempty"`
	Table       string `json:"table,omitempty"`
	Destination string `json:"destination,omitempty"`
}

func (e SetRoute) about() about {
	err := need("table", e.Table, "destination", e.Destination, "target", e.Target)
	if err == nil {
		err = checkCIDR(e.Destination)
	}
	return about{Add, Route, e.Region, e.Table, err}
}

func (e RemoveRoute) about() about {
	err := need("table", e.Table, "destination", e.Destination)
	if err == nil {
		err = checkCIDR(e.Destination)
	}
	return about{Remove, Route, e.Region, e.Table, err}
}

// Words implements [Edit].
func (e SetRoute) Words() string {
	return fmt.Sprintf("%s: route %s to %s", given(e.Table), e.Destination, given(e.Target))
}

// Words implements [Edit].
func (e RemoveRoute) Words() string {
	return fmt.Sprintf("%s: remove the route to %s", e.Table, e.Destination)
}

// Inverse implements [Edit].
func (e SetRoute) Inverse(before *awsdata.Snapshot) ([]Edit, bool) {
	if was, ok := routeEdit(in(before, e), e.Region, e.Table, e.Destination); ok {
		return []Edit{was}, was.Target != ""
	}
	return []Edit{RemoveRoute{Region: e.Region, Table: e.Table, Destination: e.Destination}}, true
}

// Inverse implements [Edit].
func (e RemoveRoute) Inverse(before *awsdata.Snapshot) ([]Edit, bool) {
	was, ok := routeEdit(in(before, e), e.Region, e.Table, e.Destination)
	return []Edit{was}, ok && was.Target != ""
}

// routeEdit is the edit that makes the static or local route to a destination as it is.
func routeEdit(r *awsdata.Region, region, table, destination string) (SetRoute, bool) {
	if r == nil {
		return SetRoute{}, false
	}
	t, err := element[awsdata.RouteTable](r.RouteTables, table)
	if err != nil {
		return SetRoute{}, false
	}
	at := staticRoute(t, destination)
	if at < 0 {
		at = localRoute(t, destination)
	}
	if at < 0 {
		return SetRoute{}, false
	}
	return SetRoute{Region: region, Table: table, Destination: t.Routes[at].Destination(),
		Target: t.Routes[at].Target()}, true
}

// sameDestination compares route destinations as networks, since people write 2001:db8::/32 in many ways.
func sameDestination(a, b string) bool {
	p, errP := netip.ParsePrefix(a)
	q, errQ := netip.ParsePrefix(b)
	if errP != nil || errQ != nil {
		return a == b
	}
	return p.Masked() == q.Masked()
}

// staticRoute is the place of the route to a destination that a person made, -1 if there is none. A propagated route to
// the same destination stays beside it, and local ones are the VPC's.
func staticRoute(t *awsdata.RouteTable, destination string) int {
	return slices.IndexFunc(t.Routes, func(route awsdata.Route) bool {
		return sameDestination(route.Destination(), destination) && !route.Propagated() && !route.Local()
	})
}

// localRoute is the place of the VPC's own route to a destination, -1 if there is none.
func localRoute(t *awsdata.RouteTable, destination string) int {
	return slices.IndexFunc(t.Routes, func(route awsdata.Route) bool {
		return route.Local() && sameDestination(route.Destination(), destination)
	})
}

// own is the target of a VPC's own routes.
const own = "local"

// insteadOfLocal reports whether a local route can be pointed at a target.
// [https://docs.aws.amazon.com/vpc/latest/userguide/replace-local-route-target.html]
func insteadOfLocal(to string) bool {
	t, _ := targetOf(to)
	return slices.Contains([]string{"nat", "eni", "i", "vpce", own}, t.prefix)
}

// apply adds the route, replacing the static or local one of the same destination as `aws ec2 replace-route` would.
func (e SetRoute) apply(r, _ *awsdata.Region) error {
	t, err := element[awsdata.RouteTable](r.RouteTables, e.Table)
	if err != nil {
		return err
	}
	route := awsdata.Route{Origin: "CreateRoute", State: "active"}
	switch {
	case strings.HasPrefix(e.Destination, "pl-"):
		route.DestinationPrefixListId = e.Destination
	case strings.Contains(e.Destination, ":"):
		route.DestinationIpv6CidrBlock = canonical(e.Destination)
	default:
		route.DestinationCidrBlock = canonical(e.Destination)
	}
	if err := aim(&route, e.Target); err != nil {
		return err
	}
	if route.Local() {
		route.Origin = "CreateRouteTable"
	}
	routes := slices.Clone(t.Routes)
	at := staticRoute(t, e.Destination)
	if at < 0 {
		if at = localRoute(t, e.Destination); at >= 0 && !insteadOfLocal(e.Target) {
			return fmt.Errorf(
				"%s: the local route to %s can lead to a NAT gateway, an interface or an endpoint only, not to %s",
				e.Table, e.Destination, e.Target)
		}
	}
	switch {
	case at >= 0:
		routes = slices.Delete(routes, at, at+1)
	case route.Local():
		return fmt.Errorf("%s has no route to %s that could be local again", e.Table, e.Destination)
	}
	t.Routes = append(routes, route)
	return nil
}

func (e RemoveRoute) apply(r, _ *awsdata.Region) error {
	t, err := element[awsdata.RouteTable](r.RouteTables, e.Table)
	if err != nil {
		return err
	}
	at := staticRoute(t, e.Destination)
	if at < 0 {
		return fmt.Errorf("%s has no static route to %s", e.Table, e.Destination)
	}
	t.Routes = slices.Delete(slices.Clone(t.Routes), at, at+1)
	return nil
}

// target is how one kind of target of a route is given to the API, to Terraform and to CloudFormation.
// Sources: AWS CLI reference, ec2 create-route; the Terraform AWS provider's aws_route; AWS::EC2::Route.
type target struct {
	prefix         string
	set            func(*awsdata.Route, string)
	flag           string
	terraform      string
	cloudFormation string
}

func targets() []target {
	gateway := func(r *awsdata.Route, id string) { r.GatewayId = id }
	return []target{
		{own, gateway, "local-target", "gateway_id", "GatewayId"},
		{"igw", gateway, "gateway-id", "gateway_id", "GatewayId"},
		{"vgw", gateway, "gateway-id", "gateway_id", "GatewayId"},
		{"vpce", gateway, "vpc-endpoint-id", "vpc_endpoint_id", "VpcEndpointId"},
		{"nat", func(r *awsdata.Route, id string) { r.NatGatewayId = id }, "nat-gateway-id", "nat_gateway_id",
			"NatGatewayId"},
		{"eigw", func(r *awsdata.Route, id string) { r.EgressOnlyInternetGatewayId = id },
			"egress-only-internet-gateway-id", "egress_only_gateway_id", "EgressOnlyInternetGatewayId"},
		{"tgw", func(r *awsdata.Route, id string) { r.TransitGatewayId = id }, "transit-gateway-id",
			"transit_gateway_id", "TransitGatewayId"},
		{"pcx", func(r *awsdata.Route, id string) { r.VpcPeeringConnectionId = id },
			"vpc-peering-connection-id", "vpc_peering_connection_id", "VpcPeeringConnectionId"},
		{"eni", func(r *awsdata.Route, id string) { r.NetworkInterfaceId = id }, "network-interface-id",
			"network_interface_id", "NetworkInterfaceId"},
		{"i", func(r *awsdata.Route, id string) { r.InstanceId = id }, "instance-id", "network_interface_id",
			"InstanceId"},
		{"lgw", func(r *awsdata.Route, id string) { r.LocalGatewayId = id }, "local-gateway-id", "local_gateway_id",
			"LocalGatewayId"},
		{"cagw", func(r *awsdata.Route, id string) { r.CarrierGatewayId = id }, "carrier-gateway-id",
			"carrier_gateway_id", "CarrierGatewayId"},
	}
}

func targetOf(id string) (target, bool) {
	prefix, _, _ := strings.Cut(id, "-")
	for _, t := range targets() {
		if t.prefix == prefix {
			return t, true
		}
	}
	return target{}, false
}

// aim sets the member of the route that a target of that kind belongs in.
func aim(route *awsdata.Route, id string) error {
	t, ok := targetOf(id)
	if !ok {
		return fmt.Errorf("%q is no target of a route: want the id of a gateway, NAT gateway, endpoint, peering, instance or interface", id)
	}
	t.set(route, id)
	return nil
}

// destinationFlag is how one kind of destination is given to the API; with other letters Terraform and CloudFormation
// call it the same.
func destinationFlag(d string) string {
	switch {
	case strings.HasPrefix(d, "pl-"):
		return "destination-prefix-list-id"
	case strings.Contains(d, ":"):
		return "destination-ipv6-cidr-block"
	}
	return "destination-cidr-block"
}

// Commands implements [Edit]. A route that is there is replaced: AWS refuses to create a second one.
func (e SetRoute) Commands(s *awsdata.Snapshot) paste.Script {
	operation := "create-route"
	if _, ok := routeEdit(in(s, e), e.Region, e.Table, e.Destination); ok {
		operation = "replace-route"
	}
	flag := destinationFlag(e.Destination)
	to, _ := targetOf(e.Target)
	command := paste.AWS(regionFor(s, e), "ec2 "+operation).Opt("route-table-id", given(e.Table)).
		Opt(flag, e.Destination)
	if to.prefix == own {
		return paste.Script{command.Opt(to.flag)}
	}
	return paste.Script{command.Opt(to.flag, given(e.Target))}
}

// Commands implements [Edit].
func (e RemoveRoute) Commands(s *awsdata.Snapshot) paste.Script {
	flag := destinationFlag(e.Destination)
	return paste.Script{paste.AWS(regionFor(s, e), "ec2 delete-route").Opt("route-table-id", given(e.Table)).Opt(flag,
		e.Destination)}
}

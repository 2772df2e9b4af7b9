package reach

import (
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// walk is a function on its way through the network: who it is, and where the packet stands now.
type walk struct {
	who sender
	// the subnet that the packet leaves: the function's, or behind a transit gateway the far attachment's
	subnet  *subnet
	refs    []string   // the groups of the function, where references to them still match
	perhaps []string   // and where they may
	groups  *groupSet  // of the function, nil for who has none
	want    *wanted    // what the path has to end at, nil if any holder of the address will do
	behind  *transit   // how it came here by a transit gateway, nil for the function's own VPC
	asker   *placement // who asks for a service, so that the policies of endpoints matter; nil for an address alone
	by      string     // the gateway endpoint that the first route has to lead to, "" for any
	open    bool       // the question is about the internet, of which the account's own addresses are no part
}

// wanted is a thing that was named: a path to its address must end at it.
type wanted struct {
	id    string
	sets  map[string]netset.Set // its addresses, by VPC
	taken int                   // how many of its members take no connections, and were left out
}

// leave is the way out of a subnet: its ACL, unless the destination lies in the subnet itself, and its route table.
func (w walk) leave(request, replies, route Component) path {
	return path{
		steps: []step{crossing{subnet: w.subnet, outbound: true, request: request, replies: replies,
			inside: w.subnet.own}},
		fork: routes{w, route},
	}
}

// routes is the fork at the route table of the subnet that a packet leaves.
type routes struct {
	walk
	component Component
}

func (f routes) find(q question) branch {
	hop, route := f.subnet.judgeRoute(f.component, q)
	b := branch{hops: []Hop{hop}, way: f.subnet.region.wayOf(route)}
	switch {
	case route == nil:
	case f.by != "" && route.Target() != f.by:
		b.hops = []Hop{hop.because(Blocked, NotByEndpoint, f.by)}
	default:
		b.next = f.through(route)
	}
	return b
}

func (f routes) each(asked netset.Set, yield func(branch)) {
	if f.subnet.table == nil {
		yield(branch{hops: []Hop{{Verdict: Unknown}}, part: asked, way: Way{Kind: WayHandedOver}})
		return
	}
	for _, part := range f.subnet.table.targets {
		set := part.set.Intersect(asked)
		if set.IsEmpty() {
			continue
		}
		switch {
		case part.uncertain || part.ambiguous:
			yield(branch{hops: []Hop{{Verdict: Unknown}}, part: set, way: Way{Kind: WayHandedOver}})
		case f.by != "" && part.route != nil && part.route.Target() != f.by:
		case part.route != nil && part.route.State != "blackhole":
			yield(branch{part: set, way: f.subnet.region.wayOf(part.route), next: f.through(part.route)})
		}
	}
}

// wayOf is where a route leads, by its target; nil is "no route".
func (r *region) wayOf(route *awsdata.Route) Way {
	if route == nil || route.State == "blackhole" {
		return Way{Kind: WayNone}
	}
	target := route.Target()
	w := Way{Kind: WayHandedOver, Resource: target}
	switch {
	case route.Local():
		w = Way{Kind: WayLocal}
	case isInternetGateway(route.GatewayId):
		w.Kind = WayInternetGateway
	case strings.HasPrefix(route.GatewayId, "vpce-"):
		if e := r.VPCEndpoint(target); e != nil && e.Type() == "Gateway" {
			w.Kind = WayGatewayEndpoint
		}
	case route.GatewayId == lattice:
		w.Kind = WayLattice
	case route.GatewayId != "":
	case route.NatGatewayId != "":
		w.Kind = WayNAT
	case route.EgressOnlyInternetGatewayId != "":
		w.Kind = WayEgressOnly
	case route.VpcPeeringConnectionId != "":
		w.Kind = WayPeering
	case route.TransitGatewayId != "":
		w.Kind = WayTransitGateway
	}
	return w
}

// lattice is how a route names VPC Lattice: the services of an associated network, at link-local and other addresses
// that are not the internet's. Source: EC2 API, Route; VPC Lattice user guide, "Access services".
const lattice = "VpcLattice"

func isInternetGateway(id string) bool { return strings.HasPrefix(id, "igw-") }

// through is the way behind a route of the packet's subnet.
func (w walk) through(route *awsdata.Route) path {
	w.by = ""
	way := w.subnet.region.wayOf(route)
	p := w.beyond(route, way)
	if w.groups != nil && w.behind == nil && way.Kind != WayLocal && way.Kind != WayPeering {
		p.steps = append([]step{unreferenced{w.groups, route.Target()}}, p.steps...)
	}
	return p
}

// beyond is what lies behind a route.
func (w walk) beyond(route *awsdata.Route, way Way) path {
	target := route.Target()
	switch way.Kind {
	case WayLocal:
		return path{fork: delivery{walk: w, vpc: w.subnet.vpc, back: w.behind.back()}}
	case WayInternetGateway:
		return w.internetGateway(route)
	case WayEgressOnly:
		return w.egressOnly(target)
	case WayNAT:
		return w.nat(target)
	case WayGatewayEndpoint:
		return w.gatewayEndpoint(w.subnet.region.VPCEndpoint(target))
	case WayPeering:
		return w.peering(target)
	case WayTransitGateway:
		return w.transitGateway(target)
	}
	if route.NetworkInterfaceId != "" || route.InstanceId != "" {
		return w.appliance(route)
	}
	if hop, gone := w.subnet.region.endpointGone(route); gone {
		return path{steps: []step{fixed{hop}}}
	}
	kind, settles := describeTarget(route)
	return path{
		steps: []step{fixed{Hop{Component: ComponentHandedOver, Resource: target}.unknown(HandedOver, settles, kind)}}}
}

// endpointGone is the hop for a route to a VPC endpoint that the snapshot's complete list does not have.
func (r *region) endpointGone(route *awsdata.Route) (Hop, bool) {
	id := route.GatewayId
	if !strings.HasPrefix(id, "vpce-") || r.VPCEndpoint(id) != nil || r.missing("describe-vpc-endpoints") != "" {
		return Hop{}, false
	}
	return Hop{Component: ComponentGatewayEndpoint, Resource: id}.because(Blocked, EndpointGone), true
}

// describeTarget says what a target is that the snapshot cannot look into, and what would settle the question.
func describeTarget(route *awsdata.Route) (kind, settles string) {
	switch {
	case route.GatewayId == lattice:
		return "service network of", "the services of the network and their auth policies"
	case strings.HasPrefix(route.GatewayId, "vgw-"):
		return "virtual private gateway", "the routes and firewalls beyond the VPN or Direct Connect"
	case strings.HasPrefix(route.GatewayId, "vpce-"):
		return "endpoint (Gateway Load Balancer or firewall)", "describe-vpc-endpoints and the appliance's rules"
	case route.NetworkInterfaceId != "", route.InstanceId != "":
		return "appliance", "what the appliance forwards"
	case route.LocalGatewayId != "":
		return "local gateway", "the network behind the Outpost"
	case route.CarrierGatewayId != "":
		return "carrier gateway", "the carrier's network"
	case route.CoreNetworkArn != "":
		return "core network", "the Cloud WAN policy"
	case route.OdbNetworkArn != "":
		return "ODB network", "the ODB network's own rules"
	}
	return "target", "what the target forwards"
}

// gatewayEndpoint is the way by a gateway endpoint: on the network level one in service passes everything routed to it.
// Its policy is asked where the question is about the service and not about an address alone.
func (w walk) gatewayEndpoint(e *awsdata.VPCEndpoint) path {
	h := Hop{Component: ComponentGatewayEndpoint, Resource: e.VpcEndpointId, Rule: Rule{Text: e.ServiceName}}
	if !e.Available() {
		return path{steps: []step{fixed{h.because(Blocked, EndpointNotAvailable, e.State)}}}
	}
	steps := []step{fixed{h.because(Reachable, GatewayEndpoint)}}
	if w.asker != nil {
		if stops := w.asker.policyHops(e); stops != nil {
			steps = []step{fixed{h.because(Reachable, GatewayEndpointLeads)}}
			for _, stop := range stops {
				steps = append(steps, fixed{stop})
			}
		}
	}
	return path{steps: steps}
}

// networkBehind is what would settle where an attachment of a transit gateway leads.
func networkBehind(to awsdata.TransitGatewayRouteAttachment) string {
	if !to.KnownType() {
		return awsdata.NewWord{Member: "ResourceType", Word: to.ResourceType}.String()
	}
	return "the network behind " + to.ResourceType + " " + to.ResourceId
}

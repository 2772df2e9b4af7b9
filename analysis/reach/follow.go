package reach

import (
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

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
	case route.GatewayId != "":
	case route.NatGatewayId != "":
		w.Kind = WayNAT
	case route.EgressOnlyInternetGatewayId != "":
		w.Kind = WayEgressOnly
	case route.VpcPeeringConnectionId != "":
		w.Kind = WayPeering
	}
	return w
}

// follow judges what lies behind a route for one packet.
func (r *region) follow(route *awsdata.Route, s *site, who sender, q question) []Hop {
	target := route.Target()
	switch way := r.wayOf(route); way.Kind {
	case WayLocal:
		return r.judgeLocal(r.arrive(s.vpc.id, q.to), s, who, q)
	case WayInternetGateway:
		return r.judgeInternetGateway(target, s, who, q)
	case WayEgressOnly:
		return r.judgeEgressOnly(target, s, q)
	case WayNAT:
		return r.judgeNAT(target, s, q)
	case WayGatewayEndpoint:
		return []Hop{r.judgeGatewayEndpoint(r.VPCEndpoint(target), q)}
	case WayPeering:
		return r.judgePeering(target, s, who, q)
	default:
		if route.TransitGatewayId != "" {
			return r.judgeTransitGateway(target, s, q)
		}
		if r.endpointGone(route) {
			return []Hop{q.hop(ComponentGatewayEndpoint, target).because(Blocked, EndpointGone)}
		}
		kind, settles := describeTarget(route)
		return []Hop{q.hop(ComponentHandedOver, target).unknown(HandedOver, settles, kind)}
	}
}

// followSets is follow over all destinations of a part: before is the verdict of the hops up to here, and the answer
// includes it.
func (r *region) followSets(part routePart, before Sets, s *site, who sender) Sets {
	route := part.route
	if before.IsEmpty() || part.set.IsEmpty() {
		return Sets{}
	}
	switch {
	case s.table != nil && len(s.table.better(route)) > 0:
		return before.and(Sets{Unknown: part.set})
	case route == nil:
		return Sets{}
	case part.ambiguous:
		return before.and(Sets{Unknown: part.set})
	}
	target := route.Target()
	switch way := r.wayOf(route); way.Kind {
	case WayNone:
		return Sets{}
	case WayLocal:
		return r.deliver(s.vpc.id, part.set, before, s, who, nil)
	case WayInternetGateway:
		return before.and(r.internetGatewaySets(target, s, who))
	case WayEgressOnly:
		return before.and(r.egressOnlySets(target, s))
	case WayNAT:
		return r.throughNAT(target, before, s, who)
	case WayGatewayEndpoint:
		if !r.VPCEndpoint(target).Available() {
			return Sets{}
		}
		return before
	case WayPeering:
		return r.peeringSets(target, part.set, before, s, who)
	default:
		if route.TransitGatewayId != "" {
			return before.and(r.transitGatewaySets(target, part.set, s))
		}
		if r.endpointGone(route) {
			return Sets{}
		}
		return before.and(Sets{Unknown: part.set})
	}
}

// throughNAT joins what a NAT gateway carries over the source addresses that its subnet's ACL tells apart.
func (r *region) throughNAT(id string, before Sets, s *site, who sender) Sets {
	var cuts []netset.Set
	if nat := r.NatGateway(id); nat != nil && !nat.Regional() {
		if home := r.site(nat.SubnetId); home != nil && home != s && home.acl != nil {
			cuts = append(cuts, home.acl.inSet, home.acl.outSet)
		}
	}
	var alternatives []Sets
	for _, from := range classes(s.sources(who, false), cuts...) {
		alternatives = append(alternatives, before.and(r.natSets(id, s, from)))
	}
	return join(alternatives)
}

// endpointGone reports whether a route leads to a VPC endpoint that the snapshot's complete list does not have.
func (r *region) endpointGone(route *awsdata.Route) bool {
	id := route.GatewayId
	return strings.HasPrefix(id, "vpce-") && r.VPCEndpoint(id) == nil && r.missing("describe-vpc-endpoints") == ""
}

// describeTarget says what a target is that the snapshot cannot look into, and what would settle the question.
func describeTarget(route *awsdata.Route) (kind, settles string) {
	switch {
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

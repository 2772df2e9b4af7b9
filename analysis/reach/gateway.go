package reach

import (
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// sender is who asks: the groups of the function and what its kind of compute changes.
type sender struct {
	groups  []string
	set     string // of the groups, see [awsdata.GroupSet]
	managed bool   // runs on managed instances, which can have public addresses
	ipv6    bool
}

// judgeInternetGateway: a Lambda interface never has a public IPv4 address, so an internet gateway drops its IPv4. IPv6
// needs no translation.
// Source: AWS Lambda developer guide, "Connecting a function to a public subnet does not give it internet access or a
// public IP address"; Amazon VPC user guide, "Internet gateways".
func (r *region) judgeInternetGateway(id string, s *site, who sender, q question) []Hop {
	h := Hop{Component: ComponentInternetGateway, Resource: id}
	gateway := r.InternetGateway(id)
	switch {
	case q.to.Is4() && !who.managed:
		h = h.because(Blocked, "an internet gateway passes IPv4 only for public addresses, and a Lambda interface never has one: use a NAT gateway")
	case !netset.IsInternet(q.to):
		h = h.because(Blocked, q.to.String()+" is no internet address")
	case gateway == nil && r.missing("describe-internet-gateways") != "":
		h = h.unknown("the internet gateways are not in the snapshot", "describe-internet-gateways")
	case gateway == nil:
		h = h.because(Blocked, id+" does not exist")
	case !gateway.AttachedTo(s.vpc.id):
		h = h.because(Blocked, id+" is not attached to "+s.vpc.id)
	case who.managed:
		h = h.unknown("managed instances may have public addresses, and whether these do is not in the snapshot", "public addresses of the capacity provider's instances")
	default:
		h = h.because(Reachable, "IPv6 leaves by "+id+" without translation (assumed: AWS documents no exception for Lambda)")
	}
	return append([]Hop{h}, judgePublicAccess(q, s, nil)...)
}

func (r *region) internetGatewaySets(id string, s *site, who sender) Sets {
	if s.blocked {
		return Sets{}
	}
	gateway := r.InternetGateway(id)
	set := netset.InternetIPv6().RestrictPorts(carried())
	switch {
	case gateway == nil && r.missing("describe-internet-gateways") != "":
		if who.managed {
			return Sets{Unknown: internet}
		}
		return Sets{Unknown: set}
	case gateway == nil, !gateway.AttachedTo(s.vpc.id):
		return Sets{}
	case who.managed:
		return Sets{Unknown: internet}
	}
	return Sets{Reachable: set}
}

// judgeEgressOnly: an egress-only internet gateway carries IPv6 to the internet, and nothing else.
func (r *region) judgeEgressOnly(id string, s *site, q question) []Hop {
	h := Hop{Component: ComponentEgressOnly, Resource: id}
	gateway := r.EgressOnlyInternetGateway(id)
	switch {
	case q.to.Is4():
		h = h.because(Blocked, "an egress-only internet gateway carries no IPv4")
	case !netset.IsInternet(q.to):
		h = h.because(Blocked, q.to.String()+" is no internet address")
	case gateway == nil && r.missing("describe-egress-only-internet-gateways") != "":
		h = h.unknown("the egress-only internet gateways are not in the snapshot", "describe-egress-only-internet-gateways")
	case gateway == nil:
		h = h.because(Blocked, id+" does not exist")
	case !gateway.AttachedTo(s.vpc.id):
		h = h.because(Blocked, id+" is not attached to "+s.vpc.id)
	default:
		h = h.because(Reachable, "IPv6 leaves by "+id)
	}
	return append([]Hop{h}, judgePublicAccess(q, s, nil)...)
}

func (r *region) egressOnlySets(id string, s *site) Sets {
	gateway := r.EgressOnlyInternetGateway(id)
	switch {
	case s.blocked:
		return Sets{}
	case gateway == nil && r.missing("describe-egress-only-internet-gateways") != "":
		return Sets{Unknown: netset.InternetIPv6().RestrictPorts(carried())}
	case gateway == nil, !gateway.AttachedTo(s.vpc.id):
		return Sets{}
	}
	return Sets{Reachable: netset.InternetIPv6().RestrictPorts(carried())}
}

// judgeGatewayEndpoint: on the network level a gateway endpoint in service passes everything routed to it; its policy is
// judged apart.
func (r *region) judgeGatewayEndpoint(e *awsdata.VPCEndpoint) Hop {
	h := Hop{Component: ComponentGatewayEndpoint, Resource: e.VpcEndpointId, Rule: e.ServiceName}
	if !e.Available() {
		return h.because(Blocked, e.VpcEndpointId+" is "+e.State+", not available")
	}
	return h.because(Reachable, "gateway endpoint of "+e.ServiceName+" (its policy is judged apart)")
}

// handedOver is the hop for a target whose inside the snapshot cannot show.
func handedOver(resource, to, settles string) Hop {
	return Hop{Component: ComponentHandedOver, Resource: resource}.unknown("handed to "+to+": what it does with it is not visible here", settles)
}

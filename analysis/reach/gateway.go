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
	h := q.hop(ComponentInternetGateway, id)
	gateway := r.InternetGateway(id)
	switch {
	case q.to.Is4() && !who.managed:
		h = h.because(Blocked, IGWWithoutPublicAddress)
	case !netset.IsInternet(q.to):
		h = h.because(Blocked, NotInternet)
	case gateway == nil && r.missing("describe-internet-gateways") != "":
		h = h.unknown(IGWsNotCaptured, "describe-internet-gateways")
	case gateway == nil:
		h = h.because(Blocked, GatewayGone, id)
	case !gateway.AttachedTo(s.vpc.id):
		h = h.because(Blocked, GatewayNotAttached, id, s.vpc.id)
	case who.managed:
		h = h.unknown(ManagedPublicAddresses, "public addresses of the capacity provider's instances")
	default:
		h = h.because(Reachable, IPv6ByIGW)
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
	h := q.hop(ComponentEgressOnly, id)
	gateway := r.EgressOnlyInternetGateway(id)
	switch {
	case q.to.Is4():
		h = h.because(Blocked, EIGWNoIPv4)
	case !netset.IsInternet(q.to):
		h = h.because(Blocked, NotInternet)
	case gateway == nil && r.missing("describe-egress-only-internet-gateways") != "":
		h = h.unknown(EIGWsNotCaptured, "describe-egress-only-internet-gateways")
	case gateway == nil:
		h = h.because(Blocked, GatewayGone, id)
	case !gateway.AttachedTo(s.vpc.id):
		h = h.because(Blocked, GatewayNotAttached, id, s.vpc.id)
	default:
		h = h.because(Reachable, IPv6ByEIGW)
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
func (r *region) judgeGatewayEndpoint(e *awsdata.VPCEndpoint, q question) Hop {
	h := q.hop(ComponentGatewayEndpoint, e.VpcEndpointId)
	h.Rule.Text = e.ServiceName
	if !e.Available() {
		return h.because(Blocked, EndpointNotAvailable, e.State)
	}
	return h.because(Reachable, GatewayEndpoint)
}

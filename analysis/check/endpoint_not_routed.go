package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var endpointNotRouted = &Check{
	ID:       "endpoint-not-routed",
	Title:    "a gateway endpoint is there, and the functions' subnets do not use it",
	Severity: Medium,
	Impact:   Tighter,
	Family:   Endpoints,
	Why: "A gateway endpoint works by a route in each route table it is associated with. From other tables S3 and DynamoDB are reached by " +
		"NAT, which costs by the gigabyte, or not at all.",
	When: "The role of a function names S3 or DynamoDB, the VPC has a gateway endpoint for it, and the route table of one of the " +
		"function's subnets has no route to it.",
	Fix:        "Associate the route tables with the endpoint: it costs nothing. Open connections to the service are cut by that once.",
	References: []string{"https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"},
	Needs:      []string{"describe-vpc-endpoints", "describe-subnets"},
	Run: func(p *Pass) {
		f := &endpointFindings{byID: make(map[string]*Finding)}
		subnets := make(map[string][]string) // by endpoint: those that it leaves out
		for _, at := range p.placements() {
			calls := p.calls(at)
			for _, e := range p.Region.VPCEndpoints(at.VPCID) {
				if e.Type() != "Gateway" || p.serviceOf(e) == "" || !e.Available() || p.routedElsewhere(at, e) {
					continue
				}
				left, hidden := leftOut(at, e)
				c := calls.to(p.serviceOf(e))
				switch {
				case len(left)+len(hidden) == 0:
				case c == nil && len(calls.unsure) > 0:
					f.open.add(p.RegionName(), calls.unsure, calls.missing)
				case c == nil:
				case len(left) == 0:
					f.open.add(e.VpcEndpointId, c.functions, []string{"describe-route-tables"})
				default:
					finding := f.of(e, "")
					subnets[e.VpcEndpointId] = uniqueTexts(append(subnets[e.VpcEndpointId], idsOf(left)...))
					for _, s := range left {
						prove(finding, c.functions, Evidence{Resource: s.RouteTable.RouteTableId,
							Rule: "no route to " + e.VpcEndpointId, Says: "the route table of " + p.label(s.ID)})
					}
					prove(finding, nil, c.evidence()...)
				}
			}
		}
		f.reportOpen(p, "Whether functions call the service past %s is unknown.")
		for _, finding := range f.order {
			finding.Title = fmt.Sprintf("traffic to %s bypasses endpoint %s from %s (route table not associated)",
				p.serviceOf(p.Region.VPCEndpoint(finding.Resource)), p.name(finding.Resource),
				p.namesOf(subnets[finding.Resource]))
			tables := tablesOf(p, finding.Evidence)
			finding.Fix = p.associateTables(p.Region.VPCEndpoint(finding.Resource), tables)
			p.Report(*finding)
		}
	},
}

// leftOut are the subnets of a placement whose route table has no route to a gateway endpoint, and those whose table is
// not in the snapshot.
func leftOut(at *placement, e *awsdata.VPCEndpoint) (left, hidden []*reach.SubnetPlace) {
	for i := range at.Subnets {
		s := &at.Subnets[i]
		switch {
		case s.Subnet == nil:
		case s.RouteTable == nil:
			hidden = append(hidden, s)
		case !slices.Contains(e.RouteTableIds, s.RouteTable.RouteTableId) && !slices.ContainsFunc(s.RouteTable.Routes,
			func(r awsdata.Route) bool { return r.GatewayId == e.VpcEndpointId }):
			left = append(left, s)
		}
	}
	return left, hidden
}

// routedElsewhere reports whether another endpoint of the VPC takes the service's calls: an interface endpoint with
// private DNS, or a second gateway endpoint in all of the placement's route tables.
func (p *Pass) routedElsewhere(at *placement, e *awsdata.VPCEndpoint) bool {
	for _, other := range p.Region.VPCEndpoints(at.VPCID) {
		if other == e || p.serviceOf(other) != p.serviceOf(e) || !other.Available() {
			continue
		}
		if other.Type() == "Gateway" {
			if left, hidden := leftOut(at, other); len(left)+len(hidden) == 0 {
				return true
			}
			continue
		}
		inbound := other.DnsOptions != nil && other.DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint
		if off, missing := p.privateDNSOff(other); off == nil && missing == "" && !inbound {
			return true
		}
	}
	return false
}

// tablesOf are the route tables among the resources of evidence.
func tablesOf(p *Pass, evidence []Evidence) []string {
	var out []string
	for _, e := range evidence {
		if p.Region.RouteTable(e.Resource) != nil {
			out = append(out, e.Resource)
		}
	}
	return uniqueTexts(out)
}

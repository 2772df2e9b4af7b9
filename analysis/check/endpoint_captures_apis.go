package check

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var endpointCapturesAPIs = &Check{
	ID:       "endpoint-captures-apis",
	Title:    "private DNS of API Gateway's endpoint takes the names of public APIs, too",
	Severity: Medium,
	Impact:   Partly,
	Family:   Endpoints,
	Why: "Private and public APIs share the names *.execute-api.REGION.amazonaws.com. With private DNS on, all of them " +
		"lead to the endpoint, which serves private APIs alone: calls of a public regional or edge-optimized API answer 403 " +
		"Forbidden, whatever NAT gateway there is.",
	When: "In the VPC of functions the name of execute-api routes to an interface endpoint by private DNS. Medium for " +
		"functions whose role names execute-api: their calls of private APIs work, those of public ones do not, and which " +
		"these APIs are is not in the snapshot. Low where no role does: an API without IAM authorization asks for no " +
		"permission.",
	Fix: "Call public APIs by a custom domain name, which private DNS does not cover; or turn private DNS off and call " +
		"private APIs by names with the endpoint's id.",
	References: []string{
		"https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html",
		"https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html",
	},
	Needs: []string{"describe-vpc-endpoints", "describe-subnets"},
	Run: func(p *Pass) {
		to, err := p.destination("execute-api")
		if err != nil {
			return
		}
		f := &endpointFindings{byID: make(map[string]*Finding)}
		callers, others := make(map[string][]string), make(map[string][]string) // by endpoint
		unread := make(map[string][]string)                                     // the calls that tell what roles name
		for _, at := range p.placements() {
			if at.VPCID == "" {
				continue
			}
			a := p.resolver().Resolve(at.VPCID, to)
			e := heldBy(a)
			if e == nil {
				continue
			}
			calls := p.calls(at)
			c := calls.to("execute-api")
			if len(a.Leads) > 1 { // the name may lead elsewhere
				if functions := at.Functions; len(a.Missing) > 0 {
					if c != nil {
						functions = c.functions
					}
					f.open.add(e.VpcEndpointId, functions, a.Missing)
				}
				continue
			}
			h := reach.Hop{Reason: reach.PrivateDNSExecuteAPI, Resource: e.VpcEndpointId}
			finding := f.of(e, fmt.Sprintf("public APIs answer 403 in %s: endpoint %s takes the names of all APIs",
				p.name(at.VPCID), p.label(e.VpcEndpointId)))
			prove(finding, nil, Evidence{Resource: e.VpcEndpointId, Rule: "private DNS", Says: h.Why()})
			others[e.VpcEndpointId] = append(others[e.VpcEndpointId], at.Functions...)
			if len(calls.unsure) > 0 {
				unread[e.VpcEndpointId] = append(unread[e.VpcEndpointId], calls.missing...)
				f.open.add(p.RegionName(), calls.unsure, calls.missing)
			}
			if c != nil {
				callers[e.VpcEndpointId] = append(callers[e.VpcEndpointId], c.functions...)
				prove(finding, nil, c.evidence()...)
			}
		}
		for _, id := range slices.Sorted(maps.Keys(unread)) { // whether it is these that are told of, or all functions
			if callers[id] == nil {
				f.open.add(p.RegionName(), others[id], unread[id])
			}
		}
		f.reportOpen(p, "Whether %s takes the names of all APIs is unknown.")
		for _, finding := range f.order {
			if unread[finding.Resource] != nil && callers[finding.Resource] == nil {
				continue
			}
			if finding.Functions = callers[finding.Resource]; finding.Functions == nil {
				finding.Functions, finding.Severity, finding.Impact = others[finding.Resource], Low, Tighter
			}
			finding.Fix = p.privateDNSOffAgain(p.Region.VPCEndpoint(finding.Resource))
			p.Report(*finding)
		}
	},
}

// heldBy is the endpoint that a name leads to by private DNS, or may; nil if it leads to none.
func heldBy(a names.Answer) *awsdata.VPCEndpoint {
	i := slices.IndexFunc(a.Leads, func(l names.Lead) bool {
		return l.Kind == names.LeadEndpoint && l.Cause != names.CauseOwnName
	})
	if i < 0 {
		return nil
	}
	return a.Leads[i].Endpoint
}

// privateDNSOffAgain is the fix that takes the default names away from an endpoint for API Gateway.
// Source: API Gateway developer guide, "Invoke a private API".
func (p *Pass) privateDNSOffAgain(e *awsdata.VPCEndpoint) Fix {
	if e == nil { // of an endpoint in another account's VPC
		return Fix{}
	}
	fix := Fix{CLI: paste.Script{p.aws("ec2 modify-vpc-endpoint").Opt("vpc-endpoint-id", e.VpcEndpointId).
		Opt("no-private-dns-enabled").
		Saying("private APIs are then called by API_ID-%s.%s, where they are associated with the endpoint: change that first",
			e.VpcEndpointId, names.ServiceNamed("execute-api").Host(p.RegionName()))}}
	fix.declare(
		paste.Part("aws_vpc_endpoint", p.label(e.VpcEndpointId), paste.F("private_dns_enabled", paste.Bool(false))),
		paste.Part("AWS::EC2::VPCEndpoint", p.label(e.VpcEndpointId), paste.F("PrivateDnsEnabled", paste.Bool(false))))
	return fix
}

package check

import (
	"fmt"

	"github.com/vpclens/vpclens/awsdata"
)

var endpointPrivateDNSOff = &Check{
	ID:       "endpoint-private-dns-off",
	Title:    "a service's default name bypasses the interface endpoint",
	Severity: Medium,
	Impact:   Tighter,
	Family:   Endpoints,
	Why: "SDKs call a service by its default name. Without private DNS that name resolves to public addresses as before: " +
		"the calls go out by NAT, or fail where there is none, and the endpoint that is paid for stays unused by everything " +
		"that does not name it.",
	When: "The role of a function names a service that has an interface endpoint in its VPC, and the endpoint's private " +
		"DNS is off, or enableDnsSupport or enableDnsHostnames of the VPC is. S3 and DynamoDB with a gateway endpoint " +
		"beside it are left out, and so is API Gateway (execute-api), whose private DNS takes the names of public APIs as " +
		"well.",
	Fix: "Turn on private DNS of the endpoint and both DNS attributes of the VPC. First see that its security groups let in " +
		"everybody who calls the service from the VPC: they all use it from then on.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html",
	},
	Needs: []string{"describe-vpc-endpoints", "describe-subnets"},
	Run: func(p *Pass) {
		f := &endpointFindings{byID: make(map[string]*Finding)}
		for _, at := range p.placements() {
			calls := p.calls(at)
			for _, e := range p.Region.VPCEndpoints(at.VPCID) {
				service := p.serviceOf(e)
				if e.Type() != "Interface" || service == "" || service == "execute-api" || !e.Available() ||
					p.nameServed(e) {
					continue
				}
				off, missing := p.privateDNSOff(e)
				if off == nil && missing == "" {
					continue
				}
				if len(calls.unsure) > 0 {
					f.open.add(p.RegionName(), calls.unsure, calls.missing)
				}
				c := calls.to(service)
				switch {
				case c == nil:
				case off == nil:
					f.open.add(e.VpcEndpointId, c.functions, []string{missing})
				default:
					finding := f.of(e,
						fmt.Sprintf("the name of %s bypasses endpoint %s", c.Prefix, p.label(e.VpcEndpointId)))
					prove(finding, c.functions, *off)
					prove(finding, nil, c.evidence()...)
				}
			}
		}
		f.reportOpen(p, "Whether calls bypass %s is unknown.")
		for _, finding := range f.order {
			e := p.Region.VPCEndpoint(finding.Resource)
			finding.Fix = p.privateDNSOn(make(aclEntries), e, nil)
			p.Report(*finding)
		}
	},
}

// privateDNSOff is the proof that an endpoint does not capture its service's name, nil if it does; missing is the call
// that would tell.
func (p *Pass) privateDNSOff(e *awsdata.VPCEndpoint) (off *Evidence, missing string) {
	if !e.PrivateDnsEnabled {
		return &Evidence{Resource: e.VpcEndpointId, Rule: "PrivateDnsEnabled false",
			Says: "the default name of " + p.serviceOf(e) + " does not lead to it"}, ""
	}
	for _, attribute := range []string{"enableDnsSupport", "enableDnsHostnames"} {
		on, known := p.Region.VPCAttribute(e.VpcId, attribute)
		switch {
		case !known:
			missing = "describe-vpc-attribute." + e.VpcId + "." + attribute
		case !on:
			return &Evidence{Resource: e.VpcId, Rule: attribute + " false",
				Says: "private DNS of " + p.label(e.VpcEndpointId) + " takes no effect"}, ""
		}
	}
	return nil, missing
}

// nameServed reports whether something else in the VPC serves the name of the endpoint's service: a gateway endpoint,
// or a second interface endpoint with private DNS.
func (p *Pass) nameServed(e *awsdata.VPCEndpoint) bool {
	for _, other := range p.Region.VPCEndpoints(e.VpcId) {
		if other != e && p.serviceOf(other) == p.serviceOf(e) && other.Available() &&
			(other.Type() == "Gateway" || other.PrivateDnsEnabled && !e.PrivateDnsEnabled) {
			return true
		}
	}
	return false
}

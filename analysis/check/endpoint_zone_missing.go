package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var endpointZoneMissing = &Check{
	ID:       "endpoint-zone-missing",
	Title:    "an interface endpoint is not in every AZ of its functions",
	Severity: Low,
	Impact:   Tighter,
	Family:   Endpoints,
	Why: "From an AZ without an interface of the endpoint, calls go to another AZ: they cost cross-AZ traffic, and they fail when " +
		"that other AZ does, though the function's own AZ works.",
	When: "The role of a function names a service whose public name the private DNS of an interface endpoint overrides, and the endpoint has no subnet in the AZ " +
		"of one of the function's subnets.",
	Fix:        "Give the endpoint a subnet in each AZ that the functions use.",
	References: []string{"https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html"},
	Needs:      []string{"describe-vpc-endpoints", "describe-subnets"},
	Run: func(p *Pass) {
		f := &endpointFindings{byID: make(map[string]*Finding)}
		subnets := make(map[string][]string) // by endpoint: those in zones without an interface of it
		for _, at := range p.placements() {
			calls := p.calls(at)
			for _, e := range p.Region.VPCEndpoints(at.VPCID) {
				if e.Type() != "Interface" || p.serviceOf(e) == "" || !e.Available() {
					continue
				}
				left := p.zonesWithout(at, e)
				off, missing := p.privateDNSOff(e)
				c := calls.to(p.serviceOf(e))
				switch {
				case len(left) == 0 || off != nil:
				case c == nil && len(calls.unsure) > 0:
					f.open.add(p.RegionName(), calls.unsure, calls.missing)
				case c == nil:
				case missing != "":
					f.open.add(e.VpcEndpointId, c.functions, []string{missing})
				default:
					finding := f.of(e, "")
					subnets[e.VpcEndpointId] = uniqueTexts(append(subnets[e.VpcEndpointId], idsOf(left)...))
					for _, s := range left {
						prove(finding, c.functions, Evidence{Resource: e.VpcEndpointId, Rule: s.Subnet.Zone(),
							Says: "no subnet in the AZ of " + p.label(s.ID)})
					}
					prove(finding, nil, c.evidence()...)
				}
			}
		}
		f.reportOpen(p, "Whether the name resolves to %s is unknown.")
		for _, finding := range f.order {
			finding.Title = fmt.Sprintf("endpoint %s has no interface in the AZ of %s", p.label(finding.Resource),
				p.namesOf(subnets[finding.Resource]))
			finding.Fix = p.addZones(p.Region.VPCEndpoint(finding.Resource), subnets[finding.Resource])
			p.Report(*finding)
		}
	},
}

// zonesWithout are the subnets of a placement in whose zone an endpoint has no subnet. Nil where a subnet of the
// endpoint is not in the snapshot: its zone is not known then.
func (p *Pass) zonesWithout(at *placement, e *awsdata.VPCEndpoint) []*reach.SubnetPlace {
	zones := make(map[string]bool)
	for _, id := range e.SubnetIds {
		s := p.Region.Subnet(id)
		if s == nil {
			return nil
		}
		zones[s.Zone()] = true
	}
	var out []*reach.SubnetPlace
	for i := range at.Subnets {
		if s := &at.Subnets[i]; s.Subnet != nil && !zones[s.Subnet.Zone()] {
			out = append(out, s)
		}
	}
	return out
}

// addZones is the fix that gives an endpoint a subnet in each zone of the subnets. An endpoint takes one subnet of a
// zone. [https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html]
func (p *Pass) addZones(e *awsdata.VPCEndpoint, subnets []string) Fix {
	var fix Fix
	var added []string
	zones := make(map[string]bool)
	for _, id := range subnets {
		s := p.Region.Subnet(id)
		if s == nil || zones[s.Zone()] {
			continue
		}
		zones[s.Zone()] = true
		added = append(added, id)
		fix.Terraform = append(fix.Terraform,
			paste.Resource("aws_vpc_endpoint_subnet_association", paste.Name(e.VpcEndpointId+" "+id),
				paste.F("vpc_endpoint_id", paste.Str(e.VpcEndpointId)), paste.F("subnet_id", paste.Str(id))))
	}
	fix.CLI = paste.Script{p.aws("ec2 modify-vpc-endpoint").Opt("vpc-endpoint-id", e.VpcEndpointId).
		Opt("add-subnet-ids", added...)}
	fix.CloudFormation = paste.CloudFormation{paste.Part("AWS::EC2::VPCEndpoint", p.label(e.VpcEndpointId),
		paste.F("SubnetIds", paste.Strs(append(slices.Sorted(slices.Values(e.SubnetIds)), added...))))}
	return fix
}

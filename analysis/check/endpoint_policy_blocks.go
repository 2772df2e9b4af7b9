package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/policy"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var endpointPolicyBlocks = &Check{
	ID:       "endpoint-policy-blocks",
	Title:    "an endpoint's policy denies what functions call",
	Severity: High,
	Impact:   Broken,
	Family:   Endpoints,
	Why: "The connection is there, and every call of the service by the endpoint is answered with AccessDenied, although the role allows it: " +
		"the endpoint's policy has to allow it, too.",
	When: "The role of a function names the service, the service is reached by a gateway or interface endpoint from some subnet, and the " +
		"endpoint's policy, held against the role and the actions of the service that the role uses, admits none of them. Low where a " +
		"gateway endpoint of S3 admits the members of an organization only (aws:PrincipalOrgID): buckets of AWS's own and CloudFormation's " +
		"response URLs are shut out. Unknown where the policy depends on what is not in the snapshot. " +
		notSeen,
	Fix: "Allow in the endpoint's policy what the role uses, and compare aws:SourceVpc with the VPC, aws:SourceVpce with the endpoint.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
	},
	Needs: []string{"describe-vpc-endpoints"},
	Run: func(p *Pass) {
		f := &endpointFindings{byID: make(map[string]*Finding)}
		roles := make(map[string][]string) // that an endpoint's policy denies what they call
		var notes []*Finding
		for _, at := range p.placements() {
			calls := p.calls(at)
			for _, c := range calls.services {
				if t := p.service(at, c.Endpoint); t != nil && p.ownWay(at.VPCID, c.Endpoint) {
					p.judgePolicies(f, roles, &notes, t, c)
					p.unreadGateway(f, at, t, c)
				}
			}
			if len(calls.unsure) > 0 && p.policed(at) {
				f.open.add(p.RegionName(), calls.unsure, calls.missing)
			}
		}
		f.open.report(p, func(resource string) string {
			if resource == p.RegionName() {
				return "What the functions call by endpoints whose policies do not allow everything is unknown."
			}
			return fmt.Sprintf("Whether the policy of %s admits what the functions call is unknown.",
				p.label(resource))
		})
		for _, finding := range f.order {
			names, call := uniqueTexts(finding.Functions), "call"
			if len(names) == 1 {
				call = "calls"
			}
			finding.Title = fmt.Sprintf("the policy of endpoint %s denies what %s %s", p.label(finding.Resource),
				join(names), call)
			finding.Fix = p.admitRoles(p.Region.VPCEndpoint(finding.Resource), uniqueTexts(roles[finding.Resource]))
		}
		for _, finding := range append(f.order, notes...) {
			p.Report(*finding)
		}
	},
}

// policed reports whether some endpoint's policy may deny what comes from a placement.
func (p *Pass) policed(at *placement) bool {
	return slices.ContainsFunc(p.Region.VPCEndpoints(at.VPCID), func(e *awsdata.VPCEndpoint) bool {
		service := p.serviceOf(e)
		if service == "" {
			return false
		}
		t := p.service(at, service)
		return t != nil &&
			slices.ContainsFunc(policyHops(t), func(h reach.Hop) bool { return h.Verdict != reach.Reachable })
	})
}

// judgePolicies enters what the policies of endpoints say on the way to a service.
func (p *Pass) judgePolicies(f *endpointFindings, roles map[string][]string, notes *[]*Finding,
	t *reach.Trace, c *call) {
	for _, hop := range policyHops(t) {
		e := p.Region.VPCEndpoint(hop.Resource)
		switch {
		case e == nil:
		case hop.Verdict == reach.Blocked:
			finding := f.of(e, "")
			prove(finding, c.functions, append(p.policyEvidence(e, hop), c.evidence()...)...)
			roles[e.VpcEndpointId] = append(roles[e.VpcEndpointId], c.role)
		case hop.Verdict == reach.Unknown:
			f.open.add(e.VpcEndpointId, c.functions, hop.Missing)
		case hop.Reason == reach.PolicyForOrganization && e.Type() == "Gateway" && c.Endpoint == "s3":
			i := slices.IndexFunc(*notes, func(n *Finding) bool { return n.Resource == e.VpcEndpointId })
			if i < 0 {
				i = len(*notes)
				*notes = append(*notes, &Finding{Resource: e.VpcEndpointId, Severity: Low, Impact: Soon,
					Title: fmt.Sprintf("the policy of endpoint %s shuts out AWS's own buckets",
						p.label(e.VpcEndpointId)), Fix: p.admitBuckets(e)})
			}
			prove((*notes)[i], c.functions, append(p.policyEvidence(e, hop), c.evidence()...)...)
		}
	}
}

// unreadGateway notes that a gateway endpoint may carry what is called, with a policy of its own: whose addresses it
// carries is told by prefix lists.
func (p *Pass) unreadGateway(f *endpointFindings, at *placement, t *reach.Trace, c *call) {
	gap := p.Gap("describe-managed-prefix-lists")
	if gap == "" || len(policyHops(t)) > 0 {
		return
	}
	if gateway, _ := p.endpointsOf(at.VPCID, c.Endpoint); gateway != nil {
		f.open.add(gateway.VpcEndpointId, c.functions, []string{gap})
	}
}

// policyHops are the hops of endpoints' policies in a trace, each once.
func policyHops(t *reach.Trace) []reach.Hop {
	var out []reach.Hop
	for i := range t.Subnets {
		for _, hop := range t.Subnets[i].Hops {
			if hop.Component == reach.ComponentPolicy &&
				!slices.ContainsFunc(out, func(o reach.Hop) bool { return o.Same(&hop) }) {
				out = append(out, hop)
			}
		}
	}
	return out
}

// onlyPolicies reports whether policies of endpoints are all that stops a trace, or may: then the connection is there.
func onlyPolicies(t *reach.Trace) bool {
	found := false
	for i := range t.Subnets {
		for _, hop := range append(t.Subnets[i].Blockers(), t.Subnets[i].Unknowns()...) {
			if hop.Component != reach.ComponentPolicy {
				return false
			}
			found = true
		}
	}
	return found
}

// policiesStop reports whether policies of endpoints are all that certainly stops a trace.
func policiesStop(t *reach.Trace) bool {
	blockers := blockersOf(t)
	return len(blockers) > 0 &&
		!slices.ContainsFunc(blockers, func(h reach.Hop) bool { return h.Component != reach.ComponentPolicy })
}

// policyEvidence is the verdict on a policy, and the statements that it has.
func (p *Pass) policyEvidence(e *awsdata.VPCEndpoint, hop reach.Hop) []Evidence {
	out := []Evidence{{Resource: e.VpcEndpointId, Rule: "policy", Says: hop.Says()}}
	read, err := policy.Parse(string(e.PolicyDocument))
	if err != nil {
		return out
	}
	for i := range read.Statements {
		if i == shown {
			break
		}
		s := &read.Statements[i]
		out = append(out,
			Evidence{Resource: e.VpcEndpointId, Rule: strings.TrimSpace("policy, statement " + s.Sid), Says: s.Text()})
	}
	return out
}

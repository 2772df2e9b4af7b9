package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var endpointBlocked = &Check{
	ID:       "endpoint-blocked",
	Title:    "private DNS overrides a service's public name, and the endpoint denies functions",
	Severity: High,
	Impact:   Broken,
	Family:   Endpoints,
	Why: "With private DNS an interface endpoint takes the service's default name for the whole VPC. A function that the endpoint does " +
		"not let in does not fall back to NAT: its calls of the service time out.",
	When: "The role of a function names the service, the service's name resolves to an interface endpoint, and the endpoint's security groups or " +
		"the network ACL of its subnets block TCP 443 from some subnet of the function. An endpoint that is not available holds no name.",
	Fix: "Let the endpoint's security group in on TCP 443 from the functions' security group, or from the whole VPC: the endpoint serves all of it.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
		"https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html",
	},
	Needs: []string{"describe-vpc-endpoints", "describe-network-interfaces", "describe-security-groups",
		"describe-subnets"},
	Run: func(p *Pass) {
		f := &endpointFindings{byID: make(map[string]*Finding)}
		for _, at := range p.placements() {
			calls := p.calls(at)
			for _, e := range p.Region.VPCEndpoints(at.VPCID) {
				c := calls.to(p.serviceOf(e))
				if e.Type() != "Interface" || p.serviceOf(e) == "" || c == nil && len(calls.unsure) == 0 {
					continue
				}
				t := p.service(at, p.serviceOf(e))
				if t == nil || p.capturedBy(t) != e && len(unknownName(t)) == 0 {
					continue
				}
				if c != nil {
					f.judge(p, at, e, t, c)
				}
				if len(calls.unsure) > 0 && len(endpointSide(t, reach.Blocked)) > 0 {
					f.open.add(p.RegionName(), calls.unsure, calls.missing)
				}
			}
		}
		f.reportOpen(p, "Whether %s allows the functions that call it is unknown.")
		for _, finding := range f.order {
			if finding.Title == "" {
				finding.Title = fmt.Sprintf("endpoint %s denies %s (security group)", p.label(finding.Resource),
					join(uniqueTexts(finding.Functions)))
			}
			p.Report(*finding)
		}
	},
}

// endpointFindings gather findings by endpoint.
type endpointFindings struct {
	byID  map[string]*Finding
	order []*Finding
	open  unknowns

	entries aclEntries // that its fixes make
}

// of is the finding of an endpoint, made when it is first asked for.
func (f *endpointFindings) of(e *awsdata.VPCEndpoint, title string) *Finding {
	finding := f.byID[e.VpcEndpointId]
	if finding == nil {
		finding = &Finding{Resource: e.VpcEndpointId, Title: title}
		f.byID[e.VpcEndpointId] = finding
		f.order = append(f.order, finding)
	}
	return finding
}

// reportOpen reports what is not known: of an endpoint in the words of why, which names it; of the region where it is
// the roles that are not known, one question for all endpoints.
func (f *endpointFindings) reportOpen(p *Pass, why string) {
	f.open.report(p, func(resource string) string {
		if resource == p.RegionName() {
			return "Which functions call the services behind the endpoints is unknown."
		}
		return fmt.Sprintf(why, p.label(resource))
	})
}

// prove adds functions and evidence to a finding, each proof once.
func prove(f *Finding, functions []string, evidence ...Evidence) {
	f.Functions = append(f.Functions, functions...)
	for _, e := range evidence {
		if !containsEvidence(f.Evidence, e) {
			f.Evidence = append(f.Evidence, e)
		}
	}
}

func (f *endpointFindings) judge(p *Pass, at *placement, e *awsdata.VPCEndpoint, t *reach.Trace, c *call) {
	blockers := endpointSide(t, reach.Blocked)
	// Whether the name leads to the endpoint comes first: an endpoint without the name is in nobody's way.
	if missing := append(unknownName(t), notAsked(t)...); len(missing) > 0 && (len(blockers) == 0 || nameUnknown(t)) {
		f.open.add(e.VpcEndpointId, c.functions, missing)
		return
	}
	if len(blockers) == 0 {
		return
	}
	finding := f.of(e, "") // the title is said in the end, when all functions are known
	prove(finding, c.functions, Evidence{Resource: e.VpcEndpointId, Rule: "private DNS",
		Says: "private DNS overrides the public name of " + c.Prefix + " in the VPC"})
	if outageOf(at, t) == whole {
		finding.Impact = Broken
	} else if finding.Impact == 0 {
		finding.Impact = Partly
	}
	for _, hop := range blockers {
		prove(finding, nil, Evidence{Resource: hop.Resource, Rule: hop.Rule.Text, Says: hop.Says()})
	}
	prove(finding, nil, c.evidence()...)
	if f.entries == nil {
		f.entries = make(aclEntries)
	}
	finding.Fix.add(p.openService([]*placement{at}, c.Endpoint, f.entries))
}

// endpointSide are the hops of the endpoint's own with a verdict: whether it holds the name, its groups, the ACL of its
// subnets.
func endpointSide(t *reach.Trace, v reach.Verdict) []reach.Hop {
	var out []reach.Hop
	for i := range t.Subnets {
		for _, hop := range firstLead(&t.Subnets[i]) {
			switch hop.Component {
			case reach.ComponentName, reach.ComponentTargetGroup, reach.ComponentTargetACLIn,
				reach.ComponentTargetACLBack:
				if hop.Verdict == v {
					out = append(out, hop)
				}
			}
		}
	}
	return out
}

// nameUnknown reports whether it is not known where the name leads.
func nameUnknown(t *reach.Trace) bool {
	return slices.ContainsFunc(endpointSide(t, reach.Unknown), func(h reach.Hop) bool {
		return h.Component == reach.ComponentName
	})
}

// notAsked are the facts without which it is not known whether the endpoint is asked at all: the way to it is not
// known, so its side has not been judged.
func notAsked(t *reach.Trace) []string {
	var out []string
	for i := range t.Subnets {
		sub := &t.Subnets[i]
		if sub.Verdict == reach.Unknown && !slices.ContainsFunc(sub.Hops,
			func(h reach.Hop) bool { return h.Component == reach.ComponentTargetGroup }) {
			out = append(out, missingOf(sub)...)
		}
	}
	return out
}

// unknownName are the facts without which it is not known where the name leads, or whether the endpoint lets in.
func unknownName(t *reach.Trace) []string {
	var out []string
	for _, hop := range endpointSide(t, reach.Unknown) {
		out = append(out, hop.Missing...)
	}
	return uniqueTexts(out)
}

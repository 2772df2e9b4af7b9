package check

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/policy"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var egressEndpointPolicyOpen = &Check{
	ID:       "egress-endpoint-policy-open",
	Title:    "a VPC endpoint lets anyone reach anyone's resources",
	Severity: Medium,
	Impact:   Tighter,
	Family:   Egress,
	Why: "An endpoint with an open policy also carries calls with somebody else's credentials to somebody else's bucket, queue or table: internet egress " +
		"that needs no internet and that no security group can close.",
	When: "A function reaches an endpoint whose policy allows everyone on everything, with no condition on organization, account or resource. " +
		"The policy that AWS gives to an endpoint when nobody writes one is such a policy.",
	Fix: "Hold the endpoint to the own account or organization by conditions on aws:PrincipalAccount and aws:ResourceAccount, or aws:PrincipalOrgID and aws:ResourceOrgID. " +
		"Buckets of AWS's own that functions read through it need a statement of their own.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
		"https://docs.aws.amazon.com/whitepapers/latest/building-a-data-perimeter-on-aws/building-a-data-perimeter-on-aws.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups", "describe-vpc-endpoints"},
	Run: func(p *Pass) {
		uses := make(map[string]*endpointUse)
		var order []string
		for _, at := range p.placements() {
			for _, e := range p.Region.VPCEndpoints(at.VPCID) {
				if !e.Available() {
					continue
				}
				u := uses[e.VpcEndpointId]
				if u == nil {
					u = readEndpoint(e)
					uses[e.VpcEndpointId] = u
					order = append(order, e.VpcEndpointId)
				}
				if u.closed {
					continue
				}
				if set := p.wayTo(at, e); !set.IsEmpty() {
					if u.functions == nil {
						u.way = p.proof(at, set)
					}
					u.functions = append(u.functions, at.Functions...)
				}
			}
		}
		slices.Sort(order)
		for _, id := range order {
			uses[id].report(p)
		}
	},
}

// endpointUse is an endpoint, what its policy lets through, and the functions that reach it.
type endpointUse struct {
	*awsdata.VPCEndpoint
	closed    bool
	open      *policy.Statement // the statement that lets everything through; nil where the policy cannot be read
	functions []string
	way       []Evidence
}

func readEndpoint(e *awsdata.VPCEndpoint) *endpointUse {
	u := &endpointUse{VPCEndpoint: e}
	if e.PolicyDocument == "" {
		return u
	}
	read, err := policy.Parse(string(e.PolicyDocument))
	if err != nil {
		return u
	}
	u.open = openStatement(read)
	u.closed = u.open == nil
	return u
}

// openStatement is the statement that lets everyone reach everything, nil if there is none. A deny under a condition on
// account or organisation is the other way to write the same limit.
func openStatement(p *policy.Policy) *policy.Statement {
	var open *policy.Statement
	for i := range p.Statements {
		s := &p.Statements[i]
		switch {
		case s.Deny && limits(s):
			return nil
		case !s.Deny && open == nil && s.Everyone() && !limits(s) && anyResource(s):
			open = s
		}
	}
	return open
}

// perimeterKeys are the condition keys that hold a call to an account, an organisation, a role or named resources.
// Source: IAM user guide, "AWS global condition context keys".
var perimeterKeys = []string{
	"aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn",
	"aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths",
	"s3:resourceaccount", "s3:dataaccesspointaccount", "aws:userid", "kms:calleraccount",
}

func limits(s *policy.Statement) bool {
	return slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool {
		return slices.Contains(perimeterKeys, strings.ToLower(c.Key))
	})
}

// anyResource reports whether a statement's resources are of any account: "*", or an ARN that names none.
func anyResource(s *policy.Statement) bool {
	if s.Resource("*") == policy.All {
		return true
	}
	return slices.ContainsFunc(s.ResourcePatterns(), func(p policy.Pattern) bool {
		parts := strings.SplitN(string(p), ":", 6) // arn:partition:service:region:account:resource
		return len(parts) == 6 && (parts[4] == "" || parts[4] == "*") && strings.Trim(parts[5], "*/") == ""
	})
}

// wayTo is what a placement reaches of an endpoint on 443, nothing if it does not. Functions reach a gateway endpoint
// by a route, and an interface endpoint at one of its addresses.
func (p *Pass) wayTo(at *placement, e *awsdata.VPCEndpoint) netset.Set {
	https := netset.Ports(netset.TCP, netset.PortRange{From: 443, To: 443})
	allowed, _ := p.egress(at)
	if e.Type() == "Gateway" {
		return p.wayToGateway(at, e, allowed.Reachable.RestrictPorts(https))
	}
	for _, id := range e.NetworkInterfaceIds {
		n := p.Region.NetworkInterface(id)
		if gap := p.Gap("describe-network-interfaces"); n == nil && gap != "" {
			p.lacks(at, at.Functions, []string{gap})
		}
		if n == nil || e.Type() != "Interface" {
			continue
		}
		address, err := netip.ParseAddr(n.PrivateIpAddress)
		if err != nil || !allowed.Reachable.Contains(address, netset.TCP, 443) {
			continue
		}
		set := netset.FromAddr(address, https)
		if trace := p.example(at, set); trace != nil && trace.Verdict >= reach.Partial {
			return set
		}
	}
	return netset.Set{}
}

func (p *Pass) wayToGateway(at *placement, e *awsdata.VPCEndpoint, allowed netset.Set) netset.Set {
	for i := range at.Subnets {
		t := at.Subnets[i].RouteTable
		if at.Subnets[i].Subnet == nil || t == nil ||
			!slices.ContainsFunc(t.Routes, func(r awsdata.Route) bool { return r.Target() == e.VpcEndpointId }) {
			continue
		}
		routes, _ := p.routes(at, at.Subnets[i].ID)
		for _, route := range routes {
			if route.Way.Resource == e.VpcEndpointId && route.Destinations.Overlaps(allowed) {
				return route.Destinations.Intersect(allowed)
			}
		}
	}
	return netset.Set{}
}

func (u *endpointUse) report(p *Pass) {
	if len(u.functions) == 0 {
		return
	}
	if u.open == nil {
		p.Unknown(u.VpcEndpointId, u.functions, "The policy of "+p.label(u.VpcEndpointId)+" is not in the snapshot.",
			"describe-vpc-endpoints (PolicyDocument of "+u.VpcEndpointId+")")
		return
	}
	p.Report(Finding{
		Resource: u.VpcEndpointId, Functions: u.functions,
		Title: fmt.Sprintf("endpoint %s: its policy is open to everyone", p.name(u.VpcEndpointId)),
		Evidence: append([]Evidence{{Resource: u.VpcEndpointId, Rule: "policy of " + u.ServiceName,
			Says: u.open.Text() + ", whoever calls"}}, u.way...),
		Fix: p.ownAccountOnly(u.VPCEndpoint),
	})
}

// ownAccountOnly is the fix that holds an endpoint to the callers and the resources of the account.
func (p *Pass) ownAccountOnly(e *awsdata.VPCEndpoint) Fix {
	account := p.Index.Snapshot.AccountID
	document := policyDocument(statement{Effect: "Allow", Principal: "*", Action: "*", Resource: "*",
		Condition: map[string]any{"StringEquals": map[string]string{"aws:PrincipalAccount": account,
			"aws:ResourceAccount": account}}})
	fix := Fix{CLI: paste.Script{p.aws("ec2 modify-vpc-endpoint").Opt("vpc-endpoint-id", e.VpcEndpointId).
		JSON("policy-document", document)}}
	fix.declare(paste.Resource("aws_vpc_endpoint_policy", "own_account",
		paste.F("vpc_endpoint_id", paste.Str(e.VpcEndpointId)), paste.F("policy", paste.JSON(document))),
		paste.Part("AWS::EC2::VPCEndpoint", p.label(e.VpcEndpointId), paste.F("PolicyDocument", paste.JSON(document))))
	return fix
}

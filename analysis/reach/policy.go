package reach

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/policy"
	"github.com/vpclens/vpclens/awsdata"
)

// policyHops judge the policy of an endpoint as far as it says the same of everybody and everything that comes by it: no
// statement that allows anything, or one that denies all. What depends on who asks for what is no matter of the network.
// Source: AWS PrivateLink guide, "Control access to VPC endpoints using endpoint policies".
func policyHops(e *awsdata.VPCEndpoint) []Hop {
	if e.PolicyDocument == "" {
		return nil
	}
	read, err := policy.Parse(string(e.PolicyDocument))
	if err != nil {
		return nil
	}
	h := Hop{Component: ComponentPolicy, Resource: e.VpcEndpointId}
	allows := false
	for i := range read.Statements {
		s := &read.Statements[i]
		switch fits := conditionsOf(s, e); {
		case !s.Deny:
			allows = allows || fits != never
		case fits == always && s.Everyone() && s.Action("*") == policy.All && s.Resource("*") == policy.All:
			h.Rule.Text = s.Sid
			return []Hop{h.because(Blocked, PolicyDeniesAll)}
		}
	}
	if !allows {
		return []Hop{h.because(Blocked, PolicyAllowsNothing)}
	}
	return nil
}

// holding is whether the conditions of a statement hold for what comes by an endpoint.
type holding uint8

const (
	always holding = iota
	sometimes
	never
)

// conditionsOf compares what the way itself settles: aws:SourceVpc and aws:SourceVpce are those of the endpoint.
// Source: IAM user guide, "AWS global condition context keys".
func conditionsOf(s *policy.Statement, e *awsdata.VPCEndpoint) holding {
	out := always
	for _, c := range s.Conditions {
		out = max(out, holds(c, e))
	}
	return out
}

func holds(c policy.Condition, e *awsdata.VPCEndpoint) holding {
	var value string
	switch strings.ToLower(c.Key) {
	case "aws:sourcevpc":
		value = e.VpcId
	case "aws:sourcevpce":
		value = e.VpcEndpointId
	default:
		return sometimes
	}
	is := slices.ContainsFunc(c.Values, func(v string) bool { return policy.Pattern(v).Covers(value) })
	switch strings.TrimSuffix(strings.ToLower(c.Operator), "ifexists") {
	case "stringequals", "stringequalsignorecase", "stringlike":
	case "stringnotequals", "stringnotequalsignorecase", "stringnotlike":
		is = !is
	default:
		return sometimes
	}
	if is {
		return always
	}
	return never
}

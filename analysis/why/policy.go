package why

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/role"
)

// policyReasons are what hops say of the policies of endpoints that can deny a call.
var policyReasons = []reach.Reason{reach.PolicyAllowsNothing, reach.PolicyDeniesAll, reach.PolicyNotForRole,
	reach.PolicyLimitsResources, reach.PolicyForOrganization, reach.PolicyUndecided, reach.PolicyNeedsRole,
	reach.PolicyNotRead}

// endpointPolicy is for what the policy of a VPC endpoint denied. The message of AWS says so, which is certain; whose
// policy it is, the path tells.
func (e *explainer) endpointPolicy() {
	e.exclude(AnswerCame, e.there())
	if e.byPolicyHops() {
		return
	}
	e.findings(Certain)
	if len(e.Causes) > 0 {
		return
	}
	for _, way := range e.waysOf(reach.WayGatewayEndpoint, reach.WayInterfaceEndpoint) {
		e.Causes = append(e.Causes, Cause{Point: point(PolicyNotHere, way), Sure: Likely, Region: e.region,
			Resource: way})
		e.Open = append(e.Open, Open{Point: point(PolicyText, way),
			Command: paste.Script{paste.AWS(e.region, "ec2 describe-vpc-endpoints").Opt("vpc-endpoint-ids", way).
				Opt("query", "VpcEndpoints[].PolicyDocument").Opt("output", "text")}})
	}
	if len(e.Causes) == 0 {
		e.Causes = append(e.Causes, Cause{Point: point(PolicyNotHere, "the endpoint"), Sure: Likely, Region: e.region})
	}
}

// byPolicyHops tells what the policies on the path deny, or leave open.
func (e *explainer) byPolicyHops() bool {
	if e.Trace == nil {
		return false
	}
	for i := range e.Trace.Subnets {
		for _, h := range e.Trace.Subnets[i].Hops {
			if !slices.Contains(policyReasons, h.Reason) || slices.ContainsFunc(e.Causes, func(c Cause) bool {
				return len(c.Hops) > 0 && alike(&c.Hops[0], &h)
			}) {
				continue
			}
			sure := Certain
			if h.Verdict != reach.Blocked {
				sure = Likely
			}
			e.Causes = append(e.Causes, Cause{Point: Point{Code: PolicyDenies}, Sure: sure, Region: e.region,
				Resource: h.Resource, Hops: []reach.Hop{h}})
		}
	}
	return len(e.Causes) > 0
}

// denied is for what something else than the policy of an endpoint denied, as far as the message tells.
func (e *explainer) denied() {
	e.exclude(AnswerCame, e.there())
	if e.Trace != nil {
		for i := range e.Trace.Subnets {
			if h := firstWith(e.Trace.Subnets[i].Hops, reach.PrivateDNSExecuteAPI); h != nil {
				e.Causes = append(e.Causes, Cause{Point: Point{Code: APICaptured}, Sure: Certain, Region: e.region,
					Resource: h.Resource, Hops: []reach.Hop{*h}})
				return
			}
		}
	}
	e.byRole()
	if !e.byPolicyHops() {
		e.findings(Likely)
	}
	if len(e.Causes) == 0 {
		e.Causes = append(e.Causes, Cause{Point: point(DeniedThere, e.there()), Sure: Possible})
	}
}

// byRole asks the execution role for the action that was denied.
func (e *explainer) byRole() {
	if e.Symptom.Action == "" || e.Function == nil || e.Function.Role == "" {
		return
	}
	switch answer := role.Of(e.Result.Index, e.Function.Role).Allows(e.Symptom.Action, "*"); answer.Verdict {
	case role.No:
		e.Causes = append(e.Causes, Cause{Point: point(RoleDenies, e.Function.Role, e.Symptom.Action), Sure: Certain,
			Resource: e.Function.Role})
	case role.Yes:
		e.exclude(RoleAllows, e.Function.Role, e.Symptom.Action)
	default:
		e.Open = append(e.Open, Open{Point: point(RoleUnknown, e.Function.Role, e.Symptom.Action),
			Missing: answer.Missing, Command: simulate(e.Function.Role, e.Symptom.Action)})
	}
}

func simulate(roleARN string, actions ...string) paste.Script {
	return paste.Script{paste.AWS("", "iam simulate-principal-policy").Opt("policy-source-arn", roleARN).
		Opt("action-names", actions...).
		Opt("query", "EvaluationResults[].[EvalActionName,EvalDecision,OrganizationsDecisionDetail]")}
}

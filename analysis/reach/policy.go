package reach

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/policy"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
)

// policyHops judge the policy of an endpoint against the function's role and the actions of the service that the role
// uses: whoever does not know the actions asks for any of them. The connection is there all the same, so that it is a
// hop of its own.
// Source: AWS PrivateLink guide, "Control access to VPC endpoints using endpoint policies".
func (p *placement) policyHops(e *awsdata.VPCEndpoint) []Hop {
	if e.PolicyDocument == "" {
		return nil
	}
	h := Hop{Component: ComponentPolicy, Resource: e.VpcEndpointId}
	switch known := p.region.policies.get(e, func() endpointPolicy { return readPolicy(e) }); {
	case known.open:
		return nil
	case known.read == nil:
		return []Hop{h.unknown(PolicyNotRead, "the policy of "+e.VpcEndpointId)}
	default:
		return p.judgePolicy(e, known.read, h)
	}
}

// endpointPolicy is the policy of an endpoint, read once.
type endpointPolicy struct {
	read *policy.Policy // nil for one that cannot be read
	open bool           // everything is allowed to everybody
}

func readPolicy(e *awsdata.VPCEndpoint) endpointPolicy {
	read, err := policy.Parse(string(e.PolicyDocument))
	if err != nil {
		return endpointPolicy{}
	}
	return endpointPolicy{read: read, open: opens(read)}
}

func (p *placement) judgePolicy(e *awsdata.VPCEndpoint, read *policy.Policy, h Hop) []Hop {
	c := caller{endpoint: e, role: p.region.roles.Of(p.fn.Role)}
	prefixes := servicePrefixes(e)
	asked := c.uses(prefixes)
	best := c.admits(read, asked)
	if len(c.role.Missing()) > 0 || c.role.Role == nil { // there may be more that it uses
		if best.fits == no {
			best = c.admits(read, anyAction(prefixes))
		}
		refused := func(action string) bool { return c.admit(read, action).fits != yes }
		if best.fits == yes && slices.ContainsFunc(parts(read, asked), refused) {
			best = admission{fits: perhaps}
		}
	}
	switch {
	case best.fits == no && best.stop != nil && best.stop.Everyone() && coversAll(best.stop, anyAction(prefixes)):
		h.Rule.Text = best.stop.Sid
		return []Hop{h.because(Blocked, PolicyDeniesAll)}
	case best.fits == no && !c.allowsAnybody(read):
		return []Hop{h.because(Blocked, PolicyAllowsNothing)}
	case best.fits == no:
		return []Hop{h.because(Blocked, PolicyNotForRole, c.role.Name(), strings.Join(asked, ", "))}
	case best.fits == perhaps && len(best.keys) == 0:
		missing := "what " + c.role.Name() + " uses of the service"
		if calls := c.role.Missing(); len(calls) > 0 {
			missing = strings.Join(calls, ", ")
		}
		return []Hop{h.unknown(PolicyNeedsRole, missing, c.role.Name())}
	case best.fits == perhaps:
		keys := strings.Join(best.keys, ", ")
		return []Hop{h.unknown(PolicyUndecided, "the values of "+keys, keys)}
	case slices.ContainsFunc(best.limits, isOrganization):
		return []Hop{h.because(Reachable, PolicyForOrganization)}
	case len(best.limits) > 0:
		return []Hop{h.because(Reachable, PolicyLimitsResources, strings.Join(best.limits, ", "))}
	}
	return nil
}

// coversAll reports whether a statement speaks of all of each action.
func coversAll(s *policy.Statement, actions []string) bool {
	return !slices.ContainsFunc(actions, func(action string) bool { return s.Action(action) != policy.All })
}

func isOrganization(key string) bool { return strings.EqualFold(key, "aws:PrincipalOrgID") }

// PolicyAnswer is what the policy of an endpoint says to all that a role uses of the service.
type PolicyAnswer struct {
	// the actions that the role uses, as patterns; all of the service where no policy of the role names any
	Asked   []string
	Refused []string // those of them that are not certainly admitted
	Stops   []int    // the statements, by their place, that deny one of them as a whole, or may
	Parts   []int    // the statements that deny a part of one: some actions within a pattern, or some resources
}

// AskPolicy holds the policy of an endpoint against a role, action by action, as the verdict does: a policy that cannot
// be read is an error.
func AskPolicy(e *awsdata.VPCEndpoint, r *role.Permissions) (PolicyAnswer, error) {
	read, err := policy.Parse(string(e.PolicyDocument))
	if err != nil {
		return PolicyAnswer{}, fmt.Errorf("ask the policy of %s: %w", e.VpcEndpointId, err)
	}
	c := caller{endpoint: e, role: r}
	out := PolicyAnswer{Asked: c.uses(servicePrefixes(e))}
	for _, action := range out.Asked {
		if c.admit(read, action).fits != yes {
			out.Refused = append(out.Refused, action)
		}
	}
	for i := range read.Statements {
		s := &read.Statements[i]
		who, _, some := c.meets(s)
		if !s.Deny || who == no {
			continue
		}
		whole, part := false, false
		for _, action := range out.Asked {
			switch fit := s.Action(action); {
			case fit == policy.All && s.Resource("*") == policy.All && len(some) == 0:
				whole = true
			case fit != policy.None:
				part = true
			}
		}
		switch {
		case whole:
			out.Stops = append(out.Stops, i)
		case part:
			out.Parts = append(out.Parts, i)
		}
	}
	return out, nil
}

// servicePrefixes are the prefixes of the actions of an endpoint's service, nil for services that are not AWS's.
func servicePrefixes(e *awsdata.VPCEndpoint) []string {
	if _, name, ok := names.EndpointIdentity(e); ok {
		if s := names.ServiceNamed(name); s != nil {
			return s.Prefixes
		}
	}
	return nil
}

func anyAction(prefixes []string) []string {
	if len(prefixes) == 0 {
		return []string{"*"}
	}
	out := make([]string, len(prefixes))
	for i, prefix := range prefixes {
		out[i] = prefix + ":*"
	}
	return out
}

// caller is who comes by an endpoint: a function's role.
type caller struct {
	endpoint *awsdata.VPCEndpoint
	role     *role.Permissions
}

// uses are the actions of a service that the role uses, any of them where nothing is known to be used.
func (c caller) uses(prefixes []string) []string {
	var out []string
	for _, prefix := range prefixes {
		out = append(out, c.role.Uses(prefix)...)
	}
	if len(out) == 0 {
		return anyAction(prefixes)
	}
	return out
}

// fitting is whether something holds for a caller and what comes by an endpoint.
type fitting uint8

const (
	no fitting = iota
	perhaps
	yes
)

// admission is what a policy says to an action.
type admission struct {
	fits   fitting
	keys   []string          // the condition keys that decide, for perhaps
	limits []string          // what holds those that are admitted to some resources
	stop   *policy.Statement // the statement that denies it, for no
}

// admits is the best that the policy says to one of the actions, or to a part of one that it names: a service of which
// something works is there.
func (c caller) admits(p *policy.Policy, actions []string) admission {
	best := c.admit(p, actions[0])
	for _, action := range parts(p, actions) {
		if a := c.admit(p, action); a.fits > best.fits {
			best = a
		}
	}
	return best
}

// parts are actions, and what a policy names within them.
func parts(p *policy.Policy, actions []string) []string {
	out := slices.Clone(actions)
	for _, action := range actions {
		for i := range p.Statements {
			for _, part := range p.Statements[i].ActionPatterns() {
				if policy.Pattern(action).Covers(string(part)) {
					out = append(out, string(part))
				}
			}
		}
	}
	return out
}

// admit asks the statements about an action, which may hold wildcards: what is allowed or denied of it as a whole.
func (c caller) admit(p *policy.Policy, action string) admission {
	var out admission
	var doubts, limits []string
	for i := range p.Statements {
		s := &p.Statements[i]
		fit := s.Action(action)
		who, keys, some := c.meets(s)
		if fit == policy.None || who == no {
			continue
		}
		switch whole := fit == policy.All && s.Resource("*") == policy.All && len(some) == 0; {
		case s.Deny && whole && who == yes:
			return admission{stop: s}
		case s.Deny && whole:
			doubts = append(doubts, keys...)
		case s.Deny && s.Resource("*") != policy.All: // who is no member is let to the resources that it leaves out
			limits = append(limits, slices.DeleteFunc(some, isOrganization)...)
		case s.Deny:
			limits = append(limits, some...)
		case fit == policy.Some && partsNamed(s, action): // its parts are asked for themselves
		case who == yes:
			out.fits, out.limits = yes, some
		default:
			out.fits, out.keys = max(out.fits, perhaps), append(out.keys, keys...)
		}
	}
	if out.fits == yes && len(doubts) > 0 {
		out.fits, out.keys = perhaps, doubts
	}
	out.limits = unique(append(out.limits, limits...))
	out.keys = unique(out.keys)
	return out
}

// partsNamed reports whether what a statement says of an action are whole actions within it.
func partsNamed(s *policy.Statement, action string) bool {
	return slices.ContainsFunc(s.ActionPatterns(), func(p policy.Pattern) bool {
		return policy.Pattern(action).Covers(string(p))
	})
}

// allowsAnybody reports whether any statement allows anything that can come by the endpoint, to whomever.
func (c caller) allowsAnybody(p *policy.Policy) bool {
	return slices.ContainsFunc(p.Statements, func(s policy.Statement) bool {
		fits, _, _ := c.conditions(&s)
		return !s.Deny && fits != no
	})
}

// meets is whether a statement speaks of the caller: its principals and its conditions. keys are the conditions that
// decide and are not known, limits those on resources, which hold for some of them.
func (c caller) meets(s *policy.Statement) (fits fitting, keys, limits []string) {
	fits, keys, limits = c.conditions(s)
	switch s.Speaks(c.role.ARN, c.roleID(), c.endpoint.Type() == "Gateway") {
	case policy.None:
		fits = no
	case policy.Some:
		fits, keys = min(fits, perhaps), append(keys, "Principal")
	}
	return fits, keys, limits
}

func (c caller) roleID() string {
	if c.role.Role == nil {
		return ""
	}
	return c.role.Role.RoleId
}

func (c caller) conditions(s *policy.Statement) (fits fitting, keys, limits []string) {
	fits = yes
	for _, condition := range s.Conditions {
		if limitsOnly(condition.Key) {
			limits = append(limits, condition.Key)
			continue
		}
		got := c.holds(condition)
		if got == perhaps {
			keys = append(keys, condition.Key)
		}
		fits = min(fits, got)
	}
	return fits, keys, limits
}

// limitsOnly reports whether a condition key is about the resource, or the organization, in which the role counts as a
// member.
// Source: IAM user guide, "AWS global condition context keys", properties of the resource.
func limitsOnly(key string) bool {
	switch key = strings.ToLower(key); key {
	case "aws:principalorgid", "aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths", "s3:resourceaccount":
		return true
	}
	return strings.HasPrefix(key, "aws:resourcetag/")
}

// holds compares what the way and the role settle.
// Source: IAM user guide, "AWS global condition context keys"; "IAM JSON policy elements: Condition operators", on keys
// that a request lacks: there are no aws:SourceIp and no aws:PrincipalServiceName in what comes by an endpoint.
func (c caller) holds(condition policy.Condition) fitting {
	operator, ifExists := strings.CutSuffix(strings.ToLower(condition.Operator), "ifexists")
	var value string
	switch strings.ToLower(condition.Key) {
	case "aws:sourcevpc":
		value = c.endpoint.VpcId
	case "aws:sourcevpce":
		value = c.endpoint.VpcEndpointId
	case "aws:principalarn":
		value = c.role.ARN
	case "aws:principalaccount":
		value = awsdata.AccountOf(c.role.ARN)
	case "aws:principalisawsservice":
		value = "false"
	case "aws:principaltype":
		value = "AssumedRole"
	case "aws:sourceip":
		return certain(ifExists || strings.HasPrefix(operator, "not"))
	}
	if value == "" {
		return perhaps
	}
	equal := func(v string) bool { return v == value }
	negated := strings.Contains(operator, "not")
	switch operator {
	case "stringequals", "stringnotequals":
	case "stringequalsignorecase", "stringnotequalsignorecase", "bool":
		equal = func(v string) bool { return strings.EqualFold(v, value) }
	case "stringlike", "stringnotlike", "arnequals", "arnlike", "arnnotequals", "arnnotlike":
		equal = func(v string) bool { return policy.Pattern(v).Covers(value) }
	case "null":
		return certain(slices.Contains(condition.Values, "false"))
	default:
		return perhaps
	}
	if slices.ContainsFunc(condition.Values, func(v string) bool { return strings.Contains(v, "${") }) {
		return perhaps
	}
	return certain(slices.ContainsFunc(condition.Values, equal) != negated)
}

func certain(is bool) fitting {
	if is {
		return yes
	}
	return no
}

func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// roleKey is the function's role where some endpoint's policy makes it matter: functions of one placement then need not
// reach the same. Elsewhere it is empty.
func (e *Engine) roleKey(f *awsdata.Function) string {
	if !e.policed() {
		return ""
	}
	return f.Role
}

func (e *Engine) findPolicies() bool {
	for _, r := range e.all {
		for i := range r.Region.VPCEndpoints {
			if v := &r.Region.VPCEndpoints[i]; v.PolicyDocument != "" && !readPolicy(v).open {
				return true
			}
		}
	}
	return false
}

// opens reports whether a policy allows everything to everybody, and denies nothing.
func opens(p *policy.Policy) bool {
	return len(p.Statements) > 0 && !slices.ContainsFunc(p.Statements, func(s policy.Statement) bool {
		return s.Deny || len(s.Conditions) > 0 || !s.Everyone() || s.Action("*") != policy.All ||
			s.Resource("*") != policy.All
	})
}

package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/policy"
	"github.com/vpclens/vpclens/analysis/role"
)

// roleFix narrows the statements that give a role what answers are about, in the policies that they are in: whatever
// else a policy gives stays as it is. An inline policy is written anew, which is one step. A managed policy is others'
// too, so that what it gives becomes a policy of the role's own first, and then it is detached. actions are what was
// asked, nil for everything that the statements give.
func (p *Pass) roleFix(use *roleUse, actions []string, answers ...role.Answer) Fix {
	var fix Fix
	if use.Role == nil {
		return fix
	}
	parts := make(map[string][]int)
	for _, answer := range answers {
		for _, e := range answer.By {
			if !slices.Contains(parts[e.Policy], e.Part) {
				parts[e.Policy] = append(parts[e.Policy], e.Part)
			}
		}
	}
	taken := make(map[string]bool)
	for i := range use.Role.RolePolicyList {
		taken[use.Role.RolePolicyList[i].PolicyName] = true
	}
	for i := range use.Role.RolePolicyList {
		inline := &use.Role.RolePolicyList[i]
		if at := parts["inline policy "+inline.PolicyName]; at != nil {
			fix.add(p.narrowPolicy(use, string(inline.PolicyDocument), inline.PolicyName, at, actions))
		}
	}
	for _, attached := range use.Role.AttachedManagedPolicies {
		managed, at := p.Index.ManagedPolicy(attached.PolicyArn), parts["managed policy "+attached.PolicyName]
		if at == nil || managed == nil {
			continue
		}
		own := "needed"
		for n := 2; taken[own]; n++ {
			own = fmt.Sprintf("needed-%d", n)
		}
		taken[own] = true
		fix.add(p.narrowPolicy(use, string(managed.Default()), own, at, actions))
		fix.CLI = append(fix.CLI, p.aws("iam detach-role-policy").Opt("role-name", use.Role.RoleName).
			Opt("policy-arn", attached.PolicyArn).Then())
		fix.remark("then detach %s from %s", attached.PolicyName, use.Role.RoleName)
	}
	return fix
}

// narrowPolicy is the fix that writes a policy as an inline one of a role, with some of its statements narrowed.
func (p *Pass) narrowPolicy(use *roleUse, document, name string, parts []int, actions []string) Fix {
	changed := openPolicy(document)
	if changed == nil {
		return Fix{}
	}
	was := changed.says(parts)
	for _, i := range parts {
		changed.narrow(i, actions, len(use.places) > 0)
	}
	fix := p.writePolicy(use.Role.RoleName, name, changed.document())
	fix.CLI[0] = fix.CLI[0].Saying("the policy of today, but for where it %s: name there what the functions use", was)
	return fix
}

// narrow makes a statement name what is needed in the place of actions that it gives, all of them where actions is nil.
// AWS refuses the policy until somebody has written that. Its other actions stay. What Lambda itself needs of a role
// whose functions are in a VPC stays, too.
func (d *editedPolicy) narrow(i int, actions []string, inVPC bool) {
	narrowed := maps.Clone(d.statements[i])
	var rest, exact []string
	wild := false
	asked := func(pattern policy.Pattern) bool {
		return actions == nil || slices.ContainsFunc(actions, func(a string) bool {
			return pattern.Overlaps(strings.ToLower(a))
		})
	}
	for _, text := range textsOf(narrowed["Action"]) {
		switch {
		case !asked(policy.Pattern(strings.ToLower(text))):
			rest = append(rest, text)
		case strings.ContainsAny(text, "*?"):
			wild = true
		default:
			exact = append(exact, text)
		}
	}
	if exact == nil {
		wild = true
	}
	if wild {
		exact = append(exact, paste.Placeholder("action that is needed"))
	}
	var own []string // what Lambda needs, of what would be lost
	for _, action := range role.InterfaceActions() {
		same := func(text string) bool { return policy.Pattern(strings.ToLower(text)).Covers(strings.ToLower(action)) }
		if inVPC && d.read[i].Fit(action, "*") == policy.All && !slices.ContainsFunc(rest, same) {
			own = append(own, action)
		}
	}
	delete(narrowed, "NotAction")
	delete(narrowed, "NotResource")
	narrowed["Action"], narrowed["Resource"] = exact, paste.Placeholder("arn of what is needed")
	if own != nil {
		kept := maps.Clone(d.statements[i])
		delete(kept, "NotAction")
		delete(kept, "NotResource")
		delete(kept, "Sid")
		kept["Action"], kept["Resource"] = own, "*"
		d.add(kept)
	}
	if rest == nil {
		d.statements[i] = narrowed
		return
	}
	delete(narrowed, "Sid") // it stays with the rest: each is one of its kind
	d.statements[i]["Action"] = rest
	d.add(narrowed)
}

// textsOf are the texts of a policy's element, which may be one or a list.
func textsOf(value any) []string {
	if one, ok := value.(string); ok {
		return []string{one}
	}
	var out []string
	list, _ := value.([]any)
	for _, one := range list {
		if text, ok := one.(string); ok {
			out = append(out, text)
		}
	}
	return out
}

// writePolicy is the fix that writes an inline policy of a role.
func (p *Pass) writePolicy(roleName, policyName string, document any) Fix {
	fix := Fix{CLI: paste.Script{
		p.aws("iam put-role-policy").Opt("role-name", roleName).Opt("policy-name", policyName).
			JSON("policy-document", document),
	}}
	name := roleName + " " + policyName
	fix.declare(paste.Resource("aws_iam_role_policy", paste.Name(name), paste.F("name", paste.Str(policyName)),
		paste.F("role", paste.Str(roleName)), paste.F("policy", paste.JSON(document))),
		paste.Resource("AWS::IAM::RolePolicy", paste.LogicalID(name), paste.F("PolicyName", paste.Str(policyName)),
			paste.F("RoleName", paste.Str(roleName)), paste.F("PolicyDocument", paste.JSON(document))))
	return fix
}

// neededPolicy is the policy that only the functions' team can write: AWS refuses it as it is.
func neededPolicy(partition string) any {
	return policyDocument(statement{Effect: "Allow", Action: paste.Placeholder("action that is needed"),
		Resource: "arn:" + partition + ":SERVICE:::RESOURCE_THAT_IS_NEEDED"})
}

// policyDocument is a policy of one statement.
func policyDocument(s statement) any {
	return struct {
		Version   string
		Statement []statement
	}{"2012-10-17", []statement{s}}
}

// statement is a statement of a policy, as fixes write it.
type statement struct {
	Effect    string
	Principal any `json:",omitempty"`
	Action    any
	Resource  any            `json:",omitempty"`
	Condition map[string]any `json:",omitempty"`
}

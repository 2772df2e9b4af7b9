package check

import (
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/role"
)

// roleFix is what takes the policy away that decides an answer about a role: a narrow policy is given first, then a managed
// policy is detached; an inline policy is written anew, which is one step.
func (p *Pass) roleFix(r *role.Permissions, answer role.Answer) Fix {
	if r.Role == nil || len(answer.By) == 0 {
		return Fix{}
	}
	for _, attached := range r.Role.AttachedManagedPolicies {
		if answer.By[0].Policy == "managed policy "+attached.PolicyName {
			fix := p.writePolicy(r.Role.RoleName, "needed", neededPolicy(p.partition()))
			fix.CLI = append(fix.CLI, p.aws("iam detach-role-policy").Opt("role-name", r.Role.RoleName).
				Opt("policy-arn", attached.PolicyArn).Then())
			fix.remark("then detach %s from %s", attached.PolicyName, r.Role.RoleName)
			return fix
		}
	}
	return p.writePolicy(r.Role.RoleName, strings.TrimPrefix(answer.By[0].Policy, "inline policy "),
		neededPolicy(p.partition()))
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

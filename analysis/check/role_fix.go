package check

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/role"
)

// roleFix is what takes the policy away that decides an answer about a role: a managed policy is detached, an inline
// policy written anew.
func roleFix(r *role.Permissions, answer role.Answer) Fix {
	if r.Role == nil || len(answer.By) == 0 {
		return Fix{}
	}
	name := shellWord(r.Role.RoleName)
	for _, attached := range r.Role.AttachedManagedPolicies {
		if answer.By[0].Policy == "managed policy "+attached.PolicyName {
			return Fix{
				CLI: fmt.Sprintf("aws iam detach-role-policy --role-name %s --policy-arn %s\n", name, shellWord(attached.PolicyArn)) +
					fmt.Sprintf("aws iam put-role-policy --role-name %s --policy-name needed --policy-document file://needed.json", name),
				Terraform: fmt.Sprintf("resource \"aws_iam_role_policy\" \"needed\" {\n  role   = %s\n  policy = data.aws_iam_policy_document.needed.json\n}", hclWord(r.Role.RoleName)),
			}
		}
	}
	policy := strings.TrimPrefix(answer.By[0].Policy, "inline policy ")
	return Fix{
		CLI: fmt.Sprintf("aws iam put-role-policy --role-name %s --policy-name %s --policy-document file://needed.json", name, shellWord(policy)),
		Terraform: fmt.Sprintf("resource \"aws_iam_role_policy\" \"needed\" {\n  name   = %s\n  role   = %s\n  policy = data.aws_iam_policy_document.needed.json\n}",
			hclWord(policy), hclWord(r.Role.RoleName)),
	}
}

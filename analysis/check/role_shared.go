package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/paste"
)

var roleShared = &Check{
	ID:       "role-shared",
	Title:    "one role serves functions in different placements",
	Severity: Low,
	Impact:   Tighter,
	Family:   Identity,
	Why: "The role must allow what any of its functions needs, so each has the rights of all: what one may read in a closed network, another " +
		"may carry out of an open one.",
	When: "Functions with the same role differ in their subnets, their security groups, or in whether they are in a VPC at all. " + notSeen,
	Fix:  "Give each function a role of its own with the permissions that it uses.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
	},
	Needs: []string{"list-functions"},
	Run: func(p *Pass) {
		var open unknowns
		for _, use := range p.roleUses() {
			kinds := len(use.places)
			if len(use.outside) > 0 {
				kinds++
			}
			if kinds < 2 {
				if len(use.unplaced) > 0 && len(use.functions) > 1 {
					open.add(use.ARN, use.functions, []string{"list-capacity-providers"})
				}
				continue
			}
			f := Finding{Resource: use.ARN, Functions: use.functions,
				Title: fmt.Sprintf("role %s is shared by functions in %d placements", use.Name(), kinds)}
			for i, at := range use.places {
				f.Evidence = append(f.Evidence, Evidence{Resource: p.fallbackResource(at),
					Rule: "security groups " + p.namesOf(at.Groups), Says: fmt.Sprintf("%s: %s, in %s",
						p.label(p.fallbackResource(at)), join(use.of[i]), p.namesOf(subnetIDs(at)))})
			}
			if len(use.outside) > 0 {
				f.Evidence = append(f.Evidence, Evidence{Resource: p.RegionName(), Rule: "VpcConfig",
					Says: "outside any VPC: " + join(use.outside)})
			}
			f.Fix = p.ownRoles(use)
			p.reportOfRole(use.ARN, f)
		}
		open.report(p, func(string) string {
			return "Whether all functions with the role have the same subnets and security groups is unknown."
		})
	},
}

func subnetIDs(at *placement) []string {
	out := make([]string, len(at.Subnets))
	for i := range at.Subnets {
		out[i] = at.Subnets[i].ID
	}
	return out
}

// ownRoles is the fix that gives each function a role of its own. The role gets its policies before the function gets
// the role: Lambda refuses a role without the interface permissions for a function in a VPC.
// [https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html]
func (p *Pass) ownRoles(use *roleUse) Fix {
	trust := policyDocument(statement{Effect: "Allow", Principal: map[string]string{"Service": "lambda.amazonaws.com"},
		Action: "sts:AssumeRole"})
	var fix Fix
	for i, name := range slices.Sorted(slices.Values(use.functions)) {
		if i == shown {
			fix.CLI = append(fix.CLI, paste.Comment("and %d more of the same", len(use.functions)-shown))
			fix.remark("and %d more of the same", len(use.functions)-shown)
			break
		}
		own := name + "-role"
		policy := "arn:" + p.partition() + ":iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
		if !slices.Contains(use.outside, name) {
			policy = p.interfacesPolicy()
		}
		fix.CLI = append(fix.CLI,
			p.aws("iam create-role").Opt("role-name", own).JSON("assume-role-policy-document", trust),
			p.aws("iam attach-role-policy").Opt("role-name", own).Opt("policy-arn", policy).Then(),
			p.aws("iam put-role-policy").Opt("role-name", own).Opt("policy-name", "needed").
				JSON("policy-document", neededPolicy(p.partition())).Then(),
			p.aws("lambda update-function-configuration").Opt("function-name", name).
				Opt("role", "arn:"+p.partition()+":iam::"+p.Index.Snapshot.AccountID+":role/"+own).Then())
		role := paste.Ref("aws_iam_role."+paste.Name(own)+".name", paste.LogicalID(own))
		fix.Terraform = append(fix.Terraform,
			paste.Resource("aws_iam_role", paste.Name(own), paste.F("name", paste.Str(own)),
				paste.F("assume_role_policy", paste.JSON(trust))),
			paste.Resource("aws_iam_role_policy_attachment", paste.Name(own), paste.F("role", role),
				paste.F("policy_arn", paste.Str(policy))),
			paste.Resource("aws_iam_role_policy", paste.Name(own), paste.F("name", paste.Str("needed")),
				paste.F("role", role), paste.F("policy", paste.JSON(neededPolicy(p.partition())))),
			paste.Part("aws_lambda_function", name,
				paste.F("role", paste.Ref("aws_iam_role."+paste.Name(own)+".arn", ""))))
		fix.CloudFormation = append(fix.CloudFormation, paste.Resource("AWS::IAM::Role", paste.LogicalID(own),
			paste.F("RoleName", paste.Str(own)), paste.F("AssumeRolePolicyDocument", paste.JSON(trust)),
			paste.F("ManagedPolicyArns", paste.Strs([]string{policy}))), paste.Resource("AWS::IAM::RolePolicy",
			paste.LogicalID(own+" policy"), paste.F("PolicyName", paste.Str("needed")), paste.F("RoleName", role),
			paste.F("PolicyDocument", paste.JSON(neededPolicy(p.partition())))),
			paste.Part("AWS::Lambda::Function", name, paste.F("Role", paste.Ref("", paste.LogicalID(own)+".Arn"))))
	}
	return fix
}

package check

import (
	"fmt"
	"slices"
	"strings"
)

var roleShared = &Check{
	ID:       "role-shared",
	Title:    "one role serves functions in different places",
	Severity: Low,
	Impact:   Tighter,
	Family:   Identity,
	Why: "The role must allow what any of its functions needs, so each has the rights of all: what one may read in a closed network, another " +
		"may carry out of an open one.",
	When: "Functions with the same role differ in their subnets, their groups, or in whether they are in a VPC at all.",
	Fix:  "Give each function a role of its own with the permissions that it uses.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
	},
	Needs: []string{"list-functions"},
	Run: func(p *Pass) {
		for _, use := range p.roleUses() {
			kinds := len(use.places)
			if len(use.outside) > 0 {
				kinds++
			}
			if kinds < 2 {
				continue
			}
			f := Finding{Resource: use.ARN, Functions: use.functions,
				Title: fmt.Sprintf("role %s is shared by functions in %d different places", use.Name(), kinds)}
			for i, at := range use.places {
				f.Evidence = append(f.Evidence, Evidence{Resource: p.whereabouts(at), Rule: "groups " + p.namesOf(at.Groups),
					Says: fmt.Sprintf("%s: %s, in %s", p.label(p.whereabouts(at)), join(use.of[i]), p.namesOf(subnetIDs(at)))})
			}
			if len(use.outside) > 0 {
				f.Evidence = append(f.Evidence, Evidence{Resource: p.RegionName(), Rule: "VpcConfig", Says: "outside any VPC: " + join(use.outside)})
			}
			f.Fix.CLI = commands(use.functions, func(name string) string {
				own := shellWord(name + "-role")
				return fmt.Sprintf("aws iam create-role --role-name %s --assume-role-policy-document file://trust-lambda.json\n"+
					"aws lambda update-function-configuration --function-name %s --role <arn-of-that-role>", own, shellWord(name))
			})
			f.Fix.Terraform = "resource \"aws_iam_role\" \"function\" {\n  for_each           = toset([" + strings.Join(quoted(use.functions), ", ") +
				"])\n  name               = \"${each.key}-role\"\n  assume_role_policy = data.aws_iam_policy_document.trust_lambda.json\n}"
			p.Report(f)
		}
	},
}

func subnetIDs(at *placement) []string {
	out := make([]string, len(at.Subnets))
	for i := range at.Subnets {
		out[i] = at.Subnets[i].ID
	}
	return out
}

// quoted are names as Terraform's strings, in their order.
func quoted(names []string) []string {
	out := make([]string, 0, len(names))
	for _, name := range slices.Sorted(slices.Values(names)) {
		out = append(out, hclWord(name))
	}
	return out
}

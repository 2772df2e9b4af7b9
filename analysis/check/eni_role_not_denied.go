package check

import (
	"encoding/json"
	"fmt"

	"github.com/vpclens/vpclens/analysis/role"
)

var eniRoleNotDenied = &Check{
	ID:       "eni-role-not-denied",
	Title:    "function code has the permissions that Lambda needs for interfaces",
	Severity: Low,
	Family:   Interface,
	Why: "The interface permissions are for Lambda, and the code of the function gets them, too: whoever takes over the function can make, " +
		"change and delete network interfaces of the account. AWS shows how to deny them to the code alone.",
	When: "The role of a function in a VPC allows an interface action, and no statement denies it to the function's code by the condition " +
		"key lambda:SourceFunctionArn.",
	Fix: "Add a deny of the interface actions with the condition ArnEquals on lambda:SourceFunctionArn: Lambda's own calls do not " +
		"carry that key and stay allowed.",
	References: []string{"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html"},
	Run: func(p *Pass) {
		var open unknowns
		for _, use := range p.roleUses() {
			f := Finding{Resource: use.ARN}
			var arns []string
			for _, name := range ownInterfaces(use) {
				function := p.Region.Function(name)
				if function == nil {
					continue
				}
				left := use.InterfacesLeftToCode(function.UnqualifiedArn())
				certain := false
				for _, permission := range left {
					if permission.Answer.Verdict == role.Unknown {
						open.add(use.question(p), []string{name}, permission.Answer.Missing)
						continue
					}
					certain = true
					prove(&f, nil, Evidence{Resource: use.ARN, Rule: permission.Action, Says: permission.Answer.Why()})
				}
				if certain {
					f.Functions = append(f.Functions, name)
					arns = append(arns, function.UnqualifiedArn())
				}
			}
			if len(f.Functions) == 0 {
				continue
			}
			f.Title = fmt.Sprintf("role %s leaves interface permissions to function code", use.Name())
			f.Fix.CLI, f.Fix.Terraform = denyToCode(use.Name(), arns)
			p.Report(f)
		}
		open.report(p, func(string) string {
			return "Whether the interface permissions are denied to function code depends on policies that are not in the snapshot."
		})
	},
}

// denyToCode is the deny that AWS documents, for the functions of a role.
// Source: AWS Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC", security best practices.
func denyToCode(roleName string, arns []string) (cli, terraform string) {
	statement := map[string]any{
		"Effect": "Deny",
		"Action": []string{"ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets",
			"ec2:DetachNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"},
		"Resource":  "*",
		"Condition": map[string]any{"ArnEquals": map[string]any{"lambda:SourceFunctionArn": arns}},
	}
	document, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": []any{statement}})
	if err != nil {
		return "", "" // strings and maps of strings always encode
	}
	return fmt.Sprintf("aws iam put-role-policy --role-name %s --policy-name deny-interfaces-to-code --policy-document %s", shellWord(roleName), shellWord(string(document))),
		fmt.Sprintf("resource \"aws_iam_role_policy\" \"deny_interfaces_to_code\" {\n  role   = %s\n  policy = %s\n}", hclWord(roleName), hclWord(string(document)))
}

package check

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
)

var eniRoleNotDenied = &Check{
	ID:       "eni-role-not-denied",
	Title:    "function code has the permissions that Lambda needs for interfaces",
	Severity: Low,
	Impact:   Tighter,
	Family:   Interface,
	Why: "The interface permissions are for Lambda, and the code of the function gets them, too: whoever takes over the function can make, " +
		"change and delete network interfaces of the account. AWS shows how to deny them to the code alone.",
	When: "The role of a function in a VPC allows an interface action, and no statement denies it to the function's code by the condition " +
		"key lambda:SourceFunctionArn. " + notSeen,
	Fix: "Add a deny of the interface actions with the condition ArnEquals on lambda:SourceFunctionArn: Lambda's own calls do not " +
		"carry that key and stay allowed.",
	References: []string{"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html"},
	Run: func(p *Pass) {
		found := &grants{byPolicy: make(map[string]*grantFinding)}
		for _, use := range p.roleUses() {
			for _, name := range ownInterfaces(use) {
				if function := p.Region.Function(name); function != nil {
					found.judge(p, use, function)
				}
			}
		}
		found.open.report(p, func(string) string {
			return "Whether the interface permissions are denied to function code depends on policies that are not in the snapshot."
		})
		for _, g := range found.order {
			g.Title = fmt.Sprintf("%s gives interface permissions to function code", g.name)
			for i, name := range g.roles {
				if i == shown {
					g.Fix.CLI = append(g.Fix.CLI, paste.Comment("and %d more of the same", len(g.roles)-shown))
					break
				}
				g.Fix.add(p.writePolicy(name, "deny-interfaces-to-code", denyToCode(g.arns[name])))
			}
			p.reportOfRole(g.Resource, g.Finding)
		}
	},
}

// grants gather findings by the policy that gives the permissions: one policy that many roles have is one finding.
type grants struct {
	byPolicy map[string]*grantFinding
	order    []*grantFinding
	open     unknowns
}

type grantFinding struct {
	Finding
	name  string
	roles []string
	arns  map[string][]string // the functions' ARNs, by role
}

// judge asks what of the interface permissions is left to the code of one function.
func (g *grants) judge(p *Pass, use *roleUse, f *awsdata.Function) {
	var by *role.Answer
	var actions []string
	for _, permission := range use.InterfacesLeftToCode(f.UnqualifiedArn()) {
		if permission.Answer.Verdict == role.Unknown {
			g.open.add(use.question(p), []string{f.FunctionName}, permission.Answer.Missing)
			continue
		}
		actions = append(actions, permission.Action)
		if by == nil {
			by = &permission.Answer
		}
	}
	if by == nil || len(by.By) == 0 {
		return
	}
	resource, name := use.ARN, "role "+use.Name()
	for _, attached := range use.Role.AttachedManagedPolicies {
		if by.By[0].Policy == "managed policy "+attached.PolicyName {
			resource, name = attached.PolicyArn, attached.PolicyName
		}
	}
	found := g.byPolicy[resource]
	if found == nil {
		found = &grantFinding{Finding: Finding{Resource: resource}, name: name, arns: make(map[string][]string)}
		g.byPolicy[resource] = found
		g.order = append(g.order, found)
	}
	if found.arns[use.Name()] == nil {
		found.roles = append(found.roles, use.Name())
		found.Evidence = append(found.Evidence, Evidence{Resource: use.ARN, Rule: statementName(by.By[0]),
			Says: fmt.Sprintf("allows %s, and no deny names the code of %s", join(actions), f.FunctionName)})
	}
	found.Functions = append(found.Functions, f.FunctionName)
	found.arns[use.Name()] = append(found.arns[use.Name()], f.UnqualifiedArn())
}

// denyToCode is the policy with the deny that AWS documents, for the functions of a role.
// Source: AWS Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC", security best
// practices.
func denyToCode(arns []string) any {
	return policyDocument(statement{
		Effect: "Deny",
		Action: []string{"ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces",
			"ec2:DescribeSubnets", "ec2:DetachNetworkInterface", "ec2:AssignPrivateIpAddresses",
			"ec2:UnassignPrivateIpAddresses"},
		Resource:  "*",
		Condition: map[string]any{"ArnEquals": map[string]any{"lambda:SourceFunctionArn": arns}},
	})
}

package check

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/role"
)

var roleAdmin = &Check{
	ID:       "role-admin",
	Title:    "functions run as administrator",
	Severity: High,
	Impact:   Exposed,
	Family:   Identity,
	Why: "Whoever gets hold of such a function has the account: every other finding about it is then a detail, the network's limits " +
		"included, because the role can change them.",
	When: "The role's policies, within its boundary, allow everything on everything, all of IAM, or to write or attach policies to itself. " +
		"Medium where conditions decide. " + notSeen,
	Fix: "Give the role a policy with the actions and resources that the function uses, and a permissions boundary.",
	References: []string{
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
	},
	Compliance: []string{"Security Hub IAM.1", "AWS Config iam-policy-no-statements-with-admin-access",
		"Well-Architected SEC03"},
	Run: func(p *Pass) {
		var open unknowns
		for _, use := range p.roleUses() {
			answer, means := use.IsAdmin()
			switch answer.Verdict {
			case role.Unknown:
				open.add(use.question(p), use.functions, answer.Missing)
			case role.Maybe, role.Yes:
				f := Finding{Resource: use.ARN, Functions: use.functions,
					Title: fmt.Sprintf("role %s %s", use.Name(), means), Evidence: roleEvidence(use.ARN, answer),
					Fix: p.roleFix(use, nil, answer)}
				if answer.Verdict == role.Maybe {
					f.Severity = Medium
					f.Title += ", under conditions"
					f.Evidence = append(f.Evidence,
						Evidence{Resource: use.ARN, Rule: "not evaluated", Says: answer.Why()})
				}
				p.reportOfRole(use.ARN, f)
			}
		}
		open.report(p, func(string) string {
			return "Whether the functions' roles are administrators depends on policies that were not collected."
		})
	},
}

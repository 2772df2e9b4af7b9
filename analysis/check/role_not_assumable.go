package check

import (
	"encoding/json"
	"fmt"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
)

var roleNotAssumable = &Check{
	ID:       "role-not-assumable",
	Title:    "Lambda cannot take on the functions' role",
	Severity: High,
	Impact:   Broken,
	Family:   Identity,
	Why: "Lambda takes on the role of a function to run it. Where the role no longer exists, or does not trust Lambda, calls fail with " +
		"AccessDenied as soon as no running environment has credentials left, and updates are refused. A role that was made again under " +
		"the same name is another one to AWS, until the function is updated.",
	When: "The account's complete list of roles does not hold the role, or its trust policy does not let lambda.amazonaws.com take it on. " +
		"Conditions of a trust policy are not judged. " + notSeen,
	Fix: "Give the functions a role that is there, or let the role trust lambda.amazonaws.com.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html",
	},
	Run: func(p *Pass) {
		for _, use := range p.roleUses() {
			switch {
			case use.Gone():
				p.reportOfRole(use.ARN, Finding{Resource: use.ARN, Functions: use.functions,
					Title:    fmt.Sprintf("role %s no longer exists: Lambda cannot run its functions", use.Name()),
					Evidence: []Evidence{{Resource: use.ARN, Rule: "Role", Says: "not among the account's roles"}},
					Fix:      p.otherRole(use.functions)})
			case use.Role == nil:
				p.notRead(use.question(p), use.functions, use.Missing(),
					"Whether the roles of these functions are there and trust Lambda was not collected.")
			case use.Trusts(lambdaService) == role.Unknown:
				p.notRead(use.ARN, use.functions, []string{"get-role." + use.Role.RoleName},
					"Whether the role trusts Lambda cannot be read from its trust policy.")
			case use.Trusts(lambdaService) == role.No:
				p.reportOfRole(use.ARN, Finding{Resource: use.ARN, Functions: use.functions,
					Title: fmt.Sprintf("role %s does not trust Lambda, which cannot run its functions", use.Name()),
					Evidence: []Evidence{{Resource: use.ARN, Rule: "trust policy",
						Says: "no statement lets " + lambdaService + " take the role on, or one denies it"}},
					Fix: p.trustLambda(use)})
			}
		}
	},
}

// lambdaService is what policies call Lambda.
const lambdaService = "lambda.amazonaws.com"

// trustLambda is the fix that lets Lambda take a role on. It is tried first: an allow beside a deny changes nothing.
func (p *Pass) trustLambda(use *roleUse) Fix {
	changed := openPolicy(string(use.Role.AssumeRolePolicyDocument))
	if changed == nil {
		return Fix{}
	}
	changed.add(map[string]any{"Effect": "Allow", "Principal": map[string]any{"Service": lambdaService},
		"Action": "sts:AssumeRole"})
	document := changed.document()
	if !use.wouldTrust(document) {
		fix := Fix{Summary: "An allow beside a deny changes nothing: take Lambda out of what the trust policy denies, or give the functions another role."}
		fix.remark("take Lambda out of what the trust policy of %s denies", use.Role.RoleName)
		return fix
	}
	fix := Fix{CLI: paste.Script{p.aws("iam update-assume-role-policy").Opt("role-name", use.Role.RoleName).
		JSON("policy-document", document).Saying("the trust policy of today with one more statement")}}
	fix.declare(paste.Part("aws_iam_role", use.Role.RoleName, paste.F("assume_role_policy", paste.JSON(document))),
		paste.Part("AWS::IAM::Role", use.Role.RoleName, paste.F("AssumeRolePolicyDocument", paste.JSON(document))))
	return fix
}

// wouldTrust reports whether the role would let Lambda take it on with another trust policy.
func (u *roleUse) wouldTrust(document any) bool {
	text, err := json.Marshal(document)
	if err != nil {
		return false
	}
	changed := *u.Role
	changed.AssumeRolePolicyDocument = awsdata.PolicyDocument(text)
	trial := *u.Permissions
	trial.Role = &changed
	return trial.Trusts(lambdaService) >= role.Maybe
}

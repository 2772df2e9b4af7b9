package check

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/role"
)

var roleEscalation = &Check{
	ID:       "role-escalation",
	Title:    "a role opens the way to more rights than it has",
	Severity: High,
	Impact:   Exposed,
	Family:   Identity,
	Why: "Whoever gets hold of such a function can take rights that nobody gave it, up to those of an administrator: by passing a role to " +
		"something that runs code, by changing policies, trust or credentials of others, or by putting code into another function.",
	When: "The role's policies, within its boundary and after its denies, allow one of the known ways on everything of its kind (every role, " +
		"user, policy or function of the account): iam:PassRole with lambda:CreateFunction, ec2:RunInstances and the like, " +
		"iam:CreatePolicyVersion, SetDefaultPolicyVersion, UpdateAssumeRolePolicy, CreateAccessKey, CreateLoginProfile, Attach- and " +
		"PutRolePolicy, Attach- and PutUserPolicy, lambda:UpdateFunctionCode, sts:AssumeRole; or to take off its own boundary. Or on named " +
		"ones that give it what it has not: iam:PassRole, UpdateAssumeRolePolicy or UpdateFunctionCode on a role, or on a function with a " +
		"role, that certainly may do what this one may not or that it may give any policy, where the role trusts the service; " +
		"sts:AssumeRole on an administrator, or on such a role, that trusts it; " +
		"CreatePolicyVersion on a policy of its own or on its boundary. High where that makes it administrator, else medium, as where " +
		"conditions decide. Users are not read, so that rights over named users are not judged. Roles that role-admin names are left to it. " + notSeen,
	Fix: "Name the roles, users, policies or functions that the function really handles, with iam:PassedToService for iam:PassRole, and set a " +
		"permissions boundary.",
	References: []string{
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
	},
	Compliance: []string{"Well-Architected SEC03"},
	Run: func(p *Pass) {
		var open unknowns
		for _, use := range p.roleUses() {
			admin, _ := use.IsAdmin()
			if admin.Verdict >= role.Maybe {
				continue
			}
			p.reportEscalations(use, &open)
		}
		open.report(p, func(string) string {
			return "Whether the functions' roles open the way to more rights depends on policies that were not collected."
		})
	},
}

func (p *Pass) reportEscalations(use *roleUse, open *unknowns) {
	f := Finding{Resource: use.ARN, Functions: use.functions, Severity: Medium}
	var ways, missing []string
	var proof role.Answer
	var actions []string
	var answers []role.Answer
	for _, e := range use.Escalations(p.RegionName()) {
		if e.Answer.Verdict == role.Unknown {
			missing = append(missing, e.Answer.Missing...)
			continue
		}
		if e.Answer.Verdict > proof.Verdict {
			proof = e.Answer
		}
		if e.Answer.Verdict == role.Yes {
			f.Severity = High
		}
		ways = append(ways, e.Opens)
		actions, answers = append(actions, e.Actions...), append(answers, e.Answer)
		f.Evidence = append(f.Evidence,
			Evidence{Resource: use.ARN, Rule: strings.Join(e.Actions, ", "), Says: e.Opens + ": " + e.Answer.Why()})
	}
	if f.Severity < High { // what it may do to all needs no telling of some
		named, unread := p.roles().Takeovers(use.Permissions, p.Region)
		missing = append(missing, unread...)
		for i, t := range named {
			actions, answers = append(actions, t.Actions...), append(answers, t.Answer)
			if t.Answer.Verdict > proof.Verdict {
				proof, ways = t.Answer, append([]string{t.Opens + ", " + t.Gains}, ways...)
			} else {
				ways = append(ways, t.Opens+", "+t.Gains)
			}
			if t.Admin && t.Answer.Verdict == role.Yes {
				f.Severity = High
			}
			if i < shown {
				f.Evidence = append(f.Evidence, takeoverEvidence(use.ARN, t)...)
			}
		}
	}
	switch {
	case len(ways) > 0:
		f.Title = fmt.Sprintf("role %s can get more rights: it %s", use.Name(), ways[0])
		if n := len(ways) - 1; n > 0 {
			f.Title += ", and " + english.Count(n, "more way")
		}
		if proof.Verdict < role.Yes {
			f.Title += ", under conditions"
		}
		f.Fix = p.roleFix(use, actions, answers...)
		p.reportOfRole(use.ARN, f)
	case len(missing) > 0:
		open.add(use.question(p), use.functions, uniqueTexts(missing))
	}
}

// takeoverEvidence is the right of a role over another, and what that gives.
func takeoverEvidence(arn string, t role.Takeover) []Evidence {
	out := []Evidence{{Resource: arn, Rule: strings.Join(t.Actions, ", "),
		Says: t.Opens + ", " + t.Gains + ": " + t.Answer.Why()}}
	if t.By.Policy != "" {
		out = append(out, Evidence{Resource: t.Target, Rule: statementName(t.By), Says: t.By.Says})
	}
	return out
}

package role

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/policy"
)

// Verdict is an answer about a permission. The values are ordered, least allowed first.
type Verdict uint8

// The verdicts.
const (
	No      Verdict = iota // denied, or nothing allows it
	Unknown                // a policy's text is missing, and it decides
	Maybe                  // conditions decide, which are not evaluated, or a missing policy could deny it
	Yes                    // allowed
)

// String is the verdict in one word.
func (v Verdict) String() string { return [...]string{"no", "unknown", "maybe", "yes"}[v] }

// Evidence is a statement of a policy that has a say. Its text is cleaned.
type Evidence struct {
	Policy    string // "inline policy work", "managed policy X", "permissions boundary Y"
	Statement string // the statement's Sid, "" if it has none
	Part      int    // the statement's place in the policy
	Says      string // "allows s3:* on *"
}

// Text is the evidence in one line.
func (e Evidence) Text() string {
	name := e.Policy
	if e.Statement != "" {
		name += " (" + e.Statement + ")"
	}
	return name + " " + e.Says
}

// Answer is what a role's policies say to a question.
type Answer struct {
	Verdict    Verdict
	By         []Evidence // what decides: statements that allow; for No those that deny, none if nothing allows it
	Except     []Evidence // statements that deny a part of what was asked, or all of it under conditions
	Conditions []string   // the condition keys on which Maybe depends
	Missing    []string   // the calls that would bring the policies that could change the answer
	Boundary   string     // the permissions boundary that denies it, or does not allow it, "" where it is not that
}

// Allows answers whether the role's policies allow an action on a resource, for the function's code. Both may hold
// wildcards and then ask for all that they cover: Allows("s3:GetObject", "*") is yes if objects of every bucket may be
// read. Where a part of it is denied, the answer stays yes and Except says what is denied.
func (p *Permissions) Allows(action, resource string) Answer {
	return p.ask(action, resource, asker{})
}

// asker is who uses the role: the code of some function, that of a given one, or Lambda itself for the function's
// interfaces.
type asker struct {
	function string // the ARN of the function, "" for any
	lambda   bool
	passedTo string // the service that a role is passed to ("ec2.amazonaws.com"), "" for any
}

func (p *Permissions) ask(action, resource string, who asker) Answer {
	if p.gone {
		return Answer{Verdict: No, By: []Evidence{{Policy: p.Name(), Says: "is not among the account's roles"}}}
	}
	answer := judge(p.identity, action, resource, who)
	answer.Missing = slices.Clone(p.missing)
	switch {
	case answer.Verdict == No && len(answer.By) > 0: // an explicit deny stands, whatever else there is
		answer.Missing = nil
		return answer
	case answer.Verdict == No && len(p.missing) > 0:
		answer.Verdict = Unknown
	case answer.Verdict == Yes && len(p.missing) > 0:
		answer.Verdict = Maybe
	}
	if p.bounded && answer.Verdict != No {
		return p.bound(answer, action, resource, who)
	}
	return answer
}

// bound holds an answer against the permissions boundary: only what both allow is allowed.
func (p *Permissions) bound(answer Answer, action, resource string, who asker) Answer {
	if p.boundary == nil {
		answer.Verdict = min(answer.Verdict, Unknown)
		answer.Missing = append(answer.Missing, p.unread...)
		return answer
	}
	limit := judge([]source{*p.boundary}, action, resource, who)
	if limit.Verdict == No {
		if len(limit.By) == 0 {
			limit.By = []Evidence{{Policy: p.boundary.name, Says: "does not allow it"}}
		}
		limit.Boundary = nameOf(p.Role.PermissionsBoundary.PermissionsBoundaryArn)
		return limit
	}
	answer.Verdict = min(answer.Verdict, limit.Verdict)
	answer.Except = append(answer.Except, limit.Except...)
	answer.Conditions = append(answer.Conditions, limit.Conditions...)
	return answer
}

// judge asks policies that count together: an explicit deny stands above any allow.
func judge(sources []source, action, resource string, who asker) Answer {
	var out, conditional Answer
	for _, src := range sources {
		for i := range src.policy.Statements {
			s := &src.policy.Statements[i]
			fit := s.Fit(action, resource)
			applies := who.meets(s)
			// a part of what was asked is not what was asked
			if fit == policy.None || applies == No || fit == policy.Some && !s.Deny {
				continue
			}
			e := Evidence{Policy: src.name, Statement: s.Sid, Part: i, Says: s.Text()}
			switch {
			case s.Deny && fit == policy.All && applies == Yes:
				return Answer{Verdict: No, By: []Evidence{e}}
			case s.Deny:
				out.Except = append(out.Except, e)
				if fit == policy.All {
					out.Conditions = append(out.Conditions, s.ConditionKeys()...)
				}
			case applies == Yes:
				out.By = append(out.By, e)
			default:
				conditional.By = append(conditional.By, e)
				conditional.Conditions = append(conditional.Conditions, s.ConditionKeys()...)
			}
		}
	}
	switch {
	case len(out.By) > 0 && len(out.Conditions) == 0:
		out.Verdict = Yes
	case len(out.By) > 0:
		out.Verdict = Maybe
	case len(conditional.By) > 0:
		out.Verdict, out.By = Maybe, conditional.By
		out.Conditions = append(conditional.Conditions, out.Conditions...)
	default:
		return Answer{}
	}
	return out
}

// sourceFunctionARN is the condition key that carries the function whose code makes a call. Calls that Lambda makes
// itself with the role do not have it.
// Source: AWS Lambda developer guide, "Working with Lambda execution environment credentials".
const sourceFunctionARN = "lambda:SourceFunctionArn"

// meets tells whether a statement's conditions hold for the asker: Yes, No, or Maybe where that depends on the request.
func (who asker) meets(s *policy.Statement) Verdict {
	out := Yes
	if s.Variable {
		out = Maybe
	}
	for _, c := range s.Conditions {
		out = min(out, who.holds(c))
		if out == No {
			return No
		}
	}
	return out
}

// passedToService is the condition key that carries the service that a role is passed to.
// Source: IAM user guide, "Grant a user permissions to pass a role to an AWS service".
const passedToService = "iam:PassedToService"

func (who asker) holds(c policy.Condition) Verdict {
	operator := strings.TrimSuffix(strings.ToLower(c.Operator), "ifexists")
	switch {
	case strings.EqualFold(c.Key, passedToService) && who.passedTo != "":
		return who.passes(operator, c.Values)
	case !strings.EqualFold(c.Key, sourceFunctionARN) || operator != strings.ToLower(c.Operator) ||
		!slices.Contains([]string{"arnequals", "arnlike", "stringequals", "stringlike"}, operator):
		return Maybe
	case who.lambda:
		return No
	case who.function == "":
		return Maybe
	}
	for _, value := range c.Values {
		if policy.Pattern(value).Covers(who.function) {
			return Yes
		}
	}
	return No
}

// passes compares the service that a role is passed to.
func (who asker) passes(operator string, values []string) Verdict {
	named := slices.ContainsFunc(values, func(value string) bool {
		if strings.HasSuffix(operator, "like") {
			return policy.Pattern(value).Covers(who.passedTo)
		}
		return strings.TrimSuffix(value, ".cn") == who.passedTo
	})
	switch operator {
	case "stringequals", "stringequalsignorecase", "stringlike":
		if named {
			return Yes
		}
		return No
	case "stringnotequals", "stringnotequalsignorecase", "stringnotlike":
		if named {
			return No
		}
		return Yes
	}
	return Maybe
}

// Why is the answer in one sentence, for people.
func (a Answer) Why() string {
	switch {
	case a.Verdict == No && len(a.By) == 0:
		return "no policy of the role allows it"
	case a.Verdict == Unknown && len(a.By) == 0:
		return "no policy that is in the snapshot allows it; missing: " + strings.Join(a.Missing, ", ")
	}
	text := a.By[0].Text()
	if n := len(a.By) - 1; n > 0 {
		text += ", and more"
	}
	if len(a.Conditions) > 0 {
		text += " (conditions decide: " + strings.Join(unique(a.Conditions), ", ") + ")"
	}
	if len(a.Except) > 0 {
		text += ", except: " + a.Except[0].Text()
	}
	if len(a.Missing) > 0 {
		text += "; missing: " + strings.Join(a.Missing, ", ")
	}
	return text
}

// unique is the list without repetitions, in its order.
func unique(list []string) []string {
	var out []string
	for _, text := range list {
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

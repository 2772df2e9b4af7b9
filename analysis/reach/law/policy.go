package law

import (
	"encoding/json"
	"strings"
)

// statement is one of a policy's, as far as random accounts have them.
type statement struct {
	Effect    string
	Principal json.RawMessage
	Action    oneOrMore
	Condition map[string]map[string]oneOrMore
}

// oneOrMore is a list that may be written as its only element.
type oneOrMore []string

func (l *oneOrMore) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*l = oneOrMore{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(l))
}

// role is one of get-account-authorization-details, with what its own policies say.
type role struct {
	Arn            string
	RolePolicyList []struct {
		PolicyDocument struct{ Statement []statement }
	}
}

// policy judges an endpoint's policy: whether it allows the function's role some of the actions of the service that it
// uses. Every action that the role or the policy names is tried by itself, and one that neither names.
func (w *World) policy(s sender, e *endpoint) Verdict {
	if e.PolicyDocument == "" {
		return Reachable
	}
	var doc struct{ Statement []statement }
	if json.Unmarshal([]byte(e.PolicyDocument), &doc) != nil {
		return Unknown
	}
	code, _ := e.identity()
	prefix := map[string]string{"kinesis-streams": "kinesis", "monitoring": "cloudwatch", "ecr.api": "ecr"}[code]
	if prefix == "" {
		prefix = code
	}
	mine := find(w.roles, func(r *role) bool { return r.Arn == s.role })
	all := map[string]bool{prefix + ":other": true}
	named := doc.Statement
	if mine != nil {
		for _, p := range mine.RolePolicyList {
			named = append(named, p.PolicyDocument.Statement...)
		}
	}
	for _, x := range named {
		for _, action := range x.Action {
			if strings.HasPrefix(action, prefix+":") && !strings.Contains(action, "*") {
				all[action] = true
			}
		}
	}
	used := make(map[string]bool)
	for action := range all {
		if mine == nil {
			break
		}
		for _, p := range mine.RolePolicyList {
			for _, x := range p.PolicyDocument.Statement {
				used[action] = used[action] || x.speaksOf(action)
			}
		}
		if !used[action] {
			delete(used, action)
		}
	}
	if len(used) == 0 {
		used = all
	}
	best, worst := Blocked, Reachable
	for action := range used {
		v := s.admitted(doc.Statement, action, e)
		best, worst = max(best, v), min(worst, v)
	}
	if mine == nil && best != worst {
		return Unknown
	}
	return best
}

func (x *statement) speaksOf(action string) bool {
	for _, a := range x.Action {
		if a == "*" || a == action ||
			strings.HasSuffix(a, "*") && strings.HasPrefix(action, strings.TrimSuffix(a, "*")) {
			return true
		}
	}
	return false
}

// admitted asks a policy about one action.
func (s *sender) admitted(policy []statement, action string, e *endpoint) Verdict {
	allowed, doubt := Blocked, false
	for i := range policy {
		x := &policy[i]
		v := all(s.named(x.Principal, e), s.meets(x, e))
		switch {
		case !x.speaksOf(action) || v == Blocked:
		case x.Effect == "Deny" && v == Reachable:
			return Blocked
		case x.Effect == "Deny":
			doubt = true
		default:
			allowed = max(allowed, v)
		}
	}
	if doubt {
		return min(allowed, Unknown)
	}
	return allowed
}

// named reports whether a statement's principals are the function's role. A gateway endpoint takes an account for its
// root user, so that it says.
func (s *sender) named(principal json.RawMessage, e *endpoint) Verdict {
	var by struct{ AWS string }
	if json.Unmarshal(principal, &by) != nil || by.AWS == "*" || by.AWS == s.role {
		return Reachable
	}
	switch {
	case by.AWS != strings.Split(s.role, ":")[4]:
		return Blocked
	case e.VpcEndpointType == "Gateway":
		return Unknown
	}
	return Reachable
}

// meets asks the conditions of a statement: all must hold.
func (s *sender) meets(x *statement, e *endpoint) Verdict {
	v := Reachable
	for operator, conditions := range x.Condition {
		for key, values := range conditions {
			known := map[string]string{"aws:SourceVpc": e.VpcId, "aws:SourceVpce": e.VpcEndpointId,
				"aws:PrincipalArn": s.role}[key]
			if known == "" {
				v = all(v, Unknown)
				continue
			}
			v = all(v, when((values[0] == known) == (operator == "StringEquals")))
		}
	}
	return v
}

package policy

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// principal is who a statement of a resource policy speaks of: a kind (AWS, Service, Federated, CanonicalUser) and a
// name.
type principal struct{ kind, name string }

// rawPrincipal is the element Principal: "*", or names by kind.
type rawPrincipal struct{ list []principal }

// UnmarshalJSON implements [json.Unmarshaler].
func (p *rawPrincipal) UnmarshalJSON(data []byte) error {
	switch {
	case string(data) == "null":
		return nil
	case len(data) > 0 && data[0] == '"':
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		if text != "*" {
			return errors.New(`the principal is a name without a kind, and only "*" may stand alone`)
		}
		p.list = []principal{{name: "*"}}
		return nil
	}
	var byKind map[string]oneOrMore[string]
	if err := json.Unmarshal(data, &byKind); err != nil {
		return err
	}
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		for _, name := range byKind[kind] {
			p.list = append(p.list, principal{kind: kind, name: name})
		}
	}
	return nil
}

// Everyone reports whether the statement speaks of everybody: "*", or every AWS principal, which includes callers
// without credentials. A statement with NotPrincipal speaks of everybody but those it names.
// Source: IAM user guide, "AWS JSON policy elements: Principal".
func (s *Statement) Everyone() bool {
	if len(s.notPrincipals) > 0 {
		return true
	}
	return slices.ContainsFunc(s.principals, func(p principal) bool {
		return p.name == "*" && (p.kind == "" || p.kind == "AWS")
	})
}

// Serves reports whether the statement names a service of AWS by its principal ("lambda.amazonaws.com"), as the trust
// policy of a role does that the service may take on.
// Source: IAM user guide, "AWS JSON policy elements: Principal", AWS service principals; in China some end in ".cn".
func (s *Statement) Serves(service string) bool {
	return slices.ContainsFunc(s.principals, func(p principal) bool {
		return p.kind == "Service" && strings.TrimSuffix(p.name, ".cn") == service || p.kind == "" && p.name == "*"
	})
}

// Except reports whether the statement speaks of all but those that it names: NotPrincipal.
func (s *Statement) Except() bool { return len(s.notPrincipals) > 0 }

// Speaks is how the statement's principals fit a role: All, None, or Some where that is not known. A gateway endpoint
// takes an account for its root user alone, which is no role, and says so only in its guide: Some. A role that was
// named by its ARN when it was gone stands as its id.
// Source: IAM user guide, "AWS JSON policy elements: Principal"; AWS PrivateLink guide, "Gateway endpoints", endpoint
// policies.
func (s *Statement) Speaks(roleARN, roleID string, gateway bool) Fit {
	if len(s.notPrincipals) > 0 {
		return Some
	}
	best := None
	for _, p := range s.principals {
		best = max(best, p.speaks(roleARN, roleID, gateway))
	}
	return best
}

func (p principal) speaks(roleARN, roleID string, gateway bool) Fit {
	account := awsdata.AccountOf(roleARN)
	switch {
	case p.name == "*" && (p.kind == "" || p.kind == "AWS"):
		return All
	case p.kind != "AWS":
		return None
	case p.name == account || strings.HasSuffix(p.name, ":iam::"+account+":root"):
		if gateway {
			return Some
		}
		return All
	case p.name == roleARN, p.name == roleID && roleID != "":
		return All
	case strings.HasPrefix(p.name, "AROA") && roleID == "":
		return Some
	case strings.Contains(p.name, ":assumed-role/"+roleARN[strings.LastIndexByte(roleARN, '/')+1:]+"/"):
		return Some // one session of the role
	}
	return None
}

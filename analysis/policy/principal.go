package policy

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"github.com/vpclens/vpclens/awsdata"
)

// principal is who a statement of a resource policy speaks of: a kind (AWS, Service, Federated, CanonicalUser) and a name.
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

// Everyone reports whether the statement speaks of everybody: "*", or every AWS principal, which includes callers without
// credentials. A statement with NotPrincipal speaks of everybody but those it names.
// Source: IAM user guide, "AWS JSON policy elements: Principal".
func (s *Statement) Everyone() bool {
	if len(s.notPrincipals) > 0 {
		return true
	}
	return slices.ContainsFunc(s.principals, func(p principal) bool {
		return p.name == "*" && (p.kind == "" || p.kind == "AWS")
	})
}

// Principals are the names that the statement speaks of, cleaned.
func (s *Statement) Principals() []string {
	var out []string
	for _, p := range append(slices.Clone(s.principals), s.notPrincipals...) {
		out = append(out, awsdata.Clean(p.name))
	}
	return out
}

package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// Policy is a policy document.
type Policy struct {
	Statements []Statement
}

// Statement is one statement of a policy. Texts for people (Sid, conditions) are cleaned; patterns are as they were
// written, because they are matched, and [Statement.Text] cleans what it shows of them.
type Statement struct {
	Sid        string
	Deny       bool
	Conditions []Condition // in the order of operator and key; empty means that the statement always applies
	Variable   bool        // a policy variable stands in a resource, so that the statement fits some requests only

	actions, notActions       []Pattern // in lower case: actions are matched without regard to case
	written                   []Pattern // the actions, or those of NotAction, as they were written
	resources, notResources   []Pattern
	principals, notPrincipals []principal
}

// Condition is one condition of a statement: all of its statement's conditions must hold.
type Condition struct {
	Operator string // as written: "ArnEquals", "ForAnyValue:StringLike"
	Key      string // as written; keys are compared without regard to case
	Values   []string
}

// Parse reads a policy document. A document that breaks the grammar is an error, never an empty policy.
func Parse(document string) (*Policy, error) {
	var raw struct {
		Statement oneOrMore[rawStatement]
	}
	if err := json.Unmarshal([]byte(document), &raw); err != nil {
		return nil, fmt.Errorf("read policy: %w", err)
	}
	p := &Policy{Statements: make([]Statement, 0, len(raw.Statement))}
	for i := range raw.Statement {
		s, err := raw.Statement[i].compile()
		if err != nil {
			return nil, fmt.Errorf("read policy: statement %d: %w", i+1, err)
		}
		p.Statements = append(p.Statements, s)
	}
	return p, nil
}

// rawStatement is a statement as JSON has it.
type rawStatement struct {
	Sid          string
	Effect       string
	Action       oneOrMore[string]
	NotAction    oneOrMore[string]
	Resource     oneOrMore[string]
	NotResource  oneOrMore[string]
	Principal    rawPrincipal
	NotPrincipal rawPrincipal
	Condition    map[string]map[string]oneOrMore[scalar]
}

func (r *rawStatement) compile() (Statement, error) {
	s := Statement{Sid: awsdata.Clean(r.Sid), principals: r.Principal.list, notPrincipals: r.NotPrincipal.list}
	switch r.Effect {
	case "Allow":
	case "Deny":
		s.Deny = true
	default:
		return s, fmt.Errorf("the effect is %q, neither Allow nor Deny", awsdata.Clean(r.Effect))
	}
	if len(r.Action) == 0 && len(r.NotAction) == 0 {
		return s, errors.New("it names no action")
	}
	s.actions, s.notActions = actionPatterns(r.Action), actionPatterns(r.NotAction)
	for _, text := range append(r.Action[:len(r.Action):len(r.Action)], r.NotAction...) {
		s.written = append(s.written, Pattern(text))
	}
	s.resources, s.notResources = s.patterns(r.Resource), s.patterns(r.NotResource)
	for _, operator := range slices.Sorted(maps.Keys(r.Condition)) {
		for _, key := range slices.Sorted(maps.Keys(r.Condition[operator])) {
			c := Condition{Operator: awsdata.Clean(operator), Key: awsdata.Clean(key)}
			for _, v := range r.Condition[operator][key] {
				c.Values = append(c.Values, awsdata.Clean(string(v)))
			}
			s.Conditions = append(s.Conditions, c)
		}
	}
	return s, nil
}

func actionPatterns(list []string) []Pattern {
	var out []Pattern
	for _, text := range list {
		out = append(out, Pattern(strings.ToLower(text)))
	}
	return out
}

func (s *Statement) patterns(list []string) []Pattern {
	var out []Pattern
	for _, text := range list {
		p, variable := newPattern(text)
		s.Variable = s.Variable || variable
		out = append(out, p)
	}
	return out
}

// oneOrMore is a list that may be written as its only element.
type oneOrMore[T any] []T

// UnmarshalJSON implements [json.Unmarshaler].
func (l *oneOrMore[T]) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '[' {
		var list []T
		if err := json.Unmarshal(data, &list); err != nil {
			return err
		}
		*l = list
		return nil
	}
	if string(data) == "null" {
		return nil
	}
	var one T
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	*l = oneOrMore[T]{one}
	return nil
}

// scalar is a condition's value: a string, a number or a truth value, all as text.
type scalar string

// UnmarshalJSON implements [json.Unmarshaler].
func (s *scalar) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		*s = scalar(text)
		return nil
	}
	if len(data) > 0 && (data[0] == '{' || data[0] == '[') {
		return errors.New("a condition's value is a string, a number or a truth value")
	}
	*s = scalar(data)
	return nil
}

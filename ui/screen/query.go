package screen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
)

// Query is a filter as a person types it: words that must all match. A word is
// a plain text, or key:value for a field, and !word is its opposite. Letters in
// capitals or not are the same.
//
//	checkout !test vpc:prod sev:>=high posture:open
type Query struct {
	terms []term
	notes []string
}

// Subject is a row that a query is asked about.
type Subject interface {
	// Text is what plain words look for, in small letters.
	Text() string
	// Field is the values of a field, in small letters; ok is false for a
	// field that the row does not have.
	Field(key string) (values []string, ok bool)
}

// term is one word of a query.
type term struct {
	not   bool
	key   string // "" for plain text
	value string
	// sev: comparisons
	compare  func(check.Severity) bool
	anything bool // key: without a value yet; the person is still typing
}

// severityKey is the field that knows an order.
const severityKey = "sev"

// ParseQuery reads a filter. Keys are the fields that exist; a word with another
// key is plain text, since ids and names hold colons as well.
func ParseQuery(text string, keys []string) Query {
	var q Query
	for word := range strings.FieldsSeq(strings.ToLower(text)) {
		t := term{}
		if rest, ok := strings.CutPrefix(word, "!"); ok {
			t.not, word = true, rest
		}
		if word == "" {
			continue
		}
		key, value, isField := strings.Cut(word, ":")
		if !isField || !slices.Contains(keys, key) {
			t.value = word
			if isField && value != "" && !strings.ContainsAny(key, "-/.*") && len(key) < 12 && key != "arn" {
				q.notes = append(q.notes, fmt.Sprintf("no field %q here, so %q is looked for as text", key, word))
			}
			q.terms = append(q.terms, t)
			continue
		}
		t.key, t.value = key, value
		switch {
		case value == "":
			t.anything = true
		case key == severityKey:
			compare, err := severityTerm(value)
			if err != nil {
				q.notes = append(q.notes, err.Error())
				t.anything = true
			}
			t.compare = compare
		}
		q.terms = append(q.terms, t)
	}
	return q
}

// severityTerm reads ">=high", "m", "!=low" and the like; "none" is a severity.
func severityTerm(value string) (func(check.Severity) bool, error) {
	operator := value[:len(value)-len(strings.TrimLeft(value, "<>="))]
	name := value[len(operator):]
	var want check.Severity
	if name != "none" && name != "0" {
		var err error
		if want, err = check.ParseSeverity(name); err != nil {
			return nil, err
		}
	}
	switch operator {
	case "", "=", "==":
		return func(s check.Severity) bool { return s == want }, nil
	case ">=":
		return func(s check.Severity) bool { return s >= want }, nil
	case ">":
		return func(s check.Severity) bool { return s > want }, nil
	case "<=":
		return func(s check.Severity) bool { return s <= want }, nil
	case "<":
		return func(s check.Severity) bool { return s < want }, nil
	}
	return nil, fmt.Errorf("unknown comparison %q: want =, >=, >, <= or <", operator)
}

// Empty says whether the query lets everything through.
func (q Query) Empty() bool { return len(q.terms) == 0 }

// Note is what the person should know about the query as it stands, "" if nothing.
func (q Query) Note() string { return strings.Join(q.notes, "; ") }

// Match says whether a row is let through.
func (q Query) Match(s Subject) bool {
	for i := range q.terms {
		if q.terms[i].match(s) == q.terms[i].not {
			return false
		}
	}
	return true
}

func (t *term) match(s Subject) bool {
	if t.key == "" {
		return strings.Contains(s.Text(), t.value)
	}
	if t.anything {
		return !t.not // what is not finished yet hides nothing
	}
	values, ok := s.Field(t.key)
	if !ok {
		return false
	}
	if t.compare != nil {
		for _, v := range values {
			severity, err := check.ParseSeverity(v)
			if err == nil && t.compare(severity) || err != nil && v == "none" && t.compare(0) {
				return true
			}
		}
		return false
	}
	for _, v := range values {
		if strings.Contains(v, t.value) {
			return true
		}
	}
	return false
}

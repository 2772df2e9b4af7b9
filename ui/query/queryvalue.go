package query

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
)

// value is one of the values that a term of a query accepts.
type value struct {
	text     string
	whole    bool // the text and nothing longer
	pattern  *pattern
	number   func(float64) bool
	severity func(check.Severity) bool
	unknown  bool // rows of which it is not known
}

// isSeverity says whether the values of a field are severities, which have an order: that of the worst finding of a
// row, or those of its findings that expose something.
func isSeverity(key string) bool { return key == "sev" || key == "exposed" }

// readValue reads "prod", "=prod", ">=high" of the severity, "<16" of a number.
func readValue(key, text string) (value, error) {
	rest := strings.TrimLeft(text, "<>=")
	operator := text[:len(text)-len(rest)]
	rest = strings.ToLower(strings.ReplaceAll(rest, `"`, ""))
	switch {
	case isSeverity(key):
		compare, err := severityTerm(operator, rest)
		return value{severity: compare}, err
	case key == tagKey && rest == Unknown:
		return value{unknown: true}, nil
	case key == "" || operator == "":
		return value{text: strings.ToLower(strings.ReplaceAll(text, `"`, ""))}, nil
	}
	if n, err := strconv.ParseFloat(rest, 64); err == nil {
		compare, err := numberTerm(operator, n)
		return value{number: compare}, err
	}
	if operator == "=" && rest != "" {
		return value{text: rest, whole: true}, nil
	}
	return value{}, fmt.Errorf("%s:%s wants a number", key, operator)
}

// severityTerm reads ">=high", "m", "!=low" and the like; "none" is a severity.
func severityTerm(operator, name string) (func(check.Severity) bool, error) {
	var want check.Severity
	if name != "none" && name != "0" {
		var err error
		if want, err = check.ParseSeverity(name); err != nil {
			return nil, err
		}
	}
	in, err := ordered(operator)
	return func(s check.Severity) bool { return in(int(s) - int(want)) }, err
}

func numberTerm(operator string, want float64) (func(float64) bool, error) {
	in, err := ordered(operator)
	return func(n float64) bool {
		switch {
		case n < want:
			return in(-1)
		case n > want:
			return in(1)
		}
		return in(0)
	}, err
}

// ordered is what an operator says of a difference.
func ordered(operator string) (func(int) bool, error) {
	switch operator {
	case "", "=", "==":
		return func(d int) bool { return d == 0 }, nil
	case ">=":
		return func(d int) bool { return d >= 0 }, nil
	case ">":
		return func(d int) bool { return d > 0 }, nil
	case "<=":
		return func(d int) bool { return d <= 0 }, nil
	case "<":
		return func(d int) bool { return d < 0 }, nil
	}
	return nil, fmt.Errorf("unknown comparison %q: want =, >=, >, <= or <", operator)
}

// match says whether a text, in small letters, is this value.
func (v *value) match(text string) bool {
	switch {
	case v.unknown:
		return false // tags that are known are no answer
	case v.pattern != nil:
		return v.pattern.Match(text)
	case v.severity != nil:
		if text == "none" {
			return v.severity(0)
		}
		severity, err := check.ParseSeverity(text)
		return err == nil && v.severity(severity)
	case v.number != nil:
		n, ok := numberIn(text)
		return ok && v.number(n)
	case v.whole:
		return text == v.text
	}
	return strings.Contains(text, v.text)
}

// numberIn is the number that a text is, or begins with before a space: "231",
// "512 MB", "12%".
func numberIn(text string) (float64, bool) {
	end := strings.IndexAny(text, " %")
	if end < 0 {
		end = len(text)
	}
	n, err := strconv.ParseFloat(text[:end], 64)
	return n, err == nil
}

// find adds where a text, in small letters, holds the value.
func (v *value) find(found [][2]int, text string) [][2]int {
	switch {
	case v.pattern != nil:
		if !v.pattern.Match(text) {
			return found
		}
		for _, at := range v.pattern.Re.FindAllStringIndex(text, -1) {
			if at[0] < at[1] {
				found = append(found, [2]int{at[0], at[1]})
			}
		}
	case v.text == "" || v.whole && text != v.text:
	default:
		for from := 0; ; {
			at := strings.Index(text[from:], v.text)
			if at < 0 {
				break
			}
			found = append(found, [2]int{from + at, from + at + len(v.text)})
			from += at + len(v.text)
		}
	}
	return found
}

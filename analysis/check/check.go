// Package check is the catalogue of checks. A check is a value: one struct literal with everything that help,
// catalogue, reports and screens need, and the function that runs it. Findings are computed from verdicts, never from a
// rule read alone, and carry their proof.
package check

import (
	"fmt"
	"strings"
)

// Severity is how much a finding matters. The values are ordered.
type Severity uint8

// The severities, least first.
const (
	Info Severity = iota + 1
	Low
	Medium
	High
)

var severityNames = [...]string{"none", "info", "low", "medium", "high"}

// String is the severity's name; "none" for the zero value.
func (s Severity) String() string { return severityNames[s] }

// Letter is the severity's letter for narrow places: H M L i.
func (s Severity) Letter() string { return [...]string{" ", "i", "L", "M", "H"}[s] }

// MarshalText implements [encoding.TextMarshaler].
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ParseSeverity reads a severity's name or first letter.
func ParseSeverity(text string) (Severity, error) {
	for i, name := range severityNames[1:] {
		if strings.EqualFold(text, name) || (len(text) == 1 && strings.EqualFold(text, name[:1])) {
			return Severity(i + 1), nil
		}
	}
	return 0, fmt.Errorf("unknown severity %q: want info, low, medium or high", text)
}

// Family is the part of the catalogue a check belongs to.
type Family string

// The families, in the catalogue's order.
const (
	Egress    Family = "egress"
	Placement Family = "placement"
	Endpoints Family = "dns-endpoints"
	Interface Family = "interfaces"
	Identity  Family = "identity"
)

// Status tells whether a finding is a fact or a question.
type Status string

// The statuses. Unknown means that a needed call is a gap: the check could not be answered, which is not "fine".
const (
	Fail    Status = "fail"
	Unknown Status = "unknown"
)

// Check is one row of the catalogue.
type Check struct {
	ID         string
	Title      string // what is wrong, as a heading
	Severity   Severity
	Impact     Impact // what it usually means for the functions
	Family     Family
	Why        string   // why it matters, in a sentence or two that are true today
	When       string   // when it fires, exactly
	Fix        string   // what to do, as prose
	References []string // AWS documentation
	Compliance []string // ids of Security Hub, AWS Config, Trusted Advisor, Well-Architected
	Needs      []string // the calls without which it answers unknown
	Lone       bool     // what it finds need not touch any function
	Felt       bool     // it tells what is felt of a cause, which another check about the same says better
	Run        func(*Pass)
}

// NotKnown is the title of a finding that could not be checked and has none of its own.
func (c *Check) NotKnown() string { return "Could not check: " + c.Title }

// Evidence is one line of proof: a resource, the rule or fact of it, and what that says.
type Evidence struct {
	Resource string `json:"resource"`
	Rule     string `json:"rule,omitempty"`
	Says     string `json:"says"`
}

// Finding is one thing that a check found.
type Finding struct {
	ID         string     `json:"id"` // stable between runs: derived from the check, the region and the resource
	Check      string     `json:"check"`
	Severity   Severity   `json:"severity"`
	Impact     Impact     `json:"impact"`
	Status     Status     `json:"status"`
	Account    string     `json:"account,omitempty"` // its id, "" where the snapshot is of one account
	Region     string     `json:"region"`
	Resource   string     `json:"resource"`  // what the finding is about
	Cause      string     `json:"cause"`     // what to mend; the resource itself, unless something else makes it so
	Functions  []string   `json:"functions"` // names of the functions it touches, sorted
	Title      string     `json:"title"`     // what is wrong here, in words
	Why        string     `json:"why"`
	Evidence   []Evidence `json:"evidence"`
	Compliance []string   `json:"compliance,omitempty"` // ids of the frameworks' controls that it fails
	Missing    []string   `json:"missing,omitempty"`    // the calls or facts without which it could not be checked
	Fix        Fix        `json:"-"`                    // its text depends on who asks: see [Fix.Text]
	References []string   `json:"references"`
	Waived     *Waived    `json:"waived,omitempty"` // accepted by the team; it stays visible, and counts no more
	Known      bool       `json:"known,omitempty"`  // the team knew it before; it stays visible, and counts no more
}

// Waived is the decision that accepted a finding.
type Waived struct {
	Reason  string `json:"reason"`
	Owner   string `json:"owner,omitempty"`
	Expires string `json:"expires,omitempty"` // the last day it holds, as 2027-01-31
}

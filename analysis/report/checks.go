package report

import (
	"io"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
)

// ChecksSchema names the form of the JSON in which the catalogue is written.
const ChecksSchema = "vpclens.checks/v1"

// Checks is the catalogue or a part of it, to be written.
type Checks struct {
	Checks []*check.Check
	Look   Look
}

type checksDocument struct {
	Schema string          `json:"schema"`
	Checks []checkDocument `json:"checks"`
}

type checkDocument struct {
	ID         string         `json:"id"`
	Title      string         `json:"title"`
	Severity   check.Severity `json:"severity"`
	Impact     check.Impact   `json:"impact"`
	Family     check.Family   `json:"family"`
	Why        string         `json:"why"`
	When       string         `json:"when"`
	Fix        string         `json:"fix"`
	Needs      []string       `json:"needs"`
	References []string       `json:"references"`
	Compliance []string       `json:"compliance"`
}

// WriteChecksJSON writes checks for programs.
func WriteChecksJSON(w io.Writer, c *Checks) error {
	document := checksDocument{Schema: ChecksSchema, Checks: make([]checkDocument, 0, len(c.Checks))}
	for _, one := range c.Checks {
		document.Checks = append(document.Checks, checkDocument{
			ID: one.ID, Title: one.Title, Severity: one.Severity, Impact: one.Impact, Family: one.Family,
			Why: one.Why, When: one.When, Fix: one.Fix, Needs: orEmpty(one.Needs),
			References: orEmpty(one.References), Compliance: orEmpty(one.Compliance),
		})
	}
	return writeJSON(w, document)
}

// WriteChecks lists checks for people.
func WriteChecks(w io.Writer, c *Checks) error {
	t := &text{look: c.Look}
	var rows []row
	for _, one := range c.Checks {
		rows = append(rows, row{
			piece{severityTone(one.Severity), one.Severity.Letter()},
			[]piece{{Strong, one.ID}, {Dim, string(one.Family)}, {Plain, one.Title}},
		})
	}
	t.table([]column{
		{title: "CHECK", most: 40},
		{title: "FAMILY", most: 16, leaves: 1},
		{title: "WHAT IS WRONG", least: 32, last: true},
	}, rows)
	return t.writeTo(w)
}

// WriteCheck explains checks for people, each in full.
func WriteCheck(w io.Writer, c *Checks) error {
	t := &text{look: c.Look}
	for i, one := range c.Checks {
		if i > 0 {
			t.blank()
		}
		t.line(0, piece{severityTone(one.Severity), one.Severity.Letter()}, piece{Plain, " "}, piece{Strong, one.ID},
			piece{Plain, "  " + one.Title})
		field := func(name, words string) {
			if words != "" {
				t.paragraph(2, []piece{{Dim, pad(name, 12)}}, Plain, words)
			}
		}
		field("severity", one.Severity.String())
		field("impact", one.Impact.String())
		field("why", one.Why)
		field("fires when", one.When)
		field("fix", one.Fix)
		field("needs", strings.Join(one.Needs, ", "))
		field("compliance", strings.Join(one.Compliance, ", "))
		for _, link := range one.References {
			field("see", link)
		}
		fires, nearMiss := one.Examples()
		t.example("An account that fires it", fires)
		t.example("One that nearly does", nearMiss)
	}
	return t.writeTo(w)
}

// example shows a story as it is written; its lines are short by habit.
func (t *text) example(title, story string) {
	if story == "" {
		return
	}
	t.blank()
	t.line(2, piece{Dim, title})
	for _, l := range strings.Split(story, "\n") {
		t.line(4, piece{Plain, l})
	}
}

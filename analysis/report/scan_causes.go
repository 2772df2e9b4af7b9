package report

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
)

// scanCauses is the part of the report that a person acts on: one line for each thing to mend, worst first. What is low
// or less is counted only; the findings below tell it.
func (t *text) scanCauses(r *analysis.Result) {
	causes := r.Causes()
	if len(causes) == 0 {
		return
	}
	t.blank()
	t.line(0, piece{Strong, "What to mend first  "}, piece{Plain, summary(r.Findings)})
	minor := 0
	for i := range causes {
		c := &causes[i]
		if c.Severity < check.Medium {
			minor++
			continue
		}
		t.paragraph(0, []piece{{severityTone(c.Severity), c.Severity.Letter()}, {Plain, " "}}, Plain, c.Title)
		t.paragraph(2, nil, Dim, fmt.Sprintf("%s: %s   %s", count(len(c.Functions), "function"), someOf(c.Functions), strings.Join(checksOf(c), ", ")))
	}
	if minor > 0 {
		t.line(2, piece{Dim, fmt.Sprintf("and %s of low severity or less", count(minor, "cause"))})
	}
	for _, notice := range r.Notices {
		t.paragraph(0, []piece{{Warning, "! "}}, Plain, notice)
	}
}

// checksOf are the ids of the checks that found the cause, each once.
func checksOf(c *analysis.Cause) []string {
	var out []string
	seen := make(map[string]bool)
	for _, f := range c.Findings {
		if !seen[f.Check] {
			seen[f.Check] = true
			out = append(out, f.Check)
		}
	}
	return out
}

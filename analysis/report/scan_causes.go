package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
)

// The most causes that are told of one impact, and the worst causes whose commands are shown. The findings below tell
// all.
const (
	causesShown   = 10
	commandsShown = 3
)

// scanCauses is the part of the report that a person acts on: one line for each thing to mend, what does not work now
// first. What could be tighter is counted only, where it is of low severity or less.
func (t *text) scanCauses(s *scanned) {
	causes := s.causes
	if len(causes) == 0 {
		return
	}
	t.blank()
	t.line(0, piece{Strong, "Fix first  "}, piece{Plain, summary(s.findings)})
	heading, told, hidden, minor, commands := "", 0, 0, 0, 0
	more := func() {
		if hidden > 0 {
			t.line(2, piece{Dim, fmt.Sprintf("and %d more, below", hidden)})
		}
	}
	for i := range causes {
		c := &causes[i]
		if !c.Impact.Outage() && c.Severity < check.Medium {
			minor++
			continue
		}
		if h := headingOf(c); h != heading {
			more()
			heading, told, hidden = h, 0, 0
			t.line(0, piece{Dim, h})
		}
		if told++; told > causesShown {
			hidden++
			continue
		}
		mark := piece{severityTone(c.Severity), c.Severity.Letter()}
		if c.Status == check.Unknown {
			mark = piece{Question, "?"}
		}
		title := c.Title
		if len(c.Others) > 0 {
			title += ": " + english.FirstOf(namesOf(s.of.Of(c.Account), c), namesShown)
		}
		if s.several() {
			title = s.account(c.Account) + ": " + title
		}
		t.paragraph(0, []piece{mark, {Plain, " "}}, Plain, title)
		t.paragraph(2, nil, Dim, fmt.Sprintf("%s: %s   %s", english.Count(len(c.Functions), "function"),
			english.FirstOf(c.Functions, namesShown), strings.Join(c.Checks(), ", ")))
		if commands < commandsShown && c.Status == check.Fail && len(c.Root.Fix.CLI) > 0 {
			commands++
			t.script(4, Plain, c.Root.Fix.CLI.Text(s.profile(c.Account)))
		}
	}
	more()
	if minor > 0 {
		t.line(2, piece{Dim, fmt.Sprintf("and %s of low severity or less", english.Count(minor, "cause"))})
	}
	for _, notice := range s.of.Notices {
		t.paragraph(0, []piece{{Warning, "! "}}, Plain, notice)
	}
}

// namesOf are the things that are to be mended in one way, as people call them.
func namesOf(r *analysis.Result, c *analysis.Cause) []string {
	names := c.Resources()
	if r.Index == nil || r.Index.Region(c.Region) == nil {
		return names
	}
	for i := range names {
		names[i] = r.Index.Region(c.Region).Named(names[i])
	}
	slices.Sort(names)
	return names
}

// headingOf is what a cause is listed under.
func headingOf(c *analysis.Cause) string {
	if c.Status == check.Unknown {
		return "Could not be checked"
	}
	return c.Impact.Heading()
}

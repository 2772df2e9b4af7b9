package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
)

// controlResult is what became of one control of a framework.
type controlResult struct {
	check.Control
	findings []*check.Finding // in the report's order
	unread   []string         // regions whose functions were not read
}

// The statuses of controls, worst first. A control whose findings are all accepted does not pass: it was waived.
const (
	controlFail    = "FAIL"
	controlUnknown = "UNKNOWN"
	controlWaived  = "WAIVED"
	controlPass    = "PASS"
)

// status is FAIL where a finding is a fact that nobody accepted, UNKNOWN where something could not be checked, WAIVED
// where all that was found was accepted, else PASS.
func (c *controlResult) status() string {
	has := func(is func(*check.Finding) bool) bool { return slices.ContainsFunc(c.findings, is) }
	switch {
	case has(func(f *check.Finding) bool { return f.Waived == nil && f.Status == check.Fail }):
		return controlFail
	case len(c.unread) > 0, has(func(f *check.Finding) bool { return f.Waived == nil }):
		return controlUnknown
	case len(c.findings) > 0:
		return controlWaived
	}
	return controlPass
}

// controlsOf are the controls of a framework, each with the findings of the checks that answer to it.
func controlsOf(s *scanned, f check.Framework) []controlResult {
	var out []controlResult
	for _, control := range f.All(check.Catalogue()) {
		result := controlResult{Control: control, unread: s.unread()}
		for i := range s.findings {
			finding := &s.findings[i]
			if slices.ContainsFunc(control.Checks, func(c *check.Check) bool { return c.ID == finding.Check }) {
				result.findings = append(result.findings, finding)
			}
		}
		out = append(out, result)
	}
	return out
}

// scanFramework lists the controls of a framework with what was found for each. A control passes as far as these checks
// look: they see functions and their network, not all that the control may ask for.
func (t *text) scanFramework(s *scanned, f check.Framework) {
	t.blank()
	controls := controlsOf(s, f)
	counts := map[string]int{}
	for i := range controls {
		counts[controls[i].status()]++
	}
	waived := ""
	if n := counts[controlWaived]; n > 0 {
		waived = fmt.Sprintf(", %d waived", n)
	}
	t.line(0, piece{Strong, f.Title + "  "},
		piece{Plain, fmt.Sprintf("%d failed, %d unknown%s, %d passed, as far as functions and their network go",
			counts[controlFail], counts[controlUnknown], waived, counts[controlPass])})
	if unread := s.unread(); len(unread) > 0 {
		t.paragraph(0, []piece{{Question, "? "}}, Plain,
			"the functions of "+strings.Join(unread, ", ")+" were not read: no control passes without them")
	}
	for i := range controls {
		c := &controls[i]
		tone := map[string]Tone{controlFail: Bad, controlUnknown: Question, controlWaived: Dim,
			controlPass: Good}[c.status()]
		t.blank()
		var ids []string
		for _, one := range c.Checks {
			ids = append(ids, one.ID)
		}
		t.line(0, piece{tone, pad(c.status(), 8)}, piece{Strong, c.ID}, piece{Dim, "  " + strings.Join(ids, ", ")})
		for _, finding := range c.findings {
			mark := piece{severityTone(finding.Severity), finding.Severity.Letter()}
			if finding.Status == check.Unknown {
				mark = piece{Question, "?"}
			}
			title := finding.Title
			if finding.Waived != nil {
				title += "  (waived" + waivedText(finding.Waived) + ")"
			}
			where := strings.TrimSpace(s.account(finding.Account) + " " + finding.Region)
			t.paragraph(2, []piece{mark, {Plain, " "}}, Plain,
				title+"  ("+where+": "+english.FirstOf(finding.Functions, namesShown)+")")
		}
	}
}

// controlDocument is a control for programs.
type controlDocument struct {
	Framework string   `json:"framework"`
	ID        string   `json:"id"`
	Status    string   `json:"status"` // FAIL, UNKNOWN, WAIVED or PASS
	Checks    []string `json:"checks"`
	Findings  []string `json:"findings"`         // ids
	Unread    []string `json:"unread,omitempty"` // regions whose functions were not read
}

func controlDocuments(s *scanned, f check.Framework) []controlDocument {
	if f.Name == "" {
		return nil
	}
	var out []controlDocument
	for _, c := range controlsOf(s, f) {
		one := controlDocument{Framework: f.Name, ID: c.ID, Status: c.status(), Checks: []string{},
			Findings: []string{}, Unread: c.unread}
		for _, k := range c.Checks {
			one.Checks = append(one.Checks, k.ID)
		}
		for _, finding := range c.findings {
			one.Findings = append(one.Findings, finding.ID)
		}
		out = append(out, one)
	}
	return out
}

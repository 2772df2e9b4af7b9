package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
)

// controlResult is what became of one control of a framework.
type controlResult struct {
	check.Control
	findings []*check.Finding // in the report's order
}

// status is FAIL where a finding is a fact that nobody accepted, UNKNOWN where something could not be checked, else PASS.
func (c *controlResult) status() string {
	status := "PASS"
	for _, f := range c.findings {
		switch {
		case f.Waived != nil:
		case f.Status == check.Fail:
			return "FAIL"
		default:
			status = "UNKNOWN"
		}
	}
	return status
}

// controlsOf are the controls of a framework, each with the findings of the checks that answer to it.
func controlsOf(r *analysis.Result, f check.Framework) []controlResult {
	var out []controlResult
	for _, control := range f.All(check.Catalogue()) {
		result := controlResult{Control: control}
		for i := range r.Findings {
			if finding := &r.Findings[i]; slices.ContainsFunc(control.Checks, func(c *check.Check) bool { return c.ID == finding.Check }) {
				result.findings = append(result.findings, finding)
			}
		}
		out = append(out, result)
	}
	return out
}

// scanFramework lists the controls of a framework with what was found for each. A control passes as far as these checks
// look: they see functions and their network, not all that the control may ask for.
func (t *text) scanFramework(r *analysis.Result, f check.Framework) {
	t.blank()
	controls := controlsOf(r, f)
	counts := map[string]int{}
	for i := range controls {
		counts[controls[i].status()]++
	}
	t.line(0, piece{Strong, f.Title + "  "},
		piece{Plain, fmt.Sprintf("%d failed, %d unknown, %d passed, as far as functions and their network go", counts["FAIL"], counts["UNKNOWN"], counts["PASS"])})
	for i := range controls {
		c := &controls[i]
		tone := map[string]Tone{"FAIL": Bad, "UNKNOWN": Question, "PASS": Good}[c.status()]
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
			t.paragraph(2, []piece{mark, {Plain, " "}}, Plain, title+"  ("+finding.Region+": "+someOf(finding.Functions)+")")
		}
	}
}

// controlDocument is a control for programs.
type controlDocument struct {
	Framework string   `json:"framework"`
	ID        string   `json:"id"`
	Status    string   `json:"status"` // FAIL, UNKNOWN or PASS
	Checks    []string `json:"checks"`
	Findings  []string `json:"findings"` // ids
}

func controlDocuments(r *analysis.Result, f check.Framework) []controlDocument {
	if f.Name == "" {
		return nil
	}
	var out []controlDocument
	for _, c := range controlsOf(r, f) {
		one := controlDocument{Framework: f.Name, ID: c.ID, Status: c.status(), Checks: []string{}, Findings: []string{}}
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

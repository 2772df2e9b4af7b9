// Package analysis says what a snapshot means. It is a pure function of the snapshot: same snapshot, same bytes out; no
// clock, no network, no terminal.
package analysis

import (
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Result is everything that was computed of a snapshot, once. Screens, reports and commands read it; nobody changes it.
type Result struct {
	Snapshot  *awsdata.Snapshot
	Index     *awsdata.Index
	Engine    *reach.Engine
	Functions []*Function     // every function of every region: by region, then name
	Findings  []check.Finding // worst first, then by check, region, resource
}

// Function is what is known of one function: where it sits and how it leads out, and what was found.
type Function struct {
	*reach.Place
	Findings []*check.Finding // worst first
	Headline string           // what is wrong, in words; "" when nothing is
}

// Worst is the severity of the function's worst finding that is a fact, zero if there is none.
func (f *Function) Worst() check.Severity {
	var worst check.Severity
	for _, finding := range f.Findings {
		if finding.Status == check.Fail {
			worst = max(worst, finding.Severity)
		}
	}
	return worst
}

package analysis

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
)

// Cause is one thing to mend, with everything that was found because of it: one deleted NAT gateway is one cause, however
// many functions and checks it shows in.
type Cause struct {
	Region    string
	Resource  string
	Severity  check.Severity // of the worst finding
	Title     string         // of the worst finding that is about the cause itself
	Findings  []*check.Finding
	Functions []string // all functions touched, sorted
}

// Causes groups the findings that are facts and not waived by what makes them so: worst first, then by how many
// functions they touch.
func (r *Result) Causes() []Cause {
	type key struct{ region, resource string }
	at := make(map[key]int)
	var out []Cause
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Status != check.Fail || f.Waived != nil {
			continue
		}
		k := key{f.Region, f.Cause}
		j, ok := at[k]
		if !ok {
			j = len(out)
			at[k] = j
			out = append(out, Cause{Region: f.Region, Resource: f.Cause})
		}
		c := &out[j]
		// Findings come worst first. The title is that of the worst; among equals the one about the cause itself says best.
		if c.Title == "" || (f.Severity == c.Severity && f.Resource == f.Cause && c.Findings[0].Resource != f.Cause) {
			c.Title = f.Title
		}
		c.Severity = max(c.Severity, f.Severity)
		c.Findings = append(c.Findings, f)
		c.Functions = append(c.Functions, f.Functions...)
	}
	for i := range out {
		slices.Sort(out[i].Functions)
		out[i].Functions = slices.Compact(out[i].Functions)
	}
	slices.SortStableFunc(out, func(a, b Cause) int {
		return cmp.Or(int(b.Severity)-int(a.Severity), len(b.Functions)-len(a.Functions), strings.Compare(a.Region+"\x00"+a.Resource, b.Region+"\x00"+b.Resource))
	})
	return out
}

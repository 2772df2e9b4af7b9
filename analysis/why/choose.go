package why

import (
	"slices"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/symptom"
)

// Choose is which of the symptoms of a text is explained: the first that is about the function, if one is named, or
// else the first one. There must be one.
func Choose(read []symptom.Symptom, function string) symptom.Symptom {
	name := symptom.ShortName(function)
	for i := range read {
		if name != "" && symptom.ShortName(read[i].Function) == name {
			return read[i]
		}
	}
	return read[0]
}

// FunctionsNamed are the functions that a text is about, of those that there are: the one that its symptom names, or
// else those that the text has as words of their own.
func FunctionsNamed(result *analysis.Result, s *symptom.Symptom, text string) []string {
	var known []string
	for _, f := range result.Everywhere() {
		known = append(known, f.FunctionName)
	}
	if slices.Contains(known, symptom.ShortName(s.Function)) {
		return []string{s.Function}
	}
	return symptom.Mentioned(text, known)
}

// Remedy is what takes causes away: what opens the path, what a finding says, or commands.
type Remedy struct {
	Opens   *fix.Fix       // nil for none
	Finding *check.Finding // nil for none
	Script  paste.Script   // of the finding or the cause; nil for none
}

// mostRemedies is how many causes are answered with what takes them away: who has done that asks again.
const mostRemedies = 2

// Remedies are what takes the first causes away: what opens the path, or else what is said of each.
func (a *Answer) Remedies() []Remedy {
	if a.Fixes != nil && len(a.Fixes.Opens) > 0 {
		return []Remedy{{Opens: &a.Fixes.Opens[0]}}
	}
	var out []Remedy
	for i := range a.Causes[:min(len(a.Causes), mostRemedies)] {
		switch c := &a.Causes[i]; {
		case c.Finding != nil:
			out = append(out, Remedy{Finding: c.Finding, Script: c.Finding.Fix.CLI})
		case len(c.Fix) > 0:
			out = append(out, Remedy{Script: c.Fix})
		}
	}
	return out
}

// mostEvidence is how much of a finding's evidence is told as a proof; the finding has all of it.
const mostEvidence = 6

// Evidence is the proof of a cause that a check has found, where no hop of a path is the proof.
func (c *Cause) Evidence() []check.Evidence {
	if c.Finding == nil || len(c.Hops) > 0 {
		return nil
	}
	return c.Finding.Evidence[:min(len(c.Finding.Evidence), mostEvidence)]
}

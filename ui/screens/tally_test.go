package screens

import (
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/reach"
)

// A function is counted as one without a way out only where that is known.
func TestOutOf(t *testing.T) {
	for _, tt := range []struct {
		class   reach.Class
		posture reach.Posture
		verdict reach.Verdict
		want    string
	}{
		{reach.ClassNotAttached, reach.PostureOpen, reach.Reachable, outNotInVPC},
		{reach.ClassNAT, reach.PostureOpen, reach.Reachable, outOpen},
		{reach.ClassNAT, reach.PostureRestricted, reach.Partial, outRestricted},
		{reach.ClassIsolated, reach.PostureNone, reach.Blocked, outNone},
		{reach.ClassNAT, reach.PostureNone, reach.Unknown, outUnknown},
		{reach.ClassUnknown, reach.PostureUnknown, reach.Unknown, outUnknown},
	} {
		f := &analysis.Function{Place: &reach.Place{Class: tt.class,
			Internet: reach.Internet{Posture: tt.posture, Verdict: tt.verdict}}}
		if got := outOf(f); got != tt.want {
			t.Errorf("%s, %s, %s is counted as %s, want %s", tt.class, tt.posture, tt.verdict, got, tt.want)
		}
	}
}

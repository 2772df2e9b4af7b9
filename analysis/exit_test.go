package analysis_test

import (
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/reach"
)

// A function is told to have no internet egress only where that is known, and to be so by design only where nothing
// leads out.
func TestExit(t *testing.T) {
	for _, tt := range []struct {
		class   reach.Class
		posture reach.Posture
		verdict reach.Verdict
		want    analysis.ExitKind
	}{
		{reach.ClassNotAttached, reach.PostureOpen, reach.Reachable, analysis.ExitLambda},
		{reach.ClassNAT, reach.PostureOpen, reach.Reachable, analysis.ExitOpen},
		{reach.ClassNAT, reach.PostureRestricted, reach.Partial, analysis.ExitRestricted},
		{reach.ClassIsolated, reach.PostureNone, reach.Blocked, analysis.ExitPrivate},
		{reach.ClassBroken, reach.PostureNone, reach.Blocked, analysis.ExitBroken},
		{reach.ClassNAT, reach.PostureNone, reach.Blocked, analysis.ExitClosed},
		{reach.ClassNAT, reach.PostureNone, reach.Unknown, analysis.ExitUnknown},
		{reach.ClassUnknown, reach.PostureUnknown, reach.Unknown, analysis.ExitUnknown},
	} {
		f := &analysis.Function{Place: &reach.Place{Class: tt.class,
			Internet: reach.Internet{Posture: tt.posture, Verdict: tt.verdict}}}
		if got := f.Exit().Kind; got != tt.want {
			t.Errorf("%s, %s, %s is %s, want %s", tt.class, tt.posture, tt.verdict, got, tt.want)
		}
	}
}

package diff

import (
	"testing"

	"github.com/vpclens/vpclens/analysis/reach"
)

func TestOpens(t *testing.T) {
	const none, restricted, open, unknown = reach.PostureNone, reach.PostureRestricted, reach.PostureOpen,
		reach.PostureUnknown
	for _, tt := range []struct {
		before, after reach.Posture
		want          bool
	}{
		{none, open, true}, {restricted, open, true}, {none, restricted, true}, {"", open, true},
		{open, open, false}, {open, restricted, false}, {restricted, none, false}, {none, none, false},
		{unknown, open, false}, {unknown, restricted, false}, {none, unknown, false},
	} {
		if got := (&Function{Before: tt.before, After: tt.after}).Opens(); got != tt.want {
			t.Errorf("%q to %q: %v, want %v", tt.before, tt.after, got, tt.want)
		}
	}
}

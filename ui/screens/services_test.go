package screens

import (
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
)

// What lacks something stands first, then what reaches something, then rows of which nothing is to be said; and a
// filter takes rows away without moving the columns.
func TestServicesOrder(t *testing.T) {
	env := demoEnv(t)
	s := NewServices(screen.Place{Screen: "services"})
	s.Load(env)
	_, intent := s.Update(screen.Shown{}, env)
	s.Update(screen.Computed{Value: intent.(screen.Compute).Work(t.Context())}, env)

	group := func(f *functionRow) int { // of what is seen in its row
		best := 2
		for i := range s.order {
			a, need := s.answerTo(f, i), s.need(f, i)
			switch {
			case need == role.Needed && a.verdict != theme.VerdictFine:
				return 0
			case need != role.NeedNone || a.verdict == theme.VerdictFine:
				best = 1
			}
		}
		return best
	}
	seen := map[int]bool{}
	for i, f := range s.functions {
		seen[group(f)] = true
		if i > 0 && group(f) < group(s.functions[i-1]) {
			t.Errorf("%s stands below %s", f.FunctionName, s.functions[i-1].FunctionName)
		}
	}
	if len(seen) != 3 {
		t.Errorf("the groups %v occur, want all three", seen)
	}

	order := slices.Clone(s.order)
	s.Update(screen.Do{Command: screen.Filter}, env)
	for _, letter := range "checkout" {
		s.Update(screen.Type{Text: string(letter)}, env)
		if !slices.Equal(s.order, order) {
			t.Fatalf("the columns move as %q is typed", letter)
		}
	}
	if n := len(s.functions); n == 0 || n == len(s.list.rows) {
		t.Errorf("%d functions of %d are left", n, len(s.list.rows))
	}
}

package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/analysis/plan"
)

// A plan can be made in one account after another: it stays as it was read, and gives the same each time.
func TestApplyLeavesThePlanAsItIs(t *testing.T) {
	for _, name := range []string{"subnet-replaced", "function-replaced", "group-replaced", "network-from-nothing"} {
		p, before := fixture(t, name)
		again, _ := fixture(t, name)
		first, err := p.Apply(before, plan.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(again.Resources, p.Resources); diff != "" {
			t.Errorf("%s: the plan is another one after it was applied (-want +got):\n%s", name, diff)
		}
		second, err := p.Apply(before, plan.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(answersOf(t, first.After), answersOf(t, second.After)); diff != "" {
			t.Errorf("%s: the second time it is another one (-first +second):\n%s", name, diff)
		}
		if diff := cmp.Diff(first.Left, second.Left); diff != "" {
			t.Errorf("%s: something else is left the second time (-first +second):\n%s", name, diff)
		}
	}
}

package needle

import (
	"regexp/syntax"
	"slices"
	"testing"
)

func TestOf(t *testing.T) {
	for expr, want := range map[string][]string{
		`timed out`:               {"timed out"},
		`a(?:bc|defg)h`:           {"bc", "defg"},
		`connect (\S+) ETIMEDOUT`: {" ETIMEDOUT"},
		`x*`:                      nil,
		`a|b*`:                    nil,
		`(abc)+`:                  {"abc"},
	} {
		tree, err := syntax.Parse(expr, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		if got := Of(tree.Simplify()); !slices.Equal(got, want) {
			t.Errorf("%s needs %q, want %q", expr, got, want)
		}
	}
}

package ui

import (
	"testing"

	"github.com/vpclens/vpclens/ui/uitest"
)

// Two functions that were typed are both named above, and no question is cut that has nothing more to say.
func TestComparisonTyped(t *testing.T) {
	for _, width := range []int{80, 160} {
		explore(t, width, 24, nil, func(t *testing.T, term *uitest.Term) {
			term.Keys(":", "compare audit-log checkout-api", uitest.Enter)
			sees(t, term, "audit-log and checkout-api", "answers differ")
			seesNot(t, term, "internet           …", "internet          …")
		})
	}
}

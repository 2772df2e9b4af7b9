package plain

import (
	"strings"
	"testing"
)

// "find" finds, as it does on the command line; it is not the beginning of "findings". A text that follows upon a
// question is asked about itself.
func TestFind(t *testing.T) {
	for _, tt := range []struct {
		typed []string
		want  string
	}{
		{[]string{"find 10.0.3.167"}, "Question: which 10.0.3.167?"},
		{[]string{"FIND  10.0.3.167", "2"}, "Screen: checkout-api."},
		{[]string{"find checkout-api"}, "Screen: checkout-api."},
		{[]string{"find"}, "Screen: findings."},
		{[]string{"10.0.3.167", "team=payments"}, "Question: which team=payments?"},
		{[]string{"10.0.3.167", "checkout-api"}, "Screen: checkout-api."},
		{[]string{"ledger"}, "fine: in use."},
		{[]string{`functions ~^api-v\d+x`}, `matches ~^api-v\d+x.`},
	} {
		if got := converse(t, tt.typed...); !strings.Contains(got, tt.want) {
			t.Errorf("%q: no %q in\n%s", tt.typed, tt.want, got[max(0, len(got)-600):])
		}
	}
}

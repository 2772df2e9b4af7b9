package ui

import (
	"testing"

	"github.com/vpclens/vpclens/ui/uitest"
)

// A cause stands for several findings. To mark it marks them: a mark of a row
// that is gone from the list would be lost without a word.
func TestMarkingACauseMarksItsFindings(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("f", " ")
		sees(t, term, " marked", "/136")
		seesNot(t, term, "by cause  ")
		term.Keys(uitest.Esc)
		sees(t, term, "all marks removed", "136 findings by cause")
	})
}

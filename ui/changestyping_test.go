package ui

import (
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/uitest"
)

// A person who types a filter of changes when there are none any more - another
// account has arrived - must get out of it.
func TestTheFilterOfChangesThatAreGoneEnds(t *testing.T) {
	one, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	old, err := yesterday()
	if err != nil {
		t.Fatal(err)
	}
	s := &slow{takes: []time.Duration{time.Second}, answers: []*awsdata.Snapshot{old, one, ofAnother(one)}}
	loads(t, s, func(t *testing.T, term *uitest.Term) {
		term.Advance(2 * time.Second)
		term.Keys("r")
		term.Advance(2 * time.Second)
		term.Keys("D")
		term.Advance(2 * time.Second)
		term.Keys("r", "/", "check")
		term.Advance(2 * time.Second)
		sees(t, term, "no earlier snapshot")
		term.Keys(uitest.Esc, uitest.Esc)
		path(t, term, "functions")
		seesNot(t, term, "changes")
	})
}

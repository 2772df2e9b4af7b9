package ui

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/uitest"
)

// An earlier snapshot that cannot be read changes nothing: what was read last
// goes on to be what changes are told against.
func TestAFailedComparisonKeepsTheLastRead(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	s := &slow{takes: []time.Duration{time.Second}, answers: []*awsdata.Snapshot{snapshot}}
	o := Options{Source: s.source("prod")}
	o.Source.Open = func(context.Context, string) (*awsdata.Snapshot, error) { return nil, errors.New("no such file") }
	synctest.Test(t, func(t *testing.T) {
		a := New(o)
		term := uitest.Start(t, a, 100, 30)
		defer term.Quit()
		term.Advance(2 * time.Second)
		term.Keys("r")
		term.Advance(2 * time.Second)
		term.Keys(":", "diff nowhere", uitest.Enter)
		sees(t, term, "nowhere could not be read")
		term.Keys(uitest.Esc)
		last := a.env.Result
		term.Keys("r")
		term.Advance(2 * time.Second)
		if a.env.Before == nil || a.env.Before.Result != last {
			t.Errorf("changes are not told against what was read last")
		}
	})
}

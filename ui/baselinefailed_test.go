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
	now, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	old, err := yesterday()
	if err != nil {
		t.Fatal(err)
	}
	s := &slow{takes: []time.Duration{time.Second}, answers: []*awsdata.Snapshot{old, now, now}}
	o := Options{Source: s.source("prod")}
	o.Source.Open = func(context.Context, string) (*awsdata.Snapshot, error) { return nil, errors.New("no such file") }
	synctest.Test(t, func(t *testing.T) {
		term := uitest.Start(t, New(o), 100, 30)
		defer term.Quit()
		term.Advance(2 * time.Second)
		term.Keys("r")
		term.Advance(2 * time.Second)
		term.Keys(":", "diff nowhere", uitest.Enter)
		sees(t, term, "nowhere could not be read")
		term.Keys(uitest.Esc)
		sees(t, term, "3 functions lost something")
		term.Keys("r")
		term.Advance(2 * time.Second)
		sees(t, term, "Nothing changed since the last read")
	})
}

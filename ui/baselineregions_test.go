package ui

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/uitest"
)

// The earlier snapshot of --baseline is read for the regions that are looked at:
// another region has its earlier state as well.
func TestTheBaselineFollowsTheRegions(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	var read []string
	var source func(profile string, regions []string) (Source, error)
	s := &accounts{snapshot: snapshot}
	source = func(profile string, regions []string) (Source, error) {
		to, err := s.source(profile, regions)
		to.Switch, to.BaselineName = source, "old.json"
		to.Baseline = func(context.Context) (*awsdata.Snapshot, error) {
			read = append(read, regions...)
			return snapshot.Only(regions...), nil
		}
		return to, err
	}
	o := demoOptions(t)
	o.Source, _ = source("prod", []string{"us-east-1"})
	synctest.Test(t, func(t *testing.T) {
		term := uitest.Start(t, New(o), 120, 30)
		defer term.Quit()
		term.Advance(2 * time.Second)
		term.Keys(":", "region eu-west-1", uitest.Enter)
		term.Advance(5 * time.Second)
		if want := []string{"us-east-1", "eu-west-1"}; !slices.Equal(read, want) {
			t.Errorf("read the baseline for %q, want %q", read, want)
		}
		term.Keys("D")
		term.Advance(time.Second)
		sees(t, term, "Nothing changed")
		seesNot(t, term, "is not in")
	})
}

package ui

import (
	"errors"
	"testing"
	"time"

	"github.com/vpclens/vpclens/ui/uitest"
)

// A switch ends the reading that was under way. When it fails nothing is being
// read any more: the program must not say so for ever, and r must work.
func TestAFailedSwitchEndsTheReadingBeforeIt(t *testing.T) {
	switches(t, nil, func(t *testing.T, s *accounts, term *uitest.Term) {
		term.Keys("r")
		sees(t, term, "reading")
		term.Keys(":", "region nowhere-1", uitest.Enter)
		term.Advance(5 * time.Second)
		sees(t, term, `unknown region "nowhere-1"`)
		term.Keys(uitest.Esc)
		sees(t, term, "live")
		seesNot(t, term, "reading")
		term.Keys("r")
		term.Advance(2 * time.Second)
		sees(t, term, "read again")
	})
}

// switchedTo is a source that another one is switched to.
func switchedTo(o *Options, to Source) {
	o.Source.Switch = func(string, []string) (Source, error) { return to, nil }
}

// A switch before anything is whole drops what has arrived of the old account:
// nobody reads the rest of it any more.
func TestASwitchBeforeAllIsReadLeavesNoHalfAnswer(t *testing.T) {
	for _, err := range []error{nil, errors.New("the session has expired")} {
		o := reading10s(t, nil)
		o.Source.Profiles = []string{"staging"}
		to := slowly(t, err)
		to.Name = "staging"
		to.Switch = func(string, []string) (Source, error) { return to, nil }
		switchedTo(&o, to)
		early(t, 100, 30, o, func(t *testing.T, term *uitest.Term) {
			term.Advance(4 * time.Second)
			sees(t, term, "checkout-api")
			term.Keys("p", "staging", uitest.Enter)
			term.Advance(3 * time.Second)
			// Functions of one account must never stand below the name of another.
			if term.Contains("checkout-api") && !term.Contains("staging") {
				t.Fatalf("functions of staging below the name of prod:\n%s", term.Screen())
			}
			term.Advance(20 * time.Second)
			if err == nil {
				sees(t, term, "staging 123456789012", "checkout-api")
				return
			}
			sees(t, term, "staging could not be read", "the session has expired")
			seesNot(t, term, "checkout-api", "reading")
			term.Keys("r")
			sees(t, term, "Reading staging")
		})
	}
}

// While the checks run a person may be on a screen that a bare list of functions
// cannot fill. A switch must not load it with one.
func TestASwitchWhileTheChecksRun(t *testing.T) {
	o := checking10s(t)
	o.Source.Live = true
	o.Source.Profiles = []string{"staging"}
	to := slowly(t, nil)
	to.Name = "staging"
	switchedTo(&o, to)
	early(t, 100, 30, o, func(t *testing.T, term *uitest.Term) {
		term.Advance(time.Second)
		term.Keys(":", "trace checkout-api s3", uitest.Enter)
		sees(t, term, "trace to s3")
		term.Keys("p", "staging", uitest.Enter)
		for range 30 {
			term.Advance(time.Second)
			seesNot(t, term, "is not in this snapshot")
		}
		sees(t, term, "staging 123456789012")
	})
}

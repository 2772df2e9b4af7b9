package ui

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/uitest"
)

// TestKeysAboveTheScreen holds what keys do that mean the program and not the box that is open, and how long the status
// line says something.
func TestKeysAboveTheScreen(t *testing.T) {
	bare := awsdata.NewBuilder()
	bare.AddRegion("us-east-1")
	says := func(term *uitest.Term, text string) bool { return strings.Contains(term.Screen(), text) }
	for name, test := range map[string]func(t *testing.T, term *uitest.Term, s *slow){
		"ctrl+c ends the program while the palette is open": func(t *testing.T, term *uitest.Term, _ *slow) {
			term.Keys(":", "f", uitest.Ctrl('c'))
			left(t, term)
		},
		"r in a box closes it and reads again": func(t *testing.T, term *uitest.Term, s *slow) {
			term.Keys("?")
			sees(t, term, "esc closes")
			term.Keys("r")
			if says(term, "esc closes") || s.reads != 2 {
				t.Errorf("%d reads and\n%s", s.reads, term.Screen())
			}
		},
		"the next key clears the status line": func(t *testing.T, term *uitest.Term, _ *slow) {
			term.Keys("%")
			sees(t, term, "% does nothing here")
			term.Keys("?", uitest.Esc)
			if says(term, "does nothing here") {
				t.Errorf("the status stays:\n%s", term.Screen())
			}
		},
		"a read that was canceled did not fail": func(t *testing.T, term *uitest.Term, s *slow) {
			s.err = context.Canceled
			term.Keys("r")
			term.Advance(time.Second)
			if s.reads != 2 || says(term, "failed") {
				t.Errorf("%d reads and\n%s", s.reads, term.Screen())
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := &slow{takes: []time.Duration{0}, answers: []*awsdata.Snapshot{bare.Snapshot()}}
			synctest.Test(t, func(t *testing.T) {
				term := uitest.Start(t, New(Options{Source: s.source("prod")}), 80, 24)
				defer term.Quit()
				term.Advance(time.Second)
				sees(t, term, "No functions")
				test(t, term, s)
			})
		})
	}
}

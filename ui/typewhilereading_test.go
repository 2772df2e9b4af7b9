package ui

import (
	"errors"
	"testing"
	"time"

	"github.com/vpclens/vpclens/ui/uitest"
)

// A person who types ":" while the account is being read types: no letter behind it is a key, whatever arrives or fails
// meanwhile.
func TestTypingWhileReading(t *testing.T) {
	start := func(t *testing.T, err error, test func(t *testing.T, term *uitest.Term)) {
		t.Helper()
		early(t, 100, 24, reading10s(t, err), test)
	}
	t.Run("before anything arrived", func(t *testing.T) {
		start(t, nil, func(t *testing.T, term *uitest.Term) {
			term.Keys(":")
			sees(t, term, "quit", "theme", "keys", "not now: still reading")
			term.Keys("quota")
			sees(t, term, ": quota", "nothing that is known so far", "still reading")
			term.Keys(uitest.Ctrl('u'), "findings", uitest.Enter)
			sees(t, term, "findings: not now: still reading")
			term.Keys(uitest.Ctrl('u'))
			term.Keys("quit")
			term.Keys(uitest.Enter)
			left(t, term)
		})
	})
	t.Run("what arrives is offered", func(t *testing.T) {
		start(t, nil, func(t *testing.T, term *uitest.Term) {
			term.Keys(":")
			term.Keys("checkout")
			sees(t, term, "still reading")
			term.Advance(3 * time.Second)
			sees(t, term, ": checkout", "checkout-api")
			term.Keys(uitest.Enter)
			sees(t, term, "functions › checkout-")
			seesNot(t, term, "go to")
		})
	})
	t.Run("reading fails", func(t *testing.T) {
		start(t, errors.New("the network went away"), func(t *testing.T, term *uitest.Term) {
			term.Advance(3 * time.Second)
			term.Keys(":")
			term.Keys("app")
			term.Advance(10 * time.Second)
			term.Keys("qqq")
			sees(t, term, ": appqqq")
			term.Keys(uitest.Esc)
			sees(t, term, "the network went away")
		})
	})
	t.Run("below help", func(t *testing.T) {
		start(t, nil, func(t *testing.T, term *uitest.Term) {
			term.Keys("?", ":")
			term.Keys("quota")
			sees(t, term, ": quota")
		})
	})
}

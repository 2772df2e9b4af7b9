package ui

import (
	"testing"

	"github.com/vpclens/vpclens/ui/uitest"
)

// What another program wrote on the terminal is gone after ctrl+l, also while something is typed or open; a key that
// would stop a test's process is refused where nobody asked for it.
func TestRedrawAndSuspend(t *testing.T) {
	explore(t, 80, 24, nil, func(t *testing.T, term *uitest.Term) {
		for _, keys := range [][]string{nil, {":", "sg"}, {uitest.Esc, "?"}, {uitest.Esc, "/", "check"}} {
			term.Keys(keys...)
			want := term.Screen()
			if _, err := term.Write([]byte("\x1b7\x1b[10;1HBroadcast message from root\x1b8")); err != nil {
				t.Fatal(err)
			}
			sees(t, term, "Broadcast message")
			term.Keys(uitest.Ctrl('l'))
			if got := term.Screen(); got != want {
				t.Errorf("after %q it is drawn as\n%s\nwant\n%s", keys, got, want)
			}
		}
		term.Keys(uitest.Esc, uitest.Ctrl('z'))
		sees(t, term, "there is no shell here to go back to")
	})
}

package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/uitest"
)

func TestNoTwoBindingsClash(t *testing.T) {
	taken := map[string]string{}
	for _, a := range Actions() {
		for _, k := range a.Key.Keys() {
			at := fmt.Sprintf("%d %s", a.Mode, k)
			if other, clash := taken[at]; clash {
				t.Errorf("%q means %q and %q", k, other, a.Help)
			}
			taken[at] = a.Help
		}
		if len(a.Key.Keys()) == 0 || a.Help == "" || a.Key.Help().Key == "" || a.Key.Help().Desc == "" {
			t.Errorf("action %d is not complete: %+v", a.Command, a)
		}
	}
}

func TestEveryCommandHasAKey(t *testing.T) {
	bound := map[screen.Command]bool{screen.ClearFilter: true} // esc does it, on the way back
	for _, a := range Actions() {
		bound[a.Command] = true
	}
	for c := screen.Up; c <= screen.Quit; c++ {
		if !bound[c] {
			t.Errorf("command %d has no key", c)
		}
	}
}

func TestTheFooterShowsOnlyKeysThatWork(t *testing.T) {
	for _, s := range screens {
		explore(t, 160, 50, func(o *Options) { o.Start = s.start }, func(t *testing.T, term *uitest.Term) {
			foot := term.Line(49)
			if !strings.Contains(foot, "? keys") {
				t.Errorf("%s: the footer does not show the way to the help: %s", s.name, foot)
			}
		})
	}
}

func TestNoKeyDoesNothingSilently(t *testing.T) {
	for _, s := range screens {
		// Every printable key and some others, from a fresh screen: either what is
		// shown changes, or the status line says why not.
		keys := []string{uitest.Enter, uitest.Tab, uitest.Up, uitest.Down, uitest.Left, uitest.Right, uitest.Home, uitest.End,
			uitest.PageUp, uitest.PageDown, uitest.Delete, uitest.Esc, uitest.Backspace, uitest.Ctrl('z'), uitest.Ctrl('t')}
		for r := '!'; r <= '~'; r++ {
			keys = append(keys, string(r))
		}
		if s.keys != nil {
			continue // overlays and typing are told below
		}
		explore(t, 80, 24, func(o *Options) { o.Start = s.start }, func(t *testing.T, term *uitest.Term) {
			for _, k := range keys {
				if k == "q" || k == "r" {
					continue // these leave, and read again
				}
				before := term.Screen()
				term.Keys(k)
				if term.Ended() {
					t.Fatalf("%s: %q ended the program", s.name, k)
				}
				if term.Screen() == before {
					// The same sentence again is an answer as well.
					if !strings.Contains(before, "• ") {
						t.Errorf("%s: %q does nothing, silently", s.name, k)
					}
				}
				// Back to where it began, by ways that are always there.
				for range 4 {
					term.Keys(uitest.Esc)
				}
				if s.start != "" {
					continue
				}
			}
		})
	}
}

func TestHelpSaysWhyAKeyDoesNothing(t *testing.T) {
	explore(t, 100, 60, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("?")
		sees(t, term, "filter as you type", "(not now: ", "esc closes")
		term.Keys("q")
		seesNot(t, term, "filter as you type")
		if term.Ended() {
			t.Error("q in an overlay must close it, not the program")
		}
	})
}

func TestAKeyThatDoesNotApplySaysWhy(t *testing.T) {
	explore(t, 80, 24, nil, func(t *testing.T, term *uitest.Term) {
		for _, c := range []struct{ key, why string }{
			{uitest.Esc, "this is the first screen; q quits"},
			{"]", "there is nothing ahead"},
			{"9", "there are 6 columns here"},
			{"x", "x does nothing here; ? shows the keys"},
			{"F", "you are there already"},
			{uitest.Up, "this is the top"},
		} {
			term.Keys(c.key)
			sees(t, term, c.why)
		}
		term.Keys(uitest.Enter, "/")
		sees(t, term, "only lists are sorted and filtered")
		term.Paste("hello")
		sees(t, term, "nothing is being typed")
	})
}

func TestKeyTableHasEveryGroup(t *testing.T) {
	table := KeyTable()
	for _, a := range Actions() {
		if a.Group != "" && !strings.Contains(table, "| `"+a.Key.Help().Key+"` | "+a.Help+" |") {
			t.Errorf("%q is missing", a.Help)
		}
	}
}

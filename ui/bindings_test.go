package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/uitest"
)

// Keys that a person has chosen do what they say, and are shown; those that were given away do it no more.
func TestOwnKeys(t *testing.T) {
	own := func(o *Options) {
		o.Keys = map[string][]string{"findings": {"f5", "ctrl+g"}, "reach": {"f"}, "diagram": {}, "quit": {"Q"}}
		o.Notice = "config.yaml:2: unknown flag"
	}
	explore(t, 100, 100, own, func(t *testing.T, term *uitest.Term) {
		sees(t, term, "config.yaml:2: unknown flag")
		term.Keys("f")
		sees(t, term, "functions › reach of")
		seesNot(t, term, "diagram")
		term.Keys("\x1b")
		term.Keys(uitest.Ctrl('g'))
		sees(t, term, "› findings")
		term.Keys("q")
		sees(t, term, "q does nothing here")
		term.Keys("?")
		sees(t, term, "f5 ^g", ":diagram")
		term.Keys("\x1b", "Q")
		if !term.Ended() {
			t.Error("Q does not quit")
		}
	})
}

func TestCtrlCAlwaysQuits(t *testing.T) {
	explore(t, 80, 24, func(o *Options) { o.Keys = map[string][]string{"quit": {}} },
		func(t *testing.T, term *uitest.Term) {
			term.Keys(uitest.Ctrl('c'))
			if !term.Ended() {
				t.Error("ctrl+c does not quit")
			}
		})
}

func TestShownKeys(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want string
	}{
		{nil, ""}, {[]string{"ctrl+x"}, "^x"}, {[]string{"up", "k", "ctrl+p"}, "↑ k"}, {[]string{"pgup"}, "pgup"},
		{[]string{"shift+tab", "enter"}, "⇧tab ↵"},
	} {
		if got := shownKeys(c.keys); got != c.want {
			t.Errorf("%q are shown as %q, want %q", c.keys, got, c.want)
		}
	}
}

// Every name of a key that settings take is one that the terminal's events have.
func TestNamesOfKeys(t *testing.T) {
	for _, k := range []struct {
		name string
		msg  tea.KeyPressMsg
	}{
		{"enter", tea.KeyPressMsg{Code: tea.KeyEnter}}, {"esc", tea.KeyPressMsg{Code: tea.KeyEscape}},
		{"space", tea.KeyPressMsg{Code: tea.KeySpace}}, {"pgup", tea.KeyPressMsg{Code: tea.KeyPgUp}},
		{"pgdown", tea.KeyPressMsg{Code: tea.KeyPgDown}}, {"f12", tea.KeyPressMsg{Code: tea.KeyF12}},
		{"delete", tea.KeyPressMsg{Code: tea.KeyDelete}}, {"insert", tea.KeyPressMsg{Code: tea.KeyInsert}},
		{"ctrl+alt+x", tea.KeyPressMsg{Code: 'x', Mod: tea.ModCtrl | tea.ModAlt}},
		{"ctrl+shift+up", tea.KeyPressMsg{Code: tea.KeyUp, Mod: tea.ModCtrl | tea.ModShift}},
	} {
		if got := k.msg.String(); got != k.name {
			t.Errorf("the event says %q, settings say %q", got, k.name)
		}
	}
}

package ui

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/uitest"
)

func TestStoryHelp(t *testing.T) {
	explore(t, 160, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("?")
		sees(t, term, "On this screen", "space turns the page", "/ searches", "esc closes")
		x, y, ok := term.Find("On this screen")
		if !ok || y > 8 || x > 20 {
			t.Errorf("the keys of this screen are at %d, %d:\n%s", x, y, term.Screen())
		}
		two := false
		for line := range strings.SplitSeq(term.Screen(), "\n") {
			two = two || strings.Contains(line, "open what the cursor is on") && strings.Contains(line, "choose a row")
		}
		if !two {
			t.Errorf("there is one column:\n%s", term.Screen())
		}
		first := term.Screen()
		term.Keys(uitest.Space)
		if term.Screen() == first {
			t.Error("the space bar turns no page")
		}
		term.Keys("g")
		if term.Screen() != first {
			t.Errorf("g leads to\n%s", term.Screen())
		}
		term.Keys("/", "mermaid")
		sees(t, term, "export what is seen")
		seesNot(t, term, "up one row")
		term.Keys(uitest.Ctrl('u'), "no such thing")
		sees(t, term, `No key and no mark has "no such thing" in it`)
		term.Keys(uitest.Esc)
		sees(t, term, "On this screen")
		term.Keys(uitest.Esc)
		seesNot(t, term, "On this screen")
	})
	explore(t, 60, 20, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("?", "/", "two functions", uitest.Enter)
		sees(t, term, "/ two functions")
		term.Keys(uitest.Esc, uitest.Esc)
		seesNot(t, term, "two functions")
	})
}

// What is counted can be clicked on.
func TestStoryCounters(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		for _, c := range []struct{ count, filter string }{
			{" H  ", "sev:high"}, {" M  ", "sev:medium"}, {" L", "sev:low"}} {
			foot := term.Line(39)
			at := strings.LastIndex(foot, c.count)
			if at < 0 {
				t.Fatalf("no %q on %q", c.count, foot)
			}
			term.Click(len([]rune(foot[:at])), 39)
			sees(t, term, "findings", "filter: "+c.filter)
			term.Keys(uitest.Esc, uitest.Esc)
		}
		x, y, ok := term.Find("2 gaps")
		if !ok {
			t.Fatal("no gaps are counted")
		}
		term.Click(x, y)
		sees(t, term, "These calls gave no answer")
	})
}

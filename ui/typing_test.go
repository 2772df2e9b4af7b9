package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/uitest"
)

func TestFilterShowsSimilarRows(t *testing.T) {
	explore(t, 100, 24, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "chkapi")
		sees(t, term, `no row has "chkapi": similar ones`, "checkout-api", "1 of 54")
		seesNot(t, term, "audit-log")
		term.Keys(uitest.Enter)
		sees(t, term, "filter: chkapi (similar)", "checkout-api")
		term.Keys("/", uitest.Ctrl('u'), "check")
		seesNot(t, term, "similar")
		term.Keys(uitest.Ctrl('u'), `"chkapi"`)
		sees(t, term, `No function matches`)
		term.Keys(uitest.Ctrl('u'), "qqqqq")
		sees(t, term, `No function matches "qqqqq"`)
	})
}

// standsOut are the letters of a line that stand out as what a filter found.
func standsOut(term *uitest.Term, line int) string {
	var b strings.Builder
	for x := range term.Width() {
		c := term.CellAt(x, line)
		if c != nil && c.Style.Underline != 0 {
			b.WriteString(c.Content)
		}
	}
	return b.String()
}

// lineOfCursor is the line of a cursor that stands no further left than a cell.
func lineOfCursor(term *uitest.Term, from int) string {
	for y := range term.Height() {
		for x := from; x < term.Width(); x++ {
			if c := term.CellAt(x, y); c != nil && c.Content == "▌" {
				return term.Line(y)
			}
		}
	}
	return ""
}

func TestFoundLettersStandOut(t *testing.T) {
	lineOf := func(term *uitest.Term, text string) int {
		t.Helper()
		_, y, ok := term.Find(text)
		if !ok {
			t.Fatalf("no %q in\n%s", text, term.Screen())
		}
		return y
	}
	for name, opts := range map[string][]uitest.Option{
		"many colors": nil, "16 colors": {uitest.Profile(colorprofile.ANSI)}, "no colors": {uitest.NoColor()},
	} {
		t.Run(name, func(t *testing.T) {
			explore(t, 160, 40, nil, func(t *testing.T, term *uitest.Term) {
				term.Keys("/", "chkapi")
				if got := standsOut(term, lineOf(term, "checkout-api")); !strings.HasPrefix(got, "chkapi") {
					t.Errorf("of checkout-api %q stands out", got)
				}
				term.Keys(uitest.Ctrl('u'), "prod")
				for _, row := range []string{"checkout-api", "ledger-sync"} { // on one of them is the cursor
					if got := standsOut(term, lineOf(term, row)); !strings.Contains(got, "prod") {
						t.Errorf("in the row of %s, %q stands out", row, got)
					}
				}
				term.Keys(uitest.Ctrl('u'), "vpc:prod")
				if got := standsOut(term, lineOf(term, "ledger-sync")); got != "prod" {
					t.Errorf("of the field vpc, %q stands out", got)
				}
				term.Keys(uitest.Esc)
				if got := standsOut(term, lineOf(term, "checkout-api")); got != "" {
					t.Errorf("without a filter, %q stands out", got)
				}
			}, opts...)
		})
	}
}

func TestFilterHistory(t *testing.T) {
	explore(t, 100, 24, nil, func(t *testing.T, term *uitest.Term) {
		typed := func(want string) {
			t.Helper()
			if _, y, ok := term.Find(" / "); !ok || strings.Fields(term.Line(y) + " .")[1] != want {
				t.Errorf("want / %s in\n%s", want, term.Screen())
			}
		}
		term.Keys("/", uitest.Ctrl('p'))
		sees(t, term, "no filter was typed here before")
		term.Keys(uitest.Esc)
		for _, filter := range []string{"vpc:prod", "vpc:data", "vpc:prod", "sev:high"} {
			term.Keys("/", uitest.Ctrl('u'), filter, uitest.Enter)
		}
		term.Keys("/", uitest.Ctrl('u'), uitest.Up)
		typed("sev:high")
		term.Keys(uitest.Up)
		typed("vpc:prod")
		term.Keys(uitest.Up)
		typed("vpc:data")
		term.Keys(uitest.Up) // the same is there once
		sees(t, term, "nothing else was typed before")
		term.Keys(uitest.Down)
		typed("vpc:prod")
		term.Keys(uitest.Down, uitest.Down)
		sees(t, term, "text  !not") // the empty line that was left
		// While something is typed the arrows move the rows, and the shell's keys go through what was typed.
		term.Keys("a")
		was := lineOfCursor(term, 0)
		term.Keys(uitest.Down)
		typed("a")
		if lineOfCursor(term, 0) == was {
			t.Error("down moved no row")
		}
		term.Keys(uitest.Ctrl('p'))
		typed("sev:high")
		term.Keys(uitest.Ctrl('n'))
		typed("a")
		term.Keys(uitest.Ctrl('p'), uitest.Enter)
		sees(t, term, "filter: sev:high")
		// What is of other fields is not offered; what is of the same is.
		term.Keys(":", "findings", uitest.Enter, "/", uitest.Ctrl('p'))
		sees(t, term, "no filter was typed here before")
		term.Keys(uitest.Esc, ":", "functions", uitest.Enter, "/", uitest.Up)
		typed("sev:high")
		term.Keys(uitest.Esc, ":", "services", uitest.Enter, "/", uitest.Up) // a matrix of functions
		typed("sev:high")
	})
}

// Of what was typed, only so much is kept, and never in a file.
func TestFilterHistoryIsBoundedAndKeptNowhere(t *testing.T) {
	var lines []string
	for n := range 3 * longestSaid {
		lines = remembered(lines, strings.Repeat("x", n+1))
	}
	if len(lines) != longestSaid || len(lines[len(lines)-1]) != 3*longestSaid {
		t.Errorf("%d lines are kept, the last of %d letters", len(lines), len(lines[len(lines)-1]))
	}
	lines = remembered(lines, lines[0])
	if len(lines) != longestSaid || slices.Index(lines, lines[len(lines)-1]) != len(lines)-1 {
		t.Error("a line that was typed again is there twice")
	}
}

func TestPaletteHistory(t *testing.T) {
	explore(t, 100, 30, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", uitest.Ctrl('p'))
		sees(t, term, "nothing was typed before")
		term.Keys("sg pay", uitest.Enter, ":", "nat", uitest.Enter, ":", "tra")
		term.Keys(uitest.Ctrl('p'))
		sees(t, term, ": nat")
		term.Keys(uitest.Ctrl('p'))
		sees(t, term, ": sg pay")
		term.Keys(uitest.Ctrl('p'))
		sees(t, term, "nothing else was typed before")
		term.Keys(uitest.Ctrl('n'), uitest.Ctrl('n'))
		sees(t, term, ": tra")
		term.Keys(uitest.Ctrl('n'))
		sees(t, term, "this is the line that you type")
		term.Keys(uitest.Ctrl('p'), uitest.Enter)
		path(t, term, "functions › security groups › NAT gateways")
		// Where they are offered, the same keys choose among them.
		term.Keys(":", uitest.Up, uitest.Ctrl('p'), uitest.Enter)
		sees(t, term, "filter: pay")
	})
}

func TestFindHistoryInADocument(t *testing.T) {
	explore(t, 100, 30, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "raw checkout-api", uitest.Enter, "/", "vpc", uitest.Enter)
		term.Keys("/", uitest.Ctrl('u'), "role", uitest.Enter)
		term.Keys("/", uitest.Ctrl('u'), uitest.Up, uitest.Up)
		sees(t, term, " / vpc")
		term.Keys(uitest.Down)
		sees(t, term, " / role")
	})
}

// headingAt is the line of a heading in a palette that is there once, -1 for any other.
func headingAt(term *uitest.Term, heading string) int {
	at := -1
	for y := range term.Height() {
		if _, line, framed := strings.Cut(term.Line(y), "│"); framed && strings.Trim(line, "│ ") == heading {
			if at >= 0 {
				return -1
			}
			at = y
		}
	}
	return at
}

func TestPaletteGroups(t *testing.T) {
	for _, h := range []int{24, 40} {
		explore(t, 80, h, nil, func(t *testing.T, term *uitest.Term) {
			term.Keys(":")
			sees(t, term, "screens", "overview")
			seesNot(t, term, "typed before")
			term.Keys("quota", uitest.Ctrl('u'), "nat", uitest.Enter, ":")
			before, screens := headingAt(term, "typed before"), headingAt(term, "screens")
			if before < 0 || before+2 != screens || strings.Contains(term.Line(before+1), "typed before") {
				t.Errorf("the line that was typed stands under no heading:\n%s", term.Screen())
			}
			// The best answer stays first, whatever it is.
			for typed, want := range map[string]string{"checkout-api": "checkout-api", "sub": "subnet",
				"sg-pay": "sg-pay"} {
				term.Keys(uitest.Ctrl('u'), typed)
				if line := lineOfCursor(term, 2); !strings.Contains(line, want) {
					t.Errorf("of %q the first is %q", typed, line)
				}
			}
		})
	}
	// Every group is there, each once.
	explore(t, 100, 200, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys(":")
		for _, group := range []string{"screens", "kinds of resources", "views", "commands"} {
			if headingAt(term, group) < 0 {
				t.Errorf("there is no heading %q", group)
			}
		}
		// A heading is no offer: a click on it does nothing, one below it goes there.
		x, _, _ := term.Find("kinds of resources")
		y := headingAt(term, "kinds of resources")
		term.Click(x, y)
		sees(t, term, "go to")
		term.Click(x, y+1)
		seesNot(t, term, "go to")
	})
	// Where there is little room, all of it is for the offers.
	explore(t, 60, 14, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys(":")
		if headingAt(term, "screens") >= 0 {
			t.Errorf("there is a heading:\n%s", term.Screen())
		}
	})
}

// A person who types "/" before there are rows types: no letter behind it is a key, whatever arrives or fails
// meanwhile.
func TestFilteringWhileReading(t *testing.T) {
	start := func(t *testing.T, err error, test func(t *testing.T, term *uitest.Term)) {
		t.Helper()
		early(t, 100, 24, reading10s(t, err), test)
	}
	t.Run("typing goes on in the rows", func(t *testing.T) {
		start(t, nil, func(t *testing.T, term *uitest.Term) {
			term.Keys("/", "quota")
			sees(t, term, "/ quota", "still reading: the rows are filtered once they are there")
			term.Keys(uitest.Ctrl('u'), "check")
			term.Advance(3 * time.Second)
			sees(t, term, " / check", "checkout-api")
			seesNot(t, term, "still reading", "audit-log")
			term.Keys("out-a")
			sees(t, term, " / checkout-a")
			term.Keys(uitest.Enter)
			sees(t, term, "filter: checkout-a")
		})
	})
	t.Run("enter before there are rows", func(t *testing.T) {
		start(t, nil, func(t *testing.T, term *uitest.Term) {
			term.Keys("/", "checkout", uitest.Enter)
			sees(t, term, "filters by checkout once there are rows")
			term.Keys("/")
			sees(t, term, "/ checkout")
			term.Keys(uitest.Enter)
			term.Advance(3 * time.Second)
			sees(t, term, "filter: checkout")
			seesNot(t, term, "audit-log")
			term.Advance(10 * time.Second) // what arrives later keeps it
			sees(t, term, "filter: checkout")
		})
	})
	t.Run("dropped", func(t *testing.T) {
		start(t, nil, func(t *testing.T, term *uitest.Term) {
			term.Keys("/", "checkout", uitest.Esc)
			term.Advance(3 * time.Second)
			sees(t, term, "audit-log")
			seesNot(t, term, "filter:")
		})
	})
	t.Run("reading fails", func(t *testing.T) {
		start(t, errors.New("the network went away"), func(t *testing.T, term *uitest.Term) {
			term.Keys("/", "app")
			term.Advance(3 * time.Second)
			term.Keys("qqq")
			sees(t, term, " / appqqq")
			term.Advance(10 * time.Second)
			term.Keys("qqq")
			sees(t, term, "/ appqqqqqq", "nothing was read")
			term.Keys(uitest.Esc)
			sees(t, term, "the network went away")
		})
	})
	t.Run("a list that waits for the checks", func(t *testing.T) {
		early(t, 100, 24, checking10s(t), func(t *testing.T, term *uitest.Term) {
			term.Advance(time.Second)
			term.Keys("f", "/", "qnat")
			sees(t, term, "The checks are still running", "/ qnat")
			term.Keys(uitest.Ctrl('u'), "deleted", uitest.Enter)
			term.Advance(20 * time.Second)
			sees(t, term, "filter: deleted")
		})
	})
}

// Letters that were found can be read on every row and ground.
func TestMatchIsSeenWithoutColors(t *testing.T) {
	th := theme.New(theme.Options{})
	for _, selected := range []bool{false, true} {
		open, _ := th.Escapes(selected, theme.Match)
		other, _ := th.Escapes(selected, theme.Strong)
		if open == other {
			t.Errorf("on the row of the cursor %v, what was found looks like the rest", selected)
		}
	}
}

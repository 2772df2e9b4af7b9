package ui

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/ui/uitest"
)

// drawer keeps files in memory.
type drawer map[string]string

func (d drawer) files() Files {
	return Files{
		Write: func(path string, data []byte, over bool) error {
			if _, there := d[path]; there && !over {
				return fs.ErrExist
			}
			d[path] = string(data)
			return nil
		},
		Read: func(path string) ([]byte, error) {
			if text, ok := d[path]; ok {
				return []byte(text), nil
			}
			return nil, errors.New("no such file")
		},
	}
}

// tries explores the demo account with a drawer for edits.
func tries(t *testing.T, d drawer, test func(t *testing.T, term *uitest.Term)) {
	t.Helper()
	explore(t, 120, 40, func(o *Options) { o.Files = d.files() }, test)
}

const tried = "WHAT IF: 1 edit"

// What is tried out is told on every screen, in the title and in what is copied, until it is taken back.
func TestStoryAnEditOnEveryScreen(t *testing.T) {
	tries(t, drawer{}, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "nat-a", uitest.Enter)
		seesNot(t, term, "WHAT IF")
		term.Keys("w", uitest.Enter)
		sees(t, term, tried, "12 functions change")
		for _, keys := range [][]string{{uitest.Esc}, {"F"}, {"f"}, {"o"}, {"m"}, {"i"}, {"a"}, {"?"},
			{uitest.Esc, ":", "checkout-api", uitest.Enter}, {"t", "internet", uitest.Enter}, {"v"}, {"D"}} {
			term.Keys(keys...)
			sees(t, term, tried)
			if !strings.Contains(term.Title(), tried) {
				t.Errorf("after %q the title of the window is %q", keys, term.Title())
			}
		}
		for _, size := range [][2]int{{40, 10}, {30, 5}, {26, 3}} {
			term.Resize(size[0], size[1])
			sees(t, term, tried)
		}
		term.Resize(120, 40)
		term.Keys("F", "/", "checkout-api", uitest.Enter)
		sees(t, term, "1 of 3 AZs")
		term.Keys("u")
		sees(t, term, "taken back: no edit is left", "2 of 3 AZs")
		seesNot(t, term, "WHAT IF")
		term.Keys("u")
		sees(t, term, "there is no edit to take back")
		term.Keys(uitest.Ctrl('y'))
		sees(t, term, tried, "1 of 3 AZs")
		term.Keys(":", "discard", uitest.Enter)
		seesNot(t, term, "WHAT IF")
	})
}

// Edits are written to a file, asked about before they are lost, and opened again.
func TestStoryEditsInAFile(t *testing.T) {
	d := drawer{"taken.yaml": "something"}
	tries(t, d, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "write", uitest.Enter)
		sees(t, term, "there are no edits to write")
		term.Keys(":", "nat-a", uitest.Enter, "w", uitest.Enter, "q")
		sees(t, term, "quit with edits that are not saved?", "1 edit of the what-if, saved in no file")
		term.Keys(uitest.Enter)
		if sees(t, term, ":write FILE saves the edits"); term.Ended() {
			t.Fatal("stay quits")
		}
		term.Keys("q", "write", uitest.Enter)
		sees(t, term, "write the edits to which file?", "whatif.yaml")
		term.Keys("taken.yaml", uitest.Enter)
		sees(t, term, "taken.yaml is there already")
		term.Keys(uitest.Enter)
		if sees(t, term, "nothing was written"); d["taken.yaml"] != "something" {
			t.Errorf("the file was overwritten: %s", d["taken.yaml"])
		}
		term.Keys(":", "write taken.yaml", uitest.Enter, "over", uitest.Enter)
		sees(t, term, "wrote 1 edit to taken.yaml")
		term.Keys(":", "discard", uitest.Enter, ":", "whatif ./nowhere", uitest.Enter)
		sees(t, term, "no such file")
		term.Keys(uitest.Esc, ":", "whatif taken.yaml", uitest.Enter)
		path(t, term, "functions › nat-a › what if nat-a › what if")
		sees(t, term, tried, "delete nat-a", "12 functions change")
		term.Keys(":", "write copy.yaml", uitest.Enter)
		term.Keys("q")
		if !term.Ended() {
			t.Error("edits that a file holds are asked about")
		}
	})
	edits, err := whatif.ReadFile([]byte(d["taken.yaml"]))
	if err != nil || len(edits) != 1 || d["copy.yaml"] != d["taken.yaml"] {
		t.Errorf("the files hold %v, %v: %q", edits, err, d)
	}
}

// Whoever says so loses the edits.
func TestStoryQuitWithoutSaving(t *testing.T) {
	for _, keys := range [][]string{{"q", "quit", uitest.Enter}, {"q", uitest.Down, uitest.Down, uitest.Enter},
		{"q", uitest.Ctrl('c')}} {
		tries(t, drawer{}, func(t *testing.T, term *uitest.Term) {
			term.Keys(":", "nat-a", uitest.Enter, "w", uitest.Enter)
			term.Keys(keys...)
			if !term.Ended() {
				t.Errorf("%q does not quit:\n%s", keys, term.Screen())
			}
		})
	}
}

// The explorer opens with the edits of a file, and says at once what follows.
func TestStoryStartedWithEdits(t *testing.T) {
	explore(t, 120, 40, func(o *Options) {
		o.Edits = []whatif.Edit{whatif.RemoveNAT{Region: "us-east-1", ID: "nat-03e4bad65d0d910ab"}}
		o.EditsFile = "edits.yaml"
	}, func(t *testing.T, term *uitest.Term) {
		path(t, term, "functions › what if")
		sees(t, term, tried, "delete nat-a", "12 functions change")
		term.Keys("r")
		sees(t, term, tried, "12 functions change")
		follow(t, term, "delete nat-a")
		seesNot(t, term, "WHAT IF")
		sees(t, term, "none yet")
	})
}

// Edits that do not fit the account are told, and what is shown is what was read.
func TestStoryEditsThatCannotBeMade(t *testing.T) {
	explore(t, 120, 40, func(o *Options) {
		o.Edits = []whatif.Edit{whatif.RemoveNAT{Region: "us-east-1", ID: "nat-none"}}
	}, func(t *testing.T, term *uitest.Term) {
		sees(t, term, tried, "cannot be made", "this cannot be done", "nat-none is not in the snapshot")
		term.Keys("F", "/", "checkout-api", uitest.Enter)
		sees(t, term, "cannot be made", "2 of 3 AZs")
	})
}

// A rule is added by filling a form in, changed, and taken away again, with the keyboard alone.
func TestStoryEditARule(t *testing.T) {
	d := drawer{}
	tries(t, d, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "sg-checkout", uitest.Enter, "+", uitest.Enter)
		path(t, term, "functions › sg-checkout › add a rule out")
		sees(t, term, "it needs peer")
		term.Keys(uitest.Enter)
		sees(t, term, "it cannot be made yet: it needs peer")
		term.Keys("10.0.0.0/33")
		sees(t, term, `"10.0.0.0/33" is no CIDR`)
		term.Keys(uitest.Ctrl('u'), "198.51.100.7/32")
		sees(t, term, "sg-checkout: allow tcp 443 out to 198.51.100.7/32")
		term.Keys(uitest.Up, uitest.Ctrl('u'), "80-22")
		sees(t, term, "no port or range of ports")
		term.Keys(uitest.Ctrl('u'), "22", uitest.Enter)
		path(t, term, "functions › sg-checkout › what if sg-checkout")
		sees(t, term, "WHAT IF: 1 edit", "allow tcp 22 out to 198.51.100.7/32")
		term.Keys(uitest.Esc)
		sees(t, term, "tcp 22", "198.51.100.7/32") // the group as it would be
		follow(t, term, "198.51.100.7/32")
		path(t, term, "functions › sg-checkout › change")
		sees(t, term, "nothing is changed yet")
		term.Keys(uitest.Down, uitest.Down, uitest.Down, uitest.Ctrl('u'), "198.51.100.8/32", uitest.Enter)
		sees(t, term, "WHAT IF: 3 edits", "198.51.100.8/32",
			"remove the rule that allows tcp 22 out to 198.51.100.7/32")
		term.Keys("u")
		sees(t, term, "WHAT IF: 1 edit")
		term.Keys(uitest.Esc)
		for range 60 {
			if _, y, ok := term.Find("▌"); ok && strings.Contains(term.Line(y), "198.51.100.7/32") {
				break
			}
			term.Keys(uitest.Down)
		}
		term.Keys("-")
		seesNot(t, term, "WHAT IF") // what an edit has put there goes with it
	})
}

// Text that comes from anywhere stays text, in fields as in what is said of them.
func TestStoryHostileFields(t *testing.T) {
	tries(t, drawer{}, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "sg-checkout", uitest.Enter, "+", uitest.Enter)
		term.Paste("\x1b]52;c;aGk=\x07\u202e; rm -rf /\r\n$(id)")
		if strings.Contains(term.Raw(), "52;c;aGk") || strings.Contains(term.Raw(), "\u202e") {
			t.Error("what was pasted reaches the terminal")
		}
		sees(t, term, "rm -rf", "is no CIDR")
		term.Keys(uitest.Enter, uitest.Esc)
		path(t, term, "functions › sg-checkout")
		seesNot(t, term, "WHAT IF")
	})
}

// On a rule of a group or a route of a table what is added is another one, and the foot says by which key.
func TestAddsBesideTheRow(t *testing.T) {
	tries(t, drawer{}, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "whatif checkout-api", uitest.Enter)
		sees(t, term, "+ add", "~ change")
		term.Keys("+")
		sees(t, term, "what if you change sg-checkout?", "add a rule out")
		term.Keys(uitest.Esc, "j", "j", "j", "+")
		sees(t, term, "what if you change rtb-app-a?", "add a route")
	})
}

package ui

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
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

// TestNoHelpIsWrittenTwice looks at the tables of commands, keys, verbs and words as they are written: whoever changes
// what is said of a command has one place to change it in.
func TestNoHelpIsWrittenTwice(t *testing.T) {
	written := map[string]string{}
	for _, name := range []string{"screen/command.go", "screens/verbs.go", "keys.go", "plain/words.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			l, ok := n.(*ast.BasicLit)
			if !ok || l.Kind != token.STRING || strings.Count(l.Value, " ") < 2 {
				return true
			}
			if other, twice := written[l.Value]; twice {
				t.Errorf("%s is written in %s and in %s", l.Value, other, name)
			}
			written[l.Value] = name
			return true
		})
	}
	if len(written) < 80 {
		t.Errorf("only %d texts: this test looks at the wrong files", len(written))
	}
}

// Every command has a row that says what it does, and no two commands answer to one name.
func TestCommandTable(t *testing.T) {
	table := screen.CommandTable()
	names := map[string]screen.Command{}
	for _, row := range table {
		if row.Help == "" || !row.Typing && len(row.Names) == 0 &&
			(row.Command < screen.SortColumn1 || row.Command > screen.SortColumn9) {
			t.Errorf("the row of command %d is not complete: %+v", row.Command, row)
		}
		if row.Group != "" && !slices.Contains(screen.Groups(), row.Group) {
			t.Errorf("command %d stands in no group of the help, %q", row.Command, row.Group)
		}
		if _, err := screens.New(screen.Place{Screen: row.Screen}); row.Screen != "" && err != nil {
			t.Errorf("command %d leads nowhere: %v", row.Command, err)
		}
		for _, name := range row.Names {
			if other, taken := names[name]; taken {
				t.Errorf("%q is command %d and %d", name, other, row.Command)
			}
			names[name] = row.Command
		}
	}
	for c := screen.Up; c <= screen.Quit; c++ {
		if table.Of(c, false).Help == "" && table.Of(c, true).Help == "" && c != screen.ClearFilter {
			t.Errorf("nothing is said of command %d", c)
		}
	}
	if row := table.Of(screen.Up, true); row.Help != "up one row, still typing" ||
		table.Of(screen.Up, false).Help != "up one row" {
		t.Errorf("while typing, up is %+v", row)
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
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	a.Update(tea.WindowSizeMsg{Width: 160, Height: 50})
	for _, v := range views() {
		if v.keys != nil {
			continue // overlays, and lists while a filter is typed
		}
		v.play(t, a, true)
		if foot := strings.Split(plainText(a.painted().Content), "\n")[49]; !strings.Contains(foot, "? keys") {
			t.Errorf("%s: the footer does not show the way to the help: %s", v.name, foot)
		}
	}
}

// everyKey are the keys of a keyboard, with and without ctrl.
func everyKey() []tea.KeyPressMsg {
	var out []tea.KeyPressMsg
	for r := '!'; r <= '~'; r++ {
		out = append(out, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	for _, code := range []rune{tea.KeyEnter, tea.KeyTab, tea.KeyUp, tea.KeyDown, tea.KeyLeft, tea.KeyRight,
		tea.KeyHome, tea.KeyEnd, tea.KeyPgUp, tea.KeyPgDown, tea.KeyDelete, tea.KeyEscape, tea.KeyBackspace,
		tea.KeySpace, tea.KeyF1} {
		out = append(out, tea.KeyPressMsg{Code: code})
	}
	for r := 'a'; r <= 'z'; r++ {
		out = append(out, tea.KeyPressMsg{Code: r, Mod: tea.ModCtrl})
	}
	return append(out, tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift},
		tea.KeyPressMsg{Code: tea.KeySpace, Mod: tea.ModCtrl}, tea.KeyPressMsg{Code: tea.KeyRight, Mod: tea.ModAlt})
}

// TestNoKeyDoesNothingSilently presses every key on every screen and overlay, computed and still computing, and on
// every screen about what is gone: something must change, if only the line that says why nothing else does. A letter
// that is typed is an answer; so is a command.
func TestNoKeyDoesNothingSilently(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range views() {
		for _, computed := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/computed=%v", v.name, computed), func(t *testing.T) {
				t.Parallel()
				a := analyzed(t, snapshot)
				v.play(t, a, computed)
				if !computed && !a.work.running() {
					return // nothing is under way there
				}
				noneIsSilent(t, a, func() { v.play(t, a, computed) })
			})
		}
	}
	for _, e := range screens.Table() {
		t.Run(e.Name+"/gone", func(t *testing.T) {
			t.Parallel()
			a := analyzed(t, snapshot)
			noneIsSilent(t, a, func() {
				view{}.play(t, a, true)
				settle(a, a.visit(screen.Place{Screen: e.Name, Kind: "subnet", Region: "nowhere-1", ID: "gone",
					Filter: "no such thing"}))
				a.status = ""
			})
		})
	}
}

// noneIsSilent presses every key where begin leads. After a key that led elsewhere it goes back, and after one that
// chose another row or order it goes on from there, so that begin, which may compute a lot, is seldom needed again.
func noneIsSilent(t *testing.T, a *App, begin func()) {
	t.Helper()
	var before string
	var walked history
	var over []overlay
	var load loading
	start := func() {
		begin()
		before, load = a.painted().Content, a.load
		walked, over = history{Visits: slices.Clone(a.history.Visits), At: a.history.At}, slices.Clone(a.overlays)
	}
	start()
	for _, press := range motionsLast(everyKey()) {
		mode, busy := a.mode(), a.work.running()
		cmd := a.key(press)
		after := a.painted()
		if cmd == nil && after.Content == before && after.Cursor == nil {
			t.Errorf("%s does nothing, silently:\n%s", press, plainText(after.Content))
		}
		a.status = ""
		if cmd == nil && a.painted().Content == before {
			continue // it only said something
		}
		here := a.history.At == walked.At && a.history.Current().Place == walked.Current().Place
		if busy || here && a.work.running() {
			start() // what is computed was begun anew, or ended
			continue
		}
		a.work.end()
		a.history, a.overlays, a.load = history{Visits: slices.Clone(walked.Visits), At: walked.At},
			slices.Clone(over), load
		if a.mode() != mode {
			start()
		}
		before = a.painted().Content
	}
}

// motionsLast are the keys with those at the end that choose another row, which would keep the others from the row that
// a view was made for.
func motionsLast(keys []tea.KeyPressMsg) []tea.KeyPressMsg {
	known := keymap{Actions()}
	moves := func(k tea.KeyPressMsg) bool {
		act := known.find(browsing, k)
		if act == nil {
			return false
		}
		_, motion := screens.Motion(act.Command)
		return motion
	}
	slices.SortStableFunc(keys, func(x, y tea.KeyPressMsg) int {
		switch mx, my := moves(x), moves(y); {
		case mx == my:
			return 0
		case my:
			return -1
		}
		return 1
	})
	return keys
}

func TestHelpSaysWhyAKeyDoesNothing(t *testing.T) {
	explore(t, 100, 60, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("?")
		sees(t, term, "filter as you type", "esc closes")
		seesNot(t, term, "undo")
		term.Keys("G")
		sees(t, term, "Not now", "undo: there is no edit to take back", "forward: there is nothing ahead")
		term.Keys("q")
		seesNot(t, term, "Not now")
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
			{"9", "there are 5 columns here"},
			{"%", "% does nothing here; ? shows the keys"},
			{"F", "you are there already"},
			{uitest.Up, "this is the top"},
		} {
			term.Keys(c.key)
			sees(t, term, c.why)
		}
		term.Keys(uitest.Enter, "/")
		sees(t, term, "only lists are sorted and filtered")
		term.Paste("hello")
		sees(t, term, "go to", ": hello")
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

// TestNoScreenIsADeadEnd goes to every screen, about something and about what is gone: going back leads to where the
// person came from, and every way to another screen that does not need a subject is open.
func TestNoScreenIsADeadEnd(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	subjects := []screen.Place{
		{}, {Region: "us-east-1", ID: "checkout-api", To: "sqs"},
		{Kind: "subnet", Region: "us-east-1", ID: "gone", Filter: "no such thing"},
	}
	for _, e := range screens.Table() {
		for _, p := range subjects {
			p.Screen = e.Name
			view{}.play(t, a, true)
			want := a.history.In(p, &a.env)
			settle(a, a.visit(p))
			if got := a.history.Current().Place; got != want && p != (screen.Place{Screen: "functions"}) {
				t.Errorf("%+v cannot be visited: %q", p, a.status)
				continue
			}
			for _, c := range []screen.Command{screen.GoFunctions, screen.GoFindings, screen.GoOverview, screen.GoTo,
				screen.Help} {
				if ok, why := a.applies(a.keys.of(browsing, c)); !ok {
					t.Errorf("%+v: no way to %d: %s", p, c, why)
				}
			}
			if strings.TrimSpace(ansi.Strip(a.screen().View(&a.env, 80, 20))) == "" {
				t.Errorf("%+v shows nothing at all", p)
			}
			for range 3 { // a filter goes first, and what is marked
				if a.history.At > 0 {
					settle(a, a.run(screen.Back))
				}
			}
			if a.history.At != 0 {
				t.Errorf("%+v: back does not lead back: %q", p, a.status)
			}
		}
	}
}

package ui

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/ui/uitest"
)

// fewChecks find hundreds of things in the big account, and cost next to nothing: what a key costs hangs on how many
// rows there are, not on what they say.
func fewChecks() []*check.Check {
	var few []*check.Check
	for _, id := range []string{"path-nat-single-az", "path-mixed-subnets", "path-public-subnet",
		"egress-dns-uncontrolled", "egress-unmonitored"} {
		few = append(few, check.Find(id))
	}
	return few
}

// bigResult is an account of 10,000 functions, analyzed with these checks, nil for all. Who asks hands it on, and
// nobody keeps it: held for the life of the process it would cost each later test its share in collecting garbage.
func bigResult(tb testing.TB, checks []*check.Check) *analysis.Result {
	tb.Helper()
	result, err := analysis.Run(tb.Context(), awstest.Synthetic(tb, awstest.Size{}), analysis.Options{Checks: checks})
	if err != nil {
		tb.Fatal(err)
	}
	return result
}

// never is a source that reads for ever: what is shown comes from the test.
func never() Source {
	return Source{Name: "big", Load: func(ctx context.Context, _ func(Progress)) (*awsdata.Snapshot, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
}

// press is the key that a terminal would send for a text.
func press(text string) tea.KeyPressMsg {
	switch text {
	case "down":
		return tea.KeyPressMsg{Code: tea.KeyDown}
	case "up":
		return tea.KeyPressMsg{Code: tea.KeyUp}
	case "pgdown":
		return tea.KeyPressMsg{Code: tea.KeyPgDown}
	case "backspace":
		return tea.KeyPressMsg{Code: tea.KeyBackspace}
	case "esc":
		return tea.KeyPressMsg{Code: tea.KeyEsc}
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	}
	r := []rune(text)[0]
	return tea.KeyPressMsg{Code: r, Text: text}
}

// bigApp is the explorer on the big account, at a place, in a window of 160 by 50.
func bigApp(tb testing.TB, result *analysis.Result, place string) *App {
	tb.Helper()
	a := New(Options{Source: never(), Start: place, Now: func() time.Time {
		return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	}})
	a.Init()
	a.Update(tea.WindowSizeMsg{Width: 160, Height: 50})
	a.Update(a.loaded(resultMsg{result: result}))
	if a.screen() == nil {
		tb.Fatal("nothing is shown")
	}
	return a
}

func (a *App) pressAndDraw(keys ...string) {
	for _, k := range keys {
		a.Update(press(k))
		a.View()
	}
}

// budgets are what keys may cost, in allocations of Update and View together. A frame costs as much as what is seen of
// it, however many rows there are; a budget that grows with the rows says so.
var budgets = []struct {
	name   string
	place  string
	before []string // keys to get there
	keys   []string // what is measured, which leads back to where it began
	most   float64
}{
	{"functions, down", "", nil, []string{"down"}, 800},
	{"functions, page down", "", nil, []string{"pgdown"}, 800},
	{"functions, a letter of the filter and back", "", []string{"/", "f"}, []string{"n", "backspace"}, 1000},
	{"functions, the first letter of the filter and back", "", []string{"/"}, []string{"f", "backspace"}, 1500},
	{"functions, sort", "", nil, []string{"s"}, 800},
	{"findings, down", "findings", nil, []string{"down"}, 600},
	{"findings, a letter of the filter and back", "findings", []string{"/", "n"}, []string{"a", "backspace"}, 900},
	{"network interfaces, down", "eni", nil, []string{"down"}, 500},
	{"network interfaces, page down", "eni", nil, []string{"pgdown"}, 500},
	{"network interfaces, a letter of the filter and back", "eni", []string{"/", "e"}, []string{"n", "backspace"}, 800},
}

// firsts are what keys may cost, in allocations, that make something for the first time in an explorer: what is made is
// as much as there is in the account, and is made once.
var firsts = []struct {
	name, place string
	before      []string
	key         string
	most        uint64
}{
	{"the overview", "", nil, "0", 40_000},
	{"the overview again", "", []string{"0", "F"}, "0", 30_000},
	{"the first letter of the palette", "", []string{":"}, "f", 100_000},
	{"the third letter of the palette, which no verb has", "", []string{":", "f", "n"}, "c", 40_000},
	{"a letter of a palette that was open before", "", []string{":", "f", "esc", ":"}, "f", 25_000},
	{"the first letter of the filter of functions", "", []string{"/"}, "f", 80_000},
	{"the first letter of the filter of services", "services", []string{"/"}, "f", 90_000},
}

func keepsFirstBudgets(t *testing.T, result *analysis.Result) {
	for _, b := range firsts {
		a := bigApp(t, result, b.place)
		a.pressAndDraw(b.before...)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		a.pressAndDraw(b.key)
		runtime.ReadMemStats(&after)
		got := after.Mallocs - before.Mallocs
		t.Logf("%-60s %6d", b.name, got)
		if got > b.most {
			t.Errorf("%s: %d allocations, want at most %d", b.name, got, b.most)
		}
	}
}

// An account of 10,000 functions: what a key costs, and when its frame is there.
func TestTenThousandFunctions(t *testing.T) {
	result := bigResult(t, fewChecks()) // outside of the bubbles, as it is shared
	t.Run("what is made once", func(t *testing.T) { keepsFirstBudgets(t, result) })
	t.Run("budgets", func(t *testing.T) { keepsBudgets(t, result) })
	t.Run("a key is a frame", func(t *testing.T) { aKeyIsAFrame(t, result) })
}

func keepsBudgets(t *testing.T, result *analysis.Result) {
	for _, b := range budgets {
		a := bigApp(t, result, b.place)
		a.pressAndDraw(b.before...)
		got := testing.AllocsPerRun(20, func() { a.pressAndDraw(b.keys...) })
		t.Logf("%-60s %6.0f", b.name, got)
		if got > b.most {
			t.Errorf("%s: %.0f allocations, want at most %.0f", b.name, got, b.most)
		}
	}
}

func BenchmarkKeys(b *testing.B) {
	result := bigResult(b, nil)
	for _, c := range budgets {
		b.Run(strings.ReplaceAll(c.name, ", ", "/"), func(b *testing.B) {
			a := bigApp(b, result, c.place)
			a.pressAndDraw(c.before...)
			b.ReportAllocs()
			for b.Loop() {
				a.pressAndDraw(c.keys...)
			}
		})
	}
}

// BenchmarkShow is how long a new result keeps the drawing goroutine from doing anything else.
func BenchmarkShow(b *testing.B) {
	result := bigResult(b, nil)
	for _, place := range []string{"functions", "findings", "eni"} {
		b.Run(place, func(b *testing.B) {
			a := bigApp(b, result, place)
			b.ReportAllocs()
			for b.Loop() {
				a.show(result)
				a.painted()
			}
		})
	}
}

// One key is one frame, and it is there at the next tick of the renderer, in a big account as in any.
func aKeyIsAFrame(t *testing.T, result *analysis.Result) {
	for _, c := range []struct{ place, row string }{{"", "2/10000"}, {"findings", "2/"}, {"eni", "2/30000"}} {
		synctest.Test(t, func(t *testing.T) {
			a := New(Options{Source: never(), Start: c.place})
			term := uitest.Start(t, a, 160, 50)
			defer term.Quit() // the result ends the read
			term.Send(a.loaded(resultMsg{result: result}))
			seesNot(t, term, c.row)
			for range 3 {
				writes := term.Writes()
				term.Type(uitest.Down)
				term.Advance(17 * time.Millisecond)
				sees(t, term, c.row)
				if n := term.Writes() - writes; n != 1 {
					t.Errorf("%q: a key took %d writes", c.place, n)
				}
				term.Advance(time.Hour)
				if n := term.Writes() - writes; n != 1 {
					t.Errorf("%q: an hour of nothing took %d writes", c.place, n-1)
				}
				term.Keys(uitest.Up)
			}
		})
	}
}

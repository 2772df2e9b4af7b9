package ui

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/uitest"
)

// click clicks on the first letter of a text on the screen.
func click(t *testing.T, term *uitest.Term, text string) {
	t.Helper()
	x, y, ok := term.Find(text)
	if !ok {
		t.Fatalf("%q is not on the screen:\n%s", text, term.Screen())
	}
	term.Click(x, y)
}

// chosen fails unless the cursor is on a row with the text.
func chosen(t *testing.T, term *uitest.Term, text string) {
	t.Helper()
	if _, y, ok := term.Find("▌"); !ok || !strings.Contains(term.Line(y), text) {
		t.Fatalf("the cursor is not on %q:\n%s", text, term.Screen())
	}
}

// Somebody whose hand is on the mouse: all that can be clicked on, in one walk.
func TestStoryMouse(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		click(t, term, "cart-api")
		chosen(t, term, "cart-api")
		path(t, term, "functions")
		click(t, term, "FUNCTION")
		sees(t, term, "sorted by function, ascending")
		chosen(t, term, "cart-api")
		click(t, term, "FUNCTION")
		sees(t, term, "sorted by function, descending")
		click(t, term, "• sorted")
		sees(t, term, "? keys")
		click(t, term, "WHAT IS WRONG")
		sees(t, term, "sorted by wrong, ascending")

		// The filter's line stands above the rows while it is typed.
		term.Keys("/", "vpc:prod-eu checkout")
		click(t, term, "checkout-eu")
		chosen(t, term, "checkout-eu")
		sees(t, term, "filter: vpc:prod-eu checkout")
		click(t, term, "checkout-eu")
		path(t, term, "functions › checkout-eu")

		// A page: a row, then what it leads to; the path leads back.
		click(t, term, "app-eu-a")
		chosen(t, term, "app-eu-a")
		click(t, term, "app-eu-a")
		path(t, term, "functions › checkout-eu › app-eu-a")
		click(t, term, "checkout-eu ›")
		path(t, term, "functions › checkout-eu")
		term.Keys("]")
		path(t, term, "functions › checkout-eu › app-eu-a")
		click(t, term, "app-eu-a")
		sees(t, term, "you are there already")
		click(t, term, "functions ›")
		path(t, term, "functions")

		// The foot, the help, a click beside it.
		click(t, term, "f findings")
		path(t, term, "functions › findings")
		click(t, term, "? keys")
		sees(t, term, "open what the cursor is on")
		term.Wheel(60, 20, 90)
		sees(t, term, "delete everything behind the cursor")
		term.Click(0, 0)
		seesNot(t, term, "delete everything behind the cursor")
		click(t, term, "! 2 gaps")
		sees(t, term, "These calls gave no answer")
		click(t, term, "These calls")
		sees(t, term, "These calls gave no answer")
		term.Click(1, 39)
		seesNot(t, term, "These calls gave no answer")

		// The palette.
		term.Keys(":", "sub")
		click(t, term, "subnet          subnets")
		path(t, term, "functions › findings › subnets")
		_, y, _ := term.Find("▌")
		first := term.Line(y)
		term.Wheel(40, 20, 2)
		if _, y, _ := term.Find("▌"); term.Line(y) == first {
			t.Errorf("the wheel moves nothing:\n%s", term.Screen())
		}
		term.Wheel(40, 20, -2)
		term.Wheel(40, 20, -1)
		sees(t, term, "this is the top")
	})
}

func TestStoryMouseOnPaths(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		// The ladder: the row and the lane.
		term.Keys(":", "checkout-api", uitest.Enter, "t", "internet", uitest.Enter)
		x, _, ok := term.Find("c  app-c")
		_, y, there := term.Find("route   ")
		if !ok || !there {
			t.Fatalf("no ladder:\n%s", term.Screen())
		}
		term.Click(x+2, y)
		chosen(t, term, "route")
		sees(t, term, "rtb-01a3bb41e60582280") // the proof of the lane's own route
		term.Click(x+2, y)
		sees(t, term, "› rtb-app-c")

		// The drawing: a station.
		term.Keys(":", "checkout-api", uitest.Enter, "d")
		click(t, term, "rtb-app-b")
		sees(t, term, "rtb-064a5405714277fce")
		click(t, term, "rtb-app-b")
		sees(t, term, "› rtb-app-b")

		// The matrix: a cell, a row, a column.
		term.Keys("m")
		x, _, _ = term.Find("sqs")
		_, y, _ = term.Find("gdpr-export")
		term.Click(x, y)
		sees(t, term, "gdpr-export → sqs")
		click(t, term, "dynamo…")
		sees(t, term, "gdpr-export → dynamodb")
		click(t, term, "orders-eu")
		sees(t, term, "orders-eu → dynamodb")
		x, _, _ = term.Find("dynamo…")
		_, y, _ = term.Find("orders-eu")
		term.Click(x, y)
		sees(t, term, "› trace to dynamodb")

		// A what-if: a row that is switched.
		term.Keys(":", "nat-a", uitest.Enter, "w")
		click(t, term, "the NAT gateway as it is")
		sees(t, term, "delete nat-a")
	})
}

// A click on nothing says so, and so do the buttons that mean nothing.
func TestTheMouseIsNeverSilent(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Click(60, 2) // air
		sees(t, term, "there is nothing there for the mouse")
		term.Keys("/", "payments", uitest.Enter)
		term.Click(60, 30)
		sees(t, term, "there is nothing there for the mouse")
		term.Keys("\x1b[<2;10;10M") // the right button
		sees(t, term, "the left button chooses")
		term.Keys("\x1b[<66;10;10M") // a wheel to the side
		sees(t, term, "nothing here scrolls to the side")
		term.Keys(uitest.Enter)
		term.Keys("\x1b[<128;10;10M") // the button that means back
		path(t, term, "functions")
	})
}

func TestNoMouse(t *testing.T) {
	const asks = "\x1b[?1002h"
	for _, off := range []bool{false, true} {
		explore(t, 80, 160, func(o *Options) { o.NoMouse = off }, func(t *testing.T, term *uitest.Term) {
			if strings.Contains(term.Raw(), asks) == off {
				t.Errorf("no mouse: %v, and the terminal is told %q", off, term.Raw())
			}
			term.Keys("?")
			if sees(t, term, "Mouse"); term.Contains("--no-mouse asked") != off {
				t.Errorf("no mouse: %v:\n%s", off, term.Screen())
			}
		})
	}
}

// While nothing is read yet the mouse finds nothing but the keys.
func TestMouseWhileReading(t *testing.T) {
	wait := func(o *Options) {
		o.Source = Source{Name: "prod", Live: true,
			Load: func(ctx context.Context, _ func(Progress)) (*awsdata.Snapshot, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}}
	}
	explore(t, 80, 24, wait, func(t *testing.T, term *uitest.Term) {
		for _, at := range [][2]int{{5, 0}, {5, 1}, {5, 10}} {
			term.Click(at[0], at[1])
		}
		term.Wheel(5, 10, 1)
		sees(t, term, "there is nothing there")
		click(t, term, "• ")
		x, y, _ := term.Find("q ^c quit")
		term.Keys(fmt.Sprintf("\x1b[<0;%d;%dM", x+1, y+1)) // there is nobody to tell of the release
		left(t, term)
	})
}

// Wherever somebody clicks, on whatever screen and in whatever size: nothing
// breaks, and the frame fits.
func TestRandomClicks(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	random := rand.New(rand.NewPCG(1, 2))
	places := append(pathPlaces(a), tablePlaces(a)...)
	random.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
	for n, p := range places[:min(len(places), 45)] {
		w, h := fitWidths[n%len(fitWidths)], fitHeights[(n/2)%len(fitHeights)]
		a.history, a.overlays, a.status = history{}, nil, ""
		settle(a, a.visit(screen.Place{Screen: "functions"}))
		settle(a, a.visit(p))
		what := fmt.Sprintf("%s %s", p.Screen, p.ID)
		if !fits(t, a, what, w, h) {
			return
		}
		for range 25 {
			if !anyMouse(t, a, random, what, w, h) {
				return
			}
		}
	}
}

// What is chosen is what is painted under the mouse, on every line of every size.
func TestAClickChoosesWhatIsUnderIt(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	at := screen.Place{Screen: "function", Region: "us-east-1", ID: "checkout-api"}
	for _, p := range []screen.Place{{Screen: "functions"}, {Screen: "findings", Filter: "nat"},
		{Screen: "resources", Kind: "subnet"}, at, {Screen: "whatif", Region: at.Region, ID: at.ID}} {
		a.history = history{}
		settle(a, a.visit(p))
		hits := 0
		for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 40}, {200, 60}} {
			a.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			for y := split(size[1], false).bodyAt(); y < size[1]-1; y++ {
				lines := strings.Split(ansi.Strip(a.painted().Content), "\n")
				if strings.Contains(lines[y], "▌") {
					continue // it is chosen: a click would open it
				}
				_, cmd := a.Update(tea.MouseClickMsg{X: size[0] / 2, Y: y, Button: tea.MouseLeft})
				if a.status != "" || cmd != nil {
					continue // there is nothing to choose, or it is a title
				}
				hits++
				if now := strings.Split(ansi.Strip(a.painted().Content), "\n"); !strings.Contains(now[y], "▌") {
					t.Errorf("%s at %v: a click on line %d, %q, chooses another one:\n%s", p.Screen, size, y,
						lines[y], strings.Join(now, "\n"))
				}
			}
		}
		if hits < 5 {
			t.Errorf("%s: only %d clicks hit anything", p.Screen, hits)
		}
	}
}

// anyMouse does one thing with the mouse, or opens something to do it in.
func anyMouse(t *testing.T, a *App, random *rand.Rand, what string, w, h int) bool {
	t.Helper()
	m := tea.Mouse{X: random.IntN(w), Y: random.IntN(h), Button: tea.MouseLeft}
	var msg tea.Msg = tea.MouseClickMsg(m)
	switch random.IntN(10) {
	case 0:
		m.Button = tea.MouseWheelDown
		msg = tea.MouseWheelMsg(m)
	case 1:
		m.Button = tea.MouseWheelUp
		msg = tea.MouseWheelMsg(m)
	case 2:
		open := []func() tea.Cmd{a.openHelp, a.openGaps, a.openPalette}[random.IntN(3)]
		a.overlays = nil // of two that are the same the second is not seen to go
		open()
		return fits(t, a, what, w, h)
	case 3:
		msg = tea.KeyPressMsg{Code: '/', Text: "/"}
	}
	before := a.painted().Content
	_, cmd := a.Update(msg)
	if _, clicked := msg.(tea.MouseClickMsg); clicked && cmd == nil && a.painted().Content == before && a.status == "" {
		t.Errorf("%s at %dx%d: a click on %d,%d does nothing, silently", what, w, h, m.X, m.Y)
	}
	if len(a.history.Visits) < 20 {
		settle(a, cmd)
	}
	return fits(t, a, fmt.Sprintf("%s, after %T at %d,%d", what, msg, m.X, m.Y), w, h)
}

// tablePlaces are places of the screens that need no subject, and of some that do.
func tablePlaces(a *App) []screen.Place {
	var out []screen.Place
	for _, e := range screens.Table() {
		if e.What != "" {
			out = append(out, screen.Place{Screen: e.Name})
		}
	}
	for _, k := range awsdata.Kinds() {
		out = append(out, screen.Place{Screen: "resources", Kind: k.Code})
	}
	for i, f := range a.env.Result.Functions {
		if i%4 == 0 {
			out = append(out, screen.Place{Screen: "function", Region: f.Place.Region, ID: f.FunctionName})
		}
	}
	for i := range a.env.Result.Findings {
		if f := &a.env.Result.Findings[i]; i%10 == 0 {
			out = append(out, screen.Place{Screen: "finding", Region: f.Region, ID: f.ID})
		}
	}
	return out
}

package ui

import (
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/screen"
)

// counting is a screen that counts how often it is painted.
type counting struct {
	screen.Screen
	painted int
}

func (c *counting) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	next, wants := c.Screen.Update(msg, env)
	c.Screen = next
	return c, wants
}

func (c *counting) View(env *screen.Env, w, h int) string {
	c.painted++
	return c.Screen.View(env, w, h)
}

// events are what a person can do, where nothing is begun by it.
func events() []tea.Msg {
	at := func(x, y int, b tea.MouseButton) tea.Mouse { return tea.Mouse{X: x, Y: y, Button: b} }
	return []tea.Msg{press("down"), press("up"), press("x"), press("s"), press("/"), press("a"), press("enter"),
		press("?"), press("down"), press("y"), press("esc"), press(":"), press("f"), press("down"),
		tea.KeyPressMsg{Code: tea.KeyEscape}, tea.MouseClickMsg(at(10, 8, tea.MouseLeft)),
		tea.MouseClickMsg(at(10, 9, tea.MouseLeft)), tea.MouseClickMsg(at(79, 1, tea.MouseLeft)),
		tea.MouseWheelMsg(at(10, 8, tea.MouseWheelDown)), tea.MouseWheelMsg(at(10, 8, tea.MouseWheelUp)),
		tea.MouseWheelMsg(at(10, 8, tea.MouseWheelUp)), tea.WindowSizeMsg{Width: 100, Height: 30}}
}

// What a key or the mouse did is known without painting: an event is one frame, whatever is open, and what means
// nothing is none.
func TestAnEventIsOneFrame(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	c := &counting{Screen: a.screen()}
	a.history.Current().Screen = c
	a.status = ""
	for i, msg := range events() {
		c.painted = 0
		a.Update(msg)
		if a.screen() != screen.Screen(c) {
			t.Fatalf("event %d, %v, left the screen", i, msg)
		}
		if a.View(); c.painted != 1 {
			t.Errorf("event %d, %v, is %d frames", i, msg, c.painted)
		}
	}
	c.painted = 0
	for _, msg := range []tea.Msg{tea.MouseReleaseMsg{}, tea.MouseMotionMsg{},
		jobMsg{&a.work, a.work.gen - 1, computedMsg{}}} {
		if a.Update(msg); c.painted != 0 {
			t.Errorf("%T means nothing, and is %d frames", msg, c.painted)
		}
	}
}

// View hands out what was drawn: it paints nothing and changes nothing, and time passes with messages only.
func TestViewChangesNothing(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	for _, keys := range [][]string{nil, {"?"}, {":"}, {"/"}} {
		a := analyzed(t, snapshot)
		c := &counting{Screen: a.screen()}
		a.history.Current().Screen = c
		for _, k := range keys {
			a.Update(press(k))
		}
		before, painted, now := *a, c.painted, a.env.Now
		first, second := a.View(), a.View()
		if !reflect.DeepEqual(first, second) || first.Content == "" {
			t.Errorf("after %q: two frames of one state differ", keys)
		}
		if c.painted != painted || a.env.Now != now || before.drawn.view.Content != a.drawn.view.Content ||
			!reflect.DeepEqual(before.history, a.history) {
			t.Errorf("after %q: View changes the model", keys)
		}
	}
}

// TestWhatTheMouseMetIsWhatIsSeen clicks all over every screen and every overlay, and turns the wheel: that something
// was met is what the frames say as well. A click that says nothing and leaves the frame as it was would be silence;
// one that says that there is nothing, and changes the frame, a lie.
func TestWhatTheMouseMetIsWhatIsSeen(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range views() {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			a := analyzed(t, snapshot)
			v.play(t, a, true)
			for i := range 60 {
				m := tea.Mouse{X: i * 37 % 80, Y: i * 7 % 23, Button: tea.MouseLeft}
				do := a.click
				if i%5 > 2 {
					m.Button, do = []tea.MouseButton{tea.MouseWheelUp, tea.MouseWheelDown}[i%2], a.wheel
				}
				a.status = ""
				before := a.painted()
				depth := len(a.overlays)
				cmd, met := do(m)
				if cmd == nil && a.status == "" {
					after := a.painted()
					if changed := after.Content != before.Content || len(a.overlays) != depth; changed != met {
						t.Errorf("%v at %d,%d: met %v, and the frame changed: %v\n%s", m.Button, m.X, m.Y, met,
							changed, plainText(before.Content))
					}
				}
				if cmd != nil || len(a.overlays) != depth {
					v.play(t, a, true)
				}
			}
		})
	}
}

// TestWhatAnOverlayDidIsWhatIsSeen gives every overlay every command: it moved where the frame says so, cursor
// included.
func TestWhatAnOverlayDidIsWhatIsSeen(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	for name, open := range map[string]func() tea.Cmd{"help": a.openHelp, "gaps": a.openGaps,
		"palette": a.openPalette, "theme": a.pickTheme} {
		for _, text := range []string{"", "s", "no such thing at all", "sg "} {
			a.overlays = nil
			open()
			o := a.overlay()
			for range 2 { // with what the first round left behind
				for c := screen.Up; c <= screen.Quit; c++ {
					if o.typing() {
						o.do(screen.EditClear) // a line that is wider than the screen hides where the cursor is
						o.insert(text)
					}
					before := a.painted()
					out := o.do(c)
					after := a.painted()
					changed := after.Content != before.Content || !reflect.DeepEqual(after.Cursor, before.Cursor)
					if !out.closes && changed != out.moved {
						t.Errorf("%s, %q, command %d: moved %v, and the frame changed: %v", name, text, c,
							out.moved, changed)
					}
				}
			}
		}
	}
}

// A click on another lane of the row that is chosen meets something: the lane.
func TestAClickOnALaneMeetsIt(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	a.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	settle(a, a.visit(screen.Place{Screen: "path", Region: "us-east-1", ID: "checkout-api", To: "internet"}))
	at := func(text string) (x, y int) {
		t.Helper()
		for y, line := range strings.Split(ansi.Strip(a.painted().Content), "\n") {
			if before, _, ok := strings.Cut(line, text); ok {
				return ansi.StringWidth(before), y
			}
		}
		t.Fatalf("%q is not on the screen", text)
		return 0, 0
	}
	for i, lane := range []string{"c  app-c", "a  app-a", "c  app-c"} {
		x, _ := at(lane)
		_, y := at("route   ")
		a.status = ""
		before, was := a.painted().Content, screen.ChosenOn(a.screen())
		cmd, met := a.click(tea.Mouse{X: x + 2, Y: y, Button: tea.MouseLeft})
		if now := screen.ChosenOn(a.screen()); cmd != nil || !met || a.painted().Content == before ||
			i > 0 && now.ID != was.ID {
			t.Errorf("lane %q: met %v, from %+v to %+v", lane, met, was, now)
		}
	}
}

package uitest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/exp/golden"
)

// tiny shows its size, its background, the last key and one line of text.
type tiny struct {
	w, h int
	dark string
	last string
	text string
}

func (m tiny) Init() tea.Cmd { return tea.RequestBackgroundColor }

func (m tiny) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.dark = fmt.Sprint("dark ", msg.IsDark())
	case tea.PasteMsg:
		m.last = "paste " + msg.Content
	case tea.MouseClickMsg:
		m.last = fmt.Sprintf("click %d,%d", msg.X, msg.Y)
	case tea.MouseWheelMsg:
		m.last = "wheel " + msg.String()
	case tea.KeyPressMsg:
		m.last = msg.String()
		switch m.last {
		case "q":
			return m, tea.Quit
		case "!":
			return m, func() tea.Msg { panic("as the test asked") }
		}
	}
	return m, nil
}

func (m tiny) View() tea.View {
	style := lipgloss.NewStyle().Foreground(lipgloss.Color("#5ccfe6")).Bold(true)
	v := tea.NewView(fmt.Sprintf("%dx%d %s\n%s 名前\n%s", m.w, m.h, m.dark, style.Render("key "+m.last), m.text))
	v.AltScreen, v.MouseMode, v.WindowTitle = true, tea.MouseModeCellMotion, "tiny"
	if m.last == "c" {
		v.Cursor = tea.NewCursor(3, 1)
	}
	return v
}

func run(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}

func TestGolden(t *testing.T) {
	run(t, func(t *testing.T) {
		term := Start(t, tiny{text: "last line"}, 30, 5)
		defer term.Quit()
		term.Keys("c")
		golden.RequireEqual(t, term.Golden())
	})
}

func TestWhatIsTypedArrives(t *testing.T) {
	run(t, func(t *testing.T) {
		term := Start(t, tiny{}, 30, 5)
		defer term.Quit()
		for _, c := range []struct{ raw, want string }{
			{"a", "key a"}, {Enter, "key enter"}, {Esc, "key esc"}, {Tab, "key tab"}, {ShiftTab, "key shift+tab"},
			{Space, "key space"}, {Backspace, "key backspace"}, {Up, "key up"}, {PageDown, "key pgdown"},
			{Home, "key home"}, {End, "key end"}, {Delete, "key delete"}, {Ctrl('c'), "key ctrl+c"},
			{Ctrl('r'), "key ctrl+r"}, {"名", "key 名"},
		} {
			term.Keys(c.raw)
			if got := term.Line(1); !strings.HasPrefix(got, c.want+" ") {
				t.Errorf("typed %q: the screen shows %q, want %q", c.raw, got, c.want)
			}
		}
		term.Paste("two\nlines")
		if !strings.Contains(term.Raw(), "paste two") {
			t.Error("the pasted text did not arrive")
		}
		term.Click(4, 2)
		if !term.Contains("click 4,2") {
			t.Errorf("no click:\n%s", term.Screen())
		}
		term.Wheel(0, 0, -2)
		if !term.Contains("wheel wheelup") {
			t.Errorf("no wheel:\n%s", term.Screen())
		}
		if x, y, ok := term.Find("名前"); !ok || y != 1 || x != len("key wheel wheelup ") {
			t.Errorf("found at %d,%d %v", x, y, ok)
		}
	})
}

func TestResize(t *testing.T) {
	run(t, func(t *testing.T) {
		term := Start(t, tiny{}, 30, 5)
		defer term.Quit()
		if !term.Contains("30x5") {
			t.Fatalf("before:\n%s", term.Screen())
		}
		term.Resize(44, 9)
		if !term.Contains("44x9") || term.Width() != 44 || strings.Count(term.Screen(), "\n") != 9 {
			t.Errorf("after:\n%s", term.Screen())
		}
	})
}

func TestQuitByItself(t *testing.T) {
	run(t, func(t *testing.T) {
		term := Start(t, tiny{}, 30, 5)
		if !term.AltScreen() || term.Title() != "tiny" || term.Ended() {
			t.Errorf("alternate screen %v, title %q, ended %v", term.AltScreen(), term.Title(), term.Ended())
		}
		term.Keys("q")
		if !term.Ended() || term.AltScreen() {
			t.Errorf("ended %v, alternate screen %v", term.Ended(), term.AltScreen())
		}
		if m, ok := term.Model().(tiny); !ok || m.last != "q" {
			t.Errorf("the last model is %+v", term.Model())
		}
		term.Quit()
		term.Quit() // may be called again
	})
}

func TestAPanicIsAnError(t *testing.T) {
	run(t, func(t *testing.T) {
		term := Start(t, tiny{}, 30, 5)
		term.Keys("!")
		if err := term.Close(); !errors.Is(err, tea.ErrProgramPanic) {
			t.Errorf("the program ended with %v, want a panic", err)
		}
	})
}

func TestAnIdleHourWritesNothing(t *testing.T) {
	run(t, func(t *testing.T) {
		term := Start(t, tiny{}, 30, 5)
		defer term.Quit()
		before, bytes := term.Writes(), len(term.Raw())
		term.Advance(time.Hour)
		if term.Writes() != before || len(term.Raw()) != bytes {
			t.Errorf("wrote %d times, %q", term.Writes()-before, term.Raw()[bytes:])
		}
		term.Keys("x")
		if got := term.Writes() - before; got != 1 {
			t.Errorf("one key caused %d writes, want 1", got)
		}
	})
}

func TestALoneEscTakesFiftyMilliseconds(t *testing.T) {
	run(t, func(t *testing.T) {
		term := Start(t, tiny{}, 30, 5)
		defer term.Quit()
		term.Type(Esc)
		term.Advance(49 * time.Millisecond)
		if term.Contains("esc") {
			t.Error("a lone ESC was taken for a key before 50 ms")
		}
		term.Type("x") // within the time: one key with alt
		term.Settle()
		if !term.Contains("key alt+x") {
			t.Errorf("ESC and x within 50 ms are alt+x:\n%s", term.Screen())
		}
		term.Keys(Esc, "x")
		if !term.Contains("key x") {
			t.Errorf("a settled ESC and x are two keys:\n%s", term.Screen())
		}
		term.Type(Esc) // ending with a key half decoded leaves no goroutine
	})
}

func TestTheTerminalAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		opt  Option
		want string
	}{"dark": {Dark(), "dark true"}, "light": {Light(), "dark false"}} {
		t.Run(name, func(t *testing.T) {
			run(t, func(t *testing.T) {
				term := Start(t, tiny{}, 30, 5, c.opt)
				defer term.Quit()
				if !term.Contains(c.want) {
					t.Errorf("want %q:\n%s", c.want, term.Screen())
				}
			})
		})
	}
}

func TestProfiles(t *testing.T) {
	for name, c := range map[string]struct {
		opt         Option
		want, never string
	}{
		"true color": {Profile(colorprofile.TrueColor), "38;2;92;207;230", "38;5"},
		"256":        {Profile(colorprofile.ANSI256), "38;5;", "38;2"},
		"no color":   {NoColor(), "\x1b[1m", "38;"},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, func(t *testing.T) {
				term := Start(t, tiny{}, 30, 5, c.opt)
				defer term.Quit()
				if raw := term.Raw(); !strings.Contains(raw, c.want) || strings.Contains(raw, c.never) {
					t.Errorf("want %q and no %q in %q", c.want, c.never, raw)
				}
			})
		})
	}
}

func TestControls(t *testing.T) {
	for _, c := range []struct {
		raw  string
		want []string
	}{
		{"plain 名前 text", nil},
		{"\x1b[1;38;2;8;5;6mred\x1b[m", []string{"SGR"}},
		{"\x1b[8mhidden", []string{"SGR", "SGR 8"}},
		{"\x1b[2;3H\x1b[K\x1b[5b\r\n", []string{"C0 place", "CSI place"}},
		{"\x1b[?1049h\x1b[2J", []string{"CSI ?h 1049", "CSI J 2"}},
		{"\x1b]52;c;QQ==\a", []string{"OSC 52"}},
		{"\x1b]8;;http://x\x1b\\l", []string{"OSC 8"}},
		{"\x1b_Ga=T\x1b\\", []string{"APC"}},
		{"\x1b^x\x1b\\\x1bXy\x1b\\", []string{"PM", "SOS"}},
		{"\x1bP+q544e\x1b\\", []string{"DCS +q"}},
		{"\x1bP+q544e", []string{"DCS +q", "unterminated"}},
		{"\x1bc", []string{`ESC "c"`}},
		{"\a", []string{"C0 0x07"}},
		{"a\u202eb\u200bc\ufeff", []string{"U+200B", "U+202E", "U+FEFF"}},
		{"\u009b31m", []string{"U+009B"}},
		{"a\xffb", []string{"byte 0xff"}},
	} {
		if got := Controls(c.raw); !slices.Equal(got, c.want) {
			t.Errorf("Controls(%q) = %q, want %q", c.raw, got, c.want)
		}
	}
}

// TestForeignCatchesHostileText proves that the checker can fail: the model
// shows its text as it is, and Bubble Tea lets some of it through.
func TestForeignCatchesHostileText(t *testing.T) {
	stream := func(text string) (raw string) {
		run(t, func(t *testing.T) {
			term := Start(t, tiny{text: text}, 60, 5)
			term.Keys("x")
			term.Quit()
			raw = term.Raw()
		})
		return raw
	}
	baseline := stream("harmless text")
	for text, want := range map[string]string{
		"other harmless text":                   "",
		"x\x1b_Ga=T,t=f;L2V0Yw==\x1b\\y":        "APC",
		"x\x1b]8;;http://evil\x1b\\y":           "OSC 8",
		"x\x1b[8mhidden":                        "SGR 8",
		"x\u202ey":                              "U+202E",
		"x\u009b2Jy":                            "U+009B",
		"x\x1b]52;c;QQ==\ay (dropped upstream)": "",
	} {
		got := strings.Join(Foreign(stream(text), baseline), " ")
		if got != want {
			t.Errorf("%q: foreign %q, want %q", text, got, want)
		}
	}
}

// Package uitest runs a model in a real Bubble Tea program against a terminal
// emulator, in virtual time, so that a test sees what a person would see and
// nothing depends on how fast the machine is.
//
// Everything here must be called inside synctest.Test:
//
//	synctest.Test(t, func(t *testing.T) {
//		term := uitest.Start(t, model, 80, 24)
//		defer term.Quit()
//		term.Keys("/", "web", uitest.Enter)
//		golden.RequireEqual(t, term.Golden())
//	})
package uitest

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// What a terminal sends for keys that are not letters.
const (
	Enter     = "\r"
	Esc       = "\x1b"
	Tab       = "\t"
	ShiftTab  = "\x1b[Z"
	Backspace = "\x7f"
	Space     = " "
	Up        = "\x1b[A"
	Down      = "\x1b[B"
	Right     = "\x1b[C"
	Left      = "\x1b[D"
	Home      = "\x1b[H"
	End       = "\x1b[F"
	PageUp    = "\x1b[5~"
	PageDown  = "\x1b[6~"
	Delete    = "\x1b[3~"
)

// Ctrl is what a terminal sends for a letter with the control key.
func Ctrl(letter byte) string { return string(rune(letter & 0x1f)) }

// Option changes the terminal or the program of a test.
type Option func(*setup)

type setup struct {
	background color.Color
	profile    colorprofile.Profile
	env        []string
	program    []tea.ProgramOption
}

// Dark makes the terminal answer that its background is dark: the default.
func Dark() Option { return Background(color.RGBA{0x0d, 0x11, 0x17, 0xff}) }

// Light makes the terminal answer that its background is white.
func Light() Option { return Background(color.White) }

// Background makes the terminal answer with this background color.
func Background(c color.Color) Option { return func(s *setup) { s.background = c } }

// Profile is how many colors the terminal has; TrueColor is the default.
func Profile(p colorprofile.Profile) Option { return func(s *setup) { s.profile = p } }

// NoColor is a terminal whose user asked for no colors with NO_COLOR.
func NoColor() Option {
	return func(s *setup) {
		s.profile = colorprofile.Ascii
		s.env = append(s.env, "NO_COLOR=1")
	}
}

// Program adds options of the program itself.
func Program(opts ...tea.ProgramOption) Option {
	return func(s *setup) { s.program = append(s.program, opts...) }
}

// Term is a program that runs in an emulated terminal.
type Term struct {
	tb      testing.TB
	em      *vt.SafeEmulator
	program *tea.Program
	in      *io.PipeWriter
	ended   chan struct{} // closed when the program has ended
	closed  bool

	mu      sync.Mutex // guards what the program's goroutines write
	err     error
	model   tea.Model
	raw     strings.Builder
	writes  int
	title   string
	visible bool
}

// Start runs the model in a terminal of w by h cells and lets it settle.
func Start(tb testing.TB, m tea.Model, w, h int, opts ...Option) *Term {
	tb.Helper()
	s := setup{profile: colorprofile.TrueColor, env: []string{"TERM=xterm-256color", "COLORTERM=truecolor"}}
	Dark()(&s)
	for _, o := range opts {
		o(&s)
	}
	pr, pw := io.Pipe()
	t := &Term{tb: tb, em: vt.NewSafeEmulator(w, h), in: pw, ended: make(chan struct{}), visible: true}
	t.em.SetDefaultBackgroundColor(s.background)
	// The callbacks run inside of Write, which holds the lock.
	t.em.SetCallbacks(vt.Callbacks{
		Title:            func(title string) { t.title = title },
		CursorVisibility: func(on bool) { t.visible = on },
	})
	t.program = tea.NewProgram(m, append([]tea.ProgramOption{
		tea.WithInput(pr), tea.WithOutput(t), tea.WithWindowSize(w, h),
		tea.WithEnvironment(s.env), tea.WithColorProfile(s.profile),
		tea.WithoutSignalHandler(),
	}, s.program...)...)
	// What the terminal answers to queries flows back to the program; without
	// this the emulator blocks at the first query.
	go io.Copy(pw, t.em.Emulator)
	go func() {
		model, err := t.program.Run()
		t.mu.Lock()
		t.model, t.err = model, err
		t.mu.Unlock()
		close(t.ended)
	}()
	t.Settle()
	return t
}

// Write is the program's output; it implements io.Writer.
func (t *Term) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.raw.Write(p)
	t.writes++
	// Without a terminal device Bubble Tea expects that one turns LF to CR-LF.
	if _, err := t.em.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Settle lets all that is under way happen: it waits until every goroutine
// blocks, and lets virtual time pass both the time after which a lone ESC
// counts as a key and the renderer's tick (17 ms). The former is 50 ms for a
// person; here it is 100, because the decoder asks whether more than 50 ms have
// passed when its timer rings, and in virtual time it is never more.
func (t *Term) Settle() { t.Advance(150 * time.Millisecond) }

// Advance lets virtual time pass.
func (t *Term) Advance(d time.Duration) {
	synctest.Wait()
	time.Sleep(d)
	synctest.Wait()
}

// Keys types, as raw bytes like a terminal sends them, settling after each.
func (t *Term) Keys(keys ...string) {
	t.tb.Helper()
	for _, k := range keys {
		t.Type(k)
		t.Settle()
	}
}

// Type sends raw bytes without waiting for what they cause.
func (t *Term) Type(raw string) {
	t.tb.Helper()
	if t.Ended() {
		t.tb.Fatalf("typed %q, but the program has ended", raw)
	}
	if _, err := io.WriteString(t.in, raw); err != nil {
		t.tb.Fatalf("type %q: %v", raw, err)
	}
}

// Paste sends text the way a terminal marks pasted text.
func (t *Term) Paste(text string) { t.Keys("\x1b[200~" + text + "\x1b[201~") }

// Click presses and releases the left button at a cell, counted from 0.
func (t *Term) Click(x, y int) {
	t.Keys(fmt.Sprintf("\x1b[<0;%d;%dM", x+1, y+1), fmt.Sprintf("\x1b[<0;%d;%dm", x+1, y+1))
}

// Wheel turns the mouse wheel at a cell, down for n > 0 and up for n < 0.
func (t *Term) Wheel(x, y, n int) {
	button := 65
	if n < 0 {
		button, n = 64, -n
	}
	for range n {
		t.Keys(fmt.Sprintf("\x1b[<%d;%d;%dM", button, x+1, y+1))
	}
}

// Send gives the program a message, as a command's result would.
func (t *Term) Send(msgs ...tea.Msg) {
	for _, m := range msgs {
		t.program.Send(m)
		t.Settle()
	}
}

// Resize changes the size of the terminal.
func (t *Term) Resize(w, h int) {
	t.em.Resize(w, h)
	t.Send(tea.WindowSizeMsg{Width: w, Height: h})
}

// Ended says whether the program has ended by itself.
func (t *Term) Ended() bool {
	select {
	case <-t.ended:
		return true
	default:
		return false
	}
}

// Quit ends the program, if it still runs, and the terminal. An error of the
// program fails the test. Every test must call it, or goroutines are left.
func (t *Term) Quit() {
	t.tb.Helper()
	if err := t.Close(); err != nil {
		t.tb.Fatalf("the program ended with: %v", err)
	}
}

// Close is Quit for a test that expects the program to end with an error.
func (t *Term) Close() error {
	if !t.closed {
		t.closed = true
		if !t.Ended() {
			// A key that is still being decoded would block the decoder for ever.
			t.Settle()
		}
		t.program.Quit()
		<-t.ended
		synctest.Wait()
		t.em.Emulator.Close()
		t.in.Close()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

// Model is the model as the program left it; nil before the program ended.
func (t *Term) Model() tea.Model {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.model
}

// Raw is every byte that the program wrote so far.
func (t *Term) Raw() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.raw.String()
}

// Writes is how often the program wrote: about its number of frames.
func (t *Term) Writes() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.writes
}

// Title is the title the program gave the window.
func (t *Term) Title() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.title
}

// AltScreen says whether the program holds the alternate screen.
func (t *Term) AltScreen() bool { return t.em.IsAltScreen() }

// Cursor is where the cursor is; false while it is hidden.
func (t *Term) Cursor() (x, y int, visible bool) {
	at := t.em.CursorPosition()
	t.mu.Lock()
	defer t.mu.Unlock()
	return at.X, at.Y, t.visible
}

// Width is the number of columns of the terminal.
func (t *Term) Width() int { return t.em.Width() }

// Height is the number of lines of the terminal.
func (t *Term) Height() int { return t.em.Height() }

// CellAt is a cell of the screen, nil outside of it.
func (t *Term) CellAt(x, y int) *uv.Cell { return t.em.CellAt(x, y) }

// Screen is the text on the screen, without the spaces at the end of lines.
func (t *Term) Screen() string {
	var b strings.Builder
	for y := range t.Height() {
		b.WriteString(strings.TrimRight(t.Line(y), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

// Line is the text of one line of the screen, in its whole width.
func (t *Term) Line(y int) string {
	var b strings.Builder
	for x := 0; x < t.Width(); {
		c := t.em.CellAt(x, y)
		if c == nil || c.Content == "" {
			b.WriteByte(' ')
			x++
			continue
		}
		b.WriteString(c.Content)
		x += max(c.Width, 1)
	}
	return b.String()
}

// Contains says whether a text is on the screen, on one line.
func (t *Term) Contains(text string) bool {
	return strings.Contains(t.Screen(), text)
}

// Find is where a text begins on the screen; false if it is not there.
func (t *Term) Find(text string) (x, y int, ok bool) {
	for y := range t.Height() {
		line := t.Line(y)
		if at := strings.Index(line, text); at >= 0 {
			return ansi.StringWidth(line[:at]), y, true
		}
	}
	return 0, 0, false
}

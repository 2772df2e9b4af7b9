package ui

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// sheet is a terminal that remembers what was written, and when the last time was.
type sheet struct {
	mu      sync.Mutex
	written strings.Builder
	last    time.Time
}

func (s *sheet) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = time.Now()
	return s.written.Write(b)
}
func (*sheet) Read([]byte) (int, error) { return 0, io.EOF }
func (*sheet) Close() error             { return nil }
func (*sheet) Fd() uintptr              { return ^uintptr(0) }

// take is what was written since it was asked last.
func (s *sheet) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.written.Reset()
	return s.written.String()
}

// rests runs the explorer on a terminal that rests, in virtual time, until it rests.
func rests(t *testing.T,
	test func(out *sheet, in *io.PipeWriter, r *rest, p *tea.Program, stop context.CancelFunc, ended chan error)) {
	t.Helper()
	o := demoOptions(t)
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		a := New(o)
		a.ctx = ctx
		var out sheet
		pr, pw := io.Pipe()
		defer pw.Close()
		r, p := program(ctx, a, &out, tea.WithInput(pr), tea.WithWindowSize(80, 24),
			tea.WithEnvironment([]string{"TERM=xterm-256color"}), tea.WithoutSignalHandler())
		ended := make(chan error, 1)
		go func() {
			_, err := p.Run()
			ended <- err
		}()
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := out.take(); !strings.Contains(got, "checkout-api") || strings.Contains(got, "rests") {
			t.Fatalf("the terminal is told %q", got)
		}
		if !r.resting() {
			t.Fatal("after a minute of nothing the renderer does not rest")
		}
		test(&out, pw, r, p, stop, ended)
	})
}

func TestARestIsOverAtOnce(t *testing.T) {
	rests(t, func(out *sheet, in *io.PipeWriter, r *rest, p *tea.Program, _ context.CancelFunc, ended chan error) {
		for _, key := range []string{"j", "k"} {
			began := time.Now()
			io.WriteString(in, key)
			synctest.Wait() // no time passes: what is written now did not wait for the next of sixty times a second
			if got := out.take(); got == "" || !out.last.Equal(began) {
				t.Errorf("%s: %q is written after %v", key, got, out.last.Sub(began))
			}
			if r.resting() {
				t.Errorf("%s: it rests on", key)
			}
			time.Sleep(3 * time.Second)
			synctest.Wait()
			if !r.resting() {
				t.Errorf("%s: it does not rest again", key)
			}
		}
		// What is about the terminal itself is not held up.
		p.Send(tea.SetClipboard("copied")())
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if got := out.take(); !strings.Contains(got, "52;c;") {
			t.Errorf("the clipboard is told %q", got)
		}
		p.Send(tea.WindowSizeMsg{Width: 100, Height: 30})
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if got := out.take(); !strings.Contains(got, "checkout-api") {
			t.Errorf("another size is drawn as %q", got)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := out.take(); got != "" {
			t.Errorf("an hour of nothing writes %q", got)
		}
		io.WriteString(in, "q")
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// However the program ends, a rest does not keep it: a signal, a context, or an input that breaks, of which no message
// tells.
func TestARestKeepsNobody(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(in *io.PipeWriter, p *tea.Program, stop context.CancelFunc)
		most time.Duration
	}{
		"a signal": {func(_ *io.PipeWriter, p *tea.Program, _ context.CancelFunc) { p.Quit() },
			100 * time.Millisecond},
		"an interrupt": {func(_ *io.PipeWriter, p *tea.Program, _ context.CancelFunc) { p.Send(tea.InterruptMsg{}) },
			100 * time.Millisecond},
		"a context": {func(_ *io.PipeWriter, _ *tea.Program, stop context.CancelFunc) { stop() }, time.Second},
		"an input breaks": {func(in *io.PipeWriter, _ *tea.Program,
			_ context.CancelFunc) {
			in.CloseWithError(errors.New("broken"))
		}, longestRest + time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			rests(t,
				func(_ *sheet, in *io.PipeWriter, _ *rest, p *tea.Program, stop context.CancelFunc, ended chan error) {
					began := time.Now()
					c.end(in, p, stop)
					<-ended
					if took := time.Since(began); took > c.most {
						t.Errorf("it took %v to end", took)
					}
				})
		})
	}
}

package ui

import (
	"bytes"
	"context"
	"io"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Bubble Tea looks for something to draw sixty times a second, whether or not
// anything has changed: 1 % of a core for a picture that stands still. It has no
// way to be told that nothing will change (as of v2.1), but it writes to the
// terminal from the same goroutine that looks, and a write may take its time. So
// when nothing has happened for a while, a mark is sent through it that the
// terminal never sees: its write lasts until something happens. What then was
// drawn is written at once, instead of at the next of the sixty times.

const (
	// restAfter is how long nothing has to happen before the renderer rests.
	restAfter = time.Second
	// longestRest bounds one rest: what ends the program without a message, an
	// input that breaks or a panic, waits for the renderer no longer than this.
	longestRest = 2 * time.Second
	// restMark is what asks for the rest. It is an application's own command
	// (APC), which no text of ours holds.
	restMark = "\x1b_vpclens rests\x1b\\"
)

// terminalFile is what Bubble Tea takes for a terminal.
type terminalFile interface {
	io.ReadWriteCloser
	Fd() uintptr
}

// rest is a terminal that lets the renderer rest.
type rest struct {
	terminalFile
	ctx   context.Context
	send  func(tea.Msg) // to the program
	timer *time.Timer   // until the next rest

	mu   sync.Mutex
	wake chan struct{} // closed when the rest is over; nil while there is none
}

type (
	restMsg  struct{} // nothing has happened for a while
	drawnMsg struct{} // what has happened is drawn
)

// newRest makes a terminal that rests. Nothing rests before the first message.
func newRest(ctx context.Context, out terminalFile) *rest { return &rest{terminalFile: out, ctx: ctx} }

// Write implements io.Writer: what holds the mark takes as long as the rest.
func (r *rest) Write(b []byte) (int, error) {
	if !bytes.Contains(b, []byte(restMark)) {
		return r.terminalFile.Write(b)
	}
	if left := bytes.ReplaceAll(b, []byte(restMark), nil); len(left) > 0 {
		if _, err := r.terminalFile.Write(left); err != nil {
			return 0, err
		}
	}
	r.mu.Lock()
	wake := r.wake
	r.mu.Unlock()
	if wake == nil { // it is over before it began
		return len(b), nil
	}
	select {
	case <-wake:
	case <-r.ctx.Done():
	case <-time.After(longestRest):
		go r.send(restMsg{}) // and again, unless the program has ended
	}
	return len(b), nil
}

// resting says whether the renderer rests, or is about to.
func (r *rest) resting() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.wake != nil
}

// rouse ends the rest.
func (r *rest) rouse() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.wake != nil {
		close(r.wake)
		r.wake = nil
	}
}

// filter sees every message before the program does. Keys and the mouse end a
// rest when their frame is drawn: the next message comes after that. Others may
// need the terminal themselves, and end it first.
func (r *rest) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case drawnMsg:
		r.rouse()
		return nil
	case restMsg:
		r.rouse()
		r.mu.Lock()
		r.wake = make(chan struct{})
		r.mu.Unlock()
		return tea.RawMsg{Msg: restMark}
	case tea.KeyPressMsg, tea.MouseClickMsg, tea.MouseWheelMsg:
		if r.resting() {
			go r.send(drawnMsg{})
		}
	default:
		r.rouse()
	}
	if r.timer == nil {
		r.timer = time.AfterFunc(restAfter, func() { r.send(restMsg{}) })
	} else {
		r.timer.Reset(restAfter)
	}
	return msg
}

// program makes a program that draws on out, and rests where out is a terminal.
// Where out is nil the options say where to draw.
func program(ctx context.Context, m tea.Model, out io.Writer, opts ...tea.ProgramOption) (*rest, *tea.Program) {
	// A signal ends the context: the program's own handler would quit as if a person had pressed q.
	opts = append(opts, tea.WithContext(ctx), tea.WithoutSignalHandler())
	file, ok := out.(terminalFile)
	if !ok {
		if out != nil {
			opts = append(opts, tea.WithOutput(out))
		}
		return nil, tea.NewProgram(m, opts...)
	}
	r := newRest(ctx, file)
	p := tea.NewProgram(m, append(opts, tea.WithOutput(r), tea.WithFilter(r.filter))...)
	r.send = p.Send
	return r, p
}

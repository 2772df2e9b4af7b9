package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
)

// job is something that is read or computed off the goroutine that draws: one at
// a time, as beginning ends what is under way.
type job struct {
	gen    int
	ctx    context.Context
	cancel context.CancelFunc // nil when nothing is under way
}

// jobMsg is what a job has to say, with the generation that it belongs to: what
// comes from one that was ended is dropped, see [App.Update].
type jobMsg struct {
	job *job
	gen int
	msg tea.Msg
}

// late says whether a message comes from what was ended.
func (m jobMsg) late() bool { return m.gen != m.job.gen }

// begin ends what is under way, and begins anew.
func (j *job) begin(parent context.Context) {
	j.end()
	j.ctx, j.cancel = context.WithCancel(parent)
}

// end cancels what is under way; what it still says will be of an old generation.
func (j *job) end() {
	j.gen++
	if j.cancel != nil {
		j.cancel()
		j.cancel = nil
	}
}

// running says whether something is under way.
func (j *job) running() bool { return j.cancel != nil }

// do is a command that belongs to the job. What it returns arrives as the message
// that it is; nil says nothing.
func (j *job) do(f func(ctx context.Context) tea.Msg) tea.Cmd {
	gen, ctx := j.gen, j.ctx
	return func() tea.Msg {
		if msg := f(ctx); msg != nil {
			return jobMsg{j, gen, msg}
		}
		return nil
	}
}

// after is do once a while has passed; nothing when the job ends before.
func (j *job) after(d time.Duration, f func(ctx context.Context) tea.Msg) tea.Cmd {
	return j.do(func(ctx context.Context) tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(d):
			return f(ctx)
		}
	})
}

// spinInterval is how long a picture of the spinner stands.
const spinInterval = 100 * time.Millisecond

// spinMsg turns a spinner: that of the load, or of the screen.
type spinMsg struct {
	job   *job
	frame *int
}

// spin turns the spinner once more while the job lasts.
//
// The pictures are those of Bubbles' spinner, the clock is not: that one ticks until its messages are kept from it.
// Here the job's end ends the clock, so that an explorer at rest has no timer at all; and one count serves whatever
// shows a spinner, a screen as well, which has no commands of its own.
func (j *job) spin(frame *int) tea.Cmd {
	return j.after(spinInterval, func(context.Context) tea.Msg { return spinMsg{j, frame} })
}

package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// signalError is a signal as the reason for which a run ends.
type signalError struct{ signal os.Signal }

// Error implements error.
func (e *signalError) Error() string { return "interrupted" }

// code is what shells report for a program that the signal ended.
func (e *signalError) code() int {
	if number, ok := e.signal.(syscall.Signal); ok {
		return 128 + int(number)
	}
	return exitInterrupted
}

// NotifyContext is a context that ends with the first of the signals that ask a program to end, for [Main], which then
// cleans up and returns. A signal that whoever started the program has it ignore, as nohup does, stays ignored. Signals
// that follow the first change nothing: a terminal that goes away sends several, and what does not heed the first is
// left behind soon.
func NotifyContext(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	came := make(chan os.Signal, 1)
	for _, s := range endings() {
		if !signal.Ignored(s) {
			signal.Notify(came, s)
		}
	}
	go func() {
		select {
		case s := <-came:
			cancel(&signalError{s})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(came)
		cancel(nil)
	}
}

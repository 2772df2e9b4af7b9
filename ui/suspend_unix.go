//go:build unix

package ui

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
)

// suspensions has the program give the terminal back before a SIGTSTP stops it, and take it again when it goes on;
// after a SIGSTOP, which nobody sees coming, as well. Ctrl-Z sends none by itself: the terminal hands the explorer
// every key, and [stopJob] does for it what the terminal would.
//
// Bubble Tea can do the same for a key. It stops itself with the signal that is caught here, and Go does not give that
// one its usual meaning back.
func suspensions(ctx context.Context, send func(tea.Msg)) {
	if signal.Ignored(syscall.SIGTSTP) { // a shell without jobs: nobody would be there to let it go on
		return
	}
	came := make(chan os.Signal, 1)
	signal.Notify(came, syscall.SIGTSTP, syscall.SIGCONT)
	defer signal.Stop(came)
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-came:
			over := make(chan struct{})
			send(tea.Exec(pause{s == syscall.SIGTSTP, over}, nil)())
			select {
			case <-ctx.Done():
			case <-over:
			}
			select {
			case <-came: // the SIGCONT that ended it
			default:
			}
		}
	}
}

// stopJob sends SIGTSTP to whoever was started together with this process, as the terminal does at a key where nobody
// takes its keys. [suspensions] catches it here.
func stopJob() error {
	if signal.Ignored(syscall.SIGTSTP) {
		return errNoShell
	}
	return syscall.Kill(0, syscall.SIGTSTP)
}

// pause is what goes on while the terminal is somebody else's: nothing.
type pause struct {
	stop bool            // this process has to be stopped; else it was
	over chan<- struct{} // closed when it goes on
}

// Run implements [tea.ExecCommand].
func (p pause) Run() error {
	defer close(p.over)
	if p.stop {
		goOn := make(chan os.Signal, 1)
		signal.Notify(goOn, syscall.SIGCONT)
		defer signal.Stop(goOn)
		if err := syscall.Kill(os.Getpid(), syscall.SIGSTOP); err != nil {
			return err
		}
		<-goOn
	}
	// What draws stops a clock after it has said that it ends (as of Bubble Tea v2.1): who begins to draw again at once
	// would have that clock stopped.
	time.Sleep(50 * time.Millisecond)
	return nil
}

// SetStdin implements [tea.ExecCommand].
func (pause) SetStdin(io.Reader) {}

// SetStdout implements [tea.ExecCommand].
func (pause) SetStdout(io.Writer) {}

// SetStderr implements [tea.ExecCommand].
func (pause) SetStderr(io.Writer) {}

//go:build unix

package ui

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"
)

// wokenMsg ends a rest, see rest.go: a renderer that rests gives no terminal back.
type wokenMsg struct{}

// suspensions has the program give the terminal back before a SIGTSTP stops it, and take it again when it goes on; after a
// SIGSTOP, which nobody sees coming, as well. Ctrl-Z sends none: the terminal hands the explorer every key.
//
// Bubble Tea can do the same for a key. It stops itself with the signal that is caught here, and Go does not give that one
// its usual meaning back.
func suspensions(ctx context.Context, p *tea.Program) {
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
			p.Send(wokenMsg{})
			if p.ReleaseTerminal() != nil || ctx.Err() != nil {
				return // it has gone, or will soon: the program finds out by itself
			}
			if s == syscall.SIGTSTP {
				_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP) // a process may stop itself
				<-came                                         // the SIGCONT
			}
			if p.RestoreTerminal() != nil || ctx.Err() != nil {
				_ = p.ReleaseTerminal() // it ended meanwhile
				return
			}
			p.Send(tea.ClearScreen())
		}
	}
}

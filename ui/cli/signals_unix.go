//go:build unix

package cli

import (
	"os"
	"syscall"
)

// endings are the signals that ask a program to end: Ctrl-C, kill, a terminal that goes away, Ctrl-\.
func endings() []os.Signal {
	return []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}
}

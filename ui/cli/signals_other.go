//go:build !unix

package cli

import (
	"os"
	"syscall"
)

// endings are the signals that ask a program to end. What Windows has instead Go tells as these: Ctrl-C and Ctrl-Break
// as an interrupt; that the window is closed, the person signs out or the machine goes down as SIGTERM.
func endings() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }

package collect

import (
	"errors"
	"syscall"
)

// What Windows says of connections. Go's syscall.ECONNREFUSED is a number of its own making there, which no connection
// ever fails with. No other system has errors of such numbers.
// Source: Microsoft, Windows Sockets Error Codes.
const (
	wsaConnectionAborted = syscall.Errno(10053)
	wsaConnectionReset   = syscall.Errno(10054)
	wsaConnectionRefused = syscall.Errno(10061)
)

// refused reports whether nobody listens where a connection was to go.
func refused(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, wsaConnectionRefused)
}

// cutOff reports whether the other end gave a connection up.
func cutOff(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, wsaConnectionReset) ||
		errors.Is(err, wsaConnectionAborted)
}

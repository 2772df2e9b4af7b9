// Package ask understands what somebody asks about an account: which functions a name means, which destination, which
// resource, and answers it with what is written as a report. The command line and the server for agents ask alike.
package ask

import "fmt"

// UsageError is a question that makes no sense as it was asked: not a failure of the program.
type UsageError struct{ Text string }

func (e *UsageError) Error() string { return e.Text }

func usagef(format string, args ...any) error { return &UsageError{fmt.Sprintf(format, args...)} }

package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/awsdata"
)

// usageError is a command line that makes no sense. It ends the program with exit code 2.
type usageError = ask.UsageError

func usagef(format string, args ...any) error { return &usageError{Text: fmt.Sprintf(format, args...)} }

// verdictError is an answer that scripts asked to be told by the exit code: findings at or above --fail-on, or an
// assertion that did not hold. It is not a failure of the program, and its text, if any, is a remark.
type verdictError struct{ text string }

func (e *verdictError) Error() string { return e.text }

// finish says how the run ended, in one line on stderr, and returns the exit code.
func (p *program) finish(ctx context.Context, err error) int {
	var usage *usageError
	var verdict *verdictError
	switch {
	case err == nil:
		return exitFine
	case errors.As(err, &verdict):
		p.say("%s", verdict.text)
		return exitFindings
	case errors.As(err, &usage):
		p.say("%s", usage.Text)
		return exitUsage
	case errors.Is(err, context.Canceled) || ctx.Err() != nil:
		p.say("interrupted")
		var by *signalError
		if errors.As(context.Cause(ctx), &by) {
			return by.code()
		}
		return exitInterrupted
	}
	p.log.Error("failed", "error", awsdata.Clean(err.Error()))
	p.say("%s", err.Error())
	return exitFailed
}

// say writes one line for people to stderr. Whatever the text holds, it stays one line and obeys no escape sequence:
// errors quote file names, API messages and arguments, which others write.
func (p *program) say(format string, args ...any) {
	text := strings.TrimSpace(fmt.Sprintf(format, args...))
	if text == "" {
		return
	}
	fmt.Fprintf(p.stderr, "vpclens: %s\n", awsdata.Clean(text))
}

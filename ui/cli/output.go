package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"github.com/vpclens/vpclens/awsdata"
)

// deliver writes what a command has to say: to --output, or to stdout. A file is written beside its place and renamed,
// so that a failure never leaves half a report under a name that a script waits for.
func (p *program) deliver(file string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	if file == "" {
		if _, err := p.stdout.Write(b.Bytes()); err != nil {
			return fmt.Errorf("write to stdout: %w", err)
		}
		return nil
	}
	if err := replaceFile(file, b.Bytes()); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return nil
}

// replaceFile follows links: what they lead to is replaced.
func replaceFile(name string, data []byte) error {
	name, err := awsdata.Follow(name)
	if err != nil {
		return err
	}
	// A device or a pipe, such as /dev/stdout, is written to, not replaced.
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(name, data, 0o600)
	}
	return awsdata.ReplaceFile(context.Background(), name, data)
}

// openLog starts the log that --log asks for. Without it nothing is logged: the terminal belongs to the answer.
func (p *program) openLog() (*os.File, error) {
	if p.flags.logFile == "" {
		return nil, nil
	}
	f, err := os.OpenFile(p.flags.logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	p.log = slog.New(slog.NewTextHandler(f, &slog.HandlerOptions{Level: slog.LevelDebug}))
	return f, nil
}

// isTerminal reports whether a stream is a terminal. Anything that is no file, such as a test's buffer, is none.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}

// terminalWidth is the width of the terminal behind a stream, 0 if there is none.
func terminalWidth(stream any) int {
	if !isTerminal(stream) {
		return 0
	}
	width, _, err := term.GetSize(stream.(*os.File).Fd())
	if err != nil {
		return 0
	}
	return width
}

// rememberTerminal keeps how the terminal is before the explorer takes it. The explorer gives it back by itself, unless
// it hangs.
func (p *program) rememberTerminal() {
	in, ok := p.stdin.(*os.File)
	if !ok {
		return
	}
	state, err := term.GetState(in.Fd())
	if err != nil {
		return
	}
	restore := func() {
		_ = term.Restore(in.Fd(), state) // there is nobody to tell
		fmt.Fprint(p.stdout, ansi.ResetModeMouseButtonEvent+ansi.ResetModeMouseExtSgr+ansi.ResetModeBracketedPaste+
			ansi.ResetModeAltScreenSaveCursor+ansi.SetModeTextCursorEnable+ansi.ResetStyle)
	}
	p.restore.Store(&restore)
}

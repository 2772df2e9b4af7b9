package cli

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"github.com/vpclens/vpclens/awsdata"
)

// write writes what a command has to say in its only form: to --output, or to stdout.
func (p *program) write(file string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	var set fileSet
	defer set.drop()
	if err := set.add(file, b.Bytes()); err != nil {
		return err
	}
	return set.replace(p.stdout)
}

// fileSet are files that take their places together: each is written beside its place and renamed, so that a failure
// never leaves half a report under a name that a script waits for. What goes to stdout, or to a device or a pipe, is
// written once all files are ready: it cannot be taken back.
type fileSet struct {
	aside  []*awsdata.Aside
	stream []streamed
}

// streamed is what is written to something that is no file.
type streamed struct {
	name string // "" for stdout
	data []byte
}

// add has data ready for a file; "" is stdout. It follows links: what they lead to is replaced.
func (s *fileSet) add(name string, data []byte) error {
	if name == "" {
		s.stream = append(s.stream, streamed{"", data})
		return nil
	}
	at, err := awsdata.Follow(name)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	// A device or a pipe, such as /dev/stdout, is written to, not replaced.
	if info, err := os.Stat(at); err == nil && !info.Mode().IsRegular() {
		if info.IsDir() {
			return fmt.Errorf("write %s: it is a folder", name)
		}
		s.stream = append(s.stream, streamed{at, data})
		return nil
	}
	aside, err := awsdata.PutAside(at, data)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	s.aside = append(s.aside, aside)
	return nil
}

// replace has every file take its place.
func (s *fileSet) replace(stdout io.Writer) error {
	for _, to := range s.stream {
		if to.name == "" {
			if _, err := stdout.Write(to.data); err != nil {
				return fmt.Errorf("write to stdout: %w", err)
			}
			continue
		}
		if err := os.WriteFile(to.name, to.data, 0o600); err != nil {
			return fmt.Errorf("write %s: %w", to.name, err)
		}
	}
	for _, a := range s.aside {
		if err := a.Replace(); err != nil {
			return fmt.Errorf("write %s: %w", a.Path, err)
		}
	}
	return nil
}

// drop removes what took no place.
func (s *fileSet) drop() {
	for _, a := range s.aside {
		a.Drop()
	}
}

// replaceFile is one file of its own.
func replaceFile(name string, data []byte) error {
	var set fileSet
	defer set.drop()
	if err := set.add(name, data); err != nil {
		return err
	}
	return set.replace(io.Discard)
}

// capturedAt is the time of a snapshot, and now where it does not say its own.
func (p *program) capturedAt(s *awsdata.Snapshot) time.Time {
	if !s.CapturedAt.IsZero() {
		return s.CapturedAt.UTC()
	}
	return p.now().UTC().Truncate(time.Second)
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

// followSequences has a console of Windows color what it is told to color: else it shows escape sequences as they are.
// The explorer sees to that by itself.
func (p *program) followSequences() {
	for _, stream := range []any{p.stdout, p.stderr} {
		if f, ok := stream.(*os.File); ok && isTerminal(f) {
			lipgloss.EnableLegacyWindowsANSI(f)
		}
	}
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

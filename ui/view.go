package ui

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/screen"
)

// viewers are the person's own programs for a file: each a program and its arguments. They are run as they are: no
// shell reads them, and nothing of an account is on their command line, which all users of a machine can see.
type viewers struct{ pager, editor []string }

// of is the program for a command, and how to name one where there is none.
func (v viewers) of(editor bool) (command []string, why string) {
	if editor {
		return v.editor, "there is no editor here: EDITOR names one"
	}
	return v.pager, "there is no pager here: PAGER names one"
}

// canView adds to what is asked about that there is a program for it.
func canView(c screen.Command) func(*App) (bool, string) {
	about := canAbout(c)
	return func(a *App) (bool, string) {
		if command, why := a.viewers.of(c == screen.OpenEditor); len(command) == 0 {
			return false, why
		}
		return about(a)
	}
}

// viewedMsg says how a program of the person's ended.
type viewedMsg struct {
	program string
	err     error
}

// view gives the terminal to the person's pager or editor, with a copy of a text.
func (a *App) view(i screen.Display) tea.Cmd {
	command, why := a.viewers.of(i.Editor)
	if len(command) == 0 {
		a.say(why)
		return nil
	}
	v := &viewing{command: command, name: i.Name, text: i.Text}
	return tea.Exec(v, func(err error) tea.Msg { return viewedMsg{filepath.Base(command[0]), err} })
}

func (a *App) viewed(msg viewedMsg) tea.Cmd {
	if msg.err != nil {
		a.say(msg.program + ": " + msg.err.Error())
	}
	return nil
}

// viewing is a program that has the terminal. It implements [tea.ExecCommand].
type viewing struct {
	command     []string
	name, text  string
	in          io.Reader
	out, errout io.Writer
}

// Run writes the text to a file that only its owner can read, runs the program, and removes the file.
func (v *viewing) Run() error {
	// What draws stops a clock after it has said that it ends (as of Bubble Tea v2.1): who begins to draw again at
	// once, as after a pager that shows less than a page, would have that clock stopped.
	defer time.Sleep(50 * time.Millisecond)
	folder, err := os.MkdirTemp("", "vpclens-") // for its owner only
	if err != nil {
		return fmt.Errorf("make a file to show: %w", err)
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, v.name)
	// An editor says of such a file that it cannot be changed: it is a copy, and goes.
	if err := os.WriteFile(file, []byte(v.text), 0o400); err != nil {
		return fmt.Errorf("make a file to show: %w", err)
	}
	args := append(append([]string(nil), v.command[1:]...), file)
	cmd := exec.Command(v.command[0], args...) //nolint:gosec,noctx // it is the person's own, and ends when they end it
	cmd.Stdin, cmd.Stdout, cmd.Stderr = v.in, v.out, v.errout
	// What the explorer reads and writes through is no file: the program would have a pipe, and no terminal.
	if in, out, err := tea.OpenTTY(); err == nil {
		defer in.Close()
		defer out.Close() // the same on some systems
		cmd.Stdin, cmd.Stdout, cmd.Stderr = in, out, out
	}
	return cmd.Run()
}

// SetStdin implements [tea.ExecCommand].
func (v *viewing) SetStdin(r io.Reader) { v.in = r }

// SetStdout implements [tea.ExecCommand].
func (v *viewing) SetStdout(w io.Writer) { v.out = w }

// SetStderr implements [tea.ExecCommand].
func (v *viewing) SetStderr(w io.Writer) { v.errout = w }

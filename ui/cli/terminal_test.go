//go:build unix

package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"

	"github.com/vpclens/vpclens/ui/cli"
)

// onTerminal runs a command with stdout and stderr on a terminal of 80 by 24 and returns what the terminal got.
func onTerminal(t *testing.T, env []string, args ...string) (code int, got string) {
	t.Helper()
	far, near, err := pty.Open()
	if err != nil {
		t.Fatalf("open a terminal: %v", err)
	}
	if err := pty.Setsize(near, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	read := make(chan string)
	go func() {
		var b bytes.Buffer
		// Linux ends a terminal whose other side is closed with an error; what came before is all there is.
		_, _ = io.Copy(&b, far)
		read <- b.String()
	}()
	code = cli.Main(context.Background(), args, env, strings.NewReader(""), near, near)
	if err := near.Close(); err != nil {
		t.Fatal(err)
	}
	got = strings.ReplaceAll(<-read, "\r\n", "\n")
	if err := far.Close(); err != nil && !os.IsTimeout(err) {
		t.Fatal(err)
	}
	return code, got
}

func TestColors(t *testing.T) {
	term := "TERM=xterm-256color"
	for _, c := range []struct {
		name    string
		env     []string
		args    []string
		colored bool
	}{
		{"a terminal", []string{term}, nil, true},
		{"NO_COLOR", []string{term, "NO_COLOR=1"}, nil, false},
		{"NO_COLOR, empty", []string{term, "NO_COLOR="}, nil, true},
		{"--no-color", []string{term}, []string{"--no-color"}, false},
		{"a dumb terminal", []string{"TERM=dumb"}, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, got := onTerminal(t, c.env, append([]string{"scan", "--demo"}, c.args...)...)
			if code != 0 || !strings.Contains(got, "checkout-api") {
				t.Fatalf("exit code %d:\n%s", code, got)
			}
			if colored := strings.Contains(got, "\x1b["); colored != c.colored {
				t.Errorf("colored is %v, want %v", colored, c.colored)
			}
			for line := range strings.Lines(got) {
				// a command is never broken: the terminal does that
				if strings.HasPrefix(ansi.Strip(line), "    aws ") {
					continue
				}
				if w := ansi.StringWidth(strings.TrimSuffix(line, "\n")); w > 80 &&
					strings.Contains(strings.TrimSpace(line), " ") {
					t.Errorf("a line of %d cells: %s", w, line)
				}
			}
		})
	}
}

// A command that is taken from the terminal is the whole one, and no line of what is said about it is a command.
func TestCommandsAreWholeOnATerminal(t *testing.T) {
	env := []string{"TERM=dumb"}
	_, scan := onTerminal(t, env, "scan", "--demo")
	code, out := onTerminal(t, env, "trace", "checkout-api", "--to", "203.0.114.9", "--demo", "--format", "json")
	if code != 0 {
		t.Fatal(out)
	}
	var trace struct {
		Opens []struct{ Changes []struct{ CLI string } }
	}
	if err := json.Unmarshal([]byte(out), &trace); err != nil {
		t.Fatal(err)
	}
	_, shown := onTerminal(t, env, "trace", "checkout-api", "--to", "203.0.114.9", "--demo")
	long := 0
	for _, fix := range trace.Opens {
		for _, change := range fix.Changes {
			for line := range strings.SplitSeq(change.CLI, "\n") {
				if strings.HasPrefix(line, "aws ") {
					if !strings.Contains(shown, "\n    "+line+"\n") {
						t.Errorf("not as it is: %s", line)
					}
					if len(line) > 76 {
						long++
					}
				}
			}
		}
	}
	if long == 0 {
		t.Error("no command is longer than the terminal is wide: nothing was tried")
	}
	for _, text := range []string{scan, shown} {
		commands := 0
		inside := false
		for line := range strings.SplitSeq(text, "\n") {
			if strings.HasPrefix(line, "    aws ") {
				commands++
				if strings.Contains(line, "…") || !strings.Contains(line, " --region ") {
					t.Errorf("cut: %s", line)
				}
			}
			comment := strings.HasPrefix(line, "    # ")
			if inside && !comment && !strings.HasPrefix(line, "    aws ") {
				t.Errorf("what is said about a command goes on as a line of its own: %q", line)
			}
			inside = comment
		}
		if commands == 0 {
			t.Error("no command is shown")
		}
	}
}

// Colors are for the terminal only: JSON on a terminal is still JSON, and a file gets plain text.
func TestNoColorsInData(t *testing.T) {
	code, got := onTerminal(t, []string{"TERM=xterm-256color"}, "scan", "--demo", "--format", "json")
	if code != 0 || strings.Contains(got, "\x1b[") || !strings.HasPrefix(got, "{") {
		t.Errorf("exit code %d:\n%.200s", code, got)
	}
	file := t.TempDir() + "/scan.txt"
	if code, got = onTerminal(t, []string{"TERM=xterm-256color"}, "scan", "--demo", "--output", file); code != 0 ||
		got != "" {
		t.Errorf("exit code %d, and the terminal got %q", code, got)
	}
	data, err := os.ReadFile(file)
	if err != nil || len(data) == 0 || bytes.Contains(data, []byte("\x1b")) {
		t.Errorf("the file is not plain text: %v %.200s", err, data)
	}
}

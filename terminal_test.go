//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// screen is a terminal of 100 by 30 in which a shell runs a script, and what it was sent.
type screen struct {
	t      *testing.T
	far    *os.File
	dir    string // where the script runs
	ended  chan struct{}
	ctx    context.Context
	shell  *exec.Cmd
	exited chan error

	mu   sync.Mutex
	got  bytes.Buffer
	more chan struct{}
}

// play starts a script in a terminal of its own. Jobs are watched over, as a person's shell does.
func play(t *testing.T, env []string, script string) *screen {
	t.Helper()
	hangsUp(t)
	ctx, cancel := context.WithTimeout(t.Context(), busy)
	s := &screen{t: t, dir: t.TempDir(), ctx: ctx, ended: make(chan struct{}), exited: make(chan error, 1),
		more: make(chan struct{}, 1)}
	s.shell = exec.CommandContext(ctx, "sh", "-c", "set -m\n"+strings.ReplaceAll(script, "VPCLENS", program(t)))
	s.shell.Env, s.shell.Dir = env, s.dir
	far, err := pty.StartWithSize(s.shell, &pty.Winsize{Rows: 30, Cols: 100})
	if err != nil {
		t.Fatal(err)
	}
	s.far = far
	go func() {
		defer close(s.ended)
		chunk := make([]byte, 64<<10)
		for {
			n, err := far.Read(chunk)
			s.mu.Lock()
			s.got.Write(chunk[:n])
			s.mu.Unlock()
			select {
			case s.more <- struct{}{}:
			default:
			}
			if err != nil { // the other side is closed
				return
			}
		}
	}()
	go func() { s.exited <- s.shell.Wait() }()
	t.Cleanup(func() {
		_ = syscall.Kill(-s.shell.Process.Pid, syscall.SIGKILL) // what a failed test left
		if pid := s.pid(); pid > 0 {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		cancel()
		_ = far.Close()
	})
	return s
}

// pid is the process that the script left the number of, 0 for none.
func (s *screen) pid() int {
	text, err := os.ReadFile(filepath.Join(s.dir, "pid"))
	if err != nil {
		return 0
	}
	pid, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	return pid
}

// await waits until the terminal was sent a text, after all that was awaited before, and returns what came until then.
func (s *screen) await(text string) string {
	s.t.Helper()
	for {
		s.mu.Lock()
		before, _, found := strings.Cut(s.got.String(), text)
		if found {
			s.got.Next(len(before) + len(text))
		}
		left := s.got.String()
		s.mu.Unlock()
		if found {
			return before + text
		}
		select {
		case <-s.more:
		case <-s.ended:
			s.mu.Lock()
			left = s.got.String()
			s.mu.Unlock()
			if !strings.Contains(left, text) {
				s.t.Fatalf("it ended, and the terminal was never sent %q but %q", text, left)
			}
		case <-s.ctx.Done():
			s.t.Fatalf("the terminal was never sent %q but %q", text, left)
		}
	}
}

func (s *screen) signal(what syscall.Signal) {
	s.t.Helper()
	if err := syscall.Kill(s.pid(), what); err != nil {
		s.t.Fatal(err)
	}
}

func (s *screen) typed(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.far, keys); err != nil {
		s.t.Fatal(err)
	}
}

// modes are what the explorer asks of a terminal, each with what it is where nobody does.
var modes = map[string]string{"1049": "l", "25": "h", "1002": "l", "1003": "l", "1006": "l", "2004": "l"}

// whole holds that the terminal is as it was before: what was sent last of each mode, and, by stty, that it is a line
// that is typed.
func (s *screen) whole(sent, stty string) {
	s.t.Helper()
	for mode, usual := range modes {
		other := map[string]string{"l": "h", "h": "l"}[usual]
		if strings.LastIndex(sent, "\x1b[?"+mode+other) > strings.LastIndex(sent, "\x1b[?"+mode+usual) {
			s.t.Errorf("mode %s stays %s", mode, other)
		}
	}
	if !strings.Contains(sent, "\x1b[?1049h") {
		s.t.Error("the explorer was never on the screen: nothing was tried")
	}
	for _, word := range []string{"icanon", "echo", "isig", "icrnl", "opost"} {
		if !strings.Contains(" "+strings.NewReplacer(";", " ", "\n", " ", "\r", " ").Replace(stty)+" ", " "+word+" ") {
			s.t.Errorf("the terminal has no %s any more: %s", word, stty)
		}
	}
}

// explorer is a script that runs the explorer and then tells how it and the terminal are.
func explorer(args string) string {
	return `sh -c 'echo $$ >pid; exec "VPCLENS" ` + args + `'
echo "CODE $?."
stty -a
echo "END"
`
}

const demoIsThere = "checkout-api" // a function of the demo account, on the screen

const worked = "NAT nat-c" // what was found in it is on the screen: all is worked out

// A signal ends the explorer, whatever it does, and leaves the terminal as it was.
func TestSignalsLeaveTheTerminalWhole(t *testing.T) {
	server := account(t)
	for _, operation := range []string{"ListFunctions", "DescribeVpcs", "GetCallerIdentity"} {
		server.Fault(operation, awsreplay.Hang(nil))
	}
	for _, c := range []struct {
		name, args, there string
		signal            syscall.Signal
		code              int
	}{
		{"SIGHUP", "--demo", demoIsThere, syscall.SIGHUP, 129},
		{"SIGINT", "--demo", demoIsThere, syscall.SIGINT, 130},
		{"SIGQUIT", "--demo", demoIsThere, syscall.SIGQUIT, 131},
		{"SIGTERM", "--demo", demoIsThere, syscall.SIGTERM, 143},
		{"SIGTERM while AWS is read", "--endpoint-url " + server.URL, "Reading", syscall.SIGTERM, 143},
		{"SIGHUP while AWS is read", "--endpoint-url " + server.URL, "Reading", syscall.SIGHUP, 129},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := play(t, environment(t), explorer(c.args))
			sent := s.await(c.there)
			s.signal(c.signal)
			sent += s.await(fmt.Sprintf("CODE %d.", c.code))
			s.whole(sent, s.await("END"))
		})
	}
}

// The explorer gives the terminal back while it is stopped, and takes it again. What stops a process without a word, it
// makes good afterwards.
func TestSuspendAndGoOn(t *testing.T) {
	const key = syscall.Signal(0) // ctrl+z, which the explorer reads itself
	for name, stop := range map[string]syscall.Signal{"SIGTSTP": syscall.SIGTSTP, "SIGSTOP": syscall.SIGSTOP,
		"ctrl+z": key} {
		t.Run(name, func(t *testing.T) {
			s := play(t, environment(t), `sh -c 'echo $$ >pid; exec "VPCLENS" --demo'
stty sane
stty -a
echo "STOPPED"
read line
fg >/dev/null
echo "CODE $?."
stty -a
echo "END"
`)
			sent := s.await(demoIsThere)
			if stop == key {
				s.typed("\x1a")
			} else {
				s.signal(stop)
			}
			stopped := s.await("STOPPED")
			if stop != syscall.SIGSTOP {
				s.whole(sent+stopped, stopped)
			}
			s.typed("go\n")
			again := s.await(demoIsThere)
			if !strings.Contains(again, "\x1b[?1049h") {
				t.Errorf("the screen is not taken again: %q", again)
			}
			s.typed("q")
			sent += stopped + again + s.await("CODE 0.")
			s.whole(sent, s.await("END"))
		})
	}
}

// A person's own program gets the terminal and a copy of the document, whatever is in the account stays out of its
// command line, and the explorer is drawn again afterwards, also where the program ends at once.
func TestPagerAndEditor(t *testing.T) {
	folder := t.TempDir()
	for name, script := range map[string]string{
		"quick": "#!/bin/sh\nexit 0\n",
		"wordy": "#!/bin/sh\nls -l \"$3\" | cut -c 1-10\n" +
			"grep -c checkout-api \"$3\"\necho \"ARGS $# $1 $2\"\nread line\n",
		"broken": "#!/bin/sh\nexit 3\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	left := func() []string {
		found, err := filepath.Glob(filepath.Join(folder, "vpclens-*"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	env := append(environment(t), "TMPDIR="+folder, "PAGER="+folder+"/wordy -a 'b c'", "VISUAL="+folder+"/quick",
		"EDITOR=false")
	s := play(t, env, explorer("--demo"))
	s.await(demoIsThere)
	s.await(worked)
	s.typed("/checkout-api\rv")
	s.await("FunctionName")
	s.typed("P")
	s.await("-r--------")
	s.await("ARGS 3 -a b c")
	if len(left()) != 1 {
		t.Errorf("the copies are %v", left())
	}
	s.typed("\n")
	s.await("FunctionName")
	for range 20 {
		s.typed("E")
		s.await("\x1b[?1049l")
		s.await("FunctionName") // drawn again
	}
	if len(left()) != 0 {
		t.Errorf("left are %v", left())
	}
	s.typed("q")
	s.await("CODE 0.")
	s.await("END")

	s = play(t, append(env, "PAGER="+folder+"/broken"), explorer("--demo"))
	s.await(demoIsThere)
	s.await(worked)
	s.typed("P")
	s.await("exit status 3")
	s.typed("q")
	s.await("CODE 0.")
}

// A terminal that goes away takes the explorer with it, also where a hang-up is ignored.
func TestTheExplorerEndsWithItsTerminal(t *testing.T) {
	for name, script := range map[string]string{"a hang-up": "", "a hang-up that is ignored": `trap "" HUP; `} {
		t.Run(name, func(t *testing.T) {
			done := filepath.Join(t.TempDir(), "done")
			pipe(t, done)
			// The shell is left behind by the terminal as well; what it started holds the pipe open until it ends.
			s := play(t, environment(t), `sh -c '`+script+`echo $$ >pid; exec "VPCLENS" --demo 3>"`+done+`"'`)
			held := make(chan error, 1)
			opened := make(chan struct{})
			go func() {
				f, err := os.Open(done)
				if err != nil {
					held <- err
					return
				}
				close(opened)
				_, err = io.Copy(io.Discard, f) // until nobody holds it
				held <- err
			}()
			s.await(demoIsThere)
			<-opened
			if err := s.far.Close(); err != nil {
				t.Fatal(err)
			}
			select {
			case err := <-held:
				if err != nil {
					t.Error(err)
				}
			case <-s.ctx.Done():
				t.Error("it goes on without a terminal")
			}
		})
	}
}

// What stands in place of the state file does not hold the explorer up, and costs nothing.
func TestBadStateFiles(t *testing.T) {
	for name, put := range map[string]func(t *testing.T, path string) string{
		"a pipe":    pipe,
		"/dev/zero": func(t *testing.T, path string) string { return link(t, "/dev/zero", path) },
		"200,000 nested arrays": func(t *testing.T, path string) string {
			return write(t, path, times(200_000, "["), times(200_000, "]"))
		},
		"a sparse file": func(t *testing.T, path string) string {
			write(t, path)
			if err := os.Truncate(path, 10<<30); err != nil {
				t.Fatal(err)
			}
			return path
		},
		"a link to itself": func(t *testing.T, path string) string { return link(t, path, path) },
	} {
		t.Run(name, func(t *testing.T) {
			state := t.TempDir()
			put(t, filepath.Join(state, "vpclens", "state.json"))
			s := play(t, environment(t, "XDG_STATE_HOME="+state), explorer("--demo"))
			sent := s.await(demoIsThere)
			s.typed("q")
			sent += s.await("CODE 0.")
			s.whole(sent, s.await("END"))
			<-s.ended
			if err := <-s.exited; err != nil {
				t.Fatal(err)
			}
			most := used(s.shell.ProcessState) // of the shell and what it waited for
			t.Logf("%d MB", most>>20)
			if most > mostRSS {
				t.Errorf("%d MB of memory", most>>20)
			}
		})
	}
}

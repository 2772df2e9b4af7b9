//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// account is an API that answers from a small account.
func account(t *testing.T) *awsreplay.Server {
	return awsreplay.New(t, os.DirFS("ui/cli/testdata/accounts/random-101/account"), 0)
}

// One signal ends a command, whether it waits for AWS, for somebody who writes into a pipe, or for somebody who reads
// one.
func TestOneSignalEndsACommand(t *testing.T) {
	for _, c := range []struct {
		name   string
		shell  string // before the program, in the same process
		signal []syscall.Signal
		code   int
		begin  func(t *testing.T, dir string) (args []string, stdout io.Writer, ready func(t *testing.T))
	}{
		{"SIGTERM while AWS is read", "", []syscall.Signal{syscall.SIGTERM}, 143, readsAWS},
		{"SIGINT while AWS is read", "", []syscall.Signal{syscall.SIGINT}, 130, readsAWS},
		{"SIGHUP while AWS is read", "", []syscall.Signal{syscall.SIGHUP}, 129, readsAWS},
		{"SIGQUIT while AWS is read", "", []syscall.Signal{syscall.SIGQUIT}, 131, readsAWS},
		{"SIGHUP that is ignored", `trap "" HUP; `, []syscall.Signal{syscall.SIGHUP, syscall.SIGTERM}, 143, readsAWS},
		{"SIGTERM while nobody writes", "", []syscall.Signal{syscall.SIGTERM}, 143,
			func(t *testing.T, dir string) ([]string, io.Writer, func(t *testing.T)) {
				in := pipe(t, filepath.Join(dir, "in"))
				return []string{"verify", in, "--demo"}, io.Discard, func(t *testing.T) {
					f, err := os.OpenFile(in, os.O_WRONLY, 0) // returns when somebody reads
					if err != nil {
						t.Fatal(err)
					}
					t.Cleanup(func() { _ = f.Close() })
				}
			}},
		{"SIGTERM while nobody reads a file", "", []syscall.Signal{syscall.SIGTERM}, 143,
			func(t *testing.T, dir string) ([]string, io.Writer, func(t *testing.T)) {
				out := pipe(t, filepath.Join(dir, "out"))
				return []string{"scan", "--demo", "--format", "json", "--output", out}, io.Discard, func(t *testing.T) {
					firstByte(t, out)
				}
			}},
		{"SIGTERM while nobody reads stdout", "", []syscall.Signal{syscall.SIGTERM}, 143,
			func(t *testing.T, dir string) ([]string, io.Writer, func(t *testing.T)) {
				out := pipe(t, filepath.Join(dir, "out"))
				f, err := os.OpenFile(out, os.O_RDWR, 0)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = f.Close() })
				return []string{"scan", "--demo", "--format", "json"}, f, func(t *testing.T) { firstByte(t, out) }
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			hangsUp(t)
			args, stdout, ready := c.begin(t, t.TempDir())
			ctx, cancel := context.WithTimeout(t.Context(), busy)
			defer cancel()
			command := exec.CommandContext(ctx, "sh",
				append([]string{"-c", c.shell + `exec "$0" "$@"`, program(t)}, args...)...)
			command.Env, command.Dir = environment(t), t.TempDir()
			var stderr bytes.Buffer
			command.Stdout, command.Stderr = stdout, &stderr
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			ready(t)
			began := time.Now()
			for _, s := range c.signal {
				if err := command.Process.Signal(s); err != nil {
					t.Fatal(err)
				}
			}
			err := command.Wait()
			t.Logf("%.1f s", time.Since(began).Seconds())
			if code := command.ProcessState.ExitCode(); code != c.code || stderr.String() != "vpclens: interrupted\n" {
				t.Errorf("exit code %d, want %d (%v): %q", code, c.code, err, &stderr)
			}
		})
	}
}

// hangsUp lets programs that are started have SIGHUP as usual, also where the tests run under nohup: what is ignored is
// inherited, what is caught is not.
func hangsUp(t *testing.T) {
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(caught) })
}

// readsAWS is a command that waits for an answer of AWS when it is ready.
func readsAWS(t *testing.T, _ string) ([]string, io.Writer, func(t *testing.T)) {
	server := account(t)
	arrived := make(chan struct{}, 100)
	server.Fault("ListFunctions", awsreplay.Hang(arrived))
	return []string{"scan", "--endpoint-url", server.URL}, io.Discard, func(*testing.T) { <-arrived }
}

// firstByte reads one byte of a pipe, and no more.
func firstByte(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	if _, err := f.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
}

// A call that nobody answers is a gap that says so, and holds nothing else up; the exit code is as for other gaps.
func TestTimeLimits(t *testing.T) {
	for name, c := range map[string]struct {
		flag string
		want string
	}{
		"of a call": {"--call-timeout=2s", "no answer within 2s"},
		"of all":    {"--timeout=5s", "the time limit was reached (5s)"},
	} {
		t.Run(name, func(t *testing.T) {
			scan := func(server *awsreplay.Server, flags ...string) (gaps map[string]string, code int) {
				ctx, cancel := context.WithTimeout(t.Context(), busy)
				defer cancel()
				command := exec.CommandContext(ctx, program(t),
					append([]string{"scan", "--format", "json", "--endpoint-url", server.URL}, flags...)...)
				command.Env, command.Dir = environment(t), t.TempDir()
				out, err := command.Output()
				if command.ProcessState == nil || ctx.Err() != nil {
					t.Fatal(err)
				}
				var answer struct {
					Gaps []struct{ Call, Cause, Message string }
				}
				if err := json.Unmarshal(out, &answer); err != nil {
					t.Fatalf("%v: %.500s", err, out)
				}
				gaps = map[string]string{}
				for _, g := range answer.Gaps {
					gaps[g.Call] = g.Cause + ": " + g.Message
				}
				return gaps, command.ProcessState.ExitCode()
			}
			usual, usually := scan(account(t))
			server := account(t)
			server.Fault("DescribeFlowLogs", awsreplay.Hang(nil))
			gaps, code := scan(server, c.flag)
			if code != usually {
				t.Errorf("exit code %d, without the call that hangs %d", code, usually)
			}
			if !strings.Contains(gaps["describe-flow-logs"], c.want) {
				t.Errorf("the gap says %q, want %q", gaps["describe-flow-logs"], c.want)
			}
			for call, says := range gaps {
				if _, known := usual[call]; !known && call != "describe-flow-logs" && !strings.Contains(says, c.want) {
					t.Errorf("%s is a gap too: %s", call, says)
				}
				if _, known := usual[call]; !known && call != "describe-flow-logs" && name == "of a call" {
					t.Errorf("%s is held up: %s", call, says)
				}
			}
		})
	}
}

//go:build unix

package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

var interrupts = flag.Int("interrupts", 8, "interrupt commands at so many random moments")

// moment is when a command is interrupted: when AWS has got so many requests, and a little later.
type moment struct {
	requests int
	later    time.Duration
}

// randomMoment is one of a command that makes so many requests. One in three is after the last of them, when it
// computes and writes.
func randomMoment(random *rand.Rand, requests int) moment {
	n := 1 + random.IntN(requests*3/2)
	most := 5 * time.Millisecond
	if n >= requests {
		n, most = requests, 400*time.Millisecond
	}
	return moment{n, time.Duration(random.Int64N(int64(most)))}
}

// come has a channel closed at the moment, or when the command has ended.
func (m moment) come(server *awsreplay.Server, ended <-chan struct{}) <-chan struct{} {
	reached, come := make(chan struct{}), make(chan struct{})
	server.Arrived(func(n int) {
		if n == m.requests {
			close(reached)
		}
	})
	go func() {
		defer close(come)
		select {
		case <-reached:
		case <-ended:
			return
		}
		select {
		case <-time.After(m.later):
		case <-ended:
		}
	}()
	return come
}

var timestamp = regexp.MustCompile(`[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z`)

// written are the files below a folder, without what differs from run to run.
func written(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		out[name] = string(timestamp.ReplaceAll(data, []byte("TIME")))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A command that is interrupted leaves what was there, or the whole of what it writes, and nothing beside it.
func TestInterruptsLeaveWholeFiles(t *testing.T) {
	const old = "what was there before\n"
	for name, c := range map[string]struct {
		args   []string
		before map[string]string
	}{
		"a report":               {[]string{"scan", "--format", "json", "-o", "out.json"}, map[string]string{"out.json": old}},
		"a snapshot":             {[]string{"snapshot", "out.json"}, map[string]string{"out.json": old}},
		"a snapshot as a folder": {[]string{"snapshot", "out"}, map[string]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			run := func(server *awsreplay.Server, when *moment) (files map[string]string, stderr string, code int) {
				dir := t.TempDir()
				for file, text := range c.before {
					write(t, filepath.Join(dir, file), strings.NewReader(text))
				}
				ctx, cancel := context.WithTimeout(t.Context(), busy)
				defer cancel()
				command := exec.CommandContext(ctx, program(t), append(c.args, "--endpoint-url", server.URL)...)
				var says bytes.Buffer
				command.Env, command.Dir, command.Stderr = environment(t), dir, &says
				ended := make(chan struct{})
				var come <-chan struct{}
				if when != nil {
					come = when.come(server, ended)
				}
				if err := command.Start(); err != nil {
					t.Fatal(err)
				}
				if when != nil {
					go func() {
						<-come
						_ = command.Process.Signal(syscall.SIGINT) // it may have ended
					}()
				}
				_ = command.Wait()
				close(ended)
				if ctx.Err() != nil {
					t.Fatalf("it does not end: %s", &says)
				}
				return written(t, dir), says.String(), command.ProcessState.ExitCode()
			}
			server := account(t)
			whole, _, usual := run(server, nil)
			requests := len(server.Requests())
			random := rand.New(rand.NewPCG(1, uint64(len(name))))
			ends := map[string]int{}
			for range max(*interrupts/4, 1) {
				when := randomMoment(random, requests)
				got, stderr, code := run(account(t), &when)
				state := ""
				switch {
				case same(got, c.before):
					state = "as before"
				case same(got, whole):
					state = "whole"
				default:
					t.Errorf("at %+v: half a file, or one that is left: %v", when, names(got))
				}
				ends[fmt.Sprintf("%s, exit code %d", state, code)]++
				switch {
				case code == 130 && !strings.HasSuffix(stderr, "vpclens: interrupted\n"):
					t.Errorf("at %+v: it says %q", when, stderr)
				case code == usual && state != "whole", code != usual && code != 130:
					t.Errorf("at %+v: exit code %d, %s: %s", when, code, state, stderr)
				}
			}
			t.Logf("%d requests, exit code %d; interrupted: %v", requests, usual, ends)
		})
	}
}

// The explorer gives the terminal back whenever it is interrupted.
func TestInterruptsLeaveTheTerminalWhole(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	const requests = 80 // some fewer than it makes; it goes on after them
	taken := 0
	for i := range max(*interrupts/4, 1) {
		when := randomMoment(random, requests)
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			server := account(t)
			ended := make(chan struct{})
			come := when.come(server, ended)
			s := play(t, environment(t), explorer("--endpoint-url "+server.URL))
			select {
			case <-come:
			case <-s.ctx.Done():
				t.Fatalf("%+v never comes: %d requests", when, len(server.Requests()))
			}
			s.signal(syscall.SIGINT)
			sent := s.await("CODE 130.")
			close(ended)
			stty := s.await("END")
			if strings.Contains(sent, "\x1b[?1049h") {
				taken++
				s.whole(sent, stty)
			} else if !strings.Contains(stty, " icanon") {
				t.Errorf("at %+v the terminal is raw: %s", when, stty)
			}
		})
	}
	if taken == 0 {
		t.Error("the explorer was never on the screen: nothing was tried")
	}
}

func same(a, b map[string]string) bool {
	return maps.Equal(a, b)
}

func names(files map[string]string) []string {
	var out []string
	for name := range files {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

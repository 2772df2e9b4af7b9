// Package mototest runs moto, an AWS emulator that we did not write, and fills it through the AWS API with an account
// that has everything that vpclens reads and moto knows. It is for tests only: it is the one package of the program
// that makes calls that write, and it makes them to a server of its own on loopback.
//
// setup.sh in this directory installs moto and the AWS CLI. dump.py writes what the AWS CLI prints into a directory.
package mototest

import (
	"bufio"
	"bytes"
	_ "embed" // for dump.py
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest/venv"
)

// Server is a running moto. It ends with the test that started it.
type Server struct {
	URL  string // of all services: "http://127.0.0.1:41191"
	venv string
}

// Start starts moto on a free port of loopback, with AWS's managed policies. See [StartWithoutPolicies].
func Start(tb testing.TB) *Server {
	tb.Helper()
	return start(tb, "true")
}

// StartWithoutPolicies starts moto on a free port of loopback. AWS's managed policies, which take moto seconds for each
// account, are not there. Where setup.sh has not been run, the test
// is skipped and says so; with VPCLENS_REQUIRE_MOTO=1 it fails instead, so that nobody believes it has run.
func StartWithoutPolicies(tb testing.TB) *Server {
	tb.Helper()
	return start(tb, "false")
}

func start(tb testing.TB, policies string) *Server {
	tb.Helper()
	python := venv.Folder(tb)
	command := exec.Command(filepath.Join(python, "bin", "python"), "-", "-H", "127.0.0.1", "-p", "0")
	command.Stdin = strings.NewReader(serve)
	// An environment of its own: moto must not see real credentials, nor a proxy.
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + tb.TempDir(), "PYTHONUNBUFFERED=1",
		"MOTO_IAM_LOAD_MANAGED_POLICIES=" + policies}
	said, err := command.StderrPipe()
	if err != nil {
		tb.Fatalf("start moto: %v", err)
	}
	if err := command.Start(); err != nil {
		tb.Fatalf("start moto: %v", err)
	}
	// moto says where it listens, and then one line for each request, which must be read or it stops.
	address := make(chan string, 1)
	var log tail
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(address)
		found := false
		for lines := bufio.NewScanner(said); lines.Scan(); {
			log.add(lines.Bytes())
			if m := listening.FindSubmatch(lines.Bytes()); m != nil && !found {
				found = true
				address <- string(m[1])
			}
		}
	})
	tb.Cleanup(func() {
		_ = command.Process.Kill()
		reading.Wait()
		_ = command.Wait() // its error is that it was killed
		if tb.Failed() {
			tb.Logf("the last that moto said:\n%s", log.text())
		}
	})
	url, ok := <-address
	if !ok {
		tb.Fatalf("moto ended before it listened:\n%s", log.text())
	}
	return &Server{URL: url, venv: python}
}

// listening is the line in which moto says its address.
var listening = regexp.MustCompile(`Running on (http://[0-9.]+:[0-9]+)`)

//go:embed serve.py
var serve string

//go:embed dump.py
var dump string

// Dump writes what the AWS CLI prints for the account in moto into a directory: the form that anyone's own dump has.
// The regions are the ones that [Server.Seed] fills.
func (s *Server) Dump(tb testing.TB, directory string) {
	tb.Helper()
	command := exec.Command(filepath.Join(s.venv, "bin", "python"),
		append([]string{"-", s.URL, directory}, Regions()...)...)
	command.Stdin = strings.NewReader(dump)
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + tb.TempDir()}
	if out, err := command.CombinedOutput(); err != nil {
		tb.Fatalf("dump: %v\n%s", err, out)
	}
}

// tail keeps the last lines of what was said.
type tail struct {
	mu    sync.Mutex
	lines [][]byte
}

func (t *tail) add(line []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines = append(t.lines, bytes.Clone(line))
	if len(t.lines) > 40 {
		t.lines = t.lines[1:]
	}
}

func (t *tail) text() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Join(t.lines, []byte("\n"))
}

// Put makes a bucket ("lake") or an object ("lake/a/b") in the emulator's S3, which asks nobody who they are.
func (s *Server) Put(tb testing.TB, path string, data []byte) {
	tb.Helper()
	request, err := http.NewRequestWithContext(tb.Context(), http.MethodPut, s.URL+"/"+path, bytes.NewReader(data))
	if err != nil {
		tb.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		tb.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		tb.Fatalf("moto does not make %s: %s", path, response.Status)
	}
}

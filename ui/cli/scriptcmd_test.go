package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/vpclens/vpclens/ui/cli"
)

// inProcess runs commands of vpclens in this process, one at a time, each in the folder of its script.
type inProcess struct{ folder sync.Mutex }

// run runs a command line, and returns its exit code.
func (p *inProcess) run(ts *testscript.TestScript, args []string) int {
	p.folder.Lock()
	defer p.folder.Unlock()
	home, err := os.Getwd()
	ts.Check(err)
	ts.Check(os.Chdir(ts.MkAbs(".")))
	var out bytes.Buffer
	code := cli.SharedMain(context.Background(), args, ts.Value("env").([]string), strings.NewReader(""),
		io.MultiWriter(ts.Stdout(), &out), ts.Stderr())
	ts.Check(os.Chdir(home))
	if fault := againstSchemas(out.Bytes()); fault != nil {
		ts.Fatalf("vpclens %s: %v", strings.Join(args, " "), fault)
	}
	return code
}

// succeeds runs a command that must succeed: run vpclens scan --demo.
func (p *inProcess) succeeds(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 || args[0] != "vpclens" {
		ts.Fatalf("usage: run vpclens [ARGUMENT...]")
	}
	if code := p.run(ts, args[1:]); code != 0 {
		ts.Fatalf("exit code %d", code)
	}
}

// code runs a program and wants an exit code: code 2 vpclens scan --format nonsense. With exec before it vpclens is a
// process of its own as well.
func (p *inProcess) code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N [exec] PROGRAM [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if args[1] == "vpclens" {
		if got := p.run(ts, args[2:]); got != want {
			ts.Fatalf("exit code %d, want %d", got, want)
		}
		return
	}
	if args = args[1:]; args[0] == "exec" {
		args = args[1:]
	}
	err = ts.Exec(args[0], args[1:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// oneline wants the last program to have written exactly one line to stderr that starts with the program's name, and
// nothing that looks like a stack trace.
func oneline(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: oneline")
	}
	text := ts.ReadFile("stderr")
	if strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "\n") {
		ts.Fatalf("stderr is not one line:\n%s", text)
	}
	if !strings.HasPrefix(text, "vpclens: ") || strings.Contains(text, "goroutine ") {
		ts.Fatalf("stderr is not a plain error: %s", text)
	}
}

// yesterday writes the built-in account as it was a day ago into a file: yesterday old.json
func yesterday(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: yesterday FILE")
	}
	ts.Check(cli.WriteYesterday(context.Background(), ts.MkAbs(args[0])))
}

// clean wants what the last program wrote to stdout and stderr to hold no character that a terminal obeys or that
// reorders or hides text.
func clean(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: clean")
	}
	for _, stream := range []string{"stdout", "stderr"} {
		if fault := obeyed(ts.ReadFile(stream)); fault != "" {
			ts.Fatalf("%s %s", stream, fault)
		}
	}
}

// obeyed tells of the first thing in a text that a terminal obeys, or that reorders or hides text; "" if there is none.
func obeyed(text string) string {
	if !utf8.ValidString(text) {
		return "is not valid UTF-8"
	}
	for i, r := range text {
		if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp)) {
			return fmt.Sprintf("holds %U at byte %d: %q", r, i, text[max(0, i-20):min(len(text), i+20)])
		}
	}
	return ""
}

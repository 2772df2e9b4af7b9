package cli_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"
)

// code runs a program and wants an exit code: code 2 vpclens scan --format nonsense.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N PROGRAM [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
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

// clean wants what the last program wrote to stdout and stderr to hold no character that a terminal obeys or that
// reorders or hides text.
func clean(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: clean")
	}
	for _, stream := range []string{"stdout", "stderr"} {
		text := ts.ReadFile(stream)
		if !utf8.ValidString(text) {
			ts.Fatalf("%s is not valid UTF-8", stream)
		}
		for i, r := range text {
			if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
				ts.Fatalf("%s holds %U at byte %d: %q", stream, r, i, text[max(0, i-20):min(len(text), i+20)])
			}
		}
	}
}

// hostile writes a file with a payload in place of PAYLOAD. The payload is written as Go does ("\x1b[2J"), because a
// script should show what it tests: hostile "\x1b[2J" account/us-east-1/list-functions.json. JSON must escape what it is
// told to hide, so the payload goes in with JSON's escapes.
func hostile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: hostile PAYLOAD FILE...")
	}
	payload, err := strconv.Unquote(`"` + args[0] + `"`)
	ts.Check(err)
	var escaped bytes.Buffer
	for _, r := range payload {
		switch {
		case r == '"' || r == '\\':
			escaped.WriteByte('\\')
			escaped.WriteRune(r)
		case r < 0x20:
			escaped.WriteString(`\u00` + strconv.FormatInt(int64(r)+0x100, 16)[1:])
		default:
			escaped.WriteRune(r)
		}
	}
	for _, file := range args[1:] {
		text := ts.ReadFile(file)
		if !strings.Contains(text, "PAYLOAD") {
			ts.Fatalf("%s has no PAYLOAD", file)
		}
		ts.Check(writeFile(ts.MkAbs(file), strings.ReplaceAll(text, "PAYLOAD", escaped.String())))
	}
}

func writeFile(name, text string) error { return os.WriteFile(name, []byte(text), 0o600) }

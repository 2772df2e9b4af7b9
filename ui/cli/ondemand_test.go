package cli_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/ui/cli"
)

// demoFolder is the built-in account in a directory, as the replay server takes it.
func demoFolder(t *testing.T) string {
	t.Helper()
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "demo")
	if err := snapshot.Save(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestTraceReadsWhatItNeeds asks of an account at AWS what it asks of the same account in a file: the answers are the
// same, and those of open paths take a dozen calls.
func TestTraceReadsWhatItNeeds(t *testing.T) {
	awsreplay.WithKeys(t)
	dir := demoFolder(t)
	run := func(args ...string) string {
		var stdout, stderr bytes.Buffer
		if code := cli.Main(t.Context(), args, nil, nil, &stdout, &stderr); code != 0 {
			t.Errorf("%q: exit code %d: %s", args, code, &stderr)
		}
		return stdout.String()
	}
	open, most, calls := 0, 0, 0
	// each run reads the whole account
	for _, name := range []string{"thumbnails", "payment-capture"} {
		for _, to := range []string{"internet", "sqs"} {
			server := awsreplay.New(t, os.DirFS(dir), 0)
			args := []string{"trace", name, "--to", to, "--format", "json", "--region", "us-east-1"}
			live := run(append(args, "--endpoint-url", server.URL)...)
			n := len(server.Requests())
			file := run(append(args, "--from", dir)...)
			if strings.Contains(live, "\n  \"verdict\": \"reachable\"") {
				open++
				most, calls = max(most, n), calls+n
				file, _, _ = strings.Cut(file, `"closes"`) // which is not worked out without --fixes
				live, _, _ = strings.Cut(live, `"closes"`)
				file, live = strings.TrimRight(file, "}], \n"), strings.TrimRight(live, "}], \n")
			}
			if live != file {
				t.Errorf("%s to %s after %d calls: %s", name, to, n, differenceOf(live, file))
			}
		}
	}
	t.Logf("%d open paths, %d calls at most, %d in the mean", open, most, calls/max(open, 1))
	if open == 0 || most > 15 {
		t.Errorf("%d open paths took %d calls at most, want 15", open, most)
	}
}

// Paths depend on no call about a single function: of those none is made, and the answers are those of the whole
// account.
func TestPathsNeedNoFunctionCalls(t *testing.T) {
	awsreplay.WithKeys(t)
	dir := demoFolder(t)
	assertions := filepath.Join(t.TempDir(), "paths.yaml")
	text := "assertions:\n- {name: all, functions: '*', to: internet, expect: reachable}\n" +
		"- {name: sqs, functions: '*', to: sqs, expect: reachable}\n"
	if err := os.WriteFile(assertions, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"reach", "*", "--format", "json"}, {"verify", assertions, "--format", "json"}} {
		run := func(more ...string) string {
			var stdout, stderr bytes.Buffer
			cli.Main(t.Context(), append(append(args, "--region", "us-east-1"), more...), nil, nil, &stdout, &stderr)
			return stdout.String()
		}
		server := awsreplay.New(t, os.DirFS(dir), 0)
		live, file := run("--endpoint-url", server.URL), run("--from", dir)
		if live != file || len(file) < 1000 {
			t.Errorf("%s: %s", args[0], differenceOf(live, file))
		}
		calls := 0
		for _, r := range server.Requests() {
			if calls++; r.Operation == "GetFunction" || r.Operation == "GetPolicy" ||
				r.Operation == "ListFunctionUrlConfigs" {
				t.Errorf("%s calls %s", args[0], r.Operation)
			}
		}
		t.Logf("%s of all functions: %d calls", args[0], calls)
	}
}

// differenceOf is the first line in which two texts differ.
func differenceOf(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d: got %q, want %q", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}

// TestWhyOfALiveAccount asks at AWS what it asks of the same account in a file: the answers are the same, where the
// text names what was called, and where everything has to be read.
func TestWhyOfALiveAccount(t *testing.T) {
	awsreplay.WithKeys(t)
	dir := demoFolder(t)
	const sqs = `ledger-sync Connect timeout on endpoint URL: "https://sqs.us-east-1.amazonaws.com/"`
	for text, most := range map[string]int{ // of calls; 0 for all that there are
		sqs: 0,
		"/aws/lambda/thumbnails connect ETIMEDOUT 203.0.113.9:443": 15, // its path is open
		"checkout-api Task timed out after 6.00 seconds":           0,
		"resource sg-06735737cda4b05b5 has a dependent object":     0,
	} {
		server := awsreplay.New(t, os.DirFS(dir), 0)
		said := make([]string, 2)
		for i, from := range [][]string{{"--endpoint-url", server.URL}, {"--from", dir}} {
			var stdout, stderr bytes.Buffer
			args := append([]string{"why", text, "--format", "json", "--region", "us-east-1"}, from...)
			if code := cli.Main(t.Context(), args, nil, nil, &stdout, &stderr); code != 0 {
				t.Errorf("%q: exit code %d: %s", args, code, &stderr)
			}
			said[i] = stdout.String()
		}
		n := len(server.Requests())
		t.Logf("%q: %d calls", text, n)
		if most > 0 && n > most {
			t.Errorf("%q took %d calls, want %d at the most", text, n, most)
		}
		if said[0] != said[1] || !strings.Contains(said[0], `"schema": "vpclens.why/v1"`) {
			t.Errorf("%q: %s", text, differenceOf(said[0], said[1]))
		}
	}
}

// Of a log that is too long the end is read, which is where the last error stands.
func TestWhyReadsTheEndOfALog(t *testing.T) {
	file := filepath.Join(t.TempDir(), "long.log")
	const refused = "checkout-api connect ECONNREFUSED 10.0.20.237:5432\n"
	text := strings.Repeat(refused+strings.Repeat("x", 1000)+"\n", 5000) +
		strings.Repeat("nothing to see\n", 300_000) + "checkout-api Task timed out after 6.00 seconds\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, stdin := range map[string]io.Reader{"--file": nil, "-": strings.NewReader(text)} {
		args := []string{"why", "--demo", "--file", file}
		if stdin != nil {
			args = []string{"why", "--demo", "-"}
		}
		var stdout, stderr bytes.Buffer
		if code := cli.SharedMain(t.Context(), args, nil, stdin, &stdout, &stderr); code != 0 {
			t.Fatalf("%s: exit code %d: %s", name, code, &stderr)
		}
		if !strings.HasPrefix(stdout.String(), "checkout-api ran into its timeout: ") ||
			!strings.Contains(stderr.String(), "only the last 4 MB") {
			t.Errorf("%s: %.200s%s", name, stdout.String(), &stderr)
		}
	}
}

package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/ui/cli"
)

// The accounts of which it is known what AWS does, and those that were made under the law with its amendments. What
// does not hold yet is in the lists.
const (
	openCases   = "testdata/open-cases.txt"
	openAmended = "testdata/open-amended.txt"
)

func casesFolder(t *testing.T) string {
	t.Helper()
	return sharedFolder(t, "VPCLENS_CASES", filepath.Join("..", "..", "..", "shared", "cases"))
}

// TestCases holds trace against the assertions of the cases: what check.py there does with them, without Python.
func TestCases(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(casesFolder(t), "*", "expect.json"))
	if err != nil {
		t.Fatal(err)
	}
	var tried []expectation
	for _, file := range files {
		tried = append(tried, assertionsOf(t, filepath.Dir(file))...)
	}
	readOpen(t, openCases).hold(t, tried)
}

// oneOrSome is one text, or a list of texts each of which is right.
type oneOrSome []string

func (s *oneOrSome) UnmarshalJSON(data []byte) error {
	var one string
	if err := json.Unmarshal(data, &one); err == nil {
		*s = oneOrSome{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(s))
}

func assertionsOf(t *testing.T, folder string) []expectation {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "expect.json"))
	if err != nil {
		t.Fatal(err)
	}
	var expect struct {
		Assertions []struct {
			Function, To, Protocol string
			Port                   int
			Expect                 oneOrSome
		}
	}
	if err := json.Unmarshal(data, &expect); err != nil {
		t.Fatalf("%s: %v", folder, err)
	}
	var tried []expectation
	for _, a := range expect.Assertions {
		if a.Protocol == "" {
			a.Protocol = "tcp"
		}
		if a.Port == 0 {
			a.Port = 443
		}
		got := verdictOf(t, filepath.Join(folder, "account"), a.Function, a.To, a.Protocol, a.Port)
		e := expectation{line: fmt.Sprintf("%s: %s → %s %s %d", filepath.Base(folder), a.Function, a.To,
			a.Protocol, a.Port)}
		if !slices.Contains(a.Expect, got) {
			e.fail = fmt.Sprintf("want %s, got %s", strings.Join(a.Expect, " or "), got)
		}
		tried = append(tried, e)
	}
	return tried
}

// verdictOf is what trace says of a function: a verdict, or "refused" for what is no destination.
func verdictOf(t *testing.T, account, function, to, protocol string, port int) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := cli.Main(t.Context(), []string{"trace", function, "--from", account, "--to", to, "--protocol", protocol,
		"--port", strconv.Itoa(port), "--format", "json"}, nil, nil, &stdout, &stderr)
	if code == 2 {
		return "refused"
	}
	for d := json.NewDecoder(&stdout); ; { // a document for each function of that name
		var answer struct{ Function, Verdict string }
		if err := d.Decode(&answer); errors.Is(err, io.EOF) {
			return strings.TrimSpace(stderr.String())
		} else if err != nil {
			t.Fatalf("trace %s: %v", account, err)
		}
		if answer.Function == function {
			return answer.Verdict
		}
	}
}

// TestCasesByTheirOwnScript runs the script of the cases, which tries every kind of expectation, on this program.
func TestCasesByTheirOwnScript(t *testing.T) {
	if reach.Reworded() {
		t.Skip("the script looks for the sentences of this program")
	}
	folder := casesFolder(t)
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("LEFT OUT: what scan and the fixes say of the cases, because there is no python3")
	}
	program, err := exec.LookPath("vpclens") // this test binary, see TestMain
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), python, filepath.Join(folder, "check.py"), program, folder)
	command.Env = append(os.Environ(), "PYTHONUTF8=1", "AWS_CONFIG_FILE="+os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE="+os.DevNull)
	out, err := command.Output()
	var failed *exec.ExitError
	if err != nil && (!errors.As(err, &failed) || failed.ExitCode() != 1) {
		t.Fatalf("check.py: %v\n%s", err, out)
	}
	tried, score := scriptSaid(t, string(out))
	l := readOpen(t, openCases)
	for line := range l.open { // the script says nothing of what holds: whatever is listed was tried
		tried = append(tried, expectation{line: line})
	}
	t.Log(score)
	// Where all holds the script lists nothing, and its last line alone tells that it tried something.
	if count, _, ok := strings.Cut(score, " of "); len(tried) == 0 && ok && count != "0" &&
		strings.HasPrefix(score, count+" of "+count+" ") {
		return
	}
	l.hold(t, tried)
}

// scriptSaid are the expectations that the script says do not hold, and its last line.
func scriptSaid(t *testing.T, out string) (failing []expectation, score string) {
	t.Helper()
	for line := range strings.Lines(out) {
		line = strings.TrimSuffix(line, "\n")
		if what, rest, ok := strings.Cut(line, ": want "); ok {
			failing = append(failing, expectation{what, "want " + rest})
		} else {
			score = line
		}
	}
	if !strings.Contains(score, " expectations hold, ") {
		t.Fatalf("check.py did not come to its end:\n%s", out)
	}
	return failing, score
}

// TestCasesOfTheAmendedLaw verifies the accounts that were made under the law with its amendments.
func TestCasesOfTheAmendedLaw(t *testing.T) {
	folder := sharedFolder(t, "VPCLENS_AMENDED", filepath.Join("..", "..", "..", "shared", "accounts-amended"))
	files, err := filepath.Glob(filepath.Join(folder, "*", "assertions.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var tried []expectation
	for _, file := range files {
		tried = append(tried, verified(t, filepath.Dir(file))...)
	}
	readOpen(t, openAmended).hold(t, tried)
}

// verified are the assertions of an account. Where a single one makes verify refuse the file, each is tried alone.
func verified(t *testing.T, folder string) []expectation {
	t.Helper()
	file := filepath.Join(folder, "assertions.yaml")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var written struct{ Assertions []map[string]any }
	if err := yaml.Unmarshal(data, &written); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	results, why := verifyFile(t, folder, file)
	together := len(results) == len(written.Assertions)
	if !together {
		t.Logf("%s: each assertion is tried alone: %s", filepath.Base(folder), why)
	}
	var tried []expectation
	for i, a := range written.Assertions {
		e := expectation{line: fmt.Sprintf("%s: %v", filepath.Base(folder), a["name"])}
		var got []verifiedResult
		if together {
			got = results[i : i+1]
		} else {
			alone, err := yaml.Marshal(map[string]any{"assertions": []any{a}})
			if err != nil {
				t.Fatal(err)
			}
			one := filepath.Join(t.TempDir(), "one.yaml")
			if err := os.WriteFile(one, alone, 0o600); err != nil {
				t.Fatal(err)
			}
			got, e.fail = verifyFile(t, folder, one)
		}
		for _, r := range got {
			if !r.OK {
				e.fail = fmt.Sprintf("%v → %v %v %v: want %v, got %s%s", a["functions"], a["to"], a["protocol"],
					a["port"], a["expect"], r.Verdict, r.Problem)
			}
		}
		tried = append(tried, e)
	}
	return tried
}

type verifiedResult struct {
	OK               bool
	Verdict, Problem string
}

// verifyFile are the results of a file of assertions, or why there are none.
func verifyFile(t *testing.T, folder, file string) (results []verifiedResult, why string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := cli.Main(context.Background(),
		[]string{"verify", "--from", filepath.Join(folder, "account"), file, "--format", "json"}, nil, nil,
		&stdout, &stderr)
	if code != 0 && code != 3 {
		return nil, fmt.Sprintf("exit code %d: %s", code, strings.TrimSpace(stderr.String()))
	}
	var v struct{ Results []verifiedResult }
	if err := json.Unmarshal(stdout.Bytes(), &v); err != nil {
		t.Fatalf("verify %s: %v", file, err)
	}
	return v.Results, ""
}

package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/cli"
)

// TestWhyOfCases explains the symptoms with which cases begin: the cause that is true comes first.
func TestWhyOfCases(t *testing.T) {
	folder := casesFolder(t)
	list, err := os.ReadFile("testdata/why-cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	right, tried := 0, 0
	for line := range strings.Lines(string(list)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		head, want, _ := strings.Cut(line, " => ")
		row := strings.SplitN(head, " | ", 3)
		tried++
		if first, why := firstCause(t, folder, row[0], row[1], row[2]); !hasAll(first, want) {
			t.Errorf("%s: want %s, the first cause is %s\n%s", row[0], want, first, why)
			continue
		}
		right++
	}
	t.Logf("the first cause is right for %d of %d symptoms of cases", right, tried)
	if tried < 30 {
		t.Errorf("only %d symptoms", tried)
	}
}

// firstCause is the first cause of a text in a case's account as a program reads it, and what went wrong.
func firstCause(t *testing.T, folder, name, function, text string) (first, why string) {
	t.Helper()
	account := filepath.Join(folder, name, "account")
	if _, err := os.Stat(account); err != nil {
		account = filepath.Join(folder, name, "new")
	}
	if text == "asked" {
		data, err := os.ReadFile(filepath.Join(folder, name, "question.md"))
		if err != nil {
			t.Fatal(err)
		}
		_, text, _ = strings.Cut(string(data), "**As asked.** ")
		text, _, _ = strings.Cut(text, "\n")
	}
	args := []string{"why", text}
	if function != "-" {
		args = []string{"why", function, text}
	}
	var stdout, stderr bytes.Buffer
	cli.Main(t.Context(), append(args, "--from", account, "--format", "json"), nil, nil, &stdout, &stderr)
	var answer struct{ Causes []json.RawMessage }
	if err := json.Unmarshal(stdout.Bytes(), &answer); err != nil || len(answer.Causes) == 0 {
		return "", stdout.String() + stderr.String()
	}
	return string(answer.Causes[0]), ""
}

func hasAll(text, words string) bool {
	for word := range strings.SplitSeq(words, ", ") {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

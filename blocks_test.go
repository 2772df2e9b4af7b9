package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/docs/docstest"
)

// languages are those of blocks in documents, and what holds them.
var languages = map[string]string{
	"sh":      "is run, by TestCasesInReadmeAndHelp in ui/cli",
	"yaml":    "is read by who it is for, in the tests of the action and of settings and assertions",
	"json":    "is what a program prints or reads",
	"sql":     "is asked of DuckDB, in the tests of docs/fleet.md",
	"mermaid": "is drawn, by TestDrawingsInDocumentsAreRead in analysis/report",
	"go":      "is tried out by whoever adds something",
	"console": "needs what no test has, and the sentence before it says what",
	"":        "is no code, or that of another block's language",
}

// heldElsewhere are documents with commands in blocks of no language, and what runs these.
var heldElsewhere = map[string]string{
	"README.md":        "its list of commands is run line by line, by TestCasesInReadmeAndHelp in ui/cli",
	"docs/commands.md": "it is made from the help, of which the same test runs all examples",
}

// command matches the beginning of what people type.
var command = regexp.MustCompile(`(?m)^\s*(\$ )?` +
	`(vpclens|make|go|git|aws|brew|docker|terraform|cosign|gh|curl|npm|pip|apt|sudo) `)

// Commands that documents tell people to type are run by a test: they stand in blocks of sh.
func TestCommandsOfDocumentsAreRun(t *testing.T) {
	run := 0
	for _, d := range docstest.All(t, os.DirFS(".")) {
		for _, b := range d.Blocks {
			first, _, _ := strings.Cut(b.Text, "\n")
			if languages[b.Language] == "" {
				t.Errorf("%s: nothing holds the language %q of the block %q", d.Name, b.Language, first)
			}
			if b.Language == "sh" {
				run++
			}
			if b.Language == "" && heldElsewhere[d.Name] == "" && command.MatchString(b.Text) {
				t.Errorf("%s: the block %q is a command: say that it is sh, so that it is run", d.Name, first)
			}
		}
	}
	if run < 15 {
		t.Errorf("only %d blocks are run: this test looks at the wrong place", run)
	}
}

// What documents name of the repository within a sentence is there: targets of make, packages and tests of go test,
// tests by their names.
func TestCommandsInSentencesAreThere(t *testing.T) {
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	targets := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^([a-z-]+):`).FindAllStringSubmatch(string(makefile), -1) {
		targets[m[1]] = true
	}
	tests := testNames(t)
	seen := 0
	for _, d := range docstest.All(t, os.DirFS(".")) {
		for _, span := range d.Spans {
			words := strings.Fields(span)
			switch {
			case len(words) > 1 && words[0] == "make":
				seen++
				for _, target := range words[1:] {
					if !targets[target] && !strings.Contains(target, "=") {
						t.Errorf("%s names `%s`, and the Makefile has no %s", d.Name, span, target)
					}
				}
			case len(words) > 2 && words[0] == "go" && (words[1] == "test" || words[1] == "run"):
				seen++
				for _, wrong := range missingIn(words[2:], tests) {
					t.Errorf("%s names `%s`, and there is no %s", d.Name, span, wrong)
				}
			case regexp.MustCompile(`^(Test|Benchmark|Fuzz)[A-Z]\w*$`).MatchString(span):
				seen++
				if !slices.Contains(tests, span) {
					t.Errorf("%s names %s, which is no test", d.Name, span)
				}
			}
		}
	}
	if seen < 30 {
		t.Errorf("only %d names were looked at: this test looks at the wrong place", seen)
	}
}

// missingIn are the packages and tests that arguments of go test name and that are not there.
func missingIn(words, tests []string) []string {
	var out []string
	for i, word := range words {
		folder := strings.TrimSuffix(word, "/...")
		if strings.HasPrefix(folder, "./") && folder != "./the/package" {
			if _, err := os.Stat(filepath.FromSlash(folder)); err != nil {
				out = append(out, folder)
			}
		}
		if i > 0 && (words[i-1] == "-run" || words[i-1] == "-bench") && strings.HasPrefix(word, "Test") &&
			!slices.ContainsFunc(tests, func(name string) bool {
				return strings.HasPrefix(name, strings.TrimSuffix(word, "$"))
			}) {
			out = append(out, word)
		}
	}
	return out
}

// testNames are the names of all tests, benchmarks and fuzz targets of the repository.
func testNames(t *testing.T) []string {
	t.Helper()
	var out []string
	function := regexp.MustCompile(`(?m)^func ((?:Test|Benchmark|Fuzz)[A-Z]\w*)\(`)
	for _, file := range everyGoFile(t) {
		if !strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range function.FindAllStringSubmatch(string(source), -1) {
			out = append(out, m[1])
		}
	}
	return out
}

package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/docs/docstest"
)

// ofOthers are flags that documents name and that are those of other programs.
var ofOthers = map[string]string{
	"--body-file": "gh",
}

// Commands and flags that documents name within a sentence are those of the program.
func TestDocumentsNameCommandsThatThereAre(t *testing.T) {
	help := map[string]string{"": string(fine(t, nil, "--help"))}
	for _, name := range append(commands(t), "completion", "man", "version") {
		help[name] = string(fine(t, nil, name, "--help"))
	}
	all := strings.Join(slices.Collect(func(yield func(string) bool) {
		for _, text := range help {
			if !yield(text) {
				return
			}
		}
	}), "\n")
	flag := regexp.MustCompile(`--[a-z][a-z-]*`)
	has := func(text, name string) bool {
		return regexp.MustCompile(`(?m)^ +(-\w, )?` + name + `[ \[]`).MatchString(text)
	}
	root := filepath.Join("..", "..")
	documents := docstest.All(t, os.DirFS(root))
	forms, err := filepath.Glob(filepath.Join(root, ".github", "ISSUE_TEMPLATE", "*.yml"))
	if err != nil || len(forms) == 0 {
		t.Fatalf("there are no forms for issues: this test looks at the wrong place (%v)", err)
	}
	for _, file := range forms { // they are YAML, with Markdown in it
		form := docstest.Document{Name: file}
		for _, m := range regexp.MustCompile("`([^`\n]+)`").FindAllStringSubmatch(readText(t, file), -1) {
			form.Spans = append(form.Spans, m[1])
		}
		documents = append(documents, form)
	}
	seen := 0
	for _, d := range documents {
		for _, span := range d.Spans {
			words := strings.Fields(span)
			in := all
			switch {
			case len(words) == 0:
				continue
			case words[0] == "vpclens" && len(words) > 1:
				name := ""
				if regexp.MustCompile(`^[a-z]+$`).MatchString(words[1]) {
					name = words[1]
				}
				if help[name] == "" {
					t.Errorf("%s names `%s`, and there is no such command", d.Name, span)
					continue
				}
				in = help[name]
			case !strings.HasPrefix(words[0], "--"):
				continue
			}
			seen++
			for _, f := range flag.FindAllString(span, -1) {
				if ofOthers[f] == "" && !has(in, f) {
					t.Errorf("%s names `%s`, and there is no %s", d.Name, span, f)
				}
			}
		}
	}
	if seen < 150 {
		t.Errorf("only %d commands and flags were looked at: this test looks at the wrong place", seen)
	}
}

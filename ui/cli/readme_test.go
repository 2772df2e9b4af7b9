package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui"
	"github.com/vpclens/vpclens/ui/cli"
)

// The keys and marks in docs/keys.md are the explorer's own. `make docs` writes them.
func TestDocumentKeys(t *testing.T) {
	file := filepath.Join("..", "..", "docs", "keys.md")
	was := readText(t, file)
	want := was
	for name, table := range map[string]string{"keys": ui.KeyTable(), "marks": ui.MarkTable()} {
		const begin = "by `make docs`; do not edit -->\n\n"
		end := "\n<!-- end of " + name + " -->"
		head, rest, found := strings.Cut(want, "<!-- "+name+": made from ")
		what, old, open := strings.Cut(rest, begin)
		_, after, closed := strings.Cut(old, end)
		if !found || !open || !closed {
			t.Fatalf("docs/keys.md has no place for the %s between %q and %q", name, begin, end)
		}
		want = head + "<!-- " + name + ": made from " + what + begin + table + end + after
	}
	if want == was {
		return
	}
	if os.Getenv("VPCLENS_UPDATE") != "1" {
		t.Fatal("docs/keys.md is not what the explorer says: run make docs")
	}
	if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Every command is in the README, and every command in the README exists.
func TestReadmeHasTheCommands(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(data), "## Use\n\n```\n")
	block, _, _ = strings.Cut(block, "```")
	inReadme := make(map[string]bool)
	for line := range strings.Lines(block) {
		if words := strings.Fields(line); len(words) > 1 && !strings.HasPrefix(words[1], "-") &&
			strings.HasPrefix(line, "vpclens "+words[1]) {
			inReadme[words[1]] = true
		}
	}
	help := string(fine(t, nil, "--help"))
	_, list, _ := strings.Cut(help, "Available Commands:\n")
	list, _, _ = strings.Cut(list, "\n\n")
	inProgram := make(map[string]bool)
	for line := range strings.Lines(list) {
		inProgram[strings.Fields(line)[0]] = true
	}
	for _, everyProgramHas := range []string{"help", "completion", "version"} {
		delete(inProgram, everyProgramHas)
	}
	if len(inProgram) < 5 {
		t.Fatalf("the help lists %d commands: this test looks at the wrong place", len(inProgram))
	}
	for name := range inProgram {
		if !inReadme[name] {
			t.Errorf("README.md does not name the command %s", name)
		}
	}
	for name := range inReadme {
		if !inProgram[name] {
			t.Errorf("README.md names the command %s, which does not exist", name)
		}
	}
}

// Every picture, document and heading that a document shows or names is there.
func TestReadmeLinks(t *testing.T) {
	root := filepath.Join("..", "..")
	documents, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(documents) < 8 {
		t.Fatalf("only %d documents: this test looks at the wrong place (%v)", len(documents), err)
	}
	for _, file := range append(documents, filepath.Join(root, "README.md"), filepath.Join(root, "CONTRIBUTING.md")) {
		for _, match := range regexp.MustCompile(`(?:\]\(|src="|srcset=")([^)" ]+)[)"]`).
			FindAllStringSubmatch(readText(t, file), -1) {
			if strings.Contains(match[1], "://") {
				continue
			}
			name, heading, _ := strings.Cut(match[1], "#")
			target := file
			if name != "" {
				target = filepath.Join(filepath.Dir(file), filepath.FromSlash(name))
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s shows %s, which is not there", file, match[1])
			} else if heading != "" && !slices.Contains(anchors(readText(t, target)), heading) {
				t.Errorf("%s names %s, and there is no such heading", file, match[1])
			}
		}
	}
}

// anchors are the names that GitHub gives to the headings of a document.
func anchors(text string) []string {
	var out []string
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		name := regexp.MustCompile(`[^a-z0-9 _-]`).ReplaceAllString(strings.ToLower(heading[1]), "")
		out = append(out, strings.ReplaceAll(name, " ", "-"))
	}
	return out
}

// The schema of the settings in docs is that of the program. `make docs` writes it.
func TestDocumentSchema(t *testing.T) {
	file := filepath.Join("..", "..", "docs", "config.schema.json")
	want := fine(t, nil, "config", "schema")
	if os.Getenv("VPCLENS_UPDATE") == "1" {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if data, err := os.ReadFile(file); err != nil || string(data) != string(want) {
		t.Errorf("docs/config.schema.json is not what `vpclens config schema` prints: run make docs (%v)", err)
	}
}

// The reference of the commands is made of them. `make docs` writes it.
func TestDocumentCommands(t *testing.T) {
	file := filepath.Join("..", "..", "docs", "commands.md")
	want, err := cli.Reference()
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("VPCLENS_UPDATE") == "1" {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if data, err := os.ReadFile(file); err != nil || string(data) != string(want) {
		t.Errorf("docs/commands.md is not what the commands say of themselves: run make docs (%v)", err)
	}
}

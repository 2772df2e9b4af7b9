package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/docs/docstest"
	"github.com/vpclens/vpclens/ui"
	"github.com/vpclens/vpclens/ui/cli"
)

// The keys and marks in docs/keys.md are the explorer's own. `make docs` writes them.
func TestDocumentKeys(t *testing.T) {
	file := filepath.Join("..", "..", "docs", "keys.md")
	docstest.Hold(t, file, "keys", ui.KeyTable())
	docstest.Hold(t, file, "marks", ui.MarkTable())
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

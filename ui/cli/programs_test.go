package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestProgramWords(t *testing.T) {
	for line, want := range map[string][]string{
		"less":                {"less"},
		" less  -R -S ":       {"less", "-R", "-S"},
		`code --wait`:         {"code", "--wait"},
		`"/opt/My App/ed" -w`: {"/opt/My App/ed", "-w"},
		`/opt/My\ App/ed`:     {"/opt/My App/ed"},
		`vim '+set ro' ''`:    {"vim", "+set ro", ""},
		`emacs -nw "a\"b"`:    {"emacs", "-nw", `a"b`},
	} {
		if got, err := programWords(line); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s is %q, %v, want %q", line, got, err, want)
		}
	}
	for _, line := range []string{"", "  ", `"less`, `less \`,
		"col -b | less", "less; rm -rf x", "$(evil)", "a `b`", "less > /dev/null",
		"less &", `"" -R`} {
		if got, err := programWords(line); err == nil {
			t.Errorf("%q is %q", line, got)
		}
	}
}

// A file is for its owner only, stays where it is there already, and nothing but a file is written over.
func TestSaveFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "x.csv")
	if err := saveFile(name, "one", false); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := saveFile(name, "two", false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("written over: %v", err)
	}
	if err := saveFile(name, "2", true); err != nil {
		t.Error(err)
	}
	if text, err := os.ReadFile(name); err != nil || string(text) != "2" {
		t.Errorf("it holds %q, %v", text, err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(filepath.Join(dir, "nowhere"), link); err != nil {
		t.Fatal(err)
	}
	if err := saveFile(link, "x", false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a link is followed: %v", err)
	}
	if err := saveFile(dir, "x", true); err == nil {
		t.Error("a folder was written over")
	}
	t.Setenv("HOME", dir)
	if err := saveFile("~/home.csv", "x", false); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "home.csv")); err != nil {
		t.Error(err)
	}
}

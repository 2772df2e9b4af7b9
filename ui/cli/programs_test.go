package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest/platform"
)

func TestProgramWords(t *testing.T) {
	for _, c := range []struct {
		system, line string
		want         []string // nil is an error
	}{
		{"linux", "less", []string{"less"}},
		{"linux", " less  -R -S ", []string{"less", "-R", "-S"}},
		{"linux", `code --wait`, []string{"code", "--wait"}},
		{"linux", `"/opt/My App/ed" -w`, []string{"/opt/My App/ed", "-w"}},
		{"linux", `/opt/My\ App/ed`, []string{"/opt/My App/ed"}},
		{"linux", `vim '+set ro' ''`, []string{"vim", "+set ro", ""}},
		{"linux", `emacs -nw "a\"b"`, []string{"emacs", "-nw", `a"b`}},
		{"darwin", `/Applications/My\ Ed.app/ed -w`, []string{"/Applications/My Ed.app/ed", "-w"}},
		{"windows", `C:\bin\less.exe -R`, []string{`C:\bin\less.exe`, "-R"}},
		{"windows", `"C:\Program Files (x86)\Ed\ed.exe" --wait`, []string{`C:\Program Files (x86)\Ed\ed.exe`, "--wait"}},
		{"windows", `notepad`, []string{"notepad"}},
		{"windows", `ed 'a b'`, []string{"ed", "'a", "b'"}},
		{"linux", "", nil}, {"linux", "  ", nil}, {"linux", `"less`, nil}, {"linux", `less \`, nil},
		{"linux", "col -b | less", nil}, {"linux", "less; rm -rf x", nil}, {"linux", "$(evil)", nil},
		{"linux", "a `b`", nil}, {"linux", "less > /dev/null", nil}, {"linux", "less &", nil}, {"linux", `"" -R`, nil},
		{"windows", `more < x`, nil}, {"windows", `more & evil`, nil}, {"windows", `%EDITOR%`, nil},
		{"windows", `"C:\x`, nil},
	} {
		got, err := programWords(c.system, c.line)
		if !slices.Equal(got, c.want) || (err == nil) != (c.want != nil) {
			t.Errorf("%s: %s is %q, %v, want %q", c.system, c.line, got, err, c.want)
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
	if !platform.OwnerOnly(t, name) {
		t.Errorf("%s is for others as well", name)
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
	if err := saveFile(dir, "x", true); err == nil {
		t.Error("a folder was written over")
	}
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
	if err := saveFile("~/home.csv", "x", false); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "home.csv")); err != nil {
		t.Error(err)
	}
	link := filepath.Join(dir, "link")
	platform.Link(t, filepath.Join(dir, "nowhere"), link)
	if err := saveFile(link, "x", false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a link is followed: %v", err)
	}
}

// PowerShell writes what a program prints as UTF-16, and what it writes itself behind a byte order mark.
func TestInputsOfPowerShell(t *testing.T) {
	const want = "waivers: []\r\n"
	utf16 := []byte{0xff, 0xfe}
	for _, c := range []byte(want) {
		utf16 = append(utf16, c, 0)
	}
	for name, data := range map[string][]byte{"utf16": utf16, "utf8": []byte("\ufeff" + want), "plain": []byte(want)} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := readInput(path); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

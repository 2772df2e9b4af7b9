package pastetest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/paste"
)

// shell is a way in which people run what they paste.
type shell struct {
	name  string
	words []string
	talks bool // it writes its prompt, and that # is no command
}

// shells are all ways: commands come in a line at a time, as an interactive shell reads them. bash replaces words that
// begin with ! where somebody types; so does zsh, to which # begins no comment then.
func shells(tb testing.TB) []shell {
	tb.Helper()
	all := []shell{
		{name: "bash", words: []string{"bash", "--noprofile", "--norc", "-s"}},
		{name: "bash with its history",
			words: []string{"bash", "--noprofile", "--norc", "-o", "history", "-o", "histexpand", "-s"}},
		{name: "dash", words: []string{"dash", "-s"}}, {name: "sh", words: []string{"sh", "-s"}},
	}
	all = slices.DeleteFunc(all, func(s shell) bool {
		_, err := exec.LookPath(s.words[0])
		if err != nil {
			tb.Logf("NOT TESTED in %s: %v", s.name, err)
		}
		return err != nil
	})
	if len(all) == 0 {
		tb.Fatal("this machine has no shell to paste into")
	}
	if zsh := zshPath(tb); zsh != "" {
		all = append(all, shell{name: "zsh", words: []string{zsh, "-f", "-s"}},
			shell{name: "zsh as people type into it", words: []string{zsh, "-f", "-i", "-s"}, talks: true})
	}
	return all
}

// zshPath is the path of zsh: of the machine's own, or of the one that awsdata/collect/mototest/zsh.sh put under the
// user's cache directory; "" where there is none, which the test says. With VPCLENS_REQUIRE_ZSH=1 the test fails then.
func zshPath(tb testing.TB) string {
	tb.Helper()
	if path, err := exec.LookPath("zsh"); err == nil {
		return path
	}
	if cache, err := os.UserCacheDir(); err == nil {
		path := filepath.Join(cache, "vpclens", "zsh", "bin", "zsh")
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	const missing = "NOT TESTED in zsh: it is not on PATH, and not under the cache directory (run awsdata/collect/mototest/zsh.sh, or install zsh)"
	if os.Getenv("VPCLENS_REQUIRE_ZSH") == "1" {
		tb.Fatal(missing)
	}
	tb.Log(missing)
	return ""
}

// stub is in the place of the AWS CLI: it writes the words that it was given.
const stub = "aws() { printf '%s\\0' \"$@\"; printf '\\1\\0'; }\n"

// Words are the words that shells make of scripts, in text: a list for each command, and a list of those for each
// script. All shells of this machine make the same, and nothing in the text is run.
func Words(tb testing.TB, scripts []string) [][][]string {
	tb.Helper()
	text := stub + strings.Join(scripts, "\nprintf '\\2\\0'\n") + "\nprintf '\\2\\0'\n"
	var words [][][]string
	var first string
	for _, s := range shells(tb) {
		got := wordsIn(run(tb, s, text))
		switch {
		case len(got) != len(scripts):
			tb.Fatalf("%s: %d scripts of %d came to an end", s.name, len(got), len(scripts))
		case words == nil:
			words, first = got, s.name
		}
		for i := range got {
			if !slices.EqualFunc(got[i], words[i], slices.Equal) {
				tb.Errorf("%s reads\n%q, and %s\n%q of\n%s", s.name, got[i], first, words[i], scripts[i])
			}
		}
	}
	return words
}

// Texts are scripts as they are printed.
func Texts(scripts []paste.Script) []string {
	out := make([]string, len(scripts))
	for i, s := range scripts {
		out[i] = s.Text("")
	}
	return out
}

// run has a shell read a text in an empty folder, and says what it wrote. What is left in the folder was made by
// something that was to be text.
func run(tb testing.TB, s shell, text string) string {
	tb.Helper()
	input := filepath.Join(tb.TempDir(), "pasted") // a file: of a pipe shells read one byte at a time
	if err := os.WriteFile(input, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	in, err := os.Open(input)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	command := exec.Command(s.words[0], s.words[1:]...)
	command.Stdin = in
	command.Dir = tb.TempDir()
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + command.Dir, "HISTFILE=/dev/null", "TERM=dumb",
		"LC_ALL=C.UTF-8"}
	var said bytes.Buffer
	command.Stderr = &said
	out, err := command.Output()
	if err != nil || said.Len() > 0 && !s.talks {
		tb.Errorf("%s: %v: %.2000s", s.name, err, said.String())
	}
	left, err := os.ReadDir(command.Dir)
	if err != nil {
		tb.Fatal(err)
	}
	if len(left) > 0 {
		tb.Errorf("%s: a text was run, and left %v", s.name, left)
	}
	return string(out)
}

// wordsIn takes apart what the stub wrote.
func wordsIn(out string) (all [][][]string) {
	var words []string
	var commands [][]string
	for word := range strings.SplitSeq(strings.TrimSuffix(out, "\x00"), "\x00") {
		switch word {
		case "\x01":
			commands, words = append(commands, words), nil
		case "\x02":
			all, commands = append(all, commands), nil
		default:
			words = append(words, word)
		}
	}
	return all
}

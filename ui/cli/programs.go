package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// viewer is the program of the first of these variables that is set, or else of the first of the usual ones that is
// there, with its arguments; none where none can be used.
func (p *program) viewer(variables []string, usual ...string) []string {
	for _, v := range variables {
		if text := strings.TrimSpace(p.env.get(v)); text != "" {
			words, err := programWords(runtime.GOOS, text)
			if err != nil {
				return nil
			}
			return words
		}
	}
	for _, name := range usual {
		if path, err := exec.LookPath(name); err == nil {
			return []string{path}
		}
	}
	return nil
}

// pagers and editors are what people have on a system that have not named theirs.
func pagers() []string { return []string{"less", "more"} }

func editors(system string) []string {
	if system == "windows" {
		return []string{"notepad"}
	}
	return []string{"vi", "nano"}
}

// programWords cuts a command line at its spaces, as a system's shell does: quotes are understood, and backslashes but
// on Windows, where they stand between folders. Nothing else of a shell is understood: what asks for one is refused,
// not run as something else.
func programWords(system, line string) ([]string, error) {
	quotes, escape, asks := `"'`, '\\', "|&;<>()$`*?"
	if system == "windows" {
		quotes, escape, asks = `"`, -1, "|&<>^%*?"
	}
	var words []string
	var word strings.Builder
	begun, quote := false, rune(0)
	escaped := false
	for _, r := range line {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == escape && quote != '\'':
			escaped, begun = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case strings.ContainsRune(quotes, r):
			quote, begun = r, true
		case r == ' ' || r == '\t' || r == '\n':
			if begun {
				words = append(words, word.String())
				word.Reset()
				begun = false
			}
		case strings.ContainsRune(asks, r):
			return nil, fmt.Errorf("%q needs a shell for its %q, and none is run", line, r)
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	switch {
	case quote != 0 || escaped:
		return nil, fmt.Errorf("%q has a quote without its end", line)
	case begun:
		words = append(words, word.String())
	}
	if len(words) == 0 || words[0] == "" {
		return nil, fmt.Errorf("%q names no program", line)
	}
	return words, nil
}

// saveFile writes a file that a person asked for in the explorer. Only its owner can read it: it tells what is in an
// account. One that is there already stays, unless over says that it may go, and what is no file always does.
func saveFile(name, text string, over bool) error {
	if rest, ok := strings.CutPrefix(filepath.ToSlash(name), "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		name = filepath.Join(home, rest)
	}
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if over {
		info, err := os.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return fmt.Errorf("write the export: %w", err)
		case !info.Mode().IsRegular():
			return fmt.Errorf("%s is no regular file: write to another one", name)
		default:
			flags = os.O_WRONLY | os.O_TRUNC
		}
	}
	file, err := os.OpenFile(name, flags, 0o600)
	if err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	_, err = file.WriteString(text)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

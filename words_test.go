package main

import (
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/docs/docstest"
)

// TestWordsOfTheGlossary holds that no text that people read says a word that docs/glossary.md replaces.
func TestWordsOfTheGlossary(t *testing.T) {
	glossary, err := os.ReadFile(filepath.Join("docs", "glossary.md"))
	if err != nil {
		t.Fatal(err)
	}
	old := oldWords(t, string(glossary))
	for _, text := range []string{"a way out of it", "Way out", "whether it is\nundecided",
		"it has captured the name"} {
		if old.FindString(text) == "" {
			t.Errorf("the test would let %q pass", text)
		}
	}
	if found := old.FindString("the way outlined in colors"); found != "" {
		t.Errorf("the test refuses %q", found)
	}
	for folder, files := range goFiles(t) {
		if strings.Contains(folder, "awstest") { // accounts of the tests
			continue
		}
		for _, file := range files {
			for line, text := range textsOf(t, file) {
				if word := old.FindString(text); word != "" {
					t.Errorf("%s:%d says %q: docs/glossary.md has a better word", file, line, word)
				}
			}
		}
	}
	documents := docstest.All(t, os.DirFS("."))
	if len(documents) < 15 {
		t.Fatalf("only %d documents: this test looks at the wrong place", len(documents))
	}
	for _, d := range documents {
		if d.Name == "docs/glossary.md" {
			continue
		}
		for _, word := range old.FindAllString(d.Text, -1) {
			t.Errorf("%s says %q: docs/glossary.md has a better word", d.Name, word)
		}
	}
}

// oldWords matches the last column of the glossary, whatever the case of the first letter where it is no heading, also
// over the end of a line.
func oldWords(t *testing.T, glossary string) *regexp.Regexp {
	t.Helper()
	var words []string
	for line := range strings.Lines(glossary) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 5 || strings.HasPrefix(cells[1], "--") || strings.TrimSpace(cells[3]) == "Not" {
			continue
		}
		for word := range strings.SplitSeq(cells[3], ", ") {
			word = strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSpace(word)), " ", `\s+`)
			words = append(words, "(?i:"+word[:1]+")"+word[1:])
			if word[0] <= 'Z' { // a heading, and not where it stands in a sentence
				words[len(words)-1] = word
			}
		}
	}
	if len(words) < 30 {
		t.Fatalf("the glossary replaces %d words: this test looks at the wrong lines", len(words))
	}
	return regexp.MustCompile(`\b(` + strings.Join(words, "|") + `)\b`)
}

// textsOf are the string literals of a file by their lines.
func textsOf(t *testing.T, name string) map[int]string {
	t.Helper()
	source, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	file := token.NewFileSet().AddFile(name, -1, len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, 0)
	out := map[int]string{}
	for {
		at, kind, literal := s.Scan()
		if kind == token.EOF {
			return out
		}
		if kind != token.STRING || !strings.Contains(literal, " ") { // a code, a key or a name of a command
			continue
		}
		if text, err := strconv.Unquote(literal); err == nil {
			out[file.Line(at)] += text + "\n"
		}
	}
}

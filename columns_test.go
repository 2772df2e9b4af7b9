package main

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	widest   = 120 // columns that a line may have
	tabWidth = 4
)

// TestNoLineIsTooLong holds all code to 120 columns, tests too. Longer are only lines that cannot be broken, and rows
// of tables.
func TestNoLineIsTooLong(t *testing.T) {
	for _, file := range everyGoFile(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range tooLong(t, file, text) {
			t.Errorf("%s:%d has more than %d columns: break it at a comma or an operator", file, line, widest)
		}
	}
}

// tooLong are the lines of a file that have too many columns and could have fewer.
func tooLong(t *testing.T, name string, text []byte) []int {
	t.Helper()
	var long []int
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		if columns(line) > widest {
			long = append(long, i+1)
		}
	}
	if len(long) == 0 {
		return nil
	}
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, name, text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	may, tokens := rowsAndTags(files, parsed, lines), pieces(text)
	return slices.DeleteFunc(long, func(n int) bool {
		line := lines[n-1]
		return may[n] || unbreakable(line, tokens[n]) || isAlone(line)
	})
}

// columns is how wide a text is.
func columns(text string) int {
	return utf8.RuneCountInString(text) + (tabWidth-1)*strings.Count(text, "\t")
}

func indentation(line string) int {
	return tabWidth * (len(line) - len(strings.TrimLeft(line, "\t")))
}

var directive = regexp.MustCompile(`^//([a-z]+:[a-z]|nolint)`)

// isAlone reports whether a line is a comment that cannot be wrapped: a directive, or an address that no line has
// room for.
func isAlone(line string) bool {
	text := strings.TrimLeft(line, "\t")
	if !strings.HasPrefix(text, "//") {
		return false
	}
	return directive.MatchString(text) || slices.ContainsFunc(strings.Fields(text), func(word string) bool {
		return strings.Contains(word, "://") && indentation(line)+columns("// "+word) > widest
	})
}

// rowsAndTags are the lines that hold a row of a table, which is an element of a list or map on a line of its own, and
// those that a struct's tag makes too long. What a function in a row does is code like other code.
func rowsAndTags(files *token.FileSet, parsed *ast.File, lines []string) map[int]bool {
	out := map[int]bool{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			if n.Tag != nil {
				end := files.Position(n.Tag.End())
				out[end.Line] = out[end.Line] || columns(lines[end.Line-1][:end.Column-1]) > widest
			}
		case *ast.CompositeLit:
			if !isList(n) {
				return true
			}
			for _, e := range n.Elts {
				from, to := files.Position(e.Pos()), files.Position(e.End())
				before, behind := lines[from.Line-1][:from.Column-1], lines[to.Line-1][to.Column-1:]
				alone := strings.Trim(before, "\t") == "" && strings.Trim(behind, ",})") == ""
				if from.Line == to.Line && alone && !holdsFunction(e) {
					out[from.Line] = true
				}
			}
		}
		return true
	})
	return out
}

// isList tells lists and maps from structs. What has no type, or a type with a name, is one if its elements leave out
// their types or have keys that are no names.
func isList(literal *ast.CompositeLit) bool {
	switch literal.Type.(type) {
	case *ast.ArrayType, *ast.MapType:
		return true
	}
	return slices.ContainsFunc(literal.Elts, func(e ast.Expr) bool {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			if _, ok := pair.Key.(*ast.Ident); !ok {
				return true
			}
			e = pair.Value
		}
		element, ok := e.(*ast.CompositeLit)
		return ok && element.Type == nil
	})
}

func holdsFunction(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		_, ok := n.(*ast.FuncLit)
		found = found || ok
		return !found
	})
	return found
}

// piece is a token on its line, or a line of a string that has several.
type piece struct {
	to             int // where it ends
	string, breaks bool
}

// pieces are the tokens of a file, line by line.
func pieces(text []byte) map[int][]piece {
	out := map[int][]piece{}
	files := token.NewFileSet()
	var s scanner.Scanner
	s.Init(files.AddFile("", -1, len(text)), text, nil, 0)
	for {
		pos, kind, literal := s.Scan()
		at := files.Position(pos)
		switch {
		case kind == token.EOF:
			return out
		case kind == token.SEMICOLON && literal == "\n":
			continue
		case literal == "":
			literal = kind.String()
		}
		from := at.Column - 1
		for i, part := range strings.Split(literal, "\n") {
			out[at.Line+i] = append(out[at.Line+i], piece{from + len(part), kind == token.STRING, breaks(kind)})
			from = 0
		}
	}
}

// unbreakable reports whether a string on a line, with what Go keeps beside it, has no room although all the rest is
// put on other lines.
func unbreakable(line string, pieces []piece) bool {
	start, holds := 0, false
	indent := "" // in front of what is put on a line of its own
	for i, p := range pieces {
		holds = holds || p.string
		if !p.breaks && i+1 < len(pieces) {
			continue
		}
		if holds && columns(indent+line[start:p.to]) > widest {
			return true
		}
		start, holds = p.to, false
		if start < len(line) && line[start] == ' ' {
			start++
		}
		indent = strings.Repeat("\t", indentation(line)/tabWidth+1)
	}
	return false
}

// breaks reports whether a line may be broken behind a token.
func breaks(kind token.Token) bool {
	return kind.Precedence() > 0 ||
		slices.Contains([]token.Token{token.COMMA, token.LPAREN, token.LBRACK, token.LBRACE, token.SEMICOLON}, kind)
}

// TestColumns shows what is told of lines of every kind.
func TestColumns(t *testing.T) {
	words := strings.Repeat("word ", 25)
	text := `"` + words + `"`
	argument := `"` + words[:60] + `"`
	for name, c := range map[string]struct {
		line string
		want bool
	}{
		"a line that fits":             {"var x = " + text[:100] + `"`, false},
		"a comment":                    {"// " + words, true},
		"a comment behind code":        {"var x = 1 // " + words, true},
		"a directive":                  {"//go:generate " + words, false},
		"an address":                   {"// https://example.com/" + strings.Repeat("x", 100), false},
		"words and a short address":    {"// " + words + "https://example.com/", true},
		"a string":                     {"var x = " + text, false},
		"a string among others":        {"var x = " + argument + " + " + argument, true},
		"a string that would fit":      {"var x = f(" + text[:110] + `", 1, 2, 3)`, true},
		"names":                        {"var x = f(" + strings.Repeat("name, ", 20) + "name)", true},
		"a condition":                  {"func f() { if " + strings.Repeat("name && ", 16) + "name {}}", true},
		"tabs":                         {"func f() {\n" + strings.Repeat("\t", 29) + "f(1, 2)\n}", true},
		"the inside of a string":       {"var x = `\n" + words + "\n`", false},
		"behind a string":              {"var x = f(`\n`, " + strings.Repeat("name, ", 20) + "name)", true},
		"a tag":                        {"type x struct {\n\ty int `" + words + "`\n}", false},
		"a comment behind a tag":       {"type x struct {\n\ty int `" + words[:90] + "` // " + words[:60] + "\n}", true},
		"a row":                        {"var x = []T{\n\t{" + argument + ", " + argument + "},\n}", false},
		"a row of a map":               {"var x = M{\n\t\"key\": {" + argument + ", " + argument + "},\n}", false},
		"two rows on a line":           {"var x = []T{\n\t{" + argument + "}, {" + argument + "},\n}", true},
		"a row on the first line":      {"var x = []T{{" + argument + ", " + argument + "}}", true},
		"a row with a function":        {"var x = []T{\n\t{" + argument + ", func() { f(" + argument + ") }},\n}", true},
		"a member of a struct":         {"var x = T{\n\ty: f(" + argument + ", " + argument + "),\n}", true},
		"a comment behind a short row": {"var x = []T{\n\t{1}, // " + words + "\n}", true},
	} {
		if got := len(tooLong(t, "x.go", []byte("package x\n\n"+c.line+"\n"))) > 0; got != c.want {
			t.Errorf("%s is told: %v, want %v", name, got, c.want)
		}
	}
}

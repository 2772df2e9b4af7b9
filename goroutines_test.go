package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// aside are the files that may start a goroutine by themselves, each with the reason why a panic there would not leave
// a terminal broken.
var aside = map[string]string{
	"awsdata/group.go":  "it is what makes the others harmless",
	"ui/app.go":         "waits for signals",
	"ui/rest.go":        "hands the program a message",
	"ui/cli/signals.go": "waits for a signal",
	"ui/cli/cli.go":     "the run itself: Bubble Tea recovers what happens in the explorer",
	"ui/cli/prompt.go":  "reads keys, before the explorer or without it",
	"ui/plain/plain.go": "plain mode takes no terminal",
}

// TestNothingRunsAside holds that whatever runs beside something else does so in an awsdata.Group: the explorer has the
// terminal, and a panic in a goroutine of its own would end the process without giving it back.
func TestNothingRunsAside(t *testing.T) {
	used := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := filepath.ToSlash(path)
		if entry.IsDir() {
			if base := entry.Name(); base == "testdata" || base == ".git" || name == "screenshots" ||
				strings.HasSuffix(base, "test") || base == "awsreplay" {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			starts := ""
			switch n := n.(type) {
			case *ast.GoStmt:
				starts = "a go statement"
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "sync" && n.Sel.Name == "WaitGroup" {
					starts = "a sync.WaitGroup"
				}
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && n.Sel.Name == "AfterFunc" {
					starts = "a time.AfterFunc"
				}
			}
			switch {
			case starts == "":
			case aside[name] == "":
				t.Errorf("%s has %s: use an awsdata.Group, or say here why a panic there harms nobody", name, starts)
			default:
				used[name] = true
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range aside {
		if !used[name] && name != "awsdata/group.go" {
			t.Errorf("%s starts no goroutine any more: take it out", name)
		}
	}
}

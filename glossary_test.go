package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestGlossaryNamesWhatIsThere holds that every identifier in the glossary of CONTRIBUTING.md is one of the code, so
// that no word outlives what it stands for.
func TestGlossaryNamesWhatIsThere(t *testing.T) {
	text, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, glossary, _ := strings.Cut(string(text), "\n## The words of the code\n")
	glossary, _, ended := strings.Cut(glossary, "\n## ")
	if !ended {
		t.Fatal("CONTRIBUTING.md has no glossary: this test looks for another heading")
	}
	declared := declaredNames(t)
	entry := regexp.MustCompile("^- \\*\\*[a-z ]+\\*\\* `([^`]+)`: ")
	named := regexp.MustCompile("`([a-z]+(?:\\.[A-Za-z]+)+)`")
	words := 0
	for line := range strings.Lines(glossary) {
		if strings.HasPrefix(line, "- ") {
			words++
			if !entry.MatchString(line) {
				t.Errorf("%q has no identifier: want - **word** `package.Name`: what it is", line)
			}
		}
		for _, m := range named.FindAllStringSubmatch(line, -1) {
			if !declared[m[1]] {
				t.Errorf("the glossary names %s, which is not in the code", m[1])
			}
		}
		if m := entry.FindStringSubmatch(line); m != nil && !named.MatchString("`"+m[1]+"`") {
			if _, err := os.Stat(m[1]); err != nil {
				t.Errorf("the glossary names %s, which is neither an identifier nor a file", m[1])
			}
		}
	}
	if words < 20 {
		t.Errorf("the glossary has %d words: this test looks at the wrong lines", words)
	}
}

// declaredNames are the names that packages give, as others write them: "reach.Hop", "awsdata.Snapshot.Encode".
func declaredNames(t *testing.T) map[string]bool {
	t.Helper()
	out := make(map[string]bool)
	for _, files := range goFiles(t) {
		for _, name := range files {
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, declaration := range file.Decls {
				for _, name := range namesOf(declaration) {
					out[file.Name.Name+"."+name] = true
				}
			}
		}
	}
	return out
}

// namesOf are the functions, methods, types, values and members that a declaration gives a name.
func namesOf(declaration ast.Decl) []string {
	if f, ok := declaration.(*ast.FuncDecl); ok {
		if f.Recv == nil {
			return []string{f.Name.Name}
		}
		receiver := f.Recv.List[0].Type
		if pointer, ok := receiver.(*ast.StarExpr); ok {
			receiver = pointer.X
		}
		if generic, ok := receiver.(*ast.IndexExpr); ok {
			receiver = generic.X
		}
		if of, ok := receiver.(*ast.Ident); ok {
			return []string{of.Name + "." + f.Name.Name}
		}
		return nil
	}
	var out []string
	for _, spec := range declaration.(*ast.GenDecl).Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			out = append(out, spec.Name.Name)
			if of, ok := spec.Type.(*ast.StructType); ok {
				for _, field := range of.Fields.List {
					for _, name := range field.Names {
						out = append(out, spec.Name.Name+"."+name.Name)
					}
				}
			}
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				out = append(out, name.Name)
			}
		}
	}
	return out
}

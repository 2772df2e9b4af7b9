package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"
)

// A reason is a value, and its sentence is for people: whoever decides by the letters of one breaks when it is worded
// better. This test reads the code for it; make reworded proves the rest.

// sentences are the methods whose result is a sentence made from a value.
var sentences = []string{"Why", "Says", "NoteText"}

// deciders are the functions of package strings that take a text apart.
var deciders = []string{
	"Compare", "Contains", "ContainsAny", "ContainsFunc", "ContainsRune", "Count", "Cut", "CutPrefix", "CutSuffix",
	"EqualFold", "Fields", "HasPrefix", "HasSuffix", "Index", "IndexByte", "LastIndex", "Split", "SplitN",
	"TrimPrefix", "TrimSuffix",
}

func TestNoCodeDecidesByASentence(t *testing.T) {
	for folder, files := range goFiles(t) {
		if matches("analysis/reach", folder) || matches("analysis/report", folder) || matches("ui/widget", folder) {
			continue
		}
		for _, file := range files {
			for _, problem := range readSentences(t, file, nil) {
				t.Errorf("%s: decide by the value (a hop's reason, leg, side, rule), not by the words made from it",
					problem)
			}
		}
	}
}

// readSentences names the places of a file where a sentence decides. src is the file's text, nil to read it.
func readSentences(t *testing.T, file string, src any) []string {
	t.Helper()
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range tree.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			r := reader{set: set, told: make(map[string]bool)}
			ast.Inspect(f.Body, r.visit)
			out = append(out, r.problems...)
		}
	}
	return out
}

// reader reads one function from top to bottom. It knows the variables that hold a sentence, and what is made of one.
type reader struct {
	set      *token.FileSet
	told     map[string]bool
	problems []string
}

func (r *reader) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			right := n.Rhs[min(i, len(n.Rhs)-1)]
			name, ok := left.(*ast.Ident)
			if _, call := right.(*ast.FuncLit); ok && !call {
				r.told[name.Name] = r.sentence(right) || n.Tok == token.ADD_ASSIGN && r.told[name.Name]
			}
		}
	case *ast.BinaryExpr:
		compares := slices.Contains([]token.Token{token.EQL, token.NEQ, token.LSS, token.GTR, token.LEQ, token.GEQ},
			n.Op)
		if compares && (r.sentence(n.X) || r.sentence(n.Y)) {
			r.problem(n, "compares a sentence")
		}
	case *ast.SwitchStmt:
		if n.Tag != nil && r.sentence(n.Tag) {
			r.problem(n.Tag, "switches on a sentence")
		}
	case *ast.IndexExpr:
		if r.sentence(n.Index) {
			r.problem(n, "looks up by a sentence")
		}
	case *ast.CallExpr:
		if f, ok := n.Fun.(*ast.SelectorExpr); ok && isName(f.X, "strings") && slices.Contains(deciders, f.Sel.Name) &&
			slices.ContainsFunc(n.Args, r.sentence) {
			r.problem(n, "takes a sentence apart with strings."+f.Sel.Name)
		}
	}
	return true
}

// sentence reports whether a text is, or is made of, a sentence. How long one is is no text.
func (r *reader) sentence(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			found = found || r.told[n.Name]
		case *ast.CallExpr:
			f, ok := n.Fun.(*ast.SelectorExpr)
			if isName(n.Fun, "len") || ok && f.Sel.Name == "Width" {
				return false
			}
			if !ok || len(n.Args) > 0 {
				return true
			}
			of, inner := f.X.(*ast.SelectorExpr)
			statement := f.Sel.Name == "String" && inner && (of.Sel.Name == "Why" || of.Sel.Name == "Note")
			found = found || statement || slices.Contains(sentences, f.Sel.Name)
		case *ast.SelectorExpr: // a member of a variable is another thing than the variable
			ast.Inspect(n.X, func(x ast.Node) bool {
				if call, ok := x.(*ast.CallExpr); ok {
					found = found || r.sentence(call)
				}
				return true
			})
			return false
		case *ast.FuncLit:
			return false
		}
		return true
	})
	return found
}

func (r *reader) problem(n ast.Node, what string) {
	r.problems = append(r.problems, fmt.Sprintf("%s: %s", r.set.Position(n.Pos()), what))
}

func isName(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

func TestDecidingByASentenceIsSeen(t *testing.T) {
	for body, bad := range map[string]bool{
		`_ = strings.Contains(h.Why(), "loop")`:                              true,
		`if h.Why() == "" { return }`:                                        true,
		`if rest, ok := strings.CutPrefix(h.Says(), "to "); ok { _ = rest }`: true,
		`why := h.Why(); _ = strings.HasPrefix(why, "to ")`:                  true,
		`text := named(h.Why()) + "."; _, _, _ = strings.Cut(text, ": ")`:    true,
		`text := "a"; text += h.Why(); _ = text == "ab"`:                     true,
		`_ = t.NoteText() != "the IPv4 internet"`:                            true,
		`why := s.Why.String(); _ = strings.Contains(why, "NAT")`:            true,
		`switch h.Why() { case "a": }`:                                       true,
		`_ = seen[h.Why()]`:                                                  true,
		`for _, h := range hops { if strings.Contains(h.Why(), "x") { } }`:   true,
		`f(func() bool { return strings.Contains(h.Why(), "x") })`:           true,
		`_ = h.Reason == reach.NATLoop`:                                      false,
		`if widget.Width(h.Why()) > len(h.Why()) { return }`:                 false,
		`why := h.Why(); print(why)`:                                         false,
		`why := h.Why(); why = "other"; _ = why == "other"`:                  false,
		`_ = s.Why.Reason != ""`:                                             false,
		`_ = strings.Join([]string{h.Why()}, ", ")`:                          false,
		`_ = strings.Contains(h.Resource, ",")`:                              false,
		`why := h.Why(); _ = why; _ = o.why == "kept"`:                       false,
	} {
		src := "package x\nfunc f() {\n" + body + "\n}\n"
		if got := readSentences(t, "x.go", src); len(got) > 0 != bad {
			t.Errorf("%s: refused is %v, want %v", body, got, bad)
		}
	}
}

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// stateWords are words that AWS uses for the states, types and actions of things.
var stateWords = strings.Fields(
	`available pending failed deleting deleted active inactive blackhole filtered associated associating disassociated
	attached attaching detaching detached in-use allow deny lambda interface gateway gatewayloadbalancer public private regional zonal
	successful inprogress running stopped enabled disabled static propagated vpc vpn peering -1`)

// decisions are the places in the user interface that compare with such a word, and why each is no decision about AWS.
var decisions = map[string]string{
	"ui/screens/functionrow.go vpc": "a column's name",
	"ui/screens/ledger.go vpc":      "a column's name",
}

// TestScreensDecideNothingAboutAWS looks for comparisons with AWS's own words in the user interface. What they mean is
// said below the screens, once, where the command line and the checks say the same.
func TestScreensDecideNothingAboutAWS(t *testing.T) {
	found := map[string]int{}
	for folder, files := range goFiles(t) {
		if !matches("ui/...", folder) && folder != "ui" {
			continue
		}
		for _, file := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range comparedWords(parsed) {
				if slices.Contains(stateWords, strings.ToLower(word)) {
					found[file+" "+word]++
				}
			}
		}
	}
	for _, place := range slices.Sorted(maps.Keys(found)) {
		if decisions[place] == "" {
			t.Errorf("%s: %d times: say what it means below the screens, or why it is no decision in this table",
				place, found[place])
		}
	}
	for _, place := range slices.Sorted(maps.Keys(decisions)) {
		if found[place] == 0 {
			t.Errorf("%s is not there any more: take it out of the table", place)
		}
	}
}

// comparedWords are the texts that a file compares with, by operators or in the cases of a switch.
func comparedWords(file *ast.File) []string {
	var out []string
	literal := func(e ast.Expr) {
		if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if text, err := strconv.Unquote(l.Value); err == nil {
				out = append(out, text)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				literal(n.X)
				literal(n.Y)
			}
		case *ast.CaseClause:
			for _, e := range n.List {
				literal(e)
			}
		}
		return true
	})
	return out
}

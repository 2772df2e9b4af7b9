package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"testing"
)

// kindSwitch is a row of the table of places outside awsdata that tell kinds of resources apart by their Go types. What
// can be said of every kind is in its row of the table of kinds ([awsdata.Kind]), so that a new kind needs no place
// here.
type kindSwitch struct {
	files []string
	most  int // how many cases there may be; a number that shrank is written down
	why   string
}

var kindSwitches = []kindSwitch{
	{[]string{"analysis/fix/touched.go"}, 7, "what an edit changed is printed by the command that shows that part"},
	{[]string{"analysis/impact/impact.go"}, 19, "each part of the network stops different ways when it goes"},
	{[]string{"analysis/names/parse.go"}, 3, "databases listen where their engine does"},
	{[]string{"analysis/picture/chain.go"}, 4, "what a drawing tells below the name of a part"},
	{[]string{"analysis/whatif/gone.go"}, 26, "each kind is taken out of a snapshot, and put back, by an edit of its own"},
	{[]string{"ui/screens/console.go"}, 2, "a version's page is below its function's, and a flow log has none but that of what it watches"},
	{[]string{"ui/screens/resource.go"}, 6, "the sections of a screen that take the place of facts"},
	{[]string{"ui/screens/resourceparts.go"}, 10, "the sections that only one kind has"},
	{[]string{"analysis/find/address.go", "analysis/find/find.go"}, 11, "what has addresses, ranges and host names, and what names them"},
	{[]string{"analysis/uses/dependents.go", "analysis/uses/owner.go", "analysis/uses/uses.go"}, 45, "who owns and uses a part, and what AWS refuses"},
	{[]string{"analysis/whatif/offer.go", "analysis/whatif/addition.go", "ui/screens/switches.go"}, 14,
		"what can be changed of a part, by its kind"},
}

// TestKindsAreRows counts the cases `case *awsdata.X:` of type switches.
func TestKindsAreRows(t *testing.T) {
	cases := map[string]int{}
	for folder, files := range goFiles(t) {
		if matches("awsdata/...", folder) {
			continue
		}
		for _, file := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			if n := kindCases(parsed); n > 0 {
				cases[file] = n
			}
		}
	}
	for _, row := range kindSwitches {
		n := 0
		for _, file := range row.files {
			n += cases[file]
			delete(cases, file)
		}
		switch {
		case n > row.most:
			t.Errorf("%q have %d cases of kinds, %d are allowed (%s): say it in the row of the kind", row.files, n,
				row.most, row.why)
		case n < row.most:
			t.Errorf("%q have %d cases of kinds by now: write that in the place of %d", row.files, n, row.most)
		}
	}
	for _, file := range slices.Sorted(maps.Keys(cases)) {
		t.Errorf("%s has %d cases of kinds: say it in the rows of the kinds, or why not in this table", file,
			cases[file])
	}
}

// kindCases counts the types of awsdata in the cases of a file's type switches.
func kindCases(file *ast.File) int {
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		s, ok := node.(*ast.TypeSwitchStmt)
		if !ok {
			return true
		}
		for _, clause := range s.Body.List {
			c, ok := clause.(*ast.CaseClause)
			if !ok {
				continue
			}
			for _, e := range c.List {
				if isKind(e) {
					n++
				}
			}
		}
		return true
	})
	return n
}

// isKind reports whether an expression is *awsdata.X.
func isKind(e ast.Expr) bool {
	star, ok := e.(*ast.StarExpr)
	if !ok {
		return false
	}
	selector, ok := star.X.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := selector.X.(*ast.Ident)
	return ok && pkg.Name == "awsdata"
}

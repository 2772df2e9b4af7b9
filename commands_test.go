package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// commandsBesides are texts with the beginning of a command that something is put into outside of analysis/paste, and
// why nothing of an account is.
var commandsBesides = map[string]string{
	"vpclens checks takes one ID at most, got %d": "says what is wrong with a command, and is none",
}

// TestCommandsAreMadeOfWords holds that a command that people paste is made by analysis/paste, which quotes every word
// of it: no other text that begins one has something put in, be it by + or by a verb of a format.
func TestCommandsAreMadeOfWords(t *testing.T) {
	used := make(map[string]bool)
	for folder, files := range goFiles(t) {
		if folder == "analysis/paste" || matches("analysis/paste/pastetest", folder) ||
			matches("awsdata/awstest/...", folder) {
			continue
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range commandsPutTogether(t, file, string(text)) {
				if _, ok := commandsBesides[found]; ok {
					used[found] = true
					continue
				}
				t.Errorf("%s: %q: a command is made of words by analysis/paste", filepath.ToSlash(file), found)
			}
		}
	}
	for text := range commandsBesides {
		if !used[text] {
			t.Errorf("%q is not in the code any more: take it out of the list", text)
		}
	}
}

// TestCommandsPutTogetherAreSeen holds that the test above sees what it is for.
func TestCommandsPutTogetherAreSeen(t *testing.T) {
	for code, want := range map[string]int{
		`"run aws sso login --profile " + name`:                            1,
		`name + ": run aws sso login --profile " + name`:                   1,
		"\"run `aws sso login\" + profile + \"`\"":                         1,
		`fmt.Sprintf("aws ec2 describe-vpcs --vpc-ids %s", id)`:            1,
		"fmt.Sprintf(\"`vpclens trace %s` tells\", name)":                  1,
		`strings.Join([]string{"aws ec2 delete-vpc --vpc-id", id}, " ")`:   1,
		`"vpclens scan --from" + " " + path`:                               1,
		`"x" + fmt.Sprintf("aws ec2 describe-vpcs --vpc-ids %s", id)`:      1,
		`fmt.Sprintf("resource %q %q {", kind, name)`:                      1,
		`b.WriteString("    Type: AWS::EC2::VPC\n" + "Resources:\n" + x)`:  1,
		"fmt.Sprintf(\"no function %q: `vpclens scan` lists them\", name)": 0,
		"\"`vpclens find` looks for \" + what":                             0,
		`"run aws configure"`:                                              0,
		`"an AWS command " + "of aws"`:                                     0,
		`"what vpclens reads: " + list`:                                    0,
		`fmt.Sprintf("%s does not let aws services in", x)`:                0,
	} {
		if got := commandsPutTogether(t, "x.go", "package x\nvar _ = "+code); len(got) != want {
			t.Errorf("%s: found %q, want %d", code, got, want)
		}
	}
}

var (
	quotedWhole = regexp.MustCompile("`[^`%]*`")
	// begins is the beginning of a command, with its service or option, or of a declaration.
	begins = regexp.MustCompile(`(^|[^\w-])(aws|vpclens) ([a-z0-9-]+ [a-z-]+( --)|--|(scan|trace|snapshot|whatif|usedby|find|owner|reach|compare|diff|verify|waive|checks|policy|explore)\b)|` +
		`(^|[^\w-])aws (sso|configure|ec2|lambda|iam|sts|s3|eks|rds)\b|--profile |--function-name|\b(resource|data) ("|%q %q)|Resources:\n|Type: AWS::`)
)

// commandsPutTogether are the texts in a file that begin a command and that something is put into. What stands between
// backquotes with its end, and without a verb, is whole.
func commandsPutTogether(t *testing.T, file, text string) (found []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, text, 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[token.Pos]bool) // a sum of three is a sum of two as well
	check := func(e ast.Expr, verbs bool) {
		value, ok := constant(e)
		if seen[e.Pos()] {
			return
		}
		if rest := quotedWhole.ReplaceAllString(value, ""); ok && begins.MatchString(rest) &&
			(!verbs || strings.Contains(rest, "%")) {
			found, seen[e.Pos()] = append(found, value), true
		}
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if _, ok := constant(n); n.Op == token.ADD && !ok {
				for _, part := range operands(n) {
					check(part, false)
				}
			}
		case *ast.CallExpr:
			for i, arg := range n.Args {
				if list, ok := arg.(*ast.CompositeLit); ok && strings.HasSuffix(name(n.Fun), "Join") {
					for _, e := range list.Elts {
						check(e, false)
					}
				}
				if i+1 < len(n.Args) {
					check(arg, true)
				}
			}
		}
		return true
	})
	return found
}

// operands are the parts of a sum, neighbors that are constant as one.
func operands(e ast.Expr) []ast.Expr {
	b, ok := e.(*ast.BinaryExpr)
	if _, whole := constant(e); whole || !ok || b.Op != token.ADD {
		return []ast.Expr{e}
	}
	return append(operands(b.X), operands(b.Y)...)
}

// constant is the value of a text that the code spells out.
func constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if value, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return value, true
		}
	case *ast.ParenExpr:
		return constant(e.X)
	case *ast.BinaryExpr:
		x, ok := constant(e.X)
		y, also := constant(e.Y)
		return x + y, ok && also && e.Op == token.ADD
	}
	return "", false
}

// name is what is called.
func name(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		return s.Sel.Name
	}
	return ""
}

package why

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/symptom"
)

// TestEveryKindHasARule holds that no symptom, whatever its path says, is left without a word.
func TestEveryKindHasARule(t *testing.T) {
	paths := []*reach.Trace{nil}
	for v := reach.Blocked; v <= reach.Reachable; v++ {
		paths = append(paths, &reach.Trace{Verdict: v})
	}
	for _, kind := range symptom.Kinds() {
		for _, path := range paths {
			if !slices.ContainsFunc(rules, func(r rule) bool {
				return slices.Contains(r.kinds, kind) && r.verdict.fits(path)
			}) {
				t.Errorf("no rule is for %s with %+v", kind, path)
			}
		}
		if KindText(kind) == "" {
			t.Errorf("%s has no words", kind)
		}
	}
}

// TestChecksOfTheRules holds that every check that is broken or not is known to the rules, and that they know no other.
func TestChecksOfTheRules(t *testing.T) {
	for id := range shows {
		if check.Find(id) == nil {
			t.Errorf("there is no check %s", id)
		}
	}
	for code, ids := range ofCode {
		if check.StateReason(code) == "" {
			t.Errorf("there is no reason code %s", code)
		}
		for _, id := range ids {
			if check.Find(id) == nil {
				t.Errorf("%s: there is no check %s", code, id)
			}
		}
	}
	for _, c := range check.Catalogue() {
		if _, known := shows[c.ID]; !known && c.Impact >= check.Partly {
			t.Errorf("%s finds what does not work: which symptoms does it show as?", c.ID)
		}
	}
}

// TestEveryCodeHasWords reads the codes of the source: each has a sentence, or a hop, a finding or a keeper says it.
func TestEveryCodeHasWords(t *testing.T) {
	said := []Code{PathBlocked, PathPartly, PathUnknown, Found, EndpointBypassed, IfCalled, PortAsked, NameBlocked,
		PolicyDenies, APICaptured, CodeSays, Held, Named, HopUnknown}
	file, err := parser.ParseFile(token.NewFileSet(), "words.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		literal, ok := spec.Values[0].(*ast.BasicLit)
		if typed, is := spec.Type.(*ast.Ident); !ok || !is || typed.Name != "Code" {
			return true
		}
		text, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		found++
		if _, has := sentences[Code(text)]; has == slices.Contains(said, Code(text)) {
			t.Errorf("%s: has a sentence of its own is %v", text, has)
		}
		return true
	})
	if found < 40 {
		t.Errorf("only %d codes were found", found)
	}
}

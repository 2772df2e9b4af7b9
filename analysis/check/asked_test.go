package check_test

import (
	"go/ast"
	"slices"
	"testing"
)

// TestChecksAskThroughThePass holds that checks ask the engine by the methods that remember what an answer lacked.
func TestChecksAskThroughThePass(t *testing.T) {
	asks := []string{"Trace", "Verdict", "Reach", "ReachWithin", "Egress", "EffectiveRoutes"}
	allowed := map[string]string{
		"asked.go":                    "this is where the answers are remembered",
		"placement.go":                "a placement's reach is computed once, and remembered each time",
		"outward.go":                  "asks what one security group of a known set lets out",
		"acl_stops.go":                "asks what would be without network ACLs; what is is asked, too",
		"nat_fix.go":                  "looks for a place for a fix",
		"endpoint_admit.go":           "asks for a fix whom it concerns",
		"vpc_config.go":               "tries a fix",
		"egress_nat_shared_public.go": "asks about subnets without functions",
	}
	used := make(map[string]bool)
	for name, file := range sources(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok || !slices.Contains(asks, call.Sel.Name) || !ofEngine(call.X) {
				return true
			}
			used[name] = true
			if allowed[name] == "" {
				t.Errorf("%s asks the engine for %s itself: what the answer lacks is lost", name, call.Sel.Name)
			}
			return true
		})
	}
	for name := range allowed {
		if !used[name] {
			t.Errorf("%s asks nothing any more: take it from the list", name)
		}
	}
}

// ofEngine reports whether an expression is a pass's engine, or one made of it.
func ofEngine(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.SelectorExpr:
		return x.Sel.Name == "Engine"
	case *ast.CallExpr:
		of, ok := x.Fun.(*ast.SelectorExpr)
		return ok && ofEngine(of.X)
	}
	return false
}

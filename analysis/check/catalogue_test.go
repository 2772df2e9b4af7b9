package check_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/check"
)

// families is the plan of the catalogue: every id, in its order. The catalogue may lag behind it and never departs from
// it.
func families() []struct {
	family check.Family
	ids    []string
} {
	return []struct {
		family check.Family
		ids    []string
	}{
		{check.Egress, strings.Fields(`egress-internet-all-ports egress-internet-any-address egress-internet-risky-port
			egress-ipv6-bypass egress-latent egress-cross-network egress-unmonitored egress-dns-uncontrolled
			egress-nat-shared-public egress-exfiltration egress-service-over-internet egress-endpoint-policy-open
			egress-not-attached sg-egress-unused-rule sg-stale-reference`)},
		{check.Placement, strings.Fields(
			`path-public-subnet path-mixed-subnets path-differs-by-subnet path-nat-broken path-nat-instance
			path-blackhole path-nacl-return path-nacl-blocks path-public-access-block path-encryption-control path-single-az path-nat-single-az
			path-tgw-zone path-default-sg path-default-vpc path-shared-sg path-dangling path-target-unreachable
			path-inbound-rules
			path-vpc-not-needed`)},
		{check.Endpoints, strings.Fields(`dns-off dns-custom-unreachable dns-name-blocked endpoint-blocked endpoint-policy-blocks endpoint-private-dns-off
			endpoint-captures-apis endpoint-not-routed endpoint-zone-missing service-unreachable durable-no-lambda-api event-source-path`)},
		{check.Interface, strings.Fields(`eni-state eni-subnet-addresses eni-quota eni-fragmented-groups eni-orphaned
			eni-drift eni-old-versions eni-role-permissions eni-role-not-denied eni-ipv6-no-path efs-unreachable
			cold-start-package cold-start-snapstart cold-start-idle cold-start-init-dependency`)},
		{check.Identity, strings.Fields(`role-not-assumable role-admin role-escalation role-shared role-network-write function-public function-url-forbidden`)},
	}
}

// TestCatalogueHoldsEveryCheck reads the package's source: a check that is declared and not listed would never run.
func TestCatalogueHoldsEveryCheck(t *testing.T) {
	listed := make(map[string]bool)
	for _, c := range check.Catalogue() {
		listed[c.ID] = true
	}
	declared := declaredChecks(t)
	if len(declared) == 0 {
		t.Fatal("no check is declared: this test looks in the wrong folder")
	}
	for id, file := range declared {
		if !listed[id] {
			t.Errorf("%s declares %s, which Catalogue does not list", file, id)
		}
		if own := strings.ReplaceAll(id, "-", "_") + ".go"; file != own {
			t.Errorf("%s declares %s, which belongs in %s", file, id, own)
		}
	}
	for id := range listed {
		if declared[id] == "" {
			t.Errorf("Catalogue lists %s, which no package-level literal declares", id)
		}
	}
}

// sources are the package's files without its tests, by name.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]*ast.File)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		if out[name], err = parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// declaredChecks are the package-level &Check{...} literals: id to file.
func declaredChecks(t *testing.T) map[string]string {
	t.Helper()
	out := make(map[string]string)
	for name, file := range sources(t) {
		for _, d := range file.Decls {
			declaration, ok := d.(*ast.GenDecl)
			if !ok || declaration.Tok != token.VAR {
				continue
			}
			for _, spec := range declaration.Specs {
				for _, value := range spec.(*ast.ValueSpec).Values {
					if literal := checkLiteral(value); literal != nil {
						out[literalID(t, name, literal)] = name
					}
				}
			}
		}
	}
	return out
}

func checkLiteral(value ast.Expr) *ast.CompositeLit {
	address, ok := value.(*ast.UnaryExpr)
	if !ok || address.Op != token.AND {
		return nil
	}
	literal, ok := address.X.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	if name, ok := literal.Type.(*ast.Ident); !ok || name.Name != "Check" {
		return nil
	}
	return literal
}

func literalID(t *testing.T, file string, literal *ast.CompositeLit) string {
	t.Helper()
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok || pair.Key.(*ast.Ident).Name != "ID" {
			continue
		}
		if text, ok := pair.Value.(*ast.BasicLit); ok {
			id, err := strconv.Unquote(text.Value)
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			return id
		}
	}
	t.Fatalf("%s: a check whose ID is not a plain text", file)
	return ""
}

func TestCatalogueRowsAreComplete(t *testing.T) {
	reference := regexp.MustCompile(`^https://docs\.aws\.amazon\.com/\S+$`)
	seen := make(map[string]bool)
	for _, c := range check.Catalogue() {
		if seen[c.ID] {
			t.Errorf("%s is in the catalogue twice", c.ID)
		}
		seen[c.ID] = true
		for what, text := range map[string]string{"title": c.Title, "why": c.Why, "when": c.When, "fix": c.Fix} {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s has no %s", c.ID, what)
			}
			if strings.ContainsAny(text, "\n\t") || strings.Contains(text, "  ") {
				t.Errorf("%s: its %s is not one paragraph: %q", c.ID, what, text)
			}
		}
		for what, text := range map[string]string{"why": c.Why, "when": c.When, "fix": c.Fix} {
			if !strings.HasSuffix(text, ".") {
				t.Errorf("%s: its %s is not whole sentences: %q", c.ID, what, text)
			}
		}
		if c.Severity < check.Info || c.Severity > check.High {
			t.Errorf("%s has no severity", c.ID)
		}
		if c.Run == nil {
			t.Errorf("%s cannot run", c.ID)
		}
		if len(c.References) == 0 {
			t.Errorf("%s has no references", c.ID)
		}
		for _, r := range c.References {
			if !reference.MatchString(r) {
				t.Errorf("%s refers to %s, which is no page of AWS's documentation", c.ID, r)
			}
		}
	}
}

func TestCatalogueKeepsItsOrder(t *testing.T) {
	planned := make(map[string]int)
	family := make(map[string]check.Family)
	for _, f := range families() {
		for _, id := range f.ids {
			planned[id] = len(planned)
			family[id] = f.family
		}
	}
	var ids []string
	for _, c := range check.Catalogue() {
		if _, ok := planned[c.ID]; !ok {
			t.Errorf("%s is in no family of the plan", c.ID)
		}
		if c.Family != family[c.ID] {
			t.Errorf("%s says it is of family %s; it is of %s", c.ID, c.Family, family[c.ID])
		}
		ids = append(ids, c.ID)
	}
	sorted := slices.Clone(ids)
	slices.SortStableFunc(sorted, func(a, b string) int { return planned[a] - planned[b] })
	if !slices.Equal(ids, sorted) {
		t.Errorf("the catalogue's order is\n%v\nit should be\n%v", ids, sorted)
	}
}

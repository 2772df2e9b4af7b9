package check_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/check"
)

// TestCatalogueDocument holds that CATALOGUE.md says what the catalogue says.
func TestCatalogueDocument(t *testing.T) {
	const file = "CATALOGUE.md"
	got := catalogueDocument(check.Catalogue())
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is stale: run go test ./analysis/check -run TestCatalogueDocument -update", file)
	}
}

func catalogueDocument(checks []*check.Check) string {
	titles := map[check.Family]string{check.Egress: "Egress", check.Placement: "Placement and paths",
		check.Endpoints: "DNS and endpoints", check.Interface: "Interfaces and cold start", check.Identity: "Identity"}
	var b strings.Builder
	b.WriteString("# The catalogue of checks\n\n" +
		"This page is generated from the checks themselves: `go test ./analysis/check -run TestCatalogueDocument -update`.\n" +
		"The severity is the usual one; a check raises or lowers it where its text says so. The impact decides what is read first:\n" +
		"broken (does not work now), partly (works from some subnets only), soon (will stop working), exposed, tighter (could be\n" +
		"tighter, cheaper or faster). A check that lacks a fact answers\n" +
		"`unknown` and names the missing call. Each check's example tells accounts that fire it, near misses that do not, and\n" +
		"accounts with a missing fact.\n")
	for _, family := range []check.Family{check.Egress, check.Placement, check.Endpoints, check.Interface,
		check.Identity} {
		fmt.Fprintf(&b, "\n## %s\n\n| Check | Severity | Impact | What is wrong |\n|---|---|---|---|\n", titles[family])
		for _, c := range checks {
			if c.Family == family {
				fmt.Fprintf(&b, "| [%s](#%s) | %s | %s | %s |\n", c.ID, c.ID, c.Severity, c.Impact, c.Title)
			}
		}
		for _, c := range checks {
			if c.Family == family {
				writeCheck(&b, c)
			}
		}
	}
	return b.String()
}

func writeCheck(b *strings.Builder, c *check.Check) {
	fmt.Fprintf(b, "\n### %s\n\n**%s** · %s\n\n", c.ID, c.Severity, c.Title)
	fmt.Fprintf(b, "*Why it matters.* %s\n\n*It fires when.* %s\n\n*Fix.* %s\n", c.Why, c.When, c.Fix)
	fmt.Fprintf(b, "\n- Example: [testdata/%s.txtar](testdata/%s.txtar)\n", c.ID, c.ID)
	if len(c.Needs) > 0 {
		fmt.Fprintf(b, "- Unknown without: %s\n", strings.Join(c.Needs, ", "))
	}
	if len(c.Compliance) > 0 {
		fmt.Fprintf(b, "- Compliance: %s\n", strings.Join(c.Compliance, ", "))
	}
	for _, r := range c.References {
		fmt.Fprintf(b, "- <%s>\n", r)
	}
}

// TestCatalogueDocumentGoesStale holds that every member that people read is in the document, so that a change of any
// makes it stale.
func TestCatalogueDocumentGoesStale(t *testing.T) {
	c := check.Check{ID: "id", Title: "title", Severity: check.Low, Family: check.Egress, Why: "why", When: "when",
		Fix: "fix", References: []string{"https://docs.aws.amazon.com/x"}, Compliance: []string{"Rule.1"},
		Needs: []string{"describe-x"}}
	before := catalogueDocument([]*check.Check{&c})
	for what, change := range map[string]func(*check.Check){
		"id": func(c *check.Check) { c.ID = "other" }, "title": func(c *check.Check) { c.Title = "other" },
		"severity": func(c *check.Check) { c.Severity = check.High },
		"impact":   func(c *check.Check) { c.Impact = check.Broken }, "family": func(c *check.Check) {
			c.Family = check.Identity
		}, "why": func(c *check.Check) { c.Why = "other" }, "when": func(c *check.Check) { c.When = "other" },
		"fix": func(c *check.Check) { c.Fix = "other" }, "references": func(c *check.Check) { c.References = nil },
		"compliance": func(c *check.Check) { c.Compliance = nil }, "needs": func(c *check.Check) { c.Needs = nil },
	} {
		changed := c
		change(&changed)
		if catalogueDocument([]*check.Check{&changed}) == before {
			t.Errorf("a change of the %s does not show in the document", what)
		}
	}
}

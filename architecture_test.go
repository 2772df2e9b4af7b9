package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/docs/docstest"
)

// box is one of the drawing in docs/architecture.md: packages that do one thing together.
type box struct {
	id, title string
	packages  []string
}

// boxes are the rows of the drawing, by the three questions that its folders answer.
var boxes = []struct {
	id, title string
	boxes     []box
}{
	{"shown", "ui: how it is shown", []box{
		{"main", "the program", []string{"."}},
		{"cli", "commands, flags, settings", []string{"ui/cli", "ui/settings"}},
		{"mcp", "agents", []string{"ui/mcp", "docs"}},
		{"explorer", "the explorer", []string{"ui", "ui/statefile", "ui/svg"}},
		{"plain", "the explorer as text", []string{"ui/plain"}},
		{"screens", "screens", []string{"ui/screens", "ui/query", "ui/host"}},
		{"contract", "what a screen is", []string{"ui/screen", "ui/say"}},
		{"look", "widgets, colors", []string{"ui/widget", "ui/theme"}},
	}},
	{"meant", "analysis: what it means", []box{
		{"ask", "questions understood", []string{"analysis/ask", "analysis/verify"}},
		{"report", "reports", []string{"analysis/report", "analysis/parquet", "analysis/spark"}},
		{"explain", "who, why, where", []string{"analysis/analyzer", "analysis/compare", "analysis/find",
			"analysis/flow", "analysis/letgo", "analysis/picture", "analysis/symptom", "analysis/uses",
			"analysis/why"}},
		{"change", "changes, fixes, plans", []string{"analysis/diff", "analysis/fix", "analysis/gate",
			"analysis/impact", "analysis/plan", "analysis/timeline", "analysis/whatif"}},
		{"run", "everything, once", []string{"analysis"}},
		{"check", "checks, assertions", []string{"analysis/assert", "analysis/check", "analysis/configured",
			"analysis/ledger", "analysis/prior", "analysis/waiver"}},
		{"reach", "the verdict", []string{"analysis/names", "analysis/netset", "analysis/policy", "analysis/reach",
			"analysis/role"}},
		{"words", "words, quoting", []string{"analysis/english", "analysis/needle", "analysis/paste"}},
	}},
	{"there", "awsdata: what is there", []box{
		{"demand", "asked on demand, buckets", []string{"awsdata/bucket", "awsdata/config", "awsdata/insights",
			"awsdata/signals", "awsdata/trail"}},
		{"collect", "collecting, signing in", []string{"awsdata/collect", "awsdata/collect/credprocess",
			"awsdata/collect/signin"}},
		{"recorded", "what files tell", []string{"awsdata/analyzer", "awsdata/demo", "awsdata/event",
			"awsdata/flowrecords", "awsdata/history", "awsdata/metric", "awsdata/runlog"}},
		{"snapshot", "the snapshot", []string{"awsdata"}},
	}},
}

// outer are libraries that the drawing shows, by how their import paths begin.
var outer = []struct {
	id, title string
	paths     []string
}{
	{"sdk", "AWS SDK", []string{"github.com/aws/"}},
	{"terminal", "terminal", []string{"charm.land/", "github.com/charmbracelet/"}},
}

// The drawing of the packages in docs/architecture.md is made from what they import. `make docs` writes it.
func TestImportsAreDrawn(t *testing.T) {
	drawing, err := drawImports(importsByFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	docstest.Hold(t, filepath.Join("docs", "architecture.md"), "drawing", drawing+"\n"+tableOfBoxes())
}

// tableOfBoxes says which packages are in each box.
func tableOfBoxes() string {
	var out strings.Builder
	out.WriteString("| Box | Packages |\n|---|---|\n")
	for _, row := range boxes {
		for _, b := range row.boxes {
			packages := "`" + strings.Join(b.packages, "`, `") + "`"
			fmt.Fprintf(&out, "| %s | %s |\n", b.title, strings.Replace(packages, "`.`", "`main.go`", 1))
		}
	}
	return out.String()
}

// drawImports draws what the program's packages import of each other, box by box, in the language of Mermaid: an arrow
// from a box to each box that it needs, but for those that it needs by way of others.
func drawImports(imports map[string]map[string]string) (string, error) {
	of := map[string]string{}
	for _, row := range boxes {
		for _, b := range row.boxes {
			for _, p := range b.packages {
				if of[p] != "" {
					return "", fmt.Errorf("%s is in two boxes", p)
				}
				of[p] = b.id
			}
		}
	}
	needs := map[string]map[string]bool{}
	libraries := map[string]map[string]bool{}
	program := reachable(imports, ".")
	for p := range of {
		if !program[p] {
			return "", fmt.Errorf("a box has %s, which is no package of the program", p)
		}
	}
	for p := range program {
		from := of[p]
		if from == "" {
			return "", fmt.Errorf("package %s is in no box of the drawing: decide where it belongs", p)
		}
		if needs[from] == nil {
			needs[from], libraries[from] = map[string]bool{}, map[string]bool{}
		}
		for imported := range imports[p] {
			own, isOwn := strings.CutPrefix(imported, module+"/")
			if isOwn && of[own] != from {
				needs[from][of[own]] = true
			}
			for _, o := range outer {
				if slices.ContainsFunc(o.paths, func(begin string) bool { return strings.HasPrefix(imported, begin) }) {
					libraries[from][o.id] = true
				}
			}
		}
	}
	if circle := circleIn(needs); circle != nil {
		return "", fmt.Errorf("boxes need each other in a circle: %s", strings.Join(circle, " → "))
	}
	var out strings.Builder
	out.WriteString("```mermaid\nflowchart TB\n")
	for _, row := range boxes {
		fmt.Fprintf(&out, "  subgraph %s[\"%s\"]\n", row.id, row.title)
		for _, b := range row.boxes {
			fmt.Fprintf(&out, "    %s[\"%s\"]\n", b.id, b.title)
		}
		out.WriteString("  end\n")
	}
	for _, o := range outer {
		fmt.Fprintf(&out, "  %s([\"%s\"])\n", o.id, o.title)
	}
	for _, row := range boxes {
		for _, b := range row.boxes {
			for _, to := range slices.Sorted(maps.Keys(needs[b.id])) {
				if !byWayOfOthers(needs, b.id, to) {
					fmt.Fprintf(&out, "  %s --> %s\n", b.id, to)
				}
			}
			for _, to := range slices.Sorted(maps.Keys(libraries[b.id])) {
				fmt.Fprintf(&out, "  %s -.-> %s\n", b.id, to)
			}
		}
	}
	out.WriteString("```\n")
	return out.String(), nil
}

// reachable are the packages that one imports, and those that these import.
func reachable(imports map[string]map[string]string, from string) map[string]bool {
	out := map[string]bool{}
	var visit func(string)
	visit = func(p string) {
		if out[p] {
			return
		}
		out[p] = true
		for imported := range imports[p] {
			if own, ok := strings.CutPrefix(imported, module+"/"); ok {
				visit(own)
			}
		}
	}
	visit(from)
	return out
}

// byWayOfOthers reports whether a box needs another also by way of a third.
func byWayOfOthers(needs map[string]map[string]bool, from, to string) bool {
	for through := range needs[from] {
		if through != to && leads(needs, through, to) {
			return true
		}
	}
	return false
}

// leads reports whether a box needs another, by whatever way. There are no circles.
func leads(needs map[string]map[string]bool, from, to string) bool {
	if needs[from][to] {
		return true
	}
	for through := range needs[from] {
		if leads(needs, through, to) {
			return true
		}
	}
	return false
}

// circleIn is a circle of boxes that need each other, nil where there is none.
func circleIn(needs map[string]map[string]bool) []string {
	var visit func(at string, path []string) []string
	visit = func(at string, path []string) []string {
		if i := slices.Index(path, at); i >= 0 {
			return append(path[i:], at)
		}
		for _, to := range slices.Sorted(maps.Keys(needs[at])) {
			if circle := visit(to, append(slices.Clone(path), at)); circle != nil {
				return circle
			}
		}
		return nil
	}
	for _, from := range slices.Sorted(maps.Keys(needs)) {
		if circle := visit(from, nil); circle != nil {
			return circle
		}
	}
	return nil
}

// The drawing has every arrow that cannot be told from others, and refuses what it cannot draw.
func TestImportsAreDrawnAsTheyAre(t *testing.T) {
	needs := func(pairs ...string) map[string]map[string]bool {
		out := map[string]map[string]bool{}
		for _, pair := range pairs {
			from, to, _ := strings.Cut(pair, ">")
			if out[from] == nil {
				out[from] = map[string]bool{}
			}
			out[from][to] = true
		}
		return out
	}
	for _, c := range []struct {
		needs    map[string]map[string]bool
		from, to string
		want     bool
	}{
		{needs("a>b"), "a", "b", false},
		{needs("a>b", "a>c", "b>c"), "a", "c", true},
		{needs("a>b", "a>d", "b>c", "c>d"), "a", "d", true},
		{needs("a>b", "a>d", "b>c", "c>d"), "b", "c", false},
	} {
		if got := byWayOfOthers(c.needs, c.from, c.to); got != c.want {
			t.Errorf("%v: %s to %s by way of others: %v, want %v", c.needs, c.from, c.to, got, c.want)
		}
	}
	if got := strings.Join(circleIn(needs("a>b", "b>c", "c>b")), " "); got != "b c b" {
		t.Errorf("the circle is %q", got)
	}
	imports := importsByFolder(t)
	imports["ui/theme"][module+"/ui/cli"] = "theme.go"
	if _, err := drawImports(imports); err == nil || !strings.Contains(err.Error(), "in a circle") {
		t.Errorf("a circle is drawn: %v", err)
	}
	imports = importsByFolder(t)
	imports["ui/theme"][module+"/ui/new"] = "theme.go"
	if _, err := drawImports(imports); err == nil || !strings.Contains(err.Error(), "ui/new is in no box") {
		t.Errorf("a package without a box is drawn: %v", err)
	}
}

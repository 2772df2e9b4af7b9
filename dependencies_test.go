package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// direct matches a module that go.mod requires directly: no comment says that it is there for others.
var direct = regexp.MustCompile(`(?m)^\t(\S+) v\S+$`)

// dependency matches a row of docs/dependencies.md: a module, where it is used, its size where it is in the program,
// and why it is there.
var dependency = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (program|tests) \\| (?:(\\d+\\.\\d) \\| )?([^|]{8,}) \\|$")

// Every module that go.mod requires has a row in docs/dependencies.md that says why, and no other has; the row says
// whether it is in the program.
func TestNoDependencyWithoutAReason(t *testing.T) {
	page, err := os.ReadFile("docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	var required []string
	for _, m := range direct.FindAllStringSubmatch(string(mod), -1) {
		required = append(required, m[1])
	}
	if len(required) < 40 {
		t.Fatalf("go.mod requires %d modules: this test looks at the wrong lines", len(required))
	}
	rows := map[string]string{}
	for _, m := range dependency.FindAllStringSubmatch(string(page), -1) {
		module, in, size := m[1], m[2], m[3]
		if rows[module] != "" {
			t.Errorf("docs/dependencies.md has %s twice", module)
		}
		rows[module] = in
		if !slices.Contains(required, module) {
			t.Errorf("docs/dependencies.md has %s, which go.mod does not require", module)
		}
		if (in == "program") != (size != "") {
			t.Errorf("docs/dependencies.md: %s is in the %s, and its size is %q", module, in, size)
		}
	}
	program := modulesOfProgram(t, required)
	for _, module := range required {
		want := "tests"
		if program[module] {
			want = "program"
		}
		switch got := rows[module]; got {
		case "":
			t.Errorf("docs/dependencies.md does not say why there is %s", module)
		case want:
		default:
			t.Errorf("docs/dependencies.md says that %s is in the %s, and it is in the %s", module, got, want)
		}
	}
}

// modulesOfProgram are those of the modules that the packages of the program import.
func modulesOfProgram(t *testing.T, modules []string) map[string]bool {
	t.Helper()
	imports := importsByFolder(t)
	out := map[string]bool{}
	for folder := range reachable(imports, ".") {
		for imported := range imports[folder] {
			best := ""
			for _, m := range modules {
				if (imported == m || strings.HasPrefix(imported, m+"/")) && len(m) > len(best) {
					best = m
				}
			}
			out[best] = true
		}
	}
	return out
}

package check_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

var update = flag.Bool("update", false, "write the wants of the fixtures and CATALOGUE.md anew, to be reviewed")

// TestFixtures runs each check on its own stories: testdata/<check>.txtar holds at least one account that fires it, one
// near miss that does not, and one that lacks a fact. The file "account", if there is one, is the part that all stories
// share. "want" says what is found, a line for each finding:
//
//	STORY: SEVERITY STATUS RESOURCE [FUNCTIONS] TITLE
//	  cause CAUSE                      where that is something else than the resource
//	  proof RESOURCE | RULE | SAYS     a line for each piece of evidence
//	  fix TEXT                         where it is another than the check's
//	  $ COMMAND                        the fix, a line for each command and note
//
// and, where facts are missing, which calls would tell. What a story's kind demands is held whatever "want" says, so
// that -update cannot make a fixture mean nothing.
func TestFixtures(t *testing.T) {
	for _, c := range check.Catalogue() {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join("testdata", c.ID+".txtar")
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatalf("every check needs a fixture: %v", err)
			}
			runFixture(t, c, file, archive)
		})
	}
}

// TestNoStrayFixture holds that each fixture is of a check, so that none is left behind unread.
func TestNoStrayFixture(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no fixtures: this test looks in the wrong folder")
	}
	for _, file := range files {
		if id := strings.TrimSuffix(filepath.Base(file), ".txtar"); check.Find(id) == nil {
			t.Errorf("%s: no check is called %s", file, id)
		}
	}
}

func runFixture(t *testing.T, c *check.Check, file string, archive *txtar.Archive) {
	if len(strings.TrimSpace(string(archive.Comment))) == 0 {
		t.Error("the fixture has no comment that tells its story")
	}
	shared, want := "", ""
	for _, f := range archive.Files {
		switch f.Name {
		case "account":
			shared = string(f.Data)
		case "want":
			want = string(f.Data)
		}
	}
	kinds := map[string]bool{}
	var got strings.Builder
	for _, f := range archive.Files {
		if f.Name == "account" || f.Name == "want" {
			continue
		}
		findings := findingsOf(t, f.Name, shared+string(f.Data), c)
		holdsAmongAll(t, c, f.Name, shared+string(f.Data), findings)
		kinds[holdsItsKind(t, f.Name, findings)] = true
		ids := make(map[string]bool)
		for _, finding := range findings {
			if ids[finding.ID] {
				t.Errorf("%s: two findings have the id %s: waivers and comparisons cannot tell them apart", f.Name,
					finding.ID)
			}
			ids[finding.ID] = true
			holdsForAll(t, f.Name, finding)
			// The build that rewords all reasons rewords these too; a title may be one.
			lines := reach.Unworded(findingLine(finding) + proofLines(&finding))
			got.WriteString(f.Name + ": " + lines + "\n")
		}
	}
	for _, kind := range []string{"fires", "near-miss", "unknown"} {
		if !kinds[kind] {
			t.Errorf("the fixture has no story %q", kind)
		}
	}
	if *update {
		writeWant(t, file, archive, got.String())
		return
	}
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("findings differ (-want +got):\n%s", diff)
	}
}

func findingsOf(t *testing.T, name, story string, checks ...*check.Check) []check.Finding {
	t.Helper()
	snapshot, err := awstest.Build(story)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	result, err := analysis.Run(context.Background(), snapshot, analysis.Options{Checks: checks})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return result.Findings
}

// holdsAmongAll holds that the check finds among all others what it finds alone: they share facts, and none may change
// them.
func holdsAmongAll(t *testing.T, c *check.Check, name, story string, alone []check.Finding) {
	t.Helper()
	among := slices.DeleteFunc(findingsOf(t, name, story, check.Catalogue()...), func(f check.Finding) bool {
		return f.Check != c.ID
	})
	if diff := cmp.Diff(alone, among, cmpopts.EquateEmpty(), cmp.Transformer("text", unmoved)); diff != "" {
		t.Errorf("%s: among all checks it finds something else than alone (-alone +among):\n%s", name, diff)
	}
}

// unmoved is a fix as people paste it. One that replaces a function's network carries what other findings change of it,
// so that its words alone are compared.
func unmoved(f check.Fix) check.FixText {
	text := f.Text("")
	if strings.Contains(text.CLI, "lambda update-function-configuration") {
		return check.FixText{Summary: text.Summary}
	}
	return text
}

// holdsItsKind holds what the name of a story promises, and returns its kind: fires-2 is of the kind fires.
func holdsItsKind(t *testing.T, name string, findings []check.Finding) (kind string) {
	t.Helper()
	has := func(status check.Status) bool {
		return slices.ContainsFunc(findings, func(f check.Finding) bool { return f.Status == status })
	}
	for _, kind = range []string{"fires", "near-miss", "unknown"} {
		if name == kind || strings.HasPrefix(name, kind+"-") {
			break
		}
		kind = ""
	}
	switch {
	case kind == "":
		t.Errorf("%s: stories are called fires, near-miss or unknown, with a word after a dash if there are several",
			name)
	case kind == "fires" && !has(check.Fail):
		t.Errorf("%s: the check does not fire", name)
	case kind == "near-miss" && len(findings) > 0:
		t.Errorf("%s: a near miss is found: %s", name, findingLine(findings[0]))
	case kind == "unknown" && !has(check.Unknown):
		t.Errorf("%s: the missing fact is passed over in silence", name)
	}
	return kind
}

// holdsForAll holds what every finding needs: proof, a reason, a way to mend it, and for a question the missing calls.
func holdsForAll(t *testing.T, name string, f check.Finding) {
	t.Helper()
	switch {
	case f.Resource == "" || f.Title == "" || f.Why == "" || f.Fix.Summary == "" || len(f.References) == 0:
		t.Errorf("%s: a finding without resource, title, reason, fix or references: %+v", name, f)
	case len(f.Evidence) == 0:
		t.Errorf("%s: a finding without evidence: %s", name, findingLine(f))
	case f.Status == check.Unknown &&
		!slices.ContainsFunc(f.Evidence, func(e check.Evidence) bool { return e.Rule != "" }):
		t.Errorf("%s: an unknown that names no missing call: %s", name, findingLine(f))
	case slices.Contains(f.Functions, "") || !slices.IsSorted(f.Functions):
		t.Errorf("%s: functions without a name or out of order: %q", name, f.Functions)
	case f.Status == check.Fail && strings.Contains(f.Resource, ":role/") &&
		!slices.ContainsFunc(f.Evidence, func(e check.Evidence) bool { return e.Rule == "not seen" }):
		t.Errorf("%s: a finding about a role that does not say which policies are not seen: %s", name, findingLine(f))
	case strings.ContainsAny(f.Title, "\n\t"):
		t.Errorf("%s: a title is one line: %q", name, f.Title)
	}
}

func findingLine(f check.Finding) string {
	line := fmt.Sprintf("%s %s %s %v %s", f.Severity, f.Status, f.Resource, f.Functions, f.Title)
	if f.Status != check.Unknown {
		return line
	}
	var missing []string
	for _, e := range f.Evidence {
		missing = append(missing, e.Rule)
	}
	return line + " (missing " + strings.Join(missing, ", ") + ")"
}

// proofLines are what a finding rests on and what would mend it, a line each; of a question only the line above tells.
func proofLines(f *check.Finding) string {
	if f.Status == check.Unknown {
		return ""
	}
	var b strings.Builder
	if f.Cause != f.Resource {
		b.WriteString("\n  cause " + f.Cause)
	}
	for _, e := range f.Evidence {
		fmt.Fprintf(&b, "\n  proof %s | %s | %s", e.Resource, e.Rule, e.Says)
	}
	if c := check.Find(f.Check); f.Fix.Summary != c.Fix {
		b.WriteString("\n  fix " + f.Fix.Summary)
	}
	for line := range strings.Lines(f.Fix.CLI.Text("")) {
		b.WriteString("\n  $ " + strings.TrimSuffix(line, "\n"))
	}
	return b.String()
}

func writeWant(t *testing.T, file string, archive *txtar.Archive, want string) {
	t.Helper()
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
	archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(want)})
	if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

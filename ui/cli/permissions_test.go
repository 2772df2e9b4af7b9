package cli_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/docs/docstest"
)

// grant is a statement of the policy.
type grant struct {
	Sid    string
	Action []string
}

// grants are the statements of the policy with those of what is asked on demand.
func grants(t *testing.T, onDemand ...string) []grant {
	t.Helper()
	policy, err := collect.PolicyWith(onDemand...)
	if err != nil {
		t.Fatal(err)
	}
	var out struct{ Statement []grant }
	if err := json.Unmarshal(policy, &out); err != nil {
		t.Fatal(err)
	}
	return out.Statement
}

// What docs/permissions.md says of each permission is what the table of calls says, and what it says of a statement is
// what becomes of the built-in account without it. `make docs` writes it.
func TestDocumentPermissions(t *testing.T) {
	demo := filepath.Join(t.TempDir(), "demo")
	fine(t, nil, "snapshot", demo, "--demo")
	whole := judge(t, demo)
	calls := collect.Calls()
	told := 0
	var b strings.Builder
	for _, g := range grants(t) {
		fmt.Fprintf(&b, "## %s\n\n", g.Sid)
		without := filepath.Join(t.TempDir(), "without")
		if err := os.CopyFS(without, os.DirFS(demo)); err != nil {
			t.Fatal(err)
		}
		var rows strings.Builder
		for _, c := range calls {
			if !slices.Contains(g.Action, c.Actions[0]) {
				continue
			}
			told++
			fmt.Fprintf(&rows, "| `%s` | `%s` | %s | %s |\n", c.Name, strings.Join(c.Actions, "`, `"), c.Why,
				needing(c.Name))
			if c.Name != "list-functions" { // without which there is no snapshot
				drop(t, without, c.Name)
			}
		}
		now := judge(t, without)
		fmt.Fprintf(&b, "Without all of it, of the %d functions of the built-in account: the internet egress of %d is "+
			"unknown (%d with it), and %d checks have a finding that is unknown (%d).\n\n", whole.functions,
			now.egress, whole.egress, now.checks, whole.checks)
		fmt.Fprintf(&b, "| Call | Permission | For | Checks that cannot answer without it |\n|---|---|---|---|\n%s\n",
			&rows)
	}
	if told != len(calls) {
		t.Errorf("%d calls of %d are in a statement", told, len(calls))
	}
	b.WriteString("## On demand\n\n| `--with` | Statement | Permissions | For |\n|---|---|---|---|\n")
	for _, o := range collect.OnDemands() {
		all := grants(t, o.Tier)
		fmt.Fprintf(&b, "| `%s` | `%s` | `%s` | %s |\n", o.Tier, all[len(all)-1].Sid,
			strings.Join(o.Actions, "`, `"), o.Why)
	}
	docstest.Hold(t, filepath.Join("..", "..", "docs", "permissions.md"), "permissions", b.String())
}

// needing are the checks that say that they cannot do without a call.
func needing(call string) string {
	const most = 6
	var ids []string
	for _, c := range check.Catalogue() {
		if slices.Contains(c.Needs, call) {
			ids = append(ids, "`"+c.ID+"`")
		}
	}
	if len(ids) > most {
		return fmt.Sprintf("%d", len(ids))
	}
	return strings.Join(ids, ", ")
}

// drop takes what a call brought out of a snapshot in a folder.
func drop(t *testing.T, folder, call string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		if name, _, _ := strings.Cut(filepath.Base(file), "."); err == nil && !entry.IsDir() && name == call {
			err = os.Remove(file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// judged is how much of an account is unknown.
type judged struct{ functions, egress, checks int }

func judge(t *testing.T, from string) judged {
	t.Helper()
	var answer struct {
		Functions []struct{ Internet string }
		Findings  []struct{ Check, Status string }
	}
	if err := json.Unmarshal(fine(t, nil, "scan", "--format", "json", "--from", from), &answer); err != nil {
		t.Fatal(err)
	}
	out := judged{functions: len(answer.Functions)}
	for _, f := range answer.Functions {
		if f.Internet == "unknown" {
			out.egress++
		}
	}
	unknown := map[string]bool{}
	for _, f := range answer.Findings {
		if f.Status == "unknown" {
			unknown[f.Check] = true
		}
	}
	out.checks = len(unknown)
	return out
}

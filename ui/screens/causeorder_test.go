package screens

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// TestEveryFaceHasTheSameCausesInTheSameOrder holds that what a person is told to mend first is one list: in the text
// and the JSON of a scan, in the overview and in the list of findings.
func TestEveryFaceHasTheSameCausesInTheSameOrder(t *testing.T) {
	env := demoEnv(t)
	result := env.Result
	causes := result.Causes()
	written := map[string]string{}
	for _, f := range report.Formats() {
		var b bytes.Buffer
		if err := f.Write(&b, &report.Scan{Result: result}); err != nil {
			t.Fatal(err)
		}
		written[f.Name] = b.String()
	}

	var document struct {
		Causes   []struct{ Title, Root string }
		Findings []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(written["json"]), &document); err != nil {
		t.Fatal(err)
	}
	overview, findings := NewOverview(screen.Place{}), NewFindings(screen.Place{})
	overview.Load(env)
	overview.most = len(causes)
	overview.Load(env)
	findings.Load(env)
	if len(document.Causes) != len(causes) || len(findings.causes) != len(causes) {
		t.Fatalf("%d causes, in JSON %d, in the list of findings %d", len(causes), len(document.Causes),
			len(findings.causes))
	}
	_, text, _ := strings.Cut(written["table"], "Fix first")
	screen, many := "", 0
	for _, line := range overview.Linear(env) {
		screen += line.Text + "\n"
	}
	for i := range causes {
		c := &causes[i]
		if len(c.Others) > 0 {
			many++
		}
		if document.Causes[i].Title != c.Title || document.Causes[i].Root != c.Root.ID {
			t.Errorf("JSON: cause %d is %q, want %q", i, document.Causes[i].Title, c.Title)
		}
		if row := findings.causes[i]; row.Finding != c.Root ||
			len(c.Findings) > 1 && row.what != say.Arrows(env, say.Briefly(c.Title)) {
			t.Errorf("the list of findings: cause %d is %q, want %q", i, row.what, c.Title)
		}
		var ok bool
		// the text counts the others, and all after the tenth of one impact
		if c.Impact.Outage() || c.Severity >= check.Medium {
			if _, after, found := strings.Cut(text, " "+c.Title); found {
				text = after
			} else if i < 10 {
				t.Errorf("the scan does not say, in its place: %q", c.Title)
			}
		}
		if _, screen, ok = strings.Cut(screen,
			strings.Join(strings.Fields(say.Arrows(env, say.Briefly(c.Title))), " ")); !ok {
			t.Fatalf("the overview does not say, in its place: %q", c.Title)
		}
	}
	if many == 0 {
		t.Error("the demo has no causes of one kind: nothing was grouped")
	}
	for i, row := range findings.all {
		if want := result.Findings[i].ID; row.ID != want || document.Findings[i].ID != want {
			t.Fatalf("finding %d is %s in the list and %s in JSON, want %s", i, row.ID, document.Findings[i].ID, want)
		}
	}
}

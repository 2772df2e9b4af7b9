package analysis_test

import (
	"cmp"
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// keyFamilies are the families that the answer key is held to, both ways: what the key names is found, and what is
// found of high severity the key names.
var keyFamilies = []check.Family{check.Egress, check.Placement, check.Identity}

// TestDemoPostures holds the postures against the column Internet of the key.
func TestDemoPostures(t *testing.T) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	result, err := analysis.Run(t.Context(), snapshot, analysis.Options{Checks: []*check.Check{}})
	if err != nil {
		t.Fatal(err)
	}
	key := answerColumn(t, 5)
	for _, f := range result.Functions {
		if want := strings.Join(key[f.FunctionName], ", "); string(f.Internet.Posture) != want {
			t.Errorf("%s: the internet is %s, the key says %s", f.FunctionName, f.Internet.Posture, want)
		}
	}
}

// TestDemoAnswerKey holds the demo account's findings against awsdata/demo/README.md: the column Checks of each
// function.
func TestDemoAnswerKey(t *testing.T) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	result, err := analysis.Run(context.Background(), snapshot, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	key := answerKey(t)
	seen := 0
	for _, f := range result.Functions {
		named := key[f.FunctionName]
		for _, entry := range named {
			id, unknown := strings.CutSuffix(entry, " unknown")
			c := check.Find(id)
			if c == nil || !slices.Contains(keyFamilies, c.Family) {
				continue
			}
			seen++
			status := check.Fail
			if unknown {
				status = check.Unknown
			}
			if !slices.ContainsFunc(f.Findings,
				func(g *check.Finding) bool { return g.Check == id && g.Status == status }) {
				t.Errorf("%s: the key names %s, and it is not found", f.FunctionName, entry)
			}
		}
		for _, g := range f.Findings {
			if g.Status == check.Fail && g.Severity == check.High &&
				slices.Contains(keyFamilies, check.Find(g.Check).Family) && !slices.Contains(named, g.Check) {
				t.Errorf("%s: %s is found (%s), and the key does not name it", f.FunctionName, g.Check, g.Title)
			}
		}
	}
	if seen < 20 {
		t.Errorf("the key names %d checks of these families: this test reads the wrong column", seen)
	}
}

// TestDemoTraces holds the verdicts of the key's table "What a trace says".
func TestDemoTraces(t *testing.T) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	index := awsdata.NewIndex(snapshot)
	engine := reach.New(index)
	text, err := os.ReadFile("../awsdata/demo/README.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `([^`]+)` \\| `([^`]+)` \\| ([a-z]+) \\|").
		FindAllStringSubmatch(string(text), -1)
	if len(rows) < 20 {
		t.Errorf("the key has %d rows about traces: this test reads the wrong table", len(rows))
	}
	for _, row := range rows {
		name, to, want := row[1], row[2], row[3]
		for _, rx := range index.AllRegions() {
			f := rx.Function(name)
			if f == nil {
				continue
			}
			d, err := names.ParseIn(index, rx, to)
			if err != nil {
				t.Errorf("%s → %s: %v", name, to, err)
				continue
			}
			q := reach.Query{To: d, Protocol: netset.TCP, Port: cmp.Or(d.Port, 443)}
			trace, err := engine.Trace(rx.Region.RegionName, f, q)
			if err != nil {
				t.Errorf("%s → %s: %v", name, to, err)
				continue
			}
			if got := trace.Verdict.String(); got != want {
				t.Errorf("%s → %s: %s, the key says %s", name, to, got, want)
			}
		}
	}
}

// answerKey is the column Checks of the key's tables.
func answerKey(t *testing.T) map[string][]string { return answerColumn(t, 6) }

// answerColumn is a column of the key's tables, by function. "as NAME" means what NAME has.
func answerColumn(t *testing.T, column int) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("../awsdata/demo/README.md")
	if err != nil {
		t.Fatal(err)
	}
	key := make(map[string][]string)
	for _, line := range strings.Split(string(text), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 8 {
			continue
		}
		name := strings.TrimSpace(cells[1])
		for _, entry := range strings.Split(cells[column], ",") {
			entry = strings.TrimSpace(entry)
			if other, ok := strings.CutPrefix(entry, "as "); ok {
				key[name] = append(key[name], key[other]...)
			} else if entry != "" {
				key[name] = append(key[name], entry)
			}
		}
	}
	return key
}

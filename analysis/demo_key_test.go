package analysis

import (
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// TestDemoKeyInterfaces holds the demo account to its answer key in the families of endpoints and interfaces: each
// function has exactly the findings of the column Checks. Of what many functions share, the key tells below its tables;
// there the column may leave it out.
func TestDemoKeyInterfaces(t *testing.T) {
	shared := []string{"eni-role-not-denied", "cold-start-snapstart"}
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	result, err := Run(context.Background(), snapshot, Options{})
	if err != nil {
		t.Fatal(err)
	}
	key := demoKey(t)
	for _, f := range result.Functions {
		column, told := key[f.FunctionName]
		if !told {
			t.Errorf("%s is not in the key", f.FunctionName)
			continue
		}
		var got, want []string
		for _, finding := range f.Findings {
			if finding.Status == check.Fail && ofInterfaces(finding.Check) &&
				(!slices.Contains(shared, finding.Check) || slices.Contains(column, finding.Check)) {
				got = append(got, finding.Check)
			}
		}
		for _, id := range column {
			if ofInterfaces(id) {
				want = append(want, id)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, slices.Compact(got)); diff != "" {
			t.Errorf("%s (-key +found):\n%s", f.FunctionName, diff)
		}
	}
}

// TestDemoKeyDeny holds the key's line on who denies the interface permissions to function code.
func TestDemoKeyDeny(t *testing.T) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	result, err := Run(context.Background(), snapshot,
		Options{Checks: []*check.Check{check.Find("eni-role-not-denied")}})
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(readKey(t), "(eni-role-not-denied) are denied to the code of ")
	text, rest, _ := strings.Cut(text, ", and of")
	denied := regexp.MustCompile(`[a-z0-9-]+`).FindAllString(strings.ReplaceAll(text, " and ", ", "), -1)
	if len(denied) < 5 {
		t.Fatalf("the key's line is not understood: %q", denied)
	}
	if m := regexp.MustCompile(`the role of ([a-z-]+) has none`).FindStringSubmatch(rest); m != nil {
		denied = append(denied, m[1])
	}
	for _, f := range result.Functions {
		if !f.Attached() {
			continue
		}
		if got, want := len(f.Findings) == 0, slices.Contains(denied, f.FunctionName); got != want {
			t.Errorf("the code of %s is without the permissions: %v, the key says %v", f.FunctionName, got, want)
		}
	}
}

func ofInterfaces(id string) bool {
	c := check.Find(id)
	return c != nil && (c.Family == check.Endpoints || c.Family == check.Interface)
}

func readKey(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../awsdata/demo/README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// demoKey are the checks of the answer key's last column, by function. "as other" stands for the other's, and may go on
// with checks of its own, or with "without the last N".
func demoKey(t *testing.T) map[string][]string {
	t.Helper()
	key := make(map[string][]string)
	row := regexp.MustCompile(`(?m)^\| ([a-z][a-z0-9-]*) \|.*\| ([^|]*) ?\|$`)
	for _, m := range row.FindAllStringSubmatch(readKey(t), -1) {
		var ids []string
		for _, word := range strings.Split(m[2], ",") {
			word = strings.TrimSpace(word)
			switch other, like := strings.CutPrefix(word, "as "); {
			case like:
				ids = append(ids, key[other]...)
			case word == "without the last two":
				ids = ids[:len(ids)-2]
			case check.Find(word) != nil:
				ids = append(ids, word)
			}
		}
		key[m[1]] = ids
	}
	if len(key) == 0 {
		t.Fatal("no row of the key is understood")
	}
	return key
}

package check_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
)

// TestAnAnonymizedAccountHasTheSameFindings runs the catalogue on accounts, and on the same accounts anonymized: each
// check finds as much, of as many functions, as bad.
func TestAnAnonymizedAccountHasTheSameFindings(t *testing.T) {
	t.Parallel()
	accounts := demoAccount(t)
	maps.Copy(accounts, randomAccounts(t))
	n := 0
	for name, s := range storyAccounts(t) {
		if len(accounts) < 60 || *allRemovals {
			accounts[name] = s
		}
	}
	for _, name := range slices.Sorted(maps.Keys(accounts)) {
		anonymous, err := accounts[name].Anonymize()
		if err != nil {
			t.Fatal(err)
		}
		before := countFindings(t, accounts[name])
		n += strings.Count(before, "\n")
		if diff := cmp.Diff(before, countFindings(t, anonymous)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if t.Logf("%d accounts, %d kinds of findings", len(accounts), n); n < 100 {
		t.Error("the accounts have hardly any findings")
	}
}

func countFindings(t *testing.T, s *awsdata.Snapshot) string {
	t.Helper()
	result, err := analysis.Run(context.Background(), s, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for i := range result.Findings {
		f := &result.Findings[i]
		counts[fmt.Sprint(f.Check, " ", f.Status, " ", f.Severity, " of ", len(f.Functions))]++
	}
	var b strings.Builder
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&b, "%s: %d\n", what, counts[what])
	}
	return b.String()
}

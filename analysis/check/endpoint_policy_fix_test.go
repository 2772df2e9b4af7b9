package check_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// TestPoliciesOfFixesAdmit applies every policy that a finding about an endpoint's policy offers, in all stories of the
// check and in the accounts of VPCLENS_CASES: the finding is gone, and what its functions' roles use is admitted action
// by action.
func TestPoliciesOfFixesAdmit(t *testing.T) {
	t.Parallel()
	accounts := make(map[string]*awsdata.Snapshot)
	archive, err := txtar.ParseFile(filepath.Join("testdata", "endpoint-policy-blocks.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	shared := string(archive.Files[0].Data)
	for _, f := range archive.Files[1:] {
		if f.Name != "want" {
			accounts[f.Name] = awstest.Parse(t, shared+string(f.Data))
		}
	}
	folders, err := filepath.Glob(filepath.Join(os.Getenv("VPCLENS_CASES"), "*", "account"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		if accounts[folder], err = awsdata.Load(t.Context(), folder); err != nil {
			t.Fatal(err)
		}
	}
	applied := 0
	for name, snapshot := range accounts {
		for _, f := range policyFindings(t, snapshot) {
			applied += holdsPolicyFix(t, name, snapshot, &f)
		}
	}
	if t.Logf("%d policies applied, in %d accounts", applied, len(accounts)); applied < 6 {
		t.Errorf("only %d policies were applied", applied)
	}
}

// holdsPolicyFix applies the policy that a finding offers; it returns how many that were.
func holdsPolicyFix(t *testing.T, name string, snapshot *awsdata.Snapshot, f *check.Finding) int {
	t.Helper()
	for _, command := range f.Fix.CLI {
		for _, option := range command.Options {
			if option.Name != "policy-document" {
				continue
			}
			edits := []whatif.Edit{whatif.SetEndpointPolicy{Region: f.Region, ID: f.Resource, Policy: option.Values[0]}}
			after, err := whatif.Apply(snapshot, edits)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				return 1
			}
			for _, still := range policyFindings(t, after) {
				if still.Resource == f.Resource {
					t.Errorf("%s: with the policy that its fix offers it is found still: %s", name, still.Title)
				}
			}
			index := awsdata.NewIndex(after)
			e := index.Region(f.Region).VPCEndpoint(f.Resource)
			for _, function := range f.Functions {
				answer, err := reach.AskPolicy(e, role.Of(index, index.Region(f.Region).Function(function).Role))
				if err != nil || len(answer.Refused) > 0 {
					t.Errorf("%s: the policy that is offered does not admit %v of %s: %v", name, answer.Refused,
						function, err)
				}
			}
			return 1
		}
	}
	if strings.HasPrefix(name, "fires") {
		t.Errorf("%s: no policy is offered", name)
	}
	return 0
}

// policyFindings are the facts, not questions, that the check finds.
func policyFindings(t *testing.T, snapshot *awsdata.Snapshot) []check.Finding {
	t.Helper()
	checks := []*check.Check{check.Find("endpoint-policy-blocks")}
	result, err := analysis.Run(context.Background(), snapshot, analysis.Options{Checks: checks})
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(result.Findings, func(f check.Finding) bool { return f.Status != check.Fail })
}

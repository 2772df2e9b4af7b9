package signals

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest/onlyreads"
	"github.com/vpclens/vpclens/awsdata/collect"
)

// CloudWatch is only read, and the policy of the tier has what is called and nothing else.
func TestOnlyReads(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
	found, names := onlyreads.Violations(t, files)
	for _, v := range found {
		t.Error(v)
	}
	if !names["GetMetricDataInput"] {
		t.Error("the checker has not seen the call")
	}
	policy, err := collect.PolicyWith("signals")
	if err != nil || !strings.Contains(string(policy), `"cloudwatch:GetMetricData"`) {
		t.Errorf("the policy lacks the call: %v", err)
	}
	if strings.Contains(string(collect.Policy()), "cloudwatch:") {
		t.Error("what is asked on demand is in the policy of everybody")
	}
}

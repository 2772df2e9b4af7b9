package signals

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest/onlyreads"
	"github.com/vpclens/vpclens/awsdata/collect"
)

// CloudWatch is only read, and the policy of the tier has what is called and nothing else.
func TestOnlyReads(t *testing.T) {
	t.Parallel()
	found, names := onlyreads.Package(t, ".")
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

package trail

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest/onlyreads"
	"github.com/vpclens/vpclens/awsdata/collect"
)

// CloudTrail is only read, and the policy of the tier has what is called and nothing else.
func TestOnlyReads(t *testing.T) {
	t.Parallel()
	found, names := onlyreads.Package(t, ".")
	for _, v := range found {
		t.Error(v)
	}
	if !names["LookupEventsInput"] {
		t.Error("the checker has not seen the call")
	}
	policy, err := collect.PolicyWith("changes")
	if err != nil || !strings.Contains(string(policy), `"cloudtrail:LookupEvents"`) {
		t.Errorf("the policy lacks the call: %v", err)
	}
	if strings.Contains(string(collect.Policy()), "cloudtrail:") {
		t.Error("what is asked on demand is in the policy of everybody")
	}
}

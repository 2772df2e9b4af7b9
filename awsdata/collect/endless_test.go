package collect

import (
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// A list whose pages name each other ends with the second, in every protocol.
func TestAPageThatWasReadEndsTheCall(t *testing.T) {
	awsreplay.WithKeys(t)
	server := awsreplay.New(t, accountFiles(t), 0)
	operations := map[string]string{"DescribeVpcs": "describe-vpcs", "ListFunctions": "list-functions",
		"DescribeDBInstances": "describe-db-instances", "ListResolverRules": "list-resolver-rules",
		"DescribeLoadBalancers":          "describe-load-balancers",
		"GetAccountAuthorizationDetails": "get-account-authorization-details"}
	for operation := range operations {
		server.Fault(operation, awsreplay.Endless(1, "again"))
	}
	o := quick(server)
	o.Regions = []string{"eu-west-1"}
	got := mustCollect(t, o)
	for operation, call := range operations {
		gap, ok := got.Region("eu-west-1").Gap(call)
		if operation == "GetAccountAuthorizationDetails" {
			gap, ok = got.Account.Gap(call)
		}
		if n := server.Count(operation); n != 2 || !ok ||
			gap.Message != "the answer names a page that was read already" {
			t.Errorf("%s: %d requests, and the gap says %q", operation, n, gap.Message)
		}
	}
}

// A list that has no end is not kept, and what was shown of it early goes away.
func TestAListWithoutAnEndIsNotKept(t *testing.T) {
	awsreplay.WithKeys(t)
	server := awsreplay.New(t, accountFiles(t), 0)
	server.Fault("ListFunctions@eu-west-1", awsreplay.Endless(50, ""))
	o := quick(server)
	o.Regions = []string{"eu-west-1"}
	o.most = 1 << 20
	early := 0
	o.Partial = func(s *awsdata.Snapshot) { early = max(early, len(s.Region("eu-west-1").Functions)) }
	got := mustCollect(t, o)
	region := got.Region("eu-west-1")
	if gap, ok := region.Gap("list-functions"); !ok || gap.Cause != awsdata.CauseMalformed ||
		gap.Message != "all answers together are longer than 1 MB" {
		t.Errorf("the gap is %+v", gap)
	}
	if early == 0 || len(region.Functions) != 0 {
		t.Errorf("%d functions were shown early, %d were kept", early, len(region.Functions))
	}
}

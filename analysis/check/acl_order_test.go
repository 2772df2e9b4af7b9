package check_test

import (
	"context"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// TestTheLowestEntryOfAnACLCounts holds that an ACL is read by the numbers of its entries: one that a what-if adds
// stands last in the list and decides all the same.
func TestTheLowestEntryOfAnACLCounts(t *testing.T) {
	before := awstest.Parse(t, `
		vpc prod 10.0.0.0/16
		acl app
		acl app out 100 allow all 0.0.0.0/0
		acl app in 100 allow all 0.0.0.0/0
		subnet db-a zone=a cidr=10.0.9.0/24
		subnet app-a zone=a cidr=10.0.1.0/24 acl=app
		group db in tcp 5432 10.0.0.0/16
		eni db subnet=db-a ip=10.0.9.10 groups=db description=RDSNetworkInterface
		group compare out tcp 5432 sg-db
		function compare subnets=app-a groups=compare`)
	after, err := whatif.Apply(before, []whatif.Edit{
		whatif.AddACLEntry{ACL: "acl-app", Direction: "out", Number: 50, Protocol: "tcp", Ports: "5432",
			CIDR: "10.0.9.0/24"}})
	if err != nil {
		t.Fatal(err)
	}
	result, err := analysis.Run(context.Background(), after,
		analysis.Options{Checks: []*check.Check{check.Find("path-nacl-blocks")}})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Findings) != 1 || result.Findings[0].Resource != "acl-app" {
		t.Errorf("%+v, want a finding about acl-app", result.Findings)
	}
}

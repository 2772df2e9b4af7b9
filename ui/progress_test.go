package ui

import (
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

// While an account is read, too, whoever leaves a tier out of the policy sees one gap, and every other gap as it comes.
func TestProgressFoldsTiers(t *testing.T) {
	var v progressView
	denied := func(call string) Progress {
		return Progress{Region: "eu-west-1", Call: call,
			Gap: &awsdata.Gap{Region: "eu-west-1", Call: call, Cause: awsdata.CauseDenied}}
	}
	for i, c := range []struct {
		call, last string
		want       int
	}{
		{"describe-db-instances", "describe-db-instances", 1},
		{"describe-vpcs", "describe-vpcs", 2},
		{"describe-domains", "describe-vpcs", 2},
		{"list-brokers", "describe-vpcs", 2},
	} {
		v.add([]Progress{denied(c.call)})
		if n := len(v.gaps); n != c.want || v.gaps[n-1].Call != c.last {
			t.Fatalf("after %d gaps: %+v, want %d, the last of them %s", i+1, v.gaps, c.want, c.last)
		}
	}
	if v.gaps[0].Call != awsdata.TierNamesAndStores {
		t.Errorf("the tier is not named: %+v", v.gaps[0])
	}
}

package awsdata

import (
	"slices"
	"testing"
)

func TestOnlyKeepsTheRegionAndItsGaps(t *testing.T) {
	b := NewBuilder()
	b.AddRegion("eu-west-1")
	b.AddRegion("us-east-1")
	b.Gap(Gap{Region: "eu-west-1", Call: "describe-vpcs", Cause: CauseDenied})
	b.Gap(Gap{Region: "us-east-1", Call: "describe-vpcs", Cause: CauseThrottled})
	whole := b.Snapshot()

	only := whole.Only("us-east-1", "ap-south-1")
	if got := only.RegionNames(); !slices.Equal(got, []string{"us-east-1"}) {
		t.Errorf("regions: %v", got)
	}
	for _, g := range only.Gaps() {
		if g.Region != "us-east-1" && g.Region != Global {
			t.Errorf("gap of another region: %v", g)
		}
	}
	if !slices.ContainsFunc(only.Gaps(), func(g Gap) bool { return g.Cause == CauseThrottled }) {
		t.Error("the region's recorded gap is lost")
	}
	if len(whole.RegionNames()) != 2 {
		t.Error("the whole snapshot changed")
	}
}

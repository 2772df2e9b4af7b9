package screens

import (
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
)

// The fullest subnets are named; where there are many of them, how many more there are is told.
func TestFullest(t *testing.T) {
	env := &screen.Env{Result: &analysis.Result{Snapshot: &awsdata.Snapshot{}}}
	var list []*freeSubnet
	for free := range 6 {
		s := &awsdata.Subnet{SubnetId: "subnet-" + string(rune('a'+free))}
		list = append(list, &freeSubnet{Subnet: s, env: env, id: s.SubnetId, free: free})
	}
	for _, c := range []struct {
		of   []*freeSubnet
		want string
	}{
		{nil, "0 subnets of functions have fewer than 32 free addresses"},
		{list[1:2], "subnet-b has 1 free address"},
		{list[:4], "subnet-a has 0 free addresses, subnet-b 1, subnet-c 2, subnet-d 3"},
		{list[:5], "subnet-a has 0 free addresses, subnet-b 1, subnet-c 2, subnet-d 3 and 1 more subnet"},
		{list, "subnet-a has 0 free addresses, subnet-b 1, subnet-c 2, subnet-d 3 and 2 more subnets"},
	} {
		if got := fullest(c.of); got != c.want {
			t.Errorf("%d subnets: %q, want %q", len(c.of), got, c.want)
		}
	}
}

package collect

import (
	"testing"

	"github.com/vpclens/vpclens/awsdata/collect/mototest"
)

func TestMoto(t *testing.T) {
	withKeys(t)
	server := mototest.Start(t)
	account := server.Seed(t)
	got := mustCollect(t, Options{EndpointURL: server.URL, Regions: []string{"us-east-1", "eu-west-1"}})
	t.Log(account.IDs)
	for _, g := range got.Gaps() {
		t.Logf("%+v", g)
	}
	for _, r := range got.Regions {
		t.Log(r.RegionName, len(r.Functions), len(r.VPCs), len(r.Subnets), len(r.RouteTables), len(r.SecurityGroups), len(r.ManagedPrefixLists))
	}
}

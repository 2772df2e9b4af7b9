package whatif_test

import (
	"testing"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// The routes of the other side are blackholes though its region does not list the peering.
func TestAPeeringGoesOnBothSidesThoughOneDoesNotListIt(t *testing.T) {
	s := awstest.Parse(t, `
		region us-east-1
		vpc prod 10.0.0.0/16
		region eu-west-1
		vpc back 10.9.0.0/16
		region us-east-1
		peering back from=prod to=back
		region eu-west-1
		route rtb-back 10.0.0.0/16 pcx-back
	`).Change("eu-west-1", func(r *awsdata.Region) { r.PeeringConnections = nil })
	changed, err := whatif.Apply(s,
		[]whatif.Edit{whatif.Delete{What: whatif.Peering, Region: "us-east-1", ID: "pcx-back"}})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, table := range changed.Region("eu-west-1").RouteTables {
		for _, route := range table.Routes {
			if route.VpcPeeringConnectionId == "pcx-back" {
				if n++; route.State != "blackhole" {
					t.Errorf("%s is %s", route.Destination(), route.State)
				}
			}
		}
	}
	if n != 1 {
		t.Errorf("%d routes", n)
	}
}

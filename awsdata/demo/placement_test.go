package demo

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
)

var update = flag.Bool("update", false, "write testdata/placements.txt anew, to be reviewed")

// TestPlacements holds where every function sits, which way its default route leads and what its groups let out, in a
// list that a person can read beside README.md.
func TestPlacements(t *testing.T) {
	s := load(t)
	x := awsdata.NewIndex(s)
	var b strings.Builder
	for _, r := range s.Regions {
		rx := x.Region(r.RegionName)
		for _, f := range rx.Functions() {
			fmt.Fprintf(&b, "%s\n", f.FunctionName)
			subnets, groups := rx.Placement(f)
			if len(subnets) == 0 {
				b.WriteString("  in no VPC\n")
			}
			for _, id := range subnets {
				fmt.Fprintf(&b, "  %s\n", wayOut(rx, id))
			}
			for _, id := range groups {
				for _, p := range rx.SecurityGroup(id).IpPermissionsEgress {
					for _, peer := range p.Peers() {
						fmt.Fprintf(&b, "  %s lets out %s to %s\n", rx.SecurityGroup(id).GroupName, p.PortText(),
							nameOf(rx, peer.Value))
					}
				}
			}
		}
	}
	const golden = "testdata/placements.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("placements (-want +got):\n%s", diff)
	}
}

// wayOut says where the default routes of a subnet lead.
func wayOut(rx *awsdata.RegionIndex, subnetID string) string {
	subnet := rx.Subnet(subnetID)
	if subnet == nil {
		return subnetID + ", which is gone"
	}
	text := rx.VPC(subnet.VpcId).Name() + " " + subnet.Name()
	table, explicit := rx.SubnetRouteTable(subnetID)
	if table == nil {
		return text + ", whose route table is not shown to this account"
	}
	text += " by " + table.Name()
	if !explicit {
		text += " (main)"
	}
	for i := range table.Routes {
		route := &table.Routes[i]
		switch route.Destination() {
		case "0.0.0.0/0", "::/0":
			text += ", " + route.Destination() + " → " + nameOf(rx, route.Target())
			if route.State != "active" {
				text += " " + route.State
			}
		}
	}
	return text
}

func nameOf(rx *awsdata.RegionIndex, id string) string {
	r, ok := rx.Lookup(id)
	if !ok || r.Name() == "" {
		return id
	}
	return r.Name()
}

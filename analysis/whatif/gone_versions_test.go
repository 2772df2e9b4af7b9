package whatif_test

import (
	"testing"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// Versions that came by the function's own list let go of a part as the function does.
func TestPublishedVersionsLetGoToo(t *testing.T) {
	s := awstest.Parse(t, `
		vpc prod 10.0.0.0/16
		subnet app-a cidr=10.0.1.0/24
		subnet app-b cidr=10.0.2.0/24
		group app out tcp 443 0.0.0.0/0
		group more out tcp 443 0.0.0.0/0
		function app subnets=app-a,app-b groups=app,more
		version app 1 subnets=app-a,app-b groups=app,more
	`)
	for _, e := range []whatif.Delete{{What: whatif.SecurityGroup, ID: "sg-more"},
		{What: whatif.VPCSubnet, ID: "subnet-app-b"}} {
		changed, err := whatif.Apply(s, []whatif.Edit{e})
		if err != nil {
			t.Fatal(err)
		}
		for i := range changed.Regions[0].Functions {
			f := &changed.Regions[0].Functions[i]
			if len(f.SubnetIDs()) == 2 && len(f.SecurityGroupIDs()) == 2 {
				t.Errorf("%s still has %s", f.ID(), e.ID)
			}
		}
		for i := range s.Regions[0].Functions {
			if f := &s.Regions[0].Functions[i]; len(f.SubnetIDs()) != 2 || len(f.SecurityGroupIDs()) != 2 {
				t.Errorf("the account itself was changed: %s", f.ID())
			}
		}
	}
}

package reach_test

import (
	"testing"

	"github.com/vpclens/vpclens/analysis/reach"
)

// TestPlaceClass holds the class of a function's place: the one that its subnets share, or that they are mixed.
func TestPlaceClass(t *testing.T) {
	e, x := engine(t, `
		vpc prod 10.0.0.0/16
		igw prod
		table public
		route public 0.0.0.0/0 igw-prod
		subnet pub cidr=10.0.0.0/24 table=public
		nat a subnet=pub eip=203.0.113.1
		table app
		route app 0.0.0.0/0 nat-a
		subnet app-a zone=a cidr=10.0.1.0/24 table=app
		subnet app-b zone=b cidr=10.0.2.0/24 table=app
		vpc lone 10.1.0.0/16
		subnet lone vpc=lone cidr=10.1.1.0/24
		endpoint sqs vpc=lone service=sqs subnets=lone groups=lone ips=10.1.1.10 state=deleting
		group app vpc=prod out tcp 443 0.0.0.0/0
		group lone vpc=lone
		function both subnets=app-a,app-b groups=app
		function mixed subnets=app-a,pub groups=app
		function mixed-again subnets=app-a,pub,app-b groups=app
		function lone subnets=lone groups=lone
		function outside`)
	for name, want := range map[string]reach.Class{
		"both": reach.ClassNAT, "mixed": reach.ClassMixed, "mixed-again": reach.ClassMixed,
		"lone": reach.ClassIsolated, "outside": reach.ClassNotAttached,
	} {
		if got := e.Place(region, x.Function(name)).Class; got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

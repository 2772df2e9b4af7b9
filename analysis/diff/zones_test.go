package diff_test

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest"
)

const twoZones = `
	vpc prod 10.0.0.0/16
	igw prod
	table public
	route public 0.0.0.0/0 igw-prod
	subnet public-a zone=a cidr=10.0.0.0/24 table=public
	nat a subnet=public-a eip=203.0.113.1
	nat b subnet=public-a eip=203.0.113.2
	tgw hub
	tgw-attachment prod tgw=hub vpc=prod subnets=app-b
	table app-a
	route app-a 0.0.0.0/0 nat-a
	table app-b
	subnet app-a zone=a cidr=10.0.1.0/24 table=app-a
	subnet app-b zone=b cidr=10.0.2.0/24 table=app-b
	subnet db zone=a cidr=10.0.9.0/24
	group db in tcp 5432 10.0.0.0/16
	eni db subnet=db ip=10.0.9.10 groups=db
	group app out tcp 443 0.0.0.0/0
	function app subnets=app-a,app-b,db groups=app
`

// A zone of which nobody knew gained nothing when it becomes known.
func TestAZoneThatWasNotKnownGainsNothing(t *testing.T) {
	got := between(t, awstest.Parse(t, twoZones+"\troute app-b 0.0.0.0/0 tgw-hub\n"),
		awstest.Parse(t, twoZones+"\troute app-b 0.0.0.0/0 nat-b\n"))
	for _, z := range got.Zones {
		if len(z.Gained) > 0 {
			t.Errorf("AZs gained %v", z.Gained)
		}
	}
}

// What a function gains does not hide that it lost a zone.
func TestAGainDoesNotHideALostZone(t *testing.T) {
	after := awstest.Parse(t, twoZones+"\tgroup app out tcp 5432 sg-db\n")
	got := told(after, between(t, awstest.Parse(t, twoZones+"\troute app-b 0.0.0.0/0 nat-b\n"), after))
	if text := strings.Join(got, "\n"); !strings.Contains(text, "gained 10.0.9.10 tcp 5432") ||
		!strings.Contains(text, "AZs lost [b]") {
		t.Errorf("got %s", text)
	}
}

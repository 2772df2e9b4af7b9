package whatif

import (
	"slices"
	"strconv"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

const offered = `
	vpc prod 10.0.0.0/16
	igw prod
	table app
	route app 0.0.0.0/0 nat-out
	route app 192.0.2.0/24 - blackhole
	route app 10.9.0.0/16 vgw-1 propagated
	acl app
	acl app out 100 allow tcp 443 0.0.0.0/0
	acl app in 110 deny tcp 22 0.0.0.0/0
	subnet app cidr=10.0.1.0/24 table=app acl=app
	group app out tcp 443 10.0.0.0/8 192.0.2.0/24
	group app in tcp 1024-2048 sg-app
	group app out all 0.0.0.0/0
	nat out subnet=app eip=203.0.113.1
	endpoint s3 service=s3 tables=app
	dhcp own dns=10.0.0.9
`

// Everything that is offered can be made, and takes away what it says; what comes and goes with something else is not
// offered.
func TestOffers(t *testing.T) {
	s := awstest.Parse(t, offered)
	rx := awsdata.NewIndex(s).Region(awstest.SyntheticRegion)
	for id, want := range map[string][]string{
		"sg-app":   {"rule out -1  0.0.0.0/0", "rule out tcp 443 10.0.0.0/8", "rule out tcp 443 192.0.2.0/24", "rule in tcp 1024-2048 sg-app"},
		"rtb-app":  {"route 0.0.0.0/0", "route 192.0.2.0/24"},
		"acl-app":  {"acl-entry out 100", "acl-entry in 110"},
		"nat-out":  {"nat nat-out"},
		"vpce-s3":  {"endpoint vpce-s3"},
		"igw-prod": {"internet-gateway igw-prod"},
		"vpc-prod": {"vpc vpc-prod"},
	} {
		o, ok := Offers(rx, id)
		var got []string
		for _, sw := range o.Switches {
			text := string(o.Kind) + " "
			switch e := sw.Edit.(type) {
			case RemoveRule:
				text += e.Direction + " " + e.Protocol + " " + e.Ports + " " + e.Peer
				if sw.Rule == nil {
					t.Errorf("%s: a rule is missing", id)
				}
			case RemoveRoute:
				text += e.Destination
				if sw.Route == nil || sw.Route.Destination() != e.Destination {
					t.Errorf("%s: %v is not the route of %s", id, sw.Route, e.Destination)
				}
			case RemoveACLEntry:
				text += e.Direction + " " + strconv.Itoa(e.Number)
				if sw.Entry == nil || sw.Entry.RuleNumber != e.Number {
					t.Errorf("%s: %v is not the entry %d", id, sw.Entry, e.Number)
				}
			default:
				text += About(e)
			}
			got = append(got, text)
			if _, err := Apply(s, []Edit{sw.Edit}); err != nil {
				t.Errorf("%s is offered and cannot be made: %v", text, err)
			}
		}
		if !ok || !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	for _, id := range []string{"dopt-own", "nat-none", ""} {
		if o, ok := Offers(rx, id); ok {
			t.Errorf("%q: %v is offered", id, o.Switches)
		}
	}
}

package collect

import (
	"testing"
	"testing/fstest"

	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// What another answer says is not there is not asked for, and is known not to be there; without that answer it is asked
// for.
func TestWhatCannotBeThereIsNotAskedFor(t *testing.T) {
	for _, c := range []struct {
		operation, call string
		from            string // the call whose answer says it, and its list
		list            string
		source          string // its operation
		other           string // a list that says it as well, "" for none
	}{
		{"DescribeTransitGatewayRouteTables", "describe-transit-gateway-route-tables", "describe-transit-gateways",
			"TransitGateways", "DescribeTransitGateways", ""},
		{"DescribeTransitGatewayVpcAttachments", "describe-transit-gateway-vpc-attachments",
			"describe-transit-gateway-attachments", "TransitGatewayAttachments", "DescribeTransitGatewayAttachments",
			`{"TransitGatewayAttachmentId": "tgw-attach-9", "TransitGatewayId": "tgw-1", "ResourceType": "peering", "State": "available"}`},
	} {
		t.Run(c.operation, func(t *testing.T) {
			awsreplay.WithKeys(t)
			for _, elements := range []string{"", c.other} {
				files := accountFiles(t)
				files["eu-west-1/"+c.from+".json"] = &fstest.MapFile{
					Data: []byte(`{"` + c.list + `": [` + elements + `]}`)}
				o := func(server *awsreplay.Server) Options {
					o := quick(server)
					o.Regions = []string{"eu-west-1"}
					return o
				}
				server := awsreplay.New(t, files, 0)
				got := mustCollect(t, o(server)).Region("eu-west-1")
				if n := server.Count(c.operation); n != 0 || !got.Has(c.call) {
					t.Errorf("it is asked for %d times; known: %v", n, got.Has(c.call))
				}
				server = awsreplay.New(t, files, 0)
				server.Fault(c.source, awsreplay.Denied())
				if mustCollect(t, o(server)); server.Count(c.operation) != 1 {
					t.Errorf("it is asked for %d times, and nobody said that there is none", server.Count(c.operation))
				}
			}
		})
	}
}

package reach_test

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

// hub is a VPC that reaches a database in another one over a transit gateway, whose table is still to be told.
const hub = `
	vpc near 10.0.0.0/16
	subnet near zone=a cidr=10.0.1.0/24
	route near 10.9.0.0/16 tgw-hub
	group app out tcp 5432 10.9.0.0/16
	function app subnets=near groups=app
	tgw hub
	tgw-table core tgw=hub
	vpc far 10.9.0.0/16
	subnet far vpc=far zone=a cidr=10.9.1.0/24
	route far 10.0.0.0/16 tgw-hub
	group db vpc=far in tcp 5432 10.0.0.0/16
	eni db subnet=far ip=10.9.1.10 groups=db
	prefixlist far cidrs=10.9.0.0/16
`

// TestTransitGateway holds which attachments carry traffic, and what a transit gateway's table is made of.
func TestTransitGateway(t *testing.T) {
	const attached = `
	tgw-attachment near tgw=hub vpc=near subnets=near table=core
	tgw-attachment far tgw=hub vpc=far subnets=far table=core
	tgw-route core 10.0.0.0/16 near
`
	const reference = `
	put get-transit-gateway-prefix-list-references.tgw-rtb-core {"TransitGatewayPrefixListReferences": [
	    {"TransitGatewayRouteTableId": "tgw-rtb-core", "PrefixListId": "pl-far", "State": "available",
	    "TransitGatewayAttachment": {"TransitGatewayAttachmentId": "tgw-attach-far", "ResourceType": "vpc", "ResourceId": "vpc-far"}}]}
`
	tests := []struct {
		name, story string
		want        reach.Verdict
		why         reach.Reason // of the hop at the gateway
	}{
		{"a route to the far VPC", attached + "tgw-route core 10.9.0.0/16 far type=propagated", reach.Reachable, reach.TGWLeads},
		{"no route", attached, reach.Blocked, reach.TGWNoRoute},
		{"a reference to a prefix list is a route to each of its entries", attached + reference, reach.Reachable, reach.TGWLeads},
		{"static before propagated",
			attached + "tgw-route core 10.9.0.0/16 far type=propagated\n\ttgw-route core 10.9.0.0/16 -",
			reach.Blocked, reach.TGWBlackhole},
		{"a longer propagated route before a static one",
			attached + "tgw-route core 10.9.1.0/24 far type=propagated\n\ttgw-route core 10.9.0.0/16 -",
			reach.Reachable, reach.TGWLeads},
		{"the near attachment failed", `
	tgw-attachment near tgw=hub vpc=near subnets=near table=core state=failed
	tgw-attachment far tgw=hub vpc=far subnets=far table=core
	tgw-route core 10.9.0.0/16 far`, reach.Blocked, reach.TGWNotInZone},
		{"the far attachment is deleted", `
	tgw-attachment near tgw=hub vpc=near subnets=near table=core
	tgw-attachment far tgw=hub vpc=far subnets=far table=core state=deleted
	tgw-route core 10.0.0.0/16 near
	tgw-route core 10.9.0.0/16 far`, reach.Blocked, reach.TGWAttachmentDown},
		{"the far attachment is deleted, as the list of VPC attachments alone says",
			attached + `tgw-route core 10.9.0.0/16 far
	put describe-transit-gateway-vpc-attachments {"TransitGatewayVpcAttachments": [
	    {"TransitGatewayAttachmentId": "tgw-attach-near", "TransitGatewayId": "tgw-hub", "VpcId": "vpc-near", "State": "available", "SubnetIds": ["subnet-near"]},
	    {"TransitGatewayAttachmentId": "tgw-attach-far", "TransitGatewayId": "tgw-hub", "VpcId": "vpc-far", "State": "deleted", "SubnetIds": ["subnet-far"]}]}`,
			reach.Blocked, reach.TGWAttachmentDown},
		{"the far attachment is deleted, as the list of all attachments alone says", `
	tgw-attachment near tgw=hub vpc=near subnets=near table=core
	tgw-attachment far tgw=hub vpc=far subnets=far table=core state=deleted
	tgw-route core 10.9.0.0/16 far
	put describe-transit-gateway-vpc-attachments {"TransitGatewayVpcAttachments": [
	    {"TransitGatewayAttachmentId": "tgw-attach-near", "TransitGatewayId": "tgw-hub", "VpcId": "vpc-near", "State": "available", "SubnetIds": ["subnet-near"]}]}`,
			reach.Blocked, reach.TGWAttachmentDown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, x := engine(t, hub+tt.story+"\n")
			to, err := names.Parse(x, "10.9.1.10")
			if err != nil {
				t.Fatal(err)
			}
			got, err := e.Trace(region, x.Function("app"), reach.Query{To: to, Protocol: netset.TCP, Port: 5432})
			if err != nil {
				t.Fatal(err)
			}
			if got.Verdict != tt.want {
				t.Errorf("it is %s, want %s%s", got.Verdict, tt.want, told(got.Subnets[0]))
			}
			for _, h := range got.Subnets[0].Hops {
				if h.Component == reach.ComponentTransitGateway && h.Reason == tt.why {
					return
				}
			}
			t.Errorf("no hop at the gateway says %s%s", tt.why, told(got.Subnets[0]))
		})
	}
}

// Rules that refer to groups in another VPC hold where the transit gateway supports it: without its own word that is
// not known.
func TestReferencesOverATransitGateway(t *testing.T) {
	const attachments = `
	tgw-attachment near tgw=hub vpc=near subnets=near table=core
	tgw-attachment far tgw=hub vpc=far subnets=far table=core
	tgw-route core 10.0.0.0/16 near
	tgw-route core 10.9.0.0/16 far
	put describe-transit-gateway-vpc-attachments {"TransitGatewayVpcAttachments": [
	    {"TransitGatewayAttachmentId": "tgw-attach-near", "TransitGatewayId": "tgw-hub", "VpcId": "vpc-near", "State": "available",
	    "SubnetIds": ["subnet-near"], "Options": {"SecurityGroupReferencingSupport": "enable"}},
	    {"TransitGatewayAttachmentId": "tgw-attach-far", "TransitGatewayId": "tgw-hub", "VpcId": "vpc-far", "State": "available",
	    "SubnetIds": ["subnet-far"], "Options": {"SecurityGroupReferencingSupport": "enable"}}]}
	`
	gateway := func(support string) string {
		return `put describe-transit-gateways {"TransitGateways": [{"TransitGatewayId": "tgw-hub", "Options": {"SecurityGroupReferencingSupport": "` +
			support + `"}}]}`
	}
	for story, want := range map[string]reach.Verdict{
		gateway("enable"): reach.Reachable, gateway("disable"): reach.Blocked,
		"gap describe-transit-gateways": reach.Unknown,
	} {
		e, x := engine(t,
			strings.Replace(hub, "in tcp 5432 10.0.0.0/16", "in tcp 5432 sg-app", 1)+attachments+story+"\n")
		to, err := names.Parse(x, "10.9.1.10")
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Trace(region, x.Function("app"), reach.Query{To: to, Protocol: netset.TCP, Port: 5432})
		if err != nil || got.Verdict != want {
			t.Errorf("%s: it is %s (%v), want %s%s", story, got.Verdict, err, want, told(got.Subnets[0]))
		}
	}
}

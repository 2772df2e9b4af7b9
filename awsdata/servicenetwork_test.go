package awsdata_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

// The list comes for one VPC at a time and without the groups; both are joined, and what was not asked is not nothing.
func TestServiceNetworkAssociations(t *testing.T) {
	t.Parallel()
	const vpcs = `describe-vpcs {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}, {"VpcId": "vpc-2", "CidrBlock": "10.0.0.0/16"}]}`
	const first = `list-service-network-vpc-associations.vpc-1 {"items": [{"id": "snva-2", "arn": "arn:s2", "status": "ACTIVE",
		"serviceNetworkId": "sn-1", "serviceNetworkName": "shop", "vpcId": "vpc-1", "privateDnsEnabled": false}]}`
	const second = `list-service-network-vpc-associations.vpc-2 {"items": [{"id": "snva-1", "serviceNetworkId": "sn-1", "vpcId": "vpc-2"}]}`
	for _, tt := range []struct {
		name      string
		documents []string
		want      string
	}{
		{"none", []string{vpcs, `list-service-network-vpc-associations.vpc-1 {"items": []}`, `list-service-network-vpc-associations.vpc-2 {"items": []}`}, "true"},
		{"nobody asked", []string{vpcs}, "false"},
		{"one VPC was not asked for", []string{vpcs, first}, "false snva-2 shop in vpc-1: Security groups: unknown: get-service-network-vpc-association was not collected"},
		{"two VPCs", []string{vpcs, first, second,
			`get-service-network-vpc-association.snva-2 {"id": "snva-2", "securityGroupIds": ["sg-2", "sg-1"]}`,
			`get-service-network-vpc-association.snva-1 {"id": "snva-1", "securityGroupIds": []}`},
			"true snva-1  in vpc-2: Security groups: none: all clients of the VPC are let in" +
				" snva-2 shop in vpc-1: Security group: sg-1 Security group: sg-2"},
	} {
		r := put(t, tt.documents...).Region("us-east-1")
		got := fmt.Sprint(r.Has("list-service-network-vpc-associations"))
		for _, a := range r.ServiceNetworkAssociations {
			got += fmt.Sprintf(" %s %s in %s:", a.ID(), a.Name(), strings.Join(awsdata.ParentsOf(&a), " "))
			for _, f := range a.Facts() {
				if strings.HasPrefix(f.Label, "Security group") {
					got += " " + f.Label + ": " + f.Value
				}
			}
		}
		if got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
	// A snapshot from before has no gap of it.
	for _, g := range put(t, vpcs).Gaps() {
		if strings.Contains(g.Call, "service-network") {
			t.Errorf("gap %s", g.Call)
		}
	}
	x := awsdata.NewIndex(put(t, vpcs, first)).Region("us-east-1")
	for _, id := range []string{"snva-2", "arn:s2"} {
		if r, ok := x.Lookup(id); !ok || r.ID() != "snva-2" {
			t.Errorf("%s is not looked up", id)
		}
	}
}

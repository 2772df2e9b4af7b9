package find

import "github.com/vpclens/vpclens/awsdata"

// roleKind is the row of roles, which are no kind of their own in the table: they belong to no region.
var roleKind = awsdata.Kind{Code: "role", Name: "role", Plural: "roles", Call: "get-account-authorization-details"}

// VPCOf is the VPC that a resource says it is in, "" where it does not say; ok is false for kinds that say nothing of the
// sort.
func VPCOf(r awsdata.Resource) (id string, ok bool) {
	switch r := r.(type) {
	case *awsdata.Subnet:
		return r.VpcId, true
	case *awsdata.RouteTable:
		return r.VpcId, true
	case *awsdata.SecurityGroup:
		return r.VpcId, true
	case *awsdata.NetworkACL:
		return r.VpcId, true
	case *awsdata.NatGateway:
		return r.VpcId, true
	case *awsdata.VPCEndpoint:
		return r.VpcId, true
	case *awsdata.NetworkInterface:
		return r.VpcId, true
	case interface{ VPCID() string }:
		return r.VPCID(), true
	}
	return "", false
}

package find

import "github.com/vpclens/vpclens/awsdata"

// tagsOf are the tags of a resource, nil for what has none.
func tagsOf(r awsdata.Resource) awsdata.Tags {
	switch r := r.(type) {
	case *awsdata.VPC:
		return r.Tags
	case *awsdata.Subnet:
		return r.Tags
	case *awsdata.RouteTable:
		return r.Tags
	case *awsdata.SecurityGroup:
		return r.Tags
	case *awsdata.NetworkACL:
		return r.Tags
	case *awsdata.NatGateway:
		return r.Tags
	case *awsdata.InternetGateway:
		return r.Tags
	case *awsdata.VPCEndpoint:
		return r.Tags
	case *awsdata.NetworkInterface:
		return r.TagSet
	case *awsdata.ManagedPrefixList:
		return r.Tags
	case *awsdata.TransitGateway:
		return r.Tags
	case *awsdata.VPCPeeringConnection:
		return r.Tags
	case awsdata.Tagged:
		return r.ResourceTags()
	}
	return nil
}

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

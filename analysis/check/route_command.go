package check

import "github.com/vpclens/vpclens/awsdata"

// destinationFlag is how the AWS CLI and Terraform name the kind of destination that a route has.
func destinationFlag(r *awsdata.Route) (cli, terraform string) {
	switch {
	case r.DestinationPrefixListId != "":
		return "--destination-prefix-list-id", "destination_prefix_list_id"
	case r.DestinationIpv6CidrBlock != "":
		return "--destination-ipv6-cidr-block", "destination_ipv6_cidr_block"
	}
	return "--destination-cidr-block", "destination_cidr_block"
}

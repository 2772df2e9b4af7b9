package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/vpclens/vpclens/awsdata"
)

// startCalls are made before a collection, to find out what there is to collect.
func startCalls() []call {
	return []call{{
		name: "describe-regions", service: "ec2", operation: "DescribeRegions", scope: atStart,
		why:  "the regions that the account uses, for --region all",
		must: "Regions",
		run: func(ctx context.Context, c *clients, _ query, d *document) error {
			// Without AllRegions the answer holds the regions that are enabled for the account.
			out, err := c.ec2.DescribeRegions(ctx, &ec2.DescribeRegionsInput{})
			if err != nil {
				return err
			}
			return d.add(out)
		},
	}}
}

// ec2Calls are the network. Every call that pages is made with the largest page: EC2 throttles calls without a page
// size several times sooner than those with one.
func ec2Calls() []call {
	return []call{
		{
			name: "describe-vpcs", service: "ec2", operation: "DescribeVpcs", page: 1000,
			why: "the address ranges of each VPC",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, ec2.NewDescribeVpcsPaginator(c.ec2, &ec2.DescribeVpcsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-vpc-attribute", service: "ec2", operation: "DescribeVpcAttribute",
			why: "whether a VPC resolves names, which private DNS of endpoints needs",
			needs: []string{functionsCall, "describe-vpcs", "describe-subnets", "list-capacity-providers",
				"get-capacity-provider"},
			each: vpcAttributes,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				id, attribute := cutLast(q.id)
				out, err := c.ec2.DescribeVpcAttribute(ctx, &ec2.DescribeVpcAttributeInput{
					VpcId: aws.String(id), Attribute: types.VpcAttributeName(attribute)})
				if err != nil {
					return err
				}
				return d.add(out)
			},
		},
		{
			name: "describe-dhcp-options", service: "ec2", operation: "DescribeDhcpOptions", page: 1000,
			why: "which name servers a VPC uses",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d,
					ec2.NewDescribeDhcpOptionsPaginator(c.ec2, &ec2.DescribeDhcpOptionsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-vpc-block-public-access-options", service: "ec2",
			operation: "DescribeVpcBlockPublicAccessOptions",
			why:       "the account's block on internet access",
			must:      "VpcBlockPublicAccessOptions",
			run: func(ctx context.Context, c *clients, _ query, d *document) error {
				out, err := c.ec2.DescribeVpcBlockPublicAccessOptions(ctx,
					&ec2.DescribeVpcBlockPublicAccessOptionsInput{})
				if err != nil {
					return err
				}
				return d.add(out)
			},
		},
		{
			name: "describe-subnets", service: "ec2", operation: "DescribeSubnets", page: 1000,
			why: "where functions are placed, and how many addresses are free there",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d,
					ec2.NewDescribeSubnetsPaginator(c.ec2, &ec2.DescribeSubnetsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-route-tables", service: "ec2", operation: "DescribeRouteTables", page: 100,
			why: "where traffic of each subnet goes",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d,
					ec2.NewDescribeRouteTablesPaginator(c.ec2, &ec2.DescribeRouteTablesInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-security-groups", service: "ec2", operation: "DescribeSecurityGroups", page: 1000,
			why: "which connections security groups allow",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, ec2.NewDescribeSecurityGroupsPaginator(c.ec2,
					&ec2.DescribeSecurityGroupsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-security-group-vpc-associations", service: "ec2",
			operation: "DescribeSecurityGroupVpcAssociations", page: 1000,
			why: "security groups that are used in another VPC than their own",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, ec2.NewDescribeSecurityGroupVpcAssociationsPaginator(c.ec2,
					&ec2.DescribeSecurityGroupVpcAssociationsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-network-acls", service: "ec2", operation: "DescribeNetworkAcls", page: 1000,
			why: "which packets network ACLs allow in and out",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d,
					ec2.NewDescribeNetworkAclsPaginator(c.ec2, &ec2.DescribeNetworkAclsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-network-interfaces", service: "ec2", operation: "DescribeNetworkInterfaces", page: 1000,
			why: "the interfaces of functions, and who holds an address",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, ec2.NewDescribeNetworkInterfacesPaginator(c.ec2,
					&ec2.DescribeNetworkInterfacesInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-flow-logs", service: "ec2", operation: "DescribeFlowLogs", page: 1000,
			why: "whether anyone would notice",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d,
					ec2.NewDescribeFlowLogsPaginator(c.ec2, &ec2.DescribeFlowLogsInput{MaxResults: q.limit()}))
			},
		},
	}
}

// vpcAttributes asks for the two DNS attributes of every VPC that functions are in: names are asked for there. The API
// answers one attribute of one VPC at a time.
func vpcAttributes(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	var out []target
	for _, vpc := range r.FunctionVPCs() {
		for _, attribute := range []types.VpcAttributeName{types.VpcAttributeNameEnableDnsSupport,
			types.VpcAttributeNameEnableDnsHostnames} {
			out = append(out, target{id: vpc + "." + string(attribute)})
		}
	}
	return out
}

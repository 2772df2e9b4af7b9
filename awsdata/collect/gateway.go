package collect

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/vpclens/vpclens/awsdata"
)

const (
	transitGatewaysCall = "describe-transit-gateways"
	attachmentsCall     = "describe-transit-gateway-attachments"
)

// gatewayCalls are what routes lead to, and the prefix lists that routes and rules name.
func gatewayCalls() []call {
	return []call{
		{
			name: "describe-nat-gateways", service: "ec2", operation: "DescribeNatGateways", page: 1000,
			why: "whether the NAT gateways on a function's way work",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d,
					ec2.NewDescribeNatGatewaysPaginator(c.ec2, &ec2.DescribeNatGatewaysInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-internet-gateways", service: "ec2", operation: "DescribeInternetGateways", page: 1000,
			why: "which VPCs are attached to the internet",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, ec2.NewDescribeInternetGatewaysPaginator(c.ec2,
					&ec2.DescribeInternetGatewaysInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-egress-only-internet-gateways", service: "ec2",
			operation: "DescribeEgressOnlyInternetGateways", page: 255,
			why: "which VPCs reach the IPv6 internet",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, ec2.NewDescribeEgressOnlyInternetGatewaysPaginator(c.ec2,
					&ec2.DescribeEgressOnlyInternetGatewaysInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-vpc-endpoints", service: "ec2", operation: "DescribeVpcEndpoints", page: 1000,
			why: "which services are reached privately, and under which policy",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d,
					ec2.NewDescribeVpcEndpointsPaginator(c.ec2, &ec2.DescribeVpcEndpointsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-prefix-lists", service: "ec2", operation: "DescribePrefixLists", page: 1000,
			why: "the addresses of the services behind gateway endpoints",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d,
					ec2.NewDescribePrefixListsPaginator(c.ec2, &ec2.DescribePrefixListsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-managed-prefix-lists", service: "ec2", operation: "DescribeManagedPrefixLists", page: 100,
			why: "the prefix lists that routes and rules name",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, ec2.NewDescribeManagedPrefixListsPaginator(c.ec2,
					&ec2.DescribeManagedPrefixListsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "get-managed-prefix-list-entries", service: "ec2", operation: "GetManagedPrefixListEntries",
			page:  100,
			why:   "the addresses in those lists",
			needs: []string{"describe-managed-prefix-lists"}, each: prefixLists,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, ec2.NewGetManagedPrefixListEntriesPaginator(c.ec2,
					&ec2.GetManagedPrefixListEntriesInput{PrefixListId: aws.String(q.id), MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-vpc-peering-connections", service: "ec2", operation: "DescribeVpcPeeringConnections",
			page: 1000,
			why:  "which VPCs are joined",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, ec2.NewDescribeVpcPeeringConnectionsPaginator(c.ec2,
					&ec2.DescribeVpcPeeringConnectionsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: transitGatewaysCall, service: "ec2", operation: "DescribeTransitGateways", page: 1000,
			why: "the transit gateways that routes target",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, ec2.NewDescribeTransitGatewaysPaginator(c.ec2,
					&ec2.DescribeTransitGatewaysInput{MaxResults: q.limit()}))
			},
		},
		{
			name: attachmentsCall, service: "ec2",
			operation: "DescribeTransitGatewayAttachments", page: 1000,
			why: "what is attached to a transit gateway",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, ec2.NewDescribeTransitGatewayAttachmentsPaginator(c.ec2,
					&ec2.DescribeTransitGatewayAttachmentsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-transit-gateway-vpc-attachments", service: "ec2",
			operation: "DescribeTransitGatewayVpcAttachments", page: 1000,
			why:   "in which AZs a VPC is attached to a transit gateway",
			needs: []string{attachmentsCall}, none: noVPCAttachments,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, ec2.NewDescribeTransitGatewayVpcAttachmentsPaginator(c.ec2,
					&ec2.DescribeTransitGatewayVpcAttachmentsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-transit-gateway-route-tables", service: "ec2",
			operation: "DescribeTransitGatewayRouteTables", page: 1000,
			why:   "the route tables of a transit gateway",
			needs: []string{transitGatewaysCall}, none: noTransitGateways,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, ec2.NewDescribeTransitGatewayRouteTablesPaginator(c.ec2,
					&ec2.DescribeTransitGatewayRouteTablesInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "search-transit-gateway-routes", service: "ec2", operation: "SearchTransitGatewayRoutes",
			why:   "where a transit gateway sends traffic on",
			needs: []string{"describe-transit-gateway-route-tables"}, each: transitGatewayRouteTables,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				// The page is the largest without being asked for, and moto fails when it is.
				return all(ctx, d,
					ec2.NewSearchTransitGatewayRoutesPaginator(c.ec2, &ec2.SearchTransitGatewayRoutesInput{
						TransitGatewayRouteTableId: aws.String(q.id),
						// The API wants a filter; these are all the states there are.
						Filters: []types.Filter{{Name: aws.String("state"), Values: []string{"active", "blackhole"}}},
					}))
			},
		},
		{
			name: "get-transit-gateway-prefix-list-references", service: "ec2",
			operation: "GetTransitGatewayPrefixListReferences", page: 1000,
			why:   "routes of a transit gateway to the addresses of a prefix list",
			needs: []string{"describe-transit-gateway-route-tables"}, each: transitGatewayRouteTables,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, ec2.NewGetTransitGatewayPrefixListReferencesPaginator(c.ec2,
					&ec2.GetTransitGatewayPrefixListReferencesInput{
						TransitGatewayRouteTableId: aws.String(q.id), MaxResults: q.limit()}))
			},
		},
	}
}

func prefixLists(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	var out []target
	for i := range r.ManagedPrefixLists {
		out = append(out, target{id: r.ManagedPrefixLists[i].PrefixListId})
	}
	return out
}

// noTransitGateways reports whether the account has no transit gateway, and so no route table of one: AWS shows those
// to the owner only, who sees the gateway as well.
// Source: Amazon VPC Transit Gateways guide, "Transit gateway sharing considerations".
func noTransitGateways(r *awsdata.Region) bool {
	return r.Has(transitGatewaysCall) && len(r.TransitGateways) == 0
}

// noVPCAttachments reports whether the account sees no VPC attached to a transit gateway: the list of attachments has
// those of all kinds of resources.
// Source: Amazon EC2 API reference, DescribeTransitGatewayAttachments.
func noVPCAttachments(r *awsdata.Region) bool {
	return r.Has(attachmentsCall) && !slices.ContainsFunc(r.TransitGatewayAttachments,
		func(a awsdata.TransitGatewayAttachment) bool { return a.ResourceType == "vpc" })
}

func transitGatewayRouteTables(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	var out []target
	for i := range r.TransitGatewayRouteTables {
		out = append(out, target{id: r.TransitGatewayRouteTables[i].TransitGatewayRouteTableId})
	}
	return out
}

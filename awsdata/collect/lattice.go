package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/vpclattice"

	"github.com/vpclens/vpclens/awsdata"
)

type latticeReader interface {
	vpclattice.ListServiceNetworkVpcAssociationsAPIClient
	GetServiceNetworkVpcAssociation(context.Context, *vpclattice.GetServiceNetworkVpcAssociationInput,
		...func(*vpclattice.Options)) (*vpclattice.GetServiceNetworkVpcAssociationOutput, error)
}

// latticeCalls are the service networks of VPC Lattice that VPCs of functions are associated with. AWS lists them for
// one VPC at a time.
func latticeCalls() []call {
	return []call{
		store(call{
			name: "list-service-network-vpc-associations", service: "vpc-lattice",
			operation: "ListServiceNetworkVpcAssociations", page: 100,
			why:   "which VPCs can call the services of a VPC Lattice service network",
			needs: []string{"describe-subnets", "list-capacity-providers", "get-capacity-provider"},
			each:  func(_ *awsdata.Snapshot, r *awsdata.Region) []target { return byID(r.FunctionVPCs()) },
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, vpclattice.NewListServiceNetworkVpcAssociationsPaginator(c.lattice,
					&vpclattice.ListServiceNetworkVpcAssociationsInput{VpcIdentifier: aws.String(q.id),
						MaxResults: q.limit()}))
			},
		}),
		store(call{
			name: "get-service-network-vpc-association", service: "vpc-lattice",
			operation: "GetServiceNetworkVpcAssociation",
			why:       "the security groups that allow those VPCs",
			needs:     []string{"list-service-network-vpc-associations"}, each: serviceNetworkAssociations,
			must: "id",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				out, err := c.lattice.GetServiceNetworkVpcAssociation(ctx,
					&vpclattice.GetServiceNetworkVpcAssociationInput{
						ServiceNetworkVpcAssociationIdentifier: aws.String(q.id)})
				if err != nil {
					return err
				}
				return d.add(out)
			},
		}),
	}
}

func serviceNetworkAssociations(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	seen := make(map[string]bool)
	for i := range r.ServiceNetworkAssociations {
		seen[r.ServiceNetworkAssociations[i].Id] = true
	}
	return byID(sorted(seen))
}

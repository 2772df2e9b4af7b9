package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/route53resolver"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// clients are the AWS services of one region, held as narrow interfaces so that no collector can even name a call that
// changes something.
type clients struct {
	ec2      ec2Reader
	lambda   lambdaReader
	resolver resolverReader
	quotas   quotaReader
	iam      iamReader
	sts      stsReader
}

type ec2Reader interface {
	DescribeRegions(context.Context, *ec2.DescribeRegionsInput, ...func(*ec2.Options)) (*ec2.DescribeRegionsOutput, error)
	DescribeVpcAttribute(context.Context, *ec2.DescribeVpcAttributeInput, ...func(*ec2.Options)) (*ec2.DescribeVpcAttributeOutput, error)
	DescribeVpcBlockPublicAccessOptions(context.Context, *ec2.DescribeVpcBlockPublicAccessOptionsInput, ...func(*ec2.Options)) (*ec2.DescribeVpcBlockPublicAccessOptionsOutput, error)
	DescribeAvailabilityZones(context.Context, *ec2.DescribeAvailabilityZonesInput, ...func(*ec2.Options)) (*ec2.DescribeAvailabilityZonesOutput, error)
	ec2.DescribeVpcsAPIClient
	ec2.DescribeDhcpOptionsAPIClient
	ec2.DescribeSubnetsAPIClient
	ec2.DescribeRouteTablesAPIClient
	ec2.DescribeSecurityGroupsAPIClient
	ec2.DescribeSecurityGroupVpcAssociationsAPIClient
	ec2.DescribeNetworkAclsAPIClient
	ec2.DescribeNatGatewaysAPIClient
	ec2.DescribeInternetGatewaysAPIClient
	ec2.DescribeEgressOnlyInternetGatewaysAPIClient
	ec2.DescribeVpcEndpointsAPIClient
	ec2.DescribePrefixListsAPIClient
	ec2.DescribeManagedPrefixListsAPIClient
	ec2.GetManagedPrefixListEntriesAPIClient
	ec2.DescribeNetworkInterfacesAPIClient
	ec2.DescribeVpcPeeringConnectionsAPIClient
	ec2.DescribeTransitGatewaysAPIClient
	ec2.DescribeTransitGatewayAttachmentsAPIClient
	ec2.DescribeTransitGatewayVpcAttachmentsAPIClient
	ec2.DescribeTransitGatewayRouteTablesAPIClient
	ec2.SearchTransitGatewayRoutesAPIClient
	ec2.DescribeFlowLogsAPIClient
}

type lambdaReader interface {
	lambda.ListFunctionsAPIClient
	lambda.GetFunctionAPIClient
	lambda.ListCapacityProvidersAPIClient
	GetCapacityProvider(context.Context, *lambda.GetCapacityProviderInput, ...func(*lambda.Options)) (*lambda.GetCapacityProviderOutput, error)
	lambda.ListFunctionUrlConfigsAPIClient
	GetPolicy(context.Context, *lambda.GetPolicyInput, ...func(*lambda.Options)) (*lambda.GetPolicyOutput, error)
}

type resolverReader interface {
	route53resolver.ListFirewallRuleGroupAssociationsAPIClient
}

type quotaReader interface {
	GetServiceQuota(context.Context, *servicequotas.GetServiceQuotaInput, ...func(*servicequotas.Options)) (*servicequotas.GetServiceQuotaOutput, error)
	GetAWSDefaultServiceQuota(context.Context, *servicequotas.GetAWSDefaultServiceQuotaInput, ...func(*servicequotas.Options)) (*servicequotas.GetAWSDefaultServiceQuotaOutput, error)
}

type iamReader interface {
	iam.GetAccountAuthorizationDetailsAPIClient
	iam.GetRoleAPIClient
	iam.ListAttachedRolePoliciesAPIClient
	iam.ListRolePoliciesAPIClient
	iam.GetPolicyAPIClient
	GetRolePolicy(context.Context, *iam.GetRolePolicyInput, ...func(*iam.Options)) (*iam.GetRolePolicyOutput, error)
	GetPolicyVersion(context.Context, *iam.GetPolicyVersionInput, ...func(*iam.Options)) (*iam.GetPolicyVersionOutput, error)
}

type stsReader interface {
	GetCallerIdentity(context.Context, *sts.GetCallerIdentityInput, ...func(*sts.Options)) (*sts.GetCallerIdentityOutput, error)
}

// newClients makes the clients of a region. An endpoint, if not "", takes the place of AWS's own for all services.
func newClients(cfg aws.Config, region, endpoint string) *clients {
	cfg = cfg.Copy()
	cfg.Region = region
	if endpoint != "" {
		cfg.BaseEndpoint = &endpoint
	}
	return &clients{
		ec2:      ec2.NewFromConfig(cfg),
		lambda:   lambda.NewFromConfig(cfg),
		resolver: route53resolver.NewFromConfig(cfg),
		quotas:   servicequotas.NewFromConfig(cfg),
		iam:      iam.NewFromConfig(cfg),
		sts:      sts.NewFromConfig(cfg),
	}
}

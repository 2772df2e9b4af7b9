package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/efs"
	"github.com/aws/aws-sdk-go-v2/service/elasticache"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/fsx"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kafka"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/schemas"
	"github.com/aws/aws-sdk-go-v2/service/mq"
	"github.com/aws/aws-sdk-go-v2/service/opensearch"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/redshift"
	"github.com/aws/aws-sdk-go-v2/service/redshiftserverless"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"
	taggingschemas "github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi/schemas"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53profiles"
	"github.com/aws/aws-sdk-go-v2/service/route53resolver"
	"github.com/aws/aws-sdk-go-v2/service/s3files"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/vpclattice"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
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
	tagging  resourcegroupstaggingapi.GetResourcesAPIClient

	// What names lead to, and who answers there.
	zones       zoneReader
	profiles    profileReader
	rds         rdsReader
	elasticache elasticacheReader
	memorydb    memorydb.DescribeClustersAPIClient
	opensearch  opensearchReader
	kafka       kafkaReader
	redshift    redshift.DescribeClustersAPIClient
	workgroups  redshiftserverless.ListWorkgroupsAPIClient
	efs         efsReader
	s3files     s3filesReader
	fsx         fsx.DescribeFileSystemsAPIClient
	mq          mqReader
	elb         elbReader
	lattice     latticeReader
}

type ec2Reader interface {
	DescribeRegions(context.Context, *ec2.DescribeRegionsInput,
		...func(*ec2.Options)) (*ec2.DescribeRegionsOutput, error)
	DescribeVpcAttribute(context.Context, *ec2.DescribeVpcAttributeInput,
		...func(*ec2.Options)) (*ec2.DescribeVpcAttributeOutput, error)
	DescribeVpcBlockPublicAccessOptions(context.Context, *ec2.DescribeVpcBlockPublicAccessOptionsInput,
		...func(*ec2.Options)) (*ec2.DescribeVpcBlockPublicAccessOptionsOutput, error)
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
	ec2.GetTransitGatewayPrefixListReferencesAPIClient
	ec2.DescribeInstancesAPIClient
}

type lambdaReader interface {
	lambda.ListFunctionsAPIClient
	lambda.GetFunctionAPIClient
	lambda.ListCapacityProvidersAPIClient
	GetCapacityProvider(context.Context, *lambda.GetCapacityProviderInput,
		...func(*lambda.Options)) (*lambda.GetCapacityProviderOutput, error)
	lambda.ListFunctionUrlConfigsAPIClient
	lambda.ListEventSourceMappingsAPIClient
	GetPolicy(context.Context, *lambda.GetPolicyInput, ...func(*lambda.Options)) (*lambda.GetPolicyOutput, error)
}

type resolverReader interface {
	route53resolver.ListFirewallRuleGroupAssociationsAPIClient
	route53resolver.ListFirewallRulesAPIClient
	route53resolver.ListFirewallDomainListsAPIClient
	route53resolver.ListFirewallDomainsAPIClient
	route53resolver.ListResolverRulesAPIClient
	route53resolver.ListResolverRuleAssociationsAPIClient
}

type zoneReader interface {
	ListHostedZonesByVPC(context.Context, *route53.ListHostedZonesByVPCInput,
		...func(*route53.Options)) (*route53.ListHostedZonesByVPCOutput, error)
	route53.ListResourceRecordSetsAPIClient
}

type profileReader interface {
	route53profiles.ListProfileAssociationsAPIClient
	route53profiles.ListProfileResourceAssociationsAPIClient
}

type rdsReader interface {
	rds.DescribeDBInstancesAPIClient
	rds.DescribeDBClustersAPIClient
	rds.DescribeDBProxiesAPIClient
	rds.DescribeDBProxyEndpointsAPIClient
}

type elasticacheReader interface {
	elasticache.DescribeCacheClustersAPIClient
	elasticache.DescribeReplicationGroupsAPIClient
	elasticache.DescribeServerlessCachesAPIClient
}

type opensearchReader interface {
	ListDomainNames(context.Context, *opensearch.ListDomainNamesInput,
		...func(*opensearch.Options)) (*opensearch.ListDomainNamesOutput, error)
	DescribeDomains(context.Context, *opensearch.DescribeDomainsInput,
		...func(*opensearch.Options)) (*opensearch.DescribeDomainsOutput, error)
}

type kafkaReader interface {
	kafka.ListClustersV2APIClient
	kafka.ListNodesAPIClient
	GetBootstrapBrokers(context.Context, *kafka.GetBootstrapBrokersInput,
		...func(*kafka.Options)) (*kafka.GetBootstrapBrokersOutput, error)
}

type efsReader interface {
	efs.DescribeFileSystemsAPIClient
	efs.DescribeMountTargetsAPIClient
}

type s3filesReader interface {
	s3files.ListFileSystemsAPIClient
	s3files.ListMountTargetsAPIClient
}

type mqReader interface {
	mq.ListBrokersAPIClient
	DescribeBroker(context.Context, *mq.DescribeBrokerInput, ...func(*mq.Options)) (*mq.DescribeBrokerOutput, error)
}

type elbReader interface {
	elasticloadbalancingv2.DescribeLoadBalancersAPIClient
	elasticloadbalancingv2.DescribeListenersAPIClient
	elasticloadbalancingv2.DescribeTargetGroupsAPIClient
	DescribeTargetHealth(context.Context, *elasticloadbalancingv2.DescribeTargetHealthInput,
		...func(*elasticloadbalancingv2.Options)) (*elasticloadbalancingv2.DescribeTargetHealthOutput, error)
}

type quotaReader interface {
	GetServiceQuota(context.Context, *servicequotas.GetServiceQuotaInput,
		...func(*servicequotas.Options)) (*servicequotas.GetServiceQuotaOutput, error)
	GetAWSDefaultServiceQuota(context.Context, *servicequotas.GetAWSDefaultServiceQuotaInput,
		...func(*servicequotas.Options)) (*servicequotas.GetAWSDefaultServiceQuotaOutput, error)
}

type iamReader interface {
	iam.GetAccountAuthorizationDetailsAPIClient
	iam.GetRoleAPIClient
	iam.ListAttachedRolePoliciesAPIClient
	iam.ListRolePoliciesAPIClient
	iam.GetPolicyAPIClient
	GetRolePolicy(context.Context, *iam.GetRolePolicyInput, ...func(*iam.Options)) (*iam.GetRolePolicyOutput, error)
	GetPolicyVersion(context.Context, *iam.GetPolicyVersionInput,
		...func(*iam.Options)) (*iam.GetPolicyVersionOutput, error)
}

type stsReader interface {
	GetCallerIdentity(context.Context, *sts.GetCallerIdentityInput,
		...func(*sts.Options)) (*sts.GetCallerIdentityOutput, error)
}

// inRegionOf is a configuration for a region, with the address of an API if that is not "".
func inRegionOf(cfg aws.Config, region, endpoint string) aws.Config {
	cfg = cfg.Copy()
	cfg.Region = region
	if endpoint != "" {
		cfg.BaseEndpoint = &endpoint
	}
	return cfg
}

// newClients makes the clients of a region. An endpoint, if not "", takes the place of AWS's own for all services.
func newClients(cfg aws.Config, region, endpoint string) *clients {
	cfg = inRegionOf(cfg, region, endpoint)
	return &clients{
		ec2:      ec2.NewFromConfig(cfg),
		lambda:   lambda.NewFromConfig(cfg),
		resolver: route53resolver.NewFromConfig(cfg),
		quotas:   servicequotas.NewFromConfig(cfg),
		iam:      iam.NewFromConfig(cfg),
		sts:      sts.NewFromConfig(cfg),
		tagging:  resourcegroupstaggingapi.NewFromConfig(cfg, tagJSON),

		zones:       route53.NewFromConfig(cfg),
		profiles:    route53profiles.NewFromConfig(cfg),
		rds:         rds.NewFromConfig(cfg),
		elasticache: elasticache.NewFromConfig(cfg),
		memorydb:    memorydb.NewFromConfig(cfg, speakJSON),
		opensearch:  opensearch.NewFromConfig(cfg),
		kafka:       kafka.NewFromConfig(cfg),
		redshift:    redshift.NewFromConfig(cfg),
		workgroups:  redshiftserverless.NewFromConfig(cfg),
		efs:         efs.NewFromConfig(cfg),
		s3files:     s3files.NewFromConfig(cfg),
		fsx:         fsx.NewFromConfig(cfg),
		mq:          mq.NewFromConfig(cfg),
		elb:         elasticloadbalancingv2.NewFromConfig(cfg),
		lattice:     vpclattice.NewFromConfig(cfg),
	}
}

// speakJSON has MemoryDB asked in the one of its two protocols that emulators know too, and whose answers can be told
// from a proxy's page. The SDK's own choice is CBOR.
func speakJSON(o *memorydb.Options) { o.Protocol = awsjson.New11(schemas.AmazonMemoryDB) }

// tagJSON does the same for the Resource Groups Tagging API.
func tagJSON(o *resourcegroupstaggingapi.Options) {
	o.Protocol = awsjson.New11(taggingschemas.ResourceGroupsTaggingAPI_20170126)
}

package collect

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/efs"
	"github.com/aws/aws-sdk-go-v2/service/elasticache"
	"github.com/aws/aws-sdk-go-v2/service/fsx"
	"github.com/aws/aws-sdk-go-v2/service/kafka"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/mq"
	"github.com/aws/aws-sdk-go-v2/service/opensearch"
	"github.com/aws/aws-sdk-go-v2/service/opensearch/types"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/redshift"
	"github.com/aws/aws-sdk-go-v2/service/redshiftserverless"
	"github.com/aws/aws-sdk-go-v2/service/s3files"

	"github.com/vpclens/vpclens/awsdata"
)

const (
	// mostStores is the number of clusters, brokers and file systems of one kind in a region that are asked about one
	// by one, at the pace of storePerSecond: a minute's work.
	mostStores     = 300
	storePerSecond = 5
)

// store completes a row about data stores.
func store(c call) call {
	c.attached = true
	c.needs = append([]string{functionsCall}, c.needs...)
	if c.each != nil {
		c.most, c.perSecond = mostStores, storePerSecond
	}
	return c
}

// storeCalls are the data stores that functions talk to: their names, ports and interfaces. One list for each kind, and
// a call about one thing only where the list does not tell its addresses.
func storeCalls() []call {
	rows := []call{
		{
			// The clusters of DocumentDB and Neptune are among those of RDS.
			name: "describe-db-instances", service: "rds", operation: "DescribeDBInstances", page: 100,
			why: "the names and ports of databases",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d,
					rds.NewDescribeDBInstancesPaginator(c.rds, &rds.DescribeDBInstancesInput{MaxRecords: q.limit()}))
			},
		},
		{
			name: "describe-db-clusters", service: "rds", operation: "DescribeDBClusters", page: 100,
			why: "the names of database clusters: Aurora, DocumentDB, Neptune",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d,
					rds.NewDescribeDBClustersPaginator(c.rds, &rds.DescribeDBClustersInput{MaxRecords: q.limit()}))
			},
		},
		{
			name: "describe-db-proxies", service: "rds", operation: "DescribeDBProxies", page: 100,
			why: "the proxies before databases",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d,
					rds.NewDescribeDBProxiesPaginator(c.rds, &rds.DescribeDBProxiesInput{MaxRecords: q.limit()}))
			},
		},
		{
			name: "describe-db-proxy-endpoints", service: "rds", operation: "DescribeDBProxyEndpoints", page: 100,
			why: "further names of those proxies",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, rds.NewDescribeDBProxyEndpointsPaginator(c.rds,
					&rds.DescribeDBProxyEndpointsInput{MaxRecords: q.limit()}))
			},
		},
		{
			name: "describe-cache-clusters", service: "elasticache", operation: "DescribeCacheClusters", page: 100,
			why: "the names and ports of cache nodes",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, elasticache.NewDescribeCacheClustersPaginator(c.elasticache,
					&elasticache.DescribeCacheClustersInput{MaxRecords: q.limit(), ShowCacheNodeInfo: aws.Bool(true)}))
			},
		},
		{
			name: "describe-replication-groups", service: "elasticache", operation: "DescribeReplicationGroups",
			page: 100,
			why:  "the names of caches with replicas",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, elasticache.NewDescribeReplicationGroupsPaginator(c.elasticache,
					&elasticache.DescribeReplicationGroupsInput{MaxRecords: q.limit()}))
			},
		},
		{
			name: "describe-serverless-caches", service: "elasticache", operation: "DescribeServerlessCaches", page: 50,
			why: "the names of serverless caches",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, elasticache.NewDescribeServerlessCachesPaginator(c.elasticache,
					&elasticache.DescribeServerlessCachesInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "memorydb-describe-clusters", service: "memorydb", operation: "DescribeClusters",
			// AWS names no largest page
			why: "the names and ports of MemoryDB clusters",
			run: func(ctx context.Context, c *clients, _ query, d *document) error {
				return all(ctx, d, memorydb.NewDescribeClustersPaginator(c.memorydb,
					&memorydb.DescribeClustersInput{ShowShardDetails: aws.Bool(true)}))
			},
		},
		{
			name: "describe-domains", service: "es", operation: "DescribeDomains", also: []string{"es:ListDomainNames"},
			why: "the names of OpenSearch domains, and where their interfaces are",
			run: readDomains,
		},
		{
			name: "list-clusters-v2", service: "kafka", operation: "ListClustersV2", page: 100,
			why: "the Kafka clusters of MSK, and where their brokers are",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d,
					kafka.NewListClustersV2Paginator(c.kafka, &kafka.ListClustersV2Input{MaxResults: q.limit()}))
			},
		},
		{
			name: "get-bootstrap-brokers", service: "kafka", operation: "GetBootstrapBrokers",
			why:   "the names and ports of Kafka brokers",
			needs: []string{"list-clusters-v2"}, each: kafkaClusters,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				out, err := c.kafka.GetBootstrapBrokers(ctx,
					&kafka.GetBootstrapBrokersInput{ClusterArn: aws.String(q.arg)})
				if err != nil {
					return err
				}
				return d.add(out)
			},
		},
		{
			name: "list-nodes", service: "kafka", operation: "ListNodes", page: 100,
			why:   "the interfaces of Kafka brokers",
			needs: []string{"list-clusters-v2"}, each: kafkaProvisioned,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, kafka.NewListNodesPaginator(c.kafka,
					&kafka.ListNodesInput{ClusterArn: aws.String(q.arg), MaxResults: q.limit()}))
			},
		},
		{
			name: "redshift-describe-clusters", service: "redshift", operation: "DescribeClusters", page: 100,
			why: "the names and ports of Redshift clusters",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, redshift.NewDescribeClustersPaginator(c.redshift,
					&redshift.DescribeClustersInput{MaxRecords: q.limit()}))
			},
		},
		{
			name: "list-workgroups", service: "redshift-serverless", operation: "ListWorkgroups", page: 100,
			why: "the names and interfaces of Redshift Serverless",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, redshiftserverless.NewListWorkgroupsPaginator(c.workgroups,
					&redshiftserverless.ListWorkgroupsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "efs-describe-file-systems", service: "elasticfilesystem", operation: "DescribeFileSystems",
			page: 100,
			why:  "the file systems of EFS",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d,
					efs.NewDescribeFileSystemsPaginator(c.efs, &efs.DescribeFileSystemsInput{MaxItems: q.limit()}))
			},
		},
		{
			name: "describe-mount-targets", service: "elasticfilesystem", operation: "DescribeMountTargets", page: 100,
			why:   "the interfaces at which they are mounted",
			needs: []string{"efs-describe-file-systems"}, each: fileSystems,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, efs.NewDescribeMountTargetsPaginator(c.efs,
					&efs.DescribeMountTargetsInput{FileSystemId: aws.String(q.id), MaxItems: q.limit()}))
			},
		},
		{
			name: "fsx-describe-file-systems", service: "fsx", operation: "DescribeFileSystems",
			// the page is the service's own
			why: "the file systems of FSx, and their interfaces",
			run: func(ctx context.Context, c *clients, _ query, d *document) error {
				return all(ctx, d, fsx.NewDescribeFileSystemsPaginator(c.fsx, &fsx.DescribeFileSystemsInput{}))
			},
		},
		{
			name: "list-file-systems", service: "s3files", operation: "ListFileSystems", page: 100,
			why: "the file systems of S3 Files",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, s3files.NewListFileSystemsPaginator(c.s3files,
					&s3files.ListFileSystemsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "list-mount-targets", service: "s3files", operation: "ListMountTargets", page: 100,
			why:   "the interfaces at which those are mounted",
			needs: []string{"list-file-systems"}, each: s3FileSystems,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, s3files.NewListMountTargetsPaginator(c.s3files,
					&s3files.ListMountTargetsInput{FileSystemId: aws.String(q.id), MaxResults: q.limit()}))
			},
		},
		{
			name: "list-brokers", service: "mq", operation: "ListBrokers", page: 100,
			why: "the message brokers of Amazon MQ",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, mq.NewListBrokersPaginator(c.mq, &mq.ListBrokersInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "describe-broker", service: "mq", operation: "DescribeBroker",
			why:   "their names, ports and addresses",
			needs: []string{"list-brokers"}, each: brokers,
			must: "BrokerId",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				out, err := c.mq.DescribeBroker(ctx, &mq.DescribeBrokerInput{BrokerId: aws.String(q.id)})
				if err != nil {
					return err
				}
				return d.add(out)
			},
		},
		{
			// AWS takes a MaxItems of 10,000 and never returns more than 100.
			name: "list-event-source-mappings", service: "lambda", operation: "ListEventSourceMappings", page: 100,
			why: "which queues, streams and brokers call functions, some of them from a network of their own",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, lambda.NewListEventSourceMappingsPaginator(c.lambda,
					&lambda.ListEventSourceMappingsInput{MaxItems: q.limit()}))
			},
		},
	}
	for i := range rows {
		rows[i] = store(rows[i])
	}
	return rows
}

// readDomains reads the OpenSearch domains: first their names, then five at a time, which is all that AWS takes.
// Source: OpenSearch Service API reference, DescribeDomains.
func readDomains(ctx context.Context, c *clients, _ query, d *document) error {
	names, err := c.opensearch.ListDomainNames(ctx, &opensearch.ListDomainNamesInput{})
	if err != nil {
		return err
	}
	if names.DomainNames == nil {
		return missingMember("DomainNames")
	}
	var list []string
	for _, n := range names.DomainNames {
		if aws.ToString(n.DomainName) == "" {
			return missingMember("DomainName")
		}
		list = append(list, aws.ToString(n.DomainName))
	}
	if len(list) == 0 {
		return d.add(&opensearch.DescribeDomainsOutput{DomainStatusList: []types.DomainStatus{}})
	}
	for some := range slices.Chunk(list, 5) {
		out, err := c.opensearch.DescribeDomains(ctx, &opensearch.DescribeDomainsInput{DomainNames: some})
		if err != nil {
			return err
		}
		if out.DomainStatusList == nil {
			return missingMember("DomainStatusList")
		}
		if err := d.add(out); err != nil {
			return err
		}
	}
	return nil
}

// kafkaClusters are the clusters of MSK. One name is one cluster in a region, so the name is enough to tell the
// document.
func kafkaClusters(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	var out []target
	for i := range r.KafkaClusters {
		out = append(out, target{id: r.KafkaClusters[i].ClusterName, arg: r.KafkaClusters[i].ClusterArn})
	}
	return out
}

// kafkaProvisioned are the clusters with brokers of their own. Serverless ones have no nodes to list.
func kafkaProvisioned(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	var out []target
	for i := range r.KafkaClusters {
		if c := &r.KafkaClusters[i]; !strings.EqualFold(c.ClusterType, "SERVERLESS") {
			out = append(out, target{id: c.ClusterName, arg: c.ClusterArn})
		}
	}
	return out
}

func fileSystems(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	var ids []string
	for i := range r.FileSystems {
		ids = append(ids, r.FileSystems[i].FileSystemId)
	}
	return byID(ids)
}

func s3FileSystems(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	var ids []string
	for i := range r.S3FileSystems {
		ids = append(ids, r.S3FileSystems[i].FileSystemId)
	}
	return byID(ids)
}

func brokers(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	var ids []string
	for i := range r.Brokers {
		ids = append(ids, r.Brokers[i].BrokerId)
	}
	return byID(ids)
}

package awsdata

import (
	"fmt"
	"strings"
)

// Resource is anything that can be listed, shown and followed in the explorer.
type Resource interface {
	ID() string    // AWS's id, unique within the region
	Name() string  // what people call it, "" if nobody named it
	Facts() []Fact // what to show of it, most telling first
}

// Fact is one line about a resource. Ref, when set, is the id of another resource that the value names.
type Fact struct {
	Label string
	Value string
	Ref   string
}

// Kind is one kind of resource: a row of the table that lists, pages and palettes derive from.
type Kind struct {
	Code   string // short name, for commands: "sg"
	Name   string // "security group"
	Plural string // "security groups"
	Call   string // the AWS CLI command that lists it
	List   func(*Region) []Resource
	Show   string // the AWS CLI command that shows one, with NAME, ID or ARN for which; "" for kinds of EC2 and Lambda
}

// Kinds is the table of kinds, in the order in which people think of them.
func Kinds() []Kind { return append(networkKinds(), storeKinds()...) }

// networkKinds are functions and the parts of their network.
func networkKinds() []Kind {
	return []Kind{
		{"fn", "function", "functions", "list-functions", func(r *Region) []Resource { return resources(r.Functions) }, ""},
		{"vpc", "VPC", "VPCs", "describe-vpcs", func(r *Region) []Resource { return resources(r.VPCs) }, ""},
		{"subnet", "subnet", "subnets", "describe-subnets", func(r *Region) []Resource { return resources(r.Subnets) }, ""},
		{"rtb", "route table", "route tables", "describe-route-tables", func(r *Region) []Resource { return resources(r.RouteTables) }, ""},
		{"sg", "security group", "security groups", "describe-security-groups", func(r *Region) []Resource { return resources(r.SecurityGroups) }, ""},
		{"acl", "network ACL", "network ACLs", "describe-network-acls", func(r *Region) []Resource { return resources(r.NetworkACLs) }, ""},
		{"nat", "NAT gateway", "NAT gateways", "describe-nat-gateways", func(r *Region) []Resource { return resources(r.NatGateways) }, ""},
		{"igw", "internet gateway", "internet gateways", "describe-internet-gateways", func(r *Region) []Resource { return resources(r.InternetGateways) }, ""},
		{"eigw", "egress-only internet gateway", "egress-only internet gateways", "describe-egress-only-internet-gateways", func(r *Region) []Resource { return resources(r.EgressOnlyInternetGateways) }, ""},
		{"vpce", "VPC endpoint", "VPC endpoints", "describe-vpc-endpoints", func(r *Region) []Resource { return resources(r.VPCEndpoints) }, ""},
		{"pl", "prefix list", "prefix lists", "describe-managed-prefix-lists", func(r *Region) []Resource { return resources(r.ManagedPrefixLists) }, ""},
		{"eni", "network interface", "network interfaces", "describe-network-interfaces", func(r *Region) []Resource { return resources(r.NetworkInterfaces) }, ""},
		{"pcx", "peering connection", "peering connections", "describe-vpc-peering-connections", func(r *Region) []Resource { return resources(r.PeeringConnections) }, ""},
		{"tgw", "transit gateway", "transit gateways", "describe-transit-gateways", func(r *Region) []Resource { return resources(r.TransitGateways) }, ""},
		{"tgw-attach", "transit gateway attachment", "transit gateway attachments", "describe-transit-gateway-attachments", func(r *Region) []Resource { return resources(r.TransitGatewayAttachments) }, ""},
		{"tgw-rtb", "transit gateway route table", "transit gateway route tables", "describe-transit-gateway-route-tables", func(r *Region) []Resource { return resources(r.TransitGatewayRouteTables) }, ""},
		{"fl", "flow log", "flow logs", "describe-flow-logs", func(r *Region) []Resource { return resources(r.FlowLogs) }, ""},
		{"dopt", "DHCP option set", "DHCP option sets", "describe-dhcp-options", func(r *Region) []Resource { return resources(r.DhcpOptions) }, ""},
		{"cp", "capacity provider", "capacity providers", "list-capacity-providers", func(r *Region) []Resource { return resources(r.CapacityProviders) }, ""},
	}
}

// storeKinds are what functions talk to, and what leads there: data stores, load balancers, names. They are looked up by id
// or by ARN.
func storeKinds() []Kind {
	return []Kind{
		{"db", "database instance", "database instances", "describe-db-instances",
			func(r *Region) []Resource { return resources(r.DBInstances) }, "rds describe-db-instances --db-instance-identifier NAME"},
		{"db-cluster", "database cluster", "database clusters", "describe-db-clusters",
			func(r *Region) []Resource { return resources(r.DBClusters) }, "rds describe-db-clusters --db-cluster-identifier NAME"},
		{"db-proxy", "database proxy", "database proxies", "describe-db-proxies",
			func(r *Region) []Resource { return resources(r.DBProxies) }, "rds describe-db-proxies --db-proxy-name NAME"},
		{"db-ep", "proxy endpoint", "proxy endpoints", "describe-db-proxy-endpoints",
			func(r *Region) []Resource { return resources(r.DBProxyEndpoints) }, "rds describe-db-proxy-endpoints --db-proxy-endpoint-name NAME"},
		{"cache", "cache cluster", "cache clusters", "describe-cache-clusters",
			func(r *Region) []Resource { return resources(r.CacheClusters) }, "elasticache describe-cache-clusters --show-cache-node-info --cache-cluster-id NAME"},
		{"rg", "replication group", "replication groups", "describe-replication-groups",
			func(r *Region) []Resource { return resources(r.ReplicationGroups) }, "elasticache describe-replication-groups --replication-group-id NAME"},
		{"scache", "serverless cache", "serverless caches", "describe-serverless-caches",
			func(r *Region) []Resource { return resources(r.ServerlessCaches) }, "elasticache describe-serverless-caches --serverless-cache-name NAME"},
		{"memorydb", "MemoryDB cluster", "MemoryDB clusters", "memorydb-describe-clusters",
			func(r *Region) []Resource { return resources(r.MemoryDBClusters) }, "memorydb describe-clusters --cluster-name NAME"},
		{"redshift", "Redshift cluster", "Redshift clusters", "redshift-describe-clusters",
			func(r *Region) []Resource { return resources(r.RedshiftClusters) }, "redshift describe-clusters --cluster-identifier NAME"},
		{"workgroup", "Redshift workgroup", "Redshift workgroups", "list-workgroups",
			func(r *Region) []Resource { return resources(r.RedshiftWorkgroups) }, "redshift-serverless get-workgroup --workgroup-name NAME"},
		{"opensearch", "OpenSearch domain", "OpenSearch domains", "describe-domains",
			func(r *Region) []Resource { return resources(r.SearchDomains) }, "opensearch describe-domain --domain-name NAME"},
		{"kafka", "Kafka cluster", "Kafka clusters", "list-clusters-v2",
			func(r *Region) []Resource { return resources(r.KafkaClusters) }, "kafka describe-cluster-v2 --cluster-arn ARN"},
		{"efs", "EFS file system", "EFS file systems", "efs-describe-file-systems",
			func(r *Region) []Resource { return resources(r.FileSystems) }, "efs describe-file-systems --file-system-id ID"},
		{"fsx", "FSx file system", "FSx file systems", "fsx-describe-file-systems",
			func(r *Region) []Resource { return resources(r.FSxFileSystems) }, "fsx describe-file-systems --file-system-ids ID"},
		{"s3files", "S3 file system", "S3 file systems", "list-file-systems",
			func(r *Region) []Resource { return resources(r.S3FileSystems) }, "s3files get-file-system --file-system-id ID"},
		{"mq", "message broker", "message brokers", "list-brokers",
			func(r *Region) []Resource { return resources(r.Brokers) }, "mq describe-broker --broker-id ID"},
		{"lb", "load balancer", "load balancers", "describe-load-balancers",
			func(r *Region) []Resource { return resources(r.LoadBalancers) }, "elbv2 describe-load-balancers --load-balancer-arns ARN"},
		{"tg", "target group", "target groups", "describe-target-groups",
			func(r *Region) []Resource { return resources(r.TargetGroups) }, "elbv2 describe-target-groups --target-group-arns ARN"},
		{"esm", "event source mapping", "event source mappings", "list-event-source-mappings",
			func(r *Region) []Resource { return resources(r.EventSourceMappings) }, "lambda get-event-source-mapping --uuid ID"},
		{"instance", "instance", "instances", "describe-instances",
			func(r *Region) []Resource { return resources(r.Instances) }, "ec2 describe-instances --instance-ids ID"},
		{"zone", "private hosted zone", "private hosted zones", "list-hosted-zones-by-vpc",
			func(r *Region) []Resource { return resources(r.HostedZones) }, "route53 get-hosted-zone --id ID"},
		{"rslvr-rule", "resolver rule", "resolver rules", "list-resolver-rules",
			func(r *Region) []Resource { return resources(r.ResolverRules) }, "route53resolver get-resolver-rule --resolver-rule-id ID"},
	}
}

// Kinded is a resource that knows the code of its row in [Kinds].
type Kinded interface {
	Resource
	Kind() string
}

// Tagged is a resource with tags.
type Tagged interface {
	Resource
	ResourceTags() Tags
}

// resources views a list of values as resources without copying the values.
func resources[T any, P interface {
	*T
	Resource
}](list []T) []Resource {
	out := make([]Resource, len(list))
	for i := range list {
		out[i] = P(&list[i])
	}
	return out
}

// compact drops facts that say nothing.
func compact(facts []Fact) []Fact {
	out := facts[:0]
	for _, f := range facts {
		if strings.TrimSpace(f.Value) != "" {
			out = append(out, f)
		}
	}
	return out
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func countText(n *int) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}

// arnTail is the last part of an ARN: what people call the resource.
func arnTail(arn string) string {
	return arn[strings.LastIndexAny(arn, ":/")+1:]
}

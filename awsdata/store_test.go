package awsdata_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
)

// stores reads documents of a region, each "CALL JSON", with a network around them: two subnets in two zones, and the
// interfaces that are given as "ID ADDRESS SUBNET GROUPS DESCRIPTION".
func stores(t *testing.T, interfaces string, documents ...string) *awsdata.RegionIndex {
	t.Helper()
	b := awsdata.NewBuilder()
	put := func(call, text string) {
		t.Helper()
		if err := b.Put("us-east-1", call, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	put("describe-subnets", `{"Subnets": [{"SubnetId": "subnet-a", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "us-east-1a"},
		{"SubnetId": "subnet-b", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "us-east-1b"}]}`)
	put("describe-security-groups",
		`{"SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": []},
		{"GroupId": "sg-2", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": []}]}`)
	var list []string
	for _, line := range strings.Split(interfaces, "\n") {
		words := strings.SplitN(strings.TrimSpace(line), " ", 5)
		if len(words) < 5 {
			continue
		}
		kind := "interface"
		switch {
		case strings.HasPrefix(words[4], "VPC Endpoint Interface"):
			kind = "vpc_endpoint"
		case strings.HasPrefix(words[4], "AWS Lambda"):
			kind = "lambda"
		}
		var groups []string
		for _, g := range strings.Split(words[3], ",") {
			groups = append(groups, fmt.Sprintf(`{"GroupId": %q}`, g))
		}
		list = append(list, fmt.Sprintf(
			`{"NetworkInterfaceId": %q, "PrivateIpAddress": %q, "SubnetId": %q, "VpcId": "vpc-1", "InterfaceType": %q,
			"Groups": [%s], "Description": %q}`, words[0], words[1], words[2], kind, strings.Join(groups, ","),
			words[4]))
	}
	put("describe-network-interfaces", `{"NetworkInterfaces": [`+strings.Join(list, ",")+`]}`)
	for _, d := range documents {
		call, text, _ := strings.Cut(d, " ")
		put(call, text)
	}
	return awsdata.NewIndex(b.Snapshot()).Region("us-east-1")
}

const dbSubnets = `"DBSubnetGroup": {"VpcId": "vpc-1", "Subnets": [{"SubnetIdentifier": "subnet-a"}, {"SubnetIdentifier": "subnet-b"}]}`

// Which interfaces answer for a store: those that are told, else those that may, and what is missing to tell.
func TestStoreInterfaces(t *testing.T) {
	t.Parallel()
	const rds = `
		eni-a 10.0.1.5 subnet-a sg-1 RDSNetworkInterface
		eni-b 10.0.2.5 subnet-b sg-1 RDSNetworkInterface
		eni-c 10.0.1.6 subnet-a sg-1,sg-2 RDSNetworkInterface
		eni-d 10.0.1.7 subnet-a sg-1 my own
		eni-e 10.0.1.8 subnet-a sg-1 AWS Lambda VPC ENI-f-1`
	const db = `describe-db-instances {"DBInstances": [{"DBInstanceIdentifier": "orders", "DBInstanceArn": "arn:orders", %s ` + dbSubnets + `,
		"VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1", "Status": "active"}]}]}`
	kafka := func(more string) string {
		return `list-clusters-v2 {"ClusterInfoList": [{"ClusterName": "events", "ClusterArn": "arn:aws:kafka:us-east-1:1:cluster/events/1-2",
			"Provisioned": {"BrokerNodeGroupInfo": {"ClientSubnets": ["subnet-a", "subnet-b"], "SecurityGroups": ["sg-1"]}}` + more + `}]}`
	}
	for _, tt := range []struct {
		name       string
		interfaces string
		documents  []string
		want       string // ids, whether exact, what is missing
	}{
		{"a database in one zone: its group, in that zone", rds, []string{fmt.Sprintf(db, `"AvailabilityZone": "us-east-1a",`)}, "[eni-a] false "},
		{"a database in two zones: either", rds, []string{fmt.Sprintf(db, `"AvailabilityZone": "us-east-1a", "MultiAZ": true,`)}, "[eni-a eni-b] false "},
		{"a database of a zone that is not told: any", rds, []string{fmt.Sprintf(db, "")}, "[eni-a eni-b] false "},
		{"a database that nothing can be: none", "eni-c 10.0.1.6 subnet-a sg-1,sg-2 RDSNetworkInterface", []string{fmt.Sprintf(db, "")}, "[] false "},
		{"a group that is being taken off does not count", rds,
			[]string{`describe-db-instances {"DBInstances": [{"DBInstanceIdentifier": "orders", ` + dbSubnets + `,
			"AvailabilityZone": "us-east-1a", "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}, {"VpcSecurityGroupId": "sg-2", "Status": "removing"}]}]}`}, "[eni-a] false "},

		{"a cluster: its instances'", rds,
			[]string{`describe-db-clusters {"DBClusters": [{"DBClusterIdentifier": "c", "DBClusterMembers": [{"DBInstanceIdentifier": "c1"}],
			"VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}]}]}`,
				`describe-db-instances {"DBInstances": [{"DBInstanceIdentifier": "c1", "DBClusterIdentifier": "c", "AvailabilityZone": "us-east-1b", ` + dbSubnets + `,
			"VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}]}]}`}, "[eni-b] false "},
		{"a cluster without its instances: all with its groups", rds,
			[]string{`describe-db-clusters {"DBClusters": [{"DBClusterIdentifier": "c",
			"DBClusterMembers": [{"DBInstanceIdentifier": "c1"}], "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}]}]}`}, "[eni-a eni-b] false describe-db-instances"},

		{"a proxy: by name, and those of its own endpoint", `
			eni-a 10.0.1.5 subnet-a sg-1 Network interface for DBProxy pool
			eni-b 10.0.2.5 subnet-b sg-2 Network interface for DBProxy pool
			eni-c 10.0.1.6 subnet-a sg-1 Network interface for DBProxy pool2`,
			[]string{`describe-db-proxies {"DBProxies": [{"DBProxyName": "pool", "VpcId": "vpc-1", "VpcSubnetIds": ["subnet-a"], "VpcSecurityGroupIds": ["sg-1"]}]}`},
			"[eni-a] true "},
		{"a proxy whose endpoint's groups none has: by name alone", `
			eni-a 10.0.1.5 subnet-a sg-2 Network interface for DBProxy pool`,
			[]string{`describe-db-proxies {"DBProxies": [{"DBProxyName": "pool", "VpcId": "vpc-1", "VpcSubnetIds": ["subnet-a"], "VpcSecurityGroupIds": ["sg-1"]}]}`},
			"[eni-a] false "},
		{"a further endpoint of a proxy", `
			eni-a 10.0.1.5 subnet-a sg-1 Network interface for DBProxy pool
			eni-b 10.0.2.5 subnet-b sg-2 Network interface for DBProxy pool`,
			[]string{`describe-db-proxy-endpoints {"DBProxyEndpoints": [{"DBProxyEndpointName": "ro", "DBProxyName": "pool", "VpcId": "vpc-1",
				"VpcSubnetIds": ["subnet-b"], "VpcSecurityGroupIds": ["sg-2"]}]}`}, "[eni-b] true "},

		{"a cache by its name, in both spellings", `
			eni-a 10.0.1.5 subnet-a sg-1 ElastiCache pages
			eni-b 10.0.2.5 subnet-b sg-1 ElastiCache+pages
			eni-c 10.0.1.6 subnet-a sg-1 ElastiCache pages2`,
			[]string{`describe-cache-clusters {"CacheClusters": [{"CacheClusterId": "pages"}]}`},
			"[eni-a eni-b] true "},
		{"a cache that no description names: those with its groups", `
			eni-a 10.0.1.5 subnet-a sg-1 ElastiCache of tomorrow pages
			eni-b 10.0.2.5 subnet-b sg-1 RDSNetworkInterface`,
			[]string{`describe-cache-clusters {"CacheClusters": [{"CacheClusterId": "pages", "SecurityGroups": [{"SecurityGroupId": "sg-1"}]}]}`},
			"[eni-a] false "},
		{"a replication group: its members'", `
			eni-a 10.0.1.5 subnet-a sg-1 ElastiCache carts-001
			eni-b 10.0.2.5 subnet-b sg-1 ElastiCache carts-002
			eni-c 10.0.1.6 subnet-a sg-1 ElastiCache other-001`,
			[]string{`describe-replication-groups {"ReplicationGroups": [{"ReplicationGroupId": "carts", "MemberClusters": ["carts-001", "carts-002"]}]}`},
			"[eni-a eni-b] true "},
		{"a serverless cache: endpoints with its groups", `
			eni-a 10.0.1.5 subnet-a sg-1 VPC Endpoint Interface vpce-1
			eni-b 10.0.2.5 subnet-b sg-1 VPC Endpoint Interface vpce-1
			eni-c 10.0.1.6 subnet-a sg-1 mine`,
			[]string{`describe-serverless-caches {"ServerlessCaches": [{"ServerlessCacheName": "s", "SubnetIds": ["subnet-a"], "SecurityGroupIds": ["sg-1"]}]}`},
			"[eni-a] false "},
		{"MemoryDB: what no other service has", `
			eni-a 10.0.1.5 subnet-a sg-1 MemoryDB ranks-0001-001
			eni-b 10.0.2.5 subnet-b sg-1 ELB app/x/1
			eni-c 10.0.1.6 subnet-a sg-2 MemoryDB other`,
			[]string{`memorydb-describe-clusters {"Clusters": [{"Name": "ranks", "SecurityGroups": [{"SecurityGroupId": "sg-1"}]}]}`},
			"[eni-a] false "},

		{"Redshift: by the leader's address", `
			eni-a 10.0.1.5 subnet-a sg-1 RedshiftNetworkInterface
			eni-b 10.0.1.6 subnet-a sg-1 RedshiftNetworkInterface`,
			[]string{`redshift-describe-clusters {"Clusters": [{"ClusterIdentifier": "sales", "VpcId": "vpc-1", "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}],
				"ClusterNodes": [{"NodeRole": "LEADER", "PrivateIPAddress": "10.0.1.6"}, {"NodeRole": "COMPUTE-0", "PrivateIPAddress": "10.0.1.5"}]}]}`}, "[eni-b] true "},
		{"Redshift: by the endpoint's interfaces", `
			eni-a 10.0.1.5 subnet-a sg-1 RedshiftNetworkInterface
			eni-b 10.0.1.6 subnet-a sg-1 VPC Endpoint Interface vpce-1`,
			[]string{`redshift-describe-clusters {"Clusters": [{"ClusterIdentifier": "sales", "VpcId": "vpc-1",
				"Endpoint": {"Address": "x", "VpcEndpoints": [{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-b"}]}]}}]}`}, "[eni-b] true "},
		{"Redshift: candidates", `
			eni-a 10.0.1.5 subnet-a sg-1 RedshiftNetworkInterface
			eni-b 10.0.1.6 subnet-a sg-1 RDSNetworkInterface`,
			[]string{`redshift-describe-clusters {"Clusters": [{"ClusterIdentifier": "sales", "VpcId": "vpc-1", "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}]}]}`},
			"[eni-a] false "},
		{"a workgroup: by its interfaces", "eni-a 10.0.1.5 subnet-a sg-1 VPC Endpoint Interface vpce-1",
			[]string{`list-workgroups {"workgroups": [{"workgroupName": "w", "endpoint": {"vpcEndpoints": [{"networkInterfaces": [{"networkInterfaceId": "eni-a"}]}]}}]}`},
			"[eni-a] true "},
		{"a workgroup: candidates", `
			eni-a 10.0.1.5 subnet-a sg-1 VPC Endpoint Interface vpce-1
			eni-b 10.0.2.5 subnet-b sg-1 VPC Endpoint Interface vpce-1`,
			[]string{`list-workgroups {"workgroups": [{"workgroupName": "w", "subnetIds": ["subnet-b"], "securityGroupIds": ["sg-1"]}]}`},
			"[eni-b] false "},

		{"a search domain: by its name", `
			eni-a 10.0.1.5 subnet-a sg-1 ES catalog
			eni-b 10.0.1.6 subnet-a sg-1 ES catalog2`,
			[]string{`describe-domains {"DomainStatusList": [{"DomainName": "catalog", "VPCOptions": {"VPCId": "vpc-1", "SecurityGroupIds": ["sg-1"]}}]}`},
			"[eni-a] true "},
		{"a search domain with public addresses: none", "eni-a 10.0.1.5 subnet-a sg-1 ES open",
			[]string{`describe-domains {"DomainStatusList": [{"DomainName": "open"}]}`}, "[] false "},

		{"Kafka: by its nodes", `
			eni-a 10.0.1.5 subnet-a sg-1 broker
			eni-b 10.0.2.5 subnet-b sg-1 broker`,
			[]string{kafka(""), `list-nodes.events {"NodeInfoList": [{"BrokerNodeInfo": {"AttachedENIId": "eni-b"}}, {"ControllerNodeInfo": {}}]}`},
			"[eni-b] true "},
		{"Kafka: by its nodes' addresses", `
			eni-a 10.0.1.5 subnet-a sg-1 broker
			eni-b 10.0.2.5 subnet-b sg-1 broker`,
			[]string{kafka(""), `list-nodes.events {"NodeInfoList": [{"BrokerNodeInfo": {"AttachedENIId": "eni-x", "ClientVpcIpAddress": "10.0.2.5"}}]}`},
			"[eni-b] true "},
		{"Kafka: by a description with its ARN", `
			eni-a 10.0.1.5 subnet-a sg-1 Amazon MSK network interface for cluster arn:aws:kafka:us-east-1:1:cluster/events/1-2
			eni-b 10.0.2.5 subnet-b sg-1 broker`, []string{kafka("")}, "[eni-a] true "},
		{"Kafka: candidates, and the nodes are missing", `
			eni-a 10.0.1.5 subnet-a sg-1 broker
			eni-b 10.0.2.5 subnet-b sg-2 broker`, []string{kafka("")}, "[eni-a] false list-nodes.events"},
		{"Kafka, serverless: endpoints", `
			eni-a 10.0.1.5 subnet-a sg-1 VPC Endpoint Interface vpce-1
			eni-b 10.0.1.6 subnet-a sg-1 broker`,
			[]string{`list-clusters-v2 {"ClusterInfoList": [{"ClusterName": "events", "Serverless": {"VpcConfigs": [{"SubnetIds": ["subnet-a"], "SecurityGroupIds": ["sg-1"]}]}}]}`},
			"[eni-a] false "},

		{"EFS: by its mount targets", `
			eni-a 10.0.1.5 subnet-a sg-1 EFS mount target for fs-1 (fsmt-1)
			eni-b 10.0.2.5 subnet-b sg-1 EFS mount target for fs-2 (fsmt-2)`,
			[]string{`efs-describe-file-systems {"FileSystems": [{"FileSystemId": "fs-1"}]}`,
				`describe-mount-targets.fs-1 {"MountTargets": [{"MountTargetId": "fsmt-1", "NetworkInterfaceId": "eni-b"}]}`},
			"[eni-b] true "},
		{"EFS: by the description", `
			eni-a 10.0.1.5 subnet-a sg-1 EFS mount target for fs-1 (fsmt-1)
			eni-b 10.0.2.5 subnet-b sg-1 EFS mount target for fs-12 (fsmt-2)`,
			[]string{`efs-describe-file-systems {"FileSystems": [{"FileSystemId": "fs-1"}]}`}, "[eni-a] true "},
		{"EFS: nothing, and the mount targets are missing", "eni-a 10.0.1.5 subnet-a sg-1 mine",
			[]string{`efs-describe-file-systems {"FileSystems": [{"FileSystemId": "fs-1"}]}`},
			"[] false describe-mount-targets.fs-1"},
		{"EFS without mount targets: none", "eni-a 10.0.1.5 subnet-a sg-1 mine",
			[]string{`efs-describe-file-systems {"FileSystems": [{"FileSystemId": "fs-1"}]}`,
				`describe-mount-targets.fs-1 {"MountTargets": []}`}, "[] false "},
		{"FSx: by ids", "eni-a 10.0.1.5 subnet-a sg-1 FSx",
			[]string{`fsx-describe-file-systems {"FileSystems": [{"FileSystemId": "fs-9", "NetworkInterfaceIds": ["eni-a", "eni-x"]}]}`},
			"[eni-a] true "},
		{"S3 Files: by its mount targets", "eni-a 10.0.1.5 subnet-a sg-1 x",
			[]string{`list-file-systems {"fileSystems": [{"fileSystemId": "fs-3"}]}`,
				`list-mount-targets.fs-3 {"mountTargets": [{"mountTargetId": "fsmt-3", "networkInterfaceId": "eni-a"}]}`},
			"[eni-a] true "},
		{"S3 Files: nothing, and the mount targets are missing", "eni-a 10.0.1.5 subnet-a sg-1 x",
			[]string{`list-file-systems {"fileSystems": [{"fileSystemId": "fs-3"}]}`},
			"[] false list-mount-targets.fs-3"},

		{"a broker: by its servers' addresses", `
			eni-a 10.0.1.5 subnet-a sg-1 x
			eni-b 10.0.1.6 subnet-a sg-1 x`,
			[]string{`list-brokers {"BrokerSummaries": [{"BrokerId": "b-1"}]}`,
				`describe-broker.b-1 {"BrokerId": "b-1", "SubnetIds": ["subnet-a"], "SecurityGroups": ["sg-1"], "BrokerInstances": [{"IpAddress": "10.0.1.6"}]}`},
			"[eni-b] true "},
		{"a broker of RabbitMQ: endpoints with its groups", `
			eni-a 10.0.1.5 subnet-a sg-1 VPC Endpoint Interface vpce-1
			eni-b 10.0.1.6 subnet-a sg-2 VPC Endpoint Interface vpce-2`,
			[]string{`list-brokers {"BrokerSummaries": [{"BrokerId": "b-1"}]}`,
				`describe-broker.b-1 {"BrokerId": "b-1", "EngineType": "RabbitMQ", "SubnetIds": ["subnet-a"], "SecurityGroups": ["sg-1"], "BrokerInstances": [{}]}`},
			"[eni-a] false "},
		{"a broker that was not described", "eni-a 10.0.1.5 subnet-a sg-1 x",
			[]string{`list-brokers {"BrokerSummaries": [{"BrokerId": "b-1"}]}`}, "[] false describe-broker.b-1"},

		{"a load balancer: by its path", `
			eni-a 10.0.1.5 subnet-a sg-1 ELB net/front/50dc6c495c0c9188
			eni-b 10.0.2.5 subnet-b sg-1 ELB net/front/50dc6c495c0c9188
			eni-c 10.0.1.6 subnet-a sg-1 ELB net/front/0000000000000000
			eni-d 10.0.1.7 subnet-a sg-1 ELB front`,
			[]string{`describe-load-balancers {"LoadBalancers": [{"LoadBalancerName": "front",
				"LoadBalancerArn": "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/net/front/50dc6c495c0c9188"}]}`}, "[eni-a eni-b] true "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			x := stores(t, tt.interfaces, tt.documents...)
			list, exact, missing := x.StoreInterfaces(x.Stores()[len(x.Stores())-1])
			if strings.HasPrefix(tt.name, "a cluster") { // its instances are stores, too
				for _, s := range x.Stores() {
					if s.Kind() == "db-cluster" {
						list, exact, missing = x.StoreInterfaces(s)
					}
				}
			}
			got := []string{}
			for _, n := range list {
				got = append(got, n.NetworkInterfaceId)
			}
			if text := fmt.Sprintf("%v %v %s", got, exact, missing); text != tt.want {
				t.Errorf("interfaces are %q, want %q", text, tt.want)
			}
		})
	}
}

// Without the whole list of interfaces it is not known whether those that were found are all.
func TestStoreInterfacesWithoutTheListOfThem(t *testing.T) {
	t.Parallel()
	const domain = `{"DomainStatusList": [{"DomainName": "catalog", "VPCOptions": {"VPCId": "vpc-1"}}]}`
	const eni = `{"NetworkInterfaceId": "eni-a", "VpcId": "vpc-1", "SubnetId": "subnet-a", "InterfaceType": "interface", "Description": "ES catalog"}`
	for _, tt := range []struct{ name, interfaces, want string }{
		{"none", "", "0 false describe-network-interfaces"},
		{"a page", `{"NetworkInterfaces": [` + eni + `], "NextToken": "x"}`, "1 true describe-network-interfaces"},
		{"all", `{"NetworkInterfaces": [` + eni + `]}`, "1 true "},
	} {
		b := awsdata.NewBuilder()
		if err := b.Put("us-east-1", "describe-domains", []byte(domain)); err != nil {
			t.Fatal(err)
		}
		if tt.interfaces != "" {
			if err := b.Put("us-east-1", "describe-network-interfaces", []byte(tt.interfaces)); err != nil {
				t.Fatal(err)
			}
		}
		x := awsdata.NewIndex(b.Snapshot()).Region("us-east-1")
		list, exact, missing := x.StoreInterfaces(x.Stores()[0])
		if got := fmt.Sprint(len(list), " ", exact, " ", missing); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// storeFacts is what the joint view says of a store.
func storeFacts(s awsdata.Store) string {
	var hosts []string
	for _, e := range s.Endpoints() {
		hosts = append(hosts, strings.TrimSuffix(fmt.Sprintf("%s:%d/%s", e.Host, e.Port, e.Role), "/"))
	}
	return fmt.Sprintf("%s %s %s %d %s", s.Kind(), s.Name(), s.VPCID(), s.DefaultPort(), strings.Join(hosts, " "))
}

// The joint view of every kind, out of real-shaped documents: the rich story has one of each.
func TestStores(t *testing.T) {
	t.Parallel()
	x := awsdata.NewIndex(rich(t)).Region("eu-west-1")
	var got []string
	for _, s := range x.Stores() {
		got = append(got, storeFacts(s))
		if found, ok := x.Lookup(s.ARN()); !ok || found.ID() != s.ID() {
			t.Errorf("%s is not found by its ARN %q", s.Name(), s.ARN())
		}
	}
	const host = ".c9akciq32abc.eu-west-1.rds.amazonaws.com"
	const bid = "b-1234a5b6-78cd-901e-2f34-3a45b6c178d9-1.mq.eu-west-1.amazonaws.com"
	want := []string{
		"db ledger-1 vpc-prod 3306 ledger-1" + host + ":3306",
		"db orders vpc-prod 5433 orders" + host + ":5433",
		"db-cluster ledger vpc-prod 3306 ledger.cluster-c9akciq32abc.eu-west-1.rds.amazonaws.com:3306/writer " +
			"ledger.cluster-ro-c9akciq32abc.eu-west-1.rds.amazonaws.com:3306/reader reports.cluster-custom-c9akciq32abc.eu-west-1.rds.amazonaws.com:3306",
		"db-proxy pool vpc-prod 5432 pool.proxy-c9akciq32abc.eu-west-1.rds.amazonaws.com:5432/proxy",
		"db-ep pool-ro vpc-prod 5432 pool-ro.endpoint.proxy-c9akciq32abc.eu-west-1.rds.amazonaws.com:5432/proxy",
		"cache carts-001 vpc-prod 6379 carts-001.abc123.0001.euw1.cache.amazonaws.com:6379/node",
		"cache pages vpc-prod 11211 pages.abc123.cfg.euw1.cache.amazonaws.com:11211/configuration",
		"rg carts vpc-prod 6379 carts.abc123.ng.0001.euw1.cache.amazonaws.com:6379/primary " +
			"carts-ro.abc123.ng.0001.euw1.cache.amazonaws.com:6379/reader carts-001.abc123.0001.euw1.cache.amazonaws.com:6379/node",
		"rg shards  6379 clustercfg.shards.abc123.euw1.cache.amazonaws.com:6379/configuration",
		"scache sessions vpc-prod 6379 sessions-abc123.serverless.euw1.cache.amazonaws.com:6379/primary sessions-abc123.serverless.euw1.cache.amazonaws.com:6380/reader",
		"memorydb ranks vpc-prod 6379 clustercfg.ranks.abc123.memorydb.eu-west-1.amazonaws.com:6379/configuration " +
			"ranks-0001-001.ranks.abc123.memorydb.eu-west-1.amazonaws.com:6379/node",
		"redshift sales vpc-prod 5439 sales.c9akciq32abc.eu-west-1.redshift.amazonaws.com:5439 sales.acme.example:5439",
		"workgroup adhoc vpc-prod 5439 adhoc.111122223333.eu-west-1.redshift-serverless.amazonaws.com:5439 adhoc.acme.example:5439",
		"opensearch catalog vpc-prod 443 vpc-catalog-abcdefgh12345678abcdefgh12.eu-west-1.es.amazonaws.com:443 catalog.acme.example:443",
		"opensearch open  443 search-open-abcdefgh12345678abcdefgh12.eu-west-1.es.amazonaws.com:443",
		"kafka bursts vpc-prod 9098 ",
		"kafka events vpc-prod 9098 b-1.events.abc123.c2.kafka.eu-west-1.amazonaws.com:9098/broker b-2.events.abc123.c2.kafka.eu-west-1.amazonaws.com:9098/broker",
		"efs carts vpc-prod 2049 fs-carts.efs.eu-west-1.amazonaws.com:2049",
		"fsx scratch vpc-prod 988 fs-scratch.fsx.eu-west-1.amazonaws.com:988",
		"s3files reports vpc-prod 2049 ",
		"mq jobs vpc-prod 61617 " + bid + ":5671/broker " + bid + ":61617/broker",
		"lb front vpc-prod 443 front-50dc6c495c0c9188.elb.eu-west-1.amazonaws.com:443",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stores (-want +got):\n%s", diff)
	}
}

// An interface leads to the store that it is certainly one of, and only to that.
func TestStoresAt(t *testing.T) {
	t.Parallel()
	x := stores(t, `
		eni-a 10.0.1.5 subnet-a sg-1 ES catalog
		eni-b 10.0.1.6 subnet-a sg-1 RDSNetworkInterface`,
		`describe-domains {"DomainStatusList": [{"DomainName": "catalog", "VPCOptions": {"VPCId": "vpc-1"}}]}`,
		`describe-db-instances {"DBInstances": [{"DBInstanceIdentifier": "orders", `+dbSubnets+
			`, "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}]}]}`)
	if list := x.StoresAt(x.NetworkInterface("eni-a")); len(list) != 1 || list[0].Name() != "catalog" {
		t.Errorf("the domain's interface leads to %v", list)
	}
	if list := x.StoresAt(x.NetworkInterface("eni-b")); len(list) != 0 {
		t.Errorf("a candidate leads to %v", list)
	}
}

// The ports that engines and services take where nobody chose another.
func TestDefaultPorts(t *testing.T) {
	t.Parallel()
	on := &awsdata.Enabled{Enabled: true}
	kafka := func(p awsdata.KafkaProvisioned, b *awsdata.BootstrapBrokers) awsdata.Store {
		return &awsdata.KafkaCluster{Provisioned: &p, Bootstrap: b}
	}
	listeners := func(ports ...int) awsdata.Store {
		b := &awsdata.LoadBalancer{}
		for _, p := range ports {
			b.Listeners = append(b.Listeners, awsdata.Listener{Port: p})
		}
		return b
	}
	for _, tt := range []struct {
		what string
		s    awsdata.Store
		want int
	}{
		{"aurora", &awsdata.DBCluster{Engine: "aurora"}, 3306},
		{"aurora-postgresql", &awsdata.DBCluster{Engine: "aurora-postgresql"}, 5432},
		{"docdb", &awsdata.DBInstance{Engine: "docdb"}, 27017},
		{"neptune", &awsdata.DBCluster{Engine: "neptune"}, 8182},
		{"sqlserver-ex", &awsdata.DBInstance{Engine: "sqlserver-ex"}, 1433},
		{"oracle-se2", &awsdata.DBInstance{Engine: "oracle-se2"}, 1521},
		{"db2-se", &awsdata.DBInstance{Engine: "db2-se"}, 50000},
		{"custom port of an instance without an endpoint", &awsdata.DBInstance{Engine: "mysql", DbInstancePort: 3307}, 3307},
		{"an engine of tomorrow", &awsdata.DBInstance{Engine: "graph9"}, 0},
		{"a proxy of SQL Server", &awsdata.DBProxy{EngineFamily: "SQLSERVER"}, 1433},
		{"memcached", &awsdata.CacheCluster{Engine: "memcached"}, 11211},
		{"Redshift", &awsdata.RedshiftCluster{}, 5439},
		{"Windows", &awsdata.FSxFileSystem{FileSystemType: "WINDOWS"}, 445},
		{"OpenZFS", &awsdata.FSxFileSystem{FileSystemType: "OPENZFS"}, 2049},
		{"ActiveMQ", &awsdata.Broker{EngineType: "ACTIVEMQ"}, 61617},
		{"RabbitMQ", &awsdata.Broker{EngineType: "RabbitMQ"}, 5671},
		{"ActiveMQ with one host for all protocols",
			&awsdata.Broker{EngineType: "ACTIVEMQ", BrokerInstances: []awsdata.BrokerInstance{
				{Endpoints: []string{"amqp+ssl://b-1.example:5671", "ssl://b-1.example:61617"}}}}, 61617},
		{"ActiveMQ without OpenWire", &awsdata.Broker{EngineType: "ACTIVEMQ", BrokerInstances: []awsdata.BrokerInstance{
			{Endpoints: []string{"mqtt+ssl://b-1.example:8883"}}}}, 8883},
		{"Kafka with IAM", kafka(awsdata.KafkaProvisioned{ClientAuthentication: &awsdata.KafkaAuthentication{Sasl: &awsdata.KafkaSasl{Iam: on}}}, nil), 9098},
		{"Kafka with SCRAM", kafka(awsdata.KafkaProvisioned{ClientAuthentication: &awsdata.KafkaAuthentication{Sasl: &awsdata.KafkaSasl{Scram: on}}}, nil), 9096},
		{"Kafka in plain text", kafka(awsdata.KafkaProvisioned{EncryptionInfo: &awsdata.KafkaEncryption{
			EncryptionInTransit: &awsdata.KafkaEncryptionInTransit{ClientBroker: "PLAINTEXT"}}}, nil), 9092},
		{"Kafka by default", kafka(awsdata.KafkaProvisioned{}, nil), 9094},
		{"Kafka by its brokers", kafka(awsdata.KafkaProvisioned{}, &awsdata.BootstrapBrokers{BootstrapBrokerString: "b-1:9092"}), 9092},
		{"a load balancer without listeners", listeners(), 0},
		{"its only listener", listeners(8080), 8080},
		{"HTTPS before the others", listeners(80, 22, 443), 443},
		{"HTTP before the others", listeners(8443, 80, 22), 80},
		{"the lowest of the others", listeners(8443, 2200, 9000), 2200},
	} {
		if got := tt.s.DefaultPort(); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.what, got, tt.want)
		}
	}
}

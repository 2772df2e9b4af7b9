package reach_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/reach/law"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// removalSource gives accounts to take documents out of.
type removalSource struct {
	name string
	load func(t *testing.T) []removalAccount
}

type removalAccount struct {
	name     string
	snapshot *awsdata.Snapshot
}

func removalSources() []removalSource {
	return []removalSource{
		{"demo", func(t *testing.T) []removalAccount { return []removalAccount{{"demo", demoSnapshot(t)}} }},
		{"random", randomAccounts},
		{"amended", amendedAccounts},
	}
}

func demoSnapshot(t *testing.T) *awsdata.Snapshot {
	t.Helper()
	s, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// amendedAccounts are four of the accounts of the folder that VPCLENS_AMENDED names, by default
// ../shared/accounts-amended beside the repository.
func amendedAccounts(t *testing.T) []removalAccount {
	t.Helper()
	folder := os.Getenv("VPCLENS_AMENDED")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "accounts-amended")
	}
	paths, err := filepath.Glob(filepath.Join(folder, "*", "account"))
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Skipf("LEFT OUT: the accounts of %s, because none is there; VPCLENS_AMENDED names another folder", folder)
	}
	var out []removalAccount
	for _, path := range spread(paths, 4) {
		s, err := awsdata.Load(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, removalAccount{filepath.Base(filepath.Dir(path)), s})
	}
	return out
}

// removalSeeds are ten accounts of the random generator that have, together, documents of every kind and most of what
// the generator makes: see TestRemovalsSeeEveryKind.
var removalSeeds = []uint64{0, 1, 2, 3, 4, 5, 6, 7, 8, 27}

// moreSeeds are ten more for -all-removals.
var moreSeeds = []uint64{9, 10, 11, 12, 13, 14, 15, 16, 17, 18}

// randomAccounts are those of the seeds, with what the generator does not make.
func randomAccounts(t *testing.T) []removalAccount {
	t.Helper()
	var out []removalAccount
	seeds := removalSeeds
	if *allRemovals {
		seeds = slices.Concat(removalSeeds, moreSeeds)
	}
	for _, seed := range seeds {
		documents := law.Random(seed)
		furnish(t, documents)
		b := awsdata.NewBuilder()
		for at, calls := range documents {
			for call, data := range calls {
				if err := b.PutOf(at.Account, at.Region, call, data); err != nil {
					t.Fatal(err)
				}
			}
		}
		out = append(out, removalAccount{fmt.Sprintf("random %d", seed), b.Snapshot()})
	}
	return out
}

// furnish puts in the main account what random accounts lack, because the slow evaluator does not read it: a data store
// of each kind, each with an interface of its own, and documents that tell again, or more, of what is there.
func furnish(t *testing.T, accounts law.Accounts) {
	t.Helper()
	documents := accounts[law.Place{Account: "123456789012", Region: "us-east-1"}]
	subnet, vpc, first := roomySubnet(t, documents)
	if subnet == "" || documents["describe-network-interfaces"] == nil {
		return
	}
	group := "sg-" + strings.TrimPrefix(vpc, "vpc-") + "0"
	for i, s := range furniture {
		id, address := fmt.Sprintf("eni-store-%d", i), first
		first = first.Next()
		fill := strings.NewReplacer("VPC", vpc, "SUBNET", subnet, "GROUP", group, "ENI", id, "IP",
			address.String()).Replace
		extend(t, documents, "describe-network-interfaces", "NetworkInterfaces",
			fmt.Sprintf(`{"NetworkInterfaceId": %q, "InterfaceType": %q,
			"Description": %q, "VpcId": %q, "SubnetId": %q, "Status": "in-use", "PrivateIpAddress": %q, "Groups": [{"GroupId": %q}]}`,
				id, s.kind, s.description, vpc, subnet, address, group))
		for _, d := range s.documents {
			call, text, _ := strings.Cut(d, " ")
			documents[call] = json.RawMessage(fill(text))
		}
	}
	for _, call := range slices.Sorted(maps.Keys(documents)) {
		if table, searched := strings.CutPrefix(call, "search-transit-gateway-routes."); searched {
			documents["get-transit-gateway-prefix-list-references."+
				table] = json.RawMessage(fmt.Sprintf(`{"TransitGatewayPrefixListReferences": [
				{"TransitGatewayRouteTableId": %q, "PrefixListId": "pl-us0", "State": "available", "Blackhole": true}]}`, table))
		}
		if list, wall := strings.CutPrefix(call, "list-firewall-domains."); wall {
			documents["list-firewall-domain-lists"] = json.RawMessage(
				fmt.Sprintf(`{"FirewallDomainLists": [{"Id": %q, "Name": "mine"}]}`, list))
		}
	}
	var providers struct{ CapacityProviders []json.RawMessage }
	if json.Unmarshal(documents["list-capacity-providers"], &providers) == nil && len(providers.CapacityProviders) > 0 {
		documents["get-capacity-provider.cp"] = json.RawMessage(fmt.Sprintf(`{"CapacityProvider": %s}`,
			providers.CapacityProviders[0]))
	}
}

// roomySubnet is the biggest subnet of the main account's first VPC, and an address in it with free ones behind; ""
// where the subnets are not in the account.
func roomySubnet(t *testing.T, documents law.Documents) (subnet, vpc string, first netip.Addr) {
	t.Helper()
	var list struct {
		Subnets []struct{ SubnetId, VpcId, CidrBlock string }
	}
	if text := documents["describe-subnets"]; text == nil || json.Unmarshal(text, &list) != nil {
		return "", "", first
	}
	for _, s := range list.Subnets {
		if p := netip.MustParsePrefix(s.CidrBlock); s.VpcId == "vpc-a" && p.Bits() == 25 {
			octets := p.Addr().As4()
			octets[3] = 200
			return s.SubnetId, s.VpcId, netip.AddrFrom4(octets)
		}
	}
	return "", "", first
}

// extend adds an element to a document's list.
func extend(t *testing.T, documents law.Documents, call, member, element string) {
	t.Helper()
	var document map[string]json.RawMessage
	var list []json.RawMessage
	if err := json.Unmarshal(documents[call], &document); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(document[member], &list); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(append(list, json.RawMessage(element)))
	if err != nil {
		t.Fatal(err)
	}
	document[member] = text
	if documents[call], err = json.Marshal(document); err != nil {
		t.Fatal(err)
	}
}

// furniture are data stores, each with the type and description of its interface, and documents "CALL JSON" in which
// VPC, SUBNET, GROUP, ENI and IP stand for those of the account.
var furniture = []struct {
	kind, description string
	documents         []string
}{
	{"interface", "RDSNetworkInterface",
		[]string{`describe-db-instances {"DBInstances": [{"DBInstanceIdentifier": "orders", "Engine": "postgres",
		"DBInstanceArn": "arn:aws:rds:us-east-1:123456789012:db:orders", "DBClusterIdentifier": "sales",
		"Endpoint": {"Address": "orders.c1.us-east-1.rds.amazonaws.com", "Port": 5432},
		"DBSubnetGroup": {"VpcId": "VPC", "Subnets": [{"SubnetIdentifier": "SUBNET"}]}, "VpcSecurityGroups": [{"VpcSecurityGroupId": "GROUP"}]}]}`,
			`describe-db-clusters {"DBClusters": [{"DBClusterIdentifier": "sales", "DBClusterArn": "arn:aws:rds:us-east-1:123456789012:cluster:sales",
		"Engine": "aurora-postgresql", "Endpoint": "sales.cluster-c1.us-east-1.rds.amazonaws.com", "Port": 5432,
		"DBClusterMembers": [{"DBInstanceIdentifier": "orders"}], "VpcSecurityGroups": [{"VpcSecurityGroupId": "GROUP"}]}]}`}},
	{"interface", "Network interface for DBProxy pool",
		[]string{`describe-db-proxies {"DBProxies": [{"DBProxyName": "pool", "EngineFamily": "POSTGRESQL",
		"DBProxyArn": "arn:aws:rds:us-east-1:123456789012:db-proxy:prx-1", "Endpoint": "pool.proxy-c1.us-east-1.rds.amazonaws.com",
		"VpcId": "VPC", "VpcSubnetIds": ["SUBNET"], "VpcSecurityGroupIds": ["GROUP"]}]}`,
			`describe-db-proxy-endpoints {"DBProxyEndpoints": [{"DBProxyEndpointName": "reader", "DBProxyName": "pool",
		"DBProxyEndpointArn": "arn:aws:rds:us-east-1:123456789012:db-proxy-endpoint:prx-endpoint-1",
		"Endpoint": "reader.endpoint.proxy-c1.us-east-1.rds.amazonaws.com", "VpcId": "VPC", "VpcSubnetIds": ["SUBNET"],
		"VpcSecurityGroupIds": ["GROUP"]}]}`}},
	{"interface", "ElastiCache carts-001",
		[]string{`describe-cache-clusters {"CacheClusters": [{"CacheClusterId": "carts-001", "Engine": "redis",
		"ARN": "arn:aws:elasticache:us-east-1:123456789012:cluster:carts-001", "ReplicationGroupId": "carts", "CacheNodes": [{"CacheNodeId": "0001",
		"Endpoint": {"Address": "carts-001.x.0001.use1.cache.amazonaws.com", "Port": 6379}}], "SecurityGroups": [{"SecurityGroupId": "GROUP"}]}]}`,
			`describe-replication-groups {"ReplicationGroups": [{"ReplicationGroupId": "carts", "MemberClusters": ["carts-001"],
		"ARN": "arn:aws:elasticache:us-east-1:123456789012:replicationgroup:carts",
		"NodeGroups": [{"PrimaryEndpoint": {"Address": "carts.x.ng.0001.use1.cache.amazonaws.com", "Port": 6379}}]}]}`}},
	{"vpc_endpoint", "VPC Endpoint Interface vpce-cache",
		[]string{`describe-serverless-caches {"ServerlessCaches": [{"ServerlessCacheName": "pages",
		"ARN": "arn:aws:elasticache:us-east-1:123456789012:serverlesscache:pages", "Engine": "valkey",
		"Endpoint": {"Address": "pages-x.serverless.use1.cache.amazonaws.com", "Port": 6379}, "SubnetIds": ["SUBNET"], "SecurityGroupIds": ["GROUP"]}]}`}},
	{"interface", "MemoryDB ranks-0001-001", []string{`memorydb-describe-clusters {"Clusters": [{"Name": "ranks",
		"ARN": "arn:aws:memorydb:us-east-1:123456789012:cluster/ranks",
		"ClusterEndpoint": {"Address": "clustercfg.ranks.x.memorydb.us-east-1.amazonaws.com", "Port": 6379},
		"SecurityGroups": [{"SecurityGroupId": "GROUP"}]}]}`}},
	{"interface", "RedshiftNetworkInterface",
		[]string{`redshift-describe-clusters {"Clusters": [{"ClusterIdentifier": "dwh", "VpcId": "VPC",
		"Endpoint": {"Address": "dwh.x.us-east-1.redshift.amazonaws.com", "Port": 5439}, "VpcSecurityGroups": [{"VpcSecurityGroupId": "GROUP"}],
		"ClusterNodes": [{"NodeRole": "SHARED", "PrivateIPAddress": "IP"}]}]}`}},
	{"vpc_endpoint", "VPC Endpoint Interface vpce-workgroup",
		[]string{`list-workgroups {"workgroups": [{"workgroupName": "adhoc",
		"workgroupArn": "arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/1", "subnetIds": ["SUBNET"], "securityGroupIds": ["GROUP"],
		"endpoint": {"address": "adhoc.123456789012.us-east-1.redshift-serverless.amazonaws.com", "port": 5439,
		"vpcEndpoints": [{"networkInterfaces": [{"networkInterfaceId": "ENI"}]}]}}]}`}},
	{"interface", "ES catalog", []string{`describe-domains {"DomainStatusList": [{"DomainName": "catalog", "ARN": "arn:aws:es:us-east-1:123456789012:domain/catalog",
		"Endpoints": {"vpc": "vpc-catalog-x.us-east-1.es.amazonaws.com"}, "VPCOptions": {"VPCId": "VPC", "SubnetIds": ["SUBNET"], "SecurityGroupIds": ["GROUP"]}}]}`}},
	{"interface", "MSK", []string{`list-clusters-v2 {"ClusterInfoList": [{"ClusterName": "events", "ClusterArn": "arn:aws:kafka:us-east-1:123456789012:cluster/events/1-2",
		"Provisioned": {"BrokerNodeGroupInfo": {"ClientSubnets": ["SUBNET"], "SecurityGroups": ["GROUP"]}}}]}`,
		`get-bootstrap-brokers.events {"BootstrapBrokerStringTls": "b-1.events.x.c1.kafka.us-east-1.amazonaws.com:9094"}`,
		`list-nodes.events {"NodeInfoList": [{"BrokerNodeInfo": {"AttachedENIId": "ENI", "ClientVpcIpAddress": "IP", "BrokerId": 1,
		"Endpoints": ["b-1.events.x.c1.kafka.us-east-1.amazonaws.com"]}}]}`}},
	{"interface", "EFS mount target for fs-0a1b2c3d (fsmt-1)",
		[]string{`efs-describe-file-systems {"FileSystems": [{"FileSystemId": "fs-0a1b2c3d"}]}`,
			`describe-mount-targets.fs-0a1b2c3d {"MountTargets": [{"MountTargetId": "fsmt-1", "NetworkInterfaceId": "ENI", "IpAddress": "IP", "SubnetId": "SUBNET"}]}`}},
	{"interface", "FSx",
		[]string{`fsx-describe-file-systems {"FileSystems": [{"FileSystemId": "fs-0a1b2c3e", "FileSystemType": "LUSTRE",
		"DNSName": "fs-0a1b2c3e.fsx.us-east-1.amazonaws.com", "VpcId": "VPC", "NetworkInterfaceIds": ["ENI"]}]}`}},
	{"interface", "S3 Files",
		[]string{`list-file-systems {"fileSystems": [{"fileSystemId": "fs-0a1b2c3f", "name": "notes"}]}`,
			`list-mount-targets.fs-0a1b2c3f {"mountTargets": [{"mountTargetId": "fsmt-3", "networkInterfaceId": "ENI", "ipv4Address": "IP"}]}`}},
	{"interface", "Amazon MQ", []string{`list-brokers {"BrokerSummaries": [{"BrokerId": "b-1", "BrokerName": "jobs"}]}`,
		`describe-broker.b-1 {"BrokerId": "b-1", "BrokerName": "jobs", "EngineType": "ACTIVEMQ", "SubnetIds": ["SUBNET"], "SecurityGroups": ["GROUP"],
		"BrokerInstances": [{"IpAddress": "IP", "Endpoints": ["ssl://b-1-1.mq.us-east-1.amazonaws.com:61617"]}]}`}},
}

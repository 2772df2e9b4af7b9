package awsdata_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
)

// put makes a snapshot of documents, each "CALL JSON"; those of Route 53 are account-wide.
func put(t *testing.T, documents ...string) *awsdata.Snapshot {
	t.Helper()
	b := awsdata.NewBuilder()
	for _, d := range documents {
		call, text, _ := strings.Cut(d, " ")
		region := "us-east-1"
		if strings.HasPrefix(call, "list-hosted-zones-by-vpc") || strings.HasPrefix(call, "list-resource-record-sets") {
			region = awsdata.Global
		}
		if err := b.Put(region, call, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return b.Snapshot()
}

// What the AWS CLI prints, as it prints it, with the members that vpclens does not read.
func TestDocumentsAsTheCLIPrintsThem(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, document string
		get            func(*awsdata.Snapshot, *awsdata.Region) any
		want           any
	}{
		{"instances by reservation", `describe-instances {"Reservations": [
			{"ReservationId": "r-1", "OwnerId": "1", "Groups": [], "Instances": [{"InstanceId": "i-2", "State": {"Code": 80, "Name": "stopped"}, "Placement": {"Tenancy": "default"},
				"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "Attachment": {"DeviceIndex": 0}}], "SourceDestCheck": true}]},
			{"ReservationId": "r-2", "Instances": [{"InstanceId": "i-1", "State": {"Code": 16, "Name": "running"}}]}]}`,
			func(_ *awsdata.Snapshot, r *awsdata.Region) any {
				return fmt.Sprintln(r.Instances[0].ID(), r.Instances[0].State.Name, r.Instances[1].ID(),
					r.Instances[1].State.Name, r.Instances[1].NetworkInterfaces, *r.Instances[1].SourceDestCheck)
			}, "i-1 running i-2 stopped [{eni-1}] true\n"},
		{"no instances", `describe-instances {"Reservations": []}`,
			func(_ *awsdata.Snapshot, r *awsdata.Region) any {
				return fmt.Sprint(len(r.Instances), r.Has("describe-instances"))
			}, "0 true"},
		{"a route through the firewall of an internet gateway",
			`describe-route-tables {"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "State": "active",
			"GatewayId": "igw-1", "IgwFirewall": {"FirewallArn": "arn:aws:network-firewall:us-east-1:1:firewall/f", "Status": "active"}}, {"DestinationCidrBlock": "10.0.0.0/16", "State": "active", "GatewayId": "igw-1"}]}]}`,
			func(_ *awsdata.Snapshot, r *awsdata.Region) any {
				routes := r.RouteTables[0].Routes
				return fmt.Sprintln(routes[0].IgwFirewall.Active(), routes[1].IgwFirewall.Active(), routes[0].Target())
			}, "true false igw-1\n"},
		{"a subnet behind it", `describe-subnets {"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "NetworkFirewallConnectivityType": "outbound-only", "EnableDns64": true}]}`,
			func(_ *awsdata.Snapshot, r *awsdata.Region) any {
				return fmt.Sprintln(r.Subnets[0].NetworkFirewallConnectivityType, r.Subnets[0].EnableDns64)
			}, "outbound-only true\n"},
		{"an interface with prefixes and public addresses",
			`describe-network-interfaces {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "InterfaceType": "interface", "PrivateIpAddress": "10.0.0.4",
			"Association": {"PublicIp": "203.0.113.1"}, "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.0.16/28"}], "Ipv6Prefixes": [{"Ipv6Prefix": "2001:db8::/80"}],
			"PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.4", "Primary": true, "Association": {"PublicIp": "203.0.113.1"}},
				{"PrivateIpAddress": "10.0.0.5", "Association": {"PublicIp": "203.0.113.2"}}, {"PrivateIpAddress": "10.0.0.6"}]}]}`,
			func(_ *awsdata.Snapshot, r *awsdata.Region) any {
				n := &r.NetworkInterfaces[0]
				return fmt.Sprint(n.PublicAddresses(), n.Prefixes())
			}, "[{203.0.113.1 10.0.0.4} {203.0.113.2 10.0.0.5}] [10.0.0.16/28 2001:db8::/80]"},
		{"a regional NAT gateway with a proxy",
			`describe-nat-gateways {"NatGateways": [{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "State": "available", "ConnectivityType": "public", "AvailabilityMode": "regional", "AutoProvisionZones": "disabled",
			"NatGatewayAddresses": [{"PublicIp": "203.0.113.9", "AvailabilityZoneId": "use1-az1", "Status": "succeeded"}],
			"AttachedAppliances": [{"Type": "network-firewall-proxy", "ApplianceArn": "arn:p", "AttachmentState": "attached"}]}]}`,
			func(_ *awsdata.Snapshot, r *awsdata.Region) any {
				n := r.NatGateways[0]
				return fmt.Sprintln(n.AutoProvisionZones, n.NatGatewayAddresses[0].AvailabilityZoneId,
					n.NatGatewayAddresses[0].Status, n.AttachedAppliances[0].AttachmentState)
			}, "disabled use1-az1 succeeded attached\n"},
		{"encryption control with exclusions",
			`describe-vpcs {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "EncryptionControl": {"Mode": "enforce", "State": "available",
			"ResourceExclusions": {"InternetGateway": {"State": "enabled", "StateMessage": "x"}, "SomethingNew": {"State": "disabled"}}}}]}`,
			func(_ *awsdata.Snapshot, r *awsdata.Region) any {
				return fmt.Sprint(r.VPCs[0].EncryptionControl.ResourceExclusions)
			}, "map[InternetGateway:{enabled} SomethingNew:{disabled}]"},
		{"group references over a transit gateway",
			`describe-transit-gateway-vpc-attachments {"TransitGatewayVpcAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-1", "VpcId": "vpc-1", "State": "available",
			"CreationTime": "2026-01-01T00:00:00Z", "Options": {"DnsSupport": "enable", "SecurityGroupReferencingSupport": "enable", "ApplianceModeSupport": "disable"}}]}`,
			func(_ *awsdata.Snapshot, r *awsdata.Region) any {
				return r.TransitGatewayVPCAttachments[0].Options.SecurityGroupReferencingSupport
			}, "enable"},
		{"the options of a transit gateway",
			`describe-transit-gateways {"TransitGateways": [{"TransitGatewayId": "tgw-1", "Options": {"AmazonSideAsn": 64512,
			"SecurityGroupReferencingSupport": "disable", "VpnEcmpSupport": "enable"}}]}`,
			func(_ *awsdata.Snapshot, r *awsdata.Region) any {
				return r.TransitGateways[0].Options.SecurityGroupReferencingSupport
			}, "disable"},
		{"prefix list references", `get-transit-gateway-prefix-list-references.tgw-rtb-1 {"TransitGatewayPrefixListReferences": [{"TransitGatewayRouteTableId": "tgw-rtb-1",
			"PrefixListId": "pl-1", "State": "available", "Blackhole": true}]}`,
			func(_ *awsdata.Snapshot, r *awsdata.Region) any {
				p := r.TransitGatewayPrefixListReferences["tgw-rtb-1"][0]
				return fmt.Sprint(p.PrefixListId, " ", p.Blackhole, " ", p.TransitGatewayAttachment == nil)
			}, "pl-1 true true"},
		{"members that begin with a small letter",
			`list-workgroups {"workgroups": [{"workgroupName": "adhoc", "creationDate": "2026-01-01", "endpoint": {"address": "x", "port": 5440}}]}`,
			func(_ *awsdata.Snapshot, r *awsdata.Region) any {
				return fmt.Sprint(r.RedshiftWorkgroups[0].Name(), r.RedshiftWorkgroups[0].DefaultPort())
			}, "adhoc5440"},
		{"the same with a large one, as others write them",
			`list-workgroups {"Workgroups": [{"WorkgroupName": "adhoc", "Endpoint": {"Address": "x", "Port": 5440}}]}`,
			func(_ *awsdata.Snapshot, r *awsdata.Region) any {
				return fmt.Sprint(r.RedshiftWorkgroups[0].Name(), r.RedshiftWorkgroups[0].DefaultPort())
			}, "adhoc5440"},
		{"an event source of one's own",
			`list-event-source-mappings {"EventSourceMappings": [{"UUID": "u", "FunctionArn": "arn:aws:lambda:us-east-1:1:function:f:live",
			"StartingPosition": "LATEST", "LastModified": "2026-01-01T00:00:00Z", "Topics": ["t"], "SelfManagedEventSource": {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["k:9092"]}},
			"SourceAccessConfigurations": [{"Type": "VPC_SUBNET", "URI": "subnet:subnet-1"}, {"Type": "VPC_SECURITY_GROUP", "URI": "security_group:sg-1"}]}]}`,
			func(_ *awsdata.Snapshot, r *awsdata.Region) any {
				m := &r.EventSourceMappings[0]
				return fmt.Sprint(m.Name(), m.Subnets(), m.SecurityGroups(),
					m.SelfManagedEventSource.Endpoints.KafkaBootstrapServers)
			}, "t → f[subnet-1] [sg-1] [k:9092]"},
		{"a listener's targets", `describe-listeners.front {"Listeners": [{"ListenerArn": "l", "Port": 53, "Protocol": "TCP_UDP", "DefaultActions": [
			{"Type": "forward", "TargetGroupArn": "t1", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": "t1", "Weight": 1}, {"TargetGroupArn": "t2", "Weight": 0}]}},
			{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}]}]}`,
			func(_ *awsdata.Snapshot, r *awsdata.Region) any {
				l := &r.Listeners["front"][0]
				return fmt.Sprint(l.Transports(), l.TargetGroupArns())
			}, "[tcp udp] [t1 t2]"},
		{"a domain list", `list-firewall-domains.rslvr-fdl-1 {"Domains": ["evil.example.", "*.worse.example."]}`,
			func(_ *awsdata.Snapshot, r *awsdata.Region) any { return fmt.Sprint(r.FirewallDomains["rslvr-fdl-1"]) },
			"[*.worse.example. evil.example.]"},
		{"the zones of a VPC", `list-hosted-zones-by-vpc.vpc-1 {"HostedZoneSummaries": [{"HostedZoneId": "Z1", "Name": "a.example.", "Owner": {"OwningService": "efs.amazonaws.com"}}], "MaxItems": "100"}`,
			func(s *awsdata.Snapshot, _ *awsdata.Region) any {
				zones, known := s.PrivateZones("vpc-1")
				return fmt.Sprint(zones, known)
			}, "[{Z1 a.example. { efs.amazonaws.com}}] true"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := put(t, `list-functions {"Functions": []}`, tt.document)
			if diff := cmp.Diff(tt.want, tt.get(s, s.Region("us-east-1"))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if gaps := s.Gaps(); len(gaps) == 0 {
				t.Error("nothing is missing, though nearly everything is")
			}
			roundTrip(t, s)
		})
	}
}

// A page of a list is not the list, however the service says that there is more.
func TestPagesAreGaps(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		document string
		part     bool
	}{
		{`describe-db-instances {"DBInstances": [], "Marker": "more"}`, true},
		{`describe-db-instances {"DBInstances": [], "Marker": ""}`, false},
		{`describe-load-balancers {"LoadBalancers": [], "NextMarker": "more"}`, true},
		{`list-workgroups {"workgroups": [], "nextToken": "more"}`, true},
		{`describe-instances {"Reservations": [], "NextToken": "more"}`, true},
		{`list-resource-record-sets.Z1 {"ResourceRecordSets": [], "IsTruncated": true, "MaxItems": "1", "NextRecordName": "x"}`, true},
		{`list-resource-record-sets.Z1 {"ResourceRecordSets": [], "IsTruncated": false, "MaxItems": "300"}`, false},
		{`list-hosted-zones-by-vpc.vpc-1 {"HostedZoneSummaries": [], "NextToken": "more"}`, true},
	} {
		s := put(t, tt.document)
		call, _, _ := strings.Cut(tt.document, " ")
		gap, part := s.Account.Gap(call)
		if r := s.Region("us-east-1"); r != nil {
			gap, part = r.Gap(call)
		}
		if part != tt.part || part && gap.Cause != awsdata.CauseTruncated {
			t.Errorf("%s is a part: %v (%s), want %v", tt.document, part, gap.Cause, tt.part)
		}
	}
}

// A word that nobody knows leaves its element out, however its document is read: what is left is a part of the answer.
func TestNewWordsCutDocuments(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ document, why string }{
		{`describe-instances {"Reservations": [{"Instances": [{"InstanceId": "i-1", "State": {"Name": "hibernating"}}]}]}`,
			"i-1 has an unknown Name"},
		{`describe-vpc-block-public-access-options {"VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "half"}}`,
			"the answer has an unknown InternetGatewayBlockMode"},
		{`list-resource-record-sets.Z1 {"ResourceRecordSets": [{"Name": "a.corp.", "Type": "ALIAS"}]}`,
			"an element has an unknown Type"},
		{`describe-nat-gateways {"NatGateways": [{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-1",
			"ConnectivityType": "public", "State": "parked"}]}`, "nat-1 has an unknown State"},
	} {
		s := put(t, tt.document)
		call, _, _ := strings.Cut(tt.document, " ")
		gap, part := s.Account.Gap(call)
		if r := s.Region("us-east-1"); r != nil {
			gap, part = r.Gap(call)
			if len(r.Instances)+len(r.NatGateways) > 0 || r.BlockPublicAccess != nil {
				t.Errorf("%s is kept", tt.document)
			}
		}
		if !part || gap.Cause != awsdata.CauseMalformed || gap.Message != tt.why {
			t.Errorf("%s: %v, %+v", tt.document, part, gap)
		}
	}
}

// What no account needs is no gap where it is absent, and is one where it was denied.
func TestOptionalDocumentsAreNoGapsWhereAbsent(t *testing.T) {
	t.Parallel()
	s := put(t, `describe-vpcs {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}`)
	for _, g := range s.Gaps() {
		for _, optional := range []string{"describe-db-instances", "describe-instances", "list-hosted-zones-by-vpc",
			"list-resolver-rules", "describe-load-balancers"} {
			if strings.HasPrefix(g.Call, optional) {
				t.Errorf("%s is a gap", g.Call)
			}
		}
	}
	r := s.Region("us-east-1")
	if r.Has("describe-db-instances") || r.Has("list-hosted-zones-by-vpc") ||
		s.Account.Has("list-hosted-zones-by-vpc.vpc-1") {
		t.Error("what was not asked is there")
	}
	if !put(t, `describe-vpcs {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}`,
		`list-hosted-zones-by-vpc.vpc-1 {"HostedZoneSummaries": []}`).Region("us-east-1").
		Has("list-hosted-zones-by-vpc") {
		t.Error("the region does not know its zones though its only VPC was asked for")
	}
}

// A prefix list without its ranges is not one with none.
func TestAPrefixListWithoutItsRangesIsAGap(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		member string
		known  bool
	}{
		{``, false}, {`, "Cidrs": null`, false}, {`, "Cidrs": []`, true}, {`, "Cidrs": ["192.0.2.0/24"]`, true},
	} {
		s := put(t, `describe-prefix-lists {"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "com.amazonaws.us-east-1.s3"`+tt.member+`}]}`,
			`describe-managed-prefix-lists {"PrefixLists": [{"PrefixListId": "pl-1", "AddressFamily": "IPv4"}]}`)
		list := s.Region("us-east-1").ManagedPrefixLists[0]
		missing := strings.Contains(gapText(s), "get-managed-prefix-list-entries.pl-1")
		if list.EntriesKnown != tt.known || missing == tt.known {
			t.Errorf("%q: the ranges are known: %v, and a gap: %v", tt.member, list.EntriesKnown, missing)
		}
		roundTrip(t, s)
	}
}

// What could be a secret is not read, nor who logs in.
func TestStoresKeepNoSecrets(t *testing.T) {
	t.Parallel()
	s := put(t,
		`describe-db-instances {"DBInstances": [{"DBInstanceIdentifier": "orders", "MasterUsername": "hunter2", "MasterUserSecret": {"SecretArn": "arn:hunter2"},
			"PendingModifiedValues": {"MasterUserPassword": "hunter2"}, "TdeCredentialArn": "hunter2", "DomainMemberships": [{"AuthSecretArn": "hunter2"}]}]}`,
		`describe-db-clusters {"DBClusters": [{"DBClusterIdentifier": "c", "MasterUsername": "hunter2", "PendingModifiedValues": {"MasterUserPassword": "hunter2"}}]}`,
		`describe-db-proxies {"DBProxies": [{"DBProxyName": "p", "Auth": [{"UserName": "hunter2", "SecretArn": "hunter2", "AuthScheme": "SECRETS"}]}]}`,
		`redshift-describe-clusters {"Clusters": [{"ClusterIdentifier": "r", "MasterUsername": "hunter2", "MasterPasswordSecretArn": "hunter2", "ClusterPublicKey": "hunter2"}]}`,
		`describe-domains {"DomainStatusList": [{"DomainName": "d", "AccessPolicies": "hunter2", "AdvancedSecurityOptions": {"JWTOptions": {"PublicKey": "hunter2"}},
			"Endpoints": {"vpc": "x", "other": "hunter2"}}]}`,
		`list-clusters-v2 {"ClusterInfoList": [{"ClusterName": "k", "Provisioned": {"ZookeeperConnectString": "hunter2"}}]}`,
		`list-brokers {"BrokerSummaries": [{"BrokerId": "b-1"}]}`,
		`describe-broker.b-1 {"BrokerId": "b-1", "Users": [{"Username": "hunter2"}], "LdapServerMetadata": {"ServiceAccountPassword": "hunter2"}}`,
		`describe-listeners.l {"Listeners": [{"ListenerArn": "a", "DefaultActions": [{"Type": "authenticate-oidc", "AuthenticateOidcConfig": {"ClientSecret": "hunter2"}}]}]}`,
		`fsx-describe-file-systems {"FileSystems": [{"FileSystemId": "fs-1", "OntapConfiguration": {"FsxAdminPassword": "hunter2"}}]}`,
		`describe-instances {"Reservations": [{"Instances": [{"InstanceId": "i-1", "KeyName": "hunter2", "MetadataOptions": {"HttpTokens": "hunter2"}}]}]}`,
		`list-resource-record-sets.Z1 {"ResourceRecordSets": [{"Name": "a.example.", "Type": "TXT", "ResourceRecords": [{"Value": "\"hunter2\""}]},
			{"Name": "b.example.", "Type": "A", "ResourceRecords": [{"Value": "10.0.0.1"}]}]}`,
		`list-event-source-mappings {"EventSourceMappings": [{"UUID": "u", "FilterCriteria": {"Filters": [{"Pattern": "hunter2"}]}}]}`,
	)
	text := string(encode(t, s))
	if strings.Contains(text, "hunter2") {
		t.Errorf("a secret is kept:\n%s", text)
	}
	records := s.Account.ResourceRecordSets["Z1"]
	if len(records) != 2 || records[0].Name != "a.example." || records[1].ResourceRecords[0].Value != "10.0.0.1" {
		t.Errorf("what is no secret is not kept: %+v", records)
	}
}

// What is printed of a resource of any kind is read again as the same.
func TestEveryKindIsPrintedAsTheCLIWould(t *testing.T) {
	t.Parallel()
	r := rich(t).Region("eu-west-1")
	printed := 0
	for _, kind := range awsdata.Kinds() {
		for _, x := range kind.List(r) {
			text, err := awsdata.Print(x)
			if err != nil {
				t.Fatal(err)
			}
			call := kind.Call
			switch kind.Code {
			case "fn", "cp":
				continue // told by tests of their own
			case "zone", "snva": // listed for one VPC at a time
				call += ".vpc-1"
			}
			s := put(t, `describe-vpcs {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}`,
				call+" "+string(text))
			if kind.Code == "vpc" {
				s = put(t, call+" "+string(text))
			}
			back := kind.List(s.Region("us-east-1"))
			if len(back) != 1 || back[0].ID() != x.ID() {
				t.Errorf("%s %s is read again as %d", kind.Name, x.ID(), len(back))
			}
			printed++
		}
	}
	if printed < 70 {
		t.Errorf("only %d were printed", printed)
	}
}

// Host names are rewritten part by part, so that records still lie in their zones and lead to the same stores, and what
// names stores by description still does.
func TestAnonymizeKeepsWhatNamesLeadTo(t *testing.T) {
	t.Parallel()
	before := put(t,
		`describe-vpcs {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}`,
		`describe-security-groups {"SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": []}]}`,
		`describe-network-interfaces {"NetworkInterfaces": [
			{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "InterfaceType": "interface", "Description": "ES catalog", "Groups": [{"GroupId": "sg-1"}]},
			{"NetworkInterfaceId": "eni-2", "VpcId": "vpc-1", "SubnetId": "subnet-1", "InterfaceType": "interface", "Description": "ElastiCache carts-001", "Groups": [{"GroupId": "sg-1"}]},
			{"NetworkInterfaceId": "eni-3", "VpcId": "vpc-1", "SubnetId": "subnet-1", "InterfaceType": "interface", "Description": "ELB net/front/50dc6c495c0c9188", "Groups": [{"GroupId": "sg-1"}]},
			{"NetworkInterfaceId": "eni-4", "VpcId": "vpc-1", "Description": "EFS mount target for fs-shop (fsmt-shop)"},
			{"NetworkInterfaceId": "eni-5", "VpcId": "vpc-1", "SubnetId": "subnet-1", "InterfaceType": "interface", "Description": "Network interface for DBProxy pool", "Groups": [{"GroupId": "sg-1"}]}]}`,
		`describe-domains {"DomainStatusList": [{"DomainName": "catalog", "ARN": "arn:aws:es:us-east-1:111122223333:domain/catalog",
			"Endpoints": {"vpc": "vpc-catalog-abcdefgh12345678abcdefgh12.us-east-1.es.amazonaws.com"}, "VPCOptions": {"VPCId": "vpc-1"}}]}`,
		`describe-cache-clusters {"CacheClusters": [{"CacheClusterId": "carts-001", "CacheNodes": [{"Endpoint": {"Address": "carts-001.abc123.0001.use1.cache.amazonaws.com", "Port": 6379}}]}]}`,
		`describe-load-balancers {"LoadBalancers": [{"LoadBalancerName": "front", "DNSName": "internal-front-1234567890.us-east-1.elb.amazonaws.com", "VpcId": "vpc-1",
			"LoadBalancerArn": "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/front/50dc6c495c0c9188"}]}`,
		`describe-listeners.front {"Listeners": [{"ListenerArn": "arn:l", "Port": 443}]}`,
		`efs-describe-file-systems {"FileSystems": [{"FileSystemId": "fs-shop"}]}`,
		`describe-db-proxies {"DBProxies": [{"DBProxyName": "pool", "EngineFamily": "MYSQL", "VpcId": "vpc-1", "VpcSecurityGroupIds": ["sg-1"],
			"Endpoint": "pool.proxy-c9akciq32abc.us-east-1.rds.amazonaws.com"}]}`,
		`list-clusters-v2 {"ClusterInfoList": [{"ClusterName": "events", "ClusterArn": "arn:aws:kafka:us-east-1:111122223333:cluster/events/0f1e2d3c-1111-2222-3333-444455556666-7"}]}`,
		`get-bootstrap-brokers.events {"BootstrapBrokerStringSaslIam": "b-1.events.abc123.c2.kafka.us-east-1.amazonaws.com:9098,b-2.events.abc123.c2.kafka.us-east-1.amazonaws.com:9098"}`,
		`list-resolver-rules {"ResolverRules": [{"Id": "rslvr-rr-1", "DomainName": "corp.acme.example.", "TargetIps": [{"Ip": "192.0.2.53", "Port": 53}]}]}`,
		`list-hosted-zones-by-vpc.vpc-1 {"HostedZoneSummaries": [{"HostedZoneId": "Z1", "Name": "shop.acme.example."}, {"HostedZoneId": "Z2", "Name": "us-east-1.rds.amazonaws.com."}]}`,
		`list-resource-record-sets.Z1 {"ResourceRecordSets": [{"Name": "db.shop.acme.example.", "Type": "CNAME", "ResourceRecords": [{"Value": "pool.proxy-c9akciq32abc.us-east-1.rds.amazonaws.com"}]},
			{"Name": "\\052.shop.acme.example.", "Type": "A", "ResourceRecords": [{"Value": "10.0.0.9"}]},
			{"Name": "www.shop.acme.example.", "Type": "A", "AliasTarget": {"HostedZoneId": "Z9", "DNSName": "internal-front-1234567890.us-east-1.elb.amazonaws.com."}}]}`,
	)
	after := anonymized(t, before)
	text := string(encode(t, after))
	for _, name := range []string{"acme", "shop", "catalog", "carts", "front", "pool", "events", "corp", "1111222233",
		"192.0.2.53"} {
		if strings.Contains(text, name) {
			t.Errorf("%q is left:\n%s", name, text)
		}
	}
	for _, kept := range []string{".us-east-1.es.amazonaws.com", ".abc123.0001.use1.cache.amazonaws.com",
		"-1234567890.us-east-1.elb.amazonaws.com.", "us-east-1.rds.amazonaws.com."} {
		if !strings.Contains(text, kept) {
			t.Errorf("%q is gone", kept)
		}
	}
	was, is := awsdata.NewIndex(before).Region("us-east-1"), awsdata.NewIndex(after).Region("us-east-1")
	if len(was.Stores()) != len(is.Stores()) {
		t.Fatalf("%d stores became %d", len(was.Stores()), len(is.Stores()))
	}
	answers := func(x *awsdata.RegionIndex) map[string]string {
		out := map[string]string{}
		for _, s := range x.Stores() {
			list, exact, missing := x.StoreInterfaces(s)
			out[s.Kind()] = fmt.Sprint(len(list), exact, missing == "", len(s.Endpoints()), s.DefaultPort())
		}
		return out
	}
	if diff := cmp.Diff(answers(was), answers(is)); diff != "" {
		t.Errorf("interfaces and endpoints (-before +after):\n%s", diff)
	}
	r := is.Region
	zone := r.HostedZones[0].HostedZoneSummary.Name
	for i, record := range r.HostedZones[0].Records { // the wildcard is the first
		if !strings.HasSuffix(record.Name, "."+zone) {
			t.Errorf("record %s is not in %s", record.Name, zone)
		}
		if i == 0 && !strings.HasPrefix(record.Name, `\052.`) {
			t.Errorf("the wildcard became %s", record.Name)
		}
	}
	if got, want := r.HostedZones[0].Records[1].ResourceRecords[0].Value, r.DBProxies[0].Endpoint; got != want {
		t.Errorf("the record leads to %s, the proxy is %s", got, want)
	}
	if got, want := r.HostedZones[0].Records[2].AliasTarget.DNSName, r.LoadBalancers[0].DNSName+"."; got != want {
		t.Errorf("the alias leads to %s, the load balancer is %s", got, want)
	}
	if rule := r.ResolverRules[0].DomainName; !strings.HasSuffix(rule, zone[strings.Index(zone, ".")+1:]) {
		t.Errorf("the rule's domain %s has not the parent of %s", rule, zone)
	}
}

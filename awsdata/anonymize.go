package awsdata

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Anonymize returns the snapshot with the account's ids and everything that people named replaced: functions, roles,
// policies, groups, tags, descriptions, log groups, images, domain names. The same text always becomes the same
// replacement, so references still meet, and names keep their order. Public addresses, ids of instances and of hosted
// zones are replaced as well: see pseudoaddress.go. Private addresses, ports, states, regions, zones, the names and
// published addresses of AWS's own services and policies, and all other ids that AWS made up stay: no verdict changes.
// Messages of gaps are left out.
//
// Every member of every document has a rule (see memberRules); a member without one is an error rather than a leak.
func (s *Snapshot) Anonymize() (*Snapshot, error) {
	p, err := s.pack()
	if err != nil {
		return nil, fmt.Errorf("anonymize: %w", err)
	}
	a := &anonymizer{rules: memberRules(), names: make(map[string]string), accounts: make(map[string]string),
		instances: make(map[string]string), zones: make(map[string]string), addresses: newAddressBook(s),
		collecting: true, fixed: s.namesOfAWS()}
	// The first pass only collects what has to be replaced, so that replacements can be numbered in the order of names.
	if _, err := a.snapshot(s, p); err != nil {
		return nil, fmt.Errorf("anonymize: %w", err)
	}
	a.number()
	a.collecting = false
	out, err := a.snapshot(s, p)
	if err != nil {
		return nil, fmt.Errorf("anonymize: %w", err)
	}
	return out, nil
}

// namesOfAWS are the names that stay: the managed policies that AWS wrote, and the group that every VPC has.
func (s *Snapshot) namesOfAWS() map[string]bool {
	fixed := map[string]bool{"default": true}
	add := func(name, arn string) {
		if strings.Contains(arn, ":iam::aws:") {
			fixed[name] = true
		}
	}
	var attached [][]AttachedPolicy
	for _, account := range s.Accounts {
		for _, p := range account.Policies {
			add(p.PolicyName, p.Arn)
		}
		attached = slices.AppendSeq(attached, maps.Values(account.AttachedRolePolicies))
		for _, r := range account.Roles {
			attached = append(attached, r.AttachedManagedPolicies)
		}
	}
	for _, list := range attached {
		for _, p := range list {
			add(p.PolicyName, p.PolicyArn)
		}
	}
	return fixed
}

// anonymizer holds what becomes of each name, account, instance, hosted zone and address. In the first pass the
// replacements are empty.
type anonymizer struct {
	rules      map[string]rule
	names      map[string]string
	accounts   map[string]string
	instances  map[string]string
	zones      map[string]string
	addresses  *addressBook
	collecting bool // the first pass
	fixed      map[string]bool
}

// rule is what becomes of the text of a member.
type rule func(*anonymizer, string) string

// number gives every collected text its replacement. One that is itself the name of something is passed over.
func (a *anonymizer) number() {
	for _, kind := range []struct {
		of     map[string]string
		format string
	}{
		{a.names, fmt.Sprintf("name-%%0%dd", len(fmt.Sprint(2*len(a.names))))},
		{a.accounts, "9%011d"},
		{a.instances, "i-%017x"},
		{a.zones, "Z%020d"},
	} {
		n := 0
		for _, text := range slices.Sorted(maps.Keys(kind.of)) {
			for {
				n++
				candidate := fmt.Sprintf(kind.format, n)
				if _, taken := kind.of[candidate]; !taken {
					kind.of[text] = candidate
					break
				}
			}
		}
	}
}

// snapshot rewrites all documents and builds a snapshot from them.
func (a *anonymizer) snapshot(s *Snapshot, p packed) (*Snapshot, error) {
	b := NewBuilder()
	b.SetMeta(s.CapturedAt, a.account(s.AccountID), s.Partition)
	err := p.each(func(account string, of packedAccount) error {
		account = a.owner(account)
		for _, region := range slices.Sorted(maps.Keys(of.Regions)) {
			b.AddRegionOf(account, region)
			if err := a.documents(b, account, region, of.Regions[region]); err != nil {
				return err
			}
		}
		return a.documents(b, account, Global, of.Global)
	})
	if err != nil {
		return nil, err
	}
	for _, g := range p.Gaps {
		g.Account, g.Call, g.Message = a.owner(g.Account), a.call(g.Call), ""
		b.Gap(g)
	}
	for _, id := range slices.Sorted(maps.Keys(p.Names)) {
		b.NameAccount(a.owner(id), a.name(p.Names[id]))
	}
	return b.Snapshot(), nil
}

func (a *anonymizer) documents(b *Builder, account, region string, documents map[string]json.RawMessage) error {
	for _, call := range slices.Sorted(maps.Keys(documents)) {
		d := json.NewDecoder(bytes.NewReader(documents[call]))
		d.UseNumber() // numbers pass through as they are written
		var value any
		if err := d.Decode(&value); err != nil {
			return fmt.Errorf("%s: %w", call, err)
		}
		value, err := a.rewrite(value, "", "")
		if err != nil {
			return fmt.Errorf("%s: %w", call, err)
		}
		text, err := marshal(value, "")
		if err != nil {
			return fmt.Errorf("%s: %w", call, err)
		}
		if err := b.PutOf(account, region, a.call(call), text); err != nil {
			return err
		}
	}
	return nil
}

// call rewrites the id in the name of a document about one thing.
func (a *anonymizer) call(call string) string {
	name, id, keyed := strings.Cut(call, ".")
	if !keyed {
		return call
	}
	switch name {
	case "get-function", "list-versions-by-function", "get-policy", "list-function-url-configs",
		"get-capacity-provider", "get-role", "list-attached-role-policies", "list-role-policies",
		"get-policy-version", "get-bootstrap-brokers", "list-nodes", "describe-listeners", "describe-target-health":
		return name + "." + a.name(id)
	case "get-role-policy":
		role, policy, _ := strings.Cut(id, ".")
		return name + "." + a.name(role) + "." + a.name(policy)
	case "get-service-quota":
		return call
	case "list-resource-record-sets":
		return name + "." + a.zone(id)
	}
	thing, attribute, has := strings.Cut(id, ".") // describe-vpc-attribute.vpc-1.enableDnsSupport
	if has {
		attribute = "." + attribute
	}
	return name + "." + a.id(thing) + attribute
}

// rewrite applies the rules to a JSON value: the member's rule to its text, or to each text of its list.
func (a *anonymizer) rewrite(value any, member, parent string) (any, error) {
	switch v := value.(type) {
	case string:
		r, ok := a.rule(parent, member)
		if parent == "DhcpConfigurations" || parent == "Values" {
			r, ok = (*anonymizer).dhcpValue, true
		}
		if !ok {
			return nil, fmt.Errorf("no rule for the member %q", member)
		}
		return r(a, v), nil
	case []any:
		for i := range v {
			e, err := a.rewrite(v[i], member, member)
			if err != nil {
				return nil, err
			}
			v[i] = e
		}
	case map[string]any:
		switch member {
		case "PolicyDocument", "AssumeRolePolicyDocument", "Document":
			return a.statement(v, ""), nil
		case "Tags":
			if parent != "Tags" {
				return a.tagMap(v), nil
			}
		}
		for k, e := range v {
			e, err := a.rewrite(e, k, member)
			if err != nil {
				return nil, err
			}
			v[k] = e
		}
	}
	return value, nil
}

// rule is the rule for a member: one for its place, if there is one, else one for its name. Some services begin the
// names of members with a small letter.
func (a *anonymizer) rule(parent, member string) (rule, bool) {
	if r, ok := a.rules[parent+"."+member]; ok {
		return r, true
	}
	r, ok := a.rules[capital(member)]
	return r, ok
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// tagMap rewrites tags in the form of the Lambda API: an object of keys and values.
func (a *anonymizer) tagMap(tags map[string]any) map[string]any {
	out := make(map[string]any, len(tags))
	for k, v := range tags {
		if text, ok := v.(string); ok {
			v = a.name(text)
		}
		out[a.tagKey(k)] = v
	}
	return out
}

// memberRules is the table of what becomes of each member that holds text: of several kinds and of documents that are
// of none, and those of the rows of kinds.
func memberRules() map[string]rule {
	rules := make(map[string]rule)
	for _, row := range []struct {
		rule    rule
		members string
	}{
		{keep, `AddressFamily ApplyOn Architectures AuthType AvailabilityMode AvailabilityZone AvailabilityZoneId
			Code ConnectivityType CreateTime DefaultVersionId DeleteTime DeliverLogsStatus DnsRecordIpType
			ExclusionsAllowed FailureCode FlowLogStatus InstanceTenancy InterfaceType InternetGatewayBlockMode
			IpAddressType IpProtocol LastModified LastUpdateStatus LastUpdateStatusReasonCode LogDestinationType LogFormat
			ManagedBy Mode OptimizationStatus Origin PackageType PeeringStatus PermissionsBoundaryType Protocol
			QuotaCode QuotaName Region RegionName RepositoryType ResourceType RuleAction Runtime ServiceCode
			ServiceName ServiceRegion State StateReasonCode Status TenantIsolationMode TrafficType Type Version
			VersionId VpcEndpointType ZoneName Action ApplianceModeSupport AttachmentState
			AutoProvisionZones AvailabilityZoneName AvailabilityZones BlockResponse BrokerState CacheClusterStatus
			CacheNodeId CacheNodeStatus ClientBroker ClusterStatus ClusterType ContinentCode CountryCode CurrentRole
			CustomerAvailabilityZone DBInstanceStatus DefaultRouteTableAssociation DeploymentMode
			DomainProcessingStatus Engine EngineFamily EngineType EngineVersion ErrorCode Failover FileSystemType
			FirewallDomainRedirectionAction FullEngineVersion HealthCheckId HealthCheckPort InstanceType Ipv6Support
			LifeCycleState Lifecycle NetworkFirewallConnectivityType NetworkType NodeGroupId NodeRole NodeType
			OwningService PreferredAvailabilityZone Qtype Reason ResourceProperties RuleType Scheme
			SecondaryAvailabilityZone SecurityGroupReferencingSupport ShareStatus SubdivisionCode TargetRole
			TargetType UUID VpnEcmpSupport State.Name SubnetAvailabilityZone.Name`},
		{(*anonymizer).address, `Cidr CidrBlock CidrIp CidrIpv6 Cidrs ClientVpcIpAddress DestinationCidrBlock
			DestinationIpv6CidrBlock IPv6Address Ip Ipv4Address Ipv4Prefix Ipv6 Ipv6Prefix IpAddress Ipv6Address
			Ipv6CidrBlock PrivateIp PrivateIpAddress PrivateIPAddress PrivateIPv4Address PublicIp PublicIpAddress`},
		{(*anonymizer).zone, `HostedZoneId`},
		{(*anonymizer).result, `LastProcessingResult`},
		{(*anonymizer).id,
			`AllocationId AssociationId AttachmentId CarrierGatewayId DestinationPrefixListId DhcpOptionsId
			EgressOnlyInternetGatewayId FirewallRuleGroupId FlowLogId GatewayId GroupId Id InstanceId InternetGatewayId
			LocalGatewayId NatGatewayId NetworkAclAssociationId NetworkAclId NetworkInterfaceId NetworkInterfaceIds PrefixListId ResourceId
			RouteTableAssociationId RouteTableId RouteTableIds SecurityGroupIds SubnetId SubnetIds TransitGatewayAttachmentId
			TransitGatewayId TransitGatewayRouteTableId VpcEndpointId VpcId VpcPeeringConnectionId
			AssociationDefaultRouteTableId AttachedENIId BrokerId ClientSubnet ClientSubnets DomainId FileSystemId
			FirewallDomainListId FirewallThreatProtectionId MountTargetId ProfileId ResolverEndpointId ResolverRuleId
			SecurityGroupId SecurityGroups SubnetIdentifier VPCId VpcSecurityGroupId VpcSecurityGroupIds VpcSubnetIds`},
		{(*anonymizer).owner, `Account GroupOwnerId InstanceOwnerId IpOwnerId OwnerId RequesterId ResourceOwnerId
			TransitGatewayOwnerId UserId VpcOwnerId OwningAccount PrefixListOwnerId`},
		{(*anonymizer).name, `FailureMessage FunctionName GroupName Handler LastUpdateStatusReason Message PolicyName
			PolicyNames RoleId RoleName StateReason Value
			BrokerName Bucket CacheClusterId CacheSubnetGroupName ClusterIdentifier ClusterName ClusterSubnetGroupName
			DBClusterIdentifier DBInstanceIdentifier DBProxyEndpointName DBProxyName DBSubnetGroup DBSubnetGroupName
			LoadBalancerName ManagedOwnerName MemberClusters Name Queue Queues ReplicationGroupId
			ServerlessCacheName SetIdentifier StateTransitionReason SubnetGroupName TargetGroupName Topics Variable WorkgroupName
			DomainStatusList.DomainName`},
		{(*anonymizer).arn, `Arn CapacityProviderArn CoreNetworkArn FunctionArn LogDestination MasterArn OdbNetworkArn
			PermissionsBoundaryArn PolicyArn Role TargetArn
			ARN ApplianceArn BrokerArn ClusterArn ClusterNamespaceArn DBClusterArn DBInstanceArn DBProxyArn DBProxyEndpointArn
			EventSourceArn EventSourceMappingArn FileSystemArn FirewallArn ListenerArn LoadBalancerArn LoadBalancerArns NodeARN ResourceARN
			ResourceArn TargetGroupArn WorkgroupArn`},
		{(*anonymizer).path, `LocalMountPath LogGroupName Path`},
		{(*anonymizer).policyText, `Policy PolicyDocument`},
		{(*anonymizer).description, `Description DeliverLogsErrorMessage`},
		{(*anonymizer).tagKey, `Key`},
		{(*anonymizer).image, `ImageUri ResolvedImageUri`},
		{(*anonymizer).host,
			`DnsName PublicDnsName Address BlockOverrideDomain CustomDomainName CustomEndpoint CustomEndpoints
			DNSName DomainName Domains Endpoint Host ReaderEndpoint Vpc Vpcv2 HostedZoneSummaries.Name ResourceRecordSets.Name
			ResourceRecords.Value`},
		{(*anonymizer).servers, `BootstrapBrokerString BootstrapBrokerStringTls BootstrapBrokerStringSaslScram
			BootstrapBrokerStringSaslIam BootstrapBrokerStringPublicTls BootstrapBrokerStringPublicSaslScram
			BootstrapBrokerStringPublicSaslIam BootstrapBrokerStringVpcConnectivityTls
			BootstrapBrokerStringVpcConnectivitySaslScram BootstrapBrokerStringVpcConnectivitySaslIam Endpoints KAFKA_BOOTSTRAP_SERVERS`},
		{(*anonymizer).target, `Target.Id URI`},
		{(*anonymizer).functionURL, `FunctionUrl`},
		{(*anonymizer).prefixListName, `PrefixListName`},
	} {
		for _, member := range strings.Fields(row.members) {
			rules[member] = row.rule
		}
	}
	named := map[string]rule{"id": (*anonymizer).id, "name": (*anonymizer).name, "arn": (*anonymizer).arn,
		"owner": (*anonymizer).owner}
	for i := range kindTable {
		for _, row := range kindTable[i].anonymize {
			words := strings.Fields(row)
			for _, member := range words[1:] {
				rules[member] = named[words[0]]
			}
		}
	}
	return rules
}

package mototest

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/efs"
	"github.com/aws/aws-sdk-go-v2/service/elasticache"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/aws-sdk-go-v2/service/fsx"
	fsxtypes "github.com/aws/aws-sdk-go-v2/service/fsx/types"
	"github.com/aws/aws-sdk-go-v2/service/kafka"
	kafkatypes "github.com/aws/aws-sdk-go-v2/service/kafka/types"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/schemas"
	"github.com/aws/aws-sdk-go-v2/service/mq"
	mqtypes "github.com/aws/aws-sdk-go-v2/service/mq/types"
	"github.com/aws/aws-sdk-go-v2/service/opensearch"
	opensearchtypes "github.com/aws/aws-sdk-go-v2/service/opensearch/types"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/aws/aws-sdk-go-v2/service/redshift"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	zonetypes "github.com/aws/aws-sdk-go-v2/service/route53/types"
	"github.com/aws/aws-sdk-go-v2/service/route53resolver"
	resolvertypes "github.com/aws/aws-sdk-go-v2/service/route53resolver/types"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
)

// names gives the shop a private zone, and sends one domain's names to name servers of the company.
func (s *seeder) names() {
	zones := route53.NewFromConfig(s.config)
	zone := ok(zones.CreateHostedZone(s.ctx, &route53.CreateHostedZoneInput{Name: aws.String("shop.internal"),
		CallerReference:  aws.String("1"),
		VPC:              &zonetypes.VPC{VPCId: s.id("shop"), VPCRegion: zonetypes.VPCRegion(s.region)},
		HostedZoneConfig: &zonetypes.HostedZoneConfig{PrivateZone: true}}))(s)
	s.name("zone/shop", zone.HostedZone.Id)
	record := func(name string, kind zonetypes.RRType, set zonetypes.ResourceRecordSet,
		values ...string) zonetypes.Change {
		set.Name, set.Type = aws.String(name), kind
		for _, v := range values {
			set.TTL = aws.Int64(60)
			set.ResourceRecords = append(set.ResourceRecords, zonetypes.ResourceRecord{Value: aws.String(v)})
		}
		return zonetypes.Change{Action: zonetypes.ChangeActionCreate, ResourceRecordSet: &set}
	}
	ok(zones.ChangeResourceRecordSets(s.ctx, &route53.ChangeResourceRecordSetsInput{HostedZoneId: zone.HostedZone.Id,
		ChangeBatch: &zonetypes.ChangeBatch{Changes: []zonetypes.Change{
			record("db.shop.internal", zonetypes.RRTypeA, zonetypes.ResourceRecordSet{}, "10.0.11.40"),
			record("*.apps.shop.internal", zonetypes.RRTypeCname, zonetypes.ResourceRecordSet{}, "front.shop.internal"),
			record("front.shop.internal", zonetypes.RRTypeA,
				zonetypes.ResourceRecordSet{AliasTarget: &zonetypes.AliasTarget{
					DNSName: aws.String("db.shop.internal"), HostedZoneId: zone.HostedZone.Id,
					EvaluateTargetHealth: false}}),
		}}}))(s)

	resolver := route53resolver.NewFromConfig(s.config)
	endpoint := ok(resolver.CreateResolverEndpoint(s.ctx,
		&route53resolver.CreateResolverEndpointInput{CreatorRequestId: aws.String("1"), Name: aws.String("out"),
			Direction:        resolvertypes.ResolverEndpointDirectionOutbound,
			SecurityGroupIds: []string{*s.id("sg/endpoint")}, IpAddresses: []resolvertypes.IpAddressRequest{
				{SubnetId: s.id("shop/private-a"), Ip: aws.String("10.0.10.53")}, {SubnetId: s.id("shop/private-b"),
					Ip: aws.String("10.0.11.53")}}}))(s)
	rule := ok(resolver.CreateResolverRule(s.ctx,
		&route53resolver.CreateResolverRuleInput{CreatorRequestId: aws.String("1"), Name: aws.String("corp"),
			DomainName: aws.String("corp.example.com"), RuleType: resolvertypes.RuleTypeOptionForward,
			ResolverEndpointId: endpoint.ResolverEndpoint.Id,
			TargetIps:          []resolvertypes.TargetAddress{{Ip: aws.String("10.1.1.53"), Port: aws.Int32(53)}}}))(s)
	s.name("rule/corp", rule.ResolverRule.Id)
	ok(resolver.AssociateResolverRule(s.ctx,
		&route53resolver.AssociateResolverRuleInput{ResolverRuleId: rule.ResolverRule.Id, VPCId: s.id("shop"),
			Name: aws.String("corp")}))(s)
}

// databases are an instance, an Aurora cluster with a proxy, a Redshift cluster and a search domain.
func (s *seeder) databases() {
	client := rds.NewFromConfig(s.config)
	subnets, groups := s.stores()
	ok(client.CreateDBSubnetGroup(s.ctx, &rds.CreateDBSubnetGroupInput{DBSubnetGroupName: aws.String("private"),
		DBSubnetGroupDescription: aws.String("private"), SubnetIds: subnets}))(s)
	ok(client.CreateDBInstance(s.ctx, &rds.CreateDBInstanceInput{DBInstanceIdentifier: aws.String("reports"),
		Engine: aws.String("postgres"), DBInstanceClass: aws.String("db.t4g.small"),
		AllocatedStorage: aws.Int32(20), MasterUsername: aws.String("root"),
		MasterUserPassword: aws.String(PlantedSecret), DBSubnetGroupName: aws.String("private"),
		VpcSecurityGroupIds: groups}))(s)
	ok(client.CreateDBCluster(s.ctx, &rds.CreateDBClusterInput{DBClusterIdentifier: aws.String("orders"),
		Engine:         aws.String("aurora-postgresql"),
		MasterUsername: aws.String("root"), MasterUserPassword: aws.String(PlantedSecret),
		DBSubnetGroupName: aws.String("private"), VpcSecurityGroupIds: groups}))(s)
	ok(client.CreateDBInstance(s.ctx, &rds.CreateDBInstanceInput{DBInstanceIdentifier: aws.String("orders-1"),
		Engine: aws.String("aurora-postgresql"), DBInstanceClass: aws.String("db.t4g.medium"),
		DBClusterIdentifier: aws.String("orders"), DBSubnetGroupName: aws.String("private")}))(s)
	ok(client.CreateDBProxy(s.ctx, &rds.CreateDBProxyInput{DBProxyName: aws.String("orders-proxy"),
		EngineFamily: rdstypes.EngineFamilyPostgresql,
		RoleArn:      s.id("role/checkout"), VpcSubnetIds: subnets, VpcSecurityGroupIds: groups,
		Auth: []rdstypes.UserAuthConfig{{AuthScheme: rdstypes.AuthSchemeSecrets}}}))(s)
	warehouse := redshift.NewFromConfig(s.config)
	ok(warehouse.CreateClusterSubnetGroup(s.ctx,
		&redshift.CreateClusterSubnetGroupInput{ClusterSubnetGroupName: aws.String("private"),
			Description: aws.String("private"), SubnetIds: subnets}))(s)
	ok(warehouse.CreateCluster(s.ctx, &redshift.CreateClusterInput{ClusterIdentifier: aws.String("warehouse"),
		NodeType: aws.String("ra3.xlplus"), MasterUsername: aws.String("root"),
		MasterUserPassword: aws.String(PlantedSecret), DBName: aws.String("w"),
		ClusterSubnetGroupName: aws.String("private"), VpcSecurityGroupIds: groups}))(s)
	ok(opensearch.NewFromConfig(s.config).CreateDomain(s.ctx,
		&opensearch.CreateDomainInput{DomainName: aws.String("search"), EngineVersion: aws.String("OpenSearch_2.11"),
			VPCOptions: &opensearchtypes.VPCOptions{SubnetIds: subnets[:1], SecurityGroupIds: groups}}))(s)
}

// caches are a cache with replicas, one without, and MemoryDB.
func (s *seeder) caches() {
	client := elasticache.NewFromConfig(s.config)
	subnets, groups := s.stores()
	ok(client.CreateCacheSubnetGroup(s.ctx,
		&elasticache.CreateCacheSubnetGroupInput{CacheSubnetGroupName: aws.String("private"),
			CacheSubnetGroupDescription: aws.String("private"), SubnetIds: subnets}))(s)
	ok(client.CreateCacheCluster(s.ctx, &elasticache.CreateCacheClusterInput{CacheClusterId: aws.String("pages"),
		Engine: aws.String("memcached"), NumCacheNodes: aws.Int32(1),
		CacheNodeType: aws.String("cache.t4g.small"), CacheSubnetGroupName: aws.String("private"),
		SecurityGroupIds: groups, Port: aws.Int32(11211)}))(s)
	ok(client.CreateReplicationGroup(s.ctx,
		&elasticache.CreateReplicationGroupInput{ReplicationGroupId: aws.String("sessions"),
			ReplicationGroupDescription: aws.String("sessions"), Engine: aws.String("redis"),
			CacheNodeType: aws.String("cache.t4g.small"), NumCacheClusters: aws.Int32(2),
			CacheSubnetGroupName: aws.String("private"), SecurityGroupIds: groups, Port: aws.Int32(6379)}))(s)
	memory := memorydb.NewFromConfig(s.config,
		func(o *memorydb.Options) { o.Protocol = awsjson.New11(schemas.AmazonMemoryDB) }) // moto knows no CBOR
	ok(memory.CreateSubnetGroup(s.ctx,
		&memorydb.CreateSubnetGroupInput{SubnetGroupName: aws.String("private"), SubnetIds: subnets}))(s)
	ok(memory.CreateCluster(s.ctx, &memorydb.CreateClusterInput{ClusterName: aws.String("ledger"),
		ACLName: aws.String("open-access"), NodeType: aws.String("db.t4g.small"),
		SubnetGroupName: aws.String("private"), SecurityGroupIds: groups}))(s)
}

// queues are a Kafka cluster of MSK and a broker of Amazon MQ.
func (s *seeder) queues() {
	subnets, groups := s.stores()
	cluster := ok(kafka.NewFromConfig(s.config).CreateClusterV2(s.ctx,
		&kafka.CreateClusterV2Input{ClusterName: aws.String("events"),
			Provisioned: &kafkatypes.ProvisionedRequest{KafkaVersion: aws.String("3.6.0"),
				NumberOfBrokerNodes: aws.Int32(2), BrokerNodeGroupInfo: &kafkatypes.BrokerNodeGroupInfo{
					ClientSubnets: subnets, InstanceType: aws.String("kafka.m7g.large"), SecurityGroups: groups}}}))(s)
	s.name("kafka/events", cluster.ClusterArn)
	broker := ok(mq.NewFromConfig(s.config).CreateBroker(s.ctx,
		&mq.CreateBrokerInput{BrokerName: aws.String("jobs"), EngineType: mqtypes.EngineTypeActivemq,
			EngineVersion: aws.String("5.18"), DeploymentMode: mqtypes.DeploymentModeSingleInstance,
			HostInstanceType: aws.String("mq.m5.large"), PubliclyAccessible: aws.Bool(false),
			AutoMinorVersionUpgrade: aws.Bool(true), SecurityGroups: groups, SubnetIds: subnets[:1],
			Users: []mqtypes.User{{Username: aws.String("admin"), Password: aws.String(PlantedSecret)}}}))(s)
	s.name("mq/jobs", broker.BrokerId)
}

// files are file systems of EFS and FSx.
func (s *seeder) files() {
	client := efs.NewFromConfig(s.config)
	subnets, groups := s.stores()
	system := ok(client.CreateFileSystem(s.ctx, &efs.CreateFileSystemInput{CreationToken: aws.String("1")}))(s)
	s.name("efs", system.FileSystemId)
	target := ok(client.CreateMountTarget(s.ctx, &efs.CreateMountTargetInput{FileSystemId: system.FileSystemId,
		SubnetId: &subnets[0], SecurityGroups: groups}))(s)
	s.name("efs/target", target.NetworkInterfaceId)
	lustre := ok(fsx.NewFromConfig(s.config).CreateFileSystem(s.ctx,
		&fsx.CreateFileSystemInput{FileSystemType: fsxtypes.FileSystemTypeLustre, StorageCapacity: aws.Int32(1200),
			SubnetIds: subnets[:1], SecurityGroupIds: groups}))(s)
	s.name("fsx", lustre.FileSystem.FileSystemId)
}

// balancers are an Application Load Balancer before two instances and a Network Load Balancer without groups before an
// address.
func (s *seeder) balancers() {
	client := elasticloadbalancingv2.NewFromConfig(s.config)
	subnets, groups := s.stores()
	images := ok(s.ec2.DescribeImages(s.ctx, &ec2.DescribeImagesInput{}))(s)
	run := ok(s.ec2.RunInstances(s.ctx, &ec2.RunInstancesInput{ImageId: images.Images[0].ImageId,
		MinCount: aws.Int32(2), MaxCount: aws.Int32(2), SubnetId: &subnets[0],
		InstanceType: types.InstanceTypeT3Micro, SecurityGroupIds: groups}))(s)
	web := ok(client.CreateTargetGroup(s.ctx, &elasticloadbalancingv2.CreateTargetGroupInput{Name: aws.String("web"),
		Port: aws.Int32(8080), Protocol: elbtypes.ProtocolEnumHttp,
		VpcId: s.id("shop"), TargetType: elbtypes.TargetTypeEnumInstance}))(s).TargetGroups[0]
	var targets []elbtypes.TargetDescription
	for i := range run.Instances {
		s.name([]string{"i/web", "i/stopped"}[i], run.Instances[i].InstanceId)
		targets = append(targets, elbtypes.TargetDescription{Id: run.Instances[i].InstanceId})
	}
	ok(client.RegisterTargets(s.ctx,
		&elasticloadbalancingv2.RegisterTargetsInput{TargetGroupArn: web.TargetGroupArn, Targets: targets}))(s)
	ok(s.ec2.StopInstances(s.ctx, &ec2.StopInstancesInput{InstanceIds: []string{*run.Instances[1].InstanceId}}))(s)
	ok(client.CreateTargetGroup(s.ctx, &elasticloadbalancingv2.CreateTargetGroupInput{Name: aws.String("unused"),
		Port: aws.Int32(80), Protocol: elbtypes.ProtocolEnumHttp,
		VpcId: s.id("shop"), TargetType: elbtypes.TargetTypeEnumIp}))(s)
	tcp := ok(client.CreateTargetGroup(s.ctx, &elasticloadbalancingv2.CreateTargetGroupInput{Name: aws.String("tcp"),
		Port: aws.Int32(6000), Protocol: elbtypes.ProtocolEnumTcp,
		VpcId: s.id("shop"), TargetType: elbtypes.TargetTypeEnumIp}))(s).TargetGroups[0]
	listen := func(name string, in elasticloadbalancingv2.CreateLoadBalancerInput, port int32,
		protocol elbtypes.ProtocolEnum, group *string) {
		in.Name, in.Subnets, in.Scheme = aws.String(name), subnets, elbtypes.LoadBalancerSchemeEnumInternal
		balancer := ok(client.CreateLoadBalancer(s.ctx, &in))(s).LoadBalancers[0]
		s.name("lb/"+name, balancer.LoadBalancerArn)
		ok(client.CreateListener(s.ctx,
			&elasticloadbalancingv2.CreateListenerInput{LoadBalancerArn: balancer.LoadBalancerArn,
				Port: aws.Int32(port), Protocol: protocol,
				DefaultActions: []elbtypes.Action{{Type: elbtypes.ActionTypeEnumForward, TargetGroupArn: group}}}))(s)
	}
	listen("front", elasticloadbalancingv2.CreateLoadBalancerInput{Type: elbtypes.LoadBalancerTypeEnumApplication,
		SecurityGroups: groups}, 80, elbtypes.ProtocolEnumHttp, web.TargetGroupArn)
	listen("wire", elasticloadbalancingv2.CreateLoadBalancerInput{Type: elbtypes.LoadBalancerTypeEnumNetwork}, 6000,
		elbtypes.ProtocolEnumTcp, tcp.TargetGroupArn)
}

// stores are the subnets and groups of what functions talk to.
func (s *seeder) stores() (subnets, groups []string) {
	return []string{*s.id("shop/private-a"), *s.id("shop/private-b")}, []string{*s.id("sg/database")}
}

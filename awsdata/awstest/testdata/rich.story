# Every statement of the language once, as a small shop would have it.
account 111122223333
captured 2026-02-03T04:05:06Z
region eu-west-1

dhcp office dns=10.0.0.2,10.9.0.53 domain=corp.example ntp-servers=10.0.0.4
bpa block-ingress exclusions=not-allowed
vpc prod 10.0.0.0/16 100.64.0.0/16 2600:1f18:1000::/56 dhcp=office dns-hostnames=off encryption=monitor tag:team=shop
subnet public-a zone=a cidr=10.0.0.0/24 table=public public
subnet app-a zone=a cidr=10.0.1.0/24 ipv6=2600:1f18:1000:1::/64 table=app acl=app free=9
subnet app-b zone=b cidr=10.0.2.0/24 table=rtb-app bpa=block-bidirectional
subnet shared zone=c cidr=10.0.3.0/24 owner=999900001111
igw prod
eigw prod
table public
route public 0.0.0.0/0 igw-prod
table app vgw=vgw-1
route app 0.0.0.0/0 nat-a
route app ::/0 eigw-prod
route app pl-s3 vpce-s3
route app 10.1.0.0/16 pcx-data
route app 10.2.0.0/16 tgw-hub
route app 10.3.0.0/16 !nat-gone blackhole
route app 10.4.0.0/16 - state=blackhole
route app 10.5.0.0/16 vgw-1 propagated
route app 10.6.0.0/16 eni-firewall
route app 10.7.0.0/16 i-0123
route app 10.8.0.0/16 arn:aws:networkmanager::111122223333:core-network/core-network-1
table edge gateway=igw-prod
route edge 10.0.1.0/24 eni-firewall filtered
acl app in 100 allow tcp 1024-65535 0.0.0.0/0
acl app in 110 deny all 192.0.2.0/24
acl app in 120 allow icmp 0.0.0.0/0 icmp=8/-1
acl app out 100 allow all 0.0.0.0/0
acl app out 101 allow 58 ::/0
group app description="the application"
group app out tcp 443 0.0.0.0/0 ::/0 description="everything, for now"
group app out tcp 5432 sg-db
group app out udp all pl-office
group app out tcp 0-65535 10.0.0.0/8
group app out 50 10.0.0.0/8
group app out icmp -1 10.0.0.0/8
group app out tcp 443 !sg-partner owner=999900001111 peering=pcx-data status=active far-vpc=vpc-data
group db
group db in tcp 5432 sg-app
group-association app vpc=data
nat a subnet=public-a ip=10.0.0.10 eip=203.0.113.10
nat broken subnet=public-a state=failed failure-code=InsufficientFreeAddressesInSubnet failure="no addresses"
nat inner subnet=app-a private ip=10.0.1.9
nat region regional table=public eip=203.0.113.20,203.0.113.21 zone=a,b
endpoint s3 tables=app policy={"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}
endpoint secrets service=secretsmanager subnets=app-a,app-b groups=db ips=10.0.1.50,10.0.2.50 private-dns
    dns=secretsmanager.eu-west-1.amazonaws.com
endpoint partner service=com.amazonaws.vpce.eu-west-1.vpce-svc-1 subnets=app-a groups=db type=GatewayLoadBalancer state=pendingAcceptance
prefixlist s3 name=com.amazonaws.eu-west-1.s3 owner=AWS cidrs=52.218.0.0/17,3.5.64.0/21 inline
prefixlist office cidrs=198.51.100.0/24 max=10
prefixlist hidden unknown
eni db subnet=app-b ip=10.0.2.20,10.0.2.21 ipv6=2600:1f18:1000:2::20 groups=db description=RDSNetworkInterface requester=amazon-rds
eni firewall subnet=public-a ip=10.0.0.77 public=203.0.113.77 instance=i-0fire no-check
eni lambda-1 type=lambda subnet=app-a ip=10.0.1.30 groups=app,db description="AWS Lambda VPC ENI-checkout"
flowlog prod on=vpc-prod traffic=REJECT delivery=FAILED error="Access error" to=s3 destination=arn:aws:s3:::logs
firewall guard rules=blocklist status=UPDATING

vpc data 10.1.0.0/16 bare dns-support=off
subnet data-a cidr=10.1.0.0/24
peering data from=prod to=data dns
peering gone from=prod to=!other to-owner=999900001111 to-region=us-west-2 to-cidrs=10.50.0.0/16,2600:1f18:5000::/56 state=pending-acceptance
tgw hub description="the hub"
tgw-attachment prod tgw=hub vpc=prod subnets=app-a table=main
tgw-attachment vpn tgw=hub type=vpn resource=vpn-1
tgw-table main tgw=hub default
tgw-route main 10.0.0.0/16 prod
tgw-route main 10.9.0.0/16 vpn type=propagated
tgw-route main 10.66.0.0/16 -
tgw-table dark tgw=hub unknown

provider fleet subnets=app-b groups=app
policy shop-data {"Statement": [{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}]}
role checkout allow=s3:GetObject,sqs:* on=arn:aws:s3:::carts/* deny=ec2:* attach=AWSLambdaVPCAccessExecutionRole,shop-data,!Unknown
    policy:extra={"Statement": []} boundary=arn:aws:iam::111122223333:policy/edge
function checkout subnets=app-a,app-b groups=app,db role=checkout memory=1024 timeout=10 ipv6 layers=tools snapstart=PublishedVersions
    efs=arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/fsap-1:/mnt/cart
    state=Inactive reason="idle" reason-code=Idle update=Failed update-code=SubnetOutOfIPAddresses concurrency=5
    url=NONE policy={"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "lambda:InvokeFunctionUrl"}]} tag:team=shop durable
version checkout 1 memory=512
version checkout 2 subnets=
function outside
function image image=111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:1 arch=x86_64
function managed provider=fleet
function dangling subnets=!gone groups=!lost novpcid
quota vpc L-DF5E4CA3 5000 name="Network interfaces per Region"
gap describe-transit-gateways denied "not authorized to perform: ec2:DescribeTransitGateways"
gap describe-flow-logs truncated
gap describe-vpc-attribute.vpc-data.enableDnsHostnames absent
gap get-managed-prefix-list-entries.pl-hidden throttled

# What functions talk to, as the AWS CLI prints it.
put describe-db-instances {"DBInstances": [{"DBInstanceIdentifier": "orders", "DBInstanceArn": "arn:aws:rds:eu-west-1:111122223333:db:orders", "DBInstanceStatus": "available", "Engine": "postgres", "EngineVersion": "16.3", "Endpoint": {"Address": "orders.c9akciq32abc.eu-west-1.rds.amazonaws.com", "Port": 5433, "HostedZoneId": "Z29XKXDKYMONMX"}, "DBSubnetGroup": {"DBSubnetGroupName": "shop", "VpcId": "vpc-prod", "Subnets": [{"SubnetIdentifier": "subnet-app-a", "SubnetAvailabilityZone": {"Name": "eu-west-1a"}, "SubnetStatus": "Active"}, {"SubnetIdentifier": "subnet-app-b", "SubnetAvailabilityZone": {"Name": "eu-west-1b"}}]}, "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-db", "Status": "active"}], "AvailabilityZone": "eu-west-1a", "SecondaryAvailabilityZone": "eu-west-1b", "NetworkType": "IPV4", "TagList": [{"Key": "team", "Value": "shop"}]}, {"DBInstanceIdentifier": "ledger-1", "DBInstanceArn": "arn:aws:rds:eu-west-1:111122223333:db:ledger-1", "DBInstanceStatus": "available", "Engine": "aurora-mysql", "DBClusterIdentifier": "ledger", "Endpoint": {"Address": "ledger-1.c9akciq32abc.eu-west-1.rds.amazonaws.com", "Port": 3306}, "DBSubnetGroup": {"DBSubnetGroupName": "shop", "VpcId": "vpc-prod", "Subnets": [{"SubnetIdentifier": "subnet-app-a", "SubnetAvailabilityZone": {"Name": "eu-west-1a"}, "SubnetStatus": "Active"}, {"SubnetIdentifier": "subnet-app-b", "SubnetAvailabilityZone": {"Name": "eu-west-1b"}}]}, "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-db", "Status": "active"}], "AvailabilityZone": "eu-west-1b"}]}
put describe-db-clusters {"DBClusters": [{"DBClusterIdentifier": "ledger", "DBClusterArn": "arn:aws:rds:eu-west-1:111122223333:cluster:ledger", "Status": "available", "Engine": "aurora-mysql", "EngineVersion": "8.0", "Endpoint": "ledger.cluster-c9akciq32abc.eu-west-1.rds.amazonaws.com", "ReaderEndpoint": "ledger.cluster-ro-c9akciq32abc.eu-west-1.rds.amazonaws.com", "CustomEndpoints": ["reports.cluster-custom-c9akciq32abc.eu-west-1.rds.amazonaws.com"], "Port": 3306, "DBSubnetGroup": "shop", "DBClusterMembers": [{"DBInstanceIdentifier": "ledger-1", "IsClusterWriter": true}], "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-db", "Status": "active"}], "AvailabilityZones": ["eu-west-1a", "eu-west-1b"], "NetworkType": "IPV4", "TagList": [{"Key": "team", "Value": "shop"}]}]}
put describe-db-proxies {"DBProxies": [{"DBProxyName": "pool", "DBProxyArn": "arn:aws:rds:eu-west-1:111122223333:db-proxy:prx-0123456789abcdef0", "Status": "available", "EngineFamily": "POSTGRESQL", "VpcId": "vpc-prod", "VpcSecurityGroupIds": ["sg-db"], "VpcSubnetIds": ["subnet-app-a", "subnet-app-b"], "Endpoint": "pool.proxy-c9akciq32abc.eu-west-1.rds.amazonaws.com", "RequireTLS": true}]}
put describe-db-proxy-endpoints {"DBProxyEndpoints": [{"DBProxyEndpointName": "pool-ro", "DBProxyEndpointArn": "arn:aws:rds:eu-west-1:111122223333:db-proxy-endpoint:prx-endpoint-0123456789abcdef0", "DBProxyName": "pool", "Status": "available", "VpcId": "vpc-prod", "VpcSecurityGroupIds": ["sg-app"], "VpcSubnetIds": ["subnet-app-a"], "Endpoint": "pool-ro.endpoint.proxy-c9akciq32abc.eu-west-1.rds.amazonaws.com", "TargetRole": "READ_ONLY"}]}
put describe-cache-clusters {"CacheClusters": [{"CacheClusterId": "carts-001", "ARN": "arn:aws:elasticache:eu-west-1:111122223333:cluster:carts-001", "CacheClusterStatus": "available", "Engine": "redis", "EngineVersion": "7.1", "CacheNodes": [{"CacheNodeId": "0001", "CacheNodeStatus": "available", "Endpoint": {"Address": "carts-001.abc123.0001.euw1.cache.amazonaws.com", "Port": 6379}, "CustomerAvailabilityZone": "eu-west-1a"}], "NumCacheNodes": 1, "PreferredAvailabilityZone": "eu-west-1a", "CacheSubnetGroupName": "shop", "SecurityGroups": [{"SecurityGroupId": "sg-db", "Status": "active"}], "ReplicationGroupId": "carts", "NetworkType": "ipv4"}, {"CacheClusterId": "pages", "ARN": "arn:aws:elasticache:eu-west-1:111122223333:cluster:pages", "CacheClusterStatus": "available", "Engine": "memcached", "ConfigurationEndpoint": {"Address": "pages.abc123.cfg.euw1.cache.amazonaws.com", "Port": 11211}, "SecurityGroups": [{"SecurityGroupId": "sg-app", "Status": "active"}]}]}
put describe-replication-groups {"ReplicationGroups": [{"ReplicationGroupId": "carts", "ARN": "arn:aws:elasticache:eu-west-1:111122223333:replicationgroup:carts", "Description": "the carts", "Status": "available", "Engine": "redis", "NodeGroups": [{"NodeGroupId": "0001", "Status": "available", "PrimaryEndpoint": {"Address": "carts.abc123.ng.0001.euw1.cache.amazonaws.com", "Port": 6379}, "ReaderEndpoint": {"Address": "carts-ro.abc123.ng.0001.euw1.cache.amazonaws.com", "Port": 6379}, "NodeGroupMembers": [{"CacheClusterId": "carts-001", "CacheNodeId": "0001", "ReadEndpoint": {"Address": "carts-001.abc123.0001.euw1.cache.amazonaws.com", "Port": 6379}, "PreferredAvailabilityZone": "eu-west-1a", "CurrentRole": "primary"}]}], "MemberClusters": ["carts-001"], "NetworkType": "ipv4"}, {"ReplicationGroupId": "shards", "ARN": "arn:aws:elasticache:eu-west-1:111122223333:replicationgroup:shards", "Status": "available", "Engine": "valkey", "ClusterEnabled": true, "ConfigurationEndpoint": {"Address": "clustercfg.shards.abc123.euw1.cache.amazonaws.com", "Port": 6379}}]}
put describe-serverless-caches {"ServerlessCaches": [{"ServerlessCacheName": "sessions", "ARN": "arn:aws:elasticache:eu-west-1:111122223333:serverlesscache:sessions", "Description": "who is there", "Status": "available", "Engine": "valkey", "FullEngineVersion": "8.0", "Endpoint": {"Address": "sessions-abc123.serverless.euw1.cache.amazonaws.com", "Port": 6379}, "ReaderEndpoint": {"Address": "sessions-abc123.serverless.euw1.cache.amazonaws.com", "Port": 6380}, "SubnetIds": ["subnet-app-a"], "SecurityGroupIds": ["sg-app"], "NetworkType": "ipv4"}]}
put memorydb-describe-clusters {"Clusters": [{"Name": "ranks", "ARN": "arn:aws:memorydb:eu-west-1:111122223333:cluster/ranks", "Description": "the ranks", "Status": "available", "Engine": "redis", "EngineVersion": "7.1", "ClusterEndpoint": {"Address": "clustercfg.ranks.abc123.memorydb.eu-west-1.amazonaws.com", "Port": 6379}, "Shards": [{"Name": "0001", "Nodes": [{"Name": "ranks-0001-001", "AvailabilityZone": "eu-west-1a", "Endpoint": {"Address": "ranks-0001-001.ranks.abc123.memorydb.eu-west-1.amazonaws.com", "Port": 6379}}]}], "SecurityGroups": [{"SecurityGroupId": "sg-db", "Status": "active"}], "SubnetGroupName": "shop", "TLSEnabled": true, "NetworkType": "ipv4"}]}
put redshift-describe-clusters {"Clusters": [{"ClusterIdentifier": "sales", "ClusterNamespaceArn": "arn:aws:redshift:eu-west-1:111122223333:namespace:0f1e2d3c-1111-2222-3333-444455556666", "ClusterStatus": "available", "Endpoint": {"Address": "sales.c9akciq32abc.eu-west-1.redshift.amazonaws.com", "Port": 5439, "VpcEndpoints": [{"VpcEndpointId": "vpce-0123456789abcdef0", "VpcId": "vpc-prod", "NetworkInterfaces": [{"NetworkInterfaceId": "eni-sales", "SubnetId": "subnet-app-a", "PrivateIpAddress": "10.0.1.61", "AvailabilityZone": "eu-west-1a"}]}]}, "VpcId": "vpc-prod", "AvailabilityZone": "eu-west-1a", "ClusterSubnetGroupName": "shop", "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-db", "Status": "active"}], "ClusterNodes": [{"NodeRole": "LEADER", "PrivateIPAddress": "10.0.1.61"}, {"NodeRole": "COMPUTE-0", "PrivateIPAddress": "10.0.1.62"}], "CustomDomainName": "sales.acme.example", "Tags": [{"Key": "team", "Value": "shop"}]}]}
put list-workgroups {"workgroups": [{"workgroupName": "adhoc", "workgroupArn": "arn:aws:redshift-serverless:eu-west-1:111122223333:workgroup/0f1e2d3c-1111-2222-3333-444455556666", "status": "AVAILABLE", "endpoint": {"address": "adhoc.111122223333.eu-west-1.redshift-serverless.amazonaws.com", "port": 5439, "vpcEndpoints": [{"vpcEndpointId": "vpce-0123456789abcdef1", "vpcId": "vpc-prod", "networkInterfaces": [{"networkInterfaceId": "eni-adhoc", "subnetId": "subnet-app-b", "privateIpAddress": "10.0.2.63", "availabilityZone": "eu-west-1b"}]}]}, "port": 5439, "subnetIds": ["subnet-app-b"], "securityGroupIds": ["sg-db"], "enhancedVpcRouting": true, "customDomainName": "adhoc.acme.example"}]}
put describe-domains {"DomainStatusList": [{"DomainName": "catalog", "ARN": "arn:aws:es:eu-west-1:111122223333:domain/catalog", "DomainId": "111122223333/catalog", "DomainProcessingStatus": "Active", "EngineVersion": "OpenSearch_2.13", "Endpoints": {"vpc": "vpc-catalog-abcdefgh12345678abcdefgh12.eu-west-1.es.amazonaws.com"}, "VPCOptions": {"VPCId": "vpc-prod", "SubnetIds": ["subnet-app-a"], "AvailabilityZones": ["eu-west-1a"], "SecurityGroupIds": ["sg-db"]}, "DomainEndpointOptions": {"EnforceHTTPS": true, "CustomEndpointEnabled": true, "CustomEndpoint": "catalog.acme.example"}}, {"DomainName": "open", "ARN": "arn:aws:es:eu-west-1:111122223333:domain/open", "Endpoint": "search-open-abcdefgh12345678abcdefgh12.eu-west-1.es.amazonaws.com"}]}
put list-clusters-v2 {"ClusterInfoList": [{"ClusterName": "events", "ClusterArn": "arn:aws:kafka:eu-west-1:111122223333:cluster/events/0f1e2d3c-1111-2222-3333-444455556666-7", "ClusterType": "PROVISIONED", "State": "ACTIVE", "Provisioned": {"BrokerNodeGroupInfo": {"ClientSubnets": ["subnet-app-a", "subnet-app-b"], "SecurityGroups": ["sg-db"]}, "NumberOfBrokerNodes": 2, "ClientAuthentication": {"Sasl": {"Scram": {"Enabled": false}, "Iam": {"Enabled": true}}, "Tls": {"Enabled": false}, "Unauthenticated": {"Enabled": false}}, "EncryptionInfo": {"EncryptionInTransit": {"ClientBroker": "TLS", "InCluster": true}}}, "Tags": {"team": "shop"}}, {"ClusterName": "bursts", "ClusterArn": "arn:aws:kafka:eu-west-1:111122223333:cluster/bursts/0f1e2d3c-1111-2222-3333-444455556666-s1", "ClusterType": "SERVERLESS", "State": "ACTIVE", "Serverless": {"VpcConfigs": [{"SubnetIds": ["subnet-app-a"], "SecurityGroupIds": ["sg-app"]}]}}]}
put get-bootstrap-brokers.events {"BootstrapBrokerStringSaslIam": "b-1.events.abc123.c2.kafka.eu-west-1.amazonaws.com:9098,b-2.events.abc123.c2.kafka.eu-west-1.amazonaws.com:9098"}
put list-nodes.events {"NodeInfoList": [{"NodeARN": "arn:aws:kafka:eu-west-1:111122223333:broker/events/0f1e2d3c-1111-2222-3333-444455556666-7/1", "NodeType": "BROKER", "BrokerNodeInfo": {"AttachedENIId": "eni-broker-1", "BrokerId": 1.0, "ClientSubnet": "subnet-app-a", "ClientVpcIpAddress": "10.0.1.71", "Endpoints": ["b-1.events.abc123.c2.kafka.eu-west-1.amazonaws.com"]}}]}
put efs-describe-file-systems {"FileSystems": [{"FileSystemId": "fs-carts", "FileSystemArn": "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-carts", "Name": "carts", "LifeCycleState": "available", "OwnerId": "111122223333", "Tags": [{"Key": "Name", "Value": "carts"}]}]}
put describe-mount-targets.fs-carts {"MountTargets": [{"MountTargetId": "fsmt-a", "FileSystemId": "fs-carts", "SubnetId": "subnet-app-a", "VpcId": "vpc-prod", "LifeCycleState": "available", "IpAddress": "10.0.1.81", "NetworkInterfaceId": "eni-mount", "AvailabilityZoneName": "eu-west-1a"}]}
put fsx-describe-file-systems {"FileSystems": [{"FileSystemId": "fs-scratch", "ResourceARN": "arn:aws:fsx:eu-west-1:111122223333:file-system/fs-scratch", "FileSystemType": "LUSTRE", "Lifecycle": "AVAILABLE", "VpcId": "vpc-prod", "SubnetIds": ["subnet-app-a"], "NetworkInterfaceIds": ["eni-lustre"], "DNSName": "fs-scratch.fsx.eu-west-1.amazonaws.com", "OwnerId": "111122223333", "Tags": [{"Key": "Name", "Value": "scratch"}]}]}
put list-file-systems {"fileSystems": [{"fileSystemId": "fs-bucket", "fileSystemArn": "arn:aws:s3files:eu-west-1:111122223333:file-system/fs-bucket", "name": "reports", "bucket": "acme-reports", "status": "available", "ownerId": "111122223333"}]}
put list-mount-targets.fs-bucket {"mountTargets": [{"mountTargetId": "fsmt-b", "fileSystemId": "fs-bucket", "subnetId": "subnet-app-b", "vpcId": "vpc-prod", "status": "available", "ipv4Address": "10.0.2.82", "networkInterfaceId": "eni-bucket"}]}
put list-brokers {"BrokerSummaries": [{"BrokerId": "b-1234a5b6-78cd-901e-2f34-3a45b6c178d9", "BrokerArn": "arn:aws:mq:eu-west-1:111122223333:broker:jobs:b-1234a5b6-78cd-901e-2f34-3a45b6c178d9", "BrokerName": "jobs", "BrokerState": "RUNNING", "EngineType": "ACTIVEMQ", "DeploymentMode": "SINGLE_INSTANCE"}]}
put describe-broker.b-1234a5b6-78cd-901e-2f34-3a45b6c178d9 {"BrokerId": "b-1234a5b6-78cd-901e-2f34-3a45b6c178d9", "BrokerArn": "arn:aws:mq:eu-west-1:111122223333:broker:jobs:b-1234a5b6-78cd-901e-2f34-3a45b6c178d9", "BrokerName": "jobs", "BrokerState": "RUNNING", "EngineType": "ACTIVEMQ", "EngineVersion": "5.18", "DeploymentMode": "SINGLE_INSTANCE", "BrokerInstances": [{"Endpoints": ["ssl://b-1234a5b6-78cd-901e-2f34-3a45b6c178d9-1.mq.eu-west-1.amazonaws.com:61617", "amqp+ssl://b-1234a5b6-78cd-901e-2f34-3a45b6c178d9-1.mq.eu-west-1.amazonaws.com:5671"], "IpAddress": "10.0.1.91"}], "SubnetIds": ["subnet-app-a"], "SecurityGroups": ["sg-db"], "Users": [{"Username": "admin"}]}
put describe-load-balancers {"LoadBalancers": [{"LoadBalancerArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/front/50dc6c495c0c9188", "LoadBalancerName": "front", "DNSName": "front-50dc6c495c0c9188.elb.eu-west-1.amazonaws.com", "Scheme": "internal", "VpcId": "vpc-prod", "State": {"Code": "active"}, "Type": "network", "AvailabilityZones": [{"ZoneName": "eu-west-1a", "SubnetId": "subnet-app-a", "LoadBalancerAddresses": [{"PrivateIPv4Address": "10.0.1.95", "IpAddress": "203.0.113.95", "AllocationId": "eipalloc-front", "IPv6Address": "2001:db8::95"}]}], "SecurityGroups": ["sg-app"], "IpAddressType": "ipv4"}]}
put describe-listeners.front {"Listeners": [{"ListenerArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/net/front/50dc6c495c0c9188/f2f7dc8efc522ab2", "LoadBalancerArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/front/50dc6c495c0c9188", "Port": 443, "Protocol": "TLS", "DefaultActions": [{"Type": "forward", "TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/front-tcp/73e2d6bc24d8a067", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/front-tcp/73e2d6bc24d8a067", "Weight": 1}]}}]}]}
put describe-target-groups {"TargetGroups": [{"TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/front-tcp/73e2d6bc24d8a067", "TargetGroupName": "front-tcp", "Protocol": "TCP", "Port": 8443, "VpcId": "vpc-prod", "HealthCheckPort": "traffic-port", "LoadBalancerArns": ["arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/front/50dc6c495c0c9188"], "TargetType": "ip"}]}
put describe-target-health.front-tcp {"TargetHealthDescriptions": [{"Target": {"Id": "10.0.1.96", "Port": 8443, "AvailabilityZone": "eu-west-1a"}, "HealthCheckPort": "8443", "TargetHealth": {"State": "unhealthy", "Reason": "Target.FailedHealthChecks"}}, {"Target": {"Id": "i-0fire", "Port": 8443}, "TargetHealth": {"State": "healthy"}}]}
put list-event-source-mappings {"EventSourceMappings": [{"UUID": "0f1e2d3c-1111-2222-3333-444455556666", "EventSourceMappingArn": "arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:0f1e2d3c-1111-2222-3333-444455556666", "EventSourceArn": "arn:aws:kafka:eu-west-1:111122223333:cluster/events/0f1e2d3c-1111-2222-3333-444455556666-7", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:checkout", "State": "Enabled", "StateTransitionReason": "USER_INITIATED", "LastProcessingResult": "OK", "Topics": ["orders"]}, {"UUID": "0f1e2d3c-1111-2222-3333-444455556667", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:checkout", "State": "Enabled", "Topics": ["legacy"], "Queues": ["jobs"], "SourceAccessConfigurations": [{"Type": "VPC_SUBNET", "URI": "subnet:subnet-app-a"}, {"Type": "VPC_SECURITY_GROUP", "URI": "security_group:sg-app"}, {"Type": "BASIC_AUTH", "URI": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-AbCdEf"}], "SelfManagedEventSource": {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["kafka-1.acme.example:9092"]}}, "ProvisionedPollerConfig": {"MinimumPollers": 1, "MaximumPollers": 2}}]}
put describe-instances {"Reservations": [{"Instances": [{"InstanceId": "i-0fire", "InstanceType": "t3.micro", "State": {"Code": 16, "Name": "running"}, "VpcId": "vpc-prod", "SubnetId": "subnet-public-a", "PrivateIpAddress": "10.0.0.77", "PublicIpAddress": "203.0.113.77", "NetworkInterfaces": [{"NetworkInterfaceId": "eni-firewall"}], "SecurityGroups": [{"GroupId": "sg-app", "GroupName": "app"}], "SourceDestCheck": false, "Tags": [{"Key": "Name", "Value": "firewall"}]}]}]}
put list-hosted-zones-by-vpc.vpc-prod {"HostedZoneSummaries": [{"HostedZoneId": "Z0123456789ABCDEFGHIJ", "Name": "corp.acme.example.", "Owner": {"OwningAccount": "111122223333"}}, {"HostedZoneId": "Z0AWS", "Name": "eu-west-1.amazonaws.com.", "Owner": {"OwningService": "vpce.amazonaws.com"}}]}
put list-hosted-zones-by-vpc.vpc-data {"HostedZoneSummaries": []}
put list-resource-record-sets.Z0123456789ABCDEFGHIJ {"ResourceRecordSets": [{"Name": "corp.acme.example.", "Type": "SOA", "TTL": 900, "ResourceRecords": [{"Value": "ns-0.awsdns-00.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"}]}, {"Name": "corp.acme.example.", "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": "\"token\""}]}, {"Name": "db.corp.acme.example.", "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": "orders.c9akciq32abc.eu-west-1.rds.amazonaws.com"}]}, {"Name": "\\052.corp.acme.example.", "Type": "A", "TTL": 60, "SetIdentifier": "first", "Weight": 10, "HealthCheckId": "0f1e2d3c-1111-2222-3333-444455556666", "ResourceRecords": [{"Value": "10.0.1.10"}]}, {"Name": "near.corp.acme.example.", "Type": "A", "TTL": 60, "SetIdentifier": "here", "Region": "eu-west-1", "ResourceRecords": [{"Value": "10.0.1.11"}]}, {"Name": "far.corp.acme.example.", "Type": "A", "SetIdentifier": "us", "Failover": "PRIMARY", "MultiValueAnswer": false, "GeoLocation": {"ContinentCode": "NA", "CountryCode": "US", "SubdivisionCode": "CA"}, "AliasTarget": {"HostedZoneId": "Z2IFOLAFXWLO4F", "DNSName": "front-50dc6c495c0c9188.elb.eu-west-1.amazonaws.com.", "EvaluateTargetHealth": true}}]}
put list-resolver-rules {"ResolverRules": [{"Id": "rslvr-rr-corp", "Arn": "arn:aws:route53resolver:eu-west-1:111122223333:resolver-rule/rslvr-rr-corp", "Name": "on-premises", "DomainName": "onprem.acme.example.", "RuleType": "FORWARD", "TargetIps": [{"Ip": "192.168.0.53", "Port": 53, "Protocol": "Do53"}, {"Ipv6": "2001:db8::53", "Port": 53}], "ResolverEndpointId": "rslvr-out-main", "OwnerId": "111122223333", "ShareStatus": "NOT_SHARED", "Status": "COMPLETE"}]}
put list-resolver-rule-associations {"ResolverRuleAssociations": [{"Id": "rslvr-rrassoc-1", "ResolverRuleId": "rslvr-rr-corp", "VPCId": "vpc-prod", "Name": "prod asks home", "Status": "COMPLETE"}]}
put get-resources {"ResourceTagMappingList": [{"ResourceARN": "arn:aws:lambda:eu-west-1:111122223333:function:checkout", "Tags": [{"Key": "owner", "Value": "shop"}]}]}
put list-profile-associations {"ProfileAssociations": [{"Id": "rpassoc-1", "Name": "everywhere", "OwnerId": "111122223333", "ProfileId": "rp-shared", "ResourceId": "vpc-prod", "Status": "COMPLETE"}]}
put list-profile-resource-associations.rp-shared {"ProfileResourceAssociations": [{"Id": "rpr-1", "Name": "the zone", "OwnerId": "111122223333", "ProfileId": "rp-shared", "ResourceArn": "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ", "ResourceType": "PRIVATE_HOSTED_ZONE", "ResourceProperties": "{}", "Status": "COMPLETE"}]}
put list-firewall-domain-lists {"FirewallDomainLists": [{"Id": "rslvr-fdl-bad", "Name": "bad names", "Status": "COMPLETE"}, {"Id": "rslvr-fdl-aws", "Name": "AWSManagedDomainsMalwareDomainList", "ManagedOwnerName": "Route 53 Resolver DNS Firewall", "Status": "COMPLETE"}]}
put list-firewall-rules.rslvr-frg-blocklist {"FirewallRules": [{"FirewallRuleGroupId": "rslvr-frg-blocklist", "FirewallDomainListId": "rslvr-fdl-bad", "Name": "no bad names", "Priority": 10, "Action": "BLOCK", "BlockResponse": "OVERRIDE", "BlockOverrideDomain": "blocked.acme.example", "FirewallDomainRedirectionAction": "INSPECT_REDIRECTION_DOMAIN", "Qtype": "A"}, {"FirewallRuleGroupId": "rslvr-frg-blocklist", "FirewallThreatProtectionId": "rslvr-ftp-1", "Name": "tunnels", "Priority": 20, "Action": "ALERT"}]}
put list-firewall-domains.rslvr-fdl-bad {"Domains": ["*.evil.example.", "tracker.example.net."]}
put get-transit-gateway-prefix-list-references.tgw-rtb-main {"TransitGatewayPrefixListReferences": [{"TransitGatewayRouteTableId": "tgw-rtb-main", "PrefixListId": "pl-shared", "PrefixListOwnerId": "111122223333", "State": "available", "Blackhole": false, "TransitGatewayAttachment": {"TransitGatewayAttachmentId": "tgw-attach-vpn", "ResourceType": "vpn", "ResourceId": "vpn-1"}}]}
put list-service-network-vpc-associations.vpc-prod {"items": [{"id": "snva-shop", "arn": "arn:aws:vpc-lattice:eu-west-1:111122223333:servicenetworkvpcassociation/snva-shop", "status": "ACTIVE", "serviceNetworkId": "sn-shop", "serviceNetworkArn": "arn:aws:vpc-lattice:eu-west-1:111122223333:servicenetwork/sn-shop", "serviceNetworkName": "shop-services", "vpcId": "vpc-prod", "createdBy": "111122223333", "createdAt": "2026-01-02T03:04:05.000Z", "lastUpdatedAt": "2026-01-02T03:04:05.000Z", "privateDnsEnabled": true}]}
put list-service-network-vpc-associations.vpc-data {"items": []}
put get-service-network-vpc-association.snva-shop {"id": "snva-shop", "arn": "arn:aws:vpc-lattice:eu-west-1:111122223333:servicenetworkvpcassociation/snva-shop", "status": "ACTIVE", "vpcId": "vpc-prod", "securityGroupIds": ["sg-app"]}

region us-east-1
put describe-vpcs {"Vpcs": [{"VpcId": "vpc-raw", "State": "available", "CidrBlock": "10.200.0.0/16"}]}

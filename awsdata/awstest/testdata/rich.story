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
group app out tcp 10.0.0.0/8
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

region us-east-1
put describe-vpcs {"Vpcs": [{"VpcId": "vpc-raw", "CidrBlock": "10.200.0.0/16"}]}

# Everything that somebody named has "acme" or "globex" in it. Ids are partly AWS's, partly made by hand.
account 111122223333
region eu-west-1
dhcp acme-dns dns=10.0.0.2,10.9.0.53 domain=acme.example
vpc acme-prod 10.0.0.0/16 dhcp=acme-dns tag:acme-team=acme-shop tag:aws:cloudformation:stack-name=acme-stack owner=444455556666
igw 0123456789abcdef0
subnet 0a1b2c3d4e5f60718 zone=a cidr=10.0.0.0/24 table=acme-public tag:Name=acme-public-a
subnet acme-app-a zone=a cidr=10.0.1.0/24 table=acme-app acl=acme-app
subnet acme-app-b zone=b cidr=10.0.2.0/24 table=acme-app
table acme-public
route acme-public 0.0.0.0/0 igw-0123456789abcdef0
table acme-app
route acme-app 0.0.0.0/0 nat-acme
route acme-app pl-63a5400a vpce-acme-s3
route acme-app 10.1.0.0/16 pcx-acme
route acme-app 10.9.0.0/16 arn:aws:networkmanager::111122223333:core-network/core-network-acme
acl acme-app in 100 allow tcp 1024-65535 0.0.0.0/0
acl acme-app out 100 allow all 0.0.0.0/0
group acme-app description="acme: the shop"
group acme-app out tcp 443 0.0.0.0/0 description="acme may call anyone"
group acme-app out tcp 443 pl-63a5400a
group acme-app out tcp 5432 sg-acme-db
group acme-app out tcp 443 !sg-globex owner=999900001111 peering=acme
group acme-db
group acme-db in tcp 5432 sg-acme-app
nat acme subnet=0a1b2c3d4e5f60718 ip=10.0.0.10 eip=203.0.113.10 failure="acme failed"
endpoint acme-s3 service=s3 tables=acme-app policy={"Id": "acme-policy", "Statement": [{"Sid": "acmeOnly", "Effect": "Allow",
	"Principal": {"AWS": ["111122223333", "arn:aws:iam::999900001111:role/globex-reader"]}, "Action": "s3:Get*",
	"Resource": ["arn:aws:s3:::acme-carts", "arn:aws:s3:::acme-carts/acme/*", "arn:aws:s3:::acme-*-logs/*"],
	"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-acme123456", "aws:ResourceTag/acme-team": "acme-shop", "aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"},
	"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/acme-*"}, "Bool": {"aws:SecureTransport": "true"}}}]}
endpoint acme-secrets service=secretsmanager subnets=acme-app-a groups=acme-db ips=10.0.1.50 private-dns
	dns=vpce-0a1b2c3d4e5f60718-abcd.secretsmanager.eu-west-1.vpce.amazonaws.com,api.acme.example
prefixlist 63a5400a name=com.amazonaws.eu-west-1.s3 owner=AWS cidrs=52.218.0.0/17 inline
prefixlist acme-office name=acme-office cidrs=198.51.100.0/24
eni acme-db subnet=acme-app-b ip=10.0.2.20 groups=acme-db description=RDSNetworkInterface requester=amazon-rds
eni acme-lb subnet=acme-app-b ip=10.0.2.30 groups=acme-db description="ELB app/acme-front/0123456789abcdef" requester=amazon-elb
eni acme-lambda type=lambda subnet=acme-app-a ip=10.0.1.30 groups=acme-app description="AWS Lambda VPC ENI-acme-checkout-0a1b" requester=AROAACME:acme
eni acme-box subnet=acme-app-a ip=10.0.1.31 groups=acme-app description="acme box" instance=i-acme tag:acme=acme
peering acme from=acme-prod to=!globex-data to-owner=999900001111 to-region=us-west-2 to-cidrs=10.1.0.0/16 message="acme wants this"
tgw acme description="acme hub"
tgw-attachment acme tgw=acme vpc=acme-prod subnets=acme-app-a table=acme owner=999900001111
tgw-table acme tgw=acme
tgw-route acme 10.0.0.0/16 acme
flowlog acme on=vpc-acme-prod delivery=FAILED error="Access error" to=cloud-watch-logs log-group=/aws/vpc/flow-logs/acme
	destination=arn:aws:logs:eu-west-1:111122223333:log-group:/acme/flows:*
provider acme-fleet subnets=acme-app-b groups=acme-app
policy acme-data {"Statement": [{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/acme-orders/index/*"}]}
role acme-checkout path=/acme/ allow=s3:GetObject,sqs:* on=arn:aws:s3:::acme-carts/*,* attach=AWSLambdaVPCAccessExecutionRole,acme-data,!AmazonAthenaFullAccess
	policy:acme-extra={"Statement": []} boundary=arn:aws:iam::111122223333:policy/acme-edge tag:acme=acme
	trust={"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com", "AWS": "arn:aws:iam::999900001111:root"}, "Action": "sts:AssumeRole"}]}
function acme-checkout subnets=acme-app-a,acme-app-b groups=acme-app role=arn:aws:iam::111122223333:role/acme/acme-checkout
	description="acme checkout" handler=acme.handler layers=acme-tools,arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension:14
	efs=arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/fsap-0a1b2c3d4e5f60718:/mnt/acme
	state=Failed reason="acme subnet is full" reason-code=EniLimitExceeded update=Failed update-reason="acme again" update-code=EniLimitExceeded
	dlq=arn:aws:sqs:eu-west-1:111122223333:acme-dead url=NONE concurrency=5 tag:acme-team=acme-shop tag:Name=acme
	policy={"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "lambda:InvokeFunctionUrl", "Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}}]}
version acme-checkout 1 memory=256
function acme-image image=111122223333.dkr.ecr.eu-west-1.amazonaws.com/acme/front:acme-1
function acme-managed provider=acme-fleet
function acme-outside
gap describe-transit-gateways denied "arn:aws:sts::111122223333:assumed-role/acme-reader/acme is not authorized"
gap describe-vpc-attribute.vpc-acme-prod.enableDnsSupport denied
put get-role.acme-other {"Role": {"RoleName": "acme-other", "Arn": "arn:aws:iam::111122223333:role/acme-other", "RoleId": "AROAACME"}}
put list-attached-role-policies.acme-other {"AttachedPolicies": [{"PolicyName": "acme-own", "PolicyArn": "arn:aws:iam::111122223333:policy/acme-own"}]}
put get-policy-version.acme-own {"PolicyVersion": {"VersionId": "v3", "Document": {"Statement": [{"Effect": "Deny", "NotAction": "s3:*", "Resource": "arn:aws:s3:::acme-x"}]}}}
put list-role-policies.acme-other {"PolicyNames": ["acme-in"]}
put get-role-policy.acme-other.acme-in {"RoleName": "acme-other", "PolicyName": "acme-in", "PolicyDocument": {"Statement": []}}

package names

import (
	"errors"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// things is an account with something of every kind that can be named.
const things = `
	region us-east-1
	vpc app 10.0.0.0/16
	subnet app-a cidr=10.0.1.0/24
	subnet app-b cidr=10.0.2.0/24 zone=b
	subnet 0aaaaaaaaaaaaaaa1 cidr=10.0.3.0/24 tag:Name=twin
	subnet 0aaaaaaaaaaaaaaa2 cidr=10.0.4.0/24 tag:Name=twin
	group db name=Orders-DB
	group 0123456789abcdef0 name="front door"
	nat 0aaaaaaaaaaaaaaa0 subnet=app-a ip=10.0.1.5 eip=198.51.100.5 tag:Name=nat-a
	igw 0aaaaaaaaaaaaaaa0 tag:Name=way-out
	eni 0aaaaaaaaaaaaaaa0 subnet=app-a ip=10.0.1.20 groups=db instance=i-0bbbbbbbbbbbbbbb0
	endpoint 0aaaaaaaaaaaaaaa0 service=kms subnets=app-a groups=db ips=10.0.1.30 private-dns tag:Name=keys
	    dns=vpce-0aaaaaaaaaaaaaaa0-abcd.kms.us-east-1.vpce.amazonaws.com,kms.us-east-1.amazonaws.com
	endpoint 0aaaaaaaaaaaaaaa1 service=newthing subnets=app-a groups=db ips=10.0.1.31 private-dns
	    dns=vpce-0aaaaaaaaaaaaaaa1-abcd.newthing.us-east-1.vpce.amazonaws.com,api.newthing.us-east-1.amazonaws.com
	endpoint 0aaaaaaaaaaaaaaa2 service=com.amazonaws.vpce.us-east-1.vpce-svc-0ccccccccccccccc0 subnets=app-a groups=db ips=10.0.1.32 private-dns
	    dns=vpce-0aaaaaaaaaaaaaaa2-abcd.vpce-svc-0ccccccccccccccc0.us-east-1.vpce.amazonaws.com,*.partner.example.com
	prefixlist 0aaaaaaaaaaaaaaa0 name=offices cidrs=192.0.2.0/24
	function checkout subnets=app-a groups=db
`

func account(t testing.TB, story string) (*awsdata.Index, *awsdata.RegionIndex) {
	t.Helper()
	x := awsdata.NewIndex(awstest.Parse(t, story))
	return x, x.Region("us-east-1")
}

// want is what Parse has to say: a destination, or an error with these words in it.
type want struct {
	kind   Kind
	id     string
	region string
	host   string
	port   uint16
	err    string
	near   string // the first of UnknownError.Nearest
}

func TestParse(t *testing.T) {
	_, r := account(t, things)
	cases := []struct {
		text string
		want want
	}{
		// Addresses and networks.
		{"10.0.3.17", want{kind: KindAddress}},
		{" 10.0.3.17 ", want{kind: KindAddress}},
		{"::ffff:10.0.3.17", want{kind: KindAddress}},
		{"2001:db8::1", want{kind: KindAddress}},
		{"fe80::1%eth0", want{kind: KindAddress}},
		{"127.0.0.1", want{kind: KindAddress}},
		{"10.0.3.17:5432", want{kind: KindAddress, port: 5432}},
		{"[2001:db8::1]:443", want{kind: KindAddress, port: 443}},
		{"[2001:db8::1]", want{kind: KindAddress}},
		{"https://10.0.3.17/path", want{kind: KindAddress, port: 443}},
		{"http://[2001:db8::1]:8080/", want{kind: KindAddress, port: 8080}},
		{"10.0.3.0/24", want{kind: KindCIDR}},
		{"10.0.3.9/24", want{kind: KindCIDR}},
		{"2001:db8::/32", want{kind: KindCIDR}},
		{"0.0.0.0/0", want{kind: KindCIDR}},
		{"10.0.3.0/33", want{err: "is no CIDR"}},
		{"10.0.3.0/", want{err: "is no CIDR"}},
		{"10.0.3", want{err: "no IPv4 address"}},
		{"10.0.2.300", want{err: "no IPv4 address"}},
		{"010.0.2.16:443", want{err: "no IPv4 address"}},
		{"10.0.2.16-10.0.2.20", want{err: "no IPv4 address"}},
		{"com.amazonaws.us-east-1.secretmanager", want{near: "com.amazonaws.us-east-1.secretsmanager"}},
		{"com.amazonaws.vpce.us-east-1.vpce-svc-0f00", want{err: "no endpoint of this service"}},
		{"sqs.us-east-1.amazonaws.com.cn", want{err: "names in us-east-1 end in amazonaws.com"}},
		{"sqs.cn-north-1.amazonaws.com", want{err: "names in cn-north-1 end in amazonaws.com.cn"}},
		{"sqs.cn-north-1.api.aws", want{err: "names in cn-north-1 end in"}},
		{"b.s3-accelerate.amazonaws.com", want{kind: KindService, id: "s3-accelerate", host: "b.s3-accelerate.amazonaws.com", port: 443}},
		{"*", want{err: "name an address"}},
		{"10.0.3.17:0", want{err: "is no port"}},
		{"10.0.3.17:70000", want{err: "is no port"}},
		{"10.0.3.17:", want{err: "is no port"}},
		{"10.0.3.17:+1", want{err: "is no port"}},
		{"[2001:db8::1", want{err: "[2001:db8::1]:443"}},
		{"[2001:db8::1]443", want{err: "[2001:db8::1]:443"}},

		// The internet.
		{"internet", want{kind: KindInternet}},
		{"Internet", want{kind: KindInternet}},
		{"anywhere", want{kind: KindAnywhere}},
		{"internet:443", want{kind: KindInternet, port: 443}},
		{"intrenet", want{near: "internet"}},
		{"anywere", want{near: "anywhere"}},

		// Words of old.
		{"rds", want{kind: KindDatabase}},
		{"rds:5432", want{kind: KindDatabase, port: 5432}},
		{"elb:inner", want{kind: KindLoadBalancer, id: "inner"}},
		{"elb:inner:8443", want{kind: KindLoadBalancer, id: "inner", port: 8443}},
		{"elb:inner:x", want{err: "is no port"}},
		{"elb:", want{err: "needs the name"}},

		// Ids.
		{"eni-0aaaaaaaaaaaaaaa0", want{kind: KindInterface, id: "eni-0aaaaaaaaaaaaaaa0"}},
		{"eni-0AAAAAAAAAAAAAAA0", want{kind: KindInterface, id: "eni-0aaaaaaaaaaaaaaa0"}},
		{"eni-0fffffffffffffff0", want{err: "no such network interface"}},
		{"subnet-app-a", want{kind: KindSubnet, id: "subnet-app-a"}},
		{"subnet-0ffffffffffffffff", want{err: "no such subnet"}},
		{"sg-db", want{kind: KindSecurityGroup, id: "sg-db"}},
		{"sg-0123456789abcdef0", want{kind: KindSecurityGroup, id: "sg-0123456789abcdef0"}},
		{"sg-0123456789abcdef0:6379", want{kind: KindSecurityGroup, id: "sg-0123456789abcdef0", port: 6379}},
		{"sg-0123456789abcdef1", want{err: "no such security group"}},
		{"sg-dv", want{err: "is no destination"}},
		{"pl-0aaaaaaaaaaaaaaa0", want{kind: KindPrefixList, id: "pl-0aaaaaaaaaaaaaaa0"}},
		{"pl-0fffffff", want{err: "no such prefix list"}},
		{"vpce-0aaaaaaaaaaaaaaa0", want{kind: KindEndpoint, id: "vpce-0aaaaaaaaaaaaaaa0", port: 443}},
		{"vpce-0fffffffffffffff0", want{err: "no such vpc endpoint"}},
		{"i-0bbbbbbbbbbbbbbb0", want{kind: KindInstance, id: "i-0bbbbbbbbbbbbbbb0"}},
		{"i-0123456789abcdef0", want{err: "no such instance"}},
		{"nat-0aaaaaaaaaaaaaaa0", want{kind: KindNatGateway, id: "nat-0aaaaaaaaaaaaaaa0"}},
		{"igw-0aaaaaaaaaaaaaaa0", want{err: "name internet"}},
		{"rtb-app", want{err: "a route table"}},
		{"rtb-0123456789abcdef0", want{err: "a route table"}},
		{"vpc-app", want{err: "name a subnet of it"}},
		{"acl-0123456789abcdef0", want{err: "a network ACL"}},
		{"tgw-0123456789abcdef0", want{err: "name an address behind it"}},
		{"tgw-rtb-0123456789abcdef0", want{err: "transit gateway route table"}},
		{"tgw-attach-0123456789abcdef0", want{err: "transit gateway attachment"}},
		{"pcx-0123456789abcdef0", want{err: "peer VPC"}},
		{"eigw-0123456789abcdef0", want{err: "name internet"}},

		// Names on screen.
		{"app-a", want{kind: KindSubnet, id: "subnet-app-a"}},
		{"Orders-DB", want{kind: KindSecurityGroup, id: "sg-db"}},
		{"orders-db", want{kind: KindSecurityGroup, id: "sg-db"}},
		{"front door", want{kind: KindSecurityGroup, id: "sg-0123456789abcdef0"}},
		{"nat-a", want{kind: KindNatGateway, id: "nat-0aaaaaaaaaaaaaaa0"}},
		{"keys", want{kind: KindEndpoint, id: "vpce-0aaaaaaaaaaaaaaa0", port: 443}},
		{"offices", want{kind: KindPrefixList, id: "pl-0aaaaaaaaaaaaaaa0"}},
		{"twin", want{err: "subnet-0aaaaaaaaaaaaaaa1 (subnet) or subnet-0aaaaaaaaaaaaaaa2 (subnet)"}},
		{"way-out", want{err: "name internet"}},
		{"checkout", want{err: "nothing opens a connection"}},
		{"app-c", want{near: "app-a"}},
		{"ofices", want{near: "offices"}},

		// Services.
		{"s3", want{kind: KindService, id: "s3", port: 443}},
		{"S3", want{kind: KindService, id: "s3", port: 443}},
		{"Amazon S3", want{kind: KindService, id: "s3", port: 443}},
		{"sqs:443", want{kind: KindService, id: "sqs", port: 443}},
		{"secretsmanager", want{kind: KindService, id: "secretsmanager", port: 443}},
		{"secrets manager", want{kind: KindService, id: "secretsmanager", port: 443}},
		{"AWS Secrets Manager", want{kind: KindService, id: "secretsmanager", port: 443}},
		{"secrets-manager", want{kind: KindService, id: "secretsmanager", port: 443}},
		{"secretmanager", want{near: "secretsmanager"}},
		{"secretsmanger", want{near: "secretsmanager"}},
		{"cloudwatch", want{kind: KindService, id: "monitoring", port: 443}},
		{"monitoring", want{kind: KindService, id: "monitoring", port: 443}},
		{"cloudwatch logs", want{kind: KindService, id: "logs", port: 443}},
		{"logs", want{kind: KindService, id: "logs", port: 443}},
		{"kinesis", want{kind: KindService, id: "kinesis-streams", port: 443}},
		{"kinesis-streams", want{kind: KindService, id: "kinesis-streams", port: 443}},
		{"firehose", want{kind: KindService, id: "kinesis-firehose", port: 443}},
		{"ecr", want{kind: KindService, id: "ecr.api", port: 443}},
		{"ecr.api", want{kind: KindService, id: "ecr.api", port: 443}},
		{"ecr.dkr", want{kind: KindService, id: "ecr.dkr", port: 443}},
		{"api.ecr", want{kind: KindService, id: "ecr.api", port: 443}},
		{"ecr.apo", want{near: "ecr.api"}},
		{"ses", want{kind: KindService, id: "email", port: 443}},
		{"email-smtp", want{kind: KindService, id: "email-smtp", port: 587}},
		{"step functions", want{kind: KindService, id: "states", port: 443}},
		{"eventbridge", want{kind: KindService, id: "events", port: 443}},
		{"parameter store", want{kind: KindService, id: "ssm", port: 443}},
		{"x-ray", want{kind: KindService, id: "xray", port: 443}},
		{"bedrock", want{kind: KindService, id: "bedrock", port: 443}},
		{"bedrock-runtime", want{kind: KindService, id: "bedrock-runtime", port: 443}},
		{"cognito-idp", want{kind: KindService, id: "cognito-idp", port: 443}},
		{"elasticache", want{kind: KindService, id: "elasticache", port: 443}},
		{"securityhub", want{kind: KindService, id: "securityhub", port: 443}},
		{"iam", want{kind: KindService, id: "iam", port: 443}},
		{"route53", want{kind: KindService, id: "route53", port: 443}},
		{"organizations", want{kind: KindService, id: "organizations", port: 443}},
		{"ce", want{kind: KindService, id: "ce", port: 443}},
		{"timestream", want{kind: KindService, id: "timestream.ingest", port: 443}},
		{"s3express", want{kind: KindService, id: "s3express", port: 443}},
		{"dynamodb", want{kind: KindService, id: "dynamodb", port: 443}},
		{"execute-api", want{kind: KindService, id: "execute-api", port: 443}},
		{"apigateway", want{kind: KindService, id: "apigateway", port: 443}},
		{"apigw", want{kind: KindService, id: "execute-api", port: 443}},
		{"keyspaces", want{kind: KindService, id: "cassandra", port: 9142}},
		{"kms-fips", want{kind: KindService, id: "kms-fips", port: 443}},
		{"newthing", want{kind: KindService, id: "newthing", port: 443}},
		{"com.amazonaws.us-east-1.kms", want{kind: KindService, id: "kms", port: 443}},
		{"com.amazonaws.eu-west-1.kms", want{kind: KindService, id: "kms", region: "eu-west-1", port: 443}},
		{"com.amazonaws.us-east-1.ecr.api", want{kind: KindService, id: "ecr.api", port: 443}},
		{"com.amazonaws.us-east-1.newthing", want{kind: KindService, id: "newthing", port: 443}},
		{"com.amazonaws.iam", want{kind: KindService, id: "iam", port: 443}},
		{"lambdas", want{near: "lambda"}},
		{"dynomodb", want{near: "dynamodb"}},
		{"clodwatch", want{near: "cloudwatch"}},
		{"nosuchservice", want{err: "name an address"}},
		{"x", want{err: "is no destination"}},
		{"-", want{err: "is no destination"}},
		{"redis", want{err: "name the one that is meant"}},
		{"redis:6379", want{err: "name the one that is meant"}},
		{"mysql", want{err: "name the one that is meant"}},

		// Host names of services.
		{"sts.us-east-1.amazonaws.com", want{kind: KindService, id: "sts", host: "sts.us-east-1.amazonaws.com", port: 443}},
		{"STS.us-east-1.amazonaws.com.", want{kind: KindService, id: "sts", host: "sts.us-east-1.amazonaws.com", port: 443}},
		{"sts.amazonaws.com", want{kind: KindService, id: "sts", host: "sts.amazonaws.com", port: 443}},
		{"sts.eu-west-1.amazonaws.com", want{kind: KindService, id: "sts", region: "eu-west-1", host: "sts.eu-west-1.amazonaws.com", port: 443}},
		{"iam.amazonaws.com", want{kind: KindService, id: "iam", host: "iam.amazonaws.com", port: 443}},
		{"iam.global.api.aws", want{kind: KindService, id: "iam", host: "iam.global.api.aws", port: 443}},
		{"kms.cn-north-1.amazonaws.com.cn", want{kind: KindService, id: "kms", region: "cn-north-1", host: "kms.cn-north-1.amazonaws.com.cn", port: 443}},
		{"kms.us-gov-west-1.amazonaws.com", want{kind: KindService, id: "kms", region: "us-gov-west-1", host: "kms.us-gov-west-1.amazonaws.com", port: 443}},
		{"kms-fips.us-east-1.amazonaws.com", want{kind: KindService, id: "kms-fips", host: "kms-fips.us-east-1.amazonaws.com", port: 443}},
		{"kinesis.us-east-1.amazonaws.com", want{kind: KindService, id: "kinesis-streams", host: "kinesis.us-east-1.amazonaws.com", port: 443}},
		{"123456789012.control-kinesis.us-east-1.amazonaws.com", want{kind: KindService, id: "kinesis-streams", host: "123456789012.control-kinesis.us-east-1.amazonaws.com", port: 443}},
		{"monitoring.us-east-1.amazonaws.com", want{kind: KindService, id: "monitoring", host: "monitoring.us-east-1.amazonaws.com", port: 443}},
		{"api.ecr.us-east-1.amazonaws.com", want{kind: KindService, id: "ecr.api", host: "api.ecr.us-east-1.amazonaws.com", port: 443}},
		{"ecr.us-east-1.api.aws", want{kind: KindService, id: "ecr.api", host: "ecr.us-east-1.api.aws", port: 443}},
		{"123456789012.dkr.ecr.us-east-1.amazonaws.com/app:latest", want{kind: KindService, id: "ecr.dkr", host: "123456789012.dkr.ecr.us-east-1.amazonaws.com", port: 443}},
		{"123456789012.dkr.ecr.us-east-1.amazonaws.com", want{kind: KindService, id: "ecr.dkr", host: "123456789012.dkr.ecr.us-east-1.amazonaws.com", port: 443}},
		{"sqs.us-east-1.api.aws", want{kind: KindService, id: "sqs", host: "sqs.us-east-1.api.aws", port: 443}},
		{"us-east-1.queue.amazonaws.com", want{kind: KindService, id: "sqs", host: "us-east-1.queue.amazonaws.com", port: 443}},
		{"eu-west-1.queue.amazonaws.com", want{kind: KindService, id: "sqs", region: "eu-west-1", host: "eu-west-1.queue.amazonaws.com", port: 443}},
		{"queue.amazonaws.com", want{kind: KindService, id: "sqs", host: "queue.amazonaws.com", port: 443}},
		{"https://sqs.us-east-1.amazonaws.com/123456789012/orders", want{kind: KindService, id: "sqs", host: "sqs.us-east-1.amazonaws.com", port: 443}},
		{"sqs.us-east-1.amazonaws.com/123456789012/orders", want{kind: KindService, id: "sqs", host: "sqs.us-east-1.amazonaws.com", port: 443}},
		{"runtime.sagemaker.us-east-1.amazonaws.com", want{kind: KindService, id: "sagemaker.runtime", host: "runtime.sagemaker.us-east-1.amazonaws.com", port: 443}},
		{"streams.dynamodb.us-east-1.amazonaws.com", want{kind: KindService, id: "dynamodb-streams", host: "streams.dynamodb.us-east-1.amazonaws.com", port: 443}},
		{"email-smtp.us-east-1.amazonaws.com:465", want{kind: KindService, id: "email-smtp", host: "email-smtp.us-east-1.amazonaws.com", port: 465}},
		{"abc123.execute-api.us-east-1.amazonaws.com", want{kind: KindService, id: "execute-api", host: "abc123.execute-api.us-east-1.amazonaws.com", port: 443}},
		{"https://abc123.execute-api.us-east-1.amazonaws.com/prod?x=1", want{kind: KindService, id: "execute-api", host: "abc123.execute-api.us-east-1.amazonaws.com", port: 443}},
		{"abc123.lambda-url.us-east-1.on.aws", want{kind: KindService, id: "lambda-url", host: "abc123.lambda-url.us-east-1.on.aws", port: 443}},
		{"organizations.us-east-1.amazonaws.com", want{kind: KindService, id: "organizations", host: "organizations.us-east-1.amazonaws.com", port: 443}},
		{"organizations.eu-west-1.amazonaws.com", want{kind: KindHost, host: "organizations.eu-west-1.amazonaws.com"}},
		{"api.newthing.us-east-1.amazonaws.com", want{kind: KindService, id: "newthing", host: "api.newthing.us-east-1.amazonaws.com", port: 443}},
		{"kms.us-eats-1.amazonaws.com", want{err: "did you mean us-east-1"}},
		{"kms.us-east-9.amazonaws.com", want{kind: KindHost, host: "kms.us-east-9.amazonaws.com"}},
		{"secretmanager.us-east-1.amazonaws.com", want{kind: KindHost, host: "secretmanager.us-east-1.amazonaws.com"}},

		// S3 has the most forms.
		{"s3.us-east-1.amazonaws.com", want{kind: KindService, id: "s3", host: "s3.us-east-1.amazonaws.com", port: 443}},
		{"s3.us-west-2.amazonaws.com", want{kind: KindService, id: "s3", region: "us-west-2", host: "s3.us-west-2.amazonaws.com", port: 443}},
		{"s3-us-west-2.amazonaws.com", want{kind: KindService, id: "s3", region: "us-west-2", host: "s3-us-west-2.amazonaws.com", port: 443}},
		{"logs.s3.us-east-1.amazonaws.com", want{kind: KindService, id: "s3", host: "logs.s3.us-east-1.amazonaws.com", port: 443}},
		{"my.dotted.bucket.s3.us-east-1.amazonaws.com", want{kind: KindService, id: "s3", host: "my.dotted.bucket.s3.us-east-1.amazonaws.com", port: 443}},
		{"logs.s3.amazonaws.com", want{kind: KindService, id: "s3", host: "logs.s3.amazonaws.com", port: 443}},
		{"s3.amazonaws.com", want{kind: KindService, id: "s3", host: "s3.amazonaws.com", port: 443}},
		{"logs.s3.dualstack.us-east-1.amazonaws.com", want{kind: KindService, id: "s3", host: "logs.s3.dualstack.us-east-1.amazonaws.com", port: 443}},
		{"logs.s3-website-us-east-1.amazonaws.com", want{kind: KindService, id: "s3", host: "logs.s3-website-us-east-1.amazonaws.com", port: 80}},
		{"ap-1234.s3-accesspoint.us-east-1.amazonaws.com", want{kind: KindService, id: "s3", host: "ap-1234.s3-accesspoint.us-east-1.amazonaws.com", port: 443}},
		{"123456789012.s3-control.us-east-1.amazonaws.com", want{kind: KindService, id: "s3", host: "123456789012.s3-control.us-east-1.amazonaws.com", port: 443}},
		{"b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com", want{kind: KindService, id: "s3express", host: "b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com", port: 443}},
		{"s3express-control.us-east-1.amazonaws.com", want{kind: KindService, id: "s3express", host: "s3express-control.us-east-1.amazonaws.com", port: 443}},
		{"s3://bucket/key", want{kind: KindService, id: "s3", port: 443}},
		{"https://logs.s3.us-east-1.amazonaws.com/a/b?versionId=1#x", want{kind: KindService, id: "s3", host: "logs.s3.us-east-1.amazonaws.com", port: 443}},

		// Names of endpoints.
		{"vpce-0aaaaaaaaaaaaaaa0-abcd.kms.us-east-1.vpce.amazonaws.com",
			want{kind: KindEndpoint, id: "vpce-0aaaaaaaaaaaaaaa0",
				host: "vpce-0aaaaaaaaaaaaaaa0-abcd.kms.us-east-1.vpce.amazonaws.com", port: 443}},
		{"vpce-0aaaaaaaaaaaaaaa0-abcd-us-east-1a.kms.us-east-1.vpce.amazonaws.com",
			want{kind: KindEndpoint, id: "vpce-0aaaaaaaaaaaaaaa0",
				host: "vpce-0aaaaaaaaaaaaaaa0-abcd-us-east-1a.kms.us-east-1.vpce.amazonaws.com", port: 443}},
		{"vpce-0fffffffffffffff0-abcd.kms.us-east-1.vpce.amazonaws.com", want{kind: KindHost, host: "vpce-0fffffffffffffff0-abcd.kms.us-east-1.vpce.amazonaws.com"}},
		{"a.partner.example.com", want{kind: KindHost, host: "a.partner.example.com"}},

		// ARNs.
		{"arn:aws:ec2:us-east-1:123456789012:security-group/sg-db", want{kind: KindSecurityGroup, id: "sg-db"}},
		{"arn:aws:ec2:us-east-1:123456789012:vpc/vpc-app", want{err: "name a subnet"}},
		{"arn:aws:sqs:us-east-1:123456789012:orders", want{kind: KindService, id: "sqs", port: 443}},
		{"arn:aws:sqs:eu-west-1:123456789012:orders", want{kind: KindService, id: "sqs", region: "eu-west-1", port: 443}},
		{"arn:aws:s3:::bucket/key", want{kind: KindService, id: "s3", port: 443}},
		{"arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf", want{kind: KindService, id: "secretsmanager", port: 443}},
		{"arn:aws:lambda:us-east-1:123456789012:function:checkout", want{err: "nothing opens a connection"}},
		{"arn:aws:nosuch:us-east-1:123456789012:thing", want{err: "no AWS service"}},
		{"arn:aws:sqs", want{err: "six parts"}},

		// Other host names and URLs.
		{"api.example.org", want{kind: KindHost, host: "api.example.org"}},
		{"API.Example.ORG", want{kind: KindHost, host: "api.example.org"}},
		{"api.example.org:8443", want{kind: KindHost, host: "api.example.org", port: 8443}},
		{"https://api.example.org", want{kind: KindHost, host: "api.example.org", port: 443}},
		{"http://api.example.org:8080/x", want{kind: KindHost, host: "api.example.org", port: 8080}},
		{"db.internal", want{kind: KindHost, host: "db.internal"}},
		{"redis://cache.internal", want{kind: KindHost, host: "cache.internal", port: 6379}},
		{"rediss://:secret@cache.internal:6380/0", want{kind: KindHost, host: "cache.internal", port: 6380}},
		{"postgres://user:p/a@ss@db.internal/orders?sslmode=require", want{kind: KindHost, host: "db.internal", port: 5432}},
		{"postgresql+psycopg2://user@db.internal/orders", want{kind: KindHost, host: "db.internal", port: 5432}},
		{"jdbc:mysql://db.internal:3307/orders", want{kind: KindHost, host: "db.internal", port: 3307}},
		{"mongodb://u:p@a.internal:27017,b.internal:27017/x", want{err: "give one of them"}},
		{"https://example.org/@somebody/x", want{kind: KindHost, host: "example.org", port: 443}},
		{"amqps://b-1.mq.internal", want{kind: KindHost, host: "b-1.mq.internal", port: 5671}},
		{"b-1.kafka.internal:9092,b-2.kafka.internal:9092", want{err: "give one of them"}},
		{"orders.c1a2b3.us-east-1.rds.amazonaws.com", want{kind: KindHost, host: "orders.c1a2b3.us-east-1.rds.amazonaws.com"}},
		{"gopher://example.org", want{err: "scheme of no protocol"}},
		{"https://", want{err: "names no host"}},
		{"localhost", want{err: "the function itself"}},
		{"localhost:8080", want{err: "the function itself"}},
		{"http://localhost:8080/", want{err: "the function itself"}},
		{"", want{err: "no destination"}},
		{"  ", want{err: "no destination"}},
		{"a..b", want{err: "is no destination"}},
		{"-a.example", want{err: "is no destination"}},
		{"a b.example", want{err: "is no destination"}},
		{"näh.example", want{err: "is no destination"}},
		{"\x1b[31mred", want{err: `\x1b`}},
	}
	if len(cases) < 150 {
		t.Errorf("only %d destinations", len(cases))
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) { check(t, r, c.text, c.want) })
	}
}

func check(t *testing.T, r *awsdata.RegionIndex, text string, w want) {
	t.Helper()
	d, err := Parse(r, text)
	if w.err != "" || w.near != "" {
		var unknown *UnknownError
		switch {
		case err == nil:
			t.Errorf("taken for %+v, want an error", d)
		case !strings.Contains(err.Error(), w.err):
			t.Errorf("error %q, want %q in it", err, w.err)
		case w.near != "" && (!errors.As(err, &unknown) || len(unknown.Nearest) == 0 || unknown.Nearest[0] != w.near):
			t.Errorf("error %q, want %s as the nearest", err, w.near)
		}
		return
	}
	if err != nil {
		t.Fatalf("error %q, want a destination", err)
	}
	got := want{kind: d.Kind, id: d.ID, region: d.Region, host: d.Host, port: d.Port}
	if got != w {
		t.Errorf("got  %+v\nwant %+v", got, w)
	}
	if again, err := Parse(r, d.Text); err != nil || again != d {
		t.Errorf("%q read again is %+v (%v), not %+v", d.Text, again, err, d)
	}
}

func TestParseWithoutIndex(t *testing.T) {
	for _, text := range []string{"s3", "10.0.0.1", "eni-0123456789abcdef0", "kms.eu-west-1.amazonaws.com",
		"db.internal", "redis", "app-a", "arn:aws:rds:us-east-1:1:db:x"} {
		d, err := Parse(nil, text)
		if (err == nil) == (text == "redis" || text == "app-a" || strings.HasPrefix(text, "arn:aws:rds")) {
			t.Errorf("%q: %+v, %v", text, d, err)
		}
	}
}

// TestParseUnread holds that an id whose list was not read is a destination: whether it is there, its verdict says.
func TestParseUnread(t *testing.T) {
	_, r := account(t, "vpc app 10.0.0.0/16\ngap describe-security-groups denied")
	check(t, r, "sg-0123456789abcdef0", want{kind: KindSecurityGroup, id: "sg-0123456789abcdef0"})
	check(t, r, "sg-open", want{kind: KindSecurityGroup, id: "sg-open"})
	check(t, r, "eni-0123456789abcdef0", want{err: "no such network interface"})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"10.0.0.1:53", "[::1]:1", "https://a@b.c:1/x", "arn:aws:s3:::x", "a,b,c", "elb:x",
		"kms.us-east-1.amazonaws.com", "sg-0", "://", "::", "[", "x:y:z", "*.s3"} {
		f.Add(s)
	}
	_, r := account(f, things)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Parse(r, text)
		if err != nil {
			return
		}
		if again, err := Parse(r, d.Text); err != nil || again != d {
			t.Errorf("%q is %+v, and then %+v (%v)", text, d, again, err)
		}
	})
}

// What is shown of a URL holds no password.
func TestNoSecrets(t *testing.T) {
	for text, name := range map[string]string{
		"rediss://:secret@cache.internal:6380/0":         "cache.internal",
		"postgres://user:p/secret@ss@db.internal/orders": "db.internal",
		"https://user:secret@10.0.3.4:8443/x":            "10.0.3.4", "sqs:443": "sqs",
		"[2001:db8::1]:443": "2001:db8::1", "internet:80": "internet",
	} {
		d, err := Parse(nil, text)
		if err != nil || strings.Contains(d.Text, "secret") || d.Name() != name {
			t.Errorf("%s: shown as %q and %q, error %v", text, d.Text, d.Name(), err)
		}
	}
	if _, err := Parse(nil, "gopher://user:secret@example.org"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
}

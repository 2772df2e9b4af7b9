package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/ui/cli"
)

// closed is a VPC without a way out, with endpoints, a database, a load balancer, a cache and a private zone.
const closed = `
	region us-east-1
	vpc app 10.0.0.0/16
	subnet app-a cidr=10.0.1.0/24
	subnet db-a cidr=10.0.2.0/24
	subnet twin-a cidr=10.0.3.0/24 tag:Name=twin
	subnet twin-b cidr=10.0.4.0/24 tag:Name=twin
	group egress out all 10.0.0.0/16
	group open name=everyone in all 0.0.0.0/0
	group shut name=Nobody
	endpoint sm service=secretsmanager subnets=app-a groups=open ips=10.0.1.30 private-dns tag:Name=secrets
	    dns=vpce-sm-abcd.secretsmanager.us-east-1.vpce.amazonaws.com,secretsmanager.us-east-1.amazonaws.com
	endpoint sqs service=sqs subnets=app-a groups=shut ips=10.0.1.31 private-dns dns=vpce-sqs-abcd.sqs.us-east-1.vpce.amazonaws.com,sqs.us-east-1.amazonaws.com
	endpoint mon service=monitoring subnets=app-a groups=open ips=10.0.1.32 private-dns dns=monitoring.us-east-1.amazonaws.com
	endpoint ecr service=ecr.api subnets=app-a groups=open ips=10.0.1.33 private-dns dns=api.ecr.us-east-1.amazonaws.com
	endpoint kin service=kinesis-streams subnets=app-a groups=open ips=10.0.1.34 private-dns dns=kinesis.us-east-1.amazonaws.com
	endpoint sts service=sts subnets=app-a groups=open ips=10.0.1.35 private-dns dns=sts.us-east-1.amazonaws.com
	endpoint far service=com.amazonaws.eu-west-1.kms service-region=eu-west-1 subnets=app-a groups=open ips=10.0.1.36 private-dns
	    dns=kms.eu-west-1.amazonaws.com
	endpoint off service=sns subnets=app-a groups=open ips=10.0.1.37 dns=vpce-off-abcd.sns.us-east-1.vpce.amazonaws.com
	eni db subnet=db-a ip=10.0.2.10 groups=open description=RDSNetworkInterface
	eni i subnet=db-a ip=10.0.2.20 groups=shut instance=i-0bbbbbbbbbbbbbbb0
	eni lambda subnet=db-a ip=10.0.2.30 groups=open type=lambda
	eni nlb subnet=db-a ip=10.0.2.40 type=network_load_balancer description="ELB net/inner/0123456789abcdef"
	nat a subnet=db-a ip=10.0.2.50 eip=198.51.100.5 tag:Name=nat-a
	igw app tag:Name=way-out
	prefixlist offices name=offices cidrs=192.0.2.0/24
	prefixlist inside name=inside cidrs=10.0.2.10/32
	function f subnets=app-a groups=egress
	function other subnets=app-a groups=egress
	put describe-db-instances {"DBInstances":[{"DBInstanceIdentifier":"orders","DBInstanceArn":"arn:aws:rds:us-east-1:123456789012:db:orders",
	    "Engine":"postgres","Endpoint":{"Address":"orders.c1a2b3.us-east-1.rds.amazonaws.com","Port":5432},
	    "DBSubnetGroup":{"VpcId":"vpc-app","Subnets":[{"SubnetIdentifier":"subnet-db-a"}]},"VpcSecurityGroups":[{"VpcSecurityGroupId":"sg-open","Status":"active"}]}]}
`

// TestDestinations asks what people type, with the verdict or the error that they have to get.
func TestDestinations(t *testing.T) {
	file := filepath.Join(t.TempDir(), "closed.json")
	snapshot := awstest.Parse(t, closed)
	if err := snapshot.Save(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	const refused = "refused: "
	cases := map[string][]string{
		"reachable": {
			"10.0.2.10:5432", "10.0.2.10", "[::ffff:10.0.2.10]:443", "https://10.0.2.10/x", "10.0.2.10/32",
			"secretsmanager", "Secrets Manager", "AWS Secrets Manager", "secrets-manager", "SECRETSMANAGER",
			"secretsmanager:443", "secretsmanager.us-east-1.amazonaws.com",
			"https://secretsmanager.us-east-1.amazonaws.com/", "SecretsManager.us-east-1.amazonaws.com.",
			"com.amazonaws.us-east-1.secretsmanager", "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf",
			"vpce-sm", "vpce-sm-abcd.secretsmanager.us-east-1.vpce.amazonaws.com", "secrets",
			"vpce-off-abcd.sns.us-east-1.vpce.amazonaws.com", "vpce-off", "cloudwatch", "monitoring",
			"monitoring.us-east-1.amazonaws.com", "ecr", "ecr.api", "api.ecr.us-east-1.amazonaws.com", "kinesis",
			"kinesis-streams", "kinesis.us-east-1.amazonaws.com", "sts", "sts.us-east-1.amazonaws.com",
			"kms.eu-west-1.amazonaws.com", "com.amazonaws.eu-west-1.kms", "arn:aws:kms:eu-west-1:123456789012:key/1",
			"eni-db", "arn:aws:ec2:us-east-1:123456789012:network-interface/eni-db", "rds", "rds:5432", "pl-inside",
			"inside", "orders", "orders:5432", "orders.c1a2b3.us-east-1.rds.amazonaws.com",
			"orders.c1a2b3.us-east-1.rds.amazonaws.com:5432",
			"postgres://app:pw@orders.c1a2b3.us-east-1.rds.amazonaws.com/orders",
			"jdbc:postgresql://orders.c1a2b3.us-east-1.rds.amazonaws.com:5432/orders",
			"arn:aws:rds:us-east-1:123456789012:db:orders", "elb:inner", "elb:inner:80", "eni-nlb",
		},
		"blocked": {
			"internet", "INTERNET", "internet:80", "8.8.8.8", "8.8.8.8:53", "2001:4860:4860::8888", "192.0.2.0/24",
			"203.0.113.0/24", "sqs", "sqs.us-east-1.amazonaws.com",
			"https://sqs.us-east-1.amazonaws.com/123456789012/orders", "vpce-sqs",
			"arn:aws:sqs:us-east-1:123456789012:orders", "us-east-1.queue.amazonaws.com", "sqs.us-east-1.api.aws",
			"sts.amazonaws.com", "sts.eu-west-1.amazonaws.com", "kms", "kms.us-east-1.amazonaws.com", "sns",
			"sns.us-east-1.amazonaws.com", "monitoring.eu-west-1.amazonaws.com", "iam", "iam.amazonaws.com",
			"route53", "organizations", "dynamodb", "lambda", "cloudwatch logs", "logs", "step functions",
			"eventbridge", "parameter store", "bedrock", "kms-fips", "s3.us-west-2.amazonaws.com", "pl-offices",
			"offices", "eni-lambda", "10.0.2.30", "i-0bbbbbbbbbbbbbbb0", "eni-i", "sg-shut:5432", "Nobody:5432",
			"nat-a", "198.51.100.5", "10.0.2.50",
		},
		"unknown": {
			"api.example.com", "api.example.com:8443", "https://api.example.com/v1?x=1", "redis://cache.example.com",
			"db.corp.internal:5432", "secretmanager.us-east-1.amazonaws.com",
			"none.c1a2b3.us-east-1.rds.amazonaws.com:5432",
			"vpce-0fffffffffffffff0-abcd.kms.us-east-1.vpce.amazonaws.com",
		},
		"did you mean secretsmanager?":  {"secretmanager", "secretsmanger", "secretsmanager2", "secretmanager:443"},
		"did you mean internet?":        {"intrenet", "internett"},
		"did you mean lambda":           {"lambdas"},
		"did you mean dynamodb":         {"dynomodb", "dynamdb"},
		"did you mean us-east-1":        {"kms.us-eats-1.amazonaws.com"},
		"name the one that is meant":    {"redis", "redis:6379", "mysql", "postgres", "cache"},
		"is no destination":             {"nosuchservice", "x", "-", "a..b", "-a.example", "sg-dv", "vpce-nope", "näh.example"},
		"no such":                       {"i-0123456789abcdef0", "eni-0fffffffffffffff0", "subnet-0ffffffffffffffff", "sg-0123456789abcdef1", "pl-0fffffff"},
		"accepts no connections":        {"igw-app", "way-out", "rtb-app", "vpc-app", "acl-app"},
		"is a function":                 {"f", "other", "arn:aws:lambda:us-east-1:123456789012:function:f"},
		"the function itself":           {"localhost", "localhost:8080", "http://localhost:8080/"},
		"names 2 resources":             {"twin"},
		"no port":                       {"10.0.2.10:0", "10.0.2.10:70000"},
		"is no CIDR":                    {"10.0.2.0/33"},
		"no host name ends in a number": {"10.0.3"},
		"no protocol known":             {"gopher://example.org"},
		"no destination":                {" "},
	}
	asked := 0
	for want, list := range cases {
		for _, to := range list {
			asked++
			if got := asksFor(t, file, to); got != want &&
				!(strings.HasPrefix(got, refused) && strings.Contains(got, want)) {
				t.Errorf("%q: %s, want %s", to, got, want)
			}
		}
	}
	if asked < 120 {
		t.Errorf("only %d destinations", asked)
	}
}

// asksFor is the verdict on a destination, or why it is refused.
func asksFor(t *testing.T, file, to string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := cli.Main(context.Background(), []string{"trace", "f", "--from", file, "--to", to, "--format", "json"},
		nil, nil, &stdout, &stderr)
	switch code {
	case 0:
		var answer struct{ Verdict string }
		if err := json.Unmarshal(stdout.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
		return answer.Verdict
	case 2:
		if stdout.Len() > 0 {
			t.Errorf("%q: refused, with a verdict: %s", to, &stdout)
		}
		return "refused: " + stderr.String()
	}
	return stderr.String()
}

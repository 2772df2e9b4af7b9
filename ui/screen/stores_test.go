package screen

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

// The command that is copied for a resource is one of the service's own, and names it as that command wants.
func TestCommandsThatShowAStore(t *testing.T) {
	for _, c := range []struct {
		r    awsdata.Resource
		want string
	}{
		{&awsdata.DBInstance{DBInstanceIdentifier: "orders", DBInstanceArn: "arn:o"}, "aws rds describe-db-instances --db-instance-identifier orders --region us-east-1"},
		{&awsdata.CacheCluster{CacheClusterId: "carts-001"},
			"aws elasticache describe-cache-clusters --show-cache-node-info --cache-cluster-id carts-001 --region us-east-1"},
		{&awsdata.MemoryDBCluster{ClusterName: "ranks"}, "aws memorydb describe-clusters --cluster-name ranks --region us-east-1"},
		{&awsdata.LoadBalancer{LoadBalancerArn: "arn:lb"}, "aws elbv2 describe-load-balancers --load-balancer-arns arn:lb --region us-east-1"},
		{&awsdata.FileSystem{FileSystemId: "fs-1"}, "aws efs describe-file-systems --file-system-id fs-1 --region us-east-1"},
		{&awsdata.Instance{InstanceId: "i-1"}, "aws ec2 describe-instances --instance-ids i-1 --region us-east-1"},
		{&awsdata.HostedZone{HostedZoneSummary: awsdata.HostedZoneSummary{HostedZoneId: "Z1"}}, "aws route53 get-hosted-zone --id Z1 --region us-east-1"},
	} {
		if got := describeCommand(c.r, "us-east-1").Text(""); got != c.want {
			t.Errorf("%s: %q, want %q", c.r.ID(), got, c.want)
		}
	}
}

// Every kind that is asked for by its row has a command that tells which one, and that row's code is its resources' own.
func TestEveryStoreKindKnowsItself(t *testing.T) {
	one := map[string]awsdata.Resource{
		"db": &awsdata.DBInstance{}, "db-cluster": &awsdata.DBCluster{}, "db-proxy": &awsdata.DBProxy{}, "db-ep": &awsdata.DBProxyEndpoint{},
		"cache": &awsdata.CacheCluster{}, "rg": &awsdata.ReplicationGroup{}, "scache": &awsdata.ServerlessCache{},
		"memorydb": &awsdata.MemoryDBCluster{}, "redshift": &awsdata.RedshiftCluster{}, "workgroup": &awsdata.RedshiftWorkgroup{},
		"opensearch": &awsdata.SearchDomain{}, "kafka": &awsdata.KafkaCluster{}, "efs": &awsdata.FileSystem{}, "fsx": &awsdata.FSxFileSystem{},
		"s3files": &awsdata.S3FileSystem{}, "mq": &awsdata.Broker{}, "lb": &awsdata.LoadBalancer{}, "tg": &awsdata.TargetGroup{},
		"esm": &awsdata.EventSourceMapping{}, "instance": &awsdata.Instance{}, "zone": &awsdata.HostedZone{}, "rslvr-rule": &awsdata.ResolverRule{},
	}
	n := 0
	for _, k := range awsdata.Kinds() {
		if k.Show == "" {
			continue
		}
		n++
		if r := one[k.Code]; r == nil || kindOf(r) != k.Code {
			t.Errorf("the kind of %s is another", k.Code)
		}
		if words := strings.Fields(k.Show); len(words) < 4 || !strings.HasPrefix(words[len(words)-2], "--") ||
			!strings.Contains(" NAME ID ARN ", " "+words[len(words)-1]+" ") {
			t.Errorf("%s is shown by %q", k.Code, k.Show)
		}
	}
	if n != len(one) {
		t.Errorf("%d kinds, want %d", n, len(one))
	}
}

package screens

import (
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
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
		if got := say.DescribeCommand(c.r, "us-east-1").Text(""); got != c.want {
			t.Errorf("%s: %q, want %q", c.r.ID(), got, c.want)
		}
	}
}

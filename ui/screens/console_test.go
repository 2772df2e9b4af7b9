package screens

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// in is a result with one region and nothing computed.
func in(t *testing.T, partition, region string, r *awsdata.Region) *analysis.Result {
	t.Helper()
	r.RegionName = region
	r.AccountID = "123456789012"
	s := &awsdata.Snapshot{AccountID: "123456789012", Partition: partition, Regions: []*awsdata.Region{r},
		Account: &awsdata.Account{}}
	return &analysis.Result{Snapshot: s, Index: awsdata.NewIndex(s)}
}

// oneOfEach has one thing of every kind, with the page of the console and the ARN
// that it must have in us-east-1.
func oneOfEach() []struct {
	r         awsdata.Resource
	page, arn string
} {
	const vpcPage, ec2Page, lambda = "/vpcconsole/home?region=us-east-1#", "/ec2/home?region=us-east-1#",
		"/lambda/home?region=us-east-1#"
	const ec2 = "arn:aws:ec2:us-east-1:123456789012:"
	return []struct {
		r         awsdata.Resource
		page, arn string
	}{
		{&awsdata.VPC{VpcId: "vpc-1"}, vpcPage + "VpcDetails:VpcId=vpc-1", ec2 + "vpc/vpc-1"},
		{&awsdata.Subnet{SubnetId: "subnet-1"}, vpcPage + "SubnetDetails:subnetId=subnet-1", ec2 + "subnet/subnet-1"},
		{&awsdata.Subnet{SubnetId: "subnet-2", OwnerId: "210987654321"}, vpcPage + "SubnetDetails:subnetId=subnet-2", "arn:aws:ec2:us-east-1:210987654321:subnet/subnet-2"},
		{&awsdata.RouteTable{RouteTableId: "rtb-1"}, vpcPage + "RouteTableDetails:RouteTableId=rtb-1", ec2 + "route-table/rtb-1"},
		{&awsdata.SecurityGroup{GroupId: "sg-1"}, ec2Page + "SecurityGroup:groupId=sg-1", ec2 + "security-group/sg-1"},
		{&awsdata.NetworkACL{NetworkAclId: "acl-1"}, vpcPage + "NetworkAclDetails:networkAclId=acl-1", ec2 + "network-acl/acl-1"},
		{&awsdata.NatGateway{NatGatewayId: "nat-1"}, vpcPage + "NatGatewayDetails:natGatewayId=nat-1", ec2 + "natgateway/nat-1"},
		{&awsdata.InternetGateway{InternetGatewayId: "igw-1"}, vpcPage + "InternetGateway:internetGatewayId=igw-1", ec2 + "internet-gateway/igw-1"},
		{&awsdata.EgressOnlyInternetGateway{EgressOnlyInternetGatewayId: "eigw-1"}, vpcPage + "EgressOnlyInternetGateways:search=eigw-1", ec2 + "egress-only-internet-gateway/eigw-1"},
		{&awsdata.VPCEndpoint{VpcEndpointId: "vpce-1"}, vpcPage + "EndpointDetails:vpcEndpointId=vpce-1", ec2 + "vpc-endpoint/vpce-1"},
		{&awsdata.ManagedPrefixList{PrefixListId: "pl-1"}, vpcPage + "ManagedPrefixListDetails:prefixListId=pl-1", ec2 + "prefix-list/pl-1"},
		{&awsdata.ManagedPrefixList{PrefixListId: "pl-2", OwnerId: "AWS"}, vpcPage + "ManagedPrefixListDetails:prefixListId=pl-2", "arn:aws:ec2:us-east-1:aws:prefix-list/pl-2"},
		{&awsdata.NetworkInterface{NetworkInterfaceId: "eni-1"}, ec2Page + "NetworkInterface:networkInterfaceId=eni-1", ec2 + "network-interface/eni-1"},
		{&awsdata.VPCPeeringConnection{VpcPeeringConnectionId: "pcx-1"}, vpcPage + "PeeringConnectionDetails:VpcPeeringConnectionId=pcx-1", ec2 + "vpc-peering-connection/pcx-1"},
		{&awsdata.TransitGateway{TransitGatewayId: "tgw-1"}, vpcPage + "TransitGatewayDetails:transitGatewayId=tgw-1", ec2 + "transit-gateway/tgw-1"},
		{&awsdata.TransitGatewayAttachment{TransitGatewayAttachmentId: "tgw-attach-1"},
			vpcPage + "TransitGatewayAttachmentDetails:transitGatewayAttachmentId=tgw-attach-1",
			ec2 + "transit-gateway-attachment/tgw-attach-1"},
		{&awsdata.TransitGatewayRouteTable{TransitGatewayRouteTableId: "tgw-rtb-1"},
			vpcPage + "TransitGatewayRouteTableDetails:transitGatewayRouteTableId=tgw-rtb-1",
			ec2 + "transit-gateway-route-table/tgw-rtb-1"},
		{&awsdata.FlowLog{FlowLogId: "fl-1", ResourceId: "vpc-1"}, vpcPage + "VpcDetails:VpcId=vpc-1", ec2 + "vpc-flow-log/fl-1"},
		{&awsdata.DhcpOptions{DhcpOptionsId: "dopt-1"}, vpcPage + "DhcpOptionsDetails:DhcpOptionsId=dopt-1", ec2 + "dhcp-options/dopt-1"},
		{&awsdata.Function{FunctionName: "fn", FunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:fn:$LATEST",
			Version: "$LATEST"}, lambda + "/functions/fn?subtab=vpc&tab=configure",
			"arn:aws:lambda:us-east-1:123456789012:function:fn"},
		{&awsdata.Function{FunctionName: "fn", FunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:fn:3",
			Version: "3"}, lambda + "/functions/fn/versions/3?subtab=vpc&tab=configure",
			"arn:aws:lambda:us-east-1:123456789012:function:fn:3"},
		{&awsdata.CapacityProvider{
			CapacityProviderArn: "arn:aws:lambda:us-east-1:123456789012:capacity-provider:fleet"},
			lambda + "/capacity-providers/fleet", "arn:aws:lambda:us-east-1:123456789012:capacity-provider:fleet"},
		{&awsdata.Role{RoleName: "r", Arn: "arn:aws:iam::123456789012:role/r"}, "/iam/home#/roles/details/r", "arn:aws:iam::123456789012:role/r"},
		{&awsdata.DBInstance{DBInstanceIdentifier: "orders",
			DBInstanceArn: "arn:aws:rds:us-east-1:123456789012:db:orders"},
			"/rds/home?region=us-east-1#database:id=orders;is-cluster=false",
			"arn:aws:rds:us-east-1:123456789012:db:orders"},
		{&awsdata.DBCluster{DBClusterIdentifier: "ledger",
			DBClusterArn: "arn:aws:rds:us-east-1:123456789012:cluster:ledger"},
			"/rds/home?region=us-east-1#database:id=ledger;is-cluster=true",
			"arn:aws:rds:us-east-1:123456789012:cluster:ledger"},
		{&awsdata.LoadBalancer{
			LoadBalancerArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/front/1"},
			ec2Page + "LoadBalancer:loadBalancerArn=arn%3Aaws%3Aelasticloadbalancing%3Aus-east-1%3A123456789012%3Aloadbalancer%2Fnet%2Ffront%2F1",
			"arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/front/1"},
		{&awsdata.TargetGroup{TargetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/tcp/2"},
			ec2Page + "TargetGroup:targetGroupArn=arn%3Aaws%3Aelasticloadbalancing%3Aus-east-1%3A123456789012%3Atargetgroup%2Ftcp%2F2",
			"arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/tcp/2"},
		{&awsdata.Instance{InstanceId: "i-1"}, ec2Page + "InstanceDetails:instanceId=i-1", ec2 + "instance/i-1"},
		{&awsdata.FileSystem{FileSystemId: "fs-1",
			FileSystemArn: "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-1"},
			"/efs/home?region=us-east-1#/file-systems/fs-1",
			"arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-1"},
		{&awsdata.HostedZone{HostedZoneSummary: awsdata.HostedZoneSummary{HostedZoneId: "Z1"}}, "/route53/v2/hostedzones#ListRecordSets/Z1", ""},
	}
}

func TestConsoleLinksAndARNs(t *testing.T) {
	covered := map[string]bool{}
	for _, c := range oneOfEach() {
		res := in(t, "aws", "us-east-1", &awsdata.Region{VPCs: []awsdata.VPC{{VpcId: "vpc-1"}}})
		x := subject{place: screen.Place{Region: "us-east-1", ID: c.r.ID()}, resource: c.r}
		covered[x.kind()] = true
		if link, why := x.console(res); link != "https://console.aws.amazon.com"+c.page {
			t.Errorf("%s: %q %s, want %q", c.r.ID(), link, why, c.page)
		}
		if arn := x.arn(res); arn != c.arn {
			t.Errorf("%s: %q, want %q", c.r.ID(), arn, c.arn)
		}
	}
	unknown := []string{"db-proxy", "db-ep", "cache", "rg", "scache", "memorydb", "redshift", "workgroup", "opensearch",
		"kafka", "fsx", "s3files", "mq", "esm", "rslvr-rule", "snva"}
	for _, k := range append(awsdata.Kinds(), awsdata.Kind{Code: "role"}) {
		if !covered[k.Code] && !slices.Contains(unknown, k.Code) {
			t.Errorf("no console link is tested for %s", k.Code)
		}
	}
	// Where the page is not known no link is made up, and the ARN is the resource's own.
	kafka := subject{place: screen.Place{Region: "us-east-1", ID: "arn:k"},
		resource: &awsdata.KafkaCluster{ClusterName: "events", ClusterArn: "arn:k"}}
	res := in(t, "aws", "us-east-1", &awsdata.Region{})
	if link, why := kafka.console(res); link != "" || why != "the console's page of a Kafka cluster is unknown" ||
		kafka.arn(res) != "arn:k" {
		t.Errorf("a Kafka cluster is %q %q %q", link, why, kafka.arn(res))
	}
}

func TestConsoleLinksByPartition(t *testing.T) {
	for _, c := range []struct{ partition, region, host, arn string }{
		{"aws", "eu-west-1", "console.aws.amazon.com", "arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-1"},
		{"aws-cn", "cn-north-1", "console.amazonaws.cn", "arn:aws-cn:ec2:cn-north-1:123456789012:subnet/subnet-1"},
		{"aws-us-gov", "us-gov-west-1", "console.amazonaws-us-gov.com", "arn:aws-us-gov:ec2:us-gov-west-1:123456789012:subnet/subnet-1"},
		{"", "cn-north-1", "console.amazonaws.cn", "arn:aws-cn:ec2:cn-north-1:123456789012:subnet/subnet-1"},
		{"", "us-gov-west-1", "console.amazonaws-us-gov.com", "arn:aws-us-gov:ec2:us-gov-west-1:123456789012:subnet/subnet-1"},
		{"", "eu-west-1", "console.aws.amazon.com", "arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-1"},
	} {
		res := in(t, c.partition, c.region, &awsdata.Region{})
		for _, each := range oneOfEach() {
			if _, ok := each.r.(*awsdata.FlowLog); ok {
				continue
			}
			x := subject{place: screen.Place{Region: c.region, ID: each.r.ID()}, resource: each.r}
			link, _ := x.console(res)
			u, err := url.Parse(link)
			if err != nil || u.Scheme != "https" || u.Host != c.host ||
				say.KindOf(each.r) != "role" && say.KindOf(each.r) != "zone" && u.Query().Get("region") != c.region {
				t.Errorf("%s in %s: %q", each.r.ID(), c.region, link)
			}
		}
		x := subject{place: screen.Place{Region: c.region, ID: "subnet-1"},
			resource: &awsdata.Subnet{SubnetId: "subnet-1"}}
		if arn := x.arn(res); arn != c.arn {
			t.Errorf("%q, want %q", arn, c.arn)
		}
	}
	x := subject{place: screen.Place{Region: "us-iso-east-1", ID: "subnet-1"},
		resource: &awsdata.Subnet{SubnetId: "subnet-1"}}
	if link, why := x.console(in(t, "aws-iso", "us-iso-east-1", &awsdata.Region{})); link != "" ||
		!strings.Contains(why, "aws-iso") {
		t.Errorf("%q %q", link, why)
	}
}

// Text from an account cannot change where a link leads.
func TestConsoleLinksEscape(t *testing.T) {
	for _, evil := range []string{`a#b?c=d&e/../..`, "https://evil.example/", `x"><script>`, "a b\tc", "名前", "$(id)",
		"%2e%2e/"} {
		for _, r := range []awsdata.Resource{&awsdata.Function{FunctionName: evil},
			&awsdata.Role{RoleName: evil, Arn: evil}, &awsdata.Subnet{SubnetId: evil}} {
			x := subject{place: screen.Place{Region: evil, ID: r.ID()}, resource: r}
			link, _ := x.console(in(t, "aws", evil, &awsdata.Region{}))
			u, err := url.Parse(link)
			if err != nil || u.Host != "console.aws.amazon.com" || strings.ContainsAny(link, " \t\"<>") {
				t.Errorf("%q gives %q: %v", evil, link, err)
			}
		}
	}
}

func TestAFindingLeadsToThePageOfItsCause(t *testing.T) {
	res := in(t, "aws", "us-east-1", &awsdata.Region{Subnets: []awsdata.Subnet{{SubnetId: "subnet-1"}}})
	res.Findings = []check.Finding{{ID: "f", Region: "us-east-1", Resource: "subnet-1"}, {ID: "g", Region: "us-east-1"}}
	f, _ := subjectOf(res, screen.Place{Screen: "finding", Region: "us-east-1", ID: "f"})
	if link, _ := f.console(res); !strings.HasSuffix(link, "subnetId=subnet-1") {
		t.Errorf("%q", link)
	}
	g, _ := subjectOf(res, screen.Place{Screen: "finding", Region: "us-east-1", ID: "g"})
	if link, why := g.console(res); link != "" || why == "" {
		t.Errorf("%q %q", link, why)
	}
}

// A snapshot without functions does not say its partition, and then counts as one of "aws"; the region tells better.
func TestTheRegionTellsThePartition(t *testing.T) {
	for region, want := range map[string]string{"cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov",
		"us-east-1": "aws"} {
		b := awsdata.NewBuilder()
		b.AddRegion(region)
		res := &analysis.Result{Snapshot: b.Snapshot()}
		if got := partitionOf(res, region); got != want {
			t.Errorf("%s: %s, want %s", region, got, want)
		}
	}
}

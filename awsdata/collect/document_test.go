package collect

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/redshiftserverless"
	serverlesstypes "github.com/aws/aws-sdk-go-v2/service/redshiftserverless/types"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	zonetypes "github.com/aws/aws-sdk-go-v2/service/route53/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Answers become what the AWS CLI prints: no nulls, no paging, lists even if empty, times as text.
func TestDocument(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, c := range []struct {
		name  string
		pages []any
		want  string
		items int
	}{
		{"no element", []any{&ec2.DescribeVpcsOutput{}}, `{"Vpcs":[]}`, 0},
		{"two pages", []any{
			&ec2.DescribeVpcsOutput{NextToken: aws.String("more"), Vpcs: []ec2types.Vpc{{VpcId: aws.String("vpc-1"), IsDefault: aws.Bool(false)}}},
			&ec2.DescribeVpcsOutput{Vpcs: []ec2types.Vpc{{VpcId: aws.String("vpc-2"), State: ec2types.VpcStateAvailable, Tags: []ec2types.Tag{}}}},
		}, `{"Vpcs":[{"IsDefault":false,"VpcId":"vpc-1"},{"State":"available","Tags":[],"VpcId":"vpc-2"}]}`, 2},
		{"no list", []any{&sts.GetCallerIdentityOutput{Account: aws.String("1"), Arn: aws.String(`a"b`)}}, `{"Account":"1","Arn":"a\"b"}`, 1},
		{"time", []any{&ec2.DescribeNatGatewaysOutput{NatGateways: []ec2types.NatGateway{{CreateTime: &at}}}},
			`{"NatGateways":[{"CreateTime":"2026-01-02T03:04:05+00:00"}]}`, 1},
		{"map", []any{&lambda.GetFunctionOutput{Tags: map[string]string{"b": "2", "a": "1"},
			Configuration: &types.FunctionConfiguration{FunctionName: aws.String("f")}}},
			`{"Configuration":{"CodeSize":0,"FunctionName":"f"},"Tags":{"a":"1","b":"2"}}`, 1},
		{"members that begin with a small letter",
			[]any{&redshiftserverless.ListWorkgroupsOutput{NextToken: aws.String("more"),
				Workgroups: []serverlesstypes.Workgroup{
					{WorkgroupName: aws.String("adhoc"), Endpoint: &serverlesstypes.Endpoint{Port: aws.Int32(5439)}}}}},
			`{"workgroups":[{"endpoint":{"port":5439},"workgroupName":"adhoc"}]}`, 1},
		{"records in pages", []any{&route53.ListResourceRecordSetsOutput{IsTruncated: true, MaxItems: aws.Int32(300),
			NextRecordName: aws.String("b."), NextRecordType: "A", ResourceRecordSets: []zonetypes.ResourceRecordSet{
				{Name: aws.String("a."), Type: "A", TTL: aws.Int64(60)}}}},
			`{"ResourceRecordSets":[{"Name":"a.","Type":"A","TTL":60}]}`, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &document{}
			for _, p := range c.pages {
				if err := d.add(p); err != nil {
					t.Fatal(err)
				}
			}
			if got := string(d.bytes()); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if d.items() != c.items {
				t.Errorf("%d items, want %d", d.items(), c.items)
			}
		})
	}
}

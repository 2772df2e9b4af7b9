package flow_test

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/flow"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// Each interface stands with one flow log, the one that says most and is asked at the least cost.
func TestWatching(t *testing.T) {
	logs := func(id, of, traffic string) awsdata.FlowLog {
		return awsdata.FlowLog{FlowLogId: id, ResourceId: of, TrafficType: traffic, LogGroupName: "/vpc/" + id}
	}
	bucket := logs("fl-bucket", "vpc-shop", "ALL")
	bucket.LogDestinationType, bucket.LogDestination = "s3", "arn:aws:s3:::logs/net/"
	fails := logs("fl-fails", "vpc-shop", "ALL")
	fails.DeliverLogsStatus = "FAILED"
	stream := logs("fl-stream", "vpc-shop", "ALL")
	stream.LogDestinationType = "kinesis-data-firehose"
	for _, tt := range []struct {
		name string
		logs []awsdata.FlowLog
		want string
	}{
		{"none", nil, "-eni-own"},
		{"of the VPC", []awsdata.FlowLog{logs("fl-vpc", "vpc-shop", "ALL")}, "fl-vpc eni-own"},
		{"of the subnet", []awsdata.FlowLog{logs("fl-sub", "subnet-app-a", "ALL")}, "fl-sub eni-own"},
		{"of the interface", []awsdata.FlowLog{logs("fl-eni", "eni-own", "REJECT")}, "fl-eni eni-own"},
		{"of another subnet", []awsdata.FlowLog{logs("fl-data", "subnet-data-a", "ALL")}, "-eni-own"},
		{"all packets before some", []awsdata.FlowLog{logs("fl-1", "eni-own", "REJECT"),
			logs("fl-2", "vpc-shop", "ALL"), logs("fl-0", "vpc-shop", "ACCEPT")}, "fl-2 eni-own"},
		{"CloudWatch Logs before S3", []awsdata.FlowLog{bucket, logs("fl-vpc", "vpc-shop", "ALL")}, "fl-vpc eni-own"},
		{"all packets in S3 before some", []awsdata.FlowLog{logs("fl-vpc", "vpc-shop", "REJECT"), bucket},
			"fl-bucket eni-own"},
		{"one that arrives", []awsdata.FlowLog{fails, logs("fl-some", "vpc-shop", "REJECT")}, "fl-some eni-own"},
		{"one that hands on", []awsdata.FlowLog{stream}, "-eni-own"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			snapshot, err := awstest.Build(account)
			if err != nil {
				t.Fatal(err)
			}
			snapshot.Region("us-east-1").FlowLogs = tt.logs
			region := awsdata.NewIndex(snapshot).Region("us-east-1")
			list, unwatched := flow.Watching(region, region.Function("worker"))
			got := ""
			for _, w := range list {
				got += w.Log.FlowLogId + " " + strings.Join(w.Interfaces, ",")
			}
			for _, id := range unwatched {
				got += "-" + id
			}
			if got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func TestDestination(t *testing.T) {
	for _, tt := range []struct {
		log  awsdata.FlowLog
		want string // "" where there is none
	}{
		{awsdata.FlowLog{LogGroupName: "/vpc"}, "log group /vpc"},
		{awsdata.FlowLog{LogDestinationType: "cloud-watch-logs",
			LogDestination: "arn:aws:logs:us-east-1:123456789012:log-group:/vpc/a:*"}, "log group /vpc/a"},
		{awsdata.FlowLog{LogDestinationType: "s3", LogDestination: "arn:aws:s3:::logs"}, "s3://logs"},
		{awsdata.FlowLog{LogDestinationType: "s3", LogDestination: "arn:aws-cn:s3:::logs/a/b/"}, "s3://logs/a/b"},
		{awsdata.FlowLog{LogDestinationType: "s3", LogDestination: "logs"}, ""},
		{awsdata.FlowLog{LogDestinationType: "kinesis-data-firehose", LogDestination: "arn:aws:s3:::logs"}, ""},
		{awsdata.FlowLog{}, ""},
	} {
		to, ok := tt.log.Destination()
		if ok != (tt.want != "") || ok && to.String() != tt.want {
			t.Errorf("%+v: %s, %v", tt.log, to, ok)
		}
	}
}

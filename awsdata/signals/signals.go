// Package signals asks CloudWatch what it measured, on demand: all metrics that somebody looks at in one request. It
// has the only client of CloudWatch.
package signals

import (
	"cmp"
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/schemas"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/metric"
)

// api is all that is ever asked of CloudWatch.
type api interface {
	GetMetricData(context.Context, *cloudwatch.GetMetricDataInput,
		...func(*cloudwatch.Options)) (*cloudwatch.GetMetricDataOutput, error)
}

// Source: CloudWatch API reference, GetMetricData.
const (
	MostMetrics = 500 // of a request, and of an answer
	mostPages   = 10
	mostPage    = 32 << 20
)

// call is how the gap of a request is called.
const call = "get-metric-data"

// Get asks for metrics in a window: one request, and its further pages. What was not learned is a gap of its series,
// and no error: the error is the context's, or that of the credentials.
func Get(ctx context.Context, connection *collect.Connection, region string, window metric.Window, all []metric.Metric,
) ([]*metric.Series, error) {
	client := api(cloudwatch.NewFromConfig(connection.In(region, mostPage), speakJSON))
	in := &cloudwatch.GetMetricDataInput{StartTime: &window.From, EndTime: &window.To,
		ScanBy: types.ScanByTimestampAscending, MaxDatapoints: aws.Int32(100_800)}
	out := make([]*metric.Series, len(all))
	byID := make(map[string]*metric.Series, len(all))
	for i := range all {
		s := window.Series(all[i])
		if out[i] = s; i >= MostMetrics {
			s.Gap = gap(region, awsdata.CauseTruncated, "not asked: one request has 500 metrics")
			continue
		}
		s.Gap = gap(region, awsdata.CauseMalformed, "the answer does not have it")
		id := fmt.Sprintf("m%d", i)
		byID[id] = s
		in.MetricDataQueries = append(in.MetricDataQueries, query(id, s, window))
	}
	for page := 1; ; page++ {
		answer, err := collect.Ask(ctx, connection, client.GetMetricData, in)
		if err != nil {
			g, err := connection.Gap(ctx, region, call, err)
			if err != nil {
				return nil, err
			}
			for _, s := range byID {
				if s.Known() == 0 || s.Gap != nil {
					s.Gap = &g
				}
			}
			return out, nil
		}
		for i := range answer.MetricDataResults {
			r := &answer.MetricDataResults[i]
			if s := byID[aws.ToString(r.Id)]; s != nil {
				take(s, r, region)
			}
		}
		next := aws.ToString(answer.NextToken)
		switch {
		case next == "":
			return out, nil
		case next == aws.ToString(in.NextToken), page == mostPages:
			for _, s := range byID {
				s.Gap = cmp.Or(s.Gap, gap(region, awsdata.CauseTruncated, "the pages were not read to their end"))
			}
			return out, nil
		}
		in.NextToken = &next
	}
}

func gap(region string, cause awsdata.Cause, message string) *awsdata.Gap {
	return &awsdata.Gap{Region: region, Call: call, Cause: cause, Message: message}
}

// speakJSON has CloudWatch asked in the one of its protocols that emulators know too, and whose answers can be told
// from a proxy's page. The SDK's own choice is CBOR.
func speakJSON(o *cloudwatch.Options) {
	o.Protocol = awsjson.New10(schemas.GraniteServiceVersion20100801)
}

func query(id string, s *metric.Series, window metric.Window) types.MetricDataQuery {
	var dimensions []types.Dimension
	for _, d := range s.Dimensions {
		dimensions = append(dimensions, types.Dimension{Name: &d.Name, Value: &d.Value})
	}
	return types.MetricDataQuery{Id: &id, Label: aws.String(s.Key()), ReturnData: aws.Bool(true),
		MetricStat: &types.MetricStat{Metric: &types.Metric{Namespace: &s.Namespace, MetricName: &s.Name,
			Dimensions: dimensions}, Period: aws.Int32(int32(window.Period.Seconds())), Stat: &s.Stat}}
}

// take enters the points of a result, and why they are not all.
func take(s *metric.Series, r *types.MetricDataResult, region string) {
	for i := range min(len(r.Timestamps), len(r.Values)) {
		s.Put(r.Timestamps[i], r.Values[i])
	}
	switch r.StatusCode {
	case types.StatusCodeComplete:
		s.Gap = nil
	case types.StatusCodePartialData:
		s.Gap = gap(region, awsdata.CauseTruncated, "CloudWatch answered with a part")
	case types.StatusCodeForbidden:
		s.Gap = gap(region, awsdata.CauseDenied, "")
	default:
		s.Gap = gap(region, awsdata.CauseFailed, "CloudWatch did not answer: "+awsdata.Clean(string(r.StatusCode)))
	}
}

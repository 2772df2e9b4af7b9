// Package insights asks CloudWatch Logs about a function's runs, on demand: how big the log is, and then, once a person
// has agreed to what it costs, one query of Logs Insights. It hands out the lines of flow logs as well, which cost
// nothing. It has the only client of CloudWatch Logs.
package insights

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/runlog"
)

// api is all that is ever asked of CloudWatch Logs.
type api interface {
	DescribeLogGroups(context.Context, *cloudwatchlogs.DescribeLogGroupsInput,
		...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeLogGroupsOutput, error)
	StartQuery(context.Context, *cloudwatchlogs.StartQueryInput,
		...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.StartQueryOutput, error)
	GetQueryResults(context.Context, *cloudwatchlogs.GetQueryResultsInput,
		...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.GetQueryResultsOutput, error)
	StopQuery(context.Context, *cloudwatchlogs.StopQueryInput,
		...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.StopQueryOutput, error)
}

const (
	mostPage = 16 << 20
	// longest is how long a query may run: then it is stopped, and what it has found by then is told.
	longest = 2 * time.Minute
	// How long to wait before the first look for results, and between later ones at most.
	firstWait, mostWait = 500 * time.Millisecond, 4 * time.Second
	// stopping is how long to wait for the answer that a query was stopped, when nobody waits for anything else.
	stopping = 5 * time.Second
)

// Log is a function's log group.
type Log struct {
	connection *collect.Connection
	client     api
	region     string
	group      string
	stored     int64
}

// Open finds a log group and its size, which costs nothing. The gap says why there is none.
func Open(ctx context.Context, connection *collect.Connection, region, group string) (*Log, *awsdata.Gap, error) {
	l := &Log{connection: connection, region: region, group: group,
		client: cloudwatchlogs.NewFromConfig(connection.In(region, mostPage))}
	out, err := collect.Ask(ctx, connection, l.client.DescribeLogGroups,
		&cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: &group})
	if err != nil {
		gap, err := l.gap(ctx, "describe-log-groups", err)
		return nil, gap, err
	}
	for i := range out.LogGroups {
		// A page has the shortest of the names that begin so, which is the name itself, at its head.
		if g := &out.LogGroups[i]; aws.ToString(g.LogGroupName) == group {
			l.stored = aws.ToInt64(g.StoredBytes)
			return l, nil, nil
		}
	}
	return nil, &awsdata.Gap{Region: region, Call: "describe-log-groups", Cause: awsdata.CauseAbsent,
		Message: "there is no log group " + awsdata.Clean(group)}, nil
}

// Stored is how many bytes the group has, as CloudWatch stores them: a query that goes back to the beginning scans them
// all.
func (l *Log) Stored() int64 { return l.stored }

func (l *Log) gap(ctx context.Context, call string, err error) (*awsdata.Gap, error) {
	g, err := l.connection.Gap(ctx, l.region, call, err)
	if err != nil {
		return nil, err
	}
	return &g, nil
}

// Runs makes the query, of which AWS bills what it scans. It is stopped when ctx ends, or when it takes too long. What
// was not learned is a gap, and no error: the error is the context's, or that of the credentials.
func (l *Log) Runs(ctx context.Context, from, to time.Time) (*runlog.Log, error) {
	found := &runlog.Log{Group: l.group, From: from, To: to, Stored: l.stored}
	started, err := collect.Ask(ctx, l.connection, l.client.StartQuery, &cloudwatchlogs.StartQueryInput{
		LogGroupName: &l.group, StartTime: aws.Int64(from.Unix()), EndTime: aws.Int64(to.Unix()),
		QueryString: aws.String(runlog.Query()), Limit: aws.Int32(runlog.MostLines)})
	if err != nil {
		found.Gap, err = l.gap(ctx, "start-query", err)
		return found, err
	}
	err = l.wait(ctx, aws.ToString(started.QueryId), found)
	found.Tidy()
	return found, err
}

// wait looks for the results until the query has ended.
func (l *Log) wait(ctx context.Context, id string, found *runlog.Log) error {
	const call = "get-query-results"
	ended := false
	defer func() {
		if !ended {
			l.stop(ctx, id)
		}
	}()
	end := time.NewTimer(longest)
	defer end.Stop()
	for pause := firstWait; ; pause = min(2*pause, mostWait) {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-end.C:
			found.Gap = &awsdata.Gap{Region: l.region, Call: call, Cause: awsdata.CauseTruncated,
				Message: "the query took too long and was stopped: name a shorter time with --since"}
			return nil
		case <-time.After(pause):
		}
		out, err := collect.Ask(ctx, l.connection, l.client.GetQueryResults,
			&cloudwatchlogs.GetQueryResultsInput{QueryId: &id})
		if err != nil {
			found.Gap, err = l.gap(ctx, call, err)
			return err
		}
		switch out.Status {
		case types.QueryStatusScheduled, types.QueryStatusRunning:
			continue
		case types.QueryStatusComplete:
		default:
			found.Gap = &awsdata.Gap{Region: l.region, Call: call, Cause: awsdata.CauseFailed,
				Message: "the query ended as " + awsdata.Clean(string(out.Status))}
		}
		ended = true
		l.take(out, found)
		return nil
	}
}

func (l *Log) take(out *cloudwatchlogs.GetQueryResultsOutput, found *runlog.Log) {
	for _, row := range out.Results {
		line := make(map[string]string, len(row))
		for _, f := range row {
			line[aws.ToString(f.Field)] = aws.ToString(f.Value)
		}
		found.Add(line)
	}
	found.More = len(out.Results) >= runlog.MostLines
	if out.Statistics != nil {
		found.Scanned = out.Statistics.BytesScanned
	}
}

// stop ends a query that nobody waits for any more, so that it scans no further: the person's context may have ended.
// That it could not be stopped changes nothing; it ends by itself.
func (l *Log) stop(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopping)
	defer cancel()
	_, _ = l.client.StopQuery(ctx, &cloudwatchlogs.StopQueryInput{QueryId: &id})
}

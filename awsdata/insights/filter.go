package insights

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
)

// filterAPI is what flow logs are asked with.
type filterAPI interface {
	FilterLogEvents(context.Context, *cloudwatchlogs.FilterLogEventsInput,
		...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.FilterLogEventsOutput, error)
}

// How much is read of a stream at most. AWS bills nothing for it.
const (
	MostBytes       = 20 << 20
	mostFilterPages = 60 // a page may be empty, and not the last one
)

// filterCall is how the gaps of a stream are called.
const filterCall = "filter-log-events"

// Lines are the lines of a flow log that somebody asks for.
type Lines struct {
	Group    string
	Stream   string // how the name of the stream begins: a flow log has one for each interface
	Pattern  string // which lines
	From, To time.Time
}

// Filter hands out lines, the oldest first. What was not learned is a gap, and no error: the error is the context's, or
// that of the credentials, or the one of each.
func Filter(ctx context.Context, connection *collect.Connection, region string, q Lines, each func(line string) error,
) (*awsdata.Gap, error) {
	client := filterAPI(cloudwatchlogs.NewFromConfig(connection.In(region, mostPage)))
	in := &cloudwatchlogs.FilterLogEventsInput{LogGroupName: &q.Group, LogStreamNamePrefix: &q.Stream,
		FilterPattern: &q.Pattern, StartTime: aws.Int64(q.From.UnixMilli()), EndTime: aws.Int64(q.To.UnixMilli())}
	read := 0
	for page := 1; ; page++ {
		out, err := collect.Ask(ctx, connection, client.FilterLogEvents, in)
		if err != nil {
			gap, err := connection.Gap(ctx, region, filterCall, err)
			if err != nil {
				return nil, err
			}
			return &gap, nil
		}
		for i := range out.Events {
			line := aws.ToString(out.Events[i].Message)
			read += len(line)
			if err := each(line); err != nil {
				return nil, err
			}
		}
		next := aws.ToString(out.NextToken)
		switch {
		case next == "":
			return nil, nil
		case next == aws.ToString(in.NextToken), page == mostFilterPages, read >= MostBytes:
			return &awsdata.Gap{Region: region, Call: filterCall, Cause: awsdata.CauseTruncated,
				Message: "there is more than is read at once: name a shorter time with --since"}, nil
		}
		in.NextToken = &next
	}
}

// Package trail asks CloudTrail who changed what, on demand: for the things that somebody looks at, newest first, and
// no more of it than that. It has the only client of CloudTrail.
package trail

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/event"
)

// api is all that is ever asked of CloudTrail.
type api interface {
	LookupEvents(context.Context, *cloudtrail.LookupEventsInput,
		...func(*cloudtrail.Options)) (*cloudtrail.LookupEventsOutput, error)
}

// How much is asked. AWS takes two requests a second of an account and region, all who ask together, and gives 50
// events a page.
// Source: CloudTrail API reference, LookupEvents.
const (
	perSecond  = 2
	pageSize   = 50
	mostPages  = 4                    // of one thing
	MostEvents = mostPages * pageSize // of one thing: the newest
	MostThings = 20                   // that are asked about: the first
	mostPage   = 32 << 20
)

// Question is what is asked.
type Question struct {
	Region string
	Things []string // names, ids and ARNs, those that matter most first
	From   time.Time
	To     time.Time
}

// Found are the events, and what was not learned: its gaps.
type Found struct {
	event.Answer
	Gaps  []awsdata.Gap
	Costs []awsdata.Cost // of each thing that was asked about
}

// call is how the gaps of a thing are called.
func call(thing string) string { return "lookup-events." + thing }

// Lookup asks for the changes of things. A request that fails is a gap and no error: the error is the context's, or
// that of the credentials, and then what was found until then is told, for what it cost. progress is told which thing
// is asked about, and may be nil.
func Lookup(ctx context.Context, connection *collect.Connection, q Question, progress func(n, of int)) (*Found, error) {
	limiter := rate.NewLimiter(perSecond, 1)
	l := &lookup{connection: connection, question: q, found: &Found{}}
	cfg := connection.In(q.Region, mostPage)
	// Each attempt counts to AWS, so that it is attempts that wait for their turn, not calls.
	cfg.APIOptions = append(slices.Clone(cfg.APIOptions), func(stack *middleware.Stack) error {
		return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("Pace", func(ctx context.Context,
			in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput,
			middleware.Metadata, error) {
			asked := time.Now()
			if err := limiter.Wait(ctx); err != nil {
				return middleware.FinalizeOutput{}, middleware.Metadata{}, err
			}
			l.cost.Waited += time.Since(asked)
			l.cost.Requests++
			out, metadata, err := next.HandleFinalize(ctx, in)
			if err != nil {
				if cause, _ := connection.Diagnose(ctx, err); cause == awsdata.CauseThrottled {
					l.cost.Throttled++
				}
			}
			return out, metadata, err
		}), "Retry", middleware.After)
	})
	l.client = cloudtrail.NewFromConfig(cfg)
	things := q.Things[:min(len(q.Things), MostThings)]
	for i, thing := range things {
		if progress != nil {
			progress(i+1, len(things))
		}
		stop, err := l.thing(ctx, thing)
		if err != nil {
			return l.found, err
		}
		if stop { // the others would be answered the same
			break
		}
	}
	for _, thing := range q.Things[len(things):] {
		l.found.Gaps = append(l.found.Gaps, awsdata.Gap{Region: q.Region, Call: call(thing),
			Cause: awsdata.CauseTruncated, Message: "not asked: only the first things of a path are"})
	}
	return l.found, nil
}

type lookup struct {
	connection *collect.Connection
	client     api
	question   Question
	found      *Found
	cost       awsdata.Cost // of the thing that is asked about
}

// thing asks about one thing. It reports whether nothing else needs to be asked: who may not ask may not ask about
// anything.
func (l *lookup) thing(ctx context.Context, thing string) (stop bool, err error) {
	var answer event.Answer
	began := time.Now()
	l.cost = awsdata.Cost{}
	defer func() {
		l.found.Join(&answer)
		l.cost.Took = time.Since(began) - l.cost.Waited
		l.found.Costs = append(l.found.Costs, l.cost)
	}()
	var after *string
	for page := 1; ; page++ {
		out, err := collect.Ask(ctx, l.connection, l.client.LookupEvents, &cloudtrail.LookupEventsInput{
			LookupAttributes: []types.LookupAttribute{{AttributeKey: types.LookupAttributeKeyResourceName,
				AttributeValue: &thing}},
			StartTime: &l.question.From, EndTime: &l.question.To, MaxResults: aws.Int32(pageSize), NextToken: after})
		if err != nil {
			gap, err := l.connection.Gap(ctx, l.question.Region, call(thing), err)
			if err != nil {
				return true, err
			}
			l.found.Gaps = append(l.found.Gaps, gap)
			return gap.Cause == awsdata.CauseDenied || gap.Cause == awsdata.CauseUnsupported ||
				gap.Cause == awsdata.CauseUnreachable, nil
		}
		l.cost.Pages++
		for _, e := range out.Events {
			var names []string
			for _, r := range e.Resources {
				names = append(names, aws.ToString(r.ResourceName))
			}
			answer.Add(aws.ToString(e.CloudTrailEvent), names)
		}
		next := aws.ToString(out.NextToken)
		switch {
		case next == "":
			return false, nil
		case next == aws.ToString(after):
			l.gap(thing, awsdata.CauseMalformed, "the pages do not go on")
			return false, nil
		case page == mostPages:
			l.gap(thing, awsdata.CauseTruncated, "only the newest events were asked for: name fewer days with --since")
			return false, nil
		}
		after = &next
	}
}

func (l *lookup) gap(thing string, cause awsdata.Cause, message string) {
	l.found.Gaps = append(l.found.Gaps, awsdata.Gap{Region: l.question.Region, Call: call(thing), Cause: cause,
		Message: message})
}

package config

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/configservice"
	"github.com/aws/smithy-go"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
)

// api is all that is ever asked of AWS Config. The call takes a query of a language that can only select.
type api interface {
	SelectAggregateResourceConfig(context.Context, *configservice.SelectAggregateResourceConfigInput,
		...func(*configservice.Options)) (*configservice.SelectAggregateResourceConfigOutput, error)
}

// Permission is what the reading of an aggregator needs.
const Permission = "config:SelectAggregateResourceConfig"

const (
	pageSize  = 100       // the most that AWS Config gives on a page
	mostPages = 20_000    // two million resources
	mostBytes = 256 << 20 // of all pages together, as of one file
	mostPage  = 64 << 20  // of one page, as it comes
	mostRow   = 4 << 20   // of one resource: a group of a thousand rules has half a megabyte

	// Of what makes JSON big in memory: brackets and commas. A group of a thousand rules has some 40,000.
	mostRowSigns = 200_000
	mostSigns    = 24_000_000 // 256 MB of resources have some 13 million
)

// Load reads all that the aggregator has of the kinds that vpclens knows. The region of the options, else the one that
// is configured, is the aggregator's; which accounts and regions there are is what it tells. progress is told how many
// pages have come, and may be nil.
func Load(
	ctx context.Context, aggregator string, options collect.Options, progress func(pages int),
) (*awsdata.Snapshot, error) {
	connection, err := collect.Connect(ctx, options)
	if err != nil {
		return nil, err
	}
	region := ""
	if len(options.Regions) == 1 {
		region = options.Regions[0]
	}
	cfg := connection.In(region, mostPage)
	if cfg.Region == "" {
		return nil, fmt.Errorf("the region of the aggregator %s is unknown: name it with --region or AWS_REGION",
			aggregator)
	}
	a := aggregate{aggregator, cfg.Region, connection, configservice.NewFromConfig(cfg)}
	rows, err := a.rows(ctx, progress)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("the aggregator %s in %s has no VPC, no function and nothing else of a network: "+
			"see in its settings which accounts and regions it gathers, and in theirs whether they record",
			aggregator, cfg.Region)
	}
	return snapshotOf(rows)
}

// aggregate is an aggregator and the way to it.
type aggregate struct {
	name, region string
	connection   *collect.Connection
	client       api
}

// errTime ends a request that took too long.
var errTime = errors.New("no answer in time")

// rows are the resources that the aggregator has, as it writes them.
func (a *aggregate) rows(ctx context.Context, progress func(pages int)) ([]string, error) {
	var rows []string
	size, values := 0, 0
	var after *string // token of the page
	for page := 1; ; page++ {
		out, err := a.page(ctx, after)
		if err != nil {
			return nil, a.explain(ctx, err)
		}
		if out.Results == nil && out.QueryInfo == nil { // any JSON object reads as a page of nothing
			return nil, fmt.Errorf("cannot read the aggregator %s: the answer is none of AWS Config: %s", a.name,
				"check the endpoint, and whether a proxy answers")
		}
		for _, row := range out.Results {
			size += len(row)
			values += signs(row)
		}
		rows = append(rows, out.Results...)
		if progress != nil {
			progress(page)
		}
		next := aws.ToString(out.NextToken)
		switch {
		case values > mostSigns:
			return nil, fmt.Errorf("the aggregator %s has more than %d values: read one that gathers fewer accounts",
				a.name, mostSigns)
		case next == "":
			return rows, nil
		case next == aws.ToString(after):
			return nil, fmt.Errorf("cannot read the aggregator %s: the pages do not go on: try again", a.name)
		case size > mostBytes || page == mostPages:
			return nil, fmt.Errorf("the aggregator %s has more than %d MB or %d pages: "+
				"read one that gathers fewer accounts", a.name, mostBytes>>20, mostPages)
		}
		after = &next
	}
}

// signs are the brackets and commas of a text.
func signs(text string) int {
	return strings.Count(text, "{") + strings.Count(text, "[") + strings.Count(text, ",")
}

func (a *aggregate) page(ctx context.Context, after *string,
) (*configservice.SelectAggregateResourceConfigOutput, error) {
	in := &configservice.SelectAggregateResourceConfigInput{ConfigurationAggregatorName: &a.name,
		Expression: aws.String(expression()), Limit: pageSize, NextToken: after}
	limited, cancel := context.WithTimeoutCause(ctx, a.connection.CallTimeout, errTime)
	defer cancel()
	out, err := a.client.SelectAggregateResourceConfig(limited, in)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		return nil, fmt.Errorf("%w (%s)", errTime, a.connection.CallTimeout)
	}
	return out, err
}

// explain says what happened and what to do next. Errors about the credentials and the end of ctx stay what they are.
func (a *aggregate) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("read the aggregator %s: %w", a.name, context.Cause(ctx))
	}
	if problem := a.connection.CredentialsProblem(err); problem != nil {
		return problem
	}
	var answer smithy.APIError
	if errors.As(err, &answer) && answer.ErrorCode() == "NoSuchConfigurationAggregatorException" {
		return fmt.Errorf("there is no aggregator %q in %s: "+
			"`aws configservice describe-configuration-aggregators` lists them; --region says where to look", a.name,
			a.region)
	}
	if errors.Is(err, errTime) {
		return fmt.Errorf("cannot read the aggregator %s: %w: --call-timeout gives more", a.name, err)
	}
	cause, reason := a.connection.Diagnose(ctx, err)
	if cause == awsdata.CauseDenied {
		return fmt.Errorf("no permission to read the aggregator %s in %s: allow %s", a.name, a.region, Permission)
	}
	return fmt.Errorf("cannot read the aggregator %s in %s: %s", a.name, a.region,
		awsdata.Mask(awsdata.Clean(reason)))
}

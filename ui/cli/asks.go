package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/timeline"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/metric"
	"github.com/vpclens/vpclens/awsdata/signals"
	"github.com/vpclens/vpclens/awsdata/trail"
	"github.com/vpclens/vpclens/ui/screen"
)

// onDemand is what the explorer asks when a person wants to know it, with the credentials that the account was read
// with.
func (p *program) onDemand(flags commonFlags, look exploreFlags) screen.OnDemand {
	t := teller{flags, usualSince, look.trail, look.history.folder}
	return screen.OnDemand{
		Signals: func(ctx context.Context, at screen.Asked, since time.Duration) (*report.Signals, error) {
			return p.askSignals(ctx, flags, at, since)
		},
		Flows:       p.askFlows(flags, look.flows),
		ChangesAsks: changesAsks(flags, look),
		Changes: func(ctx context.Context, q timeline.Asked, progress func(n, of int)) (*timeline.Told, error) {
			return p.askChanges(ctx, t, q, progress)
		},
	}
}

// askSignals asks CloudWatch what it measured of a function, or of one part of the network.
func (p *program) askSignals(ctx context.Context, flags commonFlags, at screen.Asked, since time.Duration,
) (*report.Signals, error) {
	if err := p.needsAWS("what was measured CloudWatch tells"); err != nil {
		return nil, err
	}
	if since < time.Minute || since > longestSignals {
		return nil, fmt.Errorf("so far back there is nothing to ask for: want a time span of up to %dd",
			longestSignals/(24*time.Hour))
	}
	region := at.Result.Index.Region(at.Region)
	if region == nil {
		return nil, fmt.Errorf("region %s is not in the snapshot", awsdata.Clean(at.Region))
	}
	var all []metric.Metric
	if f := region.Function(at.ID); f != nil {
		all = metric.Of(region, f)
	} else if r, ok := region.Lookup(at.ID); ok {
		all = metric.OfResource(r)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("of %s CloudWatch measures nothing by itself", awsdata.Clean(at.ID))
	}
	s := p.newSignals(at.Result.Index, at.Region, at.ID, since)
	if p.flags.demo {
		return s, measureDemo(s, all)
	}
	ctx, cancel := flags.inTime(ctx)
	defer cancel()
	connection, err := collect.Connect(ctx, p.collectOptions(flags, nil, nil))
	if err != nil {
		return nil, err
	}
	s.Series, err = signals.Get(ctx, connection, at.Region, s.Window, all)
	return s, err
}

// changesAsks says what asking who changed something means.
func changesAsks(flags commonFlags, look exploreFlags) string {
	asks := fmt.Sprintf("asks CloudTrail (cloudtrail:LookupEvents) about the first %d things, "+
		"those that stop it first: twice a second at most, for the newest %d events of each, %d days back",
		trail.MostThings, trail.MostEvents, usualSince/(24*time.Hour))
	switch {
	case look.trail != "":
		asks = "as " + awsdata.Clean(look.trail) + " has it; AWS is not asked"
	case flags.demo:
		asks = "as the trail of the demo has it; AWS is not asked"
	}
	return asks
}

// askChanges asks who changed things. What fails is one more thing that is not known: what was kept is told all the
// same.
func (p *program) askChanges(ctx context.Context, t teller, q timeline.Asked, progress func(n, of int),
) (*timeline.Told, error) {
	limited, cancel := t.flags.inTime(ctx)
	defer cancel()
	told, err := p.tell(limited, t, q, progress)
	if err != nil && ctx.Err() == nil {
		told.Unasked, err = awsdata.Clean("lookup-events: "+err.Error()), nil
	}
	if err != nil {
		return told, err
	}
	if told.States, err = p.statesBefore(ctx, t, q, told); err != nil && ctx.Err() == nil {
		told.Notes, err = append(told.Notes, awsdata.Clean("states that were kept: "+err.Error())), nil
	}
	return told, err
}

package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/metric"
	"github.com/vpclens/vpclens/awsdata/signals"
	"github.com/vpclens/vpclens/ui/screen"
)

// onDemand is what the explorer asks when a person wants to know it, with the credentials that the account was read
// with.
func (p *program) onDemand(flags commonFlags) screen.OnDemand {
	return screen.OnDemand{
		Signals: func(ctx context.Context, at screen.Asked, since time.Duration) (*report.Signals, error) {
			return p.askSignals(ctx, flags, at, since)
		},
		Flows: p.askFlows(flags),
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

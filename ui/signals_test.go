package ui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/awsdata/metric"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/uitest"
)

// measures answers with what CloudWatch has of the demo account, and counts how often it is asked.
func measures(asked *[]string) screen.OnDemand {
	return screen.OnDemand{Signals: func(_ context.Context, at screen.Asked, since time.Duration) (*report.Signals,
		error) {
		*asked = append(*asked, at.ID+" "+since.String())
		x := at.Result.Index
		s := &report.Signals{Index: x, Region: at.Region, Function: at.ID,
			Window: metric.NewWindow(x.Snapshot.CapturedAt, since)}
		rx := x.Region(at.Region)
		all := []metric.Metric(nil)
		if f := rx.Function(at.ID); f != nil {
			all = metric.Of(rx, f)
		} else if r, ok := rx.Lookup(at.ID); ok {
			all = metric.OfResource(r)
		}
		for _, m := range all {
			s.Series = append(s.Series, s.Window.Series(m))
		}
		return s, metric.Take(demo.MetricsOf(x.Snapshot.CapturedAt), s.Series)
	}}
}

// What CloudWatch measured is asked once, when a person opens it, and again when they ask for that.
func TestSignalsAreAskedOnDemand(t *testing.T) {
	var asked []string
	source := Source{Name: "demo", OnDemand: measures(&asked)}
	explore(t, 120, 70, func(o *Options) { o.Source.OnDemand = source.OnDemand },
		func(t *testing.T, term *uitest.Term) {
			term.Keys("/", "checkout-api", uitest.Enter, "M")
			path(t, term, "functions › signals of checkout-api")
			sees(t, term, "Trouble", "Errors", "984 from", "runs of the function failed",
				"runs ended at the function's timeout of 30 s", "NAT gateway nat-c", "▁▁", "no points", "last 3h")
			if got := strings.Join(asked, ", "); got != "checkout-api 3h0m0s" {
				t.Errorf("asked %s", got)
			}
			term.Keys("G", uitest.Enter)
			term.Keys(uitest.Esc, ":", "signals checkout-api 1h", uitest.Enter)
			sees(t, term, "last 1h")
			term.Keys(uitest.Esc, ":", "signals nat-c", uitest.Enter)
			path(t, term, "functions › signals of nat-c")
			sees(t, term, "BytesOutToDestination")
			if got := strings.Join(asked[1:], ", "); got != "checkout-api 3h0m0s, checkout-api 1h0m0s, "+
				"nat-0e3afd2e58b553083 3h0m0s" {
				t.Errorf("asked %s", got)
			}
		})
}

// Whoever leaves while CloudWatch is asked ends the question; what it refuses is said with its permission.
func TestSignalsEndAndFail(t *testing.T) {
	ended, denied := false, false
	ask := func(ctx context.Context, at screen.Asked, since time.Duration) (*report.Signals, error) {
		if denied {
			s, err := measures(&[]string{}).Signals(ctx, at, since)
			for _, x := range s.Series {
				x.Gap = &awsdata.Gap{Region: at.Region, Call: "get-metric-data", Cause: awsdata.CauseDenied}
			}
			return s, err
		}
		<-ctx.Done()
		ended = true
		return nil, context.Cause(ctx)
	}
	explore(t, 140, 60, func(o *Options) { o.Source.OnDemand.Signals = ask }, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "slack-notify", uitest.Enter, "M")
		sees(t, term, "asking CloudWatch, in one request")
		term.Keys(uitest.Esc)
		path(t, term, "functions")
		if !ended {
			t.Error("leaving does not end the question")
		}
		denied = true
		term.Keys("M")
		sees(t, term, "get-metric-data", "no permission", "needs cloudwatch:GetMetricData")
	})
}

// Where there is nobody to ask the screen says so.
func TestSignalsOfAFile(t *testing.T) {
	none := func(context.Context, screen.Asked, time.Duration) (*report.Signals, error) {
		return nil, errors.New("a snapshot does not hold it: read AWS, without --from")
	}
	explore(t, 100, 30, func(o *Options) { o.Source.OnDemand.Signals = none }, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "slack-notify", uitest.Enter, "M")
		sees(t, term, "without --from")
	})
	explore(t, 100, 30, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "slack-notify", uitest.Enter, "M")
		sees(t, term, "there is no AWS to ask here")
		term.Keys("a")
		term.Keys("M")
		sees(t, term, "go to a function, NAT gateway, endpoint or transit gateway first")
	})
}

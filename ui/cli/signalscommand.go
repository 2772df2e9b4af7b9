package cli

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/awsdata/metric"
	"github.com/vpclens/vpclens/awsdata/signals"
)

func (p *program) signalsCommand() *cobra.Command {
	var out outputFlags
	var span string
	cmd := &cobra.Command{
		Use:   "signals FUNCTION",
		Short: "Tell what CloudWatch measured of a function, and of what its packets pass",
		Long: `Asks CloudWatch, in one request, for the metrics of a function (invocations, errors, throttles, duration, concurrency), of the
NAT gateways and transit gateways that its routes lead to (connections without a free port, dropped packets, bytes) and of the
interface endpoints of its VPC. A point that is missing is unknown and not zero: CloudWatch writes none where nothing happened.

It needs cloudwatch:GetMetricData, which "vpclens policy --with signals" adds; AWS bills $0.01 for 1,000 metrics. A snapshot
holds no metrics: this needs AWS, or --demo.`,
		Example: `  vpclens signals checkout-api --demo
  vpclens signals checkout-api --since 24h
  vpclens signals checkout-api --format json`,
		Args: exactly("FUNCTION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			write, err := chooseForm(out.format, []form[*report.Signals]{
				{"text", report.WriteSignals}, {"json", report.WriteSignalsJSON},
				{"markdown", report.WriteSignalsMarkdown}})
			if err != nil {
				return err
			}
			since, err := parseSpan(span, longestSignals)
			if err != nil {
				return err
			}
			if err := p.needsAWS("what was measured CloudWatch tells"); err != nil {
				return err
			}
			s, err := p.signals(cmd.Context(), args[0], since)
			if err != nil {
				return err
			}
			s.Look = p.look(out.file)
			return p.deliver(out.file, func(w io.Writer) error { return write(w, s) })
		},
	}
	out.define(cmd, "text", "json", "markdown")
	cmd.Flags().StringVar(&span, "since", "3h", "how far back, such as 3h or 2d")
	return cmd
}

// longestSignals is how long CloudWatch keeps points of a minute.
const longestSignals = 15 * 24 * time.Hour

// needsAWS finds out before anything is read that there is no AWS that could tell.
func (p *program) needsAWS(what string) error {
	switch {
	case p.flags.demo:
		return nil
	case !p.source().live:
		return usagef("%s, and a snapshot does not hold it: read AWS, without --from", what)
	case p.flags.severalAccounts():
		return usagef("%s, of one account: name one --profile", what)
	}
	return nil
}

// signals are those of the one function that a text names.
func (p *program) signals(ctx context.Context, name string, since time.Duration) (*report.Signals, error) {
	f, err := p.oneFunction(ctx, name)
	if err != nil {
		return nil, err
	}
	now := p.now()
	if p.flags.demo {
		now = f.index.Snapshot.CapturedAt
	}
	s := &report.Signals{Index: f.index, Region: f.region, Function: f.FunctionName,
		Window: metric.NewWindow(now, since)}
	all := metric.Of(f.index.Region(f.region), f.Function)
	if p.flags.demo {
		for _, m := range all {
			s.Series = append(s.Series, s.Window.Series(m))
		}
		return s, metric.Take(demo.Metrics(), s.Series)
	}
	connection, err := collect.Connect(ctx, p.collectOptions(p.flags, nil, nil))
	if err != nil {
		return nil, err
	}
	s.Series, err = signals.Get(ctx, connection, f.region, s.Window, all)
	return s, err
}

// oneFunction is the one function that a text names.
func (p *program) oneFunction(ctx context.Context, name string) (*function, error) {
	account, err := p.account(ctx)
	if err != nil {
		return nil, err
	}
	functions, err := account.functions.named(name)
	if err != nil {
		return nil, err
	}
	if len(functions) > 1 {
		return nil, usagef("%q names %d functions: name one, by its ARN or with --region", name, len(functions))
	}
	return &functions[0], nil
}

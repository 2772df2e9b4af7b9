package cli

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/awsdata/insights"
	"github.com/vpclens/vpclens/awsdata/metric"
	"github.com/vpclens/vpclens/awsdata/runlog"
	"github.com/vpclens/vpclens/awsdata/signals"
)

func (p *program) signalsCommand() *cobra.Command {
	var out outputFlags
	var f signalsFlags
	cmd := &cobra.Command{
		Use:   "signals FUNCTION",
		Short: "Tell what CloudWatch measured of a function, and of what its packets pass",
		Long: `Asks CloudWatch, in one request, for the metrics of a function (invocations, errors, throttles, duration, concurrency), of the
NAT gateways and transit gateways that its routes lead to (connections without a free port, dropped packets, bytes) and of the
interface endpoints of its VPC. A point that is missing is unknown and not zero: CloudWatch writes none where nothing happened.

It needs cloudwatch:GetMetricData, which "vpclens policy --with signals" adds; AWS bills $0.01 for 1,000 metrics. A snapshot
holds no metrics: this needs AWS, or --demo.

With --logs the function's log is asked as well, for the runs that timed out last and for how long environments took to start
(the init duration of REPORT lines): one query of Logs Insights, which gives times, ids of requests and durations, and no other
text of a line. AWS bills what it scans: how big the log is stands first, and the query is made only with --yes. It needs what
"vpclens policy --with logs" adds.`,
		Example: `  vpclens signals checkout-api --demo
  vpclens signals checkout-api --since 24h
  vpclens signals checkout-api --format json`,
		Args: exactly("FUNCTION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := chooseForms(&out, []form[*report.Signals]{
				{"text", report.WriteSignals}, {"json", report.WriteSignalsJSON},
				{"markdown", report.WriteSignalsMarkdown}})
			if err != nil {
				return err
			}
			since, err := parseSpan(f.since, longestSignals)
			if err != nil {
				return err
			}
			if err := p.needsAWS("what was measured CloudWatch tells"); err != nil {
				return err
			}
			if err := p.checkLogs(f); err != nil {
				return err
			}
			s, err := p.signals(cmd.Context(), args[0], f, since)
			if err != nil {
				return err
			}
			return deliver(cmd.Context(), p, chosen, func(look report.Look) *report.Signals {
				s.Look = look
				return s
			})
		},
	}
	out.define(cmd, "text", "json", "markdown")
	flags := cmd.Flags()
	flags.StringVar(&f.since, "since", "3h", "how far back, such as 3h or 2d")
	flags.BoolVar(&f.logs, "logs", false,
		"ask the function's log for timeouts and starts as well; says first what it costs")
	flags.BoolVar(&f.yes, "yes", false, "make the query of --logs, which is billed")
	flags.StringVar(&f.group, "log-group", "", "`NAME` of the function's log group (default /aws/lambda/FUNCTION)")
	return cmd
}

// signalsFlags are the flags of `vpclens signals`.
type signalsFlags struct {
	since     string
	logs, yes bool
	group     string
}

// checkLogs finds flags about logs that contradict each other.
func (p *program) checkLogs(f signalsFlags) error {
	switch {
	case f.logs && p.flags.demo:
		return usagef("the built-in account has no logs: leave out --logs")
	case !f.logs && f.yes:
		return usagef("--yes agrees to what --logs costs: add --logs, or leave it out")
	case !f.logs && f.group != "":
		return usagef("--log-group says which log --logs asks: add --logs, or leave it out")
	}
	return nil
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
func (p *program) signals(ctx context.Context, name string, f signalsFlags, since time.Duration) (*report.Signals,
	error) {
	of, err := p.oneFunction(ctx, name)
	if err != nil {
		return nil, err
	}
	s := p.newSignals(of.Index, of.Region, of.FunctionName, since)
	all := metric.Of(of.Index.Region(of.Region), of.Function)
	if p.flags.demo {
		return s, measureDemo(s, all)
	}
	connection, err := collect.Connect(ctx, p.collectOptions(p.flags, nil, nil))
	if err != nil {
		return nil, err
	}
	if f.logs { // first: whoever does not agree to what it costs has caused no other cost
		if s.Log, err = p.runs(ctx, connection, of, f, s.Window); err != nil {
			return nil, err
		}
	}
	s.Series, err = signals.Get(ctx, connection, of.Region, s.Window, all)
	return s, err
}

// newSignals is an answer to be filled, of a span that ends now; of the built-in account, when it was read.
func (p *program) newSignals(x *awsdata.Index, region, of string, since time.Duration) *report.Signals {
	now := p.now()
	if p.flags.demo {
		now = x.Snapshot.CapturedAt
	}
	return &report.Signals{Index: x, Region: region, Function: of, Window: metric.NewWindow(now, since)}
}

// measureDemo fills an answer with what is built in.
func measureDemo(s *report.Signals, all []metric.Metric) error {
	for _, m := range all {
		s.Series = append(s.Series, s.Window.Series(m))
	}
	return metric.Take(demo.MetricsOf(s.Index.Snapshot.CapturedAt), s.Series)
}

// runs are a function's timeouts and starts, once somebody has agreed to what the query costs.
func (p *program) runs(ctx context.Context, connection *collect.Connection, of *ask.Function, f signalsFlags,
	window metric.Window) (*runlog.Log, error) {
	group := cmp.Or(f.group, runlog.GroupOf(of.FunctionName))
	log, gap, err := insights.Open(ctx, connection, of.Region, group)
	if err != nil {
		return nil, err
	}
	if gap != nil {
		return &runlog.Log{Group: awsdata.Clean(group), Gap: gap}, nil
	}
	const gigabyte = 1e9
	cost := fmt.Sprintf(
		"the query scans what %s holds of that time, of %.3f GB as stored; AWS bills about $%.3f for each GB", group,
		float64(log.Stored())/gigabyte, runlog.PerGB)
	if !f.yes {
		return nil, usagef("%s: say --yes to make it, and a shorter time with --since for less", cost)
	}
	p.say("%s", cost)
	return log.Runs(ctx, window.From, window.To)
}

// oneFunction is the one function that a text names.
func (p *program) oneFunction(ctx context.Context, name string) (*ask.Function, error) {
	account, err := p.account(ctx)
	if err != nil {
		return nil, err
	}
	functions, err := account.functions.Named(name)
	if err != nil {
		return nil, err
	}
	if len(functions) > 1 {
		return nil, usagef("%q names %d functions: name one, by its ARN or with --region", name, len(functions))
	}
	return &functions[0], nil
}

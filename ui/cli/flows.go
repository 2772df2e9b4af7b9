package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/flow"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata/flowrecords"
	"github.com/vpclens/vpclens/ui/screen"
)

func (p *program) flowsCommand() *cobra.Command {
	var out outputFlags
	var path, back string
	var yes bool
	cmd := &cobra.Command{
		Use:   "flows FUNCTION",
		Short: "Lay VPC flow logs on what is computed for a function",
		Long: `Reads VPC flow logs, saved ones or those of the last hour from AWS, and tells for each destination and port of the function whether packets
were rejected and by which hop, whether replies came, and where the records and the computed verdict differ. A REJECT is
made by the security groups or the network ACL of the interface that it is recorded at, and by nothing else: the request
that leaves, or the reply that arrives, names the hop. Records of the interface at the other end count too, if they are there.

Files are read as they come from S3, CloudWatch Logs or Athena: text in the default format or in one of your own (by the names of
the columns in its first line, else by the format of a flow log of the account), gzip, Parquet, Athena's CSV, and the
JSON of aws logs filter-log-events. Files of any size are counted line by line. What is not recorded (NODATA, SKIPDATA)
is unknown, never "no". With --flow-logs nothing is asked of CloudWatch Logs or S3.

Without it the flow logs that record the function's interfaces are read from where AWS delivers them, of the time that --since
says: from CloudWatch Logs by FilterLogEvents, for these interfaces alone, which AWS does not bill, and from S3 the objects of
that time, of the whole VPC: how many and how big they are stands first, and they are read only with --yes. Both are bounded,
and what is beyond is said. It needs what "vpclens policy --with flows" adds, and for S3 the bucket's permission.`,
		Example: `  vpclens flows checkout-api --flow-logs vpc-flow.log.gz
  vpclens flows checkout-api --flow-logs flow-logs/ --from prod.json.gz --format json
  vpclens flows checkout-api --since 3h`,
		Args: exactly("FUNCTION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			since, err := parseSpan(back, longestFlows)
			if err != nil {
				return err
			}
			switch {
			case path != "" && (yes || cmd.Flags().Changed("since")):
				return usagef("--since and --yes are about flow logs that AWS is asked for: leave out --flow-logs")
			case path == "" && (p.flags.demo || !p.source().live || p.flags.severalAccounts()):
				return usagef("which flow logs? name a file or a folder with --flow-logs PATH; of one account " +
					"read from AWS they are asked for without it")
			}
			chosen, err := chooseForms(&out, []form[*report.Flows]{{"text", report.WriteFlows},
				{"json", report.WriteFlowsJSON}, {"markdown", report.WriteFlowsMarkdown}})
			if err != nil {
				return err
			}
			f, err := p.oneFunction(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			answered, err := p.flowsOf(cmd.Context(), f, path, since, yes)
			if err != nil {
				return err
			}
			return deliver(cmd.Context(), p, chosen, func(look report.Look) *report.Flows {
				answered.Look = look
				return answered
			})
		},
	}
	out.define(cmd, "text", "json", "markdown")
	flowLogsFlag(cmd, &path)
	cmd.Flags().StringVar(&back, "since", "1h", "how far back AWS is asked, such as 1h or 1d")
	cmd.Flags().BoolVar(&yes, "yes", false, "read the objects of S3, which is billed")
	return cmd
}

// flowsOf are what flow logs say of a function: those at a path, else those of AWS.
func (p *program) flowsOf(ctx context.Context, f *ask.Function, path string, since time.Duration, yes bool,
) (*report.Flows, error) {
	if path != "" {
		return savedFlows(ctx, f, path)
	}
	now := p.now()
	l := liveFlows{p: p, flags: p.flags, of: f, from: now.Add(-since), to: now,
		say: func(cost string) { p.say("%s", cost) }}
	answered, err := l.ask(ctx, yes)
	if needs := (*screen.CostError)(nil); errors.As(err, &needs) {
		return nil, usagef("%s: say --yes to do it, and a shorter time with --since for less", needs.Cost)
	}
	return answered, err
}

func flowLogsFlag(cmd *cobra.Command, path *string) {
	cmd.Flags().StringVar(path, "flow-logs", "", "saved VPC flow logs, a file or a folder: `PATH`")
}

// flowsAt are what the flow logs at a path say of the function.
func flowsAt(ctx context.Context, f *ask.Function, path string) (*flow.Answer, flowrecords.Count, error) {
	region := f.Index.Region(f.Region)
	var formats []string
	for i := range region.Region.FlowLogs {
		formats = append(formats, region.Region.FlowLogs[i].LogFormat)
	}
	tally := flow.NewTally(region, f.Function)
	count, err := flowrecords.Read(ctx, path, formats, func(r *flowrecords.Record) error {
		tally.Add(r)
		return nil
	})
	if err != nil {
		return nil, count, err
	}
	answer, err := tally.Lay(f.Index, f.Engine, f.Region, f.Function)
	return answer, count, err
}

// savedFlows are those of a file or folder, to be told.
func savedFlows(ctx context.Context, f *ask.Function, path string) (*report.Flows, error) {
	answer, count, err := flowsAt(ctx, f, path)
	if err != nil {
		return nil, err
	}
	return &report.Flows{Function: f.FunctionName, Region: f.Region, Index: f.Index, Read: count, Answer: answer}, nil
}

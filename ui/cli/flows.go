package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/flow"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata/flowrecords"
)

func (p *program) flowsCommand() *cobra.Command {
	var out outputFlags
	var path string
	cmd := &cobra.Command{
		Use:   "flows FUNCTION --flow-logs PATH",
		Short: "Lay saved VPC flow logs on what is computed for a function",
		Long: `Reads saved VPC flow logs, a file or a folder of them, and tells for each destination and port of the function whether packets
were rejected and by which hop, whether replies came, and where the records and the computed verdict differ. A REJECT is
made by the security groups or the network ACL of the interface that it is recorded at, and by nothing else: the request
that leaves, or the reply that arrives, names the hop. Records of the interface at the other end count too, if they are there.

Files are read as they come from S3, CloudWatch Logs or Athena: text in the default format or in one of your own (by the names of
the columns in its first line, else by the format of a flow log of the account), gzip, Parquet, Athena's CSV, and the
JSON of aws logs filter-log-events. Files of any size are counted line by line. What is not recorded (NODATA, SKIPDATA)
is unknown, never "no". Nothing is asked of CloudWatch Logs or S3.`,
		Example: `  vpclens flows checkout-api --flow-logs vpc-flow.log.gz
  vpclens flows checkout-api --flow-logs flow-logs/ --from prod.json.gz --format json`,
		Args: exactly("FUNCTION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if path == "" {
				return usagef("which flow logs? name a file or a folder: --flow-logs PATH")
			}
			write, err := chooseForm(out.format, []form[*report.Flows]{{"text", report.WriteFlows},
				{"json", report.WriteFlowsJSON}, {"markdown", report.WriteFlowsMarkdown}})
			if err != nil {
				return err
			}
			account, err := p.account(cmd.Context())
			if err != nil {
				return err
			}
			functions, err := account.functions.named(args[0])
			if err != nil {
				return err
			}
			if len(functions) > 1 {
				return usagef("%q names %d functions: name one of them", args[0], len(functions))
			}
			f := &functions[0]
			answer, count, err := f.flows(cmd.Context(), path)
			if err != nil {
				return err
			}
			answered := &report.Flows{Function: f.FunctionName, Region: f.region, Index: f.index, Read: count,
				Answer: answer, Look: p.look(out.file)}
			return p.deliver(out.file, func(w io.Writer) error { return write(w, answered) })
		},
	}
	out.define(cmd, "text", "json", "markdown")
	flowLogsFlag(cmd, &path)
	return cmd
}

func flowLogsFlag(cmd *cobra.Command, path *string) {
	cmd.Flags().StringVar(path, "flow-logs", "", "saved VPC flow logs, a file or a folder: `PATH`")
}

// flows are what the flow logs at a path say of the function.
func (f *function) flows(ctx context.Context, path string) (*flow.Answer, flowrecords.Count, error) {
	region := f.index.Region(f.region)
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
	answer, err := tally.Lay(f.index, f.engine, f.region, f.Function)
	return answer, count, err
}

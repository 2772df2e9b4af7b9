package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/report"
)

func (p *program) traceCommand() *cobra.Command {
	var out outputFlags
	var to, protocol string
	var port uint16
	cmd := &cobra.Command{
		Use:   "trace FUNCTION --to DEST",
		Short: "Follow one connection hop by hop, and name everything that blocks it",
		Long: `Answers whether a function can open a connection, from each of its subnets, hop by hop. Every hop is judged, so all
blockers are named, and where a fact is missing the answer is unknown, with the call that would settle it.

FUNCTION is a name, an ARN or a glob. DEST is an address, a CIDR, the id of an interface, a subnet or a security group,
elb:NAME for a load balancer, rds, internet, or the name of an AWS service such as s3 or secretsmanager.`,
		Example: `  vpclens trace checkout-api --to 203.0.114.9 --demo
  vpclens trace 'orders-*' --to sqs
  vpclens trace reports --to sg-0d1b2c3d4e5f60718 --port 5432 --format json`,
		Args: exactly("FUNCTION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			query, err := parseQuery(to, protocol, port)
			if err != nil {
				return err
			}
			write, err := chooseForm(out.format, []form[*report.Trace]{{"text", report.WriteTrace}, {"json", report.WriteTraceJSON}})
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
			return p.deliver(out.file, func(w io.Writer) error {
				for i, f := range functions {
					t, err := account.engine.Trace(f.region, f.Function, query)
					if err != nil {
						return fmt.Errorf("trace %s: %w", f.FunctionName, err)
					}
					if i > 0 && out.format == "text" {
						fmt.Fprintln(w)
					}
					if err := write(w, &report.Trace{Trace: t, Index: account.index, Look: p.look(out.file)}); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	out.define(cmd, "text", "json")
	cmd.Flags().StringVar(&to, "to", "", "destination: see above")
	cmd.Flags().Uint16Var(&port, "port", defaultPort, "destination port")
	cmd.Flags().StringVar(&protocol, "protocol", "tcp", "tcp or udp")
	return cmd
}

func parseQuery(to, protocol string, port uint16) (reach.Query, error) {
	if to == "" {
		return reach.Query{}, usagef("where to? name a destination: --to 203.0.114.9, --to s3, --to internet, ...")
	}
	destination, err := reach.ParseDestination(to)
	if err != nil {
		return reach.Query{}, usagef("--to: %v", err)
	}
	carried, ok := parseProtocol(protocol)
	if !ok {
		return reach.Query{}, usagef("--protocol %q: functions send tcp and udp only", protocol)
	}
	if port == 0 {
		return reach.Query{}, usagef("--port 0: want 1 to 65535")
	}
	return reach.Query{To: destination, Protocol: carried, Port: port}, nil
}

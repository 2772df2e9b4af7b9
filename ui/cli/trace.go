package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/report"
)

func (p *program) traceCommand() *cobra.Command {
	var out outputFlags
	var to, protocol, whatIf, expect, flowLogs, analyzed string
	var port uint16
	var resolve, fixes bool
	cmd := &cobra.Command{
		Use:   "trace FUNCTION --to DEST",
		Short: "Follow one connection hop by hop, and name everything that blocks it",
		Long: `Answers whether a function can open a connection, from each of its subnets, hop by hop. Every hop is judged, so all
blockers are named, and where a fact is missing the answer is unknown, with the call that would settle it.

FUNCTION is a name, an ARN or a glob. DEST is one of these, with a port behind it or as a URL where you like:

` + destinations + `

Any other word is an error that names the nearest. --resolve looks up host names that the snapshot does not lead anywhere
with the resolver of this machine, and says so; without it they are unknown. The port is that of --port, else the one in DEST,
else the usual one of what it names, else 443.

What would open a blocked path, or close an open one, is told at the end: it was tried on a copy of the snapshot, with what
gets better and worse for every other function, and is never run. Of one function in AWS only what the answer depends on is
read, a dozen calls; the rest of the region follows where the path is not open, or with --fixes. --what-if asks the same question after a list of edits of your
own, or of those that --format json gives with each change:

  edits:
    - {action: remove, kind: nat, id: nat-0e3afd2e58b553083}
    - {action: add, kind: route, table: rtb-01a3bb41e60582280, destination: 0.0.0.0/0, target: nat-03e4bad65d0d910ab, replace: true}
    - {action: add, kind: rule, group: sg-0ee6e4a4b8ca8bca3, direction: out, protocol: tcp, ports: "443", peer: 0.0.0.0/0}
    - {action: add, kind: acl-entry, acl: acl-037369914266c153a, direction: in, number: 95, allow: true, protocol: tcp, ports: 1024-65535, cidr: 0.0.0.0/0}
    - {action: add, kind: endpoint, vpc: vpc-076b47f4286d4585f, service: s3, tables: [rtb-0f348fcd84e85abff]}
    - {action: add, kind: group, function: checkout-api, id: sg-0f70d76705ebc7d4d}   # or kind: subnet, ipv6
    - {action: set, kind: dns-hostnames, vpc: vpc-076b47f4286d4585f, on: true}   # or kind: dns-support

--flow-logs lays the records of saved VPC flow logs on the path: what was rejected, where, and whether that is what was
computed (see vpclens flows). --insights compares saved results of Reachability Analyzer with it, hop by hop.

Other kinds: subnets (set), route-table and table-association, acl-association, endpoint-table, endpoint-subnet, endpoint-group,
endpoint-policy (set), private-dns, source-dest-check (set), and, to be removed whole, security-group, prefix-list,
internet-gateway, egress-only-gateway, peering, transit-gateway, network-acl, vpc-subnet, interface, vpc.`,
		Example: `  vpclens trace checkout-api --to 203.0.114.9 --demo
  vpclens trace 'orders-*' --to sqs
  vpclens trace checkout-api --to s3 --expect reachable
  vpclens trace report-export --to sg-0f70d76705ebc7d4d --port 5432 --format json`,
		Args: exactly("FUNCTION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("port") && port == 0 {
				return usagef("--port 0: want 1 to 65535")
			}
			question, err := parseAsked(to, protocol, port)
			if err != nil {
				return err
			}
			want, err := parseExpect(expect)
			if err != nil {
				return err
			}
			chosen, err := chooseForms(&out, oneAfterAnother(
				[]form[*report.Trace]{{"text", report.WriteTrace}, {"json", report.WriteTraceJSON}}))
			if err != nil {
				return err
			}
			if whatIf != "" && (flowLogs != "" || analyzed != "") {
				return usagef("--flow-logs and --insights are of what was, and --what-if of what would be: choose one")
			}
			results, err := readInsights(analyzed)
			if err != nil {
				return err
			}
			account, err := p.accountFor(cmd.Context(), args[0], question, whatIf != "" || fixes)
			if err != nil {
				return err
			}
			if whatIf != "" {
				edits, err := readEdits(whatIf)
				if err != nil {
					return err
				}
				if account, err = account.changed(edits); err != nil {
					return fmt.Errorf("apply %s: %w", whatIf, err)
				}
			}
			functions, err := account.functions.Named(args[0])
			if err != nil {
				return err
			}
			queries := make([]reach.Query, len(functions))
			for i, f := range functions {
				if queries[i], err = question.Of(&f); err != nil {
					return usagef("--to: %v", err)
				}
			}
			lookups := p.lookups(resolve)
			for i, f := range functions {
				if queries[i].To, err = lookups.fill(cmd.Context(), f, queries[i].To); err != nil {
					return err
				}
			}
			var others []string
			var answers []*report.Trace
			for i, f := range functions {
				query := queries[i]
				// each fix is tried on the whole account: for one answer, not for hundreds
				answer, err := f.Trace(cmd.Context(), query, len(functions) == 1 && account.whole)
				if err != nil {
					return err
				}
				t := answer.Trace
				if expect != "" && t.Verdict != want {
					others = append(others, fmt.Sprintf("%s is %s", f.FunctionName, t.Verdict))
				}
				if flowLogs != "" {
					recorded, _, err := flowsAt(cmd.Context(), &f, flowLogs)
					if err != nil {
						return err
					}
					answer.Flows, answer.Recorded = recorded.On(t), recorded
				}
				if analyzed != "" {
					answer.Insights = insightsOf(&f, t, results)
				}
				answers = append(answers, answer)
			}
			err = deliver(cmd.Context(), p, chosen, func(look report.Look) []*report.Trace {
				for _, a := range answers {
					a.Look = look
				}
				return answers
			})
			if err == nil && len(others) > 0 {
				return &verdictError{fmt.Sprintf("expected %s: %s", want, strings.Join(others, ", "))}
			}
			return err
		},
	}
	out.define(cmd, "text", "json")
	cmd.Flags().StringVar(&to, "to", "",
		"`DEST`: internet, a service, an address, a host name, an ARN, an id or a name, with a port or without")
	cmd.Flags().StringVar(&expect, "expect", "",
		"exit with 3 unless the answer is this `VERDICT` (reachable, blocked, partial, unknown)")
	takes(cmd.Flags(), "expect", "reachable", "blocked", "partial", "unknown")
	cmd.Flags().Uint16Var(&port, "port", 0, "destination port; without it, that of the destination, 443 for most")
	resolveFlag(cmd, &resolve)
	cmd.Flags().StringVar(&protocol, "protocol", "tcp", "tcp or udp")
	flowLogsFlag(cmd, &flowLogs)
	cmd.Flags().StringVar(&analyzed, "insights", "",
		"results of Reachability Analyzer, a `FILE` as aws ec2 describe-network-insights-analyses prints it")
	cmd.Flags().BoolVar(&fixes, "fixes", false,
		"read the whole region from AWS, and say what would close a path that is open")
	cmd.Flags().StringVar(&whatIf, "what-if", "",
		"ask after the edits of this `FILE`, on a copy of the snapshot")
	return cmd
}

// parseExpect reads --expect; "" is no verdict, which nobody asks about.
func parseExpect(text string) (reach.Verdict, error) {
	if text == "" {
		return reach.Unknown, nil
	}
	want, err := reach.ParseVerdict(text)
	if err != nil {
		err = usagef("--expect: %v", err)
	}
	return want, err
}

// destinations are what a question can be about. The table in the README says the same.
const destinations = `  internet, anywhere           the internet, but what gateway endpoints carry; every address
  10.0.3.4, 2001:db8::/32      an address or a CIDR
  s3, secrets manager, sts     an AWS service: the name of its endpoint or of its actions, or what people call it
  sts.us-east-1.amazonaws.com  a service or an endpoint by its host name
  orders.c1a2b3.us-east-1.rds.amazonaws.com
                               a database, cache, search domain, broker, file system or load balancer by its host name
  arn:aws:rds:us-east-1:123456789012:db:orders
                               the same by its ARN; its name does as well
  db.corp.internal             any other host name, as private hosted zones and Resolver rules lead it
  eni-, i-, sg-, subnet-       the id of a resource: its own addresses; vpce-, pl- and nat- as well
  sg-db, app-a                 a resource by the name under which it is shown
  rds, elb:NAME                all databases of the VPC, a load balancer: as told by their interfaces`

func parseAsked(to, protocol string, port uint16) (ask.Question, error) {
	if to == "" {
		return ask.Question{}, usagef("where to? name a destination: --to 203.0.114.9, --to s3, --to internet, ...")
	}
	carried, ok := ask.ParseProtocol(protocol)
	if !ok {
		return ask.Question{}, usagef("--protocol %q: functions send tcp and udp only", protocol)
	}
	return ask.Question{To: to, Protocol: carried, Port: port}, nil
}

package cli

import (
	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/report"
)

func (p *program) whatIfCommand() *cobra.Command {
	var out outputFlags
	var file, to, protocol string
	var port uint16
	cmd := &cobra.Command{
		Use:   "whatif EDIT...",
		Short: "Make edits in a copy, and tell what every function gains and loses, which findings come and go",
		Long: `Makes edits in a copy of the snapshot, one after the other, and tells what follows: what each function can reach that it
could not, or no longer, which findings appear and vanish, and the commands that make the edits: for the AWS CLI, for Terraform and
for CloudFormation. Nothing is run.

EDIT is one edit as a file for ` + "`vpclens trace --what-if`" +
			` lists it, with or without its braces; --what-if reads such a
file. The other kinds of edits are in the help of trace.

  'action: remove, kind: nat, id: nat-0e3afd2e58b553083'
  'action: add, kind: rule, group: sg-0ee6e4a4b8ca8bca3, direction: out, protocol: tcp, ports: "443", peer: 0.0.0.0/0'

With --to each function is asked for a destination before and after, and those whose answer changes are told.`,
		Example: `  vpclens whatif 'action: remove, kind: nat, id: nat-03e4bad65d0d910ab' --demo
  vpclens whatif '{action: remove, kind: nat, id: nat-03e4bad65d0d910ab}' --to 203.0.114.9 --demo --format json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := chooseForms(&out, []form[*report.WhatIf]{
				{"text", report.WriteWhatIf}, {"json", report.WriteWhatIfJSON},
				{"markdown", report.WriteWhatIfMarkdown}})
			if err != nil {
				return err
			}
			edits, err := editsOf(args, file)
			if err != nil {
				return err
			}
			question := ask.Question{}
			if to == "" && (cmd.Flags().Changed("port") || cmd.Flags().Changed("protocol")) {
				return usagef("--port and --protocol go with --to")
			}
			if to != "" {
				if question, err = parseAsked(to, protocol, port); err != nil {
					return err
				}
			}
			waivers, err := p.waivers("")
			if err != nil {
				return err
			}
			before, err := p.analyzed(cmd.Context(), waivers)
			if err != nil {
				return err
			}
			if to != "" { // a destination that is none ends it before anything is computed
				if err := question.Nowhere(before.Index); err != nil {
					return usagef("--to: %v", err)
				}
			}
			c, err := ask.WhatIf(cmd.Context(), before, edits, question,
				analysis.Options{Waivers: waivers, Today: p.now()})
			if err != nil {
				return err
			}
			return deliver(cmd.Context(), p, chosen, func(look report.Look) *report.WhatIf {
				c.Look = look
				return c
			})
		},
	}
	out.define(cmd, "text", "json", "markdown")
	cmd.Flags().StringVar(&file, "what-if", "", "make the edits of this `FILE` first")
	cmd.Flags().StringVar(&to, "to", "", "ask every function for this destination before and after: as for trace")
	cmd.Flags().Uint16Var(&port, "port", 0, "destination port; without it, that of the destination, 443 for most")
	cmd.Flags().StringVar(&protocol, "protocol", "tcp", "tcp or udp")
	return cmd
}

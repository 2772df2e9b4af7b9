package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/impact"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/whatif"
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
			before, err := p.analysed(cmd.Context(), waivers)
			if err != nil {
				return err
			}
			c := &report.WhatIf{To: to}
			if to != "" { // a destination that is none ends it before anything is computed
				if err := question.Nowhere(before.Index); err != nil {
					return usagef("--to: %v", err)
				}
			}
			after, changes, err := impact.Follow(cmd.Context(), before, edits,
				analysis.Options{Waivers: waivers, Today: p.now()})
			if err != nil {
				return fmt.Errorf("make the edits: %w", err)
			}
			c.Changes = changes
			edited := before.Of(after.Snapshot.AccountID) // the account in which they were made
			c.Index = edited.Index
			if c.Written, err = whatif.Write(edited.Snapshot, edits); err != nil {
				return fmt.Errorf("write the edits: %w", err)
			}
			if to != "" {
				if err := askBoth(cmd.Context(), c, accountOf(before), after, question); err != nil {
					return err
				}
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

func accountOf(result *analysis.Result) *account {
	return &account{index: result.Index, functions: ask.FunctionsOf(result)}
}

// askBoth asks every function for a destination, as the account is and as it would be.
func askBoth(ctx context.Context, c *report.WhatIf, before *account, after *analysis.Result, q ask.Question) error {
	for _, f := range before.functions.All() {
		if err := ctx.Err(); err != nil {
			return err
		}
		of := after.Of(f.Index.Snapshot.AccountID)
		then := of.Index.Region(f.Region).Function(f.FunctionName)
		query, err := q.Of(&f)
		if err != nil || then == nil {
			continue // the destination is none of this region's
		}
		c.Asked++
		was, err := f.Engine.Verdict(f.Region, f.Function, query)
		if err != nil {
			return fmt.Errorf("ask %s: %w", f.FunctionName, err)
		}
		is, err := of.Engine.Verdict(f.Region, then, query)
		if err != nil {
			return fmt.Errorf("ask %s after the edits: %w", f.FunctionName, err)
		}
		if was != is {
			c.Answers = append(c.Answers, report.Answered{Account: f.Account(), Region: f.Region, Name: f.FunctionName,
				Was: was, Is: is})
		}
	}
	return nil
}

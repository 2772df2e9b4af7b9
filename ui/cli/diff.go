package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/gate"
	"github.com/vpclens/vpclens/analysis/prior"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/waiver"
	"github.com/vpclens/vpclens/awsdata"
)

func (p *program) diffCommand() *cobra.Command {
	var out outputFlags
	var folder, decisions string
	var accepted knownFlags
	fail := &failOn{}
	forms := withIssues([]form[*report.Diff]{{"text", report.WriteDiff}, {"json", report.WriteDiffJSON},
		{"html", report.WriteDiffHTML}}...)
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Tell what changed between two snapshots, in resources and in what functions can reach",
		Long: `Compares two snapshots: which functions can reach something they could not before, or no longer can, and which
resources were changed. A list that one of the two does not hold is not compared: nothing can be said of it.

A snapshot is a file or a directory. With --history DIR it may also be a time, for what the explorer kept in that folder
with its --history: yesterday, 14:05, 2026-11-28 (as it was at the end of that day), "2026-11-28 14:05", "2h ago"; or
now, which reads the account.

` + gatesHelp + `
With --fail-on the findings of both are computed and told, those that came and those that went. Waivers are those of
.vpclens.yaml, or of the file that --waivers names.`,
		Example: `  vpclens diff yesterday.json.gz today.json.gz
  vpclens diff before/ after/ --format json
  vpclens diff before/ after/ --format text --format markdown=comment.md
  vpclens diff before/ after/ --format html --output diff.html
  vpclens diff --history states yesterday now
  vpclens diff before/ after/ --fail-on new-internet,lost-path,new-finding:high,unknown`,
		Args: exactly("OLD", "NEW"),
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := chooseForms(&out, forms)
			if err != nil {
				return err
			}
			gates, err := fail.gates()
			if err != nil {
				return err
			}
			if (decisions != "" || accepted.from != "") && len(gates) == 0 {
				return usagef("--waivers and --known go with --fail-on: without it no findings are compared")
			}
			before, err := accepted.read()
			if err != nil {
				return err
			}
			var sides [2]*awsdata.Index
			var names [2]string
			for i, text := range args {
				snapshot, name, err := p.side(cmd.Context(), folder, text)
				p.sayRemarks()
				if err != nil {
					return err
				}
				if snapshot, err = p.flags.only(snapshot, name); err != nil {
					return err
				}
				sides[i], names[i] = awsdata.NewIndex(snapshot), name
			}
			if was, is := sides[0].Snapshot, sides[1].Snapshot; folder != "" && was.IsOfOthers(is) {
				return fmt.Errorf("%s is of account %s, and %s of %s: name the profile that both were read with",
					names[0], was.AccountID, names[1], is.AccountID)
			}
			after := sides[1].Snapshot
			var d *report.Diff
			if chosen.hasIssues() || len(gates) > 0 { // they tell of findings too
				changes, err := p.changesBetween(cmd.Context(), sides, decisions, before)
				if err != nil {
					return err
				}
				d = &report.Diff{Diff: &changes.Diff, Changes: changes, Before: names[0], After: names[1]}
			} else {
				d = ask.Diff(sides[0], sides[1], names)
			}
			if len(gates) > 0 {
				d.Gates = gate.Judge(gates, d.Changes)
			}
			d.Version, d.At = version(), p.capturedAt(after)
			for _, a := range after.Accounts {
				d.Of = append(d.Of, a.AccountID)
			}
			err = deliver(cmd.Context(), p, chosen, func(look report.Look) *report.Diff {
				d.Look = look
				return d
			})
			if err != nil || d.Gates == nil {
				return err
			}
			return p.tripped(d.Gates)
		},
	}
	out.define(cmd, namesOf(forms)...)
	fail.define(cmd)
	accepted.defineKnown(cmd)
	cmd.Flags().StringVar(&decisions, "waivers", "",
		"waivers and severities are read from this `FILE` (default "+waiver.FileName+", if there is one)")
	cmd.Flags().StringVar(&folder, "history", "",
		"the `DIR` in which the explorer kept what it read: sides may be times")
	return cmd
}

// changesBetween compares what two snapshots mean, their findings too.
func (p *program) changesBetween(ctx context.Context, sides [2]*awsdata.Index, decisions string,
	before *prior.File) (*diff.Changes, error) {
	waivers, err := p.waivers(decisions)
	if err != nil {
		return nil, err
	}
	var results [2]*analysis.Result
	for i, side := range sides {
		results[i], err = p.analyze(ctx, side.Snapshot,
			analysis.Options{Waivers: waivers, Today: p.now(), Known: before})
		if err != nil {
			return nil, err
		}
	}
	return diff.Everywhere(ctx, results[0], results[1])
}

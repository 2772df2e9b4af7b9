package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/timeline"
)

// changesFlags are the flags of `vpclens changes`.
type changesFlags struct {
	to, protocol string
	port         uint16
	since        string
	trail        string
	history      string
}

func (p *program) changesCommand() *cobra.Command {
	var out outputFlags
	var f changesFlags
	cmd := &cobra.Command{
		Use:   "changes FUNCTION|RESOURCE",
		Short: "Tell who changed what on a path, and whether it would have worked before",
		Long: `Asks CloudTrail who changed the things on a function's path to DEST, or one resource: when, who, from where, with
what. Each change is taken back on a copy of the snapshot, newest first, and the same question is asked there: "before it:
reachable". Where an event does not say what was there before, earlier events may, or a state that was kept with --history;
else it says why it is unknown. Changes between such states, and deployments of the function, stand in the same time line.

Nothing is undone in AWS, and CloudTrail is asked only by this command and by B in the explorer: it needs cloudtrail:LookupEvents, which "vpclens policy
--with changes" adds. It is asked twice a second at most, about the first 20 things of the path, those that stop it first, for the
newest 200 events of each. AWS keeps events for 90 days, and tells them a few minutes late.

A snapshot holds no events: with --from, --trail FILE names what "aws cloudtrail lookup-events" has printed, also as gzip.
Of a request only ids, ranges of addresses and ports are kept, and keys of none.`,
		Example: `  vpclens changes checkout-api --demo
  vpclens changes ledger-sync --to sqs --demo
  vpclens changes sg-report --demo --format markdown
  vpclens changes checkout-api --since 24h --history states --demo`,
		Args:              exactly("FUNCTION or RESOURCE"),
		ValidArgsFunction: p.completeResources(false),
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := chooseForms(&out, []form[*report.Changes]{
				{"text", report.WriteChanges}, {"json", report.WriteChangesJSON},
				{"markdown", report.WriteChangesMarkdown}})
			if err != nil {
				return err
			}
			since, err := parseSpan(f.since, longestSince)
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("port") && f.port == 0 {
				return usagef("--port 0: want 1 to 65535")
			}
			t := teller{p.flags, since, f.trail, f.history}
			if why := p.unasked(t); why != "" { // before anything is read
				return usagef("%s", why)
			}
			c, err := p.changes(cmd.Context(), args[0], f, t, cmd.Flags().Changed("to"))
			if err != nil {
				return err
			}
			return deliver(cmd.Context(), p, chosen, func(look report.Look) *report.Changes {
				c.Look = look
				return c
			})
		},
	}
	out.define(cmd, "text", "json", "markdown")
	flags := cmd.Flags()
	flags.StringVar(&f.to, "to", "internet", "of a function: the `DEST` of its path, as `vpclens trace` takes it")
	flags.Uint16Var(&f.port, "port", 0, "destination port; without it, that of the destination, 443 for most")
	flags.StringVar(&f.protocol, "protocol", "tcp", "tcp or udp")
	flags.StringVar(&f.since, "since", "7d", "how far back, such as 3h or 7d; AWS keeps 90 days")
	flags.StringVar(&f.trail, "trail", "",
		"read the events from this `FILE`, an answer of aws cloudtrail lookup-events")
	flags.StringVar(&f.history, "history", "", "the `DIR` in which the explorer kept what it read: states from before")
	return cmd
}

// longestSince is how long AWS keeps events.
const longestSince = 90 * 24 * time.Hour

// parseSpan reads a time span, of so much at most: what a duration is, and days.
func parseSpan(text string, longest time.Duration) (time.Duration, error) {
	d, ok := english.ParseSpan(text)
	if !ok || d < time.Minute || d > longest {
		return 0, usagef("--since %q: want a time span such as 3h or 7d, up to %dd", text, longest/(24*time.Hour))
	}
	return d, nil
}

// changes is who changed what names means.
func (p *program) changes(ctx context.Context, name string, f changesFlags, t teller, toGiven bool,
) (*report.Changes, error) {
	question, err := parseAsked(f.to, f.protocol, f.port)
	if err != nil {
		return nil, err
	}
	account, err := p.account(ctx)
	if err != nil {
		return nil, err
	}
	in := &timeline.Input{}
	c := &report.Changes{}
	if err := p.about(account, name, question, in, c); err != nil {
		return nil, err
	}
	if c.Function == "" && toGiven {
		return nil, usagef("--to asks about a path, and %s is no function", name)
	}
	line := p.newProgressLine()
	q := timeline.Asked{Index: in.Index, Region: in.Region, Things: in.Things}
	told, err := p.tell(ctx, t, q, func(n, of int) {
		line.write(fmt.Sprintf("asking CloudTrail about %d of %s", n, english.Count(of, "thing")))
	})
	line.clear()
	if err != nil {
		return nil, err
	}
	if told.States, err = p.statesBefore(ctx, t, q, told); err != nil {
		return nil, err
	}
	for _, note := range told.Notes {
		p.say("%s", note)
	}
	c.Index, c.Region, c.Things = in.Index, in.Region, in.Things
	c.Take(told, in)
	c.Timeline, err = timeline.Of(ctx, in)
	return c, err
}

// about finds the function or the thing that a text names, and what belongs to it.
func (p *program) about(account *account, name string, question ask.Question, in *timeline.Input, c *report.Changes,
) error {
	functions, err := account.functions.Named(name)
	if err != nil || strings.ContainsAny(name, `*?[`) {
		return p.aboutThing(account, name, err, in, c)
	}
	if len(functions) > 1 {
		return usagef("%q names %d functions: name one, by its ARN or with --region", name, len(functions))
	}
	f := functions[0]
	if in.Query, err = question.Of(&f); err != nil {
		return usagef("--to: %v", err)
	}
	t, err := f.Engine.Trace(f.Region, f.Function, in.Query)
	if err != nil {
		return err
	}
	in.Index, in.Engine, in.Region, in.Function = f.Index, f.Engine, f.Region, f.Function
	in.Things = timeline.Things(t, f.Function, f.Index.Region(f.Region))
	c.Function, c.Query = f.FunctionName, in.Query
	return nil
}

func (p *program) aboutThing(account *account, name string, noFunction error, in *timeline.Input, c *report.Changes,
) error {
	subject, err := ask.Resource(account.index, name)
	if err != nil {
		var usage *usageError
		if errors.As(err, &usage) || noFunction == nil {
			return err
		}
		return fmt.Errorf("%w; %w", noFunction, err)
	}
	in.Index, in.Region, in.Things = account.index, subject.Region, timeline.NamesOf(subject.Resource)
	if subject.Account != "" {
		in.Index = account.index.As(subject.Account)
	}
	in.Engine = reach.New(in.Index)
	c.Subject = subject
	return nil
}

package cli

import (
	"context"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/ui"
	"github.com/vpclens/vpclens/ui/theme"
)

// explore opens the explorer. It needs a terminal on both sides: without one, whoever called wants text.
func (p *program) explore(cmd *cobra.Command, _ []string) error {
	if !isTerminal(p.stdin) || !isTerminal(p.stdout) || p.env.get("TERM") == "dumb" {
		return usagef("the explorer needs a terminal; for text or JSON use `vpclens scan`")
	}
	waivers, err := p.waivers("")
	if err != nil {
		return err
	}
	return ui.Run(cmd.Context(), ui.Options{
		Source: p.explorerSource(p.flags),
		Checks: analysis.Options{Waivers: waivers, Today: p.now()},
		Now:    p.now,
		Theme:  theme.Options{NoColor: p.noColor()},
	}, tea.WithInput(p.stdin), tea.WithOutput(p.stdout), tea.WithEnvironment(p.env))
}

// explorerSource is the source of the explorer, which can go over to another profile or other regions.
func (p *program) explorerSource(flags commonFlags) ui.Source {
	from := p.sourceOf(flags)
	return ui.Source{
		Name: from.name, Live: from.live, Profile: flags.profile,
		Load: func(ctx context.Context, progress func(ui.Progress)) (*awsdata.Snapshot, error) {
			return from.load(ctx, func(e collect.Event) { progress(explorerProgress(e)) },
				func(s *awsdata.Snapshot) { progress(ui.Progress{Partial: s}) })
		},
		Switch: func(profile string, regions []string) (ui.Source, error) {
			next := flags
			next.profile, next.regions = profile, regions
			return p.explorerSource(next), next.check()
		},
		Open: func(_ context.Context, path string) (*awsdata.Snapshot, error) { return awsdata.Load(path) },
	}
}

// explorerProgress is an event of a collection in the words of the explorer.
func explorerProgress(e collect.Event) ui.Progress {
	return ui.Progress{Region: e.Region, Call: e.Call, Items: e.Items, Done: e.CallsDone, Total: e.CallsTotal, Gap: e.Gap}
}

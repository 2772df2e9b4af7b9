package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/find"
	"github.com/vpclens/vpclens/analysis/paste"
)

// placed is the account with every function's place, and no findings.
func (p *program) placed(ctx context.Context) (*analysis.Result, error) {
	snapshot, err := p.load(ctx)
	if err != nil {
		return nil, err
	}
	return p.analyze(ctx, snapshot, analysis.Options{Checks: []*check.Check{}})
}

// placedResource is [program.placed] with the one resource in it that a text names, see [ask.Resource].
func (p *program) placedResource(ctx context.Context, text string) (*analysis.Result, find.Entry, error) {
	result, err := p.placed(ctx)
	if err != nil {
		return nil, find.Entry{}, err
	}
	t, err := ask.Resource(result.Index, text)
	if err != nil {
		return nil, t, err
	}
	return result.Of(t.Account), t, nil
}

// completeResources offers the names and ids of a source that needs no AWS, which a shell may ask at each key. The
// scripts of shells put what several offers have in common on the command line as it is, and have it read as a command
// at the next key: a name that means anything to a shell is not offered.
func (p *program) completeResources(functions bool) func(*cobra.Command, []string,
	string) ([]string, cobra.ShellCompDirective) {
	return func(cmd *cobra.Command, given []string, word string) ([]string, cobra.ShellCompDirective) {
		from := p.source()
		if from.live || len(given) > 1 || len(given) == 1 && !functions {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		snapshot, err := from.load(cmd.Context(), nil, nil)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var out []string
		for _, t := range find.All(snapshot) {
			if strings.HasPrefix(strings.ToLower(t.Typed), strings.ToLower(word)) && (t.Function || !functions) &&
				paste.Bare(t.Typed) {
				out = append(out, t.Typed)
			}
		}
		slices.Sort(out)
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}

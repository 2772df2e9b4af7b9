package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/find"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// placed is the account with every function's place, and no findings.
func (p *program) placed(ctx context.Context) (*analysis.Result, error) {
	snapshot, err := p.load(ctx)
	if err != nil {
		return nil, err
	}
	return p.analyse(ctx, snapshot, analysis.Options{Checks: []*check.Check{}})
}

// placedResource is [program.placed] with the one resource in it that a text names, see [oneResource].
func (p *program) placedResource(ctx context.Context, text string) (*analysis.Result, find.Entry, error) {
	result, err := p.placed(ctx)
	if err != nil {
		return nil, find.Entry{}, err
	}
	t, err := oneResource(result.Index, text)
	if err != nil {
		return nil, t, err
	}
	return result.Of(t.Account), t, nil
}

// oneResource is the one resource that a text names: by its id, its name, its ARN, or the region before either.
func oneResource(x *awsdata.Index, text string) (find.Entry, error) {
	var named, ids []find.Entry
	found := find.Find(x, text)
	for _, m := range found.Matches {
		switch m.How {
		case find.ByARN:
			ids = append(ids, m.Entry)
		case find.ByName:
			if m.ID == text || m.Region+"/"+m.ID == text || m.Account+"/"+m.Region+"/"+m.ID == text {
				ids = append(ids, m.Entry)
			}
			named = append(named, m.Entry)
		}
	}
	if len(ids) > 0 {
		named = ids // what has the id is meant, whatever else is called so
	}
	switch len(named) {
	case 1:
		return named[0], nil
	case 0:
		return find.Entry{}, noResource(found, text)
	}
	var typed []string
	for i := range named {
		typed = append(typed, named[i].Kind.Name+" "+named[i].Typed)
	}
	return find.Entry{}, usagef("%q names several: %s", text, strings.Join(typed, ", "))
}

// noResource is the error for a text that names nothing, with what comes near, and what was not read.
func noResource(found find.Found, text string) error {
	hint := "`vpclens find` looks for parts of names, addresses and tags"
	if len(found.Matches) > 0 {
		var near []string
		for _, m := range found.Matches[:min(3, len(found.Matches))] {
			word, _ := m.Word()
			near = append(near, word)
		}
		hint = "did you mean " + strings.Join(near, ", ") + "?"
	}
	if n := len(found.Missing); n > 0 {
		hint += fmt.Sprintf(" (%s not read)", english.Count(n, "list"))
	}
	return fmt.Errorf("no resource %q: %s", text, hint)
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

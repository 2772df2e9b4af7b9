package cli

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/find"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/bucket"
	"github.com/vpclens/vpclens/awsdata/config"
)

// completer finds what a word may become that a shell asks about.
type completer = func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective)

// completions has shells complete what commands and flags take. What is in an account comes from the snapshot that
// --from or --demo names, or else from what the explorer kept last: nobody asks AWS because of a tab.
func (p *program) completions(root *cobra.Command) {
	for _, c := range append([]*cobra.Command{root}, root.Commands()...) {
		for _, flags := range []*pflag.FlagSet{c.PersistentFlags(), c.LocalNonPersistentFlags()} {
			flags.VisitAll(func(f *pflag.Flag) {
				if complete := p.completerOf(f); complete != nil {
					_ = c.RegisterFlagCompletionFunc(f.Name, complete) // an error only where it is registered already
				}
			})
		}
		if c.ValidArgsFunction == nil {
			c.ValidArgsFunction = p.argsOf(c.Name())
		}
	}
}

// completerOf completes the value of a flag, nil where that is a file.
func (p *program) completerOf(f *pflag.Flag) completer {
	switch f.Name {
	case "theme":
		return p.completeThemes
	case "profile":
		return severalOf(func(*cobra.Command) []string { return p.profiles() })
	case "region":
		return severalOf(func(cmd *cobra.Command) []string {
			if s := p.snapshotAtHand(cmd); s != nil {
				return append(s.RegionNames(), allRegions)
			}
			return append(names.Regions(), allRegions)
		})
	case "protocol":
		return cobra.FixedCompletions([]string{"tcp", "udp"}, cobra.ShellCompDirectiveNoFileComp)
	case "to":
		return p.completeDestinations
	case "function":
		return p.completeEntries(func(e *find.Entry) bool { return e.Function })
	case "timeout", "call-timeout", "watch":
		return cobra.FixedCompletions([]string{"30s", "1m", "5m", "15m"}, cobra.ShellCompDirectiveNoFileComp|
			cobra.ShellCompDirectiveKeepOrder)
	case "log", "from", "file", "config", "waivers", "what-if", "output", "baseline", "known", "write-known", "verify":
		return nil
	case "history":
		return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		}
	}
	if values := takenBy(f); len(values) > 0 {
		return cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveKeepOrder)
	}
	return cobra.NoFileCompletions
}

// argsOf completes the arguments of a command.
func (p *program) argsOf(command string) completer {
	functions := p.completeEntries(func(e *find.Entry) bool { return e.Function })
	resources := p.completeEntries(func(e *find.Entry) bool { return !e.Function })
	anything := p.completeEntries(func(*find.Entry) bool { return true })
	switch command {
	case "trace", "reach":
		return atMost(1, functions)
	case "why":
		return atMost(1, functions) // what follows is a text
	case "compare":
		return atMost(2, functions)
	case "owner":
		return atMost(1, resources)
	case "usedby", "find":
		return atMost(1, anything)
	case "checks":
		return atMost(1, completeChecks)
	case "waive":
		return func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return completeChecks(cmd, args, word)
			}
			return atMost(2, resources)(cmd, args, word)
		}
	case "verify", "diff", "snapshot", "pack":
		return nil // files
	}
	return cobra.NoFileCompletions
}

// atMost completes so many arguments, and no more.
func atMost(n int, complete completer) completer {
	return func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= n {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return complete(cmd, args, word)
	}
}

// severalOf completes the last of several names that are separated by commas.
func severalOf(all func(*cobra.Command) []string) completer {
	return func(cmd *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
		before := word[:strings.LastIndex(word, ",")+1]
		given := strings.Split(before, ",")
		var out []string
		for _, name := range all(cmd) {
			if strings.HasPrefix(before+name, word) && plainWord.MatchString(name) && !slices.Contains(given, name) {
				out = append(out, before+name)
			}
		}
		return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

func completeChecks(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, c := range check.Catalogue() {
		if strings.HasPrefix(c.ID, word) {
			out = append(out, cobra.CompletionWithDesc(c.ID, c.Title))
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// completeThemes knows the skins as well.
func (p *program) completeThemes(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	out := takenBy(cmd.Root().Flag("theme"))
	for _, s := range p.readSettings(cmd.Root()).Skins {
		out = append(slices.Clone(out), s.Name)
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// mostOffered is how many words a shell is told: more than anybody reads.
const mostOffered = 500

// plainWord is a text that every shell leaves as it is. A completed name is one key away from being run: what has a
// meaning to a shell is not offered, whatever its quoting.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_./@%+=-]*$`)

// completeEntries completes the names of what is in the snapshot.
func (p *program) completeEntries(may func(*find.Entry) bool) completer {
	return func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		out := entryWords(p.snapshotAtHand(cmd), word, func(e *find.Entry) bool {
			return may(e) && !slices.Contains(args, e.Typed)
		})
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}

// entryWords are what begins with a word, by the shortest text that means it and, where somebody types an id, by that.
func entryWords(s *awsdata.Snapshot, word string, may func(*find.Entry) bool) []string {
	all := find.All(s)
	var out []string
	for i := range all {
		e := &all[i]
		if len(out) == mostOffered {
			break
		}
		for _, text := range []string{e.Typed, e.ID} {
			if strings.HasPrefix(text, word) && plainWord.MatchString(text) && may(e) {
				_, what := e.Word()
				out = append(out, cobra.CompletionWithDesc(text, awsdata.Clean(what)))
				break
			}
		}
	}
	return out
}

// completeDestinations completes what --to takes: the services, and what is in the snapshot and has an address.
func (p *program) completeDestinations(cmd *cobra.Command, _ []string, word string,
) ([]string, cobra.ShellCompDirective) {
	var out []string
	if strings.HasPrefix("internet", word) {
		out = append(out, cobra.CompletionWithDesc("internet", "every address that is not AWS's or private"))
	}
	for _, s := range names.Services() {
		if strings.HasPrefix(s.Name, word) && plainWord.MatchString(s.Name) {
			out = append(out, cobra.CompletionWithDesc(s.Name, "AWS service"))
		}
	}
	if snapshot := p.snapshotAtHand(cmd); snapshot != nil {
		index := awsdata.NewIndex(snapshot)
		out = append(out, entryWords(snapshot, word, func(e *find.Entry) bool {
			if e.Function {
				return false
			}
			_, err := names.ParseIn(index, index.Region(e.Region), e.Typed)
			return err == nil
		})...)
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// completionTime is how long reading a snapshot may take while somebody waits for a tab.
const completionTime = 3 * time.Second

// snapshotAtHand is the snapshot that the flags name, if it is on this machine, else what the explorer kept last; nil
// for none. AWS is not asked.
func (p *program) snapshotAtHand(cmd *cobra.Command) *awsdata.Snapshot {
	ctx, cancel := context.WithTimeout(cmd.Context(), completionTime)
	defer cancel()
	p.settings = p.readSettings(cmd.Root())
	if p.takeDefaults(cmd) != nil {
		return nil
	}
	from := p.flags.from
	switch {
	case p.flags.demo:
		snapshot, _ := p.builtIn() // what goes wrong is said when the command runs
		return snapshot
	case bucket.IsURL(from) || config.IsSource(from):
		return nil
	case from != "":
		snapshot, _ := p.read(ctx, p.flags, from, nil)
		return snapshot
	}
	folder := ""
	for _, d := range p.settings.Defaults {
		if d.Flag == "history" {
			folder = p.atHome(d.Value)
		}
	}
	if flag := cmd.Flag("history"); flag != nil && flag.Value.String() != "" {
		folder = flag.Value.String()
	}
	if folder == "" {
		return nil
	}
	kept, states, err := p.keptStates(folder, p.flags)
	if err != nil || len(states) == 0 {
		return nil
	}
	snapshot, _ := kept.Load(ctx, states[len(states)-1])
	return snapshot
}

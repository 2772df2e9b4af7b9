package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/history"
	"github.com/vpclens/vpclens/ui/mcp"
)

func (p *program) mcpCommand() *cobra.Command {
	var folder, allowed string
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Answer agents: a Model Context Protocol server on standard input and output",
		Long: `Serves the answers of the other commands to an agent, over the Model Context Protocol on standard input and output: the tools
list_functions, findings, trace, reach, why, used_by, find, what_if, diff and refresh, each with the JSON that the command of its
name prints. An agent starts it by itself; docs/agents.md has what its configuration needs.

The account is the one that the flags name, as everywhere: it is read when the first question comes, once, and again when the tool refresh is
asked. Every answer says of when it is.

It can only read, and no agent can make it read a file: diff compares what was read with states that were kept in --history DIR, and
with snapshots in --allow DIR, out of which no link leads. An answer has at most 60,000 characters and says what it leaves out.
Nobody is asked for a code or to sign in: run vpclens login first.`,
		Example: `  vpclens mcp --demo
  vpclens mcp --profile prod --region all
  vpclens mcp --from snapshot.json --allow snapshots --log mcp.log`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if isTerminal(p.stdin) {
				p.say("this serves an agent, which writes to standard input: docs/agents.md has what its configuration needs")
			}
			p.unattended = true
			side, err := p.sidesOf(folder, allowed)
			if err != nil {
				return err
			}
			from := p.source()
			server := mcp.New(mcp.Options{Version: version(), Look: p.look("-"), Side: side, Log: p.log,
				Source:    mcp.Source{Name: from.name, Live: from.live, Read: p.analysedWithWaivers},
				Computing: p.computing})
			return server.Serve(cmd.Context(), p.stdin, p.stdout)
		},
	}
	cmd.Flags().StringVar(&folder, "history", "",
		"the `DIR` in which the explorer kept what it read: diff may name times")
	cmd.Flags().StringVar(&allowed, "allow", "", "a `DIR` with snapshots that diff may read, by their names")
	return cmd
}

// computing says how the account is computed: with the team's decisions as they are now.
func (p *program) computing() (analysis.Options, error) {
	waivers, err := p.waivers("")
	return analysis.Options{Waivers: waivers, Today: p.now()}, err
}

// analysedWithWaivers reads the account and computes it with the team's decisions.
func (p *program) analysedWithWaivers(ctx context.Context) (*analysis.Result, error) {
	waivers, err := p.waivers("")
	if err != nil {
		return nil, err
	}
	return p.analyzed(ctx, waivers)
}

// sidesOf is what reads the snapshots that an agent may compare: those in a folder, those of times that were kept, and
// of the demo yesterday's.
func (p *program) sidesOf(kept, allowed string,
) (func(context.Context, string) (*awsdata.Snapshot, string, error), error) {
	if kept == "" && allowed == "" && !p.flags.demo {
		return nil, nil
	}
	var root *os.Root
	if allowed != "" {
		var err error
		if root, err = os.OpenRoot(allowed); err != nil { // stays open until the program ends
			return nil, usagef("--allow: %v", err)
		}
	}
	return func(ctx context.Context, name string) (*awsdata.Snapshot, string, error) {
		snapshot, called, err := p.sideOf(ctx, kept, root, name)
		p.sayRemarks()
		if err != nil {
			return nil, "", err
		}
		snapshot, err = p.flags.only(snapshot, called)
		return snapshot, called, err
	}, nil
}

func (p *program) sideOf(ctx context.Context, kept string, root *os.Root, name string,
) (*awsdata.Snapshot, string, error) {
	if p.flags.demo && name == "yesterday" {
		snapshot, err := p.yesterday()
		return snapshot, name, err
	}
	if kept != "" {
		snapshot, called, err := p.keptAt(ctx, kept, name)
		if !errors.Is(err, history.ErrNoTime) {
			return snapshot, called, err
		}
	}
	if root == nil {
		return nil, "", errors.New("want now, or a time for which a state was kept")
	}
	snapshot, err := awsdata.LoadIn(ctx, root, name, p.flags.reading()...)
	if err != nil {
		err = fmt.Errorf("%w: %s", err, whatIsIn(root))
	}
	return snapshot, awsdata.Clean(name), err
}

// whatIsIn tells the names of the first things in a folder.
func whatIsIn(root *os.Root) string {
	var names []string
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil || len(entries) == 0 {
		return "the folder is empty"
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			names = append(names, awsdata.Clean(e.Name()))
		}
	}
	return "the folder has " + english.FirstOf(names, 10)
}

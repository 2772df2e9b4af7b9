package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vpclens/vpclens/analysis/english"
)

// rootCommand builds the tree of commands.
func (p *program) rootCommand() *cobra.Command {
	var look exploreFlags
	root := &cobra.Command{
		Use:   "vpclens",
		Short: "See what every Lambda function in a VPC can reach, and why not",
		Long: `vpclens shows what every AWS Lambda function in an account can reach and what can go wrong with its VPC
networking. Security groups, network ACLs, routes, NAT gateways, endpoints and peerings are evaluated together, exactly
and offline; where a fact is missing the answer is "unknown", never a guess. It can only read: the one thing it writes to
AWS is what you have it put into a bucket that you name.

Without a command it opens the explorer.`,
		Example: `  vpclens --demo                                  explore the built-in demo account, no AWS needed
  vpclens                                         explore your account
  vpclens --plain                                 the same line by line: for screen readers and pipes
  vpclens scan --from snapshot.json --format json
  vpclens trace checkout-api --to 203.0.114.9 --port 443`,
		Args: p.knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if look.version {
				return p.sayVersion()
			}
			return p.explore(cmd, look)
		},
		SilenceErrors: true, // finish says every error, once
		SilenceUsage:  true,

		SuggestionsMinimumDistance: 2,
	}
	p.flags.define(root)
	look.define(root)
	p.baselineFlag(root)
	defer p.completions(root)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%s (see `%s --help`)", flagWords(err), cmd.CommandPath())
	})
	// Not cobra's own, whose text is a template: its package has no place in the program.
	root.Flags().BoolVarP(&look.version, "version", "v", false, "print the version")
	root.AddCommand(
		p.scanCommand(),
		p.traceCommand(),
		p.whyCommand(),
		p.reachCommand(),
		p.flowsCommand(),
		p.verifyCommand(),
		p.findCommand(),
		p.ownerCommand(),
		p.usedByCommand(),
		p.changesCommand(),
		p.signalsCommand(),
		p.compareCommand(),
		p.diagramCommand(),
		p.whatIfCommand(),
		p.planCommand(),
		p.waiveCommand(),
		p.diffCommand(),
		p.snapshotCommand(),
		p.packCommand(),
		p.loginCommand(),
		p.configCommand(),
		p.checksCommand(),
		p.policyCommand(),
		p.mcpCommand(),
		p.versionCommand(),
		p.manCommand(),
	)
	return root
}

// flagWords says what is wrong with a flag, in the words of people: what a parser says of a number is its own business.
func flagWords(err error) string {
	var invalid *pflag.InvalidValueError
	if !errors.As(err, &invalid) {
		return err.Error()
	}
	want := ""
	switch invalid.GetFlag().Value.Type() {
	case "uint16":
		want = "a whole number up to 65535"
	case "int":
		want = "a whole number"
	case "bool":
		want = "true or false"
	case "duration":
		want = "a duration such as 30s or 5m"
	default:
		return err.Error()
	}
	return fmt.Sprintf("--%s %q: want %s", invalid.GetFlag().Name, invalid.GetValue(), want)
}

// knownCommand refuses arguments of the root command, which are commands that do not exist.
func (p *program) knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "see `vpclens --help`"
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ") + "?"
	}
	return usagef("there is no command %q: %s", args[0], hint)
}

// exactly wants so many arguments, named as in the command's usage line.
func exactly(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == len(names) {
			return nil
		}
		if len(names) == 0 {
			return usagef("%s takes no argument, got %q", cmd.CommandPath(), args[0])
		}
		return usagef("%s wants %s, got %s: usage: %s", cmd.CommandPath(), strings.Join(names, " and "),
			english.Count(len(args), "argument"), cmd.UseLine())
	}
}

package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/gate"
	"github.com/vpclens/vpclens/analysis/report"
)

// gatesHelp is what help says of --fail-on, for commands that judge a change.
const gatesHelp = `--fail-on names gates, separated by commas. The exit code is 3 if one of them is tripped, and each reason is a line on
stderr:

  new-internet     a function reaches internet that it did not, or has more of it: none, restricted, open; new functions too
  lost-path        a function reaches less than it did, only sometimes, or from fewer subnets
  wider-egress     a function reaches an address, or a service by its name, that it did not; new functions too
  new-finding      a finding appeared; new-finding:high counts that severity and worse ones; a waived one does not count
  unknown          something became unknown, or cannot be compared because one side lacks it

What may have happened, for all that is known, trips unknown and nothing else; where unknown is not asked for that is said
on stderr. A function that is gone has lost nothing.
`

// failOn is --fail-on of a command that judges a change.
type failOn struct{ words []string }

func (f *failOn) define(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&f.words, "fail-on", nil, "exit with 3 if one of these `GATES` is tripped: "+
		strings.Join(gate.Names(), ", "))
	takes(cmd.Flags(), "fail-on", gate.Names()...)
	_ = cmd.RegisterFlagCompletionFunc("fail-on", completeGates) // an error only where the flag is not there
}

// gates are the gates that somebody named.
func (f *failOn) gates() ([]gate.Gate, error) {
	gates, err := gate.Parse(f.words)
	if err != nil {
		return nil, usagef("--fail-on: %v", err)
	}
	return gates, nil
}

// judged says what gates and assertions come to, and by its error that the exit code is 3. Either may be nil.
func (p *program) judged(a *gate.Answer, v *report.Verification) error {
	var err, failed error
	if a != nil {
		err = p.tripped(a)
	}
	if v != nil {
		failed = held(v)
	}
	switch {
	case err == nil:
		return failed
	case failed != nil:
		p.say("%s", failed)
	}
	return err
}

// tripped says on stderr what trips gates and what is not known, and by its error that the exit code is 3.
func (p *program) tripped(a *gate.Answer) error {
	for _, line := range report.GateLines(a) {
		p.say("%s", line)
	}
	kinds := a.Kinds()
	if len(kinds) == 0 {
		return nil
	}
	var names []string
	for _, g := range kinds {
		names = append(names, g.String())
	}
	return &verdictError{fmt.Sprintf("%d of the gates that --fail-on names tripped: %s", len(kinds),
		strings.Join(names, ", "))}
}

// completeGates completes the last of several gates that are separated by commas, each once.
func completeGates(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	before := word[:strings.LastIndex(word, ",")+1]
	var given []string
	for g := range strings.SplitSeq(before, ",") {
		kind, _, _ := strings.Cut(g, ":")
		given = append(given, kind)
	}
	var out []string
	for _, name := range gate.Names() {
		kind, _, _ := strings.Cut(name, ":")
		if strings.HasPrefix(before+name, word) && !slices.Contains(given, kind) {
			out = append(out, before+name)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/report"
)

func (p *program) checksCommand() *cobra.Command {
	var out outputFlags
	cmd := &cobra.Command{
		Use:   "checks [ID]",
		Short: "List the checks, or explain one",
		Example: `  vpclens checks
  vpclens checks path-nat-broken
  vpclens checks --format json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("vpclens checks takes one ID at most, got %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			checks, forms, err := chooseChecks(args)
			if err != nil {
				return err
			}
			chosen, err := chooseForms(&out, forms)
			if err != nil {
				return err
			}
			return deliver(cmd.Context(), p, chosen, func(look report.Look) *report.Checks {
				return &report.Checks{Checks: checks, Look: look}
			})
		},
	}
	out.define(cmd, "table", "json")
	return cmd
}

// chooseChecks finds what to write of the catalogue, and how: one check is explained, several are listed.
func chooseChecks(args []string) ([]*check.Check, []form[*report.Checks], error) {
	checks := check.Catalogue()
	forms := []form[*report.Checks]{{"table", report.WriteChecks}, {"json", report.WriteChecksJSON}}
	if len(args) == 1 {
		one := check.Find(args[0])
		if one == nil {
			return nil, nil, usagef("there is no check %q: %s", args[0], checkHint(args[0], checks))
		}
		checks = []*check.Check{one}
		forms[0].write = report.WriteCheck
	}
	return checks, forms, nil
}

func checkHint(typed string, checks []*check.Check) string {
	if near := ask.Nearest(slices.Values(checkIDs(checks)), typed); len(near) > 0 {
		return "did you mean " + strings.Join(near, ", ") + "?"
	}
	return "`vpclens checks` lists them"
}

func checkIDs(checks []*check.Check) []string {
	var ids []string
	for _, c := range checks {
		ids = append(ids, c.ID)
	}
	return ids
}

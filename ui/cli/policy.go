package cli

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata/collect"
)

func (p *program) policyCommand() *cobra.Command {
	var out outputFlags
	var role string
	var with []string
	forms := []form[struct{}]{
		{"json", func(w io.Writer, _ struct{}) error {
			policy, err := collect.PolicyWith(with...)
			if err != nil {
				return usagef("--with: %v", err)
			}
			_, err = w.Write(policy)
			return err
		}},
		{"stackset", func(w io.Writer, _ struct{}) error {
			_, err := w.Write(collect.StackSet())
			return err
		}},
		{"organization", func(w io.Writer, _ struct{}) error {
			_, err := w.Write(collect.OrganizationPolicy(role))
			return err
		}},
	}
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Print the least read-only IAM policy that vpclens needs",
		Long: `Prints the least read-only IAM policy that vpclens needs, made from the table of the calls that it makes. The last
statement can be left out as a whole. What is asked only when a person wants it is not in it: --with adds a statement for each
command of those that are named, and it can be left out again.

With --format stackset it prints a template of CloudFormation for the accounts of an organization, to be deployed to one
region of each: a role with that policy for somebody to read the account with, and a project of CodeBuild that collects
the account on a schedule and may put objects under the account's own part of a bucket's prefix, and nothing else.
docs/fleet.md says how.

With --format organization it prints the policy of whoever reads the accounts by that role (--org, --accounts): it
lists the accounts of the organization and assumes the role that --role-name names, and needs nothing else.`,
		Example: `  vpclens policy
  vpclens policy --with changes
  vpclens policy --format stackset --output stackset.yaml
  vpclens policy --format organization --role-name vpclens-read`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			chosen, err := chooseForms(&out, forms)
			if err != nil {
				return err
			}
			if !rolePattern.MatchString(role) {
				return usagef("--role-name %q: want the name of a role, not its ARN", role)
			}
			if len(with) > 0 && !chosen.has("json") {
				return usagef("--with adds to --format json: leave out --format %s", &out.formats)
			}
			return deliver(cmd.Context(), p, chosen, func(report.Look) struct{} { return struct{}{} })
		},
	}
	out.define(cmd, "json", "stackset", "organization")
	cmd.Flags().StringSliceVar(&with, "with", nil, "what is asked on demand too, `NAMES` separated by commas: "+
		strings.Join(onDemandTiers(), ", "))
	cmd.Flags().StringVar(&role, "role-name", collect.ReaderRole, "`NAME` of the role, of --format organization")
	return cmd
}

// onDemandTiers are what --with takes.
func onDemandTiers() []string {
	var out []string
	for _, o := range collect.OnDemands() {
		out = append(out, o.Tier)
	}
	return out
}

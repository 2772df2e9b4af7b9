package cli

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/awsdata/collect"
)

func (p *program) policyCommand() *cobra.Command {
	var out outputFlags
	forms := []form[struct{}]{
		{"json", func(w io.Writer, _ struct{}) error {
			_, err := w.Write(collect.Policy())
			return err
		}},
		{"stackset", func(w io.Writer, _ struct{}) error {
			_, err := w.Write(collect.StackSet())
			return err
		}},
	}
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Print the least read-only IAM policy that vpclens needs",
		Long: `Prints the least read-only IAM policy that vpclens needs, made from the table of the calls that it makes. The last
statement can be left out as a whole.

With --format stackset it prints a template of CloudFormation for the accounts of an organization, to be deployed to one
region of each: a role with that policy for somebody to read the account with, and a project of CodeBuild that collects
the account on a schedule and may put objects under the account's own part of a bucket's prefix, and nothing else.
docs/fleet.md says how.`,
		Example: `  vpclens policy
  vpclens policy --format stackset --output stackset.yaml`,
		Args: exactly(),
		RunE: func(*cobra.Command, []string) error {
			write, err := chooseForm(out.format, forms)
			if err != nil {
				return err
			}
			return p.deliver(out.file, func(w io.Writer) error { return write(w, struct{}{}) })
		},
	}
	out.define(cmd, "json", "stackset")
	return cmd
}

package cli

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/awsdata/collect"
)

func (p *program) policyCommand() *cobra.Command {
	var out outputFlags
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Print the least read-only IAM policy that vpclens needs",
		Args:  exactly(),
		RunE: func(*cobra.Command, []string) error {
			return p.deliver(out.file, func(w io.Writer) error {
				_, err := w.Write(collect.Policy())
				return err
			})
		},
	}
	out.define(cmd)
	return cmd
}

package cli

import (
	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
)

func (p *program) findCommand() *cobra.Command {
	var out outputFlags
	cmd := &cobra.Command{
		Use:   "find TEXT",
		Short: "Find what an address, a range, an ARN, a host name, a part of a name or a tag belongs to",
		Long: `Looks for a text among everything in the snapshot, one line for each thing: who has the address, and in which subnets and
VPCs it lies; what has a range, what lies in it, and which rules, entries and routes name it; the resource of an ARN; what answers
to a host name; what has the text in its name or id; what has a tag with it. Lists that were not read are named: there may be
more in them. Nothing found is an answer, and no failure.`,
		Example: `  vpclens find 10.20.16.10 --demo
  vpclens find checkout --demo
  vpclens find sqs.us-east-1.amazonaws.com --demo --format json`,
		Args: exactly("TEXT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := chooseForms(&out, []form[*report.Find]{
				{"text", report.WriteFind}, {"json", report.WriteFindJSON}, {"markdown", report.WriteFindMarkdown}})
			if err != nil {
				return err
			}
			if awsdata.Clean(args[0]) == "" { // before anything is read
				_, err := ask.Find(nil, "")
				return err
			}
			snapshot, err := p.load(cmd.Context())
			if err != nil {
				return err
			}
			f, err := ask.Find(awsdata.NewIndex(snapshot), args[0])
			if err != nil {
				return err
			}
			return deliver(cmd.Context(), p, chosen, func(look report.Look) *report.Find {
				f.Look = look
				return f
			})
		},
	}
	out.define(cmd, "text", "json", "markdown")
	return cmd
}

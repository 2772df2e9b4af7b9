package cli

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
)

func (p *program) diffCommand() *cobra.Command {
	var out outputFlags
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Tell what changed between two snapshots, in resources and in what functions can reach",
		Long: `Compares two snapshots: which functions can reach something they could not before, or no longer can, and which
resources were changed. A list that one of the two does not hold is not compared: nothing can be said of it.`,
		Example: `  vpclens diff yesterday.json.gz today.json.gz
  vpclens diff before/ after/ --format json`,
		Args: exactly("OLD", "NEW"),
		RunE: func(cmd *cobra.Command, args []string) error {
			write, err := chooseForm(out.format,
				[]form[*report.Diff]{{"text", report.WriteDiff}, {"json", report.WriteDiffJSON}})
			if err != nil {
				return err
			}
			var sides [2]*awsdata.Index
			for i, path := range args {
				snapshot, err := p.read(cmd.Context(), p.flags, path, nil)
				p.sayRemarks()
				if err != nil {
					return err
				}
				if snapshot, err = p.flags.only(snapshot, path); err != nil {
					return err
				}
				sides[i] = awsdata.NewIndex(snapshot)
			}
			d := &report.Diff{Diff: diff.Compare(sides[0], sides[1]), Before: awsdata.Clean(args[0]),
				After: awsdata.Clean(args[1]), Look: p.look(out.file)}
			return p.deliver(out.file, func(w io.Writer) error { return write(w, d) })
		},
	}
	out.define(cmd, "text", "json")
	return cmd
}

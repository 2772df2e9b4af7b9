package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/awsdata"
)

// readSomething is an error where no list of functions was read, in whole or in part: such a snapshot answers nothing,
// and a file of it would be taken for one that does.
func readSomething(s *awsdata.Snapshot) error {
	var first awsdata.Gap
	for _, r := range s.Regions {
		gap, missing := r.Gap("list-functions")
		if !missing || len(r.Functions) > 0 {
			return nil
		}
		if first.Call == "" {
			first = gap
		}
	}
	return fmt.Errorf("no list of functions could be read, so nothing was written: %s", strings.TrimSuffix(first.Cause.Text()+": "+first.Message, ": "))
}

func (p *program) snapshotCommand() *cobra.Command {
	var anonymize bool
	cmd := &cobra.Command{
		Use:   "snapshot OUT",
		Short: "Collect once and save, to look at later or elsewhere",
		Long: `Collects the account and writes a snapshot: one file if OUT ends in .json or .json.gz, else a directory with one
file per call, as the AWS CLI prints it. Environment variables of functions and presigned URLs never enter a snapshot.

With --anonymize, account ids, names, public addresses, and ids of instances and hosted zones are replaced, so that the
snapshot can be shown to others; who reaches what stays. Kept are private addresses, Regions and zones, all other ids that
AWS made up, and what AWS publishes: its names, its policies, the addresses of its prefix lists.`,
		Example: `  vpclens snapshot prod.json.gz --profile prod --region all
  vpclens --from prod.json.gz`,
		Args: exactly("OUT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			out := args[0]
			if strings.TrimSpace(out) == "" {
				return usagef("OUT is empty: name a file or a directory")
			}
			snapshot, err := p.load(cmd.Context())
			if err != nil {
				return err
			}
			if err := readSomething(snapshot); err != nil {
				return err
			}
			if anonymize {
				if snapshot, err = snapshot.Anonymize(); err != nil {
					return err
				}
			}
			if err := snapshot.Save(cmd.Context(), out); err != nil {
				return err
			}
			functions := 0
			for _, region := range snapshot.Regions {
				for i := range region.Functions {
					if !region.Functions[i].Published() {
						functions++
					}
				}
			}
			text := fmt.Sprintf("wrote %s: %s in %s", out, english.Count(functions, "function"), english.Count(len(snapshot.Regions), "region"))
			if gaps := len(snapshot.Gaps()); gaps > 0 {
				text += fmt.Sprintf("; %s that nobody could answer are gaps", english.Count(gaps, "call"))
			}
			p.say("%s", text)
			return nil
		},
	}
	cmd.Flags().BoolVar(&anonymize, "anonymize", false, "replace account ids, names and public addresses")
	return cmd
}

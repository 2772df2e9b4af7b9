package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/waiver"
	"github.com/vpclens/vpclens/awsdata"
)

func (p *program) waiveCommand() *cobra.Command {
	var w waiver.Waiver
	var config, expires string
	cmd := &cobra.Command{
		Use:   "waive CHECK [RESOURCE]",
		Short: "Accept findings of a check: write a waiver with its reason into .vpclens.yaml",
		Long: `Adds a waiver to .vpclens.yaml in the current folder, or to the file that --waivers names, and leaves the rest of the
file as it is. RESOURCE is the id or the name of what the finding is about, or a glob over them; --function limits the waiver
to functions, by name or glob, and does without RESOURCE. A reason is needed: whoever reads the report wants to know it. With
--expires the waiver holds up to that day, and then speaks up.

The account is not read. A waiver that matches nothing is told by the next scan.`,
		Example: `  vpclens waive path-single-az media-a --reason 'batch job, can wait' --owner media --expires 2027-01-31
  vpclens waive egress-unmonitored --function 'video-*' --reason 'nothing secret passes'`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return usagef("vpclens waive wants CHECK and RESOURCE, or CHECK and --function")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			w.Check = args[0]
			if len(args) == 2 {
				w.Resource = args[1]
			}
			switch {
			case w.Check != "*" && check.Find(w.Check) == nil:
				return usagef("there is no check %q: `vpclens checks` lists them", awsdata.Clean(w.Check))
			case w.Resource == "" && w.Function == "":
				return usagef("what is accepted? name the RESOURCE, or a --function")
			case strings.TrimSpace(w.Reason) == "":
				return usagef("--reason is missing: say why this is accepted")
			}
			if err := w.Validate(); err != nil {
				return usagef("%v", err)
			}
			if expires != "" {
				day, err := time.Parse(time.DateOnly, expires)
				if err != nil {
					return usagef("--expires %q is no date: want 2027-01-31", awsdata.Clean(expires))
				}
				if w.Expires = day; w.Expired(p.now()) {
					return usagef("--expires %s is over already", expires)
				}
			}
			name := config
			if name == "" {
				name = waiver.FileName
			}
			data, err := readConfig(name)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("read waivers: %w", err)
			}
			data, err = waiver.Add(data, name, w)
			if err != nil {
				return fmt.Errorf("write the waiver: %w", err)
			}
			if err := replaceFile(name, data); err != nil {
				return err
			}
			_, err = fmt.Fprintf(p.stdout, "%s: the waiver of %s was added\n", awsdata.Clean(name), w.Check)
			return err
		},
	}
	cmd.Flags().StringVar(&w.Reason, "reason", "", "why it is accepted")
	cmd.Flags().StringVar(&w.Function, "function", "", "accept it for these functions only: a name or a glob")
	cmd.Flags().StringVar(&w.Account, "account", "", "accept it in this account only: its `ID`")
	cmd.Flags().StringVar(&w.Owner, "owner", "", "who accepted it")
	cmd.Flags().StringVar(&expires, "expires", "", "the last `DAY` it holds, such as 2027-01-31")
	waiversFlag(cmd, &config, "the `FILE` (default "+waiver.FileName+")")
	return cmd
}

package cli

import (
	"fmt"
	"io"

	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"
)

func (p *program) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "man",
		Short:  "Print the manual page",
		Hidden: true, // packagers need it, nobody else
		Args:   exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			page, err := mango.NewManPage(1, cmd.Root())
			if err != nil {
				return fmt.Errorf("make manual page: %w", err)
			}
			page = page.WithSection("Exit status", "0: fine. 1: failed. 2: the command line makes no sense. "+
				"3: findings at or above --fail-on, or an assertion that did not hold.")
			return p.deliver("", func(w io.Writer) error {
				_, err := fmt.Fprintln(w, page.Build(roff.NewDocument()))
				return err
			})
		},
	}
}

package cli

import (
	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/compare"
	"github.com/vpclens/vpclens/analysis/report"
)

func (p *program) compareCommand() *cobra.Command {
	var out outputFlags
	var all bool
	cmd := &cobra.Command{
		Use:   "compare FUNCTION FUNCTION",
		Short: "Put two functions side by side, and tell what differs",
		Long: `Asks both functions the same questions: where they sit, how they lead out from each AZ, which security groups they have and
what these let out, what only one of them can reach and how each AWS service is reached, what is wrong with each, their roles and
settings. What differs is told; --all tells the rest as well.

FUNCTION is a name or an ARN. Where a name is in several regions, --region chooses.`,
		Example: `  vpclens compare checkout-api cart-api --demo
  vpclens compare checkout-api cart-api --demo --all --format json`,
		Args:              exactly("FUNCTION", "FUNCTION"),
		ValidArgsFunction: p.completeResources(true),
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := chooseForms(&out, []form[*report.Compare]{
				{"text", report.WriteCompare}, {"json", report.WriteCompareJSON},
				{"markdown", report.WriteCompareMarkdown}})
			if err != nil {
				return err
			}
			waivers, err := p.waivers("")
			if err != nil {
				return err
			}
			result, err := p.analyzed(cmd.Context(), waivers)
			if err != nil {
				return err
			}
			c := &report.Compare{Result: result, All: all}
			for i, name := range args {
				if c.Functions[i], err = ask.OneFunction(result, name); err != nil {
					return err
				}
			}
			if c.Functions[0] == c.Functions[1] {
				return usagef("%s is one function: name two", c.Functions[0].FunctionName)
			}
			if c.Rows, err = compare.Functions(cmd.Context(), result, c.Functions[0], c.Functions[1]); err != nil {
				return err
			}
			return deliver(cmd.Context(), p, chosen, func(look report.Look) *report.Compare {
				c.Look = look
				return c
			})
		},
	}
	out.define(cmd, "text", "json", "markdown")
	cmd.Flags().BoolVar(&all, "all", false, "tell what is the same as well")
	return cmd
}

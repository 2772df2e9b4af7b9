package cli

import (
	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/report"
)

func (p *program) reachCommand() *cobra.Command {
	var out outputFlags
	var all bool
	cmd := &cobra.Command{
		Use:   "reach FUNCTION",
		Short: "Print everything a function can reach, as exact sets",
		Long: `Computes everything that a function can open a connection to: addresses, protocols and ports, each part with the
way it takes. "Always" is what every subnet reaches; "sometimes" depends on the subnet, the source address or the
ephemeral port; "unknown" is what a missing fact leaves open. Everything else is blocked.

FUNCTION is a name, an ARN or a glob.`,
		Example: `  vpclens reach checkout-api --demo
  vpclens reach checkout-api --all
  vpclens reach 'orders-*' --format json`,
		Args: exactly("FUNCTION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := chooseForms(&out, oneAfterAnother(
				[]form[*report.Reach]{{"text", report.WriteReach}, {"json", report.WriteReachJSON}}))
			if err != nil {
				return err
			}
			account, err := p.account(cmd.Context())
			if err != nil {
				return err
			}
			functions, err := account.functions.Named(args[0])
			if err != nil {
				return err
			}
			answers := make([]*report.Reach, len(functions))
			for i, f := range functions {
				answers[i] = f.Reach()
				answers[i].All = all
			}
			return deliver(cmd.Context(), p, chosen, func(look report.Look) []*report.Reach {
				for _, a := range answers {
					a.Look = look
				}
				return answers
			})
		},
	}
	out.define(cmd, "text", "json")
	cmd.Flags().BoolVar(&all, "all", false, "tell every range, however many there are; --format json always does")
	return cmd
}

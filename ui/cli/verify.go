package cli

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/report"
)

func (p *program) verifyCommand() *cobra.Command {
	var out outputFlags
	cmd := &cobra.Command{
		Use:   "verify FILE",
		Short: "Hold a file of path assertions against the account; exit 3 when one fails",
		Long: `Reads assertions from a YAML file and tells which do not hold, each with the first things that are in its way.

  assertions:
    - {name: reports get out, functions: "report-*", to: 203.0.114.9, protocol: tcp, port: 443, expect: reachable}
    - {name: payments stay inside, functions: payments-core, to: internet, port: 443, expect: blocked}

functions is a name, an ARN or a glob; an assertion that matches no function does not hold. to is what ` + "`vpclens trace --to`" + `
takes. protocol is tcp unless it says udp, port is 443 unless it says another. expect is reachable, blocked, partial or
unknown.`,
		Example: `  vpclens verify --from account assertions.yaml
  vpclens verify assertions.yaml --format json`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			write, err := chooseForm(out.format, []form[*report.Verification]{
				{"text", report.WriteVerification}, {"json", report.WriteVerificationJSON}})
			if err != nil {
				return err
			}
			data, err := os.ReadFile(args[0])
			if err != nil {
				return fmt.Errorf("read assertions: %w", err)
			}
			assertions, err := parseAssertions(data)
			if err != nil {
				return fmt.Errorf("read assertions: %s: %w", args[0], err)
			}
			account, err := p.account(cmd.Context())
			if err != nil {
				return err
			}
			v := &report.Verification{Index: account.index, Look: p.look(out.file)}
			if v.Results, err = account.verify(cmd.Context(), assertions); err != nil {
				return err
			}
			if err := p.deliver(out.file, func(w io.Writer) error { return write(w, v) }); err != nil {
				return err
			}
			if failed := v.Failed(); failed > 0 {
				return &verdictError{fmt.Sprintf("%d of %s did not hold", failed, count(len(v.Results), "assertion"))}
			}
			return nil
		},
	}
	out.define(cmd, "text", "json")
	return cmd
}

// verify asks the question of every assertion for every function that it names.
func (a *account) verify(ctx context.Context, assertions []assertion) ([]report.AssertionResult, error) {
	results := make([]report.AssertionResult, 0, len(assertions))
	for _, one := range assertions {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		result := report.AssertionResult{
			Name: one.name, Function: one.functions, Expect: one.expect,
			Question: fmt.Sprintf("%s %s %d", one.query.To.Text, one.query.Protocol, one.query.Port),
		}
		functions, err := a.functions.named(one.functions)
		if err != nil {
			result.Problem = err.Error()
			results = append(results, result)
			continue
		}
		for _, f := range functions {
			r := result
			r.Function, r.Region = f.FunctionName, f.region
			t, err := a.engine.Trace(f.region, f.Function, one.query)
			if err != nil {
				r.Problem = err.Error()
			} else {
				r.Verdict, r.OK = t.Verdict, t.Verdict == one.expect
				if !r.OK {
					r.Trace = t
				}
			}
			results = append(results, r)
		}
	}
	return results, nil
}

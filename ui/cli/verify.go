package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
)

func (p *program) verifyCommand() *cobra.Command {
	var out outputFlags
	var resolve bool
	cmd := &cobra.Command{
		Use:   "verify FILE",
		Short: "Hold a file of path assertions against the account; exit 3 when one fails",
		Long: `Reads assertions from a YAML file and tells which do not hold, each with the first things that are in its way.

  assertions:
    - {name: reports get out, functions: "report-*", to: 203.0.114.9, protocol: tcp, port: 443, expect: reachable}
    - {name: payments stay inside, functions: payments-core, to: internet, port: 443, expect: blocked}

functions is a name, an ARN or a glob, in one of several accounts with its id and a slash before; an assertion that matches
no function does not hold, and neither does a glob of which functions were not read. to is what ` +
			"`vpclens trace --to`" + `
takes; a word that is none of these ends the run before anything is judged, with exit code 2 and the nearest. protocol is
tcp unless it says udp, port is that of the destination (443 for most) unless it says another. expect is reachable, blocked,
partial or unknown. --resolve is that of trace.`,
		Example: `  vpclens verify --from account assertions.yaml
  vpclens verify assertions.yaml --format json`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			write, err := chooseForm(out.format, []form[*report.Verification]{
				{"text", report.WriteVerification}, {"json", report.WriteVerificationJSON}})
			if err != nil {
				return err
			}
			data, err := readInput(args[0])
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
			if err := account.refuse(args[0], assertions); err != nil {
				return err
			}
			v := &report.Verification{Look: p.look(out.file)}
			if v.Results, err = account.verify(cmd.Context(), assertions, p.lookups(resolve),
				out.format == "json"); err != nil {
				return err
			}
			if err := p.deliver(out.file, func(w io.Writer) error { return write(w, v) }); err != nil {
				return err
			}
			if failed := v.Failed(); failed > 0 {
				return &verdictError{fmt.Sprintf("%d of %s did not hold", failed,
					english.Count(len(v.Results), "assertion"))}
			}
			return nil
		},
	}
	out.define(cmd, "text", "json")
	resolveFlag(cmd, &resolve)
	return cmd
}

// refuse reads the destination of every assertion before any is judged: a misspelt one must not pass for a service.
func (a *account) refuse(file string, assertions []assertion) error {
	for _, one := range assertions {
		functions, err := a.functions.Named(one.functions)
		if err != nil {
			err = one.asked.Nowhere(a.index) // whoever is meant, the destination is read all the same
		}
		for _, f := range functions {
			if _, err = one.asked.Of(&f); err != nil {
				break
			}
		}
		if err != nil {
			return usagef("read assertions: %s: line %d: to: %v", file, one.line, err)
		}
	}
	return nil
}

// verify asks the question of every assertion for every function that it names. The proof is kept of those that did not
// hold, and of all if that is asked for.
func (a *account) verify(ctx context.Context, assertions []assertion, lookups *lookups,
	proof bool) ([]report.AssertionResult, error) {
	results := make([]report.AssertionResult, 0, len(assertions))
	for _, one := range assertions {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		result := report.AssertionResult{
			Name: awsdata.Clean(one.name), Function: awsdata.Clean(one.functions), Expect: one.expect,
			Question: fmt.Sprintf("%s %s %d", awsdata.Clean(one.asked.To), one.asked.Protocol,
				cmp.Or(one.asked.Port, names.HTTPS)),
		}
		functions, err := a.functions.Named(one.functions)
		if err != nil {
			result.Problem = awsdata.Clean(err.Error())
			results = append(results, result)
			continue
		}
		if unread := a.unread(one.functions); len(unread) > 0 {
			result.Problem = "functions of " + strings.Join(unread, ", ") +
				" were not read, and it may mean some of them"
			results = append(results, result)
		}
		for _, f := range functions {
			r := result
			r.Function, r.Region, r.Index = f.FunctionName, f.Region, f.Index
			t, err := verdict(ctx, f, one.asked, lookups, &r)
			if err != nil {
				r.Problem = awsdata.Clean(err.Error())
			} else {
				r.Verdict, r.OK = t.Verdict, t.Verdict == one.expect
				if proof || !r.OK {
					r.Trace = t
				}
			}
			results = append(results, r)
		}
	}
	return results, nil
}

// unread are the regions, and accounts, in which a glob may match functions that were not read.
func (a *account) unread(pattern string) []string {
	if !strings.ContainsAny(pattern, `*?[`) {
		return nil
	}
	chosen, _, _ := strings.Cut(pattern, "/")
	accounts := a.index.Snapshot.Accounts
	var out []string
	for _, of := range accounts {
		if awsdata.IsAccountID(chosen) && chosen != of.AccountID {
			continue
		}
		s := a.index.Snapshot.As(of.AccountID)
		if of.IsUnread() && len(s.MainRegions()) == 0 {
			out = append(out, of.AccountID)
		}
		for _, r := range s.MainRegions() {
			switch {
			case r.Has("list-functions"):
			case len(accounts) > 1:
				out = append(out, of.AccountID+" "+r.RegionName)
			default:
				out = append(out, r.RegionName)
			}
		}
	}
	return out
}

// verdict asks an assertion's question for one of its functions.
func verdict(ctx context.Context, f ask.Function, q ask.Question, lookups *lookups,
	r *report.AssertionResult) (*reach.Trace, error) {
	query, err := q.Of(&f)
	if err != nil {
		return nil, err
	}
	if query.To, err = lookups.fill(ctx, f, query.To); err != nil {
		return nil, err
	}
	r.Question = fmt.Sprintf("%s %s %d", awsdata.Clean(query.To.Name()), query.Protocol, query.Port)
	r.To = query.To
	return f.Engine.Trace(f.Region, f.Function, query)
}

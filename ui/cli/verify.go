package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/assert"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/verify"
)

func (p *program) verifyCommand() *cobra.Command {
	var out outputFlags
	var resolve, schema bool
	forms := withIssues([]form[*report.Verification]{{"text", report.WriteVerification},
		{"json", report.WriteVerificationJSON}}...)
	cmd := &cobra.Command{
		Use:   "verify FILE",
		Short: "Hold a file of path assertions against the account; exit 3 when one fails",
		Long: `Reads assertions from a YAML file and tells which do not hold, each with the first things that are in its way.

  assertions:
    - {name: reports get out, functions: "report-*", to: 203.0.114.9, protocol: tcp, port: 443, expect: reachable}
    - deny: payments-core -> internet                # on no port, by neither protocol
    - allow: orders-worker -> s3                     # reachable, from every subnet
    - only: payments-core -> 10.0.0.0/8, s3, dynamodb, 3.218.180.0/23
    - isolated: payments-core                        # no internet; gateway endpoints are none
    - deny: {functions: [orders-worker], to: 10.0.0.0/8, port: 6000-65535, protocol: tcp}
      waived: {until: 2099-12-31, reason: the old mainframe goes, owner: core}

functions are names, ARNs or globs, in one of several accounts with its id and a slash before; tag:KEY or tag:KEY=VALUE; or
the vpc-, subnet- or sg- that they are in. An assertion that matches no function does not hold, and neither does one of
which it is unknown whom it means: functions or their tags were not read. to is what ` + "`vpclens trace --to`" + `
takes, or a list; a word that is none of these ends the run before anything is judged, with exit code 2 and the nearest.
protocol is tcp, udp or any, port a number, a range or a list of both. allow and expect ask for tcp and the port of the
destination (443 for most) unless told otherwise, deny and only for all of them. A range is asked exactly: wherever a rule
tells two ports apart. What no rule can close, the Amazon resolver and the Time Sync Service, only leaves out.
expect is reachable, blocked, partial or unknown. What is waived is told and does not count until that day; then it counts,
and says so. --resolve is that of trace. ` + "`vpclens verify --schema`" + ` prints the form of the file for editors.`,
		Example: `  vpclens verify --from account assertions.yaml
  vpclens verify assertions.yaml --format json
  vpclens verify --from account assertions.yaml --format text --format junit=verify.xml
  vpclens verify --schema`,
		Args: func(cmd *cobra.Command, args []string) error {
			if schema {
				return exactly()(cmd, args)
			}
			return exactly("FILE")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if schema {
				_, err := p.stdout.Write(assert.Schema())
				return err
			}
			chosen, err := chooseForms(&out, forms)
			if err != nil {
				return err
			}
			list, err := assertions(args[0])
			if err != nil {
				return err
			}
			account, err := p.accountWith(cmd.Context(), list)
			if err != nil {
				return err
			}
			v, err := p.verify(cmd.Context(), account, args[0], list, resolve, len(chosen) > 1 || !chosen.has("text"))
			if err != nil {
				return err
			}
			err = deliver(cmd.Context(), p, chosen, func(look report.Look) *report.Verification {
				v.Look = look
				return v
			})
			if err != nil {
				return err
			}
			return held(v)
		},
	}
	out.define(cmd, namesOf(forms)...)
	resolveFlag(cmd, &resolve)
	cmd.Flags().BoolVar(&schema, "schema", false, "print the JSON Schema of the file, for editors, and read nothing")
	return cmd
}

// accountWith reads what assertions depend on: the tags of functions where one is about tags, which are told by calls
// about single functions.
func (p *program) accountWith(ctx context.Context, list []assert.Assertion) (*account, error) {
	if !assert.Tags(list) {
		return p.account(ctx)
	}
	snapshot, err := p.load(ctx)
	if err != nil {
		return nil, err
	}
	return newAccount(snapshot), nil
}

// verify holds assertions against the account, or against what a plan makes of it. The proof is kept of those that did
// not hold, and of all if that is asked for. file is the one that the assertions stand in.
func (p *program) verify(ctx context.Context, a *account, file string, list []assert.Assertion, resolve, proof bool,
) (*report.Verification, error) {
	o := verify.Options{Today: p.now(), Proof: proof}
	if lookups := p.lookups(resolve); lookups != nil {
		o.Resolve = lookups.fill
	}
	results, err := verify.Assertions(ctx, a.index, a.functions, list, o)
	var none *verify.DestinationError
	if errors.As(err, &none) {
		return nil, usagef("read assertions: %s: %v", file, err)
	}
	if err != nil {
		return nil, err
	}
	return &report.Verification{Results: results, File: file, Version: version(),
		At: p.capturedAt(a.index.Snapshot)}, nil
}

// assertions reads a file of assertions.
func assertions(file string) ([]assert.Assertion, error) {
	data, err := readInput(file)
	if err != nil {
		return nil, fmt.Errorf("read assertions: %w", err)
	}
	list, err := assert.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("read assertions: %s: %w", file, err)
	}
	return list, nil
}

// held is the error of a verification in which something did not hold, nil for none.
func held(v *report.Verification) error {
	if failed := v.Failed(); failed > 0 {
		return &verdictError{fmt.Sprintf("%d of %s did not hold", failed,
			english.Count(len(v.Results), "assertion"))}
	}
	return nil
}

package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/assert"
	"github.com/vpclens/vpclens/analysis/gate"
	"github.com/vpclens/vpclens/analysis/plan"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
)

func (p *program) planCommand() *cobra.Command {
	var out outputFlags
	var options plan.Options
	var parameters []string
	var created bool
	var fail failOn
	var accepted knownFlags
	var verified string
	forms := withIssues([]form[*report.Plan]{{"text", report.WritePlan}, {"json", report.WritePlanJSON},
		{"html", report.WritePlanHTML}}...)
	cmd := &cobra.Command{
		Use:   "plan FILE",
		Short: "Tell what a Terraform plan or CloudFormation template does to what functions can reach",
		Long: `Reads what somebody wants to change, makes the change in a copy of the account, and tells which functions gain and lose
what, which findings appear and vanish, and where in the file each of that is. Nothing is run.

FILE is what ` + "`terraform show -json PLANFILE`" + ` prints (OpenTofu's too), a CloudFormation or SAM template in YAML
or JSON, what ` + "`aws cloudformation describe-change-set`" + ` prints, or a folder that the CDK has synthesized
(cdk.out). "-" is standard input.

The account before the change is read as always: from AWS, or from a snapshot with --from. With --new-account there is
nothing before: all is in the file.

A value that is known only after the change is made is unknown, and so is what depends on it. What is not understood is
listed. A reference that a Terraform plan does not spell out (its JSON leaves out locals, and what is made of count.index)
is read as the only thing it can well mean, and listed; --strict leaves it unknown.

` + gatesHelp + `
--verify FILE holds assertions against the account as it would be (` + "`vpclens verify --help`" + ` has their form).`,
		Example: `  vpclens plan plan.json --from account
  vpclens plan template.yaml --new-account --region eu-central-1 --parameter Cidr=10.20.0.0/16
  vpclens plan plan.json --demo --format text --format markdown=comment.md --format sarif=vpclens.sarif
  vpclens plan plan.json --demo --fail-on new-internet,lost-path`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := chooseForms(&out, forms)
			if err != nil {
				return err
			}
			if options.Parameters, err = parameterValues(parameters); err != nil {
				return err
			}
			if created && (p.flags.from != "" || p.flags.demo) {
				return usagef("--new-account is an account with nothing in it: it goes without --from and --demo")
			}
			if len(p.flags.regions) == 1 && !p.flags.everyRegion() {
				options.Region = p.flags.regions[0]
			}
			gates, err := fail.gates()
			if err != nil {
				return err
			}
			var list []assert.Assertion
			if verified != "" {
				if list, err = assertions(verified); err != nil {
					return err
				}
			}
			waivers, err := p.waivers("")
			if err != nil {
				return err
			}
			known, err := accepted.read()
			if err != nil {
				return err
			}
			analyze := analysis.Options{Waivers: waivers, Today: p.now(), Known: known}
			var before *analysis.Result
			var read *plan.Plan
			if created {
				if read, err = p.readPlan(args[0], nil, options); err == nil {
					before, err = emptyAccount(cmd.Context(), read.Regions(), options.Region, analyze)
				}
			} else if before, err = p.analyzed(cmd.Context(), waivers); err == nil {
				read, err = p.readPlan(args[0], before.Snapshot, options)
			}
			if err != nil {
				return err
			}
			outcome, err := plan.Follow(cmd.Context(), before, read, options, analyze)
			if err != nil {
				return fmt.Errorf("make the changes of %s: %w", awsdata.Clean(args[0]), err)
			}
			name := awsdata.Clean(args[0])
			if name == "-" {
				name = "standard input"
			}
			answer := &report.Plan{Outcome: outcome, File: name, Version: version(),
				At: p.capturedAt(before.Snapshot)}
			for _, a := range before.Snapshot.Accounts {
				answer.Accounts = append(answer.Accounts, a.AccountID)
			}
			if len(gates) > 0 {
				answer.Gates = gate.JudgePlan(gates, outcome)
			}
			if verified != "" {
				after := &account{index: outcome.Is.Index, functions: ask.FunctionsOf(outcome.Is)}
				if answer.Verified, err = p.verify(cmd.Context(), after, verified, list, false, true); err != nil {
					return err
				}
			}
			err = deliver(cmd.Context(), p, chosen, func(look report.Look) *report.Plan {
				answer.Look = look
				return answer
			})
			if err != nil {
				return err
			}
			return p.judged(answer.Gates, answer.Verified)
		},
	}
	out.define(cmd, namesOf(forms)...)
	fail.define(cmd)
	accepted.defineKnown(cmd)
	cmd.Flags().StringVar(&verified, "verify", "",
		"hold the assertions of this `FILE` against the account as it would be, as verify does")
	cmd.Flags().StringVar(&options.Stack, "stack", "",
		"the `NAME` of the stack that a template is for: its resources are found by their tags")
	cmd.Flags().StringArrayVar(&parameters, "parameter", nil,
		"a parameter of a template, as `NAME=VALUE`; may be given several times")
	cmd.Flags().BoolVar(&created, "new-account", false,
		"there is nothing before the change: an account with nothing in it")
	cmd.Flags().BoolVar(&options.Strict, "strict", false, "leave unknown what a Terraform plan does not spell out")
	return cmd
}

// parameterValues are the parameters of a template by their names.
func parameterValues(list []string) (map[string]string, error) {
	out := map[string]string{}
	for _, text := range list {
		name, value, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			return nil, usagef("--parameter %q: want NAME=VALUE", text)
		}
		out[name] = value
	}
	return out, nil
}

// emptyAccount is an account in which nothing is yet, in the regions that a plan is about.
func emptyAccount(ctx context.Context, regions []string, chosen string, o analysis.Options) (*analysis.Result, error) {
	if chosen != "" && !slices.Contains(regions, chosen) {
		regions = append(regions, chosen)
	}
	if len(regions) == 0 {
		return nil, usagef("--new-account: the file names no region: give it with --region")
	}
	partition := "aws"
	for prefix, of := range map[string]string{"cn-": "aws-cn", "us-gov-": "aws-us-gov"} {
		if strings.HasPrefix(regions[0], prefix) {
			partition = of
		}
	}
	s, err := awsdata.Empty("", partition, regions...)
	if err != nil {
		return nil, fmt.Errorf("begin with an account with nothing in it: %w", err)
	}
	return analysis.Run(ctx, s, o)
}

// mostPlan is the size of a plan that is read: a hundred times that of a big one.
const mostPlan = 256 << 20

// readPlan reads a file or folder that says what is to change; "-" is standard input.
func (p *program) readPlan(name string, before *awsdata.Snapshot, o plan.Options) (*plan.Plan, error) {
	if name == "-" {
		data, err := io.ReadAll(io.LimitReader(p.stdin, mostPlan+1))
		if err != nil {
			return nil, fmt.Errorf("read the plan: %w", err)
		}
		if len(data) > mostPlan {
			return nil, fmt.Errorf("read the plan: it is too big: more than %d MB", mostPlan>>20)
		}
		return plan.Read(data, "standard input", before, o)
	}
	return plan.ReadFile(os.DirFS(filepath.Dir(name)), filepath.Base(name), before, o)
}

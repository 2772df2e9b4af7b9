package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/waiver"
)

func (p *program) scanCommand() *cobra.Command {
	var out outputFlags
	var failOn, config string
	var names []string
	var forms []form[*report.Scan]
	for _, f := range report.Formats() {
		names = append(names, f.Name)
		forms = append(forms, form[*report.Scan]{f.Name, f.Write})
	}
	cmd := &cobra.Command{
		Use:   "scan",
		Short: "List every function with its way out, and everything that is wrong",
		Long: `Lists every function, where it sits and what it reaches of the internet, then the findings with their proof and
their fix, then what could not be read: a finding that needs it is unknown, not fine.

A team's decisions are read from .vpclens.yaml in the current folder, or from the file that --config names: waivers, each
with a reason and if need be an owner and an end, and other severities for checks. A waived finding stays in the report
and counts no more; an expired waiver speaks up.

  waivers:
    - {check: path-single-az, resource: video-probe, reason: batch job, owner: media, expires: 2027-01-31}
  severity: {path-default-vpc: info}

With --fail-on the exit code is 3 if a finding of that severity or a worse one is a fact.`,
		Example: `  vpclens scan --demo
  vpclens scan --region all --format json --output scan.json
  vpclens scan --from snapshot.json --fail-on high`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			write, err := chooseForm(out.format, forms)
			if err != nil {
				return err
			}
			limit, err := parseFailOn(failOn)
			if err != nil {
				return err
			}
			waivers, err := p.waivers(config)
			if err != nil {
				return err
			}
			result, err := p.analyse(cmd.Context(), waivers)
			if err != nil {
				return err
			}
			scan := &report.Scan{Result: result, Look: p.look(out.file)}
			if err := p.deliver(out.file, func(w io.Writer) error { return write(w, scan) }); err != nil {
				return err
			}
			return failedOn(result.Findings, limit)
		},
	}
	out.define(cmd, names...)
	cmd.Flags().StringVar(&failOn, "fail-on", "", "exit with 3 if there is a finding of this `SEVERITY` or a worse one (info, low, medium, high)")
	cmd.Flags().StringVar(&config, "config", "", "waivers and severities (default "+waiver.FileName+", if there is one)")
	return cmd
}

// waivers reads the team's decisions: the file that --config names, which must be there, or the usual one, which may be.
func (p *program) waivers(config string) (*waiver.Config, error) {
	name := config
	if name == "" {
		name = waiver.FileName
	}
	data, err := os.ReadFile(name)
	if config == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read waivers: %w", err)
	}
	decisions, err := waiver.Parse(data, name)
	if err != nil {
		return nil, fmt.Errorf("read waivers: %w", err)
	}
	return decisions, nil
}

// parseFailOn reads --fail-on. The zero severity means that no finding fails the scan.
func parseFailOn(text string) (check.Severity, error) {
	if text == "" {
		return 0, nil
	}
	severity, err := check.ParseSeverity(text)
	if err != nil {
		return 0, usagef("--fail-on: %v", err)
	}
	return severity, nil
}

// failedOn tells by the exit code whether there are findings at or above a severity. A finding that could not be answered
// is no finding yet; it is in the report.
func failedOn(findings []check.Finding, limit check.Severity) error {
	if limit == 0 {
		return nil
	}
	n := 0
	for i := range findings {
		if findings[i].Status == check.Fail && findings[i].Waived == nil && findings[i].Severity >= limit {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return &verdictError{fmt.Sprintf("%s at or above %s", count(n, "finding"), limit)}
}

// analyse reads the snapshot and computes what it means.
func (p *program) analyse(ctx context.Context, waivers *waiver.Config) (*analysis.Result, error) {
	snapshot, err := p.load(ctx)
	if err != nil {
		return nil, err
	}
	return analysis.Run(ctx, snapshot, analysis.Options{Waivers: waivers, Today: p.now()})
}

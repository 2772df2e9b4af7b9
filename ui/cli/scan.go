package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/waiver"
)

func (p *program) scanCommand() *cobra.Command {
	var out outputFlags
	var failOn, config, framework string
	var accepted knownFlags
	var allowUnknown bool
	var names, about []string
	for _, f := range report.Formats() {
		names, about = append(names, f.Name), append(about, f.Name+" ("+f.About+")")
	}
	cmd := &cobra.Command{
		Use:   "scan",
		Short: "List every function with its internet egress and findings",
		Long: `Lists every function, where it sits and what it reaches of the internet, then the findings with their proof and
their fix, then what could not be read: a finding that needs it is unknown, not fine.

A team's decisions are read from .vpclens.yaml in the current folder, or from the file that --waivers names: waivers, each
with a reason and if need be an owner and an end, and other severities for checks. A waiver names a resource by its id or
name, a function, or both; a waived finding stays in the report and counts no more, an expired waiver and one that matches
nothing speak up. ` + "`vpclens waive`" + ` writes one.

  waivers:
    - {check: path-single-az, resource: media-a, function: video-probe, reason: batch job, owner: media, expires: 2027-01-31}
  severity: {path-default-vpc: info}

With --fail-on the exit code is 3 if there is a finding of that severity or a worse one. What could not be checked counts
like what is wrong, a region whose list of functions was not read too, unless --allow-unknown says otherwise. Where no list of functions could be read at all the exit code
is 1, with and without --fail-on: nothing was judged.

An account that has findings gets a gate by what is known of them: --write-known writes those that count into a file, one a
line, and with --known FILE they are told as known and count no more. A new finding counts, and one that is worse than the
file says; what is gone of the known ones is told.

--framework groups the findings by the controls of a framework: ` + frameworkNames() + `.

--format ocsf tells of every account of a snapshot: to stdout as OCSF Compliance Findings, a line of JSON each, and with
--output, which is then a folder or s3://bucket/prefix, as Parquet that Athena and AWS Security Lake can query:
vpclens_findings, vpclens_functions and vpclens_regions, each in region=…/accountId=…/eventDay=…. The last scan of a
day is the one that counts. docs/fleet.md has the tables and the questions.`,
		Example: `  vpclens scan --demo
  vpclens scan --region all --format json --output scan.json
  vpclens scan --from snapshot.json --fail-on high
  vpclens scan --demo --write-known known-findings.txt
  vpclens scan --from snapshot.json --known known-findings.txt
  vpclens scan --demo --framework security-hub
  vpclens scan --demo --format html --output report.html
  vpclens scan --demo --format ocsf --output lake
  vpclens scan --demo --format ocsf --output s3://example-lake/vpclens`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			chosen, err := p.chooseScanForms(&out)
			if err != nil {
				return err
			}
			limit, err := parseFailOn(failOn)
			if err != nil {
				return err
			}
			if allowUnknown && limit == 0 {
				return usagef("--allow-unknown goes with --fail-on: without it nothing fails")
			}
			controls, err := parseFramework(framework)
			if err != nil {
				return err
			}
			if p.flags.fast && !p.source().live {
				return usagef("--fast goes with an AWS account: everything else is read at once")
			}
			waivers, err := p.waivers(config)
			if err != nil {
				return err
			}
			before, err := accepted.read()
			if err != nil {
				return err
			}
			snapshot, err := p.load(cmd.Context())
			if err != nil {
				return err
			}
			result, err := p.analyze(cmd.Context(), snapshot,
				analysis.Options{Waivers: waivers, Today: p.now(), Known: before})
			if err != nil {
				return err
			}
			scan := &report.Scan{Result: result, Framework: controls, Version: version(), Now: p.now()}
			err = deliver(cmd.Context(), p, chosen, func(look report.Look) *report.Scan {
				scan.Look = look
				return scan
			})
			if err != nil {
				return err
			}
			if !judgedSomething(result.Accounts) {
				return errors.New("no list of functions could be read, so nothing was judged: see the gaps")
			}
			if err := p.writeKnown(accepted, result.Accounts); err != nil {
				return err
			}
			return failedOn(result.Accounts, limit, allowUnknown)
		},
	}
	out.define(cmd, names...)
	cmd.Flags().Lookup("format").Usage = "one of: " + strings.Join(about, ", ") +
		"; several times with NAME=FILE"
	cmd.Flags().BoolVar(&p.flags.fast, "fast", false,
		"leave out the calls about single functions: states, policies and URLs are unknown then")
	cmd.Flags().StringVar(&failOn, "fail-on", "",
		"exit with 3 if there is a finding of this `SEVERITY` or a worse one (info, low, medium, high)")
	takes(cmd.Flags(), "fail-on", severityNames()...)
	cmd.Flags().BoolVar(&allowUnknown, "allow-unknown", false, "let --fail-on pass over what could not be checked")
	cmd.Flags().StringVar(&framework, "framework", "", "group the findings by the controls of a `FRAMEWORK`")
	var frameworks []string
	for _, f := range check.Frameworks() {
		frameworks = append(frameworks, f.Name)
	}
	takes(cmd.Flags(), "framework", frameworks...)
	accepted.define(cmd)
	waiversFlag(cmd, &config, "waivers and severities are read from this `FILE` (default "+waiver.FileName+
		", if there is one)")
	return cmd
}

// waiversFlag names the file of the team's decisions. Its older name is that of the settings with every other command.
func waiversFlag(cmd *cobra.Command, file *string, what string) {
	cmd.Flags().StringVar(file, "waivers", "", what)
	cmd.Flags().StringVar(file, "config", "", "the same as --waivers; the settings are then those of $VPCLENS_CONFIG")
}

// severityNames are the severities that --fail-on takes.
func severityNames() []string {
	var names []string
	for s := check.Info; s <= check.High; s++ {
		names = append(names, s.String())
	}
	return names
}

// waivers reads the team's decisions: the file that --config names, which must be there, or the usual one, which may
// be.
func (p *program) waivers(config string) (*waiver.Config, error) {
	name := config
	if name == "" {
		name = waiver.FileName
	}
	data, err := readConfig(name)
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

// parseFramework reads --framework. The zero framework means that findings are not grouped by one.
func parseFramework(text string) (check.Framework, error) {
	if text == "" {
		return check.Framework{}, nil
	}
	for _, f := range check.Frameworks() {
		if f.Name == text {
			return f, nil
		}
	}
	return check.Framework{}, usagef("--framework %q: want one of %s", text, frameworkNames())
}

// frameworkNames are the frameworks that --framework takes.
func frameworkNames() string {
	var names []string
	for _, f := range check.Frameworks() {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// failedOn tells by the exit code whether there are findings at or above a severity. What could not be checked may be
// one: a gate that is green because nothing could be seen is worse than none. A region whose functions were not read
// may hold anything.
func failedOn(results []*analysis.Result, limit check.Severity, allowUnknown bool) error {
	if limit == 0 {
		return nil
	}
	found, unknown := 0, 0
	var unread []string
	for _, r := range results {
		for i := range r.Findings {
			switch f := &r.Findings[i]; {
			case f.Waived != nil || f.Known || f.Severity < limit:
			case f.Status == check.Fail:
				found++
			case !allowUnknown:
				unknown++
			}
		}
		for _, region := range r.Unread() {
			if len(results) > 1 {
				region = r.Snapshot.AccountID + " " + region
			}
			unread = append(unread, region)
		}
	}
	text := fmt.Sprintf("%s at or above %s", english.Count(found, "finding"), limit)
	if allowUnknown {
		unread = nil
	}
	if unknown > 0 {
		text += fmt.Sprintf(", and %d that could not be checked", unknown)
	}
	if len(unread) > 0 {
		text += fmt.Sprintf("; the functions of %s were not read", strings.Join(unread, ", "))
	}
	if unknown > 0 || len(unread) > 0 {
		text += " (--allow-unknown passes over this)"
	}
	if found+unknown+len(unread) > 0 {
		return &verdictError{text}
	}
	return nil
}

// judgedSomething reports whether any list of functions was read.
func judgedSomething(results []*analysis.Result) bool {
	return slices.ContainsFunc(results, func(r *analysis.Result) bool {
		return len(r.Functions) > 0 || len(r.Unread()) < len(r.Snapshot.RegionNames())
	})
}

// analyzed reads the snapshot and computes what it means.
func (p *program) analyzed(ctx context.Context, waivers *waiver.Config) (*analysis.Result, error) {
	snapshot, err := p.load(ctx)
	if err != nil {
		return nil, err
	}
	return p.analyze(ctx, snapshot, analysis.Options{Waivers: waivers, Today: p.now()})
}

// chooseScanForms finds the forms that --format names. One that is files in folders goes to a folder or a bucket.
func (p *program) chooseScanForms(out *outputFlags) (targets[*report.Scan], error) {
	formats := report.Formats()
	var forms []form[*report.Scan]
	for _, f := range formats {
		forms = append(forms, form[*report.Scan]{f.Name, f.Write})
	}
	chosen, err := chooseForms(out, forms)
	if err != nil {
		return nil, err
	}
	for i := range chosen {
		t := &chosen[i]
		of := slices.IndexFunc(formats, func(f report.Format) bool { return f.Name == t.name })
		if t.instead, err = p.lakeAt(formats[of], t.file); err != nil {
			return nil, err
		}
	}
	return chosen, nil
}

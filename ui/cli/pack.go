package cli

import (
	"bytes"
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/waiver"
	"github.com/vpclens/vpclens/awsdata/bucket"
)

func (p *program) packCommand() *cobra.Command {
	var anonymize bool
	var config string
	cmd := &cobra.Command{
		Use:   "pack OUT.zip",
		Short: "Pack everything that a reviewer needs into one file",
		Long: `Writes a zip file for somebody who reviews the account and may not read it: the report as a page for a browser
(report.html), the findings for programs (findings.json), the snapshot that all of it is computed from, the catalogue of
checks, and README.txt, which says how to open it. With vpclens the reviewer can ask every path of the snapshot again.

With --anonymize, account ids, names, public addresses, and ids of instances and hosted zones are replaced in all of it,
as by ` + "`vpclens snapshot --anonymize`" + `. Waivers name what is replaced: they are not applied then.

The same snapshot gives the same bytes. The file is written aside and renamed, and only its owner can read it.`,
		Example: `  vpclens pack review.zip --demo
  vpclens pack review.zip --from prod.json.gz --anonymize`,
		Args: exactly("OUT.zip"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch out := args[0]; {
			case bucket.IsURL(out):
				return usagef("OUT.zip is a file: write it and copy it")
			case !strings.HasSuffix(out, ".zip"):
				return usagef("%q: want a name that ends in .zip", out)
			case anonymize && config != "":
				return usagef("--anonymize and --waivers: waivers name what is replaced")
			}
			pack, err := p.packed(cmd.Context(), anonymize, config)
			if err != nil {
				return err
			}
			var b bytes.Buffer
			if err := report.WritePack(&b, pack); err != nil {
				return err
			}
			if err := replaceFile(args[0], b.Bytes()); err != nil {
				return err
			}
			result := pack.Scan.Result
			p.say("wrote %s: %s, %s", args[0], english.Count(len(result.Everywhere()), "function"),
				english.Count(len(result.Snapshot.Gaps()), "gap"))
			return nil
		},
	}
	cmd.Flags().BoolVar(&anonymize, "anonymize", false, "replace account ids, names and public addresses in all of it")
	waiversFlag(cmd, &config, "waivers and severities are read from this `FILE` (default "+waiver.FileName+
		", if there is one)")
	return cmd
}

// packed reads the account and computes what a pack tells of it.
func (p *program) packed(ctx context.Context, anonymize bool, config string) (*report.Pack, error) {
	scan := &report.Scan{Version: version(), Now: p.now()}
	options := analysis.Options{Today: p.now()}
	if !anonymize { // the names of profiles and what is written in waivers are the team's own words
		waivers, err := p.waivers(config)
		if err != nil {
			return nil, err
		}
		options.Waivers, scan.Look = waivers, report.Look{Profile: p.source().profile, Together: p.flags.profiles}
	}
	snapshot, err := p.load(ctx)
	if err != nil {
		return nil, err
	}
	if err := readSomething(snapshot); err != nil {
		return nil, err
	}
	if anonymize {
		if snapshot, err = snapshot.Anonymize(); err != nil {
			return nil, err
		}
	}
	scan.Result, err = p.analyze(ctx, snapshot, options)
	return &report.Pack{Scan: scan, Anonymized: anonymize}, err
}

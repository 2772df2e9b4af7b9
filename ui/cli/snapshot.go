package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/bucket"
)

// readSomething is an error where no list of functions was read, in whole or in part: such a snapshot answers nothing,
// and a file of it would be taken for one that does.
func readSomething(s *awsdata.Snapshot) error {
	var first awsdata.Gap
	for _, r := range s.Regions {
		gap, missing := r.Gap("list-functions")
		if !missing || len(r.Functions) > 0 {
			return nil
		}
		if first.Call == "" {
			first = gap
		}
	}
	return fmt.Errorf("no list of functions could be read, so nothing was written: %s",
		strings.TrimSuffix(first.Cause.Text()+": "+first.Message, ": "))
}

func (p *program) snapshotCommand() *cobra.Command {
	var anonymize bool
	var to string
	cmd := &cobra.Command{
		Use:   "snapshot OUT",
		Short: "Collect once and save, to look at later or elsewhere",
		Long: `Collects the account and writes a snapshot: one file if OUT ends in .json or .json.gz, else a directory with one
file per call, as the AWS CLI prints it. Environment variables of functions and presigned URLs never enter a snapshot;
with --targets the hosts, ARNs, buckets and queues that the variables name do, and nothing else of them.

With --to s3://bucket/prefix it is written there instead, an object for each region and one for what is account-wide:
prefix/accounts/<account>/<region>.json.gz and prefix/accounts/<account>/global.json.gz. Each account can so collect
itself, and --from s3://bucket/prefix reads them all as one snapshot. To write there needs s3:PutObject and nothing else;
to read needs s3:ListBucket and s3:GetObject.

With --anonymize, account ids, names, public addresses, and ids of instances and hosted zones are replaced, so that the
snapshot can be shown to others; who reaches what stays. Kept are private addresses, Regions and AZs, all other ids that
AWS made up, and what AWS publishes: its names, its policies, the addresses of its prefix lists.`,
		Example: `  vpclens snapshot prod.json.gz --profile prod --region all
  vpclens --from prod.json.gz
  vpclens snapshot --region all --to s3://example-snapshots/org
  vpclens --from s3://example-snapshots/org`,
		Args: func(cmd *cobra.Command, args []string) error {
			if to == "" {
				return exactly("OUT")(cmd, args)
			}
			if len(args) > 0 {
				return usagef("OUT and --to are two places: choose one")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			save, err := p.saveTo(to, args)
			if err != nil {
				return err
			}
			snapshot, err := p.load(cmd.Context())
			if err != nil {
				return err
			}
			if err := readSomething(snapshot); err != nil {
				return err
			}
			if anonymize {
				if snapshot, err = snapshot.Anonymize(); err != nil {
					return err
				}
			}
			out, err := save(cmd.Context(), snapshot)
			if err != nil {
				return err
			}
			functions := 0
			for _, region := range snapshot.Regions {
				for i := range region.Functions {
					if !region.Functions[i].Published() {
						functions++
					}
				}
			}
			text := fmt.Sprintf("wrote %s: %s in %s", out, english.Count(functions, "function"),
				english.Count(len(snapshot.Regions), "region"))
			if gaps := len(snapshot.Gaps()); gaps > 0 {
				text += fmt.Sprintf("; %s failed, recorded as gaps", english.Count(gaps, "API call"))
			}
			p.say("%s", text)
			return nil
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "write to this place in S3, `s3://bucket/prefix`, instead of OUT")
	cmd.Flags().BoolVar(&anonymize, "anonymize", false, "replace account ids, names and public addresses")
	return cmd
}

// saveTo is what writes a snapshot to the one place that was named, and tells what it wrote.
func (p *program) saveTo(to string, args []string) (func(context.Context, *awsdata.Snapshot) (string, error), error) {
	switch {
	case to != "" && !bucket.IsURL(to):
		return nil, usagef("--to %q: want s3://bucket/prefix", to)
	case to != "":
		at, err := bucket.Parse(to)
		if err != nil {
			return nil, usagef("--to: %v", err)
		}
		if at.IsObject() {
			return nil, usagef("--to %s names an object: want a prefix, below which there is one for each region", to)
		}
		return func(ctx context.Context, s *awsdata.Snapshot) (string, error) {
			n, err := p.inBucket(ctx, p.flags, at, func(ctx context.Context, b *bucket.Bucket) (int, error) {
				return b.Save(ctx, s, bucket.Watcher{})
			})
			return fmt.Sprintf("%s (%s)", at, english.Count(n, "object")), err
		}, nil
	case strings.TrimSpace(args[0]) == "":
		return nil, usagef("OUT is empty: name a file or a directory")
	case bucket.IsURL(args[0]):
		return nil, usagef("OUT is a file or a directory: --to %s writes there", args[0])
	}
	return func(ctx context.Context, s *awsdata.Snapshot) (string, error) { return args[0], s.Save(ctx, args[0]) }, nil
}

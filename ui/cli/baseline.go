package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/bucket"
	"github.com/vpclens/vpclens/awsdata/config"
	"github.com/vpclens/vpclens/ui"
)

// baselineFlag is the earlier snapshot that the explorer tells changes against. Commands that print have diff for that.
func (p *program) baselineFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.baseline, "baseline", "",
		"an earlier snapshot (`PATH` of a file or directory) to tell changes against, in the explorer")
}

// checkBaseline finds a path that is not there before the screen is taken.
func (p *program) checkBaseline() error {
	if p.baseline == "" || bucket.IsURL(p.baseline) || config.IsSource(p.baseline) {
		return nil
	}
	if _, err := os.Stat(p.baseline); err != nil {
		return usagef("--baseline: no snapshot at %s; `vpclens snapshot PATH` writes one", awsdata.Clean(p.baseline))
	}
	return nil
}

// withBaseline adds to a source the snapshot that changes are told against: the one of --baseline, or yesterday's demo.
func (p *program) withBaseline(s ui.Source, flags commonFlags) ui.Source {
	name := "yesterday"
	read := func(context.Context) (*awsdata.Snapshot, error) { return p.yesterday() }
	switch {
	case p.baseline != "":
		name = p.baseline
		read = func(ctx context.Context) (*awsdata.Snapshot, error) { return p.read(ctx, flags, p.baseline, nil) }
	case !flags.demo:
		return s
	}
	s.BaselineName = name
	s.Baseline = func(ctx context.Context) (*awsdata.Snapshot, error) {
		snapshot, err := read(ctx)
		if err != nil {
			return nil, fmt.Errorf("read the earlier snapshot: %w", err)
		}
		return flags.onlyRegions(snapshot), nil
	}
	return s
}

// onlyRegions keeps the regions that --region names, as far as an earlier snapshot has them: what it lacks is said on
// the screen of changes.
func (f *commonFlags) onlyRegions(snapshot *awsdata.Snapshot) *awsdata.Snapshot {
	if len(f.regions) == 0 || f.everyRegion() {
		return snapshot
	}
	return snapshot.Only(f.regions...)
}

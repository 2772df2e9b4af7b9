package impact

import (
	"context"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/whatif"
)

// Follow makes edits in a copy of an account and tells what follows: what functions gain and lose, and which findings
// appear and vanish. Options are those of the analysis of the copy.
func Follow(ctx context.Context, before *analysis.Result, edits []whatif.Edit,
	options analysis.Options) (after *analysis.Result, changes *diff.Changes, err error) {
	changed, err := whatif.Apply(before.Snapshot, edits)
	if err != nil {
		return nil, nil, err
	}
	if after, err = analysis.Run(ctx, changed, options); err != nil {
		return nil, nil, err
	}
	changes, err = diff.Between(ctx, before, after)
	return after, changes, err
}

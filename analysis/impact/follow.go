package impact

import (
	"context"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// Follow makes edits in a copy of the accounts and tells what follows: what functions gain and lose, and which findings
// appear and vanish. Options are those of the analysis of the copy.
func Follow(ctx context.Context, before *analysis.Result, edits []whatif.Edit,
	options analysis.Options) (after *analysis.Result, changes *diff.Changes, err error) {
	changed, err := Apply(before, edits)
	if err != nil {
		return nil, nil, err
	}
	if after, err = analysis.Run(ctx, changed, options); err != nil {
		return nil, nil, err
	}
	changes, err = diff.Everywhere(ctx, before, after)
	return after, changes, err
}

// Apply makes edits in a copy of the snapshot: in the account that the result is of or, where what they are about is
// not there, in the first that has it. The copy asks about the account in which they were made.
func Apply(before *analysis.Result, edits []whatif.Edit) (*awsdata.Snapshot, error) {
	_, changed, err := apply(before, edits)
	return changed, err
}

// Edited is the account in which edits are made; where they cannot be, the one that the result is of.
func Edited(before *analysis.Result, edits []whatif.Edit) *analysis.Result {
	in, _, _ := apply(before, edits)
	return in
}

func apply(before *analysis.Result, edits []whatif.Edit) (in *analysis.Result, changed *awsdata.Snapshot, err error) {
	changed, first := whatif.Apply(before.Snapshot, edits)
	if first == nil {
		return before, changed, nil
	}
	for _, other := range before.Accounts {
		if other == before {
			continue
		}
		if changed, err := whatif.Apply(other.Snapshot, edits); err == nil {
			return other, changed, nil
		}
	}
	return before, nil, first
}

package analysis

import (
	"slices"

	"github.com/vpclens/vpclens/awsdata"
)

// Absent is the result of an account that the snapshot does not hold. Whoever still asks about one that was there
// before is told that nothing is known of it, and nothing of another account with things of the same names.
func (r *Result) Absent(account string) *Result {
	if known, ok := r.absent.Load(account); ok {
		return known.(*Result)
	}
	b := awsdata.NewBuilder()
	b.SetMeta(r.Snapshot.CapturedAt, account, r.Snapshot.Partition)
	for _, region := range r.Snapshot.RegionNames() {
		b.AddRegionOf(account, region)
	}
	b.EndAccount(awsdata.Gap{Account: account, Region: awsdata.Global, Call: awsdata.CallAccount,
		Cause: awsdata.CauseAbsent, Message: "the account is not in what was read last"})
	absent := newResult(awsdata.NewIndex(b.Snapshot()))
	absent.Accounts, absent.absent = append(slices.Clip(r.Accounts), absent), r.absent
	known, _ := r.absent.LoadOrStore(account, absent)
	return known.(*Result)
}

package screen

import (
	"context"
	"sync"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/diff"
)

// Baseline is the earlier state that changes are told against.
type Baseline struct {
	Name   string           // of the file, or "the last read"
	At     time.Time        // of the read that brought it first, where it is [Earlier]
	Result *analysis.Result // of the account that is looked at, which leads to the others

	// What changed since is computed when somebody asks, and kept for the next visit.
	mu      sync.Mutex
	after   *analysis.Result
	changes *diff.Changes
	of      map[string]*Baseline // by account
}

// Since is what changed from then to a later result of the same account, nil if nobody computed it yet.
func (b *Baseline) Since(after *analysis.Result) *diff.Changes {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.after != after {
		return nil
	}
	return b.changes
}

// Compare computes what changed since. It may take seconds: it is no work for the goroutine that draws.
func (b *Baseline) Compare(ctx context.Context, after *analysis.Result) (*diff.Changes, error) {
	c, err := diff.Between(ctx, b.Result, after)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.after, b.changes = after, c
	return c, nil
}

// in is the earlier state of one account, nil where that was not read then.
func (b *Baseline) in(account string) *Baseline {
	if b.Result.Snapshot.AccountID == account {
		return b
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if known, ok := b.of[account]; ok {
		return known
	}
	var in *Baseline
	if r := b.Result.Of(account); r != nil {
		in = &Baseline{Name: b.Name, At: b.At, Result: r}
	}
	if b.of == nil {
		b.of = make(map[string]*Baseline)
	}
	b.of[account] = in
	return in
}

// Earlier is the name of an earlier state of the session, which is known by its time.
const Earlier = "earlier"

// LastRead is the name of what was read before the account was read again.
const LastRead = "the last read"

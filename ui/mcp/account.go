package mcp

import (
	"context"
	"sync/atomic"

	"github.com/vpclens/vpclens/analysis"
)

// account is what was read of the account: once, by the first who asks about it, and again where somebody wants that.
type account struct {
	source Source
	kept   atomic.Pointer[analysis.Result]
	turn   chan struct{} // held by whoever reads
}

func newAccount(source Source) *account {
	return &account{source: source, turn: make(chan struct{}, 1)}
}

// result is what was read; it is read if nothing was.
func (a *account) result(ctx context.Context) (*analysis.Result, error) {
	if kept := a.kept.Load(); kept != nil {
		return kept, nil
	}
	return a.read(ctx)
}

// read reads the account again. Who waits for somebody that reads it already takes what comes of that, and who stops
// waiting stops nobody: the next one reads.
func (a *account) read(ctx context.Context) (*analysis.Result, error) {
	before := a.kept.Load()
	select {
	case a.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { <-a.turn }()
	if now := a.kept.Load(); now != before {
		return now, nil
	}
	result, err := a.source.Read(ctx)
	if err != nil {
		return nil, err // what was read before stays
	}
	a.kept.Store(result)
	return result, nil
}

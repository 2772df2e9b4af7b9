package collect

import (
	"context"
	"sync/atomic"
)

// attempts counts the answers to the requests of one call.
type attempts struct {
	pace           *pace // nil for none
	all, throttled atomic.Int32
}

type attemptsKey struct{}

// in is a context that carries the counts to where answers come in.
func (a *attempts) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, attemptsKey{}, a)
}

// answered takes note of an answer to a request of the call that a context is of.
func answered(ctx context.Context, throttled bool) {
	a, ok := ctx.Value(attemptsKey{}).(*attempts)
	if !ok {
		return
	}
	a.all.Add(1)
	if throttled {
		a.throttled.Add(1)
	}
	if a.pace != nil {
		a.pace.answered(throttled)
	}
}

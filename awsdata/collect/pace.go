package collect

import (
	"context"
	"sync"

	"golang.org/x/time/rate"
)

// pace lets so many calls go a second, and fewer for a while after AWS has asked to slow down: others use the same
// quota.
type pace struct {
	limiter *rate.Limiter
	most    float64 // a second

	mu  sync.Mutex
	now float64
}

// newPace lets n calls go at once, and n in every second after that.
func newPace(n int) *pace {
	return &pace{limiter: rate.NewLimiter(rate.Limit(n), n), most: float64(n), now: float64(n)}
}

// wait waits for a turn. The error is the context's, or that its end comes before the turn.
func (p *pace) wait(ctx context.Context) error { return p.limiter.Wait(ctx) }

// answered takes note of an answer: one that was throttled halves the pace, any other brings a twentieth of it back.
func (p *pace) answered(throttled bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.now
	if throttled {
		p.now = max(p.now/2, 1)
	} else {
		p.now = min(p.now+p.most/20, p.most)
	}
	if p.now != was {
		p.limiter.SetLimit(rate.Limit(p.now))
	}
}

package collect

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vpclens/vpclens/awsdata"
)

// partialEvery is the least time between two snapshots that are handed out while collecting.
const partialEvery = 500 * time.Millisecond

// mostPartial is the share of the time that may go into such snapshots, as one of so many.
const mostPartial = 8

// functionsCall is the call whose answer people wait for: they come to look at functions.
const functionsCall = "list-functions"

// partial hands out what has arrived so far.
type partial struct {
	report func(*awsdata.Snapshot)

	mu    sync.Mutex
	begun atomic.Bool // functions have arrived
	last  time.Time   // when a snapshot was handed out
	pause time.Duration
}

// showPage hands out the pages of the list of functions that have come so far. Big accounts have hundreds of them, and
// each takes a tenth of a second; the whole list takes their place when the call ends.
func (s *session) showPage(row call, at place, d *document) {
	if row.name == functionsCall {
		s.showPartial(func() error { return s.put(at.region, row.name, d.bytes()) })
	}
}

// showPartial hands out a snapshot if one is due. What arrived before the first functions is not worth looking at;
// arrive puts functions among what has arrived, and is nil where something else has happened.
func (s *session) showPartial(arrive func() error) {
	p := s.partial
	if p == nil || p.report == nil {
		return
	}
	if !p.mu.TryLock() { // one is being handed out, and calls must not wait for it
		if arrive == nil || p.begun.Load() {
			return
		}
		p.mu.Lock() // but these may be the first functions, and the only ones
	}
	defer p.mu.Unlock()
	if !p.begun.Load() && arrive == nil || p.begun.Load() && time.Since(p.last) < p.pause {
		return
	}
	if arrive != nil && arrive() != nil {
		return // whoever made the call will find the same and say it
	}
	began := time.Now()
	snapshot := s.builder.Snapshot()
	if !p.begun.Load() && !hasFunctions(snapshot) {
		return // a region without any answered first
	}
	p.begun.Store(true)
	p.report(snapshot)
	p.last = time.Now()
	p.pause = max(partialEvery, mostPartial*p.last.Sub(began)) // that of many accounts takes its time
}

func hasFunctions(s *awsdata.Snapshot) bool {
	return slices.ContainsFunc(s.Regions, func(r *awsdata.Region) bool { return len(r.Functions) > 0 })
}

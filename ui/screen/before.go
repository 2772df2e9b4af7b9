package screen

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/diff"
)

// Before is the earlier state of the account that changes are told against.
type Before struct {
	Name   string // of the file, or "the last read"
	Result *analysis.Result

	// What changed since is computed when somebody asks, and kept for the next visit.
	mu      sync.Mutex
	after   *analysis.Result
	changes *diff.Changes
}

// since is what changed from then to a later result, nil if nobody computed it yet.
func (b *Before) since(after *analysis.Result) *diff.Changes {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.after != after {
		return nil
	}
	return b.changes
}

// compare computes what changed since. It may take seconds: it is no work for
// the goroutine that draws.
func (b *Before) compare(ctx context.Context, after *analysis.Result) (*diff.Changes, error) {
	c, err := diff.Between(ctx, b.Result, after)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.after, b.changes = after, c
	return c, nil
}

// sinceWords say since when: "since the last read, 4m ago", "since old.json, 4 October 07:42".
func sinceWords(env *Env) string {
	b := env.Before
	at, name := b.Result.Snapshot.CapturedAt, b.Name[strings.LastIndexByte(b.Name, '/')+1:]
	if name == "" {
		name = b.Name // a directory with a slash at its end
	}
	switch now := env.Result.Snapshot.CapturedAt; {
	case at.IsZero():
		return "since " + name
	case name == LastRead:
		return "since " + name + ", " + Age(env.Now.Sub(at)) + " ago"
	case at.After(now) && !now.IsZero():
		return "against " + name + ", which is newer"
	}
	day := dayWords(at.In(env.Now.Location()), env.Now)
	if strings.HasPrefix(day, name) {
		return "since " + day
	}
	return "since " + name + ", " + day
}

// LastRead is the name of what was read before the account was read again.
const LastRead = "the last read"

// dayWords is a time as people say it who know what day it is.
func dayWords(at, now time.Time) string {
	clock := at.Format("15:04")
	switch at.Format(time.DateOnly) {
	case now.Format(time.DateOnly):
		return clock
	case now.AddDate(0, 0, -1).Format(time.DateOnly):
		return "yesterday " + clock
	}
	if at.Year() != now.Year() {
		return at.Format("2 January 2006") + " " + clock
	}
	return at.Format("2 January") + " " + clock
}

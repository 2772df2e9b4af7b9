package cli

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/bucket"
	"github.com/vpclens/vpclens/awsdata/collect"
)

// remarks are lines about what was passed over, kept until nothing else is on the line that they would be written to.
type remarks struct {
	mu    sync.Mutex
	lines []string
}

// remark keeps a line, which the log has at once.
func (p *program) remark(text string) {
	p.log.Warn("passed over", "what", text)
	p.remarks.mu.Lock()
	defer p.remarks.mu.Unlock()
	if !slices.Contains(p.remarks.lines, text) { // an explorer that watches comes by again and again
		p.remarks.lines = append(p.remarks.lines, text)
	}
}

// sayRemarks says what was kept. The explorer, whose screen they would spoil, leaves them to the log.
func (p *program) sayRemarks() {
	p.remarks.mu.Lock()
	defer p.remarks.mu.Unlock()
	for _, text := range p.remarks.lines {
		p.say("%s", text)
	}
	p.remarks.lines = nil
}

// read reads the snapshot at a path, or at a place in S3. progress may be nil.
func (p *program) read(ctx context.Context, f commonFlags, path string, progress func(collect.Event),
) (*awsdata.Snapshot, error) {
	if !bucket.IsURL(path) {
		return awsdata.Load(ctx, path)
	}
	at, err := bucket.Parse(path)
	if err != nil {
		return nil, err
	}
	watch := bucket.Watcher{Note: p.remark}
	if progress != nil {
		watch.Progress = func(key string, done, total int) {
			progress(collect.Event{Call: key, CallsDone: done, CallsTotal: total})
		}
	}
	var snapshot *awsdata.Snapshot
	_, err = p.inBucket(ctx, f, at, func(ctx context.Context, b *bucket.Bucket) (int, error) {
		var err error
		snapshot, err = b.Load(ctx, watch)
		return 0, err
	})
	return snapshot, err
}

// inBucket does something with a bucket within the time limit.
func (p *program) inBucket(ctx context.Context, f commonFlags, at bucket.Location,
	do func(context.Context, *bucket.Bucket) (int, error),
) (int, error) {
	limit := fmt.Errorf("the time limit of %s was reached: --timeout gives more", f.timeout)
	ctx, cancel := context.WithTimeoutCause(ctx, f.timeout, limit)
	defer cancel()
	b, err := bucket.Open(ctx, at, p.collectOptions(f, nil, nil))
	if err != nil {
		return 0, err
	}
	return do(ctx, b)
}

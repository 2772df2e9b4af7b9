package cli

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/bucket"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/config"
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

// read reads the snapshot at a path, at a place in S3 or of an aggregator. progress may be nil.
func (p *program) read(ctx context.Context, f commonFlags, path string, progress func(collect.Event),
) (*awsdata.Snapshot, error) {
	switch {
	case config.IsSource(path):
		return p.readAggregator(ctx, f, path, progress)
	case !bucket.IsURL(path):
		return awsdata.Load(ctx, path, f.reading()...)
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
	ctx, cancel := f.inTime(ctx)
	defer cancel()
	b, err := bucket.Open(ctx, at, p.collectOptions(f, nil, nil))
	if err != nil {
		return 0, err
	}
	return do(ctx, b)
}

// inTime ends what takes longer than --timeout.
func (f *commonFlags) inTime(ctx context.Context) (context.Context, context.CancelFunc) {
	limit := fmt.Errorf("the time limit of %s was reached: --timeout gives more", f.timeout)
	return context.WithTimeoutCause(ctx, f.timeout, limit)
}

// readAggregator reads what an aggregator of AWS Config has.
func (p *program) readAggregator(ctx context.Context, f commonFlags, source string, progress func(collect.Event),
) (*awsdata.Snapshot, error) {
	name, err := config.Parse(source)
	if err != nil {
		return nil, err
	}
	ctx, cancel := f.inTime(ctx)
	defer cancel()
	options := p.collectOptions(f, nil, nil)
	options.Regions = nil
	if f.aggregator != "" {
		options.Regions = []string{f.aggregator}
	}
	return config.Load(ctx, name, options, func(pages int) {
		if progress != nil {
			progress(collect.Event{Call: source, CallsDone: pages, CallsTotal: pages + 1})
		}
	})
}

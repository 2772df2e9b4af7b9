package cli

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/timeline"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/awsdata/event"
	"github.com/vpclens/vpclens/awsdata/trail"
)

// events are what CloudTrail tells: that of AWS, of a file, or of the built-in account.
func (p *program) events(ctx context.Context, f changesFlags, in *timeline.Input, c *report.Changes, now time.Time,
) error {
	switch {
	case f.trail != "":
		data, err := readTrail(f.trail)
		if err != nil {
			return fmt.Errorf("read events: %w", err)
		}
		return takeEvents(data, f.trail, in, c)
	case p.flags.demo:
		return takeEvents(demo.Trail(), "demo", in, c)
	}
	connection, err := collect.Connect(ctx, p.collectOptions(p.flags, nil, nil))
	if err != nil {
		return err
	}
	line := p.newProgressLine()
	defer line.clear()
	found, err := trail.Lookup(ctx, connection, trail.Question{Region: homeOf(in), Things: in.Things, From: in.From,
		To: now}, func(n, of int) {
		line.write(fmt.Sprintf("asking CloudTrail about %d of %s", n, english.Count(of, "thing")))
	})
	if err != nil {
		return err
	}
	in.Events, c.Gaps, c.Odd = found.Events, found.Gaps, found.Odd
	for _, g := range c.Gaps {
		p.log.Warn("gap", "region", g.Region, "call", g.Call, "cause", g.Cause, "message", g.Message)
	}
	return nil
}

// homeOf is the region whose CloudTrail has the events: for what is in no region, one of the partition.
// Source: CloudTrail user guide, "Global service events".
func homeOf(in *timeline.Input) string {
	if in.Region != awsdata.Global {
		return in.Region
	}
	switch in.Index.Snapshot.Partition {
	case "aws-cn":
		return "cn-north-1"
	case "aws-us-gov":
		return "us-gov-west-1"
	}
	return "us-east-1"
}

// takeEvents takes the events of a saved answer.
func takeEvents(data []byte, name string, in *timeline.Input, c *report.Changes) error {
	answer, err := event.Decode(data)
	if err != nil {
		return fmt.Errorf("read events: %s: %w", name, err)
	}
	in.Events, c.Odd, c.More = answer.Events, answer.Odd, answer.More
	return nil
}

// mostTrail is the size of a file of events: those of 90 days of an account that is changed a lot.
const mostTrail = 256 << 20

// readTrail reads a file of events, which may be gzip.
func readTrail(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, mostTrail+1))
	if err == nil && bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(data)); err == nil {
			data, err = io.ReadAll(io.LimitReader(z, mostTrail+1))
		}
	}
	if err == nil && len(data) > mostTrail {
		err = fmt.Errorf("it is too big: more than %d MB: save fewer days", mostTrail>>20)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return data, nil
}

// mostStates is how many states are compared: the newest.
const mostStates = 24

// statesBefore are the states that were kept from before what was read, as far back as is asked, and the one before
// that: how things were at the beginning.
func (p *program) statesBefore(ctx context.Context, folder string, in *timeline.Input) ([]timeline.State, error) {
	if folder == "" && p.flags.demo {
		yesterday, err := p.yesterday()
		if err != nil {
			return nil, err
		}
		return []timeline.State{{At: yesterday.CapturedAt, Index: awsdata.NewIndex(yesterday)}}, nil
	}
	if folder == "" {
		return nil, nil
	}
	kept, states, err := p.keptStates(folder)
	if err != nil {
		return nil, err
	}
	read := in.Index.Snapshot.CapturedAt
	var out []timeline.State
	for i := len(states) - 1; i >= 0; i-- {
		at := states[i].At
		if !read.IsZero() && !at.Before(read) {
			continue
		}
		if len(out) == mostStates {
			p.say("only the newest %d states of %s are compared: name fewer days with --since", mostStates, folder)
			break
		}
		snapshot, err := kept.Load(ctx, states[i])
		if err != nil {
			return nil, err
		}
		index := awsdata.NewIndex(snapshot)
		if account := in.Index.Snapshot.AccountID; snapshot.AccountID != account && index.As(account) != nil {
			index = index.As(account)
		}
		if snapshot.IsOfOthers(in.Index.Snapshot) {
			p.say("the state of %s is of account %s: passed over", at.UTC().Format(time.RFC3339), snapshot.AccountID)
			continue
		}
		out = append([]timeline.State{{At: at, Index: index}}, out...)
		if at.Before(in.From) {
			break
		}
	}
	return out, nil
}

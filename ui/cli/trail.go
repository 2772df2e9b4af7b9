package cli

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/vpclens/vpclens/analysis/timeline"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/event"
	"github.com/vpclens/vpclens/awsdata/trail"
)

// teller is who tells of changes, of one source: CloudTrail or a file, and the states that were kept.
type teller struct {
	flags   commonFlags
	since   time.Duration // how far back
	trail   string        // the file of an answer, "" for none
	history string        // the folder of states, "" for none
}

// usualSince is how far back changes are told where nobody says.
const usualSince = 7 * 24 * time.Hour

// unasked is why there is nobody who could tell, "" where there is. --trail is always a way.
func (p *program) unasked(t teller) string {
	switch {
	case t.trail != "" || t.flags.demo:
		return ""
	case !p.sourceOf(t.flags).live:
		return "who changed something CloudTrail tells, and a snapshot does not hold it: name what " +
			"`aws cloudtrail lookup-events` has printed with --trail FILE, or read AWS without --from"
	case t.flags.severalAccounts():
		return "CloudTrail is asked in one account: name one --profile, or a file with --trail"
	}
	return ""
}

// tell asks who changed the things. Nothing is said or drawn here: the explorer has the terminal. What was told before
// an error is there, too.
func (p *program) tell(ctx context.Context, t teller, asked timeline.Asked, progress func(n, of int),
) (*timeline.Told, error) {
	now := asked.Index.Snapshot.CapturedAt
	if p.sourceOf(t.flags).live || now.IsZero() {
		now = p.now()
	}
	told := &timeline.Told{From: now.Add(-t.since), Unasked: p.unasked(t)}
	var err error
	switch {
	case told.Unasked != "":
	case t.trail != "":
		var data []byte
		if data, err = readTrail(t.trail); err != nil {
			return told, fmt.Errorf("read events: %w", err)
		}
		err = takeEvents(data, t.trail, told)
	case t.flags.demo:
		err = takeEvents(p.builtInTrail(), "demo", told)
	default:
		err = p.askTrail(ctx, t, asked, now, progress, told)
	}
	return told, err
}

// askTrail asks CloudTrail.
func (p *program) askTrail(ctx context.Context, t teller, asked timeline.Asked, now time.Time,
	progress func(n, of int), told *timeline.Told) error {
	connection, err := collect.Connect(ctx, p.collectOptions(t.flags, nil, nil))
	if err != nil {
		return err
	}
	found, err := trail.Lookup(ctx, connection, trail.Question{Region: homeOf(asked), Things: asked.Things,
		From: told.From, To: now}, progress)
	told.Events, told.Gaps, told.Odd, told.Costs = found.Events, found.Gaps, found.Odd, found.Costs
	if err != nil {
		return err
	}
	for _, g := range told.Gaps {
		p.log.Warn("gap", "region", g.Region, "call", g.Call, "cause", g.Cause, "message", g.Message)
	}
	return nil
}

// homeOf is the region whose CloudTrail has the events: for what is in no region, one of the partition.
// Source: CloudTrail user guide, "Global service events".
func homeOf(in timeline.Asked) string {
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
func takeEvents(data []byte, name string, told *timeline.Told) error {
	answer, err := event.Decode(data)
	if err != nil {
		return fmt.Errorf("read events: %s: %w", name, err)
	}
	told.Events, told.Odd, told.More = answer.Events, answer.Odd, answer.More
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
func (p *program) statesBefore(ctx context.Context, t teller, in timeline.Asked, told *timeline.Told,
) ([]timeline.State, error) {
	folder := t.history
	note := func(format string, args ...any) { told.Notes = append(told.Notes, fmt.Sprintf(format, args...)) }
	if folder == "" && t.flags.demo {
		yesterday, err := p.yesterday()
		if err != nil {
			return nil, err
		}
		return []timeline.State{{At: yesterday.CapturedAt, Index: awsdata.NewIndex(yesterday)}}, nil
	}
	if folder == "" {
		return nil, nil
	}
	kept, states, err := p.keptStates(folder, t.flags)
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
			note("only the newest %d states of %s are compared: name fewer days with --since", mostStates, folder)
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
			note("the state of %s is of account %s: passed over", at.UTC().Format(time.RFC3339), snapshot.AccountID)
			continue
		}
		out = append([]timeline.State{{At: at, Index: index}}, out...)
		if at.Before(told.From) {
			break
		}
	}
	return out, nil
}

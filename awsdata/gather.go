package awsdata

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

// Gathering makes one snapshot of many parts, which are added side by side in any order, each with its own time. All of
// them together have the limits of a directory. Make one with [NewGathering].
type Gathering struct {
	mu                       sync.Mutex
	b                        *Builder
	parts                    []gathered
	bytes, documents, counts int // counts are JSON objects
}

// gathered is a part that was added: decoded, and not entered yet.
type gathered struct {
	account, region, name  string
	at                     time.Time
	partition, accountName string
	enter                  []func()
	gaps                   []Gap
}

// ErrGatheredTooMuch is the error of a part with which all are more than a snapshot may have. No other part need be
// tried then.
var ErrGatheredTooMuch = errors.New("the parts together are too big")

// NewGathering is a gathering without parts.
func NewGathering() *Gathering { return &Gathering{b: NewBuilder()} }

// ReadPart reads the content of a part from wherever it is kept, as far as a file may be long. about is how long it
// probably is, and may be 0.
func ReadPart(ctx context.Context, r io.Reader, about int64) ([]byte, error) {
	return readAtMost(ctx, r, mostFileBytes, int(min(max(about, 0), mostPackedBytes)))
}

// Add reads the part of that account and region; name is what messages call it. A part that says that it is of another
// account or region is refused: where it was found is what its writer was allowed to write. The error is a
// [*DataError], or why ctx ended. What was refused leaves nothing behind: see [Gathering.Miss].
func (g *Gathering) Add(ctx context.Context, account, region, name string, data []byte) error {
	data, err := unpackedWithin(ctx, data, g.admit)
	if err != nil {
		return &DataError{File: name, Err: err}
	}
	if err := g.count(data); err != nil {
		return &DataError{File: name, Err: err}
	}
	p, ok := splitPacked(data)
	if p.refused != nil {
		return &DataError{File: name, Err: p.refused}
	}
	if !ok {
		p = packed{}
		if err := json.Unmarshal(data, &p); err != nil {
			return &DataError{File: name, Place: place(data, offsetOf(err)),
				Err: fmt.Errorf("damaged JSON: %w", inWords(err, data))}
		}
	}
	if err := p.checkCounts(); err != nil {
		return &DataError{File: name, Err: err}
	}
	if err := checkSchema(p, name); err != nil {
		return err
	}
	if err := p.isOf(account, region); err != nil {
		return &DataError{File: name, Err: err}
	}
	part := gathered{account: account, region: region, name: name, partition: p.Partition,
		accountName: p.Names[account]}
	if part.at, err = p.capturedAt(); err != nil {
		return &DataError{File: name, Detail: "capturedAt", Err: err}
	}
	if part.gaps, err = p.gaps(); err != nil {
		return &DataError{File: name, Detail: "gaps", Err: err}
	}
	for _, of := range []struct {
		region    string
		documents map[string]json.RawMessage
	}{{region, p.Regions[region]}, {Global, p.Global}} {
		for call, document := range of.documents {
			if err := context.Cause(ctx); err != nil {
				return err
			}
			enter, err := g.b.read(account, of.region, call, document)
			if err != nil {
				return packedError(err, data, name, "", of.region, call)
			}
			part.enter = append(part.enter, enter)
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.parts = append(g.parts, part)
	return nil
}

// Miss notes a part that could not be read: its region is there, and nothing of it is known.
func (g *Gathering) Miss(account, region, name string, cause Cause, message string) {
	call := "list-functions"
	if region == Global {
		call = "get-account-authorization-details"
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.parts = append(g.parts, gathered{account: account, region: region, name: name,
		gaps: []Gap{{Region: region, Call: call, Cause: cause, Message: message}}})
}

// admit keeps the limit on the bytes of all parts.
func (g *Gathering) admit(size int) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.bytes += size; g.bytes > mostBytes {
		return fmt.Errorf("%w: with it there are more than %d MB", ErrGatheredTooMuch, mostBytes>>20)
	}
	return nil
}

// count keeps the limit on the objects of all parts.
func (g *Gathering) count(data []byte) error {
	if err := checkShape(data, mostAllObjects); err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.counts += bytes.Count(data, []byte("{")); g.counts > mostAllObjects {
		return fmt.Errorf("%w: with it there are more than %d JSON objects", ErrGatheredTooMuch, mostAllObjects)
	}
	return nil
}

// Snapshot is what was added, in the order in which it was read of AWS: of a document that several parts hold, the
// latest counts. It is as old as its oldest part; each region knows its own time.
func (g *Gathering) Snapshot() *Snapshot {
	g.mu.Lock()
	defer g.mu.Unlock()
	slices.SortFunc(g.parts, func(a, b gathered) int {
		return cmp.Or(a.at.Compare(b.at), strings.Compare(a.name, b.name))
	})
	type place struct{ account, region string }
	times := make(map[place]time.Time)
	for i := range g.parts {
		p := &g.parts[i]
		if p.region != Global {
			g.b.AddRegionOf(p.account, p.region)
		}
		if p.accountName != "" {
			g.b.NameAccount(p.account, p.accountName)
		}
		for _, enter := range p.enter {
			enter()
		}
		for _, gap := range p.gaps {
			gap.Account = p.account
			g.b.Gap(gap)
		}
		if !p.at.IsZero() {
			times[place{p.account, p.region}] = p.at
			if g.b.capturedAt.IsZero() {
				g.b.SetMeta(p.at, "", p.partition)
			}
		}
	}
	s := g.b.Snapshot()
	for _, r := range s.Regions {
		r.capturedAt = times[place{r.AccountID, r.RegionName}]
	}
	return s
}

// isOf refuses a part that holds anything but what its place says.
func (p packed) isOf(account, region string) error {
	if p.AccountID != "" && p.AccountID != account {
		return fmt.Errorf("it says that it is of account %s, and is kept as one of %s", p.AccountID, account)
	}
	if len(p.Accounts) > 0 {
		return errors.New("it holds several accounts, want one region of one account")
	}
	for name := range p.Regions {
		if name != region {
			return fmt.Errorf("it holds the region %q, and is kept as %s", name, region)
		}
	}
	for _, g := range p.Gaps {
		if g.Region != region && g.Region != Global || g.Account != "" && g.Account != account {
			where := strings.TrimSpace(g.Account + " " + g.Region)
			return fmt.Errorf("it tells of gaps in %q, and is kept as %s", where, region)
		}
	}
	return nil
}

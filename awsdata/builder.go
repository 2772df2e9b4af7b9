package awsdata

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Builder gathers documents as they arrive, from AWS or from files, and hands out snapshots. It is safe for concurrent
// use. A snapshot that was handed out does not change when more arrives.
type Builder struct {
	mu         sync.Mutex
	capturedAt time.Time
	accountID  string
	partition  string
	regions    map[string]*Region
	account    Account
}

// NewBuilder returns an empty builder.
func NewBuilder() *Builder {
	return &Builder{
		regions: make(map[string]*Region),
		account: Account{ledger: newLedger(Global)},
	}
}

func newLedger(region string) ledger {
	return ledger{region: region, present: make(map[string]bool), missing: make(map[string]Gap)}
}

// DocumentError is a document that could not be read.
type DocumentError struct {
	Region string
	Call   string
	Offset int64 // bytes from the start of the document, -1 where it is not known
	Err    error
}

// Error implements error.
func (e *DocumentError) Error() string {
	return fmt.Sprintf("read %s %s: %v", e.Region, e.Call, e.Err)
}

// Unwrap returns the cause.
func (e *DocumentError) Unwrap() error { return e.Err }

// SetMeta tells when and of which account the snapshot is. Empty values leave what is known.
func (b *Builder) SetMeta(capturedAt time.Time, accountID, partition string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !capturedAt.IsZero() {
		b.capturedAt = capturedAt.UTC().Truncate(time.Second)
	}
	if accountID != "" {
		b.accountID = Clean(accountID)
	}
	if partition != "" {
		b.partition = Clean(partition)
	}
}

// AddRegion makes sure that the snapshot has the region, even if nothing of it arrives.
func (b *Builder) AddRegion(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.region(name)
}

func (b *Builder) region(name string) *Region {
	name = Clean(name)
	r := b.regions[name]
	if r == nil {
		r = &Region{RegionName: name, ledger: newLedger(name)}
		b.regions[name] = r
	}
	return r
}

// Put adds a document: what the AWS CLI prints for the call, which is the command's name with the id appended for calls
// about one thing ("describe-vpc-attribute.vpc-1.enableDnsSupport"). The region is [Global] for account-wide calls. A
// document of a call that vpclens does not know is ignored, so that a directory of dumps loads as it is. The error is a
// [*DocumentError].
func (b *Builder) Put(region, call string, data []byte) error {
	enter, err := b.read(region, call, data)
	if err != nil {
		return err
	}
	enter()
	return nil
}

// read decodes a document, which can be done for many at once, and returns what enters it in the books.
func (b *Builder) read(region, call string, data []byte) (func(), error) {
	var enter func()
	var err error
	region, call = Clean(region), Clean(call)
	if region == Global {
		enter, err = readDocument(accountTable, call, data, func() (*Account, *ledger) { return &b.account, &b.account.ledger })
	} else {
		enter, err = readDocument(regionTable, call, data, func() (*Region, *ledger) {
			r := b.region(region)
			return r, &r.ledger
		})
	}
	if err != nil {
		return nil, &DocumentError{Region: region, Call: call, Offset: offsetOf(err), Err: inWords(err, data)}
	}
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		enter()
	}, nil
}

// readDocument decodes a document by the row of the table that it belongs to. What it returns enters the document and
// its call into the books that open gives.
func readDocument[T any](table []document[T], call string, data []byte, open func() (*T, *ledger)) (func(), error) {
	name, id, keyed := strings.Cut(call, ".")
	for _, d := range table {
		if d.call != name || d.keyed != keyed {
			continue
		}
		set, truncated, err := d.decode(id, data)
		if err != nil {
			return nil, err
		}
		return func() {
			into, book := open()
			set(into)
			book.present[call] = true
			delete(book.missing, call)
			if truncated {
				book.missing[call] = Gap{Region: book.region, Call: call, Cause: CauseTruncated}
			}
		}, nil
	}
	return func() { open() }, nil
}

// offsetOf finds where in the document an error of encoding/json is, -1 if it does not tell.
func offsetOf(err error) int64 {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Offset
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return kind.Offset
	}
	return -1
}

// Gap records a call that gave no answer. Its message may come from AWS and is cleaned and cut to a line's length.
func (b *Builder) Gap(g Gap) {
	b.mu.Lock()
	defer b.mu.Unlock()
	g.Region, g.Call, g.Cause, g.Message = Clean(g.Region), Clean(g.Call), Cause(Clean(string(g.Cause))), Clean(g.Message)
	if cut := []rune(g.Message); len(cut) > 300 {
		g.Message = string(cut[:299]) + "…"
	}
	if g.Region == Global {
		b.account.missing[g.Call] = g
		return
	}
	b.region(g.Region).missing[g.Call] = g
}

// Snapshot hands out what has arrived so far.
func (b *Builder) Snapshot() *Snapshot {
	b.mu.Lock()
	defer b.mu.Unlock()
	account := b.account.freeze()
	s := &Snapshot{CapturedAt: b.capturedAt, AccountID: b.accountID, Partition: b.partition, Account: account}
	for _, name := range slices.Sorted(maps.Keys(b.regions)) {
		r := b.regions[name].freeze().finish()
		r.joinZones(account)
		s.Regions = append(s.Regions, r)
	}
	s.fillMeta()
	s.gaps = s.findGaps()
	return s
}

// fillMeta finds the account and partition in the documents where nobody said them.
func (s *Snapshot) fillMeta() {
	if s.AccountID == "" && s.Account.CallerIdentity != nil {
		s.AccountID = s.Account.CallerIdentity.Account
	}
	for _, r := range s.Regions {
		for i := range r.Functions {
			// arn:partition:lambda:region:account:function:name
			parts := strings.Split(r.Functions[i].FunctionArn, ":")
			if len(parts) < 7 {
				continue
			}
			if s.Partition == "" {
				s.Partition = parts[1]
			}
			if s.AccountID == "" {
				s.AccountID = parts[4]
			}
			break
		}
		if s.AccountID == "" && len(r.VPCs) > 0 {
			s.AccountID = r.VPCs[0].OwnerId
		}
	}
	if s.Partition == "" {
		s.Partition = "aws"
	}
}

// freeze copies what a later Put would change in place: lists are replaced whole, maps grow.
func (r *Region) freeze() *Region {
	f := *r
	detachKeyed(regionTable, &f)
	f.ledger = r.ledger.freeze()
	return &f
}

func (a *Account) freeze() *Account {
	f := *a
	detachKeyed(accountTable, &f)
	f.ledger = a.ledger.freeze()
	return &f
}

func (l ledger) freeze() ledger {
	l.present, l.missing = maps.Clone(l.present), maps.Clone(l.missing)
	return l
}

func detachKeyed[T any](table []document[T], t *T) {
	for _, d := range table {
		if d.keyed {
			d.detach(t)
		}
	}
}

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
	accounts   map[string]*accountBuilder // by account id, "" for the account that is asked
	names      map[string]string          // what people call accounts, by id
	targets    bool                       // see KeepTargets
}

// accountBuilder are the documents of one account as they arrive.
type accountBuilder struct {
	regions map[string]*Region
	account Account
	frozen  *accountFrozen // as it is now, nil where something has changed since
}

// accountFrozen are an account's documents at one time, which snapshots share.
type accountFrozen struct {
	account *Account
	regions []*Region // finished
}

// NewBuilder returns an empty builder.
func NewBuilder(options ...Option) *Builder {
	b := &Builder{accounts: map[string]*accountBuilder{"": newAccountBuilder()}, names: make(map[string]string)}
	for _, option := range options {
		option(b)
	}
	return b
}

func newAccountBuilder() *accountBuilder {
	return &accountBuilder{regions: make(map[string]*Region), account: Account{ledger: newLedger(Global)}}
}

func (k *accountBuilder) empty() bool {
	return len(k.regions) == 0 && len(k.account.present) == 0 && len(k.account.missing) == 0 && k.account.rest == nil
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
		if k := b.accounts[b.accountID]; k != nil && b.accounts[""].empty() { // its documents came before its name
			b.accounts[""] = k
			delete(b.accounts, b.accountID)
		}
	}
	if partition != "" {
		b.partition = Clean(partition)
	}
}

// AddRegion makes sure that the snapshot has the region, even if nothing of it arrives.
func (b *Builder) AddRegion(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.accountBuilder("").region(name)
}

// AddRegionOf is [Builder.AddRegion] for a region of the named account.
func (b *Builder) AddRegionOf(account, name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.accountBuilder(account).region(name)
}

// accountBuilder are those of an account, for whoever changes them; "" and the id that [Builder.SetMeta] was given mean
// the main one.
func (b *Builder) accountBuilder(account string) *accountBuilder {
	account = Clean(account)
	if account == b.accountID {
		account = ""
	}
	k := b.accounts[account]
	if k == nil {
		k = newAccountBuilder()
		b.accounts[account] = k
	}
	k.frozen = nil
	return k
}

func (k *accountBuilder) region(name string) *Region {
	name = Clean(name)
	r := k.regions[name]
	if r == nil {
		r = &Region{RegionName: name, ledger: newLedger(name)}
		k.regions[name] = r
	}
	return r
}

// ledger is the book of a region, or of what is account-wide.
func (k *accountBuilder) ledger(region string) *ledger {
	if region == Global {
		return &k.account.ledger
	}
	return &k.region(region).ledger
}

// Put adds a document: what the AWS CLI prints for the call, which is the command's name with the id appended for calls
// about one thing ("describe-vpc-attribute.vpc-1.enableDnsSupport"). The region is [Global] for account-wide calls. A
// document of a call that vpclens does not know is ignored, so that a directory of dumps loads as it is. The error is a
// [*DocumentError].
func (b *Builder) Put(region, call string, data []byte) error {
	return b.PutOf("", region, call, data)
}

// PutOf is [Builder.Put] for a document of the named account: a snapshot can hold several.
func (b *Builder) PutOf(account, region, call string, data []byte) error {
	enter, err := b.read(account, region, call, data)
	if err != nil {
		return err
	}
	enter()
	return nil
}

// read decodes a document, which can be done for many at once, and returns what enters it in the account.
func (b *Builder) read(account, region, call string, data []byte) (func(), error) {
	var enter func()
	var err error
	region, call = Clean(region), Clean(call)
	if err := checkShape(data, mostObjects); err != nil {
		return nil, &DocumentError{Region: region, Call: call, Offset: -1, Err: err}
	}
	if b.targets && call == "list-functions" {
		data = withTargets(data)
	}
	if region == Global {
		enter, err = readDocument(accountTable, call, data, func() (*Account, *ledger) {
			a := &b.accountBuilder(account).account
			return a, &a.ledger
		})
	} else {
		enter, err = readDocument(regionTable, call, data, func() (*Region, *ledger) {
			r := b.accountBuilder(account).region(region)
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
// its call into the ledger that open gives.
func readDocument[T any](table []document[T], call string, data []byte, open func() (*T, *ledger)) (func(), error) {
	name, id, keyed := strings.Cut(call, ".")
	for _, d := range table {
		if d.call != name || d.keyed != keyed {
			continue
		}
		set, cut, err := d.decode(id, data)
		if err != nil {
			return nil, err
		}
		return func() {
			into, ledger := open()
			set(into)
			ledger.present[call] = true
			delete(ledger.missing, call)
			if cut != (flaw{}) {
				ledger.missing[call] = Gap{Region: ledger.region, Call: call, Cause: cut.cause,
					Message: gapMessage(cut.message)}
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
	g.Region, g.Call, g.Cause, g.Message = Clean(g.Region), Clean(g.Call), Cause(Clean(string(g.Cause))),
		gapMessage(g.Message)
	account := b.accountBuilder(g.Account)
	g.Account = "" // told where the snapshot is handed out: one of a single account does not say it
	if g.OfAccount() {
		g.Region = Global
		account.account.rest = &g
		return
	}
	account.ledger(g.Region).missing[g.Call] = g
}

// Await records that a call is being made, or will be: snapshots that are handed out before it is settled say that what
// it brings is not known yet. The name is without the id of what the call is about.
func (b *Builder) Await(account, region, call string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	ledger := b.accountBuilder(account).ledger(region)
	if ledger.pending == nil {
		ledger.pending = make(map[string]bool)
	}
	ledger.pending[call] = true
}

// Settle records that a call has ended, for everything that it is about, or will not be made.
func (b *Builder) Settle(account, region, call string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.accountBuilder(account).ledger(region).pending, call)
}

// gapMessage is a message as gaps carry it: harmless, and no longer than anybody reads.
func gapMessage(text string) string {
	text = Mask(Clean(text))
	if cut := []rune(text); len(cut) > 300 {
		text = string(cut[:299]) + "…"
	}
	return text
}

// Snapshot hands out what has arrived so far.
func (b *Builder) Snapshot() *Snapshot {
	b.mu.Lock()
	defer b.mu.Unlock()
	ids := slices.Sorted(maps.Keys(b.accounts)) // "" is the first
	if len(ids) > 1 && b.accounts[""].empty() {
		ids = ids[1:]
	}
	return b.snapshotOf(ids)
}

// SnapshotOf is [Builder.Snapshot] of one account alone, which costs the same however many there are.
func (b *Builder) SnapshotOf(account string) *Snapshot {
	b.mu.Lock()
	defer b.mu.Unlock()
	account = Clean(account)
	if account == b.accountID || b.accounts[account] == nil {
		account = ""
	}
	return b.snapshotOf([]string{account})
}

func (b *Builder) snapshotOf(ids []string) *Snapshot {
	s := &Snapshot{CapturedAt: b.capturedAt, AccountID: b.accountID, Partition: b.partition}
	for _, id := range ids {
		frozen := b.accounts[id].freeze()
		account := *frozen.account
		account.AccountID = id
		first := len(s.Regions)
		for _, r := range frozen.regions {
			region := *r
			region.present = maps.Clone(r.present) // joinZones writes into it
			s.Regions = append(s.Regions, &region)
		}
		s.Accounts = append(s.Accounts, &account)
		s.fillMeta(&account, s.Regions[first:])
		account.Name = b.names[account.AccountID]
	}
	called := make(map[string]int, len(s.Accounts))
	for _, a := range s.Accounts {
		called[a.Name]++
	}
	for _, a := range s.Accounts {
		a.namesake = called[a.Name] > 1
	}
	s.Account = s.Accounts[0]
	s.AccountID = s.Account.AccountID
	if s.Partition == "" {
		s.Partition = "aws"
	}
	if len(s.Accounts) > 1 {
		for _, a := range s.Accounts {
			a.ledger.account = a.AccountID
		}
		for _, r := range s.Regions {
			r.ledger.account = r.AccountID
		}
	}
	for _, r := range s.Regions {
		source := *r.source
		source.AccountID, source.ledger = r.AccountID, r.ledger
		r.source = &source
		r.joinZones(s)
	}
	s.gaps = s.findGaps()
	return s
}

// freeze is the account as it is now. It is made anew only where something has changed since the last time.
func (k *accountBuilder) freeze() *accountFrozen {
	if k.frozen == nil {
		k.frozen = &accountFrozen{account: k.account.freeze()}
		for _, name := range slices.Sorted(maps.Keys(k.regions)) {
			r := k.regions[name].freeze()
			r.rest = k.account.rest
			k.frozen.regions = append(k.frozen.regions, r.finish())
		}
	}
	return k.frozen
}

// fillMeta finds the account and partition in an account's documents where nobody said them, and marks the regions.
func (s *Snapshot) fillMeta(a *Account, regions []*Region) {
	if a.AccountID == "" {
		a.AccountID = s.AccountID
	}
	if a.AccountID == "" && a.CallerIdentity != nil {
		a.AccountID = a.CallerIdentity.Account
	}
	for _, r := range regions {
		for i := range r.Functions {
			// arn:partition:lambda:region:account:function:name
			parts := strings.Split(r.Functions[i].FunctionArn, ":")
			if len(parts) < 7 {
				continue
			}
			if s.Partition == "" {
				s.Partition = parts[1]
			}
			if a.AccountID == "" {
				a.AccountID = parts[4]
			}
			break
		}
		if a.AccountID == "" && len(r.VPCs) > 0 {
			a.AccountID = r.VPCs[0].OwnerId
		}
	}
	for _, r := range regions {
		r.AccountID = a.AccountID
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
	l.present, l.missing, l.pending = maps.Clone(l.present), maps.Clone(l.missing), maps.Clone(l.pending)
	return l
}

func detachKeyed[T any](table []document[T], t *T) {
	for _, d := range table {
		if d.keyed {
			d.detach(t)
		}
	}
}

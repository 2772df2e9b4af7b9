package collect

import (
	"sync"

	"github.com/vpclens/vpclens/awsdata"
)

// Phase is how far a call is.
type Phase string

// The phases of a call. Every call is started once and ends once, done or failed.
const (
	Started Phase = "started"
	Page    Phase = "page" // a page arrived
	Done    Phase = "done"
	Failed  Phase = "failed" // it left a gap

	AccountEnded Phase = "account ended" // of no call: one more of several accounts is read, or could not be
)

// Event tells how a collection goes on.
type Event struct {
	Account    string // the account's id, of a collection of several: see [CollectAccounts]
	Region     string // awsdata.Global for calls of the whole account
	Call       string // the document's name
	Phase      Phase
	Items      int          // what this call has brought so far
	Gap        *awsdata.Gap // of a call that failed; nil where it ended the collection or had no place in the snapshot
	Cost       awsdata.Cost // of a call that has ended
	CallsDone  int          // calls that have ended, done or failed
	CallsTotal int          // calls known so far; grows as lists bring things to ask about
	// Of several accounts, those that have ended, whether they could be read or not, and all; 0 where there is one.
	AccountsDone, AccountsTotal int
}

// progress counts and reports. Events are delivered one at a time.
type progress struct {
	mu     sync.Mutex
	report func(Event)
	done   int
	total  int

	accounts, accountsDone int

	parent  *progress // which counts and reports for an account of several
	account string
}

// of is the progress of one account.
func (p *progress) of(account string) *progress { return &progress{parent: p, account: account} }

// accountEnded tells that one more account has ended: there may be no call after it that would.
func (p *progress) accountEnded() {
	p.mu.Lock()
	p.accountsDone++
	p.mu.Unlock()
	p.send(Event{Phase: AccountEnded}, 0)
}

// plan announces n more calls.
func (p *progress) plan(n int) {
	if p.parent != nil {
		p.parent.plan(n)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total += n
}

func (p *progress) started(region, call string) {
	p.send(Event{Region: region, Call: call, Phase: Started}, 0)
}

func (p *progress) page(region, call string, items int) {
	p.send(Event{Region: region, Call: call, Phase: Page, Items: items}, 0)
}

func (p *progress) ended(region, call string, phase Phase, items int, cost awsdata.Cost) {
	p.send(Event{Region: region, Call: call, Phase: phase, Items: items, Cost: cost}, 1)
}

// left reports a call that ended and left a gap.
func (p *progress) left(gap awsdata.Gap, items int, cost awsdata.Cost) {
	p.send(Event{Region: gap.Region, Call: gap.Call, Phase: Failed, Items: items, Gap: &gap, Cost: cost}, 1)
}

func (p *progress) send(e Event, done int) {
	if p.parent != nil {
		e.Account = p.account
		p.parent.send(e, done)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += done
	if p.report != nil {
		e.CallsDone, e.CallsTotal = p.done, p.total
		e.AccountsDone, e.AccountsTotal = p.accountsDone, p.accounts
		p.report(e)
	}
}

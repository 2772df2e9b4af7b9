package screen

import (
	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
)

// In is what a screen may look at that is about one account, by its id. That of "" is about all that there are, and
// that of an account which is not there any more shows nothing but that: another one may have a function of the name.
func (e *Env) In(account string) *Env {
	if account == "" || e.Result == nil {
		return e
	}
	of := e.Result.Of(account)
	if of == nil {
		in := e.of(e.Result.Absent(account))
		in.Baseline = nil
		return in
	}
	return e.of(of)
}

func (e *Env) of(r *analysis.Result) *Env {
	in := *e
	in.Result, in.only = r, true
	in.Profile = e.profileOf(r)
	if e.Baseline != nil {
		in.Baseline = e.Baseline.in(r.Snapshot.AccountID)
	}
	return &in
}

// profileOf is the profile that commands for an account name.
func (e *Env) profileOf(r *analysis.Result) string {
	if account := r.Account(); account != "" {
		return r.Snapshot.CommandProfile(account, e.Together)
	}
	return e.Profile
}

// Accounts are what a list goes through: the account that it is about, or each of all, in their order.
func (e *Env) Accounts() []*Env {
	switch {
	case e.only:
		return []*Env{e}
	case len(e.Result.Accounts) < 2 && e.Baseline != nil && len(e.Baseline.Result.Accounts) > 1:
		return []*Env{e.of(e.Result)} // the first of the earlier ones may be another account
	case len(e.Result.Accounts) < 2:
		return []*Env{e}
	}
	var out []*Env
	for _, r := range e.Result.Accounts {
		out = append(out, e.of(r))
	}
	return out
}

// Results are those of the accounts that are looked at.
func (e *Env) Results() []*analysis.Result {
	if e.only || len(e.Result.Accounts) < 2 {
		return []*analysis.Result{e.Result}
	}
	return e.Result.Accounts
}

// FunctionCount is how many functions there are in the accounts that are looked at.
func (e *Env) FunctionCount() int {
	n := 0
	for _, r := range e.Results() {
		n += len(r.Functions)
	}
	return n
}

// Gaps are those of the accounts that are looked at.
func (e *Env) Gaps() []awsdata.Gap {
	if e.only {
		return e.Result.Snapshot.MainGaps()
	}
	return e.Result.Snapshot.Gaps()
}

// All is what a screen may look at that is about all accounts.
func (e *Env) All() *Env {
	if !e.only {
		return e
	}
	all := *e
	all.only, all.Result = false, e.Result.Accounts[0]
	if e.Baseline != nil {
		all.Baseline = e.Baseline.in(all.Result.Snapshot.AccountID)
	}
	all.Profile = e.profileOf(all.Result)
	return &all
}

// Several says whether rows of several accounts stand in a list, which then have to name theirs.
func (e *Env) Several() bool { return !e.only && e.Result != nil && len(e.Result.Accounts) > 1 }

// AccountID is the account that a place has to name: "" where there is but one.
func (e *Env) AccountID() string {
	if e.Result == nil {
		return ""
	}
	return e.Result.Account()
}

// At is a place in the account that the screen is about. It is named where there is but one, too: when the account is
// read again there may be others, and another one may be the first.
func (e *Env) At(p Place) Place {
	if p.Account == "" && e.Result != nil {
		p.Account = e.Result.Snapshot.AccountID
	}
	return p
}

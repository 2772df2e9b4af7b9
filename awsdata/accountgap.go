package awsdata

import "maps"

// What stands in the place of a call in a gap of a whole account. There is one such gap in an account at the most, and
// it tells of every call of the account that brought no answer and has no gap of its own.
const (
	CallAssumeRole    = "assume-role"             // the role to read the account with
	CallSignIn        = "sign-in"                 // the profile to read the account with
	CallAccount       = "the account"             // no call to it brought anything
	CallRestOfAccount = "the rest of the account" // it was read in part
)

// OfAccount reports whether the gap is one of a whole account.
func (g Gap) OfAccount() bool {
	switch g.Call {
	case CallAssumeRole, CallSignIn, CallAccount, CallRestOfAccount:
		return true
	}
	return false
}

// IsUnread reports whether nothing of the account could be read: there was no way in.
func (a *Account) IsUnread() bool { return a.rest != nil && a.rest.Call != CallRestOfAccount }

// EndAccount records why an account's calls, all or those that are left, bring no answer: as one gap, in which those
// that were recorded one by one for the same cause are contained. The gap's account says which; its call is one of
// those for which [Gap.OfAccount] holds.
func (b *Builder) EndAccount(gap Gap) {
	b.Gap(gap)
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.accountBuilder(gap.Account)
	contained := func(l *ledger) {
		maps.DeleteFunc(l.missing, func(call string, g Gap) bool { return g.Cause == gap.Cause && !l.present[call] })
		l.pending = nil
	}
	contained(&k.account.ledger)
	for _, r := range k.regions {
		contained(&r.ledger)
	}
}

// NameAccount says what people call the account with an id, if the snapshot has one of that id.
func (b *Builder) NameAccount(id, name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.names[Clean(id)] = Clean(name)
}

// AccountName is what people call the account with an id: "" where nobody said, and where others are called the same.
func (s *Snapshot) AccountName(id string) string {
	if a := s.AccountOf(id); a != nil && !a.namesake {
		return a.Name
	}
	return ""
}

// Unread are the accounts of which nothing could be read, each with the reason: one line for each.
func (s *Snapshot) Unread() []Gap {
	var out []Gap
	for _, a := range s.Accounts {
		if a.IsUnread() {
			out = append(out, a.recordedGaps()[0])
		}
	}
	return out
}

// names are what people call the accounts, by id, nil where nothing is known of that.
func (s *Snapshot) names() map[string]string {
	var out map[string]string
	for _, a := range s.Accounts {
		if a.Name == "" {
			continue
		}
		if out == nil {
			out = make(map[string]string)
		}
		out[a.AccountID] = a.Name
	}
	return out
}

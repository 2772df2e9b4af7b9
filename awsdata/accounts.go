package awsdata

import (
	"slices"
	"time"
)

// CapturedAtOf is when a region of the snapshot was read: of several that were read apart, each has its own time.
func (s *Snapshot) CapturedAtOf(r *Region) time.Time {
	if r.capturedAt.IsZero() {
		return s.CapturedAt
	}
	return r.capturedAt
}

// As is the same snapshot with another of its accounts as the one that is asked about; nil if it does not hold it.
func (s *Snapshot) As(account string) *Snapshot {
	main := s.AccountOf(account)
	if main == nil {
		return nil
	}
	as := *s
	as.AccountID, as.Account = main.AccountID, main
	first := func(a, b string) int {
		switch {
		case a == b || a != account && b != account:
			return 0
		case a == account:
			return -1
		}
		return 1
	}
	as.Accounts, as.Regions = slices.Clone(s.Accounts), slices.Clone(s.Regions)
	slices.SortStableFunc(as.Accounts, func(a, b *Account) int { return first(a.AccountID, b.AccountID) })
	slices.SortStableFunc(as.Regions, func(a, b *Region) int { return first(a.AccountID, b.AccountID) })
	return &as
}

// As is the index with another account of the snapshot as the one that is asked about: see [Snapshot.As].
func (x *Index) As(account string) *Index {
	s := x.Snapshot.As(account)
	if s == nil {
		return nil
	}
	as := *x
	as.Snapshot, as.all = s, make([]*RegionIndex, 0, len(x.all))
	for _, r := range s.Regions {
		as.all = append(as.all, x.regions[regionKey{r.AccountID, r.RegionName}])
	}
	return &as
}

// IsOfOthers reports whether two snapshots have no account in common: whoever signs in again under the same profile may
// have become somebody else. Of several accounts some come and go; of one that nobody could name nothing is said.
func (s *Snapshot) IsOfOthers(other *Snapshot) bool {
	return !slices.ContainsFunc(s.Accounts, func(a *Account) bool {
		return !IsAccountID(a.AccountID) || slices.ContainsFunc(other.Accounts, func(b *Account) bool {
			return b.AccountID == a.AccountID || !IsAccountID(b.AccountID)
		})
	})
}

// MainRegions are the regions of the main account.
func (s *Snapshot) MainRegions() []*Region {
	n := 0
	for n < len(s.Regions) && s.Regions[n].AccountID == s.AccountID {
		n++
	}
	return s.Regions[:n:n]
}

// MainGaps are the gaps of the main account: all that there are, where there is no other.
func (s *Snapshot) MainGaps() []Gap {
	var out []Gap
	for _, g := range s.gaps {
		if g.Account == "" || g.Account == s.AccountID {
			out = append(out, g)
		}
	}
	return out
}

// RegionNames are the names of the main account's regions, sorted.
func (s *Snapshot) RegionNames() []string {
	regions := s.MainRegions()
	names := make([]string, len(regions))
	for i, r := range regions {
		names[i] = r.RegionName
	}
	return names
}

// AccountOf returns what is account-wide of an account, nil if the snapshot does not hold it.
func (s *Snapshot) AccountOf(id string) *Account {
	for _, a := range s.Accounts {
		if a.AccountID == id {
			return a
		}
	}
	return nil
}

// InAccount is an account as things of the snapshot name it beside their region: its id, "" where there is no other.
func (s *Snapshot) InAccount(id string) string {
	if len(s.Accounts) < 2 {
		return ""
	}
	return id
}

// CommandProfile is the profile that commands for one of several accounts name: the one of those that were read which
// has given the account its name, else the account's id. Where there is no profile of that name such a command fails;
// with none it would run in whatever account the credentials at hand are of.
func (s *Snapshot) CommandProfile(account string, read []string) string {
	if name := s.AccountName(account); slices.Contains(read, name) {
		return name
	}
	return account
}

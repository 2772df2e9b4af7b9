package collect

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/vpclens/vpclens/awsdata"
)

// mostAge is how old what is taken over may be: what is read together is told as one state of the account.
const mostAge = time.Hour

// resume takes over what an earlier collection had read, if the credentials are still those of its account: who signs
// in again may have become somebody else.
func (s *session) resume(ctx context.Context) error {
	earlier := s.options.Resume
	if earlier == nil || earlier.AccountID == "" || len(earlier.Accounts) > 1 ||
		s.options.Now().Sub(earlier.CapturedAt) > mostAge {
		return nil
	}
	now := awsdata.NewBuilder()
	d := &document{must: "Account", budget: s.budget}
	for _, row := range identityCalls() {
		if row.name != callerIdentity {
			continue
		}
		if err := row.run(ctx, s.clients[awsdata.Global], query{}, d); err != nil {
			return nil // which the same call will tell in a moment
		}
		if err := now.Put(awsdata.Global, row.name, d.bytes()); err != nil {
			return nil
		}
	}
	if who := now.Snapshot().Account.CallerIdentity; who == nil || who.Account != earlier.AccountID {
		return nil
	}
	kept, err := s.builder.Keep(earlier.Only(s.names...), s.options.Again)
	if err != nil {
		return fmt.Errorf("take over what was read before: %w", err)
	}
	s.builder.SetMeta(earlier.CapturedAt, "", "")
	s.kept = kept
	return nil
}

// keeps reports whether the answer to a call stands from an earlier collection. Who asks is asked again, and so is what
// one call asks about many things, which may be more by now.
func (s *session) keeps(row *call, at place, document string) bool {
	if s.kept == nil || row.name == callerIdentity || row.each != nil && document == row.name ||
		!s.kept(at.region, document) {
		return false
	}
	s.mu.Lock()
	s.arrived++
	s.mu.Unlock()
	return true
}

// AgainIn says what is read again where a person looks at a region, or at a function of it: everything of the region
// and
// of the whole account, but for what single other functions are asked. Regions and functions that nobody looks at stay
// as they were.
func AgainIn(region, function string) func(region, document string) bool {
	single := make(map[string]bool)
	for _, row := range table() {
		single[row.name] = row.function
	}
	return func(of, document string) bool {
		call, about, _ := strings.Cut(document, ".")
		switch {
		case of == awsdata.Global:
			return true
		case of != region:
			return false
		}
		return !single[call] || about == function
	}
}

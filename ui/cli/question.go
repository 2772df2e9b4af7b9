package cli

import (
	"context"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// account is what questions about paths need of a snapshot: the index, and the functions with what answers about them.
// Findings are not computed for them.
type account struct {
	index     *awsdata.Index // of the account that is asked about
	functions *ask.Functions // of all accounts
	whole     bool           // all that there is was read, or tried to be
}

// account reads what paths depend on: no call about a single function is among that.
func (p *program) account(ctx context.Context) (*account, error) {
	p.flags.fast = true
	snapshot, err := p.load(ctx)
	if err != nil {
		return nil, err
	}
	return newAccount(snapshot), nil
}

func newAccount(snapshot *awsdata.Snapshot) *account {
	index := awsdata.NewIndex(snapshot)
	return &account{index: index, functions: ask.NewFunctions(index, reach.New(index)), whole: true}
}

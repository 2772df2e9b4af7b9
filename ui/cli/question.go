package cli

import (
	"context"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// account is what questions about paths need of a snapshot: the index, and the functions with what answers about them.
// Findings are not computed for them.
type account struct {
	index     *awsdata.Index // of the account that is asked about
	functions *functions     // of all accounts
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
	return &account{index: index, functions: newFunctions(index, reach.New(index)), whole: true}
}

// asked is a question as somebody wrote it: what its destination means, the snapshot tells.
type asked struct {
	to       string
	protocol netset.Protocol
	port     uint16 // 0: the port that the destination itself names, else that of HTTPS
}

// of reads the question as asked by a function, in its region and account.
func (q asked) of(f *function) (reach.Query, error) { return q.in(f.index, f.region) }

// in reads the question as asked in a region of an account. What is no destination is an error that names the nearest.
func (q asked) in(x *awsdata.Index, region string) (reach.Query, error) {
	to, err := names.ParseIn(x, x.Region(region), q.to)
	if err != nil {
		return reach.Query{}, err
	}
	out := reach.Query{To: to, Protocol: q.protocol, Port: q.port}
	if out.Port == 0 {
		out.Port, err = to.UsualPort()
	}
	return out, err
}

// parseProtocol reads the name of a protocol that Lambda carries.
func parseProtocol(name string) (netset.Protocol, bool) {
	switch strings.ToLower(name) {
	case "tcp":
		return netset.TCP, true
	case "udp":
		return netset.UDP, true
	}
	return 0, false
}

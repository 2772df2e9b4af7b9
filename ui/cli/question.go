package cli

import (
	"context"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// account is what questions about paths need of a snapshot: the index, the engine and the functions. Findings are not
// computed for them.
type account struct {
	index     *awsdata.Index
	engine    *reach.Engine
	functions *functions
	whole     bool // all that there is was read, or tried to be
}

func (p *program) account(ctx context.Context) (*account, error) {
	snapshot, err := p.load(ctx)
	if err != nil {
		return nil, err
	}
	return newAccount(snapshot), nil
}

func newAccount(snapshot *awsdata.Snapshot) *account {
	index := awsdata.NewIndex(snapshot)
	return &account{index: index, engine: reach.New(index), functions: newFunctions(index), whole: true}
}

// asked is a question as somebody wrote it: what its destination means, the snapshot tells.
type asked struct {
	to       string
	protocol netset.Protocol
	port     uint16 // 0: the port that the destination itself names, else that of HTTPS
}

// in reads the question as asked in a region. What is no destination is an error that names the nearest.
func (a *account) in(region string, q asked) (reach.Query, error) {
	to, err := names.ParseIn(a.index, a.index.Region(region), q.to)
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

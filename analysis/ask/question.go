package ask

import (
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Question is a question as somebody wrote it: what its destination means, the snapshot tells.
type Question struct {
	To       string
	Protocol netset.Protocol
	Port     uint16 // 0: the port that the destination itself names, else that of HTTPS
}

// Of reads the question as asked by a function, in its region and account.
func (q Question) Of(f *Function) (reach.Query, error) { return q.In(f.Index, f.Region) }

// In reads the question as asked in a region of an account. What is no destination is an error that names the nearest.
func (q Question) In(x *awsdata.Index, region string) (reach.Query, error) {
	to, err := names.ParseIn(x, x.Region(region), q.To)
	if err != nil {
		return reach.Query{}, err
	}
	out := reach.Query{To: to, Protocol: q.Protocol, Port: q.Port}
	if out.Port == 0 {
		out.Port, err = to.UsualPort()
	}
	return out, err
}

// ParseProtocol reads the name of a protocol that Lambda carries.
func ParseProtocol(name string) (netset.Protocol, bool) {
	switch strings.ToLower(name) {
	case "tcp":
		return netset.TCP, true
	case "udp":
		return netset.UDP, true
	}
	return 0, false
}

// Nowhere is the error about a destination that means nothing in any region of any account.
func (q Question) Nowhere(index *awsdata.Index) error {
	_, first := q.In(index, "")
	if first == nil {
		return nil
	}
	for _, account := range index.Snapshot.Accounts {
		x := index.As(account.AccountID)
		for _, region := range x.Snapshot.RegionNames() {
			_, err := q.In(x, region)
			if err == nil {
				return nil
			}
			first = err
		}
	}
	return first
}

// Package flow lays what flow logs recorded at a function's interfaces on what was computed for it: which packets were
// rejected and by which hop, and where the records and the verdict agree and where they do not. It counts records as
// they come and keeps none.
package flow

import (
	"net/netip"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/flowrecords"
)

// Place is where a packet was when a record was made of it. What rejects it there are the security groups and the
// network ACL of the interface, and nothing else makes a record a REJECT.
// Source: Amazon VPC user guide, "Flow log records", action.
type Place uint8

// The places of a connection that the function opens, in the order of its packets' way.
const (
	RequestLeaves  Place = iota // the request at the function's interface
	RequestArrives              // the request at the interface that has the destination's address
	ReplyLeaves                 // the reply at that interface
	ReplyArrives                // the reply at the function's interface
	places
)

// components are the hops that decide at each place. What answers a connection passes security groups unasked.
func (p Place) components() []reach.Component {
	return [...][]reach.Component{
		RequestLeaves:  {reach.ComponentGroupOut, reach.ComponentACLOut},
		RequestArrives: {reach.ComponentTargetGroup, reach.ComponentTargetACLIn},
		ReplyLeaves:    {reach.ComponentTargetACLBack},
		ReplyArrives:   {reach.ComponentACLBack},
	}[p]
}

// Packets are how many packets were accepted and rejected at a place.
type Packets struct {
	Accepted int64
	Rejected int64
}

// key is a connection as it is counted: whatever port it was opened from.
type key struct {
	own      string // the function's interface
	far      netip.Addr
	port     uint16
	protocol netset.Protocol
}

// counted is what was recorded of a connection.
type counted struct {
	at          [places]Packets
	farAt       string // the interface at which it was seen at the other end
	first, last int64
}

// mostKeys is how many connections are told apart. What comes beyond is counted together.
const mostKeys = 100_000

// Tally counts records of a function's connections. It is for one goroutine.
type Tally struct {
	region *awsdata.RegionIndex
	own    map[string]string     // the function's interfaces, with their subnets
	byIP   map[netip.Addr]string // by address
	shared int                   // other functions that use some of them
	keys   map[key]*counted

	noData, skipped     int
	unsolicited, beyond int64
	first, last         int64
}

// NewTally is the empty tally of a function in a region.
func NewTally(x *awsdata.RegionIndex, f *awsdata.Function) *Tally {
	t := &Tally{region: x, own: make(map[string]string), byIP: make(map[netip.Addr]string),
		keys: make(map[key]*counted)}
	subnets, groups := x.Placement(f)
	for _, id := range subnets {
		for _, n := range x.LambdaInterfaces(id, groups) {
			t.own[n.NetworkInterfaceId] = id
			for _, text := range n.Addresses() {
				if a, err := netip.ParseAddr(text); err == nil {
					t.byIP[a] = n.NetworkInterfaceId
				}
			}
		}
	}
	same := x.PlacementKey(f)
	for _, other := range x.Functions() {
		if !other.Published() && other.FunctionName != f.FunctionName && x.PlacementKey(other) == same {
			t.shared++
		}
	}
	return t
}

// Interfaces is how many interfaces the function has in the snapshot: without any nothing can be counted.
func (t *Tally) Interfaces() int { return len(t.own) }

// synOnly are the flags of TCP with which a connection is opened.
const synOnly = 2

// firstPrivate is the first port that is no service's: what comes in to one below it is no answer.
const firstPrivate = 1024

// Add counts a record, if it is of a connection of the function. What comes in and answers nothing is counted by
// itself.
func (t *Tally) Add(r *flowrecords.Record) {
	_, ours := t.own[r.Interface]
	switch {
	case ours && r.Status == flowrecords.NoData:
		t.noData++
		return
	case ours && r.Status == flowrecords.SkipData:
		t.skipped++
		return
	case r.Status != flowrecords.OK:
		return
	}
	from, to := t.byIP[r.Source], t.byIP[r.Destination]
	k := key{protocol: netset.Protocol(r.Protocol)}
	var at Place
	switch {
	case ours && from == r.Interface:
		at, k.own, k.far, k.port = RequestLeaves, from, r.Destination, r.DestinationPort
	case ours && to == r.Interface:
		at, k.own, k.far, k.port = ReplyArrives, to, r.Source, r.SourcePort
		if r.Flags == synOnly || r.DestinationPort < firstPrivate {
			t.unsolicited += r.Packets
			return
		}
	case from != "" && t.has(r.Interface, r.Destination):
		at, k.own, k.far, k.port = RequestArrives, from, r.Destination, r.DestinationPort
	case to != "" && t.has(r.Interface, r.Source):
		at, k.own, k.far, k.port = ReplyLeaves, to, r.Source, r.SourcePort
	default:
		return
	}
	t.count(k, at, r)
}

// has reports whether an interface has an address.
func (t *Tally) has(id string, a netip.Addr) bool {
	n := t.region.NetworkInterface(id)
	if n == nil {
		return false
	}
	for _, text := range n.Addresses() {
		if own, err := netip.ParseAddr(text); err == nil && own == a {
			return true
		}
	}
	return false
}

func (t *Tally) count(k key, at Place, r *flowrecords.Record) {
	c := t.keys[k]
	if c == nil {
		if len(t.keys) >= mostKeys {
			t.beyond += r.Packets
			return
		}
		c = &counted{}
		t.keys[k] = c
	}
	packets := max(r.Packets, 1) // a format without their number says that there was one
	if r.Action == flowrecords.Reject {
		c.at[at].Rejected += packets
	} else {
		c.at[at].Accepted += packets
	}
	if at == RequestArrives || at == ReplyLeaves {
		c.farAt = r.Interface
	}
	c.first, c.last = span(c.first, c.last, r)
	t.first, t.last = span(t.first, t.last, r)
}

// span widens a span of time by that of a record.
func span(first, last int64, r *flowrecords.Record) (from, to int64) {
	if r.Start > 0 && (first == 0 || r.Start < first) {
		first = r.Start
	}
	return first, max(last, r.End)
}

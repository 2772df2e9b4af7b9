package reach

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// ownAddress is a public address of an interface in the snapshot: a destination of its own, and not the internet.
type ownAddress struct {
	region *region
	iface  *awsdata.NetworkInterface
	set    netset.Set // the equivalent addresses, where several are taken together
}

// ownAddresses are the public addresses of all captured interfaces: those that are mapped to a private address, and the
// IPv6 addresses, which are public themselves.
type ownAddresses struct {
	at         map[netip.Addr]*ownAddress
	equivalent []*ownAddress // taken together where a connection from anywhere meets the same fate
	set        netset.Set
	set4       netset.Set // those that are mapped to private ones: no part of the internet
	// The call without which there may be more. An account of which nothing could be read counts like one that nobody
	// asked for: its addresses are a part of the internet.
	missing string
}

func (e *Engine) findOwned() *ownAddresses {
	f := ownFinder{out: &ownAddresses{at: make(map[netip.Addr]*ownAddress)}, sets: make(map[ownKey]*netset.Builder),
		equivalent: make(map[ownKey]*ownAddress)}
	for _, r := range e.all {
		if f.out.missing == "" && !e.index.Snapshot.AccountOf(r.Region.AccountID).IsUnread() {
			f.out.missing = r.missing("describe-network-interfaces")
		}
		for i := range r.Region.NetworkInterfaces {
			n := &r.Region.NetworkInterfaces[i]
			for _, p := range n.PublicAddresses() {
				f.add(r, n, p.Public)
			}
			for _, p := range n.Ipv6Addresses {
				f.add(r, n, p.Ipv6Address)
			}
		}
	}
	return f.finish()
}

// ownKey is everything that the fate of a connection to a public address depends on, but for its source.
type ownKey struct {
	kind                   interfaceKind
	subnet, groups, served string
}

type ownFinder struct {
	out        *ownAddresses
	sets       map[ownKey]*netset.Builder
	equivalent map[ownKey]*ownAddress
	all        netset.Builder
}

func (f *ownFinder) add(r *region, n *awsdata.NetworkInterface, text string) {
	a, err := netip.ParseAddr(text)
	if err != nil || !netset.IsInternet(a) || f.out.at[a] != nil {
		return
	}
	f.out.at[a] = &ownAddress{region: r, iface: n}
	k := ownKey{kind: kindOf(n)}
	if k.kind != takesNone && k.kind != idle || r.subnet(n.SubnetId) == nil { // these are blocked wherever they are
		k = ownKey{k.kind, n.SubnetId, awsdata.GroupSet(n.GroupIDs()), balancerOf(n)}
	}
	if f.sets[k] == nil {
		f.sets[k], f.equivalent[k] = &netset.Builder{}, &ownAddress{region: r, iface: n}
	}
	f.sets[k].AddAddr(a, carried())
	f.all.AddAddr(a, carried())
}

func (f *ownFinder) finish() *ownAddresses {
	keys := slices.SortedFunc(maps.Keys(f.sets), func(a, b ownKey) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), strings.Compare(a.subnet, b.subnet),
			strings.Compare(a.groups, b.groups), strings.Compare(a.served, b.served))
	})
	for _, k := range keys {
		f.equivalent[k].set = f.sets[k].Set()
		f.out.equivalent = append(f.out.equivalent, f.equivalent[k])
	}
	f.out.set = f.all.Set()
	f.out.set4 = f.out.set.IPv4()
	return f.out
}

package awsdata

import "net/netip"

// This file holds what becomes of addresses in [Snapshot.Anonymize]. Public addresses tell whose account it is, and
// which range holds which address decides verdicts. So the space of addresses is turned like a tree whose branches
// change places: what lies in a range still does, ranges keep their size, and no two addresses become one. The branches
// that the account uses come to stand in front, so what an address was cannot be computed from what it became.
//
// Where addresses have a meaning of their own the tree stands still: private and other special ranges, what AWS
// publishes in its prefix lists, and the address by which ways to the internet are followed. Within the ranges of VPCs
// it does too, for AWS keeps the first addresses and the last one of a subnet. The first bits of an address that shares
// a branch with one of those stay.

// addressTree is the tree of the addresses of one family, by bits.
type addressTree struct {
	next  [2]*addressTree
	still bool // everything from here on stays
	holds bool // a part of what is below stays where it is, so the branches must not change places here
}

// fixedRanges are the addresses that mean the same in every account.
// Source: IANA special-purpose address registries; RFC 6052 for 64:ff9b::/96.
var fixedRanges = []string{"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.168.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "9.9.9.9/32", "::/96", "64:ff9b::/96", "fc00::/7", "fe80::/10",
	"ff00::/8"}

var translated = netip.MustParsePrefix("64:ff9b::/96")

// addressBook holds the trees: IPv4, IPv6.
type addressBook struct{ trees [2]addressTree }

func newAddressBook(s *Snapshot) *addressBook {
	b := &addressBook{}
	fix := func(list []string) {
		for _, text := range list {
			if p, ok := parseRange(text); ok {
				b.grow(p, true, true)
			}
		}
	}
	fix(fixedRanges)
	for _, r := range s.Regions {
		for i := range r.PrefixLists {
			fix(r.PrefixLists[i].Cidrs)
		}
		for i := range r.ManagedPrefixLists {
			if l := &r.ManagedPrefixLists[i]; l.OwnerId == "AWS" {
				for _, e := range l.Entries {
					fix([]string{e.Cidr})
				}
			}
		}
		keep := func(list []string) {
			for _, text := range list {
				if p, ok := parseRange(text); ok {
					b.grow(p, true, false)
				}
			}
		}
		for i := range r.VPCs {
			keep(r.VPCs[i].CIDRs())
		}
		for i := range r.Subnets {
			keep(r.Subnets[i].CIDRs())
		}
		for i := range r.PeeringConnections {
			keep(r.PeeringConnections[i].AccepterVpcInfo.CIDRs())
			keep(r.PeeringConnections[i].RequesterVpcInfo.CIDRs())
		}
	}
	return b
}

// parseRange reads an address or a range, which is a range of one address or more.
func parseRange(text string) (netip.Prefix, bool) {
	if a, err := netip.ParseAddr(text); err == nil && a.Zone() == "" {
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	p, err := netip.ParsePrefix(text)
	return p, err == nil
}

func bitOf(bytes []byte, i int) int { return int(bytes[i/8]>>(7-i%8)) & 1 }

func (b *addressBook) tree(a netip.Addr) *addressTree {
	if a.Is4() {
		return &b.trees[0]
	}
	return &b.trees[1]
}

// grow makes the branch of a range. Still means that everything in it stays as it is within the range, held that the
// range itself stays where it is.
func (b *addressBook) grow(p netip.Prefix, still, held bool) {
	t, bytes := b.tree(p.Addr()), p.Addr().AsSlice()
	for i := range p.Bits() {
		if t.still && !held { // nothing below moves
			return
		}
		t.holds = t.holds || held
		bit := bitOf(bytes, i)
		if t.next[bit] == nil {
			t.next[bit] = &addressTree{}
		}
		t = t.next[bit]
	}
	t.still = t.still || still
	t.holds = t.holds || held
}

// see notes a range that is in the account.
func (b *addressBook) see(p netip.Prefix) {
	if p.Addr().Is4In6() || translated.Contains(p.Addr()) {
		if p, ok := embedded(p); ok {
			b.grow(p, false, false)
		}
		return
	}
	b.grow(p, false, false)
}

// embedded is the range of IPv4 addresses that one behind 64:ff9b::/96 stands for.
func embedded(p netip.Prefix) (netip.Prefix, bool) {
	if p.Bits() < 96 {
		return netip.Prefix{}, false
	}
	bytes := p.Addr().As16()
	return netip.PrefixFrom(netip.AddrFrom4([4]byte(bytes[12:])), p.Bits()-96), true
}

// turned is what becomes of a range. The bits behind its length stay.
func (b *addressBook) turned(p netip.Prefix) netip.Prefix {
	if translated.Contains(p.Addr()) {
		four, ok := embedded(p)
		if !ok {
			return p
		}
		four4, bytes := b.turned(four).Addr().As4(), p.Addr().As16()
		copy(bytes[12:], four4[:])
		return netip.PrefixFrom(netip.AddrFrom16(bytes), p.Bits())
	}
	if p.Addr().Is4In6() {
		return p
	}
	t, bytes := b.tree(p.Addr()), p.Addr().AsSlice()
	out := p.Addr().AsSlice()
	for i := range p.Bits() {
		if t == nil || t.still {
			break
		}
		bit := bitOf(bytes, i)
		if !t.holds && t.next[1-bit] == nil {
			out[i/8] &^= 1 << (7 - i%8)
		}
		t = t.next[bit]
	}
	a, _ := netip.AddrFromSlice(out)
	return netip.PrefixFrom(a, p.Bits())
}

// address replaces a public address or range; what is neither stays, for no rule gives it anything else.
func (a *anonymizer) address(s string) string {
	p, ok := parseRange(s)
	if !ok {
		return s
	}
	if a.collecting {
		a.addresses.see(p)
		return s
	}
	turned := a.addresses.turned(p)
	if _, err := netip.ParseAddr(s); err == nil {
		return turned.Addr().String()
	}
	return turned.String()
}

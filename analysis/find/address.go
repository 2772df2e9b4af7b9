package find

import (
	"net/netip"

	"github.com/vpclens/vpclens/awsdata"
)

// address finds who has an address, and in which ranges it lies, the narrowest kind first.
func (s *search) address(a netip.Addr) {
	for i := range s.all {
		t := &s.all[i]
		for _, own := range addressesOf(t.Resource) {
			if own, err := netip.ParseAddr(own); err == nil && own == a {
				s.add(t, ByAddress, a.String())
			}
		}
		if n, ok := t.Resource.(*awsdata.NetworkInterface); ok {
			s.ranges(t, n.Prefixes(), ByAddress, func(p netip.Prefix) bool { return p.Contains(a) })
		}
	}
	for i := range s.all {
		t := &s.all[i]
		s.ranges(t, rangesOf(t.Resource), InRange, func(p netip.Prefix) bool { return p.Contains(a) })
	}
	one := netip.PrefixFrom(a, a.BitLen())
	for i := range s.all {
		t := &s.all[i]
		s.ranges(t, namedBy(t.Resource), Names, func(p netip.Prefix) bool { return p == one })
	}
}

// prefix finds what has a range, what it lies in, what lies in it, and what names it.
func (s *search) prefix(asked netip.Prefix) {
	for i := range s.all {
		t := &s.all[i]
		own := rangesOf(t.Resource)
		s.ranges(t, own, ByAddress, func(p netip.Prefix) bool { return p == asked })
		s.ranges(t, own, InRange, func(p netip.Prefix) bool {
			return p.Bits() < asked.Bits() && p.Contains(asked.Addr())
		})
		s.ranges(t, own, HasRange, func(p netip.Prefix) bool {
			return p.Bits() > asked.Bits() && asked.Contains(p.Addr())
		})
		s.ranges(t, namedBy(t.Resource), Names, func(p netip.Prefix) bool { return p == asked })
	}
}

// ranges notes a thing that has one of some ranges that pass a test.
func (s *search) ranges(t *Entry, list []string, how How, test func(netip.Prefix) bool) {
	for _, text := range list {
		if p, err := netip.ParsePrefix(text); err == nil && test(p.Masked()) {
			s.add(t, how, text)
			return
		}
	}
}

// addressesOf are the addresses that a resource has.
func addressesOf(r awsdata.Resource) []string {
	switch r := r.(type) {
	case *awsdata.NetworkInterface:
		out := r.Addresses()
		for _, p := range r.PublicAddresses() {
			out = append(out, p.Public)
		}
		return out
	case *awsdata.NatGateway:
		var out []string
		for _, a := range r.NatGatewayAddresses {
			out = append(out, a.PublicIp, a.PrivateIp)
		}
		return out
	}
	return nil
}

// rangesOf are the ranges that a resource is made of.
func rangesOf(r awsdata.Resource) []string {
	switch r := r.(type) {
	case *awsdata.VPC:
		return r.CIDRs()
	case *awsdata.Subnet:
		return r.CIDRs()
	case *awsdata.ManagedPrefixList:
		return r.CIDRs()
	}
	return nil
}

// namedBy are the ranges that the rules, entries or routes of a resource name.
func namedBy(r awsdata.Resource) []string {
	var out []string
	switch r := r.(type) {
	case *awsdata.RouteTable:
		for i := range r.Routes {
			out = append(out, r.Routes[i].Destination())
		}
	case *awsdata.NetworkACL:
		for i := range r.Entries {
			out = append(out, r.Entries[i].CIDR())
		}
	case *awsdata.SecurityGroup:
		for _, list := range [][]awsdata.IpPermission{r.IpPermissionsEgress, r.IpPermissions} {
			for i := range list {
				for _, peer := range list[i].Peers() {
					out = append(out, peer.Value)
				}
			}
		}
	}
	return out
}

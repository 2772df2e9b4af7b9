package reach

import (
	"net/netip"
	"slices"
	"sync"

	"github.com/gaissmai/bart"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// unknown turns the hop into one that lacks a fact.
func (h Hop) unknown(why Reason, missing string, names ...string) Hop {
	h.Verdict, h.Reason, h.Names, h.Missing = Unknown, why, names, nil
	if missing != "" {
		h.Missing = []string{missing}
	}
	return h
}

func (h Hop) because(v Verdict, why Reason, names ...string) Hop {
	h.Verdict, h.Reason, h.Names = v, why, names
	return h
}

// subnet is a subnet, compiled: where it is, and the table and ACL in force. A regional NAT gateway, which is in no
// subnet, has one of its own, with a table and no ACL.
type subnet struct {
	id           string
	region       *region
	described    *awsdata.Subnet
	vpc          *vpc
	prefixes     []netip.Prefix
	own          netset.Set // the addresses of the subnet
	acl          *acl       // nil where the snapshot does not hold it
	table        *table     // nil where the snapshot does not hold it
	owner        string     // the account that shares the subnet with this one, "" for an own subnet
	publicAccess publicAccess
	senders      memo[senderKey, []sourceRange]
	holders      func() []holder
}

// subnet compiles a subnet, nil if the snapshot does not hold it. A shared subnet is what its owner's account says of
// it, where that account is in the snapshot.
func (r *region) subnet(subnetID string) *subnet {
	return r.subnets.get(subnetID, func() *subnet {
		if other := r.of(r.index.SubnetHome(subnetID)); other != nil && other != r {
			return other.subnet(subnetID) // one subnet is compiled once, whoever asks
		}
		home, described := r, r.Subnet(subnetID)
		if described == nil {
			return nil
		}
		s := &subnet{id: subnetID, region: home, described: described, vpc: home.vpc(described.VpcId),
			prefixes: prefixesOf(described.CIDRs())}
		s.own = netset.Everything().RestrictPrefixes(s.prefixes...).RestrictPorts(carried())
		if account := home.account(); described.OwnerId != "" && account != "" && described.OwnerId != account {
			s.owner = described.OwnerId
		}
		if t, explicit := home.SubnetRouteTable(subnetID); t != nil &&
			(explicit || home.Region.Has("describe-route-tables")) {
			s.table = home.table(t)
		}
		if a := home.SubnetNetworkACL(subnetID); a != nil &&
			(associated(a, subnetID) || home.Region.Has("describe-network-acls")) {
			s.acl = home.acl(a)
		}
		s.publicAccess = home.publicAccessOf(s)
		s.holders = sync.OnceValue(s.findHolders)
		return s
	})
}

// account is the account that the region's documents are of, "" where that is not known.
func (r *region) account() string {
	if r.Account != "" {
		return r.Account
	}
	return r.index.Snapshot.AccountID
}

// associated reports whether the ACL names the subnet. Without that it is the VPC's default ACL, which is in force only
// if no other names the subnet, and only a complete list tells that.
func associated(a *awsdata.NetworkACL, subnetID string) bool {
	return slices.ContainsFunc(a.Associations, func(to awsdata.NetworkACLAssociation) bool {
		return to.SubnetId == subnetID
	})
}

// hidden says that a subnet's table or ACL is not known: a participant in a shared VPC does not see the owner's.
func (s *subnet) hidden(h Hop, gap, ofOther Reason) Hop {
	call := "describe-network-acls"
	if gap == TableNotCaptured {
		call = "describe-route-tables"
	}
	if s.owner != "" {
		return h.unknown(ofOther, awsdata.MissingCall{Call: call, Account: s.owner}.String(), s.id, s.owner)
	}
	return h.unknown(gap, s.region.callName(call), s.id)
}

// sameZone reports whether two subnets lie in one zone: by the zones' ids, which mean the same in every account, else
// by their names.
func (s *subnet) sameZone(t *subnet) bool {
	if s.described == nil || t.described == nil { // a regional NAT gateway is in all of them
		return true
	}
	if a, b := s.described.AvailabilityZoneId, t.described.AvailabilityZoneId; a != "" && b != "" {
		return a == b
	}
	return s.described.AvailabilityZone == t.described.AvailabilityZone
}

// zone is the zone of a subnet as all accounts know it, "" for a regional NAT gateway, which is in all of them.
func (s *subnet) zone() string {
	if s.described == nil {
		return ""
	}
	return s.described.Zone()
}

// sender is who asks: the groups of the function and what its kind of compute changes.
type sender struct {
	groups  []string
	set     string // of the groups, see [awsdata.GroupSet]
	managed bool   // runs on managed instances, which can have public addresses
	ipv6    bool
}

// sourceRange are addresses that a function sends from, and the public address that one of them has.
type sourceRange struct {
	netset.AddrRange
	public netip.Addr // not valid for nearly all: an Elastic IP that somebody put on Lambda's interface
	unsure bool       // whether the function sends from there is not in the snapshot
}

// senderKey is everything that the source addresses in a subnet depend on.
type senderKey struct {
	groups      string
	managed, v6 bool
}

// from are the addresses that a function sends from, in one address family: those of its Lambda interfaces in the
// subnet, or, where none is captured, any host address of the subnet. Where the list of interfaces is not whole, there
// may be others than those that are captured. Managed instances have interfaces of their own, which nothing in the
// snapshot ties to the function.
func (s *subnet) from(who sender, v6 bool) []sourceRange {
	return s.senders.get(senderKey{who.set, who.managed, v6}, func() []sourceRange { return s.findSenders(who, v6) })
}

// sources are the same addresses without what they have.
func (s *subnet) sources(who sender, v6 bool) []netset.AddrRange {
	senders := s.from(who, v6)
	out := make([]netset.AddrRange, len(senders))
	for i := range senders {
		out[i] = senders[i].AddrRange
	}
	return out
}

func (s *subnet) findSenders(who sender, v6 bool) []sourceRange {
	var out []sourceRange
	if !who.managed {
		for _, r := range s.region.interfaceRegions(s) {
			for _, n := range r.LambdaInterfaces(s.id, who.groups) {
				public := publicOf(n)
				for _, text := range n.Addresses() {
					if a, err := netip.ParseAddr(text); err == nil && a.Is6() == v6 {
						out = append(out, sourceRange{AddrRange: netset.AddrRange{From: a, To: a}, public: public[a]})
					}
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b sourceRange) int { return a.From.Compare(b.From) })
	out = slices.CompactFunc(out, func(a, b sourceRange) bool { return a.From == b.From })
	unsure := !who.managed && s.region.missing("describe-network-interfaces") != ""
	if out != nil && !unsure {
		return out
	}
	for _, p := range s.prefixes {
		if p.Addr().Is6() == v6 {
			if r, ok := hosts(p); ok {
				out = append(out, sourceRange{AddrRange: r, unsure: unsure})
			}
		}
	}
	return out
}

// publicOf are the public addresses of an interface by the private ones that they are mapped to.
func publicOf(n *awsdata.NetworkInterface) map[netip.Addr]netip.Addr {
	var out map[netip.Addr]netip.Addr
	for _, p := range n.PublicAddresses() {
		private, err := netip.ParseAddr(p.Private)
		public, err2 := netip.ParseAddr(p.Public)
		if err != nil || err2 != nil {
			continue
		}
		if out == nil {
			out = make(map[netip.Addr]netip.Addr)
		}
		out[private] = public
	}
	return out
}

// interfaceRegions are the regions of the snapshot that may hold interfaces of the subnet: its own, and, where it is
// shared, those of the other accounts.
func (r *region) interfaceRegions(s *subnet) []*region { return s.vpc.regions }

// classes splits source addresses into stretches in which none of the given sets makes a difference, and returns one
// address of each. A question asked for one of them is answered for all of its stretch.
func classes(sources []netset.AddrRange, sets ...netset.Set) []netip.Addr {
	if len(sources) == 1 && sources[0].From == sources[0].To {
		return []netip.Addr{sources[0].From}
	}
	var out []netip.Addr
	for _, r := range sources {
		if r.From == r.To {
			out = append(out, r.From)
			continue
		}
		cuts := map[netip.Addr]bool{r.From: true}
		for _, s := range sets {
			for stretch := range s.RestrictAddrs(r).Intervals() {
				cuts[stretch.From] = true
				if next := stretch.To.Next(); next.IsValid() && r.Contains(next) {
					cuts[next] = true
				}
			}
		}
		start := len(out)
		for a := range cuts {
			out = append(out, a)
		}
		slices.SortFunc(out[start:], netip.Addr.Compare)
	}
	return out
}

// vpc is what delivery inside a VPC, and what it counts as its own, need to know of it.
type vpc struct {
	id      string
	home    *region   // the region of the account that describes it
	regions []*region // all that hold something of it: of a shared VPC also the participants'
	subnets bart.Table[*awsdata.Subnet]
	set     netset.Set // the addresses of its subnets
	ranges  []netip.Prefix
	known   bool // its ranges are those of describe-vpcs

	delegated    bart.Table[*awsdata.NetworkInterface] // who holds a delegated prefix
	resolvers    netset.Set                            // where the Amazon resolver answers, on its ports
	perhaps      netset.Set                            // where it may, if the VPC's own range is not known
	own          netset.Set                            // its ranges
	neighbors    []neighbor                            // the VPCs in which a reference to a group can match
	peersMissing string                                // the call without which there may be more
}

func (r *region) vpc(id string) *vpc {
	return r.vpcs.get(id, func() *vpc {
		home := r
		if other := r.homeOfVPC(id); other != nil {
			home = other
		}
		v := &vpc{id: id, home: home, regions: r.regionsOf(id, home)}
		var b netset.Builder
		for _, holds := range v.regions {
			for _, s := range holds.VPCSubnets(id) {
				for _, p := range prefixesOf(s.CIDRs()) {
					v.subnets.Insert(p, s)
					b.AddPrefix(p, carried())
				}
				for _, n := range holds.InterfacesInSubnet(s.SubnetId) {
					for _, p := range prefixesOf(n.Prefixes()) {
						v.delegated.Insert(p, n)
					}
				}
			}
		}
		v.set = b.Set()
		if described := home.VPC(id); described != nil {
			v.ranges, v.known = prefixesOf(described.CIDRs()), true
		} else {
			for _, s := range home.VPCSubnets(id) {
				v.ranges = append(v.ranges, prefixesOf(s.CIDRs())...)
			}
		}
		v.findResolvers()
		v.findNeighbors()
		return v
	})
}

// homeOfVPC is the region of the account that holds a VPC, or at least its subnets; nil if none does.
func (e *Engine) homeOfVPC(id string) *region {
	if home := e.of(e.index.VPCHome(id)); home != nil {
		return home
	}
	for _, r := range e.all {
		if len(r.VPCSubnets(id)) > 0 {
			return r
		}
	}
	return nil
}

// regionsOf are the regions that hold something of a VPC, its home first.
func (e *Engine) regionsOf(vpcID string, home *region) []*region {
	out := []*region{home}
	if len(e.all) > 1 {
		for _, other := range e.all {
			if other != home && other.name() == home.name() && len(other.VPCSubnets(vpcID)) > 0 {
				out = append(out, other)
			}
		}
	}
	return out
}

// findResolvers finds where the Amazon resolver answers: the base of the VPC's primary range plus two, and the
// addresses that are the same in every VPC. Where the range is not known, it may be any base that holds a subnet.
// Source: Amazon VPC user guide, "Amazon DNS server".
func (v *vpc) findResolvers() {
	var b, perhaps netset.Builder
	for _, a := range linkResolvers {
		b.AddAddr(a, dns)
	}
	if described := v.home.VPC(v.id); described != nil {
		if p, ok := prefixOf(described.CidrBlock); ok {
			a := p.Addr().Next().Next()
			b.AddAddr(a, dns)
		}
	} else {
		for _, p := range v.ranges {
			for bits := 16; bits <= p.Bits() && p.Addr().Is4(); bits++ {
				a := netip.PrefixFrom(p.Addr(), bits).Masked().Addr().Next().Next()
				perhaps.AddAddr(a, dns)
			}
		}
	}
	v.resolvers, v.perhaps = b.Set(), perhaps.Set()
}

// neighbor is a VPC in which a reference to a group can match: the VPC itself, or one that it has an active peering
// with.
type neighbor struct {
	vpc      string
	ranges   netset.Set // where its addresses are; every private address where that is not known
	home     *region    // nil where nothing of it is in the snapshot
	captured bool
}

// findNeighbors finds them.
func (v *vpc) findNeighbors() {
	private := everything.Minus(internet)
	set := func(prefixes []netip.Prefix) netset.Set {
		return netset.Everything().RestrictPrefixes(prefixes...).RestrictPorts(carriedPorts)
	}
	own := neighbor{vpc: v.id, ranges: set(v.ranges), home: v.home, captured: true}
	if !v.known {
		own.ranges = own.ranges.Union(private)
	}
	if v.known {
		v.own = set(v.ranges)
	}
	v.neighbors = []neighbor{own}
	for _, r := range v.regions {
		for i := range r.Region.PeeringConnections {
			p := &r.Region.PeeringConnections[i]
			other := p.Other(v.id)
			if other == nil || !p.Active() {
				continue
			}
			n := neighbor{vpc: other.VpcId, ranges: set(prefixesOf(other.CIDRs())), home: r.homeOfVPC(other.VpcId)}
			if n.captured = n.home != nil; n.captured {
				if described := n.home.VPC(other.VpcId); described != nil {
					n.ranges = set(prefixesOf(described.CIDRs()))
				}
			}
			if n.ranges.IsEmpty() {
				n.ranges = private
			}
			v.neighbors = append(v.neighbors, n)
		}
	}
	v.peersMissing = v.home.missing("describe-vpc-peering-connections")
}

// interfaceAt is the interface that holds an address of the VPC, nil if none is known to.
func (v *vpc) interfaceAt(a netip.Addr) *awsdata.NetworkInterface {
	for _, r := range v.regions {
		if n := r.InterfaceAt(v.id, a); n != nil {
			return n
		}
	}
	n, _ := v.delegated.Lookup(a)
	return n
}

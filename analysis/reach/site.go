package reach

import (
	"net/netip"
	"slices"

	"github.com/gaissmai/bart"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// question is one packet's question: from an address of a subnet, or from anywhere in it where from is not valid.
type question struct {
	from     netip.Addr
	to       netip.Addr
	protocol netset.Protocol
	port     uint16
	terse    bool // only verdicts are wanted: hops that are asked often spare their words
}

// hop starts what a component says to the question.
func (q question) hop(c Component, resource string) Hop {
	return Hop{Component: c, Resource: resource, Far: q.to, Protocol: q.protocol, Port: q.port}
}

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

// site is a subnet, compiled: where it is, and the table and ACL in force.
type site struct {
	id       string
	region   *region
	subnet   *awsdata.Subnet
	vpc      *vpc
	prefixes []netip.Prefix
	acl      *acl   // nil where the snapshot does not hold it
	table    *table // nil where the snapshot does not hold it
	owner    string // the account that shares the subnet with this one, "" for an own subnet
	blocked  bool   // Block Public Access, bidirectional
	senders  memo[senderKey, []netset.AddrRange]

	missingACL, missingTable string
}

// vpc is what local delivery needs to know of a VPC.
type vpc struct {
	id       string
	subnets  bart.Table[*awsdata.Subnet]
	set      netset.Set // the addresses of its subnets
	resolver netip.Addr // its base + 2; not valid where its range is not known

	resolvers netset.Set // where the Amazon resolver answers
}

func (r *region) vpc(id string) *vpc {
	return r.vpcs.get(id, func() *vpc {
		v := &vpc{id: id}
		var b netset.Builder
		for _, s := range r.VPCSubnets(id) {
			for _, p := range prefixesOf(s.CIDRs()) {
				v.subnets.Insert(p, s)
				b.AddPrefix(p, carried())
			}
		}
		v.set = b.Set()
		if described := r.VPC(id); described != nil {
			if p, ok := prefixOf(described.CidrBlock); ok {
				v.resolver = p.Addr().Next().Next()
			}
		}
		v.resolvers = v.resolverSet()
		return v
	})
}

// site compiles a subnet, nil if the snapshot does not hold it.
func (r *region) site(subnetID string) *site {
	return r.sites.get(subnetID, func() *site {
		subnet := r.Subnet(subnetID)
		if subnet == nil {
			return nil
		}
		s := &site{id: subnetID, region: r, subnet: subnet, vpc: r.vpc(subnet.VpcId), prefixes: prefixesOf(subnet.CIDRs())}
		if account := r.index.Snapshot.AccountID; subnet.OwnerId != "" && account != "" && subnet.OwnerId != account {
			s.owner = subnet.OwnerId
		}
		if t, explicit := r.SubnetRouteTable(subnetID); t != nil && (explicit || r.Region.Has("describe-route-tables")) {
			s.table = r.table(t)
		}
		if a := r.SubnetNetworkACL(subnetID); a != nil && (associated(a, subnetID) || r.Region.Has("describe-network-acls")) {
			s.acl = r.acl(a)
		}
		s.missingTable, s.missingACL = "describe-route-tables", "describe-network-acls"
		s.blocked = r.publicAccessBlocked(subnet)
		return s
	})
}

// associated reports whether the ACL names the subnet. Without that it is the VPC's default ACL, which is in force only if
// no other names the subnet, and only a complete list tells that.
func associated(a *awsdata.NetworkACL, subnetID string) bool {
	return slices.ContainsFunc(a.Associations, func(to awsdata.NetworkACLAssociation) bool { return to.SubnetId == subnetID })
}

// withoutACL says why a subnet's ACL is not known: a participant in a shared VPC does not see the owner's.
func (s *site) withoutACL() Statement {
	if s.owner != "" {
		return state(ACLOfOtherAccount, s.id, s.owner)
	}
	return state(ACLNotCaptured, s.id)
}

// withoutTable says why a subnet's route table is not known.
func (s *site) withoutTable() Statement {
	if s.owner != "" {
		return state(TableOfOtherAccount, s.id, s.owner)
	}
	return state(TableNotCaptured, s.id)
}

func (s *site) contains(a netip.Addr) bool { return anyContains(s.prefixes, a) }

// sources are the addresses that a function sends from, in one address family: those of its Lambda interfaces in the
// subnet, or, where none is captured, any host address of the subnet. Managed instances have interfaces of their own,
// which nothing in the snapshot ties to the function.
func (s *site) sources(who sender, v6 bool) []netset.AddrRange {
	return s.senders.get(senderKey{who.set, who.managed, v6}, func() []netset.AddrRange { return s.findSources(who, v6) })
}

// senderKey is everything that the source addresses in a subnet depend on.
type senderKey struct {
	groups      string
	managed, v6 bool
}

func (s *site) findSources(who sender, v6 bool) []netset.AddrRange {
	var out []netset.AddrRange
	var own []*awsdata.NetworkInterface
	if !who.managed {
		own = s.region.LambdaInterfaces(s.id, who.groups)
	}
	for _, n := range own {
		for _, text := range n.Addresses() {
			if a, err := netip.ParseAddr(text); err == nil && a.Is6() == v6 {
				out = append(out, netset.AddrRange{From: a, To: a})
			}
		}
	}
	if out != nil {
		return out
	}
	for _, p := range s.prefixes {
		if p.Addr().Is6() == v6 {
			if r, ok := hosts(p); ok {
				out = append(out, r)
			}
		}
	}
	return out
}

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

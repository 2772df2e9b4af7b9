package reach

import (
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// pathKey is everything that a subnet's way to the internet depends on.
type pathKey struct {
	subnet  string
	managed bool
	groups  string // only where a NAT's ACL tells source addresses of the subnet apart, else ""
}

// internetPath is what a subnet lets through to and from the internet, whatever the groups say. What leaves by a gateway
// endpoint, a peering or within the VPC is no internet access, though its addresses may be public: it is not in here.
type internetPath struct {
	sets  Sets
	parts []pathPart
}

type pathPart struct {
	way  Way
	sets Sets
}

func (r *region) internetPath(s *site, who sender) *internetPath {
	key := pathKey{subnet: s.id, managed: who.managed}
	if r.sourcesMatter(s) {
		key.groups = awsdata.GroupSet(who.groups)
	}
	return r.paths.get(key, func() *internetPath {
		path := &internetPath{}
		own := internet.RestrictPrefixes(s.prefixes...) // where a VPC has public ranges: no ACL within the subnet
		before := Sets{Reachable: internet.Minus(own)}.and(s.through()).union(Sets{Reachable: own})
		if s.table == nil {
			path.sets = before.and(allUnknown())
			path.parts = []pathPart{{Way{Kind: WayHandedOver}, path.sets}}
			return path
		}
		for _, part := range s.table.targets {
			way := r.wayOf(part.route)
			certain := !part.ambiguous && len(s.table.better(part.route)) == 0
			if way.Kind == WayGatewayEndpoint || way.Kind == WayLocal || way.Kind == WayPeering {
				if certain {
					continue
				}
				way = Way{Kind: WayHandedOver}
			}
			sets := r.followSets(part, before.within(part.set), s, who)
			if sets.IsEmpty() {
				continue
			}
			path.sets = path.sets.union(sets)
			path.parts = append(path.parts, pathPart{way, sets})
		}
		return path
	})
}

// sourcesMatter reports whether some NAT gateway's ACL treats addresses of the subnet differently, so that it matters
// which of them a function has.
func (r *region) sourcesMatter(s *site) bool {
	return r.told.get(s.id, func() bool { return r.findSourcesMatter(s) })
}

func (r *region) findSourcesMatter(s *site) bool {
	if s.table == nil {
		return false
	}
	for _, part := range s.table.targets {
		if part.route == nil || part.route.NatGatewayId == "" {
			continue
		}
		nat := r.NatGateway(part.route.NatGatewayId)
		if nat == nil || nat.Regional() {
			continue
		}
		home := r.site(nat.SubnetId)
		if home == nil || home == s || home.acl == nil {
			continue
		}
		for _, p := range s.prefixes {
			if all, ok := hosts(p); ok && p.Addr().Is4() && len(classes([]netset.AddrRange{all}, home.acl.inSet, home.acl.outSet)) > 1 {
				return true
			}
		}
	}
	return false
}

// Internet answers what a function can reach of the internet.
func (e *Engine) Internet(regionName string, f *awsdata.Function) Internet {
	return *e.placement(regionName, f).internet()
}

// internet is the same for all functions of the same placement, and is computed once for them.
func (p *placement) internet() *Internet {
	return p.region.internets.get(p.key, func() *Internet {
		answer := p.findInternet()
		return &answer
	})
}

func (p *placement) findInternet() Internet {
	if !p.attached() {
		sets := Sets{Reachable: netset.InternetIPv4().RestrictPorts(carried())}
		return Internet{Posture: PostureOpen, Verdict: Reachable, Sets: sets,
			Subnets: []SubnetInternet{{Sets: sets, Verdict: Reachable, Ways: []Way{{Kind: WayLambda}}}}}
	}
	if p.missing != "" {
		sets := Sets{Unknown: internet}
		return Internet{Posture: PostureUnknown, Verdict: Unknown, Sets: sets, Subnets: []SubnetInternet{{Sets: sets, Verdict: Unknown}}}
	}
	var answer Internet
	var over tally
	alternatives := make([]Sets, 0, len(p.subnets))
	for _, id := range p.subnets {
		sub := p.internetFrom(id)
		answer.Subnets = append(answer.Subnets, sub)
		alternatives = append(alternatives, sub.Sets)
		over.add(sub.Verdict)
	}
	answer.Sets = joinWithin(netset.Internet(), alternatives)
	answer.Verdict = over.verdict()
	answer.Posture = postureOf(answer.Sets)
	return answer
}

func (p *placement) internetFrom(subnetID string) SubnetInternet {
	out := SubnetInternet{SubnetID: subnetID}
	s := p.region.site(subnetID)
	if s == nil {
		out.Sets = p.egressFrom(nil).within(netset.Internet()).and(allUnknown())
		if !out.Sets.IsEmpty() {
			out.Verdict = Unknown
		}
		return out
	}
	path := p.region.internetPath(s, p.who)
	out.Sets = p.egressFrom(s).and(path.sets)
	switch {
	case !out.Sets.Reachable.IsEmpty():
		out.Verdict = Reachable
	case !out.Sets.Partial.IsEmpty():
		out.Verdict = Partial
	case !out.Sets.Unknown.IsEmpty():
		out.Verdict = Unknown
	}
	open := out.Sets.known()
	for _, part := range path.parts {
		if part.sets.known().Overlaps(open) {
			out.Ways = append(out.Ways, part.way)
		}
	}
	return out
}

// joinWithin is [join] for sets within a universe: the complement that it needs is then small.
func joinWithin(universe netset.Set, alternatives []Sets) Sets {
	first := alternatives[0]
	same := true
	for _, s := range alternatives[1:] {
		same = same && s.equal(first)
	}
	if same {
		return first
	}
	return join(alternatives).within(universe)
}

func (s Sets) equal(t Sets) bool {
	return s.Reachable.Equal(t.Reachable) && s.Partial.Equal(t.Partial) && s.Unknown.Equal(t.Unknown)
}

// The share of the IPv4 internet's addresses, and of TCP's ports, from which on egress counts as open.
const nearlyAll = 0.95

func postureOf(s Sets) Posture {
	can := s.Can()
	switch {
	case OpenShare(can) >= nearlyAll:
		return PostureOpen
	case !can.IsEmpty():
		return PostureRestricted
	case !s.Unknown.IsEmpty():
		return PostureUnknown
	}
	return PostureNone
}

// OpenShare is the share, from 0 to 1, of the IPv4 internet's addresses that the set holds on nearly all TCP ports.
func OpenShare(s netset.Set) float64 {
	var open float64
	for addresses, ports := range s.IPv4().Intervals() {
		count := 0
		for _, r := range ports.TCP() {
			count += int(r.To) - int(r.From) + 1
		}
		if float64(count) >= nearlyAll*65536 {
			open += addressCount(addresses)
		}
	}
	var all float64
	for addresses := range netset.InternetIPv4().Intervals() {
		all += addressCount(addresses)
	}
	return open / all
}

func addressCount(r netset.AddrRange) float64 {
	from, to := r.From.As4(), r.To.As4()
	number := func(b [4]byte) float64 {
		return float64(uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3]))
	}
	return number(to) - number(from) + 1
}

// zoneLetter is the letter that people know a zone by: the last of its name.
func zoneLetter(s *awsdata.Subnet) string {
	name := s.AvailabilityZone
	if name == "" {
		return s.AvailabilityZoneId
	}
	return name[len(name)-1:]
}

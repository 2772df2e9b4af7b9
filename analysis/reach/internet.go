package reach

import (
	"net/netip"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// pathKey is everything that a subnet's way to the internet depends on.
type pathKey struct {
	subnet  string
	managed bool
	groups  string // only where a NAT's ACL tells source addresses of the subnet apart, else ""
}

// internetPath is what a subnet lets through to and from the internet, whatever the groups say. What leaves by a
// gateway endpoint, a peering or within the VPC is no internet access, though its addresses may be public: it is not in
// here.
type internetPath struct {
	sets  Sets
	parts []pathPart
}

type pathPart struct {
	way  Way
	sets Sets
}

func (r *region) internetPath(s *subnet, p *placement) *internetPath {
	key := pathKey{subnet: s.id, managed: p.who.managed}
	if r.sourcesMatter(s) {
		key.groups = p.who.set
	}
	return r.paths.get(key, func() *internetPath {
		out := &internetPath{}
		way := walk{who: p.who, subnet: s, open: true}.leave(ComponentACLOut, ComponentACLBack, ComponentRoute)
		asked := internet.Minus(s.vpc.own).Minus(s.networks()).Minus(r.owned().set4).Minus(nat64)
		for _, v6 := range []bool{false, true} {
			set := asked.IPv4()
			if v6 {
				set = asked.IPv6()
			}
			sources := p.origins(s, v6)
			if len(sources.ranges) == 0 {
				continue
			}
			way.ways(Sets{Reachable: set}, nil, sources, Way{}, out.add)
		}
		return out
	})
}

// add takes what leaves by a way that is one to the internet.
func (p *internetPath) add(way Way, sets Sets) {
	switch way.Kind {
	case WayGatewayEndpoint, WayLocal, WayPeering, WayResolver, WayLattice:
		return
	}
	p.sets = p.sets.union(sets)
	for i := range p.parts {
		if p.parts[i].way == way {
			p.parts[i].sets = p.parts[i].sets.union(sets)
			return
		}
	}
	p.parts = append(p.parts, pathPart{way, sets})
}

// sourcesMatter reports whether anything on the way to the internet treats addresses of the subnet differently, so that
// it matters which of them a function has.
func (r *region) sourcesMatter(s *subnet) bool {
	return r.sourceSensitive.get(s.id, func() bool {
		for _, n := range s.region.InterfacesInSubnet(s.id) {
			if n.InterfaceType == "lambda" && len(n.PublicAddresses()) > 0 {
				return true
			}
		}
		way := walk{subnet: s, open: true}.leave(ComponentACLOut, ComponentACLBack, ComponentRoute)
		cuts := way.allSourceSets(internet)
		for _, p := range s.prefixes {
			if all, ok := hosts(p); ok && len(cuts) > 0 && len(classes([]netset.AddrRange{all}, cuts...)) > 1 {
				return true
			}
		}
		return false
	})
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
		sets := p.fromLambda(scope{open: true}).over(internetIPv4.Minus(p.region.owned().set), from(netip.Addr{}))
		return Internet{Posture: PostureOpen, Verdict: Reachable, Sets: sets,
			Subnets: []SubnetInternet{{Sets: sets, Verdict: Reachable, Ways: []Way{{Kind: WayLambda}}}}}
	}
	if p.missing != "" {
		sets := Sets{Unknown: internet}
		return Internet{Posture: PostureUnknown, Verdict: Unknown, Sets: sets,
			Subnets: []SubnetInternet{{Sets: sets, Verdict: Unknown}}}
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
	s := p.region.subnet(subnetID)
	if s == nil {
		out.Sets = p.egressFrom(nil).within(netset.Internet()).and(allUnknown())
		if !out.Sets.IsEmpty() {
			out.Verdict = Unknown
		}
		return out
	}
	path := p.region.internetPath(s, p)
	out.Sets = p.region.exceptOwn(p.egressFrom(s).and(path.sets))
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

// smallestOwnBlock is the number of addresses of the smallest block that people bring to AWS.
// Source: Amazon EC2 user guide, "Bring your own IP addresses", which takes nothing smaller than a /24.
const smallestOwnBlock = 256

// exceptOwn doubts what is reached of the internet where it is so few addresses that all of them may be the account's
// own, which are not known without its interfaces: these are no part of the internet.
func (r *region) exceptOwn(s Sets) Sets {
	if r.owned().missing == "" || sizeOfSet(s.Can()) > smallestOwnBlock {
		return s
	}
	return Sets{Unknown: s.known()}
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

// postureOf is the posture that is known, or unknown where a fact that is missing could make it another.
func postureOf(s Sets) Posture {
	known := postureOfSet(s.Can())
	if s.Unknown.IsEmpty() || postureOfSet(s.known()) == known {
		return known
	}
	return PostureUnknown
}

func postureOfSet(can netset.Set) Posture {
	switch {
	case OpenShare(can) >= nearlyAll:
		return PostureOpen
	case !can.IsEmpty():
		return PostureRestricted
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

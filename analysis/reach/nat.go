package reach

import (
	"net/netip"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// judgeNAT follows a packet through a NAT gateway: its state, the ACL of its own subnet in both directions, and the
// route from there.
func (r *region) judgeNAT(id string, s *site, q question) []Hop {
	h := q.hop(ComponentNAT, id)
	nat := r.NatGateway(id)
	switch {
	case nat == nil && !q.to.Is4():
		return []Hop{h.because(Blocked, NATIPv4Only)}
	case nat == nil && r.missing("describe-nat-gateways") != "":
		return []Hop{h.unknown(NATsNotCaptured, "describe-nat-gateways")}
	case nat == nil:
		return []Hop{h.because(Blocked, NATGone)}
	}
	switch {
	case nat.State != "available" && nat.FailureMessage != "":
		h = h.because(Blocked, NATFailed, nat.State, nat.FailureMessage)
	case nat.State != "available":
		h = h.because(Blocked, NATNotAvailable, nat.State)
	case !q.to.Is4():
		h = h.because(Blocked, NATIPv4Only)
	case nat.Regional():
		h = h.because(Reachable, NATRegional)
	case nat.Public():
		h = h.because(Reachable, NATPublic)
	default:
		h = h.because(Reachable, NATPrivate)
	}
	hops := append(make([]Hop, 0, 7), h)
	if nat.Regional() {
		return append(append(hops, r.judgeNATRoute(nat, r.regionalSite(nat, s), q)), judgePublicAccess(q, s, nil)...)
	}
	home := r.site(nat.SubnetId)
	if home == nil {
		return append(hops, q.hop(ComponentNATRoute, nat.SubnetId).unknown(NATSubnetNotCaptured, "describe-subnets", id))
	}
	if home != s {
		in := r.judgeACL(ComponentNATACLIn, home, false, q.from, q)
		hops = append(hops, in, r.judgeReplies(ComponentNATACLIn, home, true, q.from, q))
	}
	hops = append(hops, r.judgeACL(ComponentNATACLOut, home, true, q.to, q), r.judgeReplies(ComponentNATACLOut, home, false, q.to, q))
	return append(append(hops, r.judgeNATRoute(nat, home, q)), judgePublicAccess(q, s, home)...)
}

// regionalSite stands for the place of a regional NAT gateway: no subnet and no ACL, only its own route table.
// Source: Amazon VPC user guide, "Regional NAT gateways".
func (r *region) regionalSite(nat *awsdata.NatGateway, source *site) *site {
	s := &site{id: nat.NatGatewayId, region: r, vpc: source.vpc, missingTable: "describe-route-tables"}
	if nat.VpcId != "" {
		s.vpc = r.vpc(nat.VpcId)
	}
	if t := r.RouteTable(nat.RouteTableId); t != nil {
		s.table = r.table(t)
	}
	return s
}

// judgeNATRoute asks where the NAT gateway's own table leads the destination.
func (r *region) judgeNATRoute(nat *awsdata.NatGateway, home *site, q question) Hop {
	hop, route := r.judgeRoute(ComponentNATRoute, home, q)
	if route == nil {
		return hop
	}
	id := route.GatewayId
	switch gateway := r.InternetGateway(id); {
	case route.NatGatewayId == nat.NatGatewayId:
		return hop.because(Blocked, NATLoop)
	case !isInternetGateway(id):
		return hop.unknown(NATGoesOn, "the path beyond "+route.Target())
	case !nat.Public():
		return hop.because(Blocked, NATPrivateAtIGW)
	case !netset.IsInternet(q.to):
		return hop.because(Blocked, NotInternet)
	case gateway == nil && r.missing("describe-internet-gateways") != "":
		return hop.unknown(IGWsNotCaptured, "describe-internet-gateways")
	case gateway == nil:
		return hop.because(Blocked, GatewayGone, id)
	case !gateway.AttachedTo(home.vpc.id):
		return hop.because(Blocked, GatewayNotAttached, id, home.vpc.id)
	}
	return hop.because(Reachable, NATOut)
}

func isInternetGateway(id string) bool { return len(id) > 4 && id[:4] == "igw-" }

// natKey is everything that a NAT gateway's answer depends on, besides the destination.
type natKey struct {
	nat     string
	in      netset.PortSet // what its subnet's ACL lets in from the source
	back    netset.PortSet // and lets back out to it, on all ephemeral ports
	some    netset.PortSet // or on some
	unknown bool           // the ACL is not known
	blocked bool           // Block Public Access on the source's subnet
	same    bool           // the source is in the NAT's own subnet
}

// natSets is judgeNAT over all destinations.
func (r *region) natSets(id string, s *site, from netip.Addr) Sets {
	nat := r.NatGateway(id)
	switch {
	case nat == nil && r.missing("describe-nat-gateways") != "":
		return Sets{Unknown: allUnknown().Unknown.IPv4()}
	case nat == nil, nat.State != "available":
		return Sets{}
	}
	key := natKey{nat: id, blocked: s.blocked}
	home := r.regionalSite(nat, s)
	if !nat.Regional() {
		if home = r.site(nat.SubnetId); home == nil {
			return Sets{Unknown: allUnknown().Unknown.IPv4()}
		}
		switch {
		case home == s:
			key.same = true
		case home.acl == nil:
			key.unknown = true
		default:
			key.in = home.acl.inSet.At(from)
			key.back, key.some = home.acl.repliesOut.Reachable.At(from), home.acl.repliesOut.Partial.At(from)
		}
		key.blocked = key.blocked || home.blocked
	}
	return r.natPaths.get(key, func() Sets {
		sets := allReachable()
		if !nat.Regional() {
			switch {
			case key.same:
			case key.unknown:
				sets = allUnknown()
			default:
				everywhere := netset.Everything()
				sets = Sets{Reachable: everywhere.RestrictPorts(key.in)}.and(
					Sets{Reachable: everywhere.RestrictPorts(key.back), Partial: everywhere.RestrictPorts(key.some)})
			}
			sets = sets.and(home.through())
		}
		sets = sets.and(r.natRouteSets(nat, home))
		sets.Reachable, sets.Partial, sets.Unknown = sets.Reachable.IPv4(), sets.Partial.IPv4(), sets.Unknown.IPv4()
		if key.blocked {
			return sets.within(netset.Everything().Minus(netset.Internet()))
		}
		return sets
	})
}

// natRouteSets is judgeNATRoute over all destinations.
func (r *region) natRouteSets(nat *awsdata.NatGateway, home *site) Sets {
	if home.table == nil {
		return allUnknown()
	}
	var out Sets
	for _, part := range home.table.targets {
		verdict, only := Blocked, netset.Everything()
		switch route := part.route; {
		case len(home.table.better(route)) > 0:
			verdict = Unknown
		case route == nil:
		case part.ambiguous:
			verdict = Unknown
		case route.State == "blackhole":
		case route.NatGatewayId == nat.NatGatewayId:
		case !isInternetGateway(route.GatewayId):
			verdict = Unknown
		default:
			only = netset.Internet()
			switch gateway := r.InternetGateway(route.GatewayId); {
			case !nat.Public():
			case gateway == nil && r.missing("describe-internet-gateways") != "":
				verdict = Unknown
			case gateway == nil, !gateway.AttachedTo(home.vpc.id):
			default:
				verdict = Reachable
			}
		}
		switch verdict {
		case Reachable:
			out.Reachable = out.Reachable.Union(part.set.Intersect(only))
		case Unknown:
			out.Unknown = out.Unknown.Union(part.set.Intersect(only))
		}
	}
	return out
}

// through is what the ACL of the site lets out and whose replies it lets back in, over all far addresses.
func (s *site) through() Sets {
	if s.acl == nil {
		return allUnknown()
	}
	return s.acl.through
}

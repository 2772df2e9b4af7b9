package law

import (
	"net/netip"
	"slices"
	"strings"
)

// tableOf is the subnet's route table: by explicit association, else its VPC's main one; nil where that is not known.
func (w *World) tableOf(s *subnet) *table {
	live := func(st *state) bool { return st == nil || st.State == "" || st.State == "associated" }
	for i := range w.tables {
		for _, a := range w.tables[i].Associations {
			if a.SubnetId == s.SubnetId && live(a.AssociationState) {
				return &w.tables[i]
			}
		}
	}
	if !w.complete(w.home(s.VpcId, s.place), "describe-route-tables") {
		return nil
	}
	for i := range w.tables {
		for _, a := range w.tables[i].Associations {
			if a.Main && live(a.AssociationState) && w.tables[i].VpcId == s.VpcId {
				return &w.tables[i]
			}
		}
	}
	return nil
}

// candidate is a route that matches an address.
type candidate struct {
	route *route
	bits  int
	rank  int // at equal length: 0 local, 1 static CIDR, 2 prefix list entry, 3 propagated
}

// lookup finds the route to an address: the longest prefix, then the best rank. It is nil and certain where no route
// matches; it is not certain where the table is not known, a prefix list in it is not known, or AWS picks between
// routes.
func (w *World) lookup(t *table, to netip.Addr) (found *route, certain bool) {
	if t == nil {
		return nil, false
	}
	var best []candidate
	add := func(c candidate) {
		if len(best) > 0 && (c.bits < best[0].bits || c.bits == best[0].bits && c.rank > best[0].rank) {
			return
		}
		if len(best) > 0 && (c.bits > best[0].bits || c.rank < best[0].rank) {
			best = nil
		}
		best = append(best, c)
	}
	var maybe []*route
	for i := range t.Routes {
		r := &t.Routes[i]
		rank := 1
		switch {
		case r.State == "filtered":
			continue // not installed
		case r.GatewayId == "local":
			rank = 0
		case r.propagated():
			if t.inLocal(r) {
				continue
			}
			rank = 3
		}
		for _, c := range []netip.Prefix{r.DestinationCidrBlock, r.DestinationIpv6CidrBlock} {
			if c.IsValid() && c.Contains(to) {
				add(candidate{r, c.Bits(), rank})
			}
		}
		if id := r.DestinationPrefixListId; id != "" {
			for _, c := range w.listEntries[id] {
				if c.Contains(to) {
					add(candidate{r, c.Bits(), 2})
				}
			}
			if w.listMayHave(id, to) {
				maybe = append(maybe, r)
			}
		}
	}
	if len(best) == 0 {
		return nil, len(maybe) == 0
	}
	found = best[0].route
	for _, c := range best {
		if !c.route.sameTarget(found) {
			return nil, false
		}
	}
	if best[0].rank == 2 {
		// Of prefix lists that overlap AWS picks either.
		for i := range t.Routes {
			r := &t.Routes[i]
			if r.State != "filtered" && within(w.listEntries[r.DestinationPrefixListId], to) && !r.sameTarget(found) {
				return nil, false
			}
		}
	}
	for _, r := range maybe {
		switch {
		case r.sameTarget(found):
		case best[0].rank < 2 && best[0].bits == to.BitLen(): // nothing is longer, and the list loses at equal length
		case best[0].rank == 0 && !w.insideVPC(r):
		default:
			return nil, false
		}
	}
	return found, true
}

// withoutUnknownLists is a table without the routes to prefix lists whose entries are not all known.
func (w *World) withoutUnknownLists(t *table) *table {
	out := *t
	out.Routes = slices.DeleteFunc(slices.Clone(t.Routes), func(r route) bool {
		return r.DestinationPrefixListId != "" && !w.listWhole[r.DestinationPrefixListId]
	})
	return &out
}

func (r *route) propagated() bool {
	return r.Origin == "EnableVgwRoutePropagation" || r.Origin == "Advertisement"
}

// inLocal reports whether a route's range lies in one that is local: then the local route wins over a propagated one,
// whatever their lengths.
func (t *table) inLocal(r *route) bool {
	for i := range t.Routes {
		l := &t.Routes[i]
		if l.GatewayId == "local" && (inside(r.DestinationCidrBlock, l.DestinationCidrBlock) ||
			inside(r.DestinationIpv6CidrBlock, l.DestinationIpv6CidrBlock)) {
			return true
		}
	}
	return false
}

// inside reports whether a range is a part of another, or the same.
func inside(c, of netip.Prefix) bool {
	return c.IsValid() && of.IsValid() && c.Bits() >= of.Bits() && of.Contains(c.Addr())
}

// insideVPC reports whether AWS lets a route with this target be more specific than the local route.
// Source: aws-facts.md, "Local routes".
func (w *World) insideVPC(r *route) bool {
	for _, e := range w.endpoints {
		if e.VpcEndpointId == r.GatewayId && e.VpcEndpointType == "Gateway" {
			return false
		}
	}
	return r.NatGatewayId != "" || r.NetworkInterfaceId != "" || r.InstanceId != "" ||
		strings.HasPrefix(r.GatewayId, "vpce-")
}

// sameTarget reports whether two routes lead to the same place.
func (r *route) sameTarget(o *route) bool {
	x, y := *r, *o
	for _, z := range []*route{&x, &y} {
		z.DestinationCidrBlock, z.DestinationIpv6CidrBlock = netip.Prefix{}, netip.Prefix{}
		z.DestinationPrefixListId, z.Origin = "", ""
	}
	return x == y
}

package oracle

import (
	"net/netip"
	"strings"
)

// tableOf is the subnet's route table: by explicit association, else its VPC's main one; nil where that is not known.
func (a *Account) tableOf(s *subnet) *table {
	live := func(st *state) bool { return st == nil || st.State == "associated" }
	for i := range a.tables {
		for _, association := range a.tables[i].Associations {
			if association.SubnetId == s.SubnetId && live(association.AssociationState) {
				return &a.tables[i]
			}
		}
	}
	if !a.complete("describe-route-tables") {
		return nil
	}
	for i := range a.tables {
		for _, association := range a.tables[i].Associations {
			if association.Main && live(association.AssociationState) && a.tables[i].VpcId == s.VpcId {
				return &a.tables[i]
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
// matches; it is not certain where the table is not known, a prefix list in it is not known, or AWS picks between routes.
func (a *Account) lookup(t *table, to netip.Addr) (found *route, certain bool) {
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
	var perhaps []*route
	for i := range t.Routes {
		r := &t.Routes[i]
		if r.State == "filtered" {
			continue
		}
		rank := 1
		switch {
		case r.GatewayId == "local":
			rank = 0
		case r.Origin == "EnableVgwRoutePropagation" || r.Origin == "Advertisement":
			rank = 3
		}
		for _, c := range []netip.Prefix{r.DestinationCidrBlock, r.DestinationIpv6CidrBlock} {
			if c.Contains(to) {
				add(candidate{r, c.Bits(), rank})
			}
		}
		if id := r.DestinationPrefixListId; id != "" {
			for _, c := range a.listEntries[id] {
				if c.Contains(to) {
					add(candidate{r, c.Bits(), 2})
				}
			}
			if !a.listKnown(id) {
				perhaps = append(perhaps, r)
			}
		}
	}
	if len(best) == 0 {
		return nil, len(perhaps) == 0
	}
	found = best[0].route
	for _, c := range best {
		if !c.route.alike(found) {
			return nil, false
		}
	}
	if best[0].rank == 2 {
		// Of prefix lists that overlap AWS picks either.
		for i := range t.Routes {
			r := &t.Routes[i]
			if r.State != "filtered" && within(a.listEntries[r.DestinationPrefixListId], to) && !r.alike(found) {
				return nil, false
			}
		}
	}
	for _, r := range perhaps {
		switch {
		case r.alike(found):
		case best[0].rank < 2 && best[0].bits == to.BitLen(): // nothing is longer, and the list loses at equal length
		case best[0].rank == 0 && !a.insideVPC(r):
		default:
			return nil, false
		}
	}
	return found, true
}

// insideVPC reports whether AWS lets a route with this target be more specific than the local route.
// Source: aws-facts.md, "Local routes".
func (a *Account) insideVPC(r *route) bool {
	for _, e := range a.endpoints {
		if e.VpcEndpointId == r.GatewayId && e.VpcEndpointType == "Gateway" {
			return false
		}
	}
	return r.NatGatewayId != "" || r.NetworkInterfaceId != "" || r.InstanceId != "" || strings.HasPrefix(r.GatewayId, "vpce-")
}

// alike reports whether two routes lead to the same place.
func (r *route) alike(o *route) bool {
	x, y := *r, *o
	for _, z := range []*route{&x, &y} {
		z.DestinationCidrBlock, z.DestinationIpv6CidrBlock, z.DestinationPrefixListId, z.Origin = netip.Prefix{}, netip.Prefix{}, "", ""
	}
	return x == y
}

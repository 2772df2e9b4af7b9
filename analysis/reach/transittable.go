package reach

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
	"go4.org/netipx"
)

// transitTable is a route table of a transit gateway, compiled.
type transitTable struct {
	id    string
	parts []transitPart // disjoint; what is in none has no route
}

// transitPart are the destinations of one route. More than one attachment is equal-cost multipath.
type transitPart struct {
	cidr      string
	set       netset.Set
	blackhole bool
	unknown   string // the call without which it is not known whether this route matches
	to        []awsdata.TransitGatewayRouteAttachment
}

type transitEntry struct {
	prefix netip.Prefix
	static bool
	transitPart
}

// transitTable compiles a route table, nil if its routes are not in this region's documents: longest prefix first, then
// static before propagated. The entries of prefix lists are static routes.
// Source: Amazon VPC transit gateways guide, "Route evaluation order".
func (r *region) transitTable(id string) *transitTable {
	return r.transitTables.get(id, func() *transitTable {
		call := "search-transit-gateway-routes." + id
		routes, known := r.Region.TransitGatewayRoutes[id]
		if !known || r.missing(call) != "" {
			return nil
		}
		t := &transitTable{id: id}
		var entries []transitEntry
		for _, route := range routes {
			if route.State == "deleted" || route.State == "deleting" {
				continue
			}
			part := transitPart{cidr: route.DestinationCidrBlock, blackhole: route.State == "blackhole",
				to: route.TransitGatewayAttachments}
			if p, ok := prefixOf(route.DestinationCidrBlock); ok {
				entries = append(entries, transitEntry{p, route.Type == "static", part})
			} else if route.PrefixListId != "" {
				entries = r.expand(entries, &t.parts, route.PrefixListId, part)
			}
		}
		for _, reference := range r.Region.TransitGatewayPrefixListReferences[id] {
			part := transitPart{cidr: reference.PrefixListId, blackhole: reference.Blackhole}
			if reference.TransitGatewayAttachment != nil {
				part.to = []awsdata.TransitGatewayRouteAttachment{*reference.TransitGatewayAttachment}
			}
			entries = r.expand(entries, &t.parts, reference.PrefixListId, part)
		}
		t.parts = append(t.parts, partitionTransit(entries)...)
		return t
	})
}

// expand makes a route of each entry of a prefix list; the part of a list that is not known stands before all others.
func (r *region) expand(entries []transitEntry, open *[]transitPart, listID string, part transitPart) []transitEntry {
	list := r.prefixList(listID)
	if !list.known {
		*open = append(*open, transitPart{cidr: listID, set: list.maybe, unknown: r.callOfEntries(listID)})
	}
	for _, p := range list.prefixes {
		part.cidr = p.String()
		entries = append(entries, transitEntry{p, true, part})
	}
	return entries
}

// partitionTransit gives every destination the best of its routes. Routes of one prefix and one kind share the traffic.
func partitionTransit(entries []transitEntry) []transitPart {
	slices.SortStableFunc(entries, func(a, b transitEntry) int {
		rank := func(static bool) int {
			if static {
				return 0
			}
			return 1
		}
		return cmp.Or(b.prefix.Bits()-a.prefix.Bits(), netipx.ComparePrefix(a.prefix, b.prefix),
			rank(a.static)-rank(b.static))
	})
	var out []transitPart
	var seen netset.Builder
	var covered netset.Set
	for i := 0; i < len(entries); {
		e := entries[i]
		next := i + 1
		for next < len(entries) && entries[next].prefix == e.prefix {
			if other := entries[next]; other.static == e.static {
				for _, to := range other.to {
					if !slices.Contains(e.to, to) {
						e.to = append(slices.Clip(e.to), to)
					}
				}
			}
			next++
		}
		set := netset.FromPrefix(e.prefix, carried()).Minus(covered)
		seen.AddPrefix(e.prefix, carried())
		covered = seen.Set()
		if i = next; !set.IsEmpty() {
			e.transitPart.set = set
			out = append(out, e.transitPart)
		}
	}
	return out
}

// find is the route of one destination, nil if there is none.
func (t *transitTable) find(a netip.Addr) *transitPart {
	for i := range t.parts {
		if t.parts[i].set.Contains(a, netset.TCP, 0) {
			return &t.parts[i]
		}
	}
	return nil
}

func (t *transitTable) sourceSets() []netset.Set {
	out := make([]netset.Set, len(t.parts))
	for i := range t.parts {
		out[i] = t.parts[i].set
	}
	return out
}

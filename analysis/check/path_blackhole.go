package check

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var pathBlackhole = &Check{
	ID:       "path-blackhole",
	Title:    "a route that functions use is a blackhole",
	Severity: High,
	Impact:   Broken,
	Family:   Placement,
	Why: "A route whose target no longer exists still matches, and drops: connections time out instead of taking another route. The route " +
		"stays until somebody replaces or deletes it.",
	When: "A blackhole route is the best match for a destination that the function's security groups allow, in the table in force for one of its subnets.",
	Fix: "Point the route at a target that exists: another NAT gateway, say. Delete it only where a shorter prefix then " +
		"takes over, or where nothing should be reached.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		tables := make(map[string]*blackholes)
		var open unknowns
		for _, at := range p.placements() {
			allowed, unread := p.egress(at)
			for i := range at.Subnets {
				if at.Subnets[i].Subnet == nil {
					continue // path-dangling tells of it
				}
				routes, missing := p.routes(at, at.Subnets[i].ID)
				if routes == nil {
					open.add(at.Subnets[i].Subnet.VpcId, at.Functions, missing)
				}
				for _, route := range routes {
					if route.Route == nil || route.Route.State != "blackhole" || route.Ambiguous {
						continue
					}
					table := at.Subnets[i].RouteTable.RouteTableId
					switch hit := route.Destinations.Intersect(allowed.Reachable); {
					case len(missing) == 0 && !hit.IsEmpty():
						if tables[table] == nil {
							tables[table] = &blackholes{}
						}
						tables[table].add(route, hit, at.Functions)
						tables[table].subnets = append(tables[table].subnets, &at.Subnets[i])
					case len(missing) > 0 && !hit.IsEmpty():
						open.add(table, at.Functions, missing)
					case route.Destinations.Overlaps(allowed.Unknown):
						open.add(table, at.Functions, unread)
					}
				}
			}
		}
		open.report(p, func(string) string {
			return "Whether these functions run into a blackhole route depends on what was not collected."
		})
		for _, table := range slices.Sorted(maps.Keys(tables)) {
			tables[table].report(p, table)
		}
	},
}

// blackholes are the blackhole routes of one table that functions run into.
type blackholes struct {
	routes    []reach.EffectiveRoute
	allowed   []netset.Set // of each route, what groups allow of it
	functions []string
	subnets   []*reach.SubnetPlace
}

func (b *blackholes) add(route reach.EffectiveRoute, hit netset.Set, functions []string) {
	b.functions = append(b.functions, functions...)
	for i := range b.routes {
		if b.routes[i].Route == route.Route {
			b.allowed[i] = b.allowed[i].Union(hit)
			return
		}
	}
	b.routes, b.allowed = append(b.routes, route), append(b.allowed, hit)
}

func (b *blackholes) report(p *Pass, table string) {
	f := Finding{Resource: table, Functions: b.functions}
	var destinations []string
	for i, route := range b.routes {
		says := "a blackhole: its target no longer exists; the security groups allow " +
			b.allowed[i].Human(netset.MaxRanges(2))
		f.Evidence = append(f.Evidence, Evidence{Resource: table, Rule: route.Text, Says: says})
		destinations = append(destinations, p.name(route.Route.Destination()))
	}
	f.Title = fmt.Sprintf("route table %s: blackhole for %s", p.name(table), join(destinations))
	if target := b.routes[0].Route.Target(); len(b.routes) == 1 && target != "" {
		f.Title = fmt.Sprintf("route table %s: %s targets %s, which no longer exists (blackhole)", p.name(table),
			destinations[0],
			p.name(target))
		if p.Region.NatGateway(target) != nil {
			f.Cause = target // the gateway is what to mend; path-nat-broken tells of it
		}
	}
	f.Impact = p.cutImpact(b.functions, func(_ *reach.Place, s *reach.SubnetPlace) bool {
		return s.RouteTable == nil || s.RouteTable.RouteTableId == table
	})
	f.Fix = p.mendRoutes(b.subnets[0].RouteTable, b.routes, b.subnets)
	p.Report(f)
}

// mendRoutes is the fix for blackhole routes of a table. The IPv4 internet goes by a NAT gateway again; a route is
// taken out where a shorter one of the table then leads the same destinations somewhere. What else should be in its
// place is for people to say: without the route they are reached no better.
func (p *Pass) mendRoutes(table *awsdata.RouteTable, routes []reach.EffectiveRoute, subnets []*reach.SubnetPlace) Fix {
	var fix Fix
	for _, r := range routes {
		destination := r.Route.Destination()
		switch {
		case r.Route.NatGatewayId != "" && slices.Contains(defaultRoutes(table), destination):
			fix.add(p.sendByNAT(table.VpcId, "", r.Route.NatGatewayId, subnets))
		case p.shorterRoute(table, r.Route):
			fix.CLI = append(fix.CLI, p.aws("ec2 delete-route").Opt("route-table-id", table.RouteTableId).
				Opt(routeDestination(r.Route)[0], destination))
			fix.remark("remove the route of %s to %s, or give it a target that exists", p.label(table.RouteTableId),
				destination)
		default:
			fix.remark("give the route of %s to %s a target that exists", p.label(table.RouteTableId), destination)
		}
	}
	return fix
}

// shorterRoute reports whether a table has a live route for all that another of its routes is for.
func (p *Pass) shorterRoute(table *awsdata.RouteTable, of *awsdata.Route) bool {
	return slices.ContainsFunc(table.Routes, func(r awsdata.Route) bool {
		return r.State != "blackhole" && !r.Local() && r.Destination() != of.Destination() &&
			within(of.Destination(), r.Destination())
	})
}

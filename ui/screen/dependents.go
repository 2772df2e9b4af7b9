package screen

import (
	"cmp"
	"slices"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// routesTo are the routes that point at a resource: who depends on a NAT, a
// gateway, an endpoint, an interface.
func (b *builder) routesTo(id string) {
	rx := b.rx()
	if rx == nil {
		return
	}
	begun := false
	for i := range rx.Region.RouteTables {
		t := &rx.Region.RouteTables[i]
		for j := range t.Routes {
			r := &t.Routes[j]
			if r.Target() != id {
				continue
			}
			if !begun {
				begun = true
				b.section("Routes to it", column("", 8, 40, 9), column("", 9, 28, 8), prose("", 6, 5))
			}
			state, token := r.State, theme.Dim
			if state != "" && state != "active" {
				token = theme.Bad
			}
			b.link(t.RouteTableId, label(b.env, b.region, t.RouteTableId), widget.Say(r.Destination()), widget.Mark(token, state))
		}
	}
}

// dependents are the functions that a resource has a part in.
func (b *builder) dependents(r awsdata.Resource) []*analysis.Function {
	var uses func(*analysis.Function) bool
	inSubnet := func(test func(*reach.SubnetPlace) bool) func(*analysis.Function) bool {
		return func(f *analysis.Function) bool {
			for i := range f.Subnets {
				if test(&f.Subnets[i]) {
					return true
				}
			}
			return false
		}
	}
	routedTo := func(id string) func(*analysis.Function) bool {
		return inSubnet(func(s *reach.SubnetPlace) bool {
			return s.RouteTable != nil && slices.ContainsFunc(s.RouteTable.Routes, func(route awsdata.Route) bool { return route.Target() == id })
		})
	}
	switch r := r.(type) {
	case *awsdata.VPC:
		uses = func(f *analysis.Function) bool { return f.VPCID == r.VpcId }
	case *awsdata.Subnet:
		uses = inSubnet(func(s *reach.SubnetPlace) bool { return s.ID == r.SubnetId })
	case *awsdata.RouteTable:
		uses = inSubnet(func(s *reach.SubnetPlace) bool { return s.RouteTable == r })
	case *awsdata.NetworkACL:
		uses = inSubnet(func(s *reach.SubnetPlace) bool { return s.NetworkACL == r })
	case *awsdata.SecurityGroup:
		uses = func(f *analysis.Function) bool { return slices.Contains(f.Groups, r.GroupId) }
	case *awsdata.NetworkInterface:
		if r.InterfaceType != "lambda" {
			return nil
		}
		set := awsdata.GroupSet(r.GroupIDs())
		uses = func(f *analysis.Function) bool {
			return awsdata.GroupSet(f.Groups) == set && slices.ContainsFunc(f.Subnets, func(s reach.SubnetPlace) bool { return s.ID == r.SubnetId })
		}
	case *awsdata.Role:
		uses = func(f *analysis.Function) bool { return f.Role == r.Arn }
	case *awsdata.VPCEndpoint:
		if r.Type() != "Gateway" {
			uses = func(f *analysis.Function) bool { return f.VPCID == r.VpcId }
			break
		}
		uses = inSubnet(func(s *reach.SubnetPlace) bool {
			return s.RouteTable != nil && slices.Contains(r.RouteTableIds, s.RouteTable.RouteTableId)
		})
	case *awsdata.ManagedPrefixList:
		named := groupsNaming(b.rx(), r.PrefixListId)
		uses = func(f *analysis.Function) bool {
			return slices.ContainsFunc(f.Groups, func(id string) bool { return named[id] }) || slices.ContainsFunc(f.Subnets, func(s reach.SubnetPlace) bool {
				return s.RouteTable != nil && slices.ContainsFunc(s.RouteTable.Routes, func(route awsdata.Route) bool { return route.DestinationPrefixListId == r.PrefixListId })
			})
		}
	case *awsdata.NatGateway, *awsdata.InternetGateway, *awsdata.EgressOnlyInternetGateway, *awsdata.TransitGateway, *awsdata.VPCPeeringConnection:
		uses = routedTo(r.ID())
	case *awsdata.HostedZone:
		uses = func(f *analysis.Function) bool { return slices.Contains(r.VPCs, f.VPCID) }
	case *awsdata.EventSourceMapping:
		uses = func(f *analysis.Function) bool { return f.FunctionName == r.FunctionName() }
	case awsdata.Store:
		fed := fedBy(b.rx(), r.ARN())
		uses = func(f *analysis.Function) bool { return fed[f.FunctionName] }
	default:
		return nil
	}
	var out []*analysis.Function
	for _, f := range b.env.Result.Functions {
		if uses(f) && (f.Place.Region == b.region || kindOf(r) == "role") {
			out = append(out, f)
		}
	}
	// What is in trouble comes first.
	slices.SortStableFunc(out, func(a, c *analysis.Function) int {
		return cmp.Or(severityOrder(functionMark(c))-severityOrder(functionMark(a)), cmp.Compare(a.FunctionName, c.FunctionName))
	})
	return out
}

// functions are links to functions, with what is wrong with each.
func (b *builder) functions(list []*analysis.Function) {
	if len(list) == 0 {
		return
	}
	b.section("Functions", column("", 1, 1, 9), column("", 10, 36, 9), column("", 6, 12, 6), prose("", 12, 7))
	for _, f := range list {
		b.goes(f.FunctionName, target{leads: true, id: f.FunctionArn, to: Place{Screen: "function", Region: f.Place.Region, ID: f.FunctionName}},
			severityCell(functionMark(f)), widget.Mark(theme.Strong, f.FunctionName),
			wayOutCell(b.env.Theme, f), widget.Mark(theme.Dim, headlineWords(b.env, f)))
	}
}

// fedBy are the functions that an event source mapping feeds from a source.
func fedBy(rx *awsdata.RegionIndex, arn string) map[string]bool {
	out := map[string]bool{}
	for i := range rx.Region.EventSourceMappings {
		if m := &rx.Region.EventSourceMappings[i]; arn != "" && m.EventSourceArn == arn {
			out[m.FunctionName()] = true
		}
	}
	return out
}

// groupsNaming are the groups with a rule that names a prefix list or group.
func groupsNaming(rx *awsdata.RegionIndex, id string) map[string]bool {
	out := map[string]bool{}
	for i := range rx.Region.SecurityGroups {
		g := &rx.Region.SecurityGroups[i]
		for _, p := range slices.Concat(g.IpPermissions, g.IpPermissionsEgress) {
			if slices.ContainsFunc(p.Peers(), func(peer awsdata.Peer) bool { return peer.Value == id }) {
				out[g.GroupId] = true
			}
		}
	}
	return out
}

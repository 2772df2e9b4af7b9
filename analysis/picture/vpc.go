package picture

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// The most that is drawn of the endpoints and data stores of a VPC.
const (
	mostVPCEndpoints = 24
	mostVPCStores    = 16
)

// whole is a picture of a VPC while it is drawn.
type whole struct {
	*builder
	network
	result    *analysis.Result
	vpc       *awsdata.VPC
	functions []*analysis.Function // in the VPC
}

// OfVPC is a VPC: its subnets by AZ, the functions in each that fare alike, how they lead to the internet, its
// endpoints, data stores and what it is connected with. It is nil where the snapshot does not hold the VPC. The error
// is the context's.
func OfVPC(ctx context.Context, result *analysis.Result, region, id string) (*Picture, error) {
	home := result.Index.Region(region)
	if home == nil || home.VPC(id) == nil {
		return nil, ctx.Err()
	}
	b := &whole{builder: newBuilder(region), result: result, vpc: home.VPC(id),
		network: network{x: result.Index, home: home}}
	for _, f := range result.Functions {
		if f.Place.Region == region && f.VPCID == id {
			b.functions = append(b.functions, f)
		}
	}
	b.node(b.resource(VPC, id))
	b.gap(home.Region, "describe-subnets", "subnets")
	for _, draw := range []func(context.Context){b.subnets, b.endpoints, b.peers, b.stores} {
		if ctx.Err() == nil {
			draw(ctx)
		}
	}
	return b.Picture, ctx.Err()
}

// group are functions in one subnet that fare alike on the internet from there.
type group struct {
	verdict   reach.Verdict
	functions []*analysis.Function
	places    []int // which of its subnets this is, for each function
	node      int
}

// subnets are the lanes. Functions are placed first, so that they stand together; then those lead out that get through.
func (b *whole) subnets(ctx context.Context) {
	list := slices.Clone(b.home.VPCSubnets(b.vpc.VpcId))
	slices.SortStableFunc(list, func(x, y *awsdata.Subnet) int {
		return cmp.Or(strings.Compare(x.AvailabilityZone, y.AvailabilityZone),
			strings.Compare(awsdata.NameOrID(x), awsdata.NameOrID(y)), strings.Compare(x.SubnetId, y.SubnetId))
	})
	groups := make([][]group, len(list))
	for i, s := range list {
		place := b.result.Engine.SubnetPlace(b.Region, s.SubnetId)
		if b.lane(s.AvailabilityZone) < 0 {
			b.Lanes = append(b.Lanes, Lane{Zone: place.Zone, Name: s.AvailabilityZone})
		}
		n := b.resource(Subnet, s.SubnetId)
		n.Lane = b.lane(s.AvailabilityZone)
		if t, _ := b.home.SubnetRouteTable(s.SubnetId); t != nil {
			n.Facts = append(n.Facts, awsdata.NameOrID(t))
		}
		at, _ := b.node(n)
		b.edge(Edge{From: 0, To: at})
		groups[i] = b.groups(s.SubnetId)
		for j := range groups[i] {
			g := &groups[i][j]
			g.node = b.group(g, at, n.Lane)
		}
	}
	asked := make(map[*analysis.Function]*reach.Trace)
	for _, blocked := range []bool{false, true} {
		for i := range groups {
			for _, g := range groups[i] {
				if ctx.Err() == nil && blocked == (g.verdict == reach.Blocked) {
					b.leadOut(&g, asked)
				}
			}
		}
	}
	for i, s := range list {
		if len(groups[i]) == 0 {
			b.unused(s)
		}
	}
}

// groups are the functions of a subnet, by their verdict, the best first.
func (b *whole) groups(subnet string) []group {
	var out []group
	for _, f := range b.functions {
		for i := range f.Subnets {
			if f.Subnets[i].ID != subnet {
				continue
			}
			v := f.Subnets[i].Internet
			at := slices.IndexFunc(out, func(g group) bool { return g.verdict == v })
			if at < 0 {
				at = len(out)
				out = append(out, group{verdict: v})
			}
			out[at].functions, out[at].places = append(out[at].functions, f), append(out[at].places, i)
		}
	}
	slices.SortStableFunc(out, func(x, y group) int { return cmp.Compare(y.verdict, x.verdict) })
	return out
}

// group draws functions as one node.
func (b *whole) group(g *group, subnet, lane int) int {
	n := Node{Kind: Functions, ID: fmt.Sprint(b.Nodes[subnet].ID, " ", g.verdict), Lane: lane, Count: len(g.functions)}
	for _, f := range g.functions {
		n.Members = append(n.Members, f.FunctionName)
	}
	n.Name = n.Members[0]
	if len(g.functions) == 1 {
		n.Kind, n.ID = Function, n.Name
		if _, ok := b.has(&n); ok { // it is in several subnets: once in each
			b.Nodes = append(b.Nodes, n)
			b.edge(Edge{From: subnet, To: len(b.Nodes) - 1})
			return len(b.Nodes) - 1
		}
	}
	at, _ := b.node(n)
	b.edge(Edge{From: subnet, To: at})
	return at
}

// leadOut is the way of functions that fare alike out of their subnet: that of the first of them.
func (b *whole) leadOut(g *group, asked map[*analysis.Function]*reach.Trace) {
	fn := g.functions[0]
	f := &function{builder: b.builder, network: b.network, result: b.result, fn: fn}
	trace, ok := asked[fn]
	var err error
	if !ok {
		trace, err = f.ask("internet")
		asked[fn] = trace
	}
	if trace != nil {
		f.wayOut(g.places[0], trace, err, g.node)
	}
}

// unused is what a subnet without functions leads to. None of them sends anything from there: it is not judged.
func (b *whole) unused(s *awsdata.Subnet) {
	at, _ := b.has(&Node{Kind: Subnet, ID: s.SubnetId})
	lane := b.Nodes[at].Lane
	for _, step := range b.result.Engine.SubnetPlace(b.Region, s.SubnetId).Steps {
		if step.ID != "" {
			b.draw(b.resource(kindOf(step.ID), step.ID), &at, lane, Edge{})
		}
	}
}

// endpoints are the VPC endpoints with what they lead to, and how many functions get there.
func (b *whole) endpoints(ctx context.Context) {
	b.gap(b.home.Region, "describe-vpc-endpoints", "VPC endpoints")
	list := slices.Clone(b.home.VPCEndpoints(b.vpc.VpcId))
	service := func(e *awsdata.VPCEndpoint) string { return cmp.Or(names.ServiceOf(b.home, e), e.ServiceName) }
	slices.SortStableFunc(list, func(x, y *awsdata.VPCEndpoint) int {
		return cmp.Or(strings.Compare(service(x), service(y)), strings.Compare(x.VpcEndpointId, y.VpcEndpointId))
	})
	for i, e := range list {
		if i == mostVPCEndpoints {
			b.more(len(list)-i, "more endpoints")
			return
		}
		at, _ := b.node(b.resource(Endpoint, e.VpcEndpointId))
		b.edge(Edge{From: 0, To: at})
		if name := names.ServiceOf(b.home, e); name != "" {
			n := Node{Kind: Service, ID: "service:" + name, Name: name, Lane: -1, Facts: b.reached(ctx, name)}
			to, _ := b.node(n)
			b.edge(Edge{From: at, To: to})
		}
	}
}

// reached is how many of the VPC's functions reach a destination, in words.
func (b *whole) reached(ctx context.Context, to string) []string {
	if len(b.functions) == 0 {
		return nil
	}
	q, err := reach.ParseQuery(b.result.Index, b.home, to)
	if err != nil {
		return nil
	}
	var can, unknown int
	for _, f := range b.functions {
		if ctx.Err() != nil {
			return nil
		}
		switch v, err := b.result.Engine.Verdict(b.Region, f.Function, q); {
		case err != nil, v == reach.Unknown:
			unknown++
		case v != reach.Blocked:
			can++
		}
	}
	text := fmt.Sprintf("from %d of %s", can, english.Count(len(b.functions), "function"))
	if unknown > 0 {
		text += fmt.Sprintf(", %d unknown", unknown)
	}
	return []string{text}
}

// peers are what routes lead to besides the internet: peered VPCs, transit gateways and the VPCs behind them.
func (b *whole) peers(context.Context) {
	for i := range b.home.Region.RouteTables {
		t := &b.home.Region.RouteTables[i]
		if t.VpcId != b.vpc.VpcId {
			continue
		}
		for j := range t.Routes {
			r := &t.Routes[j]
			kind := kindOf(r.Target())
			if _, ok := elsewhere(r); !ok || kind == NATGateway {
				continue
			}
			n := b.resource(kind, r.Target())
			if r.Target() == "" {
				continue
			}
			at, made := b.node(n)
			if made {
				b.edge(Edge{From: 0, To: at})
			}
			switch kind {
			case Peering:
				b.peer(at, r.Target())
			default:
				to, _ := b.node(Node{Kind: Network, ID: r.Target() + " " + r.Destination(), Lane: -1,
					Name: b.home.NameOf(r.Destination())})
				b.edge(Edge{From: at, To: to})
			}
		}
	}
}

// peer is the far side of a peering.
func (b *whole) peer(at int, id string) {
	p := b.home.Peering(id)
	if p == nil {
		return
	}
	far := p.Other(b.vpc.VpcId)
	if far == nil {
		return
	}
	n := b.resource(VPC, far.VpcId)
	if len(n.Facts) == 0 {
		n.Facts = far.CIDRs()
	}
	to, _ := b.node(n)
	b.edge(Edge{From: at, To: to})
}

// stores are the data stores and load balancers of the VPC, and how many functions reach each.
func (b *whole) stores(ctx context.Context) {
	var list []awsdata.Store
	for _, s := range b.home.Stores() {
		if s.VPCID() == b.vpc.VpcId {
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(x, y awsdata.Store) int {
		return cmp.Or(strings.Compare(awsdata.NameOrID(x), awsdata.NameOrID(y)), strings.Compare(x.ID(), y.ID()))
	})
	for i, s := range list {
		if i == mostVPCStores {
			b.more(len(list)-i, "more data stores")
			return
		}
		n := storeNode(s)
		n.To = ""
		n.Facts = append(n.Facts, b.reached(ctx, storeText(s))...)
		at, _ := b.node(n)
		b.edge(Edge{From: 0, To: at})
	}
}

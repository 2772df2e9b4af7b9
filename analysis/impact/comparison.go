package impact

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// comparison is the account as it is, and as it would be.
type comparison struct {
	current *analysis.Result
	index   *awsdata.Index
	engine  *reach.Engine
	part    string     // the id of what is taken away
	routed  bool       // routes may lead through it
	gone    netset.Set // addresses at which nothing answers any more
	// vacancies are the addresses near each VPC that nobody holds: whether they can be reached is not known, and does
	// not matter.
	vacancies map[string]netset.Set
	service   *names.Destination // that is asked for by name, nil for none
}

// all compares every candidate, each distinct placement once, side by side.
func (c *comparison) all(ctx context.Context, candidates []*analysis.Function,
	progress func(done, of int)) ([]Function, error) {
	at := make(map[string]int)
	which := make([]int, len(candidates))
	var first []*analysis.Function
	for i, f := range candidates {
		key := f.PlacementKey()
		n, known := at[key]
		if !known {
			n = len(first)
			at[key] = n
			first = append(first, f)
		}
		which[i] = n
	}
	c.findVacancies(first)
	answers := make([]Function, len(first))
	var done atomic.Int64
	group, ctx := awsdata.NewGroup(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range first {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			answers[i] = c.one(f)
			if n := done.Add(1); progress != nil {
				progress(int(n), len(first))
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("compare functions: %w", err)
	}
	out := make([]Function, len(candidates))
	for i, n := range which {
		out[i] = answers[n]
	}
	return out, nil
}

// findVacancies finds the addresses of the functions' VPCs, and of the VPCs peered or joined with them, that nobody
// holds. Without the complete lists of subnets and interfaces nobody can tell.
func (c *comparison) findVacancies(functions []*analysis.Function) {
	own := make(map[string]netset.Set)
	vacant := func(id string) netset.Set {
		set, known := own[id]
		if rx := c.current.Index.VPCHome(id); !known && rx != nil {
			set = vacantIn(rx, id)
			own[id] = set
		}
		return set
	}
	c.vacancies = make(map[string]netset.Set)
	for _, f := range functions {
		if _, known := c.vacancies[f.VPCID]; known {
			continue
		}
		all := vacant(f.VPCID)
		for i := range c.current.Index.Region(f.Place.Region).Region.PeeringConnections {
			if far := c.current.Index.Region(f.Place.Region).Region.PeeringConnections[i].Other(f.VPCID); far != nil {
				all = all.Union(vacant(far.VpcId))
			}
		}
		for _, far := range joined(c.current.Index.Region(f.Place.Region).Region, f.VPCID) {
			all = all.Union(vacant(far))
		}
		c.vacancies[f.VPCID] = all
	}
}

// vacantIn are the addresses of a VPC's subnets that no interface holds, but for Lambda's: nobody opens a connection to
// one of those.
func vacantIn(rx *awsdata.RegionIndex, vpc string) netset.Set {
	if !rx.Region.Has("describe-subnets") || !rx.Region.Has("describe-network-interfaces") {
		return netset.Set{}
	}
	var b, held netset.Builder
	for _, s := range rx.VPCSubnets(vpc) {
		b.AddCIDRs(s.CIDRs(), netset.TCPAndUDP())
		for _, n := range rx.InterfacesInSubnet(s.SubnetId) {
			if n.InterfaceType != "lambda" {
				held.AddAddrs(n.Addresses(), netset.TCPAndUDP())
			}
		}
	}
	b.Remove(held.Set())
	return b.Set()
}

// one compares one function.
func (c *comparison) one(f *analysis.Function) Function {
	region := f.Place.Region
	out := Function{Function: f}
	rx := c.index.Region(region)
	then := rx.Function(f.FunctionName)
	after := c.engine.Place(region, then)
	if c.stranded(rx, f, after) {
		out.Outcome, out.Dropped = Stranded, f.Subnets
		return out
	}
	c.internet(&out, after)
	was, is := c.current.Engine.Reach(region, f.Function), c.engine.Reach(region, then)
	c.byName(&out, then)
	c.sets(&out, was, is)
	out.Outcome = out.judge()
	return out
}

// stranded reports whether none of the function's subnets is left. One that the snapshot never had is not gone.
func (c *comparison) stranded(rx *awsdata.RegionIndex, f *analysis.Function, after *reach.Place) bool {
	had := slices.ContainsFunc(f.Subnets, func(s reach.SubnetPlace) bool { return s.Subnet != nil })
	now := c.current.Index.Region(f.Place.Region)
	return had && !slices.ContainsFunc(after.Subnets, func(s reach.SubnetPlace) bool {
		return rx.Subnet(s.ID) != nil || now.Subnet(s.ID) == nil
	})
}

func (c *comparison) internet(out *Function, after *reach.Place) {
	lost, _, unclear := diff.Internet(out.Place, after)
	for _, s := range lost {
		out.LostFrom = append(out.LostFrom, *s.Was)
	}
	for _, s := range unclear {
		out.UnclearFrom = append(out.UnclearFrom, *s.Was)
	}
	for _, s := range out.Subnets {
		if !slices.ContainsFunc(after.Subnets, func(t reach.SubnetPlace) bool { return t.ID == s.ID }) {
			out.Dropped = append(out.Dropped, s)
		}
	}
}

// sets compares what is reached from each subnet that is left. What some subnet loses is lost, though another may still
// reach it: Lambda picks the subnet.
func (c *comparison) sets(out *Function, was, is *reach.Reach) {
	vacant := c.vacancies[out.VPCID]
	for i := range was.Subnets {
		a := &was.Subnets[i]
		for j := range is.Subnets {
			b := &is.Subnets[j]
			if a.SubnetID != b.SubnetID {
				continue
			}
			more, less, hidden := diff.Sets(a.Sets, c.settle(a.Sets, b.Sets))
			// What is not known now may be lost where it is shut then, and is no gain where it is open.
			settled := a.Sets.Unknown.Minus(b.Sets.Unknown).Minus(c.gone)
			out.Lost, out.Gained = out.Lost.Union(less), out.Gained.Union(more.Minus(a.Sets.Unknown))
			if c.blind(out, a.SubnetID) {
				hidden = hidden.Union(a.Sets.Unknown)
			}
			out.Unclear = out.Unclear.Union(hidden).Union(settled).Minus(vacant)
			out.move(a, b)
		}
	}
	left := is.Sets.Can().Union(is.Sets.Unknown)
	for i := range was.Subnets {
		a := &was.Subnets[i]
		if slices.ContainsFunc(out.Dropped, func(s reach.SubnetPlace) bool { return s.ID == a.SubnetID }) {
			out.Lost = out.Lost.Union(a.Sets.Can().Minus(left)) // only from there
		}
	}
	if s := out.Service; s != nil && nameStation(&s.Was.Subnets[0]) == c.part {
		// Its name led to the endpoint: how that is answered says more than that the endpoint's own addresses are gone.
		out.Lost = out.Lost.Minus(c.gone)
	}
	out.Everywhere = !out.Lost.Overlaps(left)
}

// blind reports whether nobody knows if the function needs the part from one of its subnets: its routes are not known,
// or not even which subnets and groups it has.
func (c *comparison) blind(f *Function, subnet string) bool {
	return len(f.Subnets) == 0 || c.routed && slices.ContainsFunc(f.Subnets, func(s reach.SubnetPlace) bool {
		return s.ID == subnet && s.RouteTable == nil
	})
}

// settle turns what would be unknown only because its interface is gone into what it is: shut.
func (c *comparison) settle(before, after reach.Sets) reach.Sets {
	after.Unknown = after.Unknown.Minus(c.gone.Minus(before.Unknown))
	return after
}

// byName asks for the service of an endpoint by its name, which may lead elsewhere without it.
func (c *comparison) byName(out *Function, then *awsdata.Function) {
	if c.service == nil {
		return
	}
	q := reach.Query{To: *c.service, Protocol: netset.TCP, Port: 443}
	region := out.Place.Region
	was, errWas := c.current.Engine.Trace(region, out.Function.Function, q)
	is, errIs := c.engine.Trace(region, then, q)
	if errWas != nil || errIs != nil {
		return
	}
	name := c.service.ID
	if at := c.service.Region; at != "" && at != region {
		name += " in " + at
	}
	s := &Service{Name: name, Now: was.Verdict, Then: is.Verdict, Was: was, Is: is, SameStation: true}
	for i := range was.Subnets {
		if i < len(is.Subnets) &&
			(was.Subnets[i].Way != is.Subnets[i].Way || nameStation(&was.Subnets[i]) != nameStation(&is.Subnets[i])) {
			s.SameStation = false
		}
	}
	out.Service = s
}

// nameStation is where a service's name leads.
func nameStation(t *reach.SubnetTrace) string {
	for i := range t.Hops {
		if t.Hops[i].Component == reach.ComponentName {
			return t.Hops[i].Resource
		}
	}
	return ""
}

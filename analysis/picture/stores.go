package picture

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// stores are the databases, caches and load balancers of the VPC, those first that can be reached.
func (b *function) stores(ctx context.Context) {
	more := 0
	type asked struct {
		store   awsdata.Store
		verdict reach.Verdict
	}
	var list []asked
	for _, s := range b.home.Stores() {
		if s.VPCID() != b.fn.VPCID || ctx.Err() != nil {
			continue
		}
		a := asked{s, reach.Unknown}
		if q, err := reach.ParseQuery(b.result.Index, b.home, storeText(s)); err == nil {
			a.verdict, _ = b.result.Engine.Verdict(b.fn.Place.Region, b.fn.Function, q)
		}
		list = append(list, a)
	}
	slices.SortStableFunc(list, func(x, y asked) int {
		return cmp.Or(cmp.Compare(y.verdict, x.verdict),
			strings.Compare(awsdata.NameOrID(x.store), awsdata.NameOrID(y.store)))
	})
	var strands []strand
	for _, a := range list {
		if ctx.Err() != nil {
			return
		}
		if len(strands) == mostStores && a.verdict != reach.Blocked {
			more++
			continue
		}
		strands = append(strands, strand{to: storeText(a.store), end: storeNode(a.store), store: a.store})
	}
	b.strands(strands, "data stores")
	b.more(more, "more data stores")
}

// storeNode is a store as a node.
func storeNode(s awsdata.Store) Node {
	n := Node{Kind: Store, ID: s.ID(), Name: awsdata.NameOrID(s), Lane: -1, To: storeText(s)}
	if kind, ok := awsdata.KindByCode(s.Kind()); ok {
		n.Facts = append(n.Facts, kind.Name)
	}
	if _, ok := s.(*awsdata.LoadBalancer); ok {
		n.Kind, n.Facts = LoadBalancer, nil
	}
	return n
}

// storeText is a store as a question names it.
func storeText(s awsdata.Store) string {
	if arn := s.ARN(); arn != "" {
		return arn
	}
	return s.ID()
}

// targets are what a load balancer forwards to. No packet of the function's goes there: they are not judged.
func (b *function) targets(at int, balancer *awsdata.LoadBalancer) {
	var list []Node
	for i := range b.home.Region.TargetGroups {
		g := &b.home.Region.TargetGroups[i]
		if !slices.Contains(g.LoadBalancerArns, balancer.LoadBalancerArn) {
			continue
		}
		for j := range g.Targets {
			n := b.resource(Target, g.Targets[j].Target.Id)
			if state := g.Targets[j].TargetHealth.State; state != "" {
				n.Facts = append(n.Facts, state)
			}
			list = append(list, n)
		}
	}
	slices.SortStableFunc(list, func(x, y Node) int {
		return cmp.Or(strings.Compare(x.Name, y.Name), strings.Compare(x.ID, y.ID))
	})
	for i, n := range list {
		if i == mostTargets {
			rest := Node{Kind: More, ID: balancer.LoadBalancerArn, Name: "more targets", Count: len(list) - i, Lane: -1}
			to, _ := b.node(rest)
			b.edge(Edge{From: at, To: to})
			return
		}
		if to, made := b.node(n); made || !b.leads(to, at) {
			b.edge(Edge{From: at, To: to})
		}
	}
}

// one asks a question and draws the way to what it is about. It returns the node of that.
func (b *function) one(to string, end Node, from int) int {
	end.To = to
	t, err := b.ask(to)
	return b.strandOf(t, err, end, from)
}

// strandOf draws the way of a trace to its end, by stations that the trace does not name where there are any. What all
// subnets share is drawn once and begins at the function; where a part of it is drawn already it goes on from there.
func (b *function) strandOf(t *reach.Trace, err error, end Node, from int, by ...Node) int {
	if err != nil {
		end.Judged, end.Verdict, end.Error = true, reach.Unknown, err.Error()
		at, _ := b.node(end)
		b.edge(Edge{From: from, To: at, Judged: true, Verdict: reach.Unknown})
		return at
	}
	end.Judged, end.Verdict = true, t.Verdict
	var chains [][]link
	for i := range t.Subnets {
		chains = append(chains, b.links(&t.Subnets[i], end, by))
	}
	main := 0
	for i := range chains {
		if s, best := &t.Subnets[i], &t.Subnets[main]; s.Verdict > best.Verdict ||
			s.Verdict == best.Verdict && len(chains[i]) > len(chains[main]) {
			main = i
		}
	}
	links := chains[main]
	end.Why = b.blame(t)
	end.Muted = keptIn(t) && len(end.Why) > 0 && ownGroups([]reach.Hop{end.Why[0].Hop})
	links[len(links)-1].node = end
	links, at := b.join(links, from)
	carry := reach.Reachable
	mixed := t.Verdict != t.Subnets[main].Verdict
	beyond := false
	for _, l := range links {
		e := Edge{Judged: true, Beyond: beyond}
		v := l.verdict()
		carry = min(carry, v)
		e.Verdict = carry
		switch {
		case beyond:
		case mixed: // it depends on the subnet
			e.Verdict, e.Why = t.Verdict, end.Why
		case v != reach.Reachable:
			e.Why = b.reasons(l.hops, v, "")
			for j := range e.Why {
				e.Why[j].Zones = nil
			}
		}
		e.Cut = !beyond && e.Verdict == reach.Blocked
		e.Muted = e.Cut && end.Muted
		b.draw(l.node, &at, -1, e)
		beyond = beyond || e.Cut
	}
	return at
}

// links are the stations of a way from one subnet, without those that are the subnet's own.
func (b *function) links(t *reach.SubnetTrace, end Node, by []Node) []link {
	chain := b.chainOf(b.fn.VPCID, t, end)
	out := withoutTables(chain)
	for _, n := range by {
		if slices.ContainsFunc(out, func(l link) bool { return l.node.Kind == n.Kind && l.node.ID == n.ID }) {
			continue
		}
		// Everything but its policy guards the endpoint itself.
		last := &out[len(out)-1]
		station := link{node: n}
		var rest []reach.Hop
		for _, h := range last.hops {
			if h.Component == reach.ComponentPolicy {
				rest = append(rest, h)
			} else {
				station.hops = append(station.hops, h)
			}
		}
		last.hops = rest
		out = slices.Insert(out, len(out)-1, station)
	}
	return out
}

// join finds the last station that is drawn already: the way goes on from there, with all that guards it.
func (b *function) join(links []link, from int) ([]link, int) {
	for i := len(links) - 2; i >= 0; i-- {
		at, ok := b.has(&links[i].node)
		if !ok {
			continue
		}
		var before []reach.Hop
		for _, l := range links[:i+1] {
			for _, h := range l.hops {
				if h.Verdict != reach.Reachable {
					before = append(before, h)
				}
			}
		}
		rest := slices.Clone(links[i+1:])
		rest[0].hops = append(before, rest[0].hops...)
		return rest, at
	}
	return links, from
}

// blame is why a question is not certain, subnet by subnet: the first hop that decides, or what is gone on the way:
// that says more than a filter.
func (b *function) blame(t *reach.Trace) []Reason {
	var out []Reason
	zones := make(map[string]bool)
	for i := range t.Subnets {
		s := &t.Subnets[i]
		zone := ""
		if i < len(b.fn.Subnets) {
			zone = b.fn.Subnets[i].Zone
		}
		zones[zone] = true
		decides := -1
		for j := range s.Hops {
			if h := &s.Hops[j]; h.Verdict != reach.Reachable && h.Verdict == s.Verdict {
				if decides < 0 || filtered(s.Hops[decides:decides+1]) && !filtered(s.Hops[j:j+1]) && !atTarget(h) {
					decides = j
				}
			}
		}
		if decides >= 0 {
			out = append(out, Reason{Hop: s.Hops[decides], Zones: []string{zone}})
		}
	}
	return join(out, len(zones))
}

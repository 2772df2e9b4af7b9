package picture

import (
	"net/netip"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

// best is a question within a set of destinations that fares as well as any in it: where anything can be reached, one
// that can, else one of which nobody knows. ok is false where all of it is blocked.
func best(sets reach.Sets, within netset.Set) (q reach.Query, ok bool) {
	for _, set := range []netset.Set{sets.Reachable, sets.Partial, sets.Unknown} {
		set = set.Intersect(within)
		if usual := netset.SampleInternet(); set.Contains(usual, netset.TCP, 443) {
			return addressQuery(usual, netset.TCP, 443)
		}
		https := netset.Ports(netset.TCP, netset.PortRange{From: 443, To: 443})
		if some := set.RestrictPorts(https); !some.IsEmpty() {
			set = some
		}
		for r, ports := range set.Intervals() {
			for _, p := range ports.TCP() {
				return addressQuery(r.From, netset.TCP, p.From)
			}
			for _, p := range ports.UDP() {
				return addressQuery(r.From, netset.UDP, p.From)
			}
		}
	}
	return q, false
}

func addressQuery(a netip.Addr, p netset.Protocol, port uint16) (reach.Query, bool) {
	to, err := names.Parse(nil, a.String())
	return reach.Query{To: to, Protocol: p, Port: port}, err == nil
}

// ask is the trace of a question as it is typed.
func (b *function) ask(to string) (*reach.Trace, error) {
	q, err := reach.ParseQuery(b.result.Index, b.home, to)
	if err != nil {
		return nil, err
	}
	return b.result.Engine.Trace(b.fn.Place.Region, b.fn.Function, q)
}

// askBest is the trace that fares best among all ports and addresses of a range; ports are those that can be reached,
// in words, "" where all or none of them can.
func (b *function) askBest(within netset.Set, to string) (t *reach.Trace, ports string, err error) {
	engine, region := b.result.Engine, b.fn.Place.Region
	sets := engine.ReachWithin(region, b.fn.Function, within).Sets
	if q, ok := best(sets, within); ok {
		t, err = engine.Trace(region, b.fn.Function, q)
		can := sets.Can().Ports()
		if can.IsEmpty() || can.ContainsSet(netset.AllPorts(netset.TCP)) {
			return t, "", err
		}
		return t, can.Human(), err
	}
	t, err = b.ask(to)
	return t, "", err
}

// function is a picture of one function while it is drawn.
type function struct {
	*builder
	network
	result *analysis.Result
	fn     *analysis.Function
	tables bool     // route tables are drawn
	lanes  []int    // the node of each subnet, in the order of the function's subnets
	why    []Reason // why the internet is not reached, or not from all of them
}

package picture

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// strand is a question and what it is about.
type strand struct {
	to    string // as it is typed
	end   Node
	by    *awsdata.VPCEndpoint // that the way is expected to lead by, nil for none
	store awsdata.Store        // that it leads to, nil for none

	trace *reach.Trace
	err   error
}

// strands draws questions of one kind. Those that the function's own security groups keep in are drawn as one: what a
// function is not meant to reach is no more than a number.
func (b *function) strands(list []strand, what string) {
	var kept []strand
	for i := range list {
		s := &list[i]
		s.end.To = s.to
		if s.trace, s.err = b.ask(s.to); s.err == nil && keptIn(s.trace) {
			kept = append(kept, *s)
		}
	}
	for i := range list {
		s := &list[i]
		if len(kept) > 1 && s.err == nil && keptIn(s.trace) {
			continue
		}
		at := 0
		switch {
		case s.by == nil:
			at = b.strandOf(s.trace, s.err, s.end, 0)
		case s.err == nil && !uses(s.trace, s.by.VpcEndpointId):
			n := b.resource(Endpoint, s.by.VpcEndpointId)
			n.Quiet = true
			at, _ = b.node(n)
			b.edge(Edge{From: 0, To: at})
		default:
			at = b.strandOf(s.trace, s.err, s.end, 0, b.resource(Endpoint, s.by.VpcEndpointId))
		}
		if balancer, ok := s.store.(*awsdata.LoadBalancer); ok {
			b.targets(at, balancer)
		}
	}
	if len(kept) < 2 {
		return
	}
	n := Node{Kind: More, Name: what, Count: len(kept), Lane: -1, Judged: true, Verdict: reach.Blocked, Muted: true}
	for i := range kept {
		n.Members = append(n.Members, kept[i].end.Name)
		n.Why = append(n.Why, b.blame(kept[i].trace)...)
	}
	at, _ := b.node(n)
	b.edge(Edge{From: 0, To: at, Judged: true, Verdict: reach.Blocked, Cut: true, Muted: true})
}

// keptIn reports whether the function's own groups keep a question in, from every subnet.
func keptIn(t *reach.Trace) bool {
	for i := range t.Subnets {
		if !slices.ContainsFunc(t.Subnets[i].Hops, func(h reach.Hop) bool {
			return h.Component == reach.ComponentGroupOut && h.Verdict == reach.Blocked
		}) {
			return false
		}
	}
	return len(t.Subnets) > 0
}

// atTarget reports whether a hop is a filter of what is asked about.
func atTarget(h *reach.Hop) bool {
	switch h.Component {
	case reach.ComponentTargetGroup, reach.ComponentTargetACLIn, reach.ComponentTargetACLBack, reach.ComponentPolicy,
		reach.ComponentListener, reach.ComponentTargetInterface:
		return true
	}
	return false
}

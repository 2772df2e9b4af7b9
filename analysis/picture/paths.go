package picture

import "github.com/vpclens/vpclens/analysis/reach"

// mostPaths is how many ways are listed one by one.
const mostPaths = 500

// Paths are the ways from what the picture is about to where each of them would end, node by node, as they are read
// out.
func (p *Picture) Paths() [][]int {
	var out [][]int
	var walk func(way []int, beyond bool)
	walk = func(way []int, beyond bool) {
		ends := true
		if at := way[len(way)-1]; len(way) > 1 && p.Nodes[at].Judged && len(p.Out(at)) > 0 {
			out = append(out, way) // what is asked about, and something more behind it
		}
		for _, i := range p.Out(way[len(way)-1]) {
			e := &p.Edges[i]
			if e.Beyond && !beyond || len(out) >= mostPaths {
				continue
			}
			ends = false
			walk(append(append([]int(nil), way...), e.To), beyond || e.Cut)
		}
		if ends && len(way) > 1 && len(out) < mostPaths {
			out = append(out, way)
		}
	}
	if len(p.Nodes) > 0 {
		walk([]int{0}, false)
	}
	return out
}

// Way is what becomes of a way: the worst of what its edges say. cut is the number of the node that it does not leave,
// -1 where it comes to its end; ok is false where nothing is judged.
func (p *Picture) Way(way []int) (v reach.Verdict, cut int, ok bool) {
	v, cut = reach.Reachable, -1
	if e := p.last(way); e == nil || !e.Judged {
		return v, cut, false
	}
	for n := 1; n < len(way); n++ {
		for i := range p.Edges {
			e := &p.Edges[i]
			if e.From != way[n-1] || e.To != way[n] || !e.Judged {
				continue
			}
			v, ok = min(v, e.Verdict), true
			if e.Cut && cut < 0 {
				cut = way[n-1]
			}
		}
	}
	return v, cut, ok
}

// last is the edge by which a way comes to its end.
func (p *Picture) last(way []int) *Edge {
	for i := range p.Edges {
		if e := &p.Edges[i]; len(way) > 1 && e.From == way[len(way)-2] && e.To == way[len(way)-1] {
			return e
		}
	}
	return nil
}

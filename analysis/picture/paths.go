package picture

// mostPaths is how many ways are listed one by one.
const mostPaths = 500

// Paths are the ways from what the picture is about to where each of them ends, node by node, as they are read out. A
// way that is cut ends at what it does not come to.
func (p *Picture) Paths() [][]int {
	var out [][]int
	var walk func(way []int)
	walk = func(way []int) {
		at, ends := way[len(way)-1], true
		for _, i := range p.Out(at) {
			e := &p.Edges[i]
			if e.Beyond || len(out) >= mostPaths {
				continue
			}
			ends = false
			next := append(append([]int(nil), way...), e.To)
			if e.Cut {
				out = append(out, next)
				continue
			}
			walk(next)
		}
		if ends && len(way) > 1 && len(out) < mostPaths {
			out = append(out, way)
		}
	}
	if len(p.Nodes) > 0 {
		walk([]int{0})
	}
	return out
}

// Last is the edge by which a way comes to its end.
func (p *Picture) Last(way []int) *Edge {
	if len(way) < 2 {
		return nil
	}
	for i := range p.Edges {
		if e := &p.Edges[i]; e.From == way[len(way)-2] && e.To == way[len(way)-1] {
			return e
		}
	}
	return nil
}

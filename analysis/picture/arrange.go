package picture

import "slices"

// Arrangement is where the nodes of a picture stand: in columns from left to right, in rows from top to bottom. Every
// edge leads to a column further right: it leaves its node, goes up or down between that column and the next, and then
// straight on, in the row of the node that it leads to.
type Arrangement struct {
	Columns, Rows int
	At            []Spot // of each node
	Tracks        []int  // of each edge: which of the vertical lines beside its column it takes, -1 for none
	Gap           []int  // how many vertical lines there are beside each column
	Shared        []bool // of each edge: it meets others before it reaches its node
	Clear         []bool // of each node: nothing is drawn right of it in its row
}

// Spot is where a node stands.
type Spot struct{ Column, Row int }

// arranger arranges a picture.
type arranger struct {
	*Picture
	Arrangement
	in    [][]int // the edges into each node
	out   [][]int
	taken map[Spot]bool // by nodes and by the lines that pass
	done  []bool
	nets  [][]net // beside each column
}

// Arrange says where everything stands. It is the same for the same picture.
func (p *Picture) Arrange() *Arrangement {
	a := &arranger{Picture: p, taken: make(map[Spot]bool), done: make([]bool, len(p.Nodes)),
		in: make([][]int, len(p.Nodes)), out: make([][]int, len(p.Nodes))}
	for i, e := range p.Edges {
		a.in[e.To] = append(a.in[e.To], i)
		a.out[e.From] = append(a.out[e.From], i)
	}
	a.At = make([]Spot, len(p.Nodes))
	a.columns()
	a.rows()
	a.tracks()
	a.clear()
	return &a.Arrangement
}

// columns gives each node the column after the last node that leads to it. What hangs at the root besides the lanes
// begins beside what their route tables lead to, so that targets stand under targets.
func (a *arranger) columns() {
	a.longest(0)
	base := 1
	for i := range a.Nodes {
		switch a.Nodes[i].Kind {
		case RouteTable, Subnet, Functions, Function:
			base = max(base, a.At[i].Column+1)
		}
	}
	a.longest(base)
	for i := range a.At {
		a.Columns = max(a.Columns, a.At[i].Column+1)
	}
}

// longest is the length of the longest way to each node.
func (a *arranger) longest(base int) {
	known := make([]bool, len(a.Nodes))
	var of func(n int) int
	of = func(n int) int {
		if known[n] {
			return a.At[n].Column
		}
		known[n] = true
		column := 0
		for _, e := range a.in[n] {
			column = max(column, of(a.Edges[e].From)+1)
			if a.Edges[e].From == 0 && !a.inLane(n) {
				column = max(column, base)
			}
		}
		a.At[n].Column = column
		return column
	}
	for n := range a.Nodes {
		of(n)
	}
}

// inLane reports whether a node begins a lane.
func (a *arranger) inLane(n int) bool {
	return a.Nodes[n].Kind == Subnet || a.Nodes[n].Kind == Lambda
}

// rows gives every node that one edge leads to a row that belongs to it and to what follows it alone, and then each
// that is shared the middle of what leads to it.
func (a *arranger) rows() {
	if len(a.Nodes) == 0 {
		return
	}
	next, lanes, last := 0, 0, -1
	for i, e := range a.out[0] {
		to := a.Edges[e].To
		if a.done[to] || len(a.in[to]) > 1 {
			continue
		}
		if section := a.section(to); i > 0 && section != last && last >= 0 && a.Nodes[to].Kind != More {
			next++ // air between the lanes and the rest
		}
		if a.Nodes[to].Kind != More {
			last = a.section(to)
		}
		next = a.own(to, next)
		if a.inLane(to) {
			lanes = next
		}
	}
	if lanes == 0 {
		lanes = next
	}
	a.At[0].Row = max((lanes-1)/2, 0)
	a.taken[a.At[0]], a.done[0] = true, true
	order := make([]int, 0, len(a.Nodes))
	for n := range a.Nodes {
		if !a.done[n] {
			order = append(order, n)
		}
	}
	slices.SortStableFunc(order, func(x, y int) int { return a.At[x].Column - a.At[y].Column })
	for _, n := range order {
		a.place(n)
	}
	for _, s := range a.At {
		a.Rows = max(a.Rows, s.Row+1)
	}
}

// section is the part of the drawing that a node at the root belongs to.
func (a *arranger) section(n int) int {
	switch {
	case a.inLane(n):
		return 0
	case a.Nodes[n].Kind == Internet, a.Nodes[n].Kind == EgressOnly, a.Nodes[n].Kind == InternetGateway:
		return 1
	case a.Nodes[n].Kind == Endpoint, a.Nodes[n].Kind == GatewayEndpoint, a.Nodes[n].Kind == Service:
		return 2
	case a.Nodes[n].Kind == Store, a.Nodes[n].Kind == LoadBalancer, a.Nodes[n].Kind == Resolver:
		return 4
	}
	return 3
}

// own places a node and what follows it alone, from a row on; it returns the next row that is free.
func (a *arranger) own(n, row int) int {
	a.At[n].Row, a.done[n] = row, true
	a.take(n)
	next := row
	for _, e := range a.out[n] {
		if to := a.Edges[e].To; !a.done[to] && len(a.in[to]) == 1 {
			next = a.own(to, next)
		}
	}
	return max(next, row+1)
}

// take marks what a node and the lines to it cover.
func (a *arranger) take(n int) {
	at := a.At[n]
	for _, e := range a.in[n] {
		for c := a.At[a.Edges[e].From].Column + 1; c < at.Column; c++ {
			a.taken[Spot{c, at.Row}] = true
		}
	}
	a.taken[at] = true
}

// place puts a node as near as it can be to the middle of what leads to it.
func (a *arranger) place(n int) {
	sum := 0
	for _, e := range a.in[n] {
		sum += a.At[a.Edges[e].From].Row
	}
	want := 0
	if len(a.in[n]) > 0 {
		want = sum / len(a.in[n])
	}
	for away := 0; ; away++ {
		for _, row := range []int{want + away, want - away} {
			if row >= 0 && a.free(n, row) {
				a.At[n].Row, a.done[n] = row, true
				a.take(n)
				return
			}
		}
	}
}

// free reports whether nothing stands in a row where a node and the lines to it would.
func (a *arranger) free(n, row int) bool {
	from := a.At[n].Column
	for _, e := range a.in[n] {
		from = min(from, a.At[a.Edges[e].From].Column+1)
	}
	for c := from; c <= a.At[n].Column; c++ {
		if a.taken[Spot{c, row}] {
			return false
		}
	}
	return true
}

// net is what shares a vertical line: edges that leave one node, or that lead to one.
type net struct {
	node     int
	in       bool
	edges    []int
	from, to int // rows
}

// tracks gives the edges beside each column vertical lines that do not cover each other.
func (a *arranger) tracks() {
	a.Tracks, a.Shared = make([]int, len(a.Edges)), make([]bool, len(a.Edges))
	a.Gap = make([]int, a.Columns)
	for c := range a.Columns {
		nets := a.netsOf(c)
		a.nets = append(a.nets, nets)
		var ends []int // of each track, the last row that it covers
		for _, n := range nets {
			if n.from == n.to {
				continue
			}
			track := slices.IndexFunc(ends, func(end int) bool { return end < n.from })
			if track < 0 {
				track = len(ends)
				ends = append(ends, 0)
			}
			ends[track] = n.to
			for _, e := range n.edges {
				a.Tracks[e] = track
			}
		}
		a.Gap[c] = len(ends)
	}
}

// netsOf are those beside a column, from the top.
func (a *arranger) netsOf(column int) []net {
	var out []net
	for i, e := range a.Edges {
		if a.At[e.From].Column != column {
			continue
		}
		a.Tracks[i] = -1
		in := len(a.in[e.To]) > 1
		a.Shared[i] = in
		node := e.From
		if in {
			node = e.To
		}
		at := slices.IndexFunc(out, func(n net) bool { return n.node == node && n.in == in })
		if at < 0 {
			at = len(out)
			out = append(out, net{node: node, in: in, from: a.At[node].Row, to: a.At[node].Row})
		}
		n := &out[at]
		n.edges = append(n.edges, i)
		for _, row := range []int{a.At[e.From].Row, a.At[e.To].Row} {
			n.from, n.to = min(n.from, row), max(n.to, row)
		}
	}
	slices.SortStableFunc(out, func(x, y net) int { return x.from - y.from })
	return out
}

// clear finds the nodes that nothing is drawn right of: their names and what is told of them may be as long as they
// are.
func (a *arranger) clear() {
	a.Clear = make([]bool, len(a.Nodes))
	for i, at := range a.At {
		clear := len(a.out[i]) == 0
		for c := at.Column; c < a.Columns && clear; c++ {
			clear = (c == at.Column || !a.taken[Spot{c, at.Row}]) && !slices.ContainsFunc(a.nets[c], func(n net) bool {
				return n.from <= at.Row && at.Row <= n.to
			})
		}
		a.Clear[i] = clear
	}
}

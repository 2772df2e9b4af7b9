// Package picture is a network as nodes and edges: how a function, or a whole VPC, is connected, what is shared, and
// where a way is cut. Its verdicts are those of [reach]: nothing is decided here a second time. What the picture looks
// like in a terminal, as SVG or in Mermaid is the business of those who draw it; where things stand is
// [Picture.Arrange]'s.
package picture

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/reach"
)

// Picture is a network as it is drawn. The first node is what it is about; edges lead away from it, and never in
// circles.
type Picture struct {
	Region string
	Nodes  []Node
	Edges  []Edge
	Lanes  []Lane // the AZs, in their order
}

// Lane is an AZ: the nodes in it stand together.
type Lane struct {
	Zone string // its letter, "a"
	Name string // "us-east-1a"
}

// Kind is what a node is.
type Kind string

// The kinds of nodes.
const (
	Function        Kind = "function"
	Functions       Kind = "functions" // several that fare alike
	Subnet          Kind = "subnet"
	RouteTable      Kind = "route-table"
	NATGateway      Kind = "nat-gateway"
	InternetGateway Kind = "internet-gateway"
	EgressOnly      Kind = "egress-only-internet-gateway"
	Endpoint        Kind = "vpc-endpoint" // with interfaces in subnets
	GatewayEndpoint Kind = "gateway-endpoint"
	Peering         Kind = "peering"
	TransitGateway  Kind = "transit-gateway"
	Attachment      Kind = "transit-gateway-attachment"
	VPC             Kind = "vpc"
	Network         Kind = "network" // a range of addresses
	Store           Kind = "store"
	LoadBalancer    Kind = "load-balancer"
	Target          Kind = "target" // of a load balancer
	Service         Kind = "service"
	Internet        Kind = "internet"
	Resolver        Kind = "resolver"
	Lambda          Kind = "lambda" // Lambda's own network
	Other           Kind = "other"  // anything else that a route leads to
	More            Kind = "more"   // stands for several that are not drawn
)

// Node is a part of the network.
type Node struct {
	Kind    Kind
	ID      string // of the resource, "" for what is none
	Account string // and Region: of the resource, where they are not the picture's
	Region  string
	Name    string   // what people call it
	Facts   []string // what else is told of it: its range, the type of an endpoint
	Lane    int      // the number of its AZ, from 0; -1 for what is in none, or in several
	Count   int      // of functions, or of what is not drawn
	Members []string // the names of the functions

	// To is what a trace is asked that leads here, "" where none leads to it.
	To string
	// Verdict is how the function fares on the way here; it means nothing where Judged is not set.
	Verdict reach.Verdict
	Judged  bool
	Quiet   bool // nothing leads here by design: no more than a fact
	Muted   bool // only the function's own security groups keep it from coming here: a choice, as far as anybody knows
	Pending bool // the facts are still being read
	Why     []Reason
	Error   string // why nobody could be asked
}

// Edge leads from one node to the next.
type Edge struct {
	From, To int
	Verdict  reach.Verdict
	Judged   bool // the verdict is known to mean something
	Cut      bool // traffic that comes this far ends here
	Beyond   bool // nothing comes so far
	Muted    bool // see [Node]
	Why      []Reason
}

// Reason is why a way is cut or not certain, as a value.
type Reason struct {
	Hop   reach.Hop
	Zones []string // the AZs that it is about, none for all
}

// builder makes a picture.
type builder struct {
	*Picture
	index map[key]int // nodes that stand for one thing, by what that is
}

// key is what a node stands for.
type key struct {
	kind Kind
	id   string
}

func newBuilder(region string) *builder {
	return &builder{Picture: &Picture{Region: region}, index: make(map[key]int)}
}

// node is the node of a thing, which is there once.
func (b *builder) node(n Node) (at int, made bool) {
	k := key{n.Kind, n.ID}
	if n.ID == "" {
		k.id = n.Name
	}
	if at, ok := b.index[k]; ok {
		return at, false
	}
	b.Nodes = append(b.Nodes, n)
	b.index[k] = len(b.Nodes) - 1
	return len(b.Nodes) - 1, true
}

// has is the node of a thing that is there already.
func (b *builder) has(n *Node) (at int, ok bool) {
	id := n.ID
	if id == "" {
		id = n.Name
	}
	at, ok = b.index[key{n.Kind, id}]
	return at, ok
}

// edge adds an edge, or joins it with the one that is there: what lets one flow through is not cut.
func (b *builder) edge(e Edge) {
	for i := range b.Edges {
		have := &b.Edges[i]
		if have.From != e.From || have.To != e.To {
			continue
		}
		better := have.Beyond && !e.Beyond || have.Beyond == e.Beyond && e.Verdict > have.Verdict
		if e.Judged && (!have.Judged || better) {
			*have = e
		} else if e.Judged && e.Verdict == have.Verdict && e.Beyond == have.Beyond {
			have.Why = join(append(have.Why, e.Why...), len(b.Lanes))
		}
		return
	}
	b.Edges = append(b.Edges, e)
}

// leads reports whether a way along the edges leads from one node to another.
func (p *Picture) leads(from, to int) bool {
	if from == to {
		return true
	}
	for i := range p.Edges {
		if p.Edges[i].From == from && p.leads(p.Edges[i].To, to) {
			return true
		}
	}
	return false
}

// Into are the numbers of the edges that lead to a node.
func (p *Picture) Into(node int) []int {
	var out []int
	for i := range p.Edges {
		if p.Edges[i].To == node {
			out = append(out, i)
		}
	}
	return out
}

// Out are the numbers of the edges that leave a node.
func (p *Picture) Out(node int) []int {
	var out []int
	for i := range p.Edges {
		if p.Edges[i].From == node {
			out = append(out, i)
		}
	}
	return out
}

// lane is the number of an AZ.
func (b *builder) lane(name string) int {
	return slices.IndexFunc(b.Lanes, func(l Lane) bool { return l.Name == name })
}

// join puts reasons that are the same together, with the AZs that each is about; of all AZs none is named.
func join(reasons []Reason, zones int) []Reason {
	var out []Reason
	for _, r := range reasons {
		i := slices.IndexFunc(out, func(o Reason) bool { return alike(&o.Hop, &r.Hop) })
		if i < 0 {
			out = append(out, Reason{Hop: r.Hop, Zones: slices.Clone(r.Zones)})
			continue
		}
		for _, z := range r.Zones {
			if !slices.Contains(out[i].Zones, z) && z != "" {
				out[i].Zones = append(out[i].Zones, z)
			}
		}
	}
	for i := range out {
		if zones > 1 && len(out[i].Zones) >= zones {
			out[i].Zones = nil
		}
	}
	return out
}

// alike reports whether two hops say the same but for the address that they were asked from.
func alike(a, b *reach.Hop) bool {
	return a.Same(b) && a.Verdict == b.Verdict && a.Reason == b.Reason && slices.Equal(a.Names, b.Names)
}

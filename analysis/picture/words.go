package picture

import (
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Label is what a node is called in the drawing.
func (n *Node) Label() string {
	if n.Kind == More {
		return strconv.Itoa(n.Count) + " " + n.Name
	}
	if n.Kind == Functions && n.Count > 1 {
		return english.Count(n.Count, "function")
	}
	return n.Name
}

// What says what a node is, in AWS's words.
func (n *Node) What() string {
	switch n.Kind {
	case Functions:
		return "functions"
	case RouteTable:
		return "route table"
	case NATGateway:
		return "NAT gateway"
	case InternetGateway:
		return "internet gateway"
	case EgressOnly:
		return "egress-only internet gateway"
	case Endpoint:
		return "endpoint"
	case GatewayEndpoint:
		return "gateway endpoint"
	case Peering:
		return "VPC peering"
	case TransitGateway:
		return "transit gateway"
	case Attachment:
		return "transit gateway attachment"
	case VPC:
		return "VPC"
	case Network:
		return "network"
	case Store:
		return "data store"
	case LoadBalancer:
		return "load balancer"
	case Service:
		return "AWS service"
	case Resolver:
		return "resolver"
	case Lambda, Internet, More, Other:
		return ""
	}
	return string(n.Kind)
}

// Detail is what else is told of a node, in one short line.
func (n *Node) Detail() string {
	facts := n.Facts
	what := n.What()
	switch n.Kind {
	case Function, Subnet, Functions:
		what = ""
	case Store:
		if len(facts) > 0 {
			what = ""
		}
	case Endpoint:
		if len(facts) > 0 {
			facts, what = facts[1:], facts[0]+" endpoint"
		}
	}
	parts := make([]string, 0, len(facts)+1)
	if what != "" {
		parts = append(parts, what)
	}
	return strings.Join(append(parts, facts...), ", ")
}

// Verdict is what is drawn of a way that ends at a node: of what is marked, the worst that its edges say. ok is false
// where nothing is to be said.
func (p *Picture) Verdict(node int) (v reach.Verdict, ok bool) {
	n := &p.Nodes[node]
	if n.Judged {
		return n.Verdict, true
	}
	for _, i := range p.Into(node) {
		if e := &p.Edges[i]; e.Judged && (!ok || e.Verdict > v) {
			v, ok = e.Verdict, true
		}
	}
	return v, ok && !n.Quiet
}

// Sentences say why the way to a node is cut or not certain, or what its end means: the first is the one that matters.
func (p *Picture) Sentences(rx *awsdata.RegionIndex, node int) []string {
	n := &p.Nodes[node]
	var out []string
	add := func(text string) {
		for _, have := range out {
			if have == text {
				return
			}
		}
		if text != "" {
			out = append(out, text)
		}
	}
	if node == 0 {
		return nil
	}
	add(n.Error)
	for _, r := range n.Why {
		add(r.sentence(rx))
	}
	for _, i := range p.Into(node) {
		for _, r := range p.Edges[i].Why {
			add(r.sentence(rx))
		}
	}
	for _, i := range p.Out(node) {
		if e := &p.Edges[i]; e.Cut && !e.Beyond {
			for _, r := range e.Why {
				add("to " + p.Nodes[e.To].Label() + ": " + r.sentence(rx))
			}
		}
	}
	switch {
	case n.Pending && len(out) == 0:
		add("still being read")
	case n.Quiet && n.Kind == GatewayEndpoint:
		add("not used: none of the function's route tables has its route")
	case n.Quiet && n.Kind == Endpoint:
		add("not used: the service's DNS name does not resolve to it")
	}
	return out
}

// sentence is a reason for people, with the AZs that it is about and the calls that would settle it.
func (r *Reason) sentence(rx *awsdata.RegionIndex) string {
	text := r.Hop.Why()
	if rx != nil {
		text = rx.Named(text)
	}
	if len(r.Zones) > 0 {
		text = "AZ " + strings.Join(r.Zones, ", ") + ": " + text
	}
	switch {
	case len(r.Hop.Missing) > 0 && r.Hop.Reason == "":
		text = "not read (needs " + strings.Join(r.Hop.Missing, ", ") + ")"
	case len(r.Hop.Missing) > 0:
		text += " (needs " + strings.Join(r.Hop.Missing, ", ") + ")"
	}
	return text
}

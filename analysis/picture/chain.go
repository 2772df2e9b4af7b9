package picture

import (
	"strings"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// link is a station of a way, with what guards the entrance to it.
type link struct {
	node Node
	hops []reach.Hop
}

// verdict is the worst that a hop says.
func (l *link) verdict() reach.Verdict {
	v := reach.Reachable
	for i := range l.hops {
		v = min(v, l.hops[i].Verdict)
	}
	return v
}

// chain makes the stations of a way out of the hops of a trace from one subnet. Its first link is the subnet, where
// there is one, and its last the destination.
type chain struct {
	network *network
	vpc     string // where the packet is
	links   []link
	waiting []reach.Hop // guard the next station
}

// network finds resources wherever they are in the snapshot.
type network struct {
	x    *awsdata.Index
	home *awsdata.RegionIndex
}

// find is a resource and the region that holds it, the home region first.
func (n *network) find(id string) (awsdata.Resource, *awsdata.RegionIndex) {
	if id == "" {
		return nil, nil
	}
	if r, ok := n.home.Lookup(id); ok {
		return r, n.home
	}
	for _, rx := range n.x.AllRegions() {
		if r, ok := rx.Lookup(id); ok {
			return r, rx
		}
	}
	return nil, nil
}

// vpcOf is the VPC that holds a resource, "" where that is not known.
func (n *network) vpcOf(id string) string {
	id, _, _ = strings.Cut(id, ",")
	r, _ := n.find(id)
	if placed, ok := r.(awsdata.Placed); ok {
		for _, parent := range placed.Parents() {
			if strings.HasPrefix(parent, "vpc-") {
				return parent
			}
		}
	}
	return ""
}

// node is a resource as a node.
func (n *network) resource(kind Kind, id string) Node {
	out := Node{Kind: kind, ID: id, Name: id, Lane: -1}
	r, rx := n.find(id)
	if r == nil {
		if _, name, ok := strings.Cut(id, ":function:"); ok {
			out.Kind = Function
			out.Name, _, _ = strings.Cut(name, ":")
		} else if strings.HasPrefix(id, "arn:") {
			out.Name = id[strings.LastIndexAny(id, ":/")+1:]
		}
		if id == "" {
			out.Name = "unknown " + out.What()
		}
		return out
	}
	if r.Name() != "" {
		out.Name = r.Name()
	}
	if rx != n.home {
		out.Account, out.Region = rx.Region.AccountID, rx.Region.RegionName
	}
	switch r := r.(type) {
	case *awsdata.Subnet:
		out.Facts = append(out.Facts, r.CidrBlock)
	case *awsdata.VPC:
		out.Facts = append(out.Facts, r.CIDRs()...)
	case *awsdata.NatGateway:
		if home, _ := n.find(r.SubnetId); home != nil {
			out.Facts = append(out.Facts, awsdata.NameOrID(home))
		}
	case *awsdata.VPCEndpoint:
		if r.Gateway() {
			out.Kind = GatewayEndpoint
		} else {
			out.Facts = append(out.Facts, strings.ToLower(r.Type()))
		}
	}
	return out
}

// kindOf is what a route's target is, by its id.
func kindOf(id string) Kind {
	prefix, _, _ := strings.Cut(id, "-")
	switch prefix {
	case "nat":
		return NATGateway
	case "igw":
		return InternetGateway
	case "eigw":
		return EgressOnly
	case "vpce":
		return Endpoint
	case "pcx":
		return Peering
	case "tgw":
		return TransitGateway
	}
	return Other
}

// chainOf follows a trace from one subnet.
func (n *network) chainOf(vpc string, t *reach.SubnetTrace, to Node) []link {
	c := &chain{network: n, vpc: vpc}
	part := deciding(t)
	for i := range t.Hops {
		if h := &t.Hops[i]; h.Part == "" || h.Part == part {
			c.hop(h)
		}
	}
	c.push(to)
	return c.links
}

// deciding is the part of the destinations that fares as all of them are said to, or else the worst, "" where all are
// treated alike. Parts go by routes of their own: what one passes does not lead to what another does, so that only one
// of them can be a chain.
func deciding(t *reach.SubnetTrace) string {
	fares, parts := make(map[string]reach.Verdict), []string(nil)
	for i := range t.Hops {
		h := &t.Hops[i]
		v, known := fares[h.Part]
		if !known && h.Part != "" {
			parts = append(parts, h.Part)
		}
		if !known || h.Verdict < v {
			fares[h.Part] = h.Verdict
		}
	}
	best := ""
	for _, part := range parts {
		switch {
		case fares[part] == t.Verdict:
			return part
		case best == "" || fares[part] < fares[best]:
			best = part
		}
	}
	return best
}

// push goes on to a station, guarded by what was said since the last one.
func (c *chain) push(n Node) {
	for i := range c.links {
		if have := &c.links[i].node; have.Kind == n.Kind && have.ID == n.ID && have.Name == n.Name {
			return // a way that comes back is not drawn twice; what guards it stays with what follows
		}
	}
	c.links = append(c.links, link{n, c.waiting})
	c.waiting = nil
}

// target goes on to what a route leads to.
func (c *chain) target(id string) {
	if id == "" || id == "local" {
		return
	}
	c.push(c.network.resource(kindOf(id), id))
	if p, ok := c.last(Peering); ok && p == id {
		if r, _ := c.network.find(id); r != nil {
			if pcx, ok := r.(*awsdata.VPCPeeringConnection); ok {
				if far := pcx.Other(c.vpc); far != nil {
					c.pushVPC(far)
				}
			}
		}
	}
}

func (c *chain) last(kind Kind) (id string, ok bool) {
	if len(c.links) == 0 || c.links[len(c.links)-1].node.Kind != kind {
		return "", false
	}
	return c.links[len(c.links)-1].node.ID, true
}

// pushVPC goes on to the far side of a peering, which may be in nobody's snapshot.
func (c *chain) pushVPC(far *awsdata.PeeringVPC) {
	n := c.network.resource(VPC, far.VpcId)
	if len(n.Facts) == 0 {
		n.Facts = far.CIDRs()
	}
	c.push(n)
	c.vpc = far.VpcId
}

// enter goes on to the VPC of a resource, where the way has left the one before.
func (c *chain) enter(id string) {
	if vpc := c.network.vpcOf(id); vpc != "" && vpc != c.vpc {
		c.push(c.network.resource(VPC, vpc))
		c.vpc = vpc
	}
}

// guardLast adds a hop to what guards the last station.
func (c *chain) guardLast(h *reach.Hop) {
	if len(c.links) == 0 {
		c.waiting = append(c.waiting, *h)
		return
	}
	last := &c.links[len(c.links)-1]
	last.hops = append(last.hops, *h)
}

// hop goes on by what one component says.
func (c *chain) hop(h *reach.Hop) {
	switch h.Component {
	case reach.ComponentRoute:
		c.push(c.network.resource(RouteTable, h.Resource))
		c.waiting = append(c.waiting, *h)
		c.target(h.Rule.Target)
	case reach.ComponentNATRoute, reach.ComponentApplianceRoute:
		c.waiting = append(c.waiting, *h)
		c.target(h.Rule.Target)
	case reach.ComponentTransitGatewayRoute:
		c.enter(h.Resource)
		c.waiting = append(c.waiting, *h)
		c.target(h.Rule.Target)
	case reach.ComponentNAT, reach.ComponentNATACLIn, reach.ComponentTransitGatewayACL, reach.ComponentAppliance,
		reach.ComponentApplianceACL, reach.ComponentApplianceGroup, reach.ComponentHandedOver:
		c.guardLast(h)
	case reach.ComponentTransitGateway:
		// What keeps the gateway from being entered guards it; its routes guard what comes after.
		if id, ok := c.last(TransitGateway); ok && id == h.Resource && h.Verdict == reach.Blocked {
			c.guardLast(h)
			return
		}
		c.waiting = append(c.waiting, *h)
	case reach.ComponentTransitGatewayBack, reach.ComponentPeeringBack, reach.ComponentLocal,
		reach.ComponentTargetACLIn, reach.ComponentTargetACLBack:
		c.enter(h.Resource)
		c.waiting = append(c.waiting, *h)
	default:
		c.waiting = append(c.waiting, *h)
	}
}

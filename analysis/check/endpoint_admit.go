package check

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// newName is a name that a fix makes lead everybody in a VPC to an interface endpoint, by its private DNS: those who
// reached the service in another way before, too.
// [https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html]
type newName struct {
	vpc     string
	service string
	groups  []string            // of the endpoint; the first gets the rules that are missing
	at      []names.Destination // where the endpoint is: itself, or addresses of the subnets of a new one
}

// admit is what has to be done before the name leads there, so that nobody loses the service: the endpoint's groups let
// in the ranges of the VPC, and functions that need the service or reach it today are let out to the endpoint.
func (p *Pass) admit(entries aclEntries, n newName, needing []*placement) Fix {
	fix := p.letVPCIn(n)
	for _, place := range p.placements() {
		if place.VPCID != n.vpc || !slices.Contains(needing, place) && !p.reaches(place, n.service) {
			continue
		}
		for _, to := range n.at {
			p.openHops(&fix, entries, place, p.blockersBeforeGroups(place, to), n.groups[0])
		}
	}
	return fix
}

// admitAt is admit for an endpoint that is there, if it is one for a service of the Region.
func (p *Pass) admitAt(entries aclEntries, e *awsdata.VPCEndpoint, needing []*placement) Fix {
	n := newName{vpc: e.VpcId, service: p.serviceOf(e), groups: groupIDs(e)}
	to, err := names.Parse(p.Region, e.VpcEndpointId)
	if err != nil || n.service == "" || len(n.groups) == 0 {
		return Fix{CLI: paste.Script{paste.Comment("see first that the security groups of %s let in everybody in %s "+
			"who calls "+
			"the service", p.label(e.VpcEndpointId), p.name(e.VpcId))}}
	}
	n.at = []names.Destination{to}
	return p.admit(entries, n, needing)
}

// letVPCIn lets the ranges of a VPC in at an endpoint's groups, where they do not do so yet. Where the ranges are not
// known it lets in the groups of all functions there.
func (p *Pass) letVPCIn(n newName) Fix {
	var peers []string
	if vpc := p.Region.VPC(n.vpc); vpc != nil {
		peers = slices.DeleteFunc(vpc.CIDRs(), func(cidr string) bool { return strings.Contains(cidr, ":") })
	}
	if len(peers) == 0 {
		for _, place := range p.placements() {
			if place.VPCID == n.vpc {
				peers = append(peers, place.Groups...)
			}
		}
	}
	var fix Fix
	for _, peer := range sortedTexts(peers) {
		if slices.ContainsFunc(n.groups, func(id string) bool { return p.letsIn(id, peer) }) {
			continue
		}
		rule := tcp443(peer)
		add := Fix{CLI: paste.Script{rule.authorize(p, "ingress", n.groups[0])}}
		add.declare(rule.declare(n.groups[0]+" from "+peer, "ingress", n.groups[0], newEndpoints()))
		fix.add(add)
	}
	return fix
}

// letsIn reports whether a group lets HTTPS in from a peer: a group, or all of a range.
func (p *Pass) letsIn(id, peer string) bool {
	group := p.Region.SecurityGroup(id)
	return group != nil && slices.ContainsFunc(group.IpPermissions, func(rule awsdata.IpPermission) bool {
		all := rule.IpProtocol == "-1"
		if !all && (rule.IpProtocol != "tcp" && rule.IpProtocol != "6" || rule.FromPort == nil ||
			*rule.FromPort > https || rule.ToPort == nil || *rule.ToPort < https) {
			return false
		}
		return slices.ContainsFunc(rule.Peers(), func(x awsdata.Peer) bool {
			return x.Value == peer || x.Ref == "" && within(peer, x.Value)
		})
	})
}

// within reports whether a range lies in another.
func within(cidr, in string) bool {
	a, errA := netip.ParsePrefix(cidr)
	b, errB := netip.ParsePrefix(in)
	return errA == nil && errB == nil && b.Bits() <= a.Bits() && b.Contains(a.Addr())
}

// blockersBeforeGroups are what blocks a placement on its way to an endpoint but for the endpoint's groups.
func (p *Pass) blockersBeforeGroups(at *placement, to names.Destination) []reach.Hop {
	key := serviceKey{at, to.Text}
	if had, ok := p.shared.endpointWays[key]; ok {
		return had
	}
	var blockers []reach.Hop
	t, err := p.Engine.Trace(at.Region, at.Function, reach.Query{To: to, Protocol: netset.TCP, Port: https})
	if err == nil {
		blockers = slices.DeleteFunc(blockersOf(t),
			func(h reach.Hop) bool { return h.Component == reach.ComponentTargetGroup })
	}
	if p.shared.endpointWays == nil {
		p.shared.endpointWays = make(map[serviceKey][]reach.Hop)
	}
	p.shared.endpointWays[key] = blockers
	return blockers
}

// reaches reports whether a placement reaches a service from some subnet, or may do so.
func (p *Pass) reaches(at *placement, service string) bool {
	if !p.ownWay(at.VPCID, service) && portOf(service) == https {
		web := p.serviceAddresses()
		return slices.ContainsFunc(at.Internet.Subnets,
			func(s reach.SubnetInternet) bool { return s.Sets.Can().Union(s.Sets.Unknown).Overlaps(web) })
	}
	to, err := p.destination(service)
	if err != nil {
		return false
	}
	v, err := p.Engine.Verdict(at.Region, at.Function, reach.Query{To: to, Protocol: netset.TCP, Port: portOf(service)})
	return err == nil && v != reach.Blocked
}

// vacancies are destinations in subnets at which nothing is: they are reached like a new interface there, but for its
// groups.
func (p *Pass) vacancies(subnets []string) []names.Destination {
	var out []names.Destination
	for _, id := range subnets {
		subnet := p.Region.Subnet(id)
		if subnet == nil {
			continue
		}
		prefix, err := netip.ParsePrefix(subnet.CidrBlock)
		if err != nil {
			continue
		}
		// AWS keeps the first four addresses of a subnet and the last one.
		// [https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html]
		a := prefix.Masked().Addr().Next().Next().Next().Next()
		for prefix.Contains(a) && p.Region.InterfaceAt(subnet.VpcId, a) != nil {
			a = a.Next()
		}
		if to, err := names.Parse(p.Region, a.String()); err == nil && prefix.Contains(a) {
			out = append(out, to)
		}
	}
	return out
}

// takesName says what it does to others that a name leads to an endpoint from now on. Its policy is the one that AWS
// gives to an endpoint when nobody writes one, which lets everything through, or holds for everybody.
func (p *Pass) takesName(c paste.Command, vpc, service, policy string) paste.Command {
	return c.Saying("from then on %s routes to it from everywhere in %s%s", service, p.name(vpc), policy)
}

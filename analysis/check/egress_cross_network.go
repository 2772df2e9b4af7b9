package check

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var egressCrossNetwork = &Check{
	ID:       "egress-cross-network",
	Title:    "functions reach all of another network on all ports",
	Severity: Medium,
	Impact:   Exposed,
	Family:   Egress,
	Why: "A function that may reach every host of a peered, corporate or partner network on every port is a bridge into " +
		"it for whoever gets hold of the function.",
	When: "A route of a peering connection, transit gateway, virtual private gateway or core network is in force, and " +
		"nearly all private addresses behind it can be reached on nearly all TCP ports; of a peer VPC that was read, " +
		"those that an interface holds. What lies behind the others is mostly not in the snapshot: then it is unknown.",
	Fix: "Let the security group out to the hosts and ports in the other network that the function uses, and give the route the " +
		"smallest range that holds them.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/peering/what-is-vpc-peering.html",
		"https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		byTarget := make(map[string]*Finding)
		var order []*Finding
		var open unknowns
		for _, at := range p.placements() {
			networks := p.farNetworks(at)
			if len(networks) == 0 {
				continue
			}
			allowed, _ := p.egress(at)
			for _, network := range networks {
				if !reach.Covers(allowed.Reachable.Union(allowed.Unknown), network.addresses) {
					continue // the groups alone keep it in, which is quicker to see than what all hops do
				}
				part := p.partsBy(at, network)
				if !reach.Covers(part.Can(), network.addresses) {
					if reach.Covers(part.Can().Union(part.Unknown), network.addresses) {
						open.add(network.target, at.Functions, p.missingFor(at, part.Unknown))
					}
					continue
				}
				f := byTarget[network.target]
				if f == nil {
					set := part.Can()
					group := p.culprit(at, set)
					f = &Finding{Resource: network.target, Cause: group, Fix: p.narrow(group, set),
						Title: fmt.Sprintf("all of %s is open on all ports, over %s", network.text,
							p.name(network.target)), Evidence: append(p.ruleEvidence(group, set), p.proof(at, set)...)}
					byTarget[network.target] = f
					order = append(order, f)
				}
				f.Functions = append(f.Functions, at.Functions...)
			}
		}
		open.report(p, func(target string) string {
			return "The security groups let these functions send everything to " + p.name(target) +
				"; what gets there is unknown."
		})
		for _, f := range order {
			p.Report(*f)
		}
	},
}

// farNetwork is what lies behind a target of routes: its private addresses, and of a VPC that was read those that
// somebody answers at.
type farNetwork struct {
	target    string
	text      string
	addresses netset.Set
}

// private are the address blocks that other networks have. What a route to such a target holds of the internet is
// egress-internet's matter.
func private() netset.Set {
	return netset.Everything().RestrictPrefixes(
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"),
		netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("100.64.0.0/10"),
		netip.MustParsePrefix("fc00::/7"))
}

// farNetworks are the networks to which the routes of a placement's subnets lead.
func (p *Pass) farNetworks(at *placement) []farNetwork {
	byTarget := make(map[string]int)
	var out []farNetwork
	for i := range at.Subnets {
		t := at.Subnets[i].RouteTable
		if at.Subnets[i].Subnet == nil || t == nil || !slices.ContainsFunc(t.Routes, crossesBy) {
			continue
		}
		routes, _ := p.routes(at, at.Subnets[i].ID)
		for _, route := range routes {
			if !crosses(route.Way) {
				continue
			}
			addresses := route.Destinations.Intersect(private())
			if peering := p.Region.Peering(route.Way.Resource); peering != nil {
				if other := peering.Other(at.VPCID); other != nil {
					addresses = route.Destinations.Intersect(p.cidrSet(other.CIDRs()))
					if held, known := p.heldIn(other.VpcId); known {
						addresses = addresses.Intersect(held)
					}
				}
			}
			if addresses.IsEmpty() {
				continue
			}
			n, seen := byTarget[route.Way.Resource]
			if !seen {
				n = len(out)
				byTarget[route.Way.Resource] = n
				out = append(out, farNetwork{target: route.Way.Resource, text: route.Route.Destination()})
			}
			out[n].addresses = out[n].addresses.Union(addresses)
		}
	}
	return out
}

// crosses reports whether a way leads into another network.
func crosses(way reach.Way) bool {
	return way.Kind == reach.WayPeering || way.Kind == reach.WayTransitGateway ||
		way.Kind == reach.WayHandedOver && isFarTarget(way.Resource)
}

// crossesBy reports whether a route names a target in another network.
func crossesBy(r awsdata.Route) bool { return isFarTarget(r.Target()) }

func isFarTarget(id string) bool {
	for _, prefix := range []string{"pcx-", "tgw-", "vgw-", "lgw-", "arn:"} { // arn: is a core network
		if strings.HasPrefix(id, prefix) {
			return true
		}
	}
	return false
}

// heldIn are the addresses of a VPC of any account or Region of the snapshot that somebody answers at; known is false
// where its interfaces are not all in the snapshot.
func (p *Pass) heldIn(vpcID string) (held netset.Set, known bool) {
	home := p.Index.VPCHome(vpcID)
	if home == nil || !home.Region.Has("describe-network-interfaces") || !home.Region.Has("describe-subnets") {
		return held, false
	}
	var addresses []string
	for _, subnet := range home.VPCSubnets(vpcID) {
		for _, n := range home.InterfacesInSubnet(subnet.SubnetId) {
			if n.InterfaceType != "lambda" { // nothing opens a connection to a function
				addresses = append(addresses, n.Addresses()...)
			}
		}
	}
	return addressSet(addresses), true
}

func (p *Pass) cidrSet(cidrs []string) netset.Set {
	var b netset.Builder
	b.AddCIDRs(cidrs, netset.AllProtocols())
	return b.Set()
}

// partsBy is what a placement reaches of a network by its target.
func (p *Pass) partsBy(at *placement, network farNetwork) reach.Sets {
	var out reach.Sets
	for _, part := range p.reachWithin(at, network.addresses).Parts {
		if part.Way.Resource != network.target {
			continue
		}
		switch part.Verdict {
		case reach.Reachable:
			out.Reachable = out.Reachable.Union(part.Set)
		case reach.Partial:
			out.Partial = out.Partial.Union(part.Set)
		default:
			out.Unknown = out.Unknown.Union(part.Set)
		}
	}
	return out
}

// callsIn keeps the calls of a list of missing facts, and the words that AWS has added: who lacks one lacks an answer.
func callsIn(missing []string) []string {
	var out []string
	for _, m := range missing {
		if _, ok := awsdata.ParseMissing(m); ok || awsdata.IsNewWord(m) {
			out = append(out, m)
		}
	}
	return out
}

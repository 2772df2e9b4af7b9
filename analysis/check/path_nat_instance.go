package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
)

var pathNATInstance = &Check{
	ID:       "path-nat-instance",
	Title:    "a NAT instance drops the functions' traffic",
	Severity: High,
	Impact:   Broken,
	Family:   Placement,
	Why: "A NAT instance or firewall forwards nothing that never gets to it or that it cannot send on. Its security group, its " +
		"source/destination check, its subnet's network ACL and table and its public address are judged by EC2, before and behind " +
		"the instance's own rules.",
	When: "Nearly all of the internet is routed to an instance or its interface, and HTTPS (or, where the security groups let " +
		"none out, everything) certainly does not get through: the instance is stopped, checks source and destination, its " +
		"security group or its subnet's network ACL does not let it in or out, or its own subnet has no internet egress. What the instance itself " +
		"forwards is not judged.",
	Fix: "Let the functions' subnets in at the instance's security group, turn its source/destination check off, give it a public " +
		"address and a route to the internet gateway; or use a NAT gateway.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/VPC_NAT_Instance.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		byID := make(map[string]*Finding)
		var order []*Finding
		var open unknowns
		for _, at := range p.placements() {
			for i := range at.Subnets {
				s := &at.Subnets[i]
				target := applianceBehind(s)
				if target == "" {
					continue
				}
				trace := p.throughAppliance(at, i)
				if trace == nil {
					continue
				}
				stops := applianceStops(trace)
				if stops == nil {
					if missing := p.applianceUnknowns(trace); len(missing) > 0 && trace.Verdict != reach.Blocked {
						open.add(target, at.Functions, missing)
					}
					continue
				}
				f := byID[target]
				if f == nil {
					f = &Finding{Resource: target, Title: p.name(target) +
						" drops what functions send to the internet: " + p.applianceStopWords(stops[0])}
					byID[target] = f
					order = append(order, f)
				}
				f.Functions = append(f.Functions, at.Functions...)
				for _, hop := range stops {
					proof := Evidence{Resource: hop.Resource, Rule: hop.Rule.Text,
						Says: "from " + p.label(s.ID) + ": " + hop.Says()}
					if len(f.Evidence) < shown && !slices.Contains(f.Evidence, proof) {
						f.Evidence = append(f.Evidence, proof)
					}
					f.Fix.add(p.letThroughAppliance(s, target, hop))
				}
			}
		}
		open.report(p, func(target string) string {
			return "Whether " + p.name(target) + " can forward anything is unknown."
		})
		for _, f := range order {
			f.Impact = p.cutImpact(f.Functions, noInternet)
			p.Report(*f)
		}
	},
}

// applianceBehind is the instance or interface that nearly all of the internet is routed to from a subnet, "" if it is
// routed elsewhere.
func applianceBehind(s *reach.SubnetPlace) string {
	if s.Class != reach.ClassElsewhere || s.RouteTable == nil || len(s.Steps) != 1 {
		return ""
	}
	for i := range s.RouteTable.Routes {
		if r := &s.RouteTable.Routes[i]; r.Target() == s.Steps[0].ID &&
			(r.InstanceId != "" || r.NetworkInterfaceId != "") {
			return r.Target()
		}
	}
	return ""
}

// throughAppliance is the way of an example of what a placement sends to the internet by the appliance behind one of
// its subnets: HTTPS where the groups let it out; nil if they let nothing out there, or if another example does better.
func (p *Pass) throughAppliance(at *placement, i int) *reach.SubnetTrace {
	allowed, _ := p.egress(at)
	routes, _ := p.routes(at, at.Subnets[i].ID)
	for _, route := range routes {
		if route.Ambiguous || route.Route == nil || route.Route.Target() != at.Subnets[i].Steps[0].ID {
			continue
		}
		set := route.Destinations.Intersect(netset.InternetIPv4()).Intersect(allowed.Reachable)
		web := set.RestrictPorts(netset.Ports(netset.TCP, netset.PortRange{From: https, To: https}))
		if !web.IsEmpty() {
			set = web
		}
		sets := p.reachWithin(at, set).Subnets[i].Sets
		if better := sets.Can().Union(sets.Unknown); !better.IsEmpty() {
			set = better
		}
		if trace := p.example(at, set); trace != nil {
			return &trace.Subnets[i]
		}
	}
	return nil
}

// applianceStops are the hops by which an appliance certainly drops what comes its way; nil if something else drops it
// first, or nothing certainly does.
func applianceStops(t *reach.SubnetTrace) []*reach.Hop {
	var out []*reach.Hop
	for i := range t.Hops {
		h := &t.Hops[i]
		if h.Verdict != reach.Blocked {
			continue
		}
		switch h.Component {
		case reach.ComponentAppliance, reach.ComponentApplianceACL, reach.ComponentApplianceGroup,
			reach.ComponentApplianceRoute, reach.ComponentTargetGroup:
			out = append(out, h)
		default:
			return nil
		}
	}
	return out
}

// applianceStopWords says what is wrong with an appliance, for a title.
func (p *Pass) applianceStopWords(h *reach.Hop) string {
	switch h.Component {
	case reach.ComponentTargetGroup:
		return "no inbound rule of its security groups lets the subnets in"
	case reach.ComponentApplianceGroup:
		return "no outbound rule of its security groups lets it out"
	case reach.ComponentApplianceACL:
		return "network ACL " + p.name(h.Resource) + " of its subnet denies it"
	case reach.ComponentApplianceRoute:
		if h.Reason != reach.ApplianceWithoutPublicAddress && h.Reason != reach.ApplianceLoop {
			return "its own subnet has no internet egress"
		}
	}
	return h.Why()
}

// applianceUnknowns are the calls without which it is not known whether an appliance drops what comes its way.
func (p *Pass) applianceUnknowns(t *reach.SubnetTrace) []string {
	missing := callsIn(missingOf(t))
	for _, call := range []string{"describe-network-interfaces", "describe-instances"} {
		if gap := p.Gap(call); gap != "" {
			missing = append(missing, gap)
		}
	}
	return uniqueTexts(missing)
}

// letThroughAppliance is the fix for one hop that drops what functions of a subnet send to an appliance.
func (p *Pass) letThroughAppliance(s *reach.SubnetPlace, target string, hop *reach.Hop) Fix {
	var fix Fix
	iface := p.Region.NetworkInterface(target)
	switch {
	case hop.Reason == reach.ApplianceChecksSource:
		fix.CLI = paste.Script{p.aws("ec2 modify-network-interface-attribute").
			Opt("network-interface-id", hop.Names[0]).Opt("no-source-dest-check")}
	case hop.Reason == reach.ApplianceStopped:
		id := target
		if iface != nil && iface.Attachment != nil {
			id = iface.Attachment.InstanceId
		}
		fix.CLI = paste.Script{p.aws("ec2 start-instances").Opt("instance-ids", id)}
	case hop.Reason == reach.ApplianceWithoutPublicAddress:
		fix.CLI = paste.Script{
			p.aws("ec2 allocate-address").Opt("domain", "vpc"),
			p.aws("ec2 associate-address").Opt("network-interface-id", hop.Names[0]).
				Opt("allocation-id", paste.Placeholder("allocation id")),
		}
	case hop.Component == reach.ComponentTargetGroup && p.Region.SecurityGroup(hop.Resource) != nil:
		rule := tcpRule(int(hop.Port), s.Subnet.CidrBlock)
		fix.CLI = paste.Script{rule.authorize(p, "ingress", hop.Resource)}
		fix.declare(rule.declare(fmt.Sprintf("let in %s", s.ID), "ingress", hop.Resource, nil))
	case hop.Component == reach.ComponentApplianceGroup && p.Region.SecurityGroup(hop.Resource) != nil:
		rule := tcpRule(int(hop.Port), everywhere)
		fix.CLI = paste.Script{rule.authorize(p, "egress", hop.Resource)}
		fix.declare(rule.declare(fmt.Sprintf("let out %s", hop.Resource), "egress", hop.Resource, nil))
	case hop.Component == reach.ComponentApplianceACL:
		return make(aclEntries).allow(p, *hop)
	}
	return fix
}

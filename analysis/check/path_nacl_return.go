package check

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vpclens/vpclens/analysis/reach"
)

var pathNACLReturn = &Check{
	ID:       "path-nacl-return",
	Title:    "a network ACL drops the replies to functions",
	Severity: High,
	Impact:   Partly,
	Family:   Placement,
	Why: "Network ACLs are stateless: the reply needs a rule of its own, and Lambda and NAT gateways use the ports " +
		"1024-65535. Where only a part of them is open, the port that a connection happens to get decides whether it works.",
	When: "Requests that an egress rule of the function's security groups lets out pass, and of all that they reach by one route " +
		"no reply comes back (high), or only to a part of 1024-65535 (medium). The network ACLs of the function's subnet, of the " +
		"NAT gateway's and of the destination's are asked.",
	Fix: "Allow TCP and UDP 1024-65535 in the direction of the replies, from or to the addresses that the functions " +
		"talk to.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups", "describe-network-acls"},
	Run: func(p *Pass) {
		stops := p.aclStops()
		stops.reportOpen(p)
		for _, acl := range slices.Sorted(maps.Keys(stops.byACL)) {
			f, entries := Finding{Resource: acl}, make(aclEntries)
			worst := aclEffect(0)
			var cut []*aclStop
			for _, stop := range stops.byACL[acl] {
				if stop.effect != aclDenies {
					worst = max(worst, stop.effect)
					if stop.effect == aclNoReplies {
						cut = append(cut, stop)
					}
					p.prove(&f, stop)
					for _, hop := range stop.hops {
						f.Fix.add(entries.allow(p, hop))
					}
				}
			}
			switch worst {
			case aclNoReplies:
				f.Impact = p.stopImpact(cut)
				f.Title = fmt.Sprintf("network ACL %s denies return traffic: connections time out", p.name(acl))
			case aclSomeReplies:
				f.Severity = Medium
				f.Title = fmt.Sprintf("network ACL %s denies part of the return traffic: some connections fail",
					p.name(acl))
			default:
				continue
			}
			p.Report(f)
		}
	},
}

// stopImpact is what it means for functions that an ACL stops all of something: nothing of it works where that is so
// from all the subnets of one of them.
func (p *Pass) stopImpact(stops []*aclStop) Impact {
	var functions []string
	for _, stop := range stops {
		functions = append(functions, stop.functions...)
	}
	return p.cutImpact(functions, func(place *reach.Place, s *reach.SubnetPlace) bool {
		return slices.ContainsFunc(stops, func(stop *aclStop) bool {
			return stop.subnet == s.ID && slices.Contains(stop.functions, place.FunctionName)
		})
	})
}

// prove adds to a finding what an ACL stops.
func (p *Pass) prove(f *Finding, stop *aclStop) {
	f.Functions = append(f.Functions, stop.functions...)
	proof := Evidence{Resource: stop.hop.Resource, Rule: stop.hop.Rule.Text,
		Says: fmt.Sprintf("from %s by %s of %s: %s",
			p.name(stop.subnet), p.ruleText(stop.rule), p.name(stop.group), stop.hop.Says())}
	if len(f.Evidence) < shown && !slices.Contains(f.Evidence, proof) {
		f.Evidence = append(f.Evidence, proof)
	}
}

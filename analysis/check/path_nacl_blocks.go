package check

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

var pathNACLBlocks = &Check{
	ID:       "path-nacl-blocks",
	Title:    "a network ACL denies what the functions' security groups allow",
	Severity: Medium,
	Impact:   Broken,
	Family:   Placement,
	Why: "The security groups say that the functions may talk to something, and a network ACL drops all of it. One of the two is wrong: either " +
		"connections time out that should work, or a security group allows more than anybody means.",
	When: "An egress rule of the function's security groups has a route, and of all that the rule lets out on it and that would answer, network ACLs alone drop everything. A network ACL that only narrows a wide rule is not meant, unless an entry of its own denies HTTPS to everywhere.",
	Fix:  "Allow it in the network ACL, with its replies, or take the rule out of the security group.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups", "describe-network-acls"},
	Run: func(p *Pass) {
		stops := p.aclStops()
		stops.reportOpen(p)
		for _, acl := range slices.Sorted(maps.Keys(stops.byACL)) {
			f, entries := Finding{Resource: acl}, make(aclEntries)
			var cut []*aclStop
			for _, stop := range stops.byACL[acl] {
				if stop.effect != aclDenies {
					continue
				}
				cut = append(cut, stop)
				switch {
				case f.Title != "":
				case p.deniesAll(acl):
					f.Title = fmt.Sprintf("network ACL %s lets nothing through, whatever %s allows", p.name(acl),
						p.name(stop.group))
				case !stop.denied.IsEmpty():
					f.Title = fmt.Sprintf("network ACL %s denies %s, which %s allows", p.name(acl),
						stop.denied.Human(netset.MaxRanges(2)), p.name(stop.group))
				default:
					f.Title = fmt.Sprintf("network ACL %s denies %s, which %s allows", p.name(acl),
						p.ruleText(stop.rule), p.name(stop.group))
				}
				p.prove(&f, stop)
				for _, hop := range stop.hops {
					f.Fix.add(entries.allow(p, hop))
				}
			}
			if f.Title == "" {
				continue
			}
			f.Impact = p.stopImpact(cut)
			p.Report(f)
		}
	},
}

// deniesAll reports whether a network ACL has no rule that lets anything out.
func (p *Pass) deniesAll(acl string) bool {
	a := p.Region.NetworkACL(acl)
	return a != nil && !slices.ContainsFunc(a.Entries, func(e awsdata.NetworkACLEntry) bool {
		return e.Egress && e.RuleAction == "allow"
	})
}

package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

var pathInboundRules = &Check{
	ID:       "path-inbound-rules",
	Title:    "inbound rules on a security group that only functions carry",
	Severity: Info,
	Impact:   Tighter,
	Family:   Placement,
	Why: "Nothing opens a connection to a function through its interface: functions are invoked by way of the Lambda service. The rules do " +
		"nothing, and mislead whoever reads them.",
	When: "A security group that is on no interface but Lambda's has inbound rules. The default security group, which has one by itself, is left out.",
	Fix:  "Remove the inbound rules.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
	},
	Needs: []string{"describe-security-groups", "describe-network-interfaces"},
	Run: func(p *Pass) {
		var open unknowns
		for _, use := range p.groupUses() {
			group := p.Region.SecurityGroup(use.ID)
			if group == nil || len(group.IpPermissions) == 0 || group.GroupName == "default" || use.Managed ||
				len(p.otherInterfaces(use.ID)) > 0 {
				continue
			}
			if p.unplaced() != nil { // they may carry it
				open.add(use.ID, use.Functions, []string{"list-capacity-providers"})
				continue
			}
			f := Finding{
				Resource: use.ID, Functions: use.Functions,
				Title: fmt.Sprintf("security group %s has inbound rules, which do nothing for functions",
					p.name(use.ID)),
				Fix: p.revokeInbound(group),
			}
			for i := range group.IpPermissions {
				permission := &group.IpPermissions[i]
				for _, peer := range permission.Peers() {
					f.Evidence = append(f.Evidence, Evidence{Resource: use.ID, Rule: permission.PortText() + " ← " +
						peer.Value, Says: "an inbound rule, and only Lambda's interfaces carry the security group"})
				}
			}
			p.Report(f)
		}
		open.report(p, func(group string) string {
			return "Whether functions on managed instances carry " + p.name(group) + ", too, is unknown."
		})
	},
}

// revokeInbound is the fix that takes all inbound rules from a group.
func (p *Pass) revokeInbound(group *awsdata.SecurityGroup) Fix {
	fix := Fix{CLI: paste.Script{p.aws("ec2 revoke-security-group-ingress").Opt("group-id", group.GroupId).
		JSON("ip-permissions", bare(group.IpPermissions))}}
	fix.remark("remove all inbound rules of %s", p.label(group.GroupId))
	return fix
}

// bare are permissions as they are revoked: descriptions and the state of peerings do not belong to a rule.
func bare(permissions []awsdata.IpPermission) []awsdata.IpPermission {
	out := slices.Clone(permissions)
	for i := range out {
		p := &out[i]
		p.IpRanges, p.Ipv6Ranges, p.PrefixListIds = slices.Clone(p.IpRanges), slices.Clone(p.Ipv6Ranges),
			slices.Clone(p.PrefixListIds)
		p.UserIdGroupPairs = slices.Clone(p.UserIdGroupPairs)
		for j := range p.IpRanges {
			p.IpRanges[j].Description = ""
		}
		for j := range p.Ipv6Ranges {
			p.Ipv6Ranges[j].Description = ""
		}
		for j := range p.PrefixListIds {
			p.PrefixListIds[j].Description = ""
		}
		for j := range p.UserIdGroupPairs {
			pair := &p.UserIdGroupPairs[j]
			*pair = awsdata.UserIdGroupPair{GroupId: pair.GroupId, UserId: pair.UserId,
				VpcPeeringConnectionId: pair.VpcPeeringConnectionId}
		}
		slices.SortFunc(p.IpRanges, func(a, b awsdata.IpRange) int { return strings.Compare(a.CidrIp, b.CidrIp) })
		slices.SortFunc(p.Ipv6Ranges, func(a, b awsdata.Ipv6Range) int {
			return strings.Compare(a.CidrIpv6, b.CidrIpv6)
		})
		slices.SortFunc(p.PrefixListIds, func(a, b awsdata.PrefixListRef) int {
			return strings.Compare(a.PrefixListId, b.PrefixListId)
		})
		slices.SortFunc(p.UserIdGroupPairs, func(a, b awsdata.UserIdGroupPair) int {
			return strings.Compare(a.GroupId, b.GroupId)
		})
	}
	slices.SortFunc(out, func(a, b awsdata.IpPermission) int {
		return strings.Compare(permissionKey(&a), permissionKey(&b))
	})
	return out
}

func permissionKey(p *awsdata.IpPermission) string {
	key := p.PortText()
	for _, peer := range p.Peers() {
		key += " " + peer.Value
	}
	return key
}

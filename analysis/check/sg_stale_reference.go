package check

import (
	"fmt"

	"github.com/vpclens/vpclens/awsdata"
)

var sgStaleReference = &Check{
	ID:       "sg-stale-reference",
	Title:    "a rule refers to a security group or peering that no longer exists",
	Severity: Low,
	Impact:   Tighter,
	Family:   Egress,
	Why: "The rule no longer matches anything. What it was meant to allow is either blocked or allowed by another, wider rule, and the " +
		"list of rules says otherwise.",
	When: "A rule of a security group that a function or one of its published versions uses names a security group of this account that is not in its list, or a peering connection that no longer exists or is not active.",
	Fix:  "Remove the rule, or point it at the security group that took over.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html",
		"https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeStaleSecurityGroups.html",
	},
	Needs: []string{"describe-security-groups"},
	Run: func(p *Pass) {
		var open unknowns
		for _, use := range p.groupUsesWithVersions() {
			group := p.Region.SecurityGroup(use.ID)
			if group == nil {
				continue // path-dangling tells of it
			}
			f := Finding{Resource: use.ID, Functions: use.Functions}
			for _, direction := range []struct {
				permissions []awsdata.IpPermission
				arrow, verb string
			}{{group.IpPermissionsEgress, " → ", "egress"}, {group.IpPermissions, " ← ", "ingress"}} {
				var stale []awsdata.IpPermission
				for i := range direction.permissions {
					permission := &direction.permissions[i]
					for _, pair := range permission.UserIdGroupPairs {
						why, missing := p.stale(group, &pair)
						if missing != "" {
							open.add(use.ID, use.Functions, []string{missing})
						}
						if why == "" {
							continue
						}
						f.Evidence = append(f.Evidence, Evidence{Resource: use.ID,
							Rule: permission.PortText() + direction.arrow + pair.GroupId, Says: why})
						one := *permission
						one.IpRanges, one.Ipv6Ranges, one.PrefixListIds = nil, nil, nil
						one.UserIdGroupPairs = []awsdata.UserIdGroupPair{pair}
						stale = append(stale, one)
					}
				}
				if stale != nil {
					f.Fix.CLI = append(f.Fix.CLI, p.aws("ec2 revoke-security-group-"+direction.verb).
						Opt("group-id", use.ID).JSON("ip-permissions", bare(stale)))
				}
			}
			if f.Evidence == nil {
				continue
			}
			f.Title = fmt.Sprintf("security group %s: %s", p.name(use.ID), f.Evidence[0].Says)
			f.Fix.remark("remove the rules of %s that refer to what no longer exists", p.label(use.ID))
			p.Report(f)
		}
		open.report(p, func(id string) string {
			return "Rules of " + p.name(id) +
				" refer to security groups by a peering connection, and whether that exists is unknown."
		})
	},
}

// stale says why a reference leads nowhere, "" if it does lead somewhere or that cannot be seen from this account;
// missing is what would tell.
func (p *Pass) stale(group *awsdata.SecurityGroup, pair *awsdata.UserIdGroupPair) (why, missing string) {
	if id := pair.VpcPeeringConnectionId; id != "" {
		switch peering := p.Region.Peering(id); {
		case pair.PeeringStatus != "" && !awsdata.KnownPeeringStatus(pair.PeeringStatus):
			return "", awsdata.NewWord{Member: "PeeringStatus", Word: pair.PeeringStatus}.String()
		case pair.PeeringStatus != "" && pair.PeeringStatus != "active":
			return fmt.Sprintf("a rule refers to %s by peering %s, which is %s", pair.GroupId, p.name(id),
				pair.PeeringStatus), ""
		case peering == nil && p.Gap("describe-vpc-peering-connections") != "":
			return "", "describe-vpc-peering-connections"
		case peering == nil:
			return fmt.Sprintf("a rule refers to %s by peering %s, which no longer exists", pair.GroupId, id), ""
		case peering.Status.Code != "" && peering.Status.Code != "active":
			return fmt.Sprintf("a rule refers to %s by peering %s, which is %s", pair.GroupId, p.name(id),
				peering.Status.Code), ""
		}
		return "", "" // the group is in the peer's VPC, whose list this may not be
	}
	own := pair.UserId == "" || pair.UserId == group.OwnerId
	if own && pair.GroupId != "" && p.Region.SecurityGroup(pair.GroupId) == nil {
		return "a rule refers to " + pair.GroupId + ", which no longer exists", ""
	}
	return "", ""
}

// groupUsesWithVersions are the groups of the region's functions, those of published versions included: a version keeps
// its group in use after $LATEST has moved on.
func (p *Pass) groupUsesWithVersions() []*groupUse {
	uses := p.groupUses()
	byID := make(map[string]*groupUse, len(uses))
	for _, use := range uses {
		byID[use.ID] = use
	}
	for _, place := range p.Places {
		for _, version := range p.Region.Versions(place.FunctionName) {
			_, groups := p.Region.Placement(version)
			for _, id := range groups {
				use := byID[id]
				if use == nil {
					use = &groupUse{ID: id}
					byID[id] = use
					uses = append(uses, use)
				}
				use.Functions = append(use.Functions, place.FunctionName)
			}
		}
	}
	return uses
}

package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/paste"
)

var egressDNSUncontrolled = &Check{
	ID:       "egress-dns-uncontrolled",
	Title:    "DNS queries of functions are not filtered",
	Severity: Low,
	Impact:   Tighter,
	Family:   Egress,
	Why: "Neither security groups, nor network ACLs, nor VPC Block Public Access filter the Amazon resolver. Data can leave inside the names " +
		"that code asks for, even where all other internet egress is closed; DNS Firewall is what filters them.",
	When: "DNS support is on in the VPC and no DNS Firewall rule group is associated with it. Medium where a function of the VPC has no way to the " +
		"internet, so that names are the way that is left.",
	Fix: "Associate a DNS Firewall rule group with the VPC that blocks known bad domains, or all but those that are needed.",
	References: []string{
		"https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
	},
	Needs: []string{"describe-subnets"},
	Run: func(p *Pass) {
		type use struct {
			functions []string
			closed    []string
		}
		byVPC := make(map[string]*use)
		var order []string
		for _, at := range p.placements() {
			if at.VPCID == "" {
				continue
			}
			u := byVPC[at.VPCID]
			if u == nil {
				u = &use{}
				byVPC[at.VPCID] = u
				order = append(order, at.VPCID)
			}
			u.functions = append(u.functions, at.Functions...)
			if out := p.outward(at).most(); out.IsEmpty() && !broken(at) {
				u.closed = append(u.closed, at.Functions...)
			}
		}
		slices.Sort(order)
		var open unknowns
		for _, vpc := range order {
			u := byVPC[vpc]
			support, known := p.Region.VPCAttribute(vpc, "enableDnsSupport")
			firewall, read := p.dnsFirewall(vpc)
			switch {
			case known && !support || read && firewall:
			case !read: // one call answers for the whole region, so it is one question
				open.add(p.RegionName(), u.functions, []string{firewallAssociations})
			case !known:
				open.add(vpc, u.functions, []string{"describe-vpc-attribute." + vpc + ".enableDnsSupport"})
			default:
				p.reportDNS(vpc, u.functions, u.closed)
			}
		}
		open.report(p, func(string) string {
			return "Whether the DNS queries of these functions are filtered depends on what was not collected."
		})
	},
}

func (p *Pass) reportDNS(vpc string, functions, closed []string) {
	f := Finding{Resource: vpc, Functions: functions,
		Title: fmt.Sprintf("VPC %s: DNS queries are not filtered (no DNS Firewall rule group)", p.name(vpc)),
		Evidence: []Evidence{
			{Resource: vpc, Rule: "enableDnsSupport true",
				Says: "the Amazon resolver answers, and security groups and network ACLs do not filter it"},
			{Resource: vpc, Rule: firewallAssociations, Says: "no rule group is associated with the VPC"},
		}}
	if len(closed) > 0 {
		slices.Sort(closed)
		f.Severity = Medium
		f.Evidence = append(f.Evidence,
			Evidence{Resource: vpc, Rule: "internet none", Says: "DNS is the only internet egress of " + join(closed)})
	}
	f.Fix = p.firewallNames(vpc)
	p.Report(f)
}

// firewallNames is the fix that associates a DNS Firewall rule group with a VPC.
func (p *Pass) firewallNames(vpc string) Fix {
	group := paste.Placeholder("firewall rule group id")
	fix := Fix{CLI: paste.Script{p.aws("route53resolver associate-firewall-rule-group").
		Opt("firewall-rule-group-id", group).Opt("vpc-id", vpc).Opt("priority", "101").Opt("name", "functions")}}
	fix.declare(paste.Resource("aws_route53_resolver_firewall_rule_group_association", "functions",
		paste.F("name", paste.Str("functions")), paste.F("firewall_rule_group_id", paste.Str(group)),
		paste.F("priority", paste.Int(101)), paste.F("vpc_id", paste.Str(vpc))),
		paste.Resource("AWS::Route53Resolver::FirewallRuleGroupAssociation", "Functions",
			paste.F("Name", paste.Str("functions")), paste.F("FirewallRuleGroupId", paste.Str(group)),
			paste.F("Priority", paste.Int(101)), paste.F("VpcId", paste.Str(vpc))))
	return fix
}

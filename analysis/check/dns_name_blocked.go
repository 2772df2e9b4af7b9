package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var dnsNameBlocked = &Check{
	ID:       "dns-name-blocked",
	Title:    "names that functions need are not answered",
	Severity: High,
	Impact:   Broken,
	Family:   Endpoints,
	Why: "A name that DNS Firewall blocks, that a Resolver rule hands to servers out of reach, or that a private hosted zone " +
		"answers for without having it, leads nowhere: calls fail before the first packet, while routes, security groups and network ACLs " +
		"are right.",
	When: "In the function's VPC a name is blocked by a rule of DNS Firewall, is forwarded by a Resolver rule whose " +
		"outbound endpoint reaches none of the rule's servers, or is in a private hosted zone that lacks it: the name of a service " +
		"that a statement of the function's role names, of a data store that the role logs in to, or of one that a rule of " +
		"the function's security groups lets it out to by the store's security group. What servers in other networks answer is unknown, and " +
		"so is what a list that was not read holds.",
	Fix: "Let the names pass with an ALLOW rule before the one that blocks, keep AWS's names with a SYSTEM rule, let the " +
		"outbound endpoint out to its servers, or give the private hosted zone the record.",
	References: []string{
		"https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-rule-actions.html",
		"https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-DSN-queries-to-vpc.html",
		"https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html",
	},
	Needs: []string{"describe-vpcs", "describe-subnets"},
	Run: func(p *Pass) {
		b := &blockedNames{Pass: p, byCause: make(map[string]*nameOutage), forwards: make(map[string]forwarding)}
		var needs *nameNeeds
		for _, at := range p.placements() {
			if at.VPCID == "" {
				continue
			}
			if !p.resolver().Ruled(at.VPCID) {
				continue
			}
			if needs == nil {
				needs = p.nameNeeds()
			}
			if len(needs.missing) > 0 {
				b.unread.add(p.RegionName(), at.Functions, needs.missing)
			}
			for _, need := range needs.of(p, at) {
				b.judge(at, need)
			}
			needs.lacking(p, at)
			if calls := p.calls(at); len(calls.unsure) > 0 {
				b.open.add(at.VPCID, calls.unsure, calls.missing)
			}
		}
		b.report()
	},
}

// nameOutage is what one rule or zone makes of names.
type nameOutage struct {
	Finding
	lead  names.Lead
	vpcs  []string
	what  []string
	hosts []string
}

type blockedNames struct {
	*Pass
	byCause  map[string]*nameOutage
	order    []*nameOutage
	forwards map[string]forwarding // by rule
	open     unknowns
	unread   unknowns
}

// judge enters what becomes of a name that a placement needs.
func (b *blockedNames) judge(at *placement, need neededName) {
	a := b.resolver().Resolve(at.VPCID, need.to)
	for _, l := range a.Leads {
		b.lacks(at, need.functions, l.Missing)
	}
	var open, unread []string
	dead := 0
	for _, l := range a.Leads {
		var missing []string
		switch {
		case l.Cause == names.CauseForwarded:
			f := b.forwarding(l.Rule)
			if f.verdict == reach.Blocked {
				dead++
				continue
			}
			missing = slices.Concat(f.missing, l.Missing) // what a server that is asked answers is not known
		case ruled(l) && l.Kind == names.LeadNothing && len(l.Missing) == 0:
			dead++
		case ruled(l):
			missing = l.Missing
		case l.Cause == names.CauseNotCollected || l.Cause == names.CauseFirewall:
			unread = append(unread, l.Missing...)
		}
		open = append(open, missing...)
	}
	switch {
	case dead > 0 && dead == len(a.Leads) && need.unsure != "":
		b.open.add(at.VPCID, need.functions, []string{need.unsure})
	case dead > 0 && dead == len(a.Leads):
		b.add(at, need, a)
	case dead > 0: // it leads to something else, too, for all that is known
		missing := slices.Concat(open, unread, a.Missing)
		if a.Doubt.Private {
			missing = append(missing, b.attributesNotRead(at.VPCID)...)
		}
		if len(missing) > 0 {
			b.open.add(at.VPCID, need.functions, missing)
		}
	case len(open) > 0:
		b.open.add(at.VPCID, need.functions, open)
	case len(unread) > 0:
		b.unread.add(b.RegionName(), need.functions, unread)
	}
}

// attributesNotRead are the calls for the DNS attributes of a VPC that are not in the snapshot.
func (p *Pass) attributesNotRead(vpcID string) []string {
	var out []string
	for _, attribute := range []string{"enableDnsSupport", "enableDnsHostnames"} {
		if _, known := p.Region.VPCAttribute(vpcID, attribute); !known {
			out = append(out, "describe-vpc-attribute."+vpcID+"."+attribute)
		}
	}
	return out
}

func (b *blockedNames) forwarding(id string) forwarding {
	f, ok := b.forwards[id]
	if !ok {
		f = forwarding{verdict: reach.Unknown}
		if rule := b.resolverRule(id); rule != nil {
			f = b.forwardingBy(rule)
		}
		b.forwards[id] = f
	}
	return f
}

func (p *Pass) resolverRule(id string) *awsdata.ResolverRule {
	for i := range p.Region.Region.ResolverRules {
		if rule := &p.Region.Region.ResolverRules[i]; rule.Id == id {
			return rule
		}
	}
	return nil
}

func (b *blockedNames) add(at *placement, need neededName, a names.Answer) {
	lead := a.Leads[0]
	cause := lead.Rule + lead.Zone
	o := b.byCause[cause]
	if o == nil {
		o = &nameOutage{Finding: Finding{Resource: cause}, lead: lead}
		b.byCause[cause] = o
		b.order = append(b.order, o)
	}
	o.Functions = append(o.Functions, need.functions...)
	o.vpcs, o.what, o.hosts = append(o.vpcs, at.VPCID), append(o.what, need.what), append(o.hosts, a.Host)
	proof := Evidence{Resource: cause, Rule: a.Host}
	switch lead.Cause {
	case names.CauseFirewall:
		proof.Says = reach.Statement{Reason: reach.NameBlocked, Names: []string{a.Host, lead.Rule}}.String()
	case names.CauseForwarded:
		proof.Says = fmt.Sprintf("the Resolver rule hands %s to %s", a.Host, lead.Other)
	default:
		proof.Says = reach.Statement{Reason: reach.NameNotInZone, Names: []string{a.Host, lead.Zone}}.String()
	}
	for _, e := range slices.Concat([]Evidence{proof}, b.forwards[lead.Rule].hops, need.proof) {
		if !containsEvidence(o.Evidence, e) && len(o.Evidence) < 2*shown {
			o.Evidence = append(o.Evidence, e)
		}
	}
}

func (b *blockedNames) report() {
	b.open.report(b.Pass, func(vpc string) string {
		return "Whether names that functions need are answered in " + b.label(vpc) + " is unknown."
	})
	for _, region := range b.unread.order {
		q := b.unread.of[region]
		b.notRead(region, q.functions, q.missing,
			"Whether anything blocks or forwards names that these functions need is unknown.")
	}
	for _, o := range b.order {
		o.what, o.hosts, o.vpcs = sortedTexts(o.what), sortedTexts(o.hosts), sortedTexts(o.vpcs)
		what, vpcs := join(o.what), b.namesOf(o.vpcs)
		switch o.lead.Cause {
		case names.CauseFirewall:
			o.Title = fmt.Sprintf("DNS Firewall group %s blocks the names of %s in %s", o.Resource, what, vpcs)
			o.Fix = b.letNamesPass(o)
		case names.CauseForwarded:
			o.Title = fmt.Sprintf("resolver rule %s hands the names of %s to servers out of reach",
				b.name(o.Resource), what)
			o.Fix = b.keepNames(o)
		default:
			o.Title = fmt.Sprintf("private hosted zone %s hides the names of %s in %s", b.name(o.Resource), what, vpcs)
			o.Fix = b.takeOutZone(o)
		}
		b.Report(o.Finding)
	}
}

func sortedTexts(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }

// letNamesPass is the fix that lets names pass a DNS Firewall group, by a rule before those that it has.
func (b *blockedNames) letNamesPass(o *nameOutage) Fix {
	list, priority := paste.Placeholder("domain list id"), paste.Placeholder("priority before the blocking rule")
	if rules := b.Region.Region.FirewallRules[o.Resource]; len(rules) > 0 {
		first := slices.MinFunc(rules, func(a, b awsdata.FirewallRule) int { return a.Priority - b.Priority }).Priority
		if first > 1 {
			priority = strconv.Itoa(first - 1)
		}
	}
	fix := Fix{CLI: paste.Script{
		b.aws("route53resolver create-firewall-domain-list").Opt("name", "needed-by-functions"),
		b.aws("route53resolver update-firewall-domains").Opt("firewall-domain-list-id", list).Opt("operation", "ADD").
			Opt("domains", o.hosts...),
		b.aws("route53resolver create-firewall-rule").Opt("firewall-rule-group-id", o.Resource).
			Opt("firewall-domain-list-id", list).Opt("priority", priority).Opt("action", "ALLOW").
			Opt("name", "needed-by-functions"),
	}}
	fix.remark("give the DNS Firewall group %s a rule before the others that allows %s", o.Resource, join(o.hosts))
	return fix
}

// keepNames is the fix that keeps names with the Amazon resolver, by a SYSTEM rule for a longer domain than the rule's;
// where the rule is about the name itself, the rule is taken out of the VPC.
func (b *blockedNames) keepNames(o *nameOutage) Fix {
	var fix Fix
	rule := b.resolverRule(o.Resource)
	var domains []string
	for _, host := range o.hosts {
		domains = append(domains, b.longerDomain(rule, host))
	}
	for _, domain := range sortedTexts(domains) {
		if domain == "" {
			for _, vpc := range o.vpcs {
				fix.CLI = append(fix.CLI, b.aws("route53resolver disassociate-resolver-rule").
					Opt("resolver-rule-id", o.Resource).Opt("vpc-id", vpc))
			}
			continue
		}
		id := paste.Placeholder("resolver rule id of " + domain)
		fix.CLI = append(fix.CLI, b.aws("route53resolver create-resolver-rule").Opt("rule-type", "SYSTEM").
			Opt("creator-request-id", "keep-"+domain).Opt("name", strings.ReplaceAll(domain, ".", "-")).
			Opt("domain-name", domain))
		for _, vpc := range o.vpcs {
			fix.CLI = append(fix.CLI, b.aws("route53resolver associate-resolver-rule").
				Opt("resolver-rule-id", id).Opt("vpc-id", vpc))
		}
	}
	fix.remark("keep %s with the Amazon resolver: a SYSTEM rule for a longer domain than that of %s",
		join(o.hosts), b.label(o.Resource))
	return fix
}

// longerDomain is the domain of a Region's services that a name is in, the name itself where the rule's domain is that
// long, "" where the rule is about the name itself.
func (p *Pass) longerDomain(rule *awsdata.ResolverRule, host string) string {
	if rule == nil {
		return host
	}
	domain := strings.ToLower(strings.TrimSuffix(rule.DomainName, "."))
	parts := strings.Split(host, ".")
	for i := len(parts) - 2; i >= 0; i-- {
		longer := strings.Join(parts[i:], ".")
		if len(longer) > len(domain) && slices.Contains(parts[i:], p.RegionName()) {
			return longer
		}
	}
	if host != domain {
		return host
	}
	return ""
}

// takeOutZone is the fix that takes a private zone out of the VPCs.
func (b *blockedNames) takeOutZone(o *nameOutage) Fix {
	var fix Fix
	for _, vpc := range o.vpcs {
		fix.CLI = append(fix.CLI, b.aws("route53 disassociate-vpc-from-hosted-zone").Opt("hosted-zone-id", o.Resource).
			Short("vpc", paste.Struct("VPCRegion", b.RegionName(), "VPCId", vpc)).
			Saying("takes all names of the hosted zone out of the VPC: a record for %s would keep the others",
				join(o.hosts)))
	}
	fix.remark("give the private hosted zone %s a record for %s, or take it out of the VPC", b.label(o.Resource),
		join(o.hosts))
	return fix
}

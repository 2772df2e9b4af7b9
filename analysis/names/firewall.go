package names

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// firewall are the rules of DNS Firewall that are in force in a VPC, first match first.
// Source: Route 53 Resolver guide, "DNS Firewall rule groups and rules", "Rule actions".
type firewall struct {
	rules   []firewallRule
	managed bool // some rules are about lists of AWS's own, which cannot be read
}

type firewallRule struct {
	group   string
	block   bool
	trust   bool // names that a matching one is redirected to are not looked at
	domains []string
	missing string // the call that tells whether the rule matches, where that is not known
	either  bool   // the action is not known either
}

// firewallOf reads the rules of a VPC's groups by priority of group and rule. The rules of
// a group that is in force and were not read are a gap, whoever asked.
func firewallOf(r *awsdata.Region, associations []awsdata.FirewallRuleGroupAssociation) firewall {
	var f firewall
	slices.SortStableFunc(associations, func(a, b awsdata.FirewallRuleGroupAssociation) int {
		return a.Priority - b.Priority
	})
	for _, a := range associations {
		call := "list-firewall-rules." + a.FirewallRuleGroupId
		if !r.Has(call) {
			f.rules = append(f.rules, firewallRule{group: a.FirewallRuleGroupId, missing: call, either: true})
			continue
		}
		rules := slices.Clone(r.FirewallRules[a.FirewallRuleGroupId])
		slices.SortStableFunc(rules, func(a, b awsdata.FirewallRule) int { return a.Priority - b.Priority })
		for _, rule := range rules {
			f.add(r, a.FirewallRuleGroupId, rule)
		}
	}
	return f
}

func (f *firewall) add(r *awsdata.Region, group string, rule awsdata.FirewallRule) {
	if rule.Qtype != "" && rule.Qtype != "A" {
		return // about records that lead to no IPv4 address
	}
	out := firewallRule{group: group, block: rule.Action == "BLOCK",
		trust: rule.FirewallDomainRedirectionAction == "TRUST_REDIRECTION_DOMAIN"}
	call := "list-firewall-domains." + rule.FirewallDomainListId
	switch {
	case rule.FirewallDomainListId == "" || managedList(r, rule.FirewallDomainListId):
		f.managed = true
		return
	case !r.Has(call):
		out.missing = call
	default:
		for _, d := range r.FirewallDomains[rule.FirewallDomainListId] {
			out.domains = append(out.domains, canonical(d))
		}
	}
	f.rules = append(f.rules, out)
}

func managedList(r *awsdata.Region, id string) bool {
	return slices.ContainsFunc(r.FirewallDomainLists, func(l awsdata.FirewallDomainList) bool {
		return l.Id == id && l.ManagedOwnerName != ""
	})
}

// ruling is what DNS Firewall does with a name.
type ruling struct {
	blockedBy string   // the group whose rule certainly blocks it
	missing   []string // calls without which it is not known
	trust     bool     // the names that it leads on to are not looked at
}

// judge asks the rules in turn: the first that matches decides. Rules of which that is not known leave it open, unless
// all that may come of it is the same.
func (f *firewall) judge(name string) ruling {
	var mayBlock, mayPass bool
	var missing []string
	final := firewallRule{}
	for _, rule := range f.rules {
		if rule.missing != "" {
			mayBlock, mayPass = mayBlock || rule.block || rule.either, mayPass || !rule.block || rule.either
			missing = append(missing, rule.missing)
			continue
		}
		if slices.ContainsFunc(rule.domains, func(d string) bool { return inList(d, name) }) {
			final = rule
			break
		}
	}
	switch {
	case final.block && !mayPass:
		return ruling{blockedBy: final.group}
	case final.block || mayBlock:
		return ruling{missing: missing, trust: final.trust}
	}
	return ruling{trust: final.trust}
}

// inList reports whether an entry of a domain list is about a name: "*.example.com" is about what is below, "*" about
// all.
func inList(entry, name string) bool {
	if entry == "*" {
		return true
	}
	if below, ok := strings.CutPrefix(entry, "*."); ok {
		return strings.HasSuffix(name, "."+below)
	}
	return entry == name
}

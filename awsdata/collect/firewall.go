package collect

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53resolver"

	"github.com/vpclens/vpclens/awsdata"
)

// firewallCalls are what filters the names that a VPC asks for.
func firewallCalls() []call {
	return []call{
		{
			name: "list-firewall-rule-group-associations", service: "route53resolver",
			operation: "ListFirewallRuleGroupAssociations", page: 100,
			why: "which VPCs have a DNS Firewall",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, route53resolver.NewListFirewallRuleGroupAssociationsPaginator(c.resolver,
					&route53resolver.ListFirewallRuleGroupAssociationsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "list-firewall-rules", service: "route53resolver", operation: "ListFirewallRules", page: 100,
			why:      "which names a DNS Firewall blocks",
			attached: true, needs: []string{functionsCall, "list-firewall-rule-group-associations"},
			each:      firewallGroups,
			perSecond: resolverPerSecond, pool: resolverPool,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, route53resolver.NewListFirewallRulesPaginator(c.resolver,
					&route53resolver.ListFirewallRulesInput{FirewallRuleGroupId: aws.String(q.id),
						MaxResults: q.limit()}))
			},
		},
		{
			name: "list-firewall-domain-lists", service: "route53resolver", operation: "ListFirewallDomainLists",
			page:     100,
			why:      "whose lists of names those rules use",
			attached: true, needs: []string{functionsCall, "list-firewall-rules"}, each: onceForFirewallRules,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, route53resolver.NewListFirewallDomainListsPaginator(c.resolver,
					&route53resolver.ListFirewallDomainListsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "list-firewall-domains", service: "route53resolver", operation: "ListFirewallDomains", page: 100,
			why:      "the names in those lists, as far as AWS shows them",
			attached: true, needs: []string{functionsCall, "list-firewall-domain-lists"}, each: firewallDomainLists,
			most:      mostDomainLists,
			perSecond: resolverPerSecond, pool: resolverPool, last: true,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return upTo(ctx, d, mostDomains, route53resolver.NewListFirewallDomainsPaginator(c.resolver,
					&route53resolver.ListFirewallDomainsInput{FirewallDomainListId: aws.String(q.id),
						MaxResults: q.limit()}), nil)
			},
		},
	}
}

// firewallGroups are the rule groups that filter what VPCs of functions ask for.
func firewallGroups(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	vpcs := r.FunctionVPCs()
	seen := make(map[string]bool)
	for i := range r.FirewallRuleGroupAssociations {
		if a := &r.FirewallRuleGroupAssociations[i]; a.Live() && slices.Contains(vpcs, a.VpcId) {
			seen[a.FirewallRuleGroupId] = true
		}
	}
	return byID(sorted(seen))
}

// domainListsInUse are the ids of the domain lists that the collected rules name, sorted.
func domainListsInUse(r *awsdata.Region) []string {
	seen := make(map[string]bool)
	for _, rules := range r.FirewallRules {
		for _, rule := range rules {
			seen[rule.FirewallDomainListId] = true
		}
	}
	return sorted(seen)
}

// onceForFirewallRules is one call, if there is a rule with a list.
func onceForFirewallRules(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	if len(domainListsInUse(r)) == 0 {
		return nil
	}
	return []target{{}}
}

// firewallDomainLists are the lists that rules use. AWS shows the domains of its own lists to nobody.
// Source: Route 53 developer guide, "Managed Domain Lists".
func firewallDomainLists(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	managed := make(map[string]bool)
	for _, l := range r.FirewallDomainLists {
		managed[l.Id] = l.ManagedOwnerName != ""
	}
	return byID(slices.DeleteFunc(domainListsInUse(r), func(id string) bool { return managed[id] }))
}

package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/route53resolver"
)

// firewallCalls are what filters the names that a VPC asks for.
func firewallCalls() []call {
	return []call{{
		name: "list-firewall-rule-group-associations", service: "route53resolver", operation: "ListFirewallRuleGroupAssociations", page: 100,
		why: "which VPCs have a DNS Firewall",
		run: func(ctx context.Context, c *clients, q query, d *document) error {
			p := route53resolver.NewListFirewallRuleGroupAssociationsPaginator(c.resolver,
				&route53resolver.ListFirewallRuleGroupAssociationsInput{MaxResults: q.limit()})
			return allOf(ctx, d, p, func(page *route53resolver.ListFirewallRuleGroupAssociationsOutput) error {
				if page.FirewallRuleGroupAssociations == nil {
					return missingMember("FirewallRuleGroupAssociations")
				}
				return nil
			})
		},
	}}
}

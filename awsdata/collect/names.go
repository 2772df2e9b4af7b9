package collect

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"
	"github.com/aws/aws-sdk-go-v2/service/route53profiles"
	"github.com/aws/aws-sdk-go-v2/service/route53resolver"

	"github.com/vpclens/vpclens/awsdata"
)

const (
	// Route 53 allows an account five requests a second, for all that anyone does with its zones; a request may be
	// throttled and is then tried again. Source: Route 53 developer guide, "Quotas", "Route 53 API requests per
	// second".
	zonePool      = "route53"
	zonePerSecond = 4

	// Route 53 Resolver allows five requests a second, account and region. Source: the same, "Route 53 Resolver API".
	resolverPool      = "route53resolver"
	resolverPerSecond = 4

	mostZones       = 200    // zones whose records are read
	mostRecords     = 10_000 // of one zone; the default quota of records in a zone
	mostDomainLists = 200    // DNS Firewall lists that are read
	mostDomains     = 1_000  // of one list, which may have 100,000
)

// nameCalls are what a name of the function's network leads to.
func nameCalls() []call {
	return []call{
		{
			name: "list-hosted-zones-by-vpc", service: "route53", operation: "ListHostedZonesByVPC", page: 100,
			why:   "the private names that a function's VPC knows",
			scope: inAccount, needs: []string{functionsCall, "describe-subnets", "list-capacity-providers",
				"get-capacity-provider"}, each: vpcsOfFunctions,
			perSecond: zonePerSecond, pool: zonePool,
			run: readZones,
		},
		{
			name: "list-resource-record-sets", service: "route53", operation: "ListResourceRecordSets", page: 300,
			why:   "the addresses behind those names",
			scope: inAccount, needs: []string{"list-hosted-zones-by-vpc", callerIdentity}, each: ownZones,
			most:      mostZones,
			perSecond: zonePerSecond, pool: zonePool,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return upTo(ctx, d, mostRecords, route53.NewListResourceRecordSetsPaginator(c.zones,
					&route53.ListResourceRecordSetsInput{HostedZoneId: aws.String(q.id), MaxItems: q.limit()}), nil)
			},
		},
		{
			name: "list-resolver-rules", service: "route53resolver", operation: "ListResolverRules", page: 100,
			why:      "names that are asked of other name servers",
			attached: true, needs: []string{functionsCall},
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, route53resolver.NewListResolverRulesPaginator(c.resolver,
					&route53resolver.ListResolverRulesInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "list-resolver-rule-associations", service: "route53resolver",
			operation: "ListResolverRuleAssociations", page: 100,
			why:      "in which VPCs those rules hold",
			attached: true, needs: []string{functionsCall},
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, route53resolver.NewListResolverRuleAssociationsPaginator(c.resolver,
					&route53resolver.ListResolverRuleAssociationsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "list-profile-associations", service: "route53profiles", operation: "ListProfileAssociations",
			page:     100,
			why:      "which VPCs take private hosted zones, rules and DNS Firewall from a Route 53 Profile",
			attached: true, needs: []string{functionsCall},
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, route53profiles.NewListProfileAssociationsPaginator(c.profiles,
					&route53profiles.ListProfileAssociationsInput{MaxResults: q.limit()}))
			},
		},
		{
			name: "list-profile-resource-associations", service: "route53profiles",
			operation: "ListProfileResourceAssociations", page: 100,
			why:      "what such a Profile holds",
			attached: true, needs: []string{functionsCall, "list-profile-associations"}, each: profiles,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, route53profiles.NewListProfileResourceAssociationsPaginator(c.profiles,
					&route53profiles.ListProfileResourceAssociationsInput{ProfileId: aws.String(q.id),
						MaxResults: q.limit()}))
			},
		},
	}
}

// readZones reads the private zones of a VPC. The SDK has no paginator for them.
func readZones(ctx context.Context, c *clients, q query, d *document) error {
	region, vpc, _ := strings.Cut(q.arg, "/")
	in := &route53.ListHostedZonesByVPCInput{VPCId: aws.String(vpc), VPCRegion: types.VPCRegion(region),
		MaxItems: q.limit()}
	var seen tokens
	for {
		out, err := c.zones.ListHostedZonesByVPC(ctx, in)
		if err != nil {
			return err
		}
		if err := d.add(out); err != nil {
			return err
		}
		if aws.ToString(out.NextToken) == "" {
			return nil
		}
		if err := seen.add(out); err != nil {
			return err
		}
		in.NextToken = out.NextToken
	}
}

// vpcsOfFunctions are the VPCs that functions are in, of all regions. The API wants the region too.
func vpcsOfFunctions(s *awsdata.Snapshot, _ *awsdata.Region) []target {
	var out []target
	for _, r := range s.Regions {
		for _, vpc := range r.FunctionVPCs() {
			out = append(out, target{id: vpc, arg: r.RegionName + "/" + vpc})
		}
	}
	return out
}

// ownZones are the zones whose records this account can read, each once. Those that a service made (for the private DNS
// of an endpoint, say) and those of other accounts are refused to everyone.
func ownZones(s *awsdata.Snapshot, _ *awsdata.Region) []target {
	seen := make(map[string]bool)
	for _, zones := range s.Account.HostedZonesByVPC {
		for _, z := range zones {
			foreign := z.Owner.OwningAccount != "" && s.AccountID != "" && z.Owner.OwningAccount != s.AccountID
			if z.Owner.OwningService == "" && !foreign {
				seen[strings.TrimPrefix(z.HostedZoneId, "/hostedzone/")] = true
			}
		}
	}
	return byID(sorted(seen))
}

// profiles are the Route 53 Profiles that VPCs of functions take part in.
func profiles(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	vpcs := r.FunctionVPCs()
	seen := make(map[string]bool)
	for _, a := range r.ProfileAssociations {
		if slices.Contains(vpcs, a.ResourceId) {
			seen[a.ProfileId] = true
		}
	}
	return byID(sorted(seen))
}

// sorted are the members of a set in order. The order in which calls are made never shows in a snapshot, but which of
// too many are made does.
func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for id := range set {
		if id != "" {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// byID are the things with these ids.
func byID(ids []string) []target {
	var out []target
	for _, id := range ids {
		out = append(out, target{id: id, arg: id})
	}
	return out
}

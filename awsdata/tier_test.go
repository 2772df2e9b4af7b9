package awsdata

import (
	"slices"
	"testing"
)

func TestTier(t *testing.T) {
	for call, want := range map[string]string{
		"describe-db-instances":                                  TierNamesAndStores,
		"describe-listeners.front.eu":                            TierNamesAndStores, // names may hold dots
		"list-hosted-zones-by-vpc.vpc-1":                         TierNamesAndStores,
		"list-resource-record-sets":                              TierNamesAndStores,
		"describe-instances":                                     TierNamesAndStores,
		"get-resources":                                          TierFunctionTags,
		"describe-vpcs":                                          "",
		"get-account-authorization-details":                      "",
		"no-such-call":                                           "",
		"list-firewall-rule-group-associations":                  "",
		"get-transit-gateway-prefix-list-references.tgw-rtb-0a1": "",
	} {
		if got := Tier(call); got != want {
			t.Errorf("%s is in the tier %q, want %q", call, got, want)
		}
	}
	// A document of a tier must be optional, or its absence would be a gap in every snapshot that was made without it.
	for _, d := range regionTable {
		if d.tier != "" && !d.optional && !d.keyed {
			t.Errorf("%s is in a tier and not optional", d.call)
		}
	}
}

func TestFoldTiers(t *testing.T) {
	gap := func(region, call string, cause Cause, message string) Gap {
		return Gap{Region: region, Call: call, Cause: cause, Message: message}
	}
	other := gap("eu-west-1", "describe-db-instances", CauseDenied, "no")
	other.Account = "222222222222"
	folded := gap("eu-west-1", TierNamesAndStores, CauseDenied,
		"describe-db-instances, describe-domains; the first: no")
	folded.Account = "222222222222"
	also := gap("eu-west-1", "describe-domains", CauseDenied, "")
	also.Account = "222222222222"
	for _, c := range []struct {
		name       string
		gaps, want []Gap
	}{
		{"nothing", nil, nil},
		{"a call that is in no tier", []Gap{gap("eu-west-1", "describe-vpcs", CauseDenied, "no"),
			gap("eu-west-1", "describe-subnets", CauseDenied, "no")},
			[]Gap{gap("eu-west-1", "describe-vpcs", CauseDenied, "no"),
				gap("eu-west-1", "describe-subnets", CauseDenied, "no")}},
		{"one alone keeps its name", []Gap{gap("eu-west-1", "describe-db-instances", CauseDenied, "no")},
			[]Gap{gap("eu-west-1", "describe-db-instances", CauseDenied, "no")}},
		{"several of one region, and Route 53", []Gap{
			gap("eu-west-1", "describe-db-instances", CauseDenied, "no"),
			gap("eu-west-1", "describe-listeners.a", CauseDenied, "no"),
			gap("eu-west-1", "describe-listeners.b", CauseDenied, "no"),
			gap("eu-west-1", "describe-vpcs", CauseDenied, "no"),
			gap(Global, "list-hosted-zones-by-vpc.vpc-1", CauseDenied, "no")},
			[]Gap{gap("eu-west-1", TierNamesAndStores, CauseDenied,
				"describe-db-instances, describe-listeners, list-hosted-zones-by-vpc; the first: no"),
				gap("eu-west-1", "describe-vpcs", CauseDenied, "no")}},
		{"several regions are one line", []Gap{gap("eu-west-1", "describe-domains", CauseUnsupported, ""),
			gap("us-east-1", "describe-domains", CauseUnsupported, "")},
			[]Gap{gap(Global, TierNamesAndStores, CauseUnsupported, "describe-domains")}},
		{"another cause is another line", []Gap{
			gap("eu-west-1", "describe-db-clusters", CauseThrottled, "slow"),
			gap("eu-west-1", "describe-db-instances", CauseDenied, "no"),
			gap("eu-west-1", "describe-domains", CauseDenied, "no")},
			[]Gap{gap("eu-west-1", "describe-db-clusters", CauseThrottled, "slow"),
				gap("eu-west-1", TierNamesAndStores, CauseDenied,
					"describe-db-instances, describe-domains; the first: no")}},
		{"another account is another line", []Gap{gap("eu-west-1", "describe-domains", CauseDenied, "no"), other, also},
			[]Gap{gap("eu-west-1", "describe-domains", CauseDenied, "no"), folded}},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := slices.Clone(c.gaps)
			if got := FoldTiers(c.gaps); !slices.Equal(got, c.want) {
				t.Errorf("\n got %+v\nwant %+v", got, c.want)
			}
			if !slices.Equal(c.gaps, before) {
				t.Error("the gaps were changed")
			}
		})
	}
}

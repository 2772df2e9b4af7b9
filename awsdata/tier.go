package awsdata

import (
	"fmt"
	"slices"
	"strings"
)

// TierNamesAndStores is the tier of what names lead to and of who answers there: zones, rules of resolvers, data
// stores, load balancers. Without it a name that is not AWS's own is unknown, and so is the port of a database; every
// other answer stands.
const TierNamesAndStores = "names and data stores"

// TierFunctionTags is the tier of the tags of all functions. Without it those of functions in a VPC come with their
// state, and those of the others are unknown.
const TierFunctionTags = "tags of functions"

// TierChanges is what is asked only when somebody wants to know who changed something: no part of a snapshot.
const TierChanges = "changes"

// TierSignals is what is asked only when somebody wants to know what CloudWatch measured.
const TierSignals = "signals"

// TierLogs is what is asked only when somebody wants a function's runs looked up in its log.
const TierLogs = "logs"

// TierFlows is what is asked only when somebody wants to know what flow logs recorded.
const TierFlows = "flows"

// Tier is the part of what is collected that a call belongs to and that can be left out as a whole, "" for calls that
// every answer rests on. The call is a document's name, with or without the id of the thing that it is about.
func Tier(call string) string {
	call, _, _ = strings.Cut(call, ".")
	for _, d := range regionTable {
		if d.call == call {
			return d.tier
		}
	}
	for _, d := range accountTable {
		if d.call == call {
			return d.tier
		}
	}
	return ""
}

// in puts a document into a tier.
func (d document[T]) in(tier string) document[T] {
	d.tier = tier
	return d
}

// inTier puts documents into a tier.
func inTier[T any](tier string, table []document[T]) []document[T] {
	for i := range table {
		table[i] = table[i].in(tier)
	}
	return table
}

// FoldTiers makes one line of the gaps of a tier that have one cause: who left out a tier of the policy did one thing,
// not fifteen. The line has the tier's name in the place of a call, and the region's if it is only one. A gap that is
// alone keeps its own name. The line stands where the first of its gaps stood.
func FoldTiers(gaps []Gap) []Gap {
	type key struct {
		account, tier string
		cause         Cause
	}
	members := make(map[key][]Gap)
	for _, g := range gaps {
		k := key{g.Account, Tier(g.Call), g.Cause}
		members[k] = append(members[k], g)
	}
	var out []Gap
	for _, g := range gaps {
		k := key{g.Account, Tier(g.Call), g.Cause}
		all := members[k]
		switch {
		case k.tier == "" || len(all) == 1:
			out = append(out, g)
		case g == all[0]:
			out = append(out, foldOne(k.tier, all))
		}
	}
	return out
}

// foldOne is the line for several gaps of a tier and cause.
func foldOne(tier string, gaps []Gap) Gap {
	var calls, regions []string
	for _, g := range gaps {
		call, _, _ := strings.Cut(g.Call, ".")
		calls = append(calls, call)
		if g.Region != Global {
			regions = append(regions, g.Region)
		}
	}
	slices.Sort(calls)
	slices.Sort(regions)
	calls, regions = slices.Compact(calls), slices.Compact(regions)
	line := Gap{Account: gaps[0].Account, Region: Global, Call: tier, Cause: gaps[0].Cause}
	if len(regions) == 1 {
		line.Region = regions[0]
	}
	line.Message = strings.Join(calls, ", ")
	if first := gaps[0].Message; first != "" {
		line.Message += fmt.Sprintf("; the first: %s", first)
	}
	return line
}

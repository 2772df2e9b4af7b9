package reach_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// TestANewValueTurnsNoVerdict gives each enumeration of the demo account and of random ones, in turn, a value that AWS
// may add tomorrow, everywhere and in one place: what is definite stays so or is unknown, and never becomes another
// fact; and what is unknown does not become known by a word that is new.
func TestANewValueTurnsNoVerdict(t *testing.T) {
	t.Parallel()
	accounts := []removalAccount{{"demo", demoSnapshot(t)}}
	random := randomAccounts(t)
	if *allRemovals {
		accounts = append(accounts, random...)
		accounts = append(accounts, amendedAccounts(t)...)
	} else {
		accounts = append(accounts, random[0], random[3], random[9])
	}
	turned, made, unknown, met := map[string][]string{}, 0, 0, 0
	members := map[string]bool{}
	for _, a := range accounts {
		asked, before := askAll(t, a.snapshot), standings(awsdata.NewIndex(a.snapshot))
		if !*allRemovals {
			asked = spread(asked, 400)
		}
		own, packed := publicOf(a.snapshot), awstest.Pack(t, a.snapshot)
		for _, e := range packed.Enumerations(t) {
			command, _, _ := strings.Cut(e.Call, ".")
			member := command + " " + e.Member
			if unread()[command] != "" {
				continue
			}
			for _, everywhere := range []bool{true, false} {
				if met++; !due(met) {
					continue
				}
				made++
				members[member] = true
				index := awsdata.NewIndex(packed.WithNewValue(t, e, everywhere, made))
				for i, after := range askAgain(index, asked) {
					switch {
					case after == removedFunction:
					case after == reach.Unknown.String():
						if asked[i].verdict != reach.Unknown {
							unknown++
						}
					case asked[i].verdict == reach.Unknown && whatIsInternet(e.Call, asked[i]):
					case turns(asked[i].verdict, after) && !settled(e.Document, asked[i], after):
						turned[member] = append(turned[member],
							a.name+": "+asked[i].String()+" was "+asked[i].verdict.String()+" and is "+after)
					}
				}
				after := standings(index)
				for function, was := range before {
					now, there := after[function]
					if !there {
						continue
					}
					for _, text := range was.contradicts(now, own, e.Call == "describe-vpcs") {
						turned[member] = append(turned[member], a.name+": of "+function+", "+text)
					}
				}
			}
		}
	}
	t.Logf("%d enumerations, %d new values (third %d of 3; all: %v); %d verdicts became unknown", len(members), made,
		*third%3, *allRemovals, unknown)
	if len(members) < 20 || unknown == 0 {
		t.Error("the accounts no longer show what a new value does")
	}
	for _, member := range slices.Sorted(maps.Keys(turned)) {
		t.Errorf("%s: %d answers turn:\n%s", member, len(turned[member]),
			strings.Join(turned[member][:min(4, len(turned[member]))], "\n"))
	}
}

// whatIsInternet reports whether a call tells what a question is about: which addresses are the VPC's own, and which a
// gateway endpoint carries. Where that is not known of an address, it does not count against a verdict that all others
// share.
func whatIsInternet(call string, q removalQuestion) bool {
	internet := q.query.To.Kind == names.KindInternet || q.query.To.Kind == names.KindAnywhere
	return internet && (call == "describe-vpcs" || call == "describe-vpc-endpoints")
}

// askEverything asks every question about functions of different placements.
func askEverything(t *testing.T, s *awsdata.Snapshot) []removalQuestion {
	t.Helper()
	// Of what is not in the whole account there is no verdict, and none that is unknown can turn.
	return slices.DeleteFunc(askAll(t, s), func(q removalQuestion) bool { return q.verdict == reach.Unknown })
}

// askAll is the same with what is unknown.
func askAll(t *testing.T, s *awsdata.Snapshot) []removalQuestion {
	t.Helper()
	index := awsdata.NewIndex(s)
	engine := reach.New(index)
	var out []removalQuestion
	most := 5
	if *allRemovals {
		most = 12
	}
	for _, region := range index.AllRegions() {
		name := region.Region.RegionName
		queries := removalQueries(index, region)
		for _, f := range spread(placements(region), most) {
			for _, q := range queries {
				if v, err := engine.Verdict(name, f, q); err == nil {
					out = append(out, removalQuestion{region.Account, name, f.FunctionName, q, v})
				}
			}
		}
	}
	return out
}

package reach_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/reach/law"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// TestAMissingMemberTurnsNoVerdict takes each member of each kind of element out of the documents that verdicts rest
// on, in turn: an answer that lacks what AWS always sends may make a definite verdict unknown, and nothing else.
func TestAMissingMemberTurnsNoVerdict(t *testing.T) {
	t.Parallel()
	seeds, most := []uint64{0, 3, 27}, 150
	if *allRemovals {
		seeds, most = removalSeeds, 1<<30
	}
	turned, taken, unknown := map[string]string{}, map[string]bool{}, 0
	for _, seed := range seeds {
		documents := law.Random(seed)
		furnish(t, documents)
		asked := spread(askEverything(t, built(t, documents)), most)
		paths := memberPaths(t, documents)
		for n, path := range slices.Repeat(paths, 2) {
			if !due(n) {
				continue
			}
			command, _, _ := strings.Cut(path, " ")
			// What one element lacks leaves a list that is cut, and what all lack an empty one.
			lacking := without(t, documents, path, n < len(paths))
			if n >= len(paths) && reflect.DeepEqual(lacking, without(t, documents, path, true)) {
				continue // there is one element: this was asked
			}
			index := awsdata.NewIndex(built(t, lacking))
			taken[path] = true
			for i, after := range askAgain(index, asked) {
				switch {
				case after == removedFunction:
				case after == reach.Unknown.String():
					unknown++
				case turns(asked[i].verdict, after) && !settled(awstest.Document{Call: command}, asked[i], after):
					turned[path] = asked[i].String() + " was " + asked[i].verdict.String() + " and is " + after
				}
			}
		}
	}
	t.Logf("%d members were taken out; %d verdicts became unknown", len(taken), unknown)
	for _, path := range slices.Sorted(maps.Keys(turned)) {
		if optionalMembers[path] == "" {
			t.Errorf("without %s: %s", path, turned[path])
		}
	}
	for _, path := range slices.Sorted(maps.Keys(optionalMembers)) {
		if *allRemovals && !taken[path] {
			t.Errorf("%s is in no account: take it from optionalMembers", path)
		}
	}
}

// optionalMembers are members that AWS leaves out, so that a verdict has to take their absence for what it says.
var optionalMembers = map[string]string{
	"describe-network-interfaces Attachment":                  "what is attached to nothing has none",
	"describe-network-interfaces Attachment.InstanceId":       "services attach interfaces to no instance",
	"describe-network-interfaces Description":                 "people may leave it empty",
	"describe-network-interfaces Groups":                      "interfaces of NAT and transit gateways have none",
	"describe-security-groups IpPermissions.IpRanges":         "a rule that names others may name no range",
	"describe-security-groups IpPermissionsEgress.IpRanges":   "a rule that names others may name no range",
	"describe-security-groups IpPermissions.Ipv6Ranges":       "a rule that names others may name no range",
	"describe-security-groups IpPermissionsEgress.Ipv6Ranges": "a rule that names others may name no range",
	"describe-subnets Ipv6CidrBlockAssociationSet":            "a subnet of IPv4 alone has none",
	"describe-subnets BlockPublicAccessStates":                "the law: a subnet without them takes the Region's option",
}

func built(t *testing.T, accounts law.Accounts) *awsdata.Snapshot {
	t.Helper()
	b := awsdata.NewBuilder()
	for at, calls := range accounts {
		for call, data := range calls {
			if err := b.PutOf(at.Account, at.Region, call, data); err != nil {
				t.Fatal(err)
			}
		}
	}
	return b.Snapshot()
}

// memberPaths are the members of the elements of documents: "describe-subnets SubnetId", with a dot before each below.
func memberPaths(t *testing.T, accounts law.Accounts) []string {
	t.Helper()
	paths := map[string]bool{}
	for _, calls := range accounts {
		for call, data := range calls {
			command, _, _ := strings.Cut(call, ".")
			if unread()[command] != "" || !strings.HasPrefix(command, "describe-") &&
				!strings.HasPrefix(command, "get-managed") && !strings.HasPrefix(command, "search-") {
				continue
			}
			var document map[string]any
			if err := json.Unmarshal(data, &document); err != nil {
				t.Fatal(err)
			}
			for _, value := range document {
				collectMembers(value, command+" ", paths)
			}
		}
	}
	return slices.Sorted(maps.Keys(paths))
}

func collectMembers(value any, at string, paths map[string]bool) {
	switch v := value.(type) {
	case []any:
		for _, e := range v {
			collectMembers(e, at, paths)
		}
	case map[string]any:
		for name, e := range v {
			if name == "Tags" || name == "TagSet" || name == "PolicyDocument" {
				continue
			}
			paths[at+name] = true
			collectMembers(e, at+name+".", paths)
		}
	}
}

// without are the accounts without a member, in all elements of a document or in the first one.
func without(t *testing.T, accounts law.Accounts, path string, all bool) law.Accounts {
	t.Helper()
	command, members, _ := strings.Cut(path, " ")
	out := law.Accounts{}
	for at, calls := range accounts {
		out[at] = maps.Clone(calls)
		for call, data := range calls {
			if name, _, _ := strings.Cut(call, "."); name != command {
				continue
			}
			var document map[string]any
			if err := json.Unmarshal(data, &document); err != nil {
				t.Fatal(err)
			}
			for _, value := range document {
				if list, ok := value.([]any); ok && !all && len(list) > 0 {
					value = list[0]
				}
				dropMember(value, strings.Split(members, "."))
			}
			text, err := json.Marshal(document)
			if err != nil {
				t.Fatal(err)
			}
			out[at][call] = text
		}
	}
	return out
}

func dropMember(value any, path []string) {
	switch v := value.(type) {
	case []any:
		for _, e := range v {
			dropMember(e, path)
		}
	case map[string]any:
		if len(path) == 1 {
			delete(v, path[0])
			return
		}
		dropMember(v[path[0]], path[1:])
	}
}

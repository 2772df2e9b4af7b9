package check_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// TestANewValueTurnsNoFinding gives each enumeration of an account in turn a value that AWS may add tomorrow: what was
// found is found or a question, and nothing else is found. No pair of a value and a check is excepted.
func TestANewValueTurnsNoFinding(t *testing.T) {
	t.Parallel()
	for _, source := range []struct {
		name string
		load func(*testing.T) map[string]*awsdata.Snapshot
		one  int // of so many accounts is looked at every day
	}{
		{"stories", everyStory, 27}, {"demo", demoAccount, 1}, {"random", randomAccounts, 3},
		{"cases", caseAccounts, 9}, {"amended", amendedAccounts, 3},
	} {
		t.Run(source.name, func(t *testing.T) {
			t.Parallel()
			accounts := source.load(t)
			seen := newValues{turned: make(map[string][]string), members: make(map[string]bool)}
			for i, name := range slices.Sorted(maps.Keys(accounts)) {
				if *allRemovals || i%source.one == *third%3%source.one {
					seen.of(t, name, accounts[name])
				}
			}
			t.Logf("%d accounts, %d enumerations, %d new values (third %d of 3; all: %v); %d findings became unknown",
				seen.accounts, len(seen.members), seen.made, *third%3, *allRemovals, seen.unknown)
			if len(seen.members) < 20 || seen.unknown == 0 {
				t.Error("the accounts no longer show what a new value does")
			}
			for _, pair := range slices.Sorted(maps.Keys(seen.turned)) {
				t.Errorf("%s: %d, the first: %s", pair, len(seen.turned[pair]), seen.turned[pair][0])
			}
		})
	}
}

// newValues is what new values showed.
type newValues struct {
	accounts, met, made, unknown int
	members                      map[string]bool
	turned                       map[string][]string // by member and check, what vanished or was made up
}

func (v *newValues) of(t *testing.T, name string, s *awsdata.Snapshot) {
	t.Helper()
	v.accounts++
	before := statusOf(t, s, check.Catalogue())
	packed := awstest.Pack(t, s)
	for _, e := range packed.Enumerations(t) {
		for _, everywhere := range []bool{true, false} {
			if v.met++; !*allRemovals && v.met%6 != *third%3 {
				continue
			}
			v.made++
			command, _, _ := strings.Cut(e.Call, ".")
			v.members[command+" "+e.Member] = true
			v.compare(name, e, before, statusOf(t, packed.WithNewValue(t, e, everywhere, v.made), check.Catalogue()))
		}
	}
}

// compare notes what findings a new value took away without a question, and what it made up.
func (v *newValues) compare(name string, e awstest.Enumeration, before, after map[ofFunction]check.Status) {
	command, _, _ := strings.Cut(e.Call, ".")
	note := func(key ofFunction, how string) {
		if strings.HasSuffix(e.Member, "Runtime") && key.check == "cold-start-snapstart" {
			return // a remark about runtimes that have SnapStart: of a new one it is unknown, and no call tells
		}
		if settled()[key.check+" without "+command+how] != "" { // its element is left out
			return
		}
		pair := command + " " + e.Member + ": " + key.check + how
		v.turned[pair] = append(v.turned[pair], fmt.Sprintf("%s %s %s", name, e.Place, key))
	}
	for key, status := range before {
		if status != check.Fail {
			continue
		}
		now := after[key]
		if key.function == "" && now == "" {
			now = questionOf(after, key)
		}
		switch now {
		case "":
			note(key, " is silent")
		case check.Unknown:
			v.unknown++
		}
	}
	for key, status := range after {
		if status == check.Fail && before[key] == "" {
			note(key, " finds more")
		}
	}
}

// everyStory are the accounts of all of the checks' own stories, near misses and gaps among them: there a new value may
// make up a finding.
func everyStory(t *testing.T) map[string]*awsdata.Snapshot {
	t.Helper()
	return storiesOf(t, func(section string) bool { return section != "want" })
}

// amendedAccounts are the accounts of the folder that VPCLENS_AMENDED names.
func amendedAccounts(t *testing.T) map[string]*awsdata.Snapshot {
	t.Helper()
	return accountsIn(t, "VPCLENS_AMENDED")
}

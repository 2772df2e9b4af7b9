package check_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/reach/law"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/demo"
)

var (
	allRemovals = flag.Bool("all-removals", false,
		"take every document out of all accounts, and run every check each time")
	third = flag.Int("third", 0, "which third of the removals is made: 0, 1 or 2")
)

// TestNoFindingVanishesUnsaid takes each document out of an account in turn and runs the catalogue again: what a check
// found of a function it still finds, or it says that it does not know; and what it did not find it does not find now
// either, because less is known.
func TestNoFindingVanishesUnsaid(t *testing.T) {
	t.Parallel()
	for _, source := range []struct {
		name string
		load func(*testing.T) map[string]*awsdata.Snapshot
	}{
		{"stories", storyAccounts}, {"demo", demoAccount}, {"random", randomAccounts}, {"cases", caseAccounts},
	} {
		t.Run(source.name, func(t *testing.T) {
			t.Parallel()
			accounts := source.load(t)
			var seen findingRemovals
			for i, name := range slices.Sorted(maps.Keys(accounts)) {
				if len(accounts) > 100 && !*allRemovals && i/3%3 != *third%3 { // many, and each about one check
					continue
				}
				seen.of(t, name, accounts[name])
			}
			t.Logf("%d accounts, %d removals (third %d of 3; all: %v), %d findings looked for again, %d became unknown",
				seen.accounts, seen.removals, *third%3, *allRemovals, seen.asked, seen.unknown)
			if seen.asked < 300 || seen.unknown == 0 {
				t.Errorf("%d findings looked for again, of which %d became unknown: the accounts no longer show what a removal does",
					seen.asked, seen.unknown)
			}
			for _, pair := range slices.Sorted(maps.Keys(seen.turned)) {
				if reason := openRemovals[pair]; reason != "" {
					t.Logf("open: %s (%s): %d, the first: %s", pair, reason, len(seen.turned[pair]),
						seen.turned[pair][0])
					continue
				}
				t.Errorf("%s: %d, the first: %s", pair, len(seen.turned[pair]), seen.turned[pair][0])
			}
		})
	}
}

// findingRemovals is what the removals showed.
type findingRemovals struct {
	accounts, removals, asked, unknown int
	turned                             map[string][]string // by check and call, what vanished or was made up
}

// ofFunction is a finding about one function, or about none.
type ofFunction struct{ check, region, function string }

func (r *findingRemovals) of(t *testing.T, name string, s *awsdata.Snapshot) {
	t.Helper()
	if r.turned == nil {
		r.turned = make(map[string][]string)
	}
	r.accounts++
	before := statusOf(t, s, check.Catalogue())
	var fired []*check.Check
	for _, c := range check.Catalogue() {
		for key, status := range before {
			if key.check == c.ID && status == check.Fail {
				fired = append(fired, c)
				break
			}
		}
	}
	packed := awstest.Pack(t, s)
	for i, d := range packed.Documents() {
		command, _, _ := strings.Cut(d.Call, ".")
		if command == "list-functions" || command == "list-versions-by-function" { // the functions go with it
			continue
		}
		// another third of each account: between them, all calls in all places
		if !*allRemovals && (i+r.accounts)%3 != *third%3 {
			continue
		}
		// What is not found is asked of one removal in four: most checks have nothing to say of most accounts.
		checks := fired
		if r.removals%4 == 0 || *allRemovals {
			checks = check.Catalogue()
		}
		after := statusOf(t, packed.Without(t, d), checks)
		r.removals++
		note := func(how string, key ofFunction) {
			pair := key.check + " without " + command + how
			if settled()[pair] != "" {
				return
			}
			r.turned[pair] = append(r.turned[pair], fmt.Sprintf("%s without %s %s: %s", name, d.Place, d.Call, key))
		}
		for key, status := range before {
			if status != check.Fail {
				continue
			}
			r.asked++
			now := after[key]
			if key.function == "" && now == "" { // no function has a part in it: a question about the region's will do
				now = questionOf(after, key)
			}
			switch now {
			case "":
				note(" is silent", key)
			case check.Unknown:
				r.unknown++
			}
		}
		for key, status := range after {
			if status == check.Fail && before[key] == "" {
				note(" finds more", key)
			}
		}
	}
}

// settled are the pairs of check and call where the check rightly finds more, or less, without the call.
func settled() map[string]string {
	const shadowed = "it is out of reach whichever way it is led; of the way that is known only with the call, the endpoint's policy tells"
	const encrypted = "that a VPC enforces encryption is told by describe-vpcs alone, and few do: the law takes one that was not read for one that does not"
	return map[string]string{
		"path-nat-broken without describe-vpcs finds more":                            "the gateway has no route either way; with the call, Block Public Access tells it first",
		"egress-internet-any-address without describe-vpcs finds more":                encrypted,
		"egress-internet-all-ports without describe-vpcs finds more":                  encrypted,
		"egress-unmonitored without describe-vpcs finds more":                         encrypted,
		"endpoint-captures-apis without get-account-authorization-details finds more": "where nobody is known to call an API it names all functions of the VPC, as a remark",
		"service-unreachable without describe-managed-prefix-lists finds more":        shadowed,
		"egress-unmonitored without describe-network-interfaces finds more": "which public addresses are the account's own is told by its interfaces; " +
			"to whom they are unknown they are the internet's",
	}
}

// openRemovals are the pairs that are wrong still, with what is known of them. The list may only grow shorter: it is
// empty.
var openRemovals = map[string]string{}

// questionOf is unknown where a check has a question about some function of the region.
func questionOf(after map[ofFunction]check.Status, key ofFunction) check.Status {
	for k, status := range after {
		if k.check == key.check && k.region == key.region && status == check.Unknown {
			return check.Unknown
		}
	}
	return ""
}

// statusOf are the findings about each function: what is a fact counts before what is a question.
func statusOf(t *testing.T, s *awsdata.Snapshot, checks []*check.Check) map[ofFunction]check.Status {
	t.Helper()
	result, err := analysis.Run(context.Background(), s, analysis.Options{Checks: checks})
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[ofFunction]check.Status)
	for i := range result.Findings {
		f := &result.Findings[i]
		functions := f.Functions
		if len(functions) == 0 {
			functions = []string{""}
		}
		for _, function := range functions {
			if key := (ofFunction{f.Check, f.Region, function}); out[key] != check.Fail {
				out[key] = f.Status
			}
		}
	}
	return out
}

// storyAccounts are the accounts of the checks' own stories in which they fire: each check does in some of them.
func storyAccounts(t *testing.T) map[string]*awsdata.Snapshot {
	t.Helper()
	return storiesOf(t, func(section string) bool { return strings.HasPrefix(section, "fires") })
}

// storiesOf are the accounts of those sections of the checks' own stories that a function keeps.
func storiesOf(t *testing.T, keep func(section string) bool) map[string]*awsdata.Snapshot {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]*awsdata.Snapshot)
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		shared := ""
		for _, f := range archive.Files {
			switch {
			case f.Name == "account":
				shared = string(f.Data)
			case keep(f.Name):
				s, err := awstest.Build(shared + string(f.Data))
				if err != nil {
					t.Fatal(err)
				}
				out[strings.TrimSuffix(filepath.Base(file), ".txtar")+" "+f.Name] = s
			}
		}
	}
	return out
}

func demoAccount(t *testing.T) map[string]*awsdata.Snapshot {
	t.Helper()
	s, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*awsdata.Snapshot{"demo": s}
}

// caseAccounts are the accounts of the folder that VPCLENS_CASES names.
func caseAccounts(t *testing.T) map[string]*awsdata.Snapshot {
	t.Helper()
	return accountsIn(t, "VPCLENS_CASES")
}

// accountsIn are the accounts in the folder that an environment variable names.
func accountsIn(t *testing.T, variable string) map[string]*awsdata.Snapshot {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(os.Getenv(variable), "*", "account"))
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv(variable) == "" || len(paths) == 0 {
		t.Skipf("LEFT OUT: %s names no folder of accounts", variable)
	}
	out := make(map[string]*awsdata.Snapshot)
	for _, path := range paths {
		s, err := awsdata.Load(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(filepath.Dir(path))] = s
	}
	return out
}

func randomAccounts(t *testing.T) map[string]*awsdata.Snapshot {
	t.Helper()
	out := make(map[string]*awsdata.Snapshot)
	seeds := uint64(10)
	if *allRemovals {
		seeds = 20
	}
	for seed := range seeds {
		b := awsdata.NewBuilder()
		for at, calls := range law.Random(seed) {
			for call, data := range calls {
				if err := b.PutOf(at.Account, at.Region, call, data); err != nil {
					t.Fatal(err)
				}
			}
		}
		out[fmt.Sprintf("random %d", seed)] = b.Snapshot()
	}
	return out
}

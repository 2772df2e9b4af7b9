package reach_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// TestRemovalTurnsNoVerdict takes each document out of an account in turn and asks everything again: what a snapshot
// lacks may make a definite verdict unknown, and nothing else. An answer that was a verdict must not become an error.
func TestRemovalTurnsNoVerdict(t *testing.T) {
	t.Parallel()
	for _, source := range removalSources() {
		t.Run(source.name, func(t *testing.T) {
			t.Parallel()
			open := openRemovals()[source.name]
			var seen removals
			for _, a := range source.load(t) {
				seen.of(t, a)
			}
			t.Logf("%d removals (third %d of 3; all: %v); %d definite verdicts asked for again, %d became unknown; %d places looked at again, %d words of theirs became unknown",
				seen.made, *third%3, *allRemovals, seen.definite, seen.unknown, seen.places, seen.doubted)
			if seen.definite < 1000 || seen.unknown == 0 || seen.places < 20 || seen.doubted == 0 {
				t.Error("the questions no longer show what a removal does")
			}
			for _, document := range slices.Sorted(maps.Keys(seen.turned)) {
				if reason, known := open[document]; known {
					t.Logf("open: without %s (%s): %d answers turn, the first: %s",
						document, reason, len(seen.turned[document]), seen.turned[document][0])
					continue
				}
				t.Run(document, func(t *testing.T) {
					turned := seen.turned[document]
					t.Errorf("%d answers turn:\n%s", len(turned), strings.Join(turned[:min(len(turned), 8)], "\n"))
				})
			}
			for _, document := range slices.Sorted(maps.Keys(open)) {
				if *allRemovals && len(seen.turned[document]) == 0 {
					t.Errorf("nothing turns without %s any more: take it from openRemovals", document)
				}
			}
		})
	}
}

// openRemovals are the documents, by source of accounts, whose removal still turns a verdict or makes an error of it,
// with the reason. The list may only shrink.
func openRemovals() map[string]map[string]string {
	return map[string]map[string]string{}
}

// removals is what the removals of a source showed.
type removals struct {
	met, made int                 // documents, and those that were taken out: see due
	definite  int                 // definite verdicts that were asked for again
	unknown   int                 // those of them that became unknown
	places    int                 // functions of which it was looked at again what is said of them
	doubted   int                 // words of that which became unknown
	turned    map[string][]string // the answers that turned, by [turnedBy]
}

// of takes each document out of the account.
func (r *removals) of(t *testing.T, a removalAccount) {
	t.Helper()
	if r.turned == nil {
		r.turned = make(map[string][]string)
	}
	asked := askEverything(t, a.snapshot)
	before := standings(awsdata.NewIndex(a.snapshot))
	file := awstest.Pack(t, a.snapshot)
	for _, d := range file.Documents() {
		if command, _, _ := strings.Cut(d.Call, "."); unread()[command] != "" {
			continue
		}
		if r.met++; !due(r.met) {
			continue
		}
		r.made++
		index := awsdata.NewIndex(file.Without(t, d))
		r.stand(a, d, index, before)
		without := askAgain(index, asked)
		for i, before := range asked {
			after := without[i]
			if before.verdict == reach.Unknown || after == removedFunction {
				continue
			}
			r.definite++
			if after == reach.Unknown.String() {
				r.unknown++
			}
			if turns(before.verdict, after) && !settled(d, before, after) {
				key := turnedBy(d, after)
				r.turned[key] = append(r.turned[key], fmt.Sprintf("%s without %s %s: %s was %s and is %s", a.name,
					d.Place, d.Call, before, before.verdict, after))
			}
		}
	}
}

// stand compares what is said of functions without a question.
func (r *removals) stand(a removalAccount, d awstest.Document, index *awsdata.Index, before map[string]standing) {
	after := standings(index)
	own := publicOf(a.snapshot)
	for _, function := range slices.Sorted(maps.Keys(before)) {
		now, there := after[function]
		if !there { // it went with the document, or another function of the same placement stands for it now
			continue
		}
		r.places++
		for what, word := range before[function].words {
			if word != now.words[what] && now.words[what] == reach.Unknown.String() {
				r.doubted++
			}
		}
		for _, text := range before[function].contradicts(now, own, d.Call == "describe-vpcs") {
			key := turnedBy(d, "")
			r.turned[key] = append(r.turned[key],
				fmt.Sprintf("%s without %s %s: of %s, %s", a.name, d.Place, d.Call, function, text))
		}
	}
}

// unread are the documents that no verdict reads, with what they are for.
func unread() map[string]string {
	const permissions = "what roles may do: checks"
	return map[string]string{
		"describe-flow-logs": "a check", "get-service-quota": "a check",
		"describe-security-group-vpc-associations": "who keeps a group", "get-function": "states of functions",
		"list-function-url-configs": "a check", "get-policy": "a check",
		"describe-target-groups":                "what is behind a load balancer",
		"describe-target-health":                "what is behind a load balancer",
		"list-event-source-mappings":            "who calls a function",
		"list-service-network-vpc-associations": "what VPC Lattice does is unknown",
		"get-service-network-vpc-association":   "who keeps a group", "get-account-authorization-details": permissions,
		"get-role": permissions, "list-attached-role-policies": permissions, "list-role-policies": permissions,
		"get-role-policy": permissions, "get-policy-version": permissions,
	}
}

// TestRemovalsOfTheUnread takes out all documents at once that no verdict reads: every answer stays.
func TestRemovalsOfTheUnread(t *testing.T) {
	t.Parallel()
	s := demoSnapshot(t)
	asked := askEverything(t, s)
	file := awstest.Pack(t, s)
	out := 0
	for _, d := range file.Documents() {
		if command, _, _ := strings.Cut(d.Call, "."); unread()[command] != "" {
			file.Remove(d)
			out++
		}
	}
	if out < 10 {
		t.Errorf("only %d documents were taken out", out)
	}
	for i, after := range askAgain(awsdata.NewIndex(file.Snapshot(t)), asked) {
		if after != asked[i].verdict.String() {
			t.Errorf("%s was %s and is %s", asked[i], asked[i].verdict, after)
		}
	}
}

// TestRemovalsSeeEveryKind sees that the random accounts have, together, a document of every kind that a verdict reads,
// and that they are of several accounts and regions.
func TestRemovalsSeeEveryKind(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	several, regions := 0, 0
	for _, a := range randomAccounts(t) {
		if len(a.snapshot.Accounts) > 1 {
			several++
		}
		if len(a.snapshot.MainRegions()) > 1 {
			regions++
		}
		for _, d := range awstest.Pack(t, a.snapshot).Documents() {
			command, _, _ := strings.Cut(d.Call, ".")
			seen[command] = true
		}
	}
	if several < 2 || regions < 1 {
		t.Errorf("%d of several accounts, %d of several regions", several, regions)
	}
	for _, command := range awsdata.Documents() {
		if reason := unread()[command]; reason == "" && !seen[command] && absent()[command] == "" {
			t.Errorf("no account has %s", command)
		} else if seen[command] && absent()[command] != "" {
			t.Errorf("there is %s: take it from absent", command)
		}
	}
}

// absent are kinds of documents that the random accounts need not have, with the reason.
func absent() map[string]string {
	return map[string]string{
		"get-resources":             "tags of functions, by which no path is judged",
		"get-caller-identity":       "the account is told by every document's place",
		"list-versions-by-function": "its functions go with it, and the answers about them",
	}
}

// turnedBy is the command whose document was taken out, and whether that made an error of a verdict.
func turnedBy(d awstest.Document, after string) string {
	command, _, _ := strings.Cut(d.Call, ".")
	if strings.HasPrefix(after, "error: ") {
		return command + ": error"
	}
	return command
}

// turns reports whether an answer after a removal contradicts the definite one before it.
func turns(before reach.Verdict, after string) bool {
	return after != before.String() && after != reach.Unknown.String()
}

// settled reports whether the law itself lets an answer turn, in what is not its opposite: of a VPC that is not there
// no range is known, and its own public addresses are the internet's.
func settled(d awstest.Document, before removalQuestion, after string) bool {
	internet := before.query.To.Kind == names.KindInternet || before.query.To.Kind == names.KindAnywhere
	return d.Call == "describe-vpcs" && internet && before.verdict == reach.Blocked && after == reach.Partial.String()
}

func TestTurns(t *testing.T) {
	for _, tt := range []struct {
		before reach.Verdict
		after  string
		want   bool
	}{
		{reach.Blocked, "blocked", false},
		{reach.Blocked, "unknown", false},
		{reach.Blocked, "partial", true},
		{reach.Blocked, "reachable", true},
		{reach.Partial, "blocked", true},
		{reach.Partial, "unknown", false},
		{reach.Partial, "partial", false},
		{reach.Partial, "reachable", true},
		{reach.Reachable, "blocked", true},
		{reach.Reachable, "unknown", false},
		{reach.Reachable, "partial", true},
		{reach.Reachable, "reachable", false},
		{reach.Blocked, "error: no such interface", true},
	} {
		if got := turns(tt.before, tt.after); got != tt.want {
			t.Errorf("from %s to %s: %v", tt.before, tt.after, got)
		}
	}
}

package analysis_test

import (
	"errors"
	"flag"
	"hash/fnv"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste/pastetest"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/demo"
)

var everyPlace = flag.Bool("every-place", false, "poison each place of the demo account's texts by itself; takes minutes")

// poisonGroups is how many parts the places of texts are in by default: what is poisoned at once can hide what comes after it.
const poisonGroups = 12

// TestPoisonedAccountsPrintWhatTheySay puts payloads into every text of the demo account, and has shells, Terraform's language and
// YAML read everything that is printed then. All names are poisoned at once, and all places a part at a time.
func TestPoisonedAccountsPrintWhatTheySay(t *testing.T) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	var payloads []awstest.Payload
	for _, p := range pastetest.Payloads() {
		payloads = append(payloads, awstest.Payload(p))
	}
	poison := awstest.NewPoison(t, snapshot, payloads)
	places := poison.Places()
	if len(places) < 500 {
		t.Fatalf("only %d places of texts in the demo account", len(places))
	}
	groups := make([][]string, poisonGroups)
	if *everyPlace {
		groups = groups[:0]
	}
	for _, place := range places {
		if *everyPlace {
			groups = append(groups, []string{place})
			continue
		}
		h := fnv.New32a()
		h.Write([]byte(place))
		n := h.Sum32() % poisonGroups
		groups[n] = append(groups[n], place)
	}
	everything := awstest.NewPoison(t, snapshot, []awstest.Payload{awstest.Payload(pastetest.Everything())})
	printed := ofPoisoned(t, "everything in all names", mustRead(t, everything, everything.Names()), true)
	printed = append(printed, ofPoisoned(t, "all names", mustRead(t, poison, poison.Names()), true)...)
	if len(printed) < 100 {
		t.Errorf("only %d fixes of an account whose names are poisoned", len(printed))
	}
	var refused []string
	for _, group := range groups {
		for len(group) > 0 {
			poisoned, err := poison.Account(t, group)
			if err == nil {
				printed = append(printed, ofPoisoned(t, group[0]+" and more", poisoned, false)...)
				break
			}
			bad := refusedPlace(t, poison, group)
			refused = append(refused, bad)
			group = slices.DeleteFunc(group, func(place string) bool { return place == bad })
		}
	}
	// What is no region and no time is no account at all: no text of one gets that far.
	if slices.Sort(refused); !slices.Equal(refused, []string{"capturedAt", "gaps.region", "schema"}) {
		t.Errorf("an account is refused for a text at one of %q", refused)
	}
	held := pastetest.Holds(t, unique(printed), awsdata.Clean)
	t.Logf("%d places, %d fixes: %+v", len(places), len(printed), held)
	if held.Words < 1000 || held.Terraform < 500 || held.CloudFormation < 500 {
		t.Errorf("payloads arrive in too little of what is printed: %+v", held)
	}
}

// mustRead reads an account with poisoned places.
func mustRead(t *testing.T, poison *awstest.Poison, places []string) *awsdata.Snapshot {
	t.Helper()
	s, err := poison.Account(t, places)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// refusedPlace is a place without which less is wrong: reading refuses an account for it alone.
func refusedPlace(t *testing.T, poison *awstest.Poison, places []string) string {
	t.Helper()
	for len(places) > 1 {
		half := places[:len(places)/2]
		if _, err := poison.Account(t, half); err == nil {
			half = places[len(places)/2:]
		}
		places = half
	}
	_, err := poison.Account(t, places)
	if data := new(awsdata.DataError); !errors.As(err, &data) {
		t.Fatalf("%q: %v", places, err)
	}
	return places[0]
}

// ofPoisoned is what is printed of an account: of its findings, and of traces if they are asked for.
func ofPoisoned(t *testing.T, where string, snapshot *awsdata.Snapshot, traces bool) (printed []pastetest.Printed) {
	t.Helper()
	result, err := analysis.Run(t.Context(), snapshot, analysis.Options{})
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	for i := range result.Findings {
		f := &result.Findings[i]
		printed = append(printed, pastetest.Printed{Where: where + ": " + f.Check + " of " + f.Resource,
			CLI: f.Fix.CLI, Terraform: f.Fix.Terraform, CloudFormation: f.Fix.CloudFormation})
	}
	if !traces {
		return printed
	}
	index := awsdata.NewIndex(snapshot)
	finder := fix.New(index, reach.New(index))
	for _, name := range snapshot.RegionNames() {
		region := index.Region(name)
		for n, function := range region.Functions() {
			word := []string{"internet", "s3", "secretsmanager", "sqs"}[n%4]
			to, err := names.Parse(region, word)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := finder.Find(t.Context(), name, function, reach.Query{To: to, Protocol: netset.TCP, Port: 443})
			if err != nil {
				t.Fatalf("%s: %v", function.FunctionName, err)
			}
			for _, f := range append(answer.Opens, answer.Closes...) {
				printed = append(printed, ofEdits(t, snapshot, where+": trace "+function.FunctionName+" to "+word, f.Edits))
			}
		}
	}
	return printed
}

// unique leaves out what was printed before in the same words.
func unique(printed []pastetest.Printed) []pastetest.Printed {
	seen := make(map[string]bool)
	return slices.DeleteFunc(printed, func(p pastetest.Printed) bool {
		text := strings.Join([]string{p.CLI.Text(""), p.Terraform.Text(), p.CloudFormation.Text()}, "\x00")
		defer func() { seen[text] = true }()
		return seen[text]
	})
}

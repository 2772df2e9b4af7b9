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

var everyPlace = flag.Bool("every-place", false,
	"poison each place of the demo account's texts by itself; takes minutes")

// poisonGroups is how many parts the places of texts are in by default: what is poisoned at once can hide what comes
// after it.
const poisonGroups = 8

// notRead are the places of texts without which there is no account: what is no time and no region is refused.
var notRead = []string{"capturedAt", "gaps.region", "schema"}

// TestPoisonedAccountsPrintWhatTheySay puts payloads into every text of the demo account, and has shells, Terraform's
// language and YAML read everything that is printed then. All names are poisoned at once, and all places a part at a
// time.
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
		if slices.Contains(notRead, place) {
			if _, err := poison.Account(t, []string{place}); !errors.As(err, new(*awsdata.DataError)) {
				t.Errorf("an account with a payload at %s is not refused: %v", place, err)
			}
			continue
		}
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
	for name, story := range accounts(t) { // what the demo has no example of
		if name == "demo" || strings.HasPrefix(name, "case ") {
			continue
		}
		poison := awstest.NewPoison(t, story, []awstest.Payload{awstest.Payload(pastetest.Everything())})
		printed = append(printed, ofPoisoned(t, name, mustRead(t, poison, poison.Names()), false)...)
	}
	for _, group := range groups {
		printed = append(printed, ofPoisoned(t, group[0]+" and more", mustRead(t, poison, group), false)...)
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
			answer, err := finder.Find(t.Context(), name, function,
				reach.Query{To: to, Protocol: netset.TCP, Port: 443})
			if err != nil {
				t.Fatalf("%s: %v", function.FunctionName, err)
			}
			for _, f := range append(answer.Opens, answer.Closes...) {
				printed = append(printed,
					ofEdits(t, snapshot, where+": trace "+function.FunctionName+" to "+word, f.Edits))
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

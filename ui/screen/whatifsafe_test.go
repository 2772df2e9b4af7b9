package screen

import (
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// TestAWhatIfTellsWhoLoses switches parts of the demo account off as the what-if of a function offers it: every function that
// gets less well to the internet then is among those that the screen tells of.
func TestAWhatIfTellsWhoLoses(t *testing.T) {
	env := demoWithoutFindings(t)
	result := env.Result
	seen := map[string]bool{}
	tried, lost := 0, 0
	for _, f := range result.Functions {
		for _, group := range switchesOf(env, Place{Region: f.Place.Region, ID: f.FunctionName}) {
			for _, item := range group.items {
				key := editsText([]whatif.Edit{item.edit})
				if seen[key] {
					continue
				}
				if seen[key] = true; len(seen)%4 != 1 { // one in four: it takes a while
					continue
				}
				changed, err := whatif.Apply(result.Snapshot, []whatif.Edit{item.edit})
				if err != nil {
					t.Errorf("%s is offered and cannot be made: %v", key, err)
					continue
				}
				tried++
				lost += losers(t, result, awsdata.NewIndex(changed), key)
			}
		}
	}
	if tried < 35 || lost < 10 {
		t.Errorf("%d switches that take something from %d functions prove too little", tried, lost)
	}
}

// losers counts the functions that get less well to the internet, each of which the comparison has to tell of.
func losers(t *testing.T, result *analysis.Result, after *awsdata.Index, edit string) int {
	t.Helper()
	told := map[string]bool{}
	for _, f := range diff.Functions(result.Index, after) {
		told[f.Region+"/"+f.Name] = true
	}
	zones, err := diff.Between(t.Context(), result, resultOf(t, after))
	if err != nil {
		t.Fatal(err)
	}
	for _, z := range zones.Zones {
		told[z.Region+"/"+z.Name] = true
	}
	then, n := reach.New(after), 0
	for _, f := range result.Functions {
		region := f.Place.Region
		to, err := names.ParseIn(result.Index, result.Index.Region(region), "internet")
		if err != nil {
			t.Fatal(err)
		}
		q := reach.Query{To: to, Protocol: netset.TCP, Port: 443}
		was, err := result.Engine.Verdict(region, f.Function, q)
		if err != nil {
			t.Fatal(err)
		}
		is, err := then.Verdict(region, after.Region(region).Function(f.FunctionName), q)
		if err != nil {
			t.Fatal(err)
		}
		if is < was {
			if n++; !told[region+"/"+f.FunctionName] {
				t.Errorf("%s: %s to the internet is %s, then %s, and nothing is said of it", edit, f.FunctionName, was, is)
			}
		}
	}
	return n
}

func resultOf(t *testing.T, index *awsdata.Index) *analysis.Result {
	t.Helper()
	result, err := analysis.Run(t.Context(), index.Snapshot, analysis.Options{Checks: []*check.Check{}})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

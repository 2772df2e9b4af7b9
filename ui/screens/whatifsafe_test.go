package screens

import (
	"flag"
	"fmt"
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/reach/law"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
)

var moreSwitches = flag.Int("more-switches", 1, "make the switches of this many times 3 random accounts")

// TestAWhatIfTellsWhoLoses makes each switch that the what-if of some function offers, in the demo account and in
// random ones: every verdict of every function that gets worse then, to the internet, to services, data stores and load
// balancers, is among what the screen tells of that function.
func TestAWhatIfTellsWhoLoses(t *testing.T) {
	var n switched
	n.all(t, "demo", demoWithoutFindings(t))
	t.Logf("the demo: %+v", n)
	if n.made < 150 || n.worse < 300 {
		t.Errorf("%+v of the demo prove too little", n)
	}
	for seed := range uint64(3 * *moreSwitches) {
		b := awsdata.NewBuilder()
		for at, calls := range law.Random(seed + 12000) {
			for call, data := range calls {
				if err := b.PutOf(at.Account, at.Region, call, data); err != nil {
					t.Fatal(err)
				}
			}
		}
		result := resultOf(t, b.Snapshot())
		n.all(t, fmt.Sprint("random ", seed), &screen.Env{Theme: theme.New(theme.Options{}), Result: result})
	}
	t.Logf("all: %+v", n)
}

// switched counts what was tried.
type switched struct{ accounts, made, refused, verdicts, worse int }

// all makes each switch of an account.
func (n *switched) all(t *testing.T, account string, env *screen.Env) {
	t.Helper()
	n.accounts++
	result := env.Result
	asked := questionsOf(t, result)
	seen := map[string]bool{}
	for _, f := range result.Functions {
		for _, group := range switchesOf(env, screen.Place{Region: f.Place.Region, ID: f.FunctionName}) {
			for _, item := range group.items {
				edits := []whatif.Edit{item.edit}
				if key := say.EditsText(edits); !seen[key] {
					seen[key] = true
					n.one(t, account, result, asked, edits)
				}
			}
		}
	}
}

// question is one of a function, and its answer before anything is switched.
type question struct {
	function *analysis.Function
	reach.Query
	was reach.Verdict
}

// questionsOf are the questions that each function is asked: functions that sit alike and have the same role are one.
func questionsOf(t *testing.T, result *analysis.Result) []question {
	t.Helper()
	var out []question
	seen := map[string]bool{}
	for _, f := range result.Functions {
		rx := result.Index.Region(f.Place.Region)
		place := f.Place.Region + f.PlacementKey()
		if seen[place+f.Role] || rx.Function(f.FunctionName) != f.Function {
			continue
		}
		words := []string{"s3", "dynamodb", "sqs", "secretsmanager", "sts", "kms", "lambda"}
		if !seen[place] { // no role matters to these
			words = append(words, "internet")
			for _, store := range rx.Stores() {
				words = append(words, store.ID())
			}
			for i := range rx.Region.LoadBalancers {
				words = append(words, rx.Region.LoadBalancers[i].DNSName)
			}
		}
		seen[place], seen[place+f.Role] = true, true
		for _, word := range words {
			to, err := names.ParseIn(result.Index, rx, word)
			if err != nil {
				continue // a service that is not in the region
			}
			port, err := to.UsualPort()
			if err != nil {
				port = 443
			}
			q := question{f, reach.Query{To: to, Protocol: netset.TCP, Port: port}, 0}
			if q.was, err = result.Engine.Verdict(f.Place.Region, f.Function, q.Query); err != nil {
				t.Fatal(err)
			}
			if q.was != reach.Blocked { // which gets no worse
				out = append(out, q)
			}
		}
	}
	return out
}

// one makes a switch, and holds each answer that gets worse against what is told.
func (n *switched) one(t *testing.T, account string, result *analysis.Result, asked []question, edits []whatif.Edit) {
	t.Helper()
	changed, err := whatif.Apply(result.Snapshot, edits)
	if err != nil {
		t.Errorf("%s: %s is offered and cannot be made: %v", account, say.EditsText(edits), err)
		n.refused++
		return
	}
	n.made++
	after := resultOf(t, changed)
	changes, err := diff.Between(t.Context(), result, after)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range asked {
		region, f := q.function.Place.Region, q.function.FunctionName
		is, err := after.Engine.Verdict(region, after.Index.Region(region).Function(f), q.Query)
		if err != nil {
			t.Fatal(err)
		}
		n.verdicts++
		if is >= q.was || is == reach.Unknown && nothingLost(result, after, q.function) {
			continue
		}
		n.worse++
		if !tells(changes, &q) {
			t.Errorf("%s: %s: %s to %s is %s, then %s, and nothing is said of it", account, say.EditsText(edits), f,
				q.To.Name(), q.was, is)
		}
	}
}

// nothingLost reports whether a function reaches from each subnet what it did. What was partly reached is unknown then
// where more of it may be open: what was certainly shut is not any more.
func nothingLost(before, after *analysis.Result, f *analysis.Function) bool {
	region := f.Place.Region
	was, is := before.Engine.Reach(region, f.Function),
		after.Engine.Reach(region, after.Index.Region(region).Function(f.FunctionName))
	if len(was.Subnets) != len(is.Subnets) {
		return false
	}
	for i := range was.Subnets {
		if !is.Subnets[i].Sets.Can().ContainsSet(was.Subnets[i].Sets.Can()) {
			return false
		}
	}
	return true
}

// tells reports whether the screen tells that a function reaches less, of the internet where that is asked for.
func tells(c *diff.Changes, q *question) bool {
	region, name := q.function.Place.Region, q.function.FunctionName
	for i := range c.Functions {
		f := &c.Functions[i]
		if f.Region != region || f.Name != name {
			continue
		}
		less := f.Less()
		if q.To.Kind == names.KindInternet {
			return less.Overlaps(netset.Internet()) || f.Zones != nil || shut(f, "internet")
		}
		return !less.IsEmpty() ||
			q.To.Kind == names.KindService && (f.Zones != nil || shut(f, q.To.ID) || shut(f, "internet"))
	}
	if q.To.Kind != names.KindInternet && q.To.Kind != names.KindService {
		return false
	}
	return slices.ContainsFunc(c.Zones, func(z diff.Zones) bool {
		return z.Region == region && z.Name == name && len(z.Lost)+len(z.Unclear) > 0
	})
}

// shut reports whether it is told that what goes by a name is reached less well.
func shut(f *diff.Function, name string) bool {
	return slices.ContainsFunc(f.Services, func(s diff.Service) bool { return s.Name == name && s.Is < s.Was })
}

func resultOf(t *testing.T, s *awsdata.Snapshot) *analysis.Result {
	t.Helper()
	result, err := analysis.Run(t.Context(), s, analysis.Options{Checks: []*check.Check{}})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

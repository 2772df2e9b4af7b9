package screens

import (
	"bytes"
	"encoding/json"
	"flag"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
)

// demoWithoutFindings is the demo account, of which no check was run.
func demoWithoutFindings(t *testing.T) *screen.Env {
	t.Helper()
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	result, err := analysis.Run(t.Context(), snapshot, analysis.Options{Checks: []*check.Check{}})
	if err != nil {
		t.Fatal(err)
	}
	return &screen.Env{Theme: theme.New(theme.Options{}), Result: result}
}

// everyQuestion asks all. Without it each placement is asked one destination in six, and the next placement others, so
// that every kind of destination is asked for by some of each kind of placement.
var everyQuestion = flag.Bool("every-question", false, "ask every placement of the demo account for every destination")

// TestThePathScreenOffersWhatTraceOffers asks functions of the demo account, of each placement one, for the internet,
// services and data stores: the rows of the screen are the changes of `vpclens trace`, in their order. See
// [everyQuestion].
func TestThePathScreenOffersWhatTraceOffers(t *testing.T) {
	env := demoWithoutFindings(t)
	result := env.Result
	questions, opens, closes := 0, 0, 0
	asked, finder := map[string]bool{}, fix.New(result.Index, result.Engine)
	for _, f := range result.Functions {
		key := f.PlacementKey() // functions that sit alike are one
		if asked[key] {
			continue
		}
		asked[key] = true
		rx := result.Index.Region(f.Place.Region)
		to := []string{"internet", "s3", "dynamodb", "sqs", "secretsmanager", "kms", "ec2"}
		for _, store := range rx.Stores() {
			to = append(to, store.ID())
		}
		for n, word := range to {
			if !*everyQuestion && (n+len(asked))%6 != 0 {
				continue
			}
			q, err := reach.ParseQuery(result.Index, rx, word)
			if err != nil {
				continue // not of this region
			}
			questions++
			text := pathScreen(t, env, finder, f.Place.Region, f.FunctionName, word)
			trace := traceOf(t, result, finder, f, q)
			opens, closes = opens+len(trace.Opens), closes+len(trace.Closes)
			at := 0
			for _, offer := range slices.Concat(trace.Opens, trace.Closes) {
				for _, c := range offer.Changes {
					row := strings.Join(strings.Fields(rx.Named(c.Words)), " ")
					n := strings.Index(text[at:], row)
					if n < 0 {
						t.Fatalf("%s to %s: the screen lacks %q behind what comes before:\n%s", f.FunctionName,
							word, row, text)
					}
					at += n + len(row)
				}
			}
			if want := len(trace.Opens) + len(trace.Closes); want == 0 &&
				(strings.Contains(text, "To block it") || trace.Verdict != reach.Reachable &&
					f.Class != reach.ClassNotAttached && !strings.Contains(text, "no change to this account")) {
				t.Errorf("%s to %s: trace offers nothing, the screen says\n%s", f.FunctionName, word, text)
			}
		}
	}
	t.Logf("%d questions with %d and %d offers", questions, opens, closes)
	if questions < 40 || opens < 25 || closes < 8 {
		t.Errorf("%d questions with %d and %d offers prove too little", questions, opens, closes)
	}
}

type tracedFixes struct {
	Verdict       reach.Verdict
	Opens, Closes []struct{ Changes []struct{ Words string } }
}

// traceOf is what the command line writes.
func traceOf(t *testing.T, result *analysis.Result, finder *fix.Finder, f *analysis.Function,
	q reach.Query) tracedFixes {
	t.Helper()
	trace, err := result.Engine.Trace(f.Place.Region, f.Function, q)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := finder.Find(t.Context(), f.Place.Region, f.Function, q)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := report.WriteTraceJSON(&b, &report.Trace{Trace: trace, Index: result.Index, Fixes: answer}); err != nil {
		t.Fatal(err)
	}
	var out tracedFixes
	if err := json.Unmarshal(b.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// pathScreen is the text of the screen once all is computed, with single blanks.
func pathScreen(t *testing.T, env *screen.Env, finder *fix.Finder, region, function, to string) string {
	t.Helper()
	s := NewPath(screen.Place{Region: region, ID: function, To: to})
	s.Load(env)
	s.finder = finder
	_, intent := s.Update(screen.Shown{}, env)
	for intent != nil {
		compute, ok := intent.(screen.Compute)
		if !ok {
			t.Fatalf("%T", intent)
		}
		_, intent = s.Update(screen.Computed{Value: compute.Work(t.Context())}, env)
	}
	return strings.Join(strings.Fields(ansi.Strip(s.View(env, 400, 400))), " ")
}

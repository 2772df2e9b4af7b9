package cli_test

import (
	"flag"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/awsdata/demo"
)

var seeds = flag.Int("early-seeds", 1, "read accounts early with this many choices of how long each call takes")

// replayed are the documents of a snapshot as a server replays them.
func replayed(t *testing.T, snapshot *awsdata.Snapshot) fs.FS {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "account")
	if err := snapshot.Save(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	return os.DirFS(dir)
}

// TestWhatIsSaidEarlyStands reads accounts of which every call takes another time, and works out what follows from all
// that has arrived, again and again: what is said then is what is said in the end. What is not known yet is pending,
// and never unknown.
func TestWhatIsSaidEarlyStands(t *testing.T) {
	awsreplay.WithKeys(t)
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	big := awstest.Synthetic(t,
		awstest.Size{Functions: 40, VPCs: 5, Subnets: 40, Groups: 30, Interfaces: 120, Placements: 20})
	for name, files := range map[string]fs.FS{"demo": replayed(t, snapshot), "synthetic": replayed(t, big)} {
		for seed := range *seeds {
			t.Run(fmt.Sprint(name, " ", seed), func(t *testing.T) {
				server := awsreplay.New(t, files, 10)
				synctest.Test(t, func(t *testing.T) { staysTrue(t, server, seed) })
			})
		}
	}
}

func staysTrue(t *testing.T, server *awsreplay.Server, seed int) {
	latency := func(r awsreplay.Request) time.Duration {
		h := fnv.New32a()
		fmt.Fprint(h, seed, r.Operation, r.Region)
		return time.Duration(50+h.Sum32()%3000) * time.Millisecond
	}
	var early []*awsdata.Snapshot
	whole, err := collect.Collect(t.Context(), collect.Options{Regions: []string{"us-east-1"}, EndpointURL: server.URL,
		Transport: server.Transport(latency), Now: func() time.Time { return time.Unix(0, 0) },
		Partial: func(s *awsdata.Snapshot) { early = append(early, s) }})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(whole.Pending()); n > 0 {
		t.Errorf("%d calls are still pending: %v", n, whole.Pending())
	}
	last := run(t, whole)
	if last.Stage != analysis.Complete {
		t.Errorf("the last result is of stage %v", last.Stage)
	}
	functions := make(map[string]*analysis.Function)
	for _, f := range last.Functions {
		functions[f.FunctionName] = f
	}
	findings := make(map[string]*check.Finding)
	for i := range last.Findings {
		findings[last.Findings[i].ID] = &last.Findings[i]
	}
	exits, found, open := 0, 0, 0
	for _, s := range early {
		r := run(t, s)
		if r.Stage != analysis.Reading && len(s.Pending()) > 0 {
			t.Errorf("a result of stage %v with %d calls pending", r.Stage, len(s.Pending()))
		}
		for _, f := range r.Functions {
			end := functions[f.FunctionName]
			e, want := f.Exit(), end.Exit()
			switch e.Kind {
			case analysis.ExitPending:
				open++
				continue
			case want.Kind:
				exits++
			default:
				t.Errorf("%s: the way out was %q and is %q, with %d calls pending", f.FunctionName, e.Kind, want.Kind,
					len(s.Pending()))
			}
			for i := range f.Subnets {
				if v := f.Subnets[i].Internet; v != reach.Unknown && v != end.Subnets[i].Internet {
					t.Errorf("%s: from %s it was %s and is %s", f.FunctionName, f.Subnets[i].ID, v,
						end.Subnets[i].Internet)
				}
			}
		}
		for i := range r.Findings {
			f := &r.Findings[i]
			end := findings[f.ID]
			switch {
			case f.Status == check.Unknown && (end == nil || end.Status != check.Unknown):
				t.Errorf("%s of %s was unknown, for want of %q, and is not", f.Check, f.Resource, f.Missing)
			case end == nil && !saidOtherwise(f, functions):
				t.Errorf("%s of %s (%s) was found, and is not any more", f.Check, f.Resource, f.Title)
			}
			found++
		}
	}
	t.Logf("%d early results: %d ways out and %d findings stand, %d ways out were pending", len(early), exits,
		found, open)
	if len(early) < 3 || exits == 0 || found == 0 || open == 0 {
		t.Error("too little was said early to prove anything")
	}
}

// saidOtherwise reports whether what was found about functions is told of each of them by another finding as bad as it,
// which the rest of the account made the better one.
func saidOtherwise(f *check.Finding, functions map[string]*analysis.Function) bool {
	for _, name := range f.Functions {
		if !slices.ContainsFunc(functions[name].Findings,
			func(o *check.Finding) bool { return o.Status == check.Fail && o.Severity >= f.Severity }) {
			return false
		}
	}
	return len(f.Functions) > 0
}

func run(t *testing.T, s *awsdata.Snapshot) *analysis.Result {
	t.Helper()
	r, err := analysis.Run(t.Context(), s, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

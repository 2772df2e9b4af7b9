package cli_test

import (
	"flag"
	"fmt"
	"hash/fnv"
	"io/fs"
	"net/http"
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
				transport := server.Transport(func(r awsreplay.Request) time.Duration { return latency(seed, "", r) })
				synctest.Test(t, func(t *testing.T) {
					staysTrue(t, 3, func(partial func(*awsdata.Snapshot)) (*awsdata.Snapshot, error) {
						return collect.Collect(t.Context(), earlyOptions(server.URL, transport, partial))
					})
				})
			})
		}
	}
}

// The same holds of accounts that are read side by side, between which paths lead: what one of them still has to tell
// is pending for the others.
func TestWhatIsSaidEarlyOfAccountsStands(t *testing.T) {
	files := make(map[string]fs.FS)
	var targets []collect.Target
	for _, story := range awstest.Organization() {
		s := awstest.Parse(t, story)
		files[s.AccountID] = replayed(t, s)
		targets = append(targets, collect.Target{AccountID: s.AccountID, RoleName: "reader"})
	}
	awsreplay.WithKeys(t)
	fleet := awsreplay.NewFleet(t, targets[0].AccountID, files)
	for seed := range 4 + *seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			transport := fleet.Transport(func(account string, r awsreplay.Request) time.Duration {
				return latency(seed, account, r)
			})
			synctest.Test(t, func(t *testing.T) {
				staysTrue(t, 3, func(partial func(*awsdata.Snapshot)) (*awsdata.Snapshot, error) {
					return collect.CollectAccounts(t.Context(), earlyOptions(fleet.URL, transport, partial), targets)
				})
			})
		})
	}
}

func earlyOptions(url string, transport http.RoundTripper, partial func(*awsdata.Snapshot)) collect.Options {
	return collect.Options{Regions: []string{"us-east-1"}, EndpointURL: url, Transport: transport,
		Now: func() time.Time { return time.Unix(0, 0) }, Partial: partial}
}

// latency is how long a call takes, another time each.
func latency(seed int, account string, r awsreplay.Request) time.Duration {
	h := fnv.New32a()
	fmt.Fprint(h, seed, account, r.Operation, r.Region)
	return time.Duration(50+h.Sum32()%3000) * time.Millisecond
}

// staysTrue reads accounts, and holds what is said of them early against what is said in the end.
func staysTrue(t *testing.T, least int, read func(func(*awsdata.Snapshot)) (*awsdata.Snapshot, error)) {
	var early []*awsdata.Snapshot
	whole, err := read(func(s *awsdata.Snapshot) { early = append(early, s) })
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
	findings := make(map[string]*check.Finding)
	for _, of := range last.Accounts {
		for _, f := range of.Functions {
			functions[f.Account+f.FunctionName] = f
		}
		for i := range of.Findings {
			findings[of.Findings[i].Account+of.Findings[i].ID] = &of.Findings[i]
		}
	}
	exits, found, open := 0, 0, 0
	for _, s := range early {
		r := run(t, s)
		if r.Stage != analysis.Reading && len(s.Pending()) > 0 {
			t.Errorf("a result of stage %v with %d calls pending", r.Stage, len(s.Pending()))
		}
		var said []*analysis.Function
		var told []check.Finding
		for _, of := range r.Accounts {
			said, told = append(said, of.Functions...), append(told, of.Findings...)
		}
		for _, f := range said {
			end := functions[f.Account+f.FunctionName]
			e, want := f.Exit(), end.Exit()
			switch e.Kind {
			case analysis.ExitPending:
				open++
				continue
			case want.Kind:
				exits++
			default:
				t.Errorf("%s: the internet egress was %q and is %q, with %d calls pending", f.FunctionName, e.Kind,
					want.Kind,
					len(s.Pending()))
			}
			if was, is := pathOf(t, r, f), pathOf(t, last, end); was.Verdict != is.Verdict &&
				(was.Verdict != reach.Unknown || !pendingIn(r.Of(f.Account), f.Region, was)) {
				t.Errorf("%s %s: the path was %s and is %s, with %d calls pending", f.Account, f.FunctionName,
					was.Verdict,
					is.Verdict, len(s.Pending()))
			}
			for i := range f.Subnets {
				if v := f.Subnets[i].Internet; v != reach.Unknown && v != end.Subnets[i].Internet {
					t.Errorf("%s: from %s it was %s and is %s", f.FunctionName, f.Subnets[i].ID, v,
						end.Subnets[i].Internet)
				}
			}
		}
		for i := range told {
			f := &told[i]
			end := findings[f.Account+f.ID]
			switch {
			case f.Status == check.Unknown && (end == nil || end.Status != check.Unknown):
				t.Errorf("%s of %s was unknown, for want of %q, and is not", f.Check, f.Resource, f.Missing)
			case end == nil && !saidOtherwise(f, functions):
				t.Errorf("%s of %s (%s) was found, and is not any more", f.Check, f.Resource, f.Title)
			}
			found++
		}
	}
	t.Logf("%d early results: %d internet egress and %d findings stand, %d internet egress were pending", len(early),
		exits,
		found, open)
	if len(early) < least || exits == 0 || found == 0 || open == 0 {
		t.Error("too little was said early to prove anything")
	}
}

// pathOf is a function's path to an address that may be one of another account.
func pathOf(t *testing.T, r *analysis.Result, f *analysis.Function) *reach.Trace {
	t.Helper()
	of := r.Of(f.Account)
	query, err := reach.ParseQuery(of.Index, of.Index.Region(f.Region), "10.2.1.10:5432 tcp")
	if err != nil {
		t.Fatal(err)
	}
	trace, err := of.Engine.Trace(f.Region, f.Function, query)
	if err != nil {
		t.Fatal(err)
	}
	return trace
}

// pendingIn reports whether what a path lacks is still being read.
func pendingIn(r *analysis.Result, region string, trace *reach.Trace) bool {
	for i := range trace.Subnets {
		for j := range trace.Subnets[i].Hops {
			if r.Pending(region, trace.Subnets[i].Hops[j].Missing) {
				return true
			}
		}
	}
	return false
}

// saidOtherwise reports whether what was found about functions is told of each of them by another finding as bad as it,
// which the rest of the account made the better one.
func saidOtherwise(f *check.Finding, functions map[string]*analysis.Function) bool {
	for _, name := range f.Functions {
		if !slices.ContainsFunc(functions[f.Account+name].Findings,
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

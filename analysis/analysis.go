// Package analysis says what a snapshot means. It is a pure function of the snapshot: same snapshot, same bytes out; no
// clock, no network, no terminal.
package analysis

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/prior"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/waiver"
	"github.com/vpclens/vpclens/awsdata"
)

// Result is everything that was computed of a snapshot, once. Screens, reports and commands read it; nobody changes it.
//
// It is of one account, the one that its snapshot asks about.
type Result struct {
	Stage     Stage
	Accounts  []*Result // of every account of the snapshot, in their order, this one among them
	Snapshot  *awsdata.Snapshot
	Index     *awsdata.Index
	Engine    *reach.Engine
	Functions []*Function     // every function of every region: by region, then name
	Findings  []check.Finding // worst first, then by check, region, resource
	// what to tell about waivers, of all accounts: expired ones, and those that cover nothing any more
	Notices []string
	// answers of checks that wait for calls that are still being made; they are no findings yet
	Waiting int

	absent *sync.Map      // see Absent; by account
	causes func() []Cause // see Causes; nil where no run made the result
}

// Pending reports whether one of the missing calls of a region is still being made: what they leave open is not
// unknown, but pending.
func (r *Result) Pending(region string, missing []string) bool {
	return r.Stage == Reading &&
		slices.ContainsFunc(missing, func(call string) bool { return r.Snapshot.Waits(region, call) })
}

// Unread are the regions whose list of functions is not in the snapshot: nothing that is said of the account holds for
// them. It is [awsdata.Global] where nobody knows so much as the account's regions.
func (r *Result) Unread() []string {
	if len(r.Snapshot.MainRegions()) == 0 {
		return []string{awsdata.Global}
	}
	var out []string
	for _, region := range r.Snapshot.MainRegions() {
		if !region.Has("list-functions") {
			out = append(out, region.RegionName)
		}
	}
	return out
}

// Function is what is known of one function: where it sits and how it leads out, and what was found.
type Function struct {
	*reach.Place
	Account  string           // id of the account that it is in, "" where the snapshot is of one account
	Findings []*check.Finding // worst first
	Headline string           // what is wrong, in words; "" when nothing is

	// While the snapshot is being collected: its way out is not known yet, and answers of checks about it are not.
	ExitPending, ChecksPending bool
}

// Worst is the severity of the function's worst finding that is a fact, zero if there is none.
func (f *Function) Worst() check.Severity {
	var worst check.Severity
	for _, finding := range f.Findings {
		if finding.Status == check.Fail && finding.Waived == nil {
			worst = max(worst, finding.Severity)
		}
	}
	return worst
}

// First is the finding that a person should read first, nil if there is none: that of the greatest impact, and of those
// the one about the thing to mend rather than about what follows from it. What the team has accepted does not count,
// and a question only where nothing is known to be wrong.
func (f *Function) First() *check.Finding {
	var best *check.Finding
	for _, finding := range f.Findings {
		switch {
		case finding.Waived != nil:
		case best == nil, finding.Status == check.Fail && best.Status != check.Fail,
			finding.Status == best.Status && (check.Compare(finding, best) < 0 ||
				check.Compare(finding, best) == 0 && finding.Resource == finding.Cause && best.Resource != best.Cause):
			best = finding
		}
	}
	return best
}

// Compare orders functions by what a person should look at first: by their first findings, those without any last.
func Compare(a, b *Function) int {
	x, y := a.First(), b.First()
	switch {
	case x == nil && y == nil:
		return 0
	case x == nil:
		return 1
	case y == nil:
		return -1
	}
	return check.Compare(x, y)
}

// Options choose what is analyzed.
type Options struct {
	Checks  []*check.Check // nil means the whole catalogue
	Waivers *waiver.Config // nil for none
	Today   time.Time      // the day by which waivers expire
	Known   *prior.File    // findings that were known before; nil for none
	// OnStage is given each result that comes before the last one, in their order, by the goroutine that runs the
	// analysis. Nil for nobody who would look at them.
	OnStage func(*Result)
}

// Run analyzes every account of a snapshot, each as the one that is asked about. The result is that of the account that
// the snapshot asks about, which leads to the others. The only error is the context's.
func Run(ctx context.Context, snapshot *awsdata.Snapshot, options Options) (*Result, error) {
	index := awsdata.NewIndex(snapshot)
	results := []*Result{newResult(index)}
	for _, account := range snapshot.Accounts[1:] {
		results = append(results, newResult(index.As(account.AccountID)))
	}
	together(results)
	tell := func(stage func(i int) *Result) {
		if options.OnStage != nil {
			early := make([]*Result, len(results))
			for i := range early {
				early[i] = stage(i)
			}
			options.OnStage(together(early))
		}
	}
	tell(func(i int) *Result { return results[i].listed() })
	places := make([][]*reach.Place, len(results))
	for i, r := range results {
		var err error
		if places[i], err = r.places(ctx); err != nil {
			return nil, err
		}
	}
	tell(func(i int) *Result { return results[i].placed(places[i]) })
	for i, r := range results {
		if err := r.check(ctx, places[i], options.checks()); err != nil {
			return nil, err
		}
	}
	options.waive(results)
	options.mark(results)
	calls := snapshot.Pending()
	for i, r := range results {
		r.join(places[i], r.takePending(calls))
	}
	return together(results), nil
}

func newResult(index *awsdata.Index) *Result {
	return &Result{Snapshot: index.Snapshot, Index: index, Engine: reach.New(index)}
}

// together makes results of the accounts of one snapshot know of each other.
func together(results []*Result) *Result {
	absent := new(sync.Map)
	for _, r := range results {
		r.Accounts, r.absent, r.causes = results, absent, sync.OnceValue(r.findCauses)
	}
	return results[0]
}

// Of is the result of an account of the snapshot, nil if it does not hold it. That of "" is the result itself.
func (r *Result) Of(account string) *Result {
	if account == "" || account == r.Snapshot.AccountID {
		return r
	}
	for _, other := range r.Accounts {
		if other.Snapshot.AccountID == account {
			return other
		}
	}
	return nil
}

// Everywhere are the functions of all accounts, those of this one first: a part of the network of one account can serve
// another.
func (r *Result) Everywhere() []*Function {
	out := slices.Clip(r.Functions)
	for _, other := range r.Accounts {
		if other != r {
			out = append(out, other.Functions...)
		}
	}
	return out
}

// Account is how things of this account name it: its id, "" where the snapshot is of one account.
func (r *Result) Account() string {
	if len(r.Accounts) < 2 {
		return ""
	}
	return r.Snapshot.AccountID
}

// check runs the checks over the places of the functions.
func (r *Result) check(ctx context.Context, places []*reach.Place, checks []*check.Check) error {
	r.Findings = check.Run(r.Index, r.Engine, places, checks)
	for i := range r.Findings {
		r.Findings[i].Account = r.Account()
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("run checks: %w", err)
	}
	return nil
}

func (o *Options) checks() []*check.Check {
	if o.Checks != nil {
		return o.Checks
	}
	return check.Catalogue()
}

// waive marks what the team has accepted, in all accounts at once: a waiver that matches nothing in one of them may do
// so in another.
func (o *Options) waive(results []*Result) {
	if o.Waivers == nil {
		return
	}
	var accounts []*waiver.Findings
	for _, r := range results {
		accounts = append(accounts,
			&waiver.Findings{AccountID: r.Snapshot.AccountID, List: r.Findings, Names: r.nameOf})
	}
	notices := o.Waivers.Apply(accounts, o.Today)
	for i, r := range results {
		r.Findings, r.Notices = accounts[i].List, notices
		check.Sort(r.Findings, o.checks())
	}
}

// mark marks the findings that were known before, in all accounts, and notices what is gone of them.
func (o *Options) mark(results []*Result) {
	if o.Known == nil {
		return
	}
	var accounts []prior.Findings
	for _, r := range results {
		accounts = append(accounts, prior.Findings{AccountID: r.Snapshot.AccountID, List: r.Findings, Index: r.Index})
	}
	if gone := o.Known.Mark(accounts); len(gone) > 0 {
		notice := english.Count(len(gone), "known finding") + " no longer there: write the file of known findings anew"
		for _, r := range results {
			r.Notices = append(slices.Clip(r.Notices), notice)
		}
	}
}

// nameOf is what people call a resource: the name on the screens, for a role or what else has an ARN its last part.
func (r *Result) nameOf(region, id string) string {
	if index := r.Index.Region(region); index != nil {
		if resource, ok := index.Lookup(id); ok && resource.Name() != "" {
			return resource.Name()
		}
	}
	if strings.HasPrefix(id, "arn:") {
		return id[strings.LastIndexAny(id, "/:")+1:]
	}
	return ""
}

// places computes every function's place, side by side: the engine keeps what is equal among them.
func (r *Result) places(ctx context.Context) ([]*reach.Place, error) {
	type job struct {
		region string
		fn     *awsdata.Function
	}
	var jobs []job
	for _, region := range r.Snapshot.RegionNames() {
		for _, f := range r.Index.Region(region).Functions() {
			jobs = append(jobs, job{region, f})
		}
	}
	places := make([]*reach.Place, len(jobs))
	group, ctx := awsdata.NewGroup(ctx)
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() error {
			for i := w; i < len(jobs); i += workers {
				if err := ctx.Err(); err != nil {
					return fmt.Errorf("place functions: %w", err)
				}
				places[i] = r.Engine.Place(jobs[i].region, jobs[i].fn)
			}
			return nil
		})
	}
	return places, group.Wait()
}

// functionKey names a function.
type functionKey struct{ region, name string }

// join gives each function its findings and its headline.
func (r *Result) join(places []*reach.Place, waiting pending) {
	byName := make(map[functionKey]*Function, len(places))
	for _, place := range places {
		f := &Function{Place: place, Account: r.Account()}
		waiting.mark(f)
		r.Functions = append(r.Functions, f)
		byName[functionKey{place.Region, place.FunctionName}] = f
	}
	for i := range r.Findings {
		finding := &r.Findings[i]
		for _, name := range finding.Functions {
			if f := byName[functionKey{finding.Region, name}]; f != nil {
				f.Findings = append(f.Findings, finding)
			}
		}
	}
	for _, f := range r.Functions {
		f.Headline = headline(f)
	}
}

// headline is what is wrong with a function in one sentence: its first finding that matters, or why it cannot be told.
func headline(f *Function) string {
	if best := f.First(); best != nil && best.Status == check.Fail && best.Severity > check.Info {
		return best.Title
	}
	if f.Internet.Posture == reach.PostureUnknown && !f.ExitPending {
		for _, sub := range f.Subnets {
			if sub.Internet == reach.Unknown && sub.Why.Reason != "" {
				return sub.Why.String()
			}
		}
	}
	return ""
}

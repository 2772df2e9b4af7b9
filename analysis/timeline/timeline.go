// Package timeline says what changed on a path, when and by whom, and whether it would have worked before: events of
// CloudTrail and states of the account that were kept, newest first. Each event is taken back alone, on a copy of the
// snapshot, and the same is asked there.
package timeline

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/event"
)

// State is the account as it was at a time.
type State struct {
	At    time.Time
	Index *awsdata.Index
}

// Input is what a time line is made of.
type Input struct {
	Index    *awsdata.Index
	Engine   *reach.Engine // of Index
	Region   string
	Function *awsdata.Function // whose path it is, nil where a thing is asked about
	Query    reach.Query       // of the function
	Things   []string          // ids, names and ARNs on the path
	Events   []event.Event     // newest first
	States   []State           // from before the snapshot, oldest first
	From     time.Time         // nothing before it is told, but used
}

// Timeline is what changed, newest first.
type Timeline struct {
	Verdict reach.Verdict // of the path now; of nothing where no function is asked about
	Moments []Moment
}

// Moment is something that happened: an event, a change between two states, or that the function was deployed where no
// event tells it.
type Moment struct {
	Time time.Time

	Event    *event.Event
	Deploys  bool // it is about the function itself: its code or its configuration
	Before   Before
	Resource *diff.Resource // what is different from the state of Since
	Since    time.Time
}

// Before is how the path was before an event, and whether the event made it what it was after.
type Before struct {
	How     How
	Verdict reach.Verdict
	After   *reach.Verdict // of the path right after it, nil where that is not known
	Edits   []whatif.Edit  // that take the event back, on a copy
	Alone   *reach.Verdict // of the path now, were this event alone taken back; nil where it cannot be
	State   time.Time      // of FromState: when the state was read
	Shared  bool           // of FromState: something else on the path was changed since it, too
	Why     Why            // why the events do not tell; "" where they do
	// of an event that is taken back without a path: what functions reach since it, against before
	Functions []diff.Function
}

// How is how it is known how things were before an event.
type How string

// The ways.
const (
	NotTold   How = "not-told"
	Undone    How = "undone" // it and all events since were taken back on a copy of what was read
	FromState How = "state"  // asked of the last state that was kept from before the event
	Same      How = "same"   // as after it: the event changes nothing
)

// Broke reports whether the path got worse with the event. Of one that is not the only one since a state that is not
// known.
func (b *Before) Broke() bool { return b.known() && worse(*b.After, b.Verdict) }

// Opened reports whether the path got better with the event.
func (b *Before) Opened() bool { return b.known() && worse(b.Verdict, *b.After) }

func (b *Before) known() bool { return b.How != NotTold && b.After != nil && !b.Shared }

// worse reports whether one verdict is worse than another. What is unknown is neither.
func worse(a, b reach.Verdict) bool {
	rank := map[reach.Verdict]int{reach.Blocked: 1, reach.Partial: 2, reach.Reachable: 3}
	return rank[a] > 0 && rank[b] > 0 && rank[a] < rank[b]
}

// Of makes a time line. The only errors are the context's and those of a question that cannot be asked.
func Of(ctx context.Context, in *Input) (*Timeline, error) {
	out := &Timeline{}
	if in.Function != nil {
		t, err := in.Engine.Trace(in.Region, in.Function, in.Query)
		if err != nil {
			return nil, err
		}
		out.Verdict = t.Verdict
	}
	back := &walk{Input: in, account: in.Index, verdict: &out.Verdict}
	for i := range in.Events {
		e := &in.Events[i]
		if e.Time.Before(in.From) || !in.touches(e) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out.Moments = append(out.Moments, Moment{Time: e.Time, Event: e, Deploys: in.deploys(e),
			Before: back.before(e, in.Events[i+1:])})
	}
	out.Moments = append(out.Moments, in.differences()...)
	if m, ok := in.lastModified(out.Moments); ok {
		out.Moments = append(out.Moments, m)
	}
	slices.SortStableFunc(out.Moments, func(a, b Moment) int { return b.Time.Compare(a.Time) })
	return out, nil
}

// touches reports whether an event is about one of the things.
func (in *Input) touches(e *event.Event) bool {
	if e.Region != "" && e.Region != in.Region && in.Region != awsdata.Global {
		return false
	}
	return slices.ContainsFunc(e.Resources, func(name string) bool {
		return slices.Contains(in.Things, name) || slices.ContainsFunc(in.Things, func(thing string) bool {
			return strings.HasSuffix(name, "/"+thing) || strings.HasSuffix(name, ":function:"+thing)
		})
	})
}

// deploys reports whether an event is about the function itself.
func (in *Input) deploys(e *event.Event) bool {
	return in.Function != nil && did(e, "CreateFunction", "UpdateFunctionCode", "UpdateFunctionConfiguration",
		"PublishVersion") && functionName(e.Request.Function) == in.Function.FunctionName
}

// stateBefore is the last state from before a time, nil for none.
func (in *Input) stateBefore(at time.Time) *State {
	var out *State
	for i := range in.States {
		if in.States[i].At.Before(at) {
			out = &in.States[i]
		}
	}
	return out
}

// differences are what changed from state to state, the snapshot as the last.
func (in *Input) differences() []Moment {
	var out []Moment
	states := append(slices.Clone(in.States), State{in.Index.Snapshot.CapturedAt, in.Index})
	for i := range states[1:] {
		was, is := states[i], states[i+1]
		if is.At.Before(in.From) {
			continue
		}
		for _, r := range diff.Resources(was.Index, is.Index) {
			if (r.Region == in.Region || in.Region == awsdata.Global) && slices.Contains(in.Things, r.ID) {
				out = append(out, Moment{Time: is.At, Resource: &r, Since: was.At})
			}
		}
	}
	return out
}

// lastModified is that the function was changed last, where no event tells.
func (in *Input) lastModified(told []Moment) (Moment, bool) {
	if in.Function == nil {
		return Moment{}, false
	}
	at, ok := modified(in.Function.LastModified)
	if !ok || at.Before(in.From) || slices.ContainsFunc(told, func(m Moment) bool {
		return m.Deploys && m.Time.Sub(at).Abs() < 2*time.Minute
	}) {
		return Moment{}, false
	}
	return Moment{Time: at, Deploys: true}, true
}

// modified reads the time that Lambda writes: 2026-10-05T07:40:12.000+0000.
func modified(text string) (time.Time, bool) {
	for _, form := range []string{"2006-01-02T15:04:05.000-0700", time.RFC3339} {
		if at, err := time.Parse(form, text); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

// Things are what a path depends on, those that stop it first: ids that CloudTrail and the snapshot have.
func Things(t *reach.Trace, f *awsdata.Function, rx *awsdata.RegionIndex) []string {
	out := []string{}
	add := func(names ...string) {
		for _, name := range names {
			for id := range strings.SplitSeq(name, ",") {
				if id = strings.TrimSpace(id); id != "" && !slices.Contains(out, id) && isThing(rx, id) {
					out = append(out, id)
				}
			}
		}
	}
	for _, stops := range []bool{true, false} {
		for i := range t.Subnets {
			s := &t.Subnets[i]
			for j := range s.Hops {
				if h := &s.Hops[j]; stops == (h.Verdict == reach.Blocked || h.Verdict == reach.Unknown) {
					add(h.Rule.Target, h.Resource)
				}
			}
		}
		if stops { // by either of its names
			out = append(out, f.FunctionName, f.UnqualifiedArn())
		}
	}
	for i := range t.Subnets {
		add(t.Subnets[i].Way.Resource, t.Subnets[i].SubnetID)
	}
	_, groups := rx.Placement(f)
	add(groups...)
	return out
}

// isThing reports whether an id names something that CloudTrail can know: what the snapshot has, or what a route still
// leads to.
func isThing(rx *awsdata.RegionIndex, id string) bool {
	if _, ok := rx.Lookup(id); ok {
		return true
	}
	prefix, rest, ok := strings.Cut(id, "-")
	return ok && rest != "" && !strings.ContainsAny(id, " /:→") && slices.Contains([]string{"nat", "pcx", "vpce",
		"igw", "eigw", "eni", "i", "vgw", "tgw", "subnet", "sg", "rtb", "acl"}, prefix)
}

// NamesOf are what CloudTrail may call a thing: its id, and the ARN where it has one.
func NamesOf(r awsdata.Resource) []string {
	out := []string{r.ID()}
	if f, ok := r.(*awsdata.Function); ok {
		out = append(out, f.UnqualifiedArn())
	}
	return slices.DeleteFunc(slices.Compact(out), func(s string) bool { return cmp.Or(s, "-") == "-" })
}

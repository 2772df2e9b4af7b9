package timeline

import (
	"time"

	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/event"
)

// mostCompared is how many events are taken back for all functions: each costs about as much as reading the account.
const mostCompared = 8

// walk goes back in time, from the snapshot from event to event. Where a state was kept, it goes on from that: what
// nobody tells of is in it too.
type walk struct {
	*Input
	account  *awsdata.Index // right after the next event, nil once an event could not be taken back
	verdict  *reach.Verdict // of the path there, nil where it is not known
	anchored *State         // the last state that it went on from
	compared int
}

// before goes back behind an event, and says how it was there.
func (w *walk) before(e *event.Event, earlier []event.Event) Before {
	if s := w.stateAfter(e.Time); s != nil && s != w.anchored {
		w.account, w.anchored, w.verdict = s.Index, s, nil
		if v, ok := w.ask(s.Index); ok {
			w.verdict = &v
		}
	}
	b := Before{How: NotTold, After: w.verdict}
	var was *awsdata.Snapshot
	state := w.stateBefore(e.Time)
	if state != nil {
		was = state.Index.Snapshot
	}
	var changed *awsdata.Index
	b.Alone = w.alone(was, e, earlier)
	if w.account == nil {
		if _, b.Why = Undo(w.Index.Snapshot, was, e, earlier); b.Why == "" {
			b.Why = LaterUntold
		}
	} else {
		changed, b.Edits, b.Why = w.without(w.account, was, e, earlier)
	}
	switch {
	case b.Why == Refused || b.Why == NoBearing || b.Why == Elsewhere:
		b.How = Same
		if w.verdict != nil {
			b.Verdict = *w.verdict
		}
		return b
	case b.Why == Made: // the things on its path may be older
		return b
	case changed != nil:
		b.How = Undone
		w.step(&b, changed)
		return b
	}
	w.account, w.verdict = nil, nil
	if state == nil || w.Function == nil {
		return b
	}
	if v, ok := w.ask(state.Index); ok {
		b.How, b.Verdict, b.State, w.verdict = FromState, v, state.At, &v
		if w.anyBetween(state.At, e, earlier) { // which of them made it so is not known
			b.Shared, w.verdict = true, nil
		}
	}
	return b
}

// step goes to the account before an event.
func (w *walk) step(b *Before, changed *awsdata.Index) {
	after := w.account
	w.account = changed
	if w.Function == nil {
		if w.compared++; w.compared > mostCompared {
			b.How, b.Why = NotTold, TooMany
			return
		}
		b.Functions = diff.Functions(changed, after)
		return
	}
	v, ok := w.ask(changed)
	if !ok {
		b.How, b.Why, w.account, w.verdict = NotTold, ChangedSince, nil, nil
		return
	}
	b.Verdict, w.verdict = v, &v
}

// without is an account without what an event changed in it, nil if that cannot be made.
func (w *walk) without(x *awsdata.Index, was *awsdata.Snapshot, e *event.Event, earlier []event.Event) (*awsdata.Index,
	[]whatif.Edit, Why) {
	edits, why := Undo(x.Snapshot, was, e, earlier)
	if why != "" {
		return nil, nil, why
	}
	changed, err := whatif.Apply(x.Snapshot, edits)
	if err != nil {
		return nil, nil, ChangedSince
	}
	return awsdata.NewIndex(changed), edits, ""
}

// alone is the verdict of the path now without an event, nil where that cannot be told.
func (w *walk) alone(was *awsdata.Snapshot, e *event.Event, earlier []event.Event) *reach.Verdict {
	if w.Function == nil {
		return nil
	}
	changed, _, why := w.without(w.Index, was, e, earlier)
	if why != "" {
		return nil
	}
	if v, ok := w.ask(changed); ok {
		return &v
	}
	return nil
}

// ask asks the same of the account as it was. It cannot be asked of a function that is not there.
func (in *Input) ask(x *awsdata.Index) (reach.Verdict, bool) {
	if in.Function == nil || x.Region(in.Region) == nil {
		return reach.Unknown, false
	}
	f := x.Region(in.Region).Function(in.Function.FunctionName)
	if f == nil {
		return reach.Unknown, false
	}
	t, err := reach.New(x).Trace(in.Region, f, in.Query)
	if err != nil {
		return reach.Unknown, false
	}
	return t.Verdict, true
}

// anyBetween reports whether something else on the path was changed between a state and an event.
func (in *Input) anyBetween(state time.Time, e *event.Event, earlier []event.Event) bool {
	for i := range earlier {
		o := &earlier[i]
		if o.Time.After(state) && !o.Time.After(e.Time) && in.touches(o) && o.Error == "" && !bearsNothing(o.Name) {
			return true
		}
	}
	return false
}

// stateAfter is the first state from after a time, nil for none: what was read last is none of them.
func (in *Input) stateAfter(at time.Time) *State {
	for i := range in.States {
		if !in.States[i].At.Before(at) {
			return &in.States[i]
		}
	}
	return nil
}

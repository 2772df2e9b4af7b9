package ui

import (
	"cmp"
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	kept "github.com/vpclens/vpclens/awsdata/history"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
)

// session are the states that the account was in while the explorer was open. A read that changed no resource, no
// verdict and no finding is the same state, read again.
type session struct {
	job     job
	last    *analysis.Result // of the newest state, nil before the first
	states  []state          // oldest first
	dropped bool             // there were more of them
	kept    []kept.State     // in the folder of --history, oldest first
	told    bool             // that nothing can be kept there
}

// state is a snapshot and when it was first read.
type state struct {
	at       time.Time
	words    string            // what was different from the state before
	snapshot *awsdata.Snapshot // of the newest state, which is shown anyway
	packed   []byte            // of all others
}

// keptLast are the words for what an earlier session has kept, where this one begins with it.
const keptLast = "what was kept last"

// How much is remembered: the first state and the newest of the others, and the newest changes.
const (
	mostStates      = 20
	mostStateBytes  = 64 << 20
	mostChanges     = 1000
	mostReadChanges = 300 // of one read
)

// recordedMsg is what is new in a read.
type recordedMsg struct {
	result  *analysis.Result
	at      time.Time
	same    bool // as the state before
	changes []screen.Change
	words   string
	packed  []byte       // the state before
	kept    []kept.State // in the folder, if it was looked at
	err     error        // of keeping it there
}

// keptMsg is the newest state of an earlier session, nil where there is none.
type keptMsg struct {
	result *analysis.Result
	at     time.Time
	kept   []kept.State
}

// begin shows what was kept of an earlier session while the account is read behind it, or else reads the account.
func (a *App) begin() tea.Cmd {
	folder := a.source.History
	if folder == nil || folder.Anonymized() {
		return a.load.start(a.ctx, a.now(), a.source, a.partly)
	}
	run, checks := a.analyze, a.checks
	a.load.job.begin(a.ctx)
	return a.load.job.do(func(ctx context.Context) tea.Msg {
		snapshot, at := folder.Newest(ctx)
		if snapshot == nil {
			return keptMsg{}
		}
		result, err := run(ctx, snapshot, checks)
		if err != nil {
			return nil // the explorer ends
		}
		states, _ := folder.States() // which were there a moment ago
		return keptMsg{result, at, states}
	})
}

// showKept shows the state of an earlier session, and reads the account behind it as if a person had asked for that.
func (a *App) showKept(m keptMsg) tea.Cmd {
	if m.result == nil {
		return a.load.start(a.ctx, a.now(), a.source, a.partly)
	}
	a.load.job.end()
	a.load.at = m.at
	a.session.kept = m.kept
	a.session.last, a.session.states = m.result, []state{{at: m.at, words: keptLast, snapshot: m.result.Snapshot}}
	cmd := tea.Batch(a.show(m.result), a.openBaseline())
	a.watch.job.begin(a.ctx)
	a.watch.asked = true
	return tea.Batch(cmd, a.readBehind())
}

// forget begins a session anew: what was read of another account, or for other regions, is no earlier state.
func (a *App) forget() {
	a.session.job.end()
	a.session, a.env.Log = session{job: a.session.job}, nil // the job tells what is late from what is new
}

// record finds out what a read brought, off the goroutine that draws. One that begins before another has ended speaks
// for both.
func (a *App) record(result *analysis.Result, at time.Time) tea.Cmd {
	s, folder, th := &a.session, a.source.History, a.env.Theme
	if s.last == result {
		return nil
	}
	if s.last != nil && s.last.Snapshot.IsOfOthers(result.Snapshot) {
		a.forget()
	}
	last := s.last
	s.job.begin(a.ctx)
	return s.job.do(func(ctx context.Context) tea.Msg {
		m := recordedMsg{result: result, at: at}
		if last != nil {
			var err error
			if m.changes, m.words, err = screens.ChangesOf(ctx, th, last, result, at); err != nil {
				return nil // the explorer ends
			}
			if m.same = len(m.changes) == 0; m.same {
				return m
			}
			m.changes = m.changes[:min(len(m.changes), mostReadChanges)]
			if m.packed, err = last.Snapshot.Packed(); err != nil {
				return nil
			}
		}
		if folder != nil {
			_, m.err = folder.Add(ctx, result.Snapshot, at)
			if !folder.Anonymized() {
				m.kept, _ = folder.States() // Add has said what is wrong with the folder
			}
		}
		return m
	})
}

// keepLast keeps in the folder what was read last, when the program has ended before it was recorded.
func (a *App) keepLast(ctx context.Context) {
	folder, last := a.source.History, a.read
	if folder == nil || last == nil || last.Stage != analysis.Complete || a.session.last == last ||
		a.load.part == last {
		return
	}
	_, _ = folder.Add(ctx, last.Snapshot, a.load.at) // nobody is there to be told; the next session reads anew
}

// recorded takes what a read brought.
func (a *App) recorded(m recordedMsg) tea.Cmd {
	s := &a.session
	s.job.end()
	s.last = m.result
	if m.err != nil && !s.told {
		s.told = true
		a.say(m.err.Error())
	}
	n := len(s.states)
	if m.same {
		s.states[n-1].snapshot = m.result.Snapshot
		return nil
	}
	if n > 0 {
		s.states[n-1].snapshot, s.states[n-1].packed = nil, m.packed
	}
	s.kept = m.kept
	s.states = append(s.states, state{at: m.at, words: m.words, snapshot: m.result.Snapshot})
	s.thin()
	if len(m.changes) == 0 {
		return nil
	}
	a.env.Log = append(m.changes, a.env.Log[:min(len(a.env.Log), mostChanges-len(m.changes))]...)
	return a.reloadLog()
}

// thin forgets states that are too many. The first one stays: it is where the session began.
func (s *session) thin() {
	bytes := 0
	for i := range s.states {
		bytes += len(s.states[i].packed)
	}
	for len(s.states) > 2 && (len(s.states) > mostStates+1 || bytes > mostStateBytes) {
		bytes -= len(s.states[1].packed)
		s.states, s.dropped = slices.Delete(s.states, 1, 2), true
	}
}

// reloadLog shows the changes where they are looked at; other screens do not depend on them.
func (a *App) reloadLog() tea.Cmd {
	for i := range a.history.Visits {
		if v := &a.history.Visits[i]; v.Place.Screen == "log" {
			a.refresh(v)
		}
	}
	return nil
}

// earlier is a state that can be told changes against.
type earlier struct {
	at    time.Time
	words string
	load  func(ctx context.Context) (*awsdata.Snapshot, error)
}

// earlierStates are those that were kept before the session, and those of the session but for what is shown, oldest
// first.
func (a *App) earlierStates() []earlier {
	var out []earlier
	s := &a.session
	if len(s.states) == 0 {
		return nil
	}
	folder := a.source.History
	for _, k := range s.kept {
		if k.At.Before(s.states[0].at.Truncate(time.Second)) {
			out = append(out, earlier{k.At, "kept by --history", func(ctx context.Context) (*awsdata.Snapshot, error) {
				return folder.Load(ctx, k)
			}})
		}
	}
	for i, st := range s.states {
		words := st.words + " changed"
		if i == 0 {
			words = cmp.Or(st.words, "where this session began")
		}
		out = append(out, earlier{st.at, words, func(ctx context.Context) (*awsdata.Snapshot, error) {
			if st.snapshot != nil {
				return st.snapshot, nil
			}
			return awsdata.Decode(ctx, st.packed, "a state of this session")
		}})
	}
	return out
}

// stateNames are the states to choose from, newest first, as they can be typed, and what each is.
func (a *App) stateNames() (names []string, what map[string]string) {
	what = map[string]string{}
	for _, st := range slices.Backward(a.earlierStates()) {
		name := kept.Words(st.at, a.now())
		if what[name] == "" {
			names, what[name] = append(names, name), st.words
		}
	}
	if len(names) > 0 {
		names, what["now"] = append(names, "now"), "what is there: marks go, and come with the next change"
	}
	return names, what
}

// againstTime compares with the state that was there at a time; ok is false for a text that is no time.
func (a *App) againstTime(text string) (cmd tea.Cmd, ok bool) {
	now := a.now()
	if text == "now" {
		return a.seen(), true
	}
	if _, _, err := kept.When(text, now); err != nil {
		return nil, false
	}
	states := a.earlierStates()
	times := make([]time.Time, len(states))
	for i, st := range states {
		times[i] = st.at
	}
	i, err := kept.Find(times, text, now)
	if err != nil {
		a.say(err.Error())
		return nil, true
	}
	st := states[i]
	return tea.Batch(a.visitChanges(), a.readState(kept.Words(st.at, now), st.at, st.load)), true
}

// seen begins anew: changes are told against what is there now.
func (a *App) seen() tea.Cmd {
	if a.read == nil || a.read.Stage != analysis.Complete {
		a.say("there is nothing yet to tell changes against")
		return nil
	}
	a.baseline.job.end()
	a.baseline.chosen, a.env.Opening = false, ""
	a.env.Baseline = &screen.Baseline{Name: screen.Earlier, At: a.load.at, Result: a.read}
	a.say("changes are told against what is there now")
	return a.reloadScreens()
}

// pickState asks which earlier state to compare with.
func (a *App) pickState() tea.Cmd {
	names, what := a.stateNames()
	a.ask(choice("earlier state", names, func(name string) string { return what[name] },
		func(name string) screen.Intent { return screen.Against{Path: name} }))
	return nil
}

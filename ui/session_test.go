package ui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	kept "github.com/vpclens/vpclens/awsdata/history"
	"github.com/vpclens/vpclens/ui/uitest"
)

// nightStates are those of a small account in which somebody mends a way out, and closes a group.
func nightStates(t *testing.T) []*awsdata.Snapshot {
	t.Helper()
	closed := strings.Replace(nightStory, "out tcp 443 0.0.0.0/0", "out tcp 443 10.0.0.0/8", 1)
	const way = "route app 0.0.0.0/0 nat-a\n"
	return []*awsdata.Snapshot{awstest.Parse(t, nightStory), awstest.Parse(t, nightStory+way),
		awstest.Parse(t, closed+way)}
}

// Two changes in the night: in the morning both are in the log, each with the time at which it was first seen, and what
// is told against either state is told of that time.
func TestStoryTheLogOfANight(t *testing.T) {
	states := nightStates(t)
	s := &watched{answers: []*awsdata.Snapshot{states[0], states[1], states[1], states[2]}}
	watches(t, s, func(o *Options) {
		o.Analyze = nil
		o.Source.Open = func(context.Context, string) (*awsdata.Snapshot, error) { return nil, os.ErrNotExist }
	}, func(t *testing.T, term *uitest.Term) {
		term.Keys("H")
		sees(t, term, "Nothing has changed since the session began.", "r reads it now")
		term.Advance(95 * time.Second)
		sees(t, term, "functions › log")
		rows := logRows(term)
		if len(rows) < 4 {
			t.Fatalf("the log has %d rows:\n%s", len(rows), term.Screen())
		}
		if !strings.HasPrefix(rows[0], "00:01:30") || !strings.HasPrefix(rows[len(rows)-1], "00:00:30") {
			t.Errorf("the log goes from %q to %q", rows[0], rows[len(rows)-1])
		}
		sees(t, term, "checkout", "gains", "loses", "vanished: ", "Route: 0.0.0.0/0")
		term.Keys("/", "kind:rtb", uitest.Enter)
		if rows := logRows(term); len(rows) != 1 || !strings.HasPrefix(rows[0], "00:00:30") {
			t.Errorf("of the route table the log says %q", rows)
		}
		term.Keys(uitest.Enter)
		path(t, term, "functions › log › app")
		term.Keys(uitest.Esc, uitest.Esc)

		// Since the session began it lost nothing but the way out that came in between.
		term.Keys("D")
		sees(t, term, "since 00:00:")
		// Each state can be told changes against.
		term.Keys(":", "diff")
		sees(t, term, "PATH|TIME")
		term.Keys(uitest.Enter)
		sees(t, term, "earlier state", "00:01:30", "00:00:30", "where this session began")
		term.Keys("00:00:30", uitest.Enter)
		sees(t, term, "since 00:00: 1 function lost something")
		term.Keys(":", "diff nowhere.json", uitest.Enter) // which is not there: the state stays chosen
		sees(t, term, "nowhere.json could not be read")
		term.Keys(uitest.Esc, "r")
		term.Advance(time.Second)
		sees(t, term, "since 00:00: 1 function lost something")
		term.Keys(":", "diff 00:01", uitest.Enter) // as it was at the end of that minute
		sees(t, term, "Nothing changed since 00:01.")
		term.Keys(":", "diff yesterday", uitest.Enter)
		sees(t, term, "nothing was kept before yesterday: the nearest is of 00:00:00")
		term.Keys(":", "diff now", uitest.Enter)
		sees(t, term, "changes are told against what is there now", "Nothing changed")
	})
}

// logRows are the rows of the log that are seen.
func logRows(term *uitest.Term) []string {
	var out []string
	for y := range 30 {
		line := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(term.Line(y)), "▌"))
		if len(line) > 8 && line[2] == ':' && line[5] == ':' {
			out = append(out, line)
		}
	}
	return out
}

// States are bounded: the first one stays, and the newest.
func TestStatesAreBounded(t *testing.T) {
	states := nightStates(t)
	reads := 0
	synctest.Test(t, func(t *testing.T) {
		a := New(Options{Watch: 10 * time.Second, Now: time.Now, Source: Source{Name: "prod", Live: true,
			Load: func(context.Context, func(Progress)) (*awsdata.Snapshot, error) {
				reads++
				return states[reads%2].Only("us-east-1"), nil
			}}})
		began := time.Now()
		term := startWatched(t, a, 60, 10)
		term.Advance(6 * time.Minute)
		s := &a.session
		if len(s.states) != mostStates+1 || !s.dropped || s.states[0].at.Sub(began) > time.Second {
			t.Errorf("%d states, the first of %s", len(s.states), s.states[0].at)
		}
		for i := range s.states {
			if newest := i == len(s.states)-1; newest != (s.states[i].snapshot != nil) ||
				newest != (s.states[i].packed == nil) {
				t.Errorf("state %d of %d: only the newest is held as it is shown", i, len(s.states))
			}
		}
		for i := range a.env.Log[1:] {
			if a.env.Log[i].At.Before(a.env.Log[i+1].At) {
				t.Errorf("change %d of the log is older than the next", i)
			}
		}
		if n := len(a.env.Log); n < 50 || n > mostChanges {
			t.Errorf("%d changes in the log", n)
		}
	})
}

// keeping is a source whose states are kept in a folder.
func keeping(s *watched, folder string, anonymized bool) func(*Options) {
	return func(o *Options) {
		o.Analyze, o.Watch = nil, 0
		o.Source.History = kept.Of(folder, "prod", anonymized, time.Now, func(string) {})
	}
}

// What was read in an earlier session is there at once, with its age, and is read again behind the screen; what changed
// since is told. Times of earlier sessions can be told changes against.
func TestStoryHistory(t *testing.T) {
	states, dir := nightStates(t), t.TempDir()
	first := &watched{answers: states[:2]}
	watches(t, first, keeping(first, dir, false), func(t *testing.T, term *uitest.Term) {
		sees(t, term, "checkout", "· isolated")
		term.Keys(":", "diff", uitest.Enter)
		sees(t, term, "where this session began") // nothing was kept before
		term.Keys(uitest.Esc)
		term.Advance(10*time.Minute - 550*time.Millisecond)
		term.Keys("r")
		sees(t, term, "read again")
	})
	second := &watched{answers: states[2:], takes: time.Minute}
	options := keeping(second, dir, false)
	watches(t, second, func(o *Options) {
		options(o)
		o.Now = func() time.Time { return time.Now().Add(26 * time.Hour) } // the day after
	}, func(t *testing.T, term *uitest.Term) {
		sees(t, term, "checkout", "443", "read 1 Jan 00:10:00, reading again")
		term.Keys("r")
		sees(t, term, "it is being read already")
		term.Advance(time.Minute)
		sees(t, term, "read again", "Δ")
		seesNot(t, term, "reading again")
		term.Keys("D")
		sees(t, term, "1 function lost something")
		term.Keys("H")
		sees(t, term, "02:01:00")
		term.Keys(":", "diff", uitest.Enter)
		sees(t, term, "2000-01-01 00:00:00", "kept by --history", "what was kept last")
		term.Keys(uitest.Esc, ":", "diff 2000-01-01 00:05", uitest.Enter)
		sees(t, term, "since yesterday 00:00: ")
		if second.count() != 1 {
			t.Errorf("read %d times", second.count())
		}
	})
	if files, _ := filepath.Glob(filepath.Join(dir, "prod", "*.json.gz")); len(files) != 3 {
		t.Errorf("kept %q", files)
	}
}

// The account cannot be read at the next start: what was kept stays, with why.
func TestHistoryWithoutAnAnswer(t *testing.T) {
	states, dir := nightStates(t), t.TempDir()
	s := &watched{answers: states[:1]}
	watches(t, s, keeping(s, dir, false), func(t *testing.T, term *uitest.Term) { sees(t, term, "checkout") })
	s.fails(errExpired)
	watches(t, s, keeping(s, dir, false), func(t *testing.T, term *uitest.Term) {
		sees(t, term, "reading again failed; what is shown is older", "the session has expired")
		term.Keys(uitest.Esc)
		sees(t, term, "checkout")
	})
}

// Who quits before a read was recorded finds it kept all the same.
func TestTheLastReadIsKept(t *testing.T) {
	dir := t.TempDir()
	a := accountDemo(t)
	a.source.History = kept.Of(dir, "prod", false, time.Now, func(string) {})
	a.session.last = nil
	a.keepLast(t.Context())
	a.session.last = a.env.Result
	a.keepLast(t.Context()) // which was recorded
	a.session.last, a.load.part = nil, a.env.Result
	a.source.History = kept.Of(dir, "part", false, time.Now, func(string) {})
	a.keepLast(t.Context()) // which is not all that there is
	if files, _ := filepath.Glob(filepath.Join(dir, "part", "*.json.gz")); len(files) != 0 {
		t.Errorf("kept %q", files)
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "prod", "*.json.gz")); len(files) != 1 {
		t.Errorf("kept %q", files)
	}
}

// What is kept anonymized is for others: it is not shown at the next start.
func TestAnonymizedHistoryIsNotShown(t *testing.T) {
	states, dir := nightStates(t), t.TempDir()
	s := &watched{answers: states[:1], takes: time.Minute}
	for range 2 {
		watches(t, s, keeping(s, dir, true), func(t *testing.T, term *uitest.Term) {
			sees(t, term, "Reading prod")
			term.Advance(time.Minute)
			sees(t, term, "checkout")
		})
	}
	files, _ := filepath.Glob(filepath.Join(dir, "anonymized-*", "*.json.gz"))
	if len(files) != 1 || strings.Contains(files[0], "123456789012") {
		t.Errorf("kept %q", files)
	}
}

// A folder in which nothing can be kept is said once, and nothing else is lost.
func TestHistoryThatCannotBeKept(t *testing.T) {
	states, dir := nightStates(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "prod"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := &watched{answers: states}
	watches(t, s, keeping(s, dir, false), func(t *testing.T, term *uitest.Term) {
		sees(t, term, "checkout", "keep what was read: ")
		term.Keys("r")
		sees(t, term, "read again")
		term.Keys("H")
		sees(t, term, "gains")
	})
}

// Of several accounts the log says in which one something changed, and a state is of all of them.
func TestTheLogOfSeveralAccounts(t *testing.T) {
	stories := awstest.Organization()
	first := awstest.Together(t, stories...)
	later := awstest.Together(t, stories[0]+"function extra\n", stories[1], stories[2])
	s := &watched{answers: []*awsdata.Snapshot{first, later}}
	watches(t, s, func(o *Options) { o.Analyze = nil }, func(t *testing.T, term *uitest.Term) {
		term.Advance(31 * time.Second)
		term.Keys("H")
		sees(t, term, "functions › log", "111111111111 extra", "is new")
		term.Keys("/", "account:2222", uitest.Enter)
		sees(t, term, "No change matches")
		term.Keys(uitest.Esc, uitest.Enter)
		sees(t, term, "functions › log › extra")
		term.Keys(":", "diff 00:00:05", uitest.Enter)
		sees(t, term, "since 00:00: 1 function is new", "111111111111 extra")
		seesNot(t, term, "nothing can be said")
	})
}

// Whoever signs in again under the same profile may have become somebody else: what was read of the other account is no
// earlier state, neither of this session nor of the one before.
func TestAnotherAccountBeginsASessionAnew(t *testing.T) {
	states, dir := nightStates(t), t.TempDir()
	other := awstest.Parse(t, "account 999999999999\nvpc prod 10.0.0.0/16\nfunction elsewhere\n")
	s := &watched{answers: []*awsdata.Snapshot{states[0], states[1], other}}
	holds := func(t *testing.T, term *uitest.Term) {
		t.Helper()
		sees(t, term, "999999999999", "elsewhere")
		seesNot(t, term, "Δ")
		term.Keys("H")
		sees(t, term, "Nothing has changed since the session began.")
		term.Keys(":", "diff", uitest.Enter)
		sees(t, term, "earlier state", "where this session began")
		seesNot(t, term, "00:00:")
	}
	watches(t, s, func(o *Options) { o.Analyze = nil }, func(t *testing.T, term *uitest.Term) {
		term.Advance(61 * time.Second)
		holds(t, term)
	})
	before := &watched{answers: states[:1]}
	watches(t, before, keeping(before, dir, false), func(t *testing.T, term *uitest.Term) { sees(t, term, "checkout") })
	after := &watched{answers: []*awsdata.Snapshot{other}, takes: time.Second}
	watches(t, after, keeping(after, dir, false), func(t *testing.T, term *uitest.Term) {
		sees(t, term, "checkout")
		term.Advance(2 * time.Second)
		sees(t, term, "999999999999")
		term.Keys("H")
		sees(t, term, "Nothing has changed since the session began.")
	})
}

// What a job of another account has to say is late, however many jobs there were of either.
func TestASessionThatBeginsAnewHearsNothingOld(t *testing.T) {
	a := accountDemo(t)
	a.session = session{}
	a.session.job.begin(t.Context())
	old := jobMsg{&a.session.job, a.session.job.gen, recordedMsg{result: a.env.Result}}
	a.forget()
	a.session.job.begin(t.Context())
	if a.Update(old); a.session.last != nil {
		t.Error("what was read of another account is of this session")
	}
	a.quit()
}

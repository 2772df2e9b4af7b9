package ui

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/uitest"
)

// slow is a source that takes its time, and counts what happens to it.
type slow struct {
	takes    []time.Duration // of the first read, the second, ...
	answers  []*awsdata.Snapshot
	err      error
	reads    int
	canceled int
}

func (s *slow) source(name string) Source {
	return Source{Name: name, Live: true,
		Load: func(ctx context.Context, progress func(Progress)) (*awsdata.Snapshot, error) {
			n := s.reads
			s.reads++
			progress(Progress{Region: "us-east-1", Call: "list-functions", Items: 41, Done: 1, Total: 20})
			progress(Progress{Region: "us-east-1", Call: "describe-flow-logs", Done: 2, Total: 20,
				Gap: &awsdata.Gap{Region: "us-east-1", Call: "describe-flow-logs", Cause: awsdata.CauseDenied}})
			select {
			case <-ctx.Done():
				s.canceled++
				return nil, ctx.Err()
			case <-time.After(s.takes[min(n, len(s.takes)-1)]):
			}
			if s.err != nil {
				return nil, s.err
			}
			return s.answers[min(n, len(s.answers)-1)], nil
		}}
}

// loads runs a test on a slow source.
func loads(t *testing.T, s *slow, test func(t *testing.T, term *uitest.Term)) {
	t.Helper()
	o := demoOptions(t)
	if s.answers == nil {
		snapshot, _ := demoSnapshot()
		s.answers = []*awsdata.Snapshot{snapshot}
	}
	o.Source = s.source("prod")
	synctest.Test(t, func(t *testing.T) {
		term := uitest.Start(t, New(o), 80, 24)
		defer term.Quit()
		test(t, term)
	})
}

// left fails unless the terminal is as it was before the program.
func left(t *testing.T, term *uitest.Term) {
	t.Helper()
	if !term.Ended() {
		t.Fatal("the program still runs")
	}
	if term.AltScreen() {
		t.Error("the alternate screen was not left")
	}
	if _, _, visible := term.Cursor(); !visible {
		t.Error("the cursor was left hidden")
	}
}

func TestProgressIsShownWhileReading(t *testing.T) {
	s := &slow{takes: []time.Duration{10 * time.Second}}
	loads(t, s, func(t *testing.T, term *uitest.Term) {
		sees(t, term, "Reading prod", "2 of 20 calls", "us-east-1", "41 items", "1 gap", "no permission", "quit")
		term.Keys("f")
		sees(t, term, "still reading")
		term.Keys("!")
		sees(t, term, "describe-flow-logs")
		term.Keys(uitest.Esc)
		term.Advance(10 * time.Second)
		sees(t, term, "audit-log")
		term.Keys("q")
		left(t, term)
	})
}

func TestProgressIsGatheredBeforeItIsShown(t *testing.T) {
	const many = 5000
	o := demoOptions(t)
	o.Source = Source{Name: "prod",
		Load: func(ctx context.Context, progress func(Progress)) (*awsdata.Snapshot, error) {
			for i := range many {
				progress(Progress{Region: "us-east-1", Call: "describe-subnets", Items: i + 1, Done: i, Total: many})
			}
			<-ctx.Done()
			return nil, ctx.Err()
		}}
	synctest.Test(t, func(t *testing.T) {
		var messages int
		term := uitest.Start(t, New(o), 80, 24, uitest.Program(tea.WithFilter(func(_ tea.Model, msg tea.Msg) tea.Msg {
			if _, ok := msg.(progressMsg); ok {
				messages++
			}
			return msg
		})))
		defer term.Quit()
		sees(t, term, "5000 items")
		if messages > 3 {
			t.Errorf("%d steps of progress took %d messages", many, messages)
		}
		term.Keys("q") // ends the read, which would wait for ever
	})
}

func TestQuittingWhileReadingCancels(t *testing.T) {
	for _, key := range []string{"q", uitest.Ctrl('c')} {
		s := &slow{takes: []time.Duration{time.Hour}}
		loads(t, s, func(t *testing.T, term *uitest.Term) {
			term.Keys(key)
			left(t, term)
			if s.canceled != 1 {
				t.Errorf("%q: %d reads were canceled", key, s.canceled)
			}
		})
	}
}

func TestRunCancelsHoweverItEnds(t *testing.T) {
	s := &slow{takes: []time.Duration{time.Hour}}
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			done <- Run(ctx, Options{Source: s.source("prod")}, tea.WithInput(nil),
				tea.WithOutput(&strings.Builder{}), tea.WithoutSignalHandler())
		}()
		time.Sleep(time.Second)
		stop()
		if err := <-done; !errors.Is(err, tea.ErrProgramKilled) {
			t.Errorf("ended with %v", err)
		}
		synctest.Wait()
		if s.canceled != 1 {
			t.Errorf("%d reads were canceled", s.canceled)
		}
	})
}

func TestRunReturnsWhyNothingCouldBeRead(t *testing.T) {
	missing := errors.New("open prod.json: no such file")
	for _, c := range []struct {
		name string
		err  error
	}{{"missing", missing}, {"fine", nil}} {
		s := &slow{takes: []time.Duration{time.Second}, err: c.err,
			answers: []*awsdata.Snapshot{awsdata.NewBuilder().Snapshot()}}
		synctest.Test(t, func(t *testing.T) {
			in, keys := io.Pipe()
			done := make(chan error)
			go func() {
				done <- Run(t.Context(), Options{Source: s.source("prod")}, tea.WithInput(in),
					tea.WithOutput(io.Discard), tea.WithWindowSize(80, 24), tea.WithEnvironment([]string{"TERM=xterm"}),
					tea.WithoutSignalHandler())
			}()
			time.Sleep(3 * time.Second)
			keys.Write([]byte("q"))
			if err := <-done; !errors.Is(err, c.err) {
				t.Errorf("%s: ended with %v", c.name, err)
			}
			keys.Close()
		})
	}
}

func TestAnErrorSaysWhatHappenedAndWhatToDo(t *testing.T) {
	s := &slow{takes: []time.Duration{time.Second},
		err: errors.New("the session has expired: run aws sso login --profile prod\x1b]52;c;x\a")}
	loads(t, s, func(t *testing.T, term *uitest.Term) {
		term.Advance(2 * time.Second)
		sees(t, term, "prod could not be read", "aws sso login --profile prod", "r tries again", "r read again",
			"q ^c quit")
		term.Keys("f")
		sees(t, term, "nothing was read: r tries again")
		s.err = nil
		term.Keys("r")
		sees(t, term, "Reading prod")
		term.Advance(2 * time.Second)
		sees(t, term, "audit-log")
		if s.reads != 2 {
			t.Errorf("read %d times", s.reads)
		}
	})
}

func TestReadingAgainKeepsWhatIsShown(t *testing.T) {
	empty := awsdata.NewBuilder()
	empty.AddRegion("us-east-1")
	demo, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	s := &slow{takes: []time.Duration{0, time.Minute, time.Second},
		answers: []*awsdata.Snapshot{demo, demo, empty.Snapshot()}}
	loads(t, s, func(t *testing.T, term *uitest.Term) {
		term.Keys(uitest.Down, uitest.Down, uitest.Enter)
		title := crumb(term)
		term.Keys("r")
		sees(t, term, "reading prod again")
		if crumb(term) != title {
			t.Errorf("the screen changed from %q to %q", title, crumb(term))
		}
		term.Keys("r")
		sees(t, term, "it is being read already")
		s.err = errors.New("no answer in time")
		term.Advance(time.Minute)
		sees(t, term, "reading again failed; what is shown is older", "no answer in time")
		term.Keys(uitest.Esc)
		if crumb(term) != title {
			t.Errorf("after a failed read the screen changed from %q to %q", title, crumb(term))
		}
		sees(t, term, "reading again failed")
		s.err = nil
		term.Keys("r")
		term.Advance(2 * time.Second)
		// The third answer has no functions: the screen says so, and is no dead end.
		sees(t, term, "is not in this snapshot")
		term.Keys(uitest.Esc)
		sees(t, term, "No functions could be read", "This does not mean that there are none")
	})
}

// crumb is the line of the path walked.
func crumb(term *uitest.Term) string { return strings.TrimSpace(term.Line(1)) }

func TestStaleAnswersAreDropped(t *testing.T) {
	o := demoOptions(t)
	demo, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		a := New(o)
		term := uitest.Start(t, a, 80, 24)
		defer term.Quit()
		term.Keys(uitest.Enter)
		before, frame := term.Screen(), a.load.frame
		for _, j := range []*job{&a.load.job, &a.work, &a.baseline.job} {
			for _, msg := range []tea.Msg{resultMsg{}, snapshotMsg{snapshot: demo},
				snapshotMsg{err: errors.New("stale")}, progressMsg{items: []Progress{{Region: "x", Done: 1, Total: 2}}},
				spinMsg{j, &a.load.frame}, computedMsg{}, baselineMsg{}} {
				if term.Send(jobMsg{j, j.gen - 1, msg}); term.Screen() != before || a.load.frame != frame {
					t.Errorf("the stale message %T changed the screen to\n%s", msg, term.Screen())
				}
			}
		}
	})
}

func TestResizingWhileReading(t *testing.T) {
	s := &slow{takes: []time.Duration{10 * time.Second}}
	loads(t, s, func(t *testing.T, term *uitest.Term) {
		for _, size := range [][2]int{{40, 10}, {20, 5}, {1, 1}, {160, 50}} {
			term.Resize(size[0], size[1])
		}
		sees(t, term, "Reading prod")
		term.Resize(40, 10)
		term.Advance(10 * time.Second)
		sees(t, term, "functions")
		term.Resize(80, 24)
		sees(t, term, "audit-log", "WHAT IS WRONG")
	})
}

func TestASnapshotOfNothingButGaps(t *testing.T) {
	b := awsdata.NewBuilder()
	b.AddRegion("us-east-1")
	b.Gap(awsdata.Gap{Region: "us-east-1", Call: "list-functions", Cause: awsdata.CauseDenied,
		Message: "not authorized"})
	o := demoOptions(t)
	o.Source = from("prod", b.Snapshot())
	synctest.Test(t, func(t *testing.T) {
		term := uitest.Start(t, New(o), 80, 24)
		defer term.Quit()
		sees(t, term, "No functions could be read. This does not mean that there are none.", "no permission", "gaps")
		term.Keys("f")
		sees(t, term, "Could not check: a Lambda interface belongs to n")
		term.Keys("a", "/", "sub", uitest.Enter, uitest.Enter)
		sees(t, term, "No subnets could be read")
		term.Keys("!")
		sees(t, term, "These calls gave no answer", "list-functions")
		term.Keys(uitest.Esc, uitest.Esc, uitest.Esc, uitest.Esc, uitest.Esc, uitest.Esc)
		sees(t, term, "this is the first screen")
	})
}

func TestAPanicLeavesACleanTerminal(t *testing.T) {
	o := demoOptions(t)
	o.Source = Source{Name: "prod", Load: func(context.Context, func(Progress)) (*awsdata.Snapshot, error) {
		time.Sleep(time.Second)
		panic("as the test asked")
	}}
	synctest.Test(t, func(t *testing.T) {
		a := New(o)
		ctx, stop := context.WithCancel(t.Context())
		a.ctx = ctx // as Run does it
		term := uitest.Start(t, a, 80, 24)
		term.Advance(2 * time.Second)
		stop()
		left(t, term)
		if err := term.Close(); !errors.Is(err, tea.ErrProgramPanic) {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestAnIdleExplorerWritesNothing(t *testing.T) {
	explore(t, 80, 24, nil, func(t *testing.T, term *uitest.Term) {
		before := term.Writes()
		term.Advance(time.Hour)
		if n := term.Writes() - before; n != 0 {
			t.Errorf("an idle hour took %d writes", n)
		}
	})
}

// Where nothing could be read, the keys that mend that are on the screen, and work.
func TestAFailureOffersWhatMendsIt(t *testing.T) {
	s := &slow{takes: []time.Duration{time.Second}, err: errors.New("denied")}
	o := demoOptions(t)
	o.Source = s.source("prod")
	o.Source.Profile, o.Source.Profiles = "prod", []string{"prod", "stage"}
	o.Source.Switch = func(string, []string) (Source, error) { return o.Source, nil }
	synctest.Test(t, func(t *testing.T) {
		term := uitest.Start(t, New(o), 80, 24)
		defer term.Quit()
		term.Advance(2 * time.Second)
		sees(t, term, "prod could not be read", "r  tries again", "p  reads another profile",
			"@  reads another region")
		term.Keys("@")
		sees(t, term, "us-east-1", "eu-west-1")
		term.Keys(uitest.Esc, "p")
		sees(t, term, "stage")
		term.Keys(uitest.Esc, ":", "profile", uitest.Enter)
		sees(t, term, "stage")
	})
}

package ui

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/ui/uitest"
)

// watched are the reads of a live account, one after the other; the last one stays.
type watched struct {
	answers []*awsdata.Snapshot
	takes   time.Duration

	mu    sync.Mutex // guards what follows
	err   error
	reads []time.Time
	at    int // how many at the same time
	most  int
}

func (s *watched) source() Source {
	return Source{Name: "prod", Live: true,
		NeedsPerson: func(err error) bool { return errors.Is(err, errExpired) },
		Load: func(ctx context.Context, progress func(Progress)) (*awsdata.Snapshot, error) {
			s.mu.Lock()
			n := len(s.reads)
			s.reads = append(s.reads, time.Now())
			s.at++
			s.most = max(s.most, s.at)
			s.mu.Unlock()
			select {
			case <-ctx.Done():
			case <-time.After(s.takes):
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			s.at--
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if s.err != nil {
				return nil, s.err
			}
			return s.answers[min(n, len(s.answers)-1)], nil
		}}
}

// fails makes reads fail from now on, or no longer for nil.
func (s *watched) fails(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

// count is how many reads have begun.
func (s *watched) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.reads)
}

var errExpired = errors.New("the session has expired: run aws sso login --profile prod")

// watches runs a test on an account that is watched.
func watches(t *testing.T, s *watched, o func(*Options), test func(t *testing.T, term *uitest.Term)) {
	t.Helper()
	options := demoOptions(t)
	if s.answers == nil {
		demo, err := demoSnapshot()
		if err != nil {
			t.Fatal(err)
		}
		s.answers = []*awsdata.Snapshot{demo}
	}
	options.Source, options.Watch, options.Now = s.source(), 30*time.Second, time.Now
	if o != nil {
		o(&options)
	}
	synctest.Test(t, func(t *testing.T) {
		test(t, startWatched(t, New(options), 120, 30))
	})
}

// startWatched starts an explorer that goes on reading until the test ends, as [Run] does it.
func startWatched(t *testing.T, a *App, w, h int, o ...uitest.Option) *uitest.Term {
	ctx, stop := context.WithCancel(t.Context())
	a.ctx = ctx
	term := uitest.Start(t, a, w, h, o...)
	t.Cleanup(func() { // within the bubble of the test
		stop()
		term.Quit()
	})
	return term
}

// Somebody deletes a NAT gateway. Whoever watches sees the marks and when it was read, and keeps what they stood on;
// the next read, which finds nothing new, does not take the marks away. What they read by hand does.
func TestStoryWatch(t *testing.T) {
	before, err := yesterday()
	if err != nil {
		t.Fatal(err)
	}
	after, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	s := &watched{answers: []*awsdata.Snapshot{before, before, after}, takes: 2 * time.Second}
	watches(t, s, nil, func(t *testing.T, term *uitest.Term) {
		term.Advance(2 * time.Second)
		sees(t, term, "watching 30s, read 00:00:02")
		seesNot(t, term, "Δ")
		term.Keys("/", "c", uitest.Enter, uitest.Down, uitest.Down)
		stands := standsOn(term)
		term.Advance(32 * time.Second)
		sees(t, term, "watching 30s, read 00:00:34", "filter: c")
		if got := standsOn(term); got != stands {
			t.Errorf("the cursor went from %q to %q", stands, got)
		}
		term.Keys("?")
		term.Advance(32 * time.Second)
		sees(t, term, "keys", "esc closes", "read 00:01:06")
		term.Keys(uitest.Esc)
		sees(t, term, "Δ  report-export", "filter: c")
		if got := standsOn(term); got != stands {
			t.Errorf("the cursor went from %q to %q", stands, got)
		}
		term.Advance(5 * time.Minute)
		sees(t, term, "Δ  report-export")
		term.Keys("D")
		sees(t, term, "since ", "loses the internet from AZ c")
		term.Keys(uitest.Esc, "r")
		term.Advance(3 * time.Second)
		sees(t, term, "read again")
		seesNot(t, term, "Δ  report-export")
		if s.most != 1 {
			t.Errorf("%d reads at the same time", s.most)
		}
	})
}

// standsOn is the name of the function under the cursor.
func standsOn(term *uitest.Term) string {
	_, y, _ := term.Find("▌")
	for _, word := range strings.Fields(term.Line(y)) {
		if strings.Contains(word, "-") {
			return word
		}
	}
	return ""
}

// What is computed of an answer is seen until it is computed of the next one, or until a key is pressed.
func TestWatchingDoesNotEmptyAPage(t *testing.T) {
	demo, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	for _, start := range []string{"services", "ledger", "trace checkout-api internet", "reach checkout-api"} {
		a := accountDemo(t)
		a.source.Live, a.watch.every = true, time.Minute
		view{"", start, nil}.play(t, a, true)
		page := func() string { // what stands between the line that says when it was read, and that of the keys
			lines := strings.Split(ansi.Strip(a.painted().Content), "\n")
			return strings.Join(lines[1:len(lines)-1], "\n")
		}
		seen := page()
		again := resultOf(t, demo.Only(demo.RegionNames()...), a.checks)
		a.Update(jobMsg{&a.watch.job, a.watch.job.gen, watchedMsg{result: again}})
		if !a.work.running() {
			t.Errorf("%s computes nothing: this test looks at the wrong screen", start)
		}
		if now := page(); now != seen {
			t.Errorf("%s: the page changed before there was another answer:\n%s", start, now)
		}
		a.Update(tea.KeyPressMsg{Code: tea.KeyDown})
		if now := page(); now == seen {
			t.Errorf("%s: the page stands still though a key was pressed", start)
		}
		a.quit()
	}
}

// A read that says what is shown says is not worked out again, and nothing is said of it.
func TestAnUnchangedReadCostsNoAnalysis(t *testing.T) {
	analyzed := 0
	s := &watched{}
	watches(t, s, func(o *Options) {
		o.Analyze = func(ctx context.Context, s *awsdata.Snapshot, c analysis.Options) (*analysis.Result, error) {
			analyzed++
			return shared(ctx, s, c)
		}
	}, func(t *testing.T, term *uitest.Term) {
		term.Advance(5 * time.Minute)
		if s.count() < 10 || analyzed != 1 {
			t.Errorf("%d reads were analyzed %d times", s.count(), analyzed)
		}
		seesNot(t, term, "read again")
	})
}

// A person who reads again while it is being read gets that read, and no second one.
func TestReadingByHandWhileItIsRead(t *testing.T) {
	before, err := yesterday()
	if err != nil {
		t.Fatal(err)
	}
	after, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	s := &watched{takes: 10 * time.Second, answers: []*awsdata.Snapshot{before, after, before, after}}
	watches(t, s, nil, func(t *testing.T, term *uitest.Term) {
		term.Advance(45 * time.Second) // the second read has begun
		term.Keys("r")
		sees(t, term, "reading prod again", "read 00:00:10, reading again")
		term.Keys("r")
		sees(t, term, "it is being read already")
		term.Advance(10 * time.Second)
		sees(t, term, "read again", "Δ")
		if s.count() != 2 || s.most != 1 {
			t.Errorf("%d reads, %d at the same time", s.count(), s.most)
		}
		term.Keys("W") // the marks stay where nothing is read
		sees(t, term, "Δ")
	})
}

func TestWatchingThatFails(t *testing.T) {
	s := &watched{takes: time.Second}
	watches(t, s, nil, func(t *testing.T, term *uitest.Term) {
		term.Advance(2 * time.Second)
		s.fails(errors.New("no answer in time"))
		term.Advance(31 * time.Second)
		sees(t, term, "reading again failed, and is tried again in 1m: no answer in time", "checkout-api",
			"read 00:00:01, reading again failed")
		term.Keys(uitest.Down)
		term.Advance(10 * time.Minute)
		seesNot(t, term, "tried again")
		n := s.count()
		term.Advance(time.Hour)
		if got := s.count() - n; got < 5 || got > 6 { // every 10 minutes by then
			t.Errorf("%d reads in an hour of failures", got)
		}
		s.fails(nil)
		term.Advance(11 * time.Minute)
		sees(t, term, "watching 30s, read 01:2")
		n = s.count()
		term.Advance(10*31*time.Second + 5*time.Second)
		if got := s.count() - n; got != 10 {
			t.Errorf("%d reads instead of 10 after it went well", got)
		}
	})
}

func TestWatchingStopsWithoutCredentials(t *testing.T) {
	s := &watched{takes: time.Second}
	watches(t, s, nil, func(t *testing.T, term *uitest.Term) {
		term.Advance(2 * time.Second)
		s.fails(errExpired)
		term.Advance(31 * time.Second)
		sees(t, term, "watching stopped; r reads again: the session has expired: run aws sso",
			"read 00:00:01, watching stopped")
		term.Advance(time.Hour)
		if s.count() != 2 {
			t.Errorf("read %d times without credentials", s.count())
		}
		s.fails(nil)
		term.Keys("r")
		term.Advance(2 * time.Second)
		sees(t, term, "watching 30s, read 01:00:3")
		term.Advance(31 * time.Second)
		if s.count() != 4 {
			t.Errorf("read %d times: watching did not go on", s.count())
		}
	})
}

// A read that brings less than what is shown, for a reason that passes, does not take its place; a permission that is
// gone does.
func TestWatchingKeepsWhatIsWhole(t *testing.T) {
	demo, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	without := func(cause awsdata.Cause) *awsdata.Snapshot {
		b := awsdata.NewBuilder()
		b.SetMeta(demo.CapturedAt, demo.AccountID, demo.Partition)
		b.AddRegion("us-east-1")
		b.Gap(awsdata.Gap{Region: "us-east-1", Call: "list-functions", Cause: cause})
		return b.Snapshot()
	}
	for _, c := range []struct {
		cause awsdata.Cause
		stays bool
	}{{awsdata.CauseUnreachable, true}, {awsdata.CauseThrottled, true}, {awsdata.CauseFailed, true},
		{awsdata.CauseMalformed, true}, {awsdata.CauseDenied, false}} {
		s := &watched{answers: []*awsdata.Snapshot{demo, without(c.cause)}}
		watches(t, s, nil, func(t *testing.T, term *uitest.Term) {
			term.Advance(31 * time.Second)
			if c.stays {
				sees(t, term, "checkout-api", "list-functions of us-east-1: "+c.cause.Text())
				term.Advance(10 * time.Minute) // it did not pass
				sees(t, term, "No functions could be read", "watching 30s")
			} else {
				sees(t, term, "No functions could be read")
			}
		})
	}
}

func TestSwitchingWatchOnAndOff(t *testing.T) {
	s := &watched{}
	watches(t, s, func(o *Options) { o.Watch = 0 }, func(t *testing.T, term *uitest.Term) {
		term.Advance(10 * time.Minute)
		if s.count() != 1 {
			t.Fatalf("read %d times unasked", s.count())
		}
		term.Keys(":", "watch 5s", uitest.Enter)
		sees(t, term, "every 5s is too often: want 10s or more")
		term.Keys(uitest.Ctrl('u'), "watch soon", uitest.Enter)
		sees(t, term, `"soon" is no interval`)
		term.Keys(uitest.Ctrl('u'), "watch 1m", uitest.Enter)
		sees(t, term, "watching: reads again 1m after each read")
		term.Advance(61 * time.Second)
		sees(t, term, "watching 1m, read 00:1")
		term.Keys("W")
		sees(t, term, "stopped watching")
		term.Advance(10 * time.Minute)
		if s.count() != 2 {
			t.Errorf("read %d times", s.count())
		}
		term.Keys("W")
		term.Advance(61 * time.Second)
		if s.count() != 3 {
			t.Errorf("read %d times", s.count())
		}
	})
	explore(t, 120, 30, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("W")
		sees(t, term, "demo is not read from AWS: there is nothing to watch")
	})
}

// A night of ten hours, a read 30 seconds after each: what is kept does not grow, and nothing runs on after the end.
func TestAWatchedNightStaysSmall(t *testing.T) {
	states := []*awsdata.Snapshot{awstest.Parse(t, nightStory),
		awstest.Parse(t, nightStory+"route app 0.0.0.0/0 nat-a\n")}
	var heap [2]uint64
	reads := 0
	synctest.Test(t, func(t *testing.T) {
		before := inBubble()
		a := New(Options{Watch: 30 * time.Second, Now: time.Now, Source: Source{Name: "prod", Live: true,
			Load: func(ctx context.Context, progress func(Progress)) (*awsdata.Snapshot, error) {
				for range 20 {
					progress(Progress{Region: "us-east-1", Call: "describe-subnets", Total: 20, Ended: true})
				}
				reads++
				// Another one each time, though it says something else but every 25 minutes.
				return states[reads/50%len(states)].Only("us-east-1"), nil
			}}})
		term := startWatched(t, a, 60, 10, uitest.Program(tea.WithFPS(1)))
		term.Keys("D")
		for i, hours := range []time.Duration{1, 9} {
			term.Advance(hours * time.Hour)
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			heap[i] = m.HeapAlloc
		}
		if reads < 1199 || reads > 1201 {
			t.Errorf("%d reads in ten hours", reads)
		}
		if n := len(a.history.Visits); n != 2 {
			t.Errorf("%d screens", n)
		}
		if n := len(a.session.states); n != mostStates+1 || len(a.env.Log) > mostChanges {
			t.Errorf("%d states and %d changes are remembered", n, len(a.env.Log))
		}
		term.Keys("q")
		left(t, term)
		term.Quit()
		synctest.Wait()
		if n := inBubble() - before; n > 0 {
			t.Errorf("%d goroutines are left", n)
		}
	})
	t.Logf("%d reads, heap after 1 hour %d KB, after 10 hours %d KB", reads, heap[0]>>10, heap[1]>>10)
	if heap[1] > heap[0]+1<<20 {
		t.Errorf("the heap grew from %d to %d KB", heap[0]>>10, heap[1]>>10)
	}
}

const nightStory = `
vpc prod 10.0.0.0/16
igw prod
subnet public-a cidr=10.0.0.0/24 table=public
subnet app-a cidr=10.0.1.0/24 table=app
table public
route public 0.0.0.0/0 igw-prod
nat a subnet=public-a eip=203.0.113.10
group app out tcp 443 0.0.0.0/0
function checkout subnets=app-a groups=app
table app
`

// inBubble is how many goroutines are in a bubble of virtual time: those of the program. Others come and go as the
// runtime likes.
func inBubble() int {
	stacks := make([]byte, 1<<20)
	return bytes.Count(stacks[:runtime.Stack(stacks, true)], []byte("synctest bubble"))
}

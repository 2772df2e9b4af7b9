package ui

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/vpclens/vpclens/analysis/timeline"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/awsdata/event"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/uitest"
)

// teller is a CloudTrail for tests: it takes its time, and remembers what it was asked.
type teller struct {
	takes time.Duration // for each thing
	told  timeline.Told
	err   error

	mu    sync.Mutex // guards what follows
	asked []string   // the first thing of each question
	ended error      // why the last one ended before its time
}

// newTeller is a teller of what happened in the demo account.
func newTeller(t testing.TB) *teller {
	t.Helper()
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	answer, err := event.Decode(demo.Trail())
	if err != nil {
		t.Fatal(err)
	}
	return &teller{told: timeline.Told{Events: answer.Events, From: snapshot.CapturedAt.Add(-7 * 24 * time.Hour),
		Costs: []awsdata.Cost{{Pages: 2, Requests: 3, Throttled: 1, Took: 1500 * time.Millisecond}}}}
}

func (c *teller) onDemand() screen.OnDemand {
	return screen.OnDemand{ChangesAsks: "asks CloudTrail, in a test", Changes: func(ctx context.Context,
		q timeline.Asked, progress func(n, of int)) (*timeline.Told, error) {
		c.mu.Lock()
		c.asked, c.ended = append(c.asked, q.Things[0]), nil
		c.mu.Unlock()
		for i := range q.Things {
			progress(i+1, len(q.Things))
			select {
			case <-ctx.Done():
				c.mu.Lock()
				defer c.mu.Unlock()
				c.ended = ctx.Err()
				return &timeline.Told{Costs: c.told.Costs}, ctx.Err()
			case <-time.After(c.takes):
			}
		}
		told := c.told
		return &told, c.err
	}}
}

// questions is how often it was asked, and why the last question ended before its time.
func (c *teller) questions() (n int, ended error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.asked), c.ended
}

// trails is a function's path with a CloudTrail.
func trails(t *testing.T, c *teller, test func(t *testing.T, term *uitest.Term)) {
	t.Helper()
	explore(t, 140, 44, func(o *Options) { o.Source.OnDemand = c.onDemand() }, test)
}

// CloudTrail is asked when a person opens the screen and not before; the screen goes on being drawn, says how far it
// is, and for who leaves it nobody is asked.
func TestWhoIsAskedOnDemand(t *testing.T) {
	c := newTeller(t)
	c.takes = 2 * time.Second
	trails(t, c, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "ledger-sync", uitest.Enter, uitest.Enter, "t", "sqs", uitest.Enter)
		sees(t, term, "BLOCKED")
		if n, _ := c.questions(); n != 0 {
			t.Fatalf("asked %d times before anybody wanted to know", n)
		}
		term.Keys("C")
		sees(t, term, "no call to AWS was made")
		term.Keys("B")
		term.Advance(3 * time.Second)
		sees(t, term, "asking CloudTrail about 2 of", "asks CloudTrail, in a test")
		term.Keys(uitest.Esc)
		term.Advance(time.Second)
		if n, ended := c.questions(); n != 1 || !errors.Is(ended, context.Canceled) {
			t.Fatalf("asked %d times, ended with %v", n, ended)
		}
		term.Keys("C") // what was cut short was asked, too
		sees(t, term, "3 requests to AWS", "lookup-events", "1 throttled", "who changed something")
		term.Keys(uitest.Esc, "B")
		term.Advance(time.Minute)
		sees(t, term, "who changed the path from ledger-sync to sqs", "BLOCKED", "RevokeSecurityGroupIngress",
			"Terraform/1.9.7", "Before it: reachable.")
		if n, _ := c.questions(); n != 2 {
			t.Errorf("asked %d times", n)
		}
	})
}

// What reading again brings is laid beside what was told: nobody is asked again for it.
func TestReadingAgainAsksNobody(t *testing.T) {
	c := newTeller(t)
	trails(t, c, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "who sg-report", uitest.Enter)
		sees(t, term, "who changed sg-report", "AuthorizeSecurityGroupEgress", "sam.okafor", "internet restricted")
		term.Keys("r")
		term.Advance(time.Second)
		sees(t, term, "read again", "AuthorizeSecurityGroupEgress")
		term.Keys(uitest.Enter) // what the change is about
		sees(t, term, "Outbound")
		term.Keys(uitest.Esc)
		sees(t, term, "AuthorizeSecurityGroupEgress")
		if n, _ := c.questions(); n != 1 {
			t.Errorf("asked %d times", n)
		}
	})
}

// Who may not ask sees which call it is and how to change that; what is known without it stays.
func TestWhoMayNotAsk(t *testing.T) {
	c := newTeller(t)
	earlier, err := yesterday()
	if err != nil {
		t.Fatal(err)
	}
	c.told = timeline.Told{From: c.told.From, Gaps: []awsdata.Gap{{Region: "us-east-1",
		Call: "lookup-events.nat-0e3afd2e58b553083", Cause: awsdata.CauseDenied}},
		States: []timeline.State{{At: earlier.CapturedAt, Index: awsdata.NewIndex(earlier)}}}
	trails(t, c, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "who checkout-api", uitest.Enter)
		sees(t, term, "PARTIAL", "changed rtb-app-c", "lookup-events.nat-0e3afd2e58b553083: no permission",
			"cloudtrail:LookupEvents", "vpclens policy --with changes")
	})
	c = newTeller(t)
	c.told, c.err = timeline.Told{}, errors.New("the session has expired\x1b[31m")
	trails(t, c, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "who checkout-api", uitest.Enter)
		sees(t, term, "PARTIAL", "the session has expired")
	})
	nobody := func(o *Options) { o.Source.OnDemand = screen.OnDemand{} }
	explore(t, 140, 44, nobody, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "who nat-c", uitest.Enter)
		sees(t, term, "who changed nat-c", "there is no AWS to ask here")
	})
}

// It is asked about whatever the person stands on: of a finding what it names, of a resource that others use itself.
func TestWhoOfWhatOneStandsOn(t *testing.T) {
	c := newTeller(t)
	trails(t, c, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "usedby sg-report", uitest.Enter, "B")
		sees(t, term, "who changed sg-report")
		term.Keys("f", "/", "nat-c", uitest.Enter, uitest.Enter, "B")
		sees(t, term, "who changed what the finding names", "DeleteNatGateway nat-c")
		term.Keys("0", "B")
		sees(t, term, "nothing under the cursor to ask this about")
	})
}

// Of an error it is asked what changed on the path that it was held against, or on what the first cause is about.
func TestWhoAfterWhy(t *testing.T) {
	c := newTeller(t)
	earlier, err := yesterday()
	if err != nil {
		t.Fatal(err)
	}
	c.told.States = []timeline.State{{At: earlier.CapturedAt, Index: awsdata.NewIndex(earlier)}}
	trails(t, c, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "why checkout-api Task timed out after 6.00 seconds", uitest.Enter)
		sees(t, term, "who changed it: nat-c")
		if n, _ := c.questions(); n != 0 {
			t.Fatalf("asked %d times before anybody wanted to know", n)
		}
		term.Keys("B")
		sees(t, term, "checkout-api → internet", "DeleteNatGateway nat-c", "jo.fischer", "Before it: reachable")
		term.Keys(uitest.Esc)
		term.Paste("DependencyViolation: resource sg-081d8d9165ace146e has a dependent object")
		sees(t, term, "who changed it: ", ", and since when", "why sg-report cannot be deleted")
	})
}

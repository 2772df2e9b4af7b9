package ui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/uitest"
)

// sinceYesterday tells changes against it.
func sinceYesterday(t testing.TB) func(*Options) {
	t.Helper()
	snapshot, err := yesterday()
	if err != nil {
		t.Fatal(err)
	}
	return func(o *Options) {
		o.Source.BaselineName = "yesterday"
		o.Source.Baseline = func(context.Context) (*awsdata.Snapshot, error) { return snapshot, nil }
	}
}

// What changed since yesterday? checkout-api lost the internet in zone c, because
// somebody deleted nat-c: there, on the way out, the route is a blackhole.
func TestStoryWhatChangedSinceYesterday(t *testing.T) {
	explore(t, 200, 60, sinceYesterday(t), func(t *testing.T, term *uitest.Term) {
		term.Keys("D")
		path(t, term, "functions › changes")
		sees(t, term, "since yesterday, 4 October 07:42:",
			"3 functions lost something, 1 gained, 1 now unknown, 1 is new",
			"12 findings appeared, 4 vanished, 9 resources changed", "checkout-api", "loses the internet from AZ c",
			"because nat-c: state available → deleted")
		follow(t, term, "checkout-api")
		path(t, term, "functions › changes › checkout-api")
		term.Keys("t", "internet", uitest.Enter)
		sees(t, term, "trace to internet", "blackhole", "nat-c")
		term.Keys(uitest.Esc, uitest.Esc)
		path(t, term, "functions › changes")
		follow(t, term, "because nat-c")
		path(t, term, "functions › changes › nat-c")
		term.Keys(uitest.Esc)
		for range 60 {
			term.Keys(uitest.Down)
			if _, y, ok := term.Find("▌"); ok && strings.Contains(term.Line(y), "invoice-c ") {
				break
			}
		}
		term.Keys(uitest.Enter)
		sees(t, term, "invoice-c no longer exists: it was in the earlier snapshot only")
	})
}

func TestChangesAreFiltered(t *testing.T) {
	explore(t, 160, 60, sinceYesterday(t), func(t *testing.T, term *uitest.Term) {
		term.Keys("D", "/", "kind:nat", uitest.Enter)
		sees(t, term, "NAT gateways", "filter: kind:nat", "1 of ")
		seesNot(t, term, "sg-vpce-sqs", "Appeared")
		term.Keys("/", uitest.Ctrl('u'), "change:removed", uitest.Enter)
		sees(t, term, "invoice-c", "no longer exists", "Vanished")
		seesNot(t, term, "Appeared", "sg-vpce-sqs")
		term.Keys("/", uitest.Ctrl('u'), "function:ledger-sync", uitest.Enter)
		sees(t, term, "loses sqs (vpce-sqs) tcp 443", "sg-vpce-sqs", "denies ledger-sync (security group)")
		seesNot(t, term, "checkout-api", "rtb-app-c")
		term.Keys("/", uitest.Ctrl('u'), "region:eu-west-1", uitest.Enter)
		sees(t, term, `No change matches "region:eu-west-1"`)
		term.Keys(uitest.Esc)
		sees(t, term, "checkout-api", "gift-cards")
		term.Keys("z")
		sees(t, term, "checkout-api", "faults only")
		seesNot(t, term, "report-export  ", "Vanished")
		term.Keys(uitest.Esc)
		sees(t, term, "Vanished")
		term.Keys("s")
		sees(t, term, "/ filters them")
	})
}

// The two ways without a file, and the way out of having none.
func TestWithoutAnEarlierSnapshot(t *testing.T) {
	explore(t, 80, 24, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("D")
		sees(t, term, "no earlier snapshot", "r reads the account again", ":diff FILE", "--baseline FILE",
			"vpclens snapshot")
		term.Keys("/")
		sees(t, term, "there are no changes to filter")
		term.Keys("r")
		sees(t, term, "Nothing changed since the last read, 2d ago.", "was read neither then nor now")
		term.Keys(uitest.Esc)
		seesNot(t, term, "Δ")
	})
}

// Reading again tells what changed meanwhile, in the list as well.
func TestReadingAgainMarksWhatChanged(t *testing.T) {
	before, err := yesterday()
	if err != nil {
		t.Fatal(err)
	}
	after, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	s := &slow{takes: []time.Duration{time.Second}, answers: []*awsdata.Snapshot{before, after, after}}
	loads(t, s, func(t *testing.T, term *uitest.Term) {
		term.Advance(2 * time.Second)
		seesNot(t, term, "Δ")
		term.Keys("r")
		term.Advance(2 * time.Second)
		sees(t, term, "H Δ invoice-archive", "H Δ ledger-sync", "H   audit-log")
		term.Keys("/", "changed:new")
		sees(t, term, "gift-cards", "1 of 54")
		seesNot(t, term, "checkout-api")
		term.Keys(uitest.Esc, "D")
		sees(t, term, "since the last read, 3d ago", "checkout-api")
		term.Keys(uitest.Esc, "r")
		term.Advance(2 * time.Second)
		seesNot(t, term, "Δ")
	})
}

// opener opens earlier snapshots after a while, by path.
func opener(snapshot *awsdata.Snapshot, err error) func(context.Context, string) (*awsdata.Snapshot, error) {
	return func(ctx context.Context, path string) (*awsdata.Snapshot, error) {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Second):
		}
		if strings.Contains(path, "missing") {
			return nil, err
		}
		return snapshot, nil
	}
}

func TestDiffOpensAFile(t *testing.T) {
	before, err := yesterday()
	if err != nil {
		t.Fatal(err)
	}
	o := func(o *Options) {
		o.Source.Open = opener(before, errors.New("no snapshot at missing\x1b[2J.json: no such file or directory"))
	}
	explore(t, 100, 40, o, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "diff")
		sees(t, term, "compare with an earlier snapshot")
		term.Keys(uitest.Enter)
		sees(t, term, "earlier state", "where this session began")
		term.Keys("old/Yesterday.json", uitest.Enter)
		sees(t, term, "reading old/Yesterday.json")
		term.Advance(2 * time.Second)
		sees(t, term, "since Yesterday.json, 4 October 07:42:", "checkout-api")
		// What cannot be read changes nothing, and says what to do.
		term.Keys(":", "diff missing\x1b[2J.json", uitest.Enter)
		term.Advance(2 * time.Second)
		sees(t, term, "could not be read", "no such file or directory", "Is the path right?")
		term.Keys(uitest.Esc)
		sees(t, term, "since Yesterday.json")
		// Leaving while it is read is no end of reading; quitting is.
		term.Keys(":", "diff again.json", uitest.Enter, uitest.Esc, "q")
		left(t, term)
	})
}

// Leaving the screen ends the comparison, and coming back begins it again; what was
// computed once is there at once.
func TestComparingIsCancelledAndKept(t *testing.T) {
	a := changed(t)
	cmd := a.visit(screen.Place{Screen: "changes"})
	if cmd == nil || !a.work.running() {
		t.Fatal("nothing is computed")
	}
	ctx := a.work.ctx
	a.stepBack()
	if ctx.Err() == nil {
		t.Error("leaving did not end the work")
	}
	settle(a, a.visit(screen.Place{Screen: "changes"}))
	if !strings.Contains(a.painted().Content, "lost something") {
		t.Fatalf("nothing was computed:\n%s", a.painted().Content)
	}
	a.stepBack()
	if a.visit(screen.Place{Screen: "changes"}); a.work.running() {
		t.Error("it is computed again")
	}
	// Reading the account again leaves the cursor where it was.
	a.painted()
	a.key(tea.KeyPressMsg{Code: 'G', Text: "G"})
	a.env.Baseline = &screen.Baseline{Name: "yesterday", Result: a.env.Baseline.Result}
	settle(a, a.reloadScreens())
	if screen := ansi.Strip(a.painted().Content); !strings.Contains(screen, "▌ -  eni-0c41d7a95b0e62f83") {
		t.Errorf("the cursor is not on the last row any more:\n%s", screen)
	}
}

// changed is an explorer of the demo account with yesterday before it.
func changed(t testing.TB) *App {
	t.Helper()
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	before, err := yesterday()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	a.env.Baseline = &screen.Baseline{Name: "yesterday", Result: resultOf(t, before, analysis.Options{})}
	a.reloadScreens()
	return a
}

// changePlaces are places of the screens about changes and comparisons, good and gone.
func changePlaces() []screen.Place {
	return []screen.Place{
		{Screen: "changes"}, {Screen: "changes", Filter: "kind:sg"}, {Screen: "changes", Filter: "no such"},
		{Screen: "compare", Region: "us-east-1", ID: "checkout-api", To: "us-east-1/cart-api"},
		{Screen: "compare", Region: "us-east-1", ID: "checkout-api", To: "us-east-1/checkout-api"},
		{Screen: "compare", Region: "us-east-1", ID: "slack-notify", To: "eu-west-1/checkout-eu"},
		{Screen: "compare", Region: "us-east-1", ID: "invoice-archive", To: "us-east-1/feature-loader"},
		{Screen: "compare", Region: "us-east-1", ID: "checkout-api", To: "eu-west-1/gone"},
		{Screen: "compare", Region: "nowhere-1", ID: "gone", To: "gone"},
	}
}

func TestChangesFit(t *testing.T) {
	a := changed(t)
	for _, p := range changePlaces() {
		cmd := a.visit(p)
		fits(t, a, p.Screen+" while it is computed", 40, 10)
		settle(a, cmd)
		eachFit(t, a, p.Screen+" "+p.ID+" "+p.To)
		a.key(tea.KeyPressMsg{Code: '/', Text: "/"})
		fits(t, a, p.Screen+" while a filter is typed", 20, 5)
		a.history.Step(-1)
	}
	a.visit(screen.Place{Screen: "functions"})
	for range 3 {
		a.key(tea.KeyPressMsg{Code: tea.KeySpace})
	}
	eachFit(t, a, "marked functions")
	a.env.Baseline, a.env.Opening = nil, strings.Repeat("long/", 60)
	a.visit(screen.Place{Screen: "changes"})
	eachFit(t, a, "changes while a file is read")
}

// Marks are of rows, wherever those go.
func TestMarksStay(t *testing.T) {
	explore(t, 120, 24, nil, func(t *testing.T, term *uitest.Term) {
		marked := func(want ...string) {
			t.Helper()
			var got []string
			for y := range term.Height() {
				if line := term.Line(y); strings.Contains(line[:min(len(line), 8)], "●") {
					got = append(got, strings.Fields(strings.NewReplacer("▌", " ", "●", " ").Replace(line))[1])
				}
			}
			if strings.Join(got, " ") != strings.Join(want, " ") {
				t.Fatalf("marked are %q, want %q:\n%s", got, want, term.Screen())
			}
		}
		term.Keys(" ", uitest.Down, " ")
		marked("audit-log", "dispute-workflow")
		sees(t, term, "2 marked", "= compare", "copy 2 ids")
		term.Keys("2", "2", "g")
		seesNot(t, term, "audit-log")
		sees(t, term, "2 marked")
		term.Keys("2", "g")
		marked("audit-log", "dispute-workflow")
		term.Keys("r")
		marked("audit-log", "dispute-workflow")
		term.Keys("y")
		sees(t, term, "copied 2 marked ids, one a line")
		term.Keys("/", "cart", uitest.Enter)
		marked()
		sees(t, term, "2 marked", "cart-api")
		term.Keys(uitest.Esc, "g")
		marked("audit-log", "dispute-workflow")
		term.Keys("g", " ")
		marked("dispute-workflow")
		term.Keys(" ", uitest.Down, " ")
		sees(t, term, "3 marked")
		term.Keys("=")
		sees(t, term, "3 functions are marked: two are compared")
		term.Keys(uitest.Esc)
		marked()
		sees(t, term, "all marks removed")
		term.Keys(uitest.Esc)
		sees(t, term, "this is the first screen")
	})
}

// Why does one function reach SQS and the other not?
func TestStoryCompareTwoFunctions(t *testing.T) {
	explore(t, 120, 50, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "ledger-sync", uitest.Enter, "=", "orders-w", uitest.Enter)
		path(t, term, "functions › ledger-sync › ledger-sync and orders-worker")
		sees(t, term, "answers differ", "are the same", "sg-ledger", "sg-orders", "no inbound rule of sg-vpce-sqs",
			"only here: sqs (vpce-sqs) tcp 443")
		for range 40 {
			term.Keys(uitest.Down)
			if _, y, ok := term.Find("▌"); ok && strings.HasPrefix(term.Line(y), "▌ sqs") {
				break
			}
		}
		term.Keys(uitest.Enter)
		path(t, term, "functions › ledger-sync › ledger-sync and orders-worker › trace to sqs")
		sees(t, term, "BLOCKED")
		term.Keys(uitest.Esc, uitest.Right, uitest.Enter)
		sees(t, term, "trace to sqs", "REACHABLE")
		term.Keys(uitest.Esc, "=", "cart-api", uitest.Enter)
		sees(t, term, "orders-worker and cart-api")
	})
}

// ofAnother is what was read of an account, as if of another one.
func ofAnother(s *awsdata.Snapshot) *awsdata.Snapshot {
	other, account := *s, *s.Account
	account.AccountID, other.AccountID = "210987654321", "210987654321"
	other.Account, other.Accounts = &account, []*awsdata.Account{&account}
	return &other
}

func TestEarlierOfAnotherAccountIsForgotten(t *testing.T) {
	s := &slow{takes: []time.Duration{time.Second}}
	one, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	s.answers = []*awsdata.Snapshot{one, ofAnother(one)}
	loads(t, s, func(t *testing.T, term *uitest.Term) {
		term.Advance(2 * time.Second)
		term.Keys("r")
		term.Advance(2 * time.Second)
		term.Keys("D")
		sees(t, term, "no earlier snapshot")
	})
}

func TestHostileBaselineNames(t *testing.T) {
	for name, payload := range payloads {
		t.Run(name, func(t *testing.T) {
			o := Options{Source: from("demo", poisoned(t, payload))}
			earlier := poisoned(t, "harmless")
			o.Source.BaselineName = payload
			o.Source.Baseline = func(context.Context) (*awsdata.Snapshot, error) { return earlier, nil }
			synctest.Test(t, func(t *testing.T) {
				term := uitest.Start(t, New(o), 80, 24)
				defer term.Quit()
				term.Keys("D", "G", "g", uitest.Esc, " ", "=")
				for y := range term.Height() {
					if line := strings.TrimRight(term.Line(y), " "); strings.ContainsAny(line, "\x1b\a\r\n") {
						t.Errorf("line %d has a control character: %q", y, line)
					}
				}
			})
		})
	}
}

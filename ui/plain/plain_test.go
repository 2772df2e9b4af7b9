package plain

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/ui/host"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
)

// demoSnapshot is the demo account, read once for all tests.
var demoSnapshot = sync.OnceValues(demo.Snapshot)

// demoResult is what it means, worked out once as well.
var demoResult = sync.OnceValues(func() (*analysis.Result, error) {
	snapshot, err := demoSnapshot()
	if err != nil {
		return nil, err
	}
	return analysis.Run(context.Background(), snapshot, analysis.Options{})
})

// options are those of a session on the demo account, two days after it was read. No check is run: what is found is
// looked at in sessions that are [analyzed].
func options(t *testing.T, in string, out io.Writer) Options {
	t.Helper()
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	return Options{
		Name: "demo", In: strings.NewReader(in), Out: out, Talk: io.Discard,
		Load:   func(context.Context, func(int, int)) (*awsdata.Snapshot, error) { return snapshot, nil },
		Now:    func() time.Time { return snapshot.CapturedAt.Add(52 * time.Hour) },
		Checks: analysis.Options{Checks: []*check.Check{}},
	}
}

// analyzed is a session that has read the demo account.
func analyzed(t *testing.T, out io.Writer) *session {
	t.Helper()
	s := newSession(t.Context(), options(t, "", out))
	var err error
	if s.asRead, err = demoResult(); err != nil {
		t.Fatal(err)
	}
	s.env.Result, s.o.Checks = s.asRead, analysis.Options{}
	s.env.Now = s.o.Now()
	return s
}

// converse types lines, and returns what was answered, with what was typed in between.
func converse(t *testing.T, lines ...string) string {
	t.Helper()
	var out bytes.Buffer
	s := analyzed(t, &out)
	s.begin()
	for _, line := range lines {
		s.out.say("vpclens: " + line)
		s.command(line)
	}
	if err := s.out.flush(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// requireGolden compares what was said with what a person reviewed; -update writes it anew.
func requireGolden(t *testing.T, said string) {
	t.Helper()
	if !reach.Reworded() {
		golden.RequireEqual(t, said)
	}
}

// A person who listens: from the functions to a connection and back, then from
// the findings to one of them.
func TestGoldenSession(t *testing.T) {
	requireGolden(t, converse(t, "filter vpc:prod nat-c", "2", "trace s3", "where", "back", "copy",
		"findings check:path-nat-broken", "1", "cli", "more", "quit"))
}

func TestGoldenPaths(t *testing.T) {
	requireGolden(t, converse(t, "checkout-api", "trace sqs", "all", "copy", "25", "undo", "checkout-api", "reach",
		"checkout-api", "diagram", "services checkout"))
}

// answers are what is said to lines, after all that came before them.
func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		lines []string
		want  []string
	}{
		{[]string{"hlep"}, []string{`There is no command, screen, kind or resource "hlep"`, "Type help"}},
		{[]string{"99"}, []string{"There is no row 99 here: want 1 to 54."}},
		{[]string{"open"}, []string{"Open which row?"}},
		{[]string{"back"}, []string{"back: this is the first screen."}},
		{[]string{"forward"}, []string{"forward: there is nothing ahead."}},
		{[]string{"copy"}, []string{"Which row? For the first, type copy 1."}},
		{[]string{"copy 20"}, []string{"Copy begins: the ARN of checkout-api\narn:aws:lambda:", "\nCopy ends.\n"}},
		{[]string{"checkout-api", "copy"}, []string{"Copy begins: arn:aws:lambda:us-east-1:123456789012:function:checkout-api"}},
		{[]string{"checkout-api", "copy 14"}, []string{"Copy begins: vpc-"}},
		{[]string{"services", "reach"}, []string{"Which row?"}},
		{[]string{"trace s3"}, []string{"Which row? For the first, type trace 1 s3."}},
		{[]string{"trace 20 s3"}, []string{"Screen: trace to s3.", "REACHABLE from all 3 subnets, checkout-api to s3"}},
		{[]string{"trace 20"}, []string{"Question: trace from checkout-api: where to?", "1. internet.", "cancel drops the question"}},
		{[]string{"trace 20", "2"}, []string{"Screen: trace to s3."}},
		{[]string{"trace 20", "s3"}, []string{"Screen: trace to s3."}},
		{[]string{"trace 20", "cancel"}, []string{"The question is dropped."}},
		{[]string{"trace checkout-api s3"}, []string{"Screen: trace to s3.", "REACHABLE from all 3 subnets, checkout-api to s3"}},
		{[]string{"trace checkout-api secretmanager"}, []string{`"secretmanager" is no destination: did you mean secretsmanager?`}},
		{[]string{"trace 5 secretmanager"}, []string{`"secretmanager" is no destination: did you mean secretsmanager?`}},
		{[]string{"trace 20", "nosuchservice"}, []string{`"nosuchservice" is no destination: name an address`}},
		{[]string{"compare checkout-api cart-api"}, []string{"Screen: checkout-api and cart-api."}},
		{[]string{"findings", "compare checkout-api cart-api"}, []string{"Screen: checkout-api and cart-api."}},
		{[]string{"orders-worker", "compare checkout-api cart-api"}, []string{"Screen: checkout-api and cart-api."}},
		{[]string{"compare checkout-api nosuch"}, []string{`"nosuch"`}},
		{[]string{":compare checkout-api cart-api"}, []string{"Screen: checkout-api and cart-api."}},
		{[]string{":reach payments-core"}, []string{"Screen: reach of payments-core."}},
		{[]string{"reach payments-core"}, []string{"Screen: reach of payments-core."}},
		{[]string{"usedby nat-a"}, []string{"nat-a"}},
		{[]string{"trace 5 10.0.3.4:99999"}, []string{"99999"}},
		{[]string{"app-a", "trace"}, []string{"trace to app-a from which function?"}},
		{[]string{"app-a", "trace checkout-api"}, []string{"Screen: trace to app-a."}},
		{[]string{"filter zzz"}, []string{"No function of 54 matches zzz. Type filter to drop the filter."}},
		{[]string{"filter chkapi"}, []string{
			`1 of 54 functions, filter chkapi, no row has "chkapi": similar ones.`}},
		{[]string{`filter "chkapi"`}, []string{`No function of 54 matches "chkapi".`}},
		{[]string{"filter zzz", "1"}, []string{"There is no row with a number here."}},
		{[]string{"filter zzz", "filter"}, []string{"54 functions."}},
		{[]string{"filter sev:>=nonsense"}, []string{"unknown severity"}},
		{[]string{"faults"}, []string{"only functions rated H", "only those rated H."}},
		{[]string{"sort"}, []string{"Columns to sort by: severity, function, out, zones"}},
		{[]string{"sort nonsense"}, []string{"there is no column \"nonsense\" here"}},
		{[]string{"sort function", "sort function"}, []string{"sorted by function, descending.", "1. webhook-public"}},
		{[]string{"subnet", "sort free"}, []string{"sorted by free ipv4 addresses, ascending."}},
		{[]string{"more", "more", "more"}, []string{"41. ", "more: that was all."}},
		{[]string{"all"}, []string{"54. "}},
		{[]string{"", ""}, []string{"41. "}},
		{[]string{"functions"}, []string{"Screen: functions."}},
		{[]string{"checkout-api", "home", "forward"}, []string{"Screen: checkout-api."}},
		{[]string{"checkout-api", "app-a", "where", "back", "where"}, []string{"functions, then checkout-api, then app-a.", "1 screen ahead: type forward."}},
		{[]string{"checkout-api", "filter x"}, []string{"filter: only lists are sorted and filtered; go back to one."}},
		{[]string{"checkout-api", "sort x"}, []string{"sort: only lists are sorted."}},
		{[]string{"nat-a", "whatif", "2", "copy", "undo", "cli"}, []string{"loses the internet from AZ a",
			"Copy begins: the edits in words", "cli: there are no edits yet: its number switches it off."}},
		{[]string{"nat-a", "whatif", "2", "functions", "export csv", "export txt"}, []string{",what_if\n",
			"WHAT IF: 1 edit in a copy; nothing was executed 1. ",
			"txt\nWHAT IF: 1 edit in a copy; nothing was executed\n1. "}},
		{[]string{"columns"}, []string{"Columns: severity, function, ", "Shown: the usual ones."}},
		{[]string{"columns vpc, function", "columns"}, []string{"Shown: vpc, function."}},
		{[]string{"columns function, vpc"}, []string{"\n1. audit-log. VPC: "}},
		{[]string{"columns function", "columns usual"}, []string{"\n1. audit-log\n", "\n1. audit-log. High. "}},
		{[]string{"columns nothing"}, []string{`There is no column "nothing" here: want `}},
		{[]string{"checkout-api", "columns"}, []string{"columns: only lists have columns to choose."}},
		{[]string{"save mine"}, []string{"views cannot be saved here."}},
		{[]string{"unsave"}, []string{"Unsave which view?"}},
		{[]string{"app"}, []string{"Question: which app?"}},
		{[]string{"app", "1"}, []string{"Screen: app-eu-b."}},
		{[]string{"gaps"}, []string{"2 gaps. These calls gave no answer.", "describe-flow-logs. no permission."}},
		{[]string{"reload"}, []string{"Read again."}},
		{[]string{"against x"}, []string{"against: there is nothing to read an earlier snapshot with."}},
		{[]string{"help"}, []string{"open NUMBER:", "forward: forward again, after going back (not now: there is nothing ahead).", "Or a place"}},
		{[]string{"theme dark"}, []string{"There is no theme here: it is all text."}},
		{[]string{"EXIT"}, nil},
	} {
		got := converse(t, c.lines...)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%q: %q is not said:\n%s", c.lines, want, got)
			}
		}
	}
}

// No word does nothing silently.
func TestEveryWordAnswers(t *testing.T) {
	for _, at := range []string{"functions", "findings", "kinds", "subnet", "checkout-api", "nat-a"} {
		quiet := converse(t, at)
		for _, w := range words() {
			if w.names[0] == "reload" {
				continue // has a test of its own
			}
			for _, rest := range []string{"", " 1"} {
				line := w.names[0] + rest
				got := strings.TrimPrefix(converse(t, at, line), quiet)
				if _, answer, _ := strings.Cut(got, "\n"); strings.TrimSpace(answer) == "" && w.names[0] != "quit" {
					t.Errorf("%s: %s is answered with nothing:\n%s", at, line, got)
				}
			}
		}
	}
}

var (
	glyphs = regexp.MustCompile(`[✗◐✓·▌…›•↵╳▾▸←→↑↓─│┌┐└┘├┤┬┴┼━┃⠋]`)
	keys   = regexp.MustCompile(`\besc\b|\bctrl\+|\benter\b|\bpress\b`)
)

// Every screen has text: a new one without it fails here. Built on a list or a
// page it has it already.
func TestEveryScreenHasText(t *testing.T) {
	s := analyzed(t, io.Discard)
	res := s.env.Result
	nat, err := screens.ParsePlace(res, "nat-a")
	if err != nil {
		t.Fatal(err)
	}
	finding := res.Findings[0]
	for _, e := range screens.Table() {
		for _, p := range []screen.Place{
			{}, {Filter: "no such thing"},
			{Region: "us-east-1", ID: "checkout-api"}, {Region: "us-east-1", ID: "checkout-api", To: "sqs"},
			{Region: "nowhere-1", ID: "gone"}, {Region: nat.Region, Kind: nat.Kind, ID: nat.ID}, {Kind: "subnet"},
			{Kind: "eigw", Filter: "x"}, {Region: finding.Region, ID: finding.ID},
		} {
			p.Screen = e.Name
			s.history = host.History[own]{}
			s.visit(p)
			if s.linear() == nil {
				t.Errorf("the screen %s has no text: it must implement screen.Linear", e.Name)
				break
			}
			text := 0
			for _, l := range s.lines {
				if strings.TrimSpace(l.Text) != "" {
					text++
				}
				for what, bad := range map[string]*regexp.Regexp{"a mark instead of a word": glyphs,
					"a key, which nobody can press here": keys} {
					if found := bad.FindString(l.Text); found != "" {
						t.Errorf("%+v: %q is %s: %s", p, found, what, l.Text)
					}
				}
				if !strings.HasPrefix(l.Text, " ") && strings.Contains(l.Text, "  ") {
					t.Errorf("%+v: padded with spaces: %q", p, l.Text)
				}
			}
			if text == 0 {
				t.Errorf("%+v says nothing", p)
			}
			for n := range s.rows {
				if !s.linear().Choose(s.rows[n]) {
					t.Errorf("%+v: row %d cannot be chosen", p, n+1)
					continue
				}
				if ok, why := s.can(screen.Open); !ok {
					t.Errorf("%+v: row %d has a number and cannot be opened: %s", p, n+1, why)
				}
			}
		}
	}
}

// What a screen asks the program for is done as if it had been typed.
func TestRunOfACommand(t *testing.T) {
	for c, want := range map[screen.Command]string{
		screen.GoFindings: "Screen: findings.", screen.Gaps: "2 gaps.", screen.Help: "What can be typed:",
		screen.GoReach: "Screen: reach of ", screen.Back: "this is the first screen", screen.Open: "Screen: ",
		screen.Undo: "there is no edit to take back",
	} {
		var out bytes.Buffer
		s := analyzed(t, &out)
		s.begin()
		s.carry(screen.Run{Command: c})
		if err := s.out.flush(); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.ToLower(out.String()), strings.ToLower(want)) {
			t.Errorf("command %d: %q is not said:\n%s", c, want, out.String())
		}
	}
}

// The rows of a list open what they say.
func TestANumberOpensItsRow(t *testing.T) {
	got := converse(t, "functions sev:high vpc:research", "1")
	if !strings.Contains(got, "1. gdpr-export. High. Internet egress: broken. AZs: a blocked, b blocked. VPC: "+
		"research.") ||
		!strings.Contains(got, "Screen: gdpr-export.") {
		t.Errorf("row 1 is not gdpr-export:\n%s", got)
	}
}

func TestRunPromptsOnlyWhoTypes(t *testing.T) {
	for _, prompt := range []bool{false, true} {
		var out bytes.Buffer
		o := options(t, "where\n", &out)
		o.Prompt = prompt
		if err := Run(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "vpclens: ") != prompt {
			t.Errorf("prompt %v:\n%s", prompt, out.String())
		}
		if prompt && !strings.HasSuffix(out.String(), "\n") {
			t.Error("the end of the input leaves the shell's prompt behind ours")
		}
	}
}

func TestRunEnds(t *testing.T) {
	o := options(t, "quit\nfunctions\n", &bytes.Buffer{})
	if err := Run(t.Context(), o); err != nil {
		t.Errorf("quit: %v", err)
	}
	broken := errors.New("no such account")
	o.Load = func(context.Context, func(int, int)) (*awsdata.Snapshot, error) { return nil, broken }
	if err := Run(t.Context(), o); !errors.Is(err, broken) {
		t.Errorf("an account that cannot be read: %v", err)
	}
	o = options(t, "", failing{})
	if err := Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "write to stdout") {
		t.Errorf("nobody reads: %v", err)
	}
	in, typist := io.Pipe()
	defer typist.Close()
	ctx, cancel := context.WithCancel(t.Context())
	o = options(t, "", io.Discard)
	o.In = in
	ended := make(chan error)
	go func() { ended <- Run(ctx, o) }()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupt while nothing is typed: %v", err)
	}
	o = options(t, strings.Repeat("x", longestCommand+1), io.Discard)
	if err := Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "read the next command") {
		t.Errorf("a line without an end: %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("gone") }

// A load that fails later leaves what is there; progress is told sparingly.
func TestReload(t *testing.T) {
	var out, talk bytes.Buffer
	o := options(t, "reload\nreload\n", &out)
	load, reads := o.Load, 0
	o.Live, o.Talk = true, &talk
	o.Load = func(ctx context.Context, progress func(int, int)) (*awsdata.Snapshot, error) {
		if reads++; reads == 2 {
			return nil, errors.New("the network\nis gone")
		}
		for done := range 101 {
			progress(done, 100)
		}
		return load(ctx, progress)
	}
	if err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"reading again failed, what is shown is older: the network", "Read again."} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not said:\n%s", want, out.String())
		}
	}
	if n := strings.Count(talk.String(), "of 100 calls"); n != 8 {
		t.Errorf("progress is told %d times:\n%s", n, talk.String())
	}
}

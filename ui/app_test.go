package ui

import (
	"context"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/colorprofile"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/uitest"
)

// from is a source that has the snapshot at once.
func from(name string, snapshot *awsdata.Snapshot) Source {
	return Source{Name: name, Load: func(context.Context, func(Progress)) (*awsdata.Snapshot, error) {
		return snapshot, nil
	}}
}

// demoOptions start the explorer on the demo account, two days after it was read.
func demoOptions(t testing.TB) Options {
	t.Helper()
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	source := from("demo", snapshot)
	source.OnDemand = newTeller(t).onDemand()
	return Options{Analyze: shared, Source: source, Now: func() time.Time {
		return snapshot.CapturedAt.Add(52 * time.Hour)
	}}
}

// explore runs a test in virtual time, on the demo account.
func explore(t *testing.T, w, h int, o func(*Options), test func(t *testing.T, term *uitest.Term),
	opts ...uitest.Option) {
	t.Helper()
	options := demoOptions(t) // outside of the bubble, as it is shared
	if o != nil {
		o(&options)
	}
	synctest.Test(t, func(t *testing.T) {
		term := uitest.Start(t, New(options), w, h, opts...)
		defer term.Quit()
		test(t, term)
	})
}

// sees fails unless all texts are on the screen.
func sees(t *testing.T, term *uitest.Term, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !term.Contains(text) {
			t.Fatalf("%q is not on the screen:\n%s", text, term.Screen())
		}
	}
}

// seesNot fails if one of the texts is on the screen.
func seesNot(t *testing.T, term *uitest.Term, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if term.Contains(text) {
			t.Fatalf("%q is on the screen:\n%s", text, term.Screen())
		}
	}
}

func TestAppStaysSmall(t *testing.T) {
	source, err := os.ReadFile("app.go")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(source), "\n"); n >= 400 {
		t.Errorf("app.go has %d lines; it routes, and nothing else", n)
	}
}

// view is a screen or overlay that has goldens: where the explorer starts, and
// what a person types from there.
type view struct {
	name  string
	start string // as typed after ":"; "" is the functions
	keys  []string
}

// views are all of them. A test holds that no screen of the table is left out.
func views() []view {
	return []view{
		{"functions", "", nil},
		{"overview", "overview", nil},
		{"overview-end", "overview", []string{"G"}},
		{"ledger", "ledger", nil},
		{"ledger-missing", "ledger", []string{uitest.Down, uitest.Down, uitest.Down}},
		{"functions-filter", "", []string{"/", "vpc:prod sev:>=high"}},
		{"functions-sorted", "", []string{"2", "2"}},
		{"function", "checkout-api", nil},
		{"function-not-attached", "slack-notify", nil},
		{"findings", "findings", nil},
		{"findings-one-by-one", "findings", []string{uitest.Tab}},
		{"findings-of-a-cause", "findings", []string{uitest.Enter}},
		{"finding", "findings", []string{uitest.Enter, uitest.Down, uitest.Enter}},
		{"accounts", "accounts", nil},
		{"kinds", "kinds", nil},
		{"subnets", "subnet", nil},
		{"subnet", "app-c", nil},
		{"route-table", "rtb-app-a", nil},
		{"nat", "nat-a", nil},
		{"group", "sg-checkout", nil},
		{"acl", "acl-app", nil},
		{"vpc", "prod", nil},
		{"endpoint", "vpce", []string{uitest.Enter}},
		{"why", "why checkout-api Task timed out after 6.00 seconds", nil},
		{"why-deletion", "why resource sg-06735737cda4b05b5 has a dependent object", nil},
		{"signals", "signals checkout-api", nil},
		{"flows", "flows checkout-api", nil},
		{"help", "", []string{"?"}},
		{"gaps", "", []string{"!"}},
		{"palette", "", []string{":", "sub"}},
		{"ask", "checkout-api", []string{"t"}},
		{"path-service", "checkout-api", []string{"t", "secretsm", uitest.Enter}},
		{"path-endpoint", "checkout-api", []string{"t", "sqs", uitest.Enter}},
		{"path-internet", "checkout-api", []string{"t", "internet", uitest.Enter, uitest.Right, uitest.Down}},
		{"path-error", "checkout-api", []string{"t", "elb:nobody", uitest.Enter}},
		{"reach", "checkout-api", []string{"R"}},
		{"reach-all", "checkout-api", []string{"R", uitest.Enter}},
		{"diagram", "checkout-api", []string{"d", uitest.Down, uitest.Right}},
		{"diagram-not-attached", "slack-notify", []string{"d"}},
		{"services", "", []string{"m", uitest.Down, uitest.Right}},
		{"whatif", "checkout-api", []string{"w"}},
		{"whatif-nat", "nat-a", []string{"w", uitest.Enter}},
		{"edit-rule", "sg-checkout", []string{"+", uitest.Enter}},
		{"edit-rule-wrong", "sg-checkout", []string{"+", uitest.Enter, "10.0.0.0/33"}},
		{"edit-route", "rtb-app-a", []string{"+", uitest.Enter}},
		{"edit-acl", "acl-app", []string{"+", uitest.Enter}},
		{"edit-endpoint", "prod", []string{"+", "interface", uitest.Enter, "kms"}},
		{"edit-function", "checkout-api", []string{"+", "add a sec", uitest.Enter, "sg-db"}},
		{"usedby-nat", "nat-a", []string{"U"}},
		{"who-path", "ledger-sync", []string{"t", "sqs", uitest.Enter, "B"}},
		{"who-group", "", []string{":", "who sg-report", uitest.Enter}},
		{"usedby-group", "", []string{":", "sg-checkout", uitest.Enter, "U"}},
		{"usedby-subnet", "app-c", []string{"U"}},
		{"usedby-endpoint", "vpce-s3", []string{"U"}},
		{"raw", "app-c", []string{"v"}},
		{"raw-find", "checkout-api", []string{"v", "/", "SUBNET", uitest.Enter, "n"}},
		{"copy-menu", "nat-a", []string{"c"}},
		{"changes", "changes", nil},
		{"changes-filter", "changes", []string{"/", "function:checkout kind:!x change:changed"}},
		{"changes-end", "changes", []string{"G"}},
		{"log", "log", nil},
		{"functions-changed", "", []string{"/", "changed:yes", uitest.Enter}},
		{"functions-marked", "", []string{uitest.Down, " ", " ", uitest.Down}},
		{"compare", "", []string{"/", "ledger-sync", uitest.Enter, " ", "/", uitest.Ctrl('u'), "orders-worker", uitest.Enter, " ", "=", uitest.Down, uitest.Right}},
	}
}

// open shows a view in a terminal, with yesterday's account to tell changes against, as with --demo.
func (v view) open(t *testing.T, w, h int, o func(*Options), test func(t *testing.T, term *uitest.Term),
	opts ...uitest.Option) {
	t.Helper()
	since := sinceYesterday(t)
	explore(t, w, h, func(options *Options) {
		since(options)
		options.Start = v.start
		if o != nil {
			o(options)
		}
	}, func(t *testing.T, term *uitest.Term) {
		term.Keys(v.keys...)
		test(t, term)
	}, opts...)
}

// sizes are those of the goldens: the smallest that is usual, a laptop's, and a projector's or large screen's.
var sizes = []struct {
	name string
	w, h int
}{{"80x24", 80, 24}, {"120x40", 120, 40}, {"200x60", 200, 60}}

func TestGolden(t *testing.T) {
	for _, v := range views() {
		for _, size := range sizes {
			t.Run(v.name+"-"+size.name, func(t *testing.T) {
				v.open(t, size.w, size.h, nil, requireGolden)
			})
		}
	}
}

func TestGoldenLooks(t *testing.T) {
	for _, v := range views() {
		for _, look := range []struct {
			name    string
			options theme.Options
			term    []uitest.Option
		}{
			{"light", theme.Options{}, []uitest.Option{uitest.Light()}},
			{"256", theme.Options{}, []uitest.Option{uitest.Profile(colorprofile.ANSI256)}},
			{"16", theme.Options{}, []uitest.Option{uitest.Profile(colorprofile.ANSI)}},
			{"16-light", theme.Options{}, []uitest.Option{uitest.Profile(colorprofile.ANSI), uitest.Light()}},
			{"no-color", theme.Options{Colors: theme.NoColors}, []uitest.Option{uitest.NoColor()}},
			{"ascii", theme.Options{ASCII: true}, nil},
		} {
			t.Run(v.name+"-"+look.name, func(t *testing.T) {
				v.open(t, 80, 24, func(o *Options) { o.Theme = look.options }, func(t *testing.T, term *uitest.Term) {
					if look.options.ASCII {
						isASCII(t, term)
					}
					requireGolden(t, term)
				}, look.term...)
			})
		}
	}
}

// isASCII fails if there is anything else on the screen.
func isASCII(t *testing.T, term *uitest.Term) {
	t.Helper()
	for _, r := range term.Screen() {
		if r > 0x7e {
			t.Errorf("%q is not ASCII:\n%s", r, term.Screen())
			return
		}
	}
}

// TestEveryScreenHasAGolden opens all views and looks which screens they show.
func TestEveryScreenHasAGolden(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	shown, a := map[string]bool{}, analyzed(t, snapshot)
	for _, v := range views() {
		v.play(t, a, true)
		shown[a.history.Current().Place.Screen] = true
	}
	for _, e := range screens.Table() {
		if !shown[e.Name] {
			t.Errorf("no golden shows the screen %q", e.Name)
		}
	}
}

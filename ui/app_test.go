package ui

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/uitest"
)

// demoSnapshot is the demo account, read once for all tests.
var demoSnapshot = sync.OnceValues(demo.Snapshot)

// from is a source that has the snapshot at once.
func from(name string, snapshot *awsdata.Snapshot) Source {
	return Source{Name: name, Load: func(context.Context, func(Progress)) (*awsdata.Snapshot, error) { return snapshot, nil }}
}

// demoOptions start the explorer on the demo account, two days after it was read.
func demoOptions(t testing.TB) Options {
	t.Helper()
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	return Options{Source: from("demo", snapshot), Now: func() time.Time { return snapshot.CapturedAt.Add(52 * time.Hour) }}
}

// explore runs a test in virtual time, on the demo account.
func explore(t *testing.T, w, h int, o func(*Options), test func(t *testing.T, term *uitest.Term), opts ...uitest.Option) {
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

// screens are the ways to the screens and overlays that have goldens: what a
// person types.
var screens = []struct {
	name  string
	start string
	keys  []string
}{
	{"functions", "", nil},
	{"functions-filter", "", []string{"/", "vpc:prod sev:>=high"}},
	{"functions-sorted", "", []string{"2", "2"}},
	{"function", "checkout-api", nil},
	{"function-not-attached", "slack-notify", nil},
	{"findings", "findings", nil},
	{"finding", "findings", []string{uitest.Enter}},
	{"kinds", "kinds", nil},
	{"subnets", "subnet", nil},
	{"subnet", "app-c", nil},
	{"route-table", "rtb-app-a", nil},
	{"nat", "nat-a", nil},
	{"group", "sg-checkout", nil},
	{"acl", "acl-app", nil},
	{"vpc", "prod", nil},
	{"endpoint", "vpce", []string{uitest.Enter}},
	{"help", "", []string{"?"}},
	{"gaps", "", []string{"!"}},
	{"palette", "", []string{":", "sub"}},
}

func TestGolden(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"80x24", 80, 24}, {"160x50", 160, 50}} {
		for _, s := range screens {
			t.Run(s.name+"-"+size.name, func(t *testing.T) {
				explore(t, size.w, size.h, func(o *Options) { o.Start = s.start }, func(t *testing.T, term *uitest.Term) {
					term.Keys(s.keys...)
					requireGolden(t, term)
				})
			})
		}
	}
}

func TestGoldenLooks(t *testing.T) {
	for _, look := range []struct {
		name    string
		options theme.Options
		term    uitest.Option
	}{
		{"light", theme.Options{}, uitest.Light()},
		{"no-color", theme.Options{NoColor: true}, uitest.NoColor()},
		{"ascii", theme.Options{ASCII: true}, uitest.Dark()},
	} {
		for _, s := range screens {
			if s.name != "functions" && s.name != "function" && s.name != "help" {
				continue
			}
			t.Run(s.name+"-"+look.name, func(t *testing.T) {
				explore(t, 80, 24, func(o *Options) { o.Start, o.Theme = s.start, look.options }, func(t *testing.T, term *uitest.Term) {
					term.Keys(s.keys...)
					if look.options.ASCII {
						for _, r := range term.Screen() {
							if r > 0x7e {
								t.Errorf("%q is not ASCII:\n%s", r, term.Screen())
								break
							}
						}
					}
					requireGolden(t, term)
				}, look.term)
			})
		}
	}
}

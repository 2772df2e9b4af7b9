package ui

import (
	"reflect"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/uitest"
)

// said is what a text typed after ":" means on a screen.
func said(t *testing.T, a *App, text string) screen.Intent {
	t.Helper()
	to, err := a.prompt().Parse(text)
	if err != nil {
		t.Errorf("%q: %v", text, err)
	}
	return to
}

func TestPaletteCommands(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	a.source.Profiles = []string{"prod", "staging"}
	const east = "us-east-1"
	to := func(p screen.Place) screen.Intent { return screen.Push{To: p} }
	list := func(name, filter string) screen.Intent { return to(screen.Place{Screen: name, Filter: filter}) }
	kind := func(code, filter string) screen.Intent {
		return to(screen.Place{Screen: "resources", Kind: code, Filter: filter})
	}
	of := func(name, id, where string) screen.Intent {
		return to(screen.Place{Screen: name, Region: east, ID: id, To: where})
	}
	for _, c := range []struct {
		text string
		want screen.Intent
	}{
		{"functions", list("functions", "")},
		{"fn", list("functions", "")},
		{"LAMBDA", list("functions", "")},
		{"functions vpc:prod sev:>=high", list("functions", "vpc:prod sev:>=high")},
		{`functions ~^\S+-API`, list("functions", `~^\S+-API`)},
		{"findings family:egress", list("findings", "family:egress")},
		{"kinds", list("kinds", "")},
		{"services checkout", list("services", "checkout")},
		{"sg payments", kind("sg", "payments")},
		{"security groups payments", kind("sg", "payments")},
		{"security-groups", kind("sg", "")},
		{"subnets", kind("subnet", "")},
		{"nacl", kind("acl", "")},
		{"natgw", kind("nat", "")},
		{"eni", kind("eni", "")},
		{"sub app", kind("subnet", "app")},
		{"checkout-api", to(screen.Place{Screen: "function", Region: east, ID: "checkout-api"})},
		{"us-east-1/checkout-api", to(screen.Place{Screen: "function", Region: east, ID: "checkout-api"})},
		{"trace checkout-api 10.0.3.4:5432 tcp", of("path", "checkout-api", "10.0.3.4:5432 tcp")},
		{"trace  checkout-api  s3", of("path", "checkout-api", "s3")},
		{"trace s3", of("path", "audit-log", "s3")}, // the row under the cursor
		{"trace", screen.Run{Command: screen.GoTrace}},
		{"reach checkout-api", of("reach", "checkout-api", "")},
		{"diagram checkout-api", of("diagram", "checkout-api", "")},
		{"diagram", screen.Run{Command: screen.GoDiagram}},
		{"whatif checkout-api", of("whatif", "checkout-api", "")},
		{"what-if nat-a", to(screen.Place{Screen: "whatif", Kind: "nat", Region: east, ID: idOf(t, snapshot, "nat", "nat-a")})},
		{"region us-east-1", screen.Switch{Regions: []string{"us-east-1"}}},
		{"region us-east-1, eu-west-1", screen.Switch{Regions: []string{"us-east-1", "eu-west-1"}}},
		{"region all", screen.Switch{Regions: []string{"all"}}},
		{"region", screen.Run{Command: screen.PickRegion}},
		{"profile staging", screen.Switch{Profile: "staging"}},
		{"theme dark", screen.Restyle{Theme: "dark"}},
		{"sort runtime", screen.Tell{Msg: screen.Sort{Column: "runtime"}}},
		{"sort", screen.Run{Command: screen.SortNext}},
		{"wide", screen.Run{Command: screen.Wide}},
		{"faults", screen.Run{Command: screen.Faults}},
		{"reload", screen.Run{Command: screen.Reload}},
		{"refresh", screen.Run{Command: screen.Reload}},
		{"quit", screen.Run{Command: screen.Quit}},
		{"q", screen.Run{Command: screen.Quit}},
		{"help", screen.Run{Command: screen.Help}},
		{"copy", screen.Run{Command: screen.CopyMenu}},
		{"console", screen.Run{Command: screen.Console}},
		{"gaps", screen.Run{Command: screen.Gaps}},
		{"chkapi", to(screen.Place{Screen: "function", Region: east, ID: "checkout-api"})},
	} {
		if got := said(t, a, c.text); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q is %#v, want %#v", c.text, got, c.want)
		}
	}
	for text, why := range map[string]string{
		"":                        "type a screen, a kind, a command or a name",
		"no such thing":           `there is no command, screen, kind or resource "no such thing"`,
		"theme pink":              `there is no theme "pink": want auto, dark, light, contrast`,
		"reach nobody":            `there is no function or resource "nobody"`,
		"diagram sg-checkout":     "this cannot be asked of the security group sg-checkout",
		"quit now":                `nothing belongs behind this, not "now"`,
		"trace checkout-api s3 b": `"b" is neither a port nor tcp or udp`,
	} {
		if _, err := a.prompt().Parse(text); err == nil || err.Error() != why {
			t.Errorf("%q: %v, want %s", text, err, why)
		}
	}
	a.visit(screen.Place{Screen: "function", Region: east, ID: "checkout-api"})
	if got, want := said(t, a, "trace 10.0.3.4:5432 tcp"),
		of("path", "checkout-api", "10.0.3.4:5432 tcp"); got != want {
		t.Errorf("on a function, trace is %#v, want %#v", got, want)
	}
	if _, err := a.prompt().Parse("sort name"); err == nil || err.Error() != "only lists are sorted" {
		t.Errorf("sort where there is no list: %v", err)
	}
}

func idOf(t *testing.T, s *awsdata.Snapshot, code, name string) string {
	t.Helper()
	for _, k := range awsdata.Kinds() {
		for _, r := range s.Regions {
			for _, x := range k.List(r) {
				if k.Code == code && x.Name() == name {
					return x.ID()
				}
			}
		}
	}
	t.Fatalf("there is no %s %s", code, name)
	return ""
}

// Whatever can be reached by a key can be reached by typing, and so can every
// screen and kind.
func TestEverythingIsReachableFromThePalette(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	reached := map[any]bool{}
	names := map[string]string{}
	for _, o := range a.prompt().Suggest("") {
		to, err := a.prompt().Parse(o.Line)
		if err != nil && o.Usage.Now == "" {
			t.Errorf("%q: %v", o.Line, err) // without arguments there is nothing to miss
		}
		switch to := to.(type) {
		case screen.Push:
			reached[to.To.Screen+to.To.Kind] = true
		case screen.Run:
			reached[to.Command] = true
		}
		if was := names[o.Word]; was != "" {
			t.Errorf("%q is both %q and %q", o.Word, was, o.What)
		}
		names[o.Word] = o.What
		if o.Word != strings.ToLower(o.Word) || strings.Contains(o.Word, " ") {
			t.Errorf("%q is no word to type", o.Word)
		}
	}
	missing := map[string]bool{}
	there := func(name string) bool {
		_, err := screens.New(screen.Place{Screen: name})
		return err == nil
	}
	for _, e := range screens.Table() {
		if e.What != "" && !reached[e.Name] {
			t.Errorf("the screen %s cannot be typed", e.Name)
		}
	}
	for _, k := range awsdata.Kinds() {
		if k.Code != "fn" && !reached["resources"+k.Code] {
			t.Errorf("the kind %s cannot be typed", k.Code)
		}
	}
	// Keys whose screen may not be there, and those that go to a list or screen.
	places := map[screen.Command]string{
		screen.GoOverview: "overview", screen.GoFunctions: "functions", screen.GoFindings: "findings",
		screen.GoResources: "kinds", screen.GoServices: "services", screen.GoLedger: "ledger",
		screen.GoChanges: "changes", screen.GoLog: "log", screen.GoAccounts: "accounts",
	}
	needs := map[screen.Command]string{screen.GoUsedBy: "usedby", screen.GoRaw: "raw", screen.Compare: "compare"}
	for _, act := range Actions() {
		c := act.Command
		switch {
		case act.Mode != browsing, c == screen.GoTo, c >= screen.SortColumn1 && c <= screen.SortColumn9:
			continue // while typing; the palette itself; :sort COLUMN
		case places[c] != "":
			if there(places[c]) && !reached[places[c]] {
				missing[act.Help] = true
			}
		case needs[c] != "" && !there(needs[c]):
		case !reached[c]:
			missing[act.Help] = true
		}
	}
	for what := range missing {
		t.Errorf("no word does what a key does: %s", what)
	}
}

func TestPaletteCompletes(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	a.source.Profiles = []string{"prod", "prod-eu", "staging"}
	for _, c := range []struct {
		typed string
		keys  []screen.Command
		want  string
	}{
		{"fun", []screen.Command{screen.Complete}, "functions "},
		{"trac", []screen.Command{screen.Complete}, "trace "},
		{"trace checkout-a", []screen.Command{screen.Complete}, "trace checkout-api "},
		{"trace checkout-", []screen.Command{screen.Down, screen.Complete}, "trace checkout-api "},
		{"trace checkout-api secr", []screen.Command{screen.Complete}, "trace checkout-api secretsmanager"},
		{"profile pr", []screen.Command{screen.Complete}, "profile prod"},
		{"profile pr", []screen.Command{screen.Down, screen.Complete}, "profile prod-eu"},
		{"theme con", []screen.Command{screen.Complete}, "theme contrast"},
		{"sort run", []screen.Command{screen.Complete}, "sort runtime"},
		{"functions vp", []screen.Command{screen.Complete}, "functions vpc:"},
		{"functions sev:>=hi", []screen.Command{screen.Complete}, "functions sev:>=high"},
		{"whatif nat-au", []screen.Command{screen.Complete}, "whatif nat-audit"},
		{"region us", []screen.Command{screen.Complete}, "region us-east-1"},
	} {
		a.overlays = nil
		a.openPalette()
		p := a.overlay().(*palette)
		p.insert(c.typed)
		for _, k := range c.keys {
			p.do(k)
		}
		if got := p.input.Text(); got != c.want {
			t.Errorf("%q completes to %q, want %q", c.typed, got, c.want)
		}
	}
	a.overlays = nil
	a.openPalette()
	p := a.overlay().(*palette)
	p.insert("no such thing")
	p.do(screen.Complete)
	if p.offered(); p.why == "" {
		t.Error("nothing is said where nothing can be completed")
	}
}

func TestPaletteRemembersWhatWasTyped(t *testing.T) {
	explore(t, 80, 24, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", uitest.Up)
		sees(t, term, "nothing was typed before")
		term.Keys(uitest.Esc, ":", "sg pay", uitest.Enter, ":", "nat", uitest.Enter, ":")
		sees(t, term, "typed before")
		term.Keys(uitest.Up)
		sees(t, term, "sg pay", "nat")
		term.Keys(uitest.Up, uitest.Enter)
		sees(t, term, "NAT gateways › security groups")
		sees(t, term, "filter: pay")
	})
}

// A person who types only.
func TestStoryPaletteOnly(t *testing.T) {
	explore(t, 100, 30, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "trac", uitest.Tab)
		sees(t, term, "[FUNCTION] DESTINATION")
		term.Keys("checkout-a", uitest.Tab, "sqs", uitest.Enter)
		sees(t, term, "trace to sqs", "BLOCKED")
		term.Keys(":", "functions vpc:pay", uitest.Enter)
		sees(t, term, "filter: vpc:pay")
		term.Keys(":", "sort runtime", uitest.Enter)
		sees(t, term, "sorted by runtime, ascending")
		term.Keys(":", "sort severity", uitest.Enter)
		sees(t, term, "sorted by severity, worst first")
		term.Keys(":", "sort severity", uitest.Enter)
		sees(t, term, "sorted by severity, worst last")
		term.Keys(":", "sort color", uitest.Enter)
		sees(t, term, `there is no column "color" here`)
		term.Keys(":", "wide", uitest.Enter)
		sees(t, term, "all columns in their whole width")
		term.Keys(":", "theme contrast", uitest.Enter)
		sees(t, term, "theme contrast")
		term.Keys(":", "zzzz")
		sees(t, term, `there is no command, screen, kind or resource "zzzz"`)
		term.Keys(uitest.Ctrl('u'), "quit", uitest.Enter)
		left(t, term)
	})
}

func TestPaletteFits(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	for _, typed := range []string{"", "trace checkout-api ", "no such thing", strings.Repeat("名前", 40),
		"functions vpc:"} {
		a.overlays = nil
		a.openPalette()
		a.text(typed)
		eachFit(t, a, "palette "+typed)
	}
}

// What other people named reaches the palette as well.
func TestPaletteShowsHostileNames(t *testing.T) {
	for name, payload := range payloads {
		a := analyzed(t, poisoned(t, payload))
		a.source.Profiles = []string{payload}
		for _, typed := range []string{"", "a", "sg ", "trace ", "profile ", "functions vpc:", payload} {
			a.overlays = nil
			a.openPalette()
			a.text(typed)
			if !fits(t, a, name+" after "+typed, 80, 24) {
				break
			}
			a.overlay().do(screen.Complete)
			fits(t, a, name+" completed after "+typed, 80, 24)
		}
	}
}

var handScreens = []struct {
	name string
	keys []string
}{
	{"palette-empty", []string{":"}},
	{"palette-args", []string{":", "trace checkout-api 10"}},
	{"palette-nothing", []string{":", "no such thing"}},
	{"filter-regex", []string{"/", "~^check.*(api|eu) vpc:pr"}},
	{"filter-broken", []string{"/", "~check.*("}},
	{"functions-wide", []string{uitest.Ctrl('w'), uitest.Right, uitest.Right, uitest.Right, uitest.Right}},
	{"pick-region", []string{"@"}},
	{"pick-theme", []string{"T"}},
}

func TestGoldenHands(t *testing.T) {
	for _, size := range sizes {
		for _, s := range handScreens {
			t.Run(s.name+"-"+size.name, func(t *testing.T) {
				explore(t, size.w, size.h, switchable, func(t *testing.T, term *uitest.Term) {
					term.Keys(s.keys...)
					requireGolden(t, term)
				})
			})
		}
	}
}

func TestHandsInASCII(t *testing.T) {
	for _, s := range handScreens {
		explore(t, 80, 24, func(o *Options) { switchable(o); o.Theme = theme.Options{ASCII: true} },
			func(t *testing.T, term *uitest.Term) {
				term.Keys(s.keys...)
				for _, r := range term.Screen() {
					if r > 0x7e {
						t.Errorf("%s: %q is not ASCII:\n%s", s.name, r, term.Screen())
						break
					}
				}
			}, uitest.Dark())
	}
}

// What was typed last stands above all else the next time, where it is one key away.
func TestStoryTypedLastIsFirst(t *testing.T) {
	explore(t, 100, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "sg", uitest.Enter, ":", "services", uitest.Enter, ":")
		sees(t, term, "typed before")
		term.Keys(uitest.Down, uitest.Enter)
		path(t, term, "functions › security groups › services › security groups")
	})
}

package ui

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/uitest"
)

// resourcePlaces are the places of all resources of the result but functions.
func resourcePlaces(res *analysis.Result) []screen.Place {
	var out []screen.Place
	for _, r := range res.Snapshot.Regions {
		for _, k := range awsdata.Kinds() {
			for _, x := range k.List(r) {
				out = append(out, screen.Place{Screen: "resource", Kind: k.Code, Region: r.RegionName, ID: x.ID()})
			}
		}
	}
	for i := range res.Snapshot.Account.Roles {
		out = append(out, screen.Place{Screen: "resource", Kind: "role", Region: res.Snapshot.RegionNames()[0],
			ID: res.Snapshot.Account.Roles[i].Arn})
	}
	return out
}

// open opens a screen on its own.
func open(t *testing.T, a *App, p screen.Place) screen.Screen {
	t.Helper()
	s, err := screens.New(p)
	if err != nil {
		t.Fatal(err)
	}
	s.Load(&a.env)
	return s
}

// The numbers on the screen are those of a count that shares nothing with it: the
// account is analyzed again without the NAT gateway, and the functions laid side
// by side.
func TestTheNumbersOfWhoUsesANATAreCountedTwice(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	none := analysis.Options{Checks: []*check.Check{}}
	before, err := analysis.Run(t.Context(), snapshot, none)
	if err != nil {
		t.Fatal(err)
	}
	for _, region := range snapshot.Regions {
		for i := range region.NatGateways {
			nat := &region.NatGateways[i]
			changed, err := whatif.Apply(snapshot,
				[]whatif.Edit{whatif.RemoveNAT{Region: region.RegionName, ID: nat.NatGatewayId}})
			if err != nil {
				t.Fatal(err)
			}
			after, err := analysis.Run(t.Context(), changed, none)
			if err != nil {
				t.Fatal(err)
			}
			all, some := 0, 0
			for n, f := range before.Functions {
				was, is := opens(f), opens(after.Functions[n])
				switch {
				case was > 0 && is == 0:
					all++
				case is < was:
					some++
				}
			}
			a := analyzed(t, snapshot)
			a.Update(tea.WindowSizeMsg{Width: 160, Height: 50})
			settle(a,
				a.visit(screen.Place{Screen: "usedby", Kind: "nat", Region: region.RegionName, ID: nat.NatGatewayId}))
			text := a.painted().Content
			shown := func(words string) int {
				m := regexp.MustCompile(`(\d+)\s+functions? would ` + words).FindStringSubmatch(plainText(text))
				if m == nil {
					return 0
				}
				var n int
				if _, err := fmt.Sscan(m[1], &n); err != nil {
					t.Fatal(err)
				}
				return n
			}
			if x, y := shown("lose the internet altogether"), shown("lose the internet from some AZs"); x != all ||
				y != some {
				t.Errorf("%s: shown are %d and %d, counted %d and %d:\n%s", nat.Name(), x, y, all, some,
					plainText(text))
			}
		}
	}
}

func opens(f *analysis.Function) (n int) {
	for _, s := range f.Subnets {
		if s.Internet == reach.Reachable || s.Internet == reach.Partial {
			n++
		}
	}
	return n
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

func plainText(s string) string { return escapes.ReplaceAllString(s, "") }

// Whatever is asked of a resource of the demo account is answered, or why not is
// said: its owner, who uses it, its document, its page of the console.
func TestEveryResourceAnswersOrSaysWhyNot(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	answered := map[screen.Command]int{}
	for _, p := range resourcePlaces(a.env.Result) {
		s := open(t, a, p)
		for _, c := range []screen.Command{screen.GoOwner, screen.GoUsedBy, screen.GoRaw, screen.Console} {
			intent, why := screens.About(s, c, &a.env)
			if intent == nil && why == "" {
				t.Errorf("%s %s: command %d does nothing and does not say why", p.Kind, p.ID, c)
			}
			if intent != nil {
				answered[c]++
			}
			for _, to := range leadsTo(intent) {
				dest, err := screens.New(to)
				if err != nil {
					t.Errorf("%s %s: %v", p.Kind, p.ID, err)
					continue
				}
				dest.Load(&a.env)
				if view := plainText(dest.View(&a.env, 100, 30)); strings.Contains(view, "is not in this snapshot") {
					t.Errorf("%s %s: command %d routes to %+v, which is not there", p.Kind, p.ID, c, to)
				}
			}
		}
		// What has a home has an owner that exists.
		if slices.Contains([]string{"subnet", "rtb", "sg", "acl", "vpce", "igw"}, p.Kind) {
			if intent, why := screens.About(s, screen.GoOwner, &a.env); intent == nil {
				t.Errorf("%s %s has no owner: %s", p.Kind, p.ID, why)
			}
		}
	}
	for c, least := range map[screen.Command]int{screen.GoOwner: 200, screen.GoUsedBy: 200, screen.GoRaw: 300,
		screen.Console: 300} {
		if answered[c] < least {
			t.Errorf("command %d is answered for %d resources only", c, answered[c])
		}
	}
}

// leadsTo are the places that an intent leads to, or offers.
func leadsTo(i screen.Intent) []screen.Place {
	switch i := i.(type) {
	case screen.Push:
		return []screen.Place{i.To}
	case screen.Ask:
		var out []screen.Place
		for _, s := range i.Suggest("") {
			out = append(out, leadsTo(s.To)...)
		}
		return out
	}
	return nil
}

func TestTheOwnerOfAnInterface(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	kinds := map[string]int{}
	for _, r := range snapshot.Regions {
		for i := range r.NetworkInterfaces {
			n := &r.NetworkInterfaces[i]
			intent, why := screens.About(open(t, a,
				screen.Place{Screen: "resource", Kind: "eni", Region: r.RegionName, ID: n.NetworkInterfaceId}),
				screen.GoOwner, &a.env)
			for _, p := range leadsTo(intent) {
				kinds[n.InterfaceType+" "+p.Screen+" "+p.Kind]++
			}
			if intent == nil {
				kinds[n.InterfaceType+" none"]++
				if !strings.Contains(why, "belongs to") && !strings.Contains(why, "no function") &&
					!strings.Contains(why, "nothing in the snapshot") {
					t.Errorf("%s (%s): %q", n.NetworkInterfaceId, n.Owner(), why)
				}
			}
		}
	}
	for _, want := range []string{"lambda function ", "lambda none", "nat_gateway resource nat",
		"vpc_endpoint resource vpce"} {
		if kinds[want] == 0 {
			t.Errorf("no interface is of the sort %q: %v", want, kinds)
		}
	}
}

// On every screen there is something to copy, and what is copied is not empty.
func TestTheCopyMenuOffersSomethingEverywhere(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	n := 0
	visit := func(what string) {
		n++
		intent, _ := screens.About(a.screen(), screen.CopyMenu, &a.env)
		ask, ok := intent.(screen.Ask)
		if !ok || len(ask.Suggest("")) == 0 {
			t.Errorf("%s: nothing to copy", what)
			return
		}
		markdown := false
		for _, s := range ask.Suggest("") {
			c, ok := s.To.(screen.Copy)
			if !ok || strings.TrimSpace(c.Text) == "" || c.What == "" {
				t.Errorf("%s: %q copies %+v", what, s.Word, s.To)
			}
			markdown = markdown || s.Word == "Markdown" && strings.HasPrefix(c.Text, "## ")
		}
		if !markdown {
			t.Errorf("%s: no Markdown", what)
		}
	}
	everywhere(a, visit)
	for _, p := range pathPlaces(a) {
		settle(a, a.visit(p))
		visit(p.Screen + " " + p.ID)
		a.history.Step(-1)
	}
	if n < 300 {
		t.Errorf("only %d screens", n)
	}
}

func TestStoryWhatBreaksIfItGoes(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "nat-a", uitest.Enter, "U")
		path(t, term, "functions › nat-a › who uses nat-a")
		sees(t, term, "would lose the internet altogether", "would lose the internet from some AZs: a",
			"would not notice", "stay as blackholes", "nothing is deleted")
		term.Keys(uitest.Tab)
		if _, y, _ := term.Find("▌"); !strings.Contains(term.Line(y), "All internet") {
			t.Errorf("tab does not go to the first function:\n%s", term.Screen())
		}
		term.Keys(uitest.Tab)
		if _, y, _ := term.Find("▌"); !strings.Contains(term.Line(y), "Some AZs") {
			t.Errorf("tab does not go to the next section:\n%s", term.Screen())
		}
		term.Keys(uitest.ShiftTab)
		follow(t, term, "checkout-api")
		path(t, term, "functions › nat-a › who uses nat-a › checkout-api")
		term.Keys("J")
		path(t, term, "functions › nat-a › who uses nat-a › checkout-api › prod")
		term.Keys("J")
		sees(t, term, "a VPC belongs to an account")
		term.Keys(uitest.Esc, uitest.Esc, "w")
		path(t, term, "functions › nat-a › who uses nat-a › what if nat-a")
	})
}

func TestStoryTheDocumentBehindIt(t *testing.T) {
	explore(t, 80, 24, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "checkout-api", uitest.Enter, "v")
		path(t, term, "functions › checkout-api › document of checkout-api")
		sees(t, term, `"FunctionName": "checkout-api"`)
		term.Keys("n")
		sees(t, term, "nothing is looked for yet")
		term.Keys("/", "subnet-", uitest.Enter)
		sees(t, term, `"subnet-" 1 of 3`)
		term.Keys("n", "n", "n")
		sees(t, term, `"subnet-" 1 of 3`)
		term.Keys("N")
		sees(t, term, `"subnet-" 3 of 3`)
		term.Keys(uitest.Enter)
		path(t, term, "functions › checkout-api › document of checkout-api › app-a")
		term.Keys(uitest.Esc, uitest.Esc)
		seesNot(t, term, "of 3")
		term.Keys("/", "no such text", uitest.Enter)
		sees(t, term, `"no such text" is not in it`)
		term.Keys("n")
		sees(t, term, `"no such text" is not in it`)
		term.Keys("y")
		sees(t, term, "copied checkout-api")
		term.Keys("Y")
		sees(t, term, "copied the AWS CLI command that prints it")
		term.Keys(uitest.Esc, uitest.Esc)
		path(t, term, "functions › checkout-api")
	})
}

func TestStoryCopyAFinding(t *testing.T) {
	explore(t, 100, 30, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("f", "c")
		sees(t, term, "copy of", "Markdown", "JSON", "console link")
		term.Keys("markd", uitest.Enter)
		sees(t, term, "copied this screen as Markdown")
		term.Keys(uitest.Enter, "v")
		sees(t, term, "document of", `"severity"`)
		term.Keys(uitest.Esc, "J")
		seesNot(t, term, "AWS CLI")
	})
}

func TestTheConsoleOpensInABrowserWhereThereIsOne(t *testing.T) {
	var opened []string
	explore(t, 100, 30,
		func(o *Options) { o.Open = func(address string) error { opened = append(opened, address); return nil } },
		func(t *testing.T, term *uitest.Term) {
			term.Keys(":", "nat-a", uitest.Enter, "O")
			sees(t, term, "opening the AWS console in the browser")
			if len(opened) != 1 || !strings.HasPrefix(opened[0],
				"https://console.aws.amazon.com/vpcconsole/home?region=us-east-1#NatGatewayDetails:natGatewayId=nat-") {
				t.Errorf("opened %q", opened)
			}
			if strings.Contains(term.Raw(), "\x1b]52;c;") {
				t.Error("the clipboard was written, though the browser opened")
			}
		})
	// Without a browser, and where it does not start, the link is shown and copied.
	for name, o := range map[string]func(*Options){
		"there is no browser here": nil,
		"the browser did not start: no display": func(o *Options) {
			o.Open = func(string) error {
				return errors.New(
					"no display")
			}
		},
	} {
		explore(t, 100, 30, o, func(t *testing.T, term *uitest.Term) {
			term.Keys(":", "nat-a", uitest.Enter, "O")
			sees(t, term, name,
				"https://console.aws.amazon.com/vpcconsole/home?region=us-east-1#NatGatewayDetails:natGateway",
				"clipboard")
			if !strings.Contains(term.Raw(), "\x1b]52;c;") {
				t.Error("nothing was put on the clipboard")
			}
			term.Keys(uitest.Esc)
			seesNot(t, term, "clipboard")
		})
	}
}

func TestOnlyAddressesOfOursAreOpened(t *testing.T) {
	for address, fine := range map[string]bool{
		"https://console.aws.amazon.com/iam/home": true, "http://console.aws.amazon.com": false,
		"file:///etc/passwd": false, "https://user@evil.example": false, "javascript:alert(1)": false,
		"--version": false, "": false, "https://": false,
	} {
		if err := checkAddress(address); (err == nil) != fine {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestUsesAndDocumentsFit(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	for n, p := range resourcePlaces(a.env.Result) {
		for _, name := range []string{"usedby", "raw"} {
			if n%4 != 0 {
				continue
			}
			p.Screen = name
			cmd := a.visit(p)
			fits(t, a, name+" while it is computed", fitWidths[n%len(fitWidths)], fitHeights[(n/2)%len(fitHeights)])
			settle(a, cmd)
			for i := range 3 {
				k := n*3 + i
				fits(t, a, name+" "+p.Kind+" "+p.ID, fitWidths[k%len(fitWidths)], fitHeights[(k/3)%len(fitHeights)])
			}
			a.history.Step(-1)
		}
	}
	settle(a, a.visit(screen.Place{Screen: "usedby", Kind: "nat", Region: "us-east-1", ID: "nat-03e4bad65d0d910ab"}))
	eachFit(t, a, "usedby")
	a.visit(screen.Place{Screen: "raw", Kind: "fn", Region: "us-east-1", ID: "checkout-api"})
	eachFit(t, a, "raw")
	a.do(screen.Filter)
	a.text("subnet" + strings.Repeat("名前", 40))
	eachFit(t, a, "raw, while something is looked for")
	for range 20 {
		a.do(screen.Right)
	}
	eachFit(t, a, "raw, scrolled sideways")
}

// What is hostile on the way in is harmless on these screens too, and in what is
// copied from them.
func TestHostileTextOnUsesAndDocuments(t *testing.T) {
	for name, payload := range payloads {
		t.Run(name, func(t *testing.T) {
			a := analyzed(t, poisoned(t, payload))
			for n, p := range resourcePlaces(a.env.Result) {
				for _, name := range []string{"usedby", "raw"} {
					p.Screen = name
					settle(a, a.visit(p))
					fits(t, a, name+" "+p.Kind, fitWidths[n%len(fitWidths)], fitHeights[(n/2)%len(fitHeights)])
					if view := plainText(a.painted().Content); strings.ContainsAny(view, "\x1b\a\r") {
						t.Errorf("%s %s shows a control character", name, p.Kind)
					}
					intent, _ := screens.About(a.screen(), screen.CopyMenu, &a.env)
					for _, s := range intent.(screen.Ask).Suggest("") {
						c := s.To.(screen.Copy)
						if line := strings.ReplaceAll(c.Text, "\n", " "); awsdata.Clean(line) != line {
							t.Errorf("%s %s: %s copies %q", name, p.Kind, s.Word, c.Text)
						}
					}
					a.history.Step(-1)
				}
			}
		})
	}
}

package ui

import (
	"flag"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/theme"
)

// The sizes: where layouts change and the smallest ones, besides some large ones.
var (
	fitWidths  = []int{20, 21, 29, 39, 40, 59, 60, 71, 72, 80, 100, 121, 160, 220}
	fitHeights = []int{5, 6, 8, 10, 24, 29, 30, 50, 70}
)

// fits fails unless the frame has as many lines as the terminal, none longer
// than it is wide.
func fits(t *testing.T, a *App, what string, w, h int) bool {
	t.Helper()
	a.Update(tea.WindowSizeMsg{Width: w, Height: h})
	view := a.painted()
	lines := strings.Split(view.Content, "\n")
	if len(lines) != h {
		t.Errorf("%s at %dx%d: %d lines", what, w, h, len(lines))
		return false
	}
	for y, line := range lines {
		if n := ansi.StringWidth(line); n > w {
			t.Errorf("%s at %dx%d: line %d is %d cells wide: %q", what, w, h, y, n, ansi.Strip(line))
			return false
		}
	}
	if c := view.Cursor; c != nil && (c.X < 0 || c.X >= w || c.Y < 0 || c.Y >= h) {
		t.Errorf("%s at %dx%d: the cursor is at %d,%d", what, w, h, c.X, c.Y)
		return false
	}
	return true
}

// eachFit paints at every width and every height, each with a quarter of the others; with -every-size at all pairs.
func eachFit(t *testing.T, a *App, what string) {
	t.Helper()
	for i, w := range fitWidths {
		for j, h := range fitHeights {
			if !*everySize && (i+j)%4 != 0 {
				continue
			}
			if !fits(t, a, what, w, h) {
				return
			}
		}
	}
}

// everywhere visits every screen that can be reached: each place of the table,
// each list, each resource.
func everywhere(a *App, visit func(what string)) {
	visit("functions")
	go1 := func(p screen.Place) {
		a.visit(p)
		visit(p.Screen + " " + p.Kind + " " + p.ID)
		a.history.Step(-1)
	}
	for _, e := range screens.Table() {
		if e.What != "" {
			go1(screen.Place{Screen: e.Name})
		}
	}
	for _, f := range a.env.Result.Functions {
		go1(screen.Place{Screen: "function", Region: f.Place.Region, ID: f.FunctionName})
	}
	for i := range a.env.Result.Findings {
		f := &a.env.Result.Findings[i]
		go1(screen.Place{Screen: "finding", Region: f.Region, ID: f.ID})
	}
	for _, k := range awsdata.Kinds() {
		go1(screen.Place{Screen: "resources", Kind: k.Code})
		for _, r := range a.env.Result.Snapshot.Regions {
			for i, x := range k.List(r) {
				if i == 3 {
					break
				}
				go1(screen.Place{Screen: "resource", Kind: k.Code, Region: r.RegionName, ID: x.ID()})
			}
		}
	}
	go1(screen.Place{Screen: "resource", Kind: "subnet", Region: "us-east-1", ID: "subnet-gone"})
	go1(screen.Place{Screen: "function", Region: "nowhere-1", ID: "gone"})
	go1(screen.Place{Screen: "finding", Region: "us-east-1", ID: "gone"})
}

func TestEveryScreenFits(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	n := 0
	everywhere(a, func(what string) {
		// All sizes for every screen would take minutes: each takes its turn, and
		// the kinds of screens come round many times.
		for i := range 4 {
			k := n*4 + i
			fits(t, a, what, fitWidths[k%len(fitWidths)], fitHeights[(k/3)%len(fitHeights)])
		}
		n++
	})
	if n < 150 {
		t.Errorf("only %d screens were visited", n)
	}
	a.visit(screen.Place{Screen: "functions"})
	a.do(screen.Filter)
	a.text("vpc:prod " + strings.Repeat("名前", 60))
	eachFit(t, a, "filter")
	a.say(strings.Repeat("a long status ", 30))
	eachFit(t, a, "status")
}

// everySize paints each view at each of the 13,266 sizes, which takes minutes. Without it each view is painted at one
// in 199 of them, among which are all heights and a third of the widths, and the next views at other widths.
var everySize = flag.Bool("every-size", false, "paint every screen at every size from 20x5 to 220x70")

func TestEveryScreenFitsEverySize(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	for n, v := range views() {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			a := analyzed(t, snapshot)
			v.play(t, a, true)
			painted := 0
			for w := 20; w <= 220; w++ {
				for h := 5; h <= 70; h++ {
					if !*everySize && (w+3*h+67*n)%199 != 0 {
						continue
					}
					if !fits(t, a, v.name, w, h) {
						return
					}
					painted++
				}
			}
			if want := 201 * 66; *everySize && painted != want || painted < want/230 {
				t.Errorf("painted at %d sizes of %d", painted, want)
			}
		})
	}
}

func TestEveryLookFits(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	for _, o := range []theme.Options{
		{ASCII: true}, {Colors: theme.NoColors}, {ASCII: true, Colors: theme.NoColors, Dark: true}} {
		a.restyle(func(to *theme.Options) { *to = o })
		for _, p := range []screen.Place{{Screen: "functions"},
			{Screen: "function", Region: "us-east-1", ID: "checkout-api"}} {
			a.visit(p)
			eachFit(t, a, p.Screen)
		}
		a.openHelp()
		eachFit(t, a, "help")
		a.overlays = nil
	}
}

package ui

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/statefile"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/uitest"
)

// accounts are live sources that take a second to read, and can be switched.
type accounts struct {
	snapshot *awsdata.Snapshot
	fails    map[string]error // by profile or region
	empty    map[string]bool  // regions in which every call is refused
	reads    []string
}

func (s *accounts) source(profile string, regions []string) (Source, error) {
	if slices.Contains(regions, "") {
		return Source{}, errors.New("an empty region")
	}
	return Source{
		Name: profile, Live: true, Profile: profile, Profiles: []string{"prod", "staging", "expired"}, Regions: regions,
		Switch: s.source,
		Load: func(ctx context.Context, _ func(Progress)) (*awsdata.Snapshot, error) {
			s.reads = append(s.reads, profile+" "+strings.Join(regions, ","))
			select {
			case <-ctx.Done():
				return nil, ctx.Err()
			case <-time.After(time.Second):
			}
			if err := s.fails[profile]; err != nil {
				return nil, err
			}
			for _, r := range regions {
				if s.empty[r] {
					b := awsdata.NewBuilder()
					b.Gap(awsdata.Gap{Region: r, Call: "list-functions", Cause: awsdata.CauseDenied})
					b.Gap(awsdata.Gap{Region: r, Call: "describe-vpcs", Cause: awsdata.CauseDenied})
					return b.Snapshot(), nil
				}
				if r != allRegions && s.snapshot.Region(r) == nil {
					return nil, fmt.Errorf("unknown region %q", r)
				}
			}
			if len(regions) == 0 || regions[0] == allRegions {
				return s.snapshot, nil
			}
			return s.snapshot.Only(regions...), nil
		},
	}, nil
}

// switchable makes the demo account one that can be switched to its regions.
func switchable(o *Options) {
	load := o.Source.Load
	o.Source.Switch = func(_ string, regions []string) (Source, error) {
		next := o.Source
		next.Regions = regions
		next.Load = load
		return next, nil
	}
}

// switches runs a test on accounts that can be switched.
func switches(t *testing.T, o func(*Options), test func(t *testing.T, s *accounts, term *uitest.Term)) {
	t.Helper()
	options := demoOptions(t)
	snapshot, _ := demoSnapshot()
	s := &accounts{snapshot: snapshot, fails: map[string]error{}, empty: map[string]bool{}}
	options.Source, _ = s.source("prod", nil)
	if o != nil {
		o(&options)
	}
	synctest.Test(t, func(t *testing.T) {
		term := uitest.Start(t, New(options), 100, 30)
		defer term.Quit()
		term.Advance(2 * time.Second)
		test(t, s, term)
	})
}

func TestSwitchRegion(t *testing.T) {
	switches(t, nil, func(t *testing.T, s *accounts, term *uitest.Term) {
		sees(t, term, "eu-west-1 us-east-1")
		term.Keys("@")
		sees(t, term, "every region of the account", "Ireland, seen", "us-east-2", "Ohio")
		term.Keys("eu-west-1", uitest.Enter)
		sees(t, term, "reading eu-west-1 of prod", "checkout-api") // the old one is still there
		term.Advance(2 * time.Second)
		sees(t, term, "eu-west-1 only", "checkout-eu")
		seesNot(t, term, "checkout-api")
		term.Keys(":", "region all", uitest.Enter)
		term.Advance(2 * time.Second)
		sees(t, term, "eu-west-1 us-east-1", "54 functions")
		seesNot(t, term, "-1 only")
		if want := []string{"prod ", "prod eu-west-1", "prod all"}; !slices.Equal(s.reads, want) {
			t.Errorf("read %q, want %q", s.reads, want)
		}
	})
}

func TestAFailedSwitchChangesNothing(t *testing.T) {
	for _, c := range []struct {
		name, typed, says string
		prepare           func(*accounts)
	}{
		{"unknown region", "region nowhere-1", `unknown region "nowhere-1"`, nil},
		{"a region that is not switched on", "region af-south-1", "nothing could be read in af-south-1",
			func(s *accounts) { s.empty["af-south-1"] = true }},
		{"SSO expired", "profile expired", "the SSO session has expired",
			func(s *accounts) { s.fails["expired"] = errors.New("the SSO session has expired") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			switches(t, nil, func(t *testing.T, s *accounts, term *uitest.Term) {
				if c.prepare != nil {
					c.prepare(s)
				}
				term.Keys(":", c.typed, uitest.Enter)
				term.Advance(2 * time.Second)
				sees(t, term, c.says, "Nothing changed: you still look at prod", "audit-log")
				term.Keys(uitest.Esc)
				sees(t, term, "prod 123456789012", "eu-west-1 us-east-1", "live")
				seesNot(t, term, "Nothing changed", "-1 only")
				term.Keys("r")
				term.Advance(2 * time.Second)
				if last := s.reads[len(s.reads)-1]; last != "prod " {
					t.Errorf("r reads %q, want the old source", last)
				}
				sees(t, term, "read again")
			})
		})
	}
}

// A switch that another one follows is given up, and what it brings is dropped.
func TestAStaleSwitchIsDropped(t *testing.T) {
	switches(t, nil, func(t *testing.T, s *accounts, term *uitest.Term) {
		term.Keys(":", "region eu-west-1", uitest.Enter, ":", "profile staging", uitest.Enter)
		term.Advance(5 * time.Second)
		sees(t, term, "staging 123456789012", "checkout-api")
		seesNot(t, term, "-1 only")
		term.Keys(":", "region eu-west-1", uitest.Enter, ":", "region nowhere-1", uitest.Enter)
		term.Advance(5 * time.Second)
		sees(t, term, "you still look at staging")
	})
}

// onClipboard is what stands on the clipboard.
func onClipboard(t *testing.T, term *uitest.Term) string {
	t.Helper()
	found := clipboard.FindAllStringSubmatch(term.Raw(), -1)
	if len(found) == 0 {
		t.Fatal("nothing was copied")
	}
	text, err := base64.StdEncoding.DecodeString(found[len(found)-1][1])
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPickProfile(t *testing.T) {
	switches(t, nil, func(t *testing.T, s *accounts, term *uitest.Term) {
		term.Keys("p")
		sees(t, term, "prod", "in use", "staging", "expired")
		term.Keys("stag", uitest.Enter)
		term.Advance(2 * time.Second)
		sees(t, term, "staging 123456789012")
		term.Keys("Y") // what is copied is for the account that is looked at
		if got := onClipboard(t, term); !strings.Contains(got, "--profile staging") {
			t.Errorf("copied %q", got)
		}
	})
	explore(t, 80, 24, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("p")
		sees(t, term, "demo is not read from AWS: it has no profiles")
		term.Keys("@")
		sees(t, term, "the regions of this account cannot be chosen")
	})
}

// A person who cannot read the region that was kept is not locked in.
func TestSwitchAfterTheFirstLoadFailed(t *testing.T) {
	switches(t, func(o *Options) {
		broken, _ := o.Source.Switch("prod", []string{"nowhere-1"})
		o.Source = broken
	}, func(t *testing.T, s *accounts, term *uitest.Term) {
		sees(t, term, `unknown region "nowhere-1"`)
		term.Keys("@")
		term.Keys("us-east-1", uitest.Enter)
		term.Advance(2 * time.Second)
		sees(t, term, "us-east-1 only", "checkout-api")
	})
}

// What is kept between runs: exactly the columns of lists, the look and the regions. The order of lists is not: at
// night the worst is first again.
func TestKeptState(t *testing.T) {
	var saved []statefile.State
	keep := func(s statefile.State) { saved = append(saved, s) }
	switches(t, func(o *Options) { o.SaveState = keep }, func(t *testing.T, s *accounts, term *uitest.Term) {
		term.Keys("/", "checkout", uitest.Enter, "2", uitest.Ctrl('w'))
		term.Keys(":", "sg payments", uitest.Enter, "s", "F")
		sees(t, term, "FUNCTION ↑") // kept while the explorer is open
		term.Keys("|", "g", uitest.Space, uitest.Esc)
		term.Keys(":", "theme light", uitest.Enter)
		term.Keys(":", "region us-east-1", uitest.Enter)
		term.Advance(2 * time.Second)
		if len(saved) == 0 {
			t.Fatal("nothing was kept")
		}
		want := statefile.State{
			Theme:   "light",
			Lists:   map[string]statefile.List{"functions": {Columns: saved[len(saved)-1].Lists["functions"].Columns}},
			Regions: map[string][]string{"prod": {"us-east-1"}},
		}
		if len(want.Lists["functions"].Columns) == 0 || !reflect.DeepEqual(saved[len(saved)-1], want) {
			t.Fatalf("kept %+v, want %+v", saved, want)
		}
	})
	state := saved[len(saved)-1]
	switches(t, func(o *Options) { o.State = state }, func(t *testing.T, s *accounts, term *uitest.Term) {
		sees(t, term, "WHAT IS WRONG") // not wide, which hides what is wrong
		seesNot(t, term, "FUNCTION ↑")
		term.Keys(":", "profile staging", uitest.Enter)
		term.Advance(2 * time.Second)
		term.Keys(":", "profile prod", uitest.Enter)
		term.Advance(2 * time.Second)
		sees(t, term, "us-east-1 only")
	})
	if New(Options{State: state}).env.Theme.Options().Dark {
		t.Error("the light theme was not worn again")
	}
	// A flag wins.
	a := New(Options{Look: "dark", State: state})
	if !a.env.Theme.Options().Dark {
		t.Error("what was kept wins over the flag")
	}
}

// Writes of the state do not overtake each other, and the last one is not lost
// when the program ends.
func TestKeepingWritesOneAtATime(t *testing.T) {
	var saved []string
	k := newStateSaver(statefile.State{}, func(s statefile.State) { saved = append(saved, s.Theme) })
	k.state.Theme = "dark"
	first := k.start()
	k.state.Theme = "light"
	if k.start() != nil {
		t.Error("a second write began before the first had ended")
	}
	first()
	k.saving = false
	if k.start() == nil {
		t.Error("what changed meanwhile is not written")
	}
	k.state.Theme = "contrast"
	k.finish()
	if want := []string{"dark", "contrast"}; !slices.Equal(saved, want) {
		t.Errorf("wrote %q, want %q", saved, want)
	}
}

// A person who sorts and quits at once finds the order again, though the write of
// it had not begun; what begins too late does not put an older state in its place.
func TestWhatIsBeingKeptIsNotLostAtTheEnd(t *testing.T) {
	var saved []string
	k := newStateSaver(statefile.State{}, func(s statefile.State) { saved = append(saved, s.Theme) })
	k.state.Theme = "dark"
	late := k.start()
	k.finish()
	for _, when := range []string{"at the end", "after it"} {
		if want := []string{"dark"}; !slices.Equal(saved, want) {
			t.Errorf("%s %q is written, want %q", when, saved, want)
		}
		late()
	}
	k = newStateSaver(statefile.State{}, nil)
	k.state.Theme = "dark"
	k.start()
	k.finish()
}

func TestThemes(t *testing.T) {
	a := New(Options{Theme: theme.Options{}})
	for name, want := range map[string]theme.Options{
		"dark": {Dark: true}, "light": {}, "contrast": {Dark: true, HighContrast: true}, "auto": {Dark: true},
	} {
		a.setTheme(name)
		if got := a.env.Theme.Options(); got != want {
			t.Errorf("%s looks %+v, want %+v", name, got, want)
		}
	}
	a.intend(screen.Restyle{Theme: "pink"})
	if !strings.Contains(a.status, `there is no theme "pink"`) {
		t.Errorf("an unknown theme says %q", a.status)
	}
	a.setTheme("light")
	a.Update(tea.BackgroundColorMsg{Color: nil})
	if a.env.Theme.Options().Dark {
		t.Error("what the terminal says wins over what the person chose")
	}
}

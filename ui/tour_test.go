package ui

import (
	"context"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/stories"
	"github.com/vpclens/vpclens/ui/uitest"
)

// player plays stories in a terminal.
type player struct{ *uitest.Term }

// sent are the bytes that a terminal sends for the named keys.
var sent = map[string]string{
	"enter": uitest.Enter, "esc": uitest.Esc, "tab": uitest.Tab, "space": uitest.Space, "backspace": uitest.Backspace,
	"up": uitest.Up, "down": uitest.Down, "left": uitest.Left, "right": uitest.Right, "home": uitest.Home,
	"end": uitest.End, "ctrl+u": uitest.Ctrl('u'), "ctrl+z": uitest.Ctrl('z'),
}

func (p player) Press(key string) {
	if raw, ok := sent[key]; ok {
		key = raw
	}
	p.Keys(key)
}

func (p player) Paste(text string) { p.Term.Paste(text) }

// fromYesterday tells changes against the demo account of the day before, as --demo does.
func fromYesterday(o *Options) {
	o.Source.BaselineName = "yesterday"
	o.Source.Baseline = func(context.Context) (*awsdata.Snapshot, error) { return yesterday() }
}

// What docs/stories.md tells is what a person sees, in a small terminal and in a usual one.
func TestStories(t *testing.T) {
	for key := range stories.Named() {
		if sent[key] == "" {
			t.Errorf("no terminal can send %q", key)
		}
	}
	for _, size := range []struct {
		name string
		w, h int
	}{{"80x24", 80, 24}, {"120x40", 120, 40}} {
		for _, s := range stories.All() {
			t.Run(s.Name+"-"+size.name, func(t *testing.T) {
				asks := newTeller(t).onDemand()
				explore(t, size.w, size.h, func(o *Options) {
					fromYesterday(o)
					o.Source.OnDemand = asks
				}, func(t *testing.T, term *uitest.Term) {
					for i := range s.Steps {
						if err := s.Steps[i].Play(player{term}); err != nil {
							t.Fatalf("step %d: %v", i+1, err)
						}
					}
				})
			})
		}
	}
}

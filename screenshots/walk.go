package main

import (
	"bytes"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/vpclens/vpclens/ui/stories"
	"github.com/vpclens/vpclens/ui/svg"
)

// The size of the terminal in the walk-through.
const walkWidth, walkHeight = 104, 30

// How long frames are shown: while a person types or moves, and after a key.
const (
	typingHold = 110 * time.Millisecond
	movingHold = 140 * time.Millisecond
	keyHold    = 500 * time.Millisecond
)

// beat is a step of the walk-through, and how long its end is looked at.
type beat struct {
	stories.Step
	look time.Duration
}

// walk is the tour of the program: what a person does in half a minute.
func walk() []beat {
	return []beat{
		{stories.Step{Say: "Every Lambda function of the account, worst first, and what is wrong with it"}, 2300 * time.Millisecond},
		{stories.Step{Say: "Checkout times out now and then", Keys: []string{"/", "checkout-a", "enter"},
			Sees: []string{"2 of 3 AZs"}}, 1400 * time.Millisecond},
		{stories.Step{Say: "From 2 of 3 subnets only: the NAT gateway of AZ c is deleted", Keys: []string{"enter"},
			Sees: []string{"from 2 of 3 subnets only"}}, 2400 * time.Millisecond},
		{stories.Step{Say: "Trace the connection that hangs", Keys: []string{"t", "203.0.114.9", "enter"},
			Sees: []string{"PARTIAL"}}, 2300 * time.Millisecond},
		{stories.Step{Say: "Hop by hop, with the proof", Row: "route   ", Keys: []string{"right", "right"},
			Sees: []string{"its target no longer exists"}}, 2 * time.Second},
		{stories.Step{Say: "The smallest fix, tried on a copy in memory", Row: "rtb-app-c: route 0.0.0.0/0 to nat-a",
			Keys: []string{"enter"}, Sees: []string{"gains the internet from AZ c"}}, 2700 * time.Millisecond},
		{stories.Step{Say: "Its network, drawn", Keys: []string{"u", "esc", "esc", "d"}, Sees: []string{"internet"}}, 1200 * time.Millisecond},
		{stories.Step{Say: "Its network, drawn; walk it with the arrows", Keys: []string{"down", "down", "right", "right"}}, 2 * time.Second},
		{stories.Step{Say: "How every function reaches every AWS service", Keys: []string{"esc", "m"}, Sees: []string{"gateway"}}, 2400 * time.Millisecond},
		{stories.Step{Say: "All findings by cause, each with its proof and its fix", Keys: []string{"esc", "f"},
			Sees: []string{"NAT nat-c is deleted"}}, 2500 * time.Millisecond},
	}
}

func walkFile(light bool) string {
	if light {
		return "walkthrough-light.svg"
	}
	return "walkthrough.svg"
}

// drawWalk plays the walk-through and writes it as one animated picture.
func drawWalk(b *bytes.Buffer, light bool) error {
	p, err := newPlayer(walkWidth, walkHeight, light)
	if err != nil {
		return err
	}
	r := &recorder{player: p}
	for _, beat := range walk() {
		r.caption = svg.Caption{Text: beat.Say}
		r.keys = len(beat.Keys)
		if r.keys == 0 {
			r.record(0)
		}
		if err := beat.Play(r); err != nil {
			return fmt.Errorf("%s: %w", beat.Say, err)
		}
		if r.err != nil {
			return r.err
		}
		r.frames[len(r.frames)-1].Hold = beat.look
	}
	o := options(light)
	o.Captions = true
	return svg.Animate(b, r.frames, o)
}

// recorder keeps a frame for each key that a player presses.
type recorder struct {
	*player
	frames  []svg.Frame
	caption svg.Caption
	keys    int // of the beat: what comes before them moves to a row
	err     error
}

// Press presses a key, or types a text letter by letter.
func (r *recorder) Press(key string) {
	shown, isNamed := stories.Named()[key]
	switch {
	case isNamed:
		r.player.Press(key)
		r.pressed(shown, keyHold)
		if code := named[key]; code == named["down"] {
			r.frames[len(r.frames)-1].Hold = movingHold
		}
	case utf8.RuneCountInString(key) == 1:
		r.player.Press(key)
		r.pressed(key, keyHold)
	default:
		for _, letter := range key {
			r.player.Press(string(letter))
			r.record(typingHold)
		}
		r.caption.Keys = append(r.caption.Keys[:len(r.caption.Keys):len(r.caption.Keys)], key)
		r.frames[len(r.frames)-1].Caption = r.caption
	}
}

// pressed records a frame with one more key in its caption; a key that is held down is one.
func (r *recorder) pressed(shown string, hold time.Duration) {
	keys := r.caption.Keys
	if n := len(keys); n == 0 || keys[n-1] != shown {
		r.caption.Keys = append(keys[:n:n], shown)
	}
	r.record(hold)
}

func (r *recorder) record(hold time.Duration) {
	frame, err := r.frame()
	if err != nil {
		r.err = err
	}
	frame.Hold, frame.Caption = hold, r.caption
	r.frames = append(r.frames, frame)
}

// Package host is what the explorer and the plain mode share: the path walked
// from screen to screen, and which of its wishes a screen is granted by whom.
package host

import "github.com/vpclens/vpclens/ui/screen"

// Visit is a screen on the path walked. Own is what the program that shows it
// keeps beside it.
type Visit[T any] struct {
	Place  screen.Place
	Screen screen.Screen
	Own    T
}

// History is the path walked, as in a browser: going back keeps what is ahead
// until another way is taken.
type History[T any] struct {
	Visits []Visit[T]
	At     int // the visit that is shown
}

// longest is how many screens are remembered; each holds its rows.
const longest = 100

// Go loads the screen of a place and goes there.
func (h *History[T]) Go(p screen.Place, s screen.Screen, env *screen.Env) {
	if p.Screen == "path" {
		env.LastTo = p.To
	}
	s.Load(env.In(p.Account))
	if len(h.Visits) > 0 {
		h.Visits = h.Visits[:h.At+1]
	}
	h.Visits = append(h.Visits, Visit[T]{Place: p, Screen: s})
	if len(h.Visits) > longest {
		// The first one stays: it is where everything starts.
		h.Visits = append(h.Visits[:1], h.Visits[2:]...)
	}
	h.At = len(h.Visits) - 1
}

// Step goes so many screens forward, or back for less than 0, as far as there are any.
func (h *History[T]) Step(by int) { h.At = max(min(h.At+by, len(h.Visits)-1), 0) }

// Current is the visit that is shown, nil before the first.
func (h *History[T]) Current() *Visit[T] {
	if h.At < len(h.Visits) {
		return &h.Visits[h.At]
	}
	return nil
}

// Env is what the screen that is shown may look at: it is about one account, or about all.
func (h *History[T]) Env(env *screen.Env) *screen.Env {
	if v := h.Current(); v != nil {
		return env.In(v.Place.Account)
	}
	return env
}

// In is a place with the account that it is in, where it is about one thing and does not say so: that of the screen
// that is shown.
func (h *History[T]) In(p screen.Place, env *screen.Env) screen.Place {
	if p.ID == "" && p.Region == "" {
		return p
	}
	return h.Env(env).At(p)
}

// IsAt says whether a place is the one that is shown.
func (h *History[T]) IsAt(p screen.Place) bool {
	v := h.Current()
	return v != nil && v.Place == p
}

// Ahead is how many screens there are to go forward to.
func (h *History[T]) Ahead() int { return max(len(h.Visits)-h.At-1, 0) }

// Titles are those of the path up to here.
func (h *History[T]) Titles() []string {
	var titles []string
	for i := range h.Visits[:min(h.At+1, len(h.Visits))] {
		titles = append(titles, h.Visits[i].Screen.Title())
	}
	return titles
}

// Tell gives the screen that is shown a message, and returns what it wants; nil
// where there is none.
func (h *History[T]) Tell(msg screen.Msg, env *screen.Env) screen.Intent {
	v := h.Current()
	if v == nil {
		return nil
	}
	next, wants := v.Screen.Update(msg, env.In(v.Place.Account))
	v.Screen = next
	// What the screen of one account leads to is in that account, lists too.
	if push, ok := wants.(screen.Push); ok && push.To.Account == "" && v.Place.Account != "" {
		push.To.Account = v.Place.Account
		return push
	}
	return wants
}

// Leave goes back from a screen that has done its work: it is not gone forward to again.
func (h *History[T]) Leave() {
	if h.At > 0 {
		h.At--
		h.Visits = h.Visits[:h.At+1]
	}
}

package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/screen"
)

// visit is a screen on the path walked.
type visit struct {
	place  screen.Place
	screen screen.Screen
	stale  bool // what it shows is of an earlier result or look
}

// history is the path walked, as in a browser: going back keeps what is ahead
// until another way is taken.
type history struct {
	visits []visit
	at     int
}

// longest is how many screens are remembered; each holds its rows.
const longest = 100

func (h *history) push(v visit) {
	if len(h.visits) > 0 {
		h.visits = h.visits[:h.at+1]
	}
	h.visits = append(h.visits, v)
	if len(h.visits) > longest {
		// The first one stays: it is where everything starts.
		h.visits = append(h.visits[:1], h.visits[2:]...)
	}
	h.at = len(h.visits) - 1
}

func (h *history) back() tea.Cmd {
	h.at = max(h.at-1, 0)
	return nil
}

func (h *history) forward() tea.Cmd {
	h.at = min(h.at+1, len(h.visits)-1)
	return nil
}

func (h *history) current() *visit {
	if h.at < len(h.visits) {
		return &h.visits[h.at]
	}
	return nil
}

// crumbs are the titles of the path up to here.
func (h *history) crumbs() []string {
	var titles []string
	for i := range h.visits[:min(h.at+1, len(h.visits))] {
		titles = append(titles, h.visits[i].screen.Title())
	}
	return titles
}

package widget

// Recall walks through lines that were typed before, as shells do: back to older ones, and forward again to the line
// that was being typed. The zero value has none.
type Recall struct {
	lines []string // the oldest first
	at    int      // the one that is shown; len(lines) is the line that is being typed
	draft string
}

// NewRecall makes a walk through lines, the oldest first, that begins behind the newest.
func NewRecall(lines []string) Recall { return Recall{lines: lines, at: len(lines)} }

// Any says whether there are lines to go to.
func (r *Recall) Any() bool { return len(r.lines) > 0 }

// Walking says whether one of the lines is shown, as it was typed then.
func (r *Recall) Walking() bool { return r.at < len(r.lines) }

// Stay ends the walk: what is shown is being typed now.
func (r *Recall) Stay() { r.at = len(r.lines) }

// Older is the line before the one that is shown; false where there is no other.
func (r *Recall) Older(shown string) (line string, ok bool) {
	for at := r.at - 1; at >= 0; at-- {
		if r.lines[at] == shown {
			continue
		}
		if !r.Walking() {
			r.draft = shown
		}
		r.at = at
		return r.lines[at], true
	}
	return "", false
}

// Newer is the line after the one that is shown, at the end the one that was being typed; false where that is shown.
func (r *Recall) Newer() (line string, ok bool) {
	if !r.Walking() {
		return "", false
	}
	if r.at++; r.Walking() {
		return r.lines[r.at], true
	}
	return r.draft, true
}

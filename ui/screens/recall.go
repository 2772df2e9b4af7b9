package screens

import (
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/widget"
)

// recalled is the line that was typed before the one that is shown, or after it.
func recalled(r *widget.Recall, c screen.Command, shown string) (line string, ok bool) {
	if c == screen.Up || c == screen.Older {
		return r.Older(shown)
	}
	return r.Newer()
}

// noLine says that there is no such line.
func noLine(c screen.Command) screen.Intent {
	if c == screen.Up || c == screen.Older {
		return screen.Status{Text: "nothing else was typed before"}
	}
	return screen.Status{Text: "this is the line that you type"}
}

package say

import (
	"strings"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Note is a quiet text in the place of rows: an empty state that says what to do.
func Note(env *screen.Env, w, h int, lines ...string) string {
	var out []string
	margin := min(2, max(w-1, 0)/4)
	for _, line := range lines {
		for _, part := range widget.Wrap(line, max(w-2*margin, 1)) {
			out = append(out, strings.Repeat(" ", margin)+env.Theme.Paint(theme.Dim, part))
		}
	}
	return widget.Fit(strings.Join(out, "\n"), w, h)
}

// NotInSnapshot says where what is not in the snapshot may be.
func NotInSnapshot(env *screen.Env) string {
	return "It was there before, or it belongs to another account or region. " +
		env.Words("esc goes back.", "Type back to go back.")
}

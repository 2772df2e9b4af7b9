package screen

import (
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// note is a quiet text in the place of rows: an empty state that says what to do.
func note(env *Env, w, h int, lines ...string) string {
	var out []string
	margin := min(2, max(w-1, 0)/4)
	for _, line := range lines {
		for _, part := range widget.Wrap(line, max(w-2*margin, 1)) {
			out = append(out, strings.Repeat(" ", margin)+env.Theme.Paint(theme.Dim, part))
		}
	}
	return widget.Fit(strings.Join(out, "\n"), w, h)
}

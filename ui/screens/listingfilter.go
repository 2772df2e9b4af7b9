package screens

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/ui/query"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// completing is how a filter may go on, while it is typed.
type completing struct {
	values map[string][]string // of the fields, over all rows
	ways   []query.Completion  // that tab goes through
	at     int                 // how many of them it has shown; 0 before the first
}

// complete goes on with the last word: as far as there is one way only, then
// through all ways in turn.
func (l *listing[T]) complete() screen.Intent {
	c := &l.completing
	at, ways := c.at, c.ways
	if at == 0 {
		ways = l.completions()
		if len(ways) == 0 {
			return screen.Status{Text: "nothing to complete: " + l.fieldWords()}
		}
		texts := make([]string, len(ways))
		for i, w := range ways {
			texts[i] = w.Text
		}
		// Quotes come with a whole value only.
		if more := query.Common(texts); len(ways) > 1 && len(more) > len(l.input.Text()) &&
			!strings.HasSuffix(more, `"`) {
			l.setFilter(more)
			return nil
		}
	}
	l.setFilter(ways[at%len(ways)].Text)
	if len(ways) > 1 {
		c.ways, c.at = ways, at+1
	}
	return nil
}

// completions are the ways in which what is typed may go on.
func (l *listing[T]) completions() []query.Completion {
	return query.CompleteFilter(l.input.Text(), l.keys, l.valuesOf)
}

// valuesOf are the values of a field that occur in the rows.
func (l *listing[T]) valuesOf(key string) []string {
	if values, ok := l.completing.values[key]; ok {
		return values
	}
	seen := map[string]bool{}
	var values []string
	for _, row := range l.rows {
		list, _ := row.Field(key)
		for _, v := range list {
			if v != "" && !seen[v] {
				seen[v] = true
				values = append(values, v)
			}
		}
	}
	slices.Sort(values)
	if l.completing.values == nil {
		l.completing.values = map[string][]string{}
	}
	l.completing.values[key] = values
	return values
}

// fieldWords are what can be typed, in a line.
func (l *listing[T]) fieldWords() string {
	words := "text  !not  ~pattern"
	if len(l.keys) > 0 {
		words += "  " + strings.Join(l.keys, ": ") + ":"
	}
	return words
}

// hint is what stands beside the filter as it is typed: what is wrong with it,
// what it could be, or how the last word may go on.
func (l *listing[T]) hint() string {
	switch warning := l.warning(); {
	case warning != "":
		return warning
	case l.input.Text() == "":
		return l.fieldWords()
	case strings.HasSuffix(l.input.Text(), " "):
		return ""
	}
	ways := l.completing.ways
	if l.completing.at == 0 {
		ways = l.completions()
	}
	var words []string
	for _, w := range ways[:min(len(ways), 12)] {
		words = append(words, w.Word)
	}
	if len(words) == 0 {
		return ""
	}
	return "tab: " + strings.Join(words, "  ")
}

// warning is why the rows may not be those that the person means, "" where they are.
func (l *listing[T]) warning() string { return cmp.Or(l.query.Note(), l.query.Similar()) }

func (l *listing[T]) filterLine(th *theme.Theme, w int) string {
	prompt := " / "
	hint := l.hint()
	if l.undecided > 0 && l.query.Note() == "" {
		words := l.undecidedWords()
		if l.byTags() {
			words += ": tag:? shows them"
		}
		hint = strings.TrimSpace(words + "   " + hint)
	}
	room := max(w-widget.Width(prompt), 1)
	if hint != "" {
		room = max(min(room, widget.Width(l.input.Text())+2), 1)
	}
	text, at := l.input.View(th, room)
	l.cursorX = min(widget.Width(prompt)+at, max(w-1, 0))
	line := th.Paint(theme.Accent, prompt) + text
	if rest := w - widget.Width(prompt) - room; rest > 3 && hint != "" {
		token := theme.Dim
		switch {
		case l.warning() != "":
			token = theme.Warn
		case l.undecided > 0:
			token = theme.Unknown
		}
		line += widget.Mark(token, " "+hint).View(th, rest)
	}
	return widget.Fit(line, w, 1)
}

// looksFor says whether the filter looks for a part of a text.
func (l *listing[T]) looksFor(text string) bool {
	l.found = l.query.Find(l.found[:0], "", strings.ToLower(text))
	return len(l.found) > 0
}

// cellsFound are the cells of a row that is kept as it is, with the letters that the filter looks for.
func (l *listing[T]) cellsFound(cells []widget.Cell) []widget.Cell {
	if l.query.Empty() {
		return cells
	}
	out := make([]widget.Cell, len(cells))
	for i, c := range cells {
		l.spans = nil // the row keeps them
		out[i] = l.withFound("", c)
	}
	l.spans = nil
	return out
}

// withFound is a cell of a row with the letters that the filter looks for. It is asked for the cells that are seen, at
// every frame.
func (l *listing[T]) withFound(column string, c widget.Cell) widget.Cell {
	if l.query.Empty() {
		return c
	}
	text := c.Plain()
	lower := strings.ToLower(text)
	if len(lower) != len(text) { // its letters stand elsewhere
		return c
	}
	if at := strings.IndexAny(column, " :"); at >= 0 {
		column = column[:at] // as a field is called: the first word of a fact, "tag" for any tag
	}
	l.found = l.query.Find(l.found[:0], column, lower)
	return c.Marked(theme.Match, l.found, &l.spans)
}

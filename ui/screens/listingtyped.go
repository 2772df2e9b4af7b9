package screens

import (
	"strings"

	"github.com/vpclens/vpclens/ui/screen"
)

// fields tells lists apart by what their filters can say: those with the same fields share what was typed.
func (l *listing[T]) fields() string {
	if len(l.keys) == 0 {
		return l.many
	}
	return strings.Join(l.keys, " ")
}

// remember asks to keep the filter that was typed, for the next time, and says what is wrong with it.
func (l *listing[T]) remember() screen.Intent {
	text := strings.TrimSpace(l.input.Text())
	if text == "" {
		return nil
	}
	return screen.Remember{Of: l.fields(), Text: text, Note: l.query.Note()}
}

// recalls says whether a command goes through the filters that were typed before. The arrows do where nothing is typed,
// and until something is: else they move among the rows.
func (l *listing[T]) recalls(c screen.Command) bool {
	switch {
	case !l.typing:
		return false
	case c == screen.Up:
		return l.recall.Walking() || l.input.Text() == "" && l.recall.Any()
	case c == screen.Down:
		return l.recall.Walking()
	}
	return c == screen.Older || c == screen.Newer
}

// recallLine filters as was typed before, or after that.
func (l *listing[T]) recallLine(c screen.Command) screen.Intent {
	line, ok := recalled(&l.recall, c, l.input.Text())
	if !ok {
		return noLine(c)
	}
	l.setFilter(line)
	l.toNamed()
	return nil
}

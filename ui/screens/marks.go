package screens

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/widget"
)

// mark marks the row under the cursor, or takes its mark away, and goes on to the
// next one: several in a row are marked by holding the key.
func (l *listing[T]) mark() {
	key, ok := l.table.SelectedKey()
	if !ok {
		return
	}
	if i := slices.Index(l.marks, key); i >= 0 {
		l.marks = slices.Delete(l.marks, i, i+1)
	} else {
		l.marks = append(l.marks, key)
	}
	l.table.Go(widget.LineDown)
}

func (l *listing[T]) isMarked(key string) bool { return slices.Contains(l.marks, key) }

// forgetMarks takes away the marks of rows that are gone.
func (l *listing[T]) forgetMarks() {
	if len(l.marks) == 0 {
		return
	}
	there := make(map[string]bool, len(l.rows))
	for _, r := range l.rows {
		there[l.key(r)] = true
	}
	l.marks = slices.DeleteFunc(l.marks, func(key string) bool { return !there[key] })
}

// marked are the marked rows in the order in which they were marked, whether the
// filter shows them or not.
func (l *listing[T]) marked() []T {
	byKey := make(map[string]T, len(l.rows))
	for _, r := range l.rows {
		byKey[l.key(r)] = r
	}
	var out []T
	for _, key := range l.marks {
		out = append(out, byKey[key])
	}
	return out
}

// copyMarked copies what is copied of each marked row, one a line.
func (l *listing[T]) copyMarked(env *screen.Env) screen.Intent {
	var lines []string
	for _, r := range l.marked() {
		if c, ok := l.copyID(r, env).(screen.Copy); ok {
			lines = append(lines, c.Text)
		}
	}
	return screen.Copy{Text: strings.Join(lines, "\n"),
		What: say.Plural(len(lines), "marked id", "marked ids, one a line")}
}

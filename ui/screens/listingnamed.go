package screens

import "strings"

// toNamed puts the cursor on the row that is called what was typed: a filter looks into everything that is known of a
// row, and who types a whole name means the thing.
func (l *listing[T]) toNamed() {
	typed := strings.ToLower(strings.TrimSpace(l.input.Text()))
	if l.called == nil || typed == "" {
		return
	}
	best, at := 0, -1
	for n := range l.table.Len() {
		name, fits := strings.ToLower(l.called(l.table.Row(n))), 0
		switch {
		case name == typed:
			fits = 3
		case strings.HasPrefix(name, typed):
			fits = 2
		case strings.Contains(name, typed):
			fits = 1
		}
		if fits > best {
			best, at = fits, n
		}
	}
	if at >= 0 {
		l.table.Select(l.key(l.table.Row(at)))
	}
}

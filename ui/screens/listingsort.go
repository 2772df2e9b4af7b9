package screens

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/widget"
)

// Arranged is a screen whose order a person can choose, and wants to find again.
type Arranged interface {
	// Columns are the names of the columns that can be sorted by, shown or not.
	Columns() []string
	Arrangement() Arrangement
	// Arrange restores an arrangement; columns that are not there any more are
	// left out of it.
	Arrange(Arrangement)
}

// Arrangement is the order of the rows of a list, and which columns it shows.
type Arrangement struct {
	Sort       string
	Descending bool
	Columns    []string // from left to right; nil is the usual ones
}

// ColumnChoice is a column that a list can show.
type ColumnChoice struct {
	Key   string
	Shown bool
}

// Columned is a list whose columns a person can choose.
type Columned interface {
	Arranged
	// ColumnChoices are all columns: those that were chosen first, in their order.
	ColumnChoices() []ColumnChoice
}

// ColumnChoices implements [Columned].
func (l *listing[T]) ColumnChoices() []ColumnChoice {
	var out []ColumnChoice
	for _, key := range l.chosen {
		if slices.Contains(l.columnKeys(), key) {
			out = append(out, ColumnChoice{key, true})
		}
	}
	var usual []string // where none was chosen: those that are seen
	if len(out) == 0 {
		usual = l.table.Shown()
	}
	for _, c := range l.every() {
		if !slices.Contains(l.chosen, c.Key) {
			out = append(out, ColumnChoice{c.Key, slices.Contains(usual, c.Key)})
		}
	}
	return out
}

// Equal says whether two arrangements are the same.
func (a Arrangement) Equal(b Arrangement) bool {
	return a.Sort == b.Sort && a.Descending == b.Descending && slices.Equal(a.Columns, b.Columns)
}

// chooseColumns shows these columns only, from left to right; none is the usual ones.
func (l *listing[T]) chooseColumns(keys []string) {
	l.chosen = keys
	l.remakeTags()
	l.showColumns()
}

// showColumns shows the columns that the person wants, those of them that there are, and the others can still be sorted
// by. Where none of them is there the usual ones are.
func (l *listing[T]) showColumns() {
	var shown, hidden []widget.Column[T]
	every := l.every()
	for _, key := range l.chosen {
		if i := slices.IndexFunc(every, func(c widget.Column[T]) bool { return c.Key == key }); i >= 0 {
			c := every[i]
			c.Extra = false // it leaves no sooner than others: somebody wants it
			shown = append(shown, c)
		}
	}
	if len(shown) == 0 {
		l.table.SetHiding(l.tagColumns, l.columns...)
		return
	}
	for _, c := range every {
		if !slices.Contains(l.chosen, c.Key) {
			hidden = append(hidden, c)
		}
	}
	l.table.SetHiding(hidden, shown...)
}

// Columns implements [Arranged].
func (l *listing[T]) Columns() []string {
	var names []string
	for _, c := range l.every() {
		if c.Compare != nil {
			names = append(names, c.Key)
		}
	}
	return names
}

// Arrangement implements [Arranged].
func (l *listing[T]) Arrangement() Arrangement {
	key, descending := l.table.Sort()
	return Arrangement{Sort: key, Descending: descending, Columns: l.chosen}
}

// Arrange implements [Arranged].
func (l *listing[T]) Arrange(a Arrangement) {
	l.arranged = a.Sort
	l.chooseColumns(a.Columns)
	l.table.SortBy(a.Sort, a.Descending)
}

// wide shows all columns, or scrolls them sideways.
func (l *listing[T]) wide(c screen.Command) screen.Intent {
	switch c {
	case screen.Wide:
		l.table.SetWide(!l.table.Wide())
		if l.table.Wide() {
			return screen.Status{Text: "all columns in their whole width; left, right scroll; ^w narrows"}
		}
		return screen.Status{Text: "the usual columns"}
	case screen.Right:
		if !l.table.ScrollColumns(1) {
			return screen.Status{Text: "this is the last column"}
		}
	case screen.Left:
		if !l.table.ScrollColumns(-1) {
			return screen.Status{Text: "this is the first column; esc goes back"}
		}
	}
	return nil
}

// Hint implements [Hinter]: in a wide list the arrows scroll.
func (l *listing[T]) Hint(c screen.Command) string {
	switch {
	case !l.table.Wide():
	case c == screen.Left || c == screen.Right:
		return "scroll"
	case c == screen.Wide:
		return "narrow"
	}
	return ""
}

// toggle sorts by a column; again, it turns the order around.
func (l *listing[T]) toggle(column string) {
	key, descending := l.table.Sort()
	l.table.SortBy(column, key == column && !descending)
}

// sortBy sorts by the column of a name, of its title, or of the beginning of one.
func (l *listing[T]) sortBy(name string) screen.Intent {
	name = strings.ToLower(strings.TrimSpace(name))
	for _, fits := range []func(text, name string) bool{func(text, name string) bool { return text == name },
		strings.HasPrefix} {
		for _, c := range l.every() {
			key, title := strings.ToLower(c.Key), strings.ToLower(c.LinearTitle())
			if c.Compare != nil && (fits(key, name) || fits(title, name)) {
				l.toggle(c.Key)
				return l.sorted()
			}
		}
	}
	return screen.Status{Text: fmt.Sprintf("there is no column %q here: want %s", name,
		strings.Join(l.Columns(), ", "))}
}

func (l *listing[T]) sorted() screen.Intent {
	key, descending := l.table.Sort()
	if key == "" {
		return screen.Status{Text: "in the order of the account"}
	}
	way := "ascending"
	switch {
	case key == "severity" && !descending: // worst is on top, which nobody calls ascending
		way = "worst first"
	case key == "severity":
		way = "worst last"
	case descending:
		way = "descending"
	}
	return screen.Status{Text: "sorted by " + key + ", " + way}
}

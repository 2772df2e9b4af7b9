package screens

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/ui/screen"
)

// viewed is a list that can be shown as a view.
type viewed interface {
	filterNote() string // what is wrong with its filter
	columnKeys() []string
	hasColumn(key string) bool
	Arranged
	// filtered is the filter that lets these rows through and no others; ok is false where none says it.
	filtered() (filter string, ok bool)
}

func (l *listing[T]) filterNote() string { return l.query.Note() }

// filtered implements [viewed]. What the key for severities leaves out is a part of it, where rows have severities.
func (l *listing[T]) filtered() (filter string, ok bool) {
	text := strings.TrimSpace(l.input.Text())
	if l.least > 0 && l.severity != nil {
		text += " sev:>=" + strings.ToLower(l.least.String())
	}
	return strings.TrimSpace(text), l.least == 0 || l.severity != nil
}

func (l *listing[T]) columnKeys() []string {
	var keys []string
	for _, c := range l.every() {
		keys = append(keys, c.Key)
	}
	return keys
}

// showAs shows the list as its place says: filtered and, where it is a view, in the view's order.
func (l *listing[T]) showAs(p screen.Place) {
	l.shownAs = viewShown{p.View, p.Filter, p.Sort}
	l.setFilter(p.Filter)
	l.orderAsView()
}

// viewShown is the view that a list was opened as.
type viewShown struct{ name, filter, sort string }

// orderAsView orders the rows as the view wants them, once its column is there: columns of resources come with the
// rows.
func (l *listing[T]) orderAsView() {
	key, descending := strings.CutPrefix(l.shownAs.sort, "-")
	if key != "" && slices.Contains(l.columnKeys(), key) {
		l.table.SortBy(key, descending)
		l.shownAs.sort = ""
	}
}

// titled is the name of the view while its filter stands, else the usual title.
func (l *listing[T]) titled(usual string) string {
	if l.shownAs.name != "" && l.input.Text() == l.shownAs.filter {
		return l.shownAs.name
	}
	return usual
}

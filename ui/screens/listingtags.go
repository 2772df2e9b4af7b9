package screens

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/query"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// tagged is what is known of the tags of a row.
type tagged struct {
	tags    awsdata.Tags // of several things, the tags of all of them, each once
	unknown bool         // there may be others: nobody told them of all that the row is about
}

// taggedBy is what is known of the tags of one thing.
func taggedBy(tags awsdata.Tags, known bool) tagged { return tagged{tags, !known} }

// join adds the tags of another thing that the row is about.
func (t *tagged) join(o tagged) {
	for _, tag := range o.tags {
		if !slices.Contains(t.tags, tag) {
			t.tags = append(t.tags, tag)
		}
	}
	t.unknown = t.unknown || o.unknown
}

// sort puts the tags of several things in order.
func (t *tagged) sort() {
	slices.SortFunc(t.tags, func(a, b awsdata.Tag) int {
		return cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(a.Value, b.Value))
	})
}

// words are the values of the field "tag".
func (t tagged) words() []string {
	var out []string
	for _, tag := range t.tags {
		out = append(out, strings.ToLower(tag.Text()))
	}
	if t.unknown {
		return append(out, query.Unknown)
	}
	if out == nil {
		return []string{"none"}
	}
	return out
}

// The keys of the columns that a list of tagged rows has besides its own: all tags, and the values of one key.
const (
	allTags  = "tags"
	tagBegin = "tag:"
)

// tagKeyOf is the key of the tag that a column shows, "" for another column.
func tagKeyOf(column string) string {
	key, ok := strings.CutPrefix(column, tagBegin)
	if !ok {
		return ""
	}
	return key
}

// remakeTags makes the columns of tags: for the keys that occur, and for those that the person wants. It says whether
// they are others than before.
func (l *listing[T]) remakeTags() bool {
	if l.tagsOf == nil {
		return false
	}
	keys := make(map[string]bool)
	for _, row := range l.rows {
		for _, tag := range l.tagsOf(row).tags {
			keys[tag.Key] = true
		}
	}
	for _, column := range append(slices.Clone(l.chosen), l.arranged, strings.TrimPrefix(l.shownAs.sort, "-")) {
		keys[tagKeyOf(column)] = true
	}
	delete(keys, "")
	sorted := slices.Sorted(maps.Keys(keys))
	if l.tagColumns != nil && slices.Equal(sorted, l.tagKeys) {
		return false
	}
	l.tagKeys = sorted
	l.tagColumns = []widget.Column[T]{tagColumn(allTags, "TAGS", "Tags", l.tagsOf, tagged.texts)}
	for _, key := range sorted {
		l.tagColumns = append(l.tagColumns, tagColumn(tagBegin+key, tagBegin+key, "Tag "+key, l.tagsOf,
			func(t tagged) []string { return t.valuesOf(key) }))
	}
	return true
}

// texts are the tags as people write them.
func (t tagged) texts() []string {
	var out []string
	for _, tag := range t.tags {
		out = append(out, tag.Text())
	}
	return out
}

// valuesOf are the values of a key. An empty one is a value too.
func (t tagged) valuesOf(key string) []string {
	var out []string
	for _, tag := range t.tags {
		if tag.Key == key {
			out = append(out, cmp.Or(tag.Value, `""`))
		}
	}
	return out
}

func tagColumn[T any](key, title, linear string, of func(T) tagged,
	texts func(tagged) []string) widget.Column[T] {
	return widget.Column[T]{Key: key, Title: title, Linear: linear,
		Extent: widget.Extent{Min: 10, Max: 30, Priority: 40},
		Cell: func(row T) widget.Cell {
			t := of(row)
			text := strings.Join(texts(t), ", ")
			switch {
			case !t.unknown:
				return widget.Say(text)
			case text == "":
				c := widget.Mark(theme.Unknown, query.Unknown)
				c.Linear = "unknown"
				return c
			}
			return widget.Spans(widget.Span{Text: text + ", "}, widget.Span{Text: query.Unknown, Token: theme.Unknown})
		},
		Compare: func(a, b T) int {
			x, y := of(a), of(b)
			one, other := strings.Join(texts(x), ", "), strings.Join(texts(y), ", ")
			// Those without stand behind, and those of which it is not known behind them.
			return cmp.Or(b2i(one == "")-b2i(other == ""), say.CompareFold(one, other),
				b2i(x.unknown)-b2i(y.unknown))
		}}
}

// every are all columns that there are: the list's own, then those of tags.
func (l *listing[T]) every() []widget.Column[T] { return slices.Concat(l.columns, l.tagColumns) }

// hasColumn says whether a list has a column, or would have it if a tag of that key occurred.
func (l *listing[T]) hasColumn(key string) bool {
	return slices.Contains(l.columnKeys(), key) || l.tagsOf != nil && (key == allTags || tagKeyOf(key) != "")
}

// countUndecided counts the rows of which nobody can say whether the filter lets them through.
func (l *listing[T]) countUndecided() {
	l.undecided = 0
	if !l.query.AsksTags() && !l.query.AsksFields() {
		return
	}
	for _, row := range l.rows {
		if l.isAtLeast(row, l.least) && l.query.Undecided(row) {
			l.undecided++
		}
	}
}

// byTags says whether tags alone may be what keeps the filter from an answer.
func (l *listing[T]) byTags() bool { return l.query.AsksTags() && !l.query.AsksFields() }

// undecidedWords say how many rows are left out though they may be meant, "" for none.
func (l *listing[T]) undecidedWords() string {
	switch {
	case l.undecided == 0:
		return ""
	case l.byTags():
		return fmt.Sprintf("%d of unknown tags", l.undecided)
	}
	return fmt.Sprintf("%d unknown", l.undecided)
}

// undecidedSentence says the same at length, and what shows them.
func (l *listing[T]) undecidedSentence() string {
	switch {
	case l.undecided == 0:
		return ""
	case !l.byTags():
		return fmt.Sprintf(" Whether %d more match is unknown: something was not read.", l.undecided)
	case l.undecided == 1:
		return " The tags of 1 are unknown: tag:? shows it."
	}
	return fmt.Sprintf(" The tags of %d are unknown: tag:? shows them.", l.undecided)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

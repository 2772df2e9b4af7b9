package widget

// SetColumns replaces the columns. Rows, filter, sort and cursor stay; a sort
// by a column that is gone ends.
func (t *Table[T]) SetColumns(columns ...Column[T]) { t.SetHiding(nil, columns...) }

// SetHiding is SetColumns with others that are not shown, and can be sorted by all the same.
func (t *Table[T]) SetHiding(hidden []Column[T], columns ...Column[T]) {
	t.columns, t.hidden, t.extents = columns, hidden, t.extents[:0]
	for _, c := range columns {
		t.extents = append(t.extents, c.Extent)
	}
	t.wide.natural = nil
	t.SortBy(t.sortKey, t.descending)
}

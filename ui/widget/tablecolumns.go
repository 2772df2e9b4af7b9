package widget

// SetColumns replaces the columns. Rows, filter, sort and cursor stay; a sort
// by a column that is gone ends.
func (t *Table[T]) SetColumns(columns ...Column[T]) {
	t.columns, t.extents = columns, t.extents[:0]
	for _, c := range columns {
		t.extents = append(t.extents, c.Extent)
	}
	t.wide.natural = nil
	t.SortBy(t.sortKey, t.descending)
}

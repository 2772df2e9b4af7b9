package widget

// Shown are the keys of the columns that there is room for, from left to right.
func (t *Table[T]) Shown() []string {
	var keys []string
	if t.wide.on {
		columns, _, _ := t.wideShown()
		for _, i := range columns {
			keys = append(keys, t.columns[i].Key)
		}
		return keys
	}
	for i, w := range t.widths() {
		if w > 0 {
			keys = append(keys, t.columns[i].Key)
		}
	}
	return keys
}

package widget

import "slices"

// Column is one column of a table. Cell is called for visible rows only.
// Compare orders rows ascending; a column without it cannot be sorted by.
type Column[T any] struct {
	Key    string // names the column to SortBy
	Title  string
	Linear string // the title in a text that is read out; "" is made of Title
	Align  Align
	Signs  bool // its cells are signs and no words: their looks stay
	Extent
	Cell    func(T) Cell
	Compare func(a, b T) int
}

// Table shows rows in columns. Whatever happens to the rows (sort, filter,
// refresh), the cursor stays on the row that the person chose, found again by
// its key. View costs as much as the rows that are seen.
//
// It is neither the table nor the list of Bubbles (as of v2.2): the one has no order, no filter and no columns that
// leave where there is no room, and paints twice what is seen at each key, 3 ms before the frame; the other has no
// columns, and takes 5 ms and 6 MB to show ten thousand rows.
type Table[T any] struct {
	columns []Column[T]
	hidden  []Column[T] // can be sorted by
	extents []Extent
	key     func(T) string
	keep    func(T) bool
	marked  func(key string) bool
	look    func(column string, c Cell) Cell

	rows  []T
	order []int // every row, in the order of the sort
	shown []int // those of order that the filter keeps

	win        Window
	width      int
	hasHeight  int
	chosen     string // key of the row that the person chose
	hasChosen  bool
	sortKey    string
	descending bool

	wide      wide
	empty     string
	scrollbar bool
}

// NewTable makes an empty table. Key must be unique among the rows, and stay
// the same when a row's other facts change.
func NewTable[T any](key func(T) string, columns ...Column[T]) *Table[T] {
	t := &Table[T]{key: key, columns: columns}
	for _, c := range columns {
		t.extents = append(t.extents, c.Extent)
	}
	return t
}

// SetMarked says which rows bear a mark beside the cursor's.
func (t *Table[T]) SetMarked(marked func(key string) bool) { t.marked = marked }

// SetLook changes what the cells of the rows that are seen look like, not what they say.
func (t *Table[T]) SetLook(look func(column string, c Cell) Cell) { t.look = look }

// cell is a cell of a row as it is painted.
func (t *Table[T]) cell(c *Column[T], row T) Cell {
	cell := c.Cell(row)
	if t.look != nil && !c.Signs {
		cell = t.look(c.Key, cell)
	}
	return cell
}

func (t *Table[T]) isMarked(row T) bool { return t.marked != nil && t.marked(t.key(row)) }

// SetEmpty is the text that stands where rows would be; it may have lines.
func (t *Table[T]) SetEmpty(text string) { t.empty = text }

// ShowScrollbar reserves the last cell of each line for a scroll bar.
func (t *Table[T]) ShowScrollbar(on bool) { t.scrollbar = on }

// SetSize gives the table its room, header line included.
func (t *Table[T]) SetSize(width, height int) {
	t.width, t.hasHeight = max(width, 0), max(height, 0)
	t.win.resize(t.hasHeight - t.headerLines())
}

func (t *Table[T]) headerLines() int {
	if t.hasHeight < 2 {
		return 0
	}
	return 1
}

// SetRows replaces the rows. The table keeps the slice; the caller must not
// change it afterwards.
func (t *Table[T]) SetRows(rows []T) {
	here, ok := t.SelectedKey()
	t.rows, t.wide.natural = rows, nil
	t.resort()
	t.refilter(here, ok)
}

// SetFilter shows only the rows that keep answers true for; nil shows all.
func (t *Table[T]) SetFilter(keep func(T) bool) {
	here, ok := t.SelectedKey()
	t.keep = keep
	t.refilter(here, ok)
}

// SortBy orders the rows by a column; rows that compare equal stay in the
// order they came in. An unknown or unsortable key restores that order.
func (t *Table[T]) SortBy(key string, descending bool) {
	here, ok := t.SelectedKey()
	t.sortKey, t.descending = key, descending
	if t.sorter() == nil {
		t.sortKey, t.descending = "", false
	}
	t.resort()
	t.refilter(here, ok)
}

// Sort is the column sorted by ("" for none) and its direction.
func (t *Table[T]) Sort() (key string, descending bool) { return t.sortKey, t.descending }

// SortNext sorts by the next sortable column, and after the last one by none.
func (t *Table[T]) SortNext() {
	next := t.sortKey == ""
	for _, c := range t.columns {
		if next && c.Compare != nil {
			t.SortBy(c.Key, false)
			return
		}
		if c.Key == t.sortKey {
			next = true
		}
	}
	t.SortBy("", false)
}

// SortReverse turns the order around.
func (t *Table[T]) SortReverse() { t.SortBy(t.sortKey, !t.descending) }

func (t *Table[T]) sorter() func(a, b T) int {
	if t.sortKey == "" {
		return nil
	}
	for _, columns := range [][]Column[T]{t.columns, t.hidden} {
		for _, c := range columns {
			if c.Key == t.sortKey {
				return c.Compare
			}
		}
	}
	return nil
}

func (t *Table[T]) resort() {
	t.order = slices.Grow(t.order[:0], len(t.rows))
	for i := range t.rows {
		t.order = append(t.order, i)
	}
	compare := t.sorter()
	if compare == nil {
		return
	}
	// The place a row came in at decides between equals, which makes the order
	// stable at a third of the cost of a stable sort.
	slices.SortFunc(t.order, func(a, b int) int {
		c := compare(t.rows[a], t.rows[b])
		if t.descending {
			c = -c
		}
		if c == 0 {
			c = a - b
		}
		return c
	})
}

// refilter rebuilds what is shown, then looks for the row the person chose, or
// else for the row the cursor was on. Before the person has chosen a row the
// cursor stays at the top, so that rows that arrive do not drag it along.
func (t *Table[T]) refilter(here string, hasHere bool) {
	t.shown = slices.Grow(t.shown[:0], len(t.order))
	for _, i := range t.order {
		if t.keep == nil || t.keep(t.rows[i]) {
			t.shown = append(t.shown, i)
		}
	}
	t.win.recount(len(t.shown))
	if !t.hasChosen || t.seek(t.chosen) {
		return
	}
	if hasHere {
		t.seek(here)
	}
}

// seek puts the cursor on the row of this key, keeping it on the same line of
// the screen when there is room.
func (t *Table[T]) seek(key string) bool {
	for at, i := range t.shown {
		if t.key(t.rows[i]) == key {
			line := t.win.cursor - t.win.offset
			t.win.offset = at - line
			t.win.GoTo(at)
			return true
		}
	}
	return false
}

// choose remembers the row under the cursor as the one the person wants.
func (t *Table[T]) choose() {
	t.chosen, t.hasChosen = t.SelectedKey()
}

// Go moves the cursor, and says whether that changed anything.
func (t *Table[T]) Go(m Motion) bool {
	moved := t.win.Go(m)
	t.choose()
	return moved
}

// GoTo puts the cursor on the n-th row shown.
func (t *Table[T]) GoTo(n int) {
	t.win.GoTo(n)
	t.choose()
}

// ScrollBy is the mouse wheel: it moves the rows, and the cursor only when it
// would leave the screen.
func (t *Table[T]) ScrollBy(n int) bool {
	moved := t.win.ScrollBy(n)
	t.choose()
	return moved
}

// Select puts the cursor on the row of this key, if it is shown.
func (t *Table[T]) Select(key string) bool {
	if !t.seek(key) {
		return false
	}
	t.choose()
	return true
}

// RowAt is the row shown on line y of the view (0 is its first line); false
// for the header and for empty lines. It is for the mouse.
func (t *Table[T]) RowAt(y int) (n int, ok bool) {
	y -= t.headerLines()
	from, to := t.win.Visible()
	return from + y, y >= 0 && from+y < to
}

// OnHeader says whether line y of the view is that of the column titles.
func (t *Table[T]) OnHeader(y int) bool { return y >= 0 && y < t.headerLines() }

// ColumnAt is the key of the column at cell x of the view, for a click on the
// header; false beside the columns.
func (t *Table[T]) ColumnAt(x int) (key string, ok bool) {
	if t.wide.on {
		columns, from, to := t.wideShown()
		for i := range columns {
			if from[i] <= x && x < to[i] {
				return t.columns[columns[i]].Key, true
			}
		}
		return "", false
	}
	at := gutterWidth(t.width)
	for i, w := range t.widths() {
		if w == 0 {
			continue
		}
		if at <= x && x < at+w {
			return t.columns[i].Key, true
		}
		at += w + t.gap()
	}
	return "", false
}

// Selected is the row under the cursor; false when no row is shown.
func (t *Table[T]) Selected() (T, bool) {
	if len(t.shown) == 0 {
		var none T
		return none, false
	}
	return t.rows[t.shown[t.win.cursor]], true
}

// SelectedKey is the key of the row under the cursor.
func (t *Table[T]) SelectedKey() (string, bool) {
	row, ok := t.Selected()
	if !ok {
		return "", false
	}
	return t.key(row), true
}

// Cursor is the position of the cursor among the rows shown.
func (t *Table[T]) Cursor() int { return t.win.Cursor() }

// Len is how many rows the filter lets through, Total how many there are.
func (t *Table[T]) Len() int { return len(t.shown) }

// Total is how many rows there are, filtered or not.
func (t *Table[T]) Total() int { return len(t.rows) }

// Row is the n-th row shown.
func (t *Table[T]) Row(n int) T { return t.rows[t.shown[n]] }

// Position says where the cursor is: "12/345".
func (t *Table[T]) Position() string { return t.win.Position() }

// FitColumns lowers the Max of each fixed column to the widest of its texts
// among the first limit rows shown, so that short names leave their room to
// the flexible column. Call it when rows have arrived, not for each frame.
func (t *Table[T]) FitColumns(limit int) {
	for i, c := range t.columns {
		t.extents[i] = c.Extent
		if c.Flex > 0 {
			continue
		}
		widest := Width(c.Title)
		for n := range min(limit, len(t.shown)) {
			widest = max(widest, c.Cell(t.Row(n)).width())
		}
		t.extents[i].Max = min(c.Max, max(widest, 1))
		t.extents[i].Min = min(c.Min, max(widest, 1))
	}
}

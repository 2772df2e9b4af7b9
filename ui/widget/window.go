package widget

import "strconv"

// Motion is a way to move through a list. Which key means which motion is
// decided in one place, outside of this package.
type Motion uint8

// The motions.
const (
	LineUp Motion = iota
	LineDown
	HalfUp
	HalfDown
	PageUp
	PageDown
	First
	Last
)

// Window is the part of a list that can be seen: a cursor, and the first row
// shown. After every method the cursor is a row of the list and is visible.
// The zero value is an empty list without room.
type Window struct {
	cursor, offset, count, height int
}

// Cursor is the index of the row under the cursor, 0 in an empty list.
func (w *Window) Cursor() int { return w.cursor }

// Len is how many rows there are to move through.
func (w *Window) Len() int { return w.count }

// Visible is the half-open range of rows that are on the screen.
func (w *Window) Visible() (from, to int) {
	return w.offset, min(w.offset+w.height, w.count)
}

// Position says where the cursor is among the rows: "12/345".
func (w *Window) Position() string {
	if w.count == 0 {
		return "0/0"
	}
	return strconv.Itoa(w.cursor+1) + "/" + strconv.Itoa(w.count)
}

// Go moves the cursor, and says whether that changed anything.
func (w *Window) Go(m Motion) bool {
	page := max(w.height-1, 1) // one row stays in sight for orientation
	half := max(w.height/2, 1)
	was, wasAt := w.cursor, w.offset
	switch m {
	case LineUp:
		w.cursor--
	case LineDown:
		w.cursor++
	case HalfUp:
		w.cursor -= half
		w.offset -= half
	case HalfDown:
		w.cursor += half
		w.offset += half
	case PageUp:
		w.cursor -= page
		w.offset -= page
	case PageDown:
		w.cursor += page
		w.offset += page
	case First:
		w.cursor = 0
	case Last:
		w.cursor = w.count - 1
	}
	w.settle()
	return w.cursor != was || w.offset != wasAt
}

// GoTo puts the cursor on a row.
func (w *Window) GoTo(row int) {
	w.cursor = row
	w.settle()
}

// ScrollBy moves what is seen by n rows, taking the cursor along only when it
// would leave the screen: the mouse wheel.
func (w *Window) ScrollBy(n int) bool {
	was := w.offset
	w.offset = min(max(w.offset+n, 0), max(w.count-w.height, 0))
	if w.height > 0 {
		w.cursor = min(max(w.cursor, w.offset), w.offset+w.height-1)
	}
	w.settle()
	return w.offset != was
}

// resize gives the window room for h rows.
func (w *Window) resize(h int) {
	w.height = max(h, 0)
	w.settle()
}

// recount says how many rows there are now.
func (w *Window) recount(n int) {
	w.count = n
	w.settle()
}

func (w *Window) settle() {
	w.cursor = max(min(w.cursor, w.count-1), 0)
	w.offset = min(w.offset, w.cursor)
	w.offset = max(w.offset, w.cursor-w.height+1)
	w.offset = max(min(w.offset, w.count-w.height), 0)
}

// thumb is where a scroll bar of the window's height shows the part seen; it
// is empty (from == to) when everything is seen.
func (w *Window) thumb() (from, to int) {
	if w.count <= w.height || w.height <= 0 {
		return 0, 0
	}
	size := max(w.height*w.height/w.count, 1)
	from = w.offset * (w.height - size) / max(w.count-w.height, 1)
	return from, from + size
}

package screen

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/ui/widget"
)

// listing is what all screens have in common that show rows in a table: moving,
// sorting, filtering as one types, opening a row.
type listing[T Subject] struct {
	table    *widget.Table[T]
	columns  []widget.Column[T]
	one      string // what a row is, for sentences: "function"
	many     string
	keys     []string // fields of the filter
	fault    func(T) bool
	open     func(T, *Env) Intent
	copyID   func(T, *Env) Intent
	copyCall func(T, *Env) Intent
	nothing  func(*Env) []string // says why there are no rows at all; nil for an ordinary sentence

	rows       []T
	query      Query
	input      widget.Input
	typing     bool
	completing completing
	faultsOnly bool
	pending    string // while what is wrong is not known yet: what is being done about it
	kept       string // what the filter was before typing began
	cursorX    int
	above      int // lines of the last view above the table
	key        func(T) string
	marks      []string // keys of the marked rows, in the order in which they were marked
}

func (l *listing[T]) init(key func(T) string, columns []widget.Column[T]) {
	l.columns, l.key = columns, key
	l.table = widget.NewTable(key, columns...)
	l.table.SetMarked(l.isMarked)
	l.table.ShowScrollbar(true)
}

// setColumns replaces the columns, where they depend on the data; the table stays
// as it was arranged.
func (l *listing[T]) setColumns(columns []widget.Column[T]) {
	l.columns = columns
	l.table.SetColumns(columns...)
}

// setRows replaces the rows; filter, sort and cursor stay.
func (l *listing[T]) setRows(rows []T) {
	l.rows, l.completing = rows, completing{}
	l.forgetMarks()
	l.table.SetRows(rows)
	l.table.SetEmpty(l.emptyText())
	l.table.FitColumns(1000)
}

func (l *listing[T]) emptyText() string {
	switch {
	case l.table.Total() == 0:
		return ""
	case l.pending != "" && (l.faultsOnly || !l.query.Empty()):
		return fmt.Sprintf("No %s so far: %s.", l.one, pendingSentence(l.pending))
	case !l.query.Empty():
		return fmt.Sprintf("No %s matches %q. Backspace takes letters away, esc the whole filter.", l.one, l.input.Text())
	case l.faultsOnly:
		return fmt.Sprintf("Nothing is wrong with any of the %d %s. ctrl+z shows all again.", l.table.Total(), l.many)
	}
	return ""
}

// setFilter changes the filter as if it had been typed.
func (l *listing[T]) setFilter(text string) {
	l.input.SetText(text)
	l.refilter()
}

func (l *listing[T]) refilter() {
	l.query, l.completing.at = ParseQuery(l.input.Text(), l.keys), 0
	query, faults, fault := l.query, l.faultsOnly, l.fault
	if query.Empty() && !faults {
		l.table.SetFilter(nil)
	} else {
		l.table.SetFilter(func(row T) bool { return (!faults || fault(row)) && query.Match(row) })
	}
	l.table.SetEmpty(l.emptyText())
}

// CapturesInput implements [Screen].
func (l *listing[T]) CapturesInput() bool { return l.typing }

// Can implements [Screen].
func (l *listing[T]) Can(c Command, env *Env) (ok bool, why string) {
	_, has := l.table.Selected()
	switch {
	case l.typing:
		return c == Up || c == Down || c == Accept || c == Cancel || c >= Complete && c <= EditClear, "the filter is being typed: enter keeps it, esc drops it"
	case motions[c]:
		return true, ""
	case c == Filter:
		return l.table.Total() > 0, "there is nothing to filter"
	case c == ClearFilter:
		return !l.query.Empty() || l.faultsOnly || len(l.marks) > 0, "there is no filter"
	case c == Mark:
		return has, "there is no row to mark"
	case c == Unmark:
		return len(l.marks) > 0, "nothing is marked; space marks a row"
	case c == Compare:
		return false, "only functions are compared: F lists them"
	case c == Faults && l.pending != "":
		return false, pendingSentence(l.pending)
	case c == Faults:
		return l.fault != nil, "these rows have no verdict: nothing to tell faults by"
	case c == SortNext || c == SortReverse:
		return l.table.Len() > 1, "there is nothing to sort"
	case c == Wide:
		return l.table.Total() > 0, "there are no columns to show"
	case c == Left || c == Right:
		return l.table.Wide(), ""
	case c >= SortColumn1 && c <= SortColumn9:
		column, ok := l.column(c)
		if !ok {
			return false, fmt.Sprintf("there are %d columns here", len(l.table.Shown()))
		}
		return column.Compare != nil, "this column has no order"
	case c == Open:
		return has && l.open != nil, "there is no row to open"
	case c == NextPart || c == PrevPart:
		return false, "a list has no sections: g and G go to its ends, / filters it"
	case c == CopyID:
		return (has || len(l.marks) > 0) && l.copyID != nil, "there is no row to copy"
	case c == CopyCommand:
		return has && l.copyCall != nil, "no AWS CLI command shows this"
	}
	return false, ""
}

// Update does what a command says; the screens embed it and call it.
func (l *listing[T]) update(msg Msg, env *Env) Intent {
	switch msg := msg.(type) {
	case Type:
		l.input.Insert(msg.Text)
		l.refilter()
	case Sort:
		return l.sortBy(msg.Column)
	case Do:
		return l.do(msg.Command, env)
	case Click:
		return l.click(msg)
	case Wheel:
		return l.wheel(msg.By)
	}
	return nil
}

func (l *listing[T]) do(c Command, env *Env) Intent {
	if motions[c] {
		return moved(l.table.Go(motionOf(c)), c)
	}
	if c >= EditLeft && c <= EditClear {
		l.edit(c)
		return nil
	}
	switch c {
	case Complete:
		return l.complete()
	case Wide, Left, Right:
		return l.wide(c)
	case Filter:
		l.typing, l.kept = true, l.input.Text()
		l.input.Do(widget.CursorEnd)
	case Accept:
		l.typing = false
		if note := l.query.Note(); note != "" {
			return Status{note}
		}
	case Cancel:
		l.typing = false
		l.setFilter(l.kept)
	case ClearFilter:
		if l.query.Empty() && !l.faultsOnly {
			l.marks = nil
			return Status{"nothing is marked any more"}
		}
		l.faultsOnly = false
		l.setFilter("")
	case Mark:
		l.mark()
	case Unmark:
		l.marks = nil
	case Faults:
		l.faultsOnly = !l.faultsOnly
		l.refilter()
		if l.faultsOnly {
			return Status{fmt.Sprintf("only %s with something wrong", l.many)}
		}
		return Status{"all " + l.many}
	case SortNext:
		l.table.SortNext()
		return l.sorted()
	case SortReverse:
		l.table.SortReverse()
		return l.sorted()
	case Open:
		row, _ := l.table.Selected()
		l.table.GoTo(l.table.Cursor()) // the row that was opened is the one to come back to
		return l.open(row, env)
	case CopyID:
		if len(l.marks) > 0 {
			return l.copyMarked(env)
		}
		row, _ := l.table.Selected()
		return l.copyID(row, env)
	case CopyCommand:
		row, _ := l.table.Selected()
		return l.copyCall(row, env)
	}
	if column, ok := l.column(c); ok && c >= SortColumn1 && c <= SortColumn9 {
		l.toggle(column.Key)
		return l.sorted()
	}
	return nil
}

// column is the column of a digit, counted among those that are seen.
func (l *listing[T]) column(c Command) (widget.Column[T], bool) {
	shown := l.table.Shown()
	n := int(c - SortColumn1)
	for _, column := range l.columns {
		if n < len(shown) && column.Key == shown[n] {
			return column, true
		}
	}
	return widget.Column[T]{}, false
}

func (l *listing[T]) edit(c Command) {
	// Backspace in an empty filter leaves it, as the person is going back.
	if c == EditBackspace && l.input.Text() == "" {
		l.typing = false
		return
	}
	l.input.Do(edits[c])
	l.refilter()
}

// Note implements [Screen].
func (l *listing[T]) Note() string {
	var words []string
	if n := len(l.marks); n > 0 {
		words = append(words, fmt.Sprintf("%d marked", n))
	}
	if l.table.Wide() {
		words = append(words, "wide")
	}
	if l.faultsOnly {
		words = append(words, "faults only")
	}
	if !l.typing && !l.query.Empty() {
		words = append(words, "filter: "+strings.TrimSpace(l.input.Text()))
	}
	if l.table.Len() != l.table.Total() {
		words = append(words, fmt.Sprintf("%d of %d", l.table.Len(), l.table.Total()))
	} else {
		words = append(words, l.table.Position())
	}
	return strings.Join(words, "   ")
}

// Cursor implements [Screen].
func (l *listing[T]) Cursor() (x, y int, ok bool) { return l.cursorX, 0, l.typing }

// view paints the table and, while it is typed, the filter above it.
func (l *listing[T]) view(env *Env, w, h int) string {
	if l.above = 0; !l.typing || h < 2 {
		l.table.SetSize(w, h)
		return l.table.View(env.Theme)
	}
	l.above = 1
	l.table.SetSize(w, h-1)
	return l.filterLine(env.Theme, w) + "\n" + l.table.View(env.Theme)
}

// motionOf is the motion of the widgets that a command means.
func motionOf(c Command) widget.Motion {
	switch c {
	case Up:
		return widget.LineUp
	case Down:
		return widget.LineDown
	case HalfUp:
		return widget.HalfUp
	case HalfDown:
		return widget.HalfDown
	case PageUp:
		return widget.PageUp
	case PageDown:
		return widget.PageDown
	case Top:
		return widget.First
	}
	return widget.Last
}

// moved says so when a motion could not move: no key does nothing silently.
func moved(ok bool, c Command) Intent {
	if ok {
		return nil
	}
	switch c {
	case Up, HalfUp, PageUp, Top:
		return Status{"this is the top"}
	}
	return Status{"this is the end"}
}

// edits are the commands that change what is typed.
var edits = map[Command]widget.Edit{
	EditLeft: widget.CursorLeft, EditRight: widget.CursorRight, EditStart: widget.CursorStart, EditEnd: widget.CursorEnd,
	EditBackspace: widget.DeleteBack, EditDelete: widget.DeleteForward, EditWord: widget.DeleteWord, EditClear: widget.DeleteToStart,
}

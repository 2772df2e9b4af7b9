package screens

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/ui/query"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/widget"
)

// listing is what all screens have in common that show rows in a table: moving,
// sorting, filtering as one types, opening a row.
type listing[T query.Subject] struct {
	table       *widget.Table[T]
	columns     []widget.Column[T] // all that there are, but for those of tags
	chosen      []string           // keys of those that the person wants to see, nil for the usual ones
	one         string             // what a row is, for sentences: "function"
	many        string
	keys        []string               // fields of the filter
	fault       func(T) bool           // something is wrong with it; for rows that have no severity
	filterWords func(string) string    // how a filter that the screen made is called; nil for as it is
	severity    func(T) check.Severity // of what is wrong with it, 0 for nothing; nil where rows have none
	open        func(T, *screen.Env) screen.Intent
	copyID      func(T, *screen.Env) screen.Intent
	copyCall    func(T, *screen.Env) screen.Intent
	detail      func(T, *screen.Env) detail // the row under the cursor in whole, at the foot; nil for none
	tagsOf      func(T) tagged              // the tags of a row; nil where rows have none
	emptyReason func(*screen.Env) []string  // says why there are no rows at all; nil for an ordinary sentence

	rows         []T
	tagKeys      []string           // that occur, or are wanted
	tagColumns   []widget.Column[T] // shown only to who chooses them
	arranged     string             // the column that the person wants to sort by
	undecided    int                // rows that the filter leaves out, though nobody knows whether it should
	shownAs      viewShown
	query        query.Query
	found        [][2]int // used again by each cell that is looked at, as is the next
	spans        []widget.Span
	input        widget.Input
	typing       bool
	completing   completing
	recall       widget.Recall  // filters that were typed before, while one is typed
	least        check.Severity // rows below it are left out; 0 leaves none out
	checked      bool           // what checks find is known, as far as it can be
	pending      string         // while what is wrong is not known yet: what is being done about it
	filterBefore string         // what the filter was before typing began
	cursorX      int
	above        int // lines of the last view above the table
	key          func(T) string
	called       func(T) string // the name of a row, for the cursor to go to it; nil where rows have none
	marks        []string       // keys of the marked rows, in the order in which they were marked
}

func (l *listing[T]) init(key func(T) string, columns []widget.Column[T]) {
	l.columns, l.key = columns, key
	l.table = widget.NewTable(key, columns...)
	l.table.SetMarked(l.isMarked)
	l.table.SetLook(l.withFound)
	l.table.ShowScrollbar(true)
}

// setColumns replaces the columns, where they depend on the data; the table stays
// as it was arranged.
func (l *listing[T]) setColumns(columns []widget.Column[T]) {
	l.columns = columns
	l.showColumns()
}

// setRows replaces the rows; filter, sort and cursor stay.
func (l *listing[T]) setRows(rows []T) {
	l.rows, l.completing = rows, completing{}
	l.forgetMarks()
	if l.remakeTags() {
		l.showColumns()
	}
	l.table.SetRows(rows)
	l.orderAsView()
	l.countUndecided()
	l.table.SetEmpty(l.emptyText())
	l.table.FitColumns(1000)
}

func (l *listing[T]) emptyText() string {
	switch {
	case l.table.Total() == 0:
		return ""
	case l.pending != "" && (l.least > 0 || !l.query.Empty()):
		return fmt.Sprintf("No %s so far: %s.", l.one, pendingSentence(l.pending))
	case !l.query.Empty():
		return fmt.Sprintf(`No %s matches "%s".%s Backspace takes letters away, esc the whole filter.`, l.one,
			l.input.Text(), l.undecidedSentence()) // as it was typed: quotes and backslashes are part of filters
	case l.least > 0:
		return l.noneSoBad("The same key")
	}
	return ""
}

// setFilter changes the filter as if it had been typed.
func (l *listing[T]) setFilter(text string) {
	l.input.SetText(text)
	l.refilter()
}

func (l *listing[T]) refilter() {
	l.query, l.completing.at = query.Loosen(query.ParseQuery(l.input.Text(), l.keys), l.rows), 0
	l.countUndecided()
	query, least := l.query, l.least
	if query.Empty() && least == 0 {
		l.table.SetFilter(nil)
	} else {
		l.table.SetFilter(func(row T) bool { return l.isAtLeast(row, least) && query.Match(row) })
	}
	l.table.SetEmpty(l.emptyText())
}

// TypedFilter is what the filter says, while it is typed as well.
func (l *listing[T]) TypedFilter() string { return l.input.Text() }

// CapturesInput implements [Screen].
func (l *listing[T]) CapturesInput() bool { return l.typing }

// Can implements [Screen].
func (l *listing[T]) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	_, has := l.table.Selected()
	switch {
	case l.typing && (c == screen.Older || c == screen.Newer):
		return l.recall.Any(), "no filter was typed here before"
	case l.typing:
		return c == screen.Up || c == screen.Down || c == screen.Accept || c == screen.Cancel ||
			c >= screen.Complete && c <= screen.EditClear, "the filter is being typed: enter keeps it, esc drops it"
	case screen.Motions[c]:
		return true, ""
	case c == screen.Filter:
		return l.table.Total() > 0, "there is nothing to filter"
	case c == screen.ClearFilter:
		return !l.query.Empty() || l.least > 0 || len(l.marks) > 0, "there is no filter"
	case c == screen.Mark:
		return has, "there is no row to mark"
	case c == screen.Unmark:
		return len(l.marks) > 0, "nothing is marked; space marks a row"
	case c == screen.Compare:
		return false, "only functions are compared: F lists them"
	case c == screen.Faults && l.pending != "" && !l.checked:
		return false, pendingSentence(l.pending)
	case c == screen.Faults:
		return l.fault != nil || l.severity != nil, "these rows have no verdict: nothing to tell faults by"
	case c == screen.SortNext || c == screen.SortReverse:
		return l.table.Len() > 1, "there is nothing to sort"
	case c == screen.Wide:
		return l.table.Total() > 0, "there are no columns to show"
	case c == screen.Left || c == screen.Right:
		return l.table.Wide(), ""
	case c >= screen.SortColumn1 && c <= screen.SortColumn9:
		column, ok := l.column(c)
		if !ok {
			return false, fmt.Sprintf("there are %d columns here", len(l.table.Shown()))
		}
		return column.Compare != nil, "this column has no order"
	case c == screen.Open:
		return has && l.open != nil, "there is no row to open"
	case c == screen.NextPart || c == screen.PrevPart:
		return false, "a list has no sections: g and G go to its ends, / filters it"
	case c == screen.CopyID:
		return (has || len(l.marks) > 0) && l.copyID != nil, "there is no row to copy"
	case c == screen.CopyCommand:
		return has && l.copyCall != nil, "no AWS CLI command shows this"
	}
	return false, ""
}

// Update does what a command says; the screens embed it and call it.
func (l *listing[T]) update(msg screen.Msg, env *screen.Env) screen.Intent {
	switch msg := msg.(type) {
	case screen.Type:
		l.input.Insert(msg.Text)
		l.recall.Stay()
		l.refilter()
		l.toNamed()
	case screen.Sort:
		return l.sortBy(msg.Column)
	case screen.Do:
		return l.do(msg.Command, env)
	case screen.Click:
		return l.click(msg)
	case screen.Wheel:
		return l.wheel(msg.By)
	}
	return nil
}

func (l *listing[T]) do(c screen.Command, env *screen.Env) screen.Intent {
	switch {
	case l.recalls(c):
		return l.recallLine(c)
	case screen.Motions[c]:
		return moved(l.table.Go(motionOf(c)), c)
	}
	if c >= screen.EditLeft && c <= screen.EditClear {
		l.edit(c)
		return nil
	}
	switch c {
	case screen.Complete:
		l.recall.Stay()
		return l.complete()
	case screen.Wide, screen.Left, screen.Right:
		return l.wide(c)
	case screen.Filter:
		l.typing, l.filterBefore, l.recall = true, l.input.Text(), widget.NewRecall(env.Typed[l.fields()])
		l.input.Do(widget.CursorEnd)
	case screen.Accept:
		l.typing = false
		return l.remember()
	case screen.Cancel:
		l.typing = false
		l.setFilter(l.filterBefore)
	case screen.ClearFilter:
		if l.query.Empty() && l.least == 0 {
			l.marks = nil
			return screen.Status{Text: "all marks removed"}
		}
		l.least = 0
		l.setFilter("")
	case screen.Mark:
		l.mark()
	case screen.Unmark:
		l.marks = nil
	case screen.Faults:
		return l.nextSeverity()
	case screen.SortNext:
		l.table.SortNext()
		return l.sorted()
	case screen.SortReverse:
		l.table.SortReverse()
		return l.sorted()
	case screen.Open:
		row, _ := l.table.Selected()
		l.table.GoTo(l.table.Cursor()) // the row that was opened is the one to come back to
		return l.open(row, env)
	case screen.CopyID:
		if len(l.marks) > 0 {
			return l.copyMarked(env)
		}
		row, _ := l.table.Selected()
		return l.copyID(row, env)
	case screen.CopyCommand:
		row, _ := l.table.Selected()
		return l.copyCall(row, env)
	}
	if column, ok := l.column(c); ok && c >= screen.SortColumn1 && c <= screen.SortColumn9 {
		l.toggle(column.Key)
		return l.sorted()
	}
	return nil
}

// column is the column of a digit, counted among those that are seen.
func (l *listing[T]) column(c screen.Command) (widget.Column[T], bool) {
	shown := l.table.Shown()
	n := int(c - screen.SortColumn1)
	for _, column := range l.every() {
		if n < len(shown) && column.Key == shown[n] {
			return column, true
		}
	}
	return widget.Column[T]{}, false
}

func (l *listing[T]) edit(c screen.Command) {
	// Backspace in an empty filter leaves it, as the person is going back.
	if c == screen.EditBackspace && l.input.Text() == "" {
		l.typing = false
		return
	}
	l.input.Do(edits[c])
	l.recall.Stay()
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
	if l.least > 0 {
		words = append(words, l.leastWord())
	}
	if !l.typing && !l.query.Empty() {
		word := strings.TrimSpace(l.input.Text())
		if l.filterWords != nil {
			word = l.filterWords(word)
		}
		word = "filter: " + word
		if l.query.Similar() != "" {
			word += " (similar)"
		}
		words = append(words, word)
	}
	if l.table.Len() != l.table.Total() {
		words = append(words, fmt.Sprintf("%d of %d", l.table.Len(), l.table.Total()))
	} else {
		words = append(words, l.table.Position())
	}
	if text := l.undecidedWords(); text != "" {
		words = append(words, text)
	}
	return strings.Join(words, "   ")
}

// Cursor implements [Screen].
func (l *listing[T]) Cursor() (x, y int, ok bool) { return l.cursorX, 0, l.typing }

// view paints the table, what there is to say of the row under the cursor below it and, while it is typed, the filter
// above it.
func (l *listing[T]) view(env *screen.Env, w, h int) string {
	var above, foot string
	if l.above = 0; l.typing && h >= 2 {
		l.above = 1
		above = l.filterLine(env.Theme, w) + "\n"
	}
	below := 0
	if row, has := l.table.Selected(); has && l.detail != nil && h >= leastForDetail {
		below = detailLines
		foot = "\n" + l.detail(row, env).view(env.Theme, w)
	}
	l.table.SetSize(w, h-l.above-below)
	return above + l.table.View(env.Theme) + foot
}

// motionOf is the motion of the widgets that a command means.
func motionOf(c screen.Command) widget.Motion {
	switch c {
	case screen.Up:
		return widget.LineUp
	case screen.Down:
		return widget.LineDown
	case screen.HalfUp:
		return widget.HalfUp
	case screen.HalfDown:
		return widget.HalfDown
	case screen.PageUp:
		return widget.PageUp
	case screen.PageDown:
		return widget.PageDown
	case screen.Top:
		return widget.First
	}
	return widget.Last
}

// moved says so when a motion could not move: no key does nothing silently.
func moved(ok bool, c screen.Command) screen.Intent {
	if ok {
		return nil
	}
	switch c {
	case screen.Up, screen.HalfUp, screen.PageUp, screen.Top:
		return screen.Status{Text: "this is the top"}
	}
	return screen.Status{Text: "this is the end"}
}

// edits are the commands that change what is typed.
var edits = map[screen.Command]widget.Edit{
	screen.EditLeft: widget.CursorLeft, screen.EditRight: widget.CursorRight, screen.EditStart: widget.CursorStart,
	screen.EditEnd: widget.CursorEnd, screen.EditBackspace: widget.DeleteBack, screen.EditDelete: widget.DeleteForward,
	screen.EditWordLeft: widget.CursorWordLeft, screen.EditWordRight: widget.CursorWordRight,
	screen.EditWord: widget.DeleteWord, screen.EditWordForward: widget.DeleteWordForward,
	screen.EditClear: widget.DeleteToStart, screen.EditToEnd: widget.DeleteToEnd,
}

// Linear implements [Linear].
func (l *listing[T]) Linear(env *screen.Env) []widget.Line {
	if l.table.Total() == 0 {
		return say.TextLines(l.none(env)...)
	}
	return append([]widget.Line{{Text: l.summary(), Heading: true}}, l.table.Lines()...)
}

// Choose implements [Linear].
func (l *listing[T]) Choose(id string) bool { return l.table.Select(id) }

// none says why there are no rows at all.
func (l *listing[T]) none(env *screen.Env) []string {
	if l.emptyReason != nil {
		return l.emptyReason(env)
	}
	lines := []string{"There are no " + l.many + " here."}
	if n := len(env.Result.Snapshot.Gaps()); n > 0 {
		lines = append(lines, "", "Not everything could be read. "+env.Words("! shows the ", "Type gaps to see the ")+
			say.Plural(n, "gap", "gaps")+".")
	}
	return lines
}

// summary says how many rows there are, and which.
func (l *listing[T]) summary() string {
	var words []string
	filter := strings.TrimSpace(l.input.Text())
	switch shown, total := l.table.Len(), l.table.Total(); {
	case shown == 0 && l.query.Empty():
		return l.noneSoBad("faults")
	case shown == 0:
		return fmt.Sprintf("No %s of %d matches %s.%s Type filter to drop the filter.", l.one, total, filter,
			l.undecidedSentence())
	case shown == total:
		words = append(words, say.Plural(total, l.one, l.many))
	default:
		words = append(words, fmt.Sprintf("%d of %s", shown, say.Plural(total, l.one, l.many)))
	}
	if !l.query.Empty() {
		words = append(words, "filter "+filter)
		if similar := l.query.Similar(); similar != "" {
			words = append(words, similar)
		}
	}
	if l.least > 0 {
		words = append(words, "only those "+l.badWords())
	}
	if key, descending := l.table.Sort(); key != "" {
		way := "sorted by "
		if descending {
			way = "sorted in reverse by "
		}
		words = append(words, way+key)
	}
	return strings.Join(words, ", ") + "." + l.undecidedSentence()
}

// Chosen implements [Choosing].
func (l *listing[T]) Chosen() screen.Chosen {
	return screen.Chosen{Row: l.table.Cursor(), Typing: l.typing, Tells: true}
}

// click chooses the row under the mouse; one on the row that is chosen already
// opens it, and one on a title orders the rows by that column. A click on nothing
// changes nothing: the program says so.
func (l *listing[T]) click(at screen.Click) screen.Intent {
	y := at.Y - l.above
	if l.table.Total() > 0 && l.table.OnHeader(y) {
		key, ok := l.table.ColumnAt(at.X)
		if !ok {
			return nil
		}
		for _, c := range l.every() {
			if c.Key == key && c.Compare != nil {
				l.toggle(c.Key)
				return l.sorted()
			}
		}
		return screen.Status{Text: "this column has no order"}
	}
	n, ok := l.table.RowAt(y)
	if !ok {
		return nil
	}
	if l.typing {
		l.typing = false // whoever reaches for a row has typed enough
		l.table.GoTo(n)
		return l.remember()
	}
	if n == l.table.Cursor() {
		return screen.Run{Command: screen.Open}
	}
	l.table.GoTo(n)
	return nil
}

// wheel moves what is seen.
func (l *listing[T]) wheel(by int) screen.Intent { return wheelMoved(l.table.ScrollBy(by), by) }

// pendingSentence says the same at length.
func pendingSentence(word string) string {
	if word == "checking" {
		return "the checks are still running"
	}
	return "still " + word
}

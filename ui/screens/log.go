package screens

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// ChangesOf are the changes from one result to a later one as the log lists them, by account and in the order of what
// they mean, and all of them in a few words. The only error is the context's.
func ChangesOf(ctx context.Context, th *theme.Theme, before, after *analysis.Result, at time.Time,
) (list []screen.Change, words string, err error) {
	env := &screen.Env{Theme: th, Result: after, Baseline: &screen.Baseline{Name: screen.Earlier, Result: before}}
	found := compareAccounts(ctx, readTwice(env))
	for _, r := range allChangeRows(found.changes) {
		list = append(list, changeOf(th, r, at))
	}
	return list, changeCount(found.changes), found.err
}

// changeOf is a row of the changes in one line.
func changeOf(th *theme.Theme, r *changeRow, at time.Time) screen.Change {
	kinds := r.fields["kind"]
	change := screen.Change{At: at, Key: r.key, Kind: kinds[len(kinds)-1], Mark: r.cells[0], Name: r.cells[1].Plain(),
		Words: r.cells[2], Text: r.text, Fields: r.fields, Fault: r.fault, ID: r.target.id, To: r.target.to}
	switch r.section {
	case sectionFunctions:
		change.Kind = kinds[0]
	case sectionAppeared, sectionVanished:
		change.Name = r.fields["check"][0]
		change.Words = widget.Spans(widget.Span{Text: strings.ToLower(r.section) + ": ", Token: theme.Dim},
			widget.Span{Text: r.cells[1].Plain(), Token: r.cells[1].Token})
	}
	more := slices.Clone(change.Words.More)
	for i, line := range r.more { // why, or what else: a line of the log is all that there is of it
		if i == 2 {
			more = append(more, widget.Span{Text: " " + th.Sym.Ellipsis, Token: theme.Dim})
			break
		}
		text := " " + th.Sym.Dot + " " + line.cells[len(line.cells)-1].Plain()
		more = append(more, widget.Span{Text: text, Token: theme.Dim})
	}
	change.Words.More = more
	if !r.target.leads {
		change.Gone = cmp.Or(r.target.why, r.target.id+" cannot be opened")
	}
	return change
}

// changeCount is how many changes there are of what, in a few words.
func changeCount(accounts []accountChanges) string {
	t := countChanges(accounts)
	var parts []string
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, say.Plural(n, one, many))
		}
	}
	add(t.lost+t.gained+t.unclear+t.cleared+t.came+t.went, "function", "functions")
	add(t.appeared+t.vanished, "finding", "findings")
	add(t.resources, "resource", "resources")
	return strings.Join(parts, ", ")
}

// logRow is a change of the session.
type logRow struct{ *screen.Change }

// Text implements [Subject].
func (r logRow) Text() string { return r.Change.Text }

// Names implements [Subject].
func (r logRow) Names() []string { return []string{strings.ToLower(r.Name), strings.ToLower(r.ID)} }

// Field implements [Subject].
func (r logRow) Field(key string) ([]string, bool) { return r.Fields[key], true }

// Log is what changed while the explorer was open, newest first.
type Log struct{ listing[logRow] }

// NewLog makes the list of the session's changes.
func NewLog(p screen.Place) *Log {
	s := &Log{}
	s.one, s.many, s.keys = "change", "changes", changeKeys()
	s.fault = func(r logRow) bool { return r.Fault }
	s.open = func(r logRow, _ *screen.Env) screen.Intent {
		if r.Gone != "" {
			return screen.Status{Text: r.Gone}
		}
		return screen.Push{To: r.To}
	}
	s.copyID = func(r logRow, _ *screen.Env) screen.Intent { return screen.Copy{Text: r.ID, What: r.ID} }
	s.emptyReason = func(env *screen.Env) []string {
		return []string{"Nothing has changed since the session began.", "",
			env.Words("W reads the account again by itself; r reads it now.", "reload reads the account again.")}
	}
	s.init(func(r logRow) string { return fmt.Sprint(r.At.UnixNano(), " ", r.Key) }, logColumns(time.Time{}))
	s.showAs(p)
	return s
}

// logColumns are the columns; the time says the day where it is another one.
func logColumns(now time.Time) []widget.Column[logRow] {
	return []widget.Column[logRow]{
		{Key: "seen", Title: "SEEN", Extent: widget.Extent{Min: 8, Max: 19, Priority: 9},
			Cell:    func(r logRow) widget.Cell { return widget.Mark(theme.Dim, say.Clock(r.At, now)) },
			Compare: func(a, b logRow) int { return b.At.Compare(a.At) }},
		{Key: "mark", Extent: widget.Extent{Min: 1, Max: 1, Priority: 8},
			Cell: func(r logRow) widget.Cell { return r.Mark }},
		{Key: "what", Title: "WHAT", Extent: widget.Extent{Min: 8, Max: 16, Priority: 5},
			Cell:    func(r logRow) widget.Cell { return widget.Mark(theme.Dim, r.Kind) },
			Compare: func(a, b logRow) int { return cmp.Compare(a.Kind, b.Kind) }},
		{Key: "name", Title: "NAME", Extent: widget.Extent{Min: 10, Max: 28, Priority: 7},
			Cell:    func(r logRow) widget.Cell { return widget.Mark(theme.Strong, r.Name) },
			Compare: func(a, b logRow) int { return cmp.Compare(a.Name, b.Name) }},
		{Key: "became", Title: "WHAT BECAME OF IT", Extent: widget.Extent{Min: 20, Flex: 1, Priority: 6},
			Cell: func(r logRow) widget.Cell { return r.Words }},
	}
}

// KnownFrom implements [Staged]: what changed before is known whatever is being read.
func (s *Log) KnownFrom() analysis.Stage { return analysis.Placed }

// Load implements [Screen].
func (s *Log) Load(env *screen.Env) {
	rows := make([]logRow, len(env.Log))
	for i := range env.Log {
		rows[i] = logRow{&env.Log[i]}
	}
	s.setColumns(logColumns(env.Now))
	s.setRows(rows)
	s.refilter()
}

// Title implements [Screen].
func (s *Log) Title() string { return "log" }

// Keys implements [Screen].
func (s *Log) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.Filter, screen.Faults, screen.SortNext, screen.GoChanges, screen.CopyID}
}

// Update implements [Screen].
func (s *Log) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	return s, s.update(msg, env)
}

// View implements [Screen].
func (s *Log) View(env *screen.Env, w, h int) string {
	if s.table.Total() == 0 {
		return say.Note(env, w, h, s.none(env)...)
	}
	return s.view(env, w, h)
}

func (s *Log) about(*screen.Env) []screen.Place {
	if r, ok := s.table.Selected(); ok && r.Gone == "" {
		return []screen.Place{r.To}
	}
	return nil
}

package screens

import (
	"context"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Changes is what changed since an earlier snapshot: what it means for functions,
// then what is found now, then the resources that somebody touched.
type Changes struct {
	page
	list    listing[*changeRow] // the rows that there are, and the filter over them
	changes []accountChanges    // nil while they are computed
	err     error
	rowKey  string // the row under the cursor, while there are none
}

// accountChanges are those of one account.
type accountChanges struct {
	env *screen.Env // of the account
	*diff.Changes
}

// NewChanges makes the screen of what changed.
func NewChanges(p screen.Place) *Changes {
	s := &Changes{}
	s.list.one, s.list.many, s.list.keys = "change", "changes", changeKeys()
	s.list.fault = func(r *changeRow) bool { return r.fault }
	s.list.init(func(r *changeRow) string { return r.key }, []widget.Column[*changeRow]{{Key: "change",
		Cell: func(r *changeRow) widget.Cell { return widget.Say(r.text) }}})
	s.list.showAs(p)
	return s
}

// KnownFrom implements [Staged]: what is not read yet is no change.
func (s *Changes) KnownFrom() analysis.Stage { return analysis.Complete }

// Title implements [Screen].
func (s *Changes) Title() string { return "changes" }

// Keys implements [Screen].
func (s *Changes) Keys() []screen.Command {
	if s.changes == nil {
		return []screen.Command{screen.Reload, screen.GoTo}
	}
	return []screen.Command{screen.Open, screen.Filter, screen.Faults, screen.GoTrace, screen.CopyID}
}

// Note implements [Screen].
func (s *Changes) Note() string {
	if s.changes == nil || s.list.table.Total() == 0 {
		return ""
	}
	return strings.TrimSuffix(s.list.Note(), s.list.table.Position())
}

// CapturesInput implements [Screen].
func (s *Changes) CapturesInput() bool { return s.list.CapturesInput() }

// Cursor implements [Screen].
func (s *Changes) Cursor() (x, y int, ok bool) { return s.list.Cursor() }

func (s *Changes) about(*screen.Env) []screen.Place { return s.rowPlaces() }

// Load implements [Screen].
func (s *Changes) Load(env *screen.Env) {
	if env.Baseline == nil {
		s.take(nil, env)
		return
	}
	var known []accountChanges
	for _, of := range readTwice(env) {
		c := of.Baseline.Since(of.Result)
		if c == nil {
			known = nil
			break
		}
		known = append(known, accountChanges{of, c})
	}
	s.take(known, env)
}

// readTwice are the accounts that were read then and now.
func readTwice(env *screen.Env) []*screen.Env {
	return slices.DeleteFunc(env.Accounts(), func(of *screen.Env) bool { return of.Baseline == nil })
}

// take shows changes, nil while they are computed.
func (s *Changes) take(c []accountChanges, env *screen.Env) {
	if id, ok := s.sheet.Selected(); ok {
		s.rowKey = id
	}
	s.changes = c
	if c != nil {
		s.list.setRows(allChangeRows(c))
		s.list.refilter()
	}
	s.lay(env)
	s.sheet.Select(s.rowKey)
}

// compared is what the work brings.
type compared struct {
	changes []accountChanges
	err     error
}

// Update implements [Screen].
func (s *Changes) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Shown:
		if env.Baseline != nil && s.changes == nil {
			s.err = nil
			accounts := readTwice(env)
			return s, screen.Compute{Work: func(ctx context.Context) any { return compareAccounts(ctx, accounts) }}
		}
		return s, nil
	case screen.Computed:
		if v, ok := msg.Value.(compared); ok {
			s.err = v.err
			s.take(v.changes, env)
		}
		return s, nil
	case screen.Click:
		if s.list.typing {
			msg.Y-- // below the line of the filter
		}
		return s, s.update(msg)
	case screen.Type:
		intent := s.list.update(msg, env)
		s.lay(env)
		return s, intent
	case screen.Do:
		if own, _ := s.filters(msg.Command, env); own {
			intent := s.list.do(msg.Command, env)
			s.lay(env)
			return s, intent
		}
	}
	return s, s.update(msg)
}

// compareAccounts computes what changed in each account.
func compareAccounts(ctx context.Context, accounts []*screen.Env) compared {
	out := compared{changes: []accountChanges{}}
	for _, env := range accounts {
		c, err := env.Baseline.Compare(ctx, env.Result)
		if err != nil {
			return compared{err: err}
		}
		out.changes = append(out.changes, accountChanges{env, c})
	}
	return out
}

// filters says whether a command is one of the filter's and, if so, why it does
// not apply now.
func (s *Changes) filters(c screen.Command, env *screen.Env) (own bool, why string) {
	switch {
	case screen.Motions[c] && c != screen.Up && c != screen.Down, screen.Motions[c] && !s.list.typing:
		return false, ""
	case s.list.typing || c == screen.Filter || c == screen.ClearFilter || c == screen.Faults:
		ok, why := s.list.Can(c, env)
		return ok && (!screen.Motions[c] || s.list.recalls(c)), why
	}
	return false, ""
}

// Can implements [Screen].
func (s *Changes) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	switch {
	case s.list.typing || c == screen.Filter || c == screen.ClearFilter || c == screen.Faults:
		if s.changes == nil && !s.list.typing { // what is typed can be ended, whatever happened meanwhile
			return false, "there are no changes to filter"
		}
		return s.list.Can(c, env)
	case c == screen.SortNext || c == screen.SortReverse || c >= screen.SortColumn1 && c <= screen.SortColumn9:
		return false, "changes stand in the order of what they mean; / filters them"
	case c == screen.PickColumns:
		return false, "changes stand in sections, each with columns of its own: none of them can be chosen"
	}
	return s.page.Can(c, env)
}

// View implements [Screen].
func (s *Changes) View(env *screen.Env, w, h int) string {
	switch {
	case env.Opening != "" && s.changes == nil:
		return spinner(env, "reading "+env.Opening, w) + "\n" + widget.Fit("", w, h-1)
	case env.Baseline == nil:
		return say.Note(env, w, h, noBaseline(env)...)
	case s.err != nil:
		return say.Note(env, w, h, "What changed could not be computed: "+s.err.Error(), "",
			"r reads the account again.")
	case s.changes == nil:
		return spinner(env, "comparing what every function reaches, then and now", w) + "\n" + widget.Fit("", w, h-1)
	case env.Opening != "" && h > 2:
		return spinner(env, "reading "+env.Opening, w) + "\n" + s.view(env, w, h-1)
	case s.list.typing && h > 2:
		return s.list.filterLine(env.Theme, w) + "\n" + s.view(env, w, h-1)
	}
	return s.view(env, w, h)
}

// noBaseline says how to get something to compare with.
func noBaseline(env *screen.Env) []string {
	return []string{
		"There is no earlier snapshot to compare with.", "",
		env.Words("r reads the account again", "reload reads the account again") +
			": what changed until then is told here.",
		env.Words(":diff FILE", "against FILE") + " compares with a snapshot that was written before.",
		"--baseline FILE does that from the start.", "",
		"To have one tomorrow: vpclens snapshot today.json.gz",
	}
}

// lay makes the sections of the rows that the filter lets through.
func (s *Changes) lay(env *screen.Env) {
	b := newBuilder(env, "")
	if s.changes == nil {
		s.set(b)
		return
	}
	s.head(b)
	section := ""
	shown := 0
	for n := range s.list.table.Len() {
		r := s.list.table.Row(n)
		if r.section != section {
			section, shown = r.section, 0
			b.section(r.section, r.columns()...)
		}
		if shown++; shown > mostOfSection {
			if shown == mostOfSection+1 {
				b.row(widget.Cell{}, widget.Cell{}, widget.Mark(theme.Dim, "and more: / narrows them down"))
			}
			continue
		}
		b.goes(r.key, r.target, append(r.cells[:1:1], s.list.cellsFound(r.cells[1:])...)...) // the first is a sign
		for _, line := range r.more {
			if line.target.id == "" {
				b.row(line.cells...)
			} else {
				b.goes(r.key+" "+line.target.id, line.target, line.cells...)
			}
		}
	}
	if s.list.table.Len() == 0 && s.list.table.Total() > 0 {
		b.section("")
		b.row(widget.Mark(theme.Dim, s.list.emptyText()))
	}
	b.missing(s.changes, true)
	s.set(b)
}

// mostOfSection is how many rows of a section are laid out: an account in which a
// thousand interfaces came is not read one by one.
const mostOfSection = 300

// head is the answer in one line, and what it cannot speak of.
func (s *Changes) head(b *builder) {
	b.section("Changes")
	b.row(s.summary(b.env))
	for _, env := range b.env.Accounts() {
		id := env.Result.Snapshot.AccountID
		switch before := env.Baseline; {
		case before == nil:
			b.row(widget.Mark(theme.Unknown, "account "+say.AccountWords(env.Result, id)+
				" is not in the earlier snapshot: nothing can be said about it"))
		case before.Result.Snapshot.AccountID != id:
			b.row(widget.Mark(theme.Warn,
				before.Name+" is of account "+before.Result.Snapshot.AccountID+", not of "+id))
		}
	}
	b.missing(s.changes, false)
}

// summary is the answer: "since yesterday 07:42: 3 functions lost something, ...".
func (s *Changes) summary(env *screen.Env) widget.Cell {
	t := countChanges(s.changes)
	if t.isEmpty() {
		return widget.Spans(widget.Span{Text: "Nothing changed " + say.SinceWords(env) + ".", Token: theme.Strong})
	}
	spans := []widget.Span{{Text: say.SinceWords(env) + ": ", Token: theme.Dim}}
	add := func(token theme.Token, text string) {
		if len(spans) > 1 {
			spans = append(spans, widget.Span{Text: ", ", Token: theme.Dim})
		}
		spans = append(spans, widget.Span{Text: text, Token: token})
	}
	said := false // the first part says what it counts
	functions := func(n int, token theme.Token, words string) {
		if n == 0 {
			return
		}
		text := say.Plural(n, "function ", "functions ") + words
		if said {
			text = strings.Replace(strings.Replace(text, "functions ", "", 1), "function ", "", 1)
		}
		said = true
		add(token, text)
	}
	functions(t.lost, theme.Bad, "lost something")
	functions(t.gained, theme.Warn, "gained")
	functions(t.unclear, theme.Unknown, "now unknown")
	functions(t.cleared, theme.Text, "can be told now")
	functions(t.came, theme.Added, be(t.came)+" new")
	functions(t.went, theme.Removed, be(t.went)+" gone")
	if n := t.appeared; n > 0 {
		add(theme.Strong, say.Plural(n, "finding appeared", "findings appeared"))
	}
	if n := t.vanished; n > 0 {
		words := say.Plural(n, "finding vanished", "findings vanished")
		if t.appeared > 0 {
			words = say.Plural(n, "vanished", "vanished")
		}
		add(theme.Strong, words)
	}
	if t.resources > 0 {
		add(theme.Strong, say.Plural(t.resources, "resource changed", "resources changed"))
	}
	return widget.Spans(spans...)
}

func be(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// Linear implements [Linear].
func (s *Changes) Linear(env *screen.Env) []widget.Line {
	switch {
	case env.Baseline == nil:
		return say.TextLines(noBaseline(env)...)
	case s.err != nil:
		return say.TextLines("What changed could not be computed: " + s.err.Error())
	}
	return s.page.Linear(env)
}

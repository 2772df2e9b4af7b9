package screens

import (
	"context"
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/compare"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// ComparedFunctions are two functions side by side: each row asks both the same
// question. What differs comes first.
type ComparedFunctions struct {
	page
	place  screen.Place
	fns    [2]*analysis.Function // nil for one that is gone
	side   int                   // 0 is the left one: where Enter leads
	answer []compare.Row         // nil while they are asked
	rows   []compareRow
	narrow bool   // one under the other
	rowKey string // the row under the cursor, while there are none
}

// NewCompare makes the screen of two functions: the one of the place, and the
// one that its To names: "name", "region/name" or "account/region/name".
func NewCompare(p screen.Place) *ComparedFunctions { return &ComparedFunctions{place: p} }

// Title implements [Screen].
func (s *ComparedFunctions) Title() string {
	return s.place.ID + " and " + s.place.To[strings.LastIndex(s.place.To, "/")+1:]
}

// Keys implements [Screen].
func (s *ComparedFunctions) Keys() []screen.Command {
	return []screen.Command{screen.Open, s.across(), screen.GoTrace, screen.Compare, screen.CopyID}
}

// across leads to the side where the cursor is not.
func (s *ComparedFunctions) across() screen.Command {
	if s.side == 1 {
		return screen.Left
	}
	return screen.Right
}

// Hint implements [Hinter].
func (s *ComparedFunctions) Hint(c screen.Command) string {
	return map[screen.Command]string{s.across(): "other side", screen.Compare: "with another"}[c]
}

func (s *ComparedFunctions) about(*screen.Env) []screen.Place {
	if f := s.fns[s.side]; f != nil {
		return []screen.Place{functionPlace(f)}
	}
	return nil
}

// Load implements [Screen].
func (s *ComparedFunctions) Load(env *screen.Env) {
	other := strings.Split(s.place.To, "/") // [account/]region/name
	name, region, account := other[len(other)-1], s.place.Region, s.place.Account
	if len(other) > 1 {
		region = other[len(other)-2]
	}
	if len(other) > 2 {
		account = other[0]
	}
	s.fns = [2]*analysis.Function{say.FunctionOf(env.Result, s.place.Region, s.place.ID),
		say.FunctionOf(env.In(account).Result, region, name)}
	s.answer = nil
	s.ask(env)
}

// ask makes the rows anew.
func (s *ComparedFunctions) ask(env *screen.Env) {
	if id, ok := s.sheet.Selected(); ok {
		s.rowKey = id
	}
	s.rows = nil
	if s.answer != nil {
		s.rows = compareRows(env, s.fns, s.answer)
	}
	s.lay(env)
	s.sheet.Select(s.rowKey)
}

// Update implements [Screen].
func (s *ComparedFunctions) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Shown:
		if s.answer != nil || s.fns[0] == nil || s.fns[1] == nil {
			return s, nil
		}
		fns, res := s.fns, env.Result
		return s, screen.Compute{Work: func(ctx context.Context) any {
			rows, err := compare.Functions(ctx, res, fns[0], fns[1])
			if err != nil {
				return []compare.Row(nil) // it was cut short
			}
			return rows
		}}
	case screen.Computed:
		s.answer, _ = msg.Value.([]compare.Row)
		s.ask(env)
		return s, nil
	case screen.Do:
		switch msg.Command {
		case screen.Left, screen.Right:
			s.side = 1 - s.side
			s.lay(env)
			return s, nil
		case screen.Compare:
			return s, askCompare(env, s.fns[s.side], nil)
		}
	}
	intent := s.update(msg)
	s.lay(env) // the answer under the cursor looks like the link that it is
	return s, intent
}

// Can implements [Screen].
func (s *ComparedFunctions) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	both := s.fns[0] != nil && s.fns[1] != nil
	switch c {
	case screen.Left:
		return both && s.side == 1, "this is the left side"
	case screen.Right:
		return both && s.side == 0, "this is the right side"
	case screen.Compare:
		return s.fns[s.side] != nil && manyFunctions(env), "there is no function to compare"
	}
	return s.page.Can(c, env)
}

// View implements [Screen].
func (s *ComparedFunctions) View(env *screen.Env, w, h int) string {
	if narrow := w < sideBySide; narrow != s.narrow {
		s.narrow = narrow
		s.lay(env)
	}
	if s.fns[0] != nil && s.fns[1] != nil && s.answer == nil {
		return spinner(env, "computing what both can reach", w) + "\n" + widget.Fit("", w, h-1)
	}
	return s.view(env, w, h)
}

// sideBySide is the width from which the two stand beside each other.
const sideBySide = 72

// lay makes the sections of the rows.
func (s *ComparedFunctions) lay(env *screen.Env) {
	b := newBuilder(env, s.place.Region)
	for i, f := range s.fns {
		if f == nil {
			region, name := s.place.Region, s.place.ID
			if i == 1 {
				region, name, _ = strings.Cut(s.place.To, "/")
			}
			b.region = region
			b.gone(name, "list-functions")
		}
	}
	if s.rows == nil {
		s.set(b)
		return
	}
	differ, equal := differing(s.rows)
	if len(differ) > 0 {
		s.section(b, widget.Mark(theme.Warn,
			fmt.Sprintf("%s %s", env.Theme.Sym.Differs, say.Plural(len(differ), "answer differs", "answers differ"))),
			true)
		s.list(b, differ)
	} else {
		b.section("")
		b.row(widget.Mark(theme.Strong, "They are the same in everything that is compared."))
	}
	if len(equal) > 0 {
		s.section(b, widget.Mark(theme.Dim, say.Plural(len(equal), "is the same", "are the same")), len(differ) == 0)
		s.list(b, equal)
	}
	s.set(b)
}

// section begins the rows that differ or are the same. The names stand above the first.
func (s *ComparedFunctions) section(b *builder, note widget.Cell, first bool) {
	names := [2]string{}
	if first {
		for i, f := range s.fns {
			names[i] = f.FunctionName
			if f.Place.Region != s.fns[1-i].Place.Region {
				names[i] += " " + f.Place.Region
			}
		}
	}
	label, mark := column("", 5, max(s.widestQuestion(), 5), 9), column("", 1, 2, 7)
	if s.narrow {
		b.section("", label, mark, prose("", 10, 8))
	} else {
		b.section("", label, prose(names[0], 12, 8), mark, prose(names[1], 12, 8))
	}
	b.note(note)
}

// list is some of the rows. A question that has several answers stands before the first.
func (s *ComparedFunctions) list(b *builder, rows []*compareRow) {
	for i, r := range rows {
		question := r.question
		if i > 0 && rows[i-1].question == question {
			question = ""
		}
		s.row(b, r, question)
	}
}

// widestQuestion is the width of the questions in both sections, so that their columns stand below each other.
func (s *ComparedFunctions) widestQuestion() int {
	widest := 0
	for i := range s.rows {
		widest = max(widest, widget.Width(s.rows[i].question))
	}
	return widest
}

// row is one question with both answers, beside each other or one under the other.
func (s *ComparedFunctions) row(b *builder, r *compareRow, words string) {
	at, _ := s.sheet.Selected()
	cells, mark := [2]widget.Cell{}, widget.Say(strings.Repeat(" ", widget.Width(b.env.Theme.Sym.Differs)))
	if r.differs {
		mark = widget.Mark(theme.Warn, b.env.Theme.Sym.Differs)
	}
	for i, v := range r.sides {
		cells[i] = v.cell(b.env, r.differs, i == s.side && at == r.key)
	}
	question := widget.Mark(theme.Dim, fmt.Sprintf("%-*s", s.widestQuestion(), words))
	t := r.sides[s.side].target
	if s.narrow {
		b.goes(r.key, t, question, widget.Cell{}, cells[0])
		if r.differs {
			b.row(widget.Cell{}, mark, cells[1])
		}
		return
	}
	b.goes(r.key, t, question, cells[0], mark, cells[1])
}

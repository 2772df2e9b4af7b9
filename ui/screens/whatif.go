package screens

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/impact"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// WhatIf changes a copy of the account in memory, and shows what follows. Nothing
// is ever executed: what a person wants to keep they copy and run themselves.
type WhatIf struct {
	page
	place    screen.Place
	title    string
	switches []switchGroup
	edits    []whatif.Edit
	err      error
	outcome  *outcome // nil while it is computed, or when there are no edits
}

// switchGroup is a part of the network with what can be switched off in it.
type switchGroup struct {
	id    string
	what  string
	items []switchItem
}

type switchItem struct {
	words string
	edit  whatif.Edit
}

// outcome is what follows from the edits.
type outcome struct {
	*diff.Changes
	err error
}

// NewWhatIf makes the what-if of a function or a part of the network; the edits
// of the place are made at once.
func NewWhatIf(p screen.Place) *WhatIf {
	s := &WhatIf{place: p, title: p.ID}
	s.edits, s.err = say.ReadEdits(p.To)
	return s
}

// Title implements [Screen].
func (s *WhatIf) Title() string { return "what if " + s.title }

// Keys implements [Screen].
func (s *WhatIf) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.Undo, screen.CopyCommand, screen.CopyID}
}

// Hint implements [Hinter].
func (s *WhatIf) Hint(c screen.Command) string {
	words := map[screen.Command]string{screen.CopyID: "copy words", screen.CopyCommand: "copy AWS CLI"}
	if s.item() != nil {
		words[screen.Open] = "on/off"
	}
	return words[c]
}

// Note implements [Screen].
func (s *WhatIf) Note() string { return "nothing is executed" }

func (s *WhatIf) about(*screen.Env) []screen.Place {
	places := s.rowPlaces()
	if s.place.Kind == "" {
		places = append(places, screen.Place{Screen: "function", Region: s.place.Region, ID: s.place.ID})
	}
	return places
}

// Load implements [Screen].
func (s *WhatIf) Load(env *screen.Env) {
	s.outcome = nil
	s.title = say.NameOf(env.Result, s.place.Region, s.place.ID)
	s.switches = switchesOf(env, s.place)
	s.lay(env)
}

// begin computes what follows from the edits.
func (s *WhatIf) begin(env *screen.Env) screen.Intent {
	if len(s.edits) == 0 || s.outcome != nil || s.err != nil {
		return nil
	}
	before, edits := env.Result, slices.Clone(s.edits)
	return screen.Compute{Work: func(ctx context.Context) any { return follow(ctx, before, edits) }}
}

func follow(ctx context.Context, before *analysis.Result, edits []whatif.Edit) *outcome {
	_, changes, err := impact.Follow(ctx, before, edits, analysis.Options{})
	return &outcome{changes, err}
}

// Update implements [Screen].
func (s *WhatIf) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Shown:
		return s, s.begin(env)
	case screen.Computed:
		s.outcome, _ = msg.Value.(*outcome)
		s.lay(env)
		return s, nil
	case screen.Do:
		switch msg.Command {
		case screen.Open:
			if item := s.item(); item != nil {
				return s, s.toggle(item.edit, env)
			}
		case screen.Undo:
			s.edits = s.edits[:len(s.edits)-1]
			return s, s.changed(env)
		case screen.CopyID, screen.CopyCommand:
			return s, s.export(msg.Command, env)
		}
	}
	return s, s.update(msg)
}

// Can implements [Screen].
func (s *WhatIf) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	switch c {
	case screen.Open:
		if s.item() != nil {
			return true, ""
		}
	case screen.Undo, screen.CopyID, screen.CopyCommand:
		return len(s.edits) > 0, "there are no edits yet: " + env.Theme.Sym.Enter + env.Words(" on a row", "") +
			" switches it off"
	}
	return s.page.Can(c, env)
}

// item is what the cursor stands on if it can be switched.
func (s *WhatIf) item() *switchItem {
	id, _ := s.sheet.Selected()
	var group, n int
	if _, err := fmt.Sscanf(id, "switch:%d:%d", &group, &n); err != nil || group >= len(s.switches) ||
		n >= len(s.switches[group].items) {
		return nil
	}
	return &s.switches[group].items[n]
}

func sameEdit(a whatif.Edit) func(whatif.Edit) bool {
	return func(b whatif.Edit) bool { return whatif.Same(a, b) }
}

// toggle switches something off, or on again.
func (s *WhatIf) toggle(e whatif.Edit, env *screen.Env) screen.Intent {
	if i := slices.IndexFunc(s.edits, sameEdit(e)); i >= 0 {
		s.edits = slices.Delete(slices.Clone(s.edits), i, i+1)
	} else {
		s.edits = append(s.edits, e)
	}
	return s.changed(env)
}

// changed begins again with other edits. Without any there is nothing to compute,
// and what is under way is of no use.
func (s *WhatIf) changed(env *screen.Env) screen.Intent {
	s.outcome, s.err = nil, nil
	s.lay(env)
	if i := s.begin(env); i != nil {
		return i
	}
	return screen.Compute{Work: func(context.Context) any { return (*outcome)(nil) }}
}

// export copies the edits, in words or as commands.
func (s *WhatIf) export(c screen.Command, env *screen.Env) screen.Intent {
	if c == screen.CopyID {
		lines := make([]string, len(s.edits))
		for i, e := range s.edits {
			lines[i] = fmt.Sprintf("%d. %s", i+1, e.Words())
		}
		return screen.Copy{Text: strings.Join(lines, "\n"), What: "the edits in words"}
	}
	text, err := say.CopyEdits(env.Result.Snapshot, s.edits, func(w *whatif.Written) string {
		return w.CLI.Text(env.Profile)
	})
	if err != nil {
		return screen.Status{Text: err.Error()}
	}
	return screen.Copy{Text: text, What: "the edits as AWS CLI commands; nothing was run"}
}

// View implements [Screen].
func (s *WhatIf) View(env *screen.Env, w, h int) string {
	if len(s.edits) > 0 && s.outcome != nil && h > 10 {
		th := env.Theme
		line := widget.Spans(widget.Span{Text: "  " + say.Plural(len(s.edits), "edit", "edits") + ": ",
			Token: theme.Dim}, widget.Span{Text: s.outcome.summary(), Token: theme.Strong},
			widget.Span{Text: "   g shows them", Token: theme.Dim})
		return s.view(env, w, h-2) + "\n" + widget.Rule(th, w) + "\n" + line.View(th, w)
	}
	if len(s.edits) > 0 && s.outcome == nil && s.err == nil && h > 4 {
		return s.view(env, w, h-1) + "\n" +
			spinner(env, "computing what every function reaches then, and what is found", w)
	}
	return s.view(env, w, h)
}

func (s *WhatIf) lay(env *screen.Env) {
	b := newBuilder(env, s.place.Region)
	b.section("What if")
	b.row(widget.Spans(widget.Span{Text: s.title, Token: theme.Strong},
		widget.Span{Text: " " + env.Theme.Sym.Dot + " only a copy in memory changes", Token: theme.Dim}))
	s.editRows(b)
	s.outcomeRows(b)
	for i, g := range s.switches {
		s.switchRows(b, i, g)
	}
	if len(s.switches) == 0 {
		b.section("")
		b.row(widget.Mark(theme.Dim, "There is nothing here that could be switched off. "+
			b.env.Words("esc goes back.", "Type back to go back.")))
	}
	s.set(b)
	s.sheet.Begin("switch:0:0") // what enter is for here
}

func (s *WhatIf) editRows(b *builder) {
	b.section("Edits", column("", 1, 2, 8), prose("", 20, 9))
	if s.err != nil {
		b.row(widget.Cell{}, widget.Mark(theme.Bad, s.err.Error()))
		return
	}
	rx := b.env.Result.Index.Region(s.place.Region)
	for i := range s.edits {
		words := s.edits[i].Words()
		if rx != nil {
			words = rx.Named(words)
		}
		b.row(say.EditNumber(i), widget.Mark(theme.Warn, say.Arrows(b.env, words)))
	}
	if len(s.edits) == 0 {
		b.row(widget.Cell{}, widget.Mark(theme.Dim,
			"none yet: "+b.env.Theme.Sym.Enter+b.env.Words(" on a row below", "")+" switches it off, and on again"))
	}
}

// outcomeRows are what follows: functions first, then findings.
func (s *WhatIf) outcomeRows(b *builder) {
	if len(s.edits) == 0 || s.outcome == nil {
		return
	}
	o := s.outcome
	if o.err != nil {
		b.section("Then")
		b.row(widget.Mark(theme.Bad, "this cannot be done: "+b.named(o.err.Error())))
		return
	}
	b.section("Then", column("", 10, 30, 9), prose("", 24, 8))
	b.note(widget.Mark(theme.Strong, o.summary()))
	for i := range o.Functions {
		f := &o.Functions[i]
		b.goes("function:"+f.Name,
			target{leads: true, id: f.Name,
				to: screen.Place{Screen: "function", Account: f.Account, Region: f.Region, ID: f.Name}},
			widget.Mark(theme.Strong, f.Name), b.changeWords(f, say.HumanSet, "unknown then:"))
	}
	for i := range o.Zones {
		z := &o.Zones[i]
		b.goes("function:"+z.Name,
			target{leads: true, id: z.Name,
				to: screen.Place{Screen: "function", Account: z.Account, Region: z.Region, ID: z.Name}},
			widget.Mark(theme.Strong, z.Name), zoneWords(z))
	}
	b.findingRows("Appears", o.Appeared, theme.Bad)
	b.findingRows("Vanishes", o.Vanished, theme.Added)
	if len(o.Appeared)+len(o.Vanished) == 0 {
		b.section("Findings")
		b.row(widget.Mark(theme.Dim, "none appears, none vanishes"))
	}
}

// summary is what follows in one line.
func (o *outcome) summary() string {
	if o.err != nil {
		return "this cannot be done"
	}
	functions, zones := len(o.Functions), len(o.Zones)
	text := say.Plural(functions, "function reaches", "functions reach") + " other things"
	switch {
	case zones > 0 && functions > 0:
		text = fmt.Sprintf("%d functions change, %d of them in some AZs only", functions+zones, zones)
	case zones > 0:
		text = say.Plural(zones, "function changes", "functions change") + ", in some AZs only"
	}
	if len(o.Appeared)+len(o.Vanished) == 0 {
		return text + "; the findings stay the same"
	}
	return text + fmt.Sprintf("; findings +%d -%d", len(o.Appeared), len(o.Vanished))
}

// zoneWords say from which zones a function loses or gains the internet.
func zoneWords(z *diff.Zones) widget.Cell { return widget.Spans(zoneSpans(z)...) }

func zoneSpans(z *diff.Zones) []widget.Span {
	var spans []widget.Span
	add := func(words string, token theme.Token, zones []string) {
		if len(zones) == 0 {
			return
		}
		if spans != nil {
			spans = append(spans, widget.Span{Text: "; "})
		}
		spans = append(spans, widget.Span{Text: words + strings.Join(zones, ", "), Token: token})
	}
	add("loses the internet from AZ ", theme.Warn, z.Lost)
	add("now unknown: the internet from AZ ", theme.Unknown, z.Unclear)
	add("gains the internet from AZ ", theme.Added, z.Gained)
	return spans
}

// named puts names for ids, where the region is there.
func (b *builder) named(text string) string {
	if rx := b.env.Result.Index.Region(b.region); rx != nil {
		text = rx.Named(text)
	}
	return say.Arrows(b.env, text)
}

// changeWords say what a function gains and loses; words are those of a set, and
// unclear those before what nobody can tell any more.
func (b *builder) changeWords(f *diff.Function, words func(netset.Set) string, unclear string) widget.Cell {
	var spans []widget.Span
	add := func(word string, token theme.Token, set netset.Set) {
		if set.IsEmpty() {
			return
		}
		if len(spans) > 0 {
			spans = append(spans, widget.Span{Text: "; "})
		}
		spans = append(spans, widget.Span{Text: word + " " + words(set), Token: token})
	}
	add("loses", theme.Bad, f.Lost)
	add("gains", theme.Added, f.Gained)
	if f.Zones != nil {
		if len(spans) > 0 {
			spans = append(spans, widget.Span{Text: "; "})
		}
		spans = append(spans, zoneSpans(f.Zones)...)
	}
	add(unclear, theme.Unknown, f.Unclear)
	add("known now:", theme.Added, f.Cleared)
	add("blocked for certain now:", theme.Bad, f.Shut)
	add("from always to sometimes:", theme.Bad, f.Partly)
	add("from fewer subnets:", theme.Bad, f.Fewer)
	add("from sometimes to always:", theme.Added, f.Wholly)
	for _, service := range f.Services {
		token := theme.Added
		if service.Is < service.Was {
			token = theme.Bad
		}
		if len(spans) > 0 {
			spans = append(spans, widget.Span{Text: "; "})
		}
		spans = append(spans,
			widget.Span{Text: fmt.Sprintf("%s %s %s %s", service.Name, service.Was, b.env.Theme.Sym.Right, service.Is),
				Token: token})
	}
	if f.Before != f.After {
		spans = append(spans, widget.Span{Text: " " + b.env.Theme.Sym.Dot + " internet " + string(f.Before) + " " +
			b.env.Theme.Sym.Right + " " + string(f.After), Token: theme.Dim})
	}
	return widget.Spans(spans...)
}

func (b *builder) findingRows(heading string, list []check.Finding, token theme.Token) {
	if len(list) == 0 {
		return
	}
	b.section(heading, findingColumns()...)
	for i := range list {
		f := &list[i]
		mark := say.FindingMark(f)
		b.row(say.SeverityCell(mark), widget.Mark(token, say.Arrows(b.env, say.Briefly(f.Title))),
			widget.Mark(theme.Dim, f.Check))
	}
}

// switchRows are the rows that can be switched off.
func (s *WhatIf) switchRows(b *builder, n int, g switchGroup) {
	th := b.env.Theme
	b.section(capital(g.what), column("", 5, 5, 9), prose("", 24, 8))
	b.link(g.id, widget.Cell{},
		widget.Spans(widget.Span{Text: say.NameOf(b.env.Result, b.region, g.id), Token: theme.Strong},
			widget.Span{Text: "  " + g.id, Token: theme.Dim}))
	for i, item := range g.items {
		state, words := widget.Cell{Text: th.Glyph(theme.VerdictFine) + " on", Token: theme.Good, Linear: "on"},
			widget.Say(b.named(item.words))
		if slices.ContainsFunc(s.edits, sameEdit(item.edit)) {
			state, words = widget.Cell{Text: th.Glyph(theme.VerdictBlocked) + " off", Token: theme.Bad, Linear: "off"},
				widget.Mark(theme.Dim, b.named(item.words))
		}
		b.goes(fmt.Sprintf("switch:%d:%d", n, i), target{leads: true, id: g.id}, state, words)
	}
	if len(g.items) == 0 {
		b.row(widget.Cell{}, widget.Mark(theme.Dim, "nothing in it can be switched off"))
	}
}

// underCursor: the part of the network that the row is of.
func (s *WhatIf) underCursor(env *screen.Env) []screen.Place {
	var places []screen.Place
	if t, ok := s.selected(); ok && t.id != "" {
		if p, ok := say.PlaceOf(env.Result, s.place.Region, t.id); ok {
			places = append(places, p)
		}
	}
	if p, ok := say.PlaceOf(env.Result, s.place.Region, s.place.ID); ok {
		places = append(places, p)
	}
	return places
}

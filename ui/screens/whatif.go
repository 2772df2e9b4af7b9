package screens

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/impact"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// WhatIf shows what is tried out, and what follows: edits of a copy of the account in
// memory. Nothing is ever executed: what a person wants to keep they copy and run
// themselves, or write to a file.
type WhatIf struct {
	page
	place    screen.Place
	title    string
	switches []switchGroup
	err      error
	brings   []whatif.Edit // edits of the place, to be made once
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

// NewWhatIf makes the what-if of a function or a part of the network, or of none;
// the edits of the place are made at once.
func NewWhatIf(p screen.Place) *WhatIf {
	s := &WhatIf{place: p, title: p.ID}
	s.brings, s.err = say.ReadEdits(p.To)
	return s
}

// Title implements [Screen].
func (s *WhatIf) Title() string { return strings.TrimSpace("what if " + s.title) }

// Keys implements [Screen].
func (s *WhatIf) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.AddPart, screen.ChangePart, screen.Undo, screen.CopyMenu,
		screen.CopyCommand}
}

// Hint implements [Hinter].
func (s *WhatIf) Hint(c screen.Command) string {
	words := map[screen.Command]string{screen.CopyID: "copy words", screen.CopyCommand: "copy AWS CLI"}
	switch {
	case s.item() != nil:
		words[screen.Open] = "on/off"
	case s.edit() >= 0:
		words[screen.Open] = "take back"
	}
	return words[c]
}

// Note implements [Screen].
func (s *WhatIf) Note() string { return "nothing is executed" }

func (s *WhatIf) about(env *screen.Env) []screen.Place {
	places := s.rowPlaces()
	if g := s.group(); g != nil { // a rule is one of its group, and what is added there is another one
		if p, ok := say.PlaceOf(env.Result, s.place.Region, g.id); ok {
			places = append(places, p)
		}
	}
	if s.place.Kind == "" && s.place.ID != "" {
		places = append(places, screen.Place{Screen: "function", Region: s.place.Region, ID: s.place.ID})
	}
	return places
}

// Load implements [Screen].
func (s *WhatIf) Load(env *screen.Env) {
	if s.place.ID != "" {
		s.title = say.NameOf(env.Read(), s.place.Region, s.place.ID)
		s.switches = switchesOf(env, s.place)
	}
	s.lay(env)
}

// Update implements [Screen].
func (s *WhatIf) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Shown:
		return s, s.bring(env)
	case screen.Do:
		switch msg.Command {
		case screen.Open, screen.RemovePart:
			if item := s.item(); item != nil {
				return s, toggled(env.Edits(), item.edit)
			}
			if i := s.edit(); i >= 0 && i < len(env.Edits()) {
				return s, screen.Amend{Edits: without(env.Edits(), i)}
			}
		case screen.ChangePart:
			return s, s.change(env)
		case screen.CopyID, screen.CopyCommand:
			return s, s.export(msg.Command, env)
		}
	}
	return s, s.update(msg)
}

// bring makes the edits that the place came with, once: who takes them back does not
// want them again.
func (s *WhatIf) bring(env *screen.Env) screen.Intent {
	edits := slices.Clone(env.Edits())
	for _, e := range s.brings {
		if !slices.ContainsFunc(edits, sameEdit(e)) {
			edits = append(edits, e)
		}
	}
	s.brings = nil
	if len(edits) == len(env.Edits()) {
		return nil
	}
	return screen.Amend{Edits: edits}
}

// Can implements [Screen].
func (s *WhatIf) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	switch c {
	case screen.Open:
		if s.item() != nil || s.edit() >= 0 {
			return true, ""
		}
	case screen.RemovePart:
		return s.item() != nil || s.edit() >= 0, "what this row shows cannot be removed"
	case screen.ChangePart:
		return s.change(env) != nil, "what this row shows cannot be changed"
	case screen.CopyID, screen.CopyCommand:
		return len(env.Edits()) > 0, noEdits(env)
	}
	return s.page.Can(c, env)
}

func noEdits(env *screen.Env) string {
	return "there are no edits yet: " + env.Theme.Sym.Enter + env.Words(" on a row", "") + " switches it off"
}

// edit is the edit that the cursor stands on, -1 for none.
func (s *WhatIf) edit() int {
	id, _ := s.sheet.Selected()
	var n int
	if _, err := fmt.Sscanf(id, "edit:%d", &n); err != nil {
		return -1
	}
	return n
}

// change is where what the cursor stands on is changed, nil where it cannot be.
func (s *WhatIf) change(env *screen.Env) screen.Intent {
	if i := s.edit(); i >= 0 && i < len(env.Edits()) {
		return changingEdit(s.place, env.Edits(), i)
	}
	if item := s.item(); item != nil {
		return changing(s.place, item.edit, env)
	}
	return nil
}

func sameEdit(a whatif.Edit) func(whatif.Edit) bool {
	return func(b whatif.Edit) bool { return whatif.Same(a, b) }
}

// toggled switches something off, or on again.
func toggled(edits []whatif.Edit, e whatif.Edit) screen.Amend {
	edits = slices.Clone(edits)
	if i := slices.IndexFunc(edits, sameEdit(e)); i >= 0 {
		return screen.Amend{Edits: slices.Delete(edits, i, i+1)}
	}
	return screen.Amend{Edits: append(edits, e)}
}

// export copies the edits, in words or as commands.
func (s *WhatIf) export(c screen.Command, env *screen.Env) screen.Intent {
	if c == screen.CopyID {
		return screen.Copy{Text: editWords(env), What: "the edits in words"}
	}
	text, err := say.CopyEdits(editedIn(env), env.Edits(), func(w *whatif.Written) string {
		return w.CLI.Text(env.Profile)
	})
	if err != nil {
		return screen.Status{Text: err.Error()}
	}
	return screen.Copy{Text: text, What: "the edits as AWS CLI commands; nothing was run"}
}

// editWords are the edits in words, one a line.
func editWords(env *screen.Env) string {
	lines := make([]string, len(env.Edits()))
	for i, e := range env.Edits() {
		lines[i] = fmt.Sprintf("%d. %s", i+1, e.Words())
	}
	return strings.Join(lines, "\n")
}

// editedIn is the account in which the edits are made, as it was read.
func editedIn(env *screen.Env) *awsdata.Snapshot {
	return impact.Edited(env.Draft.Read, env.Edits()).Snapshot
}

// View implements [Screen].
func (s *WhatIf) View(env *screen.Env, w, h int) string {
	d := env.Draft
	switch {
	case d == nil || d.Err != nil:
	case d.Changes != nil && h > 10:
		th := env.Theme
		edits, outcome, hint := "  "+say.Plural(len(d.Edits), "edit", "edits")+": ", Outcome(d), "   g shows them"
		if widget.Width(edits+outcome+hint) > w {
			hint = ""
		}
		line := widget.Spans(widget.Span{Text: edits, Token: theme.Dim},
			widget.Span{Text: outcome, Token: theme.Strong}, widget.Span{Text: hint, Token: theme.Dim})
		return s.view(env, w, h-2) + "\n" + widget.Rule(th, w) + "\n" + line.View(th, w)
	case d.Changes == nil && h > 4:
		return s.view(env, w, h-1) + "\n" +
			spinner(env, "computing what every function reaches then, and what is found", w)
	}
	return s.view(env, w, h)
}

func (s *WhatIf) lay(env *screen.Env) {
	b := newBuilder(env, s.place.Region)
	b.section("What if")
	b.row(widget.Spans(widget.Span{Text: cmp.Or(s.title, "the account"), Token: theme.Strong},
		widget.Span{Text: " " + env.Theme.Sym.Dot + " only a copy in memory changes", Token: theme.Dim}))
	s.editRows(b)
	s.outcomeRows(b)
	for i, g := range s.switches {
		s.switchRows(b, i, g)
	}
	if len(s.switches) == 0 && s.place.ID != "" {
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
	}
	edits := b.env.Edits()
	for i, e := range edits {
		b.goes(fmt.Sprintf("edit:%d", i), target{leads: true, id: whatif.About(e)},
			say.EditNumber(i), widget.Mark(theme.Warn, editNamed(b.env, e)))
	}
	if len(edits) == 0 {
		words := "none yet: " + b.env.Theme.Sym.Enter + b.env.Words(" on a row below", "") +
			" switches it off, and on again"
		if len(s.switches) == 0 {
			words = "none yet: go to a function, security group, route table or the like and ask what if there"
		}
		b.row(widget.Cell{}, widget.Mark(theme.Dim, words))
	}
}

// editNamed is an edit in words, with names for ids.
func editNamed(env *screen.Env, e whatif.Edit) string {
	words := e.Words()
	for _, in := range []*analysis.Result{impact.Edited(env.Read(), []whatif.Edit{e}), env.Result} {
		if rx := in.Index.Region(whatif.RegionOf(e)); rx != nil {
			words = rx.Named(words)
		}
	}
	return say.Arrows(env, words)
}

// outcomeRows are what follows: functions first, then findings.
func (s *WhatIf) outcomeRows(b *builder) {
	d := b.env.Draft
	switch {
	case d == nil:
		return
	case d.Err != nil:
		b.section("Then")
		b.row(widget.Mark(theme.Bad, "this cannot be done: "+b.named(d.Err.Error())))
		return
	case d.Changes == nil:
		return
	}
	o := d.Changes
	b.section("Then", column("", 10, 30, 9), prose("", 24, 8))
	b.note(widget.Mark(theme.Strong, Outcome(d)))
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

// Outcome is what follows from what is tried out, in one line.
func Outcome(d *screen.Draft) string {
	switch {
	case d.Err != nil:
		return "this cannot be done"
	case d.Changes == nil:
		return "not computed yet"
	}
	o := d.Changes
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
	gained := theme.Added
	access := widget.Span{Token: theme.Dim,
		Text: fmt.Sprintf("internet %s %s %s", f.Before, b.env.Theme.Sym.Right, f.After)}
	opens := f.Opens()
	if opens { // for whoever reviews a change this is the alarm, not the good news
		gained, access.Token = theme.Bad, theme.Bad
		spans = append(spans, access)
	}
	add("loses", theme.Bad, f.Lost)
	add("gains", gained, f.Gained)
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
	if f.Before != f.After && !opens {
		access.Text = " " + b.env.Theme.Sym.Dot + " " + access.Text
		spans = append(spans, access)
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
		if slices.ContainsFunc(b.env.Edits(), sameEdit(item.edit)) {
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

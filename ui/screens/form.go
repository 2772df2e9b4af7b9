package screens

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Form is the screen in which an edit of a what-if is filled in. It says with every
// key what the edit means or what is wrong with it, and offers what fits.
type Form struct {
	place   screen.Place
	title   string
	start   whatif.Edit   // as it was filled in
	edit    whatif.Edit   // as it is now
	also    []whatif.Edit // made with it: what a changed rule takes the place of
	fields  []whatif.Field
	inputs  []widget.Input
	bad     []error // of what is typed into a field
	at      int     // the field that is typed into
	problem error   // why the edit cannot be made
	offers  []whatif.Choice
	hit     int // the offer that tab has put in, -1 for none
	typed   string
	x, y    int // of the cursor in the last view
}

// NewForm makes the form of the first edit of a place; the others are made with it.
func NewForm(p screen.Place) *Form {
	s := &Form{place: p, title: "edit"}
	edits, err := say.ReadEdits(p.To)
	if err != nil || len(edits) == 0 {
		s.problem = errors.Join(errors.New("there is no edit to fill in"), err)
		return s
	}
	s.start, s.edit, s.also, s.title = edits[0], edits[0], edits[1:], whatif.Verb(edits[0])
	if len(s.also) > 0 || s.replaces() >= 0 {
		s.title = "change"
	}
	s.fields = whatif.Fields(s.edit)
	s.inputs, s.bad = make([]widget.Input, len(s.fields)), make([]error, len(s.fields))
	s.at = -1
	for i, f := range s.fields {
		s.inputs[i].SetText(f.Text)
		if !f.Fixed && (s.at < 0 || f.Text == "" && s.fields[s.at].Text != "" && !mayBeEmpty(f.Name)) {
			s.at = i
		}
	}
	return s
}

// mayBeEmpty says whether nothing means something in a field.
func mayBeEmpty(name string) bool {
	return slices.Contains([]string{"ports", "policy", "except"}, name)
}

// replaces is the number of the edit that this one takes the place of, -1 for none.
func (s *Form) replaces() int {
	if n, err := strconv.Atoi(s.place.Filter); err == nil {
		return n
	}
	return -1
}

// Title implements [Screen].
func (s *Form) Title() string { return s.title }

// Keys implements [Screen].
func (s *Form) Keys() []screen.Command { return nil }

// Note implements [Screen].
func (s *Form) Note() string { return "nothing is executed" }

// CapturesInput implements [Screen].
func (s *Form) CapturesInput() bool { return s.edit != nil }

// Cursor implements [Screen].
func (s *Form) Cursor() (x, y int, ok bool) { return s.x, s.y, s.at >= 0 && s.at < len(s.fields) }

// Load implements [Screen].
func (s *Form) Load(env *screen.Env) { s.check(env) }

// check reads what is typed, and finds out whether the edit can be made.
func (s *Form) check(env *screen.Env) {
	if s.start == nil {
		return
	}
	s.edit, s.problem = s.start, nil
	for i, f := range s.fields {
		next, err := whatif.Fill(s.edit, f.Name, s.inputs[i].Text())
		if s.bad[i] = err; err != nil {
			s.problem = errors.Join(s.problem, err)
			continue
		}
		s.edit = next
	}
	if s.problem == nil {
		s.problem = whatif.Problem(s.in(env), s.edit)
	}
	if s.problem == nil && len(s.also) > 0 && whatif.Same(s.edit, s.start) {
		s.problem = errors.New("nothing is changed yet")
	}
}

// in is the account that the edit is made in: with the edits before it.
func (s *Form) in(env *screen.Env) *awsdata.Snapshot {
	if n := s.replaces(); n >= 0 && n < len(env.Edits()) {
		if before, err := whatif.Apply(env.Read().Snapshot, env.Edits()[:n]); err == nil {
			return before
		}
	}
	return env.Result.Snapshot
}

// suggest finds what fits into the field.
func (s *Form) suggest(env *screen.Env) {
	s.offers = nil
	rx := env.Result.Index.Region(s.place.Region)
	if s.at < 0 || s.at >= len(s.fields) || rx == nil {
		return
	}
	f, typed := &s.fields[s.at], s.typed
	if f.List {
		typed = strings.TrimSpace(typed[strings.LastIndexAny(typed, ", ")+1:])
	}
	for _, c := range whatif.Choices(rx, s.edit, f.Name) {
		if c.Chosen(typed) || typed == f.Text {
			s.offers = append(s.offers, c)
		}
	}
	exact := func(c whatif.Choice) bool { return c.Word == typed || c.What == typed }
	slices.SortStableFunc(s.offers, func(a, b whatif.Choice) int {
		switch {
		case exact(a) && !exact(b):
			return -1
		case exact(b) && !exact(a):
			return 1
		}
		return 0
	})
}

// Can implements [Screen].
func (s *Form) Can(c screen.Command, _ *screen.Env) (ok bool, why string) {
	if s.edit == nil {
		return false, "there is no edit to fill in"
	}
	_, edits := edits[c]
	switch c {
	case screen.Up, screen.Down, screen.Accept, screen.Cancel, screen.Complete, screen.Open:
		return true, ""
	}
	return edits, "a form is filled in: " + "esc leaves it"
}

// Update implements [Screen].
func (s *Form) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	if s.start == nil {
		return s, nil
	}
	switch msg := msg.(type) {
	case screen.Shown:
		s.retyped(env)
	case screen.Type:
		s.insert(msg.Text)
		s.retyped(env)
	case screen.Fill:
		for i := range s.fields {
			if s.fields[i].Name == msg.Field {
				s.inputs[i].SetText(msg.Text)
			}
		}
		s.retyped(env)
	case screen.Do:
		return s, s.do(msg.Command, env)
	}
	return s, nil
}

func (s *Form) insert(text string) {
	if s.at >= 0 && s.at < len(s.fields) {
		s.inputs[s.at].Insert(text)
	}
}

func (s *Form) retyped(env *screen.Env) {
	s.hit, s.typed = -1, ""
	if s.at >= 0 && s.at < len(s.fields) {
		s.typed = s.inputs[s.at].Text()
	}
	s.check(env)
	s.suggest(env)
}

func (s *Form) do(c screen.Command, env *screen.Env) screen.Intent {
	switch c {
	case screen.Up, screen.Down:
		s.move(map[screen.Command]int{screen.Up: -1, screen.Down: 1}[c])
		s.retyped(env)
	case screen.Complete:
		return s.complete(env)
	case screen.Cancel:
		return screen.Run{Command: screen.Back}
	case screen.Accept:
		return s.accept(env)
	case screen.Open:
		return s.open(env)
	default:
		if e, ok := edits[c]; ok && s.at >= 0 && s.at < len(s.fields) {
			s.inputs[s.at].Do(e)
			s.retyped(env)
		}
	}
	return nil
}

// move goes to the next field that is not fixed.
func (s *Form) move(by int) {
	for i := s.at + by; i >= 0 && i < len(s.fields); i += by {
		if !s.fields[i].Fixed {
			s.at = i
			return
		}
	}
}

// complete puts the next offer in.
func (s *Form) complete(env *screen.Env) screen.Intent {
	if len(s.offers) == 0 {
		return screen.Status{Text: "nothing is known that would fit"}
	}
	s.hit = (s.hit + 1) % len(s.offers)
	word := s.offers[s.hit].Word
	if s.fields[s.at].List && s.typed != s.fields[s.at].Text {
		word = s.typed[:strings.LastIndexAny(s.typed, ", ")+1] + word
	}
	s.inputs[s.at].SetText(word)
	s.check(env)
	return nil
}

// accept makes the edit or, where something is missing, goes there.
func (s *Form) accept(env *screen.Env) screen.Intent {
	if s.problem != nil {
		for i := range s.fields {
			empty := strings.TrimSpace(s.inputs[i].Text()) == "" && !mayBeEmpty(s.fields[i].Name)
			if i != s.at && (s.bad[i] != nil || empty) {
				s.at = i
				s.retyped(env)
				break
			}
		}
		return screen.Status{Text: "it cannot be made yet: " + s.problem.Error()}
	}
	list := slices.Clone(env.Edits())
	if n := s.replaces(); n >= 0 && n < len(list) {
		list[n] = s.edit
	} else {
		list = append(append(list, s.edit), s.also...)
	}
	return screen.Amend{Edits: list, Leaves: true, To: screen.Place{Screen: "whatif", Account: s.place.Account,
		Kind: s.place.Kind, Region: s.place.Region, ID: s.place.ID}}
}

// open is what a line does where the screen is read as text: it asks for a field, or
// makes the edit.
func (s *Form) open(env *screen.Env) screen.Intent {
	if s.at < 0 || s.at == len(s.fields) {
		return s.accept(env)
	}
	f := s.fields[s.at]
	s.retyped(env)
	fill := func(text string) screen.Intent { return screen.Tell{Msg: screen.Fill{Field: f.Name, Text: text}} }
	offers := s.offers
	return screen.Ask{Title: f.Name + ": " + f.Hint,
		Suggest: func(text string) []screen.Suggestion {
			var out []screen.Suggestion
			for _, c := range offers {
				if c.Chosen(text) {
					out = append(out, screen.Suggestion{Word: c.Word, What: c.What, To: fill(c.Word)})
				}
			}
			return out
		},
		Parse: func(text string) (screen.Intent, error) {
			if text = strings.TrimSpace(text); text == "none" {
				text = ""
			}
			return fill(text), nil
		}}
}

// meaning is what the edit does, or why it cannot be made.
func (s *Form) meaning(env *screen.Env) widget.Cell {
	if s.problem != nil {
		return widget.Mark(theme.Bad, strings.ReplaceAll(s.problem.Error(), "\n", "; "))
	}
	return widget.Mark(theme.Strong, editNamed(env, s.edit))
}

// View implements [Screen].
func (s *Form) View(env *screen.Env, w, h int) string {
	th := env.Theme
	if s.start == nil {
		return say.Note(env, w, h, s.problem.Error())
	}
	var lines []string
	line := func(spans ...widget.Span) { lines = append(lines, widget.Spans(spans...).View(th, w)) }
	label := 0
	for i := range s.fields {
		label = max(label, widget.Width(s.fields[i].Name)+4)
	}
	for i, f := range s.fields {
		if f.Fixed {
			line(widget.Span{Text: fmt.Sprintf("   %-*s", label-3, f.Name), Token: theme.Dim},
				widget.Span{Text: say.NameOf(env.Result, s.place.Region, f.Text), Token: theme.Strong},
				widget.Span{Text: "  " + different(f.Text, say.NameOf(env.Result, s.place.Region, f.Text)),
					Token: theme.Dim})
			continue
		}
		mark, token := "   ", theme.Dim
		if i == s.at {
			mark, token = " "+th.Sym.Cursor+" ", theme.Accent
		}
		if s.bad[i] != nil {
			token = theme.Bad
		}
		head := widget.Mark(token, fmt.Sprintf("%s%-*s", mark, label-3, f.Name)).View(th, min(label, w))
		room := max(min(w-label, max(24, min(widget.Width(s.inputs[i].Text())+2, 60))), 1)
		text, at := s.inputs[i].View(th, room)
		if i != s.at { // from its beginning, not from where the cursor was
			text = widget.Mark(theme.Strong, s.inputs[i].Text()).View(th, room)
		}
		hint := ""
		if i == s.at && w-label-room > 12 {
			hint = widget.Mark(theme.Dim, " "+f.Hint).View(th, w-label-room)
		}
		if i == s.at {
			s.x, s.y = label+at, len(lines)
		}
		lines = append(lines, widget.Fit(head+text+hint, w, 1))
	}
	lines = append(lines, widget.Rule(th, w), " "+s.meaning(env).View(th, max(w-1, 1)))
	for _, e := range s.also {
		line(widget.Span{Text: " and " + editNamed(env, e), Token: theme.Dim})
	}
	line(widget.Span{Text: " " + th.Sym.Enter + " tries it out   tab puts an offer in   " + th.Sym.Up + " " +
		th.Sym.Down + " other fields   esc leaves", Token: theme.Hint})
	// In a window with too few lines the one that is typed in is the one that is seen.
	if cut := s.y - h + 1; cut > 0 {
		lines, s.y = lines[cut:], s.y-cut
	}
	s.x = min(s.x, w-1)
	room := h - len(lines)
	from := max(min(s.hit-room+1, len(s.offers)-room), 0)
	for i := from; i < len(s.offers) && i < from+room; i++ {
		token := theme.Text
		if i == s.hit {
			token = theme.Accent
		}
		line(widget.Span{Text: strings.Repeat(" ", label) + s.offers[i].Word, Token: token},
			widget.Span{Text: "  " + s.offers[i].What, Token: theme.Dim})
	}
	return widget.Fit(strings.Join(lines, "\n"), w, h)
}

// Linear implements [Linear].
func (s *Form) Linear(env *screen.Env) []widget.Line {
	if s.start == nil {
		return say.TextLines(s.problem.Error())
	}
	lines := []widget.Line{{Text: s.title, Heading: true}}
	for i, f := range s.fields {
		text := f.Name + ": " + s.inputs[i].Text()
		if s.inputs[i].Text() == "" {
			text = f.Name + ": empty"
		}
		if f.Fixed {
			lines = append(lines, widget.Line{Text: text})
			continue
		}
		lines = append(lines, widget.Line{Text: text, ID: "field:" + f.Name})
	}
	meaning := s.meaning(env)
	return append(lines, widget.Line{Text: "try it out: " + meaning.Read(), ID: "make"})
}

// Choose implements [Linear].
func (s *Form) Choose(id string) bool {
	if id == "make" || id == "" {
		s.at = len(s.fields)
		return id != ""
	}
	at := slices.IndexFunc(s.fields, func(f whatif.Field) bool { return "field:"+f.Name == id })
	if at >= 0 {
		s.at = at
	}
	return at >= 0
}

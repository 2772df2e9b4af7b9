package screens

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/symptom"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/analysis/why"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Why is what an error comes from that somebody pasted. Of the text the place has what it tells, as a symptom, and no
// other word.
type Why struct {
	page
	place  screen.Place
	answer *report.Why // nil while it is computed
	err    error
}

// NewWhy makes the screen of what a symptom comes from.
func NewWhy(p screen.Place) *Why { return &Why{place: p} }

// whyPlace is where a symptom of a function is explained; "" is none, for what cannot be deleted.
func whyPlace(function screen.Place, s *symptom.Symptom) screen.Place {
	to, _ := json.Marshal(s) // of words and numbers: it has no error
	return screen.Place{Screen: "why", Account: function.Account, Region: function.Region, ID: function.ID,
		To: string(to)}
}

// explained is an answer, or why there is none.
type explained struct {
	answer *why.Answer
	err    error
}

// Title implements [Screen].
func (s *Why) Title() string {
	if s.answer != nil {
		return "why " + s.answer.Subject() + " " + s.answer.Happened()
	}
	return strings.TrimSpace("why " + s.place.ID)
}

// Keys implements [Screen].
func (s *Why) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.CopyCommand, screen.GoTrace, screen.GoDiagram, screen.CopyMenu}
}

// Hint implements [Hinter].
func (s *Why) Hint(c screen.Command) string {
	return map[screen.Command]string{screen.CopyCommand: "copy the fix"}[c]
}

func (s *Why) about(*screen.Env) []screen.Place {
	places := s.rowPlaces()
	if s.place.ID != "" {
		places = append(places, screen.Place{Screen: "function", Account: s.place.Account, Region: s.place.Region,
			ID: s.place.ID})
	}
	return places
}

// whoPlace is where it is told who changed what the first cause is about: all that is on the path, what its finding
// names, or the thing.
func (s *Why) whoPlace(env *screen.Env) (screen.Place, bool) {
	if s.answer == nil {
		return screen.Place{}, false
	}
	p := screen.Place{Screen: "who", Account: s.place.Account, Region: s.place.Region}
	c := s.answer.Answer.First()
	switch {
	case s.answer.Answer.Trace != nil:
		p.Kind, p.ID, p.To = functionKind, s.place.ID, s.destination()
		return p, true
	case c == nil:
		return p, false
	case c.Finding != nil:
		p.Kind, p.Region, p.ID, p.To = findingKind, c.Finding.Region, c.Finding.ID, s.place.ID
		return p, true
	}
	p, ok := say.PlaceOf(env.Result, cmp.Or(c.Region, s.place.Region), c.Resource)
	if p.Screen == "function" {
		p.Kind = functionKind
	}
	p.Screen = "who"
	return p, ok
}

// who leads to who changed it; nobody is asked before a person goes there.
func (s *Why) who(b *builder) {
	p, ok := s.whoPlace(b.env)
	if !ok {
		return
	}
	text := "what is on the path, since when, and whether it worked before"
	if c := s.answer.Answer.First(); p.Kind != functionKind && c != nil {
		text = say.NameOf(b.env.Result, cmp.Or(c.Region, p.Region), c.Resource) +
			", and since when"
	}
	b.section("Who", prose("", 20, 8))
	b.goes("who", leadsTo(p), widget.Spans(widget.Span{Text: "who changed it", Token: theme.Strong},
		widget.Span{Text: ": " + text, Token: theme.Dim}))
}

// Load implements [Screen].
func (s *Why) Load(env *screen.Env) {
	s.answer, s.err = nil, nil
	s.lay(env)
}

func (s *Why) begin(env *screen.Env) screen.Intent {
	if s.answer != nil || s.err != nil {
		return nil
	}
	var of symptom.Symptom
	if err := json.Unmarshal([]byte(s.place.To), &of); err != nil {
		s.err = fmt.Errorf("no symptom: %w", err)
		s.lay(env)
		return nil
	}
	asked := why.Asked{Result: env.Result, Symptom: of, Fixes: true,
		Function: say.FunctionOf(env.Result, s.place.Region, s.place.ID)}
	return screen.Compute{Work: func(ctx context.Context) any {
		answer, err := why.Explain(ctx, asked)
		return explained{answer, err}
	}}
}

// Update implements [Screen].
func (s *Why) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Shown:
		return s, s.begin(env)
	case screen.Computed:
		if v, ok := msg.Value.(explained); ok {
			s.err = v.err
			if v.err == nil {
				s.answer = &report.Why{Answer: v.answer}
			}
			s.lay(env)
		}
		return s, nil
	}
	return s, s.update(msg)
}

// View implements [Screen].
func (s *Why) View(env *screen.Env, w, h int) string { return s.view(env, w, h) }

func (s *Why) lay(env *screen.Env) {
	b := newBuilder(env, s.place.Region)
	s.whole, s.copies = target{}, ""
	switch {
	case s.err != nil:
		b.section("Why")
		b.row(widget.Mark(theme.Warn, s.err.Error()))
	case s.answer == nil:
		b.section("Why")
		b.row(widget.Mark(theme.Dim, "asking the account"+env.Theme.Sym.Ellipsis))
	default:
		s.head(b)
		s.causes(b)
		s.proof(b)
		s.fix(b)
		s.who(b)
		s.excluded(b)
		s.open(b)
	}
	s.set(b)
}

// head is the answer in a sentence, and what was read of the text.
func (s *Why) head(b *builder) {
	y := s.answer
	b.section("Why")
	tone, first := y.First()
	b.row(widget.Spans(widget.Span{Text: y.Subject(), Token: theme.Strong},
		widget.Span{Text: " " + y.Happened() + ": ", Token: theme.Text},
		widget.Span{Text: say.Arrows(b.env, first), Token: toneToken(tone)}))
	b.row(widget.Mark(theme.Dim, y.ReadText()))
	if y.Answer.Assumed {
		b.row(widget.Mark(theme.Unknown, "what "+y.Answer.Symptom.Destination+
			" resolves to is unknown: the internet was asked about in its place"))
	}
}

// sureMark is how surely a cause makes the symptom.
func sureMark(env *screen.Env, sure why.Sure) widget.Cell {
	switch sure {
	case why.Certain:
		return widget.Mark(theme.VerdictBlocked.Token(), env.Theme.Glyph(theme.VerdictBlocked))
	case why.Partly:
		return widget.Mark(theme.VerdictPartial.Token(), env.Theme.Glyph(theme.VerdictPartial))
	case why.Likely, why.IfPublic:
		return widget.Mark(theme.Warn, env.Theme.Sym.Alert)
	}
	return widget.Mark(theme.Unknown, env.Theme.Sym.Unknown)
}

func (s *Why) causes(b *builder) {
	y := s.answer
	if len(y.Answer.Causes) == 0 {
		return
	}
	b.section("Causes", column("", 1, 1, 9), column("", 6, 18, 6), prose("", 20, 8))
	for i := range y.Answer.Causes {
		c := &y.Answer.Causes[i]
		b.goes(fmt.Sprintf("cause:%d", i), s.leads(b.env, c), sureMark(b.env, c.Sure),
			widget.Mark(theme.Dim, why.SureText(c.Sure)), widget.Say(say.Arrows(b.env, y.Says(c)+y.Share(c))))
	}
	if y.Answer.More > 0 {
		b.row(widget.Cell{}, widget.Cell{}, widget.Mark(theme.Dim, fmt.Sprintf("and %d more", y.Answer.More)))
	}
}

// leads is where a cause is looked at: the path that it is on, the finding that found it, what it is about.
func (s *Why) leads(env *screen.Env, c *why.Cause) target {
	switch {
	case len(c.Hops) > 0 && s.answer.Answer.Trace != nil:
		return leadsTo(screen.Place{Screen: "path", Account: s.place.Account, Region: s.place.Region, ID: s.place.ID,
			To: s.destination()})
	case c.Finding != nil:
		return leadsTo(findingPlace(c.Finding))
	}
	t := target{id: c.Resource, why: "nothing in this account shows it"}
	if to, ok := say.PlaceOf(env.Result, cmp.Or(c.Region, s.place.Region), c.Resource); ok {
		t.to, t.leads = to, true
	}
	return t
}

// destination is what was traced, as it is typed.
func (s *Why) destination() string {
	a := s.answer.Answer
	if a.Assumed {
		return "internet"
	}
	to := cmp.Or(a.Destination, a.Symptom.Destination)
	if a.Query.Port != 0 && !strings.Contains(to, ":") {
		to = fmt.Sprintf("%s:%d", to, a.Query.Port)
	}
	return to
}

// proof is what the first cause is told from.
func (s *Why) proof(b *builder) {
	c := s.answer.Answer.First()
	if c == nil || len(c.Hops)+len(c.Evidence()) == 0 {
		return
	}
	region := cmp.Or(c.Region, s.place.Region)
	b.section("Proof", column("", 1, 1, 9), column("", 8, 24, 8), prose("", 20, 8))
	for i := range c.Hops {
		h := &c.Hops[i]
		b.linkIn(region, h.Resource, verdictCell(b.env, h.Verdict),
			widget.Mark(theme.Dim, say.ComponentWords(h.Component)),
			widget.Say(say.Arrows(b.env, s.answer.Named(region, h.Says()))))
	}
	for _, e := range c.Evidence() {
		b.linkIn(region, e.Resource, widget.Cell{},
			widget.Mark(theme.Dim, say.NameOf(b.env.Result, region, e.Resource)),
			widget.Say(say.Arrows(b.env, s.answer.Named(region, e.Says))))
	}
}

func verdictCell(env *screen.Env, v reach.Verdict) widget.Cell {
	mark := say.VerdictMark(v)
	return widget.Mark(mark.Token(), env.Theme.Glyph(mark))
}

// fix is what takes the first cause away, and the commands that do.
func (s *Why) fix(b *builder) {
	remedies := s.answer.Answer.Remedies()
	if len(remedies) == 0 {
		return
	}
	r := remedies[0]
	switch {
	case r.Opens != nil:
		b.section("Fix")
		written, err := whatif.Write(s.answer.Answer.Result.Snapshot, r.Opens.Edits)
		if err != nil {
			b.row(widget.Mark(theme.Warn, "the fix cannot be written: "+err.Error()))
			return
		}
		to := screen.Place{Screen: "whatif", Account: s.place.Account, Region: s.place.Region, ID: s.place.ID,
			To: say.EditsText(r.Opens.Edits)}
		for i := range written {
			b.goes(fmt.Sprintf("fix:%d", i), leadsTo(to),
				widget.Say(say.Arrows(b.env, s.answer.Named("", written[i].Words))))
			r.Script = append(r.Script, written[i].CLI...)
		}
	case r.Finding != nil:
		b.section("Fix")
		b.goes("fix:finding", leadsTo(findingPlace(r.Finding)),
			widget.Say(say.Arrows(b.env, r.Finding.Fix.Summary)))
	}
	s.commands(b, r.Script)
}

// commands shows a script as it is pasted, and lets it be copied.
func (s *Why) commands(b *builder, script paste.Script) {
	text := script.Text(b.env.Profile)
	if strings.TrimSpace(text) == "" {
		return
	}
	s.whole, s.copies = target{command: text}, "the fix; read it before you run it"
	b.code("AWS CLI", text)
}

func (s *Why) excluded(b *builder) {
	if len(s.answer.Answer.Excluded) == 0 {
		return
	}
	b.section("Excluded", column("", 1, 1, 9), prose("", 20, 8))
	for _, x := range s.answer.Answer.Excluded {
		b.row(widget.Mark(theme.Good, b.env.Theme.Glyph(theme.VerdictFine)),
			widget.Say(say.Arrows(b.env, s.answer.Named("", x.String()))))
	}
}

// open is what is unknown, and the call or the command that settles it.
func (s *Why) open(b *builder) {
	for i := range s.answer.Answer.Open {
		o := &s.answer.Answer.Open[i]
		if i == 0 {
			b.section("Unknown", column("", 1, 1, 9), prose("", 20, 8))
		}
		text := s.answer.Named("", o.String())
		if len(o.Missing) > 0 {
			text += "; needs " + strings.Join(o.Missing, ", ")
		}
		cells := []widget.Cell{widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown),
			widget.Say(say.Arrows(b.env, text))}
		if len(o.Command) == 0 {
			b.row(cells...)
			continue
		}
		command := o.Command.Text(b.env.Profile)
		b.goes(fmt.Sprintf("open:%d", i), target{id: command, why: b.env.Words("y", "copy") +
			" copies the command that settles it"}, cells...)
		for line := range strings.SplitSeq(strings.TrimRight(command, "\n"), "\n") {
			b.row(widget.Cell{}, widget.Mark(theme.Code, line))
		}
	}
}

package screens

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/timeline"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Who is who changed something, or what is on a path, and whether it would have worked before. Whoever can tell is
// asked when the screen is opened, and when the person asks again: never because the account was read again.
type Who struct {
	page
	place  screen.Place
	name   string
	answer *report.Changes // nil until it is there
	told   *timeline.Told  // what was told, nil until somebody was asked
	err    error           // why it cannot be asked
	asking atomic.Pointer[counted]
}

// counted is the thing that is asked about, of how many.
type counted struct{ n, of int }

// NewWho makes the screen of who changed something.
func NewWho(p screen.Place) *Who { return &Who{place: p, name: shortARN(p.ID)} }

// Title implements [Screen].
func (s *Who) Title() string {
	if s.place.Kind == findingKind {
		return "who changed what the finding names"
	}
	if s.place.To != "" && s.place.Kind == functionKind {
		return "who changed the path from " + s.name + " to " + s.place.To
	}
	return "who changed " + s.name
}

// Keys implements [Screen].
func (s *Who) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.NextPart, screen.GoTrace, screen.GoWhatIf, screen.CopyMenu}
}

// Note implements [Screen].
func (s *Who) Note() string {
	if s.answer == nil || s.told == nil {
		return ""
	}
	return say.Plural(len(s.answer.Moments), "change", "changes")
}

// about: the thing of the row, then what was asked about.
func (s *Who) about(*screen.Env) []screen.Place {
	at := s.place
	at.To = ""
	switch at.Kind {
	case findingKind:
		at.Screen = "finding"
	case functionKind:
		at.Screen, at.Kind = "function", ""
	default:
		at.Screen = "resource"
	}
	return append(s.rowPlaces(), at)
}

// Load implements [Screen].
func (s *Who) Load(env *screen.Env) {
	s.answer, s.err = nil, nil
	if r := say.Find(env.Read(), s.place.Region, s.place.ID); r != nil {
		s.name = awsdata.NameOrID(r)
	}
	s.lay(env)
}

// Update implements [Screen].
func (s *Who) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Shown:
		return s, s.begin(env)
	case screen.Do:
		if id, _ := s.sheet.Selected(); msg.Command == screen.Open && id == againKey {
			s.told = nil
			s.Load(env)
			return s, s.begin(env)
		}
	case screen.Computed:
		if a, ok := msg.Value.(*whoAnswer); ok {
			s.answer, s.told, s.err = a.changes, cmp.Or(a.told, s.told), a.err
			s.lay(env)
		}
		return s, nil
	}
	return s, s.update(msg)
}

func (s *Who) begin(env *screen.Env) screen.Intent {
	if s.answer != nil || s.err != nil {
		return nil
	}
	q := whoQuestion{place: s.place, result: env.Read(), asks: env.OnDemand.Changes, told: s.told}
	s.asking.Store(nil)
	return screen.Compute{Work: func(ctx context.Context) any {
		return q.ask(ctx, func(n, of int) { s.asking.Store(&counted{n, of}) })
	}}
}

// whoQuestion is what is asked, of the account as it was read: what is tried out in a copy of it nobody did.
type whoQuestion struct {
	place  screen.Place
	result *analysis.Result
	asks   func(context.Context, timeline.Asked, func(n, of int)) (*timeline.Told, error) // nil for nobody
	told   *timeline.Told
}

// whoAnswer is what came of it.
type whoAnswer struct {
	changes *report.Changes
	told    *timeline.Told
	err     error
}

func (q *whoQuestion) ask(ctx context.Context, progress func(n, of int)) *whoAnswer {
	in, c, err := q.input()
	if err != nil {
		return &whoAnswer{err: err}
	}
	told := q.told
	if told == nil {
		told = q.tell(ctx, in, progress)
	}
	c.Take(told, in)
	if c.Timeline, err = timeline.Of(ctx, in); err != nil {
		return &whoAnswer{told: told, err: err}
	}
	return &whoAnswer{changes: c, told: told}
}

// tell asks who can tell. That it failed is one more thing that is not known.
func (q *whoQuestion) tell(ctx context.Context, in *timeline.Input, progress func(n, of int)) *timeline.Told {
	if q.asks == nil {
		return &timeline.Told{Unasked: screen.ErrNobodyToAsk.Error()}
	}
	told, err := q.asks(ctx, timeline.Asked{Index: in.Index, Region: in.Region, Things: in.Things}, progress)
	if told == nil {
		told = &timeline.Told{}
	}
	if err != nil {
		told.Unasked = err.Error()
	}
	return told
}

// input is what the time line is made of but for what is told.
func (q *whoQuestion) input() (*timeline.Input, *report.Changes, error) {
	p := q.place
	t, ok := subjectOf(q.result, p)
	if !ok {
		return nil, nil, errors.New("this is not in the account any more: what it was about has changed")
	}
	in := &timeline.Input{Index: q.result.Index, Engine: q.result.Engine, Region: p.Region}
	c := &report.Changes{Index: in.Index, Region: p.Region}
	var err error
	switch {
	case t.finding != nil:
		in.Things = q.thingsOf(t.finding)
		err = q.pathOf(t.finding, in, c)
	case t.fn != nil:
		err = q.path(t.fn, cmp.Or(p.To, internet), in, c)
	default:
		in.Things = timeline.NamesOf(t.resource)
	}
	c.Things = in.Things
	return in, c, err
}

// internet is the destination of a path where nobody named one.
const internet = "internet"

// pathOf adds the path to the internet of a function that a finding touches, if it passes what the finding names:
// whether that would have worked before says something of the finding then.
func (q *whoQuestion) pathOf(f *check.Finding, in *timeline.Input, c *report.Changes) error {
	function := say.FunctionOf(q.result, f.Region, cmp.Or(q.place.To, f.Resource))
	if function == nil && len(f.Functions) > 0 {
		function = say.FunctionOf(q.result, f.Region, f.Functions[0])
	}
	if function == nil {
		return nil
	}
	of := &timeline.Input{Index: in.Index, Engine: in.Engine, Region: in.Region}
	about := *c
	if err := q.path(function, internet, of, &about); err != nil {
		return err
	}
	for _, thing := range in.Things {
		if slices.Contains(of.Things, thing) && thing != function.FunctionName &&
			thing != function.UnqualifiedArn() {
			in.Function, in.Query, in.Things = of.Function, of.Query, together(in.Things, of.Things)
			*c = about
			return nil
		}
	}
	return nil
}

// path adds what is on a function's path.
func (q *whoQuestion) path(f *analysis.Function, to string, in *timeline.Input, c *report.Changes) error {
	rx := in.Index.Region(in.Region)
	var err error
	if in.Query, err = reach.ParseQuery(in.Index, rx, to); err != nil {
		return err
	}
	t, err := in.Engine.Trace(in.Region, f.Function, in.Query)
	if err != nil {
		return err
	}
	in.Function, in.Things = f.Function, together(in.Things, timeline.Things(t, f.Function, rx))
	c.Function, c.Query = f.FunctionName, in.Query
	return nil
}

// thingsOf are what a finding names: what it is about, what makes it so, and its proof.
func (q *whoQuestion) thingsOf(f *check.Finding) []string {
	ids := []string{f.Cause, f.Resource}
	for i := range f.Evidence {
		ids = append(ids, f.Evidence[i].Resource)
	}
	var out []string
	for _, id := range ids {
		if r := say.Find(q.result, f.Region, id); r != nil {
			out = together(out, timeline.NamesOf(r))
		}
	}
	return out
}

// together are two lists, each name once.
func together(a, b []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, list := range [][]string{a, b} {
		for _, name := range list {
			if !seen[name] {
				seen[name] = true
				out = append(out, name)
			}
		}
	}
	return out
}

// View implements [Screen].
func (s *Who) View(env *screen.Env, w, h int) string {
	if s.answer != nil || s.err != nil || h < 4 {
		return s.view(env, w, h)
	}
	text := "finding what is on the path"
	if at := s.asking.Load(); at != nil {
		text = fmt.Sprintf("asking CloudTrail about %d of %s", at.n, say.Plural(at.of, "thing", "things"))
	}
	return s.view(env, w, h-1) + "\n" + spinner(env, text, w)
}

func (s *Who) lay(env *screen.Env) {
	b := newBuilder(env, s.place.Region)
	b.section("Who changed it")
	switch {
	case s.err != nil:
		b.row(widget.Mark(theme.Warn, b.named(awsdata.Clean(s.err.Error()))))
	case s.answer == nil:
		b.row(widget.Mark(theme.Strong, s.name))
		s.asks(b)
	default:
		s.head(b)
		s.changes(b)
		s.unknown(b)
		s.things(b)
	}
	s.set(b)
}

// asks says what is asked of whom.
func (s *Who) asks(b *builder) {
	if text := b.env.OnDemand.ChangesAsks; text != "" {
		b.row(widget.Mark(theme.Dim, text+"."))
	}
}

// head is what was asked about, and how much there is.
func (s *Who) head(b *builder) {
	c := s.answer
	title := []widget.Span{{Text: s.name, Token: theme.Strong}}
	if s.place.Kind == findingKind {
		title[0].Text = "What the finding names"
		if f := findingOf(b.env.Read(), s.place.Region, s.place.ID); f != nil {
			title[0].Text = b.named(f.Title)
		}
	}
	if c.Function != "" {
		mark := say.VerdictMark(c.Verdict)
		to := cmp.Or(s.place.To, internet)
		if s.place.Kind == findingKind {
			title[0].Text, to = c.Function, internet
		}
		title = append(title, widget.Span{Text: " " + b.env.Theme.Sym.Right + " " + b.named(to) + "  "},
			widget.Span{Text: strings.ToUpper(c.Verdict.String()), Token: mark.Token()})
	}
	title = append(title, widget.Span{Text: "  " + s.place.Region, Token: theme.Dim})
	b.row(widget.Spans(title...))
	b.row(widget.Mark(theme.Dim, c.CountText()))
	if b.env.Draft.Words() != "" {
		b.row(widget.Mark(theme.Warn, "of the account as it was read, without what is tried out"))
	}
}

// effectCell is how a change is marked.
func effectCell(env *screen.Env, e report.Effect) widget.Cell {
	sym := env.Theme.Sym
	switch e {
	case report.Closed:
		return widget.Mark(theme.VerdictBlocked.Token(), env.Theme.Glyph(theme.VerdictBlocked))
	case report.Opened:
		return widget.Mark(theme.Warn, env.Theme.Glyph(theme.VerdictFine))
	case report.Touched, report.Altered:
		return widget.Mark(theme.Warn, sym.Changed)
	case report.EffectUnknown:
		return widget.Mark(theme.Unknown, sym.Unknown)
	case report.CameAbout:
		return widget.Mark(theme.Good, "+")
	case report.WentAway:
		return widget.Mark(theme.Bad, "-")
	}
	return widget.Mark(theme.Dim, env.Theme.Glyph(theme.VerdictNone))
}

// changes are what changed, newest first: each leads to what it is about.
func (s *Who) changes(b *builder) {
	if len(s.answer.Moments) == 0 {
		return
	}
	b.section("Changes", column("", 1, 1, 9), column("", 15, 15, 7), prose("", 24, 8))
	for i := range s.answer.Moments {
		m := &s.answer.Moments[i]
		l := s.answer.Line(m)
		t := target{id: l.About, why: l.About + " is not in the snapshot"}
		if l.About == "" {
			t.why = "it names nothing that can be opened"
		}
		t.to, t.leads = say.PlaceOf(b.env.Result, s.place.Region, l.About)
		b.goes(fmt.Sprintf("change:%d", i), t, effectCell(b.env, l.Effect),
			widget.Mark(theme.Dim, say.Clock(m.Time, b.env.Now)), widget.Spans(
				widget.Span{Text: l.What + ": ", Token: theme.Strong}, widget.Span{Text: say.Arrows(b.env, l.Words)}))
	}
}

// unknown is why there may be more.
func (s *Who) unknown(b *builder) {
	notes := append(s.answer.Unknown(), s.told.Notes...)
	if len(notes) == 0 {
		return
	}
	b.section("May be more", column("", 1, 1, 9), prose("", 20, 8))
	for _, text := range notes {
		b.row(widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown), widget.Mark(theme.Unknown, awsdata.Clean(text)))
	}
}

// things are what was asked about.
func (s *Who) things(b *builder) {
	var names []string
	for _, id := range s.answer.Things {
		names = append(names, say.NameOf(b.env.Read(), s.place.Region, shortARN(id)))
	}
	b.section("Asked about", prose("", 20, 8))
	b.row(widget.Mark(theme.Dim, strings.Join(together(names, nil), ", ")))
	s.asks(b)
	b.again("ask again")
}

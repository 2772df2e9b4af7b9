package screens

import (
	"context"
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Path is one connection followed hop by hop: the answer, what blocks it, the
// ladder with the subnets side by side, and what would open or close it.
type Path struct {
	page
	place screen.Place
	query reach.Query
	err   error

	fn       *analysis.Function
	rx       *awsdata.RegionIndex
	trace    *reach.Trace
	rungs    []say.Rung
	finder   *fix.Finder
	fixes    *fixes
	lane     int
	shown    int                 // lanes that there is room for
	from     int                 // the first of them
	rows     map[string]int      // rung of a row
	offers   map[string]*fix.Fix // the fix that a row is a step of
	whole    bool                // hops that decide nothing are shown one by one
	flowsErr error               // why saved flow logs were not read
	laidIn   int                 // the width that the sections are made for
}

// fixes are what would change the answer.
type fixes struct {
	answer *fix.Answer
	err    error
}

// traced is the answer, computed beside the drawing.
type traced struct {
	trace *reach.Trace
	err   error
}

// NewPath makes the screen of a path.
func NewPath(p screen.Place) *Path {
	return &Path{place: p}
}

// Title implements [Screen].
func (s *Path) Title() string { return "trace to " + s.to() }

func (s *Path) to() string {
	text := s.place.To
	if s.rx != nil {
		text = s.rx.Named(text)
	}
	return text
}

// Hint implements [Hinter].
func (s *Path) Hint(c screen.Command) string {
	return map[screen.Command]string{screen.CopyID: "copy AWS CLI", screen.CopyCommand: "copy Terraform"}[c]
}

// Note implements [Screen].
func (s *Path) Note() string {
	if s.trace == nil || s.shown >= len(s.trace.Subnets) {
		return ""
	}
	return fmt.Sprintf("subnet %d of %d", s.lane+1, len(s.trace.Subnets))
}

// Keys implements [Screen].
func (s *Path) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.CopyID, screen.CopyCommand, screen.GoTrace, screen.GoWhatIf,
		screen.GoWho}
}

func (s *Path) about(*screen.Env) []screen.Place {
	return []screen.Place{{Screen: "function", Region: s.place.Region, ID: s.place.ID}}
}

func (s *Path) whoPlace(*screen.Env) (screen.Place, bool) {
	p := s.place
	p.Screen, p.Kind = "who", functionKind
	return p, true
}

// Load implements [Screen].
func (s *Path) Load(env *screen.Env) {
	s.fn = say.FunctionOf(env.Result, s.place.Region, s.place.ID)
	s.rx = env.Result.Index.Region(s.place.Region)
	s.trace, s.rungs, s.fixes, s.flowsErr = nil, nil, nil, nil
	s.finder = fix.New(env.Result.Index, env.Result.Engine)
	s.laidIn = -1
	s.query, s.err = reach.ParseQuery(env.Result.Index, s.rx, s.place.To)
}

// begin computes what is missing: first the answer, then what would change it.
func (s *Path) begin(env *screen.Env) screen.Intent {
	engine, finder, f, q, region := env.Result.Engine, s.finder, s.fn, s.query, s.place.Region
	switch {
	case s.err != nil || f == nil || s.rx == nil:
		return nil
	case s.trace == nil:
		return screen.Compute{Work: func(context.Context) any {
			t, err := engine.Trace(region, f.Function, q)
			return traced{t, err}
		}}
	case s.fixes == nil && f.Class != reach.ClassNotAttached && env.Result.Stage != analysis.Reading:
		return screen.Compute{Work: func(ctx context.Context) any {
			return fixesOf(ctx, finder, region, f.Function, q)
		}}
	}
	if _, missing := flowsOf(env, s.place); missing && s.flowsErr == nil {
		return readFlows(env, s.place, false)
	}
	return nil
}

func fixesOf(ctx context.Context, finder *fix.Finder, region string, f *awsdata.Function, q reach.Query) *fixes {
	answer, err := finder.Find(ctx, region, f, q)
	if err != nil {
		return &fixes{answer: &fix.Answer{}, err: err}
	}
	return &fixes{answer: answer}
}

// Update implements [Screen].
func (s *Path) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Shown:
		s.laidIn = -1 // flow logs may have been read in the meantime
		return s, s.begin(env)
	case screen.Computed:
		switch v := msg.Value.(type) {
		case traced:
			if s.err = v.err; v.err == nil {
				s.trace, s.rungs = v.trace, say.Ladder(v.trace)
			}
			s.laidIn = -1
			return s, s.begin(env)
		case *fixes:
			s.fixes, s.laidIn = v, -1
			return s, s.begin(env)
		case recorded:
			s.flowsErr, s.laidIn = v.err, -1
		}
		return s, nil
	case screen.Do:
		return s, s.do(msg, env)
	case screen.Click:
		return s, s.click(msg)
	}
	return s, s.update(msg)
}

func (s *Path) do(msg screen.Do, env *screen.Env) screen.Intent {
	switch msg.Command {
	case screen.Left, screen.Right:
		n := s.lane - 1
		if msg.Command == screen.Right {
			n = s.lane + 1
		}
		if n < 0 || n >= len(s.trace.Subnets) {
			return screen.Status{Text: "there is no further subnet on this side; esc goes back"}
		}
		s.lane, s.laidIn = n, -1
		return nil
	case screen.Open:
		if s.onPassed() {
			s.whole, s.laidIn = true, -1
			return nil
		}
		t := s.current(env)
		return screen.Push{To: t.to}
	case screen.CopyID, screen.CopyCommand:
		return s.copyFix(msg.Command, env)
	}
	return s.update(msg)
}

// Can implements [Screen].
func (s *Path) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	switch c {
	case screen.Left, screen.Right:
		return s.trace != nil && len(s.trace.Subnets) > 1, "there is one subnet only"
	case screen.Open:
		if s.onPassed() {
			return true, ""
		}
		t := s.current(env)
		if t.why == "" {
			t.why = "no row here opens anything"
		}
		return t.leads, t.why
	case screen.CopyID, screen.CopyCommand:
		return s.offer() != nil, "there is no fix to copy"
	}
	return s.page.Can(c, env)
}

// passedKey is the key of a row that stands for hops that decide nothing.
const passedKey = "passed:"

// onPassed says whether the cursor is on such a row.
func (s *Path) onPassed() bool {
	id, _ := s.sheet.Selected()
	return strings.HasPrefix(id, passedKey)
}

// current is what the cursor stands on: on the ladder that depends on the lane.
func (s *Path) current(env *screen.Env) target {
	hop := s.hop()
	if hop == nil {
		t, _ := s.selected()
		return t
	}
	if hop.Resource == "" {
		return target{why: "nothing of the account decides here"}
	}
	t := target{id: hop.Resource, why: hop.Resource + " is not in the snapshot"}
	t.to, t.leads = say.PlaceOf(env.Result, s.place.Region, hop.Resource)
	return t
}

// hop is the hop under the cursor, nil where there is none.
func (s *Path) hop() *reach.Hop {
	id, _ := s.sheet.Selected()
	n, ok := s.rows[id]
	if !ok || s.lane >= len(s.rungs[n].Hops) {
		return nil
	}
	return s.rungs[n].Hops[s.lane]
}

// offer is the fix that is copied: the one under the cursor, else the first; nil
// if there is none.
func (s *Path) offer() *fix.Fix {
	if s.fixes == nil {
		return nil
	}
	id, _ := s.sheet.Selected()
	switch f := s.offers[id]; {
	case f != nil:
		return f
	case len(s.fixes.answer.Opens) > 0:
		return &s.fixes.answer.Opens[0]
	case len(s.fixes.answer.Closes) > 0:
		return &s.fixes.answer.Closes[0]
	}
	return nil
}

func (s *Path) copyFix(c screen.Command, env *screen.Env) screen.Intent {
	offer := s.offer()
	form, write := "Terraform", func(w *whatif.Written) string { return w.Terraform.Text() }
	if c == screen.CopyID {
		form, write = "AWS CLI", func(w *whatif.Written) string { return w.CLI.Text(env.Profile) }
	}
	text, err := say.CopyEdits(env.Result.Snapshot, offer.Edits, write)
	if err != nil {
		return screen.Status{Text: err.Error()}
	}
	what := "opens"
	if offer.Verdict == reach.Blocked {
		what = "closes"
	}
	return screen.Copy{Text: text, What: "the " + form + " that " + what + " it; read it before you run it"}
}

// View implements [Screen].
func (s *Path) View(env *screen.Env, w, h int) string {
	if s.laidIn != w {
		s.laidIn = w
		s.lay(env, w)
	}
	foot := s.foot(env, w)
	if h < len(foot)+8 {
		foot = nil
	}
	s.sheet.SetSize(w, h-len(foot))
	return strings.Join(append([]string{s.sheet.View(env.Theme)}, foot...), "\n")
}

// foot is the proof of what the cursor stands on, in a whole sentence.
func (s *Path) foot(env *screen.Env, w int) []string {
	if w < 24 || s.rx == nil {
		return nil
	}
	th := env.Theme
	var text string
	mark, token := theme.VerdictNone, theme.Code
	switch hop := s.hop(); {
	case s.trace == nil && s.err == nil && s.fn != nil:
		return []string{"", spinner(env, "following it hop by hop", w)}
	case hop != nil:
		mark, text, token = say.VerdictMark(hop.Verdict), say.Arrows(env, s.rx.Named(hop.Why())),
			whyToken(say.VerdictMark(hop.Verdict))
		if hop.Verdict == reach.Reachable {
			token = theme.Text
		}
		if hop.Resource != "" {
			text += "   " + hop.Resource
		}
	default:
		id, _ := s.sheet.Selected()
		t, ok := s.targets[id]
		if !ok || t.command == "" {
			if s.fixes == nil && s.trace != nil && s.fn.Class != reach.ClassNotAttached {
				return []string{"", spinner(env, "trying changes that would open or close it", w)}
			}
			return nil
		}
		text = t.command
	}
	if mark == theme.VerdictNone { // commands, which are never cut
		return append([]string{widget.Rule(th, w)}, codeLines(th, text, w)...)
	}
	cell := widget.Spans(widget.Span{Text: "  " + th.Glyph(mark) + " ", Token: mark.Token()},
		widget.Span{Text: text, Token: token})
	return []string{widget.Rule(th, w), cell.View(th, w)}
}

// codeLines are commands as lines of the screen.
func codeLines(th *theme.Theme, text string, w int) []string {
	const indent = "  "
	var out []string
	for _, line := range widget.WrapCode(text, w-len(indent)) {
		out = append(out, widget.Mark(theme.Code, indent+line).View(th, w))
	}
	return out
}

// spinner says that something is being computed.
func spinner(env *screen.Env, text string, w int) string {
	frames := env.Theme.Sym.Spinner
	return widget.Spans(widget.Span{Text: "  " + frames[env.Frame%len(frames)] + " ", Token: theme.Accent},
		widget.Span{Text: text + env.Theme.Sym.Ellipsis, Token: theme.Dim}).View(env.Theme, w)
}

// Linear implements [Linear]: where the ladder has the subnets side by side, the
// text has them one after the other, in whole sentences.
func (s *Path) Linear(env *screen.Env) []widget.Line {
	if s.trace != nil {
		b := newBuilder(env, s.place.Region)
		s.rows, s.offers = nil, map[string]*fix.Fix{}
		s.answer(b)
		if s.pending(b) {
			s.waitsFor(b)
		} else {
			s.blockers(b)
			s.recordedOn(b)
			s.steps(b)
			s.changes(b)
		}
		s.set(b)
	} else {
		s.lay(env, 0)
	}
	s.laidIn = -1
	return s.page.Linear(env)
}

// steps are the hops of every subnet.
func (s *Path) steps(b *builder) {
	for lane := range s.trace.Subnets {
		sub := &s.trace.Subnets[lane]
		from := "Lambda's own network"
		if sub.SubnetID != "" {
			from = "subnet " + say.NameOf(b.env.Result, b.region, sub.SubnetID)
		}
		if z := s.zone(lane); z != "" {
			from += ", AZ " + z
		}
		b.section("Hop by hop from " + from)
		b.note(widget.Say(sub.Verdict.String()))
		for i := range sub.Hops {
			hop := &sub.Hops[i]
			part := hop.Part
			if part != "" {
				part = "to " + part
			}
			mark := say.VerdictMark(hop.Verdict)
			b.link(hop.Resource, widget.Say(say.ComponentWords(hop.Component)), widget.Say(say.Arrows(b.env, part)),
				widget.Say(b.env.Theme.Glyph(mark)+" "+say.Arrows(b.env, s.rx.Named(hop.Why()))))
		}
	}
}

// Chosen implements [Choosing]: on a path it is a lane as well.
func (s *Path) Chosen() screen.Chosen {
	at := s.page.Chosen()
	at.Column = s.lane
	return at
}

// KnownFrom implements [Staged].
func (s *Path) KnownFrom() analysis.Stage { return analysis.Placed }

// underCursor: the hop under the cursor, then the function that asks.
func (s *Path) underCursor(env *screen.Env) []screen.Place {
	var places []screen.Place
	if t := s.current(env); t.leads {
		places = append(places, t.to)
	}
	return append(places, s.about(env)...)
}

// click on the ladder chooses the lane as well.
func (s *Path) click(at screen.Click) screen.Intent {
	id, column, ok := s.sheet.RowAt(at.X, at.Y)
	_, hop := s.rows[id]
	if lane := s.from + column - 1; ok && (hop || id == "lane") && column > 0 && lane != s.lane {
		s.lane, s.laidIn = lane, -1
		s.sheet.Select(id)
		return nil
	}
	return s.page.click(at)
}

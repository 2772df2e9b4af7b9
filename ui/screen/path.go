package screen

import (
	"context"
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Path is one connection followed hop by hop: the answer, what blocks it, the
// ladder with the subnets side by side, and what would open or close it.
type Path struct {
	page
	place Place
	query reach.Query
	err   error

	fn     *analysis.Function
	rx     *awsdata.RegionIndex
	trace  *reach.Trace
	rungs  []rung
	finder *fix.Finder
	fixes  *fixes
	lane   int
	shown  int                 // lanes that there is room for
	from   int                 // the first of them
	rows   map[string]int      // rung of a row
	offers map[string]*fix.Fix // the fix that a row is a step of
	laidIn int                 // the width that the sections are made for
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
func NewPath(p Place) *Path {
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
func (s *Path) Hint(c Command) string {
	return map[Command]string{CopyID: "copy AWS CLI", CopyCommand: "copy Terraform"}[c]
}

// Note implements [Screen].
func (s *Path) Note() string {
	if s.trace == nil || s.shown >= len(s.trace.Subnets) {
		return ""
	}
	return fmt.Sprintf("subnet %d of %d", s.lane+1, len(s.trace.Subnets))
}

// Keys implements [Screen].
func (s *Path) Keys() []Command { return []Command{Open, CopyID, CopyCommand, GoTrace, GoWhatIf} }

func (s *Path) about(*Env) []Place {
	return []Place{{Screen: "function", Region: s.place.Region, ID: s.place.ID}}
}

// Load implements [Screen].
func (s *Path) Load(env *Env) {
	s.fn = functionOf(env.Result, s.place.Region, s.place.ID)
	s.rx = env.Result.Index.Region(s.place.Region)
	s.trace, s.rungs, s.fixes = nil, nil, nil
	s.finder = fix.New(env.Result.Index, env.Result.Engine)
	s.laidIn = -1
	s.query, s.err = reach.ParseQuery(env.Result.Index, s.rx, s.place.To)
}

// begin computes what is missing: first the answer, then what would change it.
func (s *Path) begin(env *Env) Intent {
	engine, finder, f, q, region := env.Result.Engine, s.finder, s.fn, s.query, s.place.Region
	switch {
	case s.err != nil || f == nil || s.rx == nil:
		return nil
	case s.trace == nil:
		return Compute{Work: func(context.Context) any {
			t, err := engine.Trace(region, f.Function, q)
			return traced{t, err}
		}}
	case s.fixes == nil && f.Class != reach.ClassNotAttached:
		return Compute{Work: func(ctx context.Context) any { return fixesOf(ctx, finder, region, f.Function, q) }}
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
func (s *Path) Update(msg Msg, env *Env) (Screen, Intent) {
	switch msg := msg.(type) {
	case Shown:
		return s, s.begin(env)
	case Computed:
		switch v := msg.Value.(type) {
		case traced:
			if s.err = v.err; v.err == nil {
				s.trace, s.rungs = v.trace, ladder(v.trace)
			}
			s.laidIn = -1
			return s, s.begin(env)
		case *fixes:
			s.fixes, s.laidIn = v, -1
		}
		return s, nil
	case Do:
		return s, s.do(msg, env)
	case Click:
		return s, s.click(msg)
	}
	return s, s.update(msg)
}

func (s *Path) do(msg Do, env *Env) Intent {
	switch msg.Command {
	case Left, Right:
		n := s.lane - 1
		if msg.Command == Right {
			n = s.lane + 1
		}
		if n < 0 || n >= len(s.trace.Subnets) {
			return Status{"there is no further subnet on this side; esc goes back"}
		}
		s.lane, s.laidIn = n, -1
		return nil
	case Open:
		t := s.current(env)
		return Push{t.to}
	case CopyID, CopyCommand:
		return s.copyFix(msg.Command, env)
	}
	return s.update(msg)
}

// Can implements [Screen].
func (s *Path) Can(c Command, env *Env) (ok bool, why string) {
	switch c {
	case Left, Right:
		return s.trace != nil && len(s.trace.Subnets) > 1, "there is one subnet only"
	case Open:
		t := s.current(env)
		if t.why == "" {
			t.why = "no row here leads on"
		}
		return t.leads, t.why
	case CopyID, CopyCommand:
		return s.offer() != nil, "there is no fix to copy"
	}
	return s.page.Can(c, env)
}

// current is what the cursor stands on: on the ladder that depends on the lane.
func (s *Path) current(env *Env) target {
	hop := s.hop()
	if hop == nil {
		t, _ := s.selected()
		return t
	}
	if hop.Resource == "" {
		return target{why: "nothing of the account decides here"}
	}
	t := target{id: hop.Resource, why: hop.Resource + " is not in the snapshot"}
	t.to, t.leads = placeOf(env.Result, s.place.Region, hop.Resource)
	return t
}

// hop is the hop under the cursor, nil where there is none.
func (s *Path) hop() *reach.Hop {
	id, _ := s.sheet.Selected()
	n, ok := s.rows[id]
	if !ok || s.lane >= len(s.rungs[n].hops) {
		return nil
	}
	return s.rungs[n].hops[s.lane]
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

func (s *Path) copyFix(c Command, env *Env) Intent {
	offer := s.offer()
	form, write := "Terraform", func(w *whatif.Written) string { return w.Terraform.Text() }
	if c == CopyID {
		form, write = "AWS CLI", func(w *whatif.Written) string { return w.CLI.Text(env.Profile) }
	}
	text, err := copyEdits(env.Result.Snapshot, offer.Edits, write)
	if err != nil {
		return Status{err.Error()}
	}
	what := "opens"
	if offer.Verdict == reach.Blocked {
		what = "closes"
	}
	return Copy{text, "the " + form + " that " + what + " it; read it before you run it"}
}

// View implements [Screen].
func (s *Path) View(env *Env, w, h int) string {
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
func (s *Path) foot(env *Env, w int) []string {
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
		mark, text, token = verdictMark(hop.Verdict), arrows(env, s.rx.Named(hop.Why())), whyToken(verdictMark(hop.Verdict))
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
	cell := widget.Spans(widget.Span{Text: "  " + th.Glyph(mark) + " ", Token: mark.Token()}, widget.Span{Text: text, Token: token})
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
func spinner(env *Env, text string, w int) string {
	frames := env.Theme.Sym.Spinner
	return widget.Spans(widget.Span{Text: "  " + frames[env.Frame%len(frames)] + " ", Token: theme.Accent},
		widget.Span{Text: text + env.Theme.Sym.Ellipsis, Token: theme.Dim}).View(env.Theme, w)
}

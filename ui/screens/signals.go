package screens

import (
	"context"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// usualSignals is how far back CloudWatch is asked where nobody says.
const usualSignals = 3 * time.Hour

// Signals are what CloudWatch measured of a function and of what its packets pass, or of one of those. It is asked when
// the screen is opened, once: what it told stays, whatever is read again in the meantime.
type Signals struct {
	page
	place  screen.Place
	title  string
	since  time.Duration
	answer *report.Signals
	err    error
}

// measured is what came of the question.
type measured struct {
	answer *report.Signals
	err    error
}

// NewSignals makes the screen of what CloudWatch measured.
func NewSignals(p screen.Place) *Signals {
	s := &Signals{place: p, title: shortARN(p.ID), since: usualSignals}
	if d, ok := english.ParseSpan(p.To); ok {
		s.since = d
	}
	return s
}

// Title implements [Screen].
func (s *Signals) Title() string { return "signals of " + s.title }

// Keys implements [Screen].
func (s *Signals) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.NextPart, screen.GoTrace, screen.CopyMenu}
}

// Note implements [Screen].
func (s *Signals) Note() string { return "last " + english.Duration(s.since) }

func (s *Signals) about(*screen.Env) []screen.Place {
	at := s.place
	at.To, at.Screen = "", "function"
	if at.Kind != "" {
		at.Screen = "resource"
	}
	return append(s.rowPlaces(), at)
}

// Load implements [Screen].
func (s *Signals) Load(env *screen.Env) {
	if r := say.Find(env.Result, s.place.Region, s.place.ID); r != nil {
		s.title = awsdata.NameOrID(r)
	}
	s.lay(env)
}

// Update implements [Screen].
func (s *Signals) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Shown:
		return s, s.begin(env)
	case screen.Computed:
		if v, ok := msg.Value.(measured); ok {
			s.answer, s.err = v.answer, v.err
			s.lay(env)
		}
		return s, nil
	case screen.Do:
		if id, _ := s.sheet.Selected(); msg.Command == screen.Open && id == againKey {
			s.answer, s.err = nil, nil
			s.lay(env)
			return s, s.begin(env)
		}
	}
	return s, s.update(msg)
}

func (s *Signals) begin(env *screen.Env) screen.Intent {
	if s.answer != nil || s.err != nil {
		return nil
	}
	ask, since := env.OnDemand.Signals, s.since
	if ask == nil {
		s.err = screen.ErrNobodyToAsk
		s.lay(env)
		return nil
	}
	at := screen.Asked{Result: env.Result, Region: s.place.Region, ID: s.place.ID}
	return screen.Compute{Work: func(ctx context.Context) any {
		answer, err := ask(ctx, at, since)
		return measured{answer, err}
	}}
}

// View implements [Screen].
func (s *Signals) View(env *screen.Env, w, h int) string {
	if s.answer != nil || s.err != nil || h < 4 {
		return s.view(env, w, h)
	}
	return s.view(env, w, h-1) + "\n" + spinner(env, "asking CloudWatch, in one request", w)
}

// againKey is the row that asks once more.
const againKey = "again"

func (s *Signals) lay(env *screen.Env) {
	b := newBuilder(env, s.place.Region)
	b.section("Signals")
	b.link(s.place.ID, widget.Spans(widget.Span{Text: s.title, Token: theme.Strong},
		widget.Span{Text: "  " + s.place.Region, Token: theme.Dim}))
	switch {
	case s.err != nil:
		b.row(widget.Mark(theme.Unknown, env.Theme.Sym.Unknown+" "+s.err.Error()))
		b.again("ask again")
	case s.answer != nil:
		b.answered(s.answer.Parts(), column("", 10, 32, 7), column("", 40, 40, 3))
		b.section("")
		b.again("ask again")
	}
	s.set(b)
}

// again adds the row that asks once more.
func (b *builder) again(text string) {
	b.goes(againKey, target{leads: true}, widget.Mark(theme.Dim, text))
}

// KnownFrom implements [Staged].
func (s *Signals) KnownFrom() analysis.Stage { return analysis.Placed }

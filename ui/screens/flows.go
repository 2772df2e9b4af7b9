package screens

import (
	"context"
	"errors"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Flows are what flow logs recorded of a function, beside what is computed: of the file that the explorer was started
// with, else of AWS, which is asked when the screen is opened. What AWS bills is read once the person has agreed.
type Flows struct {
	page
	place screen.Place
	read  recorded
}

// recorded is what came of reading flow logs.
type recorded struct {
	answer *report.Flows
	err    error
}

// NewFlows makes the screen of what flow logs recorded.
func NewFlows(p screen.Place) *Flows { return &Flows{place: p} }

// Title implements [Screen].
func (s *Flows) Title() string { return "flow logs of " + s.place.ID }

// Keys implements [Screen].
func (s *Flows) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.NextPart, screen.GoTrace, screen.CopyMenu}
}

func (s *Flows) about(*screen.Env) []screen.Place {
	return append(s.rowPlaces(), screen.Place{Screen: "function", Account: s.place.Account, Region: s.place.Region,
		ID: s.place.ID})
}

// Load implements [Screen].
func (s *Flows) Load(env *screen.Env) { s.lay(env) }

// Update implements [Screen].
func (s *Flows) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Shown:
		if s.read == (recorded{}) {
			return s, s.ask(env, false)
		}
		return s, nil
	case screen.Computed:
		if v, ok := msg.Value.(recorded); ok {
			s.read = v
			s.lay(env)
		}
		return s, nil
	case screen.Do:
		if id, _ := s.sheet.Selected(); msg.Command == screen.Open && (id == againKey || id == agreeKey) {
			s.read = recorded{}
			s.lay(env)
			return s, s.ask(env, id == agreeKey)
		}
	}
	return s, s.update(msg)
}

func (s *Flows) ask(env *screen.Env, agreed bool) screen.Intent {
	if env.OnDemand.Flows.Ask == nil {
		s.read.err = screen.ErrNobodyToAsk
		s.lay(env)
		return nil
	}
	return readFlows(env, s.place, agreed)
}

// readFlows reads the flow logs of a function beside the drawing.
func readFlows(env *screen.Env, p screen.Place, agreed bool) screen.Compute {
	ask, at := env.OnDemand.Flows.Ask, screen.Asked{Result: env.Result, Region: p.Region, ID: p.ID}
	return screen.Compute{Work: func(ctx context.Context) any {
		answer, err := ask(ctx, at, agreed)
		return recorded{answer, err}
	}}
}

// View implements [Screen].
func (s *Flows) View(env *screen.Env, w, h int) string {
	if s.read != (recorded{}) || h < 4 {
		return s.view(env, w, h)
	}
	return s.view(env, w, h-1) + "\n" + spinner(env, "reading flow logs", w)
}

// agreeKey is the row that agrees to what AWS bills.
const agreeKey = "agree"

func (s *Flows) lay(env *screen.Env) {
	b := newBuilder(env, s.place.Region)
	b.section("Flow logs")
	b.link(s.place.ID, widget.Spans(widget.Span{Text: s.place.ID, Token: theme.Strong},
		widget.Span{Text: "  " + s.place.Region, Token: theme.Dim}))
	var cost *screen.CostError
	switch {
	case errors.As(s.read.err, &cost):
		b.row(widget.Mark(theme.Warn, env.Theme.Sym.Alert+" "+cost.Cost))
		b.goes(agreeKey, target{leads: true}, widget.Mark(theme.Strong, "read them"))
	case s.read.err != nil:
		b.row(widget.Mark(theme.Unknown, env.Theme.Sym.Unknown+" "+s.read.err.Error()))
		b.again("try again")
	case s.read.answer != nil:
		b.answered(s.read.answer.Parts(), column("", 10, 40, 7), column("", 4, 24, 5))
		b.section("")
		b.again("read them again")
	}
	s.set(b)
}

// KnownFrom implements [Staged].
func (s *Flows) KnownFrom() analysis.Stage { return analysis.Placed }

// flowsOf are the flow logs of a function that were read, nil where none were; missing says that those of a file are
// still to be read. What is tried out is laid on no records: they are of the account as it is.
func flowsOf(env *screen.Env, p screen.Place) (known *report.Flows, missing bool) {
	of := env.OnDemand.Flows
	if of.Known == nil || env.Draft != nil || say.FunctionOf(env.Result, p.Region, p.ID) == nil {
		return nil, false
	}
	known = of.Known(screen.Asked{Result: env.Result, Region: p.Region, ID: p.ID})
	return known, known == nil && of.Saved && env.Result.Stage != analysis.Reading
}

// recordedLine is what flow logs say of a function, in a line that leads to all of it.
func (b *builder) recordedLine(p screen.Place, known *report.Flows, failed error) {
	if known == nil && failed == nil {
		return
	}
	b.section("Flow logs")
	to := screen.Place{Screen: "flows", Account: p.Account, Region: p.Region, ID: p.ID}
	if failed != nil {
		b.goes("flows", leadsTo(to), widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown+" "+failed.Error()))
		return
	}
	line := known.Summary()
	b.goes("flows", leadsTo(to), widget.Mark(toneToken(line.Tone), line.Text))
}

// recordedOn is what flow logs say of the path, agreement and disagreement.
func (s *Path) recordedOn(b *builder) {
	known, _ := flowsOf(b.env, s.place)
	switch {
	case s.flowsErr != nil:
		b.section("Flow logs")
		b.row(widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown+" "+s.flowsErr.Error()))
	case known != nil:
		part := known.On(s.trace)
		part.Heading = "Flow logs"
		b.answered([]report.Part{part}, column("", 10, 40, 7), column("", 4, 24, 5))
	}
}

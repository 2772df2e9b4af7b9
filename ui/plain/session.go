package plain

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/ui/host"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// page is how many rows are said at once.
const page = 20

// own is what is kept beside a screen of the path walked.
type own struct {
	chosen bool // a row was chosen here, so that commands know which one is meant
}

// session is one conversation.
type session struct {
	o   Options
	ctx context.Context
	out output
	env screen.Env

	history host.History[own]

	lines    []widget.Line // of the screen
	said     int           // how many of them
	rows     []string      // IDs of the rows, in the order of their numbers
	question *screen.Ask   // what is to be answered first, nil for nothing
	offered  []screen.Suggestion
	seeking  bool // the question is which of several places was meant
	done     bool

	asRead  *analysis.Result // what was read; the screens show a copy of it where something is tried out
	edits   host.Edits
	leaving bool // quit was typed with edits that no file holds
}

func newSession(ctx context.Context, o Options) *session {
	if o.Analyze == nil {
		o.Analyze = analysis.Run
	}
	s := &session{o: o, ctx: ctx, out: output{bufio.NewWriter(o.Out)},
		env: screen.Env{Theme: theme.New(theme.Options{Words: true}), Profile: o.Profile,
			Together: o.Together, Views: o.Views, OnDemand: o.OnDemand}}
	s.edits.Set(o.Edits)
	s.edits.Saved(o.EditsFile)
	return s
}

// begin says what was read, and shows the first screen.
func (s *session) begin() {
	snapshot := s.env.Result.Snapshot
	who := "Account " + strings.TrimSpace(s.o.Name+" "+snapshot.AccountID)
	if n := len(s.env.Result.Accounts); n > 1 {
		who = english.Count(n, "account") + " of " + s.o.Name
	}
	words := []string{who, english.Count(s.env.FunctionCount(), "function"),
		"regions " + strings.Join(say.Regions(&s.env), ", ")}
	if at := snapshot.CapturedAt; !at.IsZero() {
		words = append(words, "read "+age(s.o.Now().Sub(at))+" ago")
	}
	s.out.say(strings.Join(words, ", ") + ".")
	if n := len(snapshot.Gaps()); n > 0 {
		s.out.sayf("%s: not everything could be read. Type gaps to see what.", english.Count(n, "gap"))
	}
	s.out.say("Type help for what can be typed.")
	if d := s.env.Draft; d != nil {
		s.out.say(sentence(d.Words() + ": " + screens.Outcome(d)))
		if s.o.Start == "" {
			s.o.Start = "edits"
		}
	}
	if s.o.Start != "" {
		s.goTo(s.o.Start)
	}
	if s.screen() == nil {
		s.visit(screen.Place{Screen: "functions"})
	}
}

// screen is what is shown, nil before the first.
func (s *session) screen() screen.Screen {
	if v := s.history.Current(); v != nil {
		return v.Screen
	}
	return nil
}

// here is what the screen that is shown may look at.
func (s *session) here() *screen.Env { return s.history.Env(&s.env) }

func (s *session) linear() screen.Linear  { l, _ := s.screen().(screen.Linear); return l }
func (s *session) list() screens.Arranged { l, _ := s.screen().(screens.Arranged); return l }
func (s *session) do(c screen.Command)    { s.tell(screen.Do{Command: c}) }

// visit goes to a place. One that is shown already is said again.
func (s *session) visit(p screen.Place) {
	p = s.history.In(p, &s.env)
	if s.history.IsAt(p) {
		s.show()
		return
	}
	next, err := screens.New(p)
	if err != nil {
		s.out.say(err.Error())
		return
	}
	s.env.Now = s.o.Now()
	s.history.Go(p, next, &s.env)
	s.arrange(p, next)
	s.shown()
}

// shown lets the screen compute what it needs, and says it.
func (s *session) shown() {
	s.tell(screen.Shown{})
	s.show()
}

// tell gives the screen a message, and does what it wants.
func (s *session) tell(msg screen.Msg) { s.carry(s.history.Tell(msg, &s.env)) }

// carry does what a screen wants.
func (s *session) carry(i screen.Intent) { host.Carry(carrier{s}, i) }

// show says the screen from its beginning.
func (s *session) show() {
	s.lines, s.said, s.rows, s.question = nil, 0, nil, nil
	s.out.say("")
	s.out.say("Screen: " + sentence(s.screen().Title()))
	if words := s.env.Draft.Whole(); words != "" {
		s.out.say(sentence(words))
	}
	if l := s.linear(); l != nil {
		s.lines = l.Linear(s.here())
	}
	for i := range s.lines {
		if id := s.lines[i].ID; id != "" {
			s.rows = append(s.rows, id)
			s.lines[i].Text = fmt.Sprintf("%d. %s", len(s.rows), s.lines[i].Text)
		}
	}
	s.more(page)
}

// more says the next rows, n at most. A heading is said with its first row.
func (s *session) more(n int) {
	rows := 0
	for ; s.said < len(s.lines); s.said++ {
		l := s.lines[s.said]
		if rows >= n {
			break
		}
		if l.Heading {
			if s.said > 0 {
				s.out.say("")
			}
			s.out.say(strings.TrimSuffix(l.Text, ".") + ".")
			continue
		}
		rows++
		s.out.say(l.Text)
	}
	left := 0
	for _, l := range s.lines[s.said:] {
		if !l.Heading {
			left++
		}
	}
	if left > 0 {
		s.out.sayf("%d more: type more, or all.", left)
	}
}

// text is the whole screen, line by line.
func (s *session) text() string {
	var b strings.Builder
	if tried := s.env.Draft.Lines(); len(tried) > 0 {
		b.WriteString(strings.Join(tried, "\n") + "\n\n")
	}
	for _, l := range s.lines {
		b.WriteString(l.Text + "\n")
	}
	return b.String()
}

// choose makes row n the one that is meant.
func (s *session) choose(n int) bool {
	if n < 1 || n > len(s.rows) {
		switch len(s.rows) {
		case 0:
			s.out.say("There is no row with a number here.")
		default:
			s.out.sayf("There is no row %d here: want 1 to %d.", n, len(s.rows))
		}
		return false
	}
	chosen := s.linear().Choose(s.rows[n-1])
	s.history.Current().Own.chosen = chosen
	if !chosen {
		s.out.sayf("Row %d is gone.", n)
	}
	return chosen
}

// screenDo carries out a command of the screen, or says why it does not apply.
func (s *session) screenDo(c screen.Command) bool {
	ok, why := s.can(c)
	if !ok {
		s.out.say(sentence(why))
		return false
	}
	s.do(c)
	return true
}

func (s *session) can(c screen.Command) (bool, string) {
	ok, why := s.screen().Can(c, s.here())
	if !ok && why == "" {
		why = "not on this screen"
	}
	return ok, why
}

// ask asks a question of a screen's own; a text is the answer to it already.
func (s *session) ask(q screen.Ask, text string) {
	if text != "" {
		s.answer(q, text)
		return
	}
	s.offer(q, q.Suggest(""))
}

// offer lets the person choose among suggestions, or type something else.
func (s *session) offer(q screen.Ask, list []screen.Suggestion) {
	s.question, s.offered, s.seeking = &q, list[:min(len(list), page)], false
	s.out.say("")
	s.out.say("Question: " + q.Title)
	for i, x := range s.offered {
		s.out.say(strings.TrimSuffix(fmt.Sprintf("%d. %s. %s", i+1, x.Word, x.What), ". "))
	}
	if n := len(list) - len(s.offered); n > 0 {
		s.out.sayf("and %d more: type a part of a name.", n)
	}
	s.out.say("Type a number or a text; cancel drops the question.")
}

// answer takes a text for the answer: the one thing that it names or, where it is
// a part of several names, asks again among those.
func (s *session) answer(q screen.Ask, text string) {
	list := q.Suggest(text)
	for _, x := range list {
		if strings.EqualFold(x.Word, text) {
			list = []screen.Suggestion{x}
			break
		}
	}
	switch {
	case len(list) == 1:
		s.question = nil
		s.carry(list[0].To)
		return
	case len(list) > 1:
		s.offer(q, list)
		return
	}
	to, err := q.Parse(text)
	if err != nil {
		s.out.say(sentence(err.Error()))
		return
	}
	s.question = nil
	s.carry(to)
}

// sentence ends a text with a full stop, unless it ends already.
func sentence(text string) string {
	if text = strings.TrimSpace(text); text == "" || strings.ContainsAny(text[len(text)-1:], ".!?:") {
		return text
	}
	return text + "."
}

// age is how long ago something was, in words.
func age(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return english.Count(max(int(d/time.Second), 0), "second")
	case d < 2*time.Hour:
		return english.Count(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return english.Count(int(d/time.Hour), "hour")
	}
	return english.Count(int(d/(24*time.Hour)), "day")
}

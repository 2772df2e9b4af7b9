package screens

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// leastLane is the width below which a lane of the ladder says too little, and
// lanes leave.
const leastLane = 15

// laneFrame is what a lane has beside its words: the glyph, and air on the right.
const laneFrame = 4

// wideLane is the width from which whole sentences stand in a lane.
const wideLane = 40

// lay makes the sections for a width.
func (s *Path) lay(env *screen.Env, w int) {
	b := newBuilder(env, s.place.Region)
	s.rows, s.offers = map[string]int{}, map[string]*fix.Fix{}
	switch {
	case s.fn == nil:
		b.gone(s.place.ID, "list-functions")
	case s.err != nil:
		b.section("")
		b.row(widget.Mark(theme.Bad, say.Arrows(env, s.rx.Named(s.err.Error()))))
		b.row(widget.Mark(theme.Dim, b.env.Words("t asks for another destination, esc goes back.",
			"Type trace for another destination, or back.")))
	default:
		s.answer(b)
		switch {
		case s.trace == nil:
		case s.pending(b): // each way that is still possible would look like an answer
			s.waitsFor(b)
		default:
			s.blockers(b)
			s.recordedOn(b)
			s.hops(b, w)
			s.changes(b)
		}
	}
	s.set(b)
}

// answer is the question and the verdict.
func (s *Path) answer(b *builder) {
	th := b.env.Theme
	b.section("Trace", prose("", 24, 9))
	question := []widget.Span{{Text: s.place.ID, Token: theme.Strong}, {Text: " " + th.Sym.Right + " "},
		{Text: s.rx.Named(s.query.To.Name()), Token: theme.Strong},
		{Text: fmt.Sprintf("  %s %d", s.query.Protocol, s.query.Port), Token: theme.Dim}}
	if s.trace == nil {
		b.row(widget.Spans(question...))
		return
	}
	if note := s.trace.Note.Reason; note != "" && note != reach.NotePublicAddresses {
		question = append(question,
			widget.Span{Text: "  " + say.Arrows(b.env, s.rx.Named(s.trace.NoteText())), Token: theme.Dim})
	}
	mark := say.VerdictMark(s.trace.Verdict)
	if s.pending(b) {
		mark = theme.VerdictPending
	}
	answer := []widget.Span{{Text: th.Glyph(mark) + " " + s.answerWords(mark), Token: answerToken(mark)},
		{Text: " " + th.Sym.Dot + " ", Token: theme.Dim}}
	b.row(widget.Spans(append(answer, question...)...))
}

// answerToken makes the answer stand out, also where it is good: it is what the
// person asked.
func answerToken(v theme.Verdict) theme.Token {
	if v == theme.VerdictFine {
		return theme.Added
	}
	return v.Token()
}

// pending says whether the answer waits for a call that is still being made.
func (s *Path) pending(b *builder) bool {
	return s.trace.Verdict == reach.Unknown &&
		slices.ContainsFunc(say.Causes(s.trace, reach.Unknown), func(c say.VerdictCause) bool {
			return b.env.Result.Pending(s.place.Region, c.Hop.Missing)
		})
}

func (s *Path) answerWords(mark theme.Verdict) string {
	word := strings.ToUpper(s.trace.Verdict.String())
	if mark == theme.VerdictPending {
		word = "STILL BEING READ"
	}
	works, unknown := 0, 0
	for i := range s.trace.Subnets {
		switch s.trace.Subnets[i].Verdict {
		case reach.Reachable:
			works++
		case reach.Unknown:
			unknown++
		}
	}
	n := len(s.trace.Subnets)
	all := fmt.Sprintf("%s from all %d subnets", word, n)
	if n == 2 {
		all = word + " from both subnets"
	}
	switch {
	case s.fn.Class == reach.ClassNotAttached:
		return word + " from Lambda's own network"
	case n == 1:
		return word + " from its one subnet"
	case works == n || unknown == n || works == 0 && s.trace.Verdict == reach.Blocked:
		return all
	case works > 0:
		return fmt.Sprintf("%s: works from %d of %d subnets", word, works, n)
	}
	return word
}

// blockers are all that keeps it from being certain, in whole sentences.
func (s *Path) blockers(b *builder) {
	th := b.env.Theme
	for _, level := range []struct {
		heading string
		verdict reach.Verdict
	}{{"Blocked by", reach.Blocked}, {"In part", reach.Partial}, {"Unknown", reach.Unknown}} {
		list := say.Causes(s.trace, level.verdict)
		if len(list) == 0 {
			continue
		}
		mark := say.VerdictMark(level.verdict)
		b.section(level.heading, column("", 1, 8, 8), column("", 6, 12, 5), prose("", 20, 9))
		for _, c := range list {
			part, text := c.Hop.Part, s.rx.Named(c.Hop.Why())
			if len(c.Hop.Missing) > 0 {
				text += ". Needs " + strings.Join(c.Hop.Missing, ", ")
			}

			spans := []widget.Span{{Text: say.Arrows(b.env, text), Token: mark.Token()}}
			if part != "" {
				spans = append(spans,
					widget.Span{Text: " " + th.Sym.Dot + " to " + say.Arrows(b.env, part), Token: theme.Dim})
			}
			var zones []string
			for _, lane := range c.Lanes {
				if z := s.zone(lane); z != "" {
					zones = append(zones, z)
				}
			}
			where := widget.Mark(mark.Token(), strings.Join(append([]string{th.Glyph(mark)}, zones...), " "))
			if zones != nil {
				where.Linear = "AZ " + strings.Join(zones, ", ")
			}
			b.link(c.Hop.Resource, where, widget.Mark(theme.Dim, say.ComponentWords(c.Hop.Component)),
				widget.Spans(spans...))
		}
	}
}

// waitsFor are the calls that are still being made and that the answer depends on.
func (s *Path) waitsFor(b *builder) {
	b.section("Waits for", prose("", 20, 9))
	seen := make(map[string]bool)
	for _, c := range say.Causes(s.trace, reach.Unknown) {
		for _, call := range c.Hop.Missing {
			if !seen[call] && b.env.Result.Pending(s.place.Region, []string{call}) {
				seen[call] = true
				b.row(widget.Mark(theme.Dim, call))
			}
		}
	}
}

func (s *Path) zone(lane int) string {
	if lane < len(s.fn.Subnets) {
		return say.ZoneLetter(s.fn.Subnets[lane].Zone)
	}
	return ""
}

// hops is the ladder, with as many lanes as there is room for.
func (s *Path) hops(b *builder, w int) {
	th := b.env.Theme
	lanes := len(s.trace.Subnets)
	room := w - 2
	if w >= 72 {
		room -= 11 // the headings on the left
	}
	room -= 14
	s.shown = max(min(room/leastLane, lanes), 1)
	s.from = max(min(s.lane-s.shown/2, lanes-s.shown), 0)
	from := s.from
	columns := []widget.SheetColumn{column("", 8, 12, 8)}
	head := []widget.Cell{{}}
	for i := from; i < from+s.shown; i++ {
		if room/s.shown >= wideLane {
			columns = append(columns, prose("", 10, 9))
		} else {
			columns = append(columns, column("", 10, wideLane, 9))
		}
		head = append(head, s.laneHead(b, i))
	}
	b.section("Hop by hop", columns...)
	subnet := target{id: s.trace.Subnets[s.lane].SubnetID, why: "no subnet: it leaves from Lambda's own network"}
	subnet.to, subnet.leads = say.PlaceOf(b.env.Result, b.region, subnet.id)
	b.goes("lane", subnet, head...)
	part := ""
	for n := 0; n < len(s.rungs); n++ {
		r := &s.rungs[n]
		if end := s.passed(n); end > n {
			s.passedRow(b, n, end)
			n = end
			continue
		}
		if r.Part != "" && r.Part != part {
			b.spanning(widget.Mark(theme.Dim, "to"), widget.Mark(theme.Dim, say.Arrows(b.env, r.Part)))
			part = r.Part
		}
		cells := []widget.Cell{widget.Mark(theme.Dim, r.Words())}
		wide := room/s.shown >= wideLane
		for _, hop := range r.Hops[from : from+s.shown] {
			if hop == nil {
				cells = append(cells, widget.Mark(theme.Dim, th.Sym.None))
				continue
			}
			mark, words := say.VerdictMark(hop.Verdict), say.HopWords(s.rx, hop)
			if wide {
				words = s.rx.Named(hop.Why())
			} else if lane := room/s.shown - laneFrame; widget.Width(words) > lane {
				words = say.FewerWords(s.rx, hop, words)
			}
			token := theme.Text
			if mark != theme.VerdictFine {
				token = mark.Token()
			}
			cells = append(cells, widget.Spans(widget.Span{Text: th.Glyph(mark) + " ", Token: mark.Token()},
				widget.Span{Text: say.Arrows(b.env, words), Token: token}))
		}
		id := fmt.Sprintf("hop:%d", n)
		s.rows[id] = n
		b.goes(id, target{}, cells...)
	}
}

// passed is the last of the rungs from n on that decide nothing and stand in the same lanes; n where they are shown one
// by one. A path that is open from everywhere shows its proof in whole.
func (s *Path) passed(n int) int {
	if s.whole || s.trace.Verdict == reach.Reachable || len(s.trace.Subnets) < 2 {
		return n
	}
	end := n
	for end < len(s.rungs) && s.rungs[end].Alike() && s.rungs[end].Part == s.rungs[n].Part &&
		s.rungs[end].SameLanes(&s.rungs[n]) {
		end++
	}
	return max(end-1, n)
}

// passedRow stands for rungs that decide nothing.
func (s *Path) passedRow(b *builder, from, to int) {
	var words, zones []string
	for n := from; n <= to; n++ {
		if w := s.rungs[n].Words(); !strings.HasPrefix(w, " ") {
			words = append(words, w)
		}
	}
	for lane, hop := range s.rungs[from].Hops {
		if z := s.zone(lane); hop != nil && z != "" {
			zones = append(zones, z)
		}
	}
	mark := theme.VerdictFine
	b.goes(fmt.Sprintf("%s%d", passedKey, from), target{}, widget.Mark(theme.Dim, "passed"),
		widget.Spans(widget.Span{Text: b.env.Theme.Glyph(mark) + " ", Token: mark.Token()},
			widget.Span{Text: strings.Join(words, ", ") + ": the same in " + strings.Join(zones, " "),
				Token: theme.Dim}))
	b.span()
}

// laneHead names a lane; the one the cursor is in is marked.
func (s *Path) laneHead(b *builder, lane int) widget.Cell {
	sub := &s.trace.Subnets[lane]
	mark := say.VerdictMark(sub.Verdict)
	name, token := say.NameOf(b.env.Result, b.region, sub.SubnetID), theme.Strong
	if sub.SubnetID == "" {
		name = "Lambda's own network"
	}
	if lane == s.lane && len(s.trace.Subnets) > 1 {
		token = theme.Match
	}
	spans := []widget.Span{{Text: b.env.Theme.Glyph(mark) + " ", Token: mark.Token()}}
	if z := s.zone(lane); z != "" {
		spans = append(spans, widget.Span{Text: z + "  ", Token: theme.Dim})
	}
	return widget.Spans(append(spans, widget.Span{Text: name, Token: token})...)
}

// changes are what opens it and what closes it.
func (s *Path) changes(b *builder) {
	if b.env.Result.Stage == analysis.Reading && s.fn.Class != reach.ClassNotAttached {
		b.section("Fix")
		b.row(widget.Mark(theme.Dim, "what would change it is worked out when everything is read"))
	}
	if s.fixes == nil {
		return
	}
	if s.fixes.err != nil {
		b.section("Fix")
		b.row(widget.Mark(theme.Warn, "could not be worked out: "+s.rx.Named(s.fixes.err.Error())))
		return
	}
	if s.trace.Verdict != reach.Reachable {
		s.opens(b)
	}
	s.offered(b, "To block it", "close", s.fixes.answer.Closes)
}

// offered are fixes that come to the same, of which one will do.
func (s *Path) offered(b *builder, heading, key string, list []fix.Fix) {
	for i := range list {
		if i > 0 {
			heading = "or"
		}
		b.section(heading, column("", 1, 2, 8), prose("", 20, 9))
		s.editRows(b, fmt.Sprintf("%s:%d:", key, i), &list[i])
	}
}

func (s *Path) opens(b *builder) {
	answer := s.fixes.answer
	s.offered(b, "Fix", "open", answer.Opens)
	if len(answer.Opens) == 0 {
		b.section("Fix", column("", 1, 2, 8), prose("", 20, 9))
		b.row(widget.Cell{},
			widget.Mark(theme.Dim, "no change to this account that was tried does it for this destination"))
	}
	for i := range answer.Left {
		b.row(widget.Mark(theme.Warn, b.env.Theme.Sym.Alert),
			widget.Mark(theme.Warn, "stays: "+say.Arrows(b.env, s.rx.Named(answer.Left[i].Why()))))
	}
	if len(answer.Opens) > 0 && answer.Opens[0].Verdict != reach.Reachable {
		b.row(widget.Cell{}, widget.Mark(theme.Dim, "with that it is "+answer.Opens[0].Verdict.String()))
	}
}

// shortCommands are commands without what is said about them.
func shortCommands(script paste.Script, profile string) string {
	script = slices.Clone(script)
	for i := range script {
		script[i].Note = ""
	}
	return script.Text(profile)
}

// editRows number the edits of a fix; each opens a what-if in which they are made.
func (s *Path) editRows(b *builder, key string, f *fix.Fix) {
	written, err := whatif.Write(b.env.Result.Snapshot, f.Edits)
	if err != nil {
		b.row(widget.Cell{}, widget.Mark(theme.Warn, err.Error()))
		return
	}
	for i := range written {
		words := say.Arrows(b.env, s.rx.Named(written[i].Words))
		spans := []widget.Span{{Text: words}}
		if f.Wider && i == len(f.Edits)-1 {
			spans = append(spans,
				widget.Span{Text: " " + b.env.Theme.Sym.Dot + " changes more than this path", Token: theme.Dim})
		}
		t := target{leads: true, command: shortCommands(written[i].CLI, b.env.Profile),
			to: screen.Place{Screen: "whatif", Region: s.place.Region, ID: s.place.ID, To: say.EditsText(f.Edits)}}
		number := widget.Cell{} // one step needs none
		if len(f.Edits) > 1 {
			number = say.EditNumber(i)
		}
		id := fmt.Sprintf("%s%d", key, i)
		s.offers[id] = f
		b.goes(id, t, number, widget.Spans(spans...))
	}
	for _, line := range fix.Say("worse", f.Worse) {
		b.row(widget.Mark(theme.Warn, b.env.Theme.Sym.Alert),
			widget.Mark(theme.Warn, say.Arrows(b.env, s.rx.Named(line))))
	}
	for _, line := range fix.Say("better", f.Better) {
		b.row(widget.Cell{}, widget.Mark(theme.Dim, say.Arrows(b.env, s.rx.Named(line))))
	}
}

package screen

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Linear is a screen that can be read from top to bottom: by a screen reader, on
// a terminal without a cursor, through a pipe. Every screen is one; a test holds
// it. Env has a theme of words then.
type Linear interface {
	// Linear is the whole of the screen, line by line. A line with an ID can be
	// opened.
	Linear(env *Env) []widget.Line
	// Choose puts the cursor on the line of this ID; false if there is none. With
	// "" commands are about the whole screen, false where that says nothing: in a
	// list it must be said which row is meant.
	Choose(id string) bool
}

// Words is one of two sentences about what to do next: the first names keys, the
// second what is typed where the screens are read as text.
func (e *Env) Words(keys, typed string) string {
	if e.Theme.Options().Words {
		return typed
	}
	return keys
}

// told are lines that lead nowhere.
func told(lines ...string) []widget.Line {
	var out []widget.Line
	for _, l := range lines {
		if l != "" {
			out = append(out, widget.Line{Text: l})
		}
	}
	return out
}

// Linear implements [Linear].
func (l *listing[T]) Linear(env *Env) []widget.Line {
	if l.table.Total() == 0 {
		return told(l.none(env)...)
	}
	return append([]widget.Line{{Text: l.summary(), Heading: true}}, l.table.Lines()...)
}

// Choose implements [Linear].
func (l *listing[T]) Choose(id string) bool { return l.table.Select(id) }

// none says why there are no rows at all.
func (l *listing[T]) none(env *Env) []string {
	if l.nothing != nil {
		return l.nothing(env)
	}
	lines := []string{"There are no " + l.many + " here."}
	if n := len(env.Result.Snapshot.Gaps()); n > 0 {
		lines = append(lines, "", "Not everything could be read. "+env.Words("! shows the ", "Type gaps to see the ")+plural(n, "gap", "gaps")+".")
	}
	return lines
}

// summary says how many rows there are, and which.
func (l *listing[T]) summary() string {
	var words []string
	filter := strings.TrimSpace(l.input.Text())
	switch shown, total := l.table.Len(), l.table.Total(); {
	case shown == 0 && l.query.Empty():
		return fmt.Sprintf("Nothing is wrong with any of the %d %s. Type faults to see all again.", total, l.many)
	case shown == 0:
		return fmt.Sprintf("No %s of %d matches %s. Type filter to drop the filter.", l.one, total, filter)
	case shown == total:
		words = append(words, plural(total, l.one, l.many))
	default:
		words = append(words, fmt.Sprintf("%d of %s", shown, plural(total, l.one, l.many)))
	}
	if !l.query.Empty() {
		words = append(words, "filter "+filter)
	}
	if l.faultsOnly {
		words = append(words, "only those with something wrong")
	}
	if key, descending := l.table.Sort(); key != "" {
		way := "sorted by "
		if descending {
			way = "sorted in reverse by "
		}
		words = append(words, way+key)
	}
	return strings.Join(words, ", ") + "."
}

// Linear implements [Linear]. Rows that lead nowhere are read, and not counted.
func (p *page) Linear(*Env) []widget.Line {
	lines := p.sheet.Lines()
	for i := range lines {
		if !p.targets[lines[i].ID].leads {
			lines[i].ID = ""
		}
	}
	return lines
}

// Choose implements [Linear].
func (p *page) Choose(id string) bool {
	if id == "" {
		p.sheet.Deselect()
		return true
	}
	return p.sheet.Select(id)
}

// Linear implements [Linear]: where the ladder has the subnets side by side, the
// text has them one after the other, in whole sentences.
func (s *Path) Linear(env *Env) []widget.Line {
	if s.trace != nil {
		b := newBuilder(env, s.place.Region)
		s.rows, s.offers = nil, map[string]*fix.Fix{}
		s.answer(b)
		s.blockers(b)
		s.steps(b)
		s.changes(b)
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
			from = "subnet " + nameOf(b.env.Result, b.region, sub.SubnetID)
		}
		if z := s.zone(lane); z != "" {
			from += ", zone " + z
		}
		b.section("Hop by hop from " + from)
		b.note(widget.Say(sub.Verdict.String()))
		for i := range sub.Hops {
			hop := &sub.Hops[i]
			part := hop.Part
			if part != "" {
				part = "to " + part
			}
			mark := verdictMark(hop.Verdict)
			b.link(hop.Resource, widget.Say(componentWords(hop.Component)), widget.Say(arrows(b.env, part)),
				widget.Say(b.env.Theme.Glyph(mark)+" "+arrows(b.env, s.rx.Named(hop.Why()))))
		}
	}
}

// Linear implements [Linear].
func (s *Diagram) Linear(env *Env) []widget.Line {
	if s.fn == nil {
		return told(s.none(env)...)
	}
	return s.diagram.Lines(env.Theme)
}

// Choose implements [Linear]: a way stands for where it ends.
func (s *Diagram) Choose(id string) bool {
	if id == "" {
		return true // whatever is asked is about the function
	}
	n, err := strconv.Atoi(id)
	return err == nil && s.diagram.SelectEnd(n)
}

// Linear implements [Linear]: for each function the services that are reached,
// or not, in the same way.
func (s *Services) Linear(env *Env) []widget.Line {
	if len(s.functions) == 0 {
		return told(s.none(env)...)
	}
	if s.answers == nil {
		return told("The way to the services was not computed. Type reload to try again.")
	}
	lines := []widget.Line{{Text: "Each line leads to the trace to its first service", Heading: true}}
	for row, f := range s.functions {
		lines = append(lines, widget.Line{Text: f.FunctionName, Heading: true})
		for _, g := range groupServices(s.answers.rows[f.PlacementKey()]) {
			way := g.answer.words()
			if g.answer.verdict != theme.VerdictFine && g.answer.why != "" {
				way += ": " + arrows(env, g.answer.why)
			}
			lines = append(lines, widget.Line{Text: strings.Join(g.named(s.services), ", ") + ": " + way, ID: fmt.Sprintf("%d %d", row, g.services[0])})
		}
	}
	return lines
}

// Choose implements [Linear].
func (s *Services) Choose(id string) bool {
	var row, column int
	if _, err := fmt.Sscanf(id, "%d %d", &row, &column); err != nil {
		return false
	}
	return s.matrix.Select(row, column)
}

// spokenOut is the way out of a function in words that need no table.
func spokenOut(f *analysis.Function, v theme.Verdict, word string) string {
	e := f.Exit()
	ok, of := e.OK, e.Of
	switch {
	case v == theme.VerdictPartial && ok > 0 && ok < of:
		return fmt.Sprintf("partial, from %d of %d subnets", ok, of)
	case v == theme.VerdictBlocked:
		return "blocked"
	case v == theme.VerdictUnknown && f.Class == reach.ClassElsewhere:
		return "unknown, routed elsewhere"
	case v == theme.VerdictUnknown:
		return "unknown"
	case word == "vpc":
		return "none, stays in the VPC"
	case word == "none" || word == "open":
		return word
	case word == "some":
		word = "some ports"
	}
	return map[theme.Verdict]string{theme.VerdictPartial: "partial", theme.VerdictFine: "open"}[v] + " on " + word
}

// spokenZones are the zones with the way out of each.
func (r *functionRow) spokenZones() string {
	words := map[theme.Verdict]string{theme.VerdictFine: "fine", theme.VerdictPartial: "partial", theme.VerdictBlocked: "blocked",
		theme.VerdictUnknown: "unknown", theme.VerdictNone: "no way out"}
	var zones []string
	for _, z := range r.zones {
		if z.used {
			zones = append(zones, zoneLetter(z.zone)+" "+words[z.verdict])
		}
	}
	return strings.Join(slices.Compact(zones), ", ")
}

// Linear implements [Linear]: the document as it is. Lines that hold the id of
// another resource lead there.
func (s *Raw) Linear(env *Env) []widget.Line {
	if s.gone != "" {
		return told(s.gone)
	}
	var lines []widget.Line
	for n := range s.document.Len() {
		line := widget.Line{Text: strings.TrimLeft(s.document.Line(n), " ")} // indentation is for the eye
		if _, ok := s.leadsFrom(env, n); ok {
			line.ID = strconv.Itoa(n)
		}
		lines = append(lines, line)
	}
	return lines
}

// Choose implements [Linear].
func (s *Raw) Choose(id string) bool {
	n, err := strconv.Atoi(id)
	if err == nil && n < s.document.Len() {
		s.document.GoTo(n)
	}
	return id == "" || err == nil
}

// Linear implements [Linear].
func (s *Changes) Linear(env *Env) []widget.Line {
	switch {
	case env.Before == nil:
		return told(noEarlier(env)...)
	case s.err != nil:
		return told("What changed could not be computed: " + s.err.Error())
	}
	return s.page.Linear(env)
}

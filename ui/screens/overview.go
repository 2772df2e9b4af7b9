package screens

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Overview is the account at a glance: what is wrong and why, what runs short,
// what is not known. Every row leads to the list or the thing that it counts.
type Overview struct {
	page
	of    *analysis.Result // what the facts are about
	know  facts
	most  int // how many of the worst causes are shown
	names int // how many functions are named beside a cause
}

// facts are what takes a while to count in a big account. They are counted once
// for a result, whatever becomes of the look and the size.
type facts struct {
	all             tally
	causes          []analysis.Cause
	headrooms       []vpcHeadroom
	headroomsUnread []regionOf // those whose interfaces are not in the snapshot
	subnets         []*freeSubnet
	subnetsUnread   []*freeSubnet
}

func factsOf(env *screen.Env) facts {
	k := facts{causes: analysis.CausesOf(env.Results())}
	for _, res := range env.Results() {
		for i := range res.Findings {
			k.all.add(&res.Findings[i])
		}
	}
	k.headrooms, k.headroomsUnread = roomsOf(env.Accounts())
	k.subnets, k.subnetsUnread = shortSubnets(env.Accounts())
	return k
}

// NewOverview makes the overview.
func NewOverview(screen.Place) *Overview { return &Overview{most: fewCauses, names: mostNames} }

// Title implements [Screen].
func (s *Overview) Title() string { return "overview" }

// Keys implements [Screen].
func (s *Overview) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.GoFunctions, screen.GoFindings, screen.GoLedger, screen.Gaps}
}

// Update implements [Screen].
func (s *Overview) Update(msg screen.Msg, _ *screen.Env) (screen.Screen, screen.Intent) {
	return s, s.update(msg)
}

// View implements [Screen]. A tall terminal has room for more causes, a wide one
// for the names of functions beside them.
func (s *Overview) View(env *screen.Env, w, h int) string {
	most := fewCauses
	if h >= 48 {
		most = manyCauses
	}
	names := mostNames
	switch {
	case w < 60:
		names = noNames
	case w < 100:
		names = 0
	}
	if most != s.most || names != s.names {
		s.most, s.names = most, names
		s.Load(env)
	}
	return s.view(env, w, h)
}

func (s *Overview) about(*screen.Env) []screen.Place { return s.rowPlaces() }

// Load implements [Screen].
func (s *Overview) Load(env *screen.Env) {
	if s.of != env.Result {
		s.of, s.know = env.Result, factsOf(env)
	}
	b, all := newBuilder(env, ""), &s.know.all
	if len(functionsOf(env)) == 0 {
		b.section("")
		for _, line := range noFunctions(env) {
			b.row(widget.Mark(theme.Strong, line))
		}
	}
	b.glance(&s.know)
	b.severities(all)
	b.waysOut()
	if env.Several() {
		b.accounts()
	}
	b.causes(&s.know, s.most, s.names)
	b.notices(all)
	b.headroom(s.know.headrooms, s.know.headroomsUnread)
	b.freeAddresses(s.know.subnets, s.know.subnetsUnread)
	b.families()
	if !env.Several() {
		b.regions()
	}
	b.unread()
	s.set(b)
}

// The widths from which sections of the overview stand side by side.
const (
	countsBeside = 72
	factsBeside  = 150
)

// gauge is how long the bars are.
const gauge = 10

// severities has one row for each severity, and the findings of it.
func (b *builder) severities(all *tally) {
	b.section("Findings", column("", 1, 1, 9), column("", 11, 11, 8), number("", 5), column("", gauge, gauge, 1))
	found := fmt.Sprintf("%d found", all.counted())
	if all.unknown > 0 {
		found += fmt.Sprintf(", %d unknown", all.unknown)
	}
	b.note(widget.Mark(theme.Dim, found))
	total := all.counted() + all.unknown
	row := func(n int, mark theme.Severity, token theme.Token, letter, word, filter string) {
		cells := []widget.Cell{{Text: letter, Token: token, Linear: word}, widget.Say(word),
			widget.Mark(theme.Strong, strconv.Itoa(n)), widget.GaugeCell(b.env.Theme, mark.Token(), n, total, gauge)}
		if n == 0 {
			for i := range cells {
				cells[i].Token = theme.Dim
			}
			b.row(cells...)
			return
		}
		b.goes("findings:"+word, leadsTo(screen.Place{Screen: "findings", Filter: filter}), cells...)
	}
	for sev := check.High; sev >= check.Info; sev-- {
		if mark := say.SeverityMark(sev); sev > check.Info || all.by[sev] > 0 {
			row(all.by[sev], mark, mark.Token(), mark.Letter(), sev.String(),
				"sev:"+sev.String()+" status:fail waived:no")
		}
	}
	if all.unknown > 0 {
		row(all.unknown, theme.SeverityUnknown, theme.Unknown, theme.SeverityUnknown.Letter(), "not checked",
			"status:unknown")
	}
	if all.waived > 0 {
		b.goes("findings:waived", leadsTo(screen.Place{Screen: "findings", Filter: "waived:yes"}),
			widget.Cell{Text: "w", Token: theme.Dim, Linear: "waived"}, widget.Mark(theme.Dim, "waived"),
			widget.Mark(theme.Dim, strconv.Itoa(all.waived)))
	}
}

// waysOut has one row for each way out, and the functions that have it.
func (b *builder) waysOut() {
	th, functions := b.env.Theme, functionsOf(b.env)
	counts := map[string]int{}
	for _, f := range functions {
		counts[say.OutWord(f)]++
	}
	b.section("Internet egress", column("", 1, 1, 9), column("", 18, 18, 8), number("", 5), column("", gauge, gauge, 1))
	b.beside(countsBeside)
	b.note(widget.Mark(theme.Dim, "of "+say.Plural(len(functions), "function", "functions")))
	for _, way := range []struct {
		out, words string // as the filter knows it, and in words
		mark       theme.Verdict
		always     bool
	}{{"broken", "broken", theme.VerdictBlocked, true},
		{"partial", "from some subnets", theme.VerdictPartial, false},
		{"open", "open", theme.VerdictFine, true},
		{"restricted", "restricted", theme.VerdictFine, true},
		{"isolated", "isolated by design", theme.VerdictNone, true},
		{"vpc-only", "VPC endpoints only", theme.VerdictNone, false},
		{"closed", "closed by rules", theme.VerdictNone, false},
		{"routed", "routed elsewhere", theme.VerdictUnknown, false},
		{"unknown", "unknown", theme.VerdictUnknown, true},
		{"pending", "still being read", theme.VerdictPending, false},
		{"no-vpc", "not in a VPC", theme.VerdictNone, true}} {
		n := counts[way.out]
		if n == 0 && !way.always {
			continue
		}
		cells := []widget.Cell{widget.Mark(way.mark.Token(), th.Glyph(way.mark)), widget.Say(way.words),
			widget.Mark(theme.Strong, strconv.Itoa(n)),
			widget.GaugeCell(th, way.mark.Token(), n, len(functions), gauge)}
		if n == 0 {
			for i := range cells {
				cells[i].Token = theme.Dim
			}
			b.row(cells...)
			continue
		}
		b.goes("out:"+way.out, leadsTo(screen.Place{Screen: "functions", Filter: "out:=" + way.out}), cells...)
	}
}

// How many of the worst causes stand in the overview, and functions beside each.
const (
	fewCauses  = 10
	manyCauses = 20
	mostNames  = 4  // functions named beside a cause
	noNames    = -1 // not even their number
)

// causes are what would mend most, worst first.
func (b *builder) causes(know *facts, most, names int) {
	causes := know.causes
	cause := column("", 46, 78, 8)
	if names == noNames {
		cause = prose("", 20, 8)
	}
	b.section("Causes", column("", 1, 1, 9), cause, column("", 11, 60, 5))
	if !slices.ContainsFunc(causes, func(c analysis.Cause) bool { return c.Status == check.Fail }) {
		words := "Nothing that was checked is wrong."
		if word := pendingWord(b.env); word != "" {
			words = "Nothing that was checked so far is wrong; still " + word + b.env.Theme.Sym.Ellipsis
		}
		if know.all.unknown > 0 {
			words += " " + say.Plural(know.all.unknown, "finding", "findings") + " could not be decided."
		}
		b.row(widget.Cell{}, widget.Mark(theme.Dim, words))
	}
	for i := range causes[:min(len(causes), most)] {
		b.cause(&causes[i], names)
	}
	if more := len(causes) - most; more > 0 {
		b.goes("causes", leadsTo(screen.Place{Screen: "findings", Filter: "status:fail waived:no"}), widget.Cell{},
			widget.Mark(theme.Dim, "and "+say.Plural(more, "more cause", "more causes")))
	}
}

// cause leads to what is to be mended or, where that is nothing that the
// snapshot holds, to the finding.
func (b *builder) cause(c *analysis.Cause, names int) {
	t := target{id: c.Resource, leads: true}
	to, ok := say.PlaceOf(b.env.In(c.Account).Result, c.Region, c.Resource)
	if !ok {
		t.id = c.Findings[0].ID
		to = findingPlace(c.Findings[0])
	}
	if len(c.Others) > 0 {
		t.id, to = c.Root.ID, screen.Place{Screen: "findings", Account: c.Account, Filter: causeFilter(c)}
	}
	t.to = to
	mark := say.SeverityMark(c.Severity)
	if c.Status == check.Unknown {
		mark = theme.SeverityUnknown
	}
	title := widget.Mark(theme.Strong, say.Arrows(b.env, say.Briefly(c.Title)))
	if b.env.Several() {
		title.Text = say.AccountName(b.env.In(c.Account)) + ": " + title.Text
	}
	if c.Severity < check.Medium {
		title.Token = theme.Text
	}
	var functions widget.Cell
	if names != noNames {
		functions = widget.Mark(theme.Dim, say.FunctionWords(c.Functions, names))
	}
	b.goes("cause:"+c.Account+"/"+c.Region+"/"+c.Impact.String()+"/"+c.Resource, t, say.SeverityCell(mark), title,
		functions)
}

// notices are what the team must be told about its waivers.
func (b *builder) notices(all *tally) {
	notices := b.env.Result.Notices
	if len(notices) == 0 {
		return
	}
	b.section("Waivers")
	for i, text := range notices {
		cell := widget.Spans(widget.Span{Text: b.env.Theme.Sym.Alert + " ", Token: theme.Warn}, widget.Span{Text: text})
		if all.waived == 0 && all.counted() == 0 {
			b.row(cell)
			continue
		}
		b.goes(fmt.Sprint("notice:", i), leadsTo(screen.Place{Screen: "findings"}), cell)
	}
}

// leadsTo is a row that opens a place.
func leadsTo(p screen.Place) target { return target{to: p, leads: true} }

// number is a column of numbers, on the right.
func number(title string, priority int) widget.SheetColumn {
	c := column(title, 1, 6, priority)
	c.Align = widget.Right
	return c
}

// beside puts the last section at the right of the one before it, from a width on.
func (b *builder) beside(from int) { b.sections[len(b.sections)-1].Beside = from }

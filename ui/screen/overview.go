package screen

import (
	"fmt"
	"strconv"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Overview is the account at a glance: what is wrong and why, what runs short,
// what is not known. Every row leads to the list or the thing that it counts.
type Overview struct {
	page
	causes int // how many of the worst causes are shown
}

// NewOverview makes the overview.
func NewOverview(Place) *Overview { return &Overview{causes: fewCauses} }

// Title implements [Screen].
func (s *Overview) Title() string { return "overview" }

// Keys implements [Screen].
func (s *Overview) Keys() []Command {
	return []Command{Open, GoFunctions, GoFindings, GoLedger, Gaps}
}

// Update implements [Screen].
func (s *Overview) Update(msg Msg, _ *Env) (Screen, Intent) { return s, s.update(msg) }

// View implements [Screen]. A tall terminal has room for more causes.
func (s *Overview) View(env *Env, w, h int) string {
	causes := fewCauses
	if h >= 48 {
		causes = manyCauses
	}
	if causes != s.causes {
		s.causes = causes
		s.Load(env)
	}
	return s.view(env, w, h)
}

func (s *Overview) about(*Env) []Place { return s.rowPlaces() }

// Load implements [Screen].
func (s *Overview) Load(env *Env) {
	b := newBuilder(env, "")
	all := tally{}
	for i := range env.Result.Findings {
		all.add(&env.Result.Findings[i])
	}
	if len(env.Result.Functions) == 0 {
		b.section("")
		for _, line := range noFunctions(env) {
			b.row(widget.Mark(theme.Strong, line))
		}
	}
	b.severities(&all)
	b.waysOut()
	b.causes(&all, s.causes)
	b.notices(&all)
	b.headroom()
	b.freeAddresses()
	b.families()
	b.regions()
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
	b.section("Findings", column("", 1, 1, 9), column("", 6, 9, 8), number("", 5), column("", gauge, gauge, 1))
	b.note(widget.Mark(theme.Dim, fmt.Sprintf("%d found", all.counted())))
	total := all.counted() + all.unknown
	row := func(n int, mark theme.Severity, token theme.Token, letter, word, filter string) {
		cells := []widget.Cell{widget.Mark(token, letter), widget.Say(word), widget.Mark(theme.Strong, strconv.Itoa(n)), widget.GaugeCell(b.env.Theme, mark.Token(), n, total, gauge)}
		if n == 0 {
			for i := range cells {
				cells[i].Token = theme.Dim
			}
			b.row(cells...)
			return
		}
		b.goes("findings:"+word, leadsTo(Place{Screen: "findings", Filter: filter}), cells...)
	}
	for sev := check.High; sev >= check.Info; sev-- {
		if mark := severityMark(sev); sev > check.Info || all.by[sev] > 0 {
			row(all.by[sev], mark, mark.Token(), mark.Letter(), sev.String(), "sev:"+sev.String()+" status:fail waived:no")
		}
	}
	if all.unknown > 0 {
		row(all.unknown, theme.SeverityUnknown, theme.Unknown, theme.SeverityUnknown.Letter(), "undecided", "status:unknown")
	}
	if all.waived > 0 {
		b.goes("findings:waived", leadsTo(Place{Screen: "findings", Filter: "waived:yes"}), widget.Mark(theme.Dim, "w"), widget.Mark(theme.Dim, "waived"),
			widget.Mark(theme.Dim, strconv.Itoa(all.waived)))
	}
}

// waysOut has one row for each way out, and the functions that have it.
func (b *builder) waysOut() {
	th, functions := b.env.Theme, b.env.Result.Functions
	counts := map[string]int{}
	for _, f := range functions {
		counts[outOf(f)]++
	}
	b.section("Way out", column("", 1, 1, 9), column("", 6, 11, 8), number("", 5), column("", gauge, gauge, 1))
	b.beside(countsBeside)
	b.note(widget.Mark(theme.Dim, "of "+plural(len(functions), "function", "functions")))
	for _, way := range []struct {
		out, word string
		mark      theme.Verdict
	}{{outOpen, "open", theme.VerdictFine}, {outRestricted, "restricted", theme.VerdictFine}, {outNone, "none", theme.VerdictNone},
		{outUnknown, "unknown", theme.VerdictUnknown}, {outElsewhere, "not in VPC", theme.VerdictNone}} {
		n := counts[way.out]
		cells := []widget.Cell{widget.Mark(way.mark.Token(), th.Glyph(way.mark)), widget.Say(way.word), widget.Mark(theme.Strong, strconv.Itoa(n)),
			widget.GaugeCell(th, way.mark.Token(), n, len(functions), gauge)}
		if n == 0 {
			for i := range cells {
				cells[i].Token = theme.Dim
			}
			b.row(cells...)
			continue
		}
		b.goes("out:"+way.out, leadsTo(Place{Screen: "functions", Filter: "out:" + way.out}), cells...)
	}
}

// How many of the worst causes stand in the overview.
const (
	fewCauses  = 10
	manyCauses = 20
)

// causes are what would mend most, worst first.
func (b *builder) causes(all *tally, most int) {
	causes := b.env.Result.Causes()
	b.section("Causes", column("", 1, 1, 9), column("", 46, 78, 8), column("", 11, 60, 5))
	if len(causes) == 0 {
		words := "Nothing that was checked is wrong."
		if all.unknown > 0 {
			words += " " + plural(all.unknown, "finding", "findings") + " could not be decided."
		}
		b.row(widget.Cell{}, widget.Mark(theme.Dim, words))
	}
	for i := range causes[:min(len(causes), most)] {
		b.cause(&causes[i])
	}
	if more := len(causes) - most; more > 0 {
		b.goes("causes", leadsTo(Place{Screen: "findings", Filter: "status:fail waived:no"}), widget.Cell{},
			widget.Mark(theme.Dim, "and "+plural(more, "more cause", "more causes")))
	}
}

// cause leads to what is to be mended or, where that is nothing that the
// snapshot holds, to the finding.
func (b *builder) cause(c *analysis.Cause) {
	t := target{id: c.Resource, leads: true}
	ok := false
	if t.to, ok = placeOf(b.env.Result, c.Region, c.Resource); !ok {
		t.to = Place{Screen: "finding", Region: c.Region, ID: c.Findings[0].ID}
		t.id = c.Findings[0].ID
	}
	mark := severityMark(c.Severity)
	title := widget.Mark(theme.Strong, arrows(b.env, briefly(c.Title)))
	if c.Severity < check.Medium {
		title.Token = theme.Text
	}
	b.goes("cause:"+c.Region+"/"+c.Resource, t, severityCell(mark), title, widget.Mark(theme.Dim, functionWords(c.Functions, 4)))
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
		b.goes(fmt.Sprint("notice:", i), leadsTo(Place{Screen: "findings"}), cell)
	}
}

// leadsTo is a row that opens a place.
func leadsTo(p Place) target { return target{to: p, leads: true} }

// number is a column of numbers, on the right.
func number(title string, priority int) widget.SheetColumn {
	c := column(title, 1, 6, priority)
	c.Align = widget.Right
	return c
}

// beside puts the last section at the right of the one before it, from a width on.
func (b *builder) beside(from int) { b.sections[len(b.sections)-1].Beside = from }

package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
)

// summary is the first page: the answer, the functions by internet egress, the findings by severity, and what could
// not be read.
func (h *htmlScan) summary() {
	p := h.page
	h.part("summary", "Summary", 0)
	p.line("p", strings.Join(h.lead(), " "), "class", "lead")
	for _, notice := range h.of.Notices {
		p.line("p", notice, "class", "alert warn")
	}
	p.open("div", "class", "cards")
	h.egressCard()
	h.severityCard()
	h.readCard()
	p.end("div")
	h.accountTable()
	p.sign()
	p.end("section")
}

// tally is a row of a card: how many of what.
type tally struct {
	class, label string
	count        int
	filter       string // what the list below shows when it is chosen, "" for all
}

// card is a box of counts, each with a bar as long as its share, and what has to be said besides.
func (h *htmlScan) card(title, list, besides string, rows []tally) {
	p, all := h.page, 0
	for _, r := range rows {
		all += r.count
	}
	p.open("div", "class", "card")
	p.line("h3", title)
	p.open("table")
	for _, r := range rows {
		p.open("tr", "class", r.class)
		p.open("th", "scope", "row")
		p.put("a", r.label, "href", list, "data-filter", r.filter)
		p.end("th")
		p.line("td", strconv.Itoa(r.count), "class", "num")
		p.open("td", "class", "bar", "aria-hidden", "true")
		p.open("svg", "viewBox", "0 0 100 8", "preserveAspectRatio", "none")
		p.put("rect", "", "class", "rail", "width", "100", "height", "8")
		p.put("rect", "", "class", "fill", "width", strconv.Itoa(share(r.count, all)), "height", "8")
		p.end("svg", "td", "tr")
	}
	p.end("table")
	if besides != "" {
		p.put("p", besides, "class", "unknown")
	}
	p.end("div")
}

// share is a part of all in percent; what is there at all is seen.
func share(n, all int) int {
	if n == 0 || all == 0 {
		return 0
	}
	return max(n*100/all, 2)
}

// egress is a row of the table of what functions reach of the internet.
type egress struct {
	kind         analysis.ExitKind
	label, class string
}

func egressKinds() []egress {
	return []egress{
		{analysis.ExitOpen, "entire internet", "warn"},
		{analysis.ExitRestricted, "part of the internet", "plain"},
		{analysis.ExitLambda, "Lambda's own network", "plain"},
		{analysis.ExitSome, "from some subnets only", "warn"},
		{analysis.ExitBroken, "broken", "bad"},
		{analysis.ExitClosed, "none: rules block it", "muted"},
		{analysis.ExitPrivate, "none by design", "muted"},
		{analysis.ExitRouted, "unknown: routed elsewhere", "unknown"},
		{analysis.ExitUnknown, "unknown", "unknown"},
		{analysis.ExitPending, "not read yet", "unknown"},
	}
}

func egressOf(kind analysis.ExitKind) egress {
	for _, e := range egressKinds() {
		if e.kind == kind {
			return e
		}
	}
	return egress{kind, string(kind), "unknown"}
}

func (h *htmlScan) egressCard() {
	counts := make(map[analysis.ExitKind]int)
	for _, f := range h.functions {
		counts[f.Exit().Kind]++
	}
	var rows []tally
	for _, e := range egressKinds() {
		if n := counts[e.kind]; n > 0 {
			rows = append(rows, tally{e.class, e.label, n, "egress=" + string(e.kind)})
		}
	}
	besides := ""
	if unread := h.unread(); len(unread) > 0 {
		besides = "and those of " + strings.Join(unread, ", ") + ", which were not read"
	}
	h.card(english.Count(len(h.functions), "function")+" by internet egress", "#functions", besides, rows)
}

func (h *htmlScan) severityCard() {
	counts := make(map[check.Severity]int)
	unknown, waived := 0, 0
	for i := range h.findings {
		switch f := &h.findings[i]; {
		case f.Waived != nil:
			waived++
		case f.Status == check.Unknown:
			unknown++
		default:
			counts[f.Severity]++
		}
	}
	var rows []tally
	for s := check.High; s >= check.Info; s-- {
		rows = append(rows, tally{severityClass(s), s.String(), counts[s], "severity=" + s.String()})
	}
	rows = append(rows, tally{"unknown", "could not be checked", unknown, "status=unknown"})
	if waived > 0 {
		rows = append(rows, tally{"muted", "accepted", waived, "status=waived"})
	}
	h.card(english.Count(len(h.findings), "finding")+" by severity", "#causes", "", rows)
}

// readCard says what is missing, and that nothing is where that is so.
func (h *htmlScan) readCard() {
	p, gaps := h.page, h.snapshot().Gaps()
	p.open("div", "class", "card")
	p.line("h3", "What was read")
	if len(gaps) == 0 {
		p.line("p", "Every API call was answered.", "class", "good")
		if slices.ContainsFunc(h.findings, func(f check.Finding) bool { return f.Status == check.Unknown }) {
			p.line("p", "What could not be checked all the same needs what no call tells, or what was not asked: it "+
				"is among the findings.", "class", "unknown")
		}
		p.end("div")
		return
	}
	p.line("p", countWere(len(gaps), "API call")+" not read. What depends on them is unknown, which is not safe.",
		"class", "unknown")
	p.open("ul", "class", "plain")
	calls := make(map[string]int)
	for _, g := range gaps {
		calls[g.Call]++
	}
	names := slices.Sorted(maps.Keys(calls))
	for _, name := range names[:min(len(names), namesShown)] {
		p.open("li")
		p.put("code", name)
		if calls[name] > 1 {
			p.text(fmt.Sprintf(" (%d times)", calls[name]))
		}
		p.end("li")
	}
	if more := len(names) - namesShown; more > 0 {
		p.line("li", fmt.Sprintf("and %d more", more))
	}
	p.end("ul")
	p.open("p")
	p.put("a", "Why, and all of them", "href", "#gaps")
	p.end("p", "div")
}

package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
)

// causeList is the things to fix, in the order in which to do it, each with its findings, their proof and their fixes.
func (h *htmlScan) causeList() {
	p := h.page
	h.filters() // before the part, as it filters what follows it too
	h.part("causes", "Fix first", len(h.causes))
	heading := ""
	for i := range h.causes {
		c := &h.causes[i]
		if next := headingOf(c); next != heading {
			if heading != "" {
				p.end("div")
			}
			heading = next
			p.open("div", "class", "group")
			p.line("h3", heading)
		}
		h.cause(c, i+1)
	}
	if heading != "" {
		p.end("div")
	} else {
		p.line("p", "Nothing to fix was found.", "class", "quiet")
	}
	p.line("p", "Nothing here fits what is chosen above.", "class", "none quiet")
	p.end("section")
}

// filters are what the script works with. Without it they are not seen.
func (h *htmlScan) filters() {
	p := h.page
	p.open("form", "class", "filters", "role", "search", "aria-label", "Filter causes and functions")
	p.open("label", "class", "find")
	p.put("span", "Search")
	p.open("input", "type", "search", "name", "text", "autocomplete", "off", "spellcheck", "false", "placeholder",
		"name, id, CIDR, check …   /")
	p.end("label")
	p.choice("severity", "Severity", []string{"high", "medium", "low", "info"}, nil)
	p.choice("status", "Status", []string{"fail", "unknown", "waived"},
		[]string{"wrong", "could not be checked", "accepted"})
	var checks []string
	for i := range h.findings {
		checks = append(checks, h.findings[i].Check)
	}
	slices.Sort(checks)
	p.choice("check", "Check", slices.Compact(checks), nil)
	var kinds, words []string
	for _, e := range egressKinds() {
		if slices.ContainsFunc(h.functions, func(f *analysis.Function) bool { return f.Exit().Kind == e.kind }) {
			kinds, words = append(kinds, string(e.kind)), append(words, e.label)
		}
	}
	p.choice("egress", "Internet egress", kinds, words)
	p.line("button", "Reset", "type", "reset")
	p.put("output", "", "aria-live", "polite")
	p.end("form")
}

// choice is a list to choose one from, or none. Values are their own words where there are no others.
func (p *page) choice(name, label string, values, words []string) {
	p.open("label")
	p.put("span", label)
	p.open("select", "name", name)
	p.b.WriteString(`<option value="">any</option>`)
	for i, value := range values {
		word := value
		if words != nil {
			word = words[i]
		}
		p.put("option", word, "value", value)
	}
	p.end("select", "label")
}

// badge is a severity, or the mark of what could not be checked.
func (p *page) badge(s check.Severity, status check.Status) {
	if status == check.Unknown {
		p.put("span", "unknown", "class", "badge unknown", "title", s.String()+", could not be checked")
		return
	}
	p.put("span", s.String(), "class", "badge "+severityClass(s))
}

// keyOf is what a finding is chosen by: severity, status and check.
func keyOf(f *check.Finding) string {
	status := string(f.Status)
	if f.Waived != nil {
		status = "waived"
	}
	return f.Severity.String() + "|" + status + "|" + f.Check
}

func keysOf(findings []*check.Finding) string {
	var keys []string
	for _, f := range findings {
		keys = append(keys, keyOf(f))
	}
	slices.Sort(keys)
	return strings.Join(slices.Compact(keys), " ")
}

func (h *htmlScan) cause(c *analysis.Cause, number int) {
	p := h.page
	attributes := []string{"class", "cause", "id", "cause-" + strconv.Itoa(number), "data-keys", keysOf(c.Findings)}
	if number == 1 { // what is in the others is seen in the first
		p.is("open", "details", attributes...)
	} else {
		p.open("details", attributes...)
	}
	p.open("summary")
	p.badge(c.Severity, c.Status)
	title := c.Title
	if len(c.Others) > 0 {
		title += ": " + english.FirstOf(namesOf(h.of.Of(c.Account), c), namesShown)
	}
	p.put("span", title, "class", "what")
	touches := english.Count(len(c.Functions), "function")
	p.put("span", touches, "class", "many")
	p.end("summary")
	p.open("div", "class", "body")
	p.open("p", "class", "where quiet")
	p.text(strings.Join(slices.DeleteFunc([]string{h.account(c.Account), c.Region, strings.Join(c.Checks(), ", ")},
		func(s string) bool { return s == "" }), " · "))
	p.end("p")
	h.functionLinks(c.Account, c.Region, c.Functions)
	last, fix := "", ""
	for i, f := range h.byCheck(c) {
		if f.Check != last {
			last = f.Check
			h.whyOf(f)
		}
		fix = h.finding(f, fix, i > 0)
	}
	p.end("div", "details")
}

// byCheck are the findings of a cause, the root's check first, those of one check together.
func (h *htmlScan) byCheck(c *analysis.Cause) []*check.Finding {
	order := c.Checks()
	place := func(f *check.Finding) int {
		if f.Check == c.Root.Check {
			return -1
		}
		return slices.Index(order, f.Check)
	}
	out := slices.Clone(c.Findings)
	slices.SortStableFunc(out, func(a, b *check.Finding) int { return place(a) - place(b) })
	return out
}

// whyOf says once for all findings of a check why it matters.
func (h *htmlScan) whyOf(f *check.Finding) {
	p := h.page
	p.open("div", "class", "why")
	p.open("h4")
	if known := check.Find(f.Check); known != nil {
		p.text(known.Title + " ")
	}
	p.put("code", f.Check)
	p.end("h4")
	p.line("p", f.Why)
	if len(f.Compliance) > 0 {
		p.line("p", strings.Join(f.Compliance, ", "), "class", "quiet")
	}
	if len(f.References) > 0 {
		p.open("ul", "class", "plain links")
		for _, r := range f.References {
			p.open("li")
			p.link(r)
			p.end("li")
		}
		p.end("ul")
	}
	p.end("div")
}

// finding is one finding with its proof and its fix. before is the fix that stands above: it is not said twice.
func (h *htmlScan) finding(f *check.Finding, before string, touches bool) (fix string) {
	p := h.page
	p.open("article", "class", "finding", "id", h.mark(f), "data-keys", keyOf(f))
	p.open("h5")
	p.text(f.Title)
	p.end("h5")
	x := h.region(f.Account, f.Region)
	p.open("p", "class", "where quiet")
	p.put("code", nameAndID(x, f.Resource))
	if touches && len(f.Functions) > 0 {
		p.text(" · " + english.Count(len(f.Functions), "function") + ": " + english.FirstOf(f.Functions, namesShown))
	}
	p.end("p")
	if len(f.Missing) > 0 {
		p.line("p", "What would settle it: "+strings.Join(f.Missing, ", "), "class", "unknown")
	}
	if len(f.Evidence) > 0 {
		p.open("div", "class", "scroll", "tabindex", "0")
		p.open("table", "class", "proof")
		for _, e := range f.Evidence {
			p.open("tr")
			p.open("td")
			p.put("code", nameAndID(x, e.Resource))
			p.end("td")
			p.put("td", e.Rule)
			p.put("td", e.Says)
			p.end("tr")
		}
		p.end("table", "div")
	}
	text := f.Fix.Text(h.profile(f.Account))
	fix = text.Summary + "\x00" + text.CLI + "\x00" + text.Terraform
	switch {
	case fix == "\x00\x00":
	case fix == before:
		p.line("p", "The fix is the one above.", "class", "quiet")
	default:
		p.open("div", "class", "fix")
		p.line("p", text.Summary)
		p.script("AWS CLI", text.CLI)
		p.script("Terraform", text.Terraform)
		p.end("div")
	}
	p.end("article")
	return fix
}

// script is a text to be pasted.
func (p *page) script(name, text string) {
	if text == "" {
		return
	}
	p.open("details", "class", "script")
	p.put("summary", name)
	p.open("pre")
	p.put("code", strings.TrimRight(text, "\n"))
	p.end("pre", "details")
}

// linksShown is how many functions of a cause are named before the rest is a number.
const linksShown = 24

func (h *htmlScan) functionLinks(account, region string, names []string) {
	if len(names) == 0 {
		return
	}
	p := h.page
	p.open("p", "class", "who")
	for i, name := range names[:min(len(names), linksShown)] {
		if i > 0 {
			p.text(" ")
		}
		n, ok := h.numbers[functionName{account, region, name}]
		if !ok {
			p.put("span", name)
			continue
		}
		p.put("a", name, "href", "#function-"+strconv.Itoa(n))
	}
	if more := len(names) - linksShown; more > 0 {
		p.text(fmt.Sprintf(" and %d more", more))
	}
	p.end("p")
}

// accepted are the findings that the team has waived: they stay visible, and count no more.
func (h *htmlScan) accepted() {
	var rows [][]string
	for i := range h.findings {
		f := &h.findings[i]
		if w := f.Waived; w != nil {
			rows = append(rows, []string{strings.TrimSpace(h.account(f.Account) + " " + f.Region), f.Check, f.Title,
				w.Reason, w.Owner, w.Expires})
		}
	}
	if len(rows) == 0 {
		return
	}
	h.part("accepted", "Accepted by the team", len(rows))
	h.table([]string{"Where", "Check", "Finding", "Reason", "Owner", "Until"}, nil, rows)
	h.page.end("section")
}

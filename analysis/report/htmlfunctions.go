package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/netset"
)

// functionList is every function, what a person should look at first at the top: a line each, and all of it behind.
func (h *htmlScan) functionList() {
	p := h.page
	h.part("functions", "Functions", len(h.order))
	if len(h.order) == 0 {
		words := "There are none."
		if len(h.unread()) > 0 {
			words = "They were not read: see what could not be read."
		}
		p.line("p", words, "class", "quiet")
	}
	for i, f := range h.order {
		h.function(f, i+1)
	}
	p.line("p", "Nothing here fits what is chosen above.", "class", "none quiet")
	p.end("section")
}

func (h *htmlScan) function(f *analysis.Function, number int) {
	p, exit := h.page, f.Exit()
	out := egressOf(exit.Kind)
	p.open("details", "class", "function", "id", "function-"+strconv.Itoa(number), "data-keys", keysOf(f.Findings),
		"data-egress", string(exit.Kind))
	p.open("summary")
	switch mark := functionMark(f); {
	case f.Worst() > 0:
		p.badge(f.Worst(), check.Fail)
	case mark.tone == Question:
		p.badge(check.Info, check.Unknown)
	default:
		p.put("span", "fine", "class", "badge good")
	}
	p.put("span", f.FunctionName, "class", "what")
	p.put("span", h.place(f), "class", "place quiet")
	p.put("span", egressWords(exit, f), "class", "out "+out.class)
	p.put("span", f.Headline, "class", "line quiet")
	p.end("summary")
	p.open("div", "class", "body")
	h.facts(f)
	h.functionFindings(f)
	h.figure(f, number)
	p.end("div", "details")
}

// place is where a function sits, as far as that tells it from others.
func (h *htmlScan) place(f *analysis.Function) string {
	parts := []string{}
	if h.several() {
		parts = append(parts, h.account(f.Account))
	}
	if len(h.regions()) > 1 {
		parts = append(parts, f.Place.Region)
	}
	return strings.Join(append(parts, string(f.Class)), " · ")
}

// mostPorts is how long a list of ports may be to stand in a line beside others.
const mostPorts = 24

// egressWords are what a function reaches of the internet.
func egressWords(e analysis.Exit, f *analysis.Function) string {
	switch e.Kind {
	case analysis.ExitRestricted:
		if ports := f.Internet.Sets.Can().Ports().Human(); len(ports) <= mostPorts {
			return ports
		}
	case analysis.ExitSome:
		return fmt.Sprintf("from %d of %d subnets", e.OK, e.Of)
	}
	return egressOf(e.Kind).label
}

// fact is a label and what it says.
func (p *page) fact(label, text string) {
	if text == "" {
		return
	}
	p.open("div")
	p.put("dt", label)
	p.put("dd", text)
	p.end("div")
}

func (h *htmlScan) facts(f *analysis.Function) {
	p, x := h.page, h.region(f.Account, f.Place.Region)
	p.open("dl", "class", "facts")
	p.fact("ARN", f.FunctionArn)
	egress := egressWords(f.Exit(), f)
	if f.Exit().Kind == analysis.ExitRestricted {
		egress = f.Internet.Sets.Can().Human(netset.MaxRanges(4))
	}
	p.fact("Internet egress", egress)
	p.fact("Placement", string(f.Class))
	if f.VPCID != "" {
		p.fact("VPC", nameAndID(x, f.VPCID))
	}
	var groups []string
	for _, g := range f.Groups {
		groups = append(groups, nameAndID(x, g))
	}
	p.fact("Security groups", strings.Join(groups, ", "))
	p.fact("Role", f.Role)
	p.fact("Runtime", string(f.Runtime))
	p.end("dl")
}

// subnets are where a function sends from, and how each of them leads to the internet.
func (h *htmlScan) subnets(f *analysis.Function) {
	if len(f.Subnets) == 0 {
		return
	}
	x := h.region(f.Account, f.Place.Region)
	var rows [][]string
	for i := range f.Subnets {
		s := &f.Subnets[i]
		why := s.Why.String()
		if x != nil {
			why = x.Named(why)
		}
		row := []string{cmp.Or(s.Zone, "unknown"), nameAndID(x, s.ID), "", string(s.Class), s.Internet.String(), why}
		if s.Subnet != nil {
			row[0], row[2] = cmp.Or(s.Subnet.AvailabilityZone, row[0]), s.Subnet.CidrBlock
		}
		rows = append(rows, row)
	}
	h.table([]string{"AZ", "Subnet", "Range", "Placement", "Internet", "Why"}, nil, rows)
}

func (h *htmlScan) functionFindings(f *analysis.Function) {
	p := h.page
	if len(f.Findings) == 0 {
		p.line("p", "No check found anything about it.", "class", "quiet")
		return
	}
	p.open("ul", "class", "found")
	for _, one := range f.Findings {
		p.open("li")
		p.badge(one.Severity, one.Status)
		p.text(" ")
		if one.Waived != nil {
			p.text(one.Title + " (accepted" + waivedText(one.Waived) + ")")
		} else {
			p.put("a", one.Title, "href", "#"+h.mark(one))
		}
		p.text(" ")
		p.put("code", one.Check)
		p.end("li")
	}
	p.end("ul")
}

// figure is the function's network. That of several is in the page once; under the others the script puts a copy, with
// their names in it, when somebody opens them.
func (h *htmlScan) figure(f *analysis.Function, number int) {
	n := h.nets[f.PlacementKey()]
	if n == nil {
		return
	}
	p := h.page
	if n.first != number {
		p.put("figure", "", "class", "net", "data-as", "function-"+strconv.Itoa(n.first), "data-name",
			short(f.FunctionName, svgWidest))
		p.open("p", "class", "same quiet")
		p.text("Its network is that of ")
		p.put("a", h.order[n.first-1].FunctionName, "href", "#function-"+strconv.Itoa(n.first))
		p.text(".")
		p.end("p")
		return
	}
	p.open("figure", "class", "net")
	h.subnets(f)
	p.open("div", "class", "scroll", "tabindex", "0")
	n.in(p, f)
	p.end("div")
	p.open("figcaption")
	n.words(p)
	if n.functions > 1 {
		p.line("p", english.Count(n.functions, "function")+" have this placement and network.", "class", "quiet")
	}
	p.end("figcaption", "figure")
}

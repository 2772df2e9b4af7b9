package report

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/awsdata"
)

// writeScanHTML writes the report that a reviewer reads, searches, prints and signs.
func writeScanHTML(w io.Writer, s *Scan) error {
	h := &htmlScan{scan: s, scanned: s.scanned(), numbers: make(map[functionName]int),
		marks: make(map[findingName]int)}
	h.order = slices.Clone(h.functions)
	slices.SortStableFunc(h.order, analysis.Compare)
	for i, f := range h.order {
		h.numbers[functionName{f.Account, f.Place.Region, f.FunctionName}] = i + 1
	}
	for i := range h.findings {
		h.marks[findingName{h.findings[i].Account, h.findings[i].ID}] = i + 1
	}
	if err := h.draw(); err != nil {
		return err
	}
	f := &frame{title: h.about() + " - vpclens", version: s.Version, body: h.body}
	return f.writeTo(w)
}

// htmlScan is the page of a scan while it is written.
type htmlScan struct {
	scan *Scan
	*scanned
	page    *page
	order   []*analysis.Function // what a person should look at first comes first
	numbers map[functionName]int // of the functions in that order, from 1
	marks   map[findingName]int  // the numbers of findings, from 1: their ids are no names of places in a page
	nets    map[string]*net      // by placement
}

// functionName names a function among those of all accounts.
type functionName struct{ account, region, name string }

// about is what the report is about.
func (h *htmlScan) about() string {
	switch id := h.of.Snapshot.AccountID; {
	case h.several():
		return english.Count(len(h.results), "account")
	case id != "":
		return "Account " + id
	}
	return "An account"
}

// findingName names a finding among those of all accounts.
type findingName struct{ account, id string }

// mark is the name of a finding's place in the page.
func (h *htmlScan) mark(f *check.Finding) string {
	return "finding-" + strconv.Itoa(h.marks[findingName{f.Account, f.ID}])
}

func (h *htmlScan) body(p *page) {
	h.page = p
	h.head()
	p.open("main", "id", "report")
	h.summary()
	h.controls()
	h.causeList()
	h.accepted()
	h.functionList()
	h.gaps()
	h.colophon()
	p.end("main")
}

// part is a section with its heading, its number of things beside it where there are any.
func (h *htmlScan) part(id, title string, n int) {
	h.page.open("section", "id", id)
	h.page.open("h2")
	h.page.text(title)
	if n > 0 {
		h.page.text(" ")
		h.page.put("span", strconv.Itoa(n), "class", "n")
	}
	h.page.end("h2")
}

func (h *htmlScan) head() {
	p, s := h.page, h.of.Snapshot
	p.open("header", "class", "head")
	p.line("p", "vpclens: what Lambda functions can reach", "class", "brand")
	p.line("h1", h.about())
	p.open("p", "class", "quiet")
	parts := []string{strings.Join(h.regions(), ", ")}
	if s.CapturedAt.IsZero() {
		parts = append(parts, "when it was read is unknown")
	} else {
		parts = append(parts, "read "+s.CapturedAt.UTC().Format("2 January 2006, 15:04 UTC"))
	}
	p.text(strings.Join(parts, " · "))
	p.end("p")
	p.open("nav", "aria-label", "Parts of the report")
	p.put("a", "Summary", "href", "#summary")
	if h.scan.Framework.Name != "" {
		p.put("a", h.scan.Framework.Title, "href", "#controls")
	}
	p.put("a", "Fix first", "href", "#causes")
	p.put("a", "Functions", "href", "#functions")
	if len(h.snapshot().Gaps()) > 0 {
		p.put("a", "What could not be read", "href", "#gaps")
	}
	p.put("a", "About this report", "href", "#about")
	p.end("nav", "header")
}

// lead is the answer in a few sentences.
func (h *htmlScan) lead() []string {
	touched := func(is func(*analysis.Cause) bool) (causes, functions int) {
		seen := make(map[functionName]bool)
		for i := range h.causes {
			c := &h.causes[i]
			if !is(c) {
				continue
			}
			causes++
			for _, name := range c.Functions {
				seen[functionName{c.Account, c.Region, name}] = true
			}
		}
		return causes, len(seen)
	}
	var out []string
	say := func(impact check.Impact, one, several string) {
		n, functions := touched(func(c *analysis.Cause) bool {
			return c.Status == check.Fail && c.Impact == impact
		})
		switch {
		case n == 1:
			out = append(out, "1 "+one+ofThem(functions)+".")
		case n > 1:
			out = append(out, strconv.Itoa(n)+" "+several+ofThem(functions)+".")
		}
	}
	say(check.Broken, "thing is broken now", "things are broken now")
	say(check.Partly, "thing is broken from some subnets", "things are broken from some subnets")
	say(check.Soon, "thing is about to break", "things are about to break")
	say(check.Exposed, "thing is exposed", "things are exposed")
	say(check.Tighter, "thing could be tighter", "things could be tighter")
	if n, functions := touched(func(c *analysis.Cause) bool { return c.Status == check.Unknown }); n > 0 {
		out = append(out, countWere(n, "question")+" not answered"+ofThem(functions)+".")
	}
	if len(out) == 0 {
		out = append(out, "No check found anything.")
	}
	if unread := h.unread(); len(unread) > 0 {
		out = append(out, "The functions of "+strings.Join(unread, ", ")+" were not read: nothing is said of them.")
	}
	return out
}

// ofThem is how many functions something is about, if any.
func ofThem(functions int) string {
	if functions == 0 {
		return ""
	}
	return " (" + english.Count(functions, "function") + ")"
}

// accountTable lists the accounts, where there are several: those in which most is wrong first.
func (h *htmlScan) accountTable() {
	if !h.several() {
		return
	}
	gaps := make(map[string]int)
	for _, g := range h.snapshot().Gaps() {
		gaps[g.Account]++
	}
	results := slices.Clone(h.results)
	slices.SortStableFunc(results, func(a, b *analysis.Result) int {
		return worstOf(b.Findings).compare(worstOf(a.Findings))
	})
	var rows [][]string
	for _, r := range results {
		id, functions := r.Snapshot.AccountID, strconv.Itoa(len(r.Functions))
		if len(r.Functions) == 0 && len(r.Unread()) > 0 {
			functions = "not read"
		}
		rows = append(rows, []string{h.account(id), id, functions, strconv.Itoa(gaps[id]), summary(r.Findings)})
	}
	h.table([]string{"Account", "Id", "Functions", "Not read", "Findings"}, []int{2, 3}, rows)
}

// table is a table of texts; the columns that are numbers are given.
func (h *htmlScan) table(titles []string, numbers []int, rows [][]string) {
	p := h.page
	class := func(column int) string {
		if slices.Contains(numbers, column) {
			return "num"
		}
		return ""
	}
	// A short word is not broken at its hyphens: us-east-1a.
	one := func(column int, cell string) string {
		if class := class(column); class != "" || len(cell) > 24 || strings.Contains(cell, " ") {
			return class
		}
		return "one"
	}
	p.open("div", "class", "scroll", "tabindex", "0")
	p.open("table", "class", "rows")
	p.open("thead")
	p.open("tr")
	for i, title := range titles {
		p.put("th", title, "scope", "col", "class", class(i))
	}
	p.end("tr", "thead")
	p.open("tbody")
	for _, row := range rows {
		p.open("tr")
		for i, cell := range row {
			p.put("td", cell, "class", one(i, cell))
		}
		p.end("tr")
	}
	p.end("tbody", "table", "div")
}

// controls are those of the framework that was asked for.
func (h *htmlScan) controls() {
	if h.scan.Framework.Name == "" {
		return
	}
	controls := controlsOf(h.scanned, h.scan.Framework)
	h.part("controls", h.scan.Framework.Title, len(controls))
	h.page.line("p", "A control passes as far as functions and their network go: these checks see nothing else.",
		"class", "quiet")
	var rows [][]string
	for i := range controls {
		c := &controls[i]
		var ids []string
		for _, one := range c.Checks {
			ids = append(ids, one.ID)
		}
		rows = append(rows, []string{c.status(), c.ID, strconv.Itoa(len(c.findings)), strings.Join(ids, ", ")})
	}
	h.table([]string{"Status", "Control", "Findings", "Checks"}, []int{2}, rows)
	h.page.end("section")
}

// gaps are the calls that brought no answer, those of one cause together.
func (h *htmlScan) gaps() {
	gaps := h.snapshot().Gaps()
	if len(gaps) == 0 {
		return
	}
	h.part("gaps", "What could not be read", len(gaps))
	h.page.line("p", "A gap is not an empty list: what depends on it is unknown.", "class", "quiet")
	var rows [][]string
	at := make(map[string]int)
	for _, g := range gaps {
		why := g.Cause.Text()
		if g.Message != "" {
			why += " (" + g.Message + ")"
		}
		place := strings.TrimSpace(h.account(g.Account) + " " + g.Region)
		key := place + "\x00" + why
		if i, ok := at[key]; ok {
			rows[i][1] += ", " + g.Call
			continue
		}
		at[key] = len(rows)
		rows = append(rows, []string{place, g.Call, why})
	}
	h.table([]string{"Where", "Call", "Why"}, nil, rows)
	h.page.end("section")
}

// colophon is what the report rests on.
func (h *htmlScan) colophon() {
	p := h.page
	h.part("about", "About this report", 0)
	p.open("p", "class", "quiet")
	p.text("Computed offline from what the AWS APIs described, by " + strings.TrimSpace("vpclens "+h.scan.Version) +
		": security groups, network ACLs, routes, gateways, endpoints and peerings together. No packet was sent and " +
		"nothing was changed. ")
	p.put("strong", "Unknown")
	p.text(" means that a call was not read; it never means safe.")
	p.end("p")
	p.end("section")
}

// sign is the place to sign, on paper.
func (p *page) sign() {
	p.open("dl", "class", "sign")
	for _, line := range []string{"Reviewed by", "Date", "Decision"} {
		p.open("div")
		p.put("dt", line)
		p.put("dd", "")
		p.end("div")
	}
	p.end("dl")
}

// region is the index of a region, nil where no run made one.
func (h *htmlScan) region(account, region string) *awsdata.RegionIndex {
	if of := h.of.Of(account); of != nil && of.Index != nil {
		return of.Index.Region(region)
	}
	return nil
}

// severityClass is the class of a severity on a page.
func severityClass(s check.Severity) string {
	switch s {
	case check.High:
		return "bad"
	case check.Medium:
		return "warn"
	case check.Low:
		return "plain"
	}
	return "muted"
}

// nameAndID is a thing's name with its id behind it, or the id alone.
func nameAndID(x *awsdata.RegionIndex, id string) string {
	if x == nil {
		return id
	}
	if name := cmp.Or(x.NameOf(id), id); name != id {
		return name + " (" + id + ")"
	}
	return id
}

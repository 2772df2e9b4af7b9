package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/compare"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// CompareSchema names the form of the JSON in which two functions are compared.
const CompareSchema = "vpclens.compare/v1"

// Compare is a comparison of two functions, to be written.
type Compare struct {
	Result    *analysis.Result // that leads to the accounts of both
	Functions [2]*analysis.Function
	Rows      []compare.Row
	All       bool // the rows of which the answers are the same as well
	Look      Look
}

type compareDocument struct {
	Schema    string             `json:"schema"`
	Functions [2]compareFunction `json:"functions"`
	Differing int                `json:"differing"`
	Rows      []compareRow       `json:"rows"` // those that differ, with --all all
}

type compareFunction struct {
	Account string `json:"account,omitempty"` // where there are several
	Region  string `json:"region"`
	Name    string `json:"name"`
}

type compareRow struct {
	Question compare.Question `json:"question"`
	Of       string           `json:"of,omitempty"` // the zone or the service
	Differs  bool             `json:"differs"`
	Sides    [2]compareSide   `json:"sides"`
}

type compareSide struct {
	None    bool           `json:"none,omitempty"`
	ID      string         `json:"id,omitempty"`
	Verdict *reach.Verdict `json:"verdict,omitempty"` // of internet egress or a service
	Way     *reach.Way     `json:"way,omitempty"`     // to a service
	Only    []setDocument  `json:"only,omitempty"`    // what only this one reaches
	Words   string         `json:"words"`
	Missing string         `json:"missing,omitempty"` // the call that would tell
}

// WriteCompareJSON writes a comparison for programs.
func WriteCompareJSON(w io.Writer, c *Compare) error {
	document := compareDocument{Schema: CompareSchema, Differing: c.differing(), Rows: []compareRow{}}
	for i, f := range c.Functions {
		document.Functions[i] = compareFunction{f.Account, f.Place.Region, f.FunctionName}
	}
	for i := range c.Rows {
		r := &c.Rows[i]
		if !c.All && !r.Differs() {
			continue
		}
		out := compareRow{Question: r.Question, Of: r.Of, Differs: r.Differs()}
		for n := range r.Sides {
			out.Sides[n] = c.side(n, r)
		}
		document.Rows = append(document.Rows, out)
	}
	return writeJSON(w, document)
}

func (c *Compare) side(n int, r *compare.Row) compareSide {
	s := &r.Sides[n]
	out := compareSide{None: s.None, ID: s.ID, Missing: s.Missing, Words: c.words(n, r)}
	switch {
	case s.Subnet != nil:
		out.Verdict = &s.Subnet.Internet
	case s.Service != nil:
		out.Verdict, out.Way = &s.Service.Verdict, &s.Service.Way
	case s.Alone != nil && !s.Alone.Set.IsEmpty():
		out.Only = setDocuments(s.Alone.Set)
	}
	return out
}

func (c *Compare) differing() (n int) {
	for i := range c.Rows {
		if c.Rows[i].Differs() {
			n++
		}
	}
	return n
}

// WriteCompare writes a comparison for people: what differs, and with All what does not.
func WriteCompare(w io.Writer, c *Compare) error { return c.answer(false).writeText(w, c.Look) }

// WriteCompareMarkdown writes the same for a ticket.
func WriteCompareMarkdown(w io.Writer, c *Compare) error { return c.answer(true).writeMarkdown(w) }

// answer has the two beside each other or, where lines are read, one below the other.
func (c *Compare) answer(beside bool) *answer {
	a, b := c.Functions[0], c.Functions[1]
	n := c.differing()
	out := &answer{title: []piece{{Strong, a.FunctionName}, {Plain, " and "}, {Strong, b.FunctionName},
		{Plain, fmt.Sprintf("  %s differ, %s the same", answers(n), are(len(c.Rows)-n))}}}
	if n == 0 {
		out.title[3].s = "  the same in everything that is compared"
	}
	for _, differs := range []bool{true, false} {
		p := part{heading: "What differs", titles: []string{"question", c.column(0), c.column(1)}}
		if !beside {
			p.titles = []string{"question", "function", "answer"}
		}
		if !differs {
			p.heading = "What is the same"
		}
		asked := ""
		for i := range c.Rows {
			r := &c.Rows[i]
			if r.Differs() != differs {
				continue
			}
			question := compareQuestion(r)
			if question == asked {
				question = ""
			} else {
				asked = question
			}
			left, right := c.cell(0, r), c.cell(1, r)
			switch {
			case beside:
				p.rows = append(p.rows, row{cells: []piece{{Dim, question}, left, right}})
			case differs:
				p.rows = append(p.rows, row{cells: []piece{{Dim, question}, {Strong, c.column(0)}, left}},
					row{cells: []piece{{}, {Strong, c.column(1)}, right}})
			default:
				p.rows = append(p.rows, row{cells: []piece{{Dim, question}, {}, left}})
			}
		}
		if len(p.rows) > 0 && (differs || c.All) {
			out.parts = append(out.parts, p)
		}
	}
	return out
}

func answers(n int) string {
	if n == 1 {
		return "1 answer"
	}
	return fmt.Sprintf("%d answers", n)
}

func are(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

// column is the title of a function's column.
func (c *Compare) column(n int) string {
	f, other := c.Functions[n], c.Functions[1-n]
	name := f.FunctionName
	if f.Account != other.Account {
		name += " " + cmp.Or(c.Result.Snapshot.AccountName(f.Account), f.Account)
	}
	if f.Place.Region != other.Place.Region {
		name += " " + f.Place.Region
	}
	return name
}

func compareQuestion(r *compare.Row) string {
	switch r.Question {
	case compare.VPC:
		return "VPC"
	case compare.Service:
		return r.Of
	case compare.Zone:
		return "AZ " + r.Of
	case compare.Unknown:
		return "unknown"
	}
	return strings.TrimSpace(strings.ReplaceAll(string(r.Question), "-", " ") + " " + r.Of)
}

func (c *Compare) cell(n int, r *compare.Row) piece {
	s, words := &r.Sides[n], c.words(n, r)
	if r.Differs() && s.ID != "" && words == c.words(1-n, r) { // two of the same name
		words += ", " + s.ID
	}
	tone := Plain
	switch {
	case s.None:
		tone = Dim
	case s.Missing != "":
		tone = Question
	case s.Subnet != nil:
		tone = verdictTone(s.Subnet.Internet)
	case s.Service != nil:
		tone = verdictTone(s.Service.Verdict)
	}
	return piece{tone, words}
}

// words are an answer in words, with names.
func (c *Compare) words(n int, r *compare.Row) string {
	s, f := &r.Sides[n], c.Functions[n]
	region, index := f.Place.Region, c.Result.Of(f.Account).Index
	switch {
	case s.None && r.Question == compare.VPC:
		return "not in a VPC"
	case s.None:
		return "none"
	case s.Missing != "":
		return "unknown: needs " + s.Missing
	}
	switch r.Question {
	case compare.VPC, compare.Group:
		return named(index, region, s.ID)
	case compare.Internet:
		return exitText(s.Exit, f)
	case compare.Zone:
		return shortName(index, region, s.ID) + ": " + s.Subnet.Internet.String() + ", " +
			sentenceNamed(index, region, s.Subnet.Why.String())
	case compare.LetsOut:
		return s.Rule.Ports + " → " + shortName(index, region, s.Rule.Peer.Value)
	case compare.CanReach, compare.Unknown:
		return aloneText(s.Alone)
	case compare.Service:
		return served(index, region, s.Service)
	case compare.Finding:
		return severityText(s.Finding) + s.Finding.Title
	case compare.Role:
		return s.ID[strings.LastIndexByte(s.ID, '/')+1:]
	}
	return s.Text
}

func sentenceNamed(x *awsdata.Index, region, sentence string) string {
	if rx := x.Region(region); rx != nil {
		return rx.Named(sentence)
	}
	return sentence
}

// exitText is a way out to the internet in words.
func exitText(e analysis.Exit, f *analysis.Function) string {
	switch e.Kind {
	case analysis.ExitLambda:
		return "open, by Lambda's own network"
	case analysis.ExitRestricted:
		return f.Internet.Sets.Can().Human(netset.MaxRanges(2))
	case analysis.ExitSome:
		return fmt.Sprintf("from %d of %d subnets", e.OK, e.Of)
	case analysis.ExitClosed, analysis.ExitBroken:
		return "none"
	case analysis.ExitPrivate:
		return "none, by design"
	case analysis.ExitRouted:
		return "unknown: routed elsewhere"
	}
	return string(e.Kind)
}

func aloneText(a *compare.Alone) string {
	switch {
	case a.Both:
		return "the same"
	case a.Settled:
		return "the same, except what is unknown"
	case a.Set.IsEmpty():
		return "nothing else"
	}
	return "only here: " + a.Set.Human(netset.MaxRanges(2))
}

// served is how a service is reached, or what is in the way.
func served(x *awsdata.Index, region string, s *compare.Served) string {
	if s.Problem != nil {
		return s.Verdict.String() + ": " + sentenceNamed(x, region, s.Problem.Error())
	}
	out := s.Verdict.String()
	if s.Way.Kind != "" && s.Verdict != reach.Blocked {
		out = strings.TrimSpace(out + ", by " + strings.ReplaceAll(string(s.Way.Kind), "-", " ") + " " +
			sentenceNamed(x, region, s.Way.Resource))
	}
	if s.Cause != nil {
		out += ": " + sentenceNamed(x, region, s.Cause.Why())
	}
	return out
}

// severityText is the severity of a finding before its title, "? " where nobody knows.
func severityText(f *check.Finding) string {
	if f.Status == check.Unknown {
		return "? "
	}
	return f.Severity.String() + ": "
}

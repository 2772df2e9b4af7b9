package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// WhatIfSchema names the form of the JSON that tells what follows from edits.
const WhatIfSchema = "vpclens.whatif/v1"

// WhatIf is what follows from edits, to be written.
type WhatIf struct {
	Index   *awsdata.Index // as it is
	Written []whatif.Written
	Changes *diff.Changes
	To      string // the destination that was asked for, "" for none
	Answers []Answered
	Asked   int // functions that were asked for the destination
	Look    Look
}

// Answered is a function whose answer about a destination is another one after the edits.
type Answered struct {
	Account, Region, Name string // the account is "" where there is one
	Was, Is               reach.Verdict
}

type whatIfDocument struct {
	Schema    string           `json:"schema"`
	Edits     []editDocument   `json:"edits"`
	Functions []whatIfFunction `json:"functions"` // that gain or lose something
	Zones     []whatIfZones    `json:"zones"`     // that gain or lose the internet in some zones only
	To        string           `json:"to,omitempty"`
	Answers   []whatIfAnswer   `json:"answers,omitempty"`
	Appeared  []whatIfFinding  `json:"appeared"`
	Vanished  []whatIfFinding  `json:"vanished"`
	Missing   []findMissing    `json:"missing"` // what the snapshot lacks, so that nothing can be said of it
}

type whatIfFunction struct {
	diffFunction
	Causes []string `json:"causes,omitempty"`
}

type whatIfZones struct {
	Account string   `json:"account,omitempty"` // where there are several
	Region  string   `json:"region"`
	Name    string   `json:"name"`
	Lost    []string `json:"lost"`
	Gained  []string `json:"gained"`
	Unclear []string `json:"unclear"`
}

type whatIfAnswer struct {
	Account string        `json:"account,omitempty"` // where there are several
	Region  string        `json:"region"`
	Name    string        `json:"name"`
	Was     reach.Verdict `json:"was"`
	Is      reach.Verdict `json:"is"`
}

type whatIfFinding struct {
	ID       string         `json:"id"`
	Check    string         `json:"check"`
	Severity check.Severity `json:"severity"`
	Status   check.Status   `json:"status"`
	Account  string         `json:"account,omitempty"` // where there are several
	Region   string         `json:"region"`
	Resource string         `json:"resource"`
	Title    string         `json:"title"`
}

func whatIfFindings(list []check.Finding) []whatIfFinding {
	out := []whatIfFinding{}
	for i := range list {
		f := &list[i]
		out = append(out, whatIfFinding{f.ID, f.Check, f.Severity, f.Status, f.Account, f.Region, f.Resource,
			f.Title})
	}
	return out
}

// WriteWhatIfJSON writes what follows for programs.
func WriteWhatIfJSON(w io.Writer, c *WhatIf) error {
	document := whatIfDocument{Schema: WhatIfSchema, Edits: []editDocument{}, Functions: []whatIfFunction{},
		Zones: []whatIfZones{}, To: c.To, Appeared: whatIfFindings(c.Changes.Appeared),
		Vanished: whatIfFindings(c.Changes.Vanished), Missing: []findMissing{}}
	for i := range c.Written {
		e, err := editDocumentOf(&c.Written[i], c.Look.profileIn(c.Index))
		if err != nil {
			return err
		}
		document.Edits = append(document.Edits, e)
	}
	for i := range c.Changes.Functions {
		f := &c.Changes.Functions[i]
		document.Functions = append(document.Functions, whatIfFunction{diffFunctionOf(f), f.Causes})
	}
	for _, z := range c.Changes.Zones {
		document.Zones = append(document.Zones,
			whatIfZones{z.Account, z.Region, z.Name, orEmpty(z.Lost), orEmpty(z.Gained), orEmpty(z.Unclear)})
	}
	for _, a := range c.Answers {
		document.Answers = append(document.Answers, whatIfAnswer(a))
	}
	for _, m := range c.Changes.Missing {
		document.Missing = append(document.Missing, findMissing{m.Account, m.Region, m.Call})
	}
	return writeJSON(w, document)
}

// WriteWhatIf writes what follows for people: the functions first, then findings, then the commands.
func WriteWhatIf(w io.Writer, c *WhatIf) error { return c.answer().writeText(w, c.Look) }

// WriteWhatIfMarkdown writes the same for a ticket.
func WriteWhatIfMarkdown(w io.Writer, c *WhatIf) error { return c.answer().writeMarkdown(w) }

func (c *WhatIf) answer() *answer {
	a := &answer{title: []piece{{Strong, "what if"}, {Plain, "  " + c.summary()}}}
	edits := part{heading: "Edits", titles: []string{"", "edit"}}
	for i := range c.Written {
		edits.rows = append(edits.rows,
			row{cells: []piece{{Dim, fmt.Sprint(i + 1)}, {Warning, c.named(c.Written[i].Words)}}})
	}
	a.parts = append(a.parts, edits)
	if p := c.functions(); len(p.rows) > 0 {
		a.parts = append(a.parts, p)
	}
	if c.To != "" {
		a.parts = append(a.parts, c.answers())
	}
	for _, f := range []struct {
		heading string
		tone    Tone
		list    []check.Finding
	}{{"Findings that appear", Bad, c.Changes.Appeared}, {"Findings that vanish", Good, c.Changes.Vanished}} {
		p := part{heading: f.heading, titles: []string{"severity", "finding"}}
		several := accountOf(c.Index) != ""
		if several {
			p.titles = append(p.titles, "account")
		}
		for i := range f.list {
			one := &f.list[i]
			severity := one.Severity.String()
			if one.Status == check.Unknown {
				severity = "unknown"
			}
			cells := []piece{{severityTone(one.Severity), severity}, {f.tone, one.Title}}
			if several {
				cells = append(cells, piece{Dim, one.Account})
			}
			p.rows = append(p.rows, row{cells: cells})
		}
		if len(p.rows) > 0 {
			a.parts = append(a.parts, p)
		}
	}
	a.parts = append(a.parts, c.commands())
	return a
}

// summary is what follows in a line.
func (c *WhatIf) summary() string {
	functions, zones := len(c.Changes.Functions), len(c.Changes.Zones)
	out := countChanged(functions, "function")
	if zones > 0 {
		out += ", " + english.Count(zones, "more function") + " in some AZs only"
	}
	if n := len(c.Changes.Missing); n > 0 {
		out += fmt.Sprintf("; %s not read, of which nothing is said", countWere(n, "list"))
	}
	return out + fmt.Sprintf("; findings +%d -%d", len(c.Changes.Appeared), len(c.Changes.Vanished))
}

// functions are those that gain or lose something.
func (c *WhatIf) functions() part {
	p := part{heading: "What functions can reach", titles: []string{"function", "region", "then"}}
	for i := range c.Changes.Functions {
		f := &c.Changes.Functions[i]
		var says []string
		for _, change := range setChanges(f) {
			if !change.set.IsEmpty() {
				says = append(says, strings.TrimSpace(change.word)+" "+change.set.Human(netset.MaxRanges(3)))
			}
		}
		for _, service := range f.Services {
			says = append(says, fmt.Sprintf("%s %s → %s", service.Name, service.Was, service.Is))
		}
		if f.Zones != nil {
			says = append(says, zonesText(f.Zones))
		}
		switch {
		case f.Change == diff.Added:
			says = append(says, "new, internet: "+string(f.After))
		case f.Change == diff.Removed:
			says = []string{"goes"}
		case f.Before != f.After:
			says = append(says, fmt.Sprintf("internet: %s → %s", f.Before, f.After))
		}
		p.rows = append(p.rows, row{mark: piece{changeTone(f.Change), changeMark(f.Change)},
			cells: []piece{{Strong, f.Name}, {Dim, inAccount(f.Account, f.Region)}, {Plain, strings.Join(says, "; ")}}})
	}
	for i := range c.Changes.Zones {
		z := &c.Changes.Zones[i]
		p.rows = append(p.rows,
			row{mark: piece{Warning, "~"},
				cells: []piece{{Strong, z.Name}, {Dim, inAccount(z.Account, z.Region)}, {Plain, zonesText(z)}}})
	}
	return p
}

func zonesText(z *diff.Zones) string {
	var says []string
	for _, part := range []struct {
		words string
		zones []string
	}{{"loses the internet from AZ ", z.Lost}, {"gains the internet from AZ ", z.Gained},
		{"now unknown: the internet from AZ ", z.Unclear}} {
		if len(part.zones) > 0 {
			says = append(says, part.words+strings.Join(part.zones, ", "))
		}
	}
	return strings.Join(says, "; ")
}

// answers are the functions of which the destination is reached otherwise.
func (c *WhatIf) answers() part {
	p := part{heading: "To " + c.To, titles: []string{"function", "region", "answer"}}
	for _, a := range c.Answers {
		p.rows = append(p.rows, row{mark: piece{verdictTone(a.Is), verdictMark(a.Is)},
			cells: []piece{{Strong, a.Name}, {Dim, inAccount(a.Account, a.Region)},
				{Plain, a.Was.String() + " → " + a.Is.String()}}})
	}
	if len(p.rows) == 0 {
		p.notes = []piece{{Good, "the same answer as now for all " + english.Count(c.Asked, "function")}}
	}
	return p
}

// commands are what makes the edits.
func (c *WhatIf) commands() part {
	p := part{heading: "What makes it", notes: []piece{{Dim, "Nothing was run: read it before you run it."}}}
	for i := range c.Written {
		w := &c.Written[i]
		p.scripts = append(p.scripts,
			script{fmt.Sprintf("%d, AWS CLI:", i+1), "sh", w.CLI.Text(c.Look.profileIn(c.Index))},
			script{fmt.Sprintf("%d, Terraform:", i+1), "hcl", w.Terraform.Text()},
			script{fmt.Sprintf("%d, CloudFormation:", i+1), "yaml", w.CloudFormation.Text()})
	}
	return p
}

// named puts names for the ids of a sentence, in whichever region they are.
func (c *WhatIf) named(sentence string) string {
	for _, region := range c.Index.Snapshot.RegionNames() {
		sentence = c.Index.Region(region).Named(sentence)
	}
	return sentence
}

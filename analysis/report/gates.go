package report

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/gate"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

type gatesDocument struct {
	Asked    []gate.Gate    `json:"asked"`
	Tripped  []tripDocument `json:"tripped"`
	MayHave  []tripDocument `json:"mayHave"` // what may have happened, where "unknown" is not among the asked
	NotKnown []diffMissing  `json:"notKnown"`
}

type tripDocument struct {
	Gate     gate.Gate     `json:"gate"`
	Reason   gate.How      `json:"reason"`
	Account  string        `json:"account,omitempty"`
	Region   string        `json:"region,omitempty"`
	Function string        `json:"function,omitempty"`
	Set      []setDocument `json:"set,omitempty"`
	Before   string        `json:"before,omitempty"` // a posture, or the verdict on a service
	After    string        `json:"after,omitempty"`
	Service  string        `json:"service,omitempty"`
	Zones    []string      `json:"zones,omitempty"`
	Finding  string        `json:"finding,omitempty"` // its id
	Call     string        `json:"call,omitempty"`
	Address  string        `json:"address,omitempty"` // in a plan
	Causes   []string      `json:"causes,omitempty"`  // ids of the changed resources that explain it
	Words    string        `json:"words"`
}

func gatesDocumentOf(a *gate.Answer) *gatesDocument {
	if a == nil {
		return nil
	}
	out := &gatesDocument{Asked: orEmpty(a.Gates), Tripped: []tripDocument{}, MayHave: []tripDocument{},
		NotKnown: []diffMissing{}}
	for i := range a.Tripped {
		out.Tripped = append(out.Tripped, tripDocumentOf(&a.Tripped[i]))
	}
	for i := range a.Unsaid {
		out.MayHave = append(out.MayHave, tripDocumentOf(&a.Unsaid[i]))
	}
	for _, m := range a.Neither {
		out.NotKnown = append(out.NotKnown, diffMissing{m.Account, m.Region, m.Call, m.Before, m.After})
	}
	return out
}

func tripDocumentOf(t *gate.Trip) tripDocument {
	d := tripDocument{Gate: t.Gate, Reason: t.How, Account: t.Account, Region: t.Region, Function: t.Function,
		Before: string(t.Before), After: string(t.After), Service: t.Service.Name, Zones: t.Zones,
		Call: t.Missing.Call, Address: t.Left.Address, Causes: t.Causes, Words: TripText(t)}
	if !t.Set.IsEmpty() {
		d.Set = setDocuments(t.Set)
	}
	if t.Service.Name != "" {
		d.Before, d.After = t.Service.Was.String(), t.Service.Is.String()
	}
	if t.Finding != nil {
		d.Finding = t.Finding.ID
	}
	return d
}

// TripText is what trips a gate, in a sentence without the gate's name.
func TripText(t *gate.Trip) string {
	at := inAccount(t.Account, t.Region)
	subject := t.Function
	if t.Added {
		subject = "the new function " + t.Function
	}
	if subject != "" && at != "" {
		subject += " (" + at + ")"
	}
	if subject != "" {
		by := ""
		if len(t.Causes) > 0 {
			by = ", by " + english.FirstOf(t.Causes, 3)
		}
		return subject + " " + tripWhat(t) + by
	}
	m := t.Missing
	switch {
	case t.How == gate.LeftOut:
		return strings.TrimSpace(t.Left.Address+" "+t.Left.What) + " is left out of the answer: " + whyLeft[t.Left.Why]
	case t.Finding != nil:
		title := fmt.Sprintf("%s finding in %s: %s (%s)", t.Finding.Severity, at, t.Finding.Title, t.Finding.Check)
		switch t.How {
		case gate.FindingUnknown:
			return "could not be checked: " + title
		case gate.FindingPerhaps:
			return "may be new, for it could not be checked before: " + title
		}
		return "new " + title
	case t.How == gate.FunctionsUnread:
		return "the list of functions of " + at + " is not in " + lacking(m) + ": nothing is known of them"
	case t.How == gate.CallMissing:
		return m.Call + " of " + at + " is not in " + lacking(m) + ": what hangs on it cannot be compared"
	case m.Region == "":
		return "account " + m.Account + " is not in " + lacking(m) + ": nothing can be compared"
	}
	return "region " + at + " is not in " + lacking(m) + ": nothing can be compared"
}

// lacking says which of the two sides lacks something.
func lacking(m diff.Missing) string {
	switch {
	case m.Before && m.After:
		return "either of the two"
	case m.Before:
		return "the earlier one"
	}
	return "the later one"
}

// tripWhat is what became of a function.
func tripWhat(t *gate.Trip) string {
	set := t.Set.Human(netset.MaxRanges(3))
	zones := english.Count(len(t.Zones), "AZ") + " (" + strings.Join(t.Zones, ", ") + ")"
	service := fmt.Sprintf("%s by its name: %s before, %s now", t.Service.Name, t.Service.Was, t.Service.Is)
	switch t.How {
	case gate.Wider:
		if before := t.Before; before != "" {
			return fmt.Sprintf("has more of the internet: %s before, %s now", before, t.After)
		}
		return "has the internet: " + string(t.After)
	case gate.Gained:
		return "can reach what it could not: " + set
	case gate.Lost:
		return "cannot reach any more: " + set
	case gate.Partly:
		return "reaches only sometimes what it always reached: " + set
	case gate.Fewer:
		return "reaches from fewer subnets: " + set
	case gate.LostZones:
		return "has no internet any more from " + zones
	case gate.ServiceWon:
		return "can reach what it could not: " + service
	case gate.ServiceLost:
		return "reaches less well " + service
	case gate.Unclear:
		return "may or may not reach, which was known before: " + set
	case gate.Cleared:
		return "can reach what it may or may not have reached before: " + set
	case gate.Shut:
		return "cannot reach what it may have reached before: " + set
	case gate.PostureUnknown:
		return fmt.Sprintf("has an internet access that cannot be compared: %s before, %s now", orNone(t.Before),
			orNone(t.After))
	case gate.UnclearZones:
		return "may have no internet any more from " + zones
	case gate.ServiceUnclear:
		return "cannot be compared as to " + service
	}
	return string(t.How)
}

// orNone is a posture, which a function that was not there has none of.
func orNone(p reach.Posture) reach.Posture {
	if p == "" {
		return reach.PostureNone
	}
	return p
}

// gatesShown is how many reasons are said of one gate: a change of a shared table trips it for hundreds of functions.
const gatesShown = 10

// GateLines are the reasons why gates trip, a line each with the gate before it, and what is not known.
func GateLines(a *gate.Answer) []string {
	var out []string
	for _, g := range a.Gates {
		shown, more := 0, 0
		for i := range a.Tripped {
			switch t := &a.Tripped[i]; {
			case t.Gate != g:
			case shown == gatesShown:
				more++
			default:
				shown++
				out = append(out, g.String()+": "+TripText(t))
			}
		}
		if more > 0 {
			out = append(out, fmt.Sprintf("%s: and %d more; --format json has them all", g, more))
		}
	}
	for i := range a.Unsaid {
		if i == gatesShown {
			out = append(out, fmt.Sprintf("not known: and %d more; --format json has them all", len(a.Unsaid)-i))
			break
		}
		out = append(out, "not known: "+TripText(&a.Unsaid[i]))
	}
	if n := len(a.Unsaid); n > 0 {
		out = append(out, fmt.Sprintf("unknown: %s; only the gate %s trips by that", english.Count(n, "thing"),
			gate.Unknown))
	}
	if n := len(a.Neither); n > 0 {
		var calls []string
		for _, m := range a.Neither {
			calls = append(calls, m.Call+" of "+inAccount(m.Account, m.Region))
		}
		out = append(out, "in neither of the two, so nothing was compared by it: "+english.FirstOf(calls, 3))
	}
	return out
}

type findingChange struct {
	ID        string         `json:"id"`
	Check     string         `json:"check"`
	Severity  check.Severity `json:"severity"`
	Status    check.Status   `json:"status"`
	Account   string         `json:"account,omitempty"`
	Region    string         `json:"region"`
	Resource  string         `json:"resource"`
	Functions []string       `json:"functions"`
	Title     string         `json:"title"`
	Waived    *check.Waived  `json:"waived,omitempty"`
}

type findingChanges struct {
	Appeared []findingChange `json:"appeared"`
	Vanished []findingChange `json:"vanished"`
	Perhaps  []findingChange `json:"perhaps"` // are there now, and could not be checked before
}

func findingChangesOf(c *diff.Changes) *findingChanges {
	list := func(findings []check.Finding) []findingChange {
		out := []findingChange{}
		for i := range findings {
			f := &findings[i]
			out = append(out, findingChange{f.ID, f.Check, f.Severity, f.Status, f.Account, f.Region, f.Resource,
				orEmpty(f.Functions), f.Title, f.Waived})
		}
		return out
	}
	return &findingChanges{list(c.Appeared), list(c.Vanished), list(c.Perhaps)}
}

type zonesDocument struct {
	Account  string   `json:"account,omitempty"`
	Region   string   `json:"region"`
	Function string   `json:"function"`
	Lost     []string `json:"lost"`
	Gained   []string `json:"gained"`
	Unclear  []string `json:"unclear"`
}

func zonesDocuments(list []diff.Zones) []zonesDocument {
	out := []zonesDocument{}
	for i := range list {
		z := &list[i]
		out = append(out, zonesDocument{z.Account, z.Region, z.Name, orEmpty(z.Lost), orEmpty(z.Gained),
			orEmpty(z.Unclear)})
	}
	return out
}

// diffZones writes which functions reach the internet from other AZs than before, though what they reach is the same.
func (t *text) diffZones(list []diff.Zones) {
	for i := range list {
		z := &list[i]
		t.line(2, piece{changeTone(diff.Changed), changeMark(diff.Changed)}, piece{Plain, " "}, piece{Strong, z.Name},
			piece{Dim, "  " + strings.TrimSpace(z.Region+"  "+z.Account)})
		for _, part := range []struct {
			word  string
			tone  Tone
			zones []string
		}{{"no internet any more from", Bad, z.Lost}, {"internet, too, from", Good, z.Gained},
			{"internet unknown now from", Question, z.Unclear}} {
			if len(part.zones) > 0 {
				t.line(6, piece{part.tone, part.word}, piece{Plain, " AZ " + strings.Join(part.zones, ", ")})
			}
		}
	}
}

// diffFindings writes which findings came and went.
func (t *text) diffFindings(c *diff.Changes) {
	for _, part := range []struct {
		heading, mark string
		tone          Tone
		list          []check.Finding
	}{{"New findings", "+", Bad, c.Appeared}, {"Findings that are gone", "-", Good, c.Vanished},
		{"Findings that may be new: nobody could tell before", "?", Question, c.Perhaps}} {
		if len(part.list) == 0 {
			continue
		}
		t.blank()
		t.line(0, piece{Strong, part.heading})
		for i := range part.list {
			f := &part.list[i]
			says := f.Title
			if f.Status == check.Unknown {
				says = "could not be checked: " + says
			}
			if f.Waived != nil {
				says += " (waived: " + f.Waived.Reason + ")"
			}
			t.paragraph(2, []piece{{part.tone, part.mark}, {Plain, " " + f.Severity.String() + " "}}, Plain,
				says+"  "+inAccount(f.Account, f.Region)+"  "+f.Check)
		}
	}
}

// gatesPart is what trips gates, for an answer made of tables; without rows where nothing does.
func gatesPart(a *gate.Answer) part {
	out := part{heading: "Gates that trip", titles: []string{"gate", "why"}}
	if a == nil {
		return out
	}
	add := func(mark piece, name string, list []gate.Trip) {
		for i := range list {
			if i == gatesShown {
				out.rows = append(out.rows, row{mark: mark, cells: []piece{{Strong, name},
					{Dim, fmt.Sprintf("and %d more", len(list)-i)}}})
				return
			}
			out.rows = append(out.rows, row{mark: mark, cells: []piece{{Strong, name}, {Plain, TripText(&list[i])}}})
		}
	}
	for _, g := range a.Gates {
		var of []gate.Trip
		for i := range a.Tripped {
			if a.Tripped[i].Gate == g {
				of = append(of, a.Tripped[i])
			}
		}
		add(piece{Bad, "✗"}, g.String(), of)
	}
	add(piece{Question, "?"}, "not known", a.Unsaid)
	return out
}

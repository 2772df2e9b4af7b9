package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/find"
	"github.com/vpclens/vpclens/analysis/impact"
	"github.com/vpclens/vpclens/analysis/letgo"
	"github.com/vpclens/vpclens/analysis/uses"
	"github.com/vpclens/vpclens/awsdata"
)

// UsedBySchema names the form of the JSON that tells who uses a resource.
const UsedBySchema = "vpclens.usedby/v1"

// UsedBy is who uses a resource, and what follows if it goes, to be written.
type UsedBy struct {
	Result  *analysis.Result
	Subject find.Entry
	Impact  *impact.Impact
	Users   []uses.Dependent
	Uses    []uses.Use
	Missing []string // calls without which the uses may not be all
	Effect  string   // what AWS does when it is deleted
	Stays   []letgo.Stay
	Now     time.Time     // that it is told at how long they stay
	Told    bool          // somebody was asked since when
	Gaps    []awsdata.Gap // what was asked and not learned
	Look    Look
}

// subjectDocument is a resource for programs.
type subjectDocument struct {
	Account string `json:"account,omitempty"` // where there are several
	Region  string `json:"region,omitempty"`
	Kind    string `json:"kind"` // "security group"
	ID      string `json:"id"`
	Name    string `json:"name,omitempty"`
}

func subjectDocumentOf(t *find.Entry) subjectDocument {
	return subjectDocument{t.Account, t.Region, t.Kind.Name, t.ID, t.Name}
}

type usedByDocument struct {
	Schema    string           `json:"schema"`
	Resource  subjectDocument  `json:"resource"`
	Functions []usedByFunction `json:"functions"` // those that use it or would notice, worst first
	Compared  int              `json:"compared"`  // functions that were asked
	Refuses   []useDocument    `json:"refuses"`   // AWS does not delete it while these are there
	Uses      []useDocument    `json:"uses"`      // what else uses it
	Beyond    []string         `json:"beyond"`    // transit gateways over which others may need it, and nobody knows
	Missing   []string         `json:"missing"`   // calls that were not read: there may be more
	Effect    string           `json:"effect,omitempty"`
	// interfaces that Lambda keeps
	Interfaces []stayDocument `json:"interfaces"`
}

type stayDocument struct {
	ID       string     `json:"id"`
	Must     letgo.Must `json:"must"` // what has to happen before it goes
	Holders  []string   `json:"holders"`
	Function string     `json:"function,omitempty"` // that it was made for
	Since    *time.Time `json:"since,omitempty"`    // when the last use ended, where an event tells
	By       string     `json:"by,omitempty"`       // who ended it
	Words    string     `json:"words"`
	Left     string     `json:"left,omitempty"` // how long it usually takes still, an estimate
}

// StayLine is an interface that stays, in words: what must happen, and how long it takes.
func StayLine(s *letgo.Stay, now time.Time) string {
	words := s.Says()
	if e := s.Since; e != nil {
		words += "; " + e.Name + " of " + s.Function + " at " + clock(e.Time) + " UTC by " + e.Who.Words()
	}
	if left := s.Left(now); left != "" {
		words += "; " + left
	}
	return words
}

type usedByFunction struct {
	Account string         `json:"account,omitempty"` // where there are several
	Region  string         `json:"region"`
	Name    string         `json:"name"`
	Via     uses.Via       `json:"via,omitempty"` // "" for one that does not name it, but would notice
	Through string         `json:"through,omitempty"`
	Outcome impact.Outcome `json:"outcome"`
	Words   string         `json:"words"`
	Lost    []setDocument  `json:"lost"`
	Gained  []setDocument  `json:"gained"`
	Unclear []setDocument  `json:"unclear"`
}

type useDocument struct {
	Kind   uses.Kind   `json:"kind"`
	ID     string      `json:"id"`
	Reason uses.Reason `json:"reason"`
	Names  []string    `json:"names,omitempty"` // what the sentence names
	Words  string      `json:"words"`
}

// missing are the calls that were not read, and without which others may depend on the resource.
func (u *UsedBy) missing() []string {
	out := u.Missing
	for _, region := range u.Result.Unread() {
		if region == u.Subject.Region || u.Subject.Region == "" {
			out = append([]string{"list-functions"}, without(out, "list-functions")...)
		}
	}
	return out
}

func without(list []string, word string) []string {
	var out []string
	for _, w := range list {
		if w != word {
			out = append(out, w)
		}
	}
	return out
}

func (u *UsedBy) via(f *impact.Function) (uses.Via, string) {
	for i := range u.Users {
		if d := &u.Users[i]; d.Function == f.Function {
			return d.Via, d.ID
		}
	}
	return "", ""
}

// outcomeText is what becomes of a function in words, with names.
func (u *UsedBy) outcomeText(f *impact.Function) string {
	rx := u.Result.Of(f.Account).Index.Region(f.Place.Region)
	return impact.NewDescriber(rx, u.Subject.Resource).OutcomeText(f)
}

// WriteUsedByJSON writes who uses a resource for programs.
func WriteUsedByJSON(w io.Writer, u *UsedBy) error {
	document := usedByDocument{Schema: UsedBySchema, Resource: subjectDocumentOf(&u.Subject),
		Functions: []usedByFunction{}, Refuses: []useDocument{}, Uses: []useDocument{}, Compared: u.Impact.Compared,
		Beyond: orEmpty(u.Impact.Beyond), Missing: orEmpty(u.missing()), Effect: u.Effect}
	for i := range u.Impact.Functions {
		f := &u.Impact.Functions[i]
		via, through := u.via(f)
		document.Functions = append(document.Functions, usedByFunction{Account: f.Account, Region: f.Place.Region,
			Name: f.FunctionName, Via: via, Through: through, Outcome: f.Outcome, Words: u.outcomeText(f),
			Lost: setDocuments(f.Lost), Gained: setDocuments(f.Gained), Unclear: setDocuments(f.Unclear)})
	}
	for _, x := range u.Uses {
		one := useDocument{x.Kind, x.ID, x.How.Reason, x.How.Names, x.How.String()}
		if x.Refuses {
			document.Refuses = append(document.Refuses, one)
		} else {
			document.Uses = append(document.Uses, one)
		}
	}
	document.Interfaces = []stayDocument{}
	for i := range u.Stays {
		s := &u.Stays[i]
		one := stayDocument{ID: s.ID, Must: s.Must, Holders: []string{}, Function: s.Function, Words: s.Says(),
			Left: s.Left(u.Now)}
		for _, h := range s.Holders {
			one.Holders = append(one.Holders, h.String())
		}
		if s.Since != nil {
			one.Since, one.By = &s.Since.Time, s.Since.Who.Words()
		}
		document.Interfaces = append(document.Interfaces, one)
	}
	return writeJSON(w, document)
}

// WriteUsedBy writes who uses a resource for people: who would lose what, then what is in the way of deleting it.
func WriteUsedBy(w io.Writer, u *UsedBy) error { return u.answer().writeText(w, u.Look) }

// WriteUsedByMarkdown writes the same for a ticket.
func WriteUsedByMarkdown(w io.Writer, u *UsedBy) error { return u.answer().writeMarkdown(w) }

// outcomeMark is how an outcome is marked.
func outcomeMark(o impact.Outcome) piece {
	switch o {
	case impact.Stranded, impact.Offline:
		return piece{Bad, "✗"}
	case impact.SomeZones, impact.OtherDestinations, impact.FewerZones:
		return piece{Warning, "◐"}
	case impact.Maybe:
		return piece{Question, "?"}
	case impact.Rerouted, impact.Gains:
		return piece{Good, "✓"}
	}
	return piece{Dim, "·"}
}

func (u *UsedBy) answer() *answer {
	a := &answer{title: subjectTitle(&u.Subject)}
	u.functions(a)
	named := u.named
	for _, p := range []struct {
		heading string
		refuses bool
	}{{"AWS refuses to delete it while these are there", true}, {"Also referenced by", false}} {
		part := part{heading: p.heading, titles: []string{"kind", "resource", "how"}}
		for _, x := range u.Uses {
			if x.Refuses == p.refuses {
				part.rows = append(part.rows, row{cells: []piece{{Dim, string(x.Kind)}, {Plain, u.nameAndID(x.ID)},
					{Dim, named(x.How.String())}}})
			}
		}
		if len(part.rows) > 0 {
			a.parts = append(a.parts, part)
		}
	}
	u.stays(a)
	if missing := u.missing(); len(missing) > 0 {
		a.parts = append(a.parts, notRead(missing))
	}
	if u.Effect != "" {
		a.parts = append(a.parts, part{notes: []piece{{Dim, u.Effect},
			{Dim, "Nothing was deleted: this was tried on a copy of the snapshot."}}})
	}
	return a
}

// stays are the interfaces of Lambda, and what must happen before they go.
func (u *UsedBy) stays(a *answer) {
	if len(u.Stays) == 0 {
		return
	}
	p := part{heading: "What must happen before Lambda's interfaces go", titles: []string{"interface", "what"}}
	for i := range u.Stays {
		p.rows = append(p.rows, row{cells: []piece{{Plain, u.Stays[i].ID}, {Dim, StayLine(&u.Stays[i], u.Now)}}})
	}
	for _, g := range u.Gaps {
		text := "? " + g.Call + ": " + g.Cause.Text() + ": " + g.Message
		p.notes = append(p.notes, piece{Question, strings.TrimSuffix(text, ": ")})
	}
	if len(letgo.Functions(u.Stays)) > 0 && !u.Told {
		p.notes = append(p.notes, piece{Dim, "--changes asks CloudTrail since when, --trail FILE reads a saved answer"})
	}
	a.parts = append(a.parts, p)
}

// functions are those that use it or would notice.
func (u *UsedBy) functions(a *answer) {
	list := u.Impact.Functions
	if len(list) == 0 {
		says := "No function would notice, and none uses it"
		if u.Impact.Compared > 0 {
			says += ": " + english.Count(u.Impact.Compared, "function") + " compared"
		}
		a.notes = append(a.notes, piece{Good, says + "."})
	}
	counts := map[impact.Outcome]int{}
	for i := range list {
		counts[list[i].Outcome]++
	}
	for _, o := range impact.Outcomes() {
		n := counts[o]
		if n == 0 {
			continue
		}
		p := part{heading: fmt.Sprintf("%s %s", english.Count(n, "function"), o.Says(n)),
			titles: []string{"function", "region", "then"}}
		for i := range list {
			if f := &list[i]; f.Outcome == o {
				p.rows = append(p.rows, row{mark: outcomeMark(o),
					cells: []piece{{Strong, f.FunctionName}, {Dim, inAccount(f.Account, f.Place.Region)},
						{Plain, u.outcomeText(f)}}})
			}
		}
		a.parts = append(a.parts, p)
	}
	for _, id := range u.Impact.Beyond {
		a.notes = append(a.notes, piece{Question,
			"? functions of other VPCs may come over " + u.named(id) + ": whether they need it is unknown"})
	}
}

// notRead are calls whose answers are not in the snapshot.
func notRead(calls []string) part {
	return part{notes: []piece{{Question, "? not read, so there may be more: " + strings.Join(calls, ", ")}}}
}

// subjectTitle is a thing as a title: "NAT gateway nat-a (nat-1)  us-east-1".
func subjectTitle(t *find.Entry) []piece {
	name := t.ID
	if t.Name != "" && t.Name != t.ID {
		name = t.Name + " (" + t.ID + ")"
	}
	return []piece{{Plain, t.Kind.Name + " "}, {Strong, name},
		{Dim, spaced(strings.TrimSpace(t.Region + " " + t.Account))}}
}

// named is a sentence with the names of the region's resources.
func (u *UsedBy) named(sentence string) string {
	if rx := u.Result.Index.Region(u.Subject.Region); rx != nil {
		return rx.Named(sentence)
	}
	return sentence
}

func (u *UsedBy) nameAndID(id string) string { return named(u.Result.Index, u.Subject.Region, id) }

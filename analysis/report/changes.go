package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/find"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/timeline"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// ChangesSchema names the form of the JSON that tells who changed what.
const ChangesSchema = "vpclens.changes/v1"

// Changes are who changed what on a path, or of a thing, to be written.
type Changes struct {
	*timeline.Timeline
	Index    *awsdata.Index
	Region   string
	Function string      // whose path it is, "" where a thing is asked about
	Query    reach.Query // of the function
	Subject  find.Entry  // the thing, where no function is asked about
	Things   []string    // that were looked for
	Since    time.Time
	Gaps     []awsdata.Gap // what was asked of CloudTrail and not learned
	Odd      int           // events that could not be read
	More     bool          // the trail has more than was read
	Unasked  string        // why nobody was asked who knows, "" where somebody was
	Look     Look
}

// Take takes what was told of changes, for the answer and for what it is made of.
func (c *Changes) Take(told *timeline.Told, in *timeline.Input) {
	in.Events, in.States, in.From = told.Events, told.States, told.From
	c.Since, c.Gaps, c.Odd, c.More, c.Unasked = told.From.UTC(), told.Gaps, told.Odd, told.More, told.Unasked
}

type changesDocument struct {
	Schema   string           `json:"schema"`
	Function string           `json:"function,omitempty"`
	Resource *subjectDocument `json:"resource,omitempty"`
	Account  string           `json:"account,omitempty"` // where there are several
	Region   string           `json:"region"`
	To       string           `json:"to,omitempty"`
	Protocol string           `json:"protocol,omitempty"`
	Port     uint16           `json:"port,omitempty"`
	Verdict  *reach.Verdict   `json:"verdict,omitempty"` // of the path now
	Since    time.Time        `json:"since"`
	Things   []string         `json:"things"`
	Changes  []momentDocument `json:"changes"` // newest first
	Gaps     []gapOfTrail     `json:"gaps"`    // what is not known
	Odd      int              `json:"unreadable"`
	More     bool             `json:"more"`
}

type gapOfTrail struct {
	Call    string        `json:"call"`
	Cause   awsdata.Cause `json:"cause"`
	Message string        `json:"message,omitempty"`
}

type momentDocument struct {
	Time       time.Time       `json:"time"`
	Kind       string          `json:"kind"` // event, state or deployment
	Deployment bool            `json:"deployment"`
	Event      *eventDocument  `json:"event,omitempty"`
	Since      *time.Time      `json:"since,omitempty"`
	Resource   *diff.Resource  `json:"resource,omitempty"`
	Before     *beforeDocument `json:"before,omitempty"`
}

type eventDocument struct {
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	Source    string      `json:"source"`
	About     string      `json:"about"`
	What      string      `json:"what,omitempty"`
	Who       whoDocument `json:"who"`
	From      string      `json:"from"`
	Agent     string      `json:"agent"`
	Error     string      `json:"error,omitempty"`
	Resources []string    `json:"resources"`
}

type whoDocument struct {
	Type      string `json:"type"`
	Name      string `json:"name,omitempty"`
	ARN       string `json:"arn,omitempty"`
	Issuer    string `json:"issuer,omitempty"`
	InvokedBy string `json:"invokedBy,omitempty"`
	Words     string `json:"words"`
}

type beforeDocument struct {
	How       timeline.How      `json:"how"`
	Verdict   *reach.Verdict    `json:"verdict,omitempty"` // of the path before it
	After     *reach.Verdict    `json:"after,omitempty"`   // right after it
	Alone     *reach.Verdict    `json:"alone,omitempty"`   // now, were it alone taken back
	Broke     bool              `json:"broke"`
	Opened    bool              `json:"opened"`
	State     *time.Time        `json:"state,omitempty"`
	Shared    bool              `json:"shared,omitempty"` // something else was changed since that state, too
	Edits     []json.RawMessage `json:"edits"`            // that take it back
	Why       timeline.Why      `json:"why,omitempty"`
	Words     string            `json:"words"`
	Functions []diffFunction    `json:"functions,omitempty"` // what changed for them with it
}

// WriteChangesJSON writes who changed what for programs.
func WriteChangesJSON(w io.Writer, c *Changes) error {
	document := changesDocument{Schema: ChangesSchema, Function: c.Function, Account: accountOf(c.Index),
		Region: c.Region, Since: c.Since, Things: orEmpty(c.Things), Changes: []momentDocument{}, Gaps: []gapOfTrail{},
		Odd: c.Odd, More: c.More}
	if c.Function != "" {
		document.To, document.Protocol = c.Query.To.Name(), c.Query.Protocol.String()
		document.Port, document.Verdict = c.Query.Port, &c.Verdict
	} else {
		subject := subjectDocumentOf(&c.Subject)
		document.Resource = &subject
	}
	for _, g := range c.Gaps {
		document.Gaps = append(document.Gaps, gapOfTrail{g.Call, g.Cause, g.Message})
	}
	for i := range c.Moments {
		m, err := c.moment(&c.Moments[i])
		if err != nil {
			return err
		}
		document.Changes = append(document.Changes, m)
	}
	return writeJSON(w, document)
}

func (c *Changes) moment(m *timeline.Moment) (momentDocument, error) {
	out := momentDocument{Time: m.Time, Kind: "event", Deployment: m.Deploys}
	e := m.Event
	switch {
	case e == nil && m.Resource != nil:
		out.Kind, out.Since, out.Resource = "state", &m.Since, m.Resource
		return out, nil
	case e == nil:
		out.Kind = "deployment"
		return out, nil
	}
	out.Event = &eventDocument{ID: e.ID, Name: e.Name, Source: e.Source, About: timeline.Subject(e),
		What: timeline.What(e), From: e.From, Agent: e.Agent, Error: e.Error, Resources: orEmpty(e.Resources),
		Who: whoDocument{e.Who.Type, e.Who.Name, e.Who.ARN, e.Who.Issuer, e.Who.InvokedBy, e.Who.Words()}}
	b := &m.Before
	out.Before = &beforeDocument{How: b.How, Why: b.Why, Words: c.before(b), Edits: []json.RawMessage{}}
	for _, edit := range b.Edits {
		text, err := whatif.JSON(edit)
		if err != nil {
			return out, err
		}
		out.Before.Edits = append(out.Before.Edits, text)
	}
	if c.Function != "" {
		out.Before.After, out.Before.Alone = b.After, b.Alone
		out.Before.Broke, out.Before.Opened = b.Broke(), b.Opened()
		if b.How != timeline.NotTold && (b.How != timeline.Same || b.After != nil) {
			out.Before.Verdict = &b.Verdict
		}
	}
	if b.How == timeline.FromState {
		out.Before.State, out.Before.Shared = &b.State, b.Shared
	}
	for i := range b.Functions {
		out.Before.Functions = append(out.Before.Functions, diffFunctionOf(&b.Functions[i]))
	}
	return out, nil
}

// WriteChanges writes who changed what for people, newest first.
func WriteChanges(w io.Writer, c *Changes) error { return c.answer().writeText(w, c.Look) }

// WriteChangesMarkdown writes the same for a ticket.
func WriteChangesMarkdown(w io.Writer, c *Changes) error { return c.answer().writeMarkdown(w) }

// clock is a time as people of all zones read it.
func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }

func (c *Changes) answer() *answer {
	a := &answer{title: subjectTitle(&c.Subject)}
	if c.Function != "" {
		a.title = []piece{{Strong, c.Function},
			{Plain, " → " + destinationText(c.Query.To, c.Query.Protocol, c.Query.Port) + "  "},
			{verdictTone(c.Verdict), verdictMark(c.Verdict) + " " + strings.ToUpper(c.Verdict.String())},
			{Dim, "  " + placeOf(c.Index, c.Region)}}
	}
	a.notes = append(a.notes, piece{Dim, c.CountText()})
	p := part{titles: []string{"time, UTC", "what", "who and what follows"}}
	for i := range c.Moments {
		p.rows = append(p.rows, c.row(&c.Moments[i]))
	}
	if len(p.rows) > 0 {
		a.parts = append(a.parts, p)
	}
	a.parts = append(a.parts, c.unknown()...)
	return a
}

// CountText is how many changes there are of what, and since when.
func (c *Changes) CountText() string {
	of := english.Count(len(c.Things), "thing") + " on its path"
	if c.Function == "" {
		of = "it"
	}
	return fmt.Sprintf("%s of %s since %s UTC", english.Count(len(c.Moments), "change"), of, clock(c.Since))
}

func (c *Changes) unknown() []part {
	var notes []piece
	for _, text := range c.Unknown() {
		notes = append(notes, piece{Question, "? " + text})
	}
	if len(notes) == 0 {
		return nil
	}
	return []part{{heading: "There may be more", notes: notes}}
}

// mostGaps is how many gaps are told one by one.
const mostGaps = 3

// Unknown is why there may be more than is told, and what to do about it, a sentence each.
func (c *Changes) Unknown() []string {
	var out []string
	if c.Unasked != "" {
		out = append(out, c.Unasked)
	}
	denied := false
	for i, g := range c.Gaps {
		denied = denied || g.Cause == awsdata.CauseDenied
		if i == mostGaps {
			out = append(out, fmt.Sprintf("and %d more", len(c.Gaps)-i))
			break
		}
		out = append(out, strings.TrimSuffix(g.Call+": "+g.Cause.Text()+": "+g.Message, ": "))
	}
	if denied {
		out = append(out, "it needs cloudtrail:LookupEvents: `vpclens policy --with changes` prints a policy with it")
	}
	if c.Odd > 0 {
		out = append(out, english.Count(c.Odd, "event")+" could not be read")
	}
	if c.More {
		out = append(out, "the file holds a page only: there are more events")
	}
	return out
}

func (c *Changes) names(sentence string) string {
	if rx := c.Index.Region(c.Region); rx != nil {
		return rx.Named(sentence)
	}
	return sentence
}

// Effect is what a change did, as far as it is told.
type Effect int

// The effects.
const (
	NoEffect Effect = iota // on what was asked
	Closed                 // the path
	Opened                 // the path
	Touched                // what functions reach, or the function itself
	EffectUnknown
	CameAbout // between two states: something was added,
	WentAway  // removed
	Altered   // or changed
)

// effectPieces is how effects are marked.
var effectPieces = map[Effect]piece{NoEffect: {Dim, "·"}, Closed: {Bad, "✗"}, Opened: {Warning, "✓"},
	Touched: {Warning, "~"}, EffectUnknown: {Question, "?"},
	CameAbout: {changeTone(diff.Added), changeMark(diff.Added)},
	WentAway:  {changeTone(diff.Removed), changeMark(diff.Removed)},
	Altered:   {changeTone(diff.Changed), changeMark(diff.Changed)}}

// Line is a change in words.
type Line struct {
	Effect Effect
	About  string // the id or name of the thing
	What   string // "DeleteRoute rtb-app-c"
	Words  string // who did it from where and with what, what it set, and how it was before
}

// Line words a change.
func (c *Changes) Line(m *timeline.Moment) Line {
	switch e := m.Event; {
	case e != nil:
		about := timeline.Subject(e)
		words := "by " + e.Who.Words()
		if e.From != "" {
			words += " from " + e.From
		}
		if e.Agent != "" && e.Agent != e.From {
			words += " with " + e.Agent
		}
		if set := timeline.What(e); set != "" {
			words += ": " + c.names(set)
		}
		return Line{c.effect(m), about, strings.TrimSpace(e.Name + " " + shortName(c.Index, c.Region, about)),
			words + ". " + c.before(&m.Before)}
	case m.Resource != nil:
		effect := map[diff.Kind]Effect{diff.Added: CameAbout, diff.Removed: WentAway, diff.Changed: Altered}
		return Line{effect[m.Resource.Change], m.Resource.ID,
			string(m.Resource.Change) + " " + shortName(c.Index, c.Region, m.Resource.ID), c.names(difference(m))}
	}
	return Line{Touched, c.Function, "changed " + c.Function, "its code or configuration; no event tells who"}
}

func (c *Changes) effect(m *timeline.Moment) Effect {
	switch b := &m.Before; {
	case c.Function == "" && len(b.Functions) > 0, m.Deploys:
		return Touched
	case c.Function != "" && b.Broke():
		return Closed
	case c.Function != "" && b.Opened():
		return Opened
	case b.How == timeline.NotTold,
		c.Function != "" && b.How == timeline.Undone && b.Verdict == reach.Unknown:
		return EffectUnknown
	}
	return NoEffect
}

func (c *Changes) row(m *timeline.Moment) row {
	l := c.Line(m)
	return row{mark: effectPieces[l.Effect], cells: []piece{{Dim, clock(m.Time)}, {Strong, l.What}, {Plain, l.Words}}}
}

// mostLines is how many facts of a difference are told in a line.
const mostLines = 4

// difference is what is different from an earlier state.
func difference(m *timeline.Moment) string {
	words := "some time after " + clock(m.Since)
	var lines []string
	for _, l := range m.Resource.Lines {
		lines = append(lines, l.String())
	}
	if m.Resource.Change != diff.Changed || len(lines) == 0 {
		return words
	}
	return words + ": " + english.FirstOf(lines, mostLines)
}

// before is whether it would have worked before, in a sentence.
func (c *Changes) before(b *timeline.Before) string {
	why := b.Why.String()
	switch b.How {
	case timeline.Same:
		return strings.ToUpper(why[:1]) + why[1:] + "."
	case timeline.NotTold:
		return "Before it: unknown; " + why + "."
	case timeline.FromState:
		words := fmt.Sprintf("Before it: %s, in the state of %s UTC", b.Verdict, clock(b.State))
		if b.Shared {
			words += ", since which something else was changed too"
		}
		return words + "; " + why + "."
	case timeline.Undone:
		if c.Function == "" {
			break
		}
		words := fmt.Sprintf("Before it: %s.", b.Verdict)
		if b.Verdict == reach.Unknown {
			words = "Before it: unknown, as a fact about what was there then is missing."
		}
		if b.Alone != nil && *b.Alone != b.Verdict {
			words += fmt.Sprintf(" Undone alone now: %s.", *b.Alone)
		}
		return words
	}
	if len(b.Functions) == 0 {
		return "No function reaches more or less by it."
	}
	return "With it: " + c.reach(b.Functions) + "."
}

// mostNamed is how many functions are told whose reach an event changed.
const mostNamed = 3

func (c *Changes) reach(list []diff.Function) string {
	var out []string
	for i := range list {
		f := &list[i]
		if i == mostNamed {
			out = append(out, fmt.Sprintf("and %d more", len(list)-i))
			break
		}
		text := f.Name
		if f.Before != f.After && f.Before != "" && f.After != "" {
			text += fmt.Sprintf(" internet %s → %s", f.Before, f.After)
		} else if i := slices.IndexFunc(setChanges(f), func(s setChange) bool { return !s.set.IsEmpty() }); i >= 0 {
			change := setChanges(f)[i]
			text += " " + strings.TrimSpace(change.word) + " " + change.set.Human(netset.MaxRanges(3))
		}
		for _, s := range f.Services {
			text += fmt.Sprintf(" %s %s → %s", s.Name, s.Was, s.Is)
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

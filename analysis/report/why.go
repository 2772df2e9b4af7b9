package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/symptom"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/analysis/why"
	"github.com/vpclens/vpclens/awsdata"
)

// Why is what a symptom comes from, to be written.
type Why struct {
	Answer *why.Answer
	Others []symptom.Symptom // what the text tells besides
	Look   Look
}

func (y *Why) index() *awsdata.Index { return y.Answer.Result.Index }

// region is where the function is, or the first cause.
func (y *Why) region() string {
	if y.Answer.Function != nil {
		return y.Answer.Function.Place.Region
	}
	if c := y.Answer.First(); c != nil {
		return c.Region
	}
	return ""
}

// Named is a sentence with the names of resources in the place of their ids.
func (y *Why) Named(region, text string) string {
	if rx := y.index().Region(cmp.Or(region, y.region())); rx != nil {
		return rx.Named(text)
	}
	return text
}

// WriteWhy writes what a symptom comes from for people: the first line is the answer.
func WriteWhy(w io.Writer, y *Why) error {
	a, err := y.answer()
	if err != nil {
		return err
	}
	return a.writeText(w, y.Look)
}

// WriteWhyMarkdown writes the same for a ticket.
func WriteWhyMarkdown(w io.Writer, y *Why) error {
	a, err := y.answer()
	if err != nil {
		return err
	}
	return a.writeMarkdown(w)
}

func (y *Why) answer() (*answer, error) {
	tone, first := y.First()
	a := &answer{title: []piece{{Strong, y.Subject()}, {Plain, " " + y.Happened() + ": "}, {tone, first},
		{Dim, spaced(placeOf(y.index(), y.region()))}}}
	a.notes = append(a.notes, piece{Dim, y.ReadText()})
	if y.Answer.Assumed {
		a.notes = append(a.notes, piece{Question, "? what " + y.Answer.Symptom.Destination +
			" resolves to is unknown: the internet was asked about in its place"})
	}
	if p := y.causes(); len(p.rows) > 0 {
		a.parts = append(a.parts, p)
	}
	if p := y.proof(); len(p.rows) > 0 {
		a.parts = append(a.parts, p)
	}
	fixes, err := y.fixes()
	if err != nil {
		return nil, err
	}
	if len(fixes.scripts)+len(fixes.notes) > 0 {
		a.parts = append(a.parts, fixes)
	}
	if len(y.Answer.Excluded) > 0 {
		p := part{heading: "Excluded", titles: []string{"because"}}
		for _, x := range y.Answer.Excluded {
			p.rows = append(p.rows, row{piece{Good, "✓"}, []piece{{Plain, y.Named("", x.String())}}})
		}
		a.parts = append(a.parts, p)
	}
	if p := y.open(); len(p.rows) > 0 {
		a.parts = append(a.parts, p)
	}
	return a, nil
}

// Subject is what fails: the function, or what cannot be deleted.
func (y *Why) Subject() string {
	switch s := &y.Answer.Symptom; {
	case s.Kind == symptom.InUse: // whatever function the text or the person names
		return y.Named("", s.Resource)
	case y.Answer.Function != nil:
		return y.Answer.Function.FunctionName
	case s.Resource != "":
		return y.Named("", s.Resource)
	}
	return "the text"
}

// Happened is the symptom in words: "got no answer from 203.0.114.9 tcp 443".
func (y *Why) Happened() string {
	s := &y.Answer.Symptom
	text := why.KindText(s.Kind)
	if s.Kind == symptom.State {
		text += " " + s.Code
	}
	to := cmp.Or(y.Answer.Destination, s.Destination)
	switch {
	case to != "" && s.Port != 0:
		text += fmt.Sprintf(" (%s port %d)", to, s.Port)
	case to != "":
		text += " (" + to + ")"
	}
	return text
}

// First is the answer in a sentence.
func (y *Why) First() (Tone, string) {
	c := y.Answer.First()
	switch {
	case c == nil && len(y.Answer.Excluded) > 0:
		return Good, y.Named("", y.Answer.Excluded[0].String())
	case c == nil:
		return Question, "this account does not tell why"
	}
	tone := Bad
	if c.Sure == why.Possible {
		tone = Question
	}
	sure := ""
	if c.Sure != why.Certain && c.Sure != why.Partly {
		sure = why.SureText(c.Sure) + ", "
	}
	return tone, sure + y.Says(c) + y.Share(c)
}

// Says is a cause in words; those of findings have names in them already.
func (y *Why) Says(c *why.Cause) string {
	if c.Finding != nil {
		return c.Says()
	}
	return y.Named(c.Region, c.Says())
}

// Share is from where it fails, where that is not everywhere: " (from app-c in us-east-1c: 1 of 3 subnets)".
func (y *Why) Share(c *why.Cause) string {
	if y.Answer.Function == nil || len(c.Subnets) == 0 || len(c.Subnets) == len(y.Answer.Function.Subnets) {
		return ""
	}
	var names []string
	for i := range y.Answer.Function.Subnets {
		sub := &y.Answer.Function.Subnets[i]
		if slices.Contains(c.Subnets, sub.ID) {
			names = append(names, shortName(y.index(), c.Region, sub.ID)+inZone(sub.Subnet))
		}
	}
	return fmt.Sprintf(" (from %s: %d of %d subnets)", english.FirstOf(names, 3), len(names),
		len(y.Answer.Function.Subnets))
}

func inZone(s *awsdata.Subnet) string {
	if s == nil || s.AvailabilityZone == "" {
		return ""
	}
	return " in " + s.AvailabilityZone
}

// ReadText is what was read of the text, so that a person sees when it was misread.
func (y *Why) ReadText() string {
	s := &y.Answer.Symptom
	text := fmt.Sprintf("read as %s (%s, line %d", s.Kind, s.Shape, s.Line)
	if s.Phase != "" {
		text += ", " + string(s.Phase) + " phase"
	}
	if s.After > 0 {
		text += ", after " + english.Duration(s.After)
	}
	if s.Count > 1 {
		text += ", " + english.Count(s.Count, "time")
	}
	text += ")"
	if len(y.Others) > 0 {
		var others []string
		for i := range y.Others {
			o := &y.Others[i]
			others = append(others, strings.TrimSpace(fmt.Sprintf("%s %s", o.Kind,
				cmp.Or(o.Destination, o.Resource, symptom.ShortName(o.Function)))))
		}
		text += "; the text has besides: " + english.FirstOf(others, 4)
	}
	return text
}

func (y *Why) causes() part {
	p := part{heading: "Causes, the likeliest first", titles: []string{"how surely", "cause"}}
	for i := range y.Answer.Causes {
		c := &y.Answer.Causes[i]
		mark, tone := "✗", Bad
		switch c.Sure {
		case why.Partly:
			mark = "◐"
		case why.Likely, why.IfPublic:
			tone = Warning
		case why.Possible:
			mark, tone = "?", Question
		}
		p.rows = append(p.rows, row{piece{tone, mark}, []piece{{Dim, why.SureText(c.Sure)},
			{Plain, y.Says(c) + y.Share(c)}}})
	}
	if y.Answer.More > 0 {
		p.rows = append(p.rows, row{cells: []piece{{}, {Dim, fmt.Sprintf("and %d more", y.Answer.More)}}})
	}
	return p
}

// proof is what the first cause is told from.
func (y *Why) proof() part {
	p := part{heading: "Proof", titles: []string{"where", "rule", "what it says"}}
	c := y.Answer.First()
	if c == nil {
		return p
	}
	for i := range c.Hops {
		h := &c.Hops[i]
		p.rows = append(p.rows, row{piece{verdictTone(h.Verdict), verdictMark(h.Verdict)}, []piece{
			{Plain, componentText(h.Component)}, {}, {Plain, y.Named(c.Region, h.Says())}}})
	}
	for _, e := range c.Evidence() {
		p.rows = append(p.rows, row{cells: []piece{{Plain, y.Named(c.Region, e.Resource)}, {Dim, e.Rule},
			{Plain, e.Says}}})
	}
	if c.Finding != nil {
		p.rows = append(p.rows, row{cells: []piece{{Dim, "check"}, {Dim, c.Finding.Check}, {Dim, c.Finding.Why}}})
	}
	return p
}

// fixes are the commands that change what the causes are.
func (y *Why) fixes() (part, error) {
	p := part{heading: "Fix"}
	profile := y.Look.profileIn(y.index())
	for _, r := range y.Answer.Remedies() {
		switch {
		case r.Opens != nil:
			written, err := whatif.Write(y.Answer.Result.Snapshot, r.Opens.Edits)
			if err != nil {
				return p, fmt.Errorf("write a fix: %w", err)
			}
			for i := range written {
				p.scripts = append(p.scripts, script{y.Named("", written[i].Words), "sh", written[i].CLI.Text(profile)})
			}
		case len(r.Script) > 0:
			p.scripts = append(p.scripts, script{"", "sh", r.Script.Text(profile)})
		default:
			p.notes = append(p.notes, piece{Plain, r.Finding.Fix.Text(profile).Summary})
		}
	}
	return p, nil
}

func (y *Why) open() part {
	p := part{heading: "Unknown, and what settles it", titles: []string{"what"}}
	for i := range y.Answer.Open {
		o := &y.Answer.Open[i]
		text := y.Named("", o.String())
		if len(o.Missing) > 0 {
			text += "; needs " + strings.Join(o.Missing, ", ")
		}
		p.rows = append(p.rows, row{piece{Question, "?"}, []piece{{Plain, text}}})
		if len(o.Command) > 0 {
			p.scripts = append(p.scripts, script{"", "sh",
				o.Command.Text(y.Look.profileIn(y.index()))})
		}
	}
	return p
}

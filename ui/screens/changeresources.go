package screens

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// resources are grouped by kind, in the order in which people think of them, with
// the facts that came and went.
func (m *changeMaker) resources() {
	settings := []awsdata.Kind{{Code: "bpa", Name: "Block Public Access", Plural: "Block Public Access"},
		{Code: "role", Name: "role", Plural: "roles"}}
	for _, kind := range append(awsdata.Kinds(), settings...) {
		for i := range m.c.Resources {
			r := &m.c.Resources[i]
			if r.Kind != kind.Name || shownAsFunction(m.c, r) {
				continue
			}
			m.resource(kind, r)
		}
	}
}

func (m *changeMaker) resource(kind awsdata.Kind, r *diff.Resource) {
	name := cmp.Or(r.Name, shortARN(r.ID))
	cells := []widget.Cell{{}, widget.Mark(theme.Strong, name), {}}
	row := &changeRow{key: kind.Code + ":" + r.Region + "/" + r.ID, section: headingOf(kind), target: m.lead(r),
		fields: map[string][]string{"kind": {kind.Code, strings.ToLower(kind.Name)}, "change": {string(r.Change)},
			"region": {r.Region}, "function": m.touched[r.Region+" "+r.ID]}}
	switch r.Change {
	case diff.Added:
		cells[0], cells[2] = widget.Mark(theme.Added, "+"), m.facts("is new", theme.Added, r)
	case diff.Removed:
		cells[0], cells[2] = widget.Mark(theme.Removed, "-"), m.facts("no longer exists", theme.Removed, r)
	default:
		cells[0] = widget.Mark(theme.Text, m.env.Theme.Sym.Changed)
		for i, l := range r.Lines {
			token := theme.Removed
			if l.Came {
				token = theme.Added
			}
			line := widget.Mark(token, m.words(r.Region, l.String()))
			if i == 0 {
				cells[2] = line
			} else {
				row.more = append(row.more, changeLine{cells: []widget.Cell{{}, {}, line}})
			}
		}
	}
	row.cells = cells
	m.add(row)
}

// headingOf is the heading of a kind beside its rows, where there is little room.
func headingOf(kind awsdata.Kind) string {
	words := strings.Fields(kind.Plural)
	if len(kind.Plural) <= 16 {
		return capital(kind.Plural)
	}
	return capital(words[len(words)-1])
}

// facts are what a resource that came or went is, in one line.
func (m *changeMaker) facts(word string, token theme.Token, r *diff.Resource) widget.Cell {
	var facts []string
	for _, l := range r.Lines {
		if l.Label != "Name" && l.Label != "ARN" && len(facts) < 3 {
			facts = append(facts, m.words(r.Region, l.Label+": "+l.Value))
		}
	}
	return widget.Spans(widget.Span{Text: word, Token: token},
		widget.Span{Text: fmt.Sprintf(" %s %s", m.env.Theme.Sym.Dot, strings.Join(facts, " "+m.env.Theme.Sym.Dot+" ")),
			Token: theme.Dim})
}

// because are the causes of a change: the changed resources, and how they changed.
func (m *changeMaker) because(region string, causes []string) []changeLine {
	var out []changeLine
	for _, id := range causes {
		i := slices.IndexFunc(m.c.Resources, func(r diff.Resource) bool { return r.Region == region && r.ID == id })
		if i < 0 {
			continue
		}
		r := &m.c.Resources[i]
		out = append(out, changeLine{target: m.lead(r), cells: []widget.Cell{{}, {}, widget.Spans(
			widget.Span{Text: "because ", Token: theme.Dim}, widget.Span{Text: cmp.Or(r.Name, r.ID)},
			widget.Span{Text: m.how(r), Token: theme.Dim})}})
	}
	return out
}

// lead is where a changed resource leads, or why one that is gone cannot be opened.
func (m *changeMaker) lead(r *diff.Resource) target {
	t := target{id: r.ID}
	if r.Change == diff.Removed {
		t.why = cmp.Or(r.Name, r.ID) + " no longer exists: it was in the earlier snapshot only"
		return t
	}
	if t.to, t.leads = say.PlaceOf(m.env.Result, r.Region, r.ID); !t.leads {
		t.why = r.ID + " is not in the snapshot"
	}
	return t
}

// how a resource changed, in a few words.
func (m *changeMaker) how(r *diff.Resource) string {
	switch r.Change {
	case diff.Added:
		return " is new"
	case diff.Removed:
		return " no longer exists"
	}
	var was, is []diff.Line
	for _, l := range r.Lines {
		l.Value, _, _ = strings.Cut(l.Value, "  (") // a rule's description is not what it does
		if l.Came {
			is = append(is, l)
		} else {
			was = append(was, l)
		}
	}
	// What both sides have says most: "state available → deleted".
	for _, a := range was {
		for _, c := range is {
			switch {
			case c.Label != a.Label:
			case strings.ContainsAny(a.Value+c.Value, "→←"): // an arrow between them would be one too many
				return m.words(r.Region, ": "+strings.ToLower(a.Label)+" "+c.Value+" instead of "+a.Value)
			default:
				return m.words(r.Region, ": "+strings.ToLower(a.Label)+" "+a.Value+" → "+c.Value)
			}
		}
	}
	switch {
	case len(was) > 0:
		return m.words(r.Region, " has no more "+inSentence(was[0]))
	case len(is) > 0:
		return m.words(r.Region, " has "+inSentence(is[0]))
	}
	return " changed"
}

// inSentence is a fact as a part of a sentence: "inbound tcp 443 ← sg-ledger".
func inSentence(l diff.Line) string { return strings.ToLower(l.Label) + " " + l.Value }

// words put names for ids, of either snapshot, and this terminal's arrows.
func (m *changeMaker) words(region, text string) string {
	for _, res := range []*awsdata.Index{m.env.Result.Index, m.env.Baseline.Result.Index} {
		if rx := res.Region(region); rx != nil {
			text = rx.Named(text)
		}
	}
	return say.Arrows(m.env, text)
}

package report

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/analyzer"
	"github.com/vpclens/vpclens/analysis/reach"
)

type insightDocument struct {
	ID       string               `json:"id"`
	Started  string               `json:"started,omitempty"`
	Later    bool                 `json:"later"` // it is of after the snapshot
	Apart    analyzer.Apart       `json:"apart,omitempty"`
	Subnet   string               `json:"subnet,omitempty"`
	Found    bool                 `json:"found"`
	Verdict  reach.Verdict        `json:"verdict"`
	Relation analyzer.Relation    `json:"relation,omitempty"`
	Hops     []insightHopDocument `json:"hops"`
}

type insightHopDocument struct {
	Resource string            `json:"resource"`
	Leg      reach.Leg         `json:"leg"`
	Blocks   bool              `json:"blocks"` // by Reachability Analyzer
	Code     string            `json:"code,omitempty"`
	Relation analyzer.Relation `json:"relation"`
	Ours     []hopDocument     `json:"ours"`
}

// insightDocuments are comparisons with Reachability Analyzer for programs.
func insightDocuments(list []analyzer.Comparison) []insightDocument {
	out := make([]insightDocument, len(list))
	for i := range list {
		c := &list[i]
		out[i] = insightDocument{ID: c.ID, Started: flowTime(c.Started), Later: c.Later, Apart: c.Apart,
			Subnet: c.SubnetID, Found: c.Found, Verdict: c.Verdict, Relation: c.Relation,
			Hops: make([]insightHopDocument, len(c.Hops))}
		if c.Apart != analyzer.Compared { // nothing was compared: what is not known is no "blocked"
			out[i].Verdict = reach.Unknown
		}
		for j := range c.Hops {
			h := &c.Hops[j]
			out[i].Hops[j] = insightHopDocument{Resource: h.Resource, Leg: h.Leg, Blocks: h.Blocks, Code: h.Code,
				Relation: h.Relation, Ours: hopDocuments(h.Ours)}
		}
	}
	return out
}

// insights says how Reachability Analyzer's results stand to a trace: what differs, and how much is the same.
func (t *text) insights(of *Trace) {
	if of.Insights == nil {
		return
	}
	t.blank()
	t.line(0, piece{Strong, "Reachability Analyzer beside it"})
	if len(of.Insights) == 0 {
		t.paragraph(2, nil, Question, "the file holds no analysis")
	}
	named := of.Index.Region(of.Region).Named
	for i := range of.Insights {
		c := &of.Insights[i]
		if c.Apart != analyzer.Compared {
			t.paragraph(2, []piece{{Dim, "· "}, {Strong, c.ID + "  "}}, Dim, apartWords(c.Apart))
			continue
		}
		t.paragraph(2, []piece{relationMark(c.Relation), {Plain, " "}, {Strong, c.ID},
			{Dim, spaced(shortName(of.Index, of.Region, c.SubnetID)) + "  "}}, Plain, comparisonWords(c))
		for j := range c.Hops {
			if h := &c.Hops[j]; h.Relation != analyzer.Same {
				name := shortName(of.Index, of.Region, h.Resource)
				t.paragraph(4, []piece{relationMark(h.Relation), {Plain, " " + name + "  "}}, Plain,
					named(insightHopWords(h)))
			}
		}
	}
}

func relationMark(r analyzer.Relation) piece {
	switch r {
	case analyzer.Same:
		return piece{Good, "="}
	case analyzer.Open:
		return piece{Question, "?"}
	}
	return piece{Warning, "≠"}
}

func apartWords(a analyzer.Apart) string {
	switch a {
	case analyzer.NotDone:
		return "not compared: the analysis has no answer"
	case analyzer.OtherSource:
		return "not compared: it begins at no interface of the function"
	}
	return "not compared: it is about another protocol, port or address"
}

// comparisonWords say how the answers stand to each other as a whole.
func comparisonWords(c *analyzer.Comparison) string {
	theirs := "found no path"
	if c.Found {
		theirs = "found a path"
	}
	same := 0
	for i := range c.Hops {
		if c.Hops[i].Relation == analyzer.Same {
			same++
		}
	}
	text := fmt.Sprintf("%s; here it is %s; %d of %d hops are the same", theirs, c.Verdict, same, len(c.Hops))
	if c.Relation == analyzer.Differs && c.Later {
		text += "; the snapshot is older than the analysis"
	}
	return text
}

func insightHopWords(h *analyzer.Hop) string {
	theirs := "the analysis passes it"
	if h.Blocks {
		theirs = "the analysis holds it against the path (" + h.Code + ")"
	}
	var ours []string
	for i := range h.Ours {
		ours = append(ours, h.Ours[i].Says())
	}
	switch h.Relation {
	case analyzer.OnlyOurs:
		return "the analysis does not name it; here: " + strings.Join(ours, "; ")
	case analyzer.OnlyTheirs:
		return theirs + "; no hop here is about it"
	}
	return theirs + "; here: " + strings.Join(ours, "; ")
}

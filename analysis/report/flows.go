package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/flow"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/flowrecords"
)

// FlowsSchema names the form of the JSON that tells what flow logs say of a function.
const FlowsSchema = "vpclens.flows/v1"

// Flows is what flow logs say of a function, to be written.
type Flows struct {
	Function string
	Region   string
	Index    *awsdata.Index
	Read     flowrecords.Count
	Answer   *flow.Answer
	Sources  []*FlowSource // where AWS was asked; none where files were read
	Look     Look
}

// FlowSource is a flow log that AWS was asked for, or an interface that none records.
type FlowSource struct {
	Log       string // its id, or that of the interface
	At        string // where its records are, in words
	From, To  time.Time
	Rejected  bool // it records what was rejected, and nothing else
	Unwatched bool
	Records   int
	Gap       *awsdata.Gap // why the records are not all, nil where they are
}

type flowSourceDocument struct {
	FlowLog   string      `json:"flowLog,omitempty"`
	Interface string      `json:"interface,omitempty"` // that no flow log records
	At        string      `json:"at,omitempty"`
	From      string      `json:"from,omitempty"`
	To        string      `json:"to,omitempty"`
	Records   int         `json:"records"`
	Gap       *gapOfTrail `json:"gap,omitempty"`
}

func (s *FlowSource) document() flowSourceDocument {
	d := flowSourceDocument{FlowLog: s.Log, At: s.At, From: flowTime(s.From.UTC()), To: flowTime(s.To.UTC()),
		Records: s.Records}
	if s.Unwatched {
		d.FlowLog, d.Interface = "", s.Log
	}
	if g := s.Gap; g != nil {
		d.Gap = &gapOfTrail{g.Call, g.Cause, g.Message}
	}
	return d
}

// note says where records are from and what is missing.
func (s *FlowSource) note() piece {
	if s.Unwatched {
		return piece{Question, "? no flow log records " + s.Log + ": what it does is unknown"}
	}
	text := fmt.Sprintf("%s (%s), %s to %s UTC: %s", s.Log, s.At, clock(s.From), clock(s.To),
		english.Count(s.Records, "record"))
	if s.Rejected {
		text += "; it records what was rejected, and nothing else"
	}
	g := s.Gap
	if g == nil {
		return piece{Dim, text}
	}
	text += strings.TrimSuffix("; "+g.Call+": "+g.Cause.Text()+": "+g.Message, ": ")
	if g.Cause == awsdata.CauseDenied {
		text += ": it needs what vpclens policy --with flows adds"
	}
	return piece{Question, "? " + text}
}

type flowsDocument struct {
	Schema      string               `json:"schema"`
	Function    string               `json:"function"`
	Account     string               `json:"account,omitempty"` // where there are several
	Region      string               `json:"region"`
	Records     int                  `json:"records"`   // that were read, of all interfaces
	Malformed   int                  `json:"malformed"` // lines that are no records
	Interfaces  int                  `json:"interfaces"`
	Shared      int                  `json:"shared"` // functions that use the same interfaces
	First       string               `json:"first,omitempty"`
	Last        string               `json:"last,omitempty"`
	Later       bool                 `json:"later"`   // records are of after the snapshot
	NoData      int                  `json:"noData"`  // windows in which nothing was sent
	Skipped     int                  `json:"skipped"` // windows of which records are missing
	Unsolicited int64                `json:"unsolicited"`
	Left        int                  `json:"left"`              // connections that were not traced
	Others      int64                `json:"others"`            // packets of connections that were not told apart
	Sources     []flowSourceDocument `json:"sources,omitempty"` // where AWS was asked
	Flows       []flowDocument       `json:"flows"`
}

type flowDocument struct {
	Interface string                 `json:"interface"`
	Subnet    string                 `json:"subnet"`
	To        string                 `json:"to"`
	ToAt      string                 `json:"toInterface,omitempty"`
	Protocol  string                 `json:"protocol"`
	Port      uint16                 `json:"port"`
	Packets   map[string]flowPackets `json:"packets"`
	First     string                 `json:"first,omitempty"`
	Last      string                 `json:"last,omitempty"`
	Verdict   reach.Verdict          `json:"verdict"`
	Agreement flow.Agreement         `json:"agreement"`
	Hops      []hopDocument          `json:"hops"`
	Words     string                 `json:"words"`
}

type flowPackets struct {
	Accepted int64 `json:"accepted"`
	Rejected int64 `json:"rejected"`
}

// flowPlaces are the places of packets, as programs and as people read them: the id of an interface stands in between.
var flowPlaces = []struct {
	place      flow.Place
	name, word string
	who        string // what may have rejected it there
}{
	{flow.RequestLeaves, "requestLeaves", "request at", "SG egress or NACL outbound"},
	{flow.RequestArrives, "requestArrives", "request at", "SG ingress or NACL inbound"},
	{flow.ReplyLeaves, "replyLeaves", "reply at", "NACL outbound"},
	{flow.ReplyArrives, "replyArrives", "reply at", "NACL inbound"},
}

func flowTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func (f *Flows) document(one *flow.Flow) flowDocument {
	d := flowDocument{Interface: one.Interface, Subnet: one.SubnetID, To: one.Far.String(), ToAt: one.FarAt,
		Protocol: one.Protocol.String(), Port: one.Port, Packets: make(map[string]flowPackets),
		First: flowTime(one.First), Last: flowTime(one.Last), Verdict: one.Verdict, Agreement: one.Agreement,
		Hops: hopDocuments(one.Hops), Words: flowWords(one, f.Answer.Later)}
	for _, p := range flowPlaces {
		if n := one.Packets(p.place); n != (flow.Packets{}) {
			d.Packets[p.name] = flowPackets(n)
		}
	}
	return d
}

// WriteFlowsJSON writes what flow logs say for programs.
func WriteFlowsJSON(w io.Writer, f *Flows) error {
	a := f.Answer
	d := flowsDocument{Schema: FlowsSchema, Function: f.Function, Account: accountOf(f.Index), Region: f.Region,
		Records: f.Read.Records, Malformed: f.Read.Malformed, Interfaces: a.Interfaces, Shared: a.Shared,
		First: flowTime(a.First), Last: flowTime(a.Last), Later: a.Later, NoData: a.NoData, Skipped: a.Skipped,
		Unsolicited: a.Unsolicited, Left: a.Left, Others: a.Others, Flows: []flowDocument{}}
	for _, s := range f.Sources {
		d.Sources = append(d.Sources, s.document())
	}
	for i := range a.Flows {
		d.Flows = append(d.Flows, f.document(&a.Flows[i]))
	}
	return writeJSON(w, d)
}

// WriteFlows writes what flow logs say for people: where they contradict what was computed first.
func WriteFlows(w io.Writer, f *Flows) error { return f.answer().writeText(w, f.Look) }

// WriteFlowsMarkdown writes the same for a ticket.
func WriteFlowsMarkdown(w io.Writer, f *Flows) error { return f.answer().writeMarkdown(w) }

// flowsShown is how many connections of a kind people are shown.
const flowsShown = 40

func (f *Flows) answer() *answer {
	a := f.Answer
	out := &answer{title: []piece{{Strong, f.Function}, {Plain, "  "},
		{Plain, english.Count(f.Read.Records, "flow-log record")}, {Dim, "  " + placeOf(f.Index, f.Region)}}}
	for _, s := range f.Sources {
		out.notes = append(out.notes, s.note())
	}
	out.notes = append(out.notes, flowNotes(a, f.Read.Malformed)...)
	for _, p := range []struct {
		heading string
		is      func(flow.Agreement) bool
	}{
		{"Records and computation differ", flow.Agreement.Differs},
		{"Rejected", func(g flow.Agreement) bool { return g == flow.AgreesRejected || g == flow.SettledRejected }},
		{"Without a reply", func(g flow.Agreement) bool { return g == flow.AgreesLost || g == flow.Unanswered }},
		{"Answered", func(g flow.Agreement) bool { return g == flow.AgreesPassed || g == flow.SettledPassed }},
	} {
		part := part{heading: p.heading, titles: []string{"to", "from", "what"}}
		more := 0
		for i := range a.Flows {
			one := &a.Flows[i]
			switch {
			case !p.is(one.Agreement):
			case len(part.rows) == flowsShown:
				more++
			default:
				part.rows = append(part.rows, f.row(one))
			}
		}
		if more > 0 {
			part.notes = []piece{{Dim,
				fmt.Sprintf("and %s, which --format json has", english.Count(more, "more connection"))}}
		}
		if len(part.rows) > 0 {
			out.parts = append(out.parts, part)
		}
	}
	return out
}

func (f *Flows) row(one *flow.Flow) row {
	named := f.Index.Region(f.Region).Named
	return row{mark: flowMark(one.Agreement), cells: []piece{
		{Strong, fmt.Sprintf("%s %s %d", one.Far, one.Protocol, one.Port)},
		{Dim, shortName(f.Index, f.Region, one.SubnetID)},
		{Plain, named(flowWords(one, f.Answer.Later))}}}
}

func flowMark(g flow.Agreement) piece {
	switch g {
	case flow.AgreesPassed, flow.SettledPassed:
		return piece{Good, "✓"}
	case flow.AgreesRejected, flow.SettledRejected, flow.AgreesLost:
		return piece{Bad, "✗"}
	case flow.Unanswered:
		return piece{Question, "?"}
	}
	return piece{Warning, "≠"}
}

// flowNotes say what holds for all of the records.
func flowNotes(a *flow.Answer, malformed int) []piece {
	var out []piece
	if a.Interfaces == 0 {
		return []piece{{Question,
			"The snapshot has no network interface of the function: no record can be told to be of it."}}
	}
	if !a.First.IsZero() {
		out = append(out, piece{Dim, "From " + flowTime(a.First) + " to " + flowTime(a.Last) + "."})
	}
	if len(a.Flows) == 0 {
		out = append(out, piece{Question, "No record is of a connection of the function: what it does is unknown."})
	}
	if a.Shared > 0 {
		out = append(out, piece{Dim, "Its interfaces are shared with " + english.Count(a.Shared, "function") +
			": some of the packets may be of these."})
	}
	if a.Skipped > 0 {
		out = append(out, piece{Question, english.Count(a.Skipped, "window") +
			" had records left out (SKIPDATA): what is not here may have been there."})
	}
	if a.NoData > 0 {
		out = append(out, piece{Dim, english.Count(a.NoData, "window") + " had no traffic (NODATA)."})
	}
	if a.Unsolicited > 0 {
		out = append(out, piece{Dim, english.Count(int(a.Unsolicited), "packet") + " came in and answered nothing."})
	}
	if a.Left > 0 || a.Others > 0 {
		out = append(out, piece{Question, fmt.Sprintf("%s and %s beyond those were not laid on a path.",
			english.Count(a.Left, "connection"), english.Count(int(a.Others), "packet"))})
	}
	if malformed > 0 {
		out = append(out, piece{Question, english.Count(malformed, "line") + " that no record is in was passed over."})
	}
	return out
}

// flowWords say how the records of a connection stand to what was computed.
func flowWords(f *flow.Flow, later bool) string {
	rejected := rejectedWords(f)
	hops := hopWords(f.Hops)
	why := "the account has changed between the records and the snapshot"
	if later {
		why = "the snapshot is older than the records"
	}
	switch f.Agreement {
	case flow.RejectedThoughReachable:
		return fmt.Sprintf("computed %s, but %s: %s", f.Verdict, rejected, why)
	case flow.RejectedElsewhere:
		return fmt.Sprintf("computed blocked further on, but %s: %s", rejected, why)
	case flow.PassedThoughBlocked:
		return fmt.Sprintf("computed blocked (%s), but %s: %s", hops, passedWords(f), why)
	case flow.SettledRejected:
		return fmt.Sprintf("%s; what the snapshot does not tell: %s", rejected, hops)
	case flow.SettledPassed:
		return passedWords(f) + ", which the snapshot alone leaves unknown"
	case flow.AgreesRejected:
		return fmt.Sprintf("%s, as computed: %s", rejected, hops)
	case flow.AgreesPassed:
		return passedWords(f) + ", as computed"
	case flow.AgreesLost:
		return fmt.Sprintf("%s and no reply came, as computed: %s", passedWords(f), hops)
	}
	return passedWords(f) +
		" and no reply is recorded: what is at the other end does not answer, or the records do not have it"
}

func hopWords(hops []reach.Hop) string {
	var out []string
	for i := range hops {
		out = append(out, hops[i].Says())
	}
	return strings.Join(out, "; ")
}

// rejectedWords say where packets were rejected, by the interface and by what can do so there.
func rejectedWords(f *flow.Flow) string {
	var out []string
	for _, p := range flowPlaces {
		if n := f.Packets(p.place).Rejected; n > 0 {
			out = append(out, fmt.Sprintf("%s of the %s %s (%s)", english.Count(int(n), "packet")+" rejected", p.word,
				flowInterface(f, p.place), p.who))
		}
	}
	return strings.Join(out, ", ")
}

// passedWords say how far packets got.
func passedWords(f *flow.Flow) string {
	if n := f.Packets(flow.ReplyArrives).Accepted; n > 0 {
		return english.Count(int(n), "packet") + " came back at " + f.Interface
	}
	for _, place := range []flow.Place{flow.ReplyLeaves, flow.RequestArrives} {
		if n := f.Packets(place).Accepted; n > 0 {
			return english.Count(int(n), "packet") + " passed at " + f.FarAt
		}
	}
	return english.Count(int(f.Packets(flow.RequestLeaves).Accepted), "packet") + " left " + f.Interface
}

func flowInterface(f *flow.Flow, p flow.Place) string {
	if p == flow.RequestArrives || p == flow.ReplyLeaves {
		return f.FarAt
	}
	return f.Interface
}

// recorded says what flow logs have of a traced question.
func (t *text) recorded(of *Trace) {
	if of.Recorded == nil {
		return
	}
	t.blank()
	t.line(0, piece{Strong, "Recorded by flow logs"})
	if len(of.Flows) == 0 {
		t.paragraph(2, []piece{{Question, "? "}}, Question,
			fmt.Sprintf("no record is of %s %d to this destination: unknown", of.Protocol, of.Port))
	}
	for _, note := range flowNotes(of.Recorded, 0) {
		t.paragraph(2, nil, note.tone, note.s)
	}
	named := of.Index.Region(of.Region).Named
	for i := range of.Flows {
		one := &of.Flows[i]
		mark := flowMark(one.Agreement)
		t.paragraph(2, []piece{mark, {Plain, " "}, {Strong, one.Far.String()},
			{Dim, spaced(shortName(of.Index, of.Region, one.SubnetID)) + "  "}}, Plain,
			named(flowWords(one, of.Recorded.Later)))
	}
}

package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/vpclens/vpclens/analysis/analyzer"
	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/flow"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// TraceSchema names the form of the JSON that a trace writes.
const TraceSchema = "vpclens.trace/v1"

// Trace is the answer to one question about a path, to be written.
type Trace struct {
	*reach.Trace
	Index *awsdata.Index // where the names of resources are found
	Fixes *fix.Answer    // what would open the path or close it, tried on the snapshot; nil where nobody looked
	// What flow logs recorded of this question, and what they hold altogether; nil where none were read.
	Flows    []flow.Flow
	Recorded *flow.Answer
	// Reachability Analyzer's results beside it; nil where none were read.
	Insights []analyzer.Comparison
	Look     Look
}

type traceDocument struct {
	Schema   string            `json:"schema"`
	Function string            `json:"function"`
	Account  string            `json:"account,omitempty"` // where there are several
	Region   string            `json:"region"`
	To       names.Destination `json:"to"`
	Protocol string            `json:"protocol"`
	Port     uint16            `json:"port"`
	Verdict  reach.Verdict     `json:"verdict"`
	Note     string            `json:"note,omitempty"`
	Subnets  []traceSubnet     `json:"subnets"`
	Opens    []fixDocument     `json:"opens,omitempty"`
	Stays    []hopDocument     `json:"stays,omitempty"` // what no change that was tried mends
	Closes   []fixDocument     `json:"closes,omitempty"`
	Flows    *[]flowDocument   `json:"flows,omitempty"` // what flow logs recorded of it, where some were read
	Insights []insightDocument `json:"insights,omitempty"`
}

type traceSubnet struct {
	SubnetID         string        `json:"subnetId"` // "" for a function outside any VPC
	AvailabilityZone string        `json:"availabilityZone"`
	Verdict          reach.Verdict `json:"verdict"`
	Way              reach.Way     `json:"way"`
	Hops             []hopDocument `json:"hops"`
	Blockers         []hopDocument `json:"blockers"`
	Unknowns         []hopDocument `json:"unknowns"`
}

func (t *Trace) fixes() *fix.Answer {
	if t.Fixes == nil {
		return &fix.Answer{}
	}
	return t.Fixes
}

// WriteTraceJSON writes a trace for programs.
func WriteTraceJSON(w io.Writer, t *Trace) error {
	fixes := t.fixes()
	opens, err := t.fixDocuments(fixes.Opens)
	if err != nil {
		return err
	}
	closes, err := t.fixDocuments(fixes.Closes)
	if err != nil {
		return err
	}
	document := traceDocument{
		Schema: TraceSchema, Function: t.Function, Account: accountOf(t.Index), Region: t.Region, To: t.To,
		Protocol: t.Protocol.String(), Port: t.Port, Verdict: t.Verdict, Note: t.NoteText(),
		Subnets: make([]traceSubnet, 0, len(t.Subnets)), Opens: opens, Stays: hopDocuments(fixes.Left), Closes: closes,
	}
	for i := range t.Subnets {
		s := &t.Subnets[i]
		document.Subnets = append(document.Subnets, traceSubnet{
			SubnetID: s.SubnetID, AvailabilityZone: s.AvailabilityZone, Verdict: s.Verdict, Way: s.Way,
			Hops: hopDocuments(s.Hops), Blockers: hopDocuments(s.Blockers()), Unknowns: hopDocuments(s.Unknowns()),
		})
	}
	if len(t.Insights) > 0 {
		document.Insights = insightDocuments(t.Insights)
	}
	if t.Recorded != nil {
		list := []flowDocument{}
		of := &Flows{Answer: t.Recorded}
		for i := range t.Flows {
			list = append(list, of.document(&t.Flows[i]))
		}
		document.Flows = &list
	}
	return writeJSON(w, document)
}

// WriteTrace writes a trace for people: the answer first, then the hops from each subnet.
func WriteTrace(w io.Writer, t *Trace) error {
	out := &text{look: t.Look}
	out.line(0,
		piece{Strong, t.Function}, piece{Plain, " → " + destinationText(t.To, t.Protocol, t.Port) + "  "},
		piece{verdictTone(t.Verdict), verdictMark(t.Verdict) + " " + strings.ToUpper(t.Verdict.String())},
		piece{Plain, verdictShare(t.Trace)}, piece{Dim, "  " + placeOf(t.Index, t.Region)})
	if note := t.NoteText(); note != "" {
		out.paragraph(0, nil, Dim, note)
	}
	named := t.Index.Region(t.Region).Named
	for i := range t.Subnets {
		s := &t.Subnets[i]
		out.blank()
		out.line(0, piece{verdictTone(s.Verdict), verdictMark(s.Verdict)}, piece{Plain, " "},
			piece{Strong, from(t.Index, t.Region, s.SubnetID)}, piece{Dim, spaced(s.AvailabilityZone)},
			piece{Plain, "  "}, piece{verdictTone(s.Verdict), s.Verdict.String()})
		for i := range s.Hops {
			out.hop(&s.Hops[i], named(s.Hops[i].Says()))
		}
	}
	out.recorded(t)
	out.insights(t)
	fixes := t.fixes()
	if err := out.fixes(t, "What would open it", fixes.Opens, reach.Reachable); err != nil {
		return err
	}
	out.stays(fixes)
	if err := out.fixes(t, "What would close it", fixes.Closes, reach.Blocked); err != nil {
		return err
	}
	return out.writeTo(w)
}

// hopWidth is the width of the longest of the components' names, and of the gap behind it.
const hopWidth = 25

func (t *text) hop(h *reach.Hop, why string) {
	tone := verdictTone(h.Verdict)
	words := Plain
	if h.Verdict == reach.Blocked || h.Verdict == reach.Unknown {
		words = tone
	}
	t.paragraph(2, []piece{{tone, verdictMark(h.Verdict)}, {Plain, " " + pad(componentText(h.Component), hopWidth)}},
		words, why)
	if len(h.Missing) > 0 {
		t.paragraph(4+hopWidth, label("needs "), Dim, strings.Join(h.Missing, ", "))
	}
}

// destinationText says where a question leads: "203.0.114.9 tcp 443".
func destinationText(to names.Destination, protocol netset.Protocol, port uint16) string {
	return fmt.Sprintf("%s %s %d", to.Name(), protocol, port)
}

// from names where a subnet's part of an answer starts.
func from(index *awsdata.Index, region, subnetID string) string {
	if subnetID == "" {
		return "Lambda's own network"
	}
	return named(index, region, subnetID)
}

// named is a resource with its name before its id, as far as the snapshot knows it.
func named(index *awsdata.Index, region, id string) string {
	if name := shortName(index, region, id); name != id {
		return name + " (" + id + ")"
	}
	return id
}

// shortName is a resource's name, its id if it has none or is not in the snapshot.
func shortName(index *awsdata.Index, region, id string) string {
	if index == nil || index.Region(region) == nil {
		return id
	}
	return index.Region(region).NameOf(id)
}

func spaced(s string) string {
	if s == "" {
		return ""
	}
	return "  " + s
}

// verdictShare says in how many subnets a connection that does not always succeed does, and in how many nobody knows.
func verdictShare(t *reach.Trace) string {
	if len(t.Subnets) < 2 {
		return ""
	}
	works := 0
	for i := range t.Subnets {
		if t.Subnets[i].Verdict == reach.Reachable {
			works++
		}
	}
	if works == 0 || works == len(t.Subnets) {
		return fmt.Sprintf(" from all %d subnets", len(t.Subnets))
	}
	return fmt.Sprintf(": works from %d of %d subnets", works, len(t.Subnets))
}

func verdictMark(v reach.Verdict) string {
	switch v {
	case reach.Blocked:
		return "✗"
	case reach.Partial:
		return "◐"
	case reach.Reachable:
		return "✓"
	}
	return "?"
}

func verdictTone(v reach.Verdict) Tone {
	switch v {
	case reach.Blocked:
		return Bad
	case reach.Partial:
		return Warning
	case reach.Reachable:
		return Good
	}
	return Question
}

// componentText is a component in the words of people who draw networks.
func componentText(c reach.Component) string {
	switch c {
	case reach.ComponentGroupOut:
		return "SG egress"
	case reach.ComponentACLOut:
		return "NACL outbound"
	case reach.ComponentACLBack:
		return "NACL return traffic"
	case reach.ComponentTargetACLIn:
		return "destination NACL inbound"
	case reach.ComponentTargetACLBack:
		return "destination NACL return"
	case reach.ComponentTargetGroup:
		return "destination SG ingress"
	case reach.ComponentNAT:
		return "NAT gateway"
	case reach.ComponentNATACLIn:
		return "NAT subnet NACL inbound"
	case reach.ComponentNATACLOut:
		return "NAT subnet NACL outbound"
	case reach.ComponentNATRoute:
		return "NAT subnet route"
	case reach.ComponentEgressOnly:
		return "egress-only gateway"
	case reach.ComponentPeeringBack:
		return "peer return route"
	case reach.ComponentPublicAccess:
		return "VPC Block Public Access"
	case reach.ComponentLinkLocal:
		return "Time Sync Service"
	case reach.ComponentTargetInterface:
		return "destination interface"
	case reach.ComponentOwnAddress:
		return "own public address"
	case reach.ComponentPublicBack:
		return "destination return route"
	case reach.ComponentTransitGatewayACL:
		return "attachment NACL"
	case reach.ComponentTransitGatewayRoute:
		return "attachment route"
	case reach.ComponentTransitGatewayBack:
		return "transit gateway return"
	case reach.ComponentApplianceACL:
		return "appliance NACL"
	case reach.ComponentApplianceGroup:
		return "appliance SG"
	case reach.ComponentApplianceRoute:
		return "appliance route"
	case reach.ComponentPolicy:
		return "endpoint policy"
	}
	return strings.ReplaceAll(string(c), "-", " ")
}

package report

import (
	"io"
	"math"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
)

// ReachSchema names the form of the JSON in which everything a function can reach is written.
const ReachSchema = "vpclens.reach/v1"

// Reach is everything that a function can reach, to be written.
type Reach struct {
	*reach.Reach
	Index *awsdata.Index // where the names of resources are found
	All   bool           // every range is told, however many there are
	Look  Look
}

type reachDocument struct {
	Schema    string        `json:"schema"`
	Function  string        `json:"function"`
	Account   string        `json:"account,omitempty"` // where there are several
	Region    string        `json:"region"`
	Always    []setDocument `json:"always"`    // from every subnet
	Sometimes []setDocument `json:"sometimes"` // depends on the subnet, the source address or the ephemeral port
	Unknown   []setDocument `json:"unknown"`   // a fact is missing
	Parts     []reachPart   `json:"parts"`
	Subnets   []reachSubnet `json:"subnets"`
}

type reachSubnet struct {
	SubnetID         string      `json:"subnetId"`
	AvailabilityZone string      `json:"availabilityZone"`
	Parts            []reachPart `json:"parts"`
}

type reachPart struct {
	Way     reach.Way     `json:"way"`
	Verdict reach.Verdict `json:"verdict"`
	Set     []setDocument `json:"set"`
}

// setDocument is a part of an exact set: all of the networks, on all of the ports.
type setDocument struct {
	CIDRs []string `json:"cidrs"`
	TCP   []string `json:"tcp"`
	UDP   []string `json:"udp"`
}

// WriteReachJSON writes what a function can reach for programs, exactly.
func WriteReachJSON(w io.Writer, r *Reach) error {
	document := reachDocument{
		Schema: ReachSchema, Function: r.Function, Account: accountOf(r.Index), Region: r.Region,
		Always: setDocuments(r.Sets.Reachable), Sometimes: setDocuments(r.Sets.Partial),
		Unknown: setDocuments(r.Sets.Unknown), Parts: reachParts(r.Parts),
		Subnets: make([]reachSubnet, 0, len(r.Subnets)),
	}
	for i := range r.Subnets {
		s := &r.Subnets[i]
		document.Subnets = append(document.Subnets, reachSubnet{s.SubnetID, s.AvailabilityZone, reachParts(s.Parts)})
	}
	return writeJSON(w, document)
}

func reachParts(parts []reach.Part) []reachPart {
	out := make([]reachPart, 0, len(parts))
	for _, p := range parts {
		out = append(out, reachPart{p.Way, p.Verdict, setDocuments(p.Set)})
	}
	return out
}

func setDocuments(s netset.Set) []setDocument {
	out := []setDocument{}
	for ports, ranges := range s.Groups() {
		d := setDocument{TCP: portTexts(ports.TCP()), UDP: portTexts(ports.UDP()), CIDRs: []string{}}
		for _, r := range ranges {
			for _, prefix := range r.Prefixes() {
				d.CIDRs = append(d.CIDRs, prefix.String())
			}
		}
		out = append(out, d)
	}
	return out
}

func portTexts(ranges []netset.PortRange) []string {
	out := make([]string, 0, len(ranges))
	for _, r := range ranges {
		out = append(out, r.String())
	}
	return out
}

// rangesShown bounds how many address ranges a set is shown with where not all are asked for; the JSON form has them
// all.
const rangesShown = 4

// WriteReach writes what a function can reach for people: the whole first, then by way, with the subnets that have it
// where not all do.
func WriteReach(w io.Writer, r *Reach) error {
	t := &text{look: r.Look}
	t.line(0, piece{Strong, r.Function}, piece{Dim, "  " + placeOf(r.Index, r.Region)},
		piece{Plain, "  " + sources(r.Reach)})
	t.blank()
	line := func(name string, tone Tone, set netset.Set) {
		if !set.IsEmpty() {
			t.paragraph(2, []piece{{tone, pad(name, 11)}}, Plain, r.setText(set))
		}
	}
	line("always", Good, r.Sets.Reachable)
	line("sometimes", Warning, r.Sets.Partial)
	line("unknown", Question, r.Sets.Unknown)
	if len(r.Parts) == 0 {
		t.line(2, piece{Bad, "nothing at all"})
		return t.writeTo(w)
	}
	t.blank()
	t.line(0, piece{Strong, "By way"})
	for _, verdict := range []reach.Verdict{reach.Reachable, reach.Partial, reach.Unknown} {
		for _, p := range r.Parts {
			if p.Verdict == verdict {
				t.part(r, p)
			}
		}
	}
	return t.writeTo(w)
}

func (t *text) part(r *Reach, p reach.Part) {
	way := wayText(p.Way.Kind)
	if p.Way.Resource != "" {
		way += " " + named(r.Index, r.Region, p.Way.Resource)
	}
	t.line(2, piece{verdictTone(p.Verdict), verdictMark(p.Verdict)}, piece{Plain, " " + way},
		piece{Warning, onlyFrom(r, p) + refusedBy(r, p)})
	t.paragraph(4, nil, Dim, r.setText(p.Set))
}

// refusedBy says that the policy of a gateway endpoint admits nothing that the function's role uses: the connection is
// there, and the service refuses the calls.
func refusedBy(r *Reach, p reach.Part) string {
	rx := r.Index.Region(r.Region)
	if p.Way.Kind != reach.WayGatewayEndpoint || rx == nil {
		return ""
	}
	f, e := rx.Function(r.Function), rx.VPCEndpoint(p.Way.Resource)
	if f == nil || e == nil || e.PolicyDocument == "" {
		return ""
	}
	answer, err := reach.AskPolicy(e, role.Of(r.Index, f.Role))
	if err != nil || len(answer.Refused) < len(answer.Asked) || len(answer.Asked) == 0 {
		return ""
	}
	return "  by connection; its policy does not certainly admit what the role calls: see trace"
}

// onlyFrom names the subnets that have a part's way with its verdict, where not all do.
func onlyFrom(r *Reach, p reach.Part) string {
	var names []string
	for i := range r.Subnets {
		s := &r.Subnets[i]
		if slices.ContainsFunc(s.Parts, func(q reach.Part) bool { return q.Way == p.Way && q.Verdict == p.Verdict }) {
			names = append(names, shortName(r.Index, r.Region, s.SubnetID))
		}
	}
	if len(names) == 0 || len(names) == len(r.Subnets) {
		return ""
	}
	return "  only from " + strings.Join(names, ", ")
}

func (r *Reach) setText(s netset.Set) string {
	if r.All {
		return s.Human(netset.MaxRanges(math.MaxInt))
	}
	return s.Human(netset.MaxRanges(rangesShown))
}

func sources(r *reach.Reach) string {
	if len(r.Subnets) == 1 && r.Subnets[0].SubnetID == "" {
		return "from Lambda's own network"
	}
	return "from " + english.Count(len(r.Subnets), "subnet")
}

// wayText is a kind of way in words.
func wayText(k reach.WayKind) string {
	switch k {
	case reach.WayLambda:
		return "Lambda's own network"
	case reach.WayLocal:
		return "inside the VPC"
	case reach.WayNAT:
		return "NAT gateway"
	case reach.WayHandedOver:
		return "routed to"
	case reach.WayResolver:
		return "Amazon's DNS resolver"
	}
	return strings.ReplaceAll(string(k), "-", " ")
}

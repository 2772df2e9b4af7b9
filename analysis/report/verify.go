package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/assert"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// VerifySchema names the form of the JSON that verified assertions are written in.
const VerifySchema = "vpclens.verify/v1"

// blockersShown is how many reasons an assertion that did not hold is given.
const blockersShown = 3

// Verification is what became of a file of assertions, to be written.
type Verification struct {
	Results []AssertionResult
	Look    Look

	File    string    // of the assertions
	Version string    // of the program
	At      time.Time // of the snapshot; the time of the run, where it does not say its own
}

// AssertionResult is what became of one assertion for one function.
type AssertionResult = assert.Result

// Failed is how many assertions did not hold, but those that are waived.
func (v *Verification) Failed() int {
	return v.count(func(r *AssertionResult) bool { return r.Counts() })
}

// Waived is how many did not hold, and do not count.
func (v *Verification) Waived() int {
	return v.count(func(r *AssertionResult) bool { return r.Waived })
}

func (v *Verification) count(is func(*AssertionResult) bool) int {
	n := 0
	for i := range v.Results {
		if is(&v.Results[i]) {
			n++
		}
	}
	return n
}

type verifyDocument struct {
	Schema  string         `json:"schema"`
	Passed  int            `json:"passed"`
	Failed  int            `json:"failed"`
	Waived  int            `json:"waived"` // did not hold, and do not count
	Results []verifyResult `json:"results"`
}

type verifyResult struct {
	Name     string `json:"name"`
	Function string `json:"function"`
	Expect   string `json:"expect"`
	Verdict  string `json:"verdict"` // "" if there is none, see problem
	OK       bool   `json:"ok"`
	Problem  string `json:"problem,omitempty"`
	Account  string `json:"account,omitempty"` // where there are several
	Region   string `json:"region,omitempty"`
	Question string `json:"question,omitempty"` // destination, protocol and port as they were asked
	Reason   string `json:"reason,omitempty"`   // why the verdict is what it is, in a sentence

	Hops []verifyHop `json:"hops,omitempty"` // what is in the way, or is not known; of what is reachable all hops
	// the addresses of its host name, if this machine's resolver told them
	Resolved string `json:"resolved,omitempty"`

	Kind    assert.Kind    `json:"kind"`
	Line    int            `json:"line"`              // of the file
	Ports   []portsVerdict `json:"ports,omitempty"`   // where the ports that were asked about do not fare alike
	Beyond  []setDocument  `json:"beyond,omitempty"`  // of "only": can be reached, and is not listed
	Perhaps []setDocument  `json:"perhaps,omitempty"` // of "only": may be reached and not be listed
	Waiver  *waiverOf      `json:"waiver,omitempty"`
}

type portsVerdict struct {
	TCP     []string      `json:"tcp"`
	UDP     []string      `json:"udp"`
	Verdict reach.Verdict `json:"verdict"`
}

type waiverOf struct {
	Until   string `json:"until"`
	Reason  string `json:"reason"`
	Owner   string `json:"owner,omitempty"`
	Applies bool   `json:"applies"` // the assertion does not hold, and does not count for that
	Ended   bool   `json:"ended"`
}

func waiverDocument(r *AssertionResult) *waiverOf {
	w := r.Waiver
	if w == nil {
		return nil
	}
	return &waiverOf{w.Until.Format(time.DateOnly), awsdata.Clean(w.Reason), awsdata.Clean(w.Owner), r.Waived, r.Over}
}

// WriteVerificationJSON writes all results for programs.
func WriteVerificationJSON(w io.Writer, v *Verification) error { return writeJSON(w, v.document()) }

func (v *Verification) document() verifyDocument {
	failed := v.Failed()
	document := verifyDocument{Schema: VerifySchema, Passed: len(v.Results) - failed - v.Waived(), Failed: failed,
		Waived: v.Waived(), Results: make([]verifyResult, 0, len(v.Results))}
	for i := range v.Results {
		r := &v.Results[i]
		one := verifyResult{Name: r.Name, Function: r.Function, Expect: r.Expect.String(), OK: r.OK,
			Problem: r.Problem, Resolved: r.To.Resolved, Kind: r.Kind, Line: r.Line, Waiver: waiverDocument(r)}
		for _, p := range r.Ports {
			one.Ports = append(one.Ports, portsVerdict{portTexts(p.Ports.TCP()), portTexts(p.Ports.UDP()), p.Verdict})
		}
		if !r.Beyond.IsEmpty() {
			one.Beyond = setDocuments(r.Beyond)
		}
		if !r.Perhaps.IsEmpty() {
			one.Perhaps = setDocuments(r.Perhaps)
		}
		if r.Problem == "" {
			one.Verdict = r.Verdict.String()
		}
		one.Account, one.Region, one.Question = accountOf(r.Index), r.Region, r.Question
		one.Hops = decidingHops(r)
		switch {
		case r.Problem != "":
		case r.Kind == assert.Only:
			one.Reason = beyondText(r)
		case r.Verdict == reach.Reachable || len(one.Hops) == 0:
			one.Reason = "nothing is in its way"
		default:
			one.Reason = v.named(r, one.Hops[0].Why)
		}
		document.Results = append(document.Results, one)
	}
	return document
}

// verifyHop is a hop with the subnet in whose way it is.
type verifyHop struct {
	SubnetID string `json:"subnetId"`
	hopDocument
}

// decidingHops are the hops that make the verdict what it is: all of what is reachable, else those that are not.
func decidingHops(r *AssertionResult) []verifyHop {
	if r.Trace == nil {
		return nil
	}
	var out []verifyHop
	for i := range r.Trace.Subnets {
		s := &r.Trace.Subnets[i]
		for _, h := range hopDocuments(s.Hops) {
			if h.Verdict != reach.Reachable || r.Verdict == reach.Reachable {
				out = append(out, verifyHop{s.SubnetID, h})
			}
		}
	}
	return out
}

// named is a sentence with the names of resources in the place of their ids.
func (v *Verification) named(r *AssertionResult, sentence string) string {
	if r.Index == nil || r.Index.Region(r.Region) == nil {
		return sentence
	}
	return r.Index.Region(r.Region).Named(sentence)
}

// WriteVerification writes for people what did not hold, with the first reasons, and then the count.
func WriteVerification(w io.Writer, v *Verification) error {
	t := &text{look: v.Look}
	for i := range v.Results {
		if !v.Results[i].OK {
			t.failed(v, &v.Results[i])
		}
	}
	for _, line := range v.needless() {
		t.paragraph(0, nil, Dim, line)
	}
	for _, line := range v.resolved() {
		t.paragraph(0, nil, Dim, line)
	}
	failed := v.Failed()
	tone, summary := Good, fmt.Sprintf("%d passed", len(v.Results)-failed-v.Waived())
	if failed > 0 {
		tone, summary = Bad, fmt.Sprintf("%s, %d failed", summary, failed)
	}
	if waived := v.Waived(); waived > 0 {
		summary += fmt.Sprintf(", %d waived", waived)
	}
	t.line(0, piece{tone, summary})
	return t.writeTo(w)
}

// resolved says which host names this machine's resolver was asked for, and what it answered.
func (v *Verification) resolved() []string {
	var out []string
	for i := range v.Results {
		to := &v.Results[i].To
		line := "resolved on this machine: " + to.Host + " is " + strings.ReplaceAll(to.Resolved, ",", ", ")
		if to.Resolved != "" && !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return out
}

// needless says of which assertions the waiver is over, or not needed any more.
func (v *Verification) needless() []string {
	var out []string
	failing := map[int]bool{}
	for i := range v.Results {
		if r := &v.Results[i]; !r.OK {
			failing[r.Line] = true
		}
	}
	for i := range v.Results {
		r := &v.Results[i]
		if r.Waiver == nil || failing[r.Line] {
			continue
		}
		line := fmt.Sprintf("%s (line %d) holds: its waiver until %s can be taken out", r.Name, r.Line,
			r.Waiver.Until.Format(time.DateOnly))
		if !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return out
}

// beyondText is what else a function reaches than it is allowed to.
func beyondText(r *AssertionResult) string {
	switch {
	case !r.Beyond.IsEmpty():
		return "reaches besides: " + r.Beyond.Human(netset.MaxRanges(6))
	case !r.Perhaps.IsEmpty():
		return "may reach besides, which is unknown: " + r.Perhaps.Human(netset.MaxRanges(6))
	}
	return "nothing else can be reached"
}

func (t *text) failed(v *Verification, r *AssertionResult) {
	mark := piece{Bad, "✗"}
	if r.Waived {
		mark = piece{Dim, "·"}
	}
	t.line(0, mark, piece{Plain, " "}, piece{Strong, r.Name})
	if w := r.Waiver; w != nil {
		what := "waived until "
		if r.Over {
			what = "counts again, its waiver ended on "
		}
		text := what + w.Until.Format(time.DateOnly) + ": " + awsdata.Clean(w.Reason)
		if w.Owner != "" {
			text += " (" + awsdata.Clean(w.Owner) + ")"
		}
		t.paragraph(2, nil, Dim, text)
	}
	if r.Problem != "" {
		t.paragraph(2, nil, Plain, r.Problem)
		t.blank()
		return
	}
	t.paragraph(2, nil, Plain, fmt.Sprintf("%s → %s: want %s, got %s  (%s)", r.Function, v.named(r, r.Question),
		r.Expect, r.Verdict, placeOf(r.Index, r.Region)))
	for _, p := range r.Ports {
		t.paragraph(4, []piece{{verdictTone(p.Verdict), p.Verdict.String()}, {Plain, ": "}}, Plain, p.Ports.Human())
	}
	if r.Kind == assert.Only {
		t.paragraph(4, nil, Plain, beyondText(r))
	}
	if r.Trace == nil {
		t.blank()
		return
	}
	shown, more := 0, 0
	for i := range r.Trace.Subnets {
		s := &r.Trace.Subnets[i]
		for _, h := range s.Hops {
			if h.Verdict == reach.Reachable {
				continue
			}
			if shown == blockersShown {
				more++
				continue
			}
			shown++
			t.paragraph(4, []piece{{verdictTone(h.Verdict), verdictMark(h.Verdict)},
				{Dim, " " + from(r.Index, r.Region, s.SubnetID) + ": "}}, Plain, v.named(r, h.Says()))
		}
	}
	if more > 0 {
		t.line(4, piece{Dim, fmt.Sprintf("and %d more; `vpclens trace` shows them all", more)})
	}
	t.blank()
}

// part is what did not hold, for an answer made of tables; without rows where all did, or nothing was asserted.
func (v *Verification) part() part {
	out := part{heading: "Assertions that do not hold then", titles: []string{"assertion", "function", "why"}}
	if v == nil {
		return out
	}
	for i := range v.Results {
		r := &v.Results[i]
		if r.OK {
			continue
		}
		mark, says := piece{Bad, "✗"}, r.Problem
		if r.Waived {
			mark = piece{Dim, "·"}
		}
		if says == "" {
			says = fmt.Sprintf("%s: want %s, got %s", v.named(r, r.Question), r.Expect, r.Verdict)
			if r.Kind == assert.Only {
				says = beyondText(r)
			}
		}
		if r.Waived {
			says += " (waived until " + r.Waiver.Until.Format(time.DateOnly) + ")"
		}
		out.rows = append(out.rows, row{mark: mark, cells: []piece{{Strong, r.Name}, {Plain, r.Function},
			{Plain, says}}})
	}
	return out
}

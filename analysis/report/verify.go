package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/names"
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
type AssertionResult struct {
	Name     string
	Line     int    // of the file, where it stands
	Function string // as the assertion writes it, if it names none
	Region   string
	Index    *awsdata.Index // of the function's account; nil for an assertion that names no function
	Question string         // "203.0.114.9 tcp 443"
	To       names.Destination
	Expect   reach.Verdict
	Verdict  reach.Verdict
	OK       bool
	Problem  string       // why there is no verdict, "" if there is one
	Trace    *reach.Trace // the proof; nil where there is no verdict, and of what held where nobody asks for it
}

// Failed is how many assertions did not hold.
func (v *Verification) Failed() int {
	n := 0
	for i := range v.Results {
		if !v.Results[i].OK {
			n++
		}
	}
	return n
}

type verifyDocument struct {
	Schema  string         `json:"schema"`
	Passed  int            `json:"passed"`
	Failed  int            `json:"failed"`
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
}

// WriteVerificationJSON writes all results for programs.
func WriteVerificationJSON(w io.Writer, v *Verification) error {
	failed := v.Failed()
	document := verifyDocument{Schema: VerifySchema, Passed: len(v.Results) - failed, Failed: failed,
		Results: make([]verifyResult, 0, len(v.Results))}
	for i := range v.Results {
		r := &v.Results[i]
		one := verifyResult{Name: r.Name, Function: r.Function, Expect: r.Expect.String(), OK: r.OK,
			Problem: r.Problem, Resolved: r.To.Resolved}
		if r.Problem == "" {
			one.Verdict = r.Verdict.String()
		}
		one.Account, one.Region, one.Question = accountOf(r.Index), r.Region, r.Question
		one.Hops = decidingHops(r)
		switch {
		case r.Problem != "":
		case r.Verdict == reach.Reachable || len(one.Hops) == 0:
			one.Reason = "nothing is in its way"
		default:
			one.Reason = v.named(r, one.Hops[0].Why)
		}
		document.Results = append(document.Results, one)
	}
	return writeJSON(w, document)
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
	for _, line := range v.resolved() {
		t.paragraph(0, nil, Dim, line)
	}
	failed := v.Failed()
	tone, summary := Good, fmt.Sprintf("%d passed", len(v.Results)-failed)
	if failed > 0 {
		tone, summary = Bad, fmt.Sprintf("%s, %d failed", summary, failed)
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

func (t *text) failed(v *Verification, r *AssertionResult) {
	t.line(0, piece{Bad, "✗"}, piece{Plain, " "}, piece{Strong, r.Name})
	if r.Problem != "" {
		t.paragraph(2, nil, Plain, r.Problem)
		t.blank()
		return
	}
	t.paragraph(2, nil, Plain, fmt.Sprintf("%s → %s: want %s, got %s  (%s)", r.Function, v.named(r, r.Question),
		r.Expect, r.Verdict, placeOf(r.Index, r.Region)))
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

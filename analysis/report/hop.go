package report

import "github.com/vpclens/vpclens/analysis/reach"

// hopDocument is a hop for programs: its values, and the sentence that people read.
type hopDocument struct {
	Component reach.Component `json:"component"`
	Leg       reach.Leg       `json:"leg"`
	Side      reach.Side      `json:"side,omitempty"`
	Resource  string          `json:"resource"`
	Rule      string          `json:"rule"`
	Verdict   reach.Verdict   `json:"verdict"`
	Reason    reach.Reason    `json:"reason"`
	Why       string          `json:"why"`
	Missing   []string        `json:"missing,omitempty"`
}

func hopDocuments(hops []reach.Hop) []hopDocument {
	out := make([]hopDocument, len(hops))
	for i := range hops {
		h := &hops[i]
		out[i] = hopDocument{
			Component: h.Component, Leg: h.Leg, Side: h.Side, Resource: h.Resource, Rule: h.Rule.Text,
			Verdict: h.Verdict, Reason: h.Reason, Why: h.Says(), Missing: h.Missing,
		}
	}
	return out
}

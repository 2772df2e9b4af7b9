package law

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestRemoval takes every document away in turn: that turns no definite verdict into its opposite.
func TestRemoval(t *testing.T) {
	t.Parallel()
	for seed := *first; seed < *first+uint64(min(*accounts, 6)); seed++ {
		documents := Random(seed)
		whole, err := Read(documents)
		if err != nil {
			t.Fatal(err)
		}
		type asked struct {
			f Function
			q Question
			v Verdict
		}
		var questions []asked
		for i, f := range whole.Functions() {
			for _, q := range whole.Questions(seed*100+uint64(i), 12) {
				if a, err := whole.Ask(f, q); err == nil && a.Verdict != Unknown {
					questions = append(questions, asked{f, q, a.Verdict})
				}
			}
		}
		for at, calls := range documents {
			for _, call := range slices.Sorted(maps.Keys(calls)) {
				if call == "list-functions" {
					continue
				}
				less := maps.Clone(documents)
				less[at] = maps.Clone(calls)
				delete(less[at], call)
				w, err := Read(less)
				if err != nil {
					t.Fatal(err)
				}
				for _, q := range questions {
					a, err := w.Ask(q.f, q.q)
					if err == nil && (a.Verdict == q.v || a.Verdict == Unknown) {
						continue
					}
					if err != nil && strings.HasPrefix(q.q.To, "sg-") {
						continue // a group that is in no list, and that nobody is seen to carry
					}
					if a.Verdict == Partial || q.v == Partial || w.excused(at, call, documents) {
						continue
					}
					t.Errorf("account %d without %s of %s %s: %s to %s %s %d is %s (%v), and was %s", seed, call,
						at.Account, at.Region,
						q.f.FunctionName, q.q.To, q.q.Protocol, q.q.Port, a.Verdict, err, q.v)
				}
			}
		}
	}
}

// excused reports whether the law itself lets a verdict turn: the last document of an optional tier takes the tier
// with it, the last one about enableDnsSupport that it was asked for, and of a VPC that is not there no encryption
// controls and no DHCP options are assumed.
func (w *World) excused(at Place, call string, documents Accounts) bool {
	switch name, _, _ := strings.Cut(call, "."); name {
	case "describe-listeners":
		return !w.collected[at]["describe-load-balancers"]
	case "describe-vpc-attribute":
		return strings.HasSuffix(call, ".enableDnsSupport") && len(w.dnsSupport) == 0
	case "describe-vpcs":
		text := string(documents[at][call])
		return strings.Contains(text, "EncryptionControl") ||
			strings.Contains(string(documents[at]["describe-dhcp-options"]), "10.")
	}
	return slices.Contains(namesCalls, strings.SplitN(call, ".", 2)[0]) && !w.namesAsked()
}

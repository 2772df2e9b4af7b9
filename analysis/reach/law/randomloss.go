package law

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// documents are the answers of the calls; some may be missing, some may be cut short.
func (g *generator) documents() Accounts {
	out := make(Accounts)
	for _, at := range g.places() {
		b, documents := g.books[at], make(Documents)
		calls := slices.Sorted(maps.Keys(b.lists))
		if at.Region != "global" {
			for call := range members {
				if _, some := b.lists[call]; !some {
					calls = append(calls, call)
				}
			}
			if g.asked[at.Account] {
				for _, call := range []string{"list-resolver-rules", "list-resolver-rule-associations",
					"list-profile-associations"} {
					if _, some := b.lists[call]; !some {
						calls = append(calls, call)
					}
				}
			}
			slices.Sort(calls)
		}
		short := ""
		if len(calls) > 0 && g.chance(15) {
			short = pick(g, calls...)
			if len(g.books) > 1 && seenByBoth(short) {
				short = "" // what one account sees of a list, the other one does
			}
		}
		for _, call := range calls {
			list, o := full(b.lists[call]), object{}
			if call == short && call != "list-functions" && len(list) > 0 {
				list, o["NextToken"] = list[:g.IntN(len(list))], "more"
			}
			name, _, _ := strings.Cut(call, ".")
			member := members[name]
			if member == "" {
				member = optional[name]
			}
			o[member] = list
			documents[call] = encode(o)
		}
		for call, o := range b.single {
			documents[call] = encode(o)
		}
		g.lose(documents)
		out[at] = documents
	}
	return out
}

// lose takes documents away, in some accounts a few, in some any of them.
func (g *generator) lose(documents Documents) {
	calls := slices.DeleteFunc(slices.Sorted(maps.Keys(documents)), func(call string) bool {
		return call == "list-functions" || len(g.books) > 1 && seenByBoth(call)
	})
	switch {
	case g.chance(20):
		for _, call := range g.some(calls, 1, 2) {
			delete(documents, call)
		}
	case g.chance(20):
		for _, call := range calls {
			if g.chance(7) {
				delete(documents, call)
			}
		}
	}
}

func encode(o object) json.RawMessage {
	text, err := json.Marshal(o)
	if err != nil {
		panic(err) // maps, strings and numbers always encode
	}
	return text
}

// seenByBoth reports whether a call tells what several accounts see alike: it is not lost in one of them alone.
func seenByBoth(call string) bool {
	return strings.Contains(call, "prefix-list") || strings.Contains(call, "peering") ||
		strings.Contains(call, "transit-gateway")
}

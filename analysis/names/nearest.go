package names

import (
	"fmt"
	"slices"
	"strings"
)

// UnknownError is the error about a word that is no destination.
type UnknownError struct {
	Text    string
	Nearest []string // what may have been meant, nearest first
	Hint    string   // what else to name, where the word tells what was meant
}

func (e *UnknownError) Error() string {
	text := fmt.Sprintf("%q is no destination", e.Text)
	switch {
	case e.Hint != "":
		return text + ": " + e.Hint
	case len(e.Nearest) > 0:
		return text + ": did you mean " + alternatives(e.Nearest) + "?"
	}
	return text + ": name an address, a CIDR, a host name, the id or name of a resource, an AWS service, or internet"
}

// alternatives joins words as a sentence does: a, b or c.
func alternatives(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// Nearest are up to three of the candidates that a word may be a misspelling of, nearest first; those at the same
// distance stay in order.
func Nearest(word string, candidates []string) []string {
	word = strings.ToLower(word)
	if len(word) < 2 || len(word) > 64 { // a letter is near to everything
		return nil
	}
	most := max(1, min(3, len(word)/3))
	type near struct {
		text     string
		distance int
	}
	var found []near
	for _, c := range candidates {
		if d := distance(word, strings.ToLower(c), most); d <= most {
			found = append(found, near{c, d})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return a.distance - b.distance })
	var out []string
	for _, n := range found {
		if n.distance > found[0].distance+1 || len(out) == 3 {
			break
		}
		spelt := func(o string) bool { return spelling(o) == spelling(n.text) }
		if !slices.ContainsFunc(out, spelt) {
			out = append(out, n.text)
		}
	}
	return out
}

// distance is how many letters have to be added, left out, replaced or swapped with the next to make b of a; more than
// most counts as most + 1.
func distance(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		best := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			best = min(best, row[j])
		}
		if best > most {
			return most + 1
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}

package symptom

import (
	"regexp/syntax"
	"strings"
)

// shortest is the length of the shortest word that is worth looking for.
const shortest = 3

// needsOf are words of which a text has at least one, in lower case, wherever an expression finds something in it: nil
// where there are no such words. Logs are long, nearly all of their lines are about nothing, and to look for words is a
// hundred times as fast as to try expressions.
func needsOf(expr string) []string {
	parsed, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	return needed(parsed.Simplify())
}

func needed(r *syntax.Regexp) []string {
	switch r.Op {
	case syntax.OpLiteral:
		if len(r.Rune) >= shortest {
			return []string{strings.ToLower(string(r.Rune))}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return needed(r.Sub[0])
	case syntax.OpConcat: // any part will do: that whose shortest word is the longest
		var best []string
		for _, sub := range r.Sub {
			if words := needed(sub); len(words) > 0 && (best == nil || least(words) > least(best)) {
				best = words
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range r.Sub {
			words := needed(sub)
			if len(words) == 0 {
				return nil
			}
			all = append(all, words...)
		}
		return all
	}
	return nil
}

func least(words []string) int {
	n := len(words[0])
	for _, w := range words {
		n = min(n, len(w))
	}
	return n
}

// words looks for words in a text, for each of them once.
type words struct {
	text string // in lower case
	seen map[string]bool
}

func (w *words) any(list []string) bool {
	for _, word := range list {
		found, known := w.seen[word]
		if !known {
			found = strings.Contains(w.text, word)
			w.seen[word] = found
		}
		if found {
			return true
		}
	}
	return len(list) == 0
}

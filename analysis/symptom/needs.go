package symptom

import (
	"regexp/syntax"
	"strings"

	"github.com/vpclens/vpclens/analysis/needle"
)

// shortest is the length of the shortest word that is worth looking for.
const shortest = 3

// needsOf are words of which a text has at least one, in lower case, wherever an expression finds something in it: nil
// where there are no such words.
func needsOf(expr string) []string {
	parsed, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	words := needle.Of(parsed.Simplify())
	if needle.Shortest(words) < shortest {
		return nil
	}
	for i := range words {
		words[i] = strings.ToLower(words[i])
	}
	return words
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

package query

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// leastSimilar is how many letters a word has at least for which similar ones are shown: shorter ones are everywhere.
const leastSimilar = 3

// between is how many letters may stand between those of a similar word, for each of its letters: more are chance.
const between = 3

// Loosen is a query over rows in which the plain words that no row holds match rows that are called something similar:
// its letters in their order within one word of a name. Words are never looked for so that say exactly what they mean:
// negated or quoted ones, fields and what may become one, patterns, alternatives, and numbers or addresses.
func Loosen[T Subject](q Query, rows []T) Query {
	terms := q.Terms
	for i := range q.Terms {
		t := &q.Terms[i]
		if !t.plain || slices.ContainsFunc(rows, func(r T) bool { return t.match(r) }) {
			continue
		}
		loose := *t
		loose.similar = t.any[0].text
		if !slices.ContainsFunc(rows, func(r T) bool { return loose.match(r) }) {
			continue // nothing is similar either: the answer is what it would be anyway
		}
		if len(q.similar) == 0 {
			terms = slices.Clone(terms)
		}
		terms[i] = loose
		q.similar = append(q.similar, fmt.Sprintf("no row has %q: similar ones", loose.similar))
	}
	q.Terms = terms
	return q
}

// Similar says which words no row holds, so that rows with similar ones are let through; "" where there are none.
func (q Query) Similar() string { return strings.Join(q.similar, "; ") }

// isPlain says whether a word of a filter is a mere text of which something similar may be meant.
func isPlain(t *term, word string, keys []string) bool {
	return t.key == "" && !t.not && len(t.any) == 1 && t.any[0].pattern == nil && !strings.ContainsAny(word, `":|`) &&
		utf8.RuneCountInString(t.any[0].text) >= leastSimilar && strings.ContainsFunc(word, unicode.IsLetter) &&
		!slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, t.any[0].text) })
}

// similarIn is where a text holds something similar to a word, from a byte on: the first letter where a part of a word
// begins, the others behind it in the same word. At is -1 where there is nothing; gap is how many letters of the text
// stand between.
func similarIn(text, word string, from int) (at, gap int) {
	first, size := utf8.DecodeRuneInString(word)
	for {
		i := strings.IndexRune(text[from:], first)
		if i < 0 {
			return -1, 0
		}
		from += i
		if beginsPart(text, from) {
			if gap, ok := follows(text[from:], word, nil); ok {
				return from, gap
			}
		}
		from += size
	}
}

// isSimilar says whether a name holds something similar to the term.
func (t *term) isSimilar(name string) bool {
	at, _ := similarIn(name, t.similar, 0)
	return at >= 0
}

// beginsPart says whether a part of a name begins at a byte: "api" of "checkout-api".
func beginsPart(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	return at == 0 || !unicode.IsLetter(before) && !unicode.IsDigit(before)
}

// follows says whether the letters of a word follow each other at the beginning of a text, within one word of it. Found
// is told where each of them is.
func follows(text, word string, found func(from, to int)) (gap int, ok bool) {
	most := between * utf8.RuneCountInString(word)
	for i, r := range text {
		next, size := utf8.DecodeRuneInString(word)
		switch {
		case r == next:
			if found != nil {
				found(i, i+size)
			}
			if word = word[size:]; word == "" {
				return gap, true
			}
		case gap == most, r == ' ', r == '\n':
			return 0, false
		default:
			gap++
		}
	}
	return 0, false
}

// findSimilar adds the letters of the most similar part of a text.
func findSimilar(found [][2]int, text, word string) [][2]int {
	best, least := -1, 0
	for from := 0; from < len(text); {
		at, gap := similarIn(text, word, from)
		if at < 0 {
			break
		}
		if best < 0 || gap < least {
			best, least = at, gap
		}
		from = at + 1
		for from < len(text) && !utf8.RuneStart(text[from]) {
			from++
		}
	}
	if best >= 0 {
		follows(text[best:], word, func(from, to int) { found = append(found, [2]int{best + from, best + to}) })
	}
	return found
}

package find

import (
	"cmp"
	"strings"
)

// Rank is how well a name answers to what was typed. Less is better.
type Rank uint8

// The ranks, best first.
const (
	Exactly Rank = iota
	AtStart
	Within
	Scattered // its letters, in their order, with others between
	NotAtAll
)

// Answer is a rank, with the letters that made it.
type Answer struct {
	Rank Rank
	Hits []int // bytes of the name, for the eye
	Gap  int   // of a scattered answer: how many letters lie between
}

// Compare orders answers, the best first.
func (a Answer) Compare(b Answer) int {
	return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Gap, b.Gap))
}

// Answers says how a name answers to a word; both are in small letters.
// Scattered letters are looked for only if loose is true.
func Answers(name, word string, loose bool) Answer {
	switch at := strings.Index(name, word); {
	case name == word:
		return Answer{Rank: Exactly, Hits: run(0, len(word))}
	case at == 0:
		return Answer{Rank: AtStart, Hits: run(0, len(word))}
	case at > 0:
		return Answer{Rank: Within, Hits: run(at, len(word))}
	case loose:
		return scatter(name, word)
	}
	return Answer{Rank: NotAtAll}
}

// scatter finds the letters of a word in a name, in their order and as close
// together as the first end allows.
func scatter(name, word string) Answer {
	if len(word) < 2 {
		return Answer{Rank: NotAtAll}
	}
	end, n := -1, 0
	for i := 0; i < len(name) && n < len(word); i++ {
		if name[i] == word[n] {
			end, n = i, n+1
		}
	}
	if n < len(word) {
		return Answer{Rank: NotAtAll}
	}
	hits := make([]int, len(word))
	for i, n := end, len(word)-1; n >= 0; i-- {
		if name[i] == word[n] {
			hits[n] = i
			n--
		}
	}
	return Answer{Rank: Scattered, Hits: hits, Gap: end + 1 - len(word)}
}

func run(from, n int) []int {
	hits := make([]int, n)
	for i := range hits {
		hits[i] = from + i
	}
	return hits
}

package screen

import "strings"

// rank is how well a name answers to what was typed. Less is better.
type rank uint8

const (
	exactly rank = iota
	atStart
	within
	scattered // its letters, in their order, with others between
	notAtAll
)

// answer is a rank, with the letters that made it.
type answer struct {
	rank rank
	hits []int // bytes of the name, for the eye
	gap  int   // of a scattered answer: how many letters lie between
}

// answers says how a name answers to a word; both are in small letters.
// Scattered letters are looked for only if loose is true.
func answers(name, word string, loose bool) answer {
	switch at := strings.Index(name, word); {
	case name == word:
		return answer{rank: exactly, hits: run(0, len(word))}
	case at == 0:
		return answer{rank: atStart, hits: run(0, len(word))}
	case at > 0:
		return answer{rank: within, hits: run(at, len(word))}
	case loose:
		return scatter(name, word)
	}
	return answer{rank: notAtAll}
}

// scatter finds the letters of a word in a name, in their order and as close
// together as the first end allows.
func scatter(name, word string) answer {
	if len(word) < 2 {
		return answer{rank: notAtAll}
	}
	end, n := -1, 0
	for i := 0; i < len(name) && n < len(word); i++ {
		if name[i] == word[n] {
			end, n = i, n+1
		}
	}
	if n < len(word) {
		return answer{rank: notAtAll}
	}
	hits := make([]int, len(word))
	for i, n := end, len(word)-1; n >= 0; i-- {
		if name[i] == word[n] {
			hits[n] = i
			n--
		}
	}
	return answer{rank: scattered, hits: hits, gap: end + 1 - len(word)}
}

func run(from, n int) []int {
	hits := make([]int, n)
	for i := range hits {
		hits[i] = from + i
	}
	return hits
}
